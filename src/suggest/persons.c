/* persons.c: the mentions that a cue of speaking names (S1-S6), in English; persons_ja.c has the
 * Japanese ones, and cues that need no language (a colon, a short line above) are here.
 */
#include "phrases.h"

#include "marks.h"

#include <string.h>

enum { LINE_ABOVE = 72, COLON_WORDS = 7 };

size_t persons_add(struct range *out, size_t n, size_t max, struct range range)
{
    if (n == max || range_empty(range))
        return n;
    for (size_t i = 0; i < n; i++)
        if (range_overlaps(out[i], range))
            return n;
    size_t i = n;
    while (i > 0 && out[i - 1].start.byte > range.start.byte) {
        out[i] = out[i - 1];
        i--;
    }
    out[i] = range;
    return n + 1;
}

static size_t add(const struct tokens *t, struct range *out, size_t n, size_t max, size_t first,
                  size_t last)
{
    return persons_add(out, n, max, phrase_range(t, first, last));
}

/* Tokens between quotation marks are someone's words: their verbs are no cues. */
static void set_quoted(struct tokens *t)
{
    struct pair pairs[PAIRS_MAX];
    size_t n = marks_pair(t->block.s, t->block.from, t->block.to, pairs);
    size_t i = 0;
    for (size_t k = 0; k < n; k++) {
        if (pairs[k].depth > 0)
            continue;
        while (i < t->n && t->at[i].end <= pairs[k].start)
            i++;
        for (; i < t->n && t->at[i].end <= pairs[k].end; i++)
            t->at[i].flags |= TOKEN_QUOTED;
    }
}

static bool is_opening(const struct tokens *t, size_t i)
{
    uint32_t next;
    const struct token *token = token_at(t, i);
    return i < t->n && token->kind == TOKEN_MARK && (token->flags & TOKEN_QUOTED) &&
           marks_family(t->block.s, token->start, token->end, &next) != FAMILY_NONE &&
           !(i > 0 && (t->at[i - 1].flags & TOKEN_QUOTED) && !(token->flags & TOKEN_SPACED));
}

static bool is_quote_mark(const struct tokens *t, size_t i)
{
    uint32_t next;
    const struct token *token = token_at(t, i);
    return i < t->n && token->kind == TOKEN_MARK &&
           marks_family(t->block.s, token->start, token->end, &next) != FAMILY_NONE;
}

static size_t line_first(const struct tokens *t, size_t i)
{
    while (i > 0 && !(t->at[i].flags & TOKEN_BREAK))
        i--;
    return i;
}

/* Name: "  Name⏎: "  First⏎Last said: "  — the mention before a colon before a quotation. */
static size_t before_colon(const struct tokens *t, struct range *out, size_t n, size_t max)
{
    for (size_t i = 1; i + 1 < t->n; i++) {
        if ((!token_mark(t, i, ':') && !token_mark(t, i, 0xFF1A)) || !is_opening(t, i + 1))
            continue;
        size_t last = i - 1, first = line_first(t, last);
        while (last > first &&
               (token_word(t, last, W_SAY | W_SAY_WEAK | W_AUXILIARY) || token_adverb(t, last)))
            last--;
        for (size_t j = first; j < last; j++) /* what follows a comma or a bracket is out */
            if (j > first &&
                (token_mark(t, j, ',') || token_mark(t, j, '(') || token_mark(t, j, 0xFF08)))
                last = j - 1;
        size_t sentence = phrase_sentence(t, last);
        if (sentence > first)
            first = sentence;
        if (last - first >= COLON_WORDS || t->at[last].kind == TOKEN_MARK ||
            token_word(t, first, W_PREPOSITION))
            continue;
        bool clause = false;
        for (size_t j = first; j <= last; j++)
            clause =
                clause || (!token_name(t, j) && token_word(t, j, W_AUXILIARY | W_SAY | W_VERB));
        if (clause)
            continue;
        /* The line above, when it is nothing but the first half of the name. */
        if (first > 0 && token_name(t, first) && token_joined(t, first - 1)) {
            size_t above = line_first(t, first - 1);
            if (first - above < 4 && token_name(t, above))
                first = above;
        }
        n = add(t, out, n, max, first, last);
    }
    return n;
}

