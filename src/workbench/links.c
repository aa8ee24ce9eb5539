/* links.c: who said it. r links at once to the likeliest speaker and offers the others. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#include "links.h"
#include "manicule/marks/attrs.h"
#include "manicule/suggest/speakers.h"

enum { NEAR_BEFORE = 48, NEAR_AFTER = 12, NEAR = NEAR_BEFORE + NEAR_AFTER, LINKS = LINKS_MAX };

/* The relation that leaves from (or arrives at) spans of this label; LABEL_NONE: there is none. */
static uint16_t relation_from(const struct workbench *wb, uint16_t label)
{
    for (size_t i = 0; i < wb->labels->n_relations; i++)
        if (wb->labels->relations[i].from == label)
            return (uint16_t)i;
    return LABEL_NONE;
}

static uint16_t relation_to(const struct workbench *wb, uint16_t label)
{
    for (size_t i = 0; i < wb->labels->n_relations; i++)
        if (wb->labels->relations[i].to == label)
            return (uint16_t)i;
    return LABEL_NONE;
}

/* The span that a link is about: the current one, or around it the innermost that can be linked. */
static const struct span *linkable(struct workbench *wb)
{
    const struct span *span = wb_current(wb), *under[SAME_ROW_SPANS];
    if (span && (relation_from(wb, span->label) != LABEL_NONE ||
                 relation_to(wb, span->label) != LABEL_NONE))
        return span;
    size_t n = wb_under(wb, under, SAME_ROW_SPANS);
    for (size_t i = 0; i < n; i++)
        if (relation_from(wb, under[i]->label) != LABEL_NONE)
            return under[i];
    return NULL;
}

static bool same_person(const struct workbench *wb, const struct span *a, const struct span *b)
{
    struct buf x = {0}, y = {0};
    bool named = attrs_get(a->attrs, "name", &x) && attrs_get(b->attrs, "name", &y);
    bool same = named ? strcmp(buf_text(&x), buf_text(&y)) == 0
                      : range_size(a->at) == range_size(b->at) &&
                            memcmp(article_bytes(wb->article) + a->at.start.byte,
                                   article_bytes(wb->article) + b->at.start.byte,
                                   range_size(a->at)) == 0;
    buf_release(&x);
    buf_release(&y);
    return same;
}

/* Speakers around the quote, in reading order. */
static size_t speakers_near(const struct workbench *wb, const struct span *quote, uint16_t label,
                            const struct span **out)
{
    const struct span *before[NEAR_BEFORE], *at = quote;
    size_t n = 0, m = 0;
    while (n < NEAR_BEFORE && (at = set_prev(wb->set, at)))
        if (at->label == label)
            before[n++] = at;
    for (size_t i = n; i--;)
        out[m++] = before[i];
    at = quote;
    n = 0;
    while (n < NEAR_AFTER && (at = set_next(wb->set, at)))
        if (at->label == label) {
            out[m++] = at;
            n++;
        }
    return m;
}

static const struct span *last_quote_with_speaker(const struct workbench *wb, const struct span *quote)
{
    const struct relation *link;
    for (const struct span *at = set_prev(wb->set, quote); at; at = set_prev(wb->set, at))
        if (at->label == quote->label && set_links(wb->set, at, true, &link, 1))
            return at;
    return NULL;
}

static size_t rank(struct workbench *wb, const struct span *quote, uint16_t speaker_label)
{
    const struct span *near[NEAR];
    struct range ranges[NEAR];
    struct speaker_choice choices[NEAR];
    const struct relation *link;
    size_t n = speakers_near(wb, quote, speaker_label, near), last = SIZE_MAX, offered = 0;
    const struct span *before = last_quote_with_speaker(wb, quote);
    if (before)
        set_links(wb->set, before, true, &link, 1);
    for (size_t i = 0; i < n; i++) {
        ranges[i] = near[i]->at;
        if (before && uuid_equal(near[i]->id, link->to))
            last = i;
    }
    n = speakers_rank(wb->article, quote->at, ranges, n, last, choices, NEAR);
    for (size_t i = 0; i < n && offered < OFFERS_MAX; i++) {
        const struct span *speaker = near[choices[i].index];
        bool twice = false;
        for (size_t k = 0; k < offered && !twice; k++)
            twice = same_person(wb, set_find(wb->set, wb->offers[k]), speaker);
        if (!twice)
            wb->offers[offered++] = speaker->id;
    }
    return offered;
}

