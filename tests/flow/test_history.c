/* The past of a set: each state it had comes back, a step of anyone's can be taken back, and what
 * differs between two sets is told. */
#include "flow.h"

#include "manicule/flow/difference.h"
#include "manicule/flow/history.h"
#include "manicule/flow/sets.h"

static const char words[] = "Ann Bell said no. Bob Hall said yes, in Oslo.\n";

struct world {
    struct project project;
    struct store *lead;
    struct article *article;
    int64_t document;
    struct set *set; /* alice's, as it stands */
    uint64_t chance;
};

static void world_make(struct world *w, uint64_t seed)
{
    struct err err = {0};
    bool existing;
    *w = (struct world){.set = set_new(), .chance = seed};
    project_make(&w->project, "alice");
    w->article = article_copy(words, strlen(words));
    const struct new_document new = {.name = "one", .article = w->article};
    must(store_add(w->project.store, &new, &w->document, &existing, &err), &err, "add");
    const struct store_options options = {.person = "lead", .env = w->project.env};
    must(store_open(w->project.path, &options, &w->lead, &err), &err, "open");
    store_use_labels(w->lead, &w->project.labels);
}

static void world_close(struct world *w)
{
    set_free(w->set);
    article_free(w->article);
    store_close(w->lead);
    project_close(&w->project);
}

static struct set_info info_of(struct world *w)
{
    struct err err = {0};
    struct set_info info;
    must(store_set(w->lead, w->document, SET_PERSON, "alice", &info, &err), &err, "set");
    return info;
}

static void reload(struct world *w)
{
    struct err err = {0};
    struct set_info info = info_of(w);
    set_clear(w->set);
    if (info.key)
        must(sets_load(w->lead, info.key, w->article, false, w->set, &err), &err, "load");
}

static struct uuid apply(struct world *w, struct store *store, const char *what,
                         struct edits *edits, enum step_kind kind, struct uuid undoes)
{
    struct err err = {0};
    const struct step step = {.id = uuid_new(&w->project.env),
                              .kind = kind,
                              .undoes = undoes,
                              .what = what,
                              .document = w->document,
                              .set = SET_PERSON,
                              .owner = "alice",
                              .revision = info_of(w).revision,
                              .edits = edits,
                              .article = w->article};
    must(store_apply(store, &step, NULL, &err), &err, what);
    edits_release(edits);
    reload(w);
    return step.id;
}

static uint32_t draw(struct world *w, size_t n)
{
    return (uint32_t)(test_random(&w->chance) % n);
}

static struct span random_span(struct world *w)
{
    uint32_t start = draw(w, strlen(words) - 12), size = 1 + draw(w, 10);
    return (struct span){.id = uuid_new(&w->project.env),
                         .at = range_of(start, start + size),
                         .label = (uint16_t)draw(w, 4),
                         .n_fragments = 1};
}

static struct span at_span(struct world *w, uint32_t start, uint32_t end, const char *label)
{
    struct span span = random_span(w);
    span.at = range_of(start, end);
    span.label = labelset_find(&w->project.labels, label, strlen(label));
    return span;
}

static const struct span *any_span(struct world *w)
{
    const struct span *span = set_first(w->set);
    for (uint32_t n = set_count(w->set) ? draw(w, set_count(w->set)) : 0; n; n--)
        span = set_next(w->set, span);
    return span;
}

static bool random_undo(struct world *w)
{
    struct err err = {0};
    struct undo undo;
    struct edits edits;
    enum undo_way way = draw(w, 2) ? WAY_UNDO : WAY_REDO;
    if (store_undo_next(w->project.store, way, &undo, NULL) || undo.stopped)
        return false;
    must(store_undo_edits(w->project.store, &undo, way, w->article, &edits, &err), &err, "undo");
    apply(w, w->project.store, undo.what, &edits, way == WAY_UNDO ? STEP_UNDO : STEP_REDO,
          undo.step);
    return true;
}

