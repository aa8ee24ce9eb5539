/* Lost points, each a line that says where it is: document:line:column, as compilers do. */
#include <inttypes.h>
#include <string.h>

#include "agree.h"
#include "manicule/formats/jsonl.h"
#include "manicule/marks/attrs.h"
#include "manicule/text/glyph.h"
#include "manicule/text/units.h"

/* What one line is about. */
struct lost {
    const struct agree_lost *to;
    const struct agree_place *place;
    const struct agreement_point *point;
    struct buf line;
    unsigned columns; /* for each piece of the text; 0: leave it out */
    unsigned pieces;
};

static const struct labelset *labels_of(const struct lost *l)
{
    return l->to->how->labels;
}

static const char *name_of(const struct lost *l, int side)
{
    return agree_name(l->to->how, l->point->reader[side]);
}

static const char *label_of(const struct lost *l, const struct span *span)
{
    return labels_of(l)->labels[span->label].name;
}

/* What both have in common: the spans' label, or the relation's type; NULL: labels differ. */
static const char *of_what(const struct lost *l)
{
    const struct agreement_point *p = l->point;
    const struct relation *relation = p->relation[0] ? p->relation[0] : p->relation[1];
    if (relation)
        return labels_of(l)->relations[relation->type].name;
    return p->kind == AGREEMENT_LABEL ? NULL : label_of(l, p->span[0] ? p->span[0] : p->span[1]);
}

static const struct span *other_end(const struct lost *l, int side)
{
    const struct agreement_point *p = l->point;
    return set_find(l->place->sets[p->reader[side]], p->relation[side]->to);
}

/* The value of the point's attribute on one side, unescaped; false: there is none. */
static bool value_of(const struct lost *l, int side, struct buf *out)
{
    const struct agreement_point *p = l->point;
    const char *attrs = p->relation[side] ? p->relation[side]->attrs : p->span[side]->attrs;
    struct buf name = {0};
    buf_add(&name, p->attribute, p->attribute_n);
    bool found = attrs_get(attrs, buf_text(&name), out);
    buf_release(&name);
    return found;
}

/* Where the place lies, from 1; columns count characters. */
static uint32_t line_of(const struct lost *l)
{
    return article_line_number(l->place->article, l->point->range.start) + 1;
}

static uint32_t column_of(const struct lost *l)
{
    return article_column(l->place->article, l->point->range.start) + 1;
}

/* ---- for people ---- */

/* As much of the end as fits into the columns: whole clusters. */
static struct pos tail(const struct article *article, struct range range, unsigned columns)
{
    struct pos at = range.end;
    while (at.byte > range.start.byte) {
        struct pos before = article_prev(article, at);
        unsigned width =
            plain_width(article_bytes(article) + before.byte, at.byte - before.byte, NULL);
        if (before.byte < range.start.byte || width > columns)
            break;
        columns -= width;
        at = before;
    }
    return at;
}

/* Text, its middle left out where it is long: both edges show. */
static void put_text(struct lost *l, struct range range)
{
    const struct article *article = l->place->article;
    const uint8_t *bytes = article_bytes(article);
    l->pieces++;
    buf_add_string(&l->line, "\"");
    if (l->columns) {
        size_t all = range_size(range);
        size_t n = all <= 4 * (size_t)l->columns &&
                           plain_width(bytes + range.start.byte, all, NULL) <= l->columns
                       ? plain_text(bytes + range.start.byte, all, 0, NULL, &l->line)
                       : plain_text(bytes + range.start.byte, all, l->columns / 2, NULL, &l->line);
        if (n < all) {
            range.start.byte += (uint32_t)n;
            range.start = tail(article, range, (l->columns - 1) / 2);
            buf_add_string(&l->line, "\xe2\x80\xa6");
            plain_text(bytes + range.start.byte, range_size(range), 0, NULL, &l->line);
        }
    }
    buf_add_string(&l->line, "\"");
}

static void put_value(struct lost *l, int side)
{
    struct buf value = {0};
    if (!value_of(l, side, &value)) {
        buf_add_string(&l->line, "nothing");
    } else {
        l->pieces++;
        buf_add_string(&l->line, "\"");
        if (l->columns)
            plain_text(value.data, value.size, l->columns, NULL, &l->line);
        buf_add_string(&l->line, "\"");
    }
    buf_release(&value);
}

