/* review_words.c: what a review makes of somebody's marks, in one line: in the status line, and
 * beside the row. */
#include "review.h"

#include <stdio.h>

#include "manicule/marks/attrs.h"

enum {
    LINKS = 4,
    WORDS_MIN = 6,
    REMARK = 34, /* what stands around the words: who, label, what of it, a rule */
};

static void name_spans(const struct workbench *wb, const struct reading *reading, unsigned columns,
                       struct buf *out)
{
    size_t n = reading->n < 3 ? reading->n : 3;
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add_string(out, ", ");
        wb_name_span(wb, reading->spans[i], columns / (unsigned)n, out);
    }
    if (n < reading->n)
        buf_add_string(out, wb->options.utf8 ? " …" : " ..");
}

static void words_at(const struct workbench *wb, struct range range, unsigned columns, struct buf *out)
{
    buf_add_char(out, '"');
    wb_quote(wb, range, columns, out);
    buf_add_char(out, '"');
}

/* Of edges that moved only the words between are told: '"about" stays out'. */
static void edge_words(const struct workbench *wb, const struct span *own, const struct span *review,
                       unsigned columns, struct buf *out)
{
    bool start = own->at.start.byte != review->at.start.byte;
    bool end = own->at.end.byte != review->at.end.byte;
    bool whole = own->n_fragments == 1 && review->n_fragments == 1;
    uint32_t a = start ? own->at.start.byte : own->at.end.byte;
    uint32_t b = start ? review->at.start.byte : review->at.end.byte;
    struct range moved = range_of(a < b ? a : b, a < b ? b : a);
    struct range between = article_trim(wb->article, moved);
    if (range_empty(between))
        between = moved; /* a mark of punctuation */
    if (!whole || start == end) {
        wb_name_span(wb, own, columns / 2, out);
        buf_add_string(out, wb->options.utf8 ? " → " : " -> ");
        wb_name_span(wb, review, columns / 2, out);
        return;
    }
    words_at(wb, between, columns / 2, out);
    buf_printf(out, " %s ", (start ? a < b : a > b) ? "stays out of" : "belongs to");
    wb_name_span(wb, review, columns / 2, out);
}

/* Those of `to` that `from` has otherwise: "qualifier about"; with `without`, those it lacks. */
static bool changed_attributes(const struct workbench *wb, const char *from, const char *to,
                               bool without, struct buf *out)
{
    struct buf name = {0}, value = {0}, there = {0};
    bool any = false;
    for (const char *at = to; attrs_next(&at, &name, &value);) {
        buf_clear(&there);
        bool has = attrs_get(from, buf_text(&name), &there);
        if (without ? has : has && there.size == value.size &&
                                memcmp(buf_text(&there), buf_text(&value), value.size) == 0)
            continue;
        buf_add_string(out, any ? ", " : ": ");
        buf_add_string(out, without ? "no " : "");
        plain_text(buf_text(&name), name.size, 0, &wb->options.widths, out);
        if (!without) {
            buf_add_char(out, ' ');
            plain_text(buf_text(&value), value.size, 0, &wb->options.widths, out);
        }
        any = true;
    }
    buf_release(&name);
    buf_release(&value);
    buf_release(&there);
    return any;
}

static void attribute_words(const struct workbench *wb, const struct span *own,
                            const struct span *review, unsigned columns, struct buf *out)
{
    wb_name_span(wb, review, columns / 2, out);
    if (!changed_attributes(wb, own->attrs, review->attrs, false, out))
        changed_attributes(wb, review->attrs, own->attrs, true, out);
}

static void link_words(const struct workbench *wb, const struct set *set, const struct span *from,
                       unsigned columns, struct buf *out)
{
    const struct relation *links[LINKS];
    size_t n = set_links(set, from, true, links, LINKS);
    wb_name_span(wb, from, columns / 2, out);
    if (n == 0)
        buf_add_string(out, " has no speaker");
    for (size_t i = 0; i < n && i < LINKS; i++) {
        const struct span *to = set_find(set, links[i]->to);
        const char *type = wb->labels->relations[links[i]->type].name;
        buf_printf(out, "%s ", i ? "," : strcmp(type, "said-by") == 0 ? " said by" : "");
        if (i == 0 && strcmp(type, "said-by") != 0)
            buf_printf(out, "%s ", type);
        if (to)
            wb_quote(wb, to->at, columns / 3, out);
    }
}

