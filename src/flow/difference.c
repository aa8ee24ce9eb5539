#include "manicule/flow/difference.h"

#include "manicule/marks/compare.h"

const char *difference_name(enum difference_kind kind)
{
    static const char *const names[] = {"only",  "only",       "boundary", "label",
                                        "split", "attributes", "links"};
    return names[kind];
}

static bool add(struct differences *out, enum difference_kind kind, const struct span *a,
                const struct span *b)
{
    const struct difference difference = {kind, a, b};
    return vec_push(&out->all, difference);
}

static const struct span *span_of(const struct reading *reading, size_t i)
{
    return i < reading->n ? reading->spans[i] : NULL;
}

/* The first of each side together, then each further one alone. */
static bool add_split(struct differences *out, const struct reading *a, const struct reading *b)
{
    bool kept = true;
    for (size_t i = 0; kept && (i < a->n || i < b->n); i++)
        kept = add(out, DIFFERENCE_SPLIT, span_of(a, i), span_of(b, i));
    return kept;
}

/* The spans lie at one place under one label: what else do they differ in? */
static bool add_rest(struct differences *out, const struct compare_item *item, const struct span *a,
                     const struct span *b)
{
    bool kept = true;
    if (item->differs & 1u << COMPARE_ATTRIBUTE)
        kept = add(out, DIFFERENCE_ATTRIBUTES, a, b);
    if (item->differs & 1u << COMPARE_RELATION)
        kept = kept && add(out, DIFFERENCE_LINKS, a, b);
    return kept;
}

static bool add_item(struct differences *out, const struct compare_item *item)
{
    const struct reading *a = &item->readings[0], *b = &item->readings[1];
    const struct span *first = span_of(a, 0), *second = span_of(b, 0);
    out->same += item->spans_agree;
    switch (item->type) {
    case COMPARE_SPLIT:
        return add_split(out, a, b);
    case COMPARE_MISSING:
        return add(out, first ? DIFFERENCE_ONLY_A : DIFFERENCE_ONLY_B, first, second);
    case COMPARE_LABEL:
        return add(out, DIFFERENCE_LABEL, first, second);
    case COMPARE_BOUNDARY:
        return add(out, DIFFERENCE_BOUNDARY, first, second);
    default:
        return add_rest(out, item, first, second);
    }
}

enum fault differences_find(const struct set *a, const struct set *b, struct differences *out,
                            struct err *err)
{
    const struct set *const readers[] = {a, b};
    struct comparison comparison = {0};
    bool kept = true;
    *out = (struct differences){.same = 0};
    enum fault fault = compare_sets(readers, 2, NULL, COMPARE_EXACT, &comparison, err);
    for (size_t i = 0; !fault && kept && i < comparison.n; i++)
        kept = add_item(out, &comparison.items[i]);
    compare_release(&comparison);
    if (!fault && kept)
        return OK;
    differences_release(out);
    return fault ? fault : err_set(err, FAULT_MEMORY, "out of memory");
}

void differences_release(struct differences *differences)
{
    vec_free(&differences->all);
}