/* One step of alice's, of any kind. */
static void random_step(struct world *w)
{
    struct edits edits = {0};
    const struct span *one = any_span(w), *other = any_span(w);
    struct span changed;
    struct relation link;
    enum status status = info_of(w).status;
    switch (draw(w, 7)) {
    case 0:
        if (one)
            edits_delete_whole(&edits, w->set, one);
        break;
    case 1:
        if (one) {
            changed = random_span(w);
            changed.id = one->id;
            edits_change_span(&edits, one, &changed);
        }
        break;
    case 2:
        if (one && other && one != other) {
            link = (struct relation){
                .id = uuid_new(&w->project.env), .from = one->id, .to = other->id};
            edits_add_relation(&edits, &link);
        }
        break;
    case 3:
        edits_status(&edits, status, status == STATUS_DONE ? STATUS_OPEN : STATUS_DONE);
        break;
    case 4:
        if (random_undo(w))
            return;
        break;
    default:
        break;
    }
    if (!edits.n) {
        changed = random_span(w);
        edits_add_span(&edits, &changed);
    }
    apply(w, w->project.store, "step", &edits, STEP_EDIT, (struct uuid){{0}});
}

static void export_at(struct world *w, int64_t at, struct buf *out)
{
    *out = (struct buf){0};
    export_with(&w->project,
                (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL, .at = at},
                UNIT_CODEPOINT, out);
}

/* What an export gave at a moment is what an export of that moment gives ever after. */
static void test_every_state_comes_back(void **state)
{
    (void)state;
    enum { STEPS = 120 };
    static struct buf then[STEPS];
    int64_t at[STEPS];
    struct world w;
    struct buf now;
    world_make(&w, 5);
    int64_t before = w.project.env.now(w.project.env.ctx);
    for (size_t i = 0; i < STEPS; i++) {
        random_step(&w);
        at[i] = w.project.env.now(w.project.env.ctx);
        then[i] = (struct buf){0};
        export_all(&w.project, &then[i]);
    }
    for (size_t i = 0; i < STEPS; i++) {
        export_at(&w, at[i], &now);
        assert_string_equal(buf_text(&now), buf_text(&then[i]));
        buf_release(&now);
        buf_release(&then[i]);
    }
    export_at(&w, before, &now);
    assert_int_equal(now.size, 0);
    world_close(&w);
}

static void test_status_of_then(void **state)
{
    (void)state;
    struct world w;
    struct buf out = {0};
    world_make(&w, 6);
    struct edits edits = {0};
    struct span span = random_span(&w);
    edits_add_span(&edits, &span);
    apply(&w, w.project.store, "mark", &edits, STEP_EDIT, (struct uuid){{0}});
    int64_t then = w.project.env.now(w.project.env.ctx);
    edits = (struct edits){0};
    edits_status(&edits, STATUS_OPEN, STATUS_DONE);
    apply(&w, w.project.store, "finish", &edits, STEP_EDIT, (struct uuid){{0}});
    struct export_options o = {.kind = EXPORT_ALL, .status = STATUS_DONE, .at = then};
    struct export_counts counts = export_with(&w.project, o, UNIT_CODEPOINT, &out);
    assert_int_equal(out.size, 0);
    assert_int_equal(counts.kept_status[STATUS_OPEN], 1);
    o.status = STATUS_OPEN;
    counts = export_with(&w.project, o, UNIT_CODEPOINT, &out);
    assert_int_equal(counts.records, 1);
    assert_non_null(strstr(buf_text(&out), "\"status\":\"open\""));
    buf_release(&out);
    world_close(&w);
}

static void mark_one(struct world *w, struct store *store)
{
    struct edits edits = {0};
    struct span span = random_span(w);
    edits_add_span(&edits, &span);
    apply(w, store, "mark", &edits, STEP_EDIT, (struct uuid){{0}});
}

static void become(struct world *w, struct store *store, enum status before, enum status after)
{
    struct edits edits = {0};
    edits_status(&edits, before, after);
    apply(w, store, "status", &edits, STEP_EDIT, (struct uuid){{0}});
}

