/* Gold beside a comparison: what of every item is still to do. */
#include <stdlib.h>

#include "compare_parts.h"
#include "merge_parts.h"

struct entry {
    struct decided decided;
    size_t nth;
};

static int by_item(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->decided.item != y->decided.item)
        return x->decided.item < y->decided.item ? -1 : 1;
    return (x->nth > y->nth) - (x->nth < y->nth);
}

/* The last entry of an item, or NULL. */
static const struct decided *find_entry(const struct entry *entries, size_t n, uint64_t item)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entries[middle].decided.item <= item)
            low = middle + 1;
        else
            high = middle;
    }
    return low && entries[low - 1].decided.item == item ? &entries[low - 1].decided : NULL;
}

static uint64_t readers_of(const struct comparison *c, size_t item, uint64_t reading)
{
    if (reading == DECIDED_NEITHER)
        return 0;
    if (reading == DECIDED_BOTH)
        return UINT64_MAX >> (COMPARE_READERS - c->n_readers);
    for (size_t r = 0; r < c->n_readers; r++)
        if (c->items[item].readings[r].key == reading)
            return (uint64_t)1 << r;
    return 0;
}

static bool read_list(struct merge *m, const struct decided *decided, size_t n)
{
    struct entry *entries = malloc((n + 1) * sizeof *entries);
    if (!entries)
        return false;
    for (size_t i = 0; i < n; i++)
        entries[i] = (struct entry){decided[i], i};
    qsort(entries, n, sizeof *entries, by_item);
    for (size_t i = 0; i < m->c->n; i++) {
        const struct decided *entry = find_entry(entries, n, m->c->items[i].key);
        m->listed[i] = entry != NULL;
        if (entry) {
            m->chosen[i] = readers_of(m->c, i, entry->reading);
            m->named[i] = entry->span;
        }
    }
    free(entries);
    return true;
}

/* Is the place of what spans agree on that of gold, too? */
static bool agreed_place(const struct merge *m, size_t item)
{
    const struct hold *hold = &m->holds[item];
    return hold->n == 1 &&
           compare_agree(m->c->article, m->c->rule, hold->spans[0], &m->c->items[item].merged);
}

static bool holds_spans(const struct merge *m, size_t item, const struct reading *reading)
{
    const struct hold *hold = &m->holds[item];
    const struct compare_item *it = &m->c->items[item];
    if (it->spans_agree) {
        bool base = reading->n_links == 0 &&
                    compare_attrs_order(reading->spans[0]->attrs, it->merged.attrs) == 0;
        return !base && agreed_place(m, item) &&
               merge_attrs_within(reading->spans[0]->attrs, hold->spans[0]->attrs);
    }
    if (reading->n == 0 || hold->n != reading->n)
        return false;
    for (size_t i = 0; i < reading->n; i++)
        if (compare_place_order(reading->spans[i], hold->spans[i]) != 0 ||
            reading->spans[i]->label != hold->spans[i]->label ||
            !merge_attrs_within(reading->spans[i]->attrs, hold->spans[i]->attrs))
            return false;
    return true;
}

/* Has gold all links of these readers in this item (none: those that all agree on)? One that waits
 * for an end is no hindrance, but where both ends are agreed. */
static bool holds_links(const struct merge *m, size_t item, uint64_t readers, bool *yes)
{
    struct wants wants = {0}, lacking = {0};
    const struct compare_item *it = &m->c->items[item];
    bool waits = false, ok = true;
    for (size_t i = 0; ok && i < it->n_links; i++)
        ok = merge_want(m->c, m->holds, &it->links[i], item, COMPARE_NONE, &wants, NULL);
    ok = ok && merge_want_readers(m->c, m->holds, item, readers, &wants, &waits) &&
         merge_lacking(m->gold, &wants, &lacking);
    *yes = lacking.n == 0 && !(waits && it->spans_agree);
    vec_free(&wants);
    vec_free(&lacking);
    return ok;
}

