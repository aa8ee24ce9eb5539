/* lexicon.c: looking up the tables. */
#include "lexicon.h"

#include <string.h>

enum { WORD_LONGEST = 24 };

/* Compares n bytes with a table's string, as strcmp() would. */
static int order(const uint8_t *text, size_t n, const char *entry)
{
    size_t m = strlen(entry);
    int by = memcmp(text, entry, n < m ? n : m);
    return by ? by : (n > m) - (n < m);
}

uint32_t lexicon_words(const uint8_t *word, size_t n)
{
    uint8_t lower[WORD_LONGEST];
    if (n > sizeof lower)
        return 0;
    for (size_t i = 0; i < n; i++)
        lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 32 : word[i];
    size_t low = 0, high = lexicon_words_en_n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int by = order(lower, n, lexicon_words_en[mid].text);
        if (by == 0)
            return lexicon_words_en[mid].classes;
        if (by > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}

bool lexicon_place(const uint8_t *name, size_t n)
{
    size_t low = 0, high = lexicon_places_en_n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int by = order(name, n, lexicon_places_en[mid]);
        if (by == 0)
            return true;
        if (by > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

/* A prefix of the text sorts before or at it, so the longest that fits is the last one at or
 * before the text; entries between share at least its first character. */
size_t lexicon_place_ja(const uint8_t *text, size_t n)
{
    size_t low = 0, high = lexicon_places_ja_n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (order(text, n, lexicon_places_ja[mid]) >= 0)
            low = mid + 1;
        else
            high = mid;
    }
    while (low-- > 0) {
        const char *entry = lexicon_places_ja[low];
        size_t m = strlen(entry);
        if (n < 3 || memcmp(entry, text, 3) != 0)
            return 0;
        if (m <= n && memcmp(entry, text, m) == 0)
            return m;
    }
    return 0;
}

static const struct unit_word *longest(const struct unit_word *table, size_t entries,
                                       const uint8_t *text, size_t n)
{
    size_t low = 0, high = entries;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (order(text, n, table[mid].text) >= 0)
            low = mid + 1;
        else
            high = mid;
    }
    while (low-- > 0) {
        size_t m = strlen(table[low].text);
        if (n == 0 || table[low].text[0] != (char)text[0])
            return NULL;
        if (m <= n && memcmp(table[low].text, text, m) == 0)
            return &table[low];
    }
    return NULL;
}

const struct unit_word *lexicon_unit_ja(const uint8_t *text, size_t n)
{
    return longest(lexicon_units_ja, lexicon_units_ja_n, text, n);
}

const struct unit_word *lexicon_sign(const uint8_t *text, size_t n)
{
    return longest(lexicon_signs, lexicon_signs_n, text, n);
}

static const struct unit_word *unit_exact(const uint8_t *text, size_t n)
{
    size_t low = 0, high = lexicon_units_en_n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int by = order(text, n, lexicon_units_en[mid].text);
        if (by == 0)
            return &lexicon_units_en[mid];
        if (by > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const struct unit_word *lexicon_unit(const uint8_t *text, size_t n)
{
    uint8_t lower[WORD_LONGEST];
    const struct unit_word *unit = unit_exact(text, n);
    if (unit || n > sizeof lower)
        return unit;
    for (size_t i = 0; i < n; i++)
        lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 32 : text[i];
    unit = unit_exact(lower, n);
    return unit && !(unit->classes & U_EXACT) ? unit : NULL;
}

size_t lexicon_ja(enum list_ja list, const uint8_t *text, size_t n)
{
    size_t best = 0;
    for (const char *const *entry = lexicon_lists_ja[list]; *entry; entry++) {
        size_t m = strlen(*entry);
        if (m > best && m <= n && memcmp(*entry, text, m) == 0)
            best = m;
    }
    return best;
}