static void put_side(struct lost *l, int side)
{
    const struct agreement_point *p = l->point;
    const struct span *span = p->span[side];
    buf_printf(&l->line, "%s ", name_of(l, side));
    if (p->kind == AGREEMENT_ATTRIBUTE) {
        put_value(l, side);
        return;
    }
    if (!span || (p->kind == AGREEMENT_RELATION && !p->relation[side])) {
        buf_add_string(&l->line, "nothing");
        return;
    }
    if (p->kind == AGREEMENT_LABEL)
        buf_printf(&l->line, "%s ", label_of(l, span));
    put_text(l, span->at);
    if (span->n_fragments > 1)
        buf_printf(&l->line, " in %u parts", (unsigned)span->n_fragments);
    const struct span *to = p->relation[side] ? other_end(l, side) : NULL;
    if (to) {
        buf_add_string(&l->line, " to ");
        put_text(l, to->at);
    }
}

static void put_line(struct lost *l, unsigned columns)
{
    const struct agreement_point *p = l->point;
    const char *what = of_what(l);
    buf_clear(&l->line);
    l->columns = columns;
    l->pieces = 0;
    plain_text(l->place->document->name, strlen(l->place->document->name), 0, NULL, &l->line);
    buf_printf(&l->line, ":%" PRIu32 ":%" PRIu32 ": %s", line_of(l), column_of(l),
               agreement_kind_name(p->kind));
    if (p->kind == AGREEMENT_ATTRIBUTE)
        buf_printf(&l->line, " %.*s of %s", (int)p->attribute_n, p->attribute, what);
    else if (what)
        buf_printf(&l->line, " %s", what);
    if (p->kind == AGREEMENT_ATTRIBUTE) {
        buf_add_string(&l->line, " ");
        put_text(l, p->span[0]->at);
    }
    buf_add_string(&l->line, ": ");
    put_side(l, 0);
    buf_add_string(&l->line, ", ");
    put_side(l, 1);
    if (p->follows)
        buf_add_string(&l->line, " (an end has no pair)");
}

/* Once without the pieces of text, to see how much room there is for each. */
void agree_lost_text(void *ctx, const struct agree_place *place,
                     const struct agreement_point *point)
{
    enum { WIDE = 80, LEAST = 10 };
    struct lost l = {.to = ctx, .place = place, .point = point};
    put_line(&l, 0);
    unsigned width = plain_width(l.line.data, l.line.size, NULL);
    unsigned room = l.pieces && width < WIDE ? (WIDE - width) / l.pieces : 0;
    put_line(&l, room > LEAST ? room : LEAST);
    buf_add_string(&l.line, "\n");
    output_buf(l.to->out, &l.line);
    buf_release(&l.line);
}

/* ---- for programs ---- */
static void json_text(struct lost *l, const char *text, size_t n)
{
    json_quote(text, n, &l->line);
}

static void json_string(struct lost *l, const char *key, const char *text)
{
    buf_printf(&l->line, ",\"%s\":", key);
    if (text)
        json_text(l, text, strlen(text));
    else
        buf_add_string(&l->line, "null");
}

static void json_range(struct lost *l, struct range range)
{
    const struct article *article = l->place->article;
    buf_printf(&l->line, "\"start\":%" PRIu32 ",\"end\":%" PRIu32 ",\"text\":",
               article_codepoint(article, range.start), article_codepoint(article, range.end));
    json_text(l, (const char *)article_bytes(article) + range.start.byte, range_size(range));
}

static void json_span(struct lost *l, const char *key, const struct span *span)
{
    char id[UUID_TEXT];
    uuid_format(span->id, id);
    buf_printf(&l->line, ",\"%s\":{\"id\":\"%s\"", key, id);
    json_string(l, "label", label_of(l, span));
    buf_add_string(&l->line, ",");
    json_range(l, span->at);
    for (size_t i = 0; i < span->n_fragments && span->n_fragments > 1; i++) {
        buf_add_string(&l->line, i ? ",{" : ",\"fragments\":[{");
        json_range(l, span_fragment(span, i));
        buf_add_string(&l->line, i + 1 < span->n_fragments ? "}" : "}]");
    }
    buf_add_string(&l->line, "}");
}

