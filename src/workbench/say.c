/* say.c: the words of the status line. Article, document and person names reach a message only
 * through plain_text(). */
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void wb_unsay(struct workbench *wb)
{
    buf_clear(&wb->message);
    buf_clear(&wb->message_keys);
}

__attribute__((format(printf, 3, 0)))
static void say(struct workbench *wb, bool warning, const char *format, va_list args)
{
    char text[1024];
    vsnprintf(text, sizeof text, format, args);
    wb_unsay(wb);
    plain_text(text, strlen(text), 0, &wb->options.widths, &wb->message);
    wb->warning = warning;
    wb->version++;
}

void wb_say(struct workbench *wb, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(wb, false, format, args);
    va_end(args);
}

void wb_ask(struct workbench *wb, const char *keys, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(wb, false, format, args);
    va_end(args);
    plain_text(keys, strlen(keys), 0, &wb->options.widths, &wb->message_keys);
}

void wb_warn(struct workbench *wb, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(wb, true, format, args);
    va_end(args);
}

void wb_quote(const struct workbench *wb, struct range range, unsigned columns, struct buf *out)
{
    const uint8_t *bytes = article_bytes(wb->article) + range.start.byte;
    size_t n = range_size(range), first = out->size;
    /* A slice longer than this cannot fit any line; measuring all of a long quotation would. */
    size_t look = n < 4096 ? n : 4096;
    if (columns < 4)
        columns = 4;
    size_t shown = plain_text(bytes, look, columns, &wb->options.widths, out);
    if (shown < n) {
        out->size = first;
        plain_text(bytes, look, columns - 2, &wb->options.widths, out);
        while (out->size > first && out->data[out->size - 1] == ' ')
            out->size--;
        buf_add_string(out, wb->options.utf8 ? " …" : "..");
    }
}

const struct label *wb_label(const struct workbench *wb, uint16_t label)
{
    return &wb->labels->labels[label < wb->labels->n_labels ? label : 0];
}

void wb_words(const struct workbench *wb, const struct span *span, unsigned columns, struct buf *out)
{
    const char *gap = wb->options.utf8 ? " … " : " .. ";
    /* Of a span in pieces only the pieces are its words; the first few say enough. */
    unsigned n = span->n_fragments < 3 ? span->n_fragments : 3, gaps = (n - 1) * (wb->options.utf8 ? 3 : 4);
    for (unsigned i = 0; i < n; i++) {
        if (i)
            buf_add_string(out, gap);
        wb_quote(wb, span_fragment(span, i), columns > gaps ? (columns - gaps) / n : 1, out);
    }
}

void wb_name_span(const struct workbench *wb, const struct span *span, unsigned columns,
                  struct buf *out)
{
    bool quote = wb_label(wb, span->label)->natural == NATURAL_QUOTATION;
    buf_printf(out, "%s ", wb_label(wb, span->label)->name);
    if (!quote)
        buf_add_char(out, '"');
    wb_words(wb, span, columns, out);
    if (!quote)
        buf_add_char(out, '"');
}

void wb_time(const struct workbench *wb, int64_t at, struct buf *out)
{
    int64_t now = wb->options.env.now(wb->options.env.ctx);
    time_t then = (time_t)(at / 1000), today = (time_t)(now / 1000);
    struct tm a, b;
    char text[64];
    if (!localtime_r(&then, &a) || !localtime_r(&today, &b))
        return;
    time_t before = today - 24 * 60 * 60;
    size_t n;
    if (a.tm_year == b.tm_year && a.tm_yday == b.tm_yday)
        n = strftime(text, sizeof text, "%H:%M", &a);
    else if (localtime_r(&before, &b) && a.tm_year == b.tm_year && a.tm_yday == b.tm_yday)
        n = strftime(text, sizeof text, "yesterday %H:%M", &a);
    else
        n = strftime(text, sizeof text, "%e %b %Y %H:%M", &a);
    size_t skip = text[0] == ' ';
    buf_add(out, text + skip, n - skip);
}

void wb_say_empty(struct workbench *wb)
{
    bool none = wb->desk.task == TASK_MARK && !wb->tally.given;
    if (none && store_gated(wb->store)) /* who comes that way has neither the program nor the path */
        wb_say(wb, "there is no document yet: a lead adds them");
    else if (none)
        wb_say(wb, "there is no document yet: add one with `manicule add %s FILE`",
               store_path(wb->store));
    else
        wb_say_waiting(wb);
}