/* A short line without a sentence's end, and a quotation on the next. */
static size_t line_above(const struct tokens *t, struct range *out, size_t n, size_t max)
{
    for (size_t i = 1; i < t->n; i++) {
        if (!(t->at[i].flags & TOKEN_BREAK) || !is_opening(t, i) ||
            t->at[i].line != t->at[i - 1].line + 1)
            continue;
        size_t last = i - 1, first = line_first(t, last);
        if (t->at[last].end - t->at[first].start > LINE_ABOVE ||
            (t->at[last].flags & TOKEN_QUOTED) || t->at[last].kind == TOKEN_MARK ||
            t->at[last].kind == TOKEN_HIRAGANA)
            continue;
        bool clause = !(t->at[first].flags & TOKEN_BREAK);
        for (size_t j = first; j <= last; j++)
            clause =
                clause || t->at[j].kind == TOKEN_MARK ||
                (!token_name(t, j) && token_word(t, j, W_AUXILIARY | W_SAY | W_SAY_WEAK | W_VERB));
        if (!clause)
            n = add(t, out, n, max, first, last);
    }
    return n;
}

static size_t according_to(const struct tokens *t, struct range *out, size_t n, size_t max)
{
    for (size_t i = 0; i + 2 < t->n; i++) {
        size_t last;
        if ((token_is(t, i, "According") || token_is(t, i, "according")) &&
            token_is(t, i + 1, "to") && phrase_after(t, i + 2, &last))
            n = add(t, out, n, max, i + 2, last);
    }
    return n;
}

/* Whether the verb at i stands where a weak verb of saying needs to: before that, a mark, how. */
static bool introduces(const struct tokens *t, size_t i)
{
    static const char *const links[] = {"that", "how", "why", "whether", "if", "what"};
    if (is_quote_mark(t, i + 1) || token_mark(t, i + 1, ':') ||
        (token_mark(t, i + 1, ',') && is_quote_mark(t, i + 2)))
        return true;
    if (i > 0 && (is_quote_mark(t, i - 1) ||
                  (token_word(t, i - 1, W_PRONOUN) && i > 1 && is_quote_mark(t, i - 2))))
        return true;
    for (size_t ahead = 1; ahead <= 2; ahead++)
        for (size_t k = 0; k < sizeof links / sizeof *links; k++)
            if (token_is(t, i + ahead, links[k]) && (ahead == 1 || token_word(t, i + 1, W_PRONOUN)))
                return true;
    return false;
}

static bool ends_with(const struct tokens *t, size_t i, const char *tail)
{
    const struct token *token = token_at(t, i);
    return i < t->n && token->kind == TOKEN_WORD &&
           scan_is_before(t->block.s, token->start, token->end, tail);
}

/* A clause that goes before, no mention: The boat sank, … */
static bool has_verb(const struct tokens *t, size_t first, size_t last)
{
    for (size_t i = first; i <= last; i++)
        if (!token_name(t, i) && (token_word(t, i, W_VERB | W_AUXILIARY) || ends_with(t, i, "ed")))
            return true;
    return false;
}

/* NP, who …, said: the phrase before the first comma of the sentence that sets something apart. */
static bool set_apart(const struct tokens *t, size_t comma, size_t *first, size_t *last)
{
    size_t start = phrase_sentence(t, comma);
    for (size_t i = start + 1; i < comma; i++) {
        if (!token_mark(t, i, ',') || !phrase_before(t, i - 1, first) || has_verb(t, *first, i - 1))
            continue;
        bool aside = token_word(t, i + 1, W_RELATIVE | W_DETERMINER | W_TITLE) ||
                     token_name(t, i + 1) || token_at(t, i + 1)->kind == TOKEN_NUMBER ||
                     token_word(t, i + 1, W_PREPOSITION) || token_at(t, i + 1)->words == 0;
        bool starts = *first == start || token_mark(t, *first - 1, ',') ||
                      token_word(t, *first - 1, W_CONJUNCTION) || token_adverb(t, *first - 1) ||
                      is_quote_mark(t, *first - 1) ||
                      (t->at[*first].flags & TOKEN_BREAK);
        if (aside && starts) {
            *last = i - 1;
            return true;
        }
    }
    return false;
}

