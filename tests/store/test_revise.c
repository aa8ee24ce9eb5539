/* A text in the place of another, as the store keeps it: who may, what is refused, and what verify
 * finds when another program was at it. */
#include "damage.h"

#include "manicule/marks/codec.h"

/* A word in front: every place moves by four code points and five bytes. */
static const char before_text[] = "Ann Bell said no.\n", after_text[] = "Né: Ann Bell said no.\n";

struct world {
    struct project project;
    int64_t document;
    struct article *before, *after;
    struct set_info info;
    struct edits edits;
};

static bool stays(void *ctx, struct place *place)
{
    (void)ctx;
    place->cursor += 4;
    return true;
}

static void world_make(struct world *w)
{
    *w = (struct world){.after = article_copy(after_text, strlen(after_text))};
    project_make(&w->project);
    w->document = project_add(&w->project, "one", before_text);
    w->before = project_article(&w->project, w->document);
    struct span ann = project_mark(&w->project, w->document, "alice", 0, 8, LABEL_SPEAKER);
    struct span said = project_mark(&w->project, w->document, "alice", 9, 13, LABEL_QUOTE);
    w->info = project_set(&w->project, w->document, "alice");
    struct span moved = ann;
    moved.at = range_of(5, 13);
    edits_change_span(&w->edits, &ann, &moved);
    edits_delete_span(&w->edits, &said);
    assert_false(w->edits.failed);
}

static enum fault revise(struct world *w, struct store *store, int64_t revision, size_t n,
                         struct err *err)
{
    const struct revised_set set = {w->info.key, revision, &w->edits};
    const struct revision wanted = {.document = w->document,
                                    .before = w->before,
                                    .after = w->after,
                                    .sets = &set,
                                    .n = n,
                                    .place = stays};
    return store_revise(store, &wanted, err);
}

static void world_close(struct world *w)
{
    edits_release(&w->edits);
    article_free(w->before);
    article_free(w->after);
    project_close(&w->project);
}

