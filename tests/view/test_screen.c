/* Cells: wide characters are never cut in half, text is inert, and the picture of a screen is well
 * formed. */
#include "testlib.h"

#include "manicule/base/buf.h"
#include "manicule/view/svg.h"
#include "manicule/view/theme.h"

static const struct widths usual = {0};

static void shows(const struct screen *screen, const char *expected)
{
    struct buf out = {0};
    screen_dump(screen, &out);
    assert_string_equal(buf_text(&out), expected);
    buf_release(&out);
}

/* Every wide cell has its right half and no half stands alone. */
static void is_whole(const struct screen *screen)
{
    for (unsigned row = 0; row < screen->rows; row++)
        for (unsigned col = 0; col < screen->cols; col++) {
            const struct cell *cell = screen_at(screen, row, col);
            if (cell->width == 2) {
                assert_true(col + 1 < screen->cols);
                assert_int_equal(cell[1].c[0], 0);
                assert_int_equal(cell[1].face, cell->face);
            }
            assert_true(cell->c[0] != 0 || (col > 0 && cell[-1].width == 2));
            assert_int_equal(cell->width == 0, cell->c[0] == 0);
        }
}

static void test_text(void **state)
{
    (void)state;
    struct screen s = {0};
    assert_true(screen_resize(&s, 3, 10));
    assert_int_equal(screen_text(&s, 0, 0, 10, "plain", ROLE_TEXT, &usual), 5);
    assert_int_equal(screen_text(&s, 1, 2, 5, "too long", ROLE_NOTE, &usual), 5);
    assert_int_equal(screen_text(&s, 2, 8, 10, "edge", ROLE_TEXT, &usual), 2);
    shows(&s, "plain\n  too l\n        ed\n");
    assert_int_equal(screen_at(&s, 1, 2)->face, ROLE_NOTE);
    assert_int_equal(screen_at(&s, 1, 7)->face, ROLE_TEXT);
    assert_int_equal(screen_text(&s, 3, 0, 10, "x", ROLE_TEXT, &usual), 0);
    assert_int_equal(screen_text(&s, 0, 10, 10, "x", ROLE_TEXT, &usual), 0);
    assert_int_equal(screen_text(&s, 0, 0, 0, "x", ROLE_TEXT, &usual), 0);
    screen_release(&s);
}

static void test_wide(void **state)
{
    (void)state;
    struct screen s = {0};
    assert_true(screen_resize(&s, 1, 8));
    assert_int_equal(screen_text(&s, 0, 0, 7, "鳥鳥鳥鳥", ROLE_TEXT, &usual), 6);
    shows(&s, "鳥鳥鳥\n");
    is_whole(&s);
    /* over the right half of the first and the left half of the second */
    assert_int_equal(screen_text(&s, 0, 1, 2, "ab", ROLE_NOTE, &usual), 2);
    shows(&s, " ab 鳥\n");
    is_whole(&s);
    /* a blank that begins in a wide one */
    screen_blank(&s, 0, 5, 1, ROLE_NOTE);
    shows(&s, " ab\n");
    is_whole(&s);
    /* a wide one over two halves */
    screen_text(&s, 0, 0, 8, "鳥鳥鳥鳥", ROLE_TEXT, &usual);
    assert_int_equal(screen_text(&s, 0, 1, 2, "魚", ROLE_TEXT, &usual), 2);
    shows(&s, " 魚 鳥鳥\n");
    is_whole(&s);
    screen_release(&s);
}

static void test_hostile(void **state)
{
    (void)state;
    struct screen s = {0};
    assert_true(screen_resize(&s, 1, 60));
    screen_text(&s, 0, 0, 60, "\033[2J\r\n\t\x7f\xff\u202e\u200b\302\205", ROLE_TEXT, &usual);
    for (unsigned col = 0; col < 60; col++)
        for (unsigned i = 0; i < GLYPH_CHARS; i++) {
            uint32_t c = screen_at(&s, 0, col)->c[i];
            assert_true(c == 0 || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0)));
            assert_true(c != 0x202e && c != 0x200b);
        }
    assert_int_equal(screen_at(&s, 0, 0)->c[0], '^');
    is_whole(&s);
    screen_release(&s);
}

static void test_marks(void **state)
{
    (void)state;
    struct screen s = {0};
    assert_true(screen_resize(&s, 1, 4));
    /* The accent belongs to the last cell though no column is left. */
    assert_int_equal(screen_text(&s, 0, 0, 4, "abcx\u0323\u0301d", ROLE_TEXT, &usual), 4);
    assert_int_equal(screen_at(&s, 0, 3)->c[1], 0x323);
    assert_int_equal(screen_at(&s, 0, 3)->c[2], 0x301);
    screen_release(&s);
}

