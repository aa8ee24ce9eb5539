/* What is believed to be on the terminal is on the terminal, cell for cell, and costs what it may
 * cost. */
#include "toy.h"

static void compare(struct terminal *t, const char *after)
{
    struct buf why = {0};
    unsigned wrong = terminal_compare(t, &why);
    if (wrong)
        fail_msg("%u wrong cells after %s:\n%s", wrong, after, buf_text(&why));
    buf_release(&why);
}

/* The comparer itself: one character that was sent behind its back is found. */
static void test_control(void **state)
{
    (void)state;
    struct terminal *t = toy_start("12", (struct terminal_options){0});
    terminal_press(t, "n");
    assert_int_equal(terminal_compare(t, NULL), 0);
    terminal_press(t, "D");
    assert_int_equal(terminal_compare(t, NULL), 1);
    terminal_end(t);
}

/* Screens with everything hostile in them, changed a little, a lot, scrolled, in all sizes. */
static void drawn_exactly(const struct terminal_options *options, const char *seed, int rounds)
{
    struct terminal *t = toy_start(seed, *options);
    terminal_sync(t);
    compare(t, "the first screen");
    uint64_t random = strtoull(seed, NULL, 10);
    static const char *const keys[] = {"n", "f", "s", "p", "ss", "ff", "fs", "sp"};
    for (int i = 0; i < rounds; i++) {
        const char *key = keys[test_random(&random) % 8];
        terminal_press(t, key);
        compare(t, key);
    }
    terminal_keys(t, "q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
}

static void test_random_screens(void **state)
{
    (void)state;
    drawn_exactly(&(struct terminal_options){.rows = 40, .cols = 120}, "1", 100);
    drawn_exactly(&(struct terminal_options){.rows = 24, .cols = 80}, "2", 100);
    drawn_exactly(&(struct terminal_options){.rows = 10, .cols = 40}, "3", 200);
    drawn_exactly(&(struct terminal_options){.rows = 3, .cols = 7}, "4", 100);
    drawn_exactly(&(struct terminal_options){.rows = 1, .cols = 1}, "5", 20);
}

static void test_other_terminals(void **state)
{
    (void)state;
    static const char *const types[] = {
        "tmux-256color", "screen-256color", "xterm", "vt100", "linux", "rxvt", "vt220",
        /* without a region to scroll; and which would scroll behind the last cell */
        "sun"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        drawn_exactly(&(struct terminal_options){.rows = 24, .cols = 80, .type = types[i]}, "6",
                      20);
    static const char *const mono[] = {"NO_COLOR=1", NULL};
    drawn_exactly(&(struct terminal_options){.rows = 24, .cols = 80, .env = mono}, "7", 20);
}

/* Nothing is said as nearly all say it: moves end with f, one look is no SGR alone, and some come
 * with the time that a terminal once took for them. */
static const char odd_source[] =
    "odd|says it all in its own way,\n"
    "\tam, xenl, colors#8, pairs#64, cols#80, lines#24,\n"
    "\tclear=\\E[H\\E[2J$<50>, cup=\\E[0%i%p1%d;%p2%df$<5>, cr=\\r, ind=\\ED, ri=\\EM,\n"
    "\tcsr=\\E[0%i%p1%d;%p2%dr, el=\\E[0K$<3>, ech=\\E[0%p1%dX, cuf=\\E[0%p1%dC,\n"
    "\tsgr0=\\E[0m, bold=\\E[01m, dim=\\E[2m\\E[?7h, smul=\\E[4m$<2>, rev=\\E[07m, "
    "setaf=\\E[3%p1%dm,\n"
    "\tsetab=\\E[4%p1%dm, op=\\E[39;49m,\n";

static void test_odd_terminal(void **state)
{
    (void)state;
    char command[512], where[256];
    snprintf(command, sizeof command, "tic -x -o '%s' - 2>'%s/said'", test_folder(), test_folder());
    FILE *tic = popen(command, "w");
    assert_non_null(tic);
    fputs(odd_source, tic);
    assert_int_equal(pclose(tic), 0);
    snprintf(where, sizeof where, "TERMINFO=%s", test_folder());
    const char *const env[] = {where, NULL};
    drawn_exactly(&(struct terminal_options){.rows = 24, .cols = 80, .type = "odd", .env = env},
                  "13", 40);
}

static void test_no_colour(void **state)
{
    (void)state;
    static const char *const mono[] = {"NO_COLOR=1", NULL};
    struct terminal *t = toy_start("8", (struct terminal_options){.env = mono});
    terminal_press(t, "nnnL");
    for (unsigned row = 0; row < 40; row++)
        for (unsigned col = 0; col < 120; col++) {
            struct terminal_cell cell = terminal_cell(t, row, col);
            assert_int_equal(cell.fg, -1);
            assert_int_equal(cell.bg, -1);
        }
    terminal_end(t);

    t = toy_start("8", (struct terminal_options){0});
    terminal_press(t, "nnn");
    bool coloured = false;
    for (unsigned row = 0; row < 40 && !coloured; row++)
        for (unsigned col = 0; col < 120 && !coloured; col++)
            coloured = terminal_cell(t, row, col).fg != -1;
    assert_true(coloured);
    terminal_end(t);
}

static void test_resize(void **state)
{
    (void)state;
    struct terminal *t = toy_start("9", (struct terminal_options){.rows = 24, .cols = 80});
    static const unsigned sizes[][2] = {{30, 100}, {5, 20}, {1, 1}, {60, 200}, {24, 81}, {24, 80}};
    terminal_sync(t);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        terminal_resize(t, sizes[i][0], sizes[i][1]);
        compare(t, "a resize");
        terminal_press(t, "nps");
        compare(t, "drawing after a resize");
    }
    terminal_end(t);
}

/* Rows that scroll apart since another size's bytes said so do not, once all was drawn anew. */
static void test_region(void **state)
{
    (void)state;
    struct terminal *t = toy_start("14", (struct terminal_options){.rows = 24, .cols = 80});
    for (int i = 0; i < 10; i++) {
        terminal_press(t, "R");
        compare(t, "a region");
        terminal_press(t, "npf");
        compare(t, "drawing after a region");
    }
    terminal_end(t);
}

/* Without UTF-8 only ASCII leaves, and everything still stands in its column. */
static void test_ascii_only(void **state)
{
    (void)state;
    struct terminal *t = toy_start("10", (struct terminal_options){.latin1 = true});
    terminal_press(t, "A");
    assert_string_equal(terminal_row(t, 0), "widths 0");
    size_t from = terminal_output(t)->size;
    terminal_press(t, "nnp");
    compare(t, "drawing in ASCII");
    for (size_t i = from; i < terminal_output(t)->size; i++)
        assert_true((unsigned char)terminal_output(t)->data[i] < 0x80);
    terminal_end(t);
}

static unsigned written(struct terminal *t)
{
    terminal_press(t, "W");
    unsigned n;
    assert_int_equal(sscanf(terminal_row(t, 0), "writes %u", &n), 1);
    return n;
}

static void test_costs(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        size_t bytes;
    } rows[] = {{"<Right>", 40}, {"<Down>", 60}, {"s", 180}, {"p", 12000}, {"n", 12000}};
    struct terminal *t = toy_start("11", (struct terminal_options){.rows = 40, .cols = 120});
    terminal_press(t, "npp");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned before = written(t);
        terminal_mark(t);
        terminal_press(t, rows[i].key);
        size_t bytes = terminal_bytes(t);
        unsigned writes = written(t) - before;
        /* the key's, and that of the row which tells the number */
        assert_int_equal(writes, 2);
        assert_in_range(bytes, 1, rows[i].bytes);
    }
    /* A flood of keys is one picture or a few, not one each. */
    unsigned before = written(t);
    for (int i = 0; i < 500; i++)
        terminal_keys(t, "<Right>");
    assert_true(written(t) - before < 500);
    terminal_end(t);
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "toy"))
        return toy_main(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_control),         cmocka_unit_test(test_random_screens),
        cmocka_unit_test(test_other_terminals), cmocka_unit_test(test_odd_terminal),
        cmocka_unit_test(test_no_colour),       cmocka_unit_test(test_resize),
        cmocka_unit_test(test_region),          cmocka_unit_test(test_ascii_only),
        cmocka_unit_test(test_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
