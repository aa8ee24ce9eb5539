/* Walks over checked JSON text: no bounds are looked at, because the closing bracket that
 * pull_check() saw is always in front. */
#include "pull.h"

#include <string.h>

static void space(const char **at)
{
    while (**at == ' ' || **at == '\t' || **at == '\r' || **at == '\n')
        ++*at;
}

enum raw_type pull_type(struct raw raw)
{
    if (raw.n == 0)
        return RAW_NONE;
    switch (*raw.at) {
    case '{':
        return RAW_OBJECT;
    case '[':
        return RAW_ARRAY;
    case '"':
        return RAW_STRING;
    case 't':
        return RAW_TRUE;
    case 'f':
        return RAW_FALSE;
    case 'n':
        return RAW_NULL;
    default:
        return RAW_NUMBER;
    }
}

/* Most strings hold few quotes, so the search is for the next one; it ends the string unless an odd
 * number of backslashes stands before it. */
static void skip_string(const char **at)
{
    const char *first = *at + 1, *quote = first - 1;
    size_t slashes;
    do {
        quote = rawmemchr(quote + 1, '"');
        for (slashes = 0; quote - slashes > first && quote[-1 - (ptrdiff_t)slashes] == '\\';)
            slashes++;
    } while (slashes % 2);
    *at = quote + 1;
}

bool pull_enter(const char **at)
{
    char end = **at == '{' ? '}' : ']';
    ++*at;
    space(at);
    if (**at != end)
        return true;
    ++*at;
    return false;
}

bool pull_more(const char **at)
{
    space(at);
    bool more = **at == ',';
    ++*at;
    if (more)
        space(at);
    return more;
}

struct raw pull_key(const char **at)
{
    const char *start = *at;
    skip_string(at);
    struct raw key = {start, (size_t)(*at - start)};
    space(at);
    ++*at; /* the colon */
    space(at);
    return key;
}

/* Behind the bracket that closes the one at *at. */
static void skip_nested(const char **at)
{
    static const signed char steps[256] = {['{'] = 1, ['['] = 1, ['}'] = -1, [']'] = -1, ['"'] = 2};
    const char *p = *at;
    int depth = 0;
    do {
        int step = steps[(unsigned char)*p];
        if (step == 2) {
            skip_string(&p);
            continue;
        }
        depth += step;
        p++;
    } while (depth);
    *at = p;
}

struct raw pull_value(const char **at)
{
    const char *start = *at;
    if (*start == '"')
        skip_string(at);
    else if (*start == '{' || *start == '[')
        skip_nested(at);
    else
        *at += strcspn(start, ",]} \t\r\n");
    return (struct raw){start, (size_t)(*at - start)};
}

size_t pull_count(struct raw raw)
{
    const char *at = raw.at;
    size_t n = 0;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        if (*raw.at == '{')
            pull_key(&at);
        pull_value(&at);
        n++;
    }
    return n;
}

static unsigned hex4(const char *p)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned c = (unsigned char)p[i];
        value = value * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* Decodes the escape at *at into 1 to 4 bytes of UTF-8. */
static size_t unescape(const char **at, char out[4])
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    char kind = (*at)[1];
    if (kind != 'u') {
        const char *known = strchr(from, kind);
        out[0] = known ? to[known - from] : kind;
        *at += 2;
        return 1;
    }
    uint32_t c = hex4(*at + 2);
    *at += 6;
    if (c >= 0xd800 && c <= 0xdbff) {
        c = 0x10000 + ((c - 0xd800) << 10) + (hex4(*at + 2) - 0xdc00);
        *at += 6;
    }
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(lead[n] | c);
    return n;
}

/* Goes through a string piece by piece: runs without escapes as they lie, escapes decoded. */
struct pieces {
    const char *at, *end;
    char decoded[4];
};

static struct pieces pieces_of(struct raw string)
{
    return (struct pieces){.at = string.at + 1, .end = string.at + string.n - 1};
}

static size_t next_piece(struct pieces *p, const char **piece)
{
    if (p->at == p->end)
        return 0;
    if (*p->at == '\\') {
        *piece = p->decoded;
        return unescape(&p->at, p->decoded);
    }
    const char *slash = memchr(p->at, '\\', (size_t)(p->end - p->at));
    *piece = p->at;
    p->at = slash ? slash : p->end;
    return (size_t)(p->at - *piece);
}

size_t pull_decode(struct raw string, char *out)
{
    struct pieces pieces = pieces_of(string);
    const char *piece;
    char *start = out;
    for (size_t n; (n = next_piece(&pieces, &piece)) != 0; out += n)
        memcpy(out, piece, n);
    return (size_t)(out - start);
}

void pull_text(struct raw string, struct buf *out)
{
    struct pieces pieces = pieces_of(string);
    const char *piece;
    buf_add(out, "", 0);
    for (size_t n; (n = next_piece(&pieces, &piece)) != 0;)
        buf_add(out, piece, n);
}

bool pull_is(struct raw string, const void *bytes, size_t n)
{
    struct pieces pieces = pieces_of(string);
    const char *want = bytes, *piece;
    for (size_t some; (some = next_piece(&pieces, &piece)) != 0; want += some, n -= some)
        if (some > n || memcmp(piece, want, some) != 0)
            return false;
    return n == 0;
}

bool pull_is_word(struct raw string, const char *word)
{
    return pull_is(string, word, strlen(word));
}

int pull_order(struct raw string, struct raw other)
{
    struct pieces a = pieces_of(string), b = pieces_of(other);
    const char *x = NULL, *y = NULL;
    size_t n = 0, m = 0;
    for (;;) {
        n = n ? n : next_piece(&a, &x);
        m = m ? m : next_piece(&b, &y);
        size_t both = n < m ? n : m;
        if (both == 0)
            return (n > 0) - (m > 0);
        int order = memcmp(x, y, both);
        if (order)
            return order;
        x += both, n -= both;
        y += both, m -= both;
    }
}

enum whole pull_whole(struct raw raw, int64_t *out)
{
    if (pull_type(raw) != RAW_NUMBER)
        return WHOLE_NONE;
    const char *p = raw.at, *end = raw.at + raw.n;
    bool negative = *p == '-';
    uint64_t value = 0, most = (uint64_t)INT64_MAX;
    bool large = false;
    for (p += negative; p < end; p++) {
        if (*p < '0' || *p > '9')
            return WHOLE_NONE;
        unsigned digit = (unsigned)(*p - '0');
        if (large || value > (most - digit) / 10)
            large = true;
        else
            value = value * 10 + digit;
    }
    *out = negative ? -(int64_t)value : (int64_t)value;
    return large ? WHOLE_LARGE : WHOLE_OK;
}
