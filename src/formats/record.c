#include "manicule/formats/record.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b)
{
    return span_order(a, b);
}

static int by_id(const void *a, const void *b)
{
    const struct relation *x = a, *y = b;
    return uuid_order(x->id, y->id);
}

bool record_sort(struct record *record)
{
    struct span *of = calloc(record->n_notes + 1, sizeof *of);
    if (!of)
        return false;
    for (size_t i = 0; i < record->n_notes; i++)
        if (record->notes[i].span != SIZE_MAX)
            of[i] = record->spans[record->notes[i].span];
    if (record->n_spans)
        qsort(record->spans, record->n_spans, sizeof *record->spans, by_place);
    if (record->n_relations)
        qsort(record->relations, record->n_relations, sizeof *record->relations, by_id);
    for (size_t i = 0; i < record->n_notes; i++)
        if (record->notes[i].span != SIZE_MAX) {
            const struct span *now =
                bsearch(&of[i], record->spans, record->n_spans, sizeof *record->spans, by_place);
            record->notes[i].span = (size_t)(now - record->spans);
        }
    free(of);
    return true;
}

void record_release(struct record *record)
{
    article_free(record->article);
    arena_release(&record->arena);
    *record = (struct record){0};
}
