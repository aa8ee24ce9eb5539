#include "breaks.h"

#include <string.h>

struct kind {
    bool space, line;
};

/* The character at p, of which n bytes are there, at least one. */
static size_t take(const uint8_t *p, size_t n, struct kind *kind)
{
    uint32_t c = *p;
    size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    *kind = (struct kind){false, false};
    if (length > n)
        return n;
    if (length == 2)
        c = (c & 0x1fu) << 6 | (p[1] & 0x3fu);
    else if (length == 3)
        c = (c & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    kind->line = (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 ||
                 c == 0x2029;
    kind->space = length < 4 &&
                  (kind->line || c == '\t' || c == ' ' || c == 0x1f || c == 0xa0 || c == 0x1680 ||
                   (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000);
    return length;
}

size_t breaks_space(const char *text, size_t n, bool *space)
{
    struct kind kind;
    size_t length = take((const uint8_t *)text, n, &kind);
    *space = kind.space;
    return length;
}

bool breaks_in(const char *text, size_t n)
{
    const uint8_t *p = (const uint8_t *)text;
    struct kind kind;
    for (size_t i = 0; i < n;) {
        i += take(p + i, n - i, &kind);
        if (kind.line)
            return true;
    }
    return false;
}

/* The cluster at a place: white space only when all of it is. */
static struct pos cluster(const struct article *article, struct pos at, struct kind *kind)
{
    const uint8_t *bytes = article_bytes(article);
    struct pos end = article_next(article, at);
    struct kind one;
    *kind = (struct kind){true, false};
    for (uint32_t i = at.byte; i < end.byte && kind->space;) {
        i += (uint32_t)take(bytes + i, end.byte - i, &one);
        kind->space = one.space;
        kind->line |= one.line;
    }
    return end;
}

/* The white space at a place, up to a limit; *line: it holds a line break. */
static struct pos run(const struct article *article, struct pos at, struct pos limit, bool *line)
{
    *line = false;
    while (at.byte < limit.byte) {
        struct kind kind;
        struct pos next = cluster(article, at, &kind);
        if (!kind.space)
            break;
        *line |= kind.line;
        at = next;
    }
    return at;
}

bool breaks_next(const struct article *article, struct range range, struct pos *at,
                 struct range *out)
{
    bool line;
    const uint8_t *bytes = article_bytes(article);
    struct pos start = *at, end = run(article, start, range.end, &line);
    if (line)
        start = end;
    if (start.byte >= range.end.byte)
        return false;
    *at = range.end;
    *out = (struct range){start, range.end};
    for (struct pos p = start; p.byte < range.end.byte;) {
        if (bytes[p.byte] > ' ' && bytes[p.byte] < 0x7f) {
            p.byte++;
            continue;
        }
        end = run(article, p, range.end, &line);
        if (line && article_is_boundary(article, p)) {
            *at = end;
            out->end = p;
            return true;
        }
        p = end.byte > p.byte ? end : article_next(article, p);
    }
    return true;
}

bool breaks_part(const struct article *article, struct pos end, struct pos start)
{
    struct kind before, after;
    bool line;
    if (end.byte >= start.byte || end.byte == 0 || start.byte >= article_size(article) ||
        run(article, end, start, &line).byte != start.byte || !line)
        return false;
    cluster(article, article_prev(article, end), &before);
    cluster(article, start, &after);
    return !before.space && !after.space;
}
