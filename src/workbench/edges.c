/* edges.c: an edge in the hand. Each key that moves it is committed at once and continues the
 * same step, so that a cut line loses nothing and one undo takes the whole move back. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/marks/attrs.h"

static void put_cursor(struct workbench *wb, const struct span *span)
{
    struct uuid id = span->id;
    struct pos at = wb->grab_end ? article_prev(wb->article, span->at.end) : span->at.start;
    enum item_kind kind = wb->item_kind; /* an edge in the hand is no motion: the item stays */
    struct uuid item = wb->item;
    wb->has_goal = false;
    wb_go(wb, at);
    wb_focus(wb, id);
    wb->item_kind = kind;
    wb->item = item;
}

void wb_grab(struct workbench *wb, bool end)
{
    const struct span *span = wb_current(wb);
    if (!span) {
        wb_say(wb, "no span under the cursor to take by an edge");
        return;
    }
    wb->grabbing = true;
    wb->grab_end = end;
    wb->grab_moved = false;
    wb->grab_span = span->id;
    put_cursor(wb, span);
}

/* Where the end comes to stand: after the word that lies before or behind it. */
static struct pos end_by_word(const struct article *a, struct pos end, bool forward)
{
    struct pos last = article_prev(a, end);
    if (forward) {
        struct pos to = article_word_end(a, last);
        return to.byte > last.byte ? article_next(a, to) : end;
    }
    struct range word = article_word(a, last);
    struct pos start = range_empty(word) ? last : word.start;
    struct pos before = article_word_prev(a, start);
    struct range previous = article_word(a, before);
    return before.byte < start.byte && !range_empty(previous) ? previous.end : end;
}

static struct pos moved(struct workbench *wb, const struct span *span, enum action action,
                        unsigned count)
{
    const struct article *a = wb->article;
    struct pos edge = wb->grab_end ? span->at.end : span->at.start;
    for (unsigned i = 0; i < (count ? count : 1); i++)
        switch (action) {
        case ACT_LEFT:
            edge = article_prev(a, edge);
            break;
        case ACT_RIGHT:
            edge = article_next(a, edge);
            break;
        case ACT_WORD_NEXT:
            edge = wb->grab_end ? end_by_word(a, edge, true) : article_word_next(a, edge);
            break;
        case ACT_WORD_PREV:
            edge = wb->grab_end ? end_by_word(a, edge, false) : article_word_prev(a, edge);
            break;
        default: { /* up, down: the same column of the next row */
            struct pos to;
            wb_motion_target(wb, action, 1, wb->cursor, &to);
            edge = wb->grab_end ? article_next(a, to) : to;
        }
        }
    return edge;
}

/* The span with its edge there, or false when that would leave nothing of it. */
static bool with_edge(struct workbench *wb, const struct span *span, struct pos edge,
                      struct span *out)
{
    size_t last = (size_t)span->n_fragments - 1;
    struct range fragment = span_fragment(span, wb->grab_end ? last : 0);
    if (wb->grab_end ? edge.byte <= fragment.start.byte : edge.byte >= fragment.end.byte)
        return false;
    if (!span_copy(out, span))
        return false;
    if (wb->grab_end)
        out->at.end = edge;
    else
        out->at.start = edge;
    if (out->fragments) {
        if (wb->grab_end)
            out->fragments[last].end = edge;
        else
            out->fragments[0].start = edge;
    }
    /* An amount whose value was read from its words is read again. */
    char *was = wb_derived(wb, span->label, span->at);
    if (was && span->attrs && strcmp(was, span->attrs) == 0) {
        free(out->attrs);
        out->attrs = wb_derived(wb, span->label, out->at);
    }
    free(was);
    return true;
}

bool wb_grabbed_key(struct workbench *wb, enum action action, unsigned count)
{
    static const enum action moves[] = {ACT_LEFT,      ACT_RIGHT,     ACT_UP, ACT_DOWN,
                                        ACT_WORD_NEXT, ACT_WORD_PREV};
    bool moving = false;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        moving = moving || moves[i] == action;
    const struct span *span = set_find(wb->set, wb->grab_span);
    if (!moving || !span) {
        wb->grabbing = false;
        wb->version++;
        return false;
    }
    struct pos edge = moved(wb, span, action, count);
    struct span after;
    struct edits edits = {0};
    if (edge.byte == (wb->grab_end ? span->at.end.byte : span->at.start.byte))
        return true;
    if (!with_edge(wb, span, edge, &after)) {
        wb_say(wb, "nothing would be left · d deletes the span");
        return true;
    }
    edits_change_span(&edits, span, &after);
    bool moved_it = wb_commit_on(wb, "an edge of ", &after, &edits, wb->grab_moved ? WB_CONTINUE : 0);
    span_release(&after);
    if (!moved_it) {
        wb->grabbing = false;
        return true;
    }
    wb->grab_moved = true;
    span = set_find(wb->set, wb->grab_span);
    if (span)
        put_cursor(wb, span);
    return true;
}
