/* Looks are read, and said in the shortest way. */
#include "testlib.h"

#include <vterm.h>

#include "manicule/tui/sgr.h"

/* From one look to another, both as terminfo might say them. */
static void test_what_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *is, *wished, *said;
    } rows[] = {
        {"", "", ""},
        {"", "\033[4m\033[38;5;75m", "\033[4;38;5;75m"},
        {"\033[4;38;5;75m", "", "\033[m"},
        {"\033[1m", "\033[1m\033[4m", "\033[4m"},
        {"\033[4;31m", "\033[31m", "\033[0;31m"},
        {"\033[31;42m", "\033[42m", "\033[0;42m"},
        {"\033[31m", "\033[32m", "\033[32m"},
        {"\033[93;104m", "\033[38;5;3m\033[104m", "\033[33m"},
        {"\033[m", "\033[38;5;200m", "\033[38;5;200m"},
        {"\033[38;2;1;2;3m", "\033[48;2;255;0;9m", "\033[0;48;2;255;0;9m"},
        /* A later sequence takes back what an earlier one said. */
        {"\033[1;7m\033[27m", "\033[0;1m", ""},
        {"\033[31m\033[39m", "\033[41m\033[49m", ""},
        {"\033[1;2m\033[22m", "", ""},
        /* Which character set is in force is not a look. */
        {"\033(B\033[m", "\033[0;10;1m\017", "\033[1m"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sgr is = {0}, wished = {0};
        struct buf out = {0};
        assert_true(sgr_read(&is, rows[i].is, strlen(rows[i].is)));
        assert_true(sgr_read(&wished, rows[i].wished, strlen(rows[i].wished)));
        assert_true(sgr_same(is, wished) == !*rows[i].said);
        sgr_say(is, wished, &out);
        assert_string_equal(buf_text(&out), rows[i].said);
        buf_release(&out);
    }
}

/* What is not understood is refused whole. */
static void test_what_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "\033[4:3m",      "\033[38;5m",
        "\033[38;5;256m", "\033[38;2;1;2m",
        "\033[>4;1m",     "\033[1",
        "\033[51m",       "\033[1K",
        "\033G4",         "word",
        "\033",           "\033[",
        "\033[1m x",      "\033[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1m",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sgr look = {.bits = 2, .fg = 7}, before = look;
        assert_false(sgr_read(&look, rows[i], strlen(rows[i])));
        assert_true(sgr_same(look, before));
    }
}

/* ---- on a terminal ---- */

static struct sgr random_look(uint64_t *random)
{
    struct sgr look = {0};
    uint64_t r = test_random(random);
    /* Bold, underline, reverse and struck out: what this terminal shows. */
    look.bits =
        (uint16_t)((r & 1) << 1 | (r >> 1 & 1) << 4 | (r >> 2 & 1) << 7 | (r >> 3 & 1) << 9);
    look.fg = r >> 4 & 1 ? (uint32_t)(r >> 8 & 0xff) + 1 : 0;
    look.bg = r >> 5 & 1 ? (uint32_t)(r >> 16 & 0xff) + 1 : 0;
    return look;
}

static void shows(VTermScreen *screen, int col, struct sgr look)
{
    VTermScreenCell cell = {0};
    vterm_screen_get_cell(screen, (VTermPos){0, col}, &cell);
    assert_int_equal(cell.attrs.bold, look.bits >> 1 & 1);
    assert_int_equal(cell.attrs.underline, look.bits >> 4 & 1);
    assert_int_equal(cell.attrs.reverse, look.bits >> 7 & 1);
    assert_int_equal(cell.attrs.strike, look.bits >> 9 & 1);
    assert_int_equal(VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) != 0, look.fg == 0);
    assert_int_equal(VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) != 0, look.bg == 0);
    if (look.fg)
        assert_int_equal(cell.fg.indexed.idx, look.fg - 1);
    if (look.bg)
        assert_int_equal(cell.bg.indexed.idx, look.bg - 1);
}

static void test_on_a_terminal(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 200; round++) {
        VTerm *vt = vterm_new(1, 40);
        VTermScreen *screen = vterm_obtain_screen(vt);
        vterm_screen_reset(screen, 1);
        struct sgr is = {0}, looks[30];
        struct buf out = {0};
        for (size_t i = 0; i < 30; i++) {
            looks[i] = random_look(&random);
            sgr_say(is, looks[i], &out);
            buf_add_char(&out, 'x');
            is = looks[i];
        }
        vterm_input_write(vt, buf_text(&out), out.size);
        for (int i = 0; i < 30; i++)
            shows(screen, i, looks[i]);
        buf_release(&out);
        vterm_free(vt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_said),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_on_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
