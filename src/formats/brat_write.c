/* brat's .txt and .ann: spans keep the ids that they came with, and new ones get the next free
 * number. Kinds of lines follow each other: T, E, R, *, A, N, #. */
#include "brat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "breaks.h"
#include "manicule/base/vec.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/idtable.h"
#include "outlet.h"

/* An id of the file: what it is called, and in which order it stands. */
struct name {
    const char *text;
    uint64_t order; /* its number; behind all numbers where it is none */
};

struct item { /* a span that leaves */
    struct uuid id;
    const struct span *span;
    struct name name;
    const char *given; /* the events of its source_id, "E1:E2", or NULL */
    size_t first_event, n_events;
    size_t rank; /* in reading order */
};

struct event {
    size_t item;
    const char *given; /* as it was called when it came */
    struct name name;
};

struct link { /* a relation that leaves, as a line or in one */
    const struct relation *relation;
    const struct item *from, *to;
    const char *source;  /* source_id, or NULL */
    struct name name;    /* of an R line */
    uint64_t group, nth; /* E: event and argument; *: which and member */
    size_t rank;
};

struct claim { /* an id that is wanted by who came with it */
    const char *text;
    size_t rank;
    struct name *name;
};

struct writing {
    struct brat_names names;
    struct arena arena; /* of the sheet */
    struct idtable by_id;
    VEC(struct item) items;
    VEC(struct event) events;
    VEC(const struct event *) order;
    VEC(struct link) relations, arguments, members;
    VEC(struct claim) claims;
    VEC(const struct comment *) notes;
    uint64_t attributes, norms;
    struct buf name, value, text;
};

/* ---- names ---- */

static enum fault begin(void *state, struct outlet *o, struct err *err)
{
    struct writing *w = state;
    const struct labelset *labels = outlet_options(o)->labels;
    (void)err;
    if (!brat_names_make(&w->names, labels))
        outlet_no_memory(o);
    return outlet_fault(o);
}

static const char *label_of(const struct writing *w, const struct span *span)
{
    return w->names.labels[span->label];
}

static const char *type_of(const struct writing *w, const struct relation *relation)
{
    return w->names.types[relation->type];
}

static const char *keep(struct writing *w, struct outlet *o, const char *text, size_t n)
{
    const char *copy = arena_copy(&w->arena, text, n);
    if (!copy)
        outlet_no_memory(o);
    return copy;
}

static const char *source_id(struct writing *w, struct outlet *o, const char *attrs)
{
    size_t n = 0;
    const char *id = outlet_attr(o, attrs, ATTRIBUTE_SOURCE_ID, &n);
    return id ? keep(w, o, id, n) : NULL;
}

/* ---- ids ---- */

static int claim_order(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

/* A name that was brought along is claimed: of several the first in reading order has it. */
static void claim(struct writing *w, struct outlet *o, const char *text, size_t rank,
                  struct name *name)
{
    struct claim one = {text, rank, name};
    if (!vec_push(&w->claims, one))
        outlet_no_memory(o);
}

/* Gives the claimed names. The result is the highest number among them, behind which the others
 * come. */
static uint64_t settle_claims(struct writing *w)
{
    uint64_t highest = 0;
    const char *before = NULL;
    if (w->claims.n)
        qsort(w->claims.at, w->claims.n, sizeof *w->claims.at, claim_order);
    for (size_t i = 0; i < w->claims.n; i++) {
        const struct claim *one = &w->claims.at[i];
        if (before && strcmp(before, one->text) == 0)
            continue;
        before = one->text;
        uint64_t number = brat_number(one->text, strlen(one->text));
        *one->name = (struct name){one->text, number ? number : UINT64_MAX};
        if (number > highest)
            highest = number;
    }
    w->claims.n = 0;
    return highest;
}

static void number_name(struct writing *w, struct outlet *o, char kind, uint64_t number,
                        struct name *out)
{
    out->order = number;
    out->text = arena_printf(&w->arena, "%c%llu", kind, (unsigned long long)number);
    if (!out->text)
        outlet_no_memory(o);
}

static int name_order(const struct name *a, const struct name *b)
{
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return strcmp(a->text, b->text);
}

/* ---- spans ---- */

static bool has_words(const struct article *article, const struct span *span)
{
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range piece = span_fragment(span, i), out;
        struct pos at = piece.start;
        if (breaks_next(article, piece, &at, &out))
            return true;
    }
    return false;
}

