#include "inside.h"

#include <string.h>

/* How far a newline is looked for byte by byte before the index is asked: most lines are short. */
enum { NEAR = 1024 };

static uint32_t line_start(const struct article *article, uint32_t at)
{
    uint32_t from = at > NEAR ? at - NEAR : 0, newline;
    const uint8_t *near = memrchr(article->bytes + from, '\n', at - from);
    if (near)
        return (uint32_t)(near - article->bytes) + 1;
    if (from == 0)
        return 0;
    uint32_t before = units_newlines(article, from);
    return before && units_newline(article, before - 1, &newline) ? newline + 1 : 0;
}

static uint32_t line_end(const struct article *article, uint32_t at)
{
    uint32_t left = article->size - at, newline;
    const uint8_t *near = memchr(article->bytes + at, '\n', left < NEAR ? left : NEAR);
    if (near)
        return (uint32_t)(near - article->bytes) + 1;
    if (left <= NEAR || !units_newline(article, units_newlines(article, at), &newline))
        return article->size;
    return newline + 1;
}

struct range article_line(const struct article *article, struct pos pos)
{
    uint32_t at = pos_clamp(article, pos).byte;
    return range_of(line_start(article, at), line_end(article, at));
}

struct range article_line_text(const struct article *article, struct pos pos)
{
    struct range line = article_line(article, pos);
    const uint8_t *bytes = article->bytes;
    uint32_t end = line.end.byte;
    if (end > line.start.byte && bytes[end - 1] == '\n') {
        end--;
        if (end > line.start.byte && bytes[end - 1] == '\r')
            end--;
    }
    return range_of(line.start.byte, end);
}
