/* The coefficients, over tables and items. Each is worked as 1 - (disagreement seen) /
 * (disagreement by chance), and the latter as sums of p (1 - p): nothing is taken from 1 that is
 * nearly 1, so a label that is rare in a long text loses no digits. */
#include "manicule/marks/agreement_measure.h"

struct measure measure_of(double value)
{
    return (struct measure){true, value};
}

struct measure measure_none(void)
{
    return (struct measure){false, 0};
}

struct measure measure_ratio(double part, double whole)
{
    return whole > 0 ? measure_of(part / whole) : measure_none();
}

struct margins {
    uint64_t row, column;
};

static struct margins margins(const uint64_t *table, size_t n, size_t category)
{
    struct margins m = {0, 0};
    for (size_t i = 0; i < n; i++) {
        m.row += table[category * n + i];
        m.column += table[i * n + category];
    }
    return m;
}

static uint64_t all_of(const uint64_t *table, size_t n)
{
    uint64_t all = 0;
    for (size_t i = 0; i < n * n; i++)
        all += table[i];
    return all;
}

static uint64_t off_diagonal(const uint64_t *table, size_t n)
{
    uint64_t off = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            off += i == j ? 0 : table[i * n + j];
    return off;
}

static struct measure one_minus(double seen, double chance)
{
    return chance > 0 ? measure_of(1 - seen / chance) : measure_none();
}

struct measure agreement_kappa_of_table(const uint64_t *table, size_t n)
{
    double all = (double)all_of(table, n), chance = 0;
    for (size_t i = 0; i < n; i++) {
        struct margins m = margins(table, n, i);
        chance += (double)m.row * (all - (double)m.column);
    }
    return one_minus(all * (double)off_diagonal(table, n), chance);
}

struct measure agreement_pi_of_table(const uint64_t *table, size_t n)
{
    double all = (double)all_of(table, n), chance = 0;
    for (size_t i = 0; i < n; i++) {
        struct margins m = margins(table, n, i);
        double both = (double)(m.row + m.column);
        chance += both * (2 * all - both);
    }
    return one_minus(4 * all * (double)off_diagonal(table, n), chance);
}

struct item {
    uint64_t readers;
    uint64_t unlike; /* ordered pairs of readers who put it into different categories */
    uint64_t times;  /* 0: says nothing */
};

static struct item item_at(const uint32_t *ratings, const uint64_t *times, size_t u, size_t n)
{
    struct item item = {.times = times ? times[u] : 1};
    uint64_t squares = 0;
    for (size_t c = 0; c < n; c++) {
        uint64_t count = ratings[u * n + c];
        item.readers += count;
        squares += count * count;
    }
    item.unlike = item.readers * item.readers - squares;
    if (item.readers < 2)
        item.times = 0;
    return item;
}

/* Ratings that pair up: all of them, and sum over categories of n_c (n - n_c). */
static double unlike_by_chance(const uint32_t *ratings, const uint64_t *times, size_t items,
                               size_t n, double *all)
{
    uint64_t total = 0;
    double chance = 0;
    for (size_t u = 0; u < items; u++) {
        struct item item = item_at(ratings, times, u, n);
        total += item.times * item.readers;
    }
    for (size_t c = 0; c < n; c++) {
        uint64_t in = 0;
        for (size_t u = 0; u < items; u++)
            in += item_at(ratings, times, u, n).times * ratings[u * n + c];
        chance += (double)in * (double)(total - in);
    }
    *all = (double)total;
    return chance;
}

struct measure agreement_fleiss_of_items(const uint32_t *ratings, const uint64_t *times,
                                         size_t items, size_t n)
{
    double all, seen = 0;
    uint64_t counted = 0;
    double chance = unlike_by_chance(ratings, times, items, n, &all);
    for (size_t u = 0; u < items; u++) {
        struct item item = item_at(ratings, times, u, n);
        if (item.times == 0)
            continue;
        counted += item.times;
        seen += (double)(item.times * item.unlike) / (double)(item.readers * (item.readers - 1));
    }
    return one_minus(seen * all * all, chance * (double)counted);
}

struct measure agreement_alpha_of_items(const uint32_t *ratings, const uint64_t *times,
                                        size_t items, size_t n)
{
    double all, seen = 0;
    double chance = unlike_by_chance(ratings, times, items, n, &all);
    for (size_t u = 0; u < items; u++) {
        struct item item = item_at(ratings, times, u, n);
        if (item.times)
            seen += (double)(item.times * item.unlike) / (double)(item.readers - 1);
    }
    return one_minus(seen * (all - 1), chance);
}
