/* Words: UAX #29, and over it runs of one script for the scripts that put no space between words
 * (without a dictionary UAX #29 leaves them one character a word). */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

#include <unictype.h>
#include <uniwbrk.h>

enum { NOTHING, SEPARATE, WORD }; /* a window's marks: the start of a word, of anything else */

enum run { NO_RUN, HAN, HIRAGANA, KATAKANA, PROLONGED, THAI, LAO, MYANMAR, KHMER };

struct script {
    uint32_t first, last;
    enum run run;
};

/* Letters only: their digits and punctuation are what UAX #29 says. */
static const struct script scripts[] = {
    {0x0e01, 0x0e2e, THAI},     {0x0e30, 0x0e3a, THAI},     {0x0e40, 0x0e4e, THAI},
    {0x0e81, 0x0ece, LAO},      {0x0edc, 0x0edf, LAO},      {0x1000, 0x103f, MYANMAR},
    {0x1050, 0x108f, MYANMAR},  {0x109a, 0x109d, MYANMAR},  {0x1780, 0x17d3, KHMER},
    {0x17d7, 0x17d7, KHMER},    {0x17dc, 0x17dd, KHMER},    {0x3005, 0x3005, HAN},
    {0x3007, 0x3007, HAN},      {0x303b, 0x303b, HAN},      {0x3041, 0x3096, HIRAGANA},
    {0x309d, 0x309f, HIRAGANA}, {0x30a1, 0x30fa, KATAKANA}, {0x30fc, 0x30fc, PROLONGED},
    {0x30fd, 0x30ff, KATAKANA}, {0x31f0, 0x31ff, KATAKANA}, {0x3400, 0x4dbf, HAN},
    {0x4e00, 0x9fff, HAN},      {0xf900, 0xfaff, HAN},      {0xff66, 0xff6f, KATAKANA},
    {0xff70, 0xff70, PROLONGED}, {0xff71, 0xff9d, KATAKANA}, {0x20000, 0x3fffd, HAN},
};

