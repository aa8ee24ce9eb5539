/* amount_around.c: the words around an amount: its qualifier, and what makes a number a date, an
 * age, a score or a name.
 */
#include "amount_parts.h"

#include <string.h>

struct qualifier {
    const char *words, *sign;
};

/* Before the number; the longest that fits counts, so longer ones stand first. */
static const struct qualifier before_en[] = {
    {"no more than", "≤"},
    {"not more than", "≤"},
    {"no less than", "≥"},
    {"not less than", "≥"},
    {"no fewer than", "≥"},
    {"in excess of", ">"},
    {"a maximum of", "≤"},
    {"a minimum of", "≥"},
    {"as many as", "≤"},
    {"as much as", "≤"},
    {"more than", ">"},
    {"greater than", ">"},
    {"less than", "<"},
    {"fewer than", "<"},
    {"at least", "≥"},
    {"at most", "≤"},
    {"up to", "≤"},
    {"upwards of", "≥"},
    {"close to", "about"},
    {"or so", "about"},
    {"over", ">"},
    {"above", ">"},
    {"exceeding", ">"},
    {"under", "<"},
    {"below", "<"},
    {"about", "about"},
    {"around", "about"},
    {"approximately", "about"},
    {"roughly", "about"},
    {"some", "about"},
    {"nearly", "about"},
    {"almost", "about"},
    {"estimated", "about"},
    {"circa", "about"},
    {"~", "about"},
    {"≈", "about"},
    {">", ">"},
    {"<", "<"},
    {"≥", "≥"},
    {"≤", "≤"},
};
static const struct qualifier before_ja[] = {
    {"少なくとも、", "≥"}, {"少なくとも", "≥"}, {"最大で", "≤"},     {"最大", "≤"},
    {"最高", "≤"},         {"最低", "≥"},       {"およそ", "about"}, {"おおよそ", "about"},
    {"ほぼ", "about"},     {"ざっと", "about"}, {"約", "about"},     {"推定", "about"},
    {"最多", "≤"},         {"最大約", "≤"},
};
static const struct qualifier after_en[] = {
    {"or more", "≥"},   {"or less", "≤"},  {"or fewer", "≤"},
    {"or so", "about"}, {"and more", "≥"}, {"+", "≥"},
};
static const struct qualifier after_ja[] = {
    {"ほど", "about"}, {"くらい", "about"}, {"ぐらい", "about"}, {"程度", "about"},
    {"前後", "about"}, {"近く", "about"},   {"以上", "≥"},       {"以下", "≤"},
    {"未満", "<"},     {"あまり", ">"},     {"余り", ">"},       {"余", ">"},
    {"超", ">"},       {"ちょっと", ">"},   {"を超え", ">"},     {"を上回", ">"},
    {"を下回", "<"},   {"に満たない", "<"}, {"弱", "about"},     {"強", "about"},
};

static uint32_t skip_space_back(const struct block *b, uint32_t at)
{
    uint32_t next;
    while (at > b->from) {
        uint32_t before = scan_back(b->s, b->from, at);
        if (!scan_space(scan_char(b->s, before, b->to, &next)))
            break;
        at = before;
    }
    return at;
}

/* The words, whatever their capitals, end at `at`, and no letter stands before them. */
static bool ends_with_words(const struct block *b, uint32_t at, const char *words, uint32_t *start)
{
    size_t n = strlen(words);
    uint32_t next;
    if (n > at - b->from)
        return false;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = b->s[at - n + i];
        if (c == '\n')
            c = ' ';
        if (c != (uint8_t)words[i] && !(i == 0 && c >= 'A' && c <= 'Z' && (c | 32) == words[i]))
            return false;
    }
    *start = at - (uint32_t)n;
    if (*start == b->from || scan_kind((uint8_t)words[0]) != LETTER_ALPHA)
        return true;
    return scan_kind(scan_char(b->s, scan_back(b->s, b->from, *start), b->to, &next)) !=
           LETTER_ALPHA;
}

static const struct qualifier *find_before(const struct block *b, uint32_t at, uint32_t *start)
{
    uint32_t end = skip_space_back(b, at);
    for (size_t i = 0; i < sizeof before_en / sizeof *before_en; i++)
        if (ends_with_words(b, end, before_en[i].words, start) &&
            (end < at || scan_kind((uint8_t)before_en[i].words[0]) != LETTER_ALPHA))
            return &before_en[i];
    for (size_t i = 0; i < sizeof before_ja / sizeof *before_ja; i++) {
        if (scan_is_before(b->s, b->from, end, before_ja[i].words)) {
            *start = end - (uint32_t)strlen(before_ja[i].words);
            return &before_ja[i];
        }
    }
    return NULL;
}

