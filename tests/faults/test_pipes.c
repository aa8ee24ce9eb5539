/* An export into a pipe whose reader stalls holds nobody up: someone else commits while it waits,
 * as often as they like, and what leaves is whole. One whose reader goes away ends in silence with
 * the exit code of the manual. */
#include <poll.h>

#include "../cmd/program.h"
#include "../workbench/sitting.h"

enum {
    SMALL = 40,                 /* documents whose sets are read many in one transaction */
    SMALL_BYTES = 60 * 1000,    /* together more than one such transaction */
    LARGE_BYTES = 5 * 1000000,  /* read in transactions of its own */
    GULP = 200 * 1000,          /* what the reader takes between two stalls */
};

static const char line[] = "Anna Lindqvist said the port of Gothenburg lost 4.2 million kronor.\n";

static char *lines_of(size_t bytes, size_t *n)
{
    size_t length = sizeof line - 1;
    char *text = malloc(bytes + length);
    assert_non_null(text);
    for (*n = 0; *n < bytes; *n += length)
        memcpy(text + *n, line, length);
    return text;
}

/* A person at work on the first of many documents; one mark is made. */
static void begin(struct sitting *s)
{
    char name[32];
    size_t n;
    sitting_begin(s, 24, 80);
    char *text = lines_of(SMALL_BYTES, &n);
    for (unsigned i = 0; i < SMALL; i++) {
        snprintf(name, sizeof name, "small-%u", i);
        text[0] = (char)('A' + i % 26);
        text[1] = (char)('a' + i / 26);
        sitting_add(s, name, text, n);
    }
    free(text);
    text = lines_of(LARGE_BYTES, &n);
    sitting_add(s, "large", text, n);
    free(text);
    sitting_open(s, "small-0");
    sitting_keys(s, "/Gothenburg<Enter><Esc>l");
    assert_true(s->wb->saved);
}

struct export {
    pid_t pid;
    int out, err;
};

static struct export export_start(const struct sitting *s)
{
    int out[2], err[2];
    const char *program = program_path();
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    struct export x = {.pid = fork(), .out = out[0], .err = err[0]};
    assert_true(x.pid >= 0);
    if (x.pid == 0) {
        dup2(out[1], 1);
        dup2(err[1], 2);
        signal(SIGPIPE, SIG_DFL);
        execl(program, program, "export", s->path, "--as", "alice", (char *)NULL);
        _exit(122);
    }
    close(out[1]);
    close(err[1]);
    return x;
}

