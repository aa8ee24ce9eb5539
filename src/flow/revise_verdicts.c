/* Verdicts go along with what they were said of.
 *
 * They are kept by digests of what was shown: a span with its place, or an item of a comparison. So
 * what was compared in the old text is compared again in the new one, and an item whose spans all
 * stand as they were hands its verdict to the item that these spans are now. A verdict on something
 * else is taken away: its digest may be that of another span by now, which nobody has looked at.
 */
#include <stdlib.h>

#include "manicule/flow/adjudicate.h"
#include "manicule/marks/compare.h"
#include "manicule/marks/look.h"
#include "revising.h"

struct key_pair {
    uint64_t was, is;
};
struct keys {
    VEC(struct key_pair) items, readings;
};

struct place_of { /* the item in which a reader's span stands */
    struct uuid id;
    size_t item;
};
typedef VEC(struct place_of) places;

static int by_was(const void *a, const void *b)
{
    const struct key_pair *x = a, *y = b;
    return (x->was > y->was) - (x->was < y->was);
}

static int by_id(const void *a, const void *b)
{
    const struct place_of *x = a, *y = b;
    return uuid_order(x->id, y->id);
}

static const uint64_t *find_key(const struct key_pair *at, size_t n, uint64_t was)
{
    const struct key_pair wanted = {was, 0};
    const struct key_pair *found = n ? bsearch(&wanted, at, n, sizeof *at, by_was) : NULL;
    return found ? &found->is : NULL;
}

static bool add_pair(struct keys *keys, bool reading, uint64_t was, uint64_t is)
{
    const struct key_pair pair = {was, is};
    return reading ? vec_push(&keys->readings, pair) : vec_push(&keys->items, pair);
}

/* ---- spans by themselves ---- */
static bool add_spans(struct keys *keys, const struct carried_set *set)
{
    for (const struct span *was = set_first(set->before); was; was = set_next(set->before, was))
        if (carried_how(set, was->id) == CARRIED_EXACT &&
            !add_pair(keys, false, look_key(was),
                      look_key(set_find(set->after, was->id))))
            return false;
    return true;
}

/* ---- items of comparisons ---- */
static bool find_places(const struct comparison *c, places *out)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->n_readers; r++)
            for (size_t s = 0; s < c->items[i].readings[r].n; s++) {
                const struct place_of place = {c->items[i].readings[r].spans[s]->id, i};
                if (!vec_push(out, place))
                    return false;
            }
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, by_id);
    return true;
}

static bool all_exact(const struct reading *reading, const struct carried_set *set)
{
    for (size_t i = 0; i < reading->n; i++)
        if (carried_how(set, reading->spans[i]->id) != CARRIED_EXACT)
            return false;
    return true;
}

static bool same_spans(const struct reading *was, const struct reading *is)
{
    if (was->n != is->n)
        return false;
    for (size_t i = 0; i < was->n; i++)
        if (!uuid_equal(was->spans[i]->id, is->spans[i]->id))
            return false;
    return true;
}

/* The item that the spans of an old one make now; NULL: none, or not all are as they were. */
static const struct compare_item *same_item(const struct compare_item *was,
                                            struct carried_set *const *readers,
                                            const struct comparison *now, const places *where)
{
    const struct compare_item *is = NULL;
    for (size_t r = 0; r < now->n_readers && !is; r++)
        if (was->readings[r].n) {
            const struct place_of wanted = {.id = was->readings[r].spans[0]->id};
            const struct place_of *place =
                where->n ? bsearch(&wanted, where->at, where->n, sizeof *where->at, by_id) : NULL;
            if (!place)
                return NULL;
            is = &now->items[place->item];
        }
    for (size_t r = 0; is && r < now->n_readers; r++)
        if (!all_exact(&was->readings[r], readers[r]) ||
            !same_spans(&was->readings[r], &is->readings[r]))
            return NULL;
    return is && is->type == was->type ? is : NULL;
}

static bool add_items(struct keys *keys, struct carried_set *const *readers,
                      const struct comparison *then, const struct comparison *now)
{
    places where = {0};
    bool ok = find_places(now, &where);
    for (size_t i = 0; ok && i < then->n; i++) {
        const struct compare_item *was = &then->items[i];
        const struct compare_item *is = same_item(was, readers, now, &where);
        ok = !is || add_pair(keys, false, was->key, is->key);
        for (size_t r = 0; ok && is && r < then->n_readers; r++)
            ok = add_pair(keys, true, was->readings[r].key, is->readings[r].key);
    }
    vec_free(&where);
    return ok;
}

