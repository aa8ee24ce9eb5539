/* The canonical bytes of edits.
 *
 *   edits     = *( edit LF )
 *   edit      = "span"     TAB "+" TAB id TAB span
 *             / "span"     TAB "-" TAB id TAB span
 *             / "span"     TAB "=" TAB id TAB span TAB span              ; before, after
 *             / "relation" TAB ("+" / "-") TAB id TAB from TAB to TAB link
 *             / "relation" TAB "=" TAB id TAB from TAB to TAB link TAB link
 *             / "comment"  TAB ("+" / "-") TAB id TAB comment
 *             / "comment"  TAB "=" TAB id TAB comment TAB comment
 *             / "verdict"  TAB ("+" / "-") TAB item TAB verdict
 *             / "verdict"  TAB "=" TAB item TAB verdict TAB verdict
 *             / "status"   TAB "=" TAB status TAB status
 *   span      = label TAB origin TAB places TAB attrs
 *   places    = start "-" end *( "," start "-" end )  ; code points, ends exclusive, in order,
 *                                                     ; never touching
 *   link      = type TAB attrs
 *   comment   = ( id / "-" ) TAB ( "comment" / "doubt" ) TAB ( "open" / "settled" ) TAB time
 *               TAB author TAB text
 *   verdict   = kind TAB round TAB reading TAB ( id / "-" ) TAB reason
 *   id        = a UUID in lower case; from and to are the ids of spans; "-" is the document
 *               itself, or no span
 *   item, reading = 16 digits of a digest in lower-case hexadecimal
 *   label, type   = names of the label set; origin, status, kind = their words
 *   attrs     = the attributes as marks/attrs.h keeps them; empty: none
 *   time      = milliseconds since 1970
 *
 * Names, attributes, authors and texts are UTF-8 with \ LF TAB written \\ \n \t. Numbers are
 * decimal without leading zeros. Nothing may be written in two ways: what codec_read() takes,
 * codec_write() gives back byte by byte.
 */
#include "manicule/marks/codec.h"

#include <inttypes.h>

#include "manicule/base/buf.h"
#include "manicule/text/units.h"

struct writer {
    const struct labelset *labels;
    const struct article *before, *after, *article; /* article: of the image at hand */
    struct buf *out;
};

static void put_field(struct writer *w, const char *text)
{
    buf_add_char(w->out, '\t');
    buf_add_string(w->out, text);
}

static void put_text(struct writer *w, const char *text)
{
    buf_add_char(w->out, '\t');
    for (const char *p = text ? text : ""; *p; p++) {
        if (*p == '\\' || *p == '\n' || *p == '\t')
            buf_add_char(w->out, '\\');
        buf_add_char(w->out, *p == '\n' ? 'n' : *p == '\t' ? 't' : *p);
    }
}

static void put_id(struct writer *w, struct uuid id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    put_field(w, text);
}

static void put_span(struct writer *w, const struct span *span)
{
    put_text(w, w->labels->labels[span->label].name);
    put_field(w, origin_name((enum origin)span->origin));
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range fragment = span_fragment(span, i);
        buf_printf(w->out, "%c%" PRIu32 "-%" PRIu32, i ? ',' : '\t',
                   article_codepoint(w->article, fragment.start),
                   article_codepoint(w->article, fragment.end));
    }
    put_text(w, span->attrs);
}

static void put_link(struct writer *w, const struct relation *relation)
{
    put_text(w, w->labels->relations[relation->type].name);
    put_text(w, relation->attrs);
}

static void put_comment(struct writer *w, const struct comment *comment)
{
    if (uuid_is_zero(comment->span))
        put_field(w, "-");
    else
        put_id(w, comment->span);
    put_field(w, comment->doubt ? "doubt" : "comment");
    put_field(w, comment->settled ? "settled" : "open");
    buf_printf(w->out, "\t%" PRId64, comment->at);
    put_text(w, comment->author);
    put_text(w, comment->text);
}

static void put_digest(struct writer *w, uint64_t digest)
{
    buf_printf(w->out, "\t%016" PRIx64, digest);
}

static void put_verdict(struct writer *w, const struct verdict *verdict)
{
    put_field(w, verdict_name((enum verdict_kind)verdict->kind));
    buf_printf(w->out, "\t%u", verdict->round);
    put_digest(w, verdict->reading);
    if (uuid_is_zero(verdict->span))
        put_field(w, "-");
    else
        put_id(w, verdict->span);
    put_text(w, verdict->reason);
}

static void put_edit(struct writer *w, const struct edit *edit)
{
    static const char *const kinds[] = {[EDIT_SPAN] = "span",
                                        [EDIT_RELATION] = "relation",
                                        [EDIT_COMMENT] = "comment",
                                        [EDIT_VERDICT] = "verdict",
                                        [EDIT_STATUS] = "status"};
    buf_add_string(w->out, kinds[edit->kind]);
    put_field(w, edit->had ? edit->has ? "=" : "-" : "+");
    switch (edit->kind) {
    case EDIT_SPAN:
        put_id(w, edit->had ? edit->span.before.id : edit->span.after.id);
        w->article = w->before;
        if (edit->had)
            put_span(w, &edit->span.before);
        w->article = w->after;
        if (edit->has)
            put_span(w, &edit->span.after);
        break;
    case EDIT_RELATION: {
        const struct relation *either = edit->had ? &edit->relation.before : &edit->relation.after;
        put_id(w, either->id);
        put_id(w, either->from);
        put_id(w, either->to);
        if (edit->had)
            put_link(w, &edit->relation.before);
        if (edit->has)
            put_link(w, &edit->relation.after);
        break;
    }
    case EDIT_COMMENT:
        put_id(w, edit->had ? edit->comment.before.id : edit->comment.after.id);
        if (edit->had)
            put_comment(w, &edit->comment.before);
        if (edit->has)
            put_comment(w, &edit->comment.after);
        break;
    case EDIT_VERDICT:
        put_digest(w, edit->had ? edit->verdict.before.item : edit->verdict.after.item);
        if (edit->had)
            put_verdict(w, &edit->verdict.before);
        if (edit->has)
            put_verdict(w, &edit->verdict.after);
        break;
    case EDIT_STATUS:
        put_field(w, status_name(edit->status.before));
        put_field(w, status_name(edit->status.after));
        break;
    }
    buf_add_char(w->out, '\n');
}

void codec_write(const struct edits *edits, const struct labelset *labels,
                 const struct article *article, struct buf *out)
{
    codec_write_across(edits, labels, article, article, out);
}

void codec_write_across(const struct edits *edits, const struct labelset *labels,
                        const struct article *before, const struct article *after, struct buf *out)
{
    struct writer writer = {.labels = labels, .before = before, .after = after, .out = out};
    for (size_t i = 0; i < edits->n; i++)
        put_edit(&writer, &edits->at[i]);
}
