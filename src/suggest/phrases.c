/* phrases.c: names and the noun phrases around them. */
#include "phrases.h"

#include <string.h>

enum { PHRASE_LONGEST = 16, WRAPPED_LINE = 50 };

const struct token *token_at(const struct tokens *t, size_t i)
{
    static const struct token stop = {.kind = TOKEN_MARK, .words = '.'};
    return i < t->n ? &t->at[i] : &stop;
}

bool token_word(const struct tokens *t, size_t i, uint32_t classes)
{
    const struct token *token = token_at(t, i);
    return token->kind == TOKEN_WORD && (token->words & classes) != 0;
}

bool token_stop(const struct tokens *t, size_t i)
{
    const struct token *token = token_at(t, i);
    if (token->kind != TOKEN_MARK)
        return false;
    uint32_t c = token->words;
    return c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
           (c == '.' && (i + 1 >= t->n || (t->at[i + 1].flags & TOKEN_SPACED) ||
                         t->at[i + 1].kind == TOKEN_MARK));
}

bool token_name(const struct tokens *t, size_t i)
{
    const struct token *token = token_at(t, i);
    if (token->kind != TOKEN_WORD || !(token->flags & TOKEN_UPPER))
        return false;
    if (token->flags & TOKEN_CAPS)
        return true;
    return !(token->words & (W_FUNCTION | W_SAY));
}

bool token_adverb(const struct tokens *t, size_t i)
{
    static const char *const others[] = {"early",    "family",  "daily",   "weekly",
                                         "monthly",  "yearly",  "likely",  "supply",
                                         "friendly", "elderly", "assembly"};
    const struct token *token = token_at(t, i);
    if (token->kind != TOKEN_WORD)
        return false;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (token_is(t, i, others[k]))
            return false;
    if (token->words & W_ADVERB)
        return true;
    return token->words == 0 && !(token->flags & TOKEN_UPPER) && token->end - token->start > 4 &&
           memcmp(t->block.s + token->end - 2, "ly", 2) == 0;
}

bool token_touches(const struct tokens *t, size_t i)
{
    return i + 1 < t->n && !(t->at[i + 1].flags & TOKEN_SPACED);
}

/* A line above is a name's first half when it holds name words alone, or a wrapped line. */
static bool crosses(const struct tokens *t, size_t i)
{
    size_t first = i;
    bool names = true;
    while (first > 0 && !(t->at[first].flags & TOKEN_BREAK))
        first--;
    for (size_t j = first; j <= i; j++)
        names = names && token_name(t, j);
    if (names && i - first < 4)
        return token_name(t, i + 1);
    return t->at[i].end - t->at[first].start >= WRAPPED_LINE;
}

bool token_joined(const struct tokens *t, size_t i)
{
    if (i + 1 >= t->n)
        return false;
    const struct token *next = &t->at[i + 1];
    if (!(next->flags & TOKEN_BREAK))
        return true;
    return next->line == t->at[i].line + 1 && crosses(t, i);
}

struct range phrase_range(const struct tokens *t, size_t first, size_t last)
{
    return range_of(t->at[first].start, t->at[last].end);
}

size_t phrase_sentence(const struct tokens *t, size_t i)
{
    while (i > 0 && !token_stop(t, i - 1))
        i--;
    return i;
}

/* Two name words that stand together; a hyphen or point between was taken in by the words. */
static bool name_link(const struct tokens *t, size_t i)
{
    return token_name(t, i) && token_name(t, i + 1) && token_joined(t, i) &&
           (t->at[i + 1].flags & TOKEN_SPACED) &&
           (t->at[i].flags & TOKEN_QUOTED) == (t->at[i + 1].flags & TOKEN_QUOTED);
}

bool phrase_name(const struct tokens *t, size_t i, size_t *first, size_t *last)
{
    static const char *const particles[] = {"de", "van", "von", "der", "bin",
                                            "al", "da",  "el",  "ibn", "la"};
    if (!token_name(t, i))
        return false;
    *first = *last = i;
    for (;;) {
        while (*first > 0 && name_link(t, *first - 1))
            --*first;
        while (*last + 1 < t->n && name_link(t, *last))
            ++*last;
        size_t before = *first, after = *last;
        for (size_t k = 0; k < sizeof particles / sizeof *particles; k++) {
            if (token_is(t, after + 1, particles[k]) && token_name(t, after + 2) &&
                token_joined(t, after) && token_joined(t, after + 1))
                *last = after + 2;
            if (before >= 2 && token_is(t, before - 1, particles[k]) && token_name(t, before - 2) &&
                token_joined(t, before - 2) && token_joined(t, before - 1))
                *first = before - 2;
        }
        if (*first == before && *last == after)
            return true;
    }
}