size_t links_of(const struct workbench *wb, const struct span *quote, const struct relation *out[LINKS_MAX])
{
    size_t n = set_links(wb->set, quote, true, out, LINKS);
    return n < LINKS ? n : LINKS;
}

bool links_lead_to(const struct relation *const *links, size_t n, struct uuid speaker)
{
    for (size_t i = 0; i < n; i++)
        if (uuid_equal(links[i]->to, speaker))
            return true;
    return false;
}

bool links_had(const struct workbench *wb, struct uuid speaker)
{
    for (size_t i = 0; i < wb->n_was; i++)
        if (uuid_equal(wb->offer_was[i], speaker))
            return true;
    return false;
}

static void delete_links(struct workbench *wb, const struct span *quote, struct edits *edits)
{
    const struct relation *links[LINKS];
    size_t n = links_of(wb, quote, links);
    for (size_t i = 0; i < n; i++)
        edits_delete_relation(edits, links[i]);
}

static void add_link(struct workbench *wb, const struct span *quote, struct uuid speaker,
                     struct edits *edits)
{
    struct relation relation = {
        .id = uuid_new(&wb->options.env),
        .from = quote->id,
        .to = speaker,
        .type = relation_from(wb, quote->label),
    };
    edits_add_relation(edits, &relation);
}

/* attribution=unknown says that nobody is named: it goes with a link and comes with 0. */
static void set_unknown(struct workbench *wb, const struct span *quote, bool unknown,
                        struct edits *edits)
{
    struct buf value = {0};
    struct span after;
    bool is = attrs_get(quote->attrs, "attribution", &value) &&
              strcmp(buf_text(&value), "unknown") == 0;
    buf_release(&value);
    if (is == unknown || !label_attribute(wb_label(wb, quote->label), "attribution", 11) ||
        !span_copy(&after, quote))
        return;
    bool ok;
    char *attrs = attrs_with(after.attrs, "attribution", "unknown", unknown ? 7 : 0, &ok);
    if (ok) {
        free(after.attrs);
        after.attrs = attrs;
        edits_change_span(edits, quote, &after);
    }
    span_release(&after);
}

bool links_can_take(const struct workbench *wb, size_t i)
{
    if (i == wb->offer_at || i >= wb->n_offers)
        return false;
    return !wb->offer_more || !links_had(wb, wb->offers[i]);
}

size_t links_next(const struct workbench *wb)
{
    size_t at = wb->offer_at;
    for (size_t i = 1; i < wb->n_offers; i++)
        if (links_can_take(wb, (at + i) % wb->n_offers))
            return (at + i) % wb->n_offers;
    return at;
}

static bool commit_link(struct workbench *wb, const struct span *quote, struct edits *edits,
                        unsigned flags)
{
    return wb_commit_on(wb, "the speaker of ", quote, edits, flags);
}

/* Links the quote of the offer to its candidate number `to`, in place of what the offer linked
 * before; r in place of every link. */
