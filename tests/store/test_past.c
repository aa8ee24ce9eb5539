/* The journal as people ask for it, who may see which of it, and what someone else's later edit
 * does to undo. */
#include "project.h"

static const char text[] = "Ann said no. Bob said yes.\n";

static void give_role(struct project *project, const char *name, enum role role)
{
    struct person person = {.role = role};
    snprintf(person.name, sizeof person.name, "%s", name);
    ok(store_put_person(project->store, &person, err));
}

static void give(struct project *project, const char *person, enum task task, int64_t document,
                 const char *whose)
{
    struct assignment given = {.task = task, .document = document};
    bool new;
    snprintf(given.person, sizeof given.person, "%s", person);
    snprintf(given.whose, sizeof given.whose, "%s", whose);
    ok(store_assign(project->store, &given, &new, err));
}

static void gate(const struct project *project, const char *person, struct project *out)
{
    *out = (struct project){.labels = test_labels(labels_json), .env = test_env(43)};
    const struct store_options options = {.person = person, .gate = true, .env = out->env};
    ok(store_open(project->path, &options, &out->store, err));
    store_use_labels(out->store, &out->labels);
}

/* Acts as someone else on the same file. */
static void mark_as(struct project *project, const char *person, int64_t document, uint32_t start,
                    uint32_t end)
{
    struct project other;
    project_open_as(&other, project->path, person, false);
    project_mark(&other, document, person, start, end, LABEL_SPEAKER);
    project_close(&other);
}

/* The rows as one string: "alice mark one; ..." */
static void told(struct store *store, const struct past_filter *filter, size_t slice, char *out,
                 size_t room)
{
    struct past_cursor cursor = {0};
    struct past rows[8];
    size_t got;
    out[0] = '\0';
    do {
        ok(store_past(store, &cursor, filter, slice, rows, &got, err));
        assert_true(got <= slice);
        for (size_t i = 0; i < got; i++) {
            size_t n = strlen(out);
            snprintf(out + n, room - n, "%s %s%s%s%s%s; ", rows[i].actor, rows[i].what,
                     rows[i].name[0] ? " " : "", rows[i].name, rows[i].about[0] ? " " : "",
                     rows[i].about);
        }
    } while (got);
}

static void expect(struct store *store, const struct past_filter *filter, const char *wanted)
{
    char out[2048];
    for (size_t slice = 1; slice <= 8; slice += 7) {
        told(store, filter, slice, out, sizeof out);
        assert_string_equal(out, wanted);
    }
}

static const struct past_filter all = {.kind = -1};

static void test_rows_and_filters(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    int64_t one = project_add(&project, "one", text), two = project_add(&project, "two", text);
    give_role(&project, "bob", ROLE_ANNOTATOR);
    give_role(&project, "bob", ROLE_REVIEWER);
    give(&project, "bob", TASK_REVIEW, one, "alice");
    project_mark(&project, one, "alice", 0, 3, LABEL_SPEAKER);
    mark_as(&project, "bob", two, 0, 3);
    expect(
        project.store, &all,
        "bob mark two; alice mark one; alice give a document one bob: review alice; "
        "alice give a role bob: reviewer, was annotator; alice give a role bob: annotator; "
        "alice add a document two; alice add a document one; alice make the project version 1; ");
    expect(project.store, &(struct past_filter){.kind = -1, .actor = "bob"}, "bob mark two; ");
    expect(project.store, &(struct past_filter){.kind = -1, .document = one}, "alice mark one; ");
    expect(project.store, &(struct past_filter){.kind = SET_PERSON, .oldest_first = true},
           "alice mark one; bob mark two; ");
    expect(project.store, &(struct past_filter){.kind = SET_GOLD}, "");
    expect(project.store, &(struct past_filter){.kind = -1, .until = 1}, "");

    /* By time, both ends included. */
    struct past_cursor cursor = {0};
    struct past row;
    size_t got;
    ok(store_past(project.store, &cursor, &all, 1, &row, &got, err));
    expect(project.store,
           &(struct past_filter){.kind = SET_PERSON, .since = row.at, .until = row.at},
           "bob mark two; ");

    /* A removed document keeps the name it had. */
    ok(store_remove(project.store, one, err));
    expect(project.store, &(struct past_filter){.kind = SET_PERSON, .actor = "alice"},
           "alice mark one; ");
    project_close(&project);
}

