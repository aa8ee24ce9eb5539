/* Long work shows how far it is where someone looks on, and nowhere else. What is long is the
 * clock's to say: it goes on at each look that the program takes at it, or stands still. */
#include "../cmd/program.h"
#include "../faults/preloaded.h"
#include "terminal.h"

static const char preparation[] =
    "mkdir t && for n in $(seq 40); do echo \"Article $n of many.\" >t/$n.txt; done && "
    "for n in $(seq 40); do echo \"{\\\"text\\\":\\\"Record $n.\\\"}\"; done >r.jsonl && "
    "$M init p.manicule --as lead >/dev/null && $M add p.manicule t --as lead >/dev/null && "
    "$M export p.manicule --as lead -o x.jsonl && "
    "for p in a b c d e f g; do $M init $p.manicule --as lead >/dev/null; done && "
    "for who in alice bob; do sed 's/\"set\":null.*/\"set\":\"person\",\"annotator\":\"'$who'\","
    "\"status\":\"done\",\"spans\":[],\"relations\":[]}/' x.jsonl | "
    "$M import f.manicule - --as lead >/dev/null || exit 1; done";

/* Scripts for `sh -c`, whose $0 is the program. */
static const struct row {
    const char *script;
    const char *shows[2];
} rows[] = {
    {"\"$0\" export p.manicule --as lead -o y.jsonl", {"\rexporting ", NULL}},
    {"\"$0\" export p.manicule --as lead | cat >y.jsonl", {"\rexporting ", NULL}},
    {"\"$0\" verify p.manicule --as lead >said", {"\rverifying ", NULL}},
    {"\"$0\" agree f.manicule --bootstrap 100 --as lead >said",
     {"\rcomparing ", "\rdrawing samples "}},
    {"\"$0\" import a.manicule x.jsonl --as lead >said", {"\rchecking ", "\rwriting "}},
    {"cat x.jsonl | \"$0\" import b.manicule - --format native --as lead >said",
     {"\rchecking 0 MB", "\rwriting "}},
    {"cat x.jsonl | \"$0\" import g.manicule - --as lead >said", {"\rchecking ", "\rwriting "}},
    {"\"$0\" add c.manicule t --as lead >said", {"\radded ", NULL}},
    {"\"$0\" add d.manicule r.jsonl --as lead >said", {"\rchecking ", "\rwriting "}},
    {"\"$0\" add e.manicule r.jsonl t --as lead >said", {"\rwriting ", "\radded "}},
};

static const char *prepared(void)
{
    const char *folder = fresh_folder();
    struct result r = program_run(folder, preparation, false);
    if (r.code)
        fail_msg("%s", r.err);
    result_free(&r);
    return folder;
}

static struct terminal *run_at(const char *folder, const char *script, const char *tick)
{
    char preload[4300], clock[100];
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", preload_path("preload_clock"));
    snprintf(clock, sizeof clock, "MANICULE_TEST_TICK=%s", tick);
    const char *const env[] = {preload, clock, "ASAN_OPTIONS=verify_asan_link_order=0", NULL};
    const char *argv[] = {"sh", "-c", script, program_path(), NULL};
    struct terminal *t = terminal_start(&(struct terminal_options){
        .argv = argv, .env = env, .folder = folder, .unsynced = true});
    int code = terminal_wait(t);
    if (code)
        fail_msg("%s: exit %d\n%s", script, code, terminal_text(t));
    return t;
}

/* The percentages behind a word never go back, and none is above 100. */
static void check_percent(const struct buf *out, const char *word)
{
    unsigned last = 0;
    const char *at = buf_text(out);
    for (unsigned now; (at = strstr(at, word)); at += strlen(word))
        if (sscanf(at + strlen(word), "%*[#.] %u %%", &now) == 1) {
            assert_in_range(now, last, 100);
            last = now;
        }
}

static void test_shown(void **state)
{
    (void)state;
    const char *folder = prepared();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct terminal *t = run_at(folder, rows[i].script, "200");
        struct buf out = {0};
        buf_add(&out, terminal_output(t)->data, terminal_output(t)->size);
        for (size_t n = 0; n < 2 && rows[i].shows[n]; n++) {
            if (!strstr(buf_text(&out), rows[i].shows[n]))
                fail_msg("%s: no \"%s\" in\n%s", rows[i].script, rows[i].shows[n] + 1,
                         buf_text(&out));
            check_percent(&out, rows[i].shows[n]);
        }
        assert_null(strchr(buf_text(&out), '\n'));
        /* It is wiped away at the end. */
        assert_int_equal(strspn(terminal_text(t), "\n"), strlen(terminal_text(t)));
        terminal_end(t);
        buf_release(&out);
    }
}

/* Not on short work, and not where standard error is no terminal. */
static void test_not_shown(void **state)
{
    (void)state;
    char script[300];
    const char *folder = prepared();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct terminal *t = run_at(folder, rows[i].script, "0");
        assert_int_equal(terminal_output(t)->size, 0);
        terminal_end(t);
    }
    folder = prepared();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(script, sizeof script, "{ %s; } 2>heard && test ! -s heard", rows[i].script);
        struct terminal *t = run_at(folder, script, "200");
        assert_int_equal(terminal_output(t)->size, 0);
        terminal_end(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
