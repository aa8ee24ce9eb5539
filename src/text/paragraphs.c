/* Paragraphs. Where the article has a blank line anywhere, they are what lies between blank
 * lines; the number of blank lines that start before each sample makes both ends quick to find. */
#include "inside.h"

#include <string.h>

/* The length of the white space character at p, 0: another character. */
static uint32_t blank_char(const uint8_t *p, const uint8_t *end)
{
    if (*p == ' ' || *p == '\t')
        return 1;
    return end - p >= 3 && p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80 ? 3 : 0;
}

/* Is the line that starts here blank? The empty place behind the last newline is not a line. */
static bool blank_line(const struct article *article, uint32_t start)
{
    const uint8_t *p = article->bytes + start, *end = article->bytes + article->size;
    if (p == end)
        return false;
    for (uint32_t n; p < end && (n = blank_char(p, end)) > 0; p += n)
        continue;
    return p == end || *p == '\n' || (*p == '\r' && end - p > 1 && p[1] == '\n');
}

/* The first line's start at or after `from`, before `limit`; false: none. */
static bool next_start(const struct article *article, uint32_t from, uint32_t limit, uint32_t *out)
{
    if (from == 0) {
        *out = 0;
        return limit > 0;
    }
    const uint8_t *newline =
        from < limit ? memchr(article->bytes + from - 1, '\n', limit - from) : NULL;
    if (newline)
        *out = (uint32_t)(newline - article->bytes) + 1;
    return newline != NULL;
}

static uint32_t sample_end(const struct article *article, uint32_t sample)
{
    return article->size - sample * SAMPLE < SAMPLE ? article->size : (sample + 1) * SAMPLE;
}

static bool extend(const struct article *article)
{
    struct known *known = article->known;
    uint32_t sample = known->blanked, from = sample * SAMPLE, n = 0;
    if (from >= article->size)
        return false;
    for (uint32_t start; next_start(article, from, sample_end(article, sample), &start);
         from = start + 1)
        n += blank_line(article, start);
    known->blanks[sample + 1] = known->blanks[sample] + n;
    known->blanked++;
    return true;
}

/* Is there a blank line anywhere? */
static bool has_blanks(const struct article *article)
{
    const struct known *known = article->known;
    while (known->blanks[known->blanked] == 0)
        if (!extend(article))
            return false;
    return true;
}

/* Blank lines that start before a place. */
static uint32_t blanks_before(const struct article *article, uint32_t at)
{
    struct known *known = article->known;
    uint32_t sample = at / SAMPLE, from = sample * SAMPLE;
    while (known->blanked < sample)
        extend(article);
    uint32_t n = known->blanks[sample];
    for (uint32_t start; next_start(article, from, at, &start); from = start + 1)
        n += blank_line(article, start);
    return n;
}

/* Where the n-th blank line starts, from 0; false: there are fewer. */
static bool blank_at(const struct article *article, uint32_t n, uint32_t *out)
{
    struct known *known = article->known;
    while (known->blanks[known->blanked] <= n)
        if (!extend(article))
            return false;
    uint32_t low = 0, high = known->blanked;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (known->blanks[middle] <= n)
            low = middle;
        else
            high = middle;
    }
    uint32_t seen = known->blanks[low], from = low * SAMPLE;
    for (uint32_t start; next_start(article, from, sample_end(article, low), &start);
         from = start + 1) {
        if (blank_line(article, start) && seen++ == n) {
            *out = start;
            return true;
        }
    }
    return false;
}

struct range article_paragraph(const struct article *article, struct pos pos)
{
    if (!has_blanks(article))
        return article_line_text(article, pos);
    struct range line = article_line(article, pos);
    uint32_t start = line.start.byte, blank;
    if (start == article->size || blank_line(article, start))
        return range_of(start, start);
    uint32_t before = blanks_before(article, start), first = 0, end = article->size;
    if (before > 0 && blank_at(article, before - 1, &blank))
        first = article_line(article, pos_at(blank)).end.byte;
    if (blank_at(article, before, &blank))
        end = blank;
    return range_of(first, article_line_text(article, pos_at(end - 1)).end.byte);
}

static uint32_t after_line(const struct article *article, uint32_t at)
{
    const uint8_t *newline = memchr(article->bytes + at, '\n', article->size - at);
    return newline ? (uint32_t)(newline - article->bytes) + 1 : article->size;
}

struct range article_paragraph_next(const struct article *article, struct range paragraph)
{
    uint32_t at = article_line(article, paragraph.end).end.byte;
    while (at < article->size && blank_line(article, at))
        at = after_line(article, at);
    return at < article->size ? article_paragraph(article, pos_at(at)) : range_of(at, at);
}

struct range article_paragraph_prev(const struct article *article, struct range paragraph)
{
    uint32_t start = article_line(article, paragraph.start).start.byte;
    while (start > 0) {
        const uint8_t *newline = memrchr(article->bytes, '\n', start - 1);
        start = newline ? (uint32_t)(newline - article->bytes) + 1 : 0;
        if (!blank_line(article, start))
            return article_paragraph(article, pos_at(start));
    }
    return range_of(0, 0);
}