static bool agreed_state(const struct merge *m, size_t item, enum merge_state *state)
{
    const char *agreed = m->c->items[item].merged.attrs;
    const struct hold *hold = &m->holds[item];
    bool links = false;
    *state = MERGE_WAITING;
    if (hold->n == 0)
        return true;
    if (!agreed_place(m, item) || merge_attrs_clash(agreed, hold->spans[0]->attrs)) {
        *state = MERGE_OPEN;
        return true;
    }
    if (!holds_links(m, item, 0, &links))
        return false;
    if (links && merge_attrs_within(agreed, hold->spans[0]->attrs))
        *state = MERGE_HELD;
    return true;
}

/* Which readings does gold hold? If several do, nobody knows which was meant, and none of their
 * links are waited for. */
static bool open_state(struct merge *m, size_t item, enum merge_state *state)
{
    const struct compare_item *it = &m->c->items[item];
    size_t held = 0;
    *state = MERGE_OPEN;
    for (size_t r = 0; r < m->c->n_readers; r++) {
        bool links;
        if (it->readings[r].same != r || !holds_spans(m, item, &it->readings[r]))
            continue;
        if (!holds_links(m, item, (uint64_t)1 << r, &links))
            return false;
        if (!links)
            continue;
        m->chosen[item] = held++ ? 0 : (uint64_t)1 << r;
        *state = MERGE_HELD;
    }
    return true;
}

/* The same under the rule need not be the same to the byte: any reader's will do. */
static bool find_states(struct merge *m)
{
    for (size_t i = 0; i < m->c->n; i++) {
        enum merge_state state = MERGE_DECIDED;
        bool ok = true;
        if (m->listed[i])
            ;
        else if (m->c->items[i].type == COMPARE_AGREED)
            ok = agreed_state(m, i, &state);
        else
            ok = open_state(m, i, &state);
        if (!ok)
            return false;
        m->states[i] = (uint8_t)state;
    }
    return true;
}

enum fault merge_match(const struct comparison *c, const struct set *gold,
                       const struct decided *decided, size_t n, struct merge **out, struct err *err)
{
    struct merge *m = calloc(1, sizeof *m);
    *out = NULL;
    if (!m)
        return err_set(err, FAULT_MEMORY, "out of memory");
    *m = (struct merge){.c = c, .gold = gold};
    m->holds = arena_take(&m->arena, c->n * sizeof *m->holds);
    m->chosen = arena_take(&m->arena, c->n * sizeof *m->chosen);
    m->listed = arena_take(&m->arena, c->n * sizeof *m->listed);
    m->named = arena_take(&m->arena, c->n * sizeof *m->named);
    m->states = arena_take(&m->arena, c->n * sizeof *m->states);
    if (m->holds && m->chosen && m->listed && m->named && m->states && read_list(m, decided, n) &&
        merge_find_gold(m) && find_states(m)) {
        *out = m;
        return OK;
    }
    merge_free(m);
    return err_set(err, FAULT_MEMORY, "out of memory");
}

void merge_free(struct merge *m)
{
    if (!m)
        return;
    arena_release(&m->arena);
    free(m);
}

enum merge_state merge_state(const struct merge *m, size_t item)
{
    return (enum merge_state)m->states[item];
}

size_t merge_count(const struct merge *m, enum merge_state state)
{
    size_t n = 0;
    for (size_t i = 0; i < m->c->n; i++)
        n += m->states[i] == state;
    return n;
}

size_t merge_next_open(const struct merge *m, size_t item)
{
    while (item < m->c->n && m->states[item] != MERGE_OPEN)
        item++;
    return item < m->c->n ? item : COMPARE_NONE;
}

const struct span *merge_gold(const struct merge *m, size_t item, size_t i)
{
    return i < m->holds[item].n ? m->holds[item].spans[i] : NULL;
}

const struct span *merge_beyond(const struct merge *m, size_t i)
{
    return i < m->n_beyond ? m->beyond[i] : NULL;
}
