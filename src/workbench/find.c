/* find.c: letters in an article, with or without their case. */
#include "find.h"

#include <string.h>

/* Runs of capitals and what is added to make each small. Step 2: capital and small take turns. */
static const struct {
    uint32_t first, last;
    int32_t add;
    unsigned step;
} capitals[] = {
    {'A', 'Z', 32, 1},           {0xc0, 0xd6, 32, 1},         {0xd8, 0xde, 32, 1},
    {0x100, 0x12e, 1, 2},        {0x132, 0x136, 1, 2},        {0x139, 0x147, 1, 2},
    {0x14a, 0x176, 1, 2},        {0x178, 0x178, -121, 1},     {0x179, 0x17d, 1, 2},
    {0x1cd, 0x1db, 1, 2},        {0x1de, 0x1ee, 1, 2},        {0x1f8, 0x21e, 1, 2},
    {0x222, 0x232, 1, 2},        {0x386, 0x386, 38, 1},       {0x388, 0x38a, 37, 1},
    {0x38c, 0x38c, 64, 1},       {0x38e, 0x38f, 63, 1},       {0x391, 0x3a1, 32, 1},
    {0x3a3, 0x3ab, 32, 1},       {0x3c2, 0x3c2, 1, 1},        {0x400, 0x40f, 80, 1},
    {0x410, 0x42f, 32, 1},       {0x460, 0x480, 1, 2},        {0x48a, 0x4be, 1, 2},
    {0x4c1, 0x4cd, 1, 2},        {0x4d0, 0x52e, 1, 2},        {0x531, 0x556, 48, 1},
    {0x1e00, 0x1e94, 1, 2},      {0x1ea0, 0x1efe, 1, 2},      {0xff21, 0xff3a, 32, 1},
    {0x10400, 0x10427, 40, 1},
};
enum { CAPITALS = sizeof capitals / sizeof capitals[0] };

static uint32_t fold(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    for (size_t i = 1; i < CAPITALS; i++)
        if (c >= capitals[i].first && c <= capitals[i].last)
            return (c - capitals[i].first) % capitals[i].step ? c
                                                              : (uint32_t)((int32_t)c + capitals[i].add);
    return c;
}

static bool white(uint32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0xa0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x202f;
}

/* One character of valid UTF-8; *at moves past it. */
static uint32_t take(const uint8_t **at)
{
    const uint8_t *s = *at;
    if (s[0] < 0x80) {
        *at = s + 1;
        return s[0];
    }
    unsigned n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    uint32_t c = s[0] & (0x7fu >> n);
    for (unsigned i = 1; i < n; i++)
        c = c << 6 | (s[i] & 0x3fu);
    *at = s + n;
    return c;
}

bool find_has_capital(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    while (*at) {
        uint32_t c = take(&at);
        if (fold(c) != c && c != 0x3c2) /* a final sigma is small */
            return true;
    }
    return false;
}

/* The bytes that the n-th character of a hit may begin with. Beyond ASCII a capital may begin
 * with another byte than its small letter: any such byte is looked at. */
static void may_begin(uint8_t set[256], uint32_t c, bool exact)
{
    if (c == ' ') {
        memset(set + 0x09, 1, 0x0d - 0x09 + 1);
        set[' '] = set[0xc2] = set[0xe2] = set[0xe3] = 1;
    } else if (c < 0x80) {
        set[c] = 1;
        if (!exact && c >= 'a' && c <= 'z')
            set[c - 32] = 1;
    } else {
        memset(set + 0xc2, 1, 256 - 0xc2);
    }
}

static bool cased(uint32_t c)
{
    for (size_t i = 0; i < CAPITALS; i++) {
        uint32_t add = (uint32_t)capitals[i].add;
        if ((c >= capitals[i].first && c <= capitals[i].last) ||
            (c >= capitals[i].first + add && c <= capitals[i].last + add))
            return true;
    }
    return false;
}

/* How often a character stands in a text, roughly: the index in this string, else seldom. */
static unsigned seldom(uint32_t c)
{
    static const char often[] = "zqxjkvbpygfwmucldrhsnioate";
    const char *at = c ? strchr(often, (int)fold(c)) : NULL;
    return at ? (unsigned)(at - often) + 1 : 0;
}

/* The byte to run after with memchr(), which sees sixteen at a time: the most seldom one among the
 * ASCII characters at the needle's start; of a first character without case its last byte. */
