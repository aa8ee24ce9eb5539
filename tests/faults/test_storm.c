/* Many annotators at once on one file, each an edit a second, while it is exported again and again:
 * no edit fails, and what was acknowledged is there exactly once. Then the same with an eighth of
 * them killed at random, and one stopped while idle, who holds no lock.
 *
 * MANICULE_STORM=ANNOTATORSxSECONDS (16x3). What a commit takes is printed, beside the same rows
 * written by SQLite alone at the same pace; and by itself how long an export keeps a writer waiting.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../store/project.h"
#include "manicule/base/vec.h"

enum { ANNOTATORS_MAX = 256, SPAN_BYTES = 6, STOPS_AFTER = 2, SECOND = 1000000000 };

static unsigned annotators = 16, seconds = 3;
static char *news; /* the label set */

/* What an annotator says through the pipe: small enough to arrive whole. */
struct said {
    struct uuid span;
    int64_t took; /* nanoseconds; -1: it is about to be made */
};

typedef VEC(struct said) said_t;

struct storm {
    char path[4096];
    int64_t document, start; /* of the clock below, when the first edit is due */
    bool killed;
    bool (*sit)(const struct storm *, unsigned number, int pipe);
};

static int64_t clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

/* The pace is the load: edit i of each annotator is due at a time of its own. */
static void until(int64_t when)
{
    const struct timespec t = {.tv_sec = when / SECOND, .tv_nsec = when % SECOND};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        ;
}

static int64_t due(const struct storm *storm, unsigned number, unsigned i)
{
    return storm->start + (int64_t)i * SECOND + (int64_t)number * SECOND / annotators;
}

static bool say(int pipe, struct uuid span, int64_t took)
{
    const struct said said = {span, took};
    return write(pipe, &said, sizeof said) == (ssize_t)sizeof said;
}

static void name_of(unsigned number, char out[PERSON_MAX + 1])
{
    snprintf(out, PERSON_MAX + 1, "w%u", number);
}

/* ---- annotators ---- */
static bool edit(const struct storm *storm, struct store *store, const struct article *article,
                 const char *owner, struct env *env, unsigned i, int pipe)
{
    uint32_t start = i * (SPAN_BYTES + 1) % (article_size(article) - SPAN_BYTES);
    struct span span = {.id = uuid_new(env),
                        .at = range_of(start, start + SPAN_BYTES),
                        .label = (uint16_t)(i % 3),
                        .n_fragments = 1};
    struct edits edits = {0};
    struct set_info info;
    struct err err = {0};
    edits_add_span(&edits, &span);
    struct step step = {.id = uuid_new(env), .kind = STEP_EDIT, .what = "mark",
                        .document = storm->document, .set = SET_PERSON, .owner = owner,
                        .edits = &edits, .article = article};
    bool done = say(pipe, span.id, -1);
    int64_t before = clock_now();
    enum fault fault = store_set(store, step.document, step.set, owner, &info, &err);
    step.revision = info.revision;
    if (!fault)
        fault = store_apply(store, &step, &info, &err);
    int64_t took = clock_now() - before;
    edits_release(&edits);
    if (fault)
        fprintf(stderr, "%s, edit %u: %s\n", owner, i, err.text);
    return done && !fault && say(pipe, span.id, took);
}

/* As through the gate: roles bind. */
static bool annotate(const struct storm *storm, unsigned number, int pipe)
{
    char owner[PERSON_MAX + 1];
    name_of(number, owner);
    struct labelset labels = test_labels(news);
    struct env env = test_env((uint64_t)getpid() << 20 ^ number);
    const struct store_options options = {.person = owner, .gate = true, .env = env};
    struct store *store;
    struct article *article;
    struct err err;
    if (store_open(storm->path, &options, &store, &err) != OK ||
        store_article(store, storm->document, &article, &err) != OK)
        return false;
    store_use_labels(store, &labels);
    bool well = true;
    for (unsigned i = 0; i < seconds && well; i++) {
        until(due(storm, number, i));
        well = edit(storm, store, article, owner, &env, i, pipe);
        if (storm->killed && number == 0 && i == STOPS_AFTER - 1)
            raise(SIGSTOP);
    }
    article_free(article);
    store_close(store);
    return well;
}

