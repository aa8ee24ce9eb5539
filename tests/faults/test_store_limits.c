/* A full disk, a limit on file size, files and folders that may not be written, other programs that
 * hold the file: each is refused in words, and nothing is made elsewhere or lost. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../store/project.h"

static const char harbour[] =
    "The harbour of Eastmouth is closed, said Ruth Okafor. \"Nobody sails today,\" she added.\n";

/* Marks until it is refused, at most n times; what the refusal was. */
static enum fault mark_until(struct project *project, int64_t document, unsigned n, unsigned *done,
                             struct err *refusal)
{
    struct article *article = project_article(project, document);
    struct set_info info = project_set(project, document, "alice");
    enum fault fault = OK;
    for (*done = 0; *done < n && !fault; *done += !fault) {
        struct edits edits = {0};
        uint32_t start = *done % 60;
        struct span span = test_span(project, start, start + 5, LABEL_QUOTE);
        edits_add_span(&edits, &span);
        struct step step = test_step(project, document, "alice", info.revision, &edits, article);
        fault = store_apply(project->store, &step, &info, refusal);
        edits_release(&edits);
    }
    article_free(article);
    return fault;
}

static void test_file_size_limit(void **state)
{
    (void)state;
    struct project project;
    struct rlimit before, tight;
    struct stat st;
    struct err refusal = {0};
    unsigned done, more;
    project_make(&project);
    int64_t document = project_add(&project, "harbour", harbour);
    assert_int_equal(mark_until(&project, document, 3, &done, &refusal), OK);
    signal(SIGXFSZ, SIG_IGN); /* as main does */
    assert_int_equal(stat(project.path, &st), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = (rlim_t)st.st_size + 20000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    enum fault fault = mark_until(&project, document, 2000, &done, &refusal);
    struct set_info info = project_set(&project, document, "alice");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(fault, FAULT_FULL);
    assert_non_null(strstr(refusal.text, "no space left"));
    assert_true(done > 0);
    assert_int_equal(info.spans, 3 + done); /* earlier ones are kept */
    assert_int_equal(mark_until(&project, document, 5, &more, &refusal), OK); /* and it goes on */
    assert_int_equal(project_set(&project, document, "alice").spans, 8 + done);
    size_t findings;
    ok(store_verify(project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
    project_close(&project);
}

/* ---- in a child, with rights taken or given ---- */
/* Runs a check in a process of its own: 0 is well, 77 is "cannot be tried here". */
static int in_child(int (*check)(const char *path), const char *path)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(check(path));
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "# line %d: %s\n", __LINE__, #condition);                              \
            return 1;                                                                              \
        }                                                                                          \
    } while (0)

static bool put_line(const char *path, const char *line)
{
    FILE *file = fopen(path, "w");
    bool put = file && fputs(line, file) >= 0;
    return file && fclose(file) == 0 && put;
}

/* Mounts of its own: as root, or as root of a namespace where that is allowed. */
static bool own_mounts(void)
{
    char line[64];
    if (unshare(CLONE_NEWNS) == 0)
        return true;
    snprintf(line, sizeof line, "0 %d 1", (int)geteuid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && put_line("/proc/self/uid_map", line);
}

static int fill_small_disk(const char *folder)
{
    if (!own_mounts())
        return 77;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", folder, "tmpfs", 0, "size=1m") != 0)
        return 77;
    char path[4200], ballast[4200];
    snprintf(path, sizeof path, "%s/small.manicule", folder);
    snprintf(ballast, sizeof ballast, "%s/ballast", folder);
    struct labelset labels = test_labels(labels_json);
    struct project project = {.env = test_env(2)};
    const struct store_options options = {.person = "alice", .env = project.env};
    must(store_create(path, labels_json, strlen(labels_json), &options, &project.store, NULL) ==
         OK);
    store_use_labels(project.store, &labels);
    int64_t document = project_add(&project, "harbour", harbour);
    FILE *file = fopen(ballast, "w");
    must(file);
    for (int i = 0; i < 500; i++)
        fputs("ballast ballast ballast ballast ballast ballast ballast ballast ballast ballast "
              "ballast ballast ballast\n",
              file);
    fclose(file);
    struct err refusal = {0};
    unsigned done, more;
    must(mark_until(&project, document, 20000, &done, &refusal) == FAULT_FULL);
    must(done > 10 && strstr(refusal.text, "no space left"));
    must(project_set(&project, document, "alice").spans == done);
    must(mark_until(&project, document, 1, &more, &refusal) == FAULT_FULL); /* and again */
    unlink(ballast);
    must(mark_until(&project, document, 10, &more, &refusal) == OK);
    must(project_set(&project, document, "alice").spans == done + 10);
    size_t findings = 1;
    must(store_verify(project.store, NULL, &findings, NULL) == OK && findings == 0);
    store_close(project.store);
    /* A new project does not fit, and leaves nothing. */
    file = fopen(ballast, "w");
    while (fputc('x', file) != EOF && fflush(file) == 0)
        ;
    fclose(file);
    snprintf(path, sizeof path, "%s/next.manicule", folder);
    must(store_create(path, labels_json, strlen(labels_json), &options, &project.store, NULL) ==
         FAULT_FULL);
    must(access(path, F_OK) != 0);
    return 0;
}

static void test_full_disk(void **state)
{
    (void)state;
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/disk", test_folder());
    assert_int_equal(mkdir(folder, 0700), 0);
    int status = in_child(fill_small_disk, folder);
    if (status == 77)
        skip();
    assert_int_equal(status, 0);
}

/* Root may write everywhere: the check is made as nobody. */
static int give_up_root(void)
{
    enum { NOBODY = 65534 };
    return geteuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0) ? 0 : 77;
}

static enum fault try_open(const char *path, bool read_only, struct err *refusal)
{
    const struct store_options options = {
        .person = "alice", .read_only = read_only, .env = test_env(2)};
    struct store *store = NULL;
    enum fault fault = store_open(path, &options, &store, refusal);
    store_close(store);
    return fault;
}

static int open_read_only_file(const char *path)
{
    struct err refusal = {0};
    if (give_up_root())
        return 77;
    must(try_open(path, false, &refusal) == FAULT_DENIED);
    must(strstr(refusal.text, path));
    must(try_open(path, true, &refusal) == OK);
    return 0;
}

static int open_in_read_only_folder(const char *path)
{
    struct err refusal = {0};
    if (give_up_root())
        return 77;
    must(try_open(path, false, &refusal) == FAULT_DENIED);
    must(strstr(refusal.text, "folder"));
    must(try_open(path, true, &refusal) == OK);
    const struct store_options options = {.person = "alice", .env = test_env(2)};
    struct store *store;
    char other[4300];
    snprintf(other, sizeof other, "%s.other", path);
    must(store_create(other, labels_json, strlen(labels_json), &options, &store, &refusal) ==
         FAULT_DENIED);
    return 0;
}

static int open_unreadable(const char *path)
{
    struct err refusal = {0};
    if (give_up_root())
        return 77;
    must(try_open(path, false, &refusal) == FAULT_DENIED);
    must(try_open(path, true, &refusal) == FAULT_DENIED);
    return 0;
}

static void test_rights(void **state)
{
    (void)state;
    struct project project;
    char folder[4000], path[4100];
    project_make(&project);
    project_add(&project, "harbour", harbour);
    project_close(&project);
    snprintf(folder, sizeof folder, "%s/locked", test_folder());
    snprintf(path, sizeof path, "%s/there.manicule", folder);
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_int_equal(chmod(test_folder(), 0755), 0);
    assert_int_equal(rename(project.path, path), 0);
    static const struct {
        mode_t folder, file;
        int (*check)(const char *);
    } cases[] = {
        {0777, 0444, open_read_only_file},
        {0555, 0666, open_in_read_only_folder},
        {0777, 0000, open_unreadable},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(chmod(path, cases[i].file), 0);
        assert_int_equal(chmod(folder, cases[i].folder), 0);
        assert_int_equal(in_child(cases[i].check, path), 0);
    }
    assert_int_equal(chmod(folder, 0700), 0);
    assert_int_equal(chmod(path, 0600), 0);
}

/* ---- other programs ---- */
struct holder {
    pid_t pid;
    int ready[2], stop[2];
};

/* A process that has the file open as `sql` leaves it, until it is told to stop. */
static struct holder hold(const char *path, const char *sql)
{
    struct holder holder;
    char byte = 0;
    assert_int_equal(pipe(holder.ready), 0);
    assert_int_equal(pipe(holder.stop), 0);
    holder.pid = fork();
    assert_true(holder.pid >= 0);
    if (holder.pid == 0) {
        sqlite3 *db;
        close(holder.stop[1]);
        if (sqlite3_open(path, &db) != SQLITE_OK ||
            sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
            _exit(1);
        if (write(holder.ready[1], &byte, 1) != 1 || read(holder.stop[0], &byte, 1) < 0)
            _exit(2);
        _exit(0);
    }
    close(holder.ready[1]);
    close(holder.stop[0]);
    assert_int_equal(read(holder.ready[0], &byte, 1), 1);
    return holder;
}

static void let_go(struct holder *holder)
{
    int status;
    close(holder->stop[1]);
    close(holder->ready[0]);
    assert_int_equal(waitpid(holder->pid, &status, 0), holder->pid);
    assert_int_equal(status, 0);
}

static void no_sleep(void *ctx, unsigned microseconds)
{
    (void)ctx, (void)microseconds;
}

static void assert_names(const struct err *refusal, pid_t pid)
{
    char words[32];
    snprintf(words, sizeof words, "process %d", (int)pid);
    if (!strstr(refusal->text, words))
        fail_msg("%s: does not name %s", refusal->text, words);
}

static void test_wal_in_use(void **state)
{
    (void)state;
    struct project project;
    struct err refusal = {0};
    struct store *store;
    project_make(&project);
    project_add(&project, "harbour", harbour);
    project_close(&project);
    struct store_options options = {.person = "alice", .env = test_env(6)};
    options.env.sleep = no_sleep; /* ten seconds of patience, at once */
    struct holder holder =
        hold(project.path, "PRAGMA journal_mode = WAL; SELECT count(*) FROM documents");
    assert_int_equal(store_open(project.path, &options, &store, &refusal), FAULT_BUSY);
    assert_null(store);
    assert_names(&refusal, holder.pid);
    let_go(&holder);
    project_open_as(&project, project.path, "alice", false);
    project_add(&project, "budget", "The budget is late.");
    size_t findings;
    ok(store_verify(project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
    project_close(&project);
    size_t n;
    uint8_t *bytes = read_file(project.path, &n);
    assert_int_equal(bytes[18], 1);
    free(bytes);
}

static void test_held_for_too_long(void **state)
{
    (void)state;
    struct project project;
    struct store *store;
    project_make(&project);
    int64_t document = project_add(&project, "harbour", harbour);
    struct article *article = project_article(&project, document);
    project_close(&project);
    struct store_options options = {.person = "alice", .env = test_env(6)};
    options.env.sleep = no_sleep;
    ok(store_open(project.path, &options, &store, err));
    store_use_labels(store, &project.labels);
    struct holder holder = hold(project.path, "BEGIN IMMEDIATE");
    struct edits edits = {0};
    struct span span = test_span(&project, 0, 3, LABEL_QUOTE);
    edits_add_span(&edits, &span);
    struct step step = test_step(&project, document, "alice", 0, &edits, article);
    struct err refusal = {0};
    assert_int_equal(store_apply(store, &step, NULL, &refusal), FAULT_BUSY);
    assert_names(&refusal, holder.pid);
    struct set_info info;
    ok(store_set(store, document, SET_PERSON, "alice", &info, err)); /* reading goes on */
    assert_int_equal(info.key, 0);
    char copy[4200];
    snprintf(copy, sizeof copy, "%s.copy", project.path);
    assert_int_equal(store_backup(store, copy, false, &refusal), FAULT_BUSY);
    assert_names(&refusal, holder.pid);
    ok(store_backup(store, copy, true, err));
    let_go(&holder);
    ok(store_apply(store, &step, &info, err));
    assert_int_equal(info.spans, 1);
    edits_release(&edits);
    article_free(article);
    store_close(store);
}

/* A commit that was cut off is taken back by the next one who may write. */
static void test_hot_journal(void **state)
{
    (void)state;
    struct project project;
    project_make(&project);
    project_add(&project, "harbour", harbour);
    project_close(&project);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) { /* dies with changes in the file and the journal beside it */
        sqlite3 *db;
        if (sqlite3_open(project.path, &db) != SQLITE_OK ||
            sqlite3_exec(
                db,
                "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE; PRAGMA "
                "foreign_keys = OFF;"
                "WITH RECURSIVE n(i) AS (VALUES (100) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                "INSERT INTO texts (key, document, edition, bytes, codepoints, lines, sha256, text) "
                "SELECT i, i, 0, 800, 800, 1, zeroblob(32), hex(zeroblob(400)) FROM n",
                NULL, NULL, NULL) != SQLITE_OK)
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    struct stat st;
    char journal[4200];
    snprintf(journal, sizeof journal, "%s-journal", project.path);
    assert_int_equal(stat(journal, &st), 0);
    assert_true(st.st_size > 0);
    struct err refusal = {0};
    assert_int_equal(try_open(project.path, true, &refusal),
                     FAULT_DENIED); /* who may only read cannot */
    assert_non_null(strstr(refusal.text, "cut off"));
    project_open_as(&project, project.path, "alice", false);
    size_t findings;
    ok(store_verify(project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file_size_limit),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_wal_in_use),
        cmocka_unit_test(test_held_for_too_long),
        cmocka_unit_test(test_hot_journal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
