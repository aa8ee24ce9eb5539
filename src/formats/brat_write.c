/* brat's .txt and .ann. Kinds of lines follow each other: T, E, R, *, A, N, #. */
#include "brat_write.h"

#include <stdlib.h>
#include <string.h>

#include "breaks.h"
#include "manicule/marks/attrs.h"

static const char *label_of(const struct brat_writing *w, const struct span *span)
{
    return w->names.labels[span->label];
}

static const char *type_of(const struct brat_writing *w, const struct relation *relation)
{
    return w->names.types[relation->type];
}

/* ---- spans ---- */

static void put_span(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
                     const struct brat_item *item)
{
    const struct article *article = sheet->document->article;
    const struct span *span = item->span;
    struct range out;
    bool first = true, snapped = false, joined = false;
    struct pos end = pos_at(0);
    outlet_printf(o, "%s\t%s ", item->name.text, label_of(w, span));
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range piece = span_fragment(span, i);
        struct pos at = piece.start, last = piece.start;
        for (bool begins = true; breaks_next(article, piece, &at, &out); begins = false) {
            snapped |= begins && out.start.byte != piece.start.byte;
            joined |= begins && !first && breaks_part(article, end, out.start);
            outlet_printf(o, "%s%u ", first ? "" : ";", (unsigned)outlet_place(o, out.start));
            outlet_printf(o, "%u", (unsigned)outlet_place(o, out.end));
            end = last = out.end;
            first = false;
        }
        snapped |= last.byte != piece.end.byte;
    }
    first = true;
    outlet_text(o, "\t");
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range piece = span_fragment(span, i);
        struct pos at = piece.start;
        for (; breaks_next(article, piece, &at, &out); first = false) {
            outlet_text(o, first ? "" : " ");
            outlet_slice(o, out);
        }
    }
    outlet_text(o, "\n");
    if (w->names.other_labels[span->label])
        outlet_lose_span(o, sheet, LOSS_RENAMED, "label", span,
                         "a label has letters, digits, - and _ only");
    if (snapped)
        outlet_lose_span(o, sheet, LOSS_SNAPPED, "span", span,
                         "a line break at the edge of a piece cannot be written");
    if (joined)
        outlet_lose_span(o, sheet, LOSS_FLATTENED, "fragments", span,
                         "pieces that a line break parts are read as one");
}

/* ---- ends of relations ---- */

/* What a relation's end is called: the event where it was one. */
static const char *end_name(const struct brat_writing *w, const struct brat_item *item,
                            const char *given, size_t n)
{
    const struct brat_event *event = n ? brat_find_event(w, item, given, n) : NULL;
    return event ? event->name.text : item->name.text;
}

static void lose_link_attrs(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
                            const struct brat_link *link)
{
    const char *attrs = link->relation->attrs;
    while (attrs && attrs_next(&attrs, &w->name, &w->value))
        if (strcmp(buf_text(&w->name), ATTRIBUTE_SOURCE_ID) != 0) {
            outlet_lose_relation(o, sheet, LOSS_DROPPED, "attributes", link->relation,
                                 "an event's argument or an equivalence has no attributes");
            return;
        }
}

/* The part of a text up to a colon or its end; *at is behind it. */
static size_t take_part(const char **at, const char **part)
{
    size_t n = strcspn(*at, ":");
    *part = *at;
    *at += n + ((*at)[n] == ':');
    return n;
}

/* ---- events ---- */

/* The arguments of one event: the n-th of a role has the number n, but for the first. */
static void put_arguments(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
                          const struct brat_link *links, size_t n)
{
    unsigned seen[LABELS_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        const struct brat_link *link = &links[i];
        unsigned nth = ++seen[link->relation->type];
        const char *at = strchr(link->source, ':') + 1, *part;
        take_part(&at, &part);
        size_t length = take_part(&at, &part);
        outlet_printf(o, " %s", type_of(w, link->relation));
        if (nth > 1)
            outlet_printf(o, "%u", nth);
        outlet_printf(o, ":%s", end_name(w, link->to, part, length));
        lose_link_attrs(w, o, sheet, link);
    }
}

static int event_order(const void *a, const void *b)
{
    const struct brat_event *const *x = a, *const *y = b;
    return brat_name_order(&(*x)->name, &(*y)->name);
}

static int argument_order(const void *a, const void *b)
{
    const struct brat_link *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->nth != y->nth)
        return x->nth < y->nth ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static void put_event(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
                      const struct brat_event *event)
{
    const struct brat_item *item = &w->items.at[event->item];
    size_t of = (size_t)(event - w->events.at), low = 0, high = w->arguments.n, n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->arguments.at[middle].group < of)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < w->arguments.n && w->arguments.at[low + n].group == of)
        n++;
    outlet_printf(o, "%s\t%s:%s", event->name.text, label_of(w, item->span), item->name.text);
    if (n)
        put_arguments(w, o, sheet, w->arguments.at + low, n);
    outlet_text(o, "\n");
}

