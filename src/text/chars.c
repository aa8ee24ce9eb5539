#include "chars.h"

#include <unictype.h>
#include <uniwidth.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Bidi controls, and what is invisible and takes no column, or takes one and shows nothing. */
static const struct chars_range hidden[] = {
    {0x00ad, 0x00ad}, {0x034f, 0x034f}, {0x061c, 0x061c}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
    {0x180b, 0x180f}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
};

/* What terminals do not agree about: kana voicing marks on their own, Hangul tone marks, numbers in
 * black squares, hexagrams, the conjoining vowels and finals of old Korean. */
static const struct chars_range disputed[] = {
    {0x302e, 0x302f}, {0x3099, 0x309a}, {0x3248, 0x324f}, {0x4dc0, 0x4dff}, {0xd7b0, 0xd7fb},
};

/* Emoji that came after Unicode 10: older terminals draw them one column wide. */
static const struct chars_range new_emoji[] = {
    {0x1f6d5, 0x1f6d7}, {0x1f6dd, 0x1f6df}, {0x1f6f9, 0x1f6fc}, {0x1f7e0, 0x1f7eb},
    {0x1f7f0, 0x1f7f0}, {0x1f90c, 0x1f90f}, {0x1f93f, 0x1f93f}, {0x1f94d, 0x1f94f},
    {0x1f96c, 0x1f972}, {0x1f973, 0x1f97f}, {0x1f998, 0x1f9bf}, {0x1f9c1, 0x1f9cf},
    {0x1f9e7, 0x1f9ff}, {0x1fa70, 0x1faff},
};

bool chars_in(uint32_t c, const struct chars_range *table, size_t n)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c > table[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && c >= table[low].first;
}

/* Most of what articles hold needs no table: Latin letters, kana, Chinese characters, Hangul. */
static bool plain_wide(uint32_t c)
{
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x30a1 && c <= 0x30fe) ||
           (c >= 0x3041 && c <= 0x3096) || (c >= 0xac00 && c <= 0xd7a3);
}

static enum chars_kind kind_of_category(uint32_t c)
{
    static const struct {
        uint32_t mask;
        enum chars_kind kind;
    } rows[] = {
        {UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_S |
             UC_CATEGORY_MASK_Zs, CHARS_SHOWN},
        {UC_CATEGORY_MASK_Mn | UC_CATEGORY_MASK_Me, CHARS_MARK},
        {UC_CATEGORY_MASK_Mc, CHARS_SPACING},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (uc_is_general_category_withtable(c, rows[i].mask))
            return rows[i].kind;
    return CHARS_HEX; /* unassigned, private use, formats, separators of lines */
}

enum chars_kind chars_kind(uint32_t c, const struct widths *widths)
{
    if (c < 0x20 || c == 0x7f)
        return CHARS_CARET;
    if (c < 0x7f || (c > 0xad && c < 0x300) || (c > 0xa0 && c < 0xad) || plain_wide(c))
        return CHARS_SHOWN;
    if (c < 0xa0)
        return CHARS_HEX;
    if (c == 0xe33 || c == 0xeb3) /* Thai and Lao AM: letters by category, yet behind a base */
        return CHARS_SPACING;
    if (c >= 0x1160 && c <= 0x11ff && c != 0x1160) /* conjoining vowels and finals of Hangul */
        return CHARS_MARK;
    if ((c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef))
        return CHARS_VARIATION;
    if (c >= 0x1f1e6 && c <= 0x1f1ff)
        return CHARS_REGIONAL;
    if (c >= 0xe0020 && c <= 0xe007f)
        return CHARS_TAG;
    if (chars_in(c, hidden, COUNT(hidden)))
        return CHARS_HIDDEN;
    if (chars_in(c, disputed, COUNT(disputed)))
        return CHARS_HEX;
    if (!(widths && widths->new_emoji) && chars_in(c, new_emoji, COUNT(new_emoji)))
        return CHARS_HEX;
    return kind_of_category(c);
}

int glyph_char_width(uint32_t c, const struct widths *widths)
{
    if (c >= 0x20 && c < 0x7f)
        return 1;
    if (plain_wide(c))
        return 2;
    switch (chars_kind(c, widths)) {
    case CHARS_SHOWN:
    case CHARS_SPACING:
        if (widths && widths->ambiguous == 2 && ambiguous_has(c))
            return 2;
        return uc_width(c, "UTF-8") == 2 ? 2 : 1;
    case CHARS_MARK:
        return 0;
    default:
        return -1;
    }
}