/* More rows than one slice looks at, of which few are taken. */
static void test_many_rows(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    int64_t one = project_add(&project, "one", text);
    mark_as(&project, "bob", one, 0, 3);
    for (uint32_t i = 0; i < 1100; i++)
        project_mark(&project, one, "alice", i % 20, i % 20 + 2, LABEL_PLACE);
    expect(project.store, &(struct past_filter){.kind = -1, .actor = "bob"}, "bob mark one; ");
    expect(project.store, &(struct past_filter){.kind = -1, .actor = "bob", .document = one},
           "bob mark one; ");
    struct past_cursor cursor = {0};
    const struct past_filter filter = {.kind = -1, .document = one, .oldest_first = true};
    struct past rows[8];
    size_t got, n = 0;
    for (int64_t last = 0; n < 1101; n += got) {
        ok(store_past(project.store, &cursor, &filter, 8, rows, &got, err));
        assert_true(got > 0);
        for (size_t i = 0; i < got; last = rows[i++].number)
            assert_true(rows[i].number > last);
    }
    assert_int_equal(n, 1101);
    project_close(&project);
}

static void test_rights(void **state)
{
    (void)state;
    struct project project, alice, bob, rita;
    project_make(&project);
    int64_t one = project_add(&project, "one", text);
    project_mark(&project, one, "alice", 0, 3, LABEL_SPEAKER);
    mark_as(&project, "bob", one, 4, 8);
    give_role(&project, "alice", ROLE_ANNOTATOR);
    give_role(&project, "bob", ROLE_ANNOTATOR);
    give_role(&project, "rita", ROLE_REVIEWER);
    give(&project, "rita", TASK_REVIEW, one, "bob");
    struct past_step step = {0}, found_step;
    const struct uuid least = {{0}}, most = {{255, 255, 255, 255}};
    bool found;

    gate(&project, "bob", &bob);
    expect(bob.store, &all, "bob mark one; ");
    expect(bob.store, &(struct past_filter){.kind = -1, .actor = "alice"}, "");
    expect(bob.store, &(struct past_filter){.kind = -1, .document = one}, "bob mark one; ");
    ok(store_next_step(bob.store, least, most, &step, &found_step, &found, err));
    assert_true(found);
    assert_string_equal(found_step.actor, "bob");
    ok(store_next_step(bob.store, least, most, &found_step, &found_step, &found, err));
    assert_false(found);

    struct article *article = project_article(&bob, one);
    struct editions editions = {bob.store, .document = one, .lent = article};
    struct past row;
    struct edits edits;
    int64_t alices = project_set(&project, one, "alice").key, revision;
    faulty(FAULT_DENIED,
           store_past_edits(bob.store, alices, 1, &editions, &row, &edits, &found, err));
    assert_int_equal(edits.n, 0);
    faulty(FAULT_DENIED, store_past_revision(bob.store, alices, INT64_MAX, &revision, err));
    assert_int_equal(revision, 0);
    ok(store_past_edits(bob.store, project_set(&bob, one, "bob").key, 1, &editions, &row,
                        &edits, &found, err));
    assert_true(found && edits.n == 1 && strcmp(row.what, "mark") == 0);
    edits_release(&edits);
    article_free(article);

    gate(&project, "rita", &rita);
    expect(rita.store, &all, "bob mark one; ");
    gate(&project, "alice", &alice); /* who made the project: one's own deeds are no secret */
    expect(alice.store, &(struct past_filter){.kind = SET_PERSON}, "alice mark one; ");

    /* Who was sent off sees nothing any more. */
    struct person person = {.name = "bob", .gone = true};
    ok(store_put_person(project.store, &person, err));
    assert_true(store_changed(bob.store));
    expect(bob.store, &all, "");
    project_close(&alice);
    project_close(&bob);
    project_close(&rita);
    project_close(&project);
}

static void change_label(struct project *project, int64_t document, const char *owner,
                         const struct span *span, uint16_t label)
{
    struct edits edits = {0};
    struct span after = *span;
    after.label = label;
    edits_change_span(&edits, span, &after);
    project_apply(project, document, owner, &edits);
}

/* A lead changes a mark of alice's: her undo stops there, with a word, and goes on when the lead
 * has taken that back. */
