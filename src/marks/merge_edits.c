/* The automatic merge: what all readers agree on, as edits to gold. */
#include <stdlib.h>

#include "compare_parts.h"
#include "merge_parts.h"

struct plan {
    const struct merge *m;
    struct merge_ids ids;
    struct edits *out;
    struct hold *now; /* what will stand for each item */
    bool *fresh;      /* gold had nothing for it before */
    struct arena arena;
    struct wants wants;
};

void merge_add_links(const struct wants *lacking, struct merge_ids ids, struct edits *out)
{
    for (size_t i = 0; i < lacking->n; i++) {
        const struct want *want = &lacking->at[i];
        struct relation relation = {
            .id = ids.next(ids.ctx), .from = want->from, .to = want->to, .type = want->type};
        char *attrs = NULL;
        if (!merge_attrs_with(&attrs, want->attrs)) {
            out->failed = true;
            return;
        }
        relation.attrs = attrs;
        edits_add_relation(out, &relation);
        free(attrs);
    }
}

static bool add_span(struct plan *p, size_t item)
{
    struct span *span = arena_take(&p->arena, sizeof *span);
    const struct span **list = arena_take(&p->arena, sizeof *list);
    if (!span || !list)
        return false;
    *span = p->m->c->items[item].merged;
    span->id = p->ids.next(p->ids.ctx);
    *list = span;
    p->now[item] = (struct hold){list, 1};
    p->fresh[item] = true;
    edits_add_span(p->out, span);
    return true;
}

/* Gold has the span; does it lack attributes that all give by now? */
static bool complete_span(struct plan *p, size_t item)
{
    const struct span *merged = &p->m->c->items[item].merged, *there = p->now[item].spans[0];
    if (p->now[item].n > 1 || merge_attrs_within(merged->attrs, there->attrs) ||
        merge_attrs_clash(merged->attrs, there->attrs) ||
        !compare_agree(p->m->c->article, p->m->c->rule, there, merged))
        return true;
    struct span after = *there;
    after.attrs = NULL;
    bool ok = merge_attrs_with(&after.attrs, there->attrs) &&
              merge_attrs_with(&after.attrs, merged->attrs);
    if (ok)
        edits_change_span(p->out, there, &after);
    free(after.attrs);
    return ok;
}

static bool merge_spans(struct plan *p)
{
    const struct comparison *c = p->m->c;
    for (size_t i = 0; i < c->n; i++) {
        p->now[i] = p->m->holds[i];
        if (!c->items[i].spans_agree || p->m->listed[i])
            continue;
        if (!(p->now[i].n ? complete_span(p, i) : add_span(p, i)))
            return false;
    }
    return true;
}

/* An agreed item that was refused keeps its links out, too; another's decision was about what
 * differs. */
bool merge_refused(const struct merge *m, size_t item)
{
    return m->listed[item] && m->chosen[item] == 0 && m->c->items[item].type == COMPARE_AGREED;
}

/* All agreed links of the item; and those decided that waited for a span that comes now. */
static bool want_links(struct plan *p, size_t item)
{
    const struct comparison *c = p->m->c;
    const struct compare_item *it = &c->items[item];
    for (size_t i = 0; i < it->n_links && !merge_refused(p->m, item); i++)
        if (!merge_want(c, p->now, &it->links[i], item, COMPARE_NONE, &p->wants, NULL))
            return false;
    for (size_t r = 0; r < c->n_readers; r++)
        for (size_t i = 0; (p->m->chosen[item] >> r & 1) && i < it->readings[r].n_links; i++) {
            const struct compare_link *link = &it->readings[r].links[i];
            if ((p->fresh[link->from_item] || p->fresh[link->to_item]) &&
                !merge_want(c, p->now, link, item, r, &p->wants, NULL))
                return false;
        }
    return true;
}

static bool merge_links(struct plan *p)
{
    struct wants lacking = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < p->m->c->n; i++)
        ok = want_links(p, i);
    ok = ok && merge_lacking(p->m->gold, &p->wants, &lacking);
    if (ok)
        merge_add_links(&lacking, p->ids, p->out);
    vec_free(&lacking);
    vec_free(&p->wants);
    return ok;
}

enum fault merge_agreed(const struct merge *m, struct merge_ids ids, struct edits *out,
                        struct err *err)
{
    struct plan p = {.m = m, .ids = ids, .out = out};
    p.now = arena_take(&p.arena, m->c->n * sizeof *p.now);
    p.fresh = arena_take(&p.arena, m->c->n * sizeof *p.fresh);
    bool ok = p.now && p.fresh && merge_spans(&p) && merge_links(&p);
    arena_release(&p.arena);
    if (ok && !out->failed)
        return OK;
    out->failed = true;
    return err_set(err, FAULT_MEMORY, "out of memory");
}
