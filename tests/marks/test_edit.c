/* Edits: applied, inverted, refused; and what a refusal leaves. */
#include "handmade.h"

enum { IDS = 60, LINKS = 30 };

/* Everything in a set, as one string: equal sets give equal strings. */
static char *picture(const struct set *set, enum status status)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (const struct span *span = set_first(set); span; span = set_next(set, span)) {
        char id[UUID_TEXT];
        uuid_format(span->id, id);
        fprintf(out, "%s %u %u %s", id, span->label, span->origin, span->attrs ? span->attrs : "-");
        for (size_t i = 0; i < span->n_fragments; i++)
            fprintf(out, " %u-%u", span_fragment(span, i).start.byte,
                    span_fragment(span, i).end.byte);
    }
    const struct relation *relation;
    for (size_t i = 0; (relation = set_relation_at(set, i)) != NULL; i++)
        fprintf(out, "\n%d %d>%d %u", relation->id.b[15], relation->from.b[15], relation->to.b[15],
                relation->type);
    const struct comment *comment;
    for (size_t i = 0; (comment = set_comment_at(set, i)) != NULL; i++)
        fprintf(out, "\n%d %s %s %d", comment->id.b[15], comment->author, comment->text,
                comment->settled);
    const struct verdict *verdict;
    for (size_t i = 0; (verdict = set_verdict_at(set, i)) != NULL; i++)
        fprintf(out, "\n%d %s %s", (int)verdict->item, verdict_name(verdict->kind),
                verdict->reason ? verdict->reason : "-");
    fprintf(out, "\n%s", status_name(status));
    fclose(out);
    return text;
}

static void random_comment(struct edits *edits, const struct set *set, uint64_t *seed)
{
    char author[] = "bob", text[] = "a\tb\\c\nd";
    struct comment comment = {.id = id_of(7000 + (unsigned)(test_random(seed) % 10)),
                              .at = (int64_t)(test_random(seed) % 1000),
                              .doubt = test_random(seed) % 2,
                              .author = author,
                              .text = text};
    if (test_random(seed) % 2)
        comment.span = id_of((unsigned)(test_random(seed) % IDS));
    const struct comment *there = set_comment_find(set, comment.id);
    if (there && test_random(seed) % 2)
        edits_comment(edits, there, NULL);
    else
        edits_comment(edits, there, &comment);
}

static void random_verdict(struct edits *edits, const struct set *set, uint64_t *seed)
{
    char reason[] = "A2";
    struct verdict verdict = {.item = test_random(seed) % 10,
                              .kind = (uint8_t)(test_random(seed) % 4),
                              .reason = test_random(seed) % 2 ? reason : NULL};
    const struct verdict *there = set_verdict(set, verdict.item);
    edits_verdict(edits, there, there && test_random(seed) % 2 ? NULL : &verdict);
}

/* One edit that fits the set as it stands. */
static void random_edit(struct edits *edits, const struct set *set, enum status status,
                        uint64_t *seed)
{
    struct uuid id = id_of((unsigned)(test_random(seed) % IDS));
    const struct span *there = set_find(set, id);
    struct parts parts;
    struct span span = random_span(seed, id, TEXT_BYTES, &parts);
    unsigned what = (unsigned)(test_random(seed) % 11);
    if (what < 4) {
        if (there)
            edits_change_span(edits, there, &span);
        else
            edits_add_span(edits, &span);
    } else if (what < 5 && there) {
        edits_delete_whole(edits, set, there);
    } else if (what < 8) {
        struct relation relation = {.id = id_of(5000 + (unsigned)(test_random(seed) % LINKS)),
                                    .from = id,
                                    .to = id_of((unsigned)(test_random(seed) % IDS)),
                                    .type = (uint16_t)(test_random(seed) % 2)};
        const struct relation *old = set_relation(set, relation.id);
        if (old && test_random(seed) % 2) {
            edits_delete_relation(edits, old);
        } else if (old) {
            relation.from = old->from;
            relation.to = old->to;
            edits_change_relation(edits, old, &relation);
        } else if (there && set_find(set, relation.to)) {
            edits_add_relation(edits, &relation);
        }
    } else if (what < 9) {
        random_comment(edits, set, seed);
    } else if (what < 10) {
        random_verdict(edits, set, seed);
    } else {
        edits_status(edits, status, (enum status)(test_random(seed) % STATUSES));
    }
}