static struct export_counts export_marked(struct world *w, int status, struct buf *out)
{
    *out = (struct buf){0};
    return export_with(
        &w->project, (struct export_options){.kind = SET_PERSON, .status = status, .marked = true},
        UNIT_CODEPOINT, out);
}

/* What alice last finished before anyone reviewed it, whatever became of it later. */
static void test_as_marked(void **state)
{
    (void)state;
    struct world w;
    struct buf out, first, last;
    world_make(&w, 8);
    struct store *alice = w.project.store;
    mark_one(&w, alice);
    struct export_counts counts = export_marked(&w, EXPORT_ALL, &out);
    assert_int_equal(counts.records, 0); /* she never finished it */
    assert_int_equal(counts.kept_unfinished, 1);
    buf_release(&out);
    become(&w, alice, STATUS_OPEN, STATUS_DONE);
    become(&w, alice, STATUS_DONE, STATUS_OPEN);
    mark_one(&w, alice);
    become(&w, alice, STATUS_OPEN, STATUS_DONE);
    first = (struct buf){0};
    export_all(&w.project, &first);
    become(&w, w.lead, STATUS_DONE, STATUS_RETURNED);
    mark_one(&w, alice);
    become(&w, alice, STATUS_RETURNED, STATUS_DONE);
    become(&w, w.lead, STATUS_DONE, STATUS_ACCEPTED);
    last = (struct buf){0};
    export_all(&w.project, &last);
    export_marked(&w, EXPORT_ALL, &out);
    assert_string_equal(buf_text(&out), buf_text(&first));
    assert_string_not_equal(buf_text(&out), buf_text(&last));
    assert_non_null(strstr(buf_text(&out), "\"status\":\"done\""));
    buf_release(&out);
    /* The status asked for is the one of today. */
    counts = export_marked(&w, STATUS_ACCEPTED, &out);
    assert_int_equal(counts.records, 1);
    assert_string_equal(buf_text(&out), buf_text(&first));
    buf_release(&out);
    counts = export_marked(&w, STATUS_DONE, &out);
    assert_int_equal(counts.records, 0);
    assert_int_equal(counts.kept_status[STATUS_ACCEPTED], 1);
    buf_release(&out);
    buf_release(&first);
    buf_release(&last);
    world_close(&w);
}

