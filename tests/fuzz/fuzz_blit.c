/* Any screens one after the other, on terminals of several kinds: each cell of the terminal shows
 * what it is believed to show, which is what the screen says, and the cursor stands where it
 * should. The terminal is libvterm. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vterm.h>

#include "manicule/tui/blit.h"

#include <curses.h> /* last: it makes macros of many words */
#include <term.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TALL = 14, WIDE = 44, OPERATIONS = 400 };

static const char *const types[] = {"xterm-256color", "screen-256color", "linux", "vt100", "sun"};
enum { TYPES = sizeof types / sizeof types[0] };

/* Narrow, wide, with marks, of more characters than one cell takes, and what is spelled out. */
static const char *const texts[] = {
    "a",
    "word",
    "two words",
    "          ",
    "a          b",
    "東京",
    "「か\u3099」",
    "ｶﾞ",
    "e\u0301\u0323x",
    "नमस्ते",
    "ไทยน้ำ",
    "👨‍👩‍👧",
    "🇯🇵",
    "\033[1m",
    "─│",
    "x\u0301\u0301\u0301\u0301\u0301\u0301",
    "a long row of plain text that goes on to the end",
    "日本語の長い行はここで終わりません、まだ続きます",
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static const struct widths widths = {.ambiguous = 1};

struct play {
    const uint8_t *data;
    size_t size;
    struct screen screen;
    struct blit *blit;
    VTerm *vt;
    bool clear; /* before the next screen */
};

static unsigned byte(struct play *play)
{
    if (!play->size)
        return 0;
    play->size--;
    return *play->data++;
}

static int shown_colour(const VTermColor *colour, bool own)
{
    return own ? 0 : colour->indexed.idx + 1;
}

static void compare(struct play *play)
{
    VTermScreen *screen = vterm_obtain_screen(play->vt);
    for (unsigned row = 0; row < play->screen.rows; row++)
        for (unsigned col = 0; col < play->screen.cols; col++) {
            VTermScreenCell real = {0};
            vterm_screen_get_cell(screen, (VTermPos){(int)row, (int)col}, &real);
            struct blit_shown shown = blit_shown(play->blit, row, col);
            bool right = real.chars[0] == (uint32_t)-1;
            assert(shown.right == right);
            if (right)
                continue;
            if (!real.chars[0])
                real.chars[0] = ' ';
            for (unsigned i = 0; i < GLYPH_CHARS && (i == 0 || shown.c[i - 1]); i++)
                assert(real.chars[i] == shown.c[i]);
            assert(real.attrs.bold == (shown.sgr.bits >> 1 & 1));
            assert(real.attrs.underline == (shown.sgr.bits >> 4 & 1));
            assert(real.attrs.reverse == (shown.sgr.bits >> 7 & 1));
            assert(shown_colour(&real.fg, VTERM_COLOR_IS_DEFAULT_FG(&real.fg)) ==
                   (int)shown.sgr.fg);
            assert(shown_colour(&real.bg, VTERM_COLOR_IS_DEFAULT_BG(&real.bg)) ==
                   (int)shown.sgr.bg);
        }
}

/* The last cell is left alone on a terminal that would scroll behind it, and what stands half in
 * it. */
static void believed(struct play *play)
{
    for (unsigned row = 0; row < play->screen.rows; row++)
        for (unsigned col = 0; col < play->screen.cols; col++) {
            bool last = row + 1 == play->screen.rows && col + 2 >= play->screen.cols;
            const struct cell *cell = screen_at(&play->screen, row, col);
            struct blit_shown shown = blit_shown(play->blit, row, col);
            assert(last || memcmp(shown.c, cell->c, sizeof cell->c) == 0);
        }
}

static void show(struct play *play)
{
    struct buf out = {0};
    if (play->clear) {
        buf_add_string(&out, "\033[m\033[H\033[2J");
        blit_cleared(play->blit);
    }
    play->clear = false;
    assert(blit_screen(play->blit, &play->screen, &out));
    vterm_input_write(play->vt, buf_text(&out), out.size);
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(play->vt), &at);
    assert(at.row == (int)play->screen.cursor_row && at.col == (int)play->screen.cursor_col);
    compare(play);
    believed(play);
    buf_clear(&out);
    assert(blit_screen(play->blit, &play->screen, &out) && out.size == 0);
    buf_release(&out);
}

static void fit(struct play *play)
{
    unsigned rows = 1 + byte(play) % TALL, cols = 1 + byte(play) % WIDE;
    assert(screen_resize(&play->screen, rows, cols));
    play->screen.cursor_shown = true;
    vterm_set_size(play->vt, (int)rows, (int)cols);
    play->clear = true;
}

static uint16_t face(struct play *play)
{
    unsigned b = byte(play);
    return (uint16_t)(b % 3 ? b % ROLES | (b & 0xf0u) << 4 : ROLE_TEXT);
}

static void move_rows(struct play *play)
{
    struct screen *s = &play->screen;
    unsigned by = 1 + byte(play) % 3, top = byte(play) % s->rows;
    if (top + by >= s->rows)
        return;
    size_t kept = (size_t)(s->rows - top - by) * s->cols * sizeof *s->cell;
    if (byte(play) % 2)
        memmove(screen_at(s, top, 0), screen_at(s, top + by, 0), kept);
    else
        memmove(screen_at(s, top + by, 0), screen_at(s, top, 0), kept);
}

static void operate(struct play *play)
{
    struct screen *s = &play->screen;
    unsigned what = byte(play), row = byte(play) % s->rows, col = byte(play) % s->cols;
    if (what < 110) {
        screen_text(s, row, col, s->cols, texts[what % TEXTS], face(play), &widths);
    } else if (what < 150) {
        screen_blank(s, row, col, 1 + byte(play) % s->cols, face(play));
    } else if (what < 180) {
        move_rows(play);
    } else if (what < 185) {
        fit(play);
    } else if (what < 188) {
        blit_theme(play->blit, theme_at(what % 3));
        play->clear = true;
    } else if (what < 200) {
        s->cursor_row = row;
        s->cursor_col = col;
        s->cursor_shown = byte(play) % 2;
    } else {
        show(play);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static TERMINAL *terminals[TYPES];
    struct play play = {.data = data, .size = size};
    unsigned type = byte(&play) % TYPES;
    int found;
    if (!terminals[type] && setupterm(types[type], STDOUT_FILENO, &found) == 0)
        terminals[type] = cur_term;
    set_curterm(terminals[type]);
    play.vt = vterm_new(TALL, WIDE);
    vterm_set_utf8(play.vt, 1);
    vterm_screen_reset(vterm_obtain_screen(play.vt), 1);
    play.blit = blit_new(true);
    assert(play.blit);
    blit_theme(play.blit, theme_at(0));
    fit(&play);
    for (int i = 0; i < OPERATIONS && play.size; i++)
        operate(&play);
    show(&play);
    blit_free(play.blit);
    screen_release(&play.screen);
    vterm_free(play.vt);
    return 0;
}