static int item_order(const void *a, const void *b)
{
    return name_order(&((const struct item *)a)->name, &((const struct item *)b)->name);
}

static void index_items(struct writing *w, struct outlet *o)
{
    idtable_free(&w->by_id);
    w->by_id = (struct idtable){0};
    if (!idtable_reserve(&w->by_id, w->items.n)) {
        outlet_no_memory(o);
        return;
    }
    for (size_t i = 0; i < w->items.n; i++)
        idtable_put(&w->by_id, &w->items.at[i].id);
}

static struct item *find_item(const struct writing *w, struct uuid id)
{
    return (struct item *)(void *)idtable_find(&w->by_id, id);
}

static void gather_items(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->items.n = 0;
    if (!vec_reserve(&w->items, sheet->n_spans + 1)) { /* claims point into it */
        outlet_no_memory(o);
        return;
    }
    for (size_t i = 0; i < sheet->n_spans; i++) {
        const struct span *span = sheet->spans[i];
        if (!has_words(sheet->document->article, span)) {
            outlet_lose_span(o, sheet, LOSS_DROPPED, "span", span,
                             "it is nothing but line breaks, which no line can hold");
            continue;
        }
        struct item *item = &w->items.at[w->items.n++];
        *item = (struct item){.id = span->id, .span = span, .rank = i};
        const char *source = source_id(w, o, span->attrs);
        size_t whole = source ? strcspn(source, ":") : 0;
        if (!whole || brat_id(source, whole, 'T') != whole)
            continue;
        item->given = source[whole] ? source + whole + 1 : NULL;
        const char *name = keep(w, o, source, whole);
        if (name)
            claim(w, o, name, i, &item->name);
    }
    uint64_t last = settle_claims(w);
    for (size_t i = 0; i < w->items.n && !outlet_fault(o); i++)
        if (!w->items.at[i].name.text)
            number_name(w, o, 'T', ++last, &w->items.at[i].name);
    if (outlet_fault(o))
        return;
    qsort(w->items.at, w->items.n, sizeof *w->items.at, item_order);
    index_items(w, o);
}

/* ---- events ---- */

/* The next of the events "E1:E2"; NULL: there is none left. */
static const char *next_event(struct writing *w, struct outlet *o, const char **given)
{
    while (*given && **given) {
        const char *at = *given;
        size_t n = strcspn(at, ":");
        *given = at[n] ? at + n + 1 : NULL;
        if (n && brat_id(at, n, 'E') == n)
            return keep(w, o, at, n);
    }
    return NULL;
}

static void gather_events(struct writing *w, struct outlet *o)
{
    w->events.n = 0;
    for (size_t i = 0; i < w->items.n; i++) {
        const char *given = w->items.at[i].given, *name;
        w->items.at[i].first_event = w->events.n;
        while ((name = next_event(w, o, &given)) != NULL) {
            struct event event = {.item = i, .given = name};
            if (!vec_push(&w->events, event)) {
                outlet_no_memory(o);
                return;
            }
        }
        w->items.at[i].n_events = w->events.n - w->items.at[i].first_event;
    }
    for (size_t i = 0; i < w->events.n; i++)
        claim(w, o, w->events.at[i].given, w->items.at[w->events.at[i].item].rank,
              &w->events.at[i].name);
    uint64_t last = settle_claims(w);
    for (size_t i = 0; i < w->events.n && !outlet_fault(o); i++)
        if (!w->events.at[i].name.text)
            number_name(w, o, 'E', ++last, &w->events.at[i].name);
}

