/* Any article on screens of any size, resized between keys: the rows on screen follow one another
 * and hold the cursor, which no resize moves; every cell is whole and within the screen; and what
 * was kept from the frame before is what a fresh one draws. */
#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "../workbench/sitting.h"

#include "manicule/view/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS = 16, ROWS = 64, COLS = 200, TEXT = 1500 };

static const char *const keys[] = {
    "<Down>", "<Up>",  "<Right>", "<Left>", "<PgDn>", "<PgUp>", "w",    "b",     "G",     "gg",
    "}",      "{",     "<End>",   "<Home>", "v",      "V",      "s",    "q",     "<Esc>", "<F6>",
    "?",      "L",     "K",       "u",      "/a<Enter>", "n",   "o",    "<S-Down>",
};

static void check_cells(const struct screen *screen)
{
    for (unsigned row = 0; row < screen->rows; row++)
        for (unsigned col = 0; col < screen->cols;) {
            const struct cell *cell = screen_at(screen, row, col);
            assert(cell->width == 1 || cell->width == 2);
            assert(cell->c[0] >= 0x20 && cell->c[0] != 0x7f);
            assert(col + cell->width <= screen->cols);
            assert(cell->width == 1 || screen_at(screen, row, col + 1)->width == 0);
            col += cell->width;
        }
    if (screen->cursor_shown)
        assert(screen->cursor_row < screen->rows && screen->cursor_col < screen->cols);
}

static void check_same(const struct screen *a, const struct screen *b)
{
    assert(a->rows == b->rows && a->cols == b->cols && a->cursor_shown == b->cursor_shown);
    assert(!a->cursor_shown || (a->cursor_row == b->cursor_row && a->cursor_col == b->cursor_col));
    for (unsigned row = 0; row < a->rows; row++)
        for (unsigned col = 0; col < a->cols; col++) {
            const struct cell *x = screen_at(a, row, col), *y = screen_at(b, row, col);
            assert(x->face == y->face && x->width == y->width);
            assert(memcmp(x->c, y->c, sizeof x->c) == 0);
        }
}

static void check_rows(const struct workbench *wb)
{
    if (wb->at.too_small)
        return;
    assert(wb->n_rows > 0 && wb->n_rows <= wb->at.text_rows);
    for (unsigned i = 1; i < wb->n_rows; i++)
        assert(wb->rows[i].start.byte == wb->rows[i - 1].end.byte);
    assert(wb->cursor.byte >= wb->rows[0].start.byte);
    assert(wb->cursor.byte <= wb->rows[wb->n_rows - 1].end.byte);
}

static void draw(struct view *kept, struct workbench *wb)
{
    struct view *fresh = view_new();
    const struct screen *screen = view_draw(kept, wb);
    assert(screen->rows == wb->at.rows && screen->cols == wb->at.cols);
    check_rows(wb);
    check_cells(screen);
    check_same(screen, view_draw(fresh, wb));
    view_free(fresh);
}

static void resize(struct workbench *wb, unsigned rows, unsigned cols)
{
    struct event event = {.kind = EVENT_RESIZE, .size = {rows, cols}};
    uint32_t cursor = wb->cursor.byte;
    workbench_event(wb, &event);
    assert(wb->cursor.byte == cursor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sitting s;
    size_t steps = size ? data[0] % STEPS : 0, bad;
    if (size < 4 + 2 * steps)
        return 0;
    const uint8_t *step = data + 3, *text = data + 3 + 2 * steps;
    size_t n = size - 3 - 2 * steps;
    if (n > TEXT)
        n = TEXT;
    if (!text_check(text, n, &bad))
        n = bad;
    struct view *kept = view_new();
    sitting_begin(&s, 1 + data[1] % ROWS, 1 + data[2] % COLS);
    sitting_add(&s, "any", n ? (const char *)text : "x", n ? n : 1);
    sitting_open(&s, NULL);
    draw(kept, s.wb);
    for (size_t i = 0; i < steps; i++, step += 2) {
        if (step[0] % 2)
            resize(s.wb, 1 + step[0] / 2 % ROWS, 1 + step[1] % COLS);
        else
            sitting_keys(&s, keys[step[1] % (sizeof keys / sizeof *keys)]);
        draw(kept, s.wb);
    }
    view_free(kept);
    sitting_end(&s);
    unlink(s.path);
    strcat(s.path, "-journal");
    unlink(s.path);
    return 0;
}
