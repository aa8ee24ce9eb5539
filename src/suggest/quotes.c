/* quotes.c: the natural quotations around a place, paragraph by paragraph.
 *
 * A paragraph is paired alone (marks.c). Only its last quotation, unclosed, may go on: where the
 * next paragraph opens with a mark of its kind (one speech in several paragraphs), or where the
 * next mark of all is the closing one that is missed.
 */
#include "manicule/suggest/quotes.h"

#include "marks.h"
#include "scan.h"

enum {
    LONG_BACK = 8 * 1024, /* how much of an endless paragraph is looked at */
    LONG_AHEAD = 24 * 1024,
    CHAIN_MAX = 64, /* paragraphs of one speech */
};

struct paired {
    struct range paragraph;
    size_t n;
    struct pair at[PAIRS_MAX];
};

static struct range clip(const struct article *article, struct range paragraph, uint32_t at)
{
    const uint8_t *s = article_bytes(article);
    if (at - paragraph.start.byte > LONG_BACK && at > paragraph.start.byte) {
        paragraph.start.byte = at - LONG_BACK;
        while ((s[paragraph.start.byte] & 0xC0) == 0x80)
            paragraph.start.byte++;
    }
    if (paragraph.end.byte > at && paragraph.end.byte - at > LONG_AHEAD) {
        paragraph.end.byte = at + LONG_AHEAD;
        while ((s[paragraph.end.byte] & 0xC0) == 0x80)
            paragraph.end.byte--;
    }
    return paragraph;
}

static void pair_up(const struct article *article, struct range paragraph, uint32_t at,
                    struct paired *out)
{
    out->paragraph = clip(article, paragraph, at);
    out->n = marks_pair(article_bytes(article), out->paragraph.start.byte, out->paragraph.end.byte,
                        out->at);
}

/* The unclosed quotation with which a paragraph ends, or NULL. */
static const struct pair *trailing(const struct paired *paired)
{
    for (size_t i = paired->n; i-- > 0;)
        if (paired->at[i].depth == 0)
            return paired->at[i].trails ? &paired->at[i] : NULL;
    return NULL;
}

/* What the next paragraph does with a quotation that the one before left open. */
enum going_on { ENDS, REOPENS, CLOSES };

static enum going_on goes_on(const struct pair *open, struct range before,
                             const struct paired *next)
{
    if (next->n == 0)
        return ENDS;
    const struct pair *first = &next->at[0];
    if (first->leads && first->family == open->family && first->state != QUOTATION_UNOPENED)
        return REOPENS;
    bool adjacent = next->paragraph.start.byte - before.end.byte <= 2;
    bool sided = open->family != FAMILY_STRAIGHT && open->family != FAMILY_FULLWIDTH;
    if (first->state == QUOTATION_UNOPENED && first->first && first->family == open->family &&
        (adjacent || sided))
        return CLOSES;
    return ENDS;
}

/* Follows an unclosed quotation into the paragraphs after `last`. */
static struct quotation follow(const struct article *article, struct range last, struct pair open)
{
    struct quotation whole = {range_of(open.start, open.end), QUOTATION_UNCLOSED, 0};
    for (int i = 0; i < CHAIN_MAX; i++) {
        struct range next = article_paragraph_next(article, last);
        if (range_empty(next))
            break;
        struct paired paired;
        pair_up(article, next, next.start.byte, &paired);
        enum going_on how = goes_on(&open, last, &paired);
        if (how == ENDS)
            break;
        whole.range.end.byte = paired.at[0].end;
        if (how == CLOSES || paired.at[0].state == QUOTATION_CLOSED) {
            whole.state = QUOTATION_CLOSED;
            break;
        }
        if (!paired.at[0].trails)
            break;
        open = paired.at[0];
        last = next;
    }
    return whole;
}

/* Whether the first quotation of the paragraph goes on from the one before. */
static bool continues(const struct article *article, const struct paired *paired,
                      struct paired *before)
{
    if (paired->n == 0 || !(paired->at[0].leads || paired->at[0].first))
        return false;
    if (!paired->at[0].leads && paired->at[0].state != QUOTATION_UNOPENED)
        return false;
    struct range previous = article_paragraph_prev(article, paired->paragraph);
    if (range_empty(previous) || previous.end.byte > paired->paragraph.start.byte)
        return false;
    pair_up(article, previous, previous.end.byte, before);
    const struct pair *open = trailing(before);
    return open && goes_on(open, previous, paired) != ENDS;
}

static size_t add(const struct article *article, struct quotation *out, size_t n, size_t max,
                  struct quotation quotation)
{
    quotation.range = scan_whole(article, quotation.range);
    for (size_t i = 0; i < n; i++)
        if (range_equal(out[i].range, quotation.range))
            return n;
    if (n < max && !range_empty(quotation.range))
        out[n++] = quotation;
    return n;
}

