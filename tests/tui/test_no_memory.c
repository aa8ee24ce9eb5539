/* Memory that ends while a screen is drawn: the screen is given up whole, and the next one stands
 * as if nothing had been. */
#include <unistd.h>
#include <vterm.h>

#include "no_memory.h"

#include "manicule/tui/blit.h"

#include <curses.h> /* last: it makes macros of many words */
#include <term.h>

#ifdef NO_MEMORY_SKIPPED
static void test_screens(void **state)
{
    (void)state;
    skip();
}
#else

enum { TALL = 12, WIDE = 40, SCREENS = 3 };

struct stage {
    struct screen screen[SCREENS];
    VTerm *vt;
};

static void set_stage(struct stage *stage)
{
    static const char *const words[] = {"Plain words, then 東京 and more", "│ e\u0301 नमस्ते"};
    for (unsigned i = 0; i < SCREENS; i++) {
        struct screen *s = &stage->screen[i];
        assert_true(screen_resize(s, TALL, WIDE));
        s->cursor_row = i;
        s->cursor_shown = i != 1;
        for (unsigned row = 0; row < TALL; row++) {
            uint16_t face = (uint16_t)((row + i) % ROLES | (row % 3 ? 0 : FACE_UNDERLINE));
            screen_text(s, row, (row + i) % 5, WIDE, words[(row + i) % 2], face, NULL);
        }
    }
    /* The last one is the one before, a row further. */
    memcpy(stage->screen[2].cell, screen_at(&stage->screen[1], 1, 0),
           (size_t)(TALL - 1) * WIDE * sizeof(struct cell));
    stage->vt = vterm_new(TALL, WIDE);
    vterm_set_utf8(stage->vt, 1);
}

static void send(struct stage *stage, const struct buf *out)
{
    counting = false;
    vterm_input_write(stage->vt, buf_text(out), out->size);
    counting = true;
}

static void compare(struct stage *stage, const struct screen *screen)
{
    counting = false;
    for (unsigned row = 0; row < screen->rows; row++)
        for (unsigned col = 0; col < screen->cols; col++) {
            VTermScreenCell cell = {0};
            vterm_screen_get_cell(vterm_obtain_screen(stage->vt), (VTermPos){(int)row, (int)col},
                                  &cell);
            uint32_t expected = screen_at(screen, row, col)->c[0];
            uint32_t real = cell.chars[0] == (uint32_t)-1 ? 0 : cell.chars[0] ? cell.chars[0] : ' ';
            assert_int_equal(real, expected);
        }
    counting = true;
}

/* As the terminal's owner does: what was given up is not sent, and all is cleared next. */
static bool draw(struct stage *stage)
{
    struct blit *blit = blit_new(true);
    bool well = blit, whole = true;
    if (blit)
        blit_theme(blit, theme_at(0));
    for (unsigned i = 0; blit && i < SCREENS; i++) {
        struct buf out = {0};
        if (whole) {
            buf_add_string(&out, "\033[m\033[H\033[2J");
            blit_cleared(blit);
        }
        whole = !blit_screen(blit, &stage->screen[i], &out);
        if (!whole) {
            send(stage, &out);
            compare(stage, &stage->screen[i]);
        }
        well = went_well(whole ? FAULT_MEMORY : OK) && well;
        buf_release(&out);
    }
    blit_free(blit);
    return well;
}

static void test_screens(void **state)
{
    (void)state;
    struct stage stage = {0};
    int found;
    assert_int_equal(setupterm("xterm-256color", STDOUT_FILENO, &found), 0);
    set_stage(&stage);
    vterm_screen_reset(vterm_obtain_screen(stage.vt), 1);
    assert_true(draw(&stage)); /* curses makes memory for each string once, and keeps it */
    counting = false;
    fail_each(draw, &stage, 5);
    for (unsigned i = 0; i < SCREENS; i++)
        screen_release(&stage.screen[i]);
    vterm_free(stage.vt);
    del_curterm(cur_term);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_screens)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