static bool starts_word(const struct block *b, uint32_t at, const char *words)
{
    uint32_t next, end = at + (uint32_t)strlen(words);
    return scan_is(b->s, at, b->to, words) &&
           (end >= b->to || scan_kind(scan_char(b->s, end, b->to, &next)) != LETTER_ALPHA);
}

const char *amount_qualifier(const struct block *b, uint32_t start, uint32_t end)
{
    uint32_t from, at = number_past_space(b, end);
    for (size_t i = 0; i < sizeof after_en / sizeof *after_en; i++)
        if (starts_word(b, at, after_en[i].words))
            return after_en[i].sign;
    for (size_t i = 0; i < sizeof after_ja / sizeof *after_ja; i++)
        if (scan_is(b->s, end, b->to, after_ja[i].words))
            return after_ja[i].sign;
    const struct qualifier *found = find_before(b, start, &from);
    return found ? found->sign : "";
}

bool amount_on_qualifier(const struct block *b, uint32_t pos, uint32_t start)
{
    uint32_t from;
    return pos < start && find_before(b, start, &from) && from <= pos;
}

/* The Latin word before `at`, past spaces. */
static bool word_before(const struct block *b, uint32_t at, uint32_t *start, uint32_t *end)
{
    uint32_t next;
    *end = skip_space_back(b, at);
    if (*end > b->from && b->s[*end - 1] == '.')
        --*end;
    *start = *end;
    while (*start > b->from) {
        uint32_t before = scan_back(b->s, b->from, *start);
        if (scan_kind(scan_char(b->s, before, b->to, &next)) != LETTER_ALPHA)
            break;
        *start = before;
    }
    return *start < *end;
}

/* Whether a letter, digit or sign of a longer code touches the number. */
static bool is_glued(const struct block *b, uint32_t start, const struct number *number)
{
    uint32_t next, c = 0, before = 0;
    if (start > b->from) {
        uint32_t at = scan_back(b->s, b->from, start);
        c = scan_char(b->s, at, b->to, &next);
        if (at > b->from)
            before = scan_char(b->s, scan_back(b->s, b->from, at), b->to, &next);
    }
    enum letter_kind kind = scan_kind(c), kind_before = scan_kind(before);
    if (kind == LETTER_ALPHA || kind == LETTER_DIGIT || c == '#' || c == '%' || c == '=' ||
        c == '&' || c == '_' || c == '@' || c == '\\')
        return true;
    if ((c == '-' || c == '/' || c == '.' || c == ':' || c == ',' || c == 0x2010 || c == 0x2011) &&
        (kind_before == LETTER_ALPHA || kind_before == LETTER_DIGIT || before == '/'))
        return c != ',' || kind_before == LETTER_DIGIT;
    (void)number;
    return false;
}

/* What follows at once makes an ordinal (7th), a decade (1990s), a time (3:16), a code (5G). */
static bool is_code(const struct block *b, const struct number *number,
                    const struct unit_found *unit)
{
    uint32_t next, after, c = 0;
    if (number->end < b->to)
        c = scan_char(b->s, number->end, b->to, &next);
    if (c == 0 || number->form == NUMBER_WORDS)
        return false;
    if (c == ':' && next < b->to && scan_kind(scan_char(b->s, next, b->to, &after)) == LETTER_DIGIT)
        return true;
    if ((c == '/' || c == '-') && next < b->to &&
        scan_kind(scan_char(b->s, next, b->to, &after)) == LETTER_DIGIT)
        return true;
    return scan_kind(c) == LETTER_ALPHA && unit->source != UNIT_KNOWN;
}

static bool is_year(const struct number *number, const struct unit_found *unit)
{
    if (number->digits != 4 || number->value.m < 1500 || number->value.m > 2100)
        return false;
    if (unit->source == UNIT_KNOWN)
        return unit->classes & U_TIME &&
               unit->end - number->end == 3; /* 2019年, not "1600 years" */
    return true;
}

