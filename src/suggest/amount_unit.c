/* amount_unit.c: the unit or the counted noun behind a number. */
#include "amount_parts.h"

#include <stdio.h>
#include <string.h>

enum { UNIT_WORDS = 3, NOUN_WORDS = 4, UNIT_LONGEST = 40 };

static uint32_t peek(const struct block *b, uint32_t at, uint32_t *next)
{
    *next = at;
    return at < b->to ? scan_char(b->s, at, b->to, next) : 0;
}

static void set_name(struct unit_found *unit, const uint8_t *text, size_t n)
{
    if (n >= sizeof unit->name)
        n = 0;
    memcpy(unit->name, text, n);
    unit->name[n] = '\0';
}

/* The end of a unit's word: letters, a hyphen or a slash or a digit inside (km/h, m2, year-old). */
static uint32_t unit_word_end(const struct block *b, uint32_t at)
{
    uint32_t next, after;
    for (;;) {
        uint32_t c = peek(b, at, &next);
        if (scan_kind(c) == LETTER_ALPHA || c == 0xB2 || c == 0xB3 ||
            (c == '.' && next < b->to && scan_kind(peek(b, next, &after)) == LETTER_ALPHA &&
             (after >= b->to || b->s[after] == '.')))
            at = next;
        else if ((c == '-' || c == '/' || c == 0x2019 || c == '\'') &&
                 scan_kind(peek(b, next, &after)) == LETTER_ALPHA &&
                 !(c == '\'' && b->s[next] == 's') && !(c == 0x2019 && b->s[next] == 's'))
            at = next;
        else
            return at;
    }
}

/* Known units of one to three words at `at`, the longest first. */
static const struct unit_word *known_words(const struct block *b, uint32_t at, uint32_t *end)
{
    uint8_t text[UNIT_LONGEST];
    size_t size = 0;
    const struct unit_word *found = NULL;
    uint32_t word = at;
    for (int k = 0; k < UNIT_WORDS; k++) {
        uint32_t word_end = unit_word_end(b, word);
        /* m2 and km2 keep their digit */
        if (word_end > word && word_end < b->to &&
            (b->s[word_end] == '2' || b->s[word_end] == '3') && (b->s[word_end - 1] == 'm'))
            word_end++;
        size_t n = word_end - word;
        if (n == 0 || size + n + 1 > sizeof text)
            break;
        if (k > 0)
            text[size++] = ' ';
        memcpy(text + size, b->s + word, n);
        size += n;
        const struct unit_word *unit = lexicon_unit(text, size);
        if (unit) {
            found = unit;
            *end = word_end;
        }
        uint32_t next = number_past_space(b, word_end);
        if (next == word_end)
            break;
        word = next;
    }
    return found;
}

/* A word that hyphens join, when its first part is the unit: 20-year-old is never, 3-mile is. */
static const struct unit_word *hyphenated(const struct block *b, uint32_t at, uint32_t *end)
{
    const struct unit_word *unit = known_words(b, at, end);
    if (unit)
        return unit;
    *end = number_word_end(b, at);
    return *end > at ? lexicon_unit(b->s + at, *end - at) : NULL;
}

static bool is_plural(const struct block *b, uint32_t at, uint32_t end)
{
    static const char *const irregular[] = {"people", "men",   "women", "children",
                                            "police", "staff", "media", "cattle"};
    size_t n = end - at;
    for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++)
        if (n == strlen(irregular[i]) && memcmp(b->s + at, irregular[i], n) == 0)
            return true;
    if (n < 4 || b->s[end - 1] != 's')
        return false;
    uint8_t before = b->s[end - 2];
    return before != 's' && before != 'u' && before != 'i';
}

/* The plural behind a number, past its adjectives. */
static bool counted_noun(const struct block *b, uint32_t at, const struct number *number,
                         struct unit_found *unit)
{
    enum { ENDS = W_FUNCTION | W_AUXILIARY | W_SAY | W_VERB | W_DATE | W_QUALIFIER };
    bool one = number->value.ok && number->value.scale == 0 && number->value.m == 1;
    uint32_t word = at;
    for (int k = 0; k < NOUN_WORDS; k++) {
        uint32_t end = unit_word_end(b, word);
        if (end == word)
            return false;
        uint32_t classes = lexicon_words(b->s + word, end - word);
        if (classes & ENDS && !(classes & W_DEMONYM))
            return false;
        size_t n = end - word;
        uint32_t known_end;
        const struct unit_word *known = k > 0 && n > 2 ? known_words(b, word, &known_end) : NULL;
        bool noun = one ? k == 0 && classes == 0 && n > 2 : is_plural(b, word, end);
        if (noun || (known && known->classes & U_COUNTER)) {
            unit->source = UNIT_NOUN;
            unit->end = noun ? end : known_end;
            set_name(unit, b->s + word, unit->end - word);
            return true;
        }
        word = number_past_space(b, end);
        if (word == end)
            return false;
    }
    return false;
}

