/* A disk that fills up while many things are written in several transactions: what is said of what
 * is in is so, the rest is not there, and running the same again finishes it. */
#include <inttypes.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../flow/flow.h"

enum { MANY = 3000, GROWTH = 600 * 1024 };

/* Files may grow to the project's size and so much more; 0: without limit. */
static void limit(const struct project *project, rlim_t more)
{
    struct rlimit now;
    struct stat st;
    signal(SIGXFSZ, SIG_IGN); /* as main does */
    assert_int_equal(stat(project->path, &st), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &now), 0);
    now.rlim_cur = more ? (rlim_t)st.st_size + more : now.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
}

static uint64_t documents(struct project *project)
{
    struct tally tally;
    struct err err = {0};
    must(store_tally(project->store, &tally, &err), &err, "tally");
    return tally.documents;
}

static uint64_t sets(struct project *project)
{
    struct buf out = {0};
    struct export_counts counts =
        export_with(project, (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL},
                    UNIT_UTF8, &out);
    buf_release(&out);
    return counts.records - counts.bare;
}

static void sound(struct project *project)
{
    struct err err = {0};
    size_t findings = 0;
    must(store_verify(project->store, &(struct store_report){0}, &findings, &err), &err, "verify");
    assert_int_equal(findings, 0);
}

/* How many are in, by the message; its end must be `end`. */
static uint64_t told(const struct err *err, const char *end)
{
    const char *at = strstr(err->text, "; ");
    uint64_t in = 0;
    if (!at || sscanf(at, "; %" SCNu64 " of ", &in) != 1 || !strstr(at, end) ||
        strstr(err->text, "nothing was changed"))
        fail_msg("it says: %s", err->text);
    return in;
}

static enum fault import_limited(struct project *project, rlim_t more, const struct buf *lines,
                                 struct import_counts *counts, struct err *err)
{
    int fd = file_with(buf_text(lines), lines->size);
    struct import_options o = {.fd = fd, .file = "in.jsonl", .env = &project->env};
    *err = (struct err){0};
    limit(project, more);
    enum fault fault = import_run(project->store, &project->labels, &o, counts, err);
    limit(project, 0);
    close(fd);
    return fault;
}

static void test_import(void **state)
{
    (void)state;
    struct project project;
    struct buf lines = {0};
    struct import_counts counts;
    struct err err;
    for (unsigned i = 0; i < MANY; i++) {
        char text[32];
        snprintf(text, sizeof text, "document %u", i);
        line_add(&lines,
                 (struct line){.name = text, .text = text, .set = "person", .annotator = "alice"});
    }
    project_make(&project, "lead");
    enum fault fault = import_limited(&project, GROWTH, &lines, &counts, &err);
    assert_int_equal(fault, FAULT_FULL);
    uint64_t in = told(&err, " of 6000 documents and sets are in, the rest is not; running it "
                             "again finishes it");
    assert_true(in > 500 && in < 2 * MANY);
    assert_int_equal(in, documents(&project) + sets(&project));
    sound(&project);
    import_ok(&project, &lines, &counts);
    assert_int_equal(documents(&project), MANY);
    assert_int_equal(sets(&project), MANY);
    assert_int_equal(counts.documents + counts.sets, 2 * MANY - in);
    sound(&project);
    buf_release(&lines);
    project_close(&project);
}

static enum fault add_limited(struct project *project, rlim_t more, const struct buf *lines,
                              bool again, struct err *err)
{
    struct add add = {.store = project->store, .env = &project->env, .again = again};
    int fd = file_with(buf_text(lines), lines->size);
    *err = (struct err){0};
    limit(project, more);
    enum fault fault = add_records(&add, fd, "news.jsonl", err);
    if (!fault)
        fault = add_finish(&add, err);
    if (fault)
        add_abandon(&add, err);
    limit(project, 0);
    close(fd);
    return fault;
}

static void test_add(void **state)
{
    (void)state;
    struct buf lines = {0};
    for (unsigned i = 0; i < MANY; i++)
        buf_printf(&lines, "{\"text\":\"Article %u.\",\"name\":\"a%u\"}\n", i, i);
    for (int again = 0; again < 2; again++) {
        struct project project;
        struct err err;
        project_make(&project, "lead");
        enum fault fault = add_limited(&project, GROWTH, &lines, again, &err);
        assert_int_equal(fault, FAULT_FULL);
        uint64_t in = told(&err, " of 3000 articles read so far are in, the rest is not");
        assert_true(in > 200 && in < MANY);
        assert_int_equal(in, documents(&project));
        sound(&project);
        /* With --again it would not be so. */
        assert_int_equal(strstr(err.text, "running it again finishes it") != NULL, !again);
        if (!again) {
            must(add_limited(&project, 0, &lines, false, &err), &err, "add");
            assert_int_equal(documents(&project), MANY);
        }
        sound(&project);
        project_close(&project);
    }
    buf_release(&lines);
}

/* Refused in the first transaction: then nothing was changed. */
static void test_first(void **state)
{
    (void)state;
    enum { LARGE = 120 * 1024, LITTLE = 40 * 1024 };
    struct project project;
    struct buf lines = {0};
    struct import_counts counts;
    struct err err;
    char *text = malloc(LARGE + 1);
    assert_non_null(text);
    memset(text, 'x', LARGE);
    text[LARGE] = '\0';
    line_add(&lines, (struct line){.name = "large", .text = text});
    project_make(&project, "lead");
    enum fault fault = import_limited(&project, LITTLE, &lines, &counts, &err);
    assert_int_equal(fault, FAULT_FULL);
    if (!strstr(err.text, "no space left") || !strstr(err.text, "; nothing was changed"))
        fail_msg("it says: %s", err.text);
    assert_int_equal(documents(&project), 0);
    free(text);
    buf_release(&lines);
    project_close(&project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_import),
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
