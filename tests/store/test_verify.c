/* Verify: silent on what is whole, and every kind of damage is told in words. */
#include <sqlite3.h>
#include <unistd.h>

#include "damage.h"

static void test_whole(void **state)
{
    (void)state;
    struct project project;
    struct told told;
    damage_make(&project);
    project_close(&project);
    if (damage_verify(project.path, &told) != 0)
        fail_msg("%s", buf_text(&told.lines));
    assert_int_equal(told.n, 0);
    assert_int_equal(told.permille, 1000);
    buf_release(&told.lines);
}

static void test_reading_only(void **state)
{
    (void)state;
    struct project project;
    damage_make(&project);
    project_close(&project);
    project_open_as(&project, project.path, "rita", true);
    size_t findings;
    ok(store_verify(project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
    project_close(&project);
}

/* Each of these is one thing that another program could do to the file, and what must be told. */
static const struct {
    const char *sql, *told;
} damages[] = {
    {"UPDATE texts SET text = replace(text, 'Ruth', 'Bert') WHERE document = 1",
     "harbour: the text is not the one"},
    {"UPDATE texts SET text = replace(text, 'Ruth', 'Bert') WHERE document = 1",
     "harbour: alice's set: speaker 41-52: its words"},
    {"DELETE FROM texts WHERE document = 1", "harbour"},
    {"UPDATE texts SET text = CAST(x'41ff42' AS TEXT) WHERE document = 2",
     "budget: byte 1 of the text is not UTF-8"},
    {"UPDATE documents SET bytes = bytes + 1 WHERE key = 1", "harbour"},
    {"UPDATE documents SET codepoints = codepoints - 1 WHERE key = 1", "harbour: the kept length"},
    {"UPDATE documents SET lines = lines + 1 WHERE key = 1", "harbour: the kept length"},
    {"UPDATE documents SET name = 'haven' WHERE key = 1",
     "haven: its row is not what the journal says"},
    {"UPDATE documents SET meta = '{}' WHERE key = 1", "harbour: its row"},
    {"UPDATE documents SET source_encoding = 'CP932', source_sha256 = zeroblob(32) WHERE key = 1",
     "harbour: its row"},
    {"UPDATE documents SET sha256 = zeroblob(32) WHERE key = 1", "harbour: the text is not"},
    {"UPDATE documents SET id = randomblob(16) WHERE key = 2",
     "a document that the journal knows is gone"},
    {"UPDATE documents SET number = 9 WHERE key = 4", "the queue has gaps"},
    {"UPDATE documents SET number = 4, name = was, was = NULL WHERE key = 3",
     "removed, says the journal"},
    {"UPDATE documents SET number = 77 WHERE key = 1; UPDATE documents SET number = 1 WHERE key = "
     "2; UPDATE documents SET number = 2 WHERE key = 1",
     "harbour: its place in the queue"},
    {"UPDATE labelsets SET json = '{}'", "the label set, version 1: it is not the one"},
    {"UPDATE labelsets SET sha256 = zeroblob(32)", "the label set, version 1"},
    {"DELETE FROM labelsets", "the label set, version 1: it is gone"},
    {"UPDATE project SET value = 'other' WHERE name = 'id'",
     "the project's journal: row 1 was changed"},
    {"UPDATE sets SET status = 4 WHERE key = 1",
     "alice's set: it is accepted, but by the journal open"},
    {"UPDATE sets SET revision = revision + 1 WHERE key = 1", "its journal ends at"},
    {"UPDATE sets SET widest = 3 WHERE key = 1", "the longest span it ever had is 21, not 3"},
    {"UPDATE sets SET widest = 30 WHERE key = 1", "the longest span it ever had is 21, not 30"},
    {"UPDATE sets SET spans = spans + 1 WHERE key = 1", "4 spans counted, but there are 3"},
    {"UPDATE sets SET relations = 0 WHERE key = 1", "0 relations counted"},
    {"UPDATE sets SET doubts = 2 WHERE key = 1", "2 open doubts counted"},
    {"UPDATE sets SET unlinked = 1 WHERE key = 1", "1 spans without their relation counted"},
    {"UPDATE sets SET owner = 'carol' WHERE key = 1", "carol's set: journal row 1 was changed"},
    {"UPDATE sets SET source = 'x' WHERE key = 1", "journal row 1 was changed"},
    {"UPDATE sets SET kind = 1 WHERE key = 1", "journal row 1 was changed"},
    {"UPDATE sets SET document = 2 WHERE key = 1",
     "budget: alice's set: journal row 1 was changed"},
    {"UPDATE tally SET n = n + 1 WHERE in_set = 1 AND name = 'quote'",
     "the kept count of quote is wrong: 2"},
    {"DELETE FROM tally WHERE in_set = 1 AND name = 'quote'", "the count of quote is gone"},
    {"UPDATE tally SET n = 3 WHERE in_set = 1 AND kind = 1",
     "the kept count of relations is wrong: 3"},
    {"UPDATE progress SET n = n + 1 WHERE owner = 'bob' AND status = 1",
     "bob: 3 documents counted as open, but there are 2"},
    {"DELETE FROM progress WHERE owner = 'alice'", "alice: 0 documents counted as open"},
    {"INSERT INTO progress VALUES ('mallory', 2, 1)",
     "mallory: 1 documents counted as done, but there are 0"},
    {"UPDATE spans SET start = start + 1 WHERE key = 1",
     "speaker 42-52: by the journal it is speaker 41-52"},
    {"UPDATE spans SET \"end\" = \"end\" + 1 WHERE key = 1",
     "speaker 41-53: its words are not those"},
    {"UPDATE spans SET \"end\" = 100000 WHERE key = 1",
     "speaker 41-100000: its row makes no sense"},
    {"UPDATE spans SET label = 'quote' WHERE key = 1",
     "quote 41-52: by the journal it is speaker 41-52"},
    {"UPDATE spans SET label = 'nobody' WHERE key = 1", "nobody 41-52: its row makes no sense"},
    {"UPDATE spans SET origin = 2 WHERE key = 1",
     "speaker 41-52: the journal knows other fragments, attributes or origin"},
    {"UPDATE spans SET attributes = 'name=Rita' || char(10) WHERE key = 1",
     "speaker 41-52: the journal knows other"},
    {"UPDATE spans SET digest = digest + 1 WHERE key = 1",
     "speaker 41-52: its words are not those"},
    {"UPDATE spans SET id = zeroblob(16) WHERE key = 1",
     "speaker 41-52: the journal knows no such span"},
    {"UPDATE spans SET in_set = 4 WHERE key = 1", "alice's set: speaker 41-52 is gone"},
    {"UPDATE spans SET in_set = 99 WHERE key = 1", "belongs to nothing"},
    {"UPDATE spans SET fragments = 1 WHERE key = 3", "location 4-24"},
    {"UPDATE spans SET fragments = 3 WHERE key = 3", "location 4-24: its row makes no sense"},
    {"UPDATE spans SET key = 5555 WHERE key = 1", "belongs to nothing"},
    {"DELETE FROM spans WHERE key = 1", "speaker 41-52 is gone"},
    {"INSERT INTO spans VALUES (900, randomblob(16), 1, 0, 3, 'quote', 0, 1, '', 0)",
     "quote 0-3: the journal knows no such span"},
    {"UPDATE fragments SET \"end\" = \"end\" - 1 WHERE place = 0", "location 4-24"},
    {"UPDATE fragments SET start = start + 1 WHERE place = 1", "location 4-24"},
    {"UPDATE fragments SET place = 7 WHERE place = 1", "location 4-24: its row makes no sense"},
    {"INSERT INTO fragments VALUES (1, 0, 41, 52)", "fragments are left over"},
    {"DELETE FROM fragments WHERE place = 0", "location 4-24: its row makes no sense"},
    {"UPDATE relations SET type = 'x'", "a x is not what the journal says"},
    {"UPDATE relations SET from_span = to_span, to_span = from_span",
     "a said-by is not what the journal says"},
    {"UPDATE relations SET attributes = 'a=b' || char(10)",
     "a said-by is not what the journal says"},
    {"UPDATE relations SET id = randomblob(16)", "a said-by is not what the journal says"},
    {"DELETE FROM relations", "1 relations are gone"},
    {"UPDATE comments SET text = 'So what?'", "a comment of alice is not what the journal says"},
    {"UPDATE comments SET author = 'bob'", "a comment of bob"},
    {"UPDATE comments SET settled = 1", "a comment of alice"},
    {"UPDATE comments SET doubt = 0", "a comment of alice"},
    {"UPDATE comments SET at = 8", "a comment of alice"},
    {"UPDATE comments SET span = 1", "a comment of alice"},
    {"UPDATE comments SET span = NULL", "a comment of alice"},
    {"DELETE FROM comments", "1 comments are gone"},
    {"UPDATE verdicts SET kind = 0", "a verdict is not what the journal says"},
    {"UPDATE verdicts SET round = 0", "a verdict is not"},
    {"UPDATE verdicts SET reading = 6", "a verdict is not"},
    {"UPDATE verdicts SET span = NULL", "a verdict is not"},
    {"UPDATE verdicts SET reason = 'x'", "a verdict is not"},
    {"UPDATE verdicts SET item = 1", "a verdict is not"},
    {"DELETE FROM verdicts", "1 verdicts are gone"},
    {"DELETE FROM deleted WHERE in_set = 1", "deleted ids do not count as deleted"},
    {"INSERT INTO deleted VALUES (randomblob(16), 1)",
     "counts as deleted that the journal never deleted"},
    {"UPDATE steps SET state = 1 WHERE key = 1", "would be undone otherwise"},
    {"UPDATE steps SET state = 2 WHERE key = (SELECT max(key) FROM steps WHERE actor = 'bob')",
     "would be undone otherwise"},
    {"UPDATE steps SET actor = 'bob' WHERE key = 1", "would be undone otherwise"},
    {"UPDATE steps SET kind = 3 WHERE key = 1", "would be undone otherwise"},
    {"UPDATE steps SET last = 9 WHERE key = 1", "would be undone otherwise"},
    {"UPDATE steps SET key = 1000 WHERE key = 1", "out of order"},
    {"UPDATE steps SET id = randomblob(16) WHERE key = 1", "is not in the journal"},
    {"DELETE FROM steps WHERE key = 1", "cannot be undone any more"},
    {"UPDATE journal SET body = replace(body, 'speaker', 'quote') WHERE in_set = 1 AND revision = "
     "1",
     "alice's set: journal row 1 was changed"},
    {"UPDATE journal SET actor = 'bob' WHERE in_set = 1 AND revision = 2",
     "journal row 2 was changed"},
    {"UPDATE journal SET at = at + 1 WHERE in_set = 1 AND revision = 2",
     "journal row 2 was changed"},
    {"UPDATE journal SET what = 'nothing' WHERE in_set = 1 AND revision = 2",
     "journal row 2 was changed"},
    {"UPDATE journal SET kind = 3 WHERE in_set = 1 AND revision = 2", "journal row 2 was changed"},
    {"UPDATE journal SET step = randomblob(16) WHERE in_set = 1 AND revision = 2",
     "journal row 2 was changed"},
    {"UPDATE journal SET undoes = randomblob(16) WHERE kind = 1", "was changed"},
    {"UPDATE journal SET hash = zeroblob(32) WHERE in_set = 1 AND revision = 2",
     "journal row 3 was changed"},
    {"UPDATE journal SET in_set = 77 WHERE in_set = 1 AND revision = 2",
     "is of no set that exists"},
    {"DELETE FROM journal WHERE in_set = 1 AND revision = 2", "journal row 2 is gone"},
    {"DELETE FROM journal WHERE in_set = 0 AND revision = 2",
     "the project's journal: row 2 is gone"},
    {"UPDATE journal SET body = replace(body, 'harbour', 'haven') WHERE in_set = 0 AND revision = "
     "2",
     "row 2 was changed"},
    {"CREATE TABLE extra (a)", "the tables are not those"},
    {"CREATE TRIGGER t AFTER INSERT ON spans BEGIN DELETE FROM spans; END",
     "the tables are not those"},
    {"DROP INDEX spans_by_place", "the tables are not those"},
};

/* Our own rules off: the other program does not know them. */
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
    sqlite3_close(db);
}

static void test_every_damage_is_told(void **state)
{
    (void)state;
    struct project project;
    char path[4200];
    size_t n, untold = 0;
    damage_make(&project);
    project_close(&project);
    uint8_t *bytes = read_file(project.path, &n);
    snprintf(path, sizeof path, "%s.damaged", project.path);
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

/* ---- single bits ---- */
struct region {
    size_t start, end;
};

/* The cells of a table's leaf pages, by SQLite's own book-keeping. */
static size_t leaf_cells(const char *path, const char *table, const uint8_t *bytes,
                         struct region *out, size_t max)
{
    sqlite3 *db;
    sqlite3_stmt *pages;
    size_t n = 0;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(
            db, "SELECT pgoffset, pgsize FROM dbstat WHERE name = ?1 AND pagetype = 'leaf'", -1,
            &pages, NULL),
        SQLITE_OK);
    sqlite3_bind_text(pages, 1, table, -1, SQLITE_STATIC);
    while (sqlite3_step(pages) == SQLITE_ROW && n < max) {
        size_t start = (size_t)sqlite3_column_int64(pages, 0),
               size = (size_t)sqlite3_column_int64(pages, 1);
        const uint8_t *header = bytes + start;
        assert_int_equal(header[0], 13); /* a leaf of a table */
        if (header[1] || header[2])
            continue; /* with free blocks between its cells: not every byte counts */
        out[n++] = (struct region){start + (size_t)(header[5] << 8 | header[6]), start + size};
    }
    sqlite3_finalize(pages);
    sqlite3_close(db);
    return n;
}

struct flips {
    uint64_t seed;
    size_t all, idle, missed; /* idle: the tables say the same as before */
    struct digest content;
};

static void flip_region(struct flips *flips, const char *path, const char *table, uint8_t *bytes,
                        size_t n, struct region region, size_t every)
{
    size_t at = region.start + test_random(&flips->seed) % every;
    for (; at < region.end; at += 1 + test_random(&flips->seed) % (2 * every - 1), flips->all++) {
        uint8_t bit = (uint8_t)(1u << (test_random(&flips->seed) % 8));
        struct told told;
        bytes[at] ^= bit;
        damage_write(path, bytes, n);
        bool noticed = damage_verify(path, &told) != 0;
        bool idle = !noticed &&
                    memcmp(damage_content(path).b, flips->content.b, sizeof flips->content.b) == 0;
        if (!noticed && !idle) {
            print_message("%s, byte %zu of its cells, bit %02x: nobody noticed\n", table,
                          at - region.start, (unsigned)bit);
            flips->missed++;
        }
        flips->idle += idle;
        buf_release(&told.lines);
        bytes[at] ^= bit;
    }
}

static void test_every_bit_counts(void **state)
{
    (void)state;
    static const char *const tables[] = {"spans",     "journal",   "texts",    "sets",
                                         "documents", "relations", "comments", "verdicts", "steps"};
    struct project project;
    char path[4200];
    size_t n;
    damage_make(&project);
    project_close(&project);
    struct flips flips = {.seed = 11, .content = damage_content(project.path)};
    uint8_t *bytes = read_file(project.path, &n);
    snprintf(path, sizeof path, "%s.flipped", project.path);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct region regions[16];
        size_t count = leaf_cells(project.path, tables[i], bytes, regions, 16);
        for (size_t k = 0; k < count; k++)
            flip_region(&flips, path, tables[i], bytes, n, regions[k], i == 1 ? 12 : 3);
    }
    free(bytes);
    print_message("# %zu bits flipped, %zu of them said nothing, %zu missed\n", flips.all,
                  flips.idle, flips.missed);
    assert_true(flips.all > 600);
    assert_true(flips.idle < flips.all / 20);
    assert_int_equal(flips.missed, 0);
}

