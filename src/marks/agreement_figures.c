/* The headline figures from sums, be they of all documents or of a sample. */
#include <assert.h>

#include "agreement_parts.h"

static const struct {
    const char *name, *help;
} figures[] = {
#define X(id, name, help) [id] = {name, help},
    AGREEMENT_FIGURES(X)
#undef X
};

const char *agreement_figure_name(enum agreement_figure figure)
{
    return figures[figure].name;
}

const char *agreement_figure_help(enum agreement_figure figure)
{
    return figures[figure].help;
}

static bool of_all_readers(enum agreement_figure figure)
{
    return figure == FIGURE_FLEISS || figure == FIGURE_ALPHA || figure == FIGURE_ALPHA_U;
}

/* A measure of one label, and the code points by which it counts in the mean. */
struct weighted {
    struct measure measure;
    double weight;
};

static struct weighted of_cells(const struct layout *l, const struct sums *sums, size_t pair,
                                enum agreement_figure figure, uint16_t label)
{
    const uint64_t *at = sums->counts + pair_at(l, pair);
    const uint64_t *counts = at + label_at(label);
    uint64_t both = counts[COUNT_IN_BOTH], a = counts[COUNT_IN_A], b = counts[COUNT_IN_B];
    uint64_t table[4] = {both, a - both, b - both, at[PAIR_CODEPOINTS] + both - a - b};
    return (struct weighted){figure == FIGURE_KAPPA ? agreement_kappa_of_table(table, 2)
                                                    : agreement_pi_of_table(table, 2),
                             (double)(a + b)};
}

static struct weighted of_ratings(const struct layout *l, const struct sums *sums,
                                  enum agreement_figure figure, uint16_t label)
{
    uint32_t ratings[(AGREEMENT_READERS_MAX + 1) * (AGREEMENT_READERS_MAX + 2) / 2][2];
    uint64_t times[(AGREEMENT_READERS_MAX + 1) * (AGREEMENT_READERS_MAX + 2) / 2], in = 0;
    size_t n = 0;
    for (size_t m = 2; m <= l->readers; m++)
        for (size_t k = 0; k <= m; k++) {
            uint64_t count = sums->counts[rating_at(l, label, m, k)];
            if (count == 0)
                continue;
            in += count * k;
            ratings[n][0] = (uint32_t)k;
            ratings[n][1] = (uint32_t)(m - k);
            times[n++] = count;
        }
    return (struct weighted){figure == FIGURE_FLEISS
                                 ? agreement_fleiss_of_items(&ratings[0][0], times, n, 2)
                                 : agreement_alpha_of_items(&ratings[0][0], times, n, 2),
                             (double)in};
}

/* Per code point: of a label, or the mean of all by weight. */
static struct measure per_codepoint(const struct layout *l, const struct sums *sums, size_t pair,
                                    enum agreement_figure figure, uint16_t label)
{
    double sum = 0, weights = 0;
    for (uint16_t i = 0; i < l->labels; i++) {
        if (label != LABEL_NONE && label != i)
            continue;
        struct weighted each = of_all_readers(figure) ? of_ratings(l, sums, figure, i)
                                                      : of_cells(l, sums, pair, figure, i);
        if (label == i)
            return each.measure;
        if (each.measure.defined) {
            sum += each.weight * each.measure.value;
            weights += each.weight;
        }
    }
    return measure_ratio(sum, weights);
}

struct measure agreement_pair_figure_of(const struct layout *l, const struct sums *sums,
                                        size_t pair, enum agreement_figure figure, uint16_t label)
{
    switch (figure) {
    case FIGURE_EXACT:
        return agreement_spans_of(l, sums, pair, label, MATCH_EXACT).f1;
    case FIGURE_TRIMMED:
        return agreement_spans_of(l, sums, pair, label, MATCH_TRIMMED).f1;
    case FIGURE_OVERLAP:
        return agreement_spans_of(l, sums, pair, label, MATCH_OVERLAP).f1;
    case FIGURE_STRICT:
        return agreement_semeval_of(l, sums, pair, label, SEMEVAL_STRICT).f1;
    case FIGURE_BOUNDS:
        return agreement_semeval_of(l, sums, pair, label, SEMEVAL_EXACT).f1;
    case FIGURE_PARTIAL:
        return agreement_semeval_of(l, sums, pair, label, SEMEVAL_PARTIAL).f1;
    case FIGURE_TYPE:
        return agreement_semeval_of(l, sums, pair, label, SEMEVAL_TYPE).f1;
    case FIGURE_KAPPA:
    case FIGURE_PI:
        return per_codepoint(l, sums, pair, figure, label);
    case FIGURE_RELATIONS:
    case FIGURE_RELATIONS_OVERLAP:
        if (label != LABEL_NONE)
            break;
        return agreement_relations_of(l, sums, pair, LABEL_NONE,
                                      figure == FIGURE_RELATIONS ? MATCH_EXACT : MATCH_OVERLAP)
            .f1;
    case FIGURE_ATTRIBUTES:
        return agreement_attributes_of(l, sums, pair, label).share;
    case FIGURE_FLEISS:
    case FIGURE_ALPHA:
    case FIGURE_ALPHA_U:
        break;
    }
    return measure_none();
}

struct measure agreement_figure_of(const struct layout *l, const struct sums *sums,
                                   enum agreement_figure figure, uint16_t label)
{
    if (figure == FIGURE_ALPHA_U)
        return agreement_unitizing_of(l, sums, label).alpha;
    if (of_all_readers(figure))
        return per_codepoint(l, sums, 0, figure, label);
    double sum = 0;
    size_t defined = 0;
    for (size_t pair = 0; pair < l->pairs; pair++) {
        struct measure each = agreement_pair_figure_of(l, sums, pair, figure, label);
        sum += each.value;
        defined += each.defined;
    }
    return measure_ratio(sum, (double)defined);
}

struct measure agreement_figure(const struct agreement *a, enum agreement_figure figure,
                                uint16_t label)
{
    return agreement_figure_of(&a->layout, &a->sums, figure, label);
}

struct measure agreement_figure_of_pair(const struct agreement *agreement, size_t a, size_t b,
                                        enum agreement_figure figure, uint16_t label)
{
    assert(a < b && b < agreement->layout.readers);
    return agreement_pair_figure_of(&agreement->layout, &agreement->sums,
                                    agreement_pair(&agreement->layout, a, b), figure, label);
}
