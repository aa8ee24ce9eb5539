#include "sheets.h"

bool sheets_index(struct outlet *o, const struct sheet *sheet, struct idtable *out)
{
    *out = (struct idtable){0};
    if (!sheet->n_relations)
        return true;
    if (!idtable_reserve(out, sheet->n_spans)) {
        outlet_no_memory(o);
        return false;
    }
    for (size_t i = 0; i < sheet->n_spans; i++)
        if (!idtable_find(out, sheet->spans[i]->id))
            idtable_put(out, (struct uuid *)(uintptr_t)&sheet->spans[i]->id);
    return true;
}

const struct span *sheets_span(const struct idtable *spans, struct uuid id)
{
    return (const struct span *)(const void *)idtable_find(spans, id);
}
