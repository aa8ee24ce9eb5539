/* The sampled index: how many characters, characters above U+FFFF and newlines lie before every
 * SAMPLE-th byte. A question is an entry plus a count over at most one sample. */
#include "manicule/text/units.h"

#include <string.h>

#include "inside.h"

enum { LANES = 128 }; /* fewer than 256, so that a block's counts fit a byte */

/* The loops below have a fixed length and no branches, so that compilers make vectors of them. */
static uint32_t block_starts(const uint8_t *p)
{
    uint8_t n = 0;
    for (unsigned i = 0; i < LANES; i++)
        n = (uint8_t)(n + ((int8_t)p[i] >= -64));
    return n;
}

static uint32_t block_astral(const uint8_t *p)
{
    uint8_t n = 0;
    for (unsigned i = 0; i < LANES; i++)
        n = (uint8_t)(n + (p[i] >= 0xf0));
    return n;
}

static uint32_t block_lines(const uint8_t *p)
{
    uint8_t n = 0;
    for (unsigned i = 0; i < LANES; i++)
        n = (uint8_t)(n + (p[i] == '\n'));
    return n;
}

static void count(struct tally *tally, const uint8_t *p, size_t n)
{
    for (; n >= LANES; p += LANES, n -= LANES) {
        tally->chars += block_starts(p);
        tally->astral += block_astral(p);
        tally->lines += block_lines(p);
    }
    for (; n > 0; p++, n--) {
        tally->chars += (int8_t)*p >= -64;
        tally->astral += *p >= 0xf0;
        tally->lines += *p == '\n';
    }
}

/* One sample more; false when the whole article has been counted. */
static bool extend(const struct article *article)
{
    struct known *known = article->known;
    uint32_t start = known->tallied * SAMPLE;
    if (start >= article->size)
        return false;
    uint32_t n = article->size - start < SAMPLE ? article->size - start : SAMPLE;
    struct tally next = known->tally[known->tallied];
    count(&next, article->bytes + start, n);
    known->tally[++known->tallied] = next;
    return true;
}

/* All that lies before a place. */
static struct tally tally_at(const struct article *article, uint32_t at)
{
    struct known *known = article->known;
    uint32_t sample = at / SAMPLE;
    while (known->tallied < sample)
        extend(article);
    struct tally tally = known->tally[sample];
    count(&tally, article->bytes + sample * SAMPLE, at - sample * SAMPLE);
    return tally;
}

static uint32_t of_chars(const struct tally *tally)
{
    return tally->chars;
}

static uint32_t of_utf16(const struct tally *tally)
{
    return tally->chars + tally->astral;
}

static uint32_t of_lines(const struct tally *tally)
{
    return tally->lines;
}

typedef uint32_t tally_value(const struct tally *);

/* The last sample before whose first byte fewer than n were counted (n > 0): the n-th lies in
 * it. False when there are fewer than n in all. */
static bool sample_of(const struct article *article, tally_value *value, uint32_t n, uint32_t *out)
{
    struct known *known = article->known;
    while (value(&known->tally[known->tallied]) < n)
        if (!extend(article))
            return false;
    uint32_t low = 0, high = known->tallied;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (value(&known->tally[middle]) < n)
            low = middle;
        else
            high = middle;
    }
    *out = low;
    return true;
}

uint32_t units_newlines(const struct article *article, uint32_t at)
{
    return tally_at(article, at).lines;
}

bool units_newline(const struct article *article, uint32_t n, uint32_t *at)
{
    uint32_t sample;
    if (!sample_of(article, of_lines, n + 1, &sample))
        return false;
    const uint8_t *p = article->bytes + sample * SAMPLE;
    for (uint32_t left = n - article->known->tally[sample].lines;; left--) {
        p = memchr(p, '\n', (size_t)(article->bytes + article->size - p));
        if (left == 0)
            break;
        p++;
    }
    *at = (uint32_t)(p - article->bytes);
    return true;
}

uint32_t article_codepoint(const struct article *article, struct pos pos)
{
    return tally_at(article, pos_clamp(article, pos).byte).chars;
}

