/* Links: which item each belongs to, which of them all readers agree on. */
#include "compare_parts.h"

struct tie {
    struct compare_link link;
    size_t owner, reader;
    size_t from, to;         /* as other readers have them: the first copy's item */
    size_t from_nth, to_nth; /* which span of the owner's reading, where it has several */
    bool agreed;
};

struct ties {
    struct tie *at;
    size_t n, room;
};

static int by_meaning(const struct tie *x, const struct tie *y)
{
    int by = compare_order(x->owner, y->owner);
    if (!by)
        by = compare_order(x->link.relation->type, y->link.relation->type);
    if (!by)
        by = compare_order(x->from, y->from);
    if (!by)
        by = compare_order(x->to, y->to);
    if (!by)
        by = compare_order(x->from_nth, y->from_nth);
    if (!by)
        by = compare_order(x->to_nth, y->to_nth);
    return by ? by : compare_attrs_order(x->link.relation->attrs, y->link.relation->attrs);
}

static int by_meaning_and_reader(const void *a, const void *b)
{
    const struct tie *x = a, *y = b;
    int by = by_meaning(x, y);
    if (!by)
        by = compare_order(x->reader, y->reader);
    /* Copies within a reader: by the place of their ends, so that ids do not show. */
    if (!by)
        by = compare_place_order(x->link.to, y->link.to);
    return by;
}

static size_t nth(const struct comparison *out, const struct tie *tie, size_t item,
                  const struct span *span)
{
    const struct reading *reading = &out->items[tie->owner].readings[tie->reader];
    size_t i = 0;
    if (item != tie->owner || reading->n < 2)
        return 0;
    while (reading->spans[i] != span)
        i++;
    return i;
}

/* The rule of the header: carried by the end that differs, the `from` end before the other. */
static struct tie tie_of(const struct compare *c, size_t reader, const struct relation *relation)
{
    const struct compare_item *items = c->out->items;
    const struct member *from = compare_member(c, reader, relation->from);
    const struct member *to = compare_member(c, reader, relation->to);
    struct tie tie = {.reader = reader};
    tie.link = (struct compare_link){.relation = relation,
                                     .from = from->span,
                                     .to = to->span,
                                     .from_item = c->nodes.at[from->node].item,
                                     .to_item = c->nodes.at[to->node].item};
    tie.from = items[tie.link.from_item].copy_of;
    tie.to = items[tie.link.to_item].copy_of;
    if (!items[tie.link.from_item].spans_agree)
        tie.owner = tie.link.from_item;
    else if (!items[tie.link.to_item].spans_agree)
        tie.owner = tie.link.to_item;
    else
        tie.owner = tie.from;
    tie.from_nth = nth(c->out, &tie, tie.link.from_item, from->span);
    tie.to_nth = nth(c->out, &tie, tie.link.to_item, to->span);
    return tie;
}

static bool find_ties(const struct compare *c, struct ties *ties)
{
    for (size_t r = 0; r < c->n_readers; r++) {
        const struct relation *relation;
        for (size_t i = 0; (relation = set_relation_at(c->readers[r], i)) != NULL; i++)
            if (!vec_push(ties, tie_of(c, r, relation)))
                return false;
    }
    if (ties->n)
        qsort(ties->at, ties->n, sizeof *ties->at, by_meaning_and_reader);
    return true;
}

static size_t count_reader(const struct tie *run, size_t n, size_t reader)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += run[i].reader == reader;
    return count;
}

/* Links of one meaning: as many as each reader has are agreed, what more some have is not. */
static void weigh(const struct compare *c, struct tie *run, size_t n)
{
    struct compare_item *item = &c->out->items[run->owner];
    size_t least = n, most = 0;
    for (size_t r = 0; r < c->n_readers; r++) {
        if (item->readings[r].n == 0)
            continue;
        size_t count = count_reader(run, n, r);
        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    if (least < most)
        item->differs |= 1u << COMPARE_RELATION;
    if (!item->spans_agree)
        return;
    size_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        seen = i && run[i].reader == run[i - 1].reader ? seen + 1 : 0;
        run[i].agreed = seen < least;
    }
}

/* Agreed ones once, as the first reader has them; the others with their readings. */
static bool hand_out(const struct compare *c, const struct ties *ties)
{
    struct comparison *out = c->out;
    struct compare_link *links = arena_take(&out->arena, ties->n * sizeof *links);
    if (!links)
        return false;
    for (size_t i = 0; i < ties->n; i++) {
        struct compare_item *item = &out->items[ties->at[i].owner];
        if (!ties->at[i].agreed)
            item->readings[ties->at[i].reader].n_links++;
        else
            item->n_links += ties->at[i].reader == 0;
    }
    for (size_t i = 0; i < out->n; i++) {
        struct compare_item *item = &out->items[i];
        item->links = links;
        links += item->n_links;
        item->n_links = 0;
        for (size_t r = 0; r < c->n_readers; r++) {
            item->readings[r].links = links;
            links += item->readings[r].n_links;
            item->readings[r].n_links = 0;
        }
    }
    for (size_t i = 0; i < ties->n; i++) {
        struct compare_item *item = &out->items[ties->at[i].owner];
        struct reading *reading = &item->readings[ties->at[i].reader];
        if (!ties->at[i].agreed)
            reading->links[reading->n_links++] = ties->at[i].link;
        else if (ties->at[i].reader == 0)
            item->links[item->n_links++] = ties->at[i].link;
    }
    return true;
}

/* The worst of the ways in which an item differs is its type. */
static void name_types(struct comparison *out)
{
    for (size_t i = 0; i < out->n; i++) {
        struct compare_item *item = &out->items[i];
        for (unsigned bits = item->differs >> 1; bits; bits >>= 1)
            item->type++;
        out->n_agreed += item->type == COMPARE_AGREED;
    }
}

bool compare_links(struct compare *c)
{
    struct ties ties = {0};
    bool ok = find_ties(c, &ties);
    for (size_t i = 0, end; ok && i < ties.n; i = end) {
        for (end = i + 1; end < ties.n && by_meaning(&ties.at[i], &ties.at[end]) == 0; end++)
            ;
        weigh(c, ties.at + i, end - i);
    }
    ok = ok && hand_out(c, &ties);
    vec_free(&ties);
    if (ok)
        name_types(c->out);
    return ok;
}