/* 年半, 円13銭, ドル3セント: what a Japanese unit may bring along. */
static void read_rest(const struct block *b, const struct unit_word *word, struct unit_found *unit)
{
    static const char *const cents[] = {"銭", "セント", "ペンス", "分"};
    if (word->classes & U_TIME && scan_is(b->s, unit->end, b->to, "半") &&
        !scan_is(b->s, unit->end, b->to, "半年") && !scan_is(b->s, unit->end, b->to, "半ば")) {
        unit->more = (struct decimal){5, 1, true, false};
        unit->end += 3;
        return;
    }
    struct number part;
    uint32_t at = unit->end;
    if (!(word->classes & U_CURRENCY))
        return;
    if (scan_is(b->s, at, b->to, "と"))
        at += 3;
    if (!number_read(b, at, &part) || part.form == NUMBER_WORDS || part.value.scale > 0)
        return;
    for (size_t i = 0; i + 1 < sizeof cents / sizeof *cents; i++) {
        if (scan_is(b->s, part.end, b->to, cents[i])) {
            unit->more = part.value;
            unit->more.scale = 2;
            unit->end = part.end + (uint32_t)strlen(cents[i]);
        }
    }
}

/* Pounds by the million, or a thousand and more of them, are money, the others weight. */
static const char *unit_name(const struct number *number, const struct unit_word *word)
{
    bool many =
        number->scaled || (number->value.ok && number->value.scale == 0 && number->value.m >= 1000);
    return strcmp(word->name, "lb") == 0 && many ? "GBP" : word->name;
}

static void take(struct unit_found *unit, const struct number *number, const struct unit_word *word,
                 uint32_t end)
{
    unit->source = word->classes & U_NEVER ? UNIT_NEVER : UNIT_KNOWN;
    unit->classes = word->classes;
    unit->end = end;
    const char *name = unit_name(number, word);
    set_name(unit, (const uint8_t *)name, strlen(name));
}

struct unit_found amount_unit(const struct block *b, const struct number *number)
{
    struct unit_found unit = {.source = UNIT_NONE, .end = number->end, .more = {.ok = true}};
    uint32_t at = number->end, next, end;
    bool glued = true;
    uint32_t c = peek(b, at, &next);
    if (scan_space(c)) {
        at = number_past_space(b, at);
        glued = false;
        c = peek(b, at, &next);
    }
    const struct unit_word *word = lexicon_unit_ja(b->s + at, b->to - at);
    bool letters = word && (uint8_t)word->text[0] < 0x80 && word->text[0] != '%';
    if (word && !letters && (glued || number->form != NUMBER_WORDS)) {
        take(&unit, number, word, at + (uint32_t)strlen(word->text));
        read_rest(b, word, &unit);
        return unit;
    }
    if (c == 0xB0 || c == 0x2103) { /* ° and ℃ */
        end = number_word_end(b, next);
        word = end > next ? lexicon_unit(b->s + at, end - at) : NULL;
        end = word ? end : next;
        word = word ? word : lexicon_unit(b->s + at, next - at);
        if (word)
            take(&unit, number, word, end);
        return unit;
    }
    const struct unit_word *sign = lexicon_sign(b->s + at, b->to - at);
    if (sign && scan_kind(c) == LETTER_NONE &&
        scan_kind(peek(b, at + (uint32_t)strlen(sign->text), &next)) != LETTER_DIGIT) {
        take(&unit, number, sign, at + (uint32_t)strlen(sign->text));
        return unit;
    }
    if (c == '-' || c == 0x2010 || c == 0x2011) {
        peek(b, at, &next);
        word = glued ? hyphenated(b, next, &end) : NULL;
        if (word)
            take(&unit, number, word, end);
        return unit;
    }
    if (scan_kind(c) != LETTER_ALPHA)
        return unit;
    word = known_words(b, at, &end);
    if (word) {
        take(&unit, number, word, end);
        return unit;
    }
    if (!glued)
        counted_noun(b, at, number, &unit);
    return unit;
}
