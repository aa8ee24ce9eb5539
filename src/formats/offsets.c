#include "offsets.h"

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

uint32_t offsets_count(struct offsets *known, struct pos pos)
{
    if (pos.byte < known->byte || pos.byte - known->byte > SHORT_STEP) {
        known->count = article_unit(known->article, pos, known->unit);
        known->byte = pos.byte;
        return known->count;
    }
    const uint8_t *bytes = known->bytes + known->byte;
    uint32_t n = pos.byte - known->byte, begun = 0, pairs = 0;
    for (uint32_t i = 0; i < n; i++) { /* without a branch: the compiler takes many at once */
        begun += (bytes[i] & 0xc0) != 0x80;
        pairs += bytes[i] >= 0xf0;
    }
    known->count += known->unit == UNIT_UTF8 ? n : begun + (known->unit == UNIT_UTF16 ? pairs : 0);
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
