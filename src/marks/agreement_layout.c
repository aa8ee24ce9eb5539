/* Where each counter stands, and the sums made of them. */
#include <stdlib.h>
#include <string.h>

#include "agreement_parts.h"

void agreement_layout(struct layout *l, size_t readers, const struct labelset *labels)
{
    *l = (struct layout){.readers = readers,
                         .pairs = readers * (readers - 1) / 2,
                         .labels = labels->n_labels,
                         .relations = labels->n_relations};
    for (size_t i = 0; i < labels->n_labels; i++) {
        l->first_value[i] = l->values;
        l->values += labels->labels[i].n_attributes + 1;
    }
    l->first_value[labels->n_labels] = l->values;
    l->confusion = PAIR_ALONE + l->labels * PAIR_COUNTS;
    l->links = l->confusion + (l->labels + 1) * (l->labels + 1);
    l->attributes = l->links + l->relations * LINK_COUNTS;
    l->per_pair = l->attributes + l->values * VALUE_COUNTS;
    l->lengths = l->pairs * l->per_pair;
    l->distances = l->lengths + readers + 1;
    l->ratings = l->distances + l->labels * (readers + 1) * 2;
    l->total = l->ratings + l->labels * (readers + 1) * (readers + 2) / 2;
}

size_t agreement_pair(const struct layout *l, size_t a, size_t b)
{
    return a * (2 * l->readers - a - 1) / 2 + (b - a - 1);
}

bool agreement_sums_make(struct sums *sums, const struct layout *l)
{
    /* Counters that are never touched, of pairs that never meet, take no memory. */
    sums->counts = calloc(l->total, sizeof *sums->counts);
    sums->units = calloc(l->labels + 1, sizeof *sums->units);
    sums->gaps = calloc(l->labels + 1, sizeof *sums->gaps);
    return sums->counts && sums->units && sums->gaps;
}

static void clear_lengths(struct lengths *lengths)
{
    if (lengths->few)
        memset(lengths->few, 0, SHORT_LENGTHS * sizeof *lengths->few);
    for (size_t i = 0; i < lengths->many.n; i++)
        lengths->many.at[i].count = 0;
}

void agreement_lengths_clear(struct sums *sums, const struct layout *l)
{
    for (size_t i = 0; i < l->labels; i++) {
        clear_lengths(&sums->units[i]);
        clear_lengths(&sums->gaps[i]);
    }
}

void agreement_sums_free(struct sums *sums, const struct layout *l)
{
    for (size_t i = 0; i < l->labels; i++) {
        if (sums->units) {
            free(sums->units[i].few);
            vec_free(&sums->units[i].many);
        }
        if (sums->gaps) {
            free(sums->gaps[i].few);
            vec_free(&sums->gaps[i].many);
        }
    }
    free(sums->units);
    free(sums->gaps);
    free(sums->counts);
}

bool agreement_length(struct lengths *lengths, uint32_t length, uint64_t times)
{
    if (length < SHORT_LENGTHS) {
        if (!lengths->few && !(lengths->few = calloc(SHORT_LENGTHS, sizeof *lengths->few)))
            return false;
        lengths->few[length] += times;
        return true;
    }
    size_t low = 0, high = lengths->many.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lengths->many.at[middle].length < length)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < lengths->many.n && lengths->many.at[low].length == length) {
        lengths->many.at[low].count += times;
        return true;
    }
    return vec_insert(&lengths->many, low, ((struct length){length, times}));
}