/* A man who … smiled, saying: the sentence's subject, when its verb stands at the comma. */
static bool subject_of_clause(const struct tokens *t, size_t comma, size_t *first, size_t *last)
{
    size_t start = phrase_sentence(t, comma), verb = comma - 1;
    if (comma < start + 2)
        return false;
    if (token_word(t, start, W_PRONOUN) && !token_word(t, start, W_DETERMINER)) {
        *first = *last = start;
        return true;
    }
    if (token_word(t, verb, W_VERB) || ends_with(t, verb, "ed")) {
        while (verb > start && (token_adverb(t, verb - 1) || token_word(t, verb - 1, W_AUXILIARY)))
            verb--;
        if (verb > start && (token_name(t, start) || token_word(t, start, W_DETERMINER))) {
            *first = start;
            *last = verb - 1;
            return true;
        }
        return false;
    }
    *first = start;
    return token_name(t, start) && phrase_name(t, start, first, last) && *first == start;
}

/* The subject of the verb of saying at `verb`, before it. */
static bool subject(const struct tokens *t, size_t verb, size_t *first, size_t *last)
{
    bool saying = ends_with(t, verb, "ing");
    size_t end = verb;
    while (end > 0 && (token_adverb(t, end - 1) || (token_word(t, end - 1, W_AUXILIARY) &&
                                                    (saying || !token_word(t, end - 1, W_BE)))))
        end--;
    if (end == 0 || token_word(t, end - 1, W_BE) || token_is(t, end - 1, "to"))
        return false;
    if (end == verb && saying && token_is(t, verb - 1, "as")) { /* quoted Kim as saying */
        *last = verb - 2;
        return verb >= 2 && phrase_before(t, *last, first);
    }
    *last = end - 1;
    if (token_mark(t, *last, ','))
        return saying ? subject_of_clause(t, *last, first, last) : set_apart(t, *last, first, last);
    if (token_word(t, *last, W_RELATIVE) && *last > 0) {
        --*last;
        if (token_mark(t, *last, ',') && *last > 0)
            --*last;
        return phrase_before(t, *last, first);
    }
    if (token_word(t, *last, W_DETERMINER) && !token_word(t, *last, W_PRONOUN))
        return false;
    return !saying && phrase_before(t, *last, first);
}

/* Structures do not speak: "said Kuwait Tower" is a slip of translation. */
static bool is_structure(const struct tokens *t, size_t first, size_t last)
{
    return last > first && token_name(t, last) && token_word(t, last, W_STRUCTURE) &&
           !token_word(t, last, W_ORGANISATION);
}

/* " said Kim  and  told by Kim */
static bool subject_behind(const struct tokens *t, size_t verb, size_t *first, size_t *last)
{
    bool by = token_is(t, verb + 1, "by");
    bool inverted = verb == 0 || is_quote_mark(t, verb - 1) || token_stop(t, verb - 1) ||
                    (t->at[verb].flags & TOKEN_BREAK);
    if (!by && (!inverted || ends_with(t, verb, "ing")))
        return false;
    *first = verb + (by ? 2 : 1);
    return phrase_after(t, *first, last) && !is_structure(t, *first, *last) &&
           !(!by && token_word(t, *first, W_CONJUNCTION) && !token_word(t, *first, W_DETERMINER));
}

static size_t verbs(const struct tokens *t, struct range *out, size_t n, size_t max)
{
    for (size_t i = 0; i < t->n; i++) {
        size_t first, last;
        if (!token_word(t, i, W_SAY | W_SAY_WEAK) || (t->at[i].flags & TOKEN_QUOTED))
            continue;
        bool strong = token_word(t, i, W_SAY) && !ends_with(t, i, "ing");
        if (subject_behind(t, i, &first, &last)) {
            if (strong || introduces(t, i))
                n = add(t, out, n, max, first, last);
            continue;
        }
        if ((strong || introduces(t, i)) && subject(t, i, &first, &last) &&
            !(t->at[last].flags & TOKEN_QUOTED))
            n = add(t, out, n, max, first, last);
    }
    return n;
}

size_t persons_collect(const struct article *article, struct tokens *t, struct range *out,
                       size_t max)
{
    (void)article;
    set_quoted(t);
    size_t n = before_colon(t, out, 0, max);
    n = line_above(t, out, n, max);
    n = according_to(t, out, n, max);
    n = verbs(t, out, n, max);
    return persons_ja(t, out, n, max);
}
