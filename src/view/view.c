/* view.c: a frame. Article rows are kept from frame to frame, so that a key costs the rows it
 * touched; the bars and panes around them are small and drawn anew. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct view {
    struct screen screen;
    struct row rows[2][ROWS_MAX]; /* this frame's and the last one's, by turns */
    unsigned n[2], turn;
    uint64_t marks_version;
    struct geometry at;
    const struct article *article;
    struct row_maker make;
    struct hint hint;
};

static const struct marks utf8_marks = {
    "☞", "│", "▐", "…", {"○", "◐", "●", "↩", "✓"}, "█", "░",
};
static const struct marks ascii_marks = {
    ">", "|", ">", "~", {"o", "~", "*", "<", "+"}, "#", ".",
};

/* Line drawing is of ambiguous width: where that means two columns, ASCII stands in for it. */
const struct marks *view_marks(const struct workbench *wb)
{
    return wb->options.utf8 && wb->options.widths.ambiguous != 2 ? &utf8_marks : &ascii_marks;
}

struct view *view_new(void)
{
    return calloc(1, sizeof(struct view));
}

void view_free(struct view *view)
{
    if (!view)
        return;
    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < ROWS_MAX; i++)
            screen_release(&view->rows[t][i].cells);
    row_maker_release(&view->make);
    buf_release(&view->hint.text);
    screen_release(&view->screen);
    free(view);
}

static bool stale(const struct workbench *wb, struct range row)
{
    for (size_t i = 0; i < wb->touched.n; i++) {
        struct range at = wb->touched.at[i];
        if (range_overlaps(at, row))
            return true;
    }
    return false;
}

/* The rows wanted now against those of the last frame: both in the order of the text. */
static bool take_rows(struct view *view, struct workbench *wb, bool fresh)
{
    unsigned width = wb->at.cols - wb->at.gutter_col;
    unsigned old = view->turn, now = view->turn ^ 1u, from = 0;
    struct row *last = view->rows[old], *rows = view->rows[now];
    for (unsigned i = 0; i < wb->n_rows; i++) {
        struct range want = wb->rows[i];
        while (from < view->n[old] && last[from].range.start.byte < want.start.byte)
            from++;
        if (!fresh && from < view->n[old] && range_equal(last[from].range, want) && !stale(wb, want)) {
            struct row kept = last[from];
            last[from++] = rows[i];
            rows[i] = kept;
            continue;
        }
        if (rows[i].cells.cols != width && !screen_resize(&rows[i].cells, 1, width))
            return false;
        rows[i].range = want;
        row_make(&view->make, &rows[i]);
    }
    view->n[now] = wb->n_rows;
    view->n[old] = 0; /* their cells may have changed places */
    view->turn = now;
    return true;
}

void view_paint(struct screen *screen, struct workbench *wb, unsigned i, struct range words,
                uint16_t bits)
{
    struct range row = wb->rows[i];
    if (!range_overlaps(row, words))
        return;
    struct pos a = words.start.byte > row.start.byte ? words.start : row.start;
    struct pos b = words.end.byte < row.end.byte ? words.end : row.end;
    unsigned from = wrap_column(wb->wrap, row, a), to = wrap_column(wb->wrap, row, b);
    for (unsigned col = from; col < to && col < wb->at.text_cols; col++)
        screen_at(screen, wb->at.text_row + i, wb->at.text_col + col)->face |= bits;
}

/* Of a selection a newline alone is seen as one cell. */
static void reverse(struct screen *screen, struct workbench *wb, unsigned i, struct range selected)
{
    struct range row = wb->rows[i];
    view_paint(screen, wb, i, selected, FACE_REVERSE);
    if (!range_overlaps(row, selected) || selected.end.byte < row.end.byte)
        return;
    struct pos start = selected.start.byte > row.start.byte ? selected.start : row.start;
    unsigned col = wrap_column(wb->wrap, row, start);
    if (col == wrap_column(wb->wrap, row, row.end) && col < wb->at.text_cols)
        screen_at(screen, wb->at.text_row + i, wb->at.text_col + col)->face |= FACE_REVERSE;
}

