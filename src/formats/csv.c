/* CSV (RFC 4180) and TSV of spans, one a line, under a line of names; places in code points.
 * Written and, since the text is not in it, not read. Fields that a spreadsheet would take for a
 * formula are written as they are: the words must be exact. */
#include <string.h>

#include "manicule/marks/attrs.h"
#include "formats.h"
#include "manicule/formats/jsonl.h"
#include "outlet.h"

struct csv {
    char separator;
    struct buf name, value, attrs;
};

static void put_csv(struct outlet *o, const char *text, size_t n)
{
    bool quote = memchr(text, ',', n) || memchr(text, '"', n) || memchr(text, '\n', n) ||
                 memchr(text, '\r', n) || (n && (text[0] == ' ' || text[n - 1] == ' '));
    if (!quote) {
        outlet_add(o, text, n);
        return;
    }
    outlet_text(o, "\"");
    while (n) {
        const char *mark = memchr(text, '"', n);
        size_t some = mark ? (size_t)(mark - text) + 1 : n;
        outlet_add(o, text, some);
        if (mark)
            outlet_text(o, "\"");
        text += some;
        n -= some;
    }
    outlet_text(o, "\"");
}

/* Tab, newline, CR and backslash escaped, as PostgreSQL and others write them. */
static void put_tsv(struct outlet *o, const char *text, size_t n)
{
    static const char what[] = "\t\n\r\\", as[] = "tnr\\";
    while (n) {
        size_t plain = 0;
        while (plain < n && !memchr(what, text[plain], sizeof what - 1))
            plain++;
        outlet_add(o, text, plain);
        if (plain == n)
            return;
        outlet_printf(o, "\\%c", as[strchr(what, text[plain]) - what]);
        text += plain + 1;
        n -= plain + 1;
    }
}

static void put(struct csv *s, struct outlet *o, const char *text, size_t n)
{
    if (s->separator == ',')
        put_csv(o, text, n);
    else
        put_tsv(o, text, n);
}

static void field(struct csv *s, struct outlet *o, const char *text)
{
    outlet_add(o, &s->separator, 1);
    put(s, o, text ? text : "", text ? strlen(text) : 0);
}

/* "name=value name=value", as a JSON object would be in a cell: a JSON object. */
static void put_attrs(struct csv *s, struct outlet *o, const char *attrs)
{
    buf_clear(&s->attrs);
    while (attrs && attrs_next(&attrs, &s->name, &s->value)) {
        buf_add_char(&s->attrs, s->attrs.size ? ',' : '{');
        json_quote(buf_text(&s->name), s->name.size, &s->attrs);
        buf_add_char(&s->attrs, ':');
        json_quote(buf_text(&s->value), s->value.size, &s->attrs);
    }
    if (s->attrs.size)
        buf_add_char(&s->attrs, '}');
    if (s->name.failed || s->value.failed || s->attrs.failed)
        outlet_no_memory(o);
    outlet_add(o, &s->separator, 1);
    put(s, o, buf_text(&s->attrs), s->attrs.size);
}

static void put_row(struct csv *s, struct outlet *o, const struct sheet *sheet,
                    const struct span *span)
{
    const struct stream_set *set = sheet->set;
    char id[UUID_TEXT];
    put(s, o, sheet->document->name, strlen(sheet->document->name));
    field(s, o, set_kind_name(set->kind));
    field(s, o, set->owner ? set->owner : set->source);
    field(s, o, status_name(set->status));
    uuid_format(span->id, id);
    field(s, o, id);
    field(s, o, outlet_label(o, span));
    outlet_printf(o, "%c%u", s->separator, outlet_place(o, span->at.start));
    outlet_printf(o, "%c%u%c", s->separator, outlet_place(o, span->at.end), s->separator);
    put(s, o, (const char *)article_bytes(sheet->document->article) + span->at.start.byte,
        range_size(span->at));
    put_attrs(s, o, span->attrs);
    outlet_text(o, s->separator == ',' ? "\r\n" : "\n");
}

static enum fault sheet_rows(void *state, struct outlet *o, const struct sheet *sheet,
                             struct err *err)
{
    (void)err;
    for (size_t i = 0; i < sheet->n_spans; i++)
        put_row(state, o, sheet, sheet->spans[i]);
    return outlet_fault(o);
}

static enum fault begin(struct csv *s, struct outlet *o, char separator)
{
    static const char *const columns[] = {"document", "set",   "annotator", "status", "id",
                                          "label",    "start", "end",       "text",   "attributes"};
    s->separator = separator;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        outlet_printf(o, "%.*s%s", (int)(i > 0), &s->separator, columns[i]);
    outlet_text(o, separator == ',' ? "\r\n" : "\n");
    return outlet_fault(o);
}

static enum fault begin_csv(void *state, struct outlet *o, struct err *err)
{
    (void)err;
    return begin(state, o, ',');
}

static enum fault begin_tsv(void *state, struct outlet *o, struct err *err)
{
    (void)err;
    return begin(state, o, '\t');
}

static void release(void *state)
{
    struct csv *s = state;
    buf_release(&s->name);
    buf_release(&s->value);
    buf_release(&s->attrs);
}

/* It is not read, but known, so that this can be said. */
static bool looks_csv(const char *name, const char *bytes, size_t n)
{
    static const char head[] = "document,set,annotator,";
    size_t length = strlen(name);
    return (length > 4 && strcmp(name + length - 4, ".csv") == 0) ||
           (n > sizeof head && memcmp(bytes, head, sizeof head - 1) == 0);
}

static bool looks_tsv(const char *name, const char *bytes, size_t n)
{
    static const char head[] = "document\tset\tannotator\t";
    (void)name;
    return n > sizeof head && memcmp(bytes, head, sizeof head - 1) == 0;
}

static const struct format_writer csv_writer = {
    .state = sizeof(struct csv), .begin = begin_csv, .sheet = sheet_rows, .release = release};
static const struct format_writer tsv_writer = {
    .state = sizeof(struct csv), .begin = begin_tsv, .sheet = sheet_rows, .release = release};

#define CARRIES                                                                                    \
    (CARRY_OVERLAP | CARRY_ATTRIBUTES | CARRY_IDS | CARRY_AUTHORS | CARRY_STATUS | CARRY_NAMES |   \
     CARRY_SCORES)

const struct format format_csv = {
    .name = "csv",
    .summary = "a span a line, for spreadsheets (RFC 4180)",
    .extensions = "csv",
    .unit = UNIT_CODEPOINT,
    .units = "codepoint utf8 utf16",
    .carries = CARRIES,
    .looks = looks_csv,
    .write = &csv_writer,
};

const struct format format_tsv = {
    .name = "tsv",
    .summary = "a span a line, parted by tabs, with \\t \\n \\r and \\\\",
    .extensions = "tsv",
    .unit = UNIT_CODEPOINT,
    .units = "codepoint utf8 utf16",
    .carries = CARRIES,
    .looks = looks_tsv,
    .write = &tsv_writer,
};
