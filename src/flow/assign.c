#include "manicule/flow/assign.h"

#include <string.h>

#include "manicule/flow/shown.h"

enum { BATCH = 400, QUEUE_AT_ONCE = 128 };

enum fault giving_person(struct giving *g, const char *name, struct err *err)
{
    struct person person, first;
    bool found, any;
    if (!store_person_valid(name))
        return err_set(err, FAULT_USAGE, "%s is no person's name", shown(name).text);
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->to[i].name, name) == 0)
            return err_set(err, FAULT_USAGE, "%s is named twice", name);
    if (g->n == RECIPIENTS_MAX)
        return err_set(err, FAULT_USAGE, "more than %d people at once", RECIPIENTS_MAX);
    enum fault fault = store_find_person(g->store, name, &person, &found, err);
    if (!fault)
        fault = store_next_person(g->store, "", &first, &any, err);
    /* Where nobody was added, names are free, as they are for marking. */
    if (!fault && any && !found)
        fault = err_set(err, FAULT_MISSING,
                        "%s is not one of this project's people; `people PROJECT add %s` adds them",
                        name, name);
    if (fault)
        return fault;
    struct recipient *to = &g->to[g->n++];
    *to = (struct recipient){.changed = 0};
    memcpy(to->name, name, strlen(name) + 1);
    return OK;
}

/* splitmix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014). */
static uint64_t draw(struct giving *g)
{
    uint64_t z = g->seed + (g->chance += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static enum fault turn_batch(struct giving *g, struct err *err)
{
    enum fault fault = OK;
    if (g->open && g->in_batch >= BATCH) {
        g->open = false;
        fault = store_commit(g->store, err);
    }
    if (!fault && !g->open) {
        fault = store_begin(g->store, err);
        g->open = !fault;
        g->in_batch = 0;
    }
    return fault;
}

static enum fault change_one(struct giving *g, struct recipient *to, int64_t document,
                             struct err *err)
{
    struct assignment assignment = {.task = g->task, .document = document};
    memcpy(assignment.person, to->name, sizeof assignment.person);
    memcpy(assignment.whose, g->whose, sizeof assignment.whose);
    enum fault fault = turn_batch(g, err);
    if (fault)
        return fault;
    g->in_batch++;
    bool changed = true;
    if (g->take_back) {
        fault = store_unassign(g->store, &assignment, err);
        if (fault == FAULT_EXISTS) { /* begun */
            to->left++;
            return OK;
        }
        changed = fault != FAULT_MISSING;
        if (fault == FAULT_MISSING)
            fault = OK;
        to->changed += !fault && changed;
        return fault;
    }
    fault = store_assign(g->store, &assignment, &changed, err);
    if (!fault)
        ++*(changed ? &to->changed : &to->left);
    return fault;
}

/* Of those with the least so far, each is as likely; a chosen one is out for this document. */
static struct recipient *choose(struct giving *g, const bool *taken)
{
    struct recipient *chosen = NULL;
    uint64_t ties = 0;
    for (size_t i = 0; i < g->n; i++) {
        struct recipient *to = &g->to[i];
        unsigned load = to->changed + to->left;
        if (taken[i] || (chosen && load > chosen->changed + chosen->left))
            continue;
        bool fewer = !chosen || load < chosen->changed + chosen->left;
        ties = fewer ? 1 : ties + 1;
        if (fewer || draw(g) % ties == 0)
            chosen = to;
    }
    return chosen;
}

/* Those of the people who have the document already count as its readers. */
static enum fault count_readers(struct giving *g, int64_t document, bool *taken, size_t *has,
                                struct err *err)
{
    struct assignment at = {.person = ""};
    bool found;
    enum fault fault;
    while (!(fault = store_next_on_document(g->store, document, &at, &at, &found, err)) && found)
        for (size_t i = 0; i < g->n; i++)
            if (at.task == g->task && strcmp(at.whose, g->whose) == 0 &&
                strcmp(at.person, g->to[i].name) == 0) {
                taken[i] = true;
                g->to[i].left++;
                ++*has;
            }
    return fault;
}

enum fault giving_document(struct giving *g, int64_t document, struct err *err)
{
    bool taken[RECIPIENTS_MAX] = {false};
    enum fault fault = OK;
    if (!g->readers || g->take_back) {
        for (size_t i = 0; i < g->n && !fault; i++)
            fault = change_one(g, &g->to[i], document, err);
        return fault;
    }
    size_t has = 0;
    fault = count_readers(g, document, taken, &has, err);
    for (; has < g->readers && !fault; has++) {
        struct recipient *to = choose(g, taken);
        taken[to - g->to] = true;
        fault = change_one(g, to, document, err);
    }
    return fault;
}

enum fault giving_documents(struct giving *g, bool (*takes)(void *ctx, const char *name), void *ctx,
                            struct err *err)
{
    struct queue_row rows[QUEUE_AT_ONCE];
    uint32_t next = 1;
    for (;;) {
        size_t got = 0;
        enum fault fault = store_queue(g->store, next, QUEUE_AT_ONCE, rows, &got, err);
        for (size_t i = 0; i < got && !fault; i++) {
            next = rows[i].place + 1;
            if (!takes || takes(ctx, rows[i].name))
                fault = giving_document(g, rows[i].document, err);
        }
        if (fault || !got)
            return fault;
    }
}

enum fault giving_end(struct giving *g, enum fault fault, struct err *err)
{
    bool open = g->open;
    g->open = false;
    if (!open)
        return fault;
    if (!fault)
        return store_commit(g->store, err);
    store_rollback(g->store);
    return fault;
}
