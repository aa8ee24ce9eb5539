/* scan.c: blocks and characters: how the rules look at an article a few lines at a time. */
#include "scan.h"

#include <string.h>

uint32_t scan_char(const uint8_t *s, uint32_t at, uint32_t to, uint32_t *next)
{
    uint32_t c = s[at];
    uint32_t more = c < 0xC0 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    if (more >= to - at) { /* cut by the block's edge */
        *next = to;
        return 0xFFFD;
    }
    if (more)
        c &= 0x3Fu >> more;
    for (uint32_t i = 1; i <= more; i++)
        c = c << 6 | (s[at + i] & 0x3Fu);
    *next = at + 1 + more;
    return c;
}

uint32_t scan_back(const uint8_t *s, uint32_t from, uint32_t at)
{
    while (at > from && (s[--at] & 0xC0) == 0x80)
        ;
    return at;
}

/* The blocks of characters that matter to the rules; what is not named here is no letter. */
static const struct {
    uint32_t first, last;
    enum letter_kind kind;
} kinds[] = {
    {0x00AA, 0x00AA, LETTER_ALPHA},    {0x00B5, 0x00B5, LETTER_ALPHA},
    {0x00BA, 0x00BA, LETTER_ALPHA},    {0x00C0, 0x00D6, LETTER_ALPHA},
    {0x00D8, 0x00F6, LETTER_ALPHA},    {0x00F8, 0x02AF, LETTER_ALPHA},
    {0x0300, 0x036F, LETTER_ALPHA},    {0x0370, 0x0373, LETTER_ALPHA},
    {0x0376, 0x037D, LETTER_ALPHA},    {0x0386, 0x0386, LETTER_ALPHA},
    {0x0388, 0x0481, LETTER_ALPHA},    {0x048A, 0x0556, LETTER_ALPHA},
    {0x0561, 0x0587, LETTER_ALPHA},    {0x05D0, 0x05EA, LETTER_ALPHA},
    {0x0620, 0x065F, LETTER_ALPHA},    {0x0660, 0x0669, LETTER_DIGIT},
    {0x066E, 0x06D3, LETTER_ALPHA},    {0x0900, 0x0963, LETTER_ALPHA},
    {0x0966, 0x096F, LETTER_DIGIT},    {0x0970, 0x0DFF, LETTER_ALPHA},
    {0x0E01, 0x0E3A, LETTER_ALPHA},    {0x0E40, 0x0E4E, LETTER_ALPHA},
    {0x10A0, 0x11FF, LETTER_ALPHA},    {0x1E00, 0x1FBC, LETTER_ALPHA},
    {0x3005, 0x3007, LETTER_KANJI},    {0x3041, 0x309F, LETTER_HIRAGANA},
    {0x30A1, 0x30FA, LETTER_KATAKANA}, {0x30FC, 0x30FF, LETTER_KATAKANA},
    {0x31F0, 0x31FF, LETTER_KATAKANA}, {0x3400, 0x4DBF, LETTER_KANJI},
    {0x4E00, 0x9FFF, LETTER_KANJI},    {0xAC00, 0xD7A3, LETTER_ALPHA},
    {0xF900, 0xFAFF, LETTER_KANJI},    {0xFF10, 0xFF19, LETTER_DIGIT},
    {0xFF21, 0xFF3A, LETTER_ALPHA},    {0xFF41, 0xFF5A, LETTER_ALPHA},
    {0xFF66, 0xFF9F, LETTER_KATAKANA}, {0x20000, 0x323AF, LETTER_KANJI},
};

enum letter_kind scan_kind(uint32_t c)
{
    if (c < 0x80) {
        if (c >= '0' && c <= '9')
            return LETTER_DIGIT;
        return (c | 32) >= 'a' && (c | 32) <= 'z' ? LETTER_ALPHA : LETTER_NONE;
    }
    size_t low = 0, high = sizeof kinds / sizeof *kinds;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (c > kinds[mid].last)
            low = mid + 1;
        else
            high = mid;
    }
    return low < sizeof kinds / sizeof *kinds && c >= kinds[low].first ? kinds[low].kind
                                                                       : LETTER_NONE;
}

bool scan_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z';
    if (c >= 0xC0 && c <= 0xDE)
        return c != 0xD7;
    if (c >= 0x100 && c <= 0x137)
        return c % 2 == 0;
    if (c >= 0x139 && c <= 0x148)
        return c % 2 == 1;
    if (c >= 0x14A && c <= 0x177)
        return c % 2 == 0;
    if (c >= 0x1E00 && c <= 0x1EFF)
        return c % 2 == 0;
    return c == 0x178 || c == 0x179 || c == 0x17B || c == 0x17D || (c >= 0x386 && c <= 0x3AB) ||
           (c >= 0x400 && c <= 0x42F) || (c >= 0xFF21 && c <= 0xFF3A);
}