/* Any order of drawing and blanking leaves whole cells, and an ordinary screen dumps. */
static void test_any_order(void **state)
{
    (void)state;
    static const char *const texts[] = {"a", "鳥", "鳥魚", "x\u0301", "\033", "か\u3099b"};
    struct screen s = {0};
    uint64_t seed = 2;
    assert_true(screen_resize(&s, 2, 9));
    for (int i = 0; i < 20000; i++) {
        unsigned row = (unsigned)(test_random(&seed) % 3),
                 col = (unsigned)(test_random(&seed) % 11);
        unsigned cols = (unsigned)(test_random(&seed) % 6);
        if (test_random(&seed) % 4 == 0)
            screen_blank(&s, row, col, cols, ROLE_NOTE);
        else
            assert_true(screen_text(&s, row, col, cols, texts[test_random(&seed) % 6], ROLE_TEXT,
                                    &usual) <= cols);
        is_whole(&s);
    }
    screen_release(&s);
}

static void test_themes(void **state)
{
    (void)state;
    static const char *const names[] = {"dark", "light", "mono"};
    for (size_t i = 0; i < 3; i++) {
        const struct theme *theme = theme_find(names[i]);
        assert_non_null(theme);
        assert_ptr_equal(theme, theme_at(i));
        assert_int_equal(theme->colours, i < 2);
        /* Labels that follow each other never look the same. */
        for (int n = 0; theme->colours && n < LABEL_ROLES; n++) {
            const struct look *a = &theme->look[ROLE_LABEL + n];
            const struct look *b = &theme->look[ROLE_LABEL + (n + 1) % LABEL_ROLES];
            assert_true(a->fg != b->fg && a->fg8 != b->fg8);
            assert_true(a->fg >= 0 && a->fg8 >= 0);
        }
    }
    assert_null(theme_find("none"));
    assert_null(theme_at(3));
    assert_int_equal(theme_rgb(16, true, true), 0x000000);
    assert_int_equal(theme_rgb(231, true, true), 0xffffff);
    assert_int_equal(theme_rgb(208, true, true), 0xff8700);
    assert_int_equal(theme_rgb(232, true, true), 0x080808);
    assert_int_equal(theme_rgb(255, true, true), 0xeeeeee);
    assert_int_equal(theme_rgb(9, true, true), 0xff0000);
    assert_int_not_equal(theme_rgb(-1, true, true), theme_rgb(-1, true, false));
    assert_int_equal(theme_rgb(-1, true, true), theme_rgb(-1, false, false));
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (; (text = strstr(text, what)); text += strlen(what))
        n++;
    return n;
}

static void test_svg(void **state)
{
    (void)state;
    struct screen s = {0};
    struct buf out = {0};
    assert_true(screen_resize(&s, 2, 20));
    screen_text(&s, 0, 0, 20, "<a> & \"b\"", ROLE_STATUS, &usual);
    screen_text(&s, 1, 3, 20, "鳥 says", ROLE_LABEL | FACE_UNDERLINE, &usual);
    s.cursor_shown = true;
    svg_screen(&s, theme_find("dark"), "a <picture>", &out);
    const char *svg = buf_text(&out);
    assert_false(out.failed);
    assert_int_equal(strncmp(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\"", 39), 0);
    assert_string_equal(svg + out.size - 7, "</svg>\n");
    assert_non_null(strstr(svg, "<title>a &lt;picture></title>"));
    assert_non_null(strstr(svg, "&lt;a> &amp; &quot;b&quot;"));
    assert_non_null(strstr(svg, "&#x9CE5;"));
    assert_int_equal(count(svg, "<text "), count(svg, "</text>"));
    assert_int_equal(count(svg, "<text "), 3); /* the line, the bird, and what follows it */
    assert_int_equal(count(svg, "<path "), 2);
    assert_int_equal(count(svg, "<g "), 1);
    buf_clear(&out);
    screen_text(&s, 0, 0, 20, "┌─┐ │          ", ROLE_FRAME, &usual);
    svg_screen(&s, theme_find("dark"), NULL, &out);
    assert_int_equal(count(buf_text(&out), "<path "), 2 + 4);
    buf_clear(&out);
    svg_screen(&s, theme_find("mono"), NULL, &out);
    assert_null(strstr(buf_text(&out), "<title>"));
    buf_release(&out);
    screen_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),      cmocka_unit_test(test_wide),
        cmocka_unit_test(test_hostile),   cmocka_unit_test(test_marks),
        cmocka_unit_test(test_any_order), cmocka_unit_test(test_themes),
        cmocka_unit_test(test_svg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