/* A step of several edits, made by applying each to the set as it goes. */
static struct edits random_step(struct set *set, enum status *status, uint64_t *seed)
{
    struct edits step = {0};
    for (unsigned n = 1 + (unsigned)(test_random(seed) % 6); n--;) {
        size_t before = step.n;
        random_edit(&step, set, *status, seed);
        struct edits last = {.at = step.at + before, .n = step.n - before};
        assert_int_equal(set_apply(set, &last, status, NULL), OK);
    }
    return step;
}

static void test_invert(void **state)
{
    (void)state;
    enum { STEPS = 400 };
    uint64_t seed = 11;
    struct set *set = set_new();
    enum status status = STATUS_OPEN;
    struct edits steps[STEPS];
    char *pictures[STEPS + 1];
    pictures[0] = picture(set, status);
    for (int i = 0; i < STEPS; i++) {
        steps[i] = random_step(set, &status, &seed);
        assert_false(steps[i].failed);
        pictures[i + 1] = picture(set, status);
    }
    for (int i = STEPS; i--;) { /* undo everything */
        edits_invert(&steps[i]);
        assert_int_equal(set_apply(set, &steps[i], &status, NULL), OK);
        char *now = picture(set, status);
        assert_string_equal(now, pictures[i]);
        free(now);
    }
    for (int i = 0; i < STEPS; i++) { /* and redo it */
        edits_invert(&steps[i]);
        assert_int_equal(set_apply(set, &steps[i], &status, NULL), OK);
        char *now = picture(set, status);
        assert_string_equal(now, pictures[i + 1]);
        free(now);
        edits_release(&steps[i]);
    }
    for (int i = 0; i <= STEPS; i++)
        free(pictures[i]);
    set_free(set);
}

/* A step whose last edit does not fit leaves no trace of the edits before it. */
static void test_all_or_nothing(void **state)
{
    (void)state;
    uint64_t seed = 29;
    struct set *set = set_new();
    enum status status = STATUS_OPEN;
    for (int round = 0; round < 300; round++) {
        struct edits step = random_step(set, &status, &seed);
        struct err err = {0};
        char *before, *after;
        edits_invert(&step);
        struct span stranger = {.id = id_of(9999), .at = range_of(1, 2), .n_fragments = 1};
        edits_delete_span(&step, &stranger);
        before = picture(set, status);
        assert_int_equal(set_apply(set, &step, &status, &err), FAULT_CONFLICT);
        assert_non_null(strstr(err.text, "is not there any more"));
        after = picture(set, status);
        assert_string_equal(before, after);
        free(before);
        free(after);
        edits_release(&step);
    }
    set_free(set);
}

static enum fault apply_one(struct set *set, struct edits *edits, enum status *status,
                            struct err *err)
{
    enum fault fault = set_apply(set, edits, status, err);
    edits_release(edits);
    return fault;
}