static int export_end(struct export *x, struct buf *said)
{
    int status;
    char bytes[4096];
    for (ssize_t n; (n = read(x->err, bytes, sizeof bytes)) > 0;)
        buf_add(said, bytes, (size_t)n);
    assert_int_equal(waitpid(x->pid, &status, 0), x->pid);
    close(x->err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* Waits until the export writes. It writes more than the pipe holds, so it stands in that write
 * from then on, until someone reads. False: it has ended. */
static bool wait_for_bytes(const struct export *x)
{
    struct pollfd in = {.fd = x->out, .events = POLLIN};
    assert_int_equal(poll(&in, 1, 60000), 1);
    return in.revents & POLLIN;
}

/* Takes up to `most` bytes. */
static size_t take(const struct export *x, size_t most, struct buf *out)
{
    size_t taken = 0;
    char bytes[8192];
    while (taken < most) {
        size_t room = most - taken < sizeof bytes ? most - taken : sizeof bytes;
        ssize_t n = read(x->out, bytes, room);
        assert_true(n >= 0);
        if (n == 0)
            break;
        buf_add(out, bytes, (size_t)n);
        taken += (size_t)n;
    }
    return taken;
}

static void check_sound(struct sitting *s)
{
    size_t findings;
    struct err err = {0};
    assert_int_equal(store_verify(s->store, NULL, &findings, &err), OK);
    assert_int_equal(findings, 0);
}

/* The lines are taken by an empty project, which checks every slice and hash. */
static void check_whole(const struct buf *lines)
{
    const char *folder = fresh_folder();
    char path[8400], said[100];
    snprintf(path, sizeof path, "%s/x.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(lines->data, 1, lines->size, file), lines->size);
    assert_int_equal(fclose(file), 0);
    struct result r = program_run(
        folder,
        "$M init p.manicule --as lead >/dev/null && $M import p.manicule x.jsonl --as lead", false);
    snprintf(said, sizeof said, "%u documents", SMALL + 1);
    if (r.code)
        fail_msg("%s", r.err);
    if (!strstr(r.out, said))
        fail_msg("no \"%s\" in\n%s", said, r.out);
    result_free(&r);
}

static void test_stalled_reader(void **state)
{
    (void)state;
    struct sitting s;
    struct buf out = {0}, said = {0};
    unsigned commits = 0;
    begin(&s);
    struct export x = export_start(&s);
    while (wait_for_bytes(&x)) {
        sitting_keys(&s, commits % 2 ? "U" : "u");
        if (!s.wb->saved)
            fail_msg("after %u commits: %s", commits, buf_text(&s.wb->message));
        commits++;
        if (take(&x, GULP, &out) < GULP)
            break;
    }
    int code = export_end(&x, &said);
    if (code || said.size)
        fail_msg("exit %d after %u commits: %s", code, commits, buf_text(&said));
    assert_true(commits > 20);
    close(x.out);
    struct set_info info;
    assert_int_equal(store_set(s.store, s.wb->document.key, SET_PERSON, "alice", &info, NULL), OK);
    assert_int_equal(info.revision, commits + 1);
    check_sound(&s);
    check_whole(&out);
    buf_release(&out);
    buf_release(&said);
    sitting_end(&s);
}

static void no_rest(void *ctx, unsigned microseconds)
{
    (void)ctx, (void)microseconds;
}

/* The control: a reader that stalls in the middle of a transaction does hold the person up, and
 * they are told. */
static void test_a_held_lock_is_noticed(void **state)
{
    (void)state;
    struct sitting s;
    struct store *other;
    struct err err = {0};
    sitting_begin(&s, 24, 80);
    sitting_add(&s, "one", line, sizeof line - 1);
    s.env.sleep = no_rest;
    store_close(s.store);
    struct store_options options = sitting_options(&s, "alice");
    assert_int_equal(store_open(s.path, &options, &s.store, &err), OK);
    store_use_labels(s.store, &s.labels);
    sitting_open(&s, NULL);
    options.read_only = true;
    assert_int_equal(store_open(s.path, &options, &other, &err), OK);
    assert_int_equal(store_read_begin(other, &err), OK);
    struct tally tally;
    assert_int_equal(store_tally(other, &tally, &err), OK);
    sitting_keys(&s, "/Gothenburg<Enter><Esc>l");
    assert_false(s.wb->saved);
    store_read_end(other);
    sitting_keys(&s, "l");
    assert_true(s.wb->saved);
    store_close(other);
    sitting_end(&s);
}

static void test_reader_gone(void **state)
{
    (void)state;
    static const size_t after[] = {0, 1, 4096, 100000, 1500000, 3000000};
    struct sitting s;
    begin(&s);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        struct buf out = {0}, said = {0};
        struct export x = export_start(&s);
        assert_int_equal(take(&x, after[i], &out), after[i]);
        close(x.out);
        int code = export_end(&x, &said);
        if (code != 10 || said.size)
            fail_msg("after %zu bytes: exit %d: %s", after[i], code, buf_text(&said));
        sitting_keys(&s, i % 2 ? "U" : "u");
        assert_true(s.wb->saved);
        buf_release(&out);
        buf_release(&said);
    }
    check_sound(&s);
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stalled_reader),
        cmocka_unit_test(test_a_held_lock_is_noticed),
        cmocka_unit_test(test_reader_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
