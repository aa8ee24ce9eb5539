/* number.c: numbers as news writes them. */
#include "number.h"

#include <stdio.h>
#include <string.h>

#include "lexicon.h"

static const struct {
    const char *word;
    uint32_t value;
    uint8_t tens; /* multipliers: times 10^tens */
} words[] = {
    {"zero", 0, 0},      {"one", 1, 0},        {"two", 2, 0},       {"three", 3, 0},
    {"four", 4, 0},      {"five", 5, 0},       {"six", 6, 0},       {"seven", 7, 0},
    {"eight", 8, 0},     {"nine", 9, 0},       {"ten", 10, 0},      {"eleven", 11, 0},
    {"twelve", 12, 0},   {"thirteen", 13, 0},  {"fourteen", 14, 0}, {"fifteen", 15, 0},
    {"sixteen", 16, 0},  {"seventeen", 17, 0}, {"eighteen", 18, 0}, {"nineteen", 19, 0},
    {"twenty", 20, 0},   {"thirty", 30, 0},    {"forty", 40, 0},    {"fifty", 50, 0},
    {"sixty", 60, 0},    {"seventy", 70, 0},   {"eighty", 80, 0},   {"ninety", 90, 0},
    {"hundred", 0, 2},   {"thousand", 0, 3},   {"million", 0, 6},   {"billion", 0, 9},
    {"trillion", 0, 12}, {"lakh", 0, 5},       {"crore", 0, 7},     {"dozen", 12, 99},
    {"bn", 0, 9},        {"mn", 0, 6},         {"tn", 0, 12},
};

enum { DOZEN = 99 };

static const struct {
    uint32_t c;
    uint8_t value, tens;
} kanji[] = {
    {0x3007, 0, 0}, {0x4E00, 1, 0}, {0x4E8C, 2, 0}, {0x4E09, 3, 0}, {0x56DB, 4, 0}, {0x4E94, 5, 0},
    {0x516D, 6, 0}, {0x4E03, 7, 0}, {0x516B, 8, 0}, {0x4E5D, 9, 0}, {0x5341, 0, 1}, {0x767E, 0, 2},
    {0x5343, 0, 3}, {0x4E07, 0, 4}, {0x5104, 0, 8}, {0x4EBF, 0, 8}, {0x842C, 0, 4}, {0x5146, 0, 12},
};

static const struct {
    uint32_t c;
    uint32_t thousandths;
} vulgar[] = {
    {0xBC, 250},   {0xBD, 500},   {0xBE, 750},   {0x2153, 0},   {0x2154, 0},
    {0x215B, 125}, {0x215C, 375}, {0x215D, 625}, {0x215E, 875},
};

struct decimal decimal_shift(struct decimal a, unsigned tens)
{
    unsigned off = tens < a.scale ? tens : a.scale;
    a.scale -= off;
    for (tens -= off; tens > 0 && a.ok; tens--) {
        a.ok = a.m <= UINT64_MAX / 10;
        a.m *= 10;
    }
    return a;
}

struct decimal decimal_add(struct decimal a, struct decimal b)
{
    while (a.scale < b.scale && a.ok) {
        a.ok = a.m <= UINT64_MAX / 10;
        a.m *= 10;
        a.scale++;
    }
    while (b.scale < a.scale && b.ok) {
        b.ok = b.m <= UINT64_MAX / 10;
        b.m *= 10;
        b.scale++;
    }
    a.ok = a.ok && b.ok && a.m <= UINT64_MAX - b.m;
    a.m += b.m;
    return a;
}

char *decimal_format(struct decimal value, char *out, size_t room)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value.m);
    while (value.scale > 0 && n > 1 && digits[n - 1] == '0') {
        digits[--n] = '\0';
        value.scale--;
    }
    const char *sign = value.negative && value.m > 0 ? "-" : "";
    unsigned whole = (unsigned)n > value.scale ? (unsigned)n - value.scale : 0;
    out[0] = '\0';
    if (!value.ok || value.scale > 18)
        return out;
    if (value.m == 0)
        snprintf(out, room, "0");
    else if (value.scale == 0)
        snprintf(out, room, "%s%s", sign, digits);
    else if (whole > 0)
        snprintf(out, room, "%s%.*s.%s", sign, (int)whole, digits, digits + whole);
    else
        snprintf(out, room, "%s0.%.*s%s", sign, (int)(value.scale - (unsigned)n),
                 "000000000000000000", digits);
    return out;
}

uint32_t number_word_end(const struct block *b, uint32_t at)
{
    uint32_t next;
    while (at < b->to && scan_kind(scan_char(b->s, at, b->to, &next)) == LETTER_ALPHA)
        at = next;
    return at;
}

