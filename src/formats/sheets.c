#include "sheets.h"

#include <string.h>

#include "manicule/marks/attrs.h"
#include "pull.h"

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

static bool is_number(const char *text)
{
    struct raw value;
    size_t bad;
    return !pull_wrong(text, strlen(text), &value, &bad) && pull_type(value) == RAW_NUMBER &&
           value.n == strlen(text);
}

void sheets_put_score(struct outlet *o, const char *attrs)
{
    const char *score = outlet_attr(o, attrs, ATTRIBUTE_SCORE, NULL);
    if (!score)
        return;
    outlet_text(o, ",\"score\":");
    if (is_number(score))
        outlet_text(o, score);
    else
        outlet_json_text(o, score);
}

void sheets_lose_review(struct outlet *o, const struct sheet *sheet)
{
    static const char why[] = "the format has no reviewer's proposals";
    for (size_t i = 0; i < sheet->n_spans; i++)
        outlet_lose_span(o, sheet, LOSS_DROPPED, "span", sheet->spans[i], why);
    for (size_t i = 0; i < sheet->n_relations; i++)
        outlet_lose_relation(o, sheet, LOSS_DROPPED, "relation", sheet->relations[i], why);
}
