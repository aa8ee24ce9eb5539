/* status.c: the two rows at the bottom. A message that does not fit the status row goes on in the
 * hint row; the keys of an offer go there whole, so that no decision is ever cut off. */
#include "internal.h"

#include <string.h>

static const char part_mark[] = " · ";

static unsigned columns_of(const struct workbench *wb, const char *text, size_t n)
{
    return plain_width(text, n, &wb->options.widths);
}

/* The text, its end given up for … where it is too wide. */
static void cut(const struct workbench *wb, const char *text, size_t n, unsigned columns, struct buf *out)
{
    const char *ellipsis = wb->options.utf8 ? "…" : "..";
    if (columns_of(wb, text, n) <= columns) {
        buf_add(out, text, n);
        return;
    }
    unsigned tail = wb->options.utf8 ? 1 : 2;
    plain_text(text, n, columns > tail ? columns - tail : 1, &wb->options.widths, out);
    buf_add_string(out, ellipsis);
}

/* Where the next part begins behind `at`; its own end in *end. */
static const char *next_part(const char *at, const char **end)
{
    const char *mark = strstr(at, part_mark);
    *end = mark ? mark : at + strlen(at);
    return mark ? mark + strlen(part_mark) : NULL;
}

/* The keys as hints; of the last `bare` only the key is named, without what it does. */
static void add_keys(const char *keys, size_t n, size_t bare, struct buf *out)
{
    const char *end;
    for (const char *at = keys, *next; at; at = next, n--) {
        next = next_part(at, &end);
        size_t size = n > bare ? (size_t)(end - at) : strcspn(at, " ");
        if (at != keys)
            buf_add_string(out, "  ");
        buf_add(out, at, size < (size_t)(end - at) ? size : (size_t)(end - at));
    }
}

static void fit_keys(const struct workbench *wb, const char *keys, unsigned columns, struct buf *out)
{
    size_t n = 0, start = out->size;
    const char *end;
    for (const char *at = keys; at; at = next_part(at, &end))
        n++;
    for (size_t bare = 0; bare <= n; bare++) {
        out->size = start;
        add_keys(keys, n, bare, out);
        if (columns_of(wb, buf_text(out) + start, out->size - start) <= columns)
            return;
    }
}

/* A message over two rows: the first ends with a part where it can, else with a word. */
static void spill(const struct workbench *wb, const struct buf *text, unsigned columns,
                  struct buf *status, struct buf *more)
{
    struct buf first = {0};
    const char *all = buf_text(text);
    size_t n = plain_text(all, text->size, columns, &wb->options.widths, &first), word = n;
    buf_release(&first);
    while (word > 0 && all[word] != ' ')
        word--;
    size_t end = word ? word : n, rest = end;
    for (const char *at = all, *stop; at && (size_t)(at - all) <= n;) {
        at = next_part(at, &stop);
        if (at && (size_t)(stop - all) <= n) {
            end = (size_t)(stop - all);
            rest = (size_t)(at - all);
        }
    }
    rest += strspn(all + rest, " ");
    /* What would not fit behind a part's end fits behind the last word. */
    if (columns_of(wb, all + rest, text->size - rest) > columns && word) {
        end = word;
        rest = word + 1;
    }
    buf_add(status, all, end);
    cut(wb, all + rest, text->size - rest, columns, more);
}

static void with_keys(const struct workbench *wb, const struct buf *text, const char *keys,
                      unsigned columns, struct buf *status, struct buf *more)
{
    unsigned width = columns_of(wb, buf_text(text), text->size) + 3 + columns_of(wb, keys, strlen(keys));
    cut(wb, buf_text(text), text->size, columns, status);
    if (width <= columns)
        buf_printf(status, "%s%s", part_mark, keys);
    else
        fit_keys(wb, keys, columns, more);
}

void wb_status(struct workbench *wb, unsigned columns, struct buf *status, struct buf *more)
{
    struct buf item = {0};
    const struct buf *text = &wb->message;
    const char *keys = buf_text(&wb->message_keys);
    if (!text->size) {
        keys = wb_item_describe(wb, &item);
        text = &item;
    }
    if (!text->size)
        wb_describe(wb, columns, status);
    else if (*keys)
        with_keys(wb, text, keys, columns, status, more);
    else if (columns_of(wb, buf_text(text), text->size) <= columns)
        buf_add(status, text->data, text->size);
    else
        spill(wb, text, columns, status, more);
    buf_release(&item);
}