uint32_t number_past_space(const struct block *b, uint32_t at)
{
    uint32_t next;
    if (at >= b->to || !scan_space(scan_char(b->s, at, b->to, &next)))
        return at;
    if (b->s[at] == '\r' && next < b->to && b->s[next] == '\n')
        next++;
    return next;
}

static uint32_t peek(const struct block *b, uint32_t at, uint32_t *next)
{
    *next = at;
    return at < b->to ? scan_char(b->s, at, b->to, next) : 0;
}

static int find_word(const struct block *b, uint32_t at, uint32_t end)
{
    char lower[12];
    if (end - at == 0 || end - at >= sizeof lower)
        return -1;
    for (uint32_t i = at; i < end; i++)
        lower[i - at] = (char)(b->s[i] >= 'A' && b->s[i] <= 'Z' ? b->s[i] | 32 : b->s[i]);
    lower[end - at] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, lower) == 0)
            return (int)i;
    return -1;
}

static bool is_text(const struct block *b, uint32_t at, uint32_t end, const char *text)
{
    return end - at == strlen(text) && scan_is(b->s, at, b->to, text);
}

/* One run of digits with commas and a point. False: malformed, as 1.2.3. */
static bool read_digits(const struct block *b, uint32_t at, struct number *out)
{
    uint32_t next, after;
    unsigned plain = 0, group = 0;
    bool grouped = false, point = false;
    out->start = at;
    out->value = (struct decimal){.ok = true};
    for (;;) {
        uint32_t c = peek(b, at, &next);
        int digit = scan_digit(c);
        if (digit >= 0) {
            out->value.ok = out->value.ok && out->value.m <= (UINT64_MAX - 9) / 10;
            out->value.m = out->value.m * 10 + (unsigned)digit;
            out->value.scale += point;
            plain++;
            group++;
            at = next;
            continue;
        }
        bool digit_after = scan_digit(peek(b, next, &after)) >= 0;
        if ((c == '.' || c == 0xFF0E) && digit_after) {
            if (point)
                return false;
            point = true;
        } else if ((c == ',' || c == 0xFF0C) && digit_after && !point) {
            unsigned ahead = 0;
            for (uint32_t look = next; scan_digit(peek(b, look, &after)) >= 0; look = after)
                ahead++;
            if (ahead != 3 || group > 3)
                break;
            grouped = true;
            group = 0;
        } else {
            break;
        }
        at = next;
    }
    out->end = at;
    out->digits = grouped || point ? 0 : plain;
    return true;
}

/* 1/2 behind a whole number or alone. */
static void read_fraction(const struct block *b, struct number *n)
{
    uint32_t at = n->end, next;
    uint32_t c = peek(b, at, &next);
    uint32_t gap = number_past_space(b, at);
    struct number top, bottom;
    for (size_t i = 0; i < sizeof vulgar / sizeof *vulgar; i++) {
        if (c == vulgar[i].c || (gap > at && peek(b, gap, &next) == vulgar[i].c)) {
            n->value = decimal_add(n->value, (struct decimal){vulgar[i].thousandths, 3,
                                                              vulgar[i].thousandths > 0, false});
            n->end = next;
            n->digits = 0;
            return;
        }
    }
    bool alone = c == '/' && n->digits > 0;
    if (alone)
        top = *n;
    else if (gap == at || n->digits == 0 || scan_digit(peek(b, gap, &next)) < 0 ||
             !read_digits(b, gap, &top) || peek(b, top.end, &next) != '/')
        return;
    if (top.digits == 0 || top.digits > 2 || scan_digit(peek(b, next, &at)) < 0 ||
        !read_digits(b, next, &bottom) || bottom.digits == 0 || bottom.digits > 2 ||
        bottom.value.m < 2 || peek(b, bottom.end, &next) == '/' || top.value.m >= bottom.value.m)
        return;
    struct decimal part = {.m = top.value.m * 1000000 / bottom.value.m,
                           .scale = 6,
                           .ok = 1000000 % bottom.value.m == 0};
    n->value = alone ? part : decimal_add(n->value, part);
    n->end = bottom.end;
    n->digits = 0;
}

