/* markall.c: every occurrence of the words at hand, looked at before it is marked.
 *
 * wb->places holds all that stand for themselves, in order; of them the unmarked are added. */
#include "internal.h"

#include "find.h"
#include "manicule/suggest/names.h"

static bool marked(const struct workbench *wb, unsigned label, struct range place)
{
    const struct span *over[SAME_ROW_SPANS];
    size_t n = set_over(wb->set, place, over, SAME_ROW_SPANS);
    for (size_t i = 0; i < n && i < SAME_ROW_SPANS; i++)
        if (over[i]->label == label)
            return true;
    return false;
}

static bool find_places(struct workbench *wb, struct range words)
{
    const char *bytes = (const char *)article_bytes(wb->article);
    struct needle needle;
    struct range hit;
    struct pos at = pos_at(0), end = pos_at(article_size(wb->article));
    wb->places.n = 0;
    wb->places_inside = 0;
    if (!find_needle(&needle, bytes + words.start.byte, range_size(words), true)) {
        wb_say(wb, "that is too long to be looked for everywhere");
        return false;
    }
    for (; find_next(wb->article, &needle, at, end, &hit); at = hit.end) {
        /* The one at hand counts whatever stands beside it: a person chose it. */
        int stands = range_equal(hit, words) ? 1 : names_occurrence(wb->article, hit);
        if (stands == 0)
            wb->places_inside++;
        else if (stands > 0 && !vec_push(&wb->places, hit)) {
            wb_warn(wb, "out of memory");
            return false;
        }
    }
    return true;
}

static size_t to_mark(const struct workbench *wb)
{
    size_t n = 0;
    for (size_t i = 0; i < wb->places.n; i++)
        n += !marked(wb, wb->offer_label, wb->places.at[i]);
    return n;
}

/* "Kuwait: 8 places · 3 inside longer names left out", appended. */
static void tell(struct workbench *wb, struct buf *out)
{
    wb_quote(wb, wb->selected, wb->at.cols < NARROW ? 12 : 28, out);
    buf_printf(out, ": %zu place%s", wb->places.n, wb->places.n == 1 ? "" : "s");
    if (wb->places_inside)
        buf_printf(out, wb->at.cols < NARROW ? " · %zu in %s" : " · %zu inside %s left out", wb->places_inside,
                   wb->places_inside == 1 ? "a longer name" : "longer names");
}

static void propose(struct workbench *wb)
{
    struct buf text = {0};
    tell(wb, &text);
    if (to_mark(wb) == 0) {
        wb->offer = OFFER_NONE;
        wb_say(wb, "%s · nothing is left to mark", buf_text(&text));
    } else {
        wb->offer = OFFER_MARK_ALL;
        wb_ask(wb, "Enter mark · Tab look", "%s", buf_text(&text));
    }
    buf_release(&text);
}

static void ask_label(struct workbench *wb)
{
    struct buf text = {0}, keys = {0};
    tell(wb, &text);
    buf_add_string(&keys, "as what? ");
    for (unsigned i = 0; i < wb->labels->n_labels; i++) {
        if (wb->labels->labels[i].retired || !*wb->labels->labels[i].key)
            continue;
        buf_add_char(&keys, ' ');
        keymap_keys(wb->keymap, ACT_LABEL, i, &keys);
    }
    wb_ask(wb, buf_text(&keys), "%s", buf_text(&text));
    buf_release(&keys);
    buf_release(&text);
}

/* The own span that lies on exactly this range, or NULL. */
static const struct span *span_on(const struct workbench *wb, struct range range)
{
    const struct span *over[SAME_ROW_SPANS];
    size_t n = set_over(wb->set, range, over, SAME_ROW_SPANS);
    for (size_t i = 0; i < n && i < SAME_ROW_SPANS; i++)
        if (over[i]->n_fragments == 1 && range_equal(over[i]->at, range))
            return over[i];
    return NULL;
}

void wb_mark_all(struct workbench *wb)
{
    struct range words;
    const struct span *span;
    if (wb_selected(wb, &words)) {
        span = span_on(wb, words);
    } else {
        span = wb_current(wb);
        if (!span) {
            wb_say(wb, "select the words to mark everywhere, or go to a span of them");
            return;
        }
        words = span_fragment(span, 0);
        if (span->n_fragments > 1) {
            wb_say(wb, "a span of several fragments has no other occurrences");
            return;
        }
    }
    if (!find_places(wb, words))
        return;
    wb_unselect(wb);
    wb->selected = words; /* no selection: the words at hand, for what is said */
    wb->offer_back = wb->cursor;
    wb->offer_top = wb->rows[0].start;
    wb->offer_at = 0;
    wb->offer_started = false;
    if (!span) {
        wb->offer = OFFER_MARK_ALL_LABEL;
        wb->n_offer_typed = 0;
        ask_label(wb);
        return;
    }
    wb->offer_label = span->label;
    propose(wb);
}