/* The same shape without the program: a set's head, a span and a row of history in a transaction. */
static bool write_bare(const struct storm *storm, unsigned number, int pipe)
{
    static const char sql[] =
        "BEGIN IMMEDIATE; INSERT INTO span VALUES (random(), %u, %u, zeroblob(60));"
        "INSERT INTO journal VALUES (NULL, %u, zeroblob(120)); UPDATE head SET n = n + 1 WHERE "
        "set_ = %u; COMMIT";
    sqlite3 *db;
    bool well = sqlite3_open(storm->path, &db) == SQLITE_OK;
    sqlite3_busy_timeout(db, 60000);
    well = well && sqlite3_exec(db, "PRAGMA synchronous=FULL; PRAGMA journal_mode=TRUNCATE", NULL,
                                NULL, NULL) == SQLITE_OK;
    for (unsigned i = 0; i < seconds && well; i++) {
        char *text = sqlite3_mprintf(sql, number, i, number, number);
        until(due(storm, number, i));
        int64_t before = clock_now();
        well = sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK &&
               say(pipe, (struct uuid){{0}}, clock_now() - before);
        sqlite3_free(text);
    }
    sqlite3_close(db);
    return well;
}

/* ---- an export meanwhile ---- */
static void export_on(const char *path, int end)
{
    const char *program = getenv("MANICULE");
    for (struct pollfd over = {.fd = end}; poll(&over, 1, 0) == 0;) {
        int status;
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0) {
            if (!freopen("/dev/null", "w", stdout))
                _exit(126);
            execl(program, program, "export", path, (char *)NULL);
            _exit(127);
        }
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
            _exit(1);
    }
    _exit(0);
}

static pid_t start_export(const char *path, int *hold)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[1]);
        export_on(path, ends[0]);
    }
    close(ends[0]);
    *hold = ends[1];
    return pid;
}

/* ---- the storm ---- */
static bool holds_lock(pid_t pid, const char *path)
{
    struct stat st;
    char line[300], who[32], what[32];
    FILE *locks = fopen("/proc/locks", "r");
    bool holds = false;
    assert_int_equal(stat(path, &st), 0);
    snprintf(who, sizeof who, " %d ", (int)pid);
    snprintf(what, sizeof what, ":%llu ", (unsigned long long)st.st_ino);
    while (locks && fgets(line, sizeof line, locks))
        holds = holds || (!strstr(line, "->") && strstr(line, who) && strstr(line, what));
    if (locks)
        fclose(locks);
    return holds;
}

/* Waits until it has stopped itself, sees that it holds nothing, and lets it go on at the end. */
static void look_at_stopped(const struct storm *storm, pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_true(WIFSTOPPED(status));
    assert_false(holds_lock(pid, storm->path));
    /* The control: one who holds a lock is seen to. */
    sqlite3 *db;
    assert_int_equal(sqlite3_open(storm->path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 60000);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    if (!holds_lock(getpid(), storm->path))
        print_message("# /proc/locks does not show locks here\n");
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void listen_to(int pipe, said_t *heard)
{
    struct said said;
    while (read(pipe, &said, sizeof said) == (ssize_t)sizeof said)
        assert_true(vec_push(heard, said));
}

static unsigned run(struct storm *storm, said_t *heard)
{
    int ends[2], hold = -1, status;
    pid_t pids[ANNOTATORS_MAX];
    unsigned failed = 0;
    uint64_t seed = 64;
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[0], F_SETPIPE_SZ, 1 << 20); /* nobody waits for what is heard at the end */
    storm->start = clock_now() + SECOND / 2;
    fflush(NULL);
    for (unsigned i = 0; i < annotators; i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0) {
            close(ends[0]);
            _exit(storm->sit(storm, i, ends[1]) ? 0 : 5);
        }
    }
    close(ends[1]);
    pid_t export = storm->sit == annotate ? start_export(storm->path, &hold) : -1;
    /* The last of them die, one after the other, at times that chance gives. */
    unsigned victims = storm->killed ? annotators / 8 : 0;
    for (unsigned i = 0; i < victims; i++) {
        uint64_t span = (uint64_t)seconds * SECOND / victims;
        until(storm->start + (int64_t)(i * span + test_random(&seed) % span));
        kill(pids[annotators - 1 - i], SIGKILL);
    }
    if (storm->killed) {
        look_at_stopped(storm, pids[0]);
        until(due(storm, 0, seconds));
        kill(pids[0], SIGCONT);
    }
    listen_to(ends[0], heard);
    close(ends[0]);
    for (unsigned i = 0; i < annotators; i++) {
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        failed += i < annotators - victims && status != 0;
    }
    if (export > 0) {
        close(hold);
        assert_int_equal(waitpid(export, &status, 0), export);
        assert_int_equal(status, 0);
    }
    return failed;
}

/* ---- afterwards ---- */
static int by_took(const void *a, const void *b)
{
    int64_t x = ((const struct said *)a)->took, y = ((const struct said *)b)->took;
    return (x > y) - (x < y);
}

