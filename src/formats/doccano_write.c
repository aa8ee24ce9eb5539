/* doccano's JSON Lines, written: of spans and relations, which its projects of relations read, or
 * of [start, end, label]. Ids are numbers there: those that doccano gave are kept, others follow in
 * reading order. Columns beside those are metadata to doccano, and come back from it. */
#include "doccano.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/marks/attrs.h"
#include "manicule/text/units.h"
#include "ordered.h"
#include "outlet.h"

enum { DIGITS_MOST = 15 }; /* JavaScript keeps whole numbers so long exact */

struct number {
    uint64_t value;
    size_t of;
};

struct doccano_outlet {
    struct ordered ordered;
    VEC(struct number) given; /* in order */
    VEC(uint64_t) numbers;    /* of spans, later of relations, by rank */
};

/* ---- numbers ---- */

static bool as_number(const char *text, uint64_t *out)
{
    size_t n = strlen(text);
    if (!n || n > DIGITS_MOST || strspn(text, "0123456789") != n || (*text == '0' && n > 1))
        return false;
    *out = strtoull(text, NULL, 10);
    return true;
}

static int by_value(const void *a, const void *b)
{
    const struct number *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->of > y->of) - (x->of < y->of);
}

static void begin_numbers(struct doccano_outlet *s, struct outlet *o, size_t n)
{
    s->given.n = s->numbers.n = 0;
    if (!vec_reserve(&s->given, n) || !vec_reserve(&s->numbers, n))
        outlet_no_memory(o);
}

static void add_number(struct doccano_outlet *s, struct outlet *o, const char *attrs)
{
    struct number number = {.of = s->numbers.n};
    const char *given = outlet_attr(o, attrs, ATTRIBUTE_SOURCE_ID, NULL);
    if (given && as_number(given, &number.value))
        s->given.at[s->given.n++] = number;
    s->numbers.at[s->numbers.n++] = UINT64_MAX;
}

/* Each keeps its own, where it is the first that has it; the others get those that are free. */
static void settle_numbers(struct doccano_outlet *s)
{
    struct number *given = s->given.at;
    size_t n = 0;
    if (s->given.n)
        qsort(given, s->given.n, sizeof *given, by_value);
    for (size_t i = 0; i < s->given.n; i++)
        if (!n || given[n - 1].value != given[i].value) {
            given[n++] = given[i];
            s->numbers.at[given[n - 1].of] = given[n - 1].value;
        }
    uint64_t next = 0;
    size_t used = 0;
    for (size_t i = 0; i < s->numbers.n; i++) {
        if (s->numbers.at[i] != UINT64_MAX)
            continue;
        for (; used < n && given[used].value <= next; used++)
            next = given[used].value + 1;
        s->numbers.at[i] = next++;
    }
}

static void number_spans(struct doccano_outlet *s, struct outlet *o)
{
    begin_numbers(s, o, s->ordered.spans.n);
    for (size_t i = 0; i < s->ordered.spans.n && !outlet_fault(o); i++)
        add_number(s, o, s->ordered.spans.at[i]->attrs);
    settle_numbers(s);
}

/* ---- columns ---- */

static void column(struct outlet *o, const char *name)
{
    outlet_printf(o, ", \"%s\": ", name);
}

static void put_text(struct outlet *o, const struct sheet *sheet)
{
    const struct stream_document *document = sheet->document;
    outlet_text(o, "{\"text\": ");
    outlet_json_slice(o, article_all(document->article));
    column(o, "name");
    outlet_json_text(o, document->name);
    if (document->meta) {
        column(o, "meta");
        outlet_text(o, document->meta);
    }
    if (!sheet->set)
        return;
    column(o, DOCCANO_UNIT);
    outlet_json_text(o, unit_name(outlet_options(o)->unit));
}

static void put_comments(struct outlet *o, const struct sheet *sheet)
{
    bool some = false;
    for (size_t i = 0; i < sheet->n_comments; i++) {
        if (!uuid_is_zero(sheet->comments[i]->span))
            continue;
        if (some)
            outlet_text(o, ", ");
        else
            outlet_text(o, ", \"Comments\": [");
        outlet_json_text(o, sheet->comments[i]->text);
        some = true;
    }
    if (some)
        outlet_text(o, "]");
}

