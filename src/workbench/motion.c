/* motion.c: moving the cursor. Moving never selects; with an anchor set it carries the selection. */
#include "internal.h"

#include "manicule/suggest/quotes.h"

/* What moving drops: a fixed selection, the offer, the item at hand, the boundary being cycled. */
void wb_go(struct workbench *wb, struct pos to)
{
    if (wb->selection == SELECTION_SEARCH || wb->selection == SELECTION_GROWN ||
        wb->selection == SELECTION_SHIFT || wb->selection == SELECTION_MOUSE)
        wb_unselect(wb);
    wb->cursor = to;
    wb->focus = wb->cycle_span = (struct uuid){{0}};
    wb_item_let_go(wb);
    wb->outward = 0;
    wb->place_changed = true;
    wb_layout(wb);
}

static struct pos row_step(struct workbench *wb, int by)
{
    struct range row = wb->rows[wb->cursor_row];
    if (!wb->has_goal) {
        wb->goal = wrap_column(wb->wrap, row, wb->cursor);
        wb->has_goal = true;
    }
    bool moved = false;
    while (by > 0 && wrap_row_next(wb->wrap, row, &row))
        by--, moved = true;
    while (by < 0 && wrap_row_prev(wb->wrap, row, &row))
        by++, moved = true;
    return moved ? wrap_at_column(wb->wrap, row, wb->goal) : wb->cursor;
}

static struct pos paragraph_step(struct workbench *wb, struct pos at, bool on)
{
    struct range here = article_paragraph(wb->article, at);
    if (on) {
        struct range next = article_paragraph_next(wb->article, here);
        return range_empty(next) ? pos_at(article_size(wb->article)) : next.start;
    }
    if (at.byte > here.start.byte)
        return here.start;
    struct range before = article_paragraph_prev(wb->article, here);
    return range_empty(before) ? pos_at(0) : before.start;
}

static struct pos once(struct workbench *wb, enum action action, struct pos at)
{
    const struct article *a = wb->article;
    switch (action) {
    case ACT_LEFT:
    case ACT_SELECT_LEFT:
        return article_prev(a, at);
    case ACT_RIGHT:
    case ACT_SELECT_RIGHT:
        return article_next(a, at);
    case ACT_WORD_NEXT:
    case ACT_SELECT_WORD_NEXT:
        return article_word_next(a, at);
    case ACT_WORD_PREV:
    case ACT_SELECT_WORD_PREV:
        return article_word_prev(a, at);
    case ACT_WORD_END:
        return article_word_end(a, at);
    case ACT_SENTENCE_NEXT:
        return article_sentence_next(a, at);
    case ACT_SENTENCE_PREV:
        return article_sentence_prev(a, at);
    case ACT_PARAGRAPH_NEXT:
        return paragraph_step(wb, at, true);
    case ACT_PARAGRAPH_PREV:
        return paragraph_step(wb, at, false);
    case ACT_QUOTATION_NEXT: {
        struct quotation found;
        return quotes_next(a, article_next(a, at), &found) ? found.range.start : at;
    }
    default:
        return at;
    }
}

bool wb_motion_target(struct workbench *wb, enum action action, unsigned count, struct pos from,
                      struct pos *to)
{
    unsigned times = count ? count : 1;
    struct range row = wb->rows[wb->cursor_row];
    int page = (int)(wb->at.text_rows > 2 ? wb->at.text_rows - 2 : 1);
    *to = from;
    switch (action) {
    case ACT_UP:
    case ACT_SELECT_UP:
        *to = row_step(wb, -(int)times);
        return true;
    case ACT_DOWN:
    case ACT_SELECT_DOWN:
        *to = row_step(wb, (int)times);
        return true;
    case ACT_PAGE_UP:
        *to = row_step(wb, -page * (int)times);
        return true;
    case ACT_PAGE_DOWN:
        *to = row_step(wb, page * (int)times);
        return true;
    case ACT_ROW_START:
    case ACT_SELECT_START:
        *to = row.start;
        return true;
    case ACT_ROW_END:
    case ACT_SELECT_END:
        *to = wrap_at_column(wb->wrap, row, wb->at.text_cols);
        return true;
    case ACT_TOP:
        *to = pos_at(0);
        if (count && article_line_start(wb->article, count - 1, &row.start))
            *to = row.start;
        return true;
    case ACT_BOTTOM:
        *to = article_snap(wb->article, pos_at(article_size(wb->article)));
        if (count && article_line_start(wb->article, count - 1, &row.start))
            *to = row.start;
        return true;
    case ACT_LEFT: case ACT_RIGHT: case ACT_WORD_NEXT: case ACT_WORD_PREV: case ACT_WORD_END:
    case ACT_SENTENCE_NEXT: case ACT_SENTENCE_PREV: case ACT_PARAGRAPH_NEXT:
    case ACT_PARAGRAPH_PREV: case ACT_QUOTATION_NEXT: case ACT_SELECT_LEFT:
    case ACT_SELECT_RIGHT: case ACT_SELECT_WORD_NEXT: case ACT_SELECT_WORD_PREV:
        while (times--) {
            struct pos next = once(wb, action, *to);
            if (next.byte == to->byte)
                break;
            *to = next;
        }
        return true;
    default:
        return false;
    }
}

static bool vertical(enum action action)
{
    return action == ACT_UP || action == ACT_DOWN || action == ACT_PAGE_UP ||
           action == ACT_PAGE_DOWN || action == ACT_SELECT_UP || action == ACT_SELECT_DOWN;
}

/* A page moves the rows by a page, so that what was at the bottom is at the top. */
static void page(struct workbench *wb, enum action action, unsigned count, struct pos to)
{
    int rows = (int)(wb->at.text_rows > 2 ? wb->at.text_rows - 2 : 1) * (int)(count ? count : 1);
    wb_scroll(wb, action == ACT_PAGE_DOWN ? rows : -rows);
    wb_go(wb, to);
}

bool wb_motion(struct workbench *wb, enum action action, unsigned count)
{
    struct pos to;
    if (!wb_motion_target(wb, action, count, wb->cursor, &to))
        return false;
    if (!vertical(action))
        wb->has_goal = false;
    if (action == ACT_PAGE_UP || action == ACT_PAGE_DOWN)
        page(wb, action, count, to);
    else if (action == ACT_QUOTATION_NEXT && to.byte == wb->cursor.byte)
        wb_say(wb, "no quotation further on");
    else if (to.byte != wb->cursor.byte || wb->selection != SELECTION_NONE)
        wb_go(wb, to);
    return true;
}
