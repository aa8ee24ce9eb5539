/* coverage.c: which parts of an article were on screen: ranges in order, apart from each other by
 * at least a byte. Kept with a place as "0-1200,1500-1600" in code points. */
#include "internal.h"

#include <inttypes.h>

/* The first range that ends at or after a place. */
static size_t find(const struct coverage *c, uint32_t byte)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c->at[middle].end.byte < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void coverage_add(struct coverage *c, struct range add)
{
    if (range_empty(add))
        return;
    size_t first = find(c, add.start.byte), last = first;
    while (last < c->n && c->at[last].start.byte <= add.end.byte) {
        if (c->at[last].start.byte < add.start.byte)
            add.start = c->at[last].start;
        if (c->at[last].end.byte > add.end.byte)
            add.end = c->at[last].end;
        last++;
    }
    if (first == last) {
        (void)vec_insert(c, first, add); /* without memory the rows only count as not seen */
        return;
    }
    c->at[first] = add;
    memmove(c->at + first + 1, c->at + last, (c->n - last) * sizeof *c->at);
    c->n -= last - first - 1;
}

/* A number at *text; false: there is none, or it is too large. */
static bool number(const char **text, uint32_t *out)
{
    uint64_t value = 0;
    const char *at = *text;
    while (*at >= '0' && *at <= '9' && value <= UINT32_MAX)
        value = value * 10 + (uint64_t)(*at++ - '0');
    if (at == *text || value > UINT32_MAX)
        return false;
    *text = at;
    *out = (uint32_t)value;
    return true;
}

void coverage_read(struct coverage *c, const char *text, const struct article *article)
{
    c->n = 0;
    while (text && *text) {
        uint32_t from, to;
        struct range range;
        if (!number(&text, &from) || *text++ != '-' || !number(&text, &to) ||
            !article_from_codepoint(article, from, &range.start) ||
            !article_from_codepoint(article, to, &range.end))
            return;
        coverage_add(c, range);
        if (*text == ',')
            text++;
        else
            return;
    }
}

void coverage_write(const struct coverage *c, const struct article *article, struct buf *out)
{
    for (size_t i = 0; i < c->n; i++)
        buf_printf(out, "%s%" PRIu32 "-%" PRIu32, i ? "," : "",
                   article_codepoint(article, c->at[i].start),
                   article_codepoint(article, c->at[i].end));
}

unsigned coverage_permille(const struct coverage *c, uint32_t size)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < c->n; i++)
        seen += range_size(c->at[i]);
    return size == 0 || seen >= size ? 1000 : (unsigned)(seen * 1000 / size);
}

bool coverage_gap(const struct coverage *c, struct pos from, uint32_t size, struct range *out)
{
    uint32_t at = from.byte;
    size_t i = find(c, at);
    /* A range that only touches `from` with its end does not cover it. */
    for (; i < c->n && c->at[i].start.byte <= at; i++)
        if (c->at[i].end.byte > at)
            at = c->at[i].end.byte;
    uint32_t end = i < c->n && c->at[i].start.byte < size ? c->at[i].start.byte : size;
    if (at >= end)
        return false;
    *out = range_of(at, end);
    return true;
}
