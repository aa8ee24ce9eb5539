/* places.c: the places by name (L1-L7): known names with what is built around them (Kuwait Tower,
 * Northern Ireland), runs that end in a structure's noun, and runs after a preposition of place.
 * What belongs to an organisation's or a person's name is left out.
 */
#include "phrases.h"

#include <string.h>

enum { KNOWN_WORDS = 6, KNOWN_BYTES = 64 };

/* Places that are first names as often: alone they need a preposition. */
static bool is_first_name(const struct tokens *t, size_t i)
{
    static const char *const names[] = {
        "Jordan",   "Paris",      "Chad",     "Israel",   "Georgia",  "Sydney",
        "Florence", "Washington", "Dallas",   "Austin",   "Victoria", "India",
        "Virginia", "Carolina",   "Savannah", "Columbus", "Lima",     "Sofia",
        "Santiago", "Kingston",   "Richmond", "Raleigh",  "Cleveland"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (token_is(t, i, names[k]))
            return true;
    return false;
}

/* The longest known place that starts at token i: its last token. */
static bool known(const struct tokens *t, size_t i, size_t *last)
{
    uint8_t name[KNOWN_BYTES];
    size_t size = 0;
    bool found = false;
    if (t->at[i].kind != TOKEN_WORD || !(t->at[i].flags & TOKEN_UPPER))
        return false;
    for (size_t k = i; k < t->n && k < i + KNOWN_WORDS; k++) {
        const struct token *token = &t->at[k];
        size_t n = token->end - token->start;
        if (token->kind != TOKEN_WORD || size + n + 1 > sizeof name ||
            (k > i && (token->line > t->at[k - 1].line + 1 || !(token->flags & TOKEN_SPACED))))
            break;
        if (k > i)
            name[size++] = ' ';
        memcpy(name + size, t->block.s + token->start, n);
        size += n;
        if (lexicon_place(name, size)) {
            *last = k;
            found = true;
        }
    }
    return found;
}

static bool follows_preposition(const struct tokens *t, size_t first)
{
    if (first > 0 && token_is(t, first - 1, "the"))
        first--;
    return first > 0 && (token_word(t, first - 1, W_PREPOSITION) || token_mark(t, first - 1, ','));
}

static bool run_has(const struct tokens *t, size_t first, size_t last, uint32_t classes)
{
    for (size_t i = first; i <= last; i++)
        if (token_word(t, i, classes))
            return true;
    return false;
}

/* X of [the] PLACE: X alone is no complete name (Bank of Japan), then the place is inside it. */
static bool inside_of_name(const struct tokens *t, size_t *first)
{
    size_t i = *first;
    if (i > 0 && token_is(t, i - 1, "the"))
        i--;
    if (i < 2 || !token_is(t, i - 1, "of") || !token_name(t, i - 2))
        return false;
    size_t left, right;
    phrase_name(t, i - 2, &left, &right);
    if (left == right && i == *first && token_word(t, left, W_STRUCTURE | W_STRUCTURE_FRONT)) {
        *first = left; /* Gulf of X, State of X: one name */
        return false;
    }
    return left == right && token_word(t, left, W_BARE_ORGANISATION | W_ORGANISATION) &&
           !(t->at[left].flags & TOKEN_CAPS);
}

/* A known place at [first, last]: extends it over what belongs to it. False: not to be marked. */
static bool settle(const struct tokens *t, size_t *first, size_t *last)
{
    size_t left = *first, right = *last, run;
    bool possessive = token_at(t, right + 1)->kind == TOKEN_POSSESSIVE;
    while (left > 0 && token_name(t, left - 1) && token_joined(t, left - 1)) {
        if (!token_word(t, left - 1, W_DIRECTION))
            break;
        left--;
    }
    if (left > 0 && token_name(t, left - 1) && token_joined(t, left - 1) &&
        (t->at[left].flags & TOKEN_SPACED))
        return false; /* Jack London, Bank Muscat */
    *first = left;
    if (token_name(t, right + 1) && token_joined(t, right) &&
        (t->at[right + 1].flags & TOKEN_SPACED)) {
        size_t start;
        phrase_name(t, right + 1, &start, &run);
        if (run_has(t, right + 1, run, W_ORGANISATION))
            return false;
        if (token_word(t, run, W_STRUCTURE))
            right = run;
        else if (!token_word(t, right + 1, W_TITLE | W_DEMONYM) && is_first_name(t, *first) &&
                 *first == *last && !follows_preposition(t, *first))
            return false;
    } else if (!possessive && token_word(t, right + 1, W_MONEY)) {
        return false; /* Japan yen */
    }
    *last = right;
    return !inside_of_name(t, first);
}

static bool is_proper(const struct tokens *t, size_t first, size_t last)
{
    return !run_has(t, first, last, W_ORGANISATION | W_TITLE | W_DATE | W_MONEY | W_SAY) &&
           !token_word(t, last, W_DEMONYM) && !token_is(t, first, "Government");
}

/* A run of unknown names that its last or first word or the preposition before makes a place. */
static bool likely(const struct tokens *t, size_t i, size_t *last)
{
    size_t first;
    if (!phrase_name(t, i, &first, last) || first != i || !is_proper(t, first, *last))
        return false;
    bool titled = i > 0 && token_word(t, i - 1, W_TITLE);
    bool possessive = token_at(t, *last + 1)->kind == TOKEN_POSSESSIVE;
    size_t cue = i > 0 && token_is(t, i - 1, "the") ? i - 1 : i;
    bool cued = cue > 0 && token_word(t, cue - 1, W_PLACE_CUE) &&
                !(t->at[cue - 1].flags & TOKEN_QUOTED && !(t->at[i].flags & TOKEN_QUOTED));
    if (titled)
        return false;
    if (*last > first && token_word(t, *last, W_STRUCTURE) && !token_is(t, *last, "Park"))
        return true;
    if (*last > first && token_word(t, first, W_STRUCTURE_FRONT))
        return true;
    if (*last - first < 4 && !run_has(t, first, *last, W_DEMONYM) &&
        !(t->at[first].flags & TOKEN_CAPS)) {
        size_t country;
        if (token_mark(t, *last + 1, ',') && *last + 2 < t->n && known(t, *last + 2, &country) &&
            cue > 0 && token_word(t, cue - 1, W_PREPOSITION))
            return true;
        return cued && !possessive;
    }
    return false;
}

/* the North: a country or region by its direction alone. */
static bool is_direction(const struct tokens *t, size_t i)
{
    const struct token *next = token_at(t, i + 1);
    if (i == 0 || !token_is(t, i - 1, "the") ||
        !(token_is(t, i, "North") || token_is(t, i, "South") || token_is(t, i, "West") ||
          token_is(t, i, "East")))
        return false;
    return next->kind == TOKEN_MARK || next->kind == TOKEN_POSSESSIVE ||
           (next->kind == TOKEN_WORD && (next->words & W_FUNCTION) && !(next->flags & TOKEN_UPPER));
}

size_t places_collect(const struct article *article, struct tokens *t, struct range *out,
                      size_t max)
{
    (void)article;
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        size_t first = i, last;
        if (t->at[i].kind == TOKEN_KANJI || t->at[i].kind == TOKEN_KATAKANA) {
            n = places_cjk(t, i, out, n, max);
            continue;
        }
        if (t->at[i].kind != TOKEN_WORD || !(t->at[i].flags & TOKEN_UPPER))
            continue;
        if (known(t, i, &last)) {
            if (settle(t, &first, &last))
                n = persons_add(out, n, max, phrase_range(t, first, last));
        } else if (is_direction(t, i)) {
            last = i;
            n = persons_add(out, n, max, phrase_range(t, i, i));
        } else if (likely(t, i, &last)) {
            n = persons_add(out, n, max, phrase_range(t, i, last));
        } else {
            continue;
        }
        i = last > i ? last : i;
    }
    return n;
}
