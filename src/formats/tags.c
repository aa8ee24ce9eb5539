/* Tags become spans. */
#include "tags.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "manicule/text/glyph.h"

bool tag_parse(const char *text, size_t n, struct tag *out)
{
    static const char prefixes[] = "BILUES", as[] = "BILULU";
    *out = (struct tag){.prefix = 'O'};
    if (n == 1 && *text == 'O')
        return true;
    if (n < 2 || text[1] != '-')
        return false;
    const char *at = memchr(prefixes, *text, sizeof prefixes - 1);
    if (!at)
        return false;
    *out = (struct tag){.prefix = as[at - prefixes], .label = text + 2, .n = n - 2};
    return true;
}

static void put_shown(struct buf *out, const char *text, size_t n)
{
    enum { COLUMNS = 30 };
    if (plain_text((const uint8_t *)text, n, COLUMNS, &(struct widths){0}, out) < n)
        buf_add_string(out, "…");
}

enum fault tag_wrong(const char *text, size_t n, struct err *err)
{
    struct buf shown = {0};
    put_shown(&shown, text, n);
    enum fault fault = err_set(
        err, FAULT_INPUT, "the tag \"%s\" is neither O nor B-, I-, L-, U-, E- or S- with a label",
        buf_text(&shown));
    buf_release(&shown);
    return fault;
}

static void ill(struct tag_count *count, const char *prefix, const char *label, size_t n,
                size_t line, const char *why)
{
    if (count->ill++)
        return;
    struct buf shown = {0};
    put_shown(&shown, label, n);
    snprintf(count->first, sizeof count->first, "%s%s %s", prefix, buf_text(&shown), why);
    buf_release(&shown);
    count->first_line = line;
}

static void close_span(struct tag_track *t, struct draft *draft, struct tag_count *count,
                       size_t line)
{
    if (!t->open)
        return;
    t->open = false;
    if (count->scheme == BILUO && !t->ended)
        ill(count, "", buf_text(&t->label), t->label.size, line, "has no L-: it ends all the same");
    draft->failed |= t->label.failed;
    struct draft_span *span = draft_span(draft, t->label.size ? buf_text(&t->label) : NULL,
                                         t->label.size, t->start, t->end);
    if (span)
        span->line = t->line;
}

void tag_step(struct tag_track *t, struct draft *draft, struct tag_count *count, struct tag tag,
              uint32_t start, uint32_t end, size_t line)
{
    if (tag.prefix == 'L' || tag.prefix == 'U')
        count->scheme = BILUO;
    bool same = t->open && !t->ended && t->label.size == tag.n &&
                (tag.n == 0 || memcmp(buf_text(&t->label), tag.label, tag.n) == 0);
    if (tag.prefix == 'O' || tag.prefix == 'B' || tag.prefix == 'U' || !same)
        close_span(t, draft, count, line);
    if (tag.prefix == 'O')
        return;
    if (!t->open) {
        if (tag.prefix == 'L' || (tag.prefix == 'I' && count->scheme != IOB1))
            ill(count, tag.prefix == 'I' ? "I-" : "L-", tag.label, tag.n, line,
                "goes on with nothing: it begins a span");
        buf_clear(&t->label);
        buf_add(&t->label, tag.label, tag.n);
        t->open = true;
        t->start = start;
        t->line = line;
    }
    t->end = end;
    t->ended = tag.prefix == 'L' || tag.prefix == 'U';
}

void tag_stop(struct tag_track *t, struct draft *draft, struct tag_count *count, size_t line)
{
    close_span(t, draft, count, line);
}

void tag_tell(struct tag_count *count, struct intake *intake)
{
    char text[240];
    if (!count->ill || !intake->tell)
        return;
    if (count->ill == 1)
        snprintf(text, sizeof text, "tag %s, as conlleval reads it", count->first);
    else
        snprintf(text, sizeof text,
                 "tag %s, as conlleval reads it; %" PRIu64 " tags of the file are such",
                 count->first, count->ill);
    intake->tell(intake->ctx, count->first_line, text);
}
