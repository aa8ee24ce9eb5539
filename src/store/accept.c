/* Accepting somebody's marks: refused while a proposal of a review is neither adopted nor given up.
 */
#include <string.h>

#include "internal.h"
#include "manicule/marks/look.h"

static enum fault count_open(struct store *store, const struct setrow *set,
                             const struct setrow *review, const struct article *article,
                             size_t *open, struct err *err)
{
    struct set *own = set_new(), *corrected = set_new();
    struct look look = {0};
    enum fault fault =
        own && corrected ? OK : err_set(err, FAULT_MEMORY, "accepting: out of memory");
    if (!fault)
        fault = load_whole(store, set->key, article, own, err);
    if (!fault)
        fault = load_whole(store, review->key, article, corrected, err);
    if (!fault)
        fault = look_begin(own, corrected, article, &look, err);
    *open = fault ? 0 : look_open(&look);
    look_release(&look);
    set_free(own);
    set_free(corrected);
    return fault;
}

enum fault accept_check(struct store *store, const struct setrow *set,
                        const struct article *article, struct err *err)
{
    struct setrow last, row;
    const struct setrow *behind = NULL;
    bool found = true;
    size_t open = 0;
    enum fault fault = OK;
    while (!fault && !open &&
           !(fault = setrow_next(store, set->document, behind, &row, &found, NULL, err)) && found) {
        last = row;
        behind = &last;
        if (row.kind == SET_REVIEW && strcmp(row.source, set->owner) == 0)
            fault = count_open(store, set, &row, article, &open, err);
    }
    if (fault || !open)
        return fault;
    return err_set(err, FAULT_EXISTS, "%zu correction%s of %s to %s's marks %s still open", open,
                   open == 1 ? "" : "s", row.owner, set->owner, open == 1 ? "is" : "are");
}
