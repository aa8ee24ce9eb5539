#include "order.h"

#include <stdlib.h>
#include <string.h>

enum {
    RUNS = 64,     /* in order, that are merged; more are sorted otherwise */
    MOVES = 4,     /* places that one may be off, on average */
    ELEMENT = 256, /* bytes */
};

struct sorting {
    unsigned char *base;
    size_t n, size;
    int (*by)(const void *, const void *);
};

static unsigned char *at(const struct sorting *s, size_t i)
{
    return s->base + i * s->size;
}

/* Where runs in order begin, the end behind them; 0: there are too many. */
static size_t find_runs(const struct sorting *s, size_t starts[RUNS + 1])
{
    size_t runs = 0;
    starts[runs++] = 0;
    for (size_t i = 1; i < s->n; i++)
        if (s->by(at(s, i - 1), at(s, i)) > 0) {
            if (runs == RUNS)
                return 0;
            starts[runs++] = i;
        }
    starts[runs] = s->n;
    return runs;
}

static void merge(const struct sorting *s, unsigned char *spare, size_t from, size_t middle,
                  size_t end)
{
    size_t a = from, b = middle;
    if (s->by(at(s, middle - 1), at(s, middle)) <= 0)
        return;
    for (unsigned char *to = spare; a < middle || b < end; to += s->size) {
        bool left = b == end || (a < middle && s->by(at(s, a), at(s, b)) <= 0);
        memcpy(to, at(s, left ? a++ : b++), s->size);
    }
    memcpy(at(s, from), spare, (end - from) * s->size);
}

static bool merge_runs(const struct sorting *s, size_t *starts, size_t runs)
{
    unsigned char *spare = runs > 1 ? malloc(s->n * s->size) : NULL;
    if (runs > 1 && !spare)
        return false;
    for (; runs > 1; runs = (runs + 1) / 2) {
        for (size_t i = 0; i + 1 < runs; i += 2)
            merge(s, spare, starts[i], starts[i + 1], starts[i + 2]);
        for (size_t i = 0; i * 2 < runs; i++)
            starts[i] = starts[i * 2];
        starts[(runs + 1) / 2] = s->n;
    }
    free(spare);
    return true;
}

/* False: they were further off than that; what was moved so far stays moved. */
static bool insert(const struct sorting *s)
{
    unsigned char held[ELEMENT];
    size_t moves = MOVES * s->n;
    for (size_t i = 1; i < s->n; i++) {
        size_t to = i;
        while (to > 0 && s->by(at(s, to - 1), at(s, i)) > 0)
            to--;
        if (to == i)
            continue;
        if (i - to > moves)
            return false;
        moves -= i - to;
        memcpy(held, at(s, i), s->size);
        memmove(at(s, to + 1), at(s, to), (i - to) * s->size);
        memcpy(at(s, to), held, s->size);
    }
    return true;
}

void order_sort(void *base, size_t n, size_t size, int (*by)(const void *, const void *))
{
    struct sorting s = {base, n, size, by};
    size_t starts[RUNS + 1];
    if (n < 2)
        return;
    size_t runs = find_runs(&s, starts);
    if (runs ? merge_runs(&s, starts, runs) : size <= ELEMENT && insert(&s))
        return;
    qsort(base, n, size, by);
}
