/* Attributes of spans that were paired by label, and of relations. */
#include <string.h>

#include "agreement_parts.h"
#include "attr_line.h"

/* Two sorted lists side by side: the next name that either has. */
struct walk {
    const char *at[2];
    struct attr_line line[2];
    bool has[2], started;
};

struct named {
    const char *name;
    size_t n;
    bool equal; /* both have it, with one value */
};

static bool next_name(struct walk *walk, struct named *out)
{
    if (!walk->started) {
        walk->started = true;
        for (int side = 0; side < 2; side++)
            walk->has[side] = attr_line_own(&walk->at[side], &walk->line[side]);
    }
    const struct attr_line *a = &walk->line[0], *b = &walk->line[1];
    if (!walk->has[0] && !walk->has[1])
        return false;
    int order = !walk->has[1] ? -1 : !walk->has[0] ? 1 : attr_line_order(a->name, a->name_n, b->name, b->name_n);
    const struct attr_line *first = order <= 0 ? a : b;
    *out = (struct named){.name = first->name, .n = first->name_n};
    out->equal = order == 0 && a->value_n == b->value_n && !memcmp(a->value, b->value, a->value_n);
    for (int side = 0; side < 2; side++)
        if (side ? order >= 0 : order <= 0)
            walk->has[side] = attr_line_own(&walk->at[side], &walk->line[side]);
    return true;
}

/* The counters of a name: its place among the label's, or behind them. */
static uint64_t *counters(struct couple *couple, uint16_t label, const struct named *named)
{
    const struct layout *l = &couple->agreement->layout;
    const struct label *of = &couple->agreement->options.labels->labels[label];
    const struct attribute_def *def = label_attribute(of, named->name, named->n);
    size_t i = def ? (size_t)(def - of->attributes) : of->n_attributes;
    return couple->counts + l->attributes + (l->first_value[label] + i) * VALUE_COUNTS;
}

/* All names that the label set does not know share one pair of counters; every one counts. */
void agreement_values(struct couple *couple)
{
    const struct work *work = &couple->agreement->work;
    for (size_t i = 0; i < work->mates[0].n; i++) {
        const struct mate *mate = &work->mates[0].at[i];
        if (mate->kind != MATE_EXACT && mate->kind != MATE_SAME)
            continue;
        const struct span *a = couple->of[0]->marks.at[i].span;
        const struct span *b = couple->of[1]->marks.at[mate->of].span;
        struct walk walk = {.at = {a->attrs, b->attrs}};
        for (struct named named; next_name(&walk, &named);) {
            uint64_t *counts = counters(couple, a->label, &named);
            counts[VALUE_PAIRS]++;
            counts[VALUE_EQUAL] += named.equal;
        }
    }
}

void agreement_count_values(uint64_t *counts, const char *a, const char *b)
{
    struct walk walk = {.at = {a, b}};
    for (struct named named; next_name(&walk, &named);) {
        counts[VALUE_PAIRS]++;
        counts[VALUE_EQUAL] += named.equal;
    }
}

void agreement_value_points(struct couple *couple, struct agreement_point *point, const char *a,
                            const char *b)
{
    const struct agreement_options *options = &couple->agreement->options;
    struct walk walk = {.at = {a, b}};
    for (struct named named; next_name(&walk, &named);) {
        if (named.equal)
            continue;
        point->kind = AGREEMENT_ATTRIBUTE;
        point->attribute = named.name;
        point->attribute_n = named.n;
        options->lost(options->ctx, point);
    }
    point->attribute = NULL;
    point->attribute_n = 0;
}
