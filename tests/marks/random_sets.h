/* random_sets.h: two and more readers who mostly saw the same. */
#ifndef MANICULE_TESTS_MARKS_RANDOM_SETS_H
#define MANICULE_TESTS_MARKS_RANDOM_SETS_H

#include "notation.h"

enum { WORDS = 60, MOST_SPANS = 14 };

/* What they read: as long as the furthest span reaches, with edges to trim. */
static const char random_text[] = "a b, c. (d) e f - g; \"h i\" j... k l: m, n o p! q r's s  t  u "
                                  "v w x, y z. a b c d, e f g h; i j k l";

static inline struct span random_mark(uint64_t *seed, struct parts *parts)
{
    static const char *const attrs[] = {NULL, NULL, "name=a\n", "name=b\n", "name=a\nuse=q\n"};
    uint32_t start = (uint32_t)(test_random(seed) % WORDS);
    uint32_t size = 1 + (uint32_t)(test_random(seed) % (test_random(seed) % 4 ? 9 : 30));
    struct span span = {.id = notation_id(NULL),
                        .at = range_of(start, start + size),
                        .label = (uint16_t)(test_random(seed) % 3),
                        .n_fragments = 1};
    if (size >= 5 && test_random(seed) % 6 == 0) {
        parts->fragments[0] = range_of(start, start + 2);
        parts->fragments[1] = range_of(start + 3 + (uint32_t)(test_random(seed) % 2), start + size);
        span.fragments = parts->fragments;
        span.n_fragments = 2;
    }
    const char *chosen = attrs[test_random(seed) % 5];
    if (chosen) {
        strcpy(parts->attrs, chosen);
        span.attrs = parts->attrs;
    }
    return span;
}

/* Another's span, mostly as it is. */
static inline struct span random_copy(uint64_t *seed, const struct span *from, struct parts *parts)
{
    struct parts other;
    struct span span = *from, fresh = random_mark(seed, &other);
    span.id = fresh.id;
    switch (test_random(seed) % 12) {
    case 0:
        if (span.n_fragments == 1)
            span.at.end.byte += 1 + (uint32_t)(test_random(seed) % 4);
        break;
    case 1:
        span.label = fresh.label;
        break;
    case 2:
        span.attrs = NULL;
        if (fresh.attrs) {
            strcpy(parts->attrs, other.attrs);
            span.attrs = parts->attrs;
        }
        break;
    case 3: /* its first half alone, as in a split */
        if (span.n_fragments == 1 && range_size(span.at) > 2)
            span.at.end.byte = span.at.start.byte + range_size(span.at) / 2;
        break;
    default:
        break;
    }
    return span;
}

static inline const struct span *random_member(uint64_t *seed, const struct set *set)
{
    const struct span *span = set_first(set);
    for (size_t i = test_random(seed) % set_count(set); i--;)
        span = set_next(set, span);
    return span;
}

/* Has the set a second span of that place, label and attributes? Nobody could say which of the two
 * a link means. */
static inline bool has_copy(const struct set *set, struct uuid id)
{
    const struct span *span = set_find(set, id);
    struct span other = *span;
    for (const struct span *at = set_first(set); at; at = set_next(set, at)) {
        other.origin = at->origin;
        if (at != span && span_same(at, &other))
            return true;
    }
    return false;
}

static inline void random_link(uint64_t *seed, struct set *set, struct uuid from, struct uuid to)
{
    if (has_copy(set, from) || has_copy(set, to))
        return;
    char attrs[] = "x=1\n";
    struct relation relation = {.id = notation_id(NULL),
                                .from = from,
                                .to = to,
                                .type = test_random(seed) % 6 == 0,
                                .attrs = test_random(seed) % 6 ? NULL : attrs};
    assert_non_null(set_relate(set, &relation));
}

/* Where the same is marked, mostly the same is linked. */
static inline void random_links(uint64_t *seed, struct set *set, const struct set *like)
{
    if (set_count(set) == 0)
        return;
    const struct relation *relation;
    for (size_t i = 0; like && (relation = set_relation_at(like, i)) != NULL; i++) {
        const struct span *ends[2] = {set_find(like, relation->from), set_find(like, relation->to)};
        const struct span *own[2] = {NULL, NULL};
        for (int k = 0; k < 2; k++)
            for (const struct span *span = set_first(set); span; span = set_next(set, span))
                if (span->at.start.byte == ends[k]->at.start.byte)
                    own[k] = span;
        if (own[0] && own[1] && test_random(seed) % 6)
            random_link(seed, set, own[0]->id, own[1]->id);
    }
    for (unsigned n = (unsigned)(test_random(seed) % (like ? 2 : 6)); n--;) {
        struct uuid from = random_member(seed, set)->id;
        random_link(seed, set, from, random_member(seed, set)->id);
    }
}

/* n sets of which the others are like the first. */
static inline void random_sets(uint64_t *seed, struct set **sets, size_t n)
{
    struct parts parts;
    for (size_t r = 0; r < n; r++) {
        sets[r] = set_new();
        const struct span *span = r ? set_first(sets[0]) : NULL;
        for (; span; span = set_next(sets[0], span)) {
            struct span copy = random_copy(seed, span, &parts);
            if (test_random(seed) % 8)
                assert_non_null(set_add(sets[r], &copy));
        }
        for (unsigned k = (unsigned)(test_random(seed) % (r ? 3 : MOST_SPANS)); k--;) {
            struct span mark = random_mark(seed, &parts);
            assert_non_null(set_add(sets[r], &mark));
            if (test_random(seed) % 10 == 0) { /* a copy, within one set */
                mark.id = notation_id(NULL);
                assert_non_null(set_add(sets[r], &mark));
            }
        }
        random_links(seed, sets[r], r ? sets[0] : NULL);
    }
}

#endif
