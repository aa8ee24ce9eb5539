/* One decision on one item, as edits to gold: first what shall stand there (targets), then how what
 * stands there becomes that, then the links. */
#include <stdlib.h>

#include "compare_parts.h"
#include "merge_parts.h"

struct target {
    struct span span;         /* its attrs are the target's own, the fragments are not */
    const struct span *there; /* of gold, which becomes it; NULL: none, it is new */
};

struct plan {
    const struct merge *m;
    size_t item;
    const struct decision *decision;
    struct merge_ids ids;
    struct edits *out;
    struct err *err;
    uint64_t readers; /* whose reading, or links, are taken */
    VEC(struct target) targets;
    bool fresh; /* a target is new in gold */
    struct hold *now;
    struct arena arena;
};

static enum fault no_memory(struct plan *p)
{
    return err_set(p->err, FAULT_MEMORY, "out of memory");
}

static uint64_t readers_taken(const struct plan *p)
{
    switch (p->decision->take) {
    case MERGE_READER:
        return (uint64_t)1 << p->decision->reader;
    case MERGE_BOTH:
        return UINT64_MAX >> (COMPARE_READERS - p->m->c->n_readers);
    case MERGE_NEITHER:
        break;
    case MERGE_EDITED:
        return p->decision->reader == COMPARE_NONE ? 0 : (uint64_t)1 << p->decision->reader;
    }
    return 0;
}

static bool add_target(struct plan *p, const struct span *span, const char *attrs)
{
    struct target target = {.span = *span};
    target.span.origin = ORIGIN_ADJUDICATION;
    target.span.links = NULL;
    target.span.attrs = NULL;
    if (!merge_attrs_with(&target.span.attrs, attrs))
        return false;
    if (vec_push(&p->targets, target))
        return true;
    free(target.span.attrs);
    return false;
}

/* One more reader's attributes for a span that another has given some. */
static enum fault add_attrs(struct plan *p, struct target *target, const char *attrs)
{
    if (merge_attrs_clash(target->span.attrs, attrs))
        return err_set(p->err, FAULT_INPUT, "both would give an attribute two values");
    return merge_attrs_with(&target->span.attrs, attrs) ? OK : no_memory(p);
}

static enum fault add_reading(struct plan *p, const struct span *span)
{
    for (size_t i = 0; i < p->targets.n; i++) {
        struct target *target = &p->targets.at[i];
        bool one_label = target->span.label == span->label;
        if (one_label && compare_place_order(&target->span, span) == 0)
            return add_attrs(p, target, span->attrs);
        if (!one_label && compare_overlap(&target->span, span))
            return err_set(p->err, FAULT_INPUT, "both would keep two labels on the same words");
    }
    return add_target(p, span, span->attrs) ? OK : no_memory(p);
}

/* The spans agree: one target, at gold's place where that agrees too, and with what all give. */
static enum fault aim_agreed(struct plan *p)
{
    const struct comparison *c = p->m->c;
    const struct compare_item *item = &c->items[p->item];
    const struct hold *hold = &p->m->holds[p->item];
    const struct span *place = &item->merged;
    if (item->type == COMPARE_AGREED && p->decision->take == MERGE_NEITHER)
        return OK;
    if (hold->n == 1 && compare_agree(c->article, c->rule, hold->spans[0], place))
        place = hold->spans[0];
    if (!add_target(p, place, item->merged.attrs))
        return no_memory(p);
    enum fault fault = OK;
    for (size_t r = 0; r < c->n_readers && fault == OK; r++)
        if (p->readers >> r & 1)
            fault = add_attrs(p, &p->targets.at[0], item->readings[r].spans[0]->attrs);
    return fault;
}

