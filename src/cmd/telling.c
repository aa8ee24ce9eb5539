#include "telling.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "manicule/cmd/when.h"
#include "manicule/formats/jsonl.h"
#include "manicule/text/glyph.h"
#include "manicule/text/units.h"

static void cut(const char *text, size_t n, unsigned columns, struct buf *out)
{
    const struct widths widths = {0};
    if (!columns) {
        plain_exact(text, n, out);
    } else if (plain_width(text, n, &widths) <= columns) {
        plain_text(text, n, columns, &widths, out);
    } else {
        plain_text(text, n, columns - 1, &widths, out);
        buf_add_string(out, "…");
    }
}

static void padded(struct output *out, const char *text, unsigned most, unsigned columns)
{
    struct buf plain = {0};
    cut(text, strlen(text), most, &plain);
    unsigned width = plain_width(buf_text(&plain), plain.size, &(struct widths){0});
    output_buf(out, &plain);
    if (width < columns)
        output_printf(out, "%*s", (int)(columns - width), "");
    buf_release(&plain);
}

void tell_text(struct output *out, const char *text, unsigned columns, bool fill)
{
    padded(out, text, columns, fill ? columns : 0);
}

void tell_whole(struct output *out, const char *text, unsigned columns)
{
    padded(out, text, 0, columns);
}

void tell_what(const struct past *row, struct buf *out)
{
    if (row->kind == STEP_UNDO || row->kind == STEP_REDO)
        buf_add_string(out, row->kind == STEP_UNDO ? "undo " : "redo ");
    buf_add_string(out, row->what);
    if (!row->about[0])
        return;
    buf_add_string(out, " · ");
    buf_add_string(out, row->about);
}

void tell_step(struct output *out, const struct past *row)
{
    char id[UUID_TEXT];
    uuid_format(uuid_is_zero(row->undoes) ? row->step : row->undoes, id);
    output_printf(out, "%.*s", STEP_SHORT, id);
}

void tell_set(enum set_kind kind, const char *owner, const char *source, struct buf *out)
{
    if (kind == SET_PERSON) {
        buf_add_string(out, owner);
        return;
    }
    buf_add_string(out, set_kind_name(kind));
    if (kind == SET_GOLD)
        return;
    if (owner[0])
        buf_printf(out, " by %s", owner);
    if (source[0])
        buf_printf(out, kind == SET_REVIEW ? " of %s" : " from %s", source);
}

void tell_place(const struct article *article, struct pos at, char out[24])
{
    snprintf(out, 24, "%" PRIu32 ":%" PRIu32, article_line_number(article, at) + 1,
             article_column(article, at) + 1);
}

bool tell_is_quoted(const struct buf *words)
{
    static const char *const marks[] = {"\"", "“", "”", "„", "«", "»", "「", "『"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(buf_text(words), marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

void tell_words(struct output *out, const struct article *article, const struct span *span,
                unsigned columns)
{
    const char *text = (const char *)article_bytes(article);
    struct buf words = {0}, plain = {0};
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range at = span_fragment(span, i);
        buf_add_string(&words, i ? " … " : "");
        buf_add(&words, text + at.start.byte, range_size(at));
    }
    output_made(out, &words);
    cut(buf_text(&words), words.size, columns, &plain);
    bool quoted = tell_is_quoted(&words);
    output_printf(out, quoted ? "" : "\"");
    output_buf(out, &plain);
    output_printf(out, quoted ? "" : "\"");
    buf_release(&words);
    buf_release(&plain);
}

void tell_json(struct output *out, const char *text)
{
    struct buf json = {0};
    if (text)
        json_quote(text, strlen(text), &json);
    else
        buf_add_string(&json, "null");
    output_buf(out, &json);
    buf_release(&json);
}

void tell_json_row(struct output *out, const struct past *row)
{
    static const char *const kinds[] = {"edit", "undo", "redo", "import", "revise"};
    char at[32], id[UUID_TEXT];
    when_utc(row->at, at);
    uuid_format(row->step, id);
    output_printf(out, "\"at\":\"%s\",\"by\":", at);
    tell_json(out, row->actor);
    output_printf(out, ",\"step\":\"%s\",\"kind\":\"%s\"", id, kinds[row->kind]);
    if (!uuid_is_zero(row->undoes)) {
        uuid_format(row->undoes, id);
        output_printf(out, ",\"undoes\":\"%s\"", id);
    }
    output_printf(out, ",\"what\":");
    tell_json(out, row->what);
}

void tell_json_span(struct output *out, const struct labelset *labels,
                    const struct article *article, const struct span *span)
{
    struct buf json = {0};
    json_quote((const char *)article_bytes(article) + span->at.start.byte, range_size(span->at),
               &json);
    output_printf(out, "\"label\":");
    tell_json(out, labels->labels[span->label].name);
    output_printf(out,
                  ",\"start\":%" PRIu32 ",\"end\":%" PRIu32 ",\"line\":%" PRIu32
                  ",\"column\":%" PRIu32 ",\"text\":",
                  article_codepoint(article, span->at.start),
                  article_codepoint(article, span->at.end),
                  article_line_number(article, span->at.start) + 1,
                  article_column(article, span->at.start) + 1);
    output_buf(out, &json);
    buf_release(&json);
}