void look_words(const struct workbench *wb, const struct look *look, size_t item, unsigned columns,
                struct buf *out)
{
    const struct compare_item *it = &look->c.items[item];
    const struct reading *own = &it->readings[LOOK_OWN], *review = &it->readings[LOOK_REVIEW];
    const struct span *a = own->n ? own->spans[0] : NULL, *b = review->n ? review->spans[0] : NULL;
    columns = columns < WORDS_MIN ? WORDS_MIN : columns;
    if (it->type == COMPARE_AGREED) {
        name_spans(wb, own, columns, out);
    } else if (!b) {
        name_spans(wb, own, columns, out);
        buf_add_string(out, " stays out");
    } else if (!a) {
        name_spans(wb, review, columns, out);
        buf_add_string(out, " was missed");
    } else if (it->type == COMPARE_RELATION) {
        link_words(wb, look->review, b, columns, out);
    } else if (it->type == COMPARE_ATTRIBUTE && a && b) {
        attribute_words(wb, a, b, columns, out);
    } else if (it->type == COMPARE_BOUNDARY && own->n == 1 && review->n == 1) {
        edge_words(wb, a, b, columns, out);
    } else if (it->type == COMPARE_LABEL && own->n == 1 && review->n == 1 &&
               range_equal(a->at, b->at)) {
        words_at(wb, a->at, columns, out);
        buf_printf(out, " is %s %s, not %s", strchr("aeiou", wb_label(wb, b->label)->name[0]) ? "an" : "a",
                   wb_label(wb, b->label)->name, wb_label(wb, a->label)->name);
    } else {
        name_spans(wb, own, columns / 2, out);
        buf_add_string(out, wb->options.utf8 ? " → " : " -> ");
        name_spans(wb, review, columns / 2, out);
    }
}

void look_reason(const struct workbench *wb, const struct verdict *verdict, struct buf *out)
{
    if (!verdict || !verdict->reason)
        return;
    buf_add_string(out, " (");
    plain_text(verdict->reason, strlen(verdict->reason), 0, &wb->options.widths, out);
    buf_add_char(out, ')');
}

void wb_subject(const struct workbench *wb, struct buf *out)
{
    if (wb->article && wb->subject.kind == SET_REVIEW)
        buf_printf(out, "review of %s", wb->subject.source);
}

enum status wb_closed(const struct workbench *wb)
{
    enum status status = wb->info.status;
    if (wb->subject.kind == SET_REVIEW) {
        status = wb->others.n ? wb->others.at[0].info.status : STATUS_NEW;
        return status == STATUS_DONE ? STATUS_OPEN : status; /* they wait for this review */
    }
    return status;
}

/* ---- beside the rows ---- */

static void remark(struct workbench *wb, const struct look *look, size_t item, unsigned columns,
                   struct buf *out)
{
    bool out_of_it = !look_review_span(look, item), utf8 = wb->options.utf8;
    columns = columns > REMARK + WORDS_MIN ? columns - REMARK : WORDS_MIN;
    const struct verdict *dispute = look_dispute(look, item);
    if (wb->subject.kind != SET_REVIEW) {
        buf_printf(out, "%s: ", look->info->owner);
        look_words(wb, look, item, columns, out);
    } else if (out_of_it) {
        buf_add_string(out, utf8 ? "✗ " : "x ");
        name_spans(wb, &look->c.items[item].readings[LOOK_OWN], columns, out);
    } else {
        buf_add_string(out, utf8 ? "≠ " : "! ");
        look_words(wb, look, item, columns, out);
    }
    look_reason(wb, look_verdict(look, item), out);
    if (dispute) {
        buf_printf(out, " · %s: ", wb->subject.kind == SET_REVIEW ? wb->subject.source : "you");
        plain_text(dispute->reason ? dispute->reason : "", dispute->reason ? strlen(dispute->reason) : 0,
                   0, &wb->options.widths, out);
    }
}

/* To the annotator what is no proposal is their own work, and no matter of a line. */
static bool remarkable(const struct workbench *wb, const struct look *look, size_t item)
{
    return look_differs(look, item) &&
           (wb->subject.kind == SET_REVIEW || look_said(look, item));
}

/* The first item that begins in the range or behind it. */
static size_t first_from(const struct look *look, struct pos from)
{
    size_t low = 0, high = look->c.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (look->c.items[middle].range.start.byte < from.byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool wb_remark(struct workbench *wb, struct range range, size_t i, unsigned columns, struct buf *out)
{
    size_t n;
    const struct look *looks = look_all(wb, &n);
    for (size_t k = 0; k < n; k++)
        for (size_t item = first_from(&looks[k], range.start);
             item < looks[k].c.n && looks[k].c.items[item].range.start.byte < range.end.byte; item++)
            if (remarkable(wb, &looks[k], item) && i-- == 0) {
                remark(wb, &looks[k], item, columns, out);
                return true;
            }
    return false;
}
