/* select.c: what is selected: from an anchor to the cursor, or a fixed range found or grown. */
#include "internal.h"

#include "manicule/suggest/names.h"

bool wb_selected(const struct workbench *wb, struct range *out)
{
    switch (wb->selection) {
    case SELECTION_NONE:
        return false;
    case SELECTION_SEARCH:
    case SELECTION_GROWN:
        *out = wb->selected;
        return !range_empty(*out);
    default:
        break;
    }
    /* The character under the cursor is in, whichever end it is at: what is shown is what is marked. */
    struct pos a = wb->anchor, b = wb->cursor;
    if (a.byte > b.byte) {
        struct pos swap = a;
        a = b;
        b = swap;
    }
    *out = (struct range){a, article_next(wb->article, b)};
    return !range_empty(*out);
}

void wb_select(struct workbench *wb, struct range range, enum selection how)
{
    wb->selection = how;
    wb->selected = range;
    wb->anchor = range.start;
    wb->version++;
}

void wb_unselect(struct workbench *wb)
{
    wb->selection = SELECTION_NONE;
    wb->version++;
}

/* word, name, sentence, paragraph: the first that is larger than what is selected. */
static void grow(struct workbench *wb)
{
    struct range now, name;
    if (!wb_selected(wb, &now))
        now = (struct range){wb->cursor, wb->cursor};
    struct range word = article_word(wb->article, wb->cursor);
    struct range steps[4] = {word, word, article_sentence(wb->article, wb->cursor),
                             article_paragraph(wb->article, wb->cursor)};
    if (names_at(wb->article, wb->cursor, NAME_PERSON, &name, 1))
        steps[1] = name;
    for (size_t i = 0; i < 4; i++)
        if (range_holds(steps[i], now) && range_size(steps[i]) > range_size(now)) {
            wb_select(wb, steps[i], SELECTION_GROWN);
            return;
        }
    wb_say(wb, "the selection cannot grow further");
}

static enum action motion_of(enum action action)
{
    return action >= ACT_SELECT_LEFT && action <= ACT_SELECT_END ? action : ACTION_NONE;
}

bool wb_select_action(struct workbench *wb, enum action action, unsigned count)
{
    if (action == ACT_ANCHOR) {
        if (wb->selection != SELECTION_NONE) {
            wb_unselect(wb);
        } else {
            wb->selection = SELECTION_ANCHOR;
            wb->anchor = wb->cursor;
            wb->version++;
        }
        return true;
    }
    if (action == ACT_GROW) {
        grow(wb);
        return true;
    }
    if (motion_of(action) == ACTION_NONE)
        return false;
    bool fresh = wb->selection == SELECTION_NONE || wb->selection == SELECTION_SEARCH;
    bool whole = wb->selection == SELECTION_GROWN; /* goes on from the grown range's start */
    struct pos anchor = fresh ? wb->cursor : wb->anchor;
    struct pos from = whole ? article_prev(wb->article, wb->selected.end) : wb->cursor, to;
    wb_motion_target(wb, action, count, from, &to);
    if (action != ACT_SELECT_UP && action != ACT_SELECT_DOWN)
        wb->has_goal = false;
    wb->selection = SELECTION_ANCHOR; /* carried through wb_go() */
    wb_go(wb, to);
    wb->selection = SELECTION_SHIFT;
    wb->anchor = anchor;
    wb->version++;
    return true;
}