static const struct event *find_event(const struct writing *w, const struct item *item,
                                      const char *given, size_t n)
{
    for (size_t i = 0; i < item->n_events; i++) {
        const struct event *event = &w->events.at[item->first_event + i];
        if (strlen(event->given) == n && memcmp(event->given, given, n) == 0)
            return event;
    }
    return NULL;
}

/* ---- relations ---- */

/* A number that ends where the text does or at a colon; *at is behind the colon. */
static bool take_number(const char **at, uint64_t *out)
{
    uint64_t n = 0;
    const char *p = *at;
    for (; *p >= '0' && *p <= '9' && n < 1000000000; p++)
        n = n * 10 + (uint64_t)(*p - '0');
    bool good = p > *at && (!*p || *p == ':');
    *at = p + (good && *p);
    *out = n;
    return good;
}

/* The part of a text up to a colon or its end; *at is behind it. */
static size_t take_part(const char **at, const char **part)
{
    size_t n = strcspn(*at, ":");
    *part = *at;
    *at += n + ((*at)[n] == ':');
    return n;
}

static bool is_argument(const struct writing *w, struct link *link)
{
    const char *at = link->source ? strchr(link->source, ':') : NULL;
    if (!at || *link->source != 'E')
        return false;
    const struct event *event =
        find_event(w, link->from, link->source, (size_t)(at - link->source));
    at++;
    if (!event || !take_number(&at, &link->nth))
        return false;
    link->group = (uint64_t)(event - w->events.at);
    return true;
}

static bool is_member(struct link *link)
{
    const char *at = link->source && *link->source == '*' ? link->source + 1 : NULL;
    return at && take_number(&at, &link->group) && take_number(&at, &link->nth);
}

static void gather_links(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->relations.n = w->arguments.n = w->members.n = 0;
    if (!vec_reserve(&w->relations, sheet->n_relations + 1)) {
        outlet_no_memory(o);
        return;
    }
    for (size_t i = 0; i < sheet->n_relations && !outlet_fault(o); i++) {
        const struct relation *relation = sheet->relations[i];
        struct link link = {.relation = relation,
                            .from = find_item(w, relation->from),
                            .to = find_item(w, relation->to),
                            .source = source_id(w, o, relation->attrs),
                            .rank = i};
        if (!link.from || !link.to) {
            outlet_lose_relation(o, sheet, LOSS_DROPPED, "relation", relation,
                                 "one of its spans is nothing but line breaks");
            continue;
        }
        if (w->names.other_types[relation->type])
            outlet_lose_relation(o, sheet, LOSS_RENAMED, "relation type", relation,
                                 "a type has letters, digits, - and _ only");
        bool kept = is_argument(w, &link) ? vec_push(&w->arguments, link)
                    : is_member(&link)    ? vec_push(&w->members, link)
                                          : vec_push(&w->relations, link);
        if (!kept)
            outlet_no_memory(o);
    }
}

static int link_order(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    return name_order(&x->name, &y->name);
}

static void name_relations(struct writing *w, struct outlet *o)
{
    for (size_t i = 0; i < w->relations.n; i++) {
        struct link *link = &w->relations.at[i];
        size_t n = link->source ? strcspn(link->source, ":") : 0;
        const char *name =
            n && brat_id(link->source, n, 'R') == n ? keep(w, o, link->source, n) : NULL;
        if (name)
            claim(w, o, name, i, &link->name);
    }
    uint64_t last = settle_claims(w);
    for (size_t i = 0; i < w->relations.n && !outlet_fault(o); i++)
        if (!w->relations.at[i].name.text)
            number_name(w, o, 'R', ++last, &w->relations.at[i].name);
    if (!outlet_fault(o) && w->relations.n)
        qsort(w->relations.at, w->relations.n, sizeof *w->relations.at, link_order);
}