static enum run run_of(uint32_t c)
{
    if (c < scripts[0].first)
        return NO_RUN;
    size_t low = 0, high = sizeof scripts / sizeof *scripts;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c > scripts[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    bool in = low < sizeof scripts / sizeof *scripts && c >= scripts[low].first;
    return in ? scripts[low].run : NO_RUN;
}

/* Does a character of run b go on in a word that ended with one of run a? The sign of a long
 * vowel belongs to whichever kana stands before it. */
static bool joins(enum run a, enum run b)
{
    if (b == PROLONGED)
        return a == HIRAGANA || a == KATAKANA || a == PROLONGED;
    return a != NO_RUN && (a == b || (a == PROLONGED && b == KATAKANA));
}

void words_mark(const uint8_t *bytes, size_t n, char *breaks)
{
    u8_wordbreaks(bytes, n, breaks);
    if (n > 0)
        breaks[0] = 1;
}

/* Does the character belong to whatever stands before it (WB4)? */
static bool attaches(uint32_t c)
{
    int property = c < 0xad ? WBP_OTHER : uc_wordbreak_property(c);
    return property == WBP_EXTEND || property == WBP_FORMAT || property == WBP_ZWJ;
}

/* Is a word boundary between a and b certain, whatever stands around them? It is where no rule
 * but "break everywhere else" can speak of b. */
static bool words_part(uint32_t a, uint32_t b)
{
    if (a < 0x80 && b < 0x80)
        return (a == '\n') | (b == '\n' && a != '\r') | (b == ' ' && a != ' ');
    if (!clusters_part(a, b))
        return false;
    int after = uc_wordbreak_property(b);
    if (attaches(a) || attaches(b))
        return false;
    if (after == WBP_WSS)
        return uc_wordbreak_property(a) != WBP_WSS;
    return after == WBP_OTHER && !joins(run_of(a), run_of(b));
}

bool words_cut(const struct article *article, uint32_t from, uint32_t limit, uint32_t *cut)
{
    return text_parted(article, from, limit, words_part, cut);
}

static bool of_words(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

void words_window(const struct article *article, struct range window, char *marks)
{
    const uint8_t *bytes = article->bytes + window.start.byte;
    size_t n = range_size(window);
    char *clusters = malloc(n + 1);
    words_mark(bytes, n, marks);
    if (clusters)
        clusters_mark(bytes, n, clusters);
    size_t start = 0;
    enum run run = NO_RUN;
    uint32_t length;
    for (size_t i = 0; i < n; i += length) {
        uint32_t c = text_char(article, window.start.byte + (uint32_t)i, &length);
        enum run here = run_of(c);
        bool starts = i == 0 || (marks[i] && (!clusters || clusters[i]) && !joins(run, here));
        if (starts) {
            start = i;
            marks[i] = SEPARATE;
        } else {
            marks[i] = NOTHING;
        }
        if (marks[start] == SEPARATE && of_words(c))
            marks[start] = WORD;
        /* A mark, a joiner or the like leaves the run of the letter that carries it. */
        if (starts || here != NO_RUN || !attaches(c))
            run = here == PROLONGED && !starts ? run : here;
    }
    free(clusters);
}

/* The first mark in [i, n) that is not NOTHING, or n. Words of megabytes are skipped in eights. */
static uint32_t next_mark(const char *marks, uint32_t i, uint32_t n)
{
    uint64_t eight;
    for (; n - i >= sizeof eight; i += (uint32_t)sizeof eight) {
        memcpy(&eight, marks + i, sizeof eight);
        if (eight != 0)
            break;
    }
    while (i < n && marks[i] == NOTHING)
        i++;
    return i;
}

/* The last mark in [0, i] that is not NOTHING; the first one never is. */
static uint32_t mark_before(const char *marks, uint32_t i)
{
    uint64_t eight;
    for (; i >= sizeof eight; i -= (uint32_t)sizeof eight) {
        memcpy(&eight, marks + i + 1 - sizeof eight, sizeof eight);
        if (eight != 0)
            break;
    }
    while (marks[i] == NOTHING)
        i--;
    return i;
}

/* The segment around a place, and whether it is a word. */
static struct range segment(const struct article *article, uint32_t at, bool *word)
{
    const struct window *window = windows_at(article, &article->known->words, at);
    if (!window) {
        *word = false;
        return (struct range){pos_at(at), article_next(article, pos_at(at))};
    }
    uint32_t base = window->range.start.byte;
    uint32_t start = mark_before(window->marks, at - base);
    uint32_t end = next_mark(window->marks, at - base + 1, range_size(window->range));
    *word = window->marks[start] == WORD;
    return range_of(base + start, base + end);
}

struct range article_word(const struct article *article, struct pos pos)
{
    bool word;
    if (pos.byte >= article->size)
        return range_of(article->size, article->size);
    struct range found = segment(article, pos.byte, &word);
    return word ? found : (struct range){pos, pos};
}

struct pos article_word_next(const struct article *article, struct pos pos)
{
    bool word = false;
    uint32_t at = pos_clamp(article, pos).byte;
    if (at < article->size)
        at = segment(article, at, &word).end.byte;
    while (at < article->size) {
        struct range next = segment(article, at, &word);
        if (word)
            return next.start;
        at = next.end.byte;
    }
    return pos_at(article->size);
}

struct pos article_word_prev(const struct article *article, struct pos pos)
{
    bool word;
    uint32_t at = pos_clamp(article, pos).byte;
    while (at > 0) {
        struct range before = segment(article, at - 1, &word);
        if (word)
            return before.start;
        at = before.start.byte;
    }
    return pos_at(0);
}

struct pos article_word_end(const struct article *article, struct pos pos)
{
    bool word;
    uint32_t at = pos_clamp(article, pos).byte;
    while (at < article->size) {
        struct range next = segment(article, at, &word);
        if (word) {
            struct pos last = article_prev(article, next.end);
            if (last.byte > pos.byte)
                return last;
        }
        at = next.end.byte;
    }
    return pos_at(article->size);
}
