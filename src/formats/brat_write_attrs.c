/* What is said of the spans and relations in brat's .ann: A and N lines, which are attributes, and
 * # lines, which are comments. */
#include "brat_write.h"

#include <stdlib.h>
#include <string.h>

#include "breaks.h"
#include "manicule/marks/attrs.h"

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
static bool fit_value(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
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
static void keep_norm(struct brat_writing *w, struct outlet *o, const char *type)
{
    struct brat_norm norm = {.n = strcspn(type, ":")};
    norm.type = arena_copy(&w->arena, type, strlen(type));
    norm.value = arena_copy(&w->arena, buf_text(&w->text), w->text.size);
    norm.number = type[norm.n] ? strtoull(type + norm.n + 1, NULL, 10) : 0;
    if (!norm.type || !norm.value || !vec_push(&w->found, norm))
        outlet_no_memory(o);
}

/* By type and number: the eleventh stands behind the second, as it came. */
static int norm_order(const void *a, const void *b)
{
    const struct brat_norm *x = a, *y = b;
    int order = memcmp(x->type, y->type, x->n < y->n ? x->n : y->n);
    if (!order && x->n != y->n)
        order = x->n < y->n ? -1 : 1;
    if (!order && x->number != y->number)
        order = x->number < y->number ? -1 : 1;
    return order ? order : strcmp(x->type, y->type);
}

static void put_norms(struct brat_writing *w, struct outlet *o, const char *target)
{
    if (w->found.n > 1)
        qsort(w->found.at, w->found.n, sizeof *w->found.at, norm_order);
    for (size_t i = 0; i < w->found.n; i++) {
        const struct brat_norm *norm = &w->found.at[i];
        size_t reference = strcspn(norm->value, " ");
        outlet_printf(o, "N%llu\t%.*s %s %.*s\t%s\n", (unsigned long long)++w->norms, (int)norm->n,
                      norm->type, target, (int)reference, norm->value,
                      norm->value + reference + (norm->value[reference] == ' '));
    }
    w->found.n = 0;
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
static void put_attrs(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
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
            keep_norm(w, o, name + strlen(BRAT_NORM));
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
    put_norms(w, o, owner->name);
    if (w->name.failed || w->value.failed || w->text.failed || fitted.failed)
        outlet_no_memory(o);
    buf_release(&fitted);
}

void brat_write_attrs(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
                      bool norms)
{
    for (size_t i = 0; i < w->items.n && !outlet_fault(o); i++) {
        const struct brat_item *item = &w->items.at[i];
        struct owner owner = {.span = item->span,
                              .name = item->n_events ? w->events.at[item->first_event].name.text
                                                     : item->name.text};
        put_attrs(w, o, sheet, &owner, item->span->attrs, norms);
    }
    for (size_t i = 0; i < w->relations.n && !outlet_fault(o); i++) {
        const struct brat_link *link = &w->relations.at[i];
        struct owner owner = {.relation = link->relation, .name = link->name.text};
        put_attrs(w, o, sheet, &owner, link->relation->attrs, norms);
    }
}

/* ---- notes ---- */

static int note_order(const void *a, const void *b, void *ctx)
{
    const struct comment *x = *(const struct comment *const *)a;
    const struct comment *y = *(const struct comment *const *)b;
    const struct brat_writing *w = ctx;
    const struct brat_item *of_x = brat_find_item(w, x->span), *of_y = brat_find_item(w, y->span);
    if (of_x != of_y)
        return of_x < of_y ? -1 : 1;
    int order = strcmp(x->text, y->text);
    return order ? order : uuid_order(x->id, y->id);
}

static const struct brat_link *find_relation(const struct brat_writing *w, const char *id, size_t n)
{
    size_t low = 0, high = w->relations.n;
    uint64_t number = brat_number(id, n);
    struct brat_name key = {"", number ? number : UINT64_MAX};
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (brat_name_order(&w->relations.at[middle].name, &key) < 0)
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
static const char *note_target(const struct brat_writing *w, const struct brat_item *item,
                               const char **text)
{
    const char *at = *text;
    size_t n = strcspn(at, ": ");
    if (at[n] != ':' || at[n + 1] != ' ' || !at[n + 2])
        return item->name.text;
    if (brat_id(at, n, 'E') == n) {
        const struct brat_event *event = brat_find_event(w, item, at, n);
        *text += event ? n + 2 : 0;
        return event ? event->name.text : item->name.text;
    }
    const struct brat_link *link = brat_id(at, n, 'R') == n ? find_relation(w, at, n) : NULL;
    if (!link || link->from != item)
        return item->name.text;
    *text += n + 2;
    return link->name.text;
}

static void put_note(struct brat_writing *w, struct outlet *o, const struct sheet *sheet,
                     const struct comment *comment, size_t number)
{
    const struct brat_item *item = brat_find_item(w, comment->span);
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

void brat_write_notes(struct brat_writing *w, struct outlet *o, const struct sheet *sheet)
{
    w->notes.n = 0;
    for (size_t i = 0; i < sheet->n_comments && !outlet_fault(o); i++) {
        const struct comment *comment = sheet->comments[i];
        if (brat_find_item(w, comment->span)) {
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