static enum fault aim(struct plan *p)
{
    const struct compare_item *item = &p->m->c->items[p->item];
    if (p->decision->take == MERGE_EDITED)
        return add_target(p, p->decision->edited, p->decision->edited->attrs) ? OK : no_memory(p);
    if (item->spans_agree)
        return aim_agreed(p);
    enum fault fault = OK;
    for (size_t r = 0; r < p->m->c->n_readers; r++)
        for (size_t i = 0; fault == OK && (p->readers >> r & 1) && i < item->readings[r].n; i++)
            fault = add_reading(p, item->readings[r].spans[i]);
    return fault;
}

static bool taken(const struct plan *p, const struct span *there)
{
    for (size_t i = 0; i < p->targets.n; i++)
        if (p->targets.at[i].there == there)
            return true;
    return false;
}

/* Gold's spans become targets: those at the place first, then others of the label. */
static void find_there(struct plan *p)
{
    const struct hold *hold = &p->m->holds[p->item];
    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < p->targets.n; i++) {
            struct target *target = &p->targets.at[i];
            for (size_t k = 0; !target->there && k < hold->n; k++)
                if (hold->spans[k]->label == target->span.label &&
                    (!exact || compare_place_order(hold->spans[k], &target->span) == 0) &&
                    !taken(p, hold->spans[k]))
                    target->there = hold->spans[k];
        }
}

/* Attributes that no reader of the item gives are somebody's work on gold: they stay. */
static bool keep_attrs(struct plan *p, struct target *target)
{
    const struct compare_item *item = &p->m->c->items[p->item];
    char *attrs = NULL;
    if (!target->there || p->decision->take == MERGE_EDITED)
        return true;
    bool ok = merge_attrs_with(&attrs, target->there->attrs);
    for (size_t r = 0; r < p->m->c->n_readers; r++)
        for (size_t i = 0; ok && i < item->readings[r].n; i++)
            ok = merge_attrs_without(&attrs, item->readings[r].spans[i]->attrs);
    ok = ok && merge_attrs_with(&attrs, target->span.attrs);
    free(target->span.attrs);
    target->span.attrs = attrs;
    return ok;
}

/* What will stand for each item, as it will be called. */
static bool settle(struct plan *p)
{
    const struct comparison *c = p->m->c;
    const struct span **spans = arena_take(&p->arena, p->targets.n * sizeof *spans);
    p->now = arena_take(&p->arena, c->n * sizeof *p->now);
    if (!spans || !p->now)
        return false;
    for (size_t i = 0; i < c->n; i++)
        p->now[i] = p->m->holds[i];
    p->now[p->item] = (struct hold){spans, p->targets.n};
    for (size_t i = 0; i < p->targets.n; i++) {
        struct target *target = &p->targets.at[i];
        target->span.id = target->there ? target->there->id : p->ids.next(p->ids.ctx);
        p->fresh = p->fresh || !target->there;
        spans[i] = &target->span;
        if (!keep_attrs(p, target))
            return false;
    }
    return true;
}

static bool touches(const struct plan *p, const struct compare_link *link)
{
    const struct compare_item *items = p->m->c->items;
    return link->from_item == p->item || link->to_item == p->item ||
           items[link->from_item].copy_of == p->item || items[link->to_item].copy_of == p->item;
}

/* A link of another item that ends here: one that gold has goes along with what stands here; one
 * that waited is made when something comes to stand here. */
static bool bring_link(struct plan *p, const struct compare_link *link, size_t item, size_t reader,
                       struct wants *known, struct wants *wanted)
{
    const struct comparison *c = p->m->c;
    size_t before = known->n;
    bool there = false;
    if (!touches(p, link))
        return true;
    if (!merge_want(c, p->m->holds, link, item, reader, known, NULL) ||
        (known->n > before && !merge_present(p->m->gold, &known->at[before], &there)))
        return false;
    return !(there || p->fresh) || merge_want(c, p->now, link, item, reader, wanted, NULL);
}