bool scan_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0x202F ||
           (c >= 0x2000 && c <= 0x200B);
}

int scan_digit(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    return c >= 0xFF10 && c <= 0xFF19 ? (int)(c - 0xFF10) : -1;
}

bool scan_is(const uint8_t *s, uint32_t at, uint32_t to, const char *text)
{
    size_t n = strlen(text);
    return at <= to && n <= to - at && memcmp(s + at, text, n) == 0;
}

bool scan_is_before(const uint8_t *s, uint32_t from, uint32_t at, const char *text)
{
    size_t n = strlen(text);
    return at >= from && n <= at - from && memcmp(s + at - n, text, n) == 0;
}

/* Whether the line from `from` to before `to` holds nothing but spaces. */
static bool blank(const uint8_t *s, uint32_t from, uint32_t to)
{
    while (from < to) {
        uint32_t next, c = scan_char(s, from, to, &next);
        if (c != ' ' && c != '\t' && c != '\r' && c != 0x3000)
            return false;
        from = next;
    }
    return true;
}

static uint32_t line_start(const uint8_t *s, uint32_t at, uint32_t least)
{
    while (at > least && s[at - 1] != '\n')
        at--;
    return at;
}

static uint32_t line_end(const uint8_t *s, uint32_t at, uint32_t most)
{
    const uint8_t *found = at < most ? memchr(s + at, '\n', most - at) : NULL;
    return found ? (uint32_t)(found - s) : most;
}

struct block block_around(const struct article *article, struct pos pos)
{
    const uint8_t *s = article_bytes(article);
    uint32_t size = article_size(article);
    uint32_t at = pos.byte < size ? pos.byte : size;
    uint32_t least = at > BLOCK_REACH ? at - BLOCK_REACH : 0;
    uint32_t most = size - at > BLOCK_REACH ? at + BLOCK_REACH : size;
    while (least < at && least > 0 && (s[least] & 0xC0) == 0x80)
        least++;
    while (most > at && most < size && (s[most] & 0xC0) == 0x80)
        most--;

    struct block block = {s, line_start(s, at, least), line_end(s, at, most), false, false};
    if (blank(s, block.from, block.to)) {
        block.to = block.from;
        return block;
    }
    while (block.from > least) {
        uint32_t above = line_start(s, block.from - 1, least);
        if (blank(s, above, block.from - 1))
            break;
        block.from = above;
    }
    while (block.to < most) {
        uint32_t below = line_end(s, block.to + 1, most);
        if (blank(s, block.to + 1, below))
            break;
        block.to = below;
    }
    block.cut_front = block.from == least && least > 0;
    block.cut_back = block.to == most && most < size;
    return block;
}

struct range scan_whole(const struct article *article, struct range range)
{
    range.start = article_snap(article, range.start);
    if (!article_is_boundary(article, range.end))
        range.end = article_next(article, article_snap(article, range.end));
    return range;
}

/* Past the blank lines at `at`, or the article's end. */
static uint32_t past_blank(const struct article *article, uint32_t at)
{
    const uint8_t *s = article_bytes(article);
    uint32_t size = article_size(article), next;
    while (at < size && scan_space(scan_char(s, at, size, &next)))
        at = next;
    return at;
}

bool scan_next(const struct article *article, struct pos pos, collect_fn *collect,
               struct range *out)
{
    uint32_t size = article_size(article);
    uint32_t at = past_blank(article, pos.byte);
    while (at < size) {
        struct tokens tokens;
        struct range found[FOUND_MAX];
        tokens_read(block_around(article, pos_at(at)), &tokens);
        const struct block *block = &tokens.block;
        uint32_t trusted = block->cut_back ? block->to - BLOCK_MARGIN : block->to;
        size_t n = collect(article, &tokens, found, FOUND_MAX);
        for (size_t i = 0; i < n; i++) {
            if (found[i].start.byte >= pos.byte && found[i].start.byte < trusted) {
                *out = found[i];
                return true;
            }
        }
        at = past_blank(article, trusted > at ? trusted : at + 1);
    }
    return false;
}

bool scan_prev(const struct article *article, struct pos pos, collect_fn *collect,
               struct range *out)
{
    const uint8_t *s = article_bytes(article);
    uint32_t at = pos.byte < article_size(article) ? pos.byte : article_size(article);
    while (at > 0) {
        struct tokens tokens;
        struct range found[FOUND_MAX];
        at = scan_back(s, 0, at);
        tokens_read(block_around(article, pos_at(at)), &tokens);
        const struct block *block = &tokens.block;
        uint32_t trusted = block->cut_front ? block->from + BLOCK_MARGIN : block->from;
        size_t n = collect(article, &tokens, found, FOUND_MAX);
        while (n-- > 0) {
            if (found[n].start.byte < pos.byte && found[n].start.byte >= trusted) {
                *out = found[n];
                return true;
            }
        }
        if (trusted < at)
            at = trusted;
    }
    return false;
}
