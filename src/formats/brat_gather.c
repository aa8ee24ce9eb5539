/* What leaves of a sheet: spans, the events they were triggers of, the relations between them; and
 * what each is called. Spans keep the ids that they came with, and new ones get the next free
 * number. */
#include "brat_write.h"

#include <stdlib.h>
#include <string.h>

#include "breaks.h"

/* ---- names ---- */

static const char *keep(struct brat_writing *w, struct outlet *o, const char *text, size_t n)
{
    const char *copy = arena_copy(&w->arena, text, n);
    if (!copy)
        outlet_no_memory(o);
    return copy;
}

static const char *source_id(struct brat_writing *w, struct outlet *o, const char *attrs)
{
    size_t n = 0;
    const char *id = outlet_attr(o, attrs, ATTRIBUTE_SOURCE_ID, &n);
    return id ? keep(w, o, id, n) : NULL;
}

/* ---- ids ---- */

static int claim_order(const void *a, const void *b)
{
    const struct brat_claim *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

/* A name that was brought along is claimed: of several the first in reading order has it. */
static void claim(struct brat_writing *w, struct outlet *o, const char *text, size_t rank,
                  struct brat_name *name)
{
    struct brat_claim one = {text, rank, name};
    if (!vec_push(&w->claims, one))
        outlet_no_memory(o);
}

/* Gives the claimed names. The result is the highest number among them, behind which the others
 * come. */
static uint64_t settle_claims(struct brat_writing *w)
{
    uint64_t highest = 0;
    const char *before = NULL;
    if (w->claims.n)
        qsort(w->claims.at, w->claims.n, sizeof *w->claims.at, claim_order);
    for (size_t i = 0; i < w->claims.n; i++) {
        const struct brat_claim *one = &w->claims.at[i];
        if (before && strcmp(before, one->text) == 0)
            continue;
        before = one->text;
        uint64_t number = brat_number(one->text, strlen(one->text));
        *one->name = (struct brat_name){one->text, number ? number : UINT64_MAX};
        if (number > highest)
            highest = number;
    }
    w->claims.n = 0;
    return highest;
}

static void number_name(struct brat_writing *w, struct outlet *o, char kind, uint64_t number,
                        struct brat_name *out)
{
    out->order = number;
    out->text = arena_printf(&w->arena, "%c%llu", kind, (unsigned long long)number);
    if (!out->text)
        outlet_no_memory(o);
}

int brat_name_order(const struct brat_name *a, const struct brat_name *b)
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
    return brat_name_order(&((const struct brat_item *)a)->name,
                           &((const struct brat_item *)b)->name);
}

static void index_items(struct brat_writing *w, struct outlet *o)
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

struct brat_item *brat_find_item(const struct brat_writing *w, struct uuid id)
{
    return (struct brat_item *)(void *)idtable_find(&w->by_id, id);
}

static void gather_items(struct brat_writing *w, struct outlet *o, const struct sheet *sheet)
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
        struct brat_item *item = &w->items.at[w->items.n++];
        *item = (struct brat_item){.id = span->id, .span = span, .rank = i};
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
static const char *next_event(struct brat_writing *w, struct outlet *o, const char **given)
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

static void gather_events(struct brat_writing *w, struct outlet *o)
{
    w->events.n = 0;
    for (size_t i = 0; i < w->items.n; i++) {
        const char *given = w->items.at[i].given, *name;
        w->items.at[i].first_event = w->events.n;
        while ((name = next_event(w, o, &given)) != NULL) {
            struct brat_event event = {.item = i, .given = name};
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

const struct brat_event *brat_find_event(const struct brat_writing *w, const struct brat_item *item,
                                         const char *given, size_t n)
{
    for (size_t i = 0; i < item->n_events; i++) {
        const struct brat_event *event = &w->events.at[item->first_event + i];
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

static bool is_argument(const struct brat_writing *w, struct brat_link *link)
{
    const char *at = link->source ? strchr(link->source, ':') : NULL;
    if (!at || *link->source != 'E')
        return false;
    const struct brat_event *event =
        brat_find_event(w, link->from, link->source, (size_t)(at - link->source));
    at++;
    if (!event || !take_number(&at, &link->nth))
        return false;
    link->group = (uint64_t)(event - w->events.at);
    return true;
}

static bool is_member(struct brat_link *link)
{
    const char *at = link->source && *link->source == '*' ? link->source + 1 : NULL;
    return at && take_number(&at, &link->group) && take_number(&at, &link->nth);
}

static void gather_links(struct brat_writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->relations.n = w->arguments.n = w->members.n = 0;
    if (!vec_reserve(&w->relations, sheet->n_relations + 1)) {
        outlet_no_memory(o);
        return;
    }
    for (size_t i = 0; i < sheet->n_relations && !outlet_fault(o); i++) {
        const struct relation *relation = sheet->relations[i];
        struct brat_link link = {.relation = relation,
                                 .from = brat_find_item(w, relation->from),
                                 .to = brat_find_item(w, relation->to),
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
    const struct brat_link *x = a, *y = b;
    return brat_name_order(&x->name, &y->name);
}

static void name_relations(struct brat_writing *w, struct outlet *o)
{
    for (size_t i = 0; i < w->relations.n; i++) {
        struct brat_link *link = &w->relations.at[i];
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

/* ---- the sheet ---- */

void brat_gather(struct brat_writing *w, struct outlet *o, const struct sheet *sheet)
{
    gather_items(w, o, sheet);
    if (!outlet_fault(o))
        gather_events(w, o);
    if (!outlet_fault(o))
        gather_links(w, o, sheet);
    if (!outlet_fault(o))
        name_relations(w, o);
}
