/* damage.h: a project with some of everything in it, and what verify tells about a file. */
#ifndef MANICULE_TESTS_STORE_DAMAGE_H
#define MANICULE_TESTS_STORE_DAMAGE_H

#include <sqlite3.h>

#include "project.h"

static const char damage_text[] =
    "The harbour of Eastmouth is closed, said Ruth Okafor. \"Nobody sails today,\" she added.\n"
    "\xe6\xb8\xaf\xe3\x81\xaf\xe9\x96\x89\xe9\x8e\x96\xe3\x81\x95\xe3\x82\x8c\xe3\x81\x9f\xe3\x80"
    "\x82 \xf0\x9f\x9a\xa2\n";

struct told {
    struct buf lines;
    unsigned permille;
    size_t n;
};

static inline void damage_hear(void *ctx, const char *line)
{
    struct told *told = ctx;
    size_t bad;
    assert_null(strchr(line, '\n'));
    assert_true(text_check((const uint8_t *)line, strlen(line), &bad));
    buf_printf(&told->lines, "%s\n", line);
    told->n++;
}

static inline void damage_advance(void *ctx, unsigned permille)
{
    struct told *told = ctx;
    assert_true(permille >= told->permille && permille <= 1000);
    told->permille = permille;
}

/* Opens the file as it stands and verifies: how many findings. One that cannot be opened is found,
 * too. */
static inline size_t damage_verify(const char *path, struct told *told)
{
    struct labelset labels = test_labels(labels_json);
    const struct store_options options = {.person = "alice", .env = test_env(3)};
    const struct store_report report = {
        .finding = damage_hear, .progress = damage_advance, .ctx = told};
    struct store *store;
    struct err refusal = {0};
    size_t findings = 0;
    *told = (struct told){0};
    if (store_open(path, &options, &store, &refusal) != OK) {
        assert_true(refusal.text[0]);
        buf_add_string(&told->lines, refusal.text);
        return 1;
    }
    store_use_labels(store, &labels);
    ok(store_verify(store, &report, &findings, err));
    store_close(store);
    return findings;
}

/* Two people, links, fragments, comments, a verdict, a deletion, undo, a finish, a removed document. */
static inline void damage_make(struct project *project)
{
    project_make(project);
    int64_t document = project_add(project, "harbour", damage_text),
            budget = project_add(project, "budget", "The budget is late.");
    int64_t gone = project_add(project, "gone", "Nothing here."),
            floods = project_add(project, "floods", "The floods are over.");
    struct span speaker = project_mark(project, document, "alice", 41, 52, LABEL_SPEAKER);
    struct span quote = project_mark(project, document, "alice", 54, 75, LABEL_QUOTE);
    struct range parts[] = {range_of(4, 11), range_of(15, 24)};
    char attrs[] = "name=Eastmouth\n";
    struct span split = test_span(project, 4, 24, LABEL_PLACE);
    split.n_fragments = 2;
    split.fragments = parts;
    split.attrs = attrs;
    struct relation link = {.id = uuid_new(&project->env), .from = quote.id, .to = speaker.id};
    char author[] = "alice", text[] = "Who told?";
    struct comment doubt = {.id = uuid_new(&project->env),
                            .span = quote.id,
                            .doubt = true,
                            .at = 7,
                            .author = author,
                            .text = text};
    struct edits edits = {0};
    edits_add_span(&edits, &split);
    edits_add_relation(&edits, &link);
    edits_comment(&edits, NULL, &doubt);
    char reason[] = "the report says so";
    struct verdict verdict = {.item = UINT64_MAX,
                              .kind = VERDICT_DISPUTED,
                              .round = 1,
                              .reading = 5,
                              .span = quote.id,
                              .reason = reason};
    edits_verdict(&edits, NULL, &verdict);
    project_apply(project, document, "alice", &edits);
    struct span wrong = project_mark(project, document, "alice", 0, 3, LABEL_PLACE);
    edits_delete_span(&edits, &wrong);
    project_apply(project, document, "alice", &edits);
    struct undo undo;
    project_mark(project, document, "alice", 28, 34, LABEL_PLACE);
    assert_true(project_undo(project, WAY_UNDO, &undo));
    project_mark(project, floods, "alice", 4, 10, LABEL_PLACE);
    project_mark(project, gone, "alice", 0, 7, LABEL_PLACE);
    edits_status(&edits, STATUS_OPEN, STATUS_DONE);
    project_apply(project, floods, "alice", &edits);
    struct project bob;
    project_open_as(&bob, project->path, "bob", false);
    project_mark(&bob, document, "bob", 41, 52, LABEL_SPEAKER);
    project_mark(&bob, budget, "bob", 4, 10, LABEL_PLACE);
    assert_true(project_undo(&bob, WAY_UNDO, &undo));
    project_close(&bob);
    ok(store_remove(project->store, gone, err));
    const struct place place = {.cursor = 3};
    ok(store_put_place(project->store, document, &place, err));
}

static inline void damage_write(const char *path, const uint8_t *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* Everything that the tables say. A bit may fall on a byte that says nothing: the free byte between
 * two cells, or a second way to write the same number. */
static inline struct digest damage_content(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *tables, *rows;
    struct buf all = {0};
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                           -1, &tables, NULL),
        SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        char sql[200];
        snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY 1, 2",
                 (const char *)sqlite3_column_text(tables, 0));
        if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
            continue;
        while (sqlite3_step(rows) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(rows); i++) {
                buf_printf(&all, "%d ", sqlite3_column_type(rows, i));
                const void *bytes = sqlite3_column_blob(rows, i);
                buf_add(&all, bytes, (size_t)sqlite3_column_bytes(rows, i));
            }
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(tables);
    sqlite3_close(db);
    struct digest digest = digest_of(buf_text(&all), all.size);
    buf_release(&all);
    return digest;
}

#endif
