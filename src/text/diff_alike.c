/* Sentences that were corrected: which of those that are left in either text are about the same.
 *
 * Every word is a number; of the words of a script without spaces each two neighbours are. A list
 * of the second text's numbers, in order, says for each of the first one's in which sentences it
 * is: only words that few sentences have are asked, so that the cost follows the words. */
#include <stdlib.h>
#include <string.h>

#include "differing.h"

enum {
    NUMBERS_MOST = 1 << 21, /* of all that is left in either text */
    COMMON = 24,            /* a word in more sentences tells nothing */
    LEAST = 2,              /* words in common */
};

struct number { /* a word, and the sentence it is in */
    uint64_t word;
    uint32_t part;
};
typedef VEC(struct number) numbers;

static int by_word(const void *a, const void *b)
{
    const struct number *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

static int by_part(const void *a, const void *b)
{
    const struct number *x = a, *y = b;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

static uint64_t hash_of(const uint8_t *bytes, size_t n)
{
    uint64_t hash = 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash ^ hash >> 31;
}

/* The numbers of all sentences that are left, each once a sentence, in order of sentences. */
static bool gather(const struct parts *side, const struct article *article, numbers *out)
{
    for (uint32_t i = 0; i < side->list.n && out->n < NUMBERS_MOST; i++) {
        const struct part *part = &side->list.at[i];
        struct range word, last = range_of(0, 0);
        bool alone, last_alone = false;
        if (part->other != PART_NONE)
            continue;
        for (uint32_t at = part->start;
             out->n < NUMBERS_MOST && words_next(article, &at, part->end, &word, &alone);) {
            bool two = alone && last_alone && last.end.byte == word.start.byte;
            uint32_t start = two ? last.start.byte : word.start.byte;
            const struct number number = {hash_of(side->bytes + start, word.end.byte - start), i};
            if ((!alone || two) && !vec_push(out, number))
                return false;
            last = word;
            last_alone = alone;
        }
    }
    size_t kept = 0;
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, by_part);
    for (size_t i = 0; i < out->n; i++)
        if (!kept || by_part(&out->at[kept - 1], &out->at[i]) != 0)
            out->at[kept++] = out->at[i];
    out->n = kept;
    return true;
}

/* ---- counting ---- */
struct search {
    struct parts *sides;
    numbers old, new; /* by sentence; by word */
    uint32_t *size;   /* of each sentence of the second text: its numbers */
    uint32_t *shared; /* with the sentence at hand */
    VEC(uint32_t) met;
    uint32_t
        *next; /* of each sentence of the first: where in the second what follows it in order is */
};

static size_t first_of(const numbers *list, uint64_t word)
{
    size_t low = 0, high = list->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->at[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool count(struct search *s, uint64_t word)
{
    size_t first = first_of(&s->new, word), last = first;
    while (last < s->new.n && s->new.at[last].word == word &&last - first <= COMMON)
        last++;
    for (size_t i = first; last - first <= COMMON && i < last; i++) {
        uint32_t part = s->new.at[i].part;
        if (s->sides[1].list.at[part].other != PART_NONE)
            continue;
        if (s->shared[part]++ == 0 && !vec_push(&s->met, part))
            return false;
    }
    return true;
}

static bool in_order(const struct search *s, uint32_t i, uint32_t j, uint32_t behind)
{
    return j >= behind && j < s->next[i];
}

/* The sentence that shares most with the n numbers counted; PART_NONE: none shares half. */
static uint32_t best(const struct search *s, uint32_t i, uint32_t behind, size_t n)
{
    uint32_t found = PART_NONE;
    for (size_t k = 0; k < s->met.n; k++) {
        uint32_t part = s->met.at[k], shared = s->shared[part];
        size_t larger = s->size[part] > n ? s->size[part] : n;
        if (shared >= LEAST && (size_t)shared * 2 >= larger &&
            (found == PART_NONE || shared > s->shared[found] ||
             (shared == s->shared[found] && in_order(s, i, part, behind) &&
              !in_order(s, i, found, behind))))
            found = part;
    }
    return found;
}

/* What is in order is found word by word, together with its neighbours: a full stop may have become
 * a comma. It is only kept from being taken for something that was moved. */
static void pair(struct search *s, uint32_t i, uint32_t j, uint32_t behind)
{
    struct part *a = &s->sides[0].list.at[i], *b = &s->sides[1].list.at[j];
    if (in_order(s, i, j, behind)) {
        s->size[j] = UINT32_MAX;
        return;
    }
    a->other = j;
    b->other = i;
    a->alike = b->alike = true;
    a->moved = b->moved = true;
}

static bool pair_all(struct search *s)
{
    uint32_t behind =
        0; /* what stands in order before the sentence at hand ends here in the second */
    size_t at = 0;
    for (uint32_t i = 0; i < s->sides[0].list.n; i++) {
        const struct part *part = &s->sides[0].list.at[i];
        size_t first = at;
        for (; at < s->old.n && s->old.at[at].part == i; at++)
            if (!count(s, s->old.at[at].word))
                return false;
        uint32_t found = best(s, i, behind, at - first);
        for (size_t k = 0; k < s->met.n; k++)
            s->shared[s->met.at[k]] = 0;
        s->met.n = 0;
        if (part->other == PART_NONE && found != PART_NONE)
            pair(s, i, found, behind);
        if (part->other != PART_NONE && !part->moved)
            behind = part->other + 1;
    }
    return true;
}

static void find_next(struct search *s)
{
    const struct parts *old = &s->sides[0];
    uint32_t next = (uint32_t)s->sides[1].list.n;
    for (size_t i = old->list.n; i-- > 0;) {
        s->next[i] = next;
        if (old->list.at[i].other != PART_NONE && !old->list.at[i].moved)
            next = old->list.at[i].other;
    }
}

bool parts_alike(struct parts sides[2], const struct article *before, const struct article *after,
                 bool *many)
{
    struct search s = {.sides = sides};
    size_t n = sides[0].list.n, m = sides[1].list.n;
    bool ok = gather(&sides[0], before, &s.old) && gather(&sides[1], after, &s.new);
    *many = s.old.n >= NUMBERS_MOST || s.new.n >= NUMBERS_MOST;
    if (ok && !*many && s.old.n && s.new.n) {
        s.size = calloc(m, sizeof *s.size);
        s.shared = calloc(m, sizeof *s.shared);
        s.next = calloc(n, sizeof *s.next);
        ok = s.size && s.shared && s.next;
        for (size_t i = 0; ok && i < s.new.n; i++)
            s.size[s.new.at[i].part]++;
        if (ok) {
            qsort(s.new.at, s.new.n, sizeof *s.new.at, by_word);
            find_next(&s);
            ok = pair_all(&s);
        }
    }
    vec_free(&s.old);
    vec_free(&s.new);
    vec_free(&s.met);
    free(s.size);
    free(s.shared);
    free(s.next);
    return ok;
}