/* Eight bytes at a time: those that begin no character are 10xxxxxx. */
static uint32_t starts(const uint8_t *p, uint32_t n)
{
    uint32_t chars = n;
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t eight;
        memcpy(&eight, p, 8);
        uint64_t inside = eight >> 7 & ~(eight >> 6) & 0x0101010101010101u;
        chars -= (uint32_t)(inside * 0x0101010101010101u >> 56);
    }
    for (; n; p++, n--)
        chars -= (*p & 0xc0) == 0x80;
    return chars;
}

uint32_t article_codepoints_in(const struct article *article, struct range range)
{
    range.start = pos_clamp(article, range.start);
    range.end = pos_clamp(article, range.end);
    if (range_empty(range))
        return 0;
    if (range_size(range) > SAMPLE)
        return article_codepoint(article, range.end) - article_codepoint(article, range.start);
    return starts(article->bytes + range.start.byte, range_size(range));
}

uint32_t article_utf16(const struct article *article, struct pos pos)
{
    struct tally tally = tally_at(article, pos_clamp(article, pos).byte);
    return of_utf16(&tally);
}

uint32_t article_unit(const struct article *article, struct pos pos, enum unit unit)
{
    switch (unit) {
    case UNIT_UTF8:
        return pos_clamp(article, pos).byte;
    case UNIT_UTF16:
        return article_utf16(article, pos);
    case UNIT_CODEPOINT:
        break;
    }
    return article_codepoint(article, pos);
}

/* The place before which exactly n were counted; false: there is none such. */
static bool place_of(const struct article *article, tally_value *value, uint32_t n, struct pos *out)
{
    uint32_t sample = 0;
    if (n > 0 && !sample_of(article, value, n, &sample))
        return false;
    struct tally tally = article->known->tally[sample], next;
    uint32_t at = sample * SAMPLE;
    for (; article->size - at >= LANES; at += LANES, tally = next) {
        next = tally;
        count(&next, article->bytes + at, LANES);
        if (value(&next) > n)
            break;
    }
    /* The n-th has been counted at its lead byte; its other bytes belong to it too. */
    for (; at < article->size; at++) {
        next = tally;
        count(&next, article->bytes + at, 1);
        if (value(&next) > n)
            break;
        tally = next;
    }
    *out = pos_at(at);
    return value(&tally) == n;
}

bool article_from_codepoint(const struct article *article, uint32_t n, struct pos *out)
{
    return place_of(article, of_chars, n, out);
}

bool article_from_unit(const struct article *article, uint32_t n, enum unit unit, struct pos *out)
{
    switch (unit) {
    case UNIT_UTF8:
        *out = pos_at(n);
        return n == article->size || (n < article->size && (article->bytes[n] & 0xc0) != 0x80);
    case UNIT_UTF16:
        return place_of(article, of_utf16, n, out);
    case UNIT_CODEPOINT:
        break;
    }
    return article_from_codepoint(article, n, out);
}

uint32_t article_codepoints(const struct article *article)
{
    return tally_at(article, article->size).chars;
}

uint32_t article_lines(const struct article *article)
{
    uint32_t size = article->size;
    return units_newlines(article, size) + (size == 0 || article->bytes[size - 1] != '\n');
}

uint32_t article_line_number(const struct article *article, struct pos pos)
{
    return units_newlines(article, pos_clamp(article, pos).byte);
}

bool article_line_start(const struct article *article, uint32_t line, struct pos *out)
{
    uint32_t newline;
    if (line == 0) {
        *out = pos_at(0);
        return true;
    }
    if (!units_newline(article, line - 1, &newline))
        return false;
    *out = pos_at(newline + 1);
    return true;
}

uint32_t article_column(const struct article *article, struct pos pos)
{
    pos = pos_clamp(article, pos);
    struct pos start = article_line(article, pos).start;
    return article_codepoint(article, pos) - article_codepoint(article, start);
}

static const char *const names[] = {
    [UNIT_CODEPOINT] = "codepoint",
    [UNIT_UTF8] = "utf8",
    [UNIT_UTF16] = "utf16",
};

const char *unit_name(enum unit unit)
{
    return names[unit];
}

bool unit_parse(const char *name, enum unit *out)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            *out = (enum unit)i;
            return true;
        }
    }
    return false;
}
