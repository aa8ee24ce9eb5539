/* mouse.c: click, drag, wheel. Never needed: everything here has a key. */
#include "internal.h"

enum { WHEEL_ROWS = 3 };

static bool in_panel(const struct workbench *wb, unsigned row, unsigned col)
{
    const struct geometry *at = &wb->at;
    return wb->panel != PANEL_NONE && row >= at->panel_row && row < at->panel_row + at->panel_rows &&
           col >= at->panel_col && col < at->panel_col + at->panel_cols;
}

static bool in_queue(const struct workbench *wb, unsigned row, unsigned col)
{
    return col < wb->at.queue_cols && row >= wb->at.text_row &&
           row < wb->at.text_row + wb->at.text_rows;
}

/* The cluster at a place of the screen; beside and below the text the nearest one. */
static struct pos place(struct workbench *wb, unsigned row, unsigned col)
{
    unsigned r = row > wb->at.text_row ? row - wb->at.text_row : 0;
    unsigned c = col > wb->at.text_col ? col - wb->at.text_col : 0;
    if (r >= wb->n_rows) {
        r = wb->n_rows - 1;
        c = wb->at.text_cols;
    }
    return wrap_at_column(wb->wrap, wb->rows[r], c);
}

static void press_panel(struct workbench *wb, unsigned row)
{
    size_t line = wb->panel_top + (row - wb->at.panel_row);
    if (line >= wb->lines.n)
        return;
    bool again = wb->panel_at == line && wb_panel_is_list(wb);
    wb_panel_choose(wb, line);
    if (again)
        wb_panel_action(wb, ACT_YES, 0);
}

static void press_queue(struct workbench *wb, unsigned row)
{
    unsigned r = row - wb->at.text_row, top = wb_queue_top(wb);
    wb->back_at = 0;
    if (r > 0 && r <= wb->n_back) {
        wb->back_at = r;
        wb_queue_action(wb, ACT_YES, 0);
        return;
    }
    r = r > top ? r - top : 0;
    if (r == 0 || r > wb->n_queue || r > wb_queue_rows(wb))
        return;
    wb->queue_at = wb->queue[r - 1].place;
    wb_queue_action(wb, ACT_YES, 0);
}

static void press(struct workbench *wb, unsigned row, unsigned col)
{
    if (in_panel(wb, row, col)) {
        press_panel(wb, row);
        return;
    }
    if (in_queue(wb, row, col)) {
        press_queue(wb, row);
        return;
    }
    if (!wb->article || wb->n_rows == 0 || row < wb->at.text_row ||
        row >= wb->at.text_row + wb->at.text_rows)
        return;
    wb->queue_focus = false;
    wb->grabbing = false;
    wb->has_goal = false;
    wb_unselect(wb);
    wb_go(wb, place(wb, row, col));
    wb->anchor = wb->cursor;
    wb->dragging = true;
}

static void drag(struct workbench *wb, unsigned row, unsigned col)
{
    if (!wb->dragging || !wb->article || wb->n_rows == 0)
        return;
    if (row < wb->at.text_row)
        wb_scroll(wb, -1);
    else if (row >= wb->at.text_row + wb->at.text_rows)
        wb_scroll(wb, 1);
    struct pos anchor = wb->anchor, to = place(wb, row, col);
    if (to.byte == wb->cursor.byte && wb->selection == SELECTION_NONE && to.byte == anchor.byte)
        return; /* a click that trembles selects nothing */
    wb->selection = SELECTION_ANCHOR; /* which going carries along */
    wb_go(wb, to);
    wb->selection = SELECTION_MOUSE;
    wb->anchor = anchor;
    wb->version++;
}

static void wheel(struct workbench *wb, unsigned row, unsigned col, bool down)
{
    if (in_panel(wb, row, col)) {
        wb_panel_action(wb, down ? ACT_DOWN : ACT_UP, WHEEL_ROWS);
    } else if (in_queue(wb, row, col)) {
        wb_queue_action(wb, down ? ACT_DOWN : ACT_UP, WHEEL_ROWS);
    } else {
        wb->has_goal = false;
        wb->place_changed = true;
        wb_scroll(wb, down ? WHEEL_ROWS : -WHEEL_ROWS);
    }
}

void wb_mouse(struct workbench *wb, const struct event *event)
{
    unsigned row = event->mouse.row, col = event->mouse.col;
    if (wb->mouse_off || wb->at.too_small || wb->prompt != PROMPT_NONE)
        return;
    switch (event->mouse.what) {
    case MOUSE_PRESS:
        wb->offer = OFFER_NONE;
        wb->n_typed = 0;
        wb->count = 0;
        press(wb, row, col);
        break;
    case MOUSE_DRAG:
        drag(wb, row, col);
        break;
    case MOUSE_RELEASE:
        wb->dragging = false;
        break;
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        wheel(wb, row, col, event->mouse.what == MOUSE_WHEEL_DOWN);
        break;
    }
    wb->version++;
}