static void take(struct workbench *wb, size_t to)
{
    const struct span *quote = set_find(wb->set, wb->offer_span);
    struct uuid speaker = wb->offers[to], before = wb->offers[wb->offer_at];
    const struct relation *links[LINKS];
    struct edits edits = {0};
    if (!quote)
        return;
    struct uuid id = quote->id;
    size_t n = links_of(wb, quote, links);
    for (size_t i = 0; i < n; i++)
        if (wb->offer_more ? wb->offer_started && uuid_equal(links[i]->to, before)
                           : !uuid_equal(links[i]->to, speaker))
            edits_delete_relation(&edits, links[i]);
    if (!links_lead_to(links, n, speaker))
        add_link(wb, quote, speaker, &edits);
    set_unknown(wb, quote, false, &edits);
    enum offer offer = wb->offer;
    if (!commit_link(wb, quote, &edits, wb->offer_started ? WB_CONTINUE : 0)) {
        wb->offer = OFFER_NONE;
        return;
    }
    wb->offer = offer;
    wb->offer_started = true;
    wb->offer_at = to;
    wb_focus(wb, id);
    linkwords_offer(wb);
}

/* 0 after &: those that the quote had before stay. */
static void no_further(struct workbench *wb, const struct span *quote)
{
    const struct relation *links[LINKS];
    struct edits edits = {0};
    struct uuid id = quote->id;
    size_t n = links_of(wb, quote, links);
    for (size_t i = 0; i < n; i++)
        if (!links_had(wb, links[i]->to))
            edits_delete_relation(&edits, links[i]);
    if (commit_link(wb, quote, &edits, WB_CONTINUE)) {
        wb_focus(wb, id);
        wb_say(wb, "no further speaker: it is as it was");
    }
}

static void nobody(struct workbench *wb)
{
    const struct span *quote = set_find(wb->set, wb->offer_span);
    struct edits edits = {0};
    struct buf lost = {0};
    wb->offer = OFFER_NONE;
    if (!quote)
        return;
    if (wb->offer_more && wb->n_was) {
        no_further(wb, quote);
        return;
    }
    struct uuid id = quote->id;
    delete_links(wb, quote, &edits);
    set_unknown(wb, quote, true, &edits);
    if (commit_link(wb, quote, &edits, wb->offer_started ? WB_CONTINUE : 0)) {
        wb_focus(wb, id);
        linkwords_lost(wb, set_find(wb->set, id), &lost);
        wb_say(wb, "nobody is named as the speaker%s", buf_text(&lost));
    }
    buf_release(&lost);
}

/* On a speaker, r takes the nearest quote that nobody has. */
static void take_nearest_quote(struct workbench *wb, const struct span *speaker)
{
    uint16_t type = relation_to(wb, speaker->label), from = wb->labels->relations[type].from;
    const struct span *back = speaker, *on = speaker, *found = NULL;
    const struct relation *link;
    do
        back = set_prev(wb->set, back);
    while (back && (back->label != from || set_links(wb->set, back, true, &link, 1)));
    do
        on = set_next(wb->set, on);
    while (on && (on->label != from || set_links(wb->set, on, true, &link, 1)));
    found = on;
    if (back && (!on || speaker->at.start.byte - back->at.end.byte <
                            on->at.start.byte - speaker->at.end.byte))
        found = back;
    if (!found) {
        wb_say(wb, "every quote has its speaker already");
        return;
    }
    struct edits edits = {0};
    struct buf words = {0};
    struct uuid id = speaker->id;
    add_link(wb, found, speaker->id, &edits);
    set_unknown(wb, found, false, &edits);
    wb_name_span(wb, found, 40, &words);
    if (commit_link(wb, found, &edits, 0)) {
        wb_focus(wb, id);
        wb_say(wb, "said by this speaker: %s", buf_text(&words));
    }
    buf_release(&words);
}

/* Whom the quote is linked to is a candidate too, as that mention, wherever it stands. */
static void add_linked(struct workbench *wb)
{
    for (size_t i = 0; i < wb->n_was; i++) {
        const struct span *speaker = set_find(wb->set, wb->offer_was[i]);
        size_t at = 0, same = SIZE_MAX;
        for (; at < wb->n_offers && !uuid_equal(wb->offers[at], wb->offer_was[i]); at++)
            if (same == SIZE_MAX && speaker && !links_had(wb, wb->offers[at]) &&
                same_person(wb, set_find(wb->set, wb->offers[at]), speaker))
                same = at;
        if (at < wb->n_offers || !speaker)
            continue;
        if (same != SIZE_MAX)
            wb->offers[same] = speaker->id;
        else if (wb->n_offers < OFFERS_MAX)
            wb->offers[wb->n_offers++] = speaker->id;
    }
}

