/* current.c: the innermost own span under the cursor, and the way outward from it. */
#include "internal.h"

#include <stdlib.h>

static int inner_first(const void *a, const void *b)
{
    const struct span *x = *(const struct span *const *)a, *y = *(const struct span *const *)b;
    uint32_t n = range_size(x->at), m = range_size(y->at);
    if (n != m)
        return n < m ? -1 : 1;
    if (x->at.start.byte != y->at.start.byte)
        return x->at.start.byte > y->at.start.byte ? -1 : 1;
    return uuid_order(x->id, y->id);
}

size_t wb_under(struct workbench *wb, const struct span **out, size_t max)
{
    if (!wb->set)
        return 0;
    struct range here = {wb->cursor, article_next(wb->article, wb->cursor)};
    size_t n = set_over(wb->set, here, out, max);
    if (n > max)
        n = max;
    qsort(out, n, sizeof *out, inner_first);
    return n;
}

const struct span *wb_current(struct workbench *wb)
{
    if (!wb->set)
        return NULL;
    if (!uuid_is_zero(wb->focus)) {
        const struct span *focus = set_find(wb->set, wb->focus);
        if (focus)
            return focus;
    }
    const struct span *under[SAME_ROW_SPANS];
    size_t n = wb_under(wb, under, SAME_ROW_SPANS);
    return n ? under[wb->outward < n ? wb->outward : n - 1] : NULL;
}

void wb_focus(struct workbench *wb, struct uuid id)
{
    wb->focus = id;
    wb->last_current = id;
    wb->version++;
}