static void test_conflicts(void **state)
{
    (void)state;
    struct set *set = set_new();
    struct edits edits = {0};
    struct err err;
    enum status status = STATUS_OPEN;
    char attrs[] = "name=x\n", author[] = "bob", text[] = "hm";
    struct span span = {.id = id_of(1), .at = range_of(3, 8), .n_fragments = 1}, changed = span;
    changed.attrs = attrs;
    struct relation relation = {.id = id_of(2), .from = id_of(1), .to = id_of(1)};
    struct comment comment = {.id = id_of(3), .author = author, .text = text};

    edits_change_span(&edits, &span, &changed);
    assert_int_equal(apply_one(set, &edits, NULL, &err), FAULT_CONFLICT);
    assert_non_null(strstr(err.text, "span 01000000-"));
    edits_add_relation(&edits, &relation);
    assert_int_equal(apply_one(set, &edits, NULL, &err), FAULT_CONFLICT);
    edits_add_span(&edits, &span);
    assert_int_equal(apply_one(set, &edits, NULL, &err), OK);
    edits_add_span(&edits, &span);
    assert_int_equal(apply_one(set, &edits, NULL, &err), FAULT_CONFLICT);
    assert_non_null(strstr(err.text, "was changed meanwhile"));
    edits_delete_span(&edits, &changed); /* its attributes are not those that stand there */
    assert_int_equal(apply_one(set, &edits, NULL, &err), FAULT_CONFLICT);
    edits_add_relation(&edits, &relation);
    edits_comment(&edits, NULL, &comment);
    assert_int_equal(apply_one(set, &edits, NULL, &err), OK);
    edits_delete_span(&edits, &span); /* a link hangs on it */
    assert_int_equal(apply_one(set, &edits, NULL, &err), FAULT_CONFLICT);
    text[0] = 'x';
    edits_comment(&edits, &comment, NULL);
    assert_int_equal(apply_one(set, &edits, NULL, &err), FAULT_CONFLICT);
    relation.type = 1;
    edits_delete_relation(&edits, &relation);
    assert_int_equal(apply_one(set, &edits, NULL, &err), FAULT_CONFLICT);
    edits_status(&edits, STATUS_DONE, STATUS_OPEN);
    assert_int_equal(apply_one(set, &edits, &status, &err), FAULT_CONFLICT);
    assert_string_equal(err.text, "the status is open, not done");
    edits_status(&edits, STATUS_OPEN, STATUS_DONE);
    assert_int_equal(apply_one(set, &edits, &status, &err), OK);
    assert_int_equal(status, STATUS_DONE);
    set_free(set);
}

/* Two linked spans deleted in one step, with a comment on one: their link is named once. */
static void test_delete_whole(void **state)
{
    (void)state;
    struct set *set = set_new();
    struct edits edits = {0};
    char author[] = "bob", text[] = "hm";
    for (unsigned i = 1; i <= 3; i++) {
        struct span span = {.id = id_of(i), .at = range_of(i, i + 4), .n_fragments = 1};
        set_add(set, &span);
    }
    struct relation relation = {.id = id_of(10), .from = id_of(1), .to = id_of(2)};
    set_relate(set, &relation);
    relation = (struct relation){.id = id_of(11), .from = id_of(1), .to = id_of(1)};
    set_relate(set, &relation);
    relation = (struct relation){.id = id_of(12), .from = id_of(3), .to = id_of(2)};
    set_relate(set, &relation);
    struct comment comment = {.id = id_of(20), .span = id_of(2), .author = author, .text = text};
    set_comment(set, &comment);
    comment.id = id_of(21);
    comment.span = id_of(3);
    set_comment(set, &comment);
    char *before = picture(set, STATUS_NEW);

    edits_delete_whole(&edits, set, set_find(set, id_of(1)));
    edits_delete_whole(&edits, set, set_find(set, id_of(2)));
    assert_int_equal(edits.n, 2 + 1 + 1 + 1 + 1);
    assert_int_equal(set_apply(set, &edits, NULL, NULL), OK);
    assert_int_equal(set_count(set), 1);
    assert_int_equal(set_relations(set), 0);
    assert_int_equal(set_comments(set), 1);
    edits_invert(&edits);
    assert_int_equal(set_apply(set, &edits, NULL, NULL), OK);
    char *after = picture(set, STATUS_NEW);
    assert_string_equal(before, after);
    free(before);
    free(after);
    edits_release(&edits);
    set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invert),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_conflicts),
        cmocka_unit_test(test_delete_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
