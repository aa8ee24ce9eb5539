/* A difference at hand on the screen: kept rows, words in dispute, the readings beside them. */
#include "../workbench/readers.h"
#include "frames.h"

static const char mixed[] =
    "Night ferry to Busan cancelled, and about three thousand people wait on the quay for a word\n"
    "\n"
    "「船は出ません。3日ほど待ってください」e\xcc\x81t\xc3\xa9 \xe2\x80\xae\x1b[7m said Han\n"
    "\n"
    "\"We waited for six hours. Nobody told us anything, and nobody knew.\"\n";

static void begin(struct sitting *s, unsigned rows, unsigned cols)
{
    sitting_begin(s, rows, cols);
    sitting_add(s, "ferry", mixed, sizeof mixed - 1);
    marks(s, "ferry", "bob", "s0-5 q6-11 t15-20 q93-96{type=direct} a:q96-99 b:s6-9 a>b s70-80", STATUS_DONE);
    marks(s, "ferry", "carol", "s0-5 q6-20 s15-20 q93-96 q96-99 s6-9 s70-73 s77-80", STATUS_DONE);
    s->wb = adjudicates(s, s->store);
}

static void test_kept_rows_are_fresh_rows(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "<Tab>", "<Tab>", "<Tab>", "<S-Tab>", "1", "2", "b", "x", "e", "<Enter>", "<Esc>", "u", "u", "U",
        "s", "[", "w", "d", "<Down>", "?", "L", "<F6>", ":names<Enter>", ":only<Space>label<Enter>",
        ":only<Enter>", "G", "F",
    };
    struct sitting s;
    begin(&s, 24, 120);
    frames_stay_fresh(&s, &(struct frames){.keys = keys,
                                           .n = sizeof keys / sizeof *keys,
                                           .rounds = 400,
                                           .seed = 5,
                                           .resize_every = 17,
                                           .rows_min = 8,
                                           .rows = 30,
                                           .cols_min = 30,
                                           .cols = 150});
    sitting_end(&s);
}

static unsigned reversed(const struct screen *screen, unsigned row, unsigned from, unsigned to)
{
    unsigned n = 0;
    for (unsigned col = from; col < to; col++)
        n += (screen_at(screen, row, col)->face & FACE_REVERSE) != 0;
    return n;
}

/* Without a colour: a mark in the gutter, and the words in dispute in reverse. */
static void test_words_in_dispute(void **state)
{
    (void)state;
    struct sitting s;
    begin(&s, 24, 120);
    struct view *view = view_new();
    sitting_keys(&s, "<Tab>");
    struct range at;
    assert_true(wb_difference_range(s.wb, &at));
    assert_true(range_equal(at, range_of(6, 20)));
    const struct screen *screen = view_draw(view, s.wb);
    unsigned text = s.wb->at.text_col, row = s.wb->at.text_row;
    assert_int_equal(screen_at(screen, row, text - 1)->c[0], 0x2590);
    assert_int_equal(reversed(screen, row, text, text + 11), 0); /* both have these */
    assert_int_equal(reversed(screen, row, text + 11, text + 20), 9);
    assert_int_equal(reversed(screen, row, text + 20, text + 40), 0);
    unsigned margin = s.wb->at.margin_col;
    assert_int_equal(screen_at(screen, row, margin + 2)->c[0], 'A');
    assert_int_equal(screen_at(screen, row + 1, margin + 2)->c[0], 'B');
    sitting_keys(&s, "<Right>"); /* lets go */
    screen = view_draw(view, s.wb);
    assert_int_equal(screen_at(screen, row, text - 1)->c[0], ' ');
    assert_int_equal(reversed(screen, row, text, text + 60), 0);
    view_free(view);
    sitting_end(&s);
}

/* What stands on the right is not touched by what stands on the left, at any width. */
static void test_the_header_keeps_apart(void **state)
{
    (void)state;
    for (unsigned cols = 60; cols <= 120; cols++) {
        struct sitting s;
        char text[200] = "";
        begin(&s, 16, cols);
        sitting_keys(&s, ":settle<Space>A<Enter>FF");
        assert_int_equal(s.wb->info.status, STATUS_DONE);
        struct view *view = view_new();
        const struct screen *screen = view_draw(view, s.wb);
        for (unsigned col = 0; col < cols; col++) {
            uint32_t c = screen_at(screen, 0, col)->c[0];
            text[col] = c >= ' ' && c < 0x7f ? (char)c : '?';
        }
        const char *read = strstr(text, "read ");
        if (!strstr(text, "ferry (done)") || !read || read[-1] != ' ')
            fail_msg("%u columns: %s", cols, text);
        view_free(view);
        sitting_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_rows_are_fresh_rows),
        cmocka_unit_test(test_words_in_dispute),
        cmocka_unit_test(test_the_header_keeps_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
