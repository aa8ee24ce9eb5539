/* Large articles stay usable: the first screen, a search, a mark where it says it is, the end of
 * the text, and quitting. How long it takes is not asked here: `make bench` prints that. */
#include "../cmd/program.h"
#include "terminal.h"

enum { MB = 1000 * 1000 };

static const char first[] = "It began here.", last[] = "and ended there", needle[] = "Selvik";

static const struct large {
    const char *name, *filler;
    size_t bytes;
} texts[] = {
    {"a line of words", "some more words ", 10 * MB},
    {"a line of one word", "wordswithoutend", 10 * MB},
    {"a line of Japanese", "港の灯台守は話した。", 10 * MB},
    {"many short lines", "A line of a few words.\n", 20 * MB},
    {"paragraphs",
     "A paragraph goes on for some time, and says little more than what the one before it said: "
     "that it is long. \"Still,\" said Mara Voss, \"it paid 40 million.\"\n\n",
     20 * MB},
};

/* The needle stands once, after two thirds. Its place in code points. */
static size_t write_text(const struct large *large, const char *path)
{
    size_t filler = strlen(large->filler), characters = 0, bytes = 0, place = 0;
    for (const char *c = large->filler; *c; c++)
        characters += (*c & 0xc0) != 0x80;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fprintf(file, "%s ", first) > 0);
    for (size_t n = 0; bytes < large->bytes; n++, bytes += filler) {
        if (!place && bytes > large->bytes / 3 * 2) {
            place = sizeof first + n * characters + 1;
            assert_true(fprintf(file, " %s ", needle) > 0);
        }
        assert_int_equal(fwrite(large->filler, 1, filler, file), filler);
    }
    assert_true(fputs(last, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return place;
}

static void check_cells(struct terminal *t, const char *where)
{
    struct buf why = {0};
    if (terminal_compare(t, &why))
        fail_msg("%s: %s", where, buf_text(&why));
    buf_release(&why);
}

static void test_usable(void **state)
{
    const struct large *large = *state;
    const char *folder = fresh_folder();
    char path[4300], span[200];
    snprintf(path, sizeof path, "%s/a.txt", folder);
    size_t place = write_text(large, path);
    const char *argv[] = {program_path(), "a.txt", "--as", "alice", NULL};
    struct terminal *t = terminal_start(
        &(struct terminal_options){.rows = 24, .cols = 80, .argv = argv, .folder = folder});
    terminal_sync(t);
    assert_true(terminal_shows(t, first));
    check_cells(t, "the first screen");
    terminal_press(t, "<PgDn><Down>w<Right>");
    assert_false(terminal_shows(t, first));
    check_cells(t, "a page on");
    terminal_press(t, "/Selvik<Enter>");
    assert_true(terminal_shows(t, needle));
    terminal_press(t, "<Esc>l");
    assert_true(terminal_shows(t, "saved"));
    check_cells(t, "the place found");
    terminal_press(t, "G");
    assert_true(terminal_shows(t, last));
    check_cells(t, "the end");
    terminal_press(t, "<PgUp>b<Up>");
    check_cells(t, "a page back");
    terminal_press(t, "gg");
    assert_true(terminal_shows(t, first));
    check_cells(t, "the start");
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
    struct result r = program_run(
        folder, "$M export a.txt.manicule --as alice | sed 's/.*\"spans\":\\[//'", false);
    snprintf(span, sizeof span, "\"label\":\"location\",\"start\":%zu,\"end\":%zu,\"text\":\"%s\"",
             place, place + strlen(needle), needle);
    if (r.code || !strstr(r.out, span))
        fail_msg("no %s in\n%s%s", span, r.out, r.err);
    result_free(&r);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    enum { N = sizeof texts / sizeof *texts };
    static struct large copies[N]; /* cmocka wants a state that could be written */
    static struct CMUnitTest tests[N];
    for (size_t i = 0; i < N; i++) {
        copies[i] = texts[i];
        tests[i] = (struct CMUnitTest){
            .name = texts[i].name, .test_func = test_usable, .initial_state = &copies[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