/* A set leaves by the time of its last change; as it stood once, of the last one by then. */
static void test_time_of_last_change(void **state)
{
    (void)state;
    struct world w;
    world_make(&w, 9);
    int64_t at[4];
    at[0] = w.project.env.now(w.project.env.ctx);
    mark_one(&w, w.project.store);
    at[1] = w.project.env.now(w.project.env.ctx);
    mark_one(&w, w.project.store);
    at[2] = w.project.env.now(w.project.env.ctx);
    at[3] = w.project.env.now(w.project.env.ctx);
    const struct {
        int64_t since, until, at;
        unsigned records;
    } cases[] = {
        {at[0], 0, 0, 1},     {at[1], 0, 0, 1},     {at[2], 0, 0, 0},     {0, at[3], 0, 1},
        {0, at[1], 0, 0},     {at[1], at[2], 0, 1}, {at[2], at[3], 0, 0}, {0, at[1], at[1], 1},
        {at[1], 0, at[1], 0}, {at[0], 0, at[1], 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        struct export_counts counts = export_with(&w.project,
                                                  (struct export_options){.kind = SET_PERSON,
                                                                          .status = EXPORT_ALL,
                                                                          .since = cases[i].since,
                                                                          .until = cases[i].until,
                                                                          .at = cases[i].at},
                                                  UNIT_CODEPOINT, &out);
        if (counts.records != cases[i].records || counts.kept_time != !cases[i].records)
            fail_msg("case %zu: %u records, %u kept", i, (unsigned)counts.records,
                     (unsigned)counts.kept_time);
        buf_release(&out);
    }
    world_close(&w);
}

/* ---- revert ---- */
static enum fault revert_as(struct world *w, struct store *store, struct uuid step, size_t digits,
                            struct err *err)
{
    char id[UUID_TEXT];
    struct revert revert;
    size_t changes;
    *err = (struct err){0};
    uuid_format(step, id);
    id[digits] = '\0';
    enum fault fault = revert_find(store, id, &revert, err);
    if (fault)
        return fault;
    fault = revert_check(store, &revert, err);
    if (!fault)
        fault = revert_run(store, &revert, &w->project.env, &changes, err);
    revert_release(&revert);
    reload(w);
    return fault;
}

static struct uuid mark(struct world *w, uint32_t start, uint32_t end, const char *label)
{
    struct edits edits = {0};
    struct span span = at_span(w, start, end, label);
    edits_add_span(&edits, &span);
    return apply(w, w->project.store, "mark", &edits, STEP_EDIT, (struct uuid){{0}});
}

static void test_revert(void **state)
{
    (void)state;
    struct world w;
    struct err err;
    struct past row;
    struct edits edits = {0};
    bool found;
    world_make(&w, 7);
    struct uuid first = mark(&w, 0, 8, "speaker"), second = mark(&w, 18, 26, "speaker");
    assert_int_equal(revert_as(&w, w.lead, first, 36, &err), OK);
    assert_int_equal(set_count(w.set), 1);

    /* Alice finds it in her history, by whom it is. */
    int64_t revision = info_of(&w).revision;
    struct editions editions = {w.project.store, .document = w.document, .lent = w.article};
    must(store_past_edits(w.project.store, info_of(&w).key, revision, &editions, &row, &edits,
                          &found, &err),
         &err, "row");
    assert_true(found);
    assert_string_equal(row.actor, "lead");
    assert_string_equal(row.what, "revert alice: mark");
    assert_int_equal(row.kind, STEP_EDIT);
    edits_release(&edits);

    /* It is taken back once, and what was taken back can come again. */
    assert_int_equal(revert_as(&w, w.lead, first, 36, &err), FAULT_CONFLICT);
    assert_non_null(strstr(err.text, "lead changed the same marks later (revert alice: mark)"));
    assert_int_equal(revert_as(&w, w.lead, row.step, 36, &err), OK);
    assert_int_equal(set_count(w.set), 2);

    /* A later step on the same mark is in the way, on another it is not. */
    const struct span *span = set_first(w.set);
    struct span longer = *span;
    longer.at = range_of(0, 3);
    edits = (struct edits){0};
    edits_change_span(&edits, span, &longer);
    struct uuid change = apply(&w, w.project.store, "edge", &edits, STEP_EDIT, (struct uuid){{0}});
    assert_int_equal(revert_as(&w, w.lead, first, 36, &err), FAULT_CONFLICT);
    assert_int_equal(revert_as(&w, w.lead, second, 36, &err), OK);
    assert_int_equal(revert_as(&w, w.lead, change, 36, &err), OK);
    assert_int_equal(set_first(w.set)->at.end.byte, 8);

    /* One that she took back herself is no step that stands. */
    struct uuid third = mark(&w, 30, 35, "location");
    struct undo undo;
    must(store_undo_next(w.project.store, WAY_UNDO, &undo, &err), &err, "undo");
    must(store_undo_edits(w.project.store, &undo, WAY_UNDO, w.article, &edits, &err), &err, "undo");
    apply(&w, w.project.store, "mark", &edits, STEP_UNDO, undo.step);
    assert_int_equal(revert_as(&w, w.lead, third, 36, &err), FAULT_CONFLICT);
    assert_non_null(strstr(err.text, "took it back already"));

    size_t findings;
    must(store_verify(w.lead, &(struct store_report){0}, &findings, &err), &err, "verify");
    assert_int_equal(findings, 0);
    world_close(&w);
}

static void test_revert_names(void **state)
{
    (void)state;
    struct world w;
    struct err err;
    struct revert revert;
    world_make(&w, 8);
    struct uuid first = mark(&w, 0, 8, "speaker");
    static const char *const none[] = {"",
                                       "0192",
                                       "0192a000-",
                                       "zzzzzzzz-0000",
                                       "0192A000-0000",
                                       "0192a0000000",
                                       "01a2130c-aeb0-7d85-b302-7a497d188e6f0"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        enum fault fault = revert_find(w.lead, none[i], &revert, &err);
        assert_true(fault == FAULT_USAGE || (fault == FAULT_MISSING && i == 2));
    }
    mark(&w, 9, 13, "quote");
    assert_int_equal(revert_as(&w, w.lead, first, 8, &err), FAULT_USAGE);
    assert_non_null(strstr(err.text, "several steps"));
    assert_int_equal(set_count(w.set), 2);
    assert_int_equal(revert_as(&w, w.lead, first, 20, &err), OK);
    assert_int_equal(set_count(w.set), 1);
    world_close(&w);
}

/* An accepted document stays as it was accepted. */
static void test_revert_of_accepted(void **state)
{
    (void)state;
    struct world w;
    struct err err;
    world_make(&w, 9);
    struct uuid first = mark(&w, 0, 8, "speaker");
    struct edits edits = {0};
    edits_status(&edits, STATUS_OPEN, STATUS_ACCEPTED);
    apply(&w, w.lead, "accept", &edits, STEP_EDIT, (struct uuid){{0}});
    assert_int_equal(revert_as(&w, w.lead, first, 36, &err), FAULT_CONFLICT);
    assert_string_equal(err.text, "the document is accepted");
    must(store_remove(w.lead, w.document, &err), &err, "remove");
    assert_int_equal(revert_as(&w, w.lead, first, 36, &err), FAULT_CONFLICT);
    assert_string_equal(err.text, "the document was removed");
    world_close(&w);
}

/* A reviewer's own sets and gold are theirs to take back, a person's marks are a lead's. */
static void test_revert_by_role(void **state)
{
    (void)state;
    struct world w;
    struct err err;
    bool new;
    world_make(&w, 10);
    struct uuid first = mark(&w, 0, 8, "speaker");
    struct person rita = {.name = "rita", .role = ROLE_REVIEWER},
                  bob = {.name = "bob", .role = ROLE_ANNOTATOR};
    must(store_put_person(w.lead, &rita, &err), &err, "people");
    must(store_put_person(w.lead, &bob, &err), &err, "people");
    struct assignment given = {
        .person = "rita", .task = TASK_REVIEW, .document = w.document, .whose = "alice"};
    must(store_assign(w.lead, &given, &new, &err), &err, "assign");
    static const char *const who[] = {"rita", "bob"};
    static const enum fault wanted[] = {FAULT_DENIED, FAULT_MISSING};
    for (int i = 0; i < 2; i++) {
        struct store *store;
        const struct store_options options = {.person = who[i], .gate = true, .env = w.project.env};
        must(store_open(w.project.path, &options, &store, &err), &err, "open");
        store_use_labels(store, &w.project.labels);
        assert_int_equal(revert_as(&w, store, first, 36, &err), wanted[i]);
        store_close(store);
    }
    assert_int_equal(set_count(w.set), 1);
    world_close(&w);
}

/* ---- blame ---- */
static void test_blame(void **state)
{
    (void)state;
    struct world w;
    struct err err = {0};
    struct blame blame;
    size_t n;
    world_make(&w, 11);
    mark(&w, 0, 8, "speaker");
    mark(&w, 9, 16, "quote");
    const struct span *speaker = set_first(w.set), *quote = set_next(w.set, speaker);
    const struct uuid its[] = {speaker->id, quote->id};
    struct edits edits = {0};
    const struct relation link = {
        .id = uuid_new(&w.project.env), .from = quote->id, .to = speaker->id};
    edits_add_relation(&edits, &link);
    apply(&w, w.project.store, "link", &edits, STEP_EDIT, (struct uuid){{0}});
    edits = (struct edits){0};
    edits_delete_whole(&edits, w.set, set_find(w.set, its[1]));
    apply(&w, w.lead, "delete", &edits, STEP_EDIT, (struct uuid){{0}});
    struct undo undo;
    must(store_undo_next(w.lead, WAY_UNDO, &undo, &err), &err, "undo");
    must(store_undo_edits(w.lead, &undo, WAY_UNDO, w.article, &edits, &err), &err, "undo");
    apply(&w, w.lead, "delete", &edits, STEP_UNDO, undo.step);

    struct set_info info = info_of(&w);
    must(blame_read(w.lead, &info, w.article, &blame, &err), &err, "blame");
    assert_int_equal(set_count(blame.set), 2);
    const struct blame_touch *t = blame_of(&blame, its[1], &n);
    static const enum blame_how hows[] = {BLAME_MADE,     BLAME_LINKED,       BLAME_DELETED,
                                          BLAME_UNLINKED, BLAME_BROUGHT_BACK, BLAME_LINKED};
    static const char *const whos[] = {"alice", "alice", "lead", "lead", "lead", "lead"};
    assert_int_equal(n, 6);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(t[i].how, hows[i]);
        assert_string_equal(blame.rows.at[t[i].row].actor, whos[i]);
    }
    blame_of(&blame, its[0], &n);
    assert_int_equal(n, 4);
    blame_of(&blame, uuid_new(&w.project.env), &n);
    assert_int_equal(n, 0);
    blame_release(&blame);
    world_close(&w);
}

