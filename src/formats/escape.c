#include "escape.h"

#include <stdbool.h>
#include <string.h>

#include "manicule/formats/jsonl.h"

/* What a byte says about the character it begins. */
enum { PLAIN = 0, ESCAPED, PERHAPS };

#define ROW8(v) v, v, v, v, v, v, v, v
static const uint8_t classes[256] = {
    ROW8(ESCAPED),    ROW8(ESCAPED),    ROW8(ESCAPED),    ROW8(ESCAPED),    /* C0 */
    ['"'] = ESCAPED,  ['\\'] = ESCAPED, [0x7f] = ESCAPED, [0xc2] = PERHAPS, /* it may begin C1, */
    [0xd8] = PERHAPS,                                                       /* U+061C, */
    [0xe2] = PERHAPS, /* or one of U+2000 to U+2FFF */
};

/* Is it C1, U+2028, U+2029 or a bidi control? All of them are two or three bytes long. */
static bool invisible(const uint8_t *p, size_t n)
{
    if (p[0] == 0xc2)
        return n >= 2 && p[1] <= 0x9f;
    if (p[0] == 0xd8)
        return n >= 2 && p[1] == 0x9c;
    if (n < 3)
        return false;
    if (p[1] == 0x80)
        return p[2] == 0x8e || p[2] == 0x8f || (p[2] >= 0xa8 && p[2] <= 0xae);
    return p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9;
}

/* Are all eight bytes ASCII that stands as it is? A byte below the one taken off borrows, which
 * shows in its highest bit. */
static bool eight_plain(const uint8_t *bytes)
{
    static const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t x;
    memcpy(&x, bytes, sizeof x);
    uint64_t wrong = x | (x - ones * 0x20) | ((x ^ ones * '"') - ones) |
                     ((x ^ ones * '\\') - ones) | ((x ^ ones * 0x7f) - ones);
    return (wrong & high) == 0;
}

size_t escape_plain(const uint8_t *bytes, size_t n)
{
    size_t i = 0;
    while (n - i >= 8 && eight_plain(bytes + i))
        i += 8;
    for (; i < n; i++) {
        uint8_t class = classes[bytes[i]];
        if (class == ESCAPED || (class == PERHAPS && invisible(bytes + i, n - i)))
            return i;
    }
    return n;
}

size_t escape_one(const uint8_t *bytes, char out[ESCAPE_MAX], size_t *taken)
{
    static const char hex[] = "0123456789abcdef";
    uint8_t lead = bytes[0];
    unsigned c = lead;
    *taken = 1;
    out[0] = '\\';
    if (lead == '"' || lead == '\\') {
        out[1] = (char)lead;
        return 2;
    }
    if (lead >= 0xe0) {
        c = (lead & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
        *taken = 3;
    } else if (lead >= 0x80) {
        c = (lead & 0x1fu) << 6 | (bytes[1] & 0x3fu);
        *taken = 2;
    }
    out[1] = 'u';
    for (int i = 5; i >= 2; i--, c >>= 4)
        out[i] = hex[c & 15];
    return ESCAPE_MAX;
}

void json_quote(const char *text, size_t n, struct buf *out)
{
    const uint8_t *p = (const uint8_t *)text;
    buf_add_char(out, '"');
    while (n) {
        size_t plain = escape_plain(p, n), taken = 0;
        buf_add(out, p, plain);
        if (plain < n) {
            char escaped[ESCAPE_MAX];
            buf_add(out, escaped, escape_one(p + plain, escaped, &taken));
        }
        p += plain + taken;
        n -= plain + taken;
    }
    buf_add_char(out, '"');
}
