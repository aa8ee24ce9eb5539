/* layout.c: where the panes are, and which rows of the article are on screen. */
#include "internal.h"

enum {
    GUTTER = 4,        /* three letters and a space */
    MARGIN_MIN = 34, MARGIN_MAX = 56,
    TEXT_MAX = 100,    /* longer rows tire the eye */
    QUEUE_COLS = 22,
    CONTEXT = 2,       /* rows kept between the cursor and the edge */
};

static void geometry(struct workbench *wb)
{
    struct geometry *at = &wb->at;
    unsigned rows = at->rows, cols = at->cols;
    *at = (struct geometry){.rows = rows, .cols = cols};
    at->too_small = rows < SCREEN_ROWS_MIN || cols < SCREEN_COLS_MIN;
    if (at->too_small) {
        at->text_cols = 8;
        return;
    }
    at->status_row = rows - 2;
    at->hint_row = rows - 1;
    at->text_row = 1;
    bool queue = wb->queue_open || cols >= QUEUE_STAYS;
    at->queue_cols = queue ? (cols >= 60 ? QUEUE_COLS : cols / 2) : 0;
    if (cols < MARGIN_FROM)
        at->strip_rows = rows >= 18 ? 3 : rows >= 13 ? 1 : 0;
    at->strip_row = at->status_row - at->strip_rows;
    at->text_rows = at->status_row - at->text_row - at->strip_rows;
    at->gutter_col = at->queue_cols;
    at->text_col = at->gutter_col + GUTTER;
    unsigned left = cols - at->text_col;
    if (cols >= MARGIN_FROM && left >= 40 + MARGIN_MIN) {
        unsigned margin = left * 2 / 5;
        margin = margin < MARGIN_MIN ? MARGIN_MIN : margin > MARGIN_MAX ? MARGIN_MAX : margin;
        /* A blank column keeps the text off the frame. */
        at->text_cols = left - margin - 1 > TEXT_MAX ? TEXT_MAX : left - margin - 1;
        at->margin_col = at->text_col + at->text_cols + 1;
        at->margin_cols = cols - at->margin_col;
    } else {
        at->text_cols = left;
    }
    if (at->text_rows > ROWS_MAX)
        at->text_rows = ROWS_MAX;
    /* Some need room; the others leave the article in sight where there is a margin. */
    bool beside = at->margin_cols && wb->panel != PANEL_HELP && wb->panel != PANEL_PEOPLE &&
                  wb->panel != PANEL_AGREE;
    at->panel_row = at->text_row;
    at->panel_rows = at->text_rows;
    at->panel_col = beside ? at->margin_col : at->gutter_col;
    at->panel_cols = cols - at->panel_col;
}

void wb_geometry(struct workbench *wb)
{
    geometry(wb);
    if (wb->wrap && !wb->at.too_small && wrap_columns(wb->wrap) != wb->at.text_cols) {
        wrap_resize(wb->wrap, wb->at.text_cols);
        wb->has_goal = false;
    }
    wb->marks_version++;
    wb->version++;
    wb_layout(wb);
    wb_queue_load(wb);
}

/* Fills rows[] from the row `top` on; returns the index of the row that holds the cursor, or -1. */
static int fill(struct workbench *wb, struct range top)
{
    struct range row = top;
    unsigned n = 0;
    int cursor = -1;
    while (n < wb->at.text_rows) {
        wb->rows[n] = row;
        bool last = !wrap_row_next(wb->wrap, row, &row);
        struct range r = wb->rows[n];
        if (range_has(r, wb->cursor) || (last && wb->cursor.byte >= r.start.byte))
            cursor = (int)n;
        n++;
        if (last)
            break;
    }
    wb->n_rows = n;
    return cursor;
}

static struct range rows_back(struct workbench *wb, struct range row, unsigned n)
{
    while (n-- && wrap_row_prev(wb->wrap, row, &row))
        ;
    return row;
}

/* The top row for a cursor that is `row` and should stand `below` rows under the top. */
static int from_cursor(struct workbench *wb, unsigned below)
{
    return fill(wb, rows_back(wb, wrap_row(wb->wrap, wb->cursor), below));
}

/* The cursor has left the rows on screen. A few rows off is a scroll; further off its row comes to
 * the upper third, or the article's end to the bottom. */
