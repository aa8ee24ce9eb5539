/* Frames: what is kept from the last one is what a fresh one would draw, cell for cell; and what a
 * person sees at the three sizes that count. */
#include "../workbench/readers.h"
#include "frames.h"

static const char mixed[] =
    "Night ferry to Busan cancelled\n"
    "\n"
    "The ferry company Haneul Lines said on Monday that at least 1,200 passengers were stranded in Busan, and that the crossing would stay closed for about three days.\n"
    "\n"
    "Han\n"
    "Ji-won: \"We waited for six hours. Nobody told us anything.\n"
    "\n"
    "「船は出ません。3日ほど待ってください」\n"
    "\tA tab, a bell \a and \xe2\x80\xae" "reversed\xe2\x80\xac text.\r\n";

static void test_kept_rows_are_fresh_rows(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "<Right>", "<Down>", "<Up>", "<PgDn>", "<PgUp>", "w", "b", "s", "q", "l", "a", "v", "V", "r",
        "d", "u", "U", "<Esc>", "o", ">", "<lt>", "G", "gg", "L", "K", "?", "<F6>", "]", "/an<Enter>", "n",
    };
    struct sitting s;
    sitting_begin(&s, 16, 120);
    sitting_add(&s, "ferry", mixed, sizeof mixed - 1);
    sitting_open(&s, NULL);
    frames_stay_fresh(&s, &(struct frames){.keys = keys,
                                           .n = sizeof keys / sizeof *keys,
                                           .rounds = 600,
                                           .seed = 11,
                                           .resize_every = 29,
                                           .rows_min = 10,
                                           .rows = 20,
                                           .cols_min = 40,
                                           .cols = 120});
    sitting_end(&s);
}

/* A long doubt is read whole, and its keys are in sight. */
static void test_a_long_question(void **state)
{
    (void)state;
    static const unsigned sizes[][2] = {{24, 80}, {10, 40}};
    for (size_t i = 0; i < 2; i++) {
        struct sitting s;
        struct buf out = {0};
        sitting_begin(&s, sizes[i][0], sizes[i][1]);
        sitting_add(&s, "ferry", mixed, sizeof mixed - 1);
        sitting_open(&s, NULL);
        sitting_keys(&s, "/Busan<Enter>l!Is<Space>this<Space>the<Space>port<Space>or<Space>the<Space>city,"
                         "<Space>and<Space>does<Space>that<Space>make<Space>a<Space>difference<Space>"
                         "at<Space>all?<Enter>gg<Tab>");
        struct view *view = view_new();
        screen_dump(view_draw(view, s.wb), &out);
        assert_non_null(strstr(buf_text(&out), i ? "? Is this the port or the city, and\n   does that make a difference at all?\n"
                                                 : " ? Is this the port or the city, and does that make a difference at all?\n"));
        assert_non_null(strstr(buf_text(&out), "\n Enter settled  x withdraw  e edit  Tab"));
        buf_release(&out);
        view_free(view);
        sitting_end(&s);
    }
}

static void header(struct sitting *s, struct view *view, char out[200])
{
    const struct screen *screen = view_draw(view, s->wb);
    for (unsigned col = 0; col < screen->cols; col++)
        out[col] = screen_at(screen, 0, col)->c[0] < 0x7f ? (char)screen_at(screen, 0, col)->c[0] : '?';
    out[screen->cols] = '\0';
}

/* What stands on the right is never touched by what stands on the left, however long that is; a
 * document's name gives way before the counts do. */
static void test_the_header_keeps_apart(void **state)
{
    (void)state;
    static const unsigned widths[] = {60, 66, 72, 80, 100, 120};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct sitting s;
        char text[200];
        struct view *view = view_new();
        sitting_begin(&s, 16, widths[i]);
        sitting_add(&s, "a-document-with-a-name-that-is-longer-than-the-row-has-room-for-it", mixed,
                    sizeof mixed - 1);
        sitting_open(&s, NULL);
        sitting_keys(&s, "s gq q FF");
        header(&s, view, text);
        char *read = strstr(text, "read ");
        assert_non_null(read);
        assert_int_equal(read[-1], ' ');
        if (widths[i] >= 80 && !strstr(text, "(done)  1 of 1"))
            fail_msg("%s", text);
        view_free(view);
        sitting_end(&s);
    }
}

static void rows_of_queue(struct sitting *s, struct buf *out)
{
    struct view *view = view_new();
    const struct screen *screen = view_draw(view, s->wb);
    buf_clear(out);
    for (unsigned row = 0; row < screen->rows; row++) {
        for (unsigned col = 0; col < 20; col++) {
            uint32_t c = screen_at(screen, row, col)->c[0];
            buf_add_char(out, c >= ' ' && c < 0x7f ? (char)c : c ? '*' : ' ');
        }
        buf_add_char(out, '\n');
    }
    view_free(view);
}

/* What the annotator has done is not what the reviewer has; and who has no documents is told so. */
static void test_a_reviewers_progress(void **state)
{
    (void)state;
    static const struct desk desk = {.task = TASK_REVIEW, .whose = "bob"};
    struct sitting s;
    struct buf text = {0};
    struct err err = {0};
    sitting_begin(&s, 24, 160);
    struct workbench_options options = {.desk = &desk, .theme = "mono", .utf8 = true, .env = s.env};
    assert_int_equal(workbench_open(s.store, &s.labels, &options, s.rows, s.cols, &s.wb, &err), OK);
    rows_of_queue(&s, &text);
    assert_non_null(strstr(buf_text(&text), "nothing to review"));
    workbench_close(s.wb);
    sitting_add(&s, "ferry", mixed, sizeof mixed - 1);
    sitting_add(&s, "quay", "At the quay\n", 12);
    sitting_add(&s, "port", "At the port\n", 12);
    marks(&s, "ferry", "bob", "s0-5", STATUS_DONE);
    marks(&s, "quay", "bob", "s0-2", STATUS_DONE);
    assert_int_equal(workbench_open(s.store, &s.labels, &options, s.rows, s.cols, &s.wb, &err), OK);
    rows_of_queue(&s, &text);
    assert_non_null(strstr(buf_text(&text), "Queue  2 to review"));
    assert_non_null(strstr(buf_text(&text), "0 of 3 accepted"));
    sitting_keys(&s, "AFF");
    rows_of_queue(&s, &text);
    assert_non_null(strstr(buf_text(&text), "Queue  1 to review"));
    assert_non_null(strstr(buf_text(&text), "1 of 3 accepted"));
    buf_release(&text);
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_rows_are_fresh_rows),
        cmocka_unit_test(test_a_long_question),
        cmocka_unit_test(test_the_header_keeps_apart),
        cmocka_unit_test(test_a_reviewers_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
