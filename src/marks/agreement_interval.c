/* The bootstrap: sums over documents drawn, figures of them, and the ends of the middle 95 %. */
#include "manicule/marks/agreement_interval.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "agreement_parts.h"

/* SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014). */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* One of n < 2^32, evenly but for one part in 2^32 / n. */
static size_t draw_below(uint64_t *state, size_t n)
{
    return (size_t)((draw(state) >> 32) * n >> 32);
}

#define ORDER(x, y)                                                                                \
    if ((x) != (y))                                                                                \
    return (x) < (y) ? -1 : 1

/* By what was counted alone: documents that count the same may change places. */
static int by_content(const void *a, const void *b)
{
    const struct kept *const *p = a, *const *q = b;
    const struct kept *x = *p, *y = *q;
    ORDER(x->n_counts, y->n_counts);
    ORDER(x->n_lengths, y->n_lengths);
    for (size_t i = 0; i < x->n_counts; i++) {
        ORDER(x->counts[i].at, y->counts[i].at);
        ORDER(x->counts[i].count, y->counts[i].count);
    }
    for (size_t i = 0; i < x->n_lengths; i++) {
        ORDER(x->lengths[i].label, y->lengths[i].label);
        ORDER(x->lengths[i].gap, y->lengths[i].gap);
        ORDER(x->lengths[i].length, y->lengths[i].length);
        ORDER(x->lengths[i].count, y->lengths[i].count);
    }
    return 0;
}

static bool add_kept(struct sums *sums, const struct kept *kept, uint64_t times)
{
    for (size_t i = 0; i < kept->n_counts; i++)
        sums->counts[kept->counts[i].at] += times * kept->counts[i].count;
    for (size_t i = 0; i < kept->n_lengths; i++) {
        const struct kept_length *each = &kept->lengths[i];
        struct lengths *to = each->gap ? sums->gaps : sums->units;
        if (!agreement_length(&to[each->label], each->length, times * each->count))
            return false;
    }
    return true;
}

struct bootstrap {
    const struct agreement *agreement;
    const struct kept **documents; /* in the order of their content */
    uint64_t *times;               /* how often each was drawn */
    struct sums sums;
    double *values; /* samples of each slot */
    size_t slots;
    unsigned samples;
};

static bool prepare(struct bootstrap *b)
{
    const struct agreement *a = b->agreement;
    size_t n = a->kept.n;
    b->documents = malloc((n + 1) * sizeof *b->documents);
    b->times = calloc(n + 1, sizeof *b->times);
    b->values = calloc(b->slots * b->samples + 1, sizeof *b->values);
    if (!agreement_sums_make(&b->sums, &a->layout) || !b->documents || !b->times || !b->values)
        return false;
    for (size_t i = 0; i < n; i++)
        b->documents[i] = &a->kept.at[i];
    if (n)
        qsort(b->documents, n, sizeof *b->documents, by_content);
    return true;
}

static void release(struct bootstrap *b)
{
    agreement_sums_free(&b->sums, &b->agreement->layout);
    free(b->documents);
    free(b->times);
    free(b->values);
}

/* Of the counters only those that the last sample touched: of many readers there are millions. */
static void clear_sample(struct bootstrap *b)
{
    for (size_t i = 0; i < b->agreement->kept.n; i++) {
        const struct kept *kept = b->documents[i];
        for (size_t k = 0; b->times[i] && k < kept->n_counts; k++)
            b->sums.counts[kept->counts[k].at] = 0;
        b->times[i] = 0;
    }
    agreement_lengths_clear(&b->sums, &b->agreement->layout);
}

static bool draw_sample(struct bootstrap *b, uint64_t *state)
{
    size_t n = b->agreement->kept.n;
    clear_sample(b);
    for (size_t i = 0; i < n; i++)
        b->times[draw_below(state, n)]++;
    for (size_t i = 0; i < n; i++)
        if (b->times[i] && !add_kept(&b->sums, b->documents[i], b->times[i]))
            return false;
    return true;
}

static void note_figures(struct bootstrap *b, struct agreement_interval *out)
{
    const struct layout *l = &b->agreement->layout;
    for (size_t slot = 0; slot < b->slots; slot++) {
        size_t label = slot % (l->labels + 1);
        struct measure measure =
            agreement_figure_of(l, &b->sums, (enum agreement_figure)(slot / (l->labels + 1)),
                                label == l->labels ? LABEL_NONE : (uint16_t)label);
        if (measure.defined)
            b->values[slot * b->samples + out[slot].samples++] = measure.value;
    }
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The smallest value that a share of `thousandths` does not exceed. */
static double point(const double *sorted, unsigned n, unsigned thousandths)
{
    size_t rank = ((size_t)n * thousandths + 999) / 1000;
    return sorted[rank ? rank - 1 : 0];
}

enum fault agreement_intervals(const struct agreement *a, unsigned samples, uint64_t seed,
                               const struct agreement_watch *watch, struct agreement_interval *out,
                               struct err *err)
{
    assert(a->options.intervals);
    struct bootstrap b = {.agreement = a,
                          .slots = AGREEMENT_FIGURE_COUNT * (a->layout.labels + 1),
                          .samples = samples};
    memset(out, 0, b.slots * sizeof *out);
    bool ok = prepare(&b);
    for (unsigned i = 0; ok && a->kept.n && i < samples; i++) {
        if (watch)
            watch->progress(watch->ctx, i, samples);
        ok = draw_sample(&b, &seed);
        if (ok)
            note_figures(&b, out);
    }
    for (size_t slot = 0; ok && slot < b.slots; slot++) {
        unsigned n = out[slot].samples;
        double *values = b.values + slot * samples;
        if (n == 0)
            continue;
        qsort(values, n, sizeof *values, by_value);
        out[slot].defined = true;
        out[slot].low = point(values, n, 25);
        out[slot].high = point(values, n, 975);
    }
    release(&b);
    return ok ? OK : err_set(err, FAULT_MEMORY, "drawing samples: out of memory");
}