static void json_side(struct lost *l, int side)
{
    const struct agreement_point *p = l->point;
    const struct agree_options *how = l->to->how;
    bool gold = how->readers[p->reader[side]].kind == SET_GOLD;
    buf_add_string(&l->line, side ? ",\"second\":{\"annotator\":" : ",\"first\":{\"annotator\":");
    if (gold)
        buf_add_string(&l->line, "null");
    else
        json_text(l, name_of(l, side), strlen(name_of(l, side)));
    if (p->span[side])
        json_span(l, "span", p->span[side]);
    else
        buf_add_string(&l->line, ",\"span\":null");
    if (p->relation[side]) {
        json_span(l, "to", other_end(l, side));
    }
    if (p->kind == AGREEMENT_ATTRIBUTE) {
        struct buf value = {0};
        bool found = value_of(l, side, &value);
        output_made(l->to->out, &value);
        json_string(l, "value", found ? buf_text(&value) : NULL);
        buf_release(&value);
    }
    buf_add_string(&l->line, "}");
}

void agree_lost_json(void *ctx, const struct agree_place *place,
                     const struct agreement_point *point)
{
    struct lost l = {.to = ctx, .place = place, .point = point};
    const struct relation *relation = point->relation[0] ? point->relation[0] : point->relation[1];
    buf_add_string(&l.line, "{\"document\":");
    json_text(&l, place->document->name, strlen(place->document->name));
    buf_printf(&l.line, ",\"line\":%" PRIu32 ",\"column\":%" PRIu32 ",", line_of(&l),
               column_of(&l));
    json_range(&l, point->range);
    json_string(&l, "kind", agreement_kind_name(point->kind));
    if (relation)
        json_string(&l, "relation", of_what(&l));
    if (point->kind == AGREEMENT_RELATION)
        buf_printf(&l.line, ",\"follows\":%s", point->follows ? "true" : "false");
    if (point->kind == AGREEMENT_ATTRIBUTE) {
        buf_add_string(&l.line, ",\"attribute\":");
        json_text(&l, point->attribute, point->attribute_n);
    }
    json_side(&l, 0);
    json_side(&l, 1);
    buf_add_string(&l.line, "}\n");
    output_buf(l.to->out, &l.line);
    buf_release(&l.line);
}

void agree_lost_tsv_head(struct output *out)
{
    output_printf(out, "document\tline\tcolumn\tkind\tof\tattribute\tfirst\tsecond\tfirst_label\t"
                       "first_start\tfirst_end\tfirst_text\tfirst_value\tsecond_label\t"
                       "second_start\tsecond_end\tsecond_text\tsecond_value\n");
}

static void tsv_side(struct lost *l, int side)
{
    struct output *out = l->to->out;
    const struct article *article = l->place->article;
    const struct span *span = l->point->span[side];
    if (span) {
        output_printf(out, "\t");
        agree_field(out, label_of(l, span), strlen(label_of(l, span)));
        output_printf(out, "\t%" PRIu32 "\t%" PRIu32 "\t",
                      article_codepoint(article, span->at.start),
                      article_codepoint(article, span->at.end));
        agree_field(out, (const char *)article_bytes(article) + span->at.start.byte,
                    range_size(span->at));
    } else {
        output_printf(out, "\t\t\t\t");
    }
    output_printf(out, "\t");
    if (l->point->kind == AGREEMENT_ATTRIBUTE) {
        struct buf value = {0};
        value_of(l, side, &value);
        output_made(out, &value);
        agree_field(out, buf_text(&value), value.size);
        buf_release(&value);
    }
}

void agree_lost_tsv(void *ctx, const struct agree_place *place, const struct agreement_point *point)
{
    struct lost l = {.to = ctx, .place = place, .point = point};
    struct output *out = l.to->out;
    const char *what = of_what(&l);
    agree_field(out, place->document->name, strlen(place->document->name));
    output_printf(out, "\t%" PRIu32 "\t%" PRIu32 "\t%s\t", line_of(&l), column_of(&l),
                  agreement_kind_name(point->kind));
    agree_field(out, what ? what : "", what ? strlen(what) : 0);
    output_printf(out, "\t%.*s\t%s\t%s", (int)point->attribute_n,
                  point->attribute ? point->attribute : "", name_of(&l, 0), name_of(&l, 1));
    tsv_side(&l, 0);
    tsv_side(&l, 1);
    output_printf(out, "\n");
}