/* A renewed library cuts text into characters in other places: told, and no damage. */
static void test_other_unicode(void **state)
{
    (void)state;
    static const char *const versions[] = {"4.1.0", "99.0.0"};
    struct project project;
    struct told told;
    char sql[100], wanted[100];
    damage_make(&project);
    project_close(&project);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        snprintf(sql, sizeof sql, "UPDATE project SET value = '%s' WHERE name = 'unicode'",
                 versions[i]);
        damage(project.path, sql);
        assert_int_equal(damage_verify(project.path, &told), 0);
        assert_int_equal(told.n, 1);
        snprintf(wanted, sizeof wanted, "note: the project was made with Unicode %s, this program "
                                        "has %s: ",
                 versions[i], text_unicode_version());
        if (strncmp(buf_text(&told.lines), wanted, strlen(wanted)) != 0)
            fail_msg("%s", buf_text(&told.lines));
        buf_release(&told.lines);
    }
    snprintf(sql, sizeof sql, "UPDATE project SET value = '%s' WHERE name = 'unicode'",
             text_unicode_version());
    damage(project.path, sql);
    assert_int_equal(damage_verify(project.path, &told), 0);
    assert_int_equal(told.n, 0);
    buf_release(&told.lines);
}

static void test_backup(void **state)
{
    (void)state;
    struct project project;
    struct told told;
    char path[4200];
    damage_make(&project);
    snprintf(path, sizeof path, "%s.backup", project.path);
    ok(store_backup(project.store, path, false, err));
    faulty(FAULT_EXISTS, store_backup(project.store, path, false, err));
    if (damage_verify(path, &told) != 0)
        fail_msg("%s", buf_text(&told.lines));
    buf_release(&told.lines);
    ok(store_begin(project.store, err));
    snprintf(path, sizeof path, "%s.second", project.path);
    faulty(FAULT_BUSY, store_backup(project.store, path, false, err));
    assert_int_not_equal(access(path, F_OK), 0);
    store_rollback(project.store);
    snprintf(path, sizeof path, "%s/none/backup", test_folder());
    faulty(FAULT_MISSING, store_backup(project.store, path, true, err));
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_reading_only),
        cmocka_unit_test(test_every_damage_is_told),
        cmocka_unit_test(test_every_bit_counts),
        cmocka_unit_test(test_other_unicode),
        cmocka_unit_test(test_backup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