static bool is_noun(const struct tokens *t, size_t i)
{
    const struct token *token = token_at(t, i);
    if (token->kind != TOKEN_WORD)
        return false;
    if (token_name(t, i))
        return true;
    return !(token->words & (W_FUNCTION | W_AUXILIARY | W_SAY)) && !token_adverb(t, i);
}

static bool crosses_preposition(const struct tokens *t, size_t i)
{
    return i > 0 && is_noun(t, i - 1) && token_joined(t, i - 1) && !token_word(t, i - 1, W_VERB) &&
           (token_is(t, i, "of") || token_is(t, i, "for") || token_is(t, i, "from") ||
            token_is(t, i, "at") || token_is(t, i, "in"));
}

/* A and B: both sides are names. */
static bool joins_names(const struct tokens *t, size_t i)
{
    return i > 0 && (token_is(t, i, "and") || token_mark(t, i, '&')) && token_name(t, i - 1) &&
           token_name(t, i + 1) && token_joined(t, i - 1);
}

bool phrase_before(const struct tokens *t, size_t last, size_t *first)
{
    if (last >= t->n)
        return false;
    *first = last;
    if (token_word(t, last, W_PRONOUN) && !(t->at[last].flags & TOKEN_CAPS))
        return true;
    if (!is_noun(t, last))
        return false;
    size_t i = last;
    while (i > 0 && last - i < PHRASE_LONGEST && token_joined(t, i - 1) &&
           !((t->at[i - 1].flags ^ t->at[last].flags) & TOKEN_QUOTED)) {
        const struct token *before = &t->at[i - 1];
        if (before->kind == TOKEN_POSSESSIVE ||
            (before->kind == TOKEN_NUMBER && !token_touches(t, i - 1))) {
            i--;
            continue;
        }
        if (joins_names(t, i - 1)) {
            i--;
            continue;
        }
        if (before->kind != TOKEN_WORD)
            break;
        if (!token_name(t, i - 1) && !(before->words & W_NUMBER)) {
            if (before->words & W_DETERMINER) {
                i--;
                if (i > 0 && crosses_preposition(t, i - 1)) {
                    i--;
                    continue;
                }
                break;
            }
            if (before->words & W_PREPOSITION) {
                if (!crosses_preposition(t, i - 1))
                    break;
            } else if ((before->words & (W_FUNCTION | W_AUXILIARY | W_SAY | W_VERB)) ||
                       token_adverb(t, i - 1)) {
                break;
            }
        }
        i--;
    }
    *first = i;
    return true;
}

bool phrase_after(const struct tokens *t, size_t first, size_t *last)
{
    size_t i = first;
    bool noun = false;
    if (first >= t->n)
        return false;
    if (token_word(t, first, W_PRONOUN) && !(t->at[first].words & W_DETERMINER)) {
        *last = first;
        return true;
    }
    while (i < t->n && i - first < PHRASE_LONGEST) {
        const struct token *token = &t->at[i];
        if (i > first && !token_joined(t, i - 1))
            break;
        if (i > first && ((token->flags ^ t->at[first].flags) & TOKEN_QUOTED))
            break;
        if (is_noun(t, i) && !(noun && token_word(t, i, W_VERB))) {
            noun = true;
            *last = i;
        } else if (token->kind == TOKEN_POSSESSIVE || token->kind == TOKEN_NUMBER ||
                   joins_names(t, i)) {
            /* within the phrase */
        } else if (token->kind != TOKEN_WORD || (!token_word(t, i, W_DETERMINER) &&
                                                 !token_is(t, i, "of") && !token_is(t, i, "for"))) {
            break;
        } else if (noun && token_word(t, i, W_DETERMINER) && !token_word(t, i - 1, W_PREPOSITION)) {
            break;
        }
        i++;
    }
    return noun;
}

bool phrase_before_ja(const struct tokens *t, size_t last, size_t *first)
{
    size_t i = last + 1, nouns = 0;
    while (i > 0) {
        const struct token *token = &t->at[i - 1];
        bool noun = token->kind == TOKEN_KANJI || token->kind == TOKEN_KATAKANA ||
                    token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER;
        bool link = nouns > 0 && (token_is(t, i - 1, "の") || token_mark(t, i - 1, 0x30FB) ||
                                  token_mark(t, i - 1, 0xFF1D));
        if (!noun && !link &&
            !(nouns == 0 && (token_is(t, i - 1, "さん") || token_is(t, i - 1, "さま") ||
                             token_is(t, i - 1, "くん") || token_is(t, i - 1, "ちゃん") ||
                             token_is(t, i - 1, "たち"))))
            break;
        if (i <= last && (t->at[i].flags & TOKEN_BREAK))
            break;
        if (i <= last && ((token->flags ^ t->at[i].flags) & TOKEN_QUOTED))
            break;
        nouns += noun;
        i--;
    }
    while (i <= last && (token_is(t, i, "の") || t->at[i].kind == TOKEN_MARK))
        i++;
    *first = i;
    return nouns > 0 && i <= last;
}