/* The cursor where it was, and the rows on screen that were there. */
void wb_mark_all_back(struct workbench *wb)
{
    if (wb->offer_started && wb->n_rows) {
        wb->rows[0] = wrap_row(wb->wrap, wb->offer_top);
        wb->n_rows = 1;
    }
    wb_go(wb, wb->offer_back);
}

static void mark_them(struct workbench *wb)
{
    struct edits edits = {0};
    struct buf what = {0};
    size_t n = 0;
    for (size_t i = 0; i < wb->places.n; i++) {
        struct span span;
        if (marked(wb, wb->offer_label, wb->places.at[i]))
            continue;
        wb_new_span(wb, (uint16_t)wb->offer_label, wb->places.at[i], &span);
        edits_add_span(&edits, &span);
        span_release(&span);
        n++;
    }
    buf_printf(&what, "%zu × %s \"", n, wb_label(wb, (uint16_t)wb->offer_label)->name);
    wb_quote(wb, wb->selected, 40, &what);
    buf_add_char(&what, '"');
    wb->offer = OFFER_NONE;
    bool done = wb_commit(wb, buf_text(&what), &edits, 0);
    wb_mark_all_back(wb);
    if (done) {
        wb->label_at_hand = wb->offer_label;
        wb_ask(wb, "u takes all of them back", "marked %s", buf_text(&what));
    }
    buf_release(&what);
}

/* Tab: the next of the places, the first one after the cursor; the offer stands. */
static void look(struct workbench *wb, bool forward)
{
    size_t n = wb->places.n;
    struct buf text = {0};
    if (n == 0)
        return;
    if (!wb->offer_started) {
        size_t i = 0;
        while (i < n && wb->places.at[i].start.byte <= wb->offer_back.byte)
            i++;
        wb->offer_at = forward ? i % n : (i + n - 1) % n;
        wb->offer_started = true;
    } else {
        wb->offer_at = (wb->offer_at + (forward ? 1 : n - 1)) % n;
    }
    struct range place = wb->places.at[wb->offer_at];
    wb->has_goal = false;
    wb_go(wb, place.start);
    wb_quote(wb, wb->selected, wb->at.cols < NARROW ? 12 : 28, &text);
    wb_ask(wb, "Enter mark · Tab next · x leave out · Esc back", "%s: %zu of %zu%s", buf_text(&text),
           wb->offer_at + 1, n, marked(wb, wb->offer_label, place) ? ", marked already" : "");
    buf_release(&text);
}

/* x leaves out the place that is being looked at. */
static void leave_out(struct workbench *wb)
{
    if (!wb->offer_started || wb->places.n < 2) {
        propose(wb);
        return;
    }
    vec_remove(&wb->places, wb->offer_at);
    wb->offer_at = (wb->offer_at + wb->places.n - 1) % wb->places.n;
    look(wb, true);
}

static bool label_key(struct workbench *wb, const struct key *key)
{
    unsigned label;
    if (wb->n_offer_typed == SEQUENCE_MAX)
        return false;
    wb->offer_typed[wb->n_offer_typed++] = *key;
    switch (keymap_match_label(wb->keymap, wb->offer_typed, wb->n_offer_typed, &label)) {
    case MATCH_NONE:
        return false;
    case MATCH_PREFIX:
        ask_label(wb);
        return true;
    case MATCH_WHOLE:
        break;
    }
    wb->offer_label = label;
    propose(wb);
    return true;
}

bool wb_mark_all_offer(struct workbench *wb, const struct key *key, enum action action)
{
    if (wb->offer == OFFER_MARK_ALL_LABEL)
        return label_key(wb, key);
    switch (action) {
    case ACT_YES:
        mark_them(wb);
        return true;
    case ACT_NO:
        leave_out(wb);
        return true;
    case ACT_ITEM_NEXT:
    case ACT_ITEM_PREV:
        look(wb, action == ACT_ITEM_NEXT);
        return true;
    default:
        return false;
    }
}