/* Notes whom the quote is linked to, so that what goes can be told. */
static void note_links(struct workbench *wb, const struct span *quote)
{
    const struct relation *links[LINKS];
    wb->n_was = links_of(wb, quote, links);
    for (size_t i = 0; i < wb->n_was; i++)
        wb->offer_was[i] = links[i]->to;
}

void wb_link(struct workbench *wb, bool more)
{
    const struct span *span = linkable(wb);
    if (!span) {
        wb_say(wb, "no quote or speaker under the cursor to link");
        return;
    }
    uint16_t type = relation_from(wb, span->label);
    if (type == LABEL_NONE) {
        take_nearest_quote(wb, span);
        return;
    }
    wb->offer_span = span->id;
    note_links(wb, span);
    wb->n_offers = rank(wb, span, wb->labels->relations[type].to);
    add_linked(wb);
    if (wb->n_offers == 0) {
        wb_say(wb, "no speaker is marked near this quote · mark one with its key, then r");
        return;
    }
    /* The likeliest one that it does not have: r puts it in the place of the others, & beside them. */
    size_t to = 0;
    while (to < wb->n_offers && links_had(wb, wb->offers[to]))
        to++;
    if (to == wb->n_offers && more) {
        wb_say(wb, "no further speaker is marked near this quote");
        return;
    }
    wb->offer = OFFER_LINK;
    wb->offer_more = more;
    wb->offer_started = false;
    wb->offer_at = to < wb->n_offers ? to : 0;
    if (to == wb->n_offers && wb->n_was == 1)
        linkwords_offer(wb);
    else
        take(wb, wb->offer_at);
}

void wb_link_same(struct workbench *wb)
{
    const struct span *quote = linkable(wb);
    const struct relation *links[LINKS];
    struct edits edits = {0};
    if (!quote || relation_from(wb, quote->label) == LABEL_NONE) {
        wb_say(wb, "no quote under the cursor to link");
        return;
    }
    const struct span *before = last_quote_with_speaker(wb, quote);
    if (!before) {
        wb_say(wb, "no quote before this one has a speaker");
        return;
    }
    struct uuid id = quote->id;
    const struct relation *now[LINKS];
    size_t n = set_links(wb->set, before, true, links, LINKS);
    if (n == 1 && set_links(wb->set, quote, true, now, LINKS) == 1 && uuid_equal(now[0]->to, links[0]->to)) {
        wb_say(wb, "it has that speaker already");
        return;
    }
    struct buf lost = {0};
    note_links(wb, quote);
    delete_links(wb, quote, &edits);
    for (size_t i = 0; i < n && i < LINKS; i++)
        add_link(wb, quote, links[i]->to, &edits);
    set_unknown(wb, quote, false, &edits);
    if (commit_link(wb, quote, &edits, 0)) {
        wb_focus(wb, id);
        linkwords_lost(wb, set_find(wb->set, id), &lost);
        if (lost.size)
            wb_say(wb, "the same speaker%s", buf_text(&lost));
    }
    buf_release(&lost);
}

bool wb_link_offer(struct workbench *wb, const struct key *key, enum action action)
{
    if (action == (wb->offer_more ? ACT_LINK_MORE : ACT_LINK)) {
        size_t next = links_next(wb);
        if (next != wb->offer_at)
            take(wb, next);
        else
            linkwords_offer(wb);
        return true;
    }
    if (key->mods == 0 && key->code == '0') {
        nobody(wb);
        return true;
    }
    /* A digit that names no other candidate is a count, as elsewhere. */
    size_t pick = key->code - '1';
    if (key->mods || key->code < '1' || key->code > '9' || !links_can_take(wb, pick))
        return false;
    take(wb, pick);
    return true;
}
