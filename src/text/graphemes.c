/* Extended grapheme clusters. The rules need what stands before (flags, emoji joined by ZWJ), so
 * whole windows are asked of u8_grapheme_breaks(); its next and prev see pairs only. Between two
 * ASCII characters no window is needed. */
#include "inside.h"

#include <string.h>

#include <unigbrk.h>
#include <unistr.h>

static const uint32_t zwj = 0x200d;

/* Half a flag. */
static bool regional(uint32_t c)
{
    return c >= 0x1f1e6 && c <= 0x1f1ff;
}

/* A boundary between these two bytes is certain whatever stands around them. */
static bool ascii_part(uint8_t a, uint8_t b)
{
    return (a | b) < 0x80 && !(a == '\r' && b == '\n');
}

bool clusters_part(uint32_t a, uint32_t b)
{
    /* The pair alone is wrong behind a ZWJ (GB11) and between the halves of flags (GB12), where
     * what stands before decides. */
    return a != zwj && !(regional(a) && regional(b)) && uc_is_grapheme_break(a, b);
}

bool clusters_cut(const struct article *article, uint32_t from, uint32_t limit, uint32_t *cut)
{
    return text_parted(article, from, limit, clusters_part, cut);
}

/* The first byte in [i, n) that is ASCII, or that is not. */
static size_t skip(const uint8_t *bytes, size_t i, size_t n, bool ascii)
{
    uint64_t eight;
    const uint64_t high = 0x8080808080808080u;
    for (; n - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, bytes + i, sizeof eight);
        if ((eight & high) != (ascii ? 0 : high))
            break;
    }
    while (i < n && (bytes[i] < 0x80) == ascii)
        i++;
    return i;
}

void clusters_mark(const uint8_t *bytes, size_t n, char *marks)
{
    /* As if all were ASCII, then each stretch that is not, with the ASCII character on either
     * side: marks attach to the one, a prepended sign to the other. */
    if (n > 0)
        marks[0] = 1;
    for (size_t i = 1; i < n; i++)
        marks[i] = (char)(1 ^ ((bytes[i] == '\n') & (bytes[i - 1] == '\r')));
    for (size_t i = skip(bytes, 0, n, true); i < n;) {
        size_t start = i > 0 ? i - 1 : 0, end = skip(bytes, i, n, false);
        char first = marks[start];
        u8_grapheme_breaks(bytes + start, (end < n ? end + 1 : n) - start, marks + start);
        marks[start] = first;
        i = skip(bytes, end, n, true);
    }
}

/* With no memory for a window, characters stand in for clusters. */
static bool starts_character(const struct article *article, uint32_t at)
{
    return (article->bytes[at] & 0xc0) != 0x80;
}

bool article_is_boundary(const struct article *article, struct pos pos)
{
    uint32_t at = pos.byte;
    if (at == 0 || at >= article->size)
        return at == 0 || at == article->size;
    if (ascii_part(article->bytes[at - 1], article->bytes[at]))
        return true;
    const struct window *window = windows_at(article, &article->known->clusters, at);
    return window ? window->marks[at - window->range.start.byte] != 0
                  : starts_character(article, at);
}

struct pos article_next(const struct article *article, struct pos pos)
{
    uint32_t at = pos.byte, size = article->size;
    if (at >= size || at + 1 == size)
        return pos_at(size);
    if (ascii_part(article->bytes[at], article->bytes[at + 1]))
        return pos_at(at + 1);
    const struct window *window = windows_at(article, &article->known->clusters, at);
    if (!window) {
        while (++at < size && !starts_character(article, at))
            continue;
        return pos_at(at);
    }
    uint32_t start = window->range.start.byte, end = window->range.end.byte;
    const char *next = memchr(window->marks + (at + 1 - start), 1, end - at - 1);
    return pos_at(next ? start + (uint32_t)(next - window->marks) : end);
}

/* The last boundary before a place behind 0. */
static struct pos boundary_before(const struct article *article, uint32_t at)
{
    const uint8_t *bytes = article->bytes;
    if (at == 1 || ascii_part(bytes[at - 2], bytes[at - 1]))
        return pos_at(at - 1);
    const struct window *window = windows_at(article, &article->known->clusters, at - 1);
    if (!window) {
        while (--at > 0 && !starts_character(article, at))
            continue;
        return pos_at(at);
    }
    uint32_t start = window->range.start.byte;
    const char *before = memrchr(window->marks, 1, at - start);
    return pos_at(before ? start + (uint32_t)(before - window->marks) : start);
}

struct pos article_prev(const struct article *article, struct pos pos)
{
    uint32_t at = pos_clamp(article, pos).byte;
    return at ? boundary_before(article, at) : pos_at(0);
}

struct pos article_snap(const struct article *article, struct pos pos)
{
    if (pos.byte >= article->size)
        return pos_at(article->size);
    return boundary_before(article, pos.byte + 1);
}