static void tell(const char *who, said_t *heard, unsigned failed)
{
    size_t first = 0;
    qsort(heard->at, heard->n, sizeof *heard->at, by_took);
    while (first < heard->n && heard->at[first].took < 0)
        first++;
    size_t n = heard->n - first;
    assert_true(n > 0);
    const struct said *at = heard->at + first;
    print_message("# %s: %u at once, %zu commits, %u failed: median %.1f, p99 %.1f, most %.1f ms\n",
                  who, annotators, n, failed, (double)at[n / 2].took / 1e6,
                  (double)at[n * 99 / 100].took / 1e6, (double)at[n - 1].took / 1e6);
}

/* Every edit that was acknowledged is there once; of the others only such as were begun. */
static void judge(const struct storm *storm, const said_t *heard)
{
    struct project project;
    size_t findings, there = 0, begun = 0, acknowledged = 0;
    project_open_as(&project, storm->path, "judge", false);
    project.labels = test_labels(news);
    struct article *article = project_article(&project, storm->document);
    for (size_t i = 0; i < heard->n; i++) {
        begun += heard->at[i].took < 0;
        acknowledged += heard->at[i].took >= 0;
    }
    for (unsigned i = 0; i < annotators; i++) {
        char owner[PERSON_MAX + 1];
        struct set_info info;
        name_of(i, owner);
        ok(store_set(project.store, storm->document, SET_PERSON, owner, &info, err));
        if (!info.key)
            continue;
        struct set *set = project_load(&project, info.key, article, 500);
        for (const struct span *span = set_first(set); span; span = set_next(set, span)) {
            unsigned known = 0, said = 0;
            for (size_t k = 0; k < heard->n; k++)
                if (uuid_equal(heard->at[k].span, span->id)) {
                    known++;
                    said += heard->at[k].took >= 0;
                }
            assert_true(known >= 1 && said <= 1);
            acknowledged -= said;
            there++;
        }
        set_free(set);
    }
    assert_int_equal(acknowledged, 0); /* each was found, and ids in sets are unique */
    assert_true(there <= begun);
    ok(store_verify(project.store, NULL, &findings, err));
    assert_int_equal(findings, 0);
    article_free(article);
    project_close(&project);
}

static void make(struct storm *storm)
{
    struct project project;
    char text[4001];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    /* The program must know the labels of what it exports. */
    project = (struct project){.labels = test_labels(news), .env = test_env(1)};
    test_path(project.path, sizeof project.path);
    const struct store_options options = {.person = "lea", .env = project.env};
    ok(store_create(project.path, news, strlen(news), &options, &project.store, err));
    store_use_labels(project.store, &project.labels);
    *storm = (struct storm){.document = project_add(&project, "harbour", text), .sit = annotate};
    for (unsigned i = 0; i < annotators; i++) {
        struct person person = {.role = ROLE_ANNOTATOR};
        name_of(i, person.name);
        ok(store_put_person(project.store, &person, err));
    }
    snprintf(storm->path, sizeof storm->path, "%s", project.path);
    project_close(&project);
}