static int jump(struct workbench *wb, struct range top, unsigned height, unsigned context)
{
    struct range walk = wrap_row(wb->wrap, wb->cursor);
    unsigned near = height / 2, off = 0;
    if (wb->cursor.byte < top.start.byte) {
        while (off < near && walk.start.byte < top.start.byte && wrap_row_next(wb->wrap, walk, &walk))
            off++;
        return from_cursor(wb, off < near ? context : height / 3);
    }
    uint32_t bottom = wb->rows[wb->n_rows - 1].start.byte;
    while (off < near && walk.start.byte > bottom && wrap_row_prev(wb->wrap, walk, &walk))
        off++;
    int at = from_cursor(wb, off < near ? height - 1 - context : height / 3);
    if (at >= 0 && wb->n_rows < height)
        at = from_cursor(wb, height - (wb->n_rows - (unsigned)at));
    return at;
}

static void cover(struct workbench *wb)
{
    struct range seen = {wb->rows[0].start, wb->rows[wb->n_rows - 1].end};
    if (range_equal(seen, wb->covered))
        return;
    wb->covered = seen;
    coverage_add(&wb->coverage, seen);
    wb->place_changed = true;
    if (!wb->load.done) {
        struct err err;
        if (store_load_window(wb->store, wb->info.key, wb->article, seen, wb->set, &err) != OK)
            wb_warn(wb, "%s", err.text);
    }
}

void wb_layout(struct workbench *wb)
{
    if (!wb->article || wb->at.too_small)
        return;
    unsigned height = wb->at.text_rows;
    unsigned context = height > 4 * CONTEXT ? CONTEXT : 0;
    struct range top = wrap_row(wb->wrap, wb->n_rows ? wb->rows[0].start : wb->cursor);
    if (wb->n_rows == 0 && wb->rows[0].start.byte <= wb->cursor.byte)
        top = wrap_row(wb->wrap, wb->rows[0].start); /* a place that was kept */
    int at = fill(wb, top);
    bool at_top = top.start.byte == 0;
    bool full = wb->n_rows == height;
    bool ends = !full || wb->rows[wb->n_rows - 1].end.byte == article_size(wb->article);
    if (at >= 0 && (unsigned)at < context && !at_top) {
        at = from_cursor(wb, context);
    } else if (at >= 0 && !ends && (unsigned)at >= height - context) {
        at = from_cursor(wb, height - 1 - context);
    } else if (at < 0) {
        at = jump(wb, top, height, context);
    }
    wb->cursor_row = at < 0 ? 0 : (unsigned)at;
    cover(wb);
    wb->version++;
}

void wb_show(struct workbench *wb, struct pos place)
{
    if (!wb->article || wb->at.too_small)
        return;
    if (wb->n_rows && place.byte >= wb->rows[0].start.byte &&
        place.byte < wb->rows[wb->n_rows - 1].end.byte)
        return;
    wb->rows[0] = rows_back(wb, wrap_row(wb->wrap, place), wb->at.text_rows / 3);
    wb->n_rows = 1;
}

void wb_scroll(struct workbench *wb, int by)
{
    if (!wb->article || wb->at.too_small || wb->n_rows == 0)
        return;
    unsigned column = wrap_column(wb->wrap, wb->rows[wb->cursor_row], wb->cursor);
    struct range top = wb->rows[0];
    if (by < 0)
        top = rows_back(wb, top, (unsigned)-by);
    /* As far as rows come in below. */
    struct range last = wb->rows[wb->n_rows - 1];
    for (; by > 0 && wb->n_rows == wb->at.text_rows && wrap_row_next(wb->wrap, last, &last); by--)
        wrap_row_next(wb->wrap, top, &top);
    int at = fill(wb, top);
    unsigned context = wb->at.text_rows > 4 * CONTEXT ? CONTEXT : 0;
    unsigned low = wb->rows[0].start.byte == 0 ? 0 : context;
    unsigned high = wb->n_rows - 1 > context ? wb->n_rows - 1 - context : wb->n_rows - 1;
    if (wb->n_rows < wb->at.text_rows || wb->rows[wb->n_rows - 1].end.byte == article_size(wb->article))
        high = wb->n_rows - 1;
    unsigned row = at >= 0 ? (unsigned)at : wb->cursor.byte < wb->rows[0].start.byte ? low : high;
    row = row < low ? low : row > high ? high : row;
    if (at < 0 || row != (unsigned)at)
        wb->cursor = wrap_at_column(wb->wrap, wb->rows[row], column);
    wb->cursor_row = row;
    cover(wb);
    wb->version++;
}
