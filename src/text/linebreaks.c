#include "inside.h"

#include <string.h>

#include <unictype.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

#include "manicule/text/wrap.h"

/* How far behind a point of the grid a space is looked for, to cut a long line at. */
enum { SPACE_NEAR = 4096 };

/* Line break class IS. */
static bool infix_separator(uint32_t c)
{
    static const uint16_t wide[] = {0x37e,  0x589,  0x60c,  0x60d, 0x7f8,
                                    0x2044, 0xfe10, 0xfe13, 0xfe14};
    if (c < 0x80)
        return c == ',' || c == '.' || c == ':' || c == ';';
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (wide[i] == c)
            return true;
    return false;
}

/* Line break classes AL and HL, as far as they follow an IS in texts: letters, §, ¶. */
static bool letter(uint32_t c)
{
    if (c < 0x80 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
        return strchr("<>#@&*=_~^`", (int)c) != NULL;
    return (c == 0xa7 || c == 0xb6 || uc_is_property_alphabetic(c)) && uc_width(c, "UTF-8") == 1;
}

static bool is_mark(uint32_t c)
{
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M);
}

/* LB29, which libunistring 1.0 lacks: no break in "U.S." and "ex.com". */
static void join_after_separator(const uint8_t *bytes, size_t n, char *breaks)
{
    for (size_t i = 1; i < n; i++) {
        if (breaks[i] != UC_BREAK_POSSIBLE || bytes[i - 1] == ' ')
            continue;
        size_t before = i;
        ucs4_t a, b;
        do {
            before--;
            while (before > 0 && (bytes[before] & 0xc0) == 0x80)
                before--;
            u8_mbtouc(&a, bytes + before, n - before);
        } while (before > 0 && a >= 0x300 && is_mark(a));
        u8_mbtouc(&b, bytes + i, n - i);
        if (infix_separator(a) && letter(b))
            breaks[i] = UC_BREAK_PROHIBITED;
    }
}

void linebreaks_mark(const uint8_t *bytes, size_t n, char *breaks)
{
    u8_possible_linebreaks(bytes, n, "UTF-8", breaks);
    join_after_separator(bytes, n, breaks);
}

/* A newline is looked for as far as a whole line may reach; only a line of more than WRAP_WINDOW
 * is cut inside, at a cluster, and behind a space if there is one near. */
bool linebreaks_cut(const struct article *article, uint32_t from, uint32_t limit, uint32_t *cut)
{
    const uint8_t *bytes = article->bytes;
    uint32_t left = article->size - from, at, length;
    const uint8_t *newline =
        memchr(bytes + from - 1, '\n', (left < WRAP_WINDOW ? left : WRAP_WINDOW) + 1u);
    if (newline || left <= WRAP_WINDOW) {
        *cut = newline ? (uint32_t)(newline - bytes) + 1 : article->size;
        return true;
    }
    if (!clusters_cut(article, from, limit, cut))
        return false;
    for (at = *cut; at < *cut + SPACE_NEAR; at++) {
        if (bytes[at - 1] != ' ')
            continue;
        uint32_t c = text_char(article, at, &length);
        if (c != ' ' && clusters_part(' ', c)) {
            *cut = at;
            break;
        }
    }
    return true;
}
