/* travel.c: to the next place that wants a mark, and from span to span. */
#include "internal.h"

#include "manicule/suggest/amounts.h"
#include "manicule/suggest/names.h"
#include "manicule/suggest/quotes.h"

static bool candidate(const struct workbench *wb, const struct label *label, struct pos from,
                      struct range *out)
{
    struct quotation quotation, reopening;
    struct amount amount;
    bool reopens;
    switch (label->natural) {
    case NATURAL_QUOTATION:
        reopens = quotes_reopening(wb->article, from, &reopening);
        while (quotes_next(wb->article, from, &quotation)) {
            *out = quotation.range;
            if (reopens && reopening.range.start.byte < quotation.range.start.byte)
                break;
            if (quotes_is_speech(wb->article, &quotation))
                return true;
            from = article_next(wb->article, quotation.range.start);
        }
        *out = reopening.range;
        return reopens;
    case NATURAL_PERSON:
        return names_next(wb->article, from, NAME_PERSON, out);
    case NATURAL_PLACE:
        return names_next(wb->article, from, NAME_PLACE, out);
    case NATURAL_AMOUNT:
        if (!amounts_next(wb->article, from, &amount))
            return false;
        *out = amount.range;
        return true;
    case NATURAL_WORD:
        break;
    }
    struct pos next = article_word_next(wb->article, from);
    *out = article_word(wb->article, next);
    return next.byte > from.byte && !range_empty(*out);
}

static bool marked(const struct workbench *wb, unsigned label, struct range range)
{
    const struct span *over[SAME_ROW_SPANS];
    size_t n = set_over(wb->set, range, over, SAME_ROW_SPANS);
    for (size_t i = 0; i < n && i < SAME_ROW_SPANS; i++)
        if (over[i]->label == label)
            return true;
    return false;
}

void wb_travel(struct workbench *wb, unsigned label)
{
    const struct label *def = wb_label(wb, (uint16_t)label);
    /* No key leads to before the start: the first time what begins there is the next. */
    bool start = wb->cursor.byte == 0 && wb->travelled != label + 1;
    struct pos from = start ? wb->cursor : article_next(wb->article, wb->cursor);
    struct range found;
    wb->label_at_hand = label;
    while (candidate(wb, def, from, &found)) {
        if (!marked(wb, label, found)) {
            if (found.start.byte == wb->cursor.byte)
                wb_say(wb, "the first %s to mark begins here", def->name);
            wb->has_goal = false;
            wb_go(wb, found.start);
            wb->travelled = label + 1;
            return;
        }
        from = article_next(wb->article, found.start);
    }
    wb_say(wb, "no further %s to mark from here on · gg goes to the start", def->name);
}

bool wb_span_step(struct workbench *wb, bool forward, unsigned count)
{
    const struct span *at = NULL;
    struct pos from = wb->cursor;
    for (unsigned i = 0; i < (count ? count : 1); i++) {
        const struct span *next;
        if (!at)
            next = forward ? set_from(wb->set, article_next(wb->article, from))
                           : set_before(wb->set, from);
        else
            next = forward ? set_next(wb->set, at) : set_prev(wb->set, at);
        if (!next)
            break;
        at = next;
    }
    if (!at) {
        wb_say(wb, forward ? "no span further on" : "no span before");
        return true;
    }
    struct uuid id = at->id;
    wb->has_goal = false;
    wb_go(wb, at->at.start);
    wb_focus(wb, id);
    return true;
}