static bool bring_links(struct plan *p, size_t item, struct wants *known, struct wants *wanted)
{
    const struct comparison *c = p->m->c;
    const struct compare_item *it = &c->items[item];
    for (size_t i = 0; i < it->n_links && !merge_refused(p->m, item); i++)
        if (!bring_link(p, &it->links[i], item, COMPARE_NONE, known, wanted))
            return false;
    for (size_t r = 0; r < c->n_readers; r++)
        for (size_t i = 0; (p->m->chosen[item] >> r & 1) && i < it->readings[r].n_links; i++)
            if (!bring_link(p, &it->readings[r].links[i], item, r, known, wanted))
                return false;
    return true;
}

/* What may be in gold because of the item, before and after, and what shall be. */
static bool find_links(struct plan *p, struct wants *known, struct wants *wanted)
{
    const struct comparison *c = p->m->c;
    const struct compare_item *it = &c->items[p->item];
    for (size_t i = 0; i < it->n_links && p->targets.n; i++)
        if (!merge_want(c, p->now, &it->links[i], p->item, COMPARE_NONE, wanted, NULL))
            return false;
    for (size_t i = 0; i < c->n; i++)
        if (i != p->item && !bring_links(p, i, known, wanted))
            return false;
    return merge_want_readers(c, p->m->holds, p->item, UINT64_MAX, known, NULL) &&
           merge_want_readers(c, p->now, p->item, UINT64_MAX, known, NULL) &&
           merge_want_readers(c, p->now, p->item, p->readers, wanted, NULL);
}

static void edit_spans(struct plan *p)
{
    const struct hold *hold = &p->m->holds[p->item];
    for (size_t i = 0; i < hold->n; i++)
        if (!taken(p, hold->spans[i]))
            edits_delete_whole(p->out, p->m->gold, hold->spans[i]);
    for (size_t i = 0; i < p->targets.n; i++) {
        struct target *target = &p->targets.at[i];
        if (!target->there)
            edits_add_span(p->out, &target->span);
        else if (compare_content_order(target->there, &target->span) != 0)
            edits_change_span(p->out, target->there, &target->span);
    }
}

static bool write_edits(struct plan *p)
{
    struct wants known = {0}, wanted = {0}, lacking = {0};
    bool ok = find_links(p, &known, &wanted) && merge_surplus(p->m->gold, &known, &wanted, p->out);
    if (ok) {
        edit_spans(p);
        ok = merge_lacking(p->m->gold, &wanted, &lacking);
    }
    if (ok)
        merge_add_links(&lacking, p->ids, p->out);
    vec_free(&known);
    vec_free(&wanted);
    vec_free(&lacking);
    return ok && !p->out->failed;
}

static struct decided entry_of(const struct plan *p)
{
    const struct compare_item *item = &p->m->c->items[p->item];
    struct decided entry = {.item = item->key, .reading = DECIDED_NEITHER};
    if (p->decision->take == MERGE_BOTH)
        entry.reading = DECIDED_BOTH;
    else if (p->readers)
        entry.reading = item->readings[p->decision->reader].key;
    if (p->targets.n)
        entry.span = p->targets.at[0].span.id;
    return entry;
}

enum fault merge_decide(const struct merge *m, size_t item, const struct decision *decision,
                        struct merge_ids ids, struct edits *out, struct decided *entry,
                        struct err *err)
{
    struct plan p = {
        .m = m, .item = item, .decision = decision, .ids = ids, .out = out, .err = err};
    p.readers = readers_taken(&p);
    enum fault fault = aim(&p);
    if (fault == OK) {
        find_there(&p);
        if (!settle(&p) || !write_edits(&p))
            fault = no_memory(&p);
    }
    if (fault == OK)
        *entry = entry_of(&p);
    if (fault == FAULT_MEMORY)
        out->failed = true;
    for (size_t i = 0; i < p.targets.n; i++)
        free(p.targets.at[i].span.attrs);
    vec_free(&p.targets);
    arena_release(&p.arena);
    return fault;
}