/* million, thousand and dozen behind digits or words, however many. */
static void read_scales(const struct block *b, struct number *n)
{
    for (;;) {
        uint32_t at = number_past_space(b, n->end), next;
        if (at == n->end && peek(b, at, &next) == '-')
            at = next;
        uint32_t end = number_word_end(b, at);
        int word = find_word(b, at, end);
        if (word < 0 || words[word].tens == 0)
            return;
        if (words[word].tens == DOZEN) {
            n->value.ok = n->value.ok && n->value.m < UINT64_MAX / 12;
            n->value.m *= 12;
        } else {
            n->value = decimal_shift(n->value, words[word].tens);
        }
        n->end = end;
        n->digits = 0;
        n->scaled = true;
        n->single = false;
    }
}

/* Stray signs where decimals should be, and then million or the like: 865.<> billion. */
static bool read_broken(const struct block *b, struct number *n)
{
    uint32_t at = n->end, next;
    unsigned junk = 0;
    while (at < b->to && junk < 8) {
        uint32_t c = peek(b, at, &next);
        if (scan_space(c) || scan_kind(c) != LETTER_NONE)
            break;
        if (c != '.' && c != ',' && c != '<' && c != '>' && c != '?' && c != '#' && c != '*' &&
            c != '_' && c != '[' && c != ']' && c != '{' && c != '}' && c != 0xFFFD &&
            c != 0x25A1 && c != 0x25A0 && c != 0x25CB)
            return false;
        junk += c != '.' && c != ',';
        at = next;
    }
    if (junk == 0)
        return false;
    struct number scaled = *n;
    scaled.end = at;
    read_scales(b, &scaled);
    if (!scaled.scaled) {
        uint32_t word = number_past_space(b, at), end = number_word_end(b, word);
        const struct unit_word *unit = lexicon_unit(b->s + word, end - word);
        const struct unit_word *ja = lexicon_unit_ja(b->s + word, b->to - word);
        if (!(unit && (unit->classes & U_CURRENCY)) && !(ja && (ja->classes & U_CURRENCY)))
            return false;
    }
    *n = scaled;
    n->broken = true;
    n->value.ok = false;
    n->digits = 0;
    return true;
}

static int find_kanji(uint32_t c)
{
    for (size_t i = 0; i < sizeof kanji / sizeof *kanji; i++)
        if (kanji[i].c == c)
            return (int)i;
    return -1;
}

/* 3億8650万, 二千三百, 二〇二六: digits of either kind and their multipliers. */
static bool read_kanji(const struct block *b, uint32_t at, struct number *out)
{
    const struct decimal zero = {.ok = true};
    struct decimal total = zero, section = zero, current = zero;
    bool have = false, any_kanji = false;
    unsigned parts = 0;
    uint32_t next;
    *out = (struct number){.start = at, .end = at, .form = NUMBER_KANJI};
    for (;;) {
        uint32_t c = peek(b, at, &next);
        if (c == ' ' && have && !any_kanji) { /* 48.2 万 */
            uint32_t scale = peek(b, next, &at);
            int s = find_kanji(scale);
            at = out->end;
            if (s < 0 || kanji[s].tens < 4)
                break;
            at++;
            c = peek(b, at, &next);
        }
        int i = find_kanji(c);
        if (c == 0x70B9 && have && any_kanji) { /* 二点四 */
            struct decimal part = {.ok = true};
            for (uint32_t digit = next; (i = find_kanji(peek(b, digit, &next))) >= 0 &&
                                        kanji[i].tens == 0 && part.scale < 9;
                 digit = next) {
                part.m = part.m * 10 + kanji[i].value;
                part.scale++;
                out->end = next;
            }
            current = decimal_add(current, part);
            if (part.scale == 0)
                break;
            at = out->end;
            parts++;
            continue;
        }
        if (scan_digit(c) >= 0) {
            struct number run;
            if (have || !read_digits(b, at, &run))
                break;
            current = run.value;
            at = run.end;
            out->digits = run.digits;
            have = true;
        } else if (i >= 0 && kanji[i].tens == 0) {
            if (have && !any_kanji)
                break;
            current = have ? decimal_add(decimal_shift(current, 1),
                                         (struct decimal){kanji[i].value, 0, true, false})
                           : (struct decimal){kanji[i].value, 0, true, false};
            have = any_kanji = true;
            at = next;
        } else if (i >= 0) {
            if (!have)
                current = (struct decimal){kanji[i].tens < 4 ? 1 : 0, 0, true, false};
            if (kanji[i].tens < 4) {
                section = decimal_add(section, decimal_shift(current, kanji[i].tens));
            } else {
                section = decimal_add(section, current);
                if (section.m == 0)
                    section.m = total.m == 0 ? 1 : 0;
                total = section.m == 0 ? decimal_shift(total, kanji[i].tens)
                                       : decimal_add(total, decimal_shift(section, kanji[i].tens));
                section = zero;
            }
            current = zero;
            have = false;
            any_kanji = true;
            out->scaled = true;
            out->digits = 0;
            at = next;
        } else {
            break;
        }
        parts++;
        out->end = at;
    }
    out->value = decimal_add(decimal_add(total, section), current);
    out->single = parts == 1 && any_kanji;
    return parts > 0;
}