static void put_entities(struct doccano_outlet *s, struct outlet *o)
{
    column(o, "entities");
    for (size_t i = 0; i < s->ordered.spans.n && !outlet_fault(o); i++) {
        const struct span *span = s->ordered.spans.at[i];
        outlet_printf(o, "%s{\"id\": %llu, \"start_offset\": %u, ", i ? ", " : "[",
                      (unsigned long long)s->numbers.at[i], outlet_place(o, span->at.start));
        outlet_printf(o, "\"end_offset\": %u, \"label\": ", outlet_place(o, span->at.end));
        outlet_json_text(o, outlet_label(o, span));
        outlet_text(o, "}");
    }
    outlet_text(o, s->ordered.spans.n ? "]" : "[]");
}

/* The ends are written with the spans' numbers, which then make room for the relations' own. */
static void put_relations(struct doccano_outlet *s, struct outlet *o)
{
    size_t n = s->ordered.relations.n;
    uint64_t *ends = outlet_fault(o) ? NULL : malloc((2 * n + 1) * sizeof *ends);
    if (!ends) {
        outlet_no_memory(o);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct relation *relation = s->ordered.relations.at[i];
        ends[2 * i] = s->numbers.at[ordered_rank(&s->ordered, relation->from)];
        ends[2 * i + 1] = s->numbers.at[ordered_rank(&s->ordered, relation->to)];
    }
    begin_numbers(s, o, n);
    for (size_t i = 0; i < n && !outlet_fault(o); i++)
        add_number(s, o, s->ordered.relations.at[i]->attrs);
    settle_numbers(s);
    column(o, "relations");
    for (size_t i = 0; i < n && !outlet_fault(o); i++) {
        outlet_printf(o, "%s{\"id\": %llu, \"from_id\": %llu, \"to_id\": %llu, \"type\": ",
                      i ? ", " : "[", (unsigned long long)s->numbers.at[i],
                      (unsigned long long)ends[2 * i], (unsigned long long)ends[2 * i + 1]);
        outlet_json_text(o, outlet_type(o, s->ordered.relations.at[i]));
        outlet_text(o, "}");
    }
    outlet_text(o, n ? "]" : "[]");
    free(ends);
}

static void put_triples(struct doccano_outlet *s, struct outlet *o)
{
    column(o, "label");
    for (size_t i = 0; i < s->ordered.spans.n && !outlet_fault(o); i++) {
        const struct span *span = s->ordered.spans.at[i];
        outlet_printf(o, "%s[%u, ", i ? ", " : "[", outlet_place(o, span->at.start));
        outlet_printf(o, "%u, ", outlet_place(o, span->at.end));
        outlet_json_text(o, outlet_label(o, span));
        outlet_text(o, "]");
    }
    outlet_text(o, s->ordered.spans.n ? "]" : "[]");
}

static enum fault put_sheet(struct doccano_outlet *s, struct outlet *o, const struct sheet *sheet,
                            bool relations)
{
    if (!ordered_make(&s->ordered, sheet, outlet_options(o)->labels))
        outlet_no_memory(o);
    put_text(o, sheet);
    if (sheet->set && !outlet_fault(o)) {
        if (relations) {
            number_spans(s, o);
            put_entities(s, o);
            put_relations(s, o);
        } else {
            put_triples(s, o);
        }
        put_comments(o, sheet);
    }
    outlet_text(o, "}\n");
    return outlet_fault(o);
}

static enum fault sheet_relations(void *state, struct outlet *o, const struct sheet *sheet,
                                  struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, true);
}

static enum fault sheet_spans(void *state, struct outlet *o, const struct sheet *sheet,
                              struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, false);
}

static void release(void *state)
{
    struct doccano_outlet *s = state;
    ordered_release(&s->ordered);
    vec_free(&s->given);
    vec_free(&s->numbers);
}

const struct format_writer doccano_writer = {
    .state = sizeof(struct doccano_outlet), .sheet = sheet_relations, .release = release};
const struct format_writer doccano_spans_writer = {
    .state = sizeof(struct doccano_outlet), .sheet = sheet_spans, .release = release};