static void put_events(struct brat_writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->order.n = 0;
    if (!w->events.n || outlet_fault(o))
        return;
    if (!vec_reserve(&w->order, w->events.n)) {
        outlet_no_memory(o);
        return;
    }
    for (size_t i = 0; i < w->events.n; i++)
        w->order.at[w->order.n++] = &w->events.at[i];
    if (w->arguments.n)
        qsort(w->arguments.at, w->arguments.n, sizeof *w->arguments.at, argument_order);
    qsort(w->order.at, w->order.n, sizeof *w->order.at, event_order);
    for (size_t i = 0; i < w->order.n; i++)
        put_event(w, o, sheet, w->order.at[i]);
}

/* ---- relations and equivalences ---- */

/* "R1:ROLE:EVENT:ROLE:EVENT" or the usual two roles. */
static void put_relation(struct brat_writing *w, struct outlet *o, const struct brat_link *link)
{
    const char *at = link->source ? strchr(link->source, ':') : NULL;
    const char *roles[2] = {"Arg1", "Arg2"}, *events[2] = {"", ""};
    size_t n_roles[2] = {4, 4}, n_events[2] = {0, 0};
    bool own = at && *link->source == 'R';
    for (size_t i = 0; own && i < 2; i++) {
        at += i == 0;
        n_roles[i] = take_part(&at, &roles[i]);
        n_events[i] = take_part(&at, &events[i]);
        for (size_t k = 0; k < n_roles[i]; k++)
            own = own && brat_is_plain(roles[i][k]);
        own = own && n_roles[i];
    }
    outlet_printf(o, "%s\t%s", link->name.text, type_of(w, link->relation));
    for (size_t i = 0; i < 2; i++) {
        outlet_text(o, " ");
        if (own)
            outlet_add(o, roles[i], n_roles[i]);
        else
            outlet_printf(o, "Arg%zu", i + 1);
        outlet_printf(o, ":%s",
                      end_name(w, i ? link->to : link->from, events[i], own ? n_events[i] : 0));
    }
    outlet_text(o, "\t\n"); /* brat's own lines end in a tab too */
}

static int group_order(const void *a, const void *b)
{
    const struct brat_link *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->relation->type != y->relation->type)
        return x->relation->type < y->relation->type ? -1 : 1;
    if (x->nth != y->nth)
        return x->nth < y->nth ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* The members that belong to one line stand together. */
static void put_equivalences(struct brat_writing *w, struct outlet *o, const struct sheet *sheet)
{
    if (!w->members.n || outlet_fault(o))
        return;
    qsort(w->members.at, w->members.n, sizeof *w->members.at, group_order);
    for (size_t i = 0; i < w->members.n; i++) {
        const struct brat_link *link = &w->members.at[i], *before = i ? link - 1 : NULL;
        const char *at = link->source, *first, *other, *part;
        take_part(&at, &part);
        take_part(&at, &part);
        size_t n_first = take_part(&at, &first), n_other = take_part(&at, &other);
        bool same = before && before->group == link->group && before->from == link->from &&
                    before->relation->type == link->relation->type;
        if (!same)
            outlet_printf(o, "%s*\t%s %s", i ? "\n" : "", type_of(w, link->relation),
                          end_name(w, link->from, first, n_first));
        outlet_printf(o, " %s", end_name(w, link->to, other, n_other));
        lose_link_attrs(w, o, sheet, link);
    }
    outlet_text(o, "\n");
}

/* ---- the sheet ---- */

static enum fault begin(void *state, struct outlet *o, struct err *err)
{
    struct brat_writing *w = state;
    const struct labelset *labels = outlet_options(o)->labels;
    (void)err;
    if (!brat_names_make(&w->names, labels))
        outlet_no_memory(o);
    return outlet_fault(o);
}

static enum fault put_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                            struct err *err)
{
    struct brat_writing *w = state;
    (void)err;
    arena_clear(&w->arena);
    w->attributes = w->norms = 0;
    outlet_file(o, sheet, "txt");
    outlet_slice(o, article_all(sheet->document->article));
    outlet_file(o, sheet, "ann");
    brat_gather(w, o, sheet);
    for (size_t i = 0; i < w->items.n && !outlet_fault(o); i++)
        put_span(w, o, sheet, &w->items.at[i]);
    put_events(w, o, sheet);
    for (size_t i = 0; i < w->relations.n && !outlet_fault(o); i++)
        put_relation(w, o, &w->relations.at[i]);
    put_equivalences(w, o, sheet);
    brat_write_attrs(w, o, sheet, false);
    brat_write_attrs(w, o, sheet, true);
    brat_write_notes(w, o, sheet);
    return outlet_fault(o);
}

static void release(void *state)
{
    struct brat_writing *w = state;
    arena_release(&w->names.arena);
    arena_release(&w->arena);
    idtable_free(&w->by_id);
    vec_free(&w->items);
    vec_free(&w->events);
    vec_free(&w->order);
    vec_free(&w->relations);
    vec_free(&w->arguments);
    vec_free(&w->members);
    vec_free(&w->claims);
    vec_free(&w->notes);
    vec_free(&w->found);
    buf_release(&w->name);
    buf_release(&w->value);
    buf_release(&w->text);
}

const struct format_writer brat_writer = {
    .state = sizeof(struct brat_writing), .begin = begin, .sheet = put_sheet, .release = release};
