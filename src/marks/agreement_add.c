/* The object, and a document on its way into it: read, paired, counted. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "agreement_parts.h"

struct agreement *agreement_new(const struct agreement_options *options)
{
    assert(options->readers >= 2 && options->readers <= AGREEMENT_READERS_MAX);
    assert(options->labels->n_labels <= LABELS_MAX);
    struct agreement *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->options = *options;
    agreement_layout(&a->layout, options->readers, options->labels);
    a->work.readings = calloc(options->readers, sizeof *a->work.readings);
    bool made = agreement_sums_make(&a->sums, &a->layout) && a->work.readings;
    if (options->intervals)
        made = made && (a->own = calloc(a->layout.total, sizeof *a->own));
    if (made)
        return a;
    agreement_free(a);
    return NULL;
}

static void free_work(struct work *work, size_t readers)
{
    for (size_t i = 0; work->readings && i < readers; i++) {
        vec_free(&work->readings[i].marks);
        vec_free(&work->readings[i].units);
    }
    free(work->readings);
    for (int side = 0; side < 2; side++) {
        vec_free(&work->mates[side]);
        vec_free(&work->rest[side]);
        vec_free(&work->open[side]);
        vec_free(&work->group[side]);
        vec_free(&work->keys[side]);
        vec_free(&work->trimmed[side]);
    }
    vec_free(&work->candidates);
    vec_free(&work->edges);
    vec_free(&work->counts);
    vec_free(&work->lengths);
    arena_release(&work->arena);
}

void agreement_free(struct agreement *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->kept.n; i++) {
        free(a->kept.at[i].counts);
        free(a->kept.at[i].lengths);
    }
    vec_free(&a->kept);
    free_work(&a->work, a->layout.readers);
    agreement_sums_free(&a->sums, &a->layout);
    free(a->own);
    free(a);
}

static bool add_couple(struct couple *couple, size_t m, uint32_t size)
{
    struct agreement *a = couple->agreement;
    uint64_t *all = a->own ? a->own : a->sums.counts;
    couple->counts = all + pair_at(&a->layout, agreement_pair(&a->layout, couple->a, couple->b));
    couple->counts[PAIR_DOCUMENTS]++;
    couple->counts[PAIR_CODEPOINTS] += size;
    if (!agreement_pairs(couple) || !agreement_trimmed(couple) || !agreement_links(couple))
        return false;
    agreement_values(couple);
    agreement_codepoints(couple, m, size);
    agreement_points(couple);
    return true;
}

static bool add_all(struct agreement *a, const struct agreement_document *document, size_t m)
{
    size_t readers = a->layout.readers;
    uint32_t size = agreement_size(document);
    arena_clear(&a->work.arena);
    for (size_t i = 0; i < readers; i++)
        if (!agreement_read(a, document, i))
            return false;
    for (size_t i = 0; i < readers; i++)
        for (size_t j = i + 1; j < readers; j++) {
            struct couple couple = {.agreement = a, .document = document, .a = i, .b = j};
            couple.of[0] = &a->work.readings[i];
            couple.of[1] = &a->work.readings[j];
            if (couple.of[0]->set && couple.of[1]->set && !add_couple(&couple, m, size))
                return false;
        }
    return agreement_ratings(a, document, m, size);
}

static int by_length(const void *a, const void *b)
{
    const struct kept_length *x = a, *y = b;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    if (x->gap != y->gap)
        return x->gap ? 1 : -1;
    return (x->length > y->length) - (x->length < y->length);
}

/* The document's lengths, each once and in order, into the sums as well. */
static bool pack_lengths(struct agreement *a)
{
    struct kept_length *at = a->work.lengths.at;
    size_t n = a->work.lengths.n, packed = 0;
    if (n)
        qsort(at, n, sizeof *at, by_length);
    for (size_t i = 0; i < n; i++)
        if (packed && by_length(&at[packed - 1], &at[i]) == 0)
            at[packed - 1].count++;
        else
            at[packed++] = at[i];
    a->work.lengths.n = packed;
    for (size_t i = 0; i < packed; i++) {
        struct lengths *to = at[i].gap ? a->sums.gaps : a->sums.units;
        if (!agreement_length(&to[at[i].label], at[i].length, at[i].count))
            return false;
    }
    return true;
}

/* What the document counted, into the sums as well; its own counters are zero again. */
static bool pack_counts(struct agreement *a)
{
    a->work.counts.n = 0;
    for (size_t i = 0; i < a->layout.total; i++) {
        if (a->own[i] == 0)
            continue;
        if (!vec_push(&a->work.counts, ((struct kept_count){(uint32_t)i, a->own[i]})))
            return false;
        a->sums.counts[i] += a->own[i];
        a->own[i] = 0;
    }
    return true;
}

static void *copy_of(const void *from, size_t bytes, bool *ok)
{
    void *copy = malloc(bytes ? bytes : 1);
    if (copy && bytes)
        memcpy(copy, from, bytes);
    *ok = *ok && copy;
    return copy;
}

static bool keep(struct agreement *a)
{
    if (!pack_counts(a) || !pack_lengths(a) || !vec_reserve(&a->kept, 1))
        return false;
    bool ok = true;
    struct kept kept = {.n_counts = a->work.counts.n, .n_lengths = a->work.lengths.n};
    kept.counts = copy_of(a->work.counts.at, kept.n_counts * sizeof *kept.counts, &ok);
    kept.lengths = copy_of(a->work.lengths.at, kept.n_lengths * sizeof *kept.lengths, &ok);
    a->kept.at[a->kept.n++] = kept; /* to be freed, whole or not */
    return ok;
}

enum fault agreement_add(struct agreement *a, const struct agreement_document *document,
                         struct err *err)
{
    size_t m = 0;
    for (size_t i = 0; i < a->layout.readers; i++)
        m += document->sets[i] != NULL;
    if (m < 2)
        return OK;
    a->work.lengths.n = 0;
    if (!add_all(a, document, m) || (a->own && !keep(a)))
        return err_set(err, FAULT_MEMORY, "comparing readers: out of memory");
    return OK;
}