static void test_undo_stops_at_others(void **state)
{
    (void)state;
    struct project project, lead;
    struct undo undo;
    project_make(&project);
    int64_t one = project_add(&project, "one", text);
    struct span first = project_mark(&project, one, "alice", 0, 3, LABEL_SPEAKER);
    project_mark(&project, one, "alice", 4, 8, LABEL_PLACE);
    project_open_as(&lead, project.path, "lead", false);
    change_label(&lead, one, "alice", &first, LABEL_QUOTE);

    /* The other mark was touched by nobody. */
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    assert_false(project_undo(&project, WAY_UNDO, &undo));
    assert_true(undo.stopped);
    assert_string_equal(undo.why, "lead changed the same marks later");
    /* Not only the question: the store itself refuses. */
    struct article *article = project_article(&project, one);
    struct edits edits = {0};
    ok(store_undo_edits(project.store, &undo, WAY_UNDO, article, &edits, err));
    struct step step = test_step(&project, one, "alice",
                                 project_set(&project, one, "alice").revision, &edits, article);
    step.kind = STEP_UNDO;
    step.undoes = undo.step;
    faulty(FAULT_CONFLICT, store_apply(project.store, &step, NULL, err));
    edits_release(&edits);
    article_free(article);

    struct past_step none = {0}, its, later_step;
    struct past later;
    bool found;
    ok(store_next_step(project.store, undo.step, undo.step, &none, &its, &found, err));
    assert_true(found && !its.undone);
    ok(store_touched_later(project.store, &its, &later, &found, err));
    assert_true(found);
    assert_string_equal(later.actor, "lead");
    ok(store_next_step(project.store, later.step, later.step, &none, &later_step, &found, err));
    ok(store_touched_later(project.store, &later_step, &later, &found, err));
    assert_false(found);

    assert_true(project_undo(&lead, WAY_UNDO, &undo));
    ok(store_touched_later(project.store, &its, &later, &found, err));
    assert_false(found);
    assert_true(project_undo(&project, WAY_UNDO, &undo));
    assert_int_equal(project_set(&project, one, "alice").spans, 0);
    size_t findings;
    ok(store_verify(project.store, &(struct store_report){0}, &findings, err));
    assert_int_equal(findings, 0);
    project_close(&lead);
    project_close(&project);
}

/* A link or a doubt on a mark touches it too. */
static void test_what_hangs_on_a_mark(void **state)
{
    (void)state;
    struct project project, lead;
    struct undo undo;
    project_make(&project);
    int64_t one = project_add(&project, "one", text);
    struct span speaker = project_mark(&project, one, "alice", 0, 3, LABEL_SPEAKER);
    struct span quote = project_mark(&project, one, "alice", 9, 11, LABEL_QUOTE);
    project_open_as(&lead, project.path, "lead", false);
    struct edits edits = {0};
    const struct relation link = {
        .id = uuid_new(&lead.env), .from = quote.id, .to = speaker.id, .type = 0};
    edits_add_relation(&edits, &link);
    project_apply(&lead, one, "alice", &edits);
    assert_false(project_undo(&project, WAY_UNDO, &undo));
    assert_true(undo.stopped);
    assert_true(project_undo(&lead, WAY_UNDO, &undo));
    static char words[] = "who?", author[] = "lead";
    const struct comment doubt = {.id = uuid_new(&lead.env),
                                  .span = quote.id,
                                  .doubt = true,
                                  .at = 1,
                                  .author = author,
                                  .text = words};
    edits = (struct edits){0};
    edits_comment(&edits, NULL, &doubt);
    project_apply(&lead, one, "alice", &edits);
    assert_false(project_undo(&project, WAY_UNDO, &undo));
    assert_true(undo.stopped);
    project_close(&lead);
    project_close(&project);
}

/* A verdict that a lead changed later is no longer the reviewer's to take back. */
static void test_verdicts(void **state)
{
    (void)state;
    struct project project, rita;
    struct undo undo;
    project_make(&project);
    int64_t one = project_add(&project, "one", text);
    project_open_as(&rita, project.path, "rita", false);
    struct article *article = project_article(&project, one);
    struct verdict verdict = {.item = 77, .round = 1, .reading = 5}, other = verdict;
    for (int i = 0; i < 3; i++) { /* rita's, a lead's on something else, a lead's on the same */
        struct project *by = i ? &project : &rita;
        struct edits edits = {0};
        struct set_info info;
        ok(store_set_of(by->store, one, SET_REVIEW, "rita", "alice", &info, err));
        other.item = i == 1 ? 78 : 77;
        other.reading = 6;
        edits_verdict(&edits, i == 2 ? &verdict : NULL, i ? &other : &verdict);
        struct step step = test_step(by, one, "rita", info.revision, &edits, article);
        step.set = SET_REVIEW;
        step.source = "alice";
        ok(store_apply(by->store, &step, NULL, err));
        edits_release(&edits);
        ok(store_undo_next(rita.store, WAY_UNDO, &undo, err));
        assert_true(undo.stopped == (i == 2));
    }
    assert_string_equal(undo.why, "alice changed the same marks later");
    article_free(article);
    project_close(&rita);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_and_filters),
        cmocka_unit_test(test_many_rows),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_undo_stops_at_others),
        cmocka_unit_test(test_what_hangs_on_a_mark),
        cmocka_unit_test(test_verdicts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