/* ---- differences ---- */
struct mark { /* "quote" 0-4, with attributes, linked to the mark of that number; -1: to none */
    const char *label;
    uint32_t start, end;
    const char *attrs;
    int link;
};

static struct set *set_of(struct world *w, const struct mark *marks, size_t n)
{
    struct set *set = set_new();
    struct uuid ids[8];
    char attrs[64];
    for (size_t i = 0; i < n; i++) {
        struct span span = at_span(w, marks[i].start, marks[i].end, marks[i].label);
        snprintf(attrs, sizeof attrs, "%s", marks[i].attrs ? marks[i].attrs : "");
        span.attrs = marks[i].attrs ? attrs : NULL;
        ids[i] = span.id;
        assert_non_null(set_add(set, &span));
    }
    for (size_t i = 0; i < n; i++)
        if (marks[i].link >= 0) {
            struct relation link = {
                .id = uuid_new(&w->project.env), .from = ids[i], .to = ids[marks[i].link]};
            assert_non_null(set_relate(set, &link));
        }
    return set;
}

static void test_differences(void **state)
{
    (void)state;
    static const struct {
        struct mark a[4], b[4];
        size_t n_a, n_b;
        const char *told;
    } cases[] = {
        {{{"quote", 0, 4, NULL, -1}}, {{"quote", 0, 4, NULL, -1}}, 1, 1, ""},
        {{{"quote", 0, 4, NULL, -1}}, {{0}}, 1, 0, "only a 0-4; "},
        {{{0}}, {{"quote", 0, 4, NULL, -1}}, 0, 1, "only b 0-4; "},
        {{{"quote", 0, 4, NULL, -1}}, {{"quote", 0, 5, NULL, -1}}, 1, 1, "boundary 0-4 0-5; "},
        {{{"quote", 0, 4, NULL, -1}}, {{"speaker", 0, 4, NULL, -1}}, 1, 1, "label 0-4 0-4; "},
        {{{"quote", 0, 4, NULL, -1}}, {{"speaker", 0, 5, NULL, -1}}, 1, 1, "label 0-4 0-5; "},
        {{{"quote", 0, 4, NULL, -1}},
         {{"quote", 4, 8, NULL, -1}},
         1,
         1,
         "only a 0-4; only b 4-8; "},
        {{{"quote", 0, 4, "type=direct\n", -1}},
         {{"quote", 0, 4, NULL, -1}},
         1,
         1,
         "attributes 0-4 0-4; "},
        /* the largest overlap, not the first */
        {{{"quote", 0, 9, NULL, -1}},
         {{"quote", 0, 2, NULL, -1}, {"quote", 3, 9, NULL, -1}},
         1,
         2,
         "split 0-9 0-2; split b 3-9; "},
        {{{"quote", 0, 9, NULL, -1}},
         {{"quote", 0, 3, NULL, -1}, {"quote", 2, 9, NULL, -1}},
         1,
         2,
         "boundary 0-9 2-9; only b 0-3; "},
        /* two of the same */
        {{{"quote", 0, 4, NULL, -1}, {"quote", 0, 4, NULL, -1}},
         {{"quote", 0, 4, NULL, -1}},
         2,
         1,
         "only a 0-4; "},
        /* one label before another at the same place */
        {{{"quote", 0, 4, NULL, -1}, {"speaker", 0, 4, NULL, -1}},
         {{"speaker", 0, 4, NULL, -1}},
         2,
         1,
         "only a 0-4; "},
        /* links: to the same, to another, to none; and to one that is cut differently */
        {{{"quote", 9, 16, NULL, 1}, {"speaker", 0, 8, NULL, -1}},
         {{"quote", 9, 16, NULL, 1}, {"speaker", 0, 8, NULL, -1}},
         2,
         2,
         ""},
        {{{"quote", 9, 16, NULL, 1}, {"speaker", 0, 8, NULL, -1}, {"speaker", 18, 26, NULL, -1}},
         {{"quote", 9, 16, NULL, 2}, {"speaker", 0, 8, NULL, -1}, {"speaker", 18, 26, NULL, -1}},
         3,
         3,
         "links 9-16 9-16; "},
        {{{"quote", 9, 16, NULL, 1}, {"speaker", 0, 8, NULL, -1}},
         {{"quote", 9, 16, NULL, -1}, {"speaker", 0, 8, NULL, -1}},
         2,
         2,
         "links 9-16 9-16; "},
        {{{"quote", 9, 16, NULL, 1}, {"speaker", 0, 8, NULL, -1}},
         {{"quote", 9, 16, NULL, 1}, {"speaker", 4, 8, NULL, -1}},
         2,
         2,
         "boundary 0-8 4-8; "},
    };
    struct world w;
    world_make(&w, 12);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct set *a = set_of(&w, cases[i].a, cases[i].n_a);
        struct set *b = set_of(&w, cases[i].b, cases[i].n_b);
        struct differences found;
        struct err err = {0};
        struct buf told = {0};
        must(differences_find(a, b, &found, &err), &err, "differences");
        for (size_t k = 0; k < found.all.n; k++) {
            const struct difference *d = &found.all.at[k];
            buf_add_string(&told, difference_name(d->kind));
            if (!d->b || !d->a)
                buf_add_string(&told, d->a ? " a" : " b");
            for (int side = 0; side < 2; side++) {
                const struct span *span = side ? d->b : d->a;
                if (span)
                    buf_printf(&told, " %u-%u", span->at.start.byte, span->at.end.byte);
            }
            buf_add_string(&told, "; ");
        }
        if (strcmp(buf_text(&told), cases[i].told) != 0)
            fail_msg("case %zu: %s, not %s", i, buf_text(&told), cases[i].told);
        buf_release(&told);
        differences_release(&found);
        set_free(a);
        set_free(b);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state_comes_back),
        cmocka_unit_test(test_status_of_then),
        cmocka_unit_test(test_as_marked),
        cmocka_unit_test(test_time_of_last_change),
        cmocka_unit_test(test_revert),
        cmocka_unit_test(test_revert_names),
        cmocka_unit_test(test_revert_of_accepted),
        cmocka_unit_test(test_revert_by_role),
        cmocka_unit_test(test_blame),
        cmocka_unit_test(test_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
