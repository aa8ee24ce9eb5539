/* Krippendorff's unitizing alpha from sums: the equations stand in agreement.h. */
#include "agreement_parts.h"

/* Lengths from the shortest to the longest. */
struct ladder {
    const struct lengths *of;
    size_t at;
};

static bool next_length(struct ladder *ladder, struct length *out)
{
    for (; ladder->at < SHORT_LENGTHS; ladder->at++)
        if (ladder->of->few && ladder->of->few[ladder->at]) {
            *out = (struct length){(uint32_t)ladder->at, ladder->of->few[ladder->at]};
            ladder->at++;
            return true;
        }
    while (ladder->at - SHORT_LENGTHS < ladder->of->many.n) {
        *out = ladder->of->many.at[ladder->at++ - SHORT_LENGTHS];
        if (out->count)
            return true;
    }
    return false;
}

struct total {
    uint64_t n, size; /* how many, and how long together */
};

static struct total total_of(const struct lengths *lengths)
{
    struct total total = {0, 0};
    struct ladder ladder = {lengths, 0};
    for (struct length each; next_length(&ladder, &each);) {
        total.n += each.count;
        total.size += each.count * each.length;
    }
    return total;
}

/* The sum over units of De, and of l (l - 1). Units and gaps are climbed together: `left` are the
 * gaps that are as long as the unit at hand. */
static double chance_of(const struct lengths *units, const struct lengths *gaps, double *within)
{
    struct total n = total_of(units), left = total_of(gaps);
    struct ladder unit = {units, 0}, gap = {gaps, 0};
    struct length u, g;
    bool more = next_length(&gap, &g);
    double sum = 0;
    *within = 0;
    while (next_length(&unit, &u)) {
        for (; more && g.length < u.length; more = next_length(&gap, &g)) {
            left.n -= g.count;
            left.size -= g.count * g.length;
        }
        double l = u.length, times = (double)u.count;
        double places = (double)left.size - (double)left.n * (l - 1);
        double meetings = (double)(n.n - 1) / 3 * (2 * l * l * l - 3 * l * l + l);
        sum += times * (meetings + l * l * places);
        *within += times * l * (l - 1);
    }
    return sum;
}

static void add_label(const struct layout *l, const struct sums *sums, uint16_t label,
                      struct agreement_unitizing *to)
{
    uint64_t length = 0, read = 0;
    double seen = 0, within;
    for (size_t m = 2; m <= l->readers; m++) {
        length += sums->counts[l->lengths + m];
        read += sums->counts[l->lengths + m] * m;
        const uint64_t *distance = sums->counts + distance_at(l, label, m);
        /* Each pair of readers was measured once and counts in both orders. */
        seen += 2 * ((double)distance[0] + (double)distance[1] * 0x1p32) / (double)(m - 1);
    }
    if (length == 0)
        return;
    double all = (double)read, chance = chance_of(&sums->units[label], &sums->gaps[label], &within);
    to->observed += seen / (all * (double)length);
    if (all * (all - 1) > within)
        to->expected += 2 / (double)length * chance / (all * (all - 1) - within);
}

struct agreement_unitizing agreement_unitizing_of(const struct layout *l, const struct sums *sums,
                                                  uint16_t label)
{
    struct agreement_unitizing result = {0};
    for (uint16_t i = 0; i < l->labels; i++)
        if (label == LABEL_NONE || label == i)
            add_label(l, sums, i, &result);
    if (result.expected > 0)
        result.alpha = measure_of(1 - result.observed / result.expected);
    return result;
}

struct agreement_unitizing agreement_unitizing(const struct agreement *a, uint16_t label)
{
    return agreement_unitizing_of(&a->layout, &a->sums, label);
}
