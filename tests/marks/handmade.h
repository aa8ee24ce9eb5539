/* handmade.h: a label set, ids and random spans for the tests of marks. */
#ifndef MANICULE_TESTS_MARKS_HANDMADE_H
#define MANICULE_TESTS_MARKS_HANDMADE_H

#include "testlib.h"

#include "manicule/marks/edit.h"

enum { TEXT_BYTES = 3000, MOST_FRAGMENTS = 4 };

static struct label handmade_labels[] = {
    {.name = "speaker"}, {.name = "quote"}, {.name = "tab\\le"}};
static struct relation_def handmade_relations[] = {{.name = "said-by", .from = 1, .to = 0},
                                                   {.name = "same"}};

static inline struct labelset handmade_labelset(void)
{
    return (struct labelset){.name = "handmade",
                             .labels = handmade_labels,
                             .n_labels = 3,
                             .relations = handmade_relations,
                             .n_relations = 2};
}

/* The n-th id: neither in order nor far apart. */
static inline struct uuid id_of(unsigned n)
{
    struct uuid id = {{0}};
    id.b[0] = 1;
    id.b[14] = (uint8_t)(n * 37 % 256);
    id.b[15] = (uint8_t)n;
    id.b[13] = (uint8_t)(n >> 8);
    return id;
}

/* Storage for a span's parts, so that random spans need no freeing. */
struct parts {
    struct range fragments[MOST_FRAGMENTS];
    char attrs[64];
};

/* A span over a text of n bytes, mostly short, sometimes in fragments, sometimes with attributes.
 */
static inline struct span random_span(uint64_t *seed, struct uuid id, uint32_t n,
                                      struct parts *parts)
{
    struct span span = {.id = id, .n_fragments = 1};
    uint32_t size = 1 + (uint32_t)(test_random(seed) % (test_random(seed) % 10 ? 40 : n / 2));
    uint32_t start = (uint32_t)(test_random(seed) % (n - size));
    span.at = range_of(start, start + size);
    span.label = (uint16_t)(test_random(seed) % 3);
    span.origin = (uint8_t)(test_random(seed) % 5);
    uint32_t pieces = (uint32_t)(test_random(seed) % 8);
    if (pieces >= 2 && pieces <= MOST_FRAGMENTS && size >= 3 * pieces) {
        uint32_t step = size / pieces;
        for (uint32_t i = 0; i < pieces; i++)
            parts->fragments[i] =
                range_of(start + i * step,
                         start + i * step + 1 + (uint32_t)(test_random(seed) % (step - 1)));
        parts->fragments[pieces - 1].end.byte = start + size;
        span.fragments = parts->fragments;
        span.n_fragments = (uint16_t)pieces;
    }
    if (test_random(seed) % 3 == 0) {
        snprintf(parts->attrs, sizeof parts->attrs, "name=n%u\\\\\nuse=a\tb\\n\n",
                 (unsigned)(test_random(seed) % 5));
        span.attrs = parts->attrs;
    }
    return span;
}

#endif
