#include "manicule/flow/sets.h"

/* Spans read in one transaction at most: some 5 ms. */
enum { ROWS = 5000, TRIES = 20 };

enum fault sets_load(struct store *store, int64_t set, const struct article *article, bool check,
                     struct set *into, struct err *err)
{
    struct load load = {.check = check};
    enum fault fault = OK;
    set_clear(into);
    while (!fault && !load.done)
        fault = store_load(store, set, article, into, &load, ROWS, err);
    return fault;
}

enum fault sets_load_steady(struct store *store, struct set_info *info,
                            const struct article *article, bool check, struct set *into,
                            struct err *err)
{
    for (int try = 0; try < TRIES; try++) {
        enum fault fault = sets_load(store, info->key, article, check, into, err);
        if (fault)
            return fault;
        struct set_info now;
        fault =
            store_set_of(store, info->document, info->kind, info->owner, info->source, &now, err);
        if (fault)
            return fault;
        if (now.key == info->key && now.revision == info->revision)
            return OK;
        if (now.key)
            *info = now;
    }
    return err_set(err, FAULT_BUSY, "%s changes it faster than it can be read; try again later",
                   info->owner[0] ? info->owner : "someone");
}

void sets_begin_walk(struct store *store, struct sets_walk *walk)
{
    *walk = (struct sets_walk){.others = store_others(store)};
}

enum fault sets_check_walk(struct store *store, struct sets_walk *walk, struct err *err)
{
    struct document now;
    int64_t others = store_others(store);
    bool changed = others != walk->others;
    walk->others = others;
    if (!changed || !walk->document)
        return OK;
    enum fault fault = store_document(store, walk->document, &now, err);
    if (fault)
        return fault;
    bool same = now.number == walk->number;
    document_release(&now);
    return same ? OK
                : err_set(err, FAULT_CONFLICT,
                          "documents were removed meanwhile, so some are missing; try again");
}