static void test_bare(void **state)
{
    (void)state;
    if (!getenv("MANICULE_STORM"))
        skip(); /* a measure to compare with, not a promise */
    struct storm storm = {.sit = write_bare};
    said_t heard = {0};
    sqlite3 *db;
    test_path(storm.path, sizeof storm.path);
    assert_int_equal(sqlite3_open(storm.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
        "CREATE TABLE span (id INTEGER PRIMARY KEY, set_ INTEGER, at INTEGER, body BLOB);"
        "CREATE INDEX span_at ON span (set_, at); CREATE TABLE head (set_ INTEGER PRIMARY KEY, n);"
        "CREATE TABLE journal (id INTEGER PRIMARY KEY, set_ INTEGER, body BLOB)",
        NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    unsigned failed = run(&storm, &heard);
    tell("SQLite alone", &heard, failed);
    assert_int_equal(failed, 0);
    vec_free(&heard);
}

static void test_storm(void **state)
{
    (void)state;
    struct storm storm;
    said_t heard = {0};
    make(&storm);
    unsigned failed = run(&storm, &heard);
    tell("annotators", &heard, failed);
    assert_int_equal(failed, 0);
    assert_int_equal(heard.n, 2 * annotators * seconds);
    judge(&storm, &heard);
    vec_free(&heard);
}

static void test_killed(void **state)
{
    (void)state;
    struct storm storm;
    said_t heard = {0};
    make(&storm);
    storm.killed = true;
    unsigned failed = run(&storm, &heard);
    tell("annotators, some killed", &heard, failed);
    assert_int_equal(failed, 0);
    judge(&storm, &heard);
    vec_free(&heard);
}

/* ---- what an export alone does to a writer ---- */
enum { MARKED = 40, SPANS_EACH = 500, EXPORTS = 3 };

/* Many documents with many spans; where a measure is wanted, one that is large by itself. */
static void mark_many(const char *path, unsigned spans)
{
    struct project project;
    char *text = malloc(spans * (SPAN_BYTES + 1) + 24u);
    assert_non_null(text);
    project_open_as(&project, path, "lea", false);
    project.labels = test_labels(news);
    for (unsigned d = 0; d < MARKED; d++) {
        char name[24];
        struct edits edits = {0};
        unsigned n = d ? SPANS_EACH : spans;
        snprintf(name, sizeof name, "marked-%u", d);
        memset(text, 'x', n * (SPAN_BYTES + 1));
        snprintf(text + n * (SPAN_BYTES + 1), 24, "%s", name);
        int64_t key = project_add(&project, name, text);
        for (unsigned i = 0; i < n; i++) {
            struct span span = test_span(&project, i * (SPAN_BYTES + 1),
                                         i * (SPAN_BYTES + 1) + SPAN_BYTES, (uint16_t)(i % 3));
            edits_add_span(&edits, &span);
        }
        project_apply(&project, key, "lea", &edits);
    }
    free(text);
    project_close(&project);
}

/* Again and again until it is let: what waits keeps those who come later away, as a commit does. */
static void insist(sqlite3 *db, const char *sql)
{
    int code;
    while ((code = sqlite3_exec(db, sql, NULL, NULL, NULL)) == SQLITE_BUSY)
        until(clock_now() + SECOND / 10000);
    assert_int_equal(code, SQLITE_OK);
}

/* How long a writer waits who leaves everything as it is, and for no disk. */
static int64_t write_nothing(sqlite3 *db)
{
    int64_t before = clock_now();
    insist(db, "BEGIN IMMEDIATE");
    insist(db, "UPDATE sets SET status = status WHERE key = 1");
    insist(db, "COMMIT");
    return clock_now() - before;
}

static void test_export_alone(void **state)
{
    (void)state;
    struct storm storm;
    said_t heard = {0};
    sqlite3 *db, *reader;
    const char *program = getenv("MANICULE");
    int status;
    make(&storm);
    mark_many(storm.path, getenv("MANICULE_STORM") ? 100000 : SPANS_EACH);
    assert_int_equal(sqlite3_open(storm.path, &db), SQLITE_OK);
    /* The control: one who reads is waited for. */
    assert_int_equal(sqlite3_open(storm.path, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM sets", NULL, NULL, NULL),
                     SQLITE_OK);
    insist(db, "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; BEGIN IMMEDIATE;"
               "UPDATE sets SET status = status WHERE key = 1");
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_BUSY);
    sqlite3_close(reader);
    insist(db, "COMMIT");
    for (unsigned i = 0; i < EXPORTS; i++) {
        fflush(NULL);
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            if (!freopen("/dev/null", "w", stdout))
                _exit(126);
            execl(program, program, "export", storm.path, (char *)NULL);
            _exit(127);
        }
        pid_t over;
        while ((over = waitpid(pid, &status, WNOHANG)) == 0) {
            int64_t took = write_nothing(db);
            assert_true(vec_push(&heard, ((struct said){{{0}}, took})));
            until(clock_now() + SECOND / 1000);
        }
        assert_int_equal(over, pid);
        assert_int_equal(status, 0);
    }
    sqlite3_close(db);
    qsort(heard.at, heard.n, sizeof *heard.at, by_took);
    assert_true(heard.n > 0);
    print_message("# an export alone: %zu writers waited for it, half of them %.1f, p99 %.1f, at most "
                  "%.1f ms\n",
                  heard.n, (double)heard.at[heard.n / 2].took / 1e6,
                  (double)heard.at[heard.n * 99 / 100].took / 1e6,
                  (double)heard.at[heard.n - 1].took / 1e6);
    vec_free(&heard);
}

int main(void)
{
    const char *wanted = getenv("MANICULE_STORM");
    if (wanted && (sscanf(wanted, "%ux%u", &annotators, &seconds) != 2 || annotators < 8 ||
                   annotators > ANNOTATORS_MAX || seconds < STOPS_AFTER)) {
        fprintf(stderr, "MANICULE_STORM is ANNOTATORSxSECONDS, at least 8x%d\n", STOPS_AFTER);
        return 2;
    }
    if (!wanted && access("/dev/shm", W_OK) == 0) /* what is measured needs a disk, the rest does not */
        setenv("TMPDIR", "/dev/shm", 0);
    size_t n;
    news = (char *)read_file("schemas/labels/news.json", &n);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bare),
        cmocka_unit_test(test_storm),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_export_alone),
    };
    return cmocka_run_group_tests_name("storm", tests, NULL, NULL);
}
