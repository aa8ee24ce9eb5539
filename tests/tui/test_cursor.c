/* The cursor gets where it should, the shortest way, on terminals of several kinds. */
#include "testlib.h"

#include <unistd.h>
#include <vterm.h>

#include "../../src/tui/cursor.h"

#include <curses.h> /* last: it makes macros of many words */
#include <term.h>

enum { TALL = 24, WIDE = 80 };

static void use_terminal(const char *type, struct cursor *cursor)
{
    int found = 0;
    assert_int_equal(setupterm(type, STDOUT_FILENO, &found), 0);
    cursor_start(cursor);
    cursor->rows = TALL;
    cursor->cols = WIDE;
}

static void leave_terminal(void)
{
    del_curterm(cur_term);
}

/* From one place to another: what is said. */
static void test_ways(void **state)
{
    (void)state;
    static const struct {
        unsigned row, col, to_row, to_col;
        const char *said;
    } rows[] = {
        {5, 5, 5, 5, ""},           {5, 5, 5, 6, "\033[C"},     {5, 5, 5, 17, "\033[12C"},
        {5, 5, 5, 3, "\b\b"},       {5, 60, 5, 40, "\033[20D"}, {5, 12, 5, 8, "\b\b\b\b"},
        {5, 70, 5, 8, "\033[9G"},   {5, 70, 5, 0, "\r"},        {5, 5, 6, 5, "\n"},
        {5, 5, 4, 5, "\033[A"},     {5, 5, 15, 5, "\033[10B"},  {5, 70, 6, 0, "\r\n"},
        {5, 70, 6, 4, "\n\033[5G"}, {5, 70, 6, 1, "\n\033[2G"}, {5, 5, 20, 60, "\033[21;61H"},
    };
    struct cursor cursor;
    use_terminal("xterm-256color", &cursor);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf out = {0};
        cursor_lose(&cursor);
        cursor_go(&cursor, rows[i].row, rows[i].col, &out);
        buf_clear(&out);
        cursor_go(&cursor, rows[i].to_row, rows[i].to_col, &out);
        assert_string_equal(buf_text(&out), rows[i].said);
        buf_release(&out);
    }
    leave_terminal();
}

/* Behind the last column nobody knows where it is. */
static void test_end_of_row(void **state)
{
    (void)state;
    struct cursor cursor;
    struct buf out = {0};
    use_terminal("xterm-256color", &cursor);
    cursor_go(&cursor, 3, WIDE - 2, &out);
    cursor_wrote(&cursor, 1);
    assert_true(cursor.known);
    cursor_wrote(&cursor, 1);
    assert_false(cursor.known);
    buf_clear(&out);
    cursor_go(&cursor, 4, 0, &out);
    assert_string_equal(buf_text(&out), "\033[5;1H");
    buf_release(&out);
    leave_terminal();
}

static void assert_stands(VTerm *vt, const struct cursor *cursor, const char *type,
                          const struct buf *out)
{
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(vt), &at);
    if (at.row != (int)cursor->row || at.col != (int)cursor->col)
        fail_msg("%s: at %d,%d and not at %u,%u after \"%s\"", type, at.row, at.col, cursor->row,
                 cursor->col, buf_text(out));
}

/* Random ways on a terminal: it stands where it should, and no way is longer than the direct one.
 */
static void go_about(const char *type)
{
    uint64_t random = 5;
    struct cursor cursor;
    use_terminal(type, &cursor);
    VTerm *vt = vterm_new(TALL, WIDE);
    vterm_screen_reset(vterm_obtain_screen(vt), 1);
    for (int i = 0; i < 4000; i++) {
        struct buf out = {0}, direct = {0};
        bool near = test_random(&random) % 2;
        unsigned row = (unsigned)(test_random(&random) % TALL);
        unsigned col = (unsigned)(test_random(&random) % WIDE);
        if (near && cursor.known)
            row = cursor.row;
        struct cursor anew = cursor;
        cursor_lose(&anew);
        cursor_go(&anew, row, col, &direct);
        cursor_go(&cursor, row, col, &out);
        assert_true(out.size <= direct.size);
        vterm_input_write(vt, buf_text(&out), out.size);
        assert_stands(vt, &cursor, type, &out);
        buf_release(&out);
        buf_release(&direct);
    }
    vterm_free(vt);
    leave_terminal();
}

static void test_terminals(void **state)
{
    (void)state;
    static const char *const types[] = {"xterm-256color", "tmux-256color", "screen", "linux",
                                        "vt100",          "vt220",         "rxvt",   "sun",
                                        "ansi",           "cygwin"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        go_about(types[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_end_of_row),
        cmocka_unit_test(test_terminals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