static void verify(struct world *w)
{
    size_t findings;
    ok(store_verify(w->project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
}

static void test_there_and_back(void **state)
{
    (void)state;
    struct world w;
    struct document document;
    struct revision_info last;
    struct past row;
    struct edits edits;
    bool found;
    world_make(&w);
    struct place place = {.cursor = 3};
    ok(store_put_place(w.project.store, w.document, &place, err));
    ok(store_revision_last(w.project.store, w.document, &last, err));
    assert_int_equal(last.number, 0);
    ok(revise(&w, w.project.store, w.info.revision, 1, err));
    verify(&w);

    ok(store_document(w.project.store, w.document, &document, err));
    assert_int_equal(document.edition, 1);
    assert_int_equal(document.bytes, strlen(after_text));
    assert_int_equal(document.codepoints, strlen(after_text) - 1);
    assert_memory_equal(document.sha256, digest_of(after_text, strlen(after_text)).b, 32);
    assert_string_equal(document.name, "one");
    ok(store_document_edition(w.project.store, &document, 0, err));
    assert_memory_equal(document.sha256, digest_of(before_text, strlen(before_text)).b, 32);
    faulty(FAULT_MISSING, store_document_edition(w.project.store, &document, 2, err));
    document_release(&document);

    struct set_info now = project_set(&w.project, w.document, "alice");
    assert_int_equal(now.revision, w.info.revision + 1);
    assert_int_equal(now.spans, 1);
    struct set *set = project_spans(&w.project, w.document, "alice");
    assert_int_equal(set_first(set)->at.start.byte, 5);
    set_free(set);
    ok(store_place(w.project.store, w.document, &place, err));
    assert_int_equal(place.cursor, 7);
    place_release(&place);

    /* The row's images are in two texts, in code points of each. */
    struct editions editions = {w.project.store, .document = w.document};
    ok(store_past_edits(w.project.store, now.key, now.revision, &editions, &row, &edits, &found,
                        err));
    assert_true(found && row.kind == STEP_REVISE && row.edition == 1);
    assert_int_equal(edits.n, 2);
    assert_int_equal(edits.at[0].span.before.at.start.byte, 0);
    assert_int_equal(edits.at[0].span.after.at.start.byte, 5);
    edits_release(&edits);
    editions_release(&editions);

    ok(store_revision_last(w.project.store, w.document, &last, err));
    assert_true(last.number == 1 && last.edition == 1 && last.before == 0);
    struct article *there = project_article(&w.project, w.document), *old;
    ok(store_edition(w.project.store, w.document, 0, &old, err));
    const struct revision back = {
        .document = w.document, .before = there, .after = old, .place = stays};
    ok(store_revise_back(w.project.store, &back, err));
    verify(&w);
    set = project_spans(&w.project, w.document, "alice");
    assert_int_equal(set_count(set), 2);
    assert_int_equal(set_first(set)->at.start.byte, 0);
    set_free(set);
    faulty(FAULT_CONFLICT, store_revise_back(w.project.store, &back, err));
    article_free(there);
    article_free(old);
    world_close(&w);
}

static void test_refused(void **state)
{
    (void)state;
    struct world w;
    struct edits none = {0};
    world_make(&w);
    faulty(FAULT_CONFLICT, revise(&w, w.project.store, w.info.revision - 1, 1, err));
    faulty(FAULT_CONFLICT,
           revise(&w, w.project.store, w.info.revision, 0, err)); /* a set was not told */
    const struct revised_set twice[] = {{w.info.key, w.info.revision, &w.edits},
                                        {w.info.key, 1, &none}};
    const struct revision more = {.document = w.document,
                                  .before = w.before,
                                  .after = w.after,
                                  .sets = twice,
                                  .n = 2,
                                  .place = stays};
    faulty(FAULT_CONFLICT, store_revise(w.project.store, &more, err));
    const struct revision back = {
        .document = w.document, .before = w.before, .after = w.after, .place = stays};
    faulty(FAULT_MISSING, store_revise_back(w.project.store, &back, err));
    struct step step = test_step(&w.project, w.document, "alice", w.info.revision, &none, w.before);
    step.kind = STEP_REVISE;
    faulty(FAULT_USAGE, store_apply(w.project.store, &step, NULL, err));
    verify(&w);
    ok(revise(&w, w.project.store, w.info.revision, 1, err));
    faulty(FAULT_CONFLICT,
           revise(&w, w.project.store, w.info.revision + 1, 1, err)); /* of the old text */
    verify(&w);
    world_close(&w);
}

/* Through the gate, only a lead; and a text that was given is read in all its editions. */
static void test_rights(void **state)
{
    (void)state;
    static const struct person people[] = {{.name = "lea", .role = ROLE_LEAD},
                                           {.name = "rita", .role = ROLE_REVIEWER},
                                           {.name = "alice", .role = ROLE_ANNOTATOR}};
    struct world w;
    world_make(&w);
    for (size_t i = 0; i < 3; i++)
        ok(store_put_person(w.project.store, &people[i], err));
    for (size_t i = 3; i-- > 0;) {
        struct store *store;
        const struct store_options options = {
            .person = people[i].name, .gate = true, .env = w.project.env};
        ok(store_open(w.project.path, &options, &store, err));
        store_use_labels(store, &w.project.labels);
        if (i)
            faulty(FAULT_DENIED, revise(&w, store, w.info.revision, 1, err));
        else
            ok(revise(&w, store, w.info.revision, 1, err));
        store_close(store);
    }
    verify(&w);
    world_close(&w);
}

/* ---- what another program could do to it ---- */
static const struct {
    const char *sql, *told;
} damages[] = {
    {"UPDATE documents SET edition = 0", "one: its text is not the one that came last"},
    {"UPDATE texts SET text = replace(text, 'no', 'so') WHERE edition = 0",
     "one: the text is not the one that came in"},
    {"UPDATE texts SET text = replace(text, 'no', 'so') WHERE edition = 1",
     "one: the text is not the one that came in"},
    {"UPDATE texts SET sha256 = zeroblob(32) WHERE edition = 0",
     "one: the text is not the one that came in"},
    {"UPDATE texts SET sha256 = zeroblob(32) WHERE edition = 1",
     "one: its row and that of its text differ"},
    {"UPDATE texts SET bytes = bytes + 1 WHERE edition = 1",
     "one: its row and that of its text differ"},
    {"UPDATE texts SET source_encoding = 'CP932', source_sha256 = zeroblob(32) WHERE edition = 1",
     "one: its row and that of its text differ"},
    {"DELETE FROM texts WHERE edition = 0", "one: its first text is gone"},
    {"DELETE FROM texts WHERE edition = 1", "one"},
    {"UPDATE texts SET edition = 7 WHERE edition = 0", "one: its first text is gone"},
    {"INSERT INTO texts SELECT 99, document, 2, bytes, codepoints, lines, sha256, NULL, NULL, text "
     "FROM texts WHERE "
     "edition = 1",
     "there are 3 texts, but the journal saw 2 come"},
    {"DELETE FROM revisions", "its revision 1 is not what the journal says"},
    {"UPDATE revisions SET at = at + 1", "its revision 1 is not what the journal says"},
    {"UPDATE revisions SET step = randomblob(16)", "its revision 1 is not what the journal says"},
    {"UPDATE revisions SET edition = 0", "its revision 1 is not what the journal says"},
    {"INSERT INTO revisions VALUES (1, 2, 0, 1, randomblob(16), 5)",
     "there are 2 revised texts, but the journal saw 1"},
    {"UPDATE journal SET edition = 0 WHERE edition = 1", "journal row 3 was changed"},
    {"UPDATE journal SET edition = 1 WHERE in_set = 1 AND revision = 2",
     "journal row 2 was changed"},
    {"UPDATE journal SET kind = 0 WHERE kind = 4", "journal row 3 was changed"},
    {"UPDATE journal SET body = replace(body, 'bytes=', 'bytes=1') WHERE body LIKE 'revise%'",
     "the project's journal: row"},
    {"UPDATE journal SET body = 'revise' || char(9) || 'x' WHERE body LIKE 'revise%'",
     "a row about a revised text cannot be read"},
    {"UPDATE spans SET start = 0, \"end\" = 8", "speaker 0-8"},
};

static void damage(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_true(sqlite3_changes(db) > 0);
    sqlite3_close(db);
}

static void test_damage_is_told(void **state)
{
    (void)state;
    struct world w;
    char path[4200], from[4096];
    size_t n, untold = 0;
    world_make(&w);
    ok(revise(&w, w.project.store, w.info.revision, 1, err));
    memcpy(from, w.project.path, sizeof from);
    world_close(&w);
    uint8_t *bytes = read_file(from, &n);
    snprintf(path, sizeof path, "%s.damaged", from);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct told told;
        damage_write(path, bytes, n);
        damage(path, damages[i].sql);
        size_t findings = damage_verify(path, &told);
        if (findings == 0 || !strstr(buf_text(&told.lines), damages[i].told)) {
            print_message("%s\n  should tell: %s\n  told: %s\n", damages[i].sql, damages[i].told,
                          buf_text(&told.lines));
            untold++;
        }
        buf_release(&told.lines);
    }
    free(bytes);
    assert_int_equal(untold, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_damage_is_told),
    };
    return cmocka_run_group_tests_name("revise", tests, NULL, NULL);
}
