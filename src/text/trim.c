/* A range without white space and punctuation at its edges. */
#include <unictype.h>

#include "inside.h"

static bool per_cent(uint32_t c)
{
    return c == '%' || c == 0x66a || c == 0x2030 || c == 0x2031 || c == 0xfe6a || c == 0xff05;
}

static bool trimmed(uint32_t c)
{
    if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || per_cent(c))
        return false;
    return uc_is_property_white_space(c) || uc_is_general_category_withtable(c, UC_CATEGORY_MASK_P);
}

/* A cluster goes whole or not at all, so that no edge comes to lie inside one. */
static bool cluster_trimmed(const struct article *article, struct range cluster)
{
    uint32_t length;
    for (uint32_t at = cluster.start.byte; at < cluster.end.byte; at += length)
        if (!trimmed(text_char(article, at, &length)))
            return false;
    return true;
}

struct range article_trim(const struct article *article, struct range range)
{
    struct range at = {range.start, range.start};
    uint32_t other;
    while (at.start.byte < range.end.byte && trimmed(text_char(article, at.start.byte, &other))) {
        at.end = article_next(article, at.start);
        if (at.end.byte > range.end.byte || !cluster_trimmed(article, at))
            break;
        at.start = at.end;
    }
    range.start = at.start;
    at.end = range.end;
    while (at.end.byte > range.start.byte &&
           trimmed(text_char_before(article, at.end.byte, &other))) {
        at.start = article_prev(article, at.end);
        if (at.start.byte < range.start.byte || !cluster_trimmed(article, at))
            break;
        at.end = at.start;
    }
    range.end = at.end;
    return range;
}