/* The speech over several paragraphs to which the first quotation of `paired` belongs. */
static bool chained(const struct article *article, const struct paired *paired,
                    struct quotation *out)
{
    struct paired before, earlier;
    if (!continues(article, paired, &before))
        return false;
    for (int i = 0; i < CHAIN_MAX; i++) {
        const struct pair *open = trailing(&before);
        if (open != &before.at[0] || !continues(article, &before, &earlier))
            break;
        before = earlier;
    }
    *out = follow(article, before.paragraph, *trailing(&before));
    return true;
}

static struct quotation whole(const struct article *article, const struct paired *paired,
                              const struct pair *pair)
{
    if (pair->trails && pair->depth == 0)
        return follow(article, paired->paragraph, *pair);
    return (struct quotation){range_of(pair->start, pair->end), (enum quotation_state)pair->state,
                              pair->depth};
}

size_t quotes_at(const struct article *article, struct pos pos, struct quotation *out, size_t max)
{
    if (pos.byte >= article_size(article))
        return 0;
    struct paired paired;
    pair_up(article, article_paragraph(article, pos), pos.byte, &paired);
    size_t n = 0;
    struct quotation quotation;
    bool chain = chained(article, &paired, &quotation);
    if (chain && range_has(quotation.range, pos))
        n = add(article, out, n, max, quotation);
    for (size_t i = chain ? 1 : 0; i < paired.n; i++) {
        quotation = whole(article, &paired, &paired.at[i]);
        if (range_has(quotation.range, pos)) {
            quotation.depth = (unsigned)n;
            n = add(article, out, n, max, quotation);
        }
    }
    /* Further readings of broken ones: the other edge, and one paragraph of several. */
    for (size_t i = 0; i < paired.n; i++) {
        const struct pair *pair = &paired.at[i];
        uint32_t start = pair->state == QUOTATION_UNOPENED ? pair->other : pair->start;
        uint32_t end = pair->state == QUOTATION_UNCLOSED ? pair->other : pair->end;
        if (start > pos.byte || end <= pos.byte)
            continue;
        quotation = (struct quotation){range_of(pair->start, pair->end),
                                       (enum quotation_state)pair->state, pair->depth};
        if (range_has(quotation.range, pos))
            n = add(article, out, n, max, quotation);
        quotation.range = range_of(start, end);
        n = add(article, out, n, max, quotation);
    }
    return n;
}

bool quotes_next(const struct article *article, struct pos pos, struct quotation *out)
{
    if (pos.byte >= article_size(article))
        return false;
    struct range paragraph = article_paragraph(article, pos);
    uint32_t at = pos.byte;
    for (;;) {
        struct paired paired, before;
        pair_up(article, paragraph, at, &paired);
        bool goes_on_here = continues(article, &paired, &before);
        for (size_t i = goes_on_here ? 1 : 0; i < paired.n; i++) {
            const struct pair *pair = &paired.at[i];
            if (pair->depth > 0 || pair->start < pos.byte)
                continue;
            *out = whole(article, &paired, pair);
            out->range = scan_whole(article, out->range);
            return true;
        }
        if (paired.paragraph.end.byte < paragraph.end.byte) {
            at = paired.paragraph.end.byte;
            continue;
        }
        paragraph = article_paragraph_next(article, paragraph);
        if (range_empty(paragraph))
            return false;
        at = paragraph.start.byte;
    }
}

bool quotes_reopening(const struct article *article, struct pos pos, struct quotation *out)
{
    if (pos.byte >= article_size(article))
        return false;
    struct range paragraph = article_paragraph(article, pos);
    for (int i = 0; i < 2 && !range_empty(paragraph); i++) {
        struct paired paired;
        pair_up(article, paragraph, i ? paragraph.start.byte : pos.byte, &paired);
        if (paired.n && paired.at[0].leads && paired.at[0].start >= pos.byte &&
            chained(article, &paired, out) && out->range.start.byte < pos.byte) {
            out->range.start.byte = paired.at[0].start;
            out->range = scan_whole(article, out->range);
            return true;
        }
        paragraph = article_paragraph_next(article, paragraph);
    }
    return false;
}

bool quotes_prev(const struct article *article, struct pos pos, struct quotation *out)
{
    uint32_t size = article_size(article);
    if (size == 0 || pos.byte == 0)
        return false;
    uint32_t at = pos.byte < size ? pos.byte : size - 1;
    struct range paragraph = article_paragraph(article, pos_at(at));
    for (;;) {
        struct paired paired, before;
        pair_up(article, paragraph, at, &paired);
        bool goes_on_here = continues(article, &paired, &before);
        for (size_t i = paired.n; i-- > (goes_on_here ? 1u : 0u);) {
            const struct pair *pair = &paired.at[i];
            if (pair->depth > 0 || pair->start >= pos.byte)
                continue;
            *out = whole(article, &paired, pair);
            out->range = scan_whole(article, out->range);
            return true;
        }
        if (paired.paragraph.start.byte > paragraph.start.byte) {
            at = paired.paragraph.start.byte;
            continue;
        }
        paragraph = article_paragraph_prev(article, paragraph);
        if (range_empty(paragraph))
            return false;
        at = paragraph.end.byte;
    }
}