static int group_order(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
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

static int argument_order(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->nth != y->nth)
        return x->nth < y->nth ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* ---- lines ---- */

static void put_span(struct writing *w, struct outlet *o, const struct sheet *sheet,
                     const struct item *item)
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

/* What a relation's end is called: the event where it was one. */
static const char *end_name(const struct writing *w, const struct item *item, const char *given,
                            size_t n)
{
    const struct event *event = n ? find_event(w, item, given, n) : NULL;
    return event ? event->name.text : item->name.text;
}

static void lose_link_attrs(struct writing *w, struct outlet *o, const struct sheet *sheet,
                            const struct link *link)
{
    const char *attrs = link->relation->attrs;
    while (attrs && attrs_next(&attrs, &w->name, &w->value))
        if (strcmp(buf_text(&w->name), ATTRIBUTE_SOURCE_ID) != 0) {
            outlet_lose_relation(o, sheet, LOSS_DROPPED, "attributes", link->relation,
                                 "an event's argument or an equivalence has no attributes");
            return;
        }
}

/* The arguments of one event: the n-th of a role has the number n, but for the first. */
static void put_arguments(struct writing *w, struct outlet *o, const struct sheet *sheet,
                          const struct link *links, size_t n)
{
    unsigned seen[LABELS_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        const struct link *link = &links[i];
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
    const struct event *const *x = a, *const *y = b;
    return name_order(&(*x)->name, &(*y)->name);
}

static void put_event(struct writing *w, struct outlet *o, const struct sheet *sheet,
                      const struct event *event)
{
    const struct item *item = &w->items.at[event->item];
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

static void put_events(struct writing *w, struct outlet *o, const struct sheet *sheet)
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

/* "R1:ROLE:EVENT:ROLE:EVENT" or the usual two roles. */
static void put_relation(struct writing *w, struct outlet *o, const struct link *link)
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

/* The members that belong to one line stand together. */
static void put_equivalences(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    if (!w->members.n || outlet_fault(o))
        return;
    qsort(w->members.at, w->members.n, sizeof *w->members.at, group_order);
    for (size_t i = 0; i < w->members.n; i++) {
        const struct link *link = &w->members.at[i], *before = i ? link - 1 : NULL;
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

/* ---- attributes ---- */

/* What is lost of an attribute, of a span or of a relation. */
struct owner {
    const struct span *span;
    const struct relation *relation;
    const char *name; /* of the line that it is on */
};

static void lose(struct outlet *o, const struct sheet *sheet, const struct owner *owner,
                 enum loss_kind kind, const char *what, const char *why)
{
    if (owner->span)
        outlet_lose_span(o, sheet, kind, what, owner->span, why);
    else
        outlet_lose_relation(o, sheet, kind, what, owner->relation, why);
}

/* A value on one line, in w->text: white space that would not come back is a space. False: nothing
 * is left. */
static bool fit_value(struct writing *w, struct outlet *o, const struct sheet *sheet,
                      const struct owner *owner)
{
    const char *value = buf_text(&w->value);
    size_t n = w->value.size, start = 0;
    bool other = breaks_in(value, n) || memchr(value, '\t', n);
    buf_clear(&w->text);
    for (size_t i = 0; i < n; i++) {
        size_t length = 1;
        while (i + length < n && ((unsigned char)value[i + length] & 0xc0) == 0x80)
            length++;
        bool space = value[i] == '\t' || breaks_in(value + i, length);
        if (space)
            buf_add_char(&w->text, ' ');
        else
            buf_add(&w->text, value + i, length);
        i += length - 1;
    }
    const char *text = buf_text(&w->text);
    while (start < w->text.size && text[start] == ' ')
        start++;
    size_t end = w->text.size;
    while (end > start && text[end - 1] == ' ')
        end--;
    other |= start || end != w->text.size;
    if (start == end) {
        lose(o, sheet, owner, LOSS_DROPPED, "attribute", "its value is nothing but white space");
        return false;
    }
    if (other) {
        memmove(w->text.data, w->text.data + start, end - start);
        w->text.size = end - start;
        w->text.data[w->text.size] = '\0';
        lose(o, sheet, owner, LOSS_FLATTENED, "attribute value",
             "a value is one line without spaces around it");
    }
    return true;
}

/* "norm:Reference" and "norm:Reference:2": N1 Reference T1 Base:1 and the rest of the value. */
static void put_norm(struct writing *w, struct outlet *o, const char *type, const char *target)
{
    const char *value = buf_text(&w->text);
    size_t n = strcspn(type, ":"), reference = strcspn(value, " ");
    outlet_printf(o, "N%llu\t%.*s %s %.*s\t%s\n", (unsigned long long)++w->norms, (int)n, type,
                  target, (int)reference, value, value + reference + (value[reference] == ' '));
}

static bool is_norm(const char *name)
{
    const char *type = name + strlen(BRAT_NORM);
    if (strncmp(name, BRAT_NORM, strlen(BRAT_NORM)) != 0 || !*type)
        return false;
    while (brat_is_plain(*type))
        type++;
    return !*type || *type == ':';
}

/* The attributes of one span or relation: first those that are A lines, then the N lines. */
static void put_attrs(struct writing *w, struct outlet *o, const struct sheet *sheet,
                      const struct owner *owner, const char *attrs, bool norms)
{
    struct buf fitted = {0};
    while (attrs && attrs_next(&attrs, &w->name, &w->value) && !outlet_fault(o)) {
        const char *name = buf_text(&w->name);
        if (strcmp(name, ATTRIBUTE_SOURCE_ID) == 0 || is_norm(name) != norms)
            continue;
        if (!fit_value(w, o, sheet, owner))
            continue;
        if (norms) {
            put_norm(w, o, name + strlen(BRAT_NORM), owner->name);
            continue;
        }
        buf_clear(&fitted);
        if (brat_fit(name, &fitted))
            lose(o, sheet, owner, LOSS_RENAMED, "attribute",
                 "an attribute's name has letters, digits, - and _ only");
        outlet_printf(o, "A%llu\t%s %s", (unsigned long long)++w->attributes, buf_text(&fitted),
                      owner->name);
        if (strcmp(buf_text(&w->text), BRAT_YES) != 0)
            outlet_printf(o, " %s", buf_text(&w->text));
        outlet_text(o, "\n");
    }
    if (w->name.failed || w->value.failed || w->text.failed || fitted.failed)
        outlet_no_memory(o);
    buf_release(&fitted);
}

static void put_all_attrs(struct writing *w, struct outlet *o, const struct sheet *sheet,
                          bool norms)
{
    for (size_t i = 0; i < w->items.n && !outlet_fault(o); i++) {
        const struct item *item = &w->items.at[i];
        struct owner owner = {.span = item->span,
                              .name = item->n_events ? w->events.at[item->first_event].name.text
                                                     : item->name.text};
        put_attrs(w, o, sheet, &owner, item->span->attrs, norms);
    }
    for (size_t i = 0; i < w->relations.n && !outlet_fault(o); i++) {
        const struct link *link = &w->relations.at[i];
        struct owner owner = {.relation = link->relation, .name = link->name.text};
        put_attrs(w, o, sheet, &owner, link->relation->attrs, norms);
    }
}

/* ---- notes ---- */

static int note_order(const void *a, const void *b, void *ctx)
{
    const struct comment *x = *(const struct comment *const *)a;
    const struct comment *y = *(const struct comment *const *)b;
    const struct writing *w = ctx;
    const struct item *of_x = find_item(w, x->span), *of_y = find_item(w, y->span);
    if (of_x != of_y)
        return of_x < of_y ? -1 : 1;
    int order = strcmp(x->text, y->text);
    return order ? order : uuid_order(x->id, y->id);
}

static const struct link *find_relation(const struct writing *w, const char *id, size_t n)
{
    size_t low = 0, high = w->relations.n;
    uint64_t number = brat_number(id, n);
    struct name key = {"", number ? number : UINT64_MAX};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (name_order(&w->relations.at[middle].name, &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < w->relations.n && w->relations.at[low].name.order == key.order; low++) {
        const char *name = w->relations.at[low].name.text;
        if (strlen(name) == n && memcmp(name, id, n) == 0)
            return &w->relations.at[low];
    }
    return NULL;
}

/* "R1: " before a note says what it was on: that, and the text behind it. */
static const char *note_target(const struct writing *w, const struct item *item, const char **text)
{
    const char *at = *text;
    size_t n = strcspn(at, ": ");
    if (at[n] != ':' || at[n + 1] != ' ' || !at[n + 2])
        return item->name.text;
    if (brat_id(at, n, 'E') == n) {
        const struct event *event = find_event(w, item, at, n);
        *text += event ? n + 2 : 0;
        return event ? event->name.text : item->name.text;
    }
    const struct link *link = brat_id(at, n, 'R') == n ? find_relation(w, at, n) : NULL;
    if (!link || link->from != item)
        return item->name.text;
    *text += n + 2;
    return link->name.text;
}

static void put_note(struct writing *w, struct outlet *o, const struct sheet *sheet,
                     const struct comment *comment, size_t number)
{
    const struct item *item = find_item(w, comment->span);
    const char *text = comment->text, *target = note_target(w, item, &text);
    outlet_printf(o, "#%zu\tAnnotatorNotes %s\t", number, target);
    bool flat = false;
    for (size_t length; *text; text += length) {
        length = 1;
        while (((unsigned char)text[length] & 0xc0) == 0x80)
            length++;
        bool breaks = breaks_in(text, length);
        flat |= breaks;
        outlet_add(o, breaks ? " " : text, breaks ? 1 : length);
    }
    outlet_text(o, "\n");
    if (flat)
        outlet_lose_span(o, sheet, LOSS_FLATTENED, "comment", item->span, "a note is one line");
    if (comment->doubt)
        outlet_lose_span(o, sheet, LOSS_FLATTENED, "doubt", item->span,
                         "a note does not ask for an answer");
}

static void put_notes(struct writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->notes.n = 0;
    for (size_t i = 0; i < sheet->n_comments && !outlet_fault(o); i++) {
        const struct comment *comment = sheet->comments[i];
        if (find_item(w, comment->span)) {
            if (!vec_push(&w->notes, comment))
                outlet_no_memory(o);
        } else {
            outlet_lose(o, sheet, LOSS_DROPPED, "comment",
                        "it is on the document, or on a span that is left out");
        }
    }
    if (w->notes.n && !outlet_fault(o))
        qsort_r(w->notes.at, w->notes.n, sizeof *w->notes.at, note_order, w);
    for (size_t i = 0; i < w->notes.n && !outlet_fault(o); i++)
        put_note(w, o, sheet, w->notes.at[i], i + 1);
}

/* ---- the sheet ---- */

static enum fault put_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                            struct err *err)
{
    struct writing *w = state;
    (void)err;
    arena_clear(&w->arena);
    w->attributes = w->norms = 0;
    outlet_file(o, sheet, "txt");
    outlet_slice(o, article_all(sheet->document->article));
    outlet_file(o, sheet, "ann");
    gather_items(w, o, sheet);
    if (!outlet_fault(o))
        gather_events(w, o);
    if (!outlet_fault(o))
        gather_links(w, o, sheet);
    if (!outlet_fault(o))
        name_relations(w, o);
    for (size_t i = 0; i < w->items.n && !outlet_fault(o); i++)
        put_span(w, o, sheet, &w->items.at[i]);
    put_events(w, o, sheet);
    for (size_t i = 0; i < w->relations.n && !outlet_fault(o); i++)
        put_relation(w, o, &w->relations.at[i]);
    put_equivalences(w, o, sheet);
    put_all_attrs(w, o, sheet, false);
    put_all_attrs(w, o, sheet, true);
    put_notes(w, o, sheet);
    return outlet_fault(o);
}

static void release(void *state)
{
    struct writing *w = state;
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
    buf_release(&w->name);
    buf_release(&w->value);
    buf_release(&w->text);
}

const struct format_writer brat_writer = {
    .state = sizeof(struct writing), .begin = begin, .sheet = put_sheet, .release = release};