/* July 7, 7 July; English 101, Room 5; aged 34; , 34,; at 5. */
static bool is_named(const struct block *b, uint32_t start, const struct number *number,
                     const struct unit_found *unit)
{
    uint32_t from, to, at;
    bool bare = unit->source == UNIT_NONE;
    if (word_before(b, start, &from, &to)) {
        uint32_t classes = lexicon_words(b->s + from, to - from), next;
        bool upper = scan_upper(scan_char(b->s, from, b->to, &next));
        bool touches = to < start && !memchr(b->s + to, '\n', start - to);
        if (classes & W_DATE && upper && unit->source != UNIT_KNOWN)
            return true;
        if (touches && classes & W_NUMBERED && unit->source != UNIT_KNOWN && (upper || bare))
            return true;
        if (to - from == 4 && memcmp(b->s + from, "aged", 4) == 0)
            return true;
        if (to - from == 3 && memcmp(b->s + from, "age", 3) == 0)
            return true;
        if (bare && touches && upper && !(classes & W_FUNCTION) && number->form == NUMBER_DIGITS)
            return true;
        if (bare && to - from == 2 && memcmp(b->s + from, "at", 2) == 0)
            return true;
    }
    at = number_past_space(b, number->end);
    to = number_word_end(b, at);
    if (number->form == NUMBER_DIGITS && lexicon_words(b->s + at, to - at) & W_DATE && bare)
        return true;
    return bare && number->digits > 0 && number->digits < 3 && number->end < b->to &&
           b->s[number->end] == ',' && start >= b->from + 2 && b->s[start - 1] == ' ' &&
           b->s[start - 2] == ',';
}

/* 一部, 十分, 八戸: kanji that are words of their own. */
static bool is_kanji_word(const struct block *b, const struct number *number,
                          const struct unit_found *unit)
{
    static const char *const tails[] = {"部", "面",   "方", "行", "期", "代", "色", "通", "曲",
                                        "両", "基",   "度", "門", "足", "発", "席", "点", "分",
                                        "戸", "文字", "語", "室", "束", "本", "輪", "歩"};
    if (number->form != NUMBER_KANJI || !number->single)
        return false;
    if (unit->source == UNIT_NONE)
        return true;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (scan_is(b->s, number->end, b->to, tails[i]) &&
            !scan_is(b->s, number->end, b->to, "分間"))
            return true;
    return false;
}

/* 第3回, 令和5年, 3時16分, 5年生: counted on, not counted. */
static bool is_ordinal_ja(const struct block *b, uint32_t start, const struct unit_found *unit)
{
    static const char *const before[] = {"第",   "令和", "平成", "昭和",
                                         "大正", "明治", "西暦", "時"};
    static const char *const behind[] = {"生", "度", "目", "頃", "ごろ"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (scan_is_before(b->s, b->from, start, before[i]))
            return true;
    if (unit->source != UNIT_KNOWN || !(unit->classes & U_TIME))
        return false;
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
        if (scan_is(b->s, unit->end, b->to, behind[i]))
            return true;
    uint32_t next;
    return unit->end < b->to && scan_is_before(b->s, b->from, unit->end, "年") &&
           scan_digit(scan_char(b->s, unit->end, b->to, &next)) >= 0;
}

/* A number word without a unit counts only where its noun is understood: nine in Qatar, of the
 * eight, half were. */
static bool is_bare_word(const struct block *b, const struct number *number,
                         const struct unit_found *unit)
{
    uint32_t next;
    bool one = number->value.ok && number->value.scale == 0 && number->value.m < 2;
    if (number->form != NUMBER_WORDS || number->scaled || (unit->source == UNIT_NOUN && !one))
        return false;
    if (unit->source == UNIT_KNOWN)
        return false;
    if (one) /* one diary: hardly ever how many */
        return true;
    uint32_t c = number->end < b->to ? scan_char(b->s, number->end, b->to, &next) : '.';
    if (c == ',' || c == '.' || c == ';' || c == '"' || c == 0x201D)
        return false;
    uint32_t at = number_past_space(b, number->end), end = number_word_end(b, at);
    return !(lexicon_words(b->s + at, end - at) & (W_PREPOSITION | W_AUXILIARY | W_CONJUNCTION));
}

bool amount_is_other(const struct block *b, uint32_t start, const struct number *number,
                     const struct unit_found *unit, bool ranged)
{
    if (unit->source == UNIT_NEVER || is_glued(b, start, number) || is_ordinal_ja(b, start, unit))
        return true;
    if (start < number->start && b->s[start] != '-' && !scan_is(b->s, start, b->to, "−") &&
        !scan_is(b->s, start, b->to, "－"))
        return false; /* $5: nothing else it could be */
    if (number->broken)
        return false;
    if (ranged && unit->source == UNIT_NONE)
        return true; /* a score, a span of years */
    return is_code(b, number, unit) || (!number->scaled && is_year(number, unit)) ||
           is_named(b, start, number, unit) || is_kanji_word(b, number, unit) ||
           is_bare_word(b, number, unit);
}
