#include "offsets.h"

#include <string.h>

enum { SHORT_STEP = 1024 };

struct offsets offsets_of(const struct article *article, enum unit unit)
{
    return (struct offsets){.bytes = article_bytes(article), .article = article, .unit = unit};
}

/* How many units begin with this byte: code points begin at bytes that continue nothing, and
 * characters above U+FFFF are two UTF-16 units. */
static uint32_t units_at(uint8_t byte, enum unit unit)
{
    if (unit == UNIT_UTF8)
        return 1;
    if ((byte & 0xc0) == 0x80)
        return 0;
    return unit == UNIT_UTF16 && byte >= 0xf0 ? 2 : 1;
}

/* Characters begin at bytes that continue none; a second unit comes with those above U+FFFF. Eight
 * bytes at once: one bit each, summed by the multiplication. */
static uint32_t units_in(const uint8_t *bytes, uint32_t n, bool pairs)
{
    static const uint64_t ones = 0x0101010101010101u;
    uint32_t units = n, i = 0;
    for (uint64_t x; n - i >= 8; i += 8) {
        memcpy(&x, bytes + i, sizeof x);
        uint64_t inside = (x & ~(x << 1)) >> 7 & ones;
        uint64_t four = x >> 7 & x >> 6 & x >> 5 & x >> 4 & ones;
        units -= (uint32_t)((inside * ones) >> 56);
        units += pairs ? (uint32_t)((four * ones) >> 56) : 0;
    }
    for (; i < n; i++) {
        units -= (bytes[i] & 0xc0) == 0x80;
        units += pairs && bytes[i] >= 0xf0;
    }
    return units;
}

uint32_t offsets_count(struct offsets *known, struct pos pos)
{
    if (pos.byte < known->byte || pos.byte - known->byte > SHORT_STEP) {
        known->count = article_unit(known->article, pos, known->unit);
        known->byte = pos.byte;
        return known->count;
    }
    const uint8_t *bytes = known->bytes + known->byte;
    uint32_t n = pos.byte - known->byte;
    known->count += known->unit == UNIT_UTF8 ? n : units_in(bytes, n, known->unit == UNIT_UTF16);
    known->byte = pos.byte;
    return known->count;
}

static bool inside_character(const struct offsets *known, uint32_t byte)
{
    return byte < article_size(known->article) && (known->bytes[byte] & 0xc0) == 0x80;
}

bool offsets_pos(struct offsets *known, uint32_t count, struct pos *out)
{
    if (count < known->count || count - known->count > SHORT_STEP) {
        if (!article_from_unit(known->article, count, known->unit, out))
            return false;
        known->byte = out->byte;
        known->count = count;
        return true;
    }
    uint32_t size = article_size(known->article), byte = known->byte, n = known->count;
    while (byte < size && n < count)
        n += units_at(known->bytes[byte++], known->unit);
    if (known->unit != UNIT_UTF8)
        while (inside_character(known, byte))
            byte++;
    if (n != count || inside_character(known, byte))
        return false;
    known->byte = byte;
    known->count = n;
    *out = pos_at(byte);
    return true;
}
