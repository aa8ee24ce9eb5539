/* Making and opening a project, and every reason not to. */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "project.h"

static struct store_options options_of(const char *person)
{
    return (struct store_options){.person = person, .env = test_env(5)};
}

static void write_bytes(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_made(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    struct stat st;
    assert_int_equal(stat(project.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(store_is_project(project.path));
    assert_string_equal(store_path(project.store), project.path);
    assert_string_equal(store_person(project.store), "alice");
    struct buf labels = {0};
    ok(store_labels(project.store, &labels, err));
    assert_string_equal(buf_text(&labels), labels_json);
    buf_release(&labels);
    struct tally tally;
    ok(store_tally(project.store, &tally, err));
    assert_int_equal(tally.documents, 0);
    size_t got;
    struct queue_row row;
    ok(store_queue(project.store, 1, 1, &row, &got, err));
    assert_int_equal(got, 0);
    project_close(&project);

    uint8_t *bytes;
    size_t n;
    bytes = read_file(project.path, &n);
    assert_int_equal(bytes[18], 1); /* not WAL */
    assert_int_equal(bytes[19], 1);
    free(bytes);
    project_open_as(&project, project.path, "bob", false);
    project_close(&project);
}

static void test_never_over_a_file(void **state)
{
    (void)state;
    char path[4096];
    struct store *store;
    test_path(path, sizeof path);
    write_bytes(path, "keep me", 7);
    const struct store_options options = options_of("alice");
    faulty(FAULT_EXISTS, store_create(path, "{}", 2, &options, &store, err));
    assert_null(store);
    size_t n;
    uint8_t *bytes = read_file(path, &n);
    assert_int_equal(n, 7);
    free(bytes);
    char link[4200];
    snprintf(link, sizeof link, "%s.link", path);
    assert_int_equal(symlink("/nonexistent/elsewhere", link), 0);
    faulty(FAULT_EXISTS, store_create(link, "{}", 2, &options, &store, err));
}

static void test_refusals(void **state)
{
    (void)state;
    char path[4096];
    struct store *store;
    struct store_options options = options_of("alice");
    test_path(path, sizeof path);
    faulty(FAULT_MISSING, store_open(path, &options, &store, err));
    faulty(FAULT_NOT_PROJECT, store_open(test_folder(), &options, &store, err));
    write_bytes(path, "", 0);
    faulty(FAULT_NOT_PROJECT, store_open(path, &options, &store, err));
    write_bytes(path,
                "It rained for three days in the harbour town of Eastmouth, and nobody was "
                "surprised, said the mayor.",
                100);
    faulty(FAULT_NOT_PROJECT, store_open(path, &options, &store, err));
    assert_false(store_is_project(path));
    char missing[4200];
    snprintf(missing, sizeof missing, "%s/none/there.manicule", test_folder());
    faulty(FAULT_MISSING, store_create(missing, "{}", 2, &options, &store, err));
    static const char *const bad[] = {"",    "Alice", "4ever", "a b",
                                      "a/b", "a\n",   "-x",    "abcdefghijklmnopqrstuvwxyzabcdefg"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(store_person_valid(bad[i]));
        options.person = bad[i];
        faulty(FAULT_USAGE, store_open(path, &options, &store, err));
    }
    assert_true(store_person_valid("a.b_c-9"));
}

static void test_another_database(void **state)
{
    (void)state;
    char path[4096];
    struct store *store;
    const struct store_options options = options_of("alice");
    test_path(path, sizeof path);
    run_sql(path, "CREATE TABLE t (a); PRAGMA application_id = 77");
    faulty(FAULT_NOT_PROJECT, store_open(path, &options, &store, err));
    assert_false(store_is_project(path));
}

static void test_newer_and_older(void **state)
{
    (void)state;
    struct project project;
    struct store *store;
    const struct store_options options = options_of("alice");
    project_make(&project);
    project_close(&project);
    run_sql(project.path, "PRAGMA user_version = 2");
    struct err err = {0};
    assert_int_equal(store_open(project.path, &options, &store, &err), FAULT_NOT_PROJECT);
    assert_non_null(strstr(err.text, "newer"));
    assert_true(store_is_project(project.path));
}

/* A file of before the first format (there is none but the one made here): copied, then taken on.
 */
static void test_upgrade(void **state)
{
    (void)state;
    char path[4096], copy[4200];
    struct store *store;
    struct store_options options = options_of("alice");
    struct stat st;
    test_path(path, sizeof path);
    snprintf(copy, sizeof copy, "%s.format-0", path);
    run_sql(
        path,
        "CREATE TABLE older (a); INSERT INTO older VALUES (7); PRAGMA application_id = 1835950953");
    options.read_only = true;
    faulty(FAULT_NOT_PROJECT, store_open(path, &options, &store, err));
    assert_int_not_equal(stat(copy, &st), 0);
    options.read_only = false;
    ok(store_open(path, &options, &store, err));
    struct tally tally;
    ok(store_tally(store, &tally, err));
    store_close(store);
    assert_int_equal(stat(copy, &st), 0);
    ok(store_open(path, &options, &store,
                  err)); /* nothing is left to do, or it would not copy again */
    store_close(store);
    /* A step that fails leaves the file as it was. */
    test_path(path, sizeof path);
    run_sql(path, "CREATE TABLE spans (a); PRAGMA application_id = 1835950953");
    assert_true(store_open(path, &options, &store, NULL) != OK);
    run_sql(path, "SELECT count(*) FROM spans; CREATE TABLE project (a)");
}

static void test_read_only(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    int64_t document = project_add(&project, "harbour", "The harbour is closed.");
    project_mark(&project, document, "alice", 4, 11, LABEL_PLACE);
    project_close(&project);
    assert_int_equal(chmod(project.path, 0400), 0);
    project_open_as(&project, project.path, "alice", true);
    assert_true(store_read_only(project.store));
    assert_int_equal(project_set(&project, document, "alice").spans, 1);
    faulty(FAULT_DENIED, store_remove(project.store, document, err));
    const struct place place = {.cursor = 1};
    faulty(FAULT_DENIED, store_put_place(project.store, document, &place, err));
    project_close(&project);
}

static void test_wal_is_turned_back(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    project_add(&project, "harbour", "The harbour is closed.");
    project_close(&project);
    run_sql(project.path, "PRAGMA journal_mode = WAL");
    size_t n;
    uint8_t *bytes = read_file(project.path, &n);
    assert_int_equal(bytes[18], 2);
    free(bytes);
    const struct store_options reading = {.person = "alice", .read_only = true, .env = test_env(1)};
    struct store *store;
    faulty(FAULT_DENIED, store_open(project.path, &reading, &store, err));
    project_open_as(&project, project.path, "alice", false);
    bytes = read_file(project.path, &n);
    assert_int_equal(bytes[18], 1);
    free(bytes);
    /* And under the hands of an open one. */
    project_add(&project, "budget", "The budget is late.");
    run_sql(project.path, "PRAGMA journal_mode = WAL");
    project_add(&project, "floods", "The floods are over.");
    struct tally tally;
    ok(store_tally(project.store, &tally, err));
    assert_int_equal(tally.documents, 3);
    project_close(&project);
    bytes = read_file(project.path, &n);
    assert_int_equal(bytes[18], 1);
    free(bytes);
}

/* A program that died with the file in WAL mode leaves two files beside it: what they hold comes
 * in, and both go. */
static void test_wal_of_the_dead(void **state)
{
    (void)state;
    struct project project;
    char wal[4200], shm[4200];
    project_make(&project);
    project_close(&project);
    snprintf(wal, sizeof wal, "%s-wal", project.path);
    snprintf(shm, sizeof shm, "%s-shm", project.path);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        sqlite3 *db;
        _exit(sqlite3_open(project.path, &db) ||
              sqlite3_exec(db, "PRAGMA journal_mode = WAL; INSERT INTO project VALUES ('x', 'y')",
                           NULL, NULL, NULL));
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(access(wal, F_OK) | access(shm, F_OK), 0);
    project_open_as(&project, project.path, "alice", false);
    assert_int_not_equal(access(wal, F_OK), 0);
    assert_int_not_equal(access(shm, F_OK), 0);
    project_close(&project);
    run_sql(project.path,
            "INSERT INTO project VALUES ('z', (SELECT value FROM project WHERE name = 'x'))");
}

static void test_settings(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    struct stat st;
    char journal[4200];
    snprintf(journal, sizeof journal, "%s-journal", project.path);
    project_add(&project, "harbour", "The harbour is closed.");
    assert_int_equal(stat(journal, &st), 0); /* truncated, not removed */
    assert_int_equal(st.st_size, 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made),
        cmocka_unit_test(test_never_over_a_file),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_another_database),
        cmocka_unit_test(test_newer_and_older),
        cmocka_unit_test(test_upgrade),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_wal_is_turned_back),
        cmocka_unit_test(test_wal_of_the_dead),
        cmocka_unit_test(test_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
