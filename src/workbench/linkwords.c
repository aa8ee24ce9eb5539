/* linkwords.c: what the offer of a link says: who is it now, who it was, and whom the keys name. */
#include "internal.h"

#include <string.h>

#include "links.h"

enum { FAR_LINES = 4 };

/* A guess from far away is told to be one. */
static void add_distance(const struct workbench *wb, const struct span *speaker, struct buf *out)
{
    const struct span *quote = set_find(wb->set, wb->offer_span);
    uint32_t there = article_line_number(wb->article, speaker->at.start);
    uint32_t here = quote ? article_line_number(wb->article, quote->at.start) : there;
    if ((there > here ? there - here : here - there) >= FAR_LINES)
        buf_printf(out, " from line %u", there + 1);
}

/* " · 2 Ryu 3 Liu", as many of the other candidates as there is room for. */
static void add_names(const struct workbench *wb, unsigned room, struct buf *out)
{
    unsigned used = 0;
    struct buf pick = {0};
    for (size_t i = 0; i < wb->n_offers && i < 9; i++) {
        const struct span *speaker = set_find(wb->set, wb->offers[i]);
        if (!links_can_take(wb, i) || !speaker)
            continue;
        buf_clear(&pick);
        buf_printf(&pick, "%s%zu ", used ? " " : " · ", i + 1);
        wb_quote(wb, speaker->at, 16, &pick);
        unsigned width = plain_width(buf_text(&pick), pick.size, &wb->options.widths);
        if (used + width > room)
            break;
        buf_add(out, pick.data, pick.size);
        used += width;
    }
    buf_release(&pick);
}

/* " · 2–4 pick" */
static void add_numbers(const struct workbench *wb, struct buf *out)
{
    size_t first = SIZE_MAX, last = 0;
    for (size_t i = 0; i < wb->n_offers && i < 9; i++)
        if (links_can_take(wb, i)) {
            first = first == SIZE_MAX ? i : first;
            last = i;
        }
    if (first == last)
        buf_printf(out, " · %zu pick", first + 1);
    else if (first < last)
        buf_printf(out, " · %zu%s%zu pick", first + 1, wb->options.utf8 ? "–" : "-", last + 1);
}

/* The names of the others beside what is said, or alone in the hint row, or only their digits. */
static void add_picks(const struct workbench *wb, unsigned said, unsigned zero, struct buf *keys)
{
    enum { APART = 3 };
    size_t before = keys->size;
    unsigned columns = wb->at.cols - 1, used = (unsigned)keys->size + APART + zero;
    if (wb->at.cols >= NARROW && columns > said + APART + used)
        add_names(wb, columns - said - APART - used, keys);
    if (wb->at.cols >= NARROW && keys->size == before)
        add_names(wb, columns - used, keys);
    if (keys->size == before)
        add_numbers(wb, keys);
}

void linkwords_lost(const struct workbench *wb, const struct span *quote, struct buf *out)
{
    const struct relation *links[LINKS_MAX];
    size_t n = quote ? links_of(wb, quote, links) : 0;
    bool first = true, narrow = wb->at.cols < NARROW;
    for (size_t i = 0; i < wb->n_was; i++) {
        const struct span *was = set_find(wb->set, wb->offer_was[i]);
        if (!was || links_lead_to(links, n, was->id))
            continue;
        buf_add_string(out, !first ? ", " : narrow ? ", not " : ", no longer by ");
        wb_quote(wb, was->at, narrow ? 8 : 20, out);
        first = false;
    }
}

void linkwords_offer(struct workbench *wb)
{
    const struct span *speaker = set_find(wb->set, wb->offers[wb->offer_at]);
    const struct span *quote = set_find(wb->set, wb->offer_span);
    bool more = wb->offer_more && wb->n_was;
    const char *zero = more ? "0 no further one" : "0 nobody named";
    struct buf text = {0}, keys = {0};
    if (!speaker)
        return;
    buf_add_string(&text, more ? "also said by " : "said by ");
    wb_quote(wb, speaker->at, wb->at.cols < NARROW ? 12 : 30, &text);
    add_distance(wb, speaker, &text);
    if (wb->offer_started)
        buf_printf(&text, " %zu of %zu", wb->offer_at + 1, wb->n_offers);
    else
        buf_add_string(&text, " already · no other is marked near");
    linkwords_lost(wb, quote, &text);
    if (links_next(wb) != wb->offer_at) {
        keymap_keys(wb->keymap, wb->offer_more ? ACT_LINK_MORE : ACT_LINK, 0, &keys);
        buf_add_string(&keys, " next");
        add_picks(wb, plain_width(buf_text(&text), text.size, &wb->options.widths),
                  (unsigned)strlen(zero), &keys);
        buf_add_string(&keys, " · ");
    }
    buf_add_string(&keys, zero);
    wb_ask(wb, buf_text(&keys), "%s", buf_text(&text));
    buf_release(&text);
    buf_release(&keys);
}
