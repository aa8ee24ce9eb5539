/* agreeing.h: readers by hand, for the tests of agreement. */
#ifndef MANICULE_TESTS_MARKS_AGREEING_H
#define MANICULE_TESTS_MARKS_AGREEING_H

#include "handmade.h"

#include "manicule/marks/agreement_interval.h"
#include "manicule/marks/agreement_results.h"

enum { PERSON, QUOTE, PLACE, AGREEING_LABELS };

static struct attribute_def person_attributes[] = {{.name = "name"}, {.name = "use"}};
static struct attribute_def quote_attributes[] = {{.name = "type"}};
static struct label agreeing_labels[] = {
    [PERSON] = {.name = "person", .attributes = person_attributes, .n_attributes = 2},
    [QUOTE] = {.name = "quote", .attributes = quote_attributes, .n_attributes = 1},
    [PLACE] = {.name = "place"},
};
static struct relation_def agreeing_relations[] = {{.name = "said-by", .from = QUOTE, .to = PERSON},
                                                   {.name = "in"}};
static const struct labelset agreeing_labelset = {.name = "agreeing",
                                                  .labels = agreeing_labels,
                                                  .n_labels = AGREEING_LABELS,
                                                  .relations = agreeing_relations,
                                                  .n_relations = 2};

struct by_hand {
    uint16_t label;
    uint32_t start, end;
    const char *attrs;
    enum origin origin;
};

static inline struct by_hand hand(uint16_t label, uint32_t start, uint32_t end)
{
    return (struct by_hand){.label = label, .start = start, .end = end};
}

static inline struct by_hand hand_with(uint16_t label, uint32_t start, uint32_t end,
                                       const char *attrs, enum origin origin)
{
    return (struct by_hand){label, start, end, attrs, origin};
}

/* The spans get the ids first, first + 1, ... */
static inline struct set *hand_set(const struct by_hand *spans, size_t n, unsigned first)
{
    struct set *set = set_new();
    assert_non_null(set);
    for (size_t i = 0; i < n; i++) {
        char attrs[64] = "";
        if (spans[i].attrs)
            snprintf(attrs, sizeof attrs, "%s", spans[i].attrs);
        struct span span = {.id = id_of(first + (unsigned)i),
                            .at = range_of(spans[i].start, spans[i].end),
                            .label = spans[i].label,
                            .origin = (uint8_t)spans[i].origin,
                            .n_fragments = 1,
                            .attrs = attrs};
        assert_non_null(set_add(set, &span));
    }
    return set;
}

static inline void hand_relate_with(struct set *set, unsigned id, uint16_t type, unsigned from,
                                    unsigned to, const char *attrs)
{
    char copy[64];
    snprintf(copy, sizeof copy, "%s", attrs ? attrs : "");
    struct relation relation = {.id = id_of(id),
                                .type = type,
                                .from = id_of(from),
                                .to = id_of(to),
                                .attrs = attrs ? copy : NULL};
    assert_non_null(set_relate(set, &relation));
}

static inline void hand_relate(struct set *set, unsigned id, uint16_t type, unsigned from,
                               unsigned to)
{
    hand_relate_with(set, id, type, from, to, NULL);
}

#define HAND_SET(first, ...)                                                                       \
    hand_set((const struct by_hand[]){__VA_ARGS__},                                                \
             sizeof((const struct by_hand[]){__VA_ARGS__}) / sizeof(struct by_hand), first)

static inline struct agreement *agreement_of(size_t readers)
{
    struct agreement *a = agreement_new(
        &(struct agreement_options){.labels = &agreeing_labelset, .readers = readers});
    assert_non_null(a);
    return a;
}

static inline void add_text(struct agreement *a, uint32_t size, const struct set *const *sets)
{
    struct agreement_document document = {.size = size, .sets = sets};
    assert_int_equal(agreement_add(a, &document, NULL), OK);
}

/* Two readers of one text of so many code points. The sets are freed. */
static inline struct agreement *agree_on(uint32_t size, struct set *a, struct set *b)
{
    struct agreement *agreement = agreement_of(2);
    add_text(agreement, size, (const struct set *const[]){a, b});
    set_free(a);
    set_free(b);
    return agreement;
}

static inline void assert_near(struct measure measure, double value, double tolerance)
{
    assert_true(measure.defined);
    if (!(measure.value - value <= tolerance && value - measure.value <= tolerance))
        fail_msg("%.12f is not %.12f", measure.value, value);
}

static inline void assert_undefined(struct measure measure)
{
    assert_false(measure.defined);
    assert_true(measure.value == 0);
}

static inline void assert_same_measure(struct measure a, struct measure b)
{
    assert_int_equal(a.defined, b.defined);
    assert_memory_equal(&a.value, &b.value, sizeof a.value);
}

#endif