/* twenty-one, three hundred and five, a million, half a, two and a half. */
static bool read_words(const struct block *b, uint32_t at, struct number *out)
{
    *out = (struct number){.start = at, .end = at, .form = NUMBER_WORDS, .value.ok = true};
    struct decimal total = {.ok = true}, current = {.ok = true};
    unsigned n = 0;
    bool fresh = true; /* the last word may still be followed by a smaller one */
    uint32_t end = number_word_end(b, at), next;
    if (is_text(b, at, end, "half") || is_text(b, at, end, "Half")) {
        uint32_t article = number_past_space(b, end), after = number_word_end(b, article);
        if (!is_text(b, article, after, "a") && !is_text(b, article, after, "an"))
            return false;
        out->end = after;
        out->value = (struct decimal){5, 1, true, false};
        return true;
    }
    if (is_text(b, at, end, "a") || is_text(b, at, end, "A")) {
        uint32_t word = number_past_space(b, end);
        end = number_word_end(b, word);
        int i = find_word(b, word, end);
        if (i < 0 || words[i].tens == 0 || end - word < 4)
            return false;
        current.m = 1;
        end = at + 1;
        n = 1;
    }
    while (n < 12) {
        uint32_t word = n == 0 ? at : number_past_space(b, end);
        if (n > 0 && word == end) {
            if (peek(b, word, &next) != '-')
                break;
            word = next;
        }
        uint32_t word_end = number_word_end(b, word);
        if (n > 0 && is_text(b, word, word_end, "and")) {
            uint32_t after = number_past_space(b, word_end), after_end = number_word_end(b, after);
            uint32_t half = number_past_space(b, after_end), half_end = number_word_end(b, half);
            if (is_text(b, after, after_end, "a") && is_text(b, half, half_end, "half")) {
                current = decimal_add(current, (struct decimal){5, 1, true, false});
                end = half_end;
                n += 2;
                break;
            }
            int i = find_word(b, after, after_end);
            if (fresh || i < 0 || words[i].tens > 0)
                break;
            word = after;
            word_end = after_end;
        }
        int i = find_word(b, word, word_end);
        if (i < 0 || (n == 0 && words[i].tens > 0))
            break;
        if (words[i].tens == DOZEN) {
            current.m *= 12;
        } else if (words[i].tens == 2) {
            current = decimal_shift(current, 2);
            fresh = false;
        } else if (words[i].tens > 2) {
            total = decimal_add(total, decimal_shift(current, words[i].tens));
            current = (struct decimal){.ok = true};
            fresh = false;
        } else {
            uint64_t low = current.m % 100;
            bool fits = low == 0 ? n == 0 || !fresh || current.m == 0
                                 : low >= 20 && low % 10 == 0 && words[i].value < 10;
            if (n > 0 && !fits)
                break;
            current.m += words[i].value;
            fresh = true;
        }
        out->scaled = out->scaled || words[i].tens > 0;
        end = word_end;
        n++;
    }
    if (n == 0)
        return false;
    out->end = end;
    out->value = decimal_add(total, current);
    out->single = n == 1;
    return true;
}

bool number_read(const struct block *b, uint32_t at, struct number *out)
{
    uint32_t next;
    uint32_t c = peek(b, at, &next);
    *out = (struct number){0};
    enum letter_kind kind = scan_kind(c);
    if (kind == LETTER_ALPHA)
        return read_words(b, at, out);
    if (kind == LETTER_KANJI)
        return find_kanji(c) >= 0 && read_kanji(b, at, out);
    if (scan_digit(c) >= 0) {
        if (!read_digits(b, at, out))
            return false;
        uint32_t behind = peek(b, out->end, &next);
        int scale = find_kanji(behind == ' ' ? peek(b, next, &behind) : behind);
        if (scale >= 0 && (behind != ' ' || kanji[scale].tens >= 4) && read_kanji(b, at, out) &&
            out->scaled)
            return true;
        read_digits(b, at, out);
        out->form = NUMBER_DIGITS;
        if (!read_broken(b, out)) {
            read_fraction(b, out);
            read_scales(b, out);
        }
        return true;
    }
    out->start = out->end = at;
    out->value.ok = true;
    read_fraction(b, out);
    return out->end > at;
}