static void draw_article(struct view *view, struct workbench *wb)
{
    struct screen *screen = &view->screen;
    bool fresh = view->marks_version != wb->marks_version || view->article != wb->article ||
                 memcmp(&view->at, &wb->at, sizeof view->at) != 0;
    struct range selected;
    if (!take_rows(view, wb, fresh)) {
        view->n[0] = view->n[1] = 0;
        return;
    }
    view->marks_version = wb->marks_version;
    view->article = wb->article;
    for (unsigned i = 0; i < wb->at.text_rows; i++) {
        unsigned to = wb->at.text_row + i;
        if (i < wb->n_rows) {
            const struct screen *cells = &view->rows[view->turn][i].cells;
            memcpy(screen_at(screen, to, wb->at.gutter_col), cells->cell, cells->cols * sizeof *cells->cell);
        } else {
            screen_blank(screen, to, wb->at.gutter_col, screen->cols, ROLE_TEXT);
            if (wb->at.margin_cols)
                screen_sign(screen, to, wb->at.margin_col, view_marks(wb)->bar, ROLE_FRAME);
        }
    }
    if (wb_selected(wb, &selected))
        for (unsigned i = 0; i < wb->n_rows; i++)
            reverse(screen, wb, i, selected);
    readings_draw(screen, wb);
}

static void place_cursor(struct screen *screen, const struct workbench *wb)
{
    screen->cursor_shown = true;
    if (wb->prompt != PROMPT_NONE)
        return; /* bars_draw() put it into the prompt */
    if (wb->queue_focus) {
        unsigned at = wb->queue_at >= wb->queue_first ? wb->queue_at - wb->queue_first : 0;
        screen->cursor_row = wb->at.text_row + (wb->back_at ? wb->back_at : 1 + wb_queue_top(wb) + at);
        screen->cursor_col = 1;
    } else if (wb->panel != PANEL_NONE) {
        screen->cursor_row = wb->at.panel_row + (unsigned)(wb->panel_at - wb->panel_top);
        screen->cursor_col = wb->at.panel_col + 1;
    } else if (wb->article) {
        unsigned col = wrap_column(wb->wrap, wb->rows[wb->cursor_row], wb->cursor);
        screen->cursor_row = wb->at.text_row + wb->cursor_row;
        screen->cursor_col = wb->at.text_col + (col < wb->at.text_cols ? col : wb->at.text_cols - 1);
    } else {
        screen->cursor_shown = false;
    }
}

static void draw_too_small(struct screen *screen, const struct workbench *wb)
{
    char text[96];
    snprintf(text, sizeof text, "%ux%u: too small", screen->cols, screen->rows);
    screen_text(screen, 0, 0, screen->cols, text, ROLE_WARN, &wb->options.widths);
    snprintf(text, sizeof text, "manicule needs %dx%d", SCREEN_COLS_MIN, SCREEN_ROWS_MIN);
    if (screen->rows > 1)
        screen_text(screen, 1, 0, screen->cols, text, ROLE_TEXT, &wb->options.widths);
}

const struct screen *view_draw(struct view *view, struct workbench *wb)
{
    struct screen *screen = &view->screen;
    unsigned hidden = 0;
    if ((screen->rows != wb->at.rows || screen->cols != wb->at.cols) &&
        !screen_resize(screen, wb->at.rows, wb->at.cols))
        return screen;
    view->make.wb = wb;
    screen->cursor_shown = false;
    if (wb->at.too_small) {
        for (unsigned row = 0; row < screen->rows; row++)
            screen_blank(screen, row, 0, screen->cols, ROLE_TEXT);
        draw_too_small(screen, wb);
        view->article = NULL; /* what was kept no longer fits */
        wb->drawn = wb->version;
        return screen;
    }
    if (wb->article) {
        draw_article(view, wb);
        for (unsigned i = 0; i < wb->n_rows; i++)
            hidden += view->rows[view->turn][i].hidden;
    } else {
        for (unsigned row = wb->at.text_row; row < wb->at.status_row; row++)
            screen_blank(screen, row, 0, screen->cols, ROLE_TEXT);
    }
    view->at = wb->at;
    wb->touched.n = 0; /* it is drawn */
    if (wb->at.strip_rows)
        strip_draw(screen, wb);
    if (wb->at.queue_cols)
        queue_draw(screen, wb);
    if (wb->panel != PANEL_NONE)
        panel_draw(screen, wb);
    else if (wb->prompt == PROMPT_NONE)
        question_draw(screen, wb);
    bars_draw(screen, wb, hidden, &view->hint);
    place_cursor(screen, wb);
    wb->drawn = wb->version;
    return screen;
}