static void find_rare(struct needle *needle, const uint8_t *text)
{
    uint32_t c = needle->c[0];
    unsigned best = 0;
    if (c >= 0x80 && (needle->exact || !cased(c))) {
        const uint8_t *end = text;
        take(&end);
        needle->n_rare = 1;
        needle->rare_at = (unsigned)(end - text) - 1;
        needle->rare[0] = end[-1];
        return;
    }
    for (unsigned i = 0; i < needle->n && (c = needle->c[i]) < 0x80 && c != ' '; i++) {
        if (needle->n_rare && seldom(c) >= best)
            continue;
        best = seldom(c);
        bool two = !needle->exact && c >= 'a' && c <= 'z';
        needle->n_rare = two ? 2 : 1;
        needle->rare_at = i;
        needle->rare[0] = (uint8_t)c;
        needle->rare[1] = (uint8_t)(two ? c - 32 : c);
    }
}

bool find_needle(struct needle *needle, const char *text, size_t n, bool exact)
{
    const uint8_t *at = (const uint8_t *)text, *end = at + n;
    memset(needle, 0, sizeof *needle);
    needle->exact = exact;
    while (at < end) {
        uint32_t c = take(&at);
        c = white(c) ? ' ' : exact ? c : fold(c);
        if (c == ' ' && needle->n && needle->c[needle->n - 1] == ' ')
            continue;
        if (needle->n == NEEDLE_MAX)
            return false;
        needle->c[needle->n++] = c;
    }
    if (needle->n == 0)
        return false;
    may_begin(needle->first, needle->c[0], exact);
    /* Behind an ASCII character the next byte begins the next character: two bytes sift nearly
     * everything out. White space may go on, and behind others a byte more is in between. */
    if (needle->n > 1 && needle->c[0] < 0x80 && needle->c[0] != ' ')
        may_begin(needle->second, needle->c[1], exact);
    else
        memset(needle->second, 1, sizeof needle->second);
    find_rare(needle, (const uint8_t *)text);
    return true;
}

/* Where the hit that starts at `at` ends, or NULL. */
static const uint8_t *match(const struct needle *needle, const uint8_t *at, const uint8_t *end)
{
    for (size_t i = 0; i < needle->n; i++) {
        if (at >= end)
            return NULL;
        uint32_t c = take(&at);
        if (needle->c[i] != ' ') {
            if ((needle->exact ? c : fold(c)) != needle->c[i])
                return NULL;
            continue;
        }
        if (!white(c))
            return NULL;
        for (const uint8_t *next = at; next < end && white(take(&next));)
            at = next;
    }
    return at;
}

static bool hit_at(const struct article *article, const struct needle *needle, uint32_t byte,
                   struct range *out)
{
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article);
    if (!needle->first[bytes[byte]] || (byte + 1 < size && !needle->second[bytes[byte + 1]]))
        return false;
    const uint8_t *end = match(needle, bytes + byte, bytes + size);
    if (!end)
        return false;
    *out = range_of(byte, (uint32_t)(end - bytes));
    return article_is_boundary(article, out->start) && article_is_boundary(article, out->end);
}

/* The next byte from `at` on, before `end`, that may start a hit; `end` if there is none. next[]
 * holds how far each rare byte was looked for, so that no part of the text is read twice. */
static uint32_t candidate(const struct article *article, const struct needle *needle, uint32_t at,
                          uint32_t end, uint32_t next[2])
{
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article), best = UINT32_MAX;
    if (needle->n_rare == 0) {
        uint32_t last = end < size ? end : size - 1; /* the last byte has none beside it */
        for (; at < last; at++)
            if (needle->first[bytes[at]] && needle->second[bytes[at + 1]])
                return at;
        return at < end && needle->first[bytes[at]] ? at : end;
    }
    uint32_t from = at + needle->rare_at;
    uint32_t to = end > size - needle->rare_at ? size : end + needle->rare_at;
    for (unsigned i = 0; i < needle->n_rare; i++) {
        if (next[i] < from && from < to) {
            const uint8_t *there = memchr(bytes + from, needle->rare[i], to - from);
            next[i] = there ? (uint32_t)(there - bytes) : UINT32_MAX;
        }
        if (next[i] >= from && next[i] < best)
            best = next[i];
    }
    return best < to ? best - needle->rare_at : end;
}

bool find_next(const struct article *article, const struct needle *needle, struct pos from,
               struct pos to, struct range *out)
{
    uint32_t size = article_size(article), end = to.byte < size ? to.byte : size;
    uint32_t next[2] = {0, 0};
    if (needle->rare_at >= size)
        return false;
    for (uint32_t at = from.byte; at < end; at++) {
        at = candidate(article, needle, at, end, next);
        if (at < end && hit_at(article, needle, at, out))
            return true;
    }
    return false;
}

bool find_prev(const struct article *article, const struct needle *needle, struct pos from,
               struct pos to, struct range *out)
{
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article), end = to.byte < size ? to.byte : size;
    for (uint32_t at = end; at-- > from.byte;)
        if (needle->first[bytes[at]] && hit_at(article, needle, at, out))
            return true;
    return false;
}
