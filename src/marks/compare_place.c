/* Where spans lie: overlap, order and agreement of places. */
#include <string.h>

#include "attr_line.h"
#include "compare_parts.h"

uint32_t compare_size(const struct span *span)
{
    uint32_t size = 0;
    for (size_t i = 0; i < span->n_fragments; i++)
        size += range_size(span_fragment(span, i));
    return size;
}

uint32_t compare_overlap(const struct span *a, const struct span *b)
{
    uint32_t shared = 0;
    if (!range_overlaps(a->at, b->at))
        return 0;
    for (size_t i = 0, k = 0; i < a->n_fragments && k < b->n_fragments;) {
        struct range x = span_fragment(a, i), y = span_fragment(b, k);
        uint32_t start = x.start.byte > y.start.byte ? x.start.byte : y.start.byte;
        uint32_t end = x.end.byte < y.end.byte ? x.end.byte : y.end.byte;
        if (start < end)
            shared += end - start;
        if (x.end.byte < y.end.byte)
            i++;
        else
            k++;
    }
    return shared;
}

int compare_place_order(const struct span *a, const struct span *b)
{
    int by = compare_order(a->at.start.byte, b->at.start.byte);
    if (!by)
        by = compare_order(b->at.end.byte, a->at.end.byte);
    if (!by)
        by = compare_order(a->n_fragments, b->n_fragments);
    for (size_t i = 0; !by && a->n_fragments > 1 && i < a->n_fragments; i++) {
        by = compare_order(a->fragments[i].start.byte, b->fragments[i].start.byte);
        if (!by)
            by = compare_order(a->fragments[i].end.byte, b->fragments[i].end.byte);
    }
    return by;
}

int compare_attrs_order(const char *a, const char *b)
{
    if (a == b || strcmp(a ? a : "", b ? b : "") == 0)
        return 0;
    for (;;) {
        struct attr_line x, y;
        bool one = attr_line_own(&a, &x), other = attr_line_own(&b, &y);
        if (!one || !other)
            return one - other;
        int by = attr_line_order(x.name, x.name_n, y.name, y.name_n);
        if (!by)
            by = attr_line_order(x.value, x.value_n, y.value, y.value_n);
        if (by)
            return by;
    }
}

int compare_content_order(const struct span *a, const struct span *b)
{
    int by = compare_place_order(a, b);
    if (!by)
        by = compare_order(a->label, b->label);
    return by ? by : compare_attrs_order(a->attrs, b->attrs);
}

/* The next fragment that has words in it, trimmed. */
static bool next_trimmed(const struct article *article, const struct span *span, size_t *i,
                         struct range *out)
{
    while (*i < span->n_fragments) {
        *out = article_trim(article, span_fragment(span, (*i)++));
        if (!range_empty(*out))
            return true;
    }
    return false;
}

bool compare_agree(const struct article *article, enum compare_rule rule, const struct span *a,
                   const struct span *b)
{
    if (compare_place_order(a, b) == 0)
        return true;
    if (rule == COMPARE_EXACT || !range_overlaps(a->at, b->at))
        return false;
    size_t i = 0, k = 0, words = 0;
    struct range x, y;
    while (true) {
        bool more = next_trimmed(article, a, &i, &x);
        if (more != next_trimmed(article, b, &k, &y))
            return false;
        if (!more)
            return words > 0; /* spans of punctuation alone agree when they are equal */
        if (!range_equal(x, y))
            return false;
        words++;
    }
}
