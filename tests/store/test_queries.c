/* Every statement prepares, and finds its rows by an index unless it says why not. */
#include <sqlite3.h>

#include "embed.h"
#include "project.h"
#include "queries.h"

static const struct {
    const char *name, *text, *walks;
} queries[] = {
#define X(id, name, text, walks) {name, text, walks},
    QUERIES(X)
#undef X
};

/* Does the plan look at rows that it does not give: a whole table, a sort, an index made on the
 * way? */
static bool plan_walks(sqlite3 *db, const char *text, char *detail, size_t n)
{
    char explain[4096];
    snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", text);
    sqlite3_stmt *plan;
    assert_int_equal(sqlite3_prepare_v2(db, explain, -1, &plan, NULL), SQLITE_OK);
    bool walks = false;
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(plan, 3);
        if (strncmp(line, "SCAN", 4) == 0 && strcmp(line, "SCAN CONSTANT ROW") != 0)
            walks = true;
        if (strstr(line, "TEMP B-TREE") || strstr(line, "AUTOMATIC"))
            walks = true;
        if (walks && !detail[0])
            snprintf(detail, n, "%s", line);
    }
    sqlite3_finalize(plan);
    return walks;
}

/* Statements that order by a table's own key and stop at the first row, whatever the plan calls it.
 */
static bool stops_at_once(const char *text)
{
    return strstr(text, "LIMIT 1") && strstr(text, "ORDER BY version DESC");
}

static void test_plans(void **state)
{
    (void)state;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, embed_sql_tables, NULL, NULL, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        sqlite3_stmt *statement = NULL;
        const char *rest = NULL;
        if (sqlite3_prepare_v2(db, queries[i].text, -1, &statement, &rest) != SQLITE_OK)
            fail_msg("%s: %s", queries[i].name, sqlite3_errmsg(db));
        if (rest && *rest)
            fail_msg("%s: more than one statement: %s", queries[i].name, rest);
        sqlite3_finalize(statement);
        static const char *const plain[] = {"begin",        "begin_write", "commit",     "rollback",
                                            "data_version", "integrity",   "references", "backup"};
        bool has_plan = true;
        for (size_t k = 0; k < sizeof plain / sizeof *plain; k++)
            has_plan = has_plan && strcmp(queries[i].name, plain[k]) != 0;
        if (!has_plan || stops_at_once(queries[i].text))
            continue;
        char detail[256] = "";
        bool walks = plan_walks(db, queries[i].text, detail, sizeof detail);
        if (walks && !queries[i].walks[0])
            fail_msg("%s walks: %s", queries[i].name, detail);
        if (!walks && queries[i].walks[0])
            fail_msg("%s does not walk, but says why it would: %s", queries[i].name,
                     queries[i].walks);
    }
    sqlite3_close(db);
}

/* The test above can fail. */
static void test_a_walk_is_seen(void **state)
{
    (void)state;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, embed_sql_tables, NULL, NULL, NULL), SQLITE_OK);
    char detail[256] = "";
    assert_true(plan_walks(db, "SELECT key FROM spans WHERE origin = 3", detail, sizeof detail));
    assert_true(plan_walks(db, "SELECT key FROM spans WHERE in_set = 3 ORDER BY label", detail,
                           sizeof detail));
    assert_false(plan_walks(db, "SELECT key FROM spans WHERE id = x'00'", detail, sizeof detail));
    sqlite3_close(db);
}

/* What ok() asks after every call to the store (at_rest.h) can be answered with no. */
static void test_a_half_step_is_seen(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    sqlite3 *db;
    sqlite3_stmt *rows;
    assert_int_equal(sqlite3_open(project.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM project", -1, &rows, NULL), SQLITE_OK);
    assert_null(half_stepped());
    assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
    assert_non_null(half_stepped());
    assert_string_equal(half_stepped(), "SELECT name FROM project");
    sqlite3_reset(rows);
    assert_null(half_stepped());
    sqlite3_finalize(rows);
    sqlite3_close(db);
    project_close(&project);
    assert_null(databases[0]); /* a closed one is not asked any more */
}

/* The schema keeps to what another database could say too. */
static void test_schema_is_plain(void **state)
{
    (void)state;
    static const char *const banned[] = {"TRIGGER", "VIEW",    "GENERATED", "AUTOINCREMENT",
                                         "json_",   "COLLATE", "datetime("};
    char copy[32768];
    size_t n = 0;
    for (const char *p = embed_sql_tables; *p; p++) { /* without comments */
        if (p[0] == '-' && p[1] == '-')
            p = strchr(p, '\n');
        copy[n++] = *p;
        assert_true(n < sizeof copy);
    }
    copy[n] = '\0';
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        assert_null(strstr(copy, banned[i]));
    sqlite3 *db;
    sqlite3_stmt *tables;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, embed_sql_tables, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT name, strict FROM pragma_table_list WHERE schema = "
                                        "'main' AND name NOT LIKE 'sqlite%'",
                                        -1, &tables, NULL),
                     SQLITE_OK);
    int count = 0;
    for (; sqlite3_step(tables) == SQLITE_ROW; count++)
        if (!sqlite3_column_int(tables, 1))
            fail_msg("%s is not STRICT", (const char *)sqlite3_column_text(tables, 0));
    assert_true(count >= 14);
    sqlite3_finalize(tables);
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_a_walk_is_seen),
        cmocka_unit_test(test_a_half_step_is_seen),
        cmocka_unit_test(test_schema_is_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
