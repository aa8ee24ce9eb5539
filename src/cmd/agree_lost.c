/* Lost points, each a line that says where it is: document:line:column, as compilers do. */
#include <inttypes.h>
#include <string.h>

#include "agree.h"
#include "manicule/formats/jsonl.h"
#include "manicule/text/glyph.h"
#include "manicule/text/units.h"

/* What one line is about. */
struct lost {
    const struct agree_lost *to;
    const struct agree_place *place;
    const struct agreement_point *point;
    struct buf line;
};

static const struct agree_options *how_of(const struct lost *l)
{
    return l->to->how;
}

static const char *name_of(const struct lost *l, int side)
{
    return agree_name(l->to->how, l->point->reader[side]);
}

static const char *label_of(const struct lost *l, const struct span *span)
{
    return how_of(l)->labels->labels[span->label].name;
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

/* The line, each piece of the text with that many columns; how many there are. */
static unsigned put_line(struct lost *l, unsigned columns)
{
    const struct agreement_point *p = l->point;
    struct agree_words words = {.pieces = 0};
    agree_words_of(l->to->how, l->place, p, columns, &words);
    buf_clear(&l->line);
    plain_text(l->place->document->name, strlen(l->place->document->name), 0, NULL, &l->line);
    buf_printf(&l->line, ":%" PRIu32 ":%" PRIu32 ": %s", line_of(l), column_of(l),
               buf_text(&words.what));
    for (int side = 0; side < 2; side++)
        buf_printf(&l->line, "%s%s %s", side ? ", " : ": ", name_of(l, side),
                   buf_text(&words.side[side]));
    if (p->follows)
        buf_add_string(&l->line, " (an end has no pair)");
    output_made(l->to->out, &words.what);
    output_made(l->to->out, &words.side[0]);
    output_made(l->to->out, &words.side[1]);
    agree_words_release(&words);
    return words.pieces;
}

/* Once without the pieces of text, to see how much room there is for each. */
void agree_lost_text(void *ctx, const struct agree_place *place,
                     const struct agreement_point *point)
{
    enum { WIDE = 80, LEAST = 10 };
    struct lost l = {.to = ctx, .place = place, .point = point};
    unsigned pieces = put_line(&l, 0);
    unsigned width = plain_width(l.line.data, l.line.size, NULL);
    unsigned room = pieces && width < WIDE ? (WIDE - width) / pieces : 0;
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
        json_span(l, "to", agree_point_end(l->place, l->point, side));
    }
    if (p->kind == AGREEMENT_ATTRIBUTE) {
        struct buf value = {0};
        bool found = agree_point_value(l->point, side, &value);
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
        json_string(&l, "relation", agree_point_of(how_of(&l), l.point));
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
        agree_point_value(l->point, side, &value);
        output_made(out, &value);
        agree_field(out, buf_text(&value), value.size);
        buf_release(&value);
    }
}

void agree_lost_tsv(void *ctx, const struct agree_place *place, const struct agreement_point *point)
{
    struct lost l = {.to = ctx, .place = place, .point = point};
    struct output *out = l.to->out;
    const char *what = agree_point_of(how_of(&l), l.point);
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