static enum fault compare(struct keys *keys, struct carried_set *const *readers, size_t n,
                          const struct article *before, const struct article *after,
                          enum compare_rule rule, struct err *err)
{
    const struct set *was[COMPARE_READERS], *is[COMPARE_READERS];
    struct comparison then = {0}, now = {0};
    for (size_t i = 0; i < n; i++) {
        was[i] = readers[i]->before;
        is[i] = readers[i]->after;
    }
    enum fault fault = compare_sets(was, n, before, rule, &then, err);
    if (!fault)
        fault = compare_sets(is, n, after, rule, &now, err);
    if (!fault && !add_items(keys, readers, &then, &now))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    compare_release(&then);
    compare_release(&now);
    return fault;
}

/* ---- who was compared with whom ---- */
static enum fault reviews(struct keys *keys, struct carried_set *sets, size_t n,
                          const struct article *before, const struct article *after,
                          struct err *err)
{
    enum fault fault = OK;
    for (size_t i = 0; i < n && !fault; i++)
        for (size_t k = 0; k < n && !fault; k++) {
            struct carried_set *const readers[] = {&sets[k], &sets[i]};
            if (sets[i].told.info.kind == SET_REVIEW && sets[k].told.info.kind == SET_PERSON &&
                strcmp(sets[i].told.info.source, sets[k].told.info.owner) == 0)
                fault = compare(keys, readers, 2, before, after, COMPARE_EXACT, err);
        }
    return fault;
}

/* Those whose sets gold is made of, by either rule: nothing says by which it was. */
static enum fault gold(struct keys *keys, struct carried_set *sets, size_t n,
                       const struct article *before, const struct article *after, struct err *err)
{
    struct carried_set *readers[COMPARE_READERS];
    size_t found = 0;
    for (size_t i = 0; i < n && found < COMPARE_READERS; i++)
        if (adjudicate_reads(&sets[i].told.info))
            readers[found++] = &sets[i];
    if (found < 2)
        return OK;
    enum fault fault = compare(keys, readers, found, before, after, COMPARE_EXACT, err);
    return fault ? fault : compare(keys, readers, found, before, after, COMPARE_TRIMMED, err);
}

/* ---- the edits ---- */
static bool goes_along(const struct keys *keys, const struct verdict *was, struct verdict *is)
{
    const uint64_t *item = find_key(keys->items.at, keys->items.n, was->item);
    const uint64_t *reading = find_key(keys->readings.at, keys->readings.n, was->reading);
    *is = *was;
    if (item)
        is->item = *item;
    if (reading)
        is->reading = *reading;
    return item;
}

/* All that go or change first: a new digest may be an old one. */
static void move_verdicts(const struct keys *keys, struct carried_set *set)
{
    const struct verdict *was;
    struct verdict is;
    for (size_t i = 0; (was = set_verdict_at(set->before, i)) != NULL; i++) {
        bool along = goes_along(keys, was, &is);
        if (!along || is.item != was->item || is.reading != was->reading)
            edits_verdict(&set->edits, was, NULL);
        ++*(along ? &set->told.verdicts : &set->told.verdicts_anew);
    }
    for (size_t i = 0; (was = set_verdict_at(set->before, i)) != NULL; i++)
        if (goes_along(keys, was, &is) && (is.item != was->item || is.reading != was->reading))
            edits_verdict(&set->edits, NULL, &is);
}

enum fault revise_verdicts(struct carried_set *sets, size_t n, const struct article *before,
                           const struct article *after, struct err *err)
{
    struct keys keys = {0};
    bool any = false, ok = true;
    for (size_t i = 0; i < n; i++)
        any = any || set_verdicts(sets[i].before);
    if (!any)
        return OK;
    for (size_t i = 0; i < n && ok; i++)
        if (sets[i].told.info.kind == SET_PERSON || sets[i].told.info.kind == SET_REVIEW)
            ok = add_spans(&keys, &sets[i]);
    enum fault fault = ok ? reviews(&keys, sets, n, before, after, err)
                          : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = gold(&keys, sets, n, before, after, err);
    if (keys.items.n)
        qsort(keys.items.at, keys.items.n, sizeof *keys.items.at, by_was);
    if (keys.readings.n)
        qsort(keys.readings.at, keys.readings.n, sizeof *keys.readings.at, by_was);
    for (size_t i = 0; i < n && !fault; i++)
        move_verdicts(&keys, &sets[i]);
    vec_free(&keys.items);
    vec_free(&keys.readings);
    return fault;
}
