/* Lines of brat's .ann, words of a line, and what ids stand for. */
#include "brat_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- faults ---- */

bool brat_no_memory(struct brat_reading *r)
{
    if (!r->fault)
        r->fault = err_set(r->err, FAULT_MEMORY, "out of memory");
    return false;
}

bool brat_refuse(struct brat_reading *r, const struct brat_line *line, const char *at,
                 const char *what)
{
    struct err why;
    err_set(&why, FAULT_INPUT, "byte %zu: %s", (size_t)(at - line->start), what);
    r->fault = draft_refuse(&r->draft, line->number, &why, r->err);
    return false;
}

bool brat_refuse_id(struct brat_reading *r, const struct brat_line *line, const char *format, ...)
{
    enum { SHOWN = 40 };
    char text[200];
    struct err why;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    int n = line->id.n < SHOWN ? (int)line->id.n : SHOWN;
    err_set(&why, FAULT_INPUT, "%.*s: %s", n, line->id.at, text);
    r->fault = draft_refuse(&r->draft, line->number, &why, r->err);
    return false;
}

void brat_tell_once(struct brat_reading *r, const struct brat_line *line, const char *what)
{
    size_t i = 0;
    while (i < BRAT_TOLD_MOST && r->told[i] && r->told[i] != what)
        i++;
    if (i == BRAT_TOLD_MOST || r->told[i])
        return;
    r->told[i] = what;
    buf_clear(&r->text);
    buf_add(&r->text, line->id.at, line->id.n < 40 ? line->id.n : 40);
    buf_printf(&r->text, ": %s", what);
    if (r->intake->tell && !r->text.failed)
        r->intake->tell(r->intake->ctx, line->number, buf_text(&r->text));
}

void brat_pass_over(struct brat_reading *r, const struct brat_line *line, const char *what)
{
    r->intake->counts.passed_over++;
    brat_tell_once(r, line, what);
}

/* ---- lines ---- */

struct brat_scan brat_scan_of(const struct portion *portion)
{
    struct brat_scan scan = {portion->bytes, portion->bytes + portion->n, 0};
    if (portion->n >= 3 && memcmp(portion->bytes, "\xef\xbb\xbf", 3) == 0)
        scan.at += 3;
    return scan;
}

struct brat_slice brat_until(struct brat_slice *rest, char mark, bool *found)
{
    const char *at = memchr(rest->at, mark, rest->n);
    struct brat_slice out = {rest->at, at ? (size_t)(at - rest->at) : rest->n};
    size_t used = out.n + (at != NULL);
    rest->at += used;
    rest->n -= used;
    if (found)
        *found = at != NULL;
    return out;
}

bool brat_next_line(struct brat_scan *scan, struct brat_line *out)
{
    while (scan->at < scan->end) {
        struct brat_slice rest = {scan->at, (size_t)(scan->end - scan->at)}, line;
        line = brat_until(&rest, '\n', NULL);
        scan->at = rest.at;
        scan->number++;
        *out = (struct brat_line){.start = line.at, .number = scan->number};
        if (line.n && line.at[line.n - 1] == '\r')
            line.n--;
        if (!line.n)
            continue;
        bool more;
        out->id = brat_until(&line, '\t', &more);
        out->data = brat_until(&line, '\t', &out->has_tail);
        out->tail = line;
        return true;
    }
    return false;
}

bool brat_next_word(struct brat_slice *rest, struct brat_slice *out)
{
    while (rest->n && *rest->at == ' ') {
        rest->at++;
        rest->n--;
    }
    *out = brat_until(rest, ' ', NULL);
    return out->n > 0;
}

bool brat_is(struct brat_slice slice, const char *text)
{
    return slice.n == strlen(text) && memcmp(slice.at, text, slice.n) == 0;
}

bool brat_check_line(struct brat_reading *r, const struct brat_line *line)
{
    char kind = *line->id.at;
    if (!strchr("TREAMN#*", kind) || !kind)
        return brat_refuse(r, line, line->start, "a line begins with T, R, E, A, M, N, # or *");
    if (kind == '*' ? line->id.n != 1 : brat_id(line->id.at, line->id.n, kind) != line->id.n)
        return brat_refuse(r, line, line->start + 1,
                           kind == '*'
                               ? "a tab comes after *"
                               : "an id is a letter with a number, and a tab comes after it");
    return line->data.n || brat_refuse(r, line, line->start + line->id.n,
                                       "after the id and a tab the type is expected");
}

/* ---- ids ---- */

int brat_slice_order(struct brat_slice a, struct brat_slice b)
{
    int order = memcmp(a.at, b.at, a.n < b.n ? a.n : b.n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int named_order(const void *a, const void *b)
{
    const struct brat_named *x = a, *y = b;
    int order = brat_slice_order(x->id, y->id);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

void brat_sort_ids(struct brat_reading *r)
{
    if (r->spans.n)
        qsort(r->spans.at, r->spans.n, sizeof *r->spans.at, named_order);
    if (r->events.n)
        qsort(r->events.at, r->events.n, sizeof *r->events.at, named_order);
    if (r->links.n)
        qsort(r->links.at, r->links.n, sizeof *r->links.at, named_order);
}

/* The first line of that id. */
static struct brat_named *find_in(struct brat_named *all, size_t n, struct brat_slice id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (brat_slice_order(all[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && brat_slice_order(all[low].id, id) == 0 ? &all[low] : NULL;
}

struct brat_named *brat_find(struct brat_reading *r, struct brat_slice id)
{
    switch (id.n ? *id.at : '\0') {
    case 'T':
        return find_in(r->spans.at, r->spans.n, id);
    case 'E':
        return find_in(r->events.at, r->events.n, id);
    case 'R':
        return find_in(r->links.at, r->links.n, id);
    }
    return NULL;
}

bool brat_find_target(struct brat_reading *r, const struct brat_line *line, struct brat_slice id,
                      struct brat_target *out)
{
    struct brat_named *found = brat_find(r, id);
    int n = id.n < 40 ? (int)id.n : 40;
    if (!found || *id.at == 'R') {
        bool fit = id.n && (brat_id(id.at, id.n, *id.at) == id.n) && brat_is_plain(*id.at);
        return fit ? brat_refuse_id(r, line, "there is no span or event %.*s", n, id.at)
                   : brat_refuse(r, line, id.at, "the id of a span or event is expected");
    }
    if (found->of == BRAT_NOTHING)
        return brat_refuse_id(r, line, "%.*s was left out", n, id.at);
    *out = (struct brat_target){.span = found->of};
    if (*id.at == 'E')
        out->event = id;
    return true;
}

bool brat_split_role(struct brat_slice word, struct brat_slice *role, struct brat_slice *id)
{
    bool found;
    *role = brat_until(&word, ':', &found);
    *id = word;
    return found && role->n && id->n;
}
