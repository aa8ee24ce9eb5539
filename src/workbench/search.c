/* search.c: `/`, n and N. What is found is selected; case counts when the needle has a capital. */
#include "internal.h"

#include "find.h"

enum { HIT_REACH = 4 * NEEDLE_MAX }; /* bytes before the rows where a hit that reaches them may start */

static bool needle_of(const struct workbench *wb, struct needle *out)
{
    return wb->needle && find_needle(out, wb->needle, strlen(wb->needle), wb->needle_exact);
}

static void found(struct workbench *wb, struct range hit)
{
    wb_unselect(wb);
    wb->has_goal = false;
    wb_go(wb, hit.start);
    wb_select(wb, hit, SELECTION_SEARCH);
    wb->needle_hidden = false;
    wb->marks_version++;
}

static void nothing(struct workbench *wb)
{
    wb_unselect(wb);
    wb_warn(wb, "\"%s\" is nowhere in this article", wb->needle);
}

static void search(struct workbench *wb, bool forward, struct pos from)
{
    struct needle needle;
    struct range hit;
    struct pos start = pos_at(0), end = pos_at(article_size(wb->article));
    bool wrapped = false, there;
    if (!needle_of(wb, &needle)) {
        wb_say(wb, "nothing to search for yet · / search");
        return;
    }
    if (forward) {
        there = find_next(wb->article, &needle, from, end, &hit);
        if (!there)
            wrapped = there = find_next(wb->article, &needle, start, from, &hit);
    } else {
        there = find_prev(wb->article, &needle, start, from, &hit);
        if (!there)
            wrapped = there = find_prev(wb->article, &needle, from, end, &hit);
    }
    if (!there) {
        nothing(wb);
        return;
    }
    found(wb, hit);
    if (wrapped)
        wb_say(wb, forward ? "past the end: on from the start" : "past the start: on from the end");
}

void wb_search_text(struct workbench *wb, const char *text)
{
    if (!wb->article)
        return;
    if (*text) {
        struct needle probe;
        if (!find_needle(&probe, text, strlen(text), true)) {
            wb_warn(wb, "that is too long to search for");
            return;
        }
        char *copy = strdup(text);
        if (!copy) {
            wb_warn(wb, "out of memory");
            return;
        }
        free(wb->needle);
        wb->needle = copy;
        wb->needle_exact = find_has_capital(copy);
        wb->needle_hidden = false;
        wb->marks_version++;
    }
    if (*text)
        search(wb, true, wb->cursor);
    else
        wb_search_step(wb, true); /* an empty line: the last one again */
}

void wb_search_step(struct workbench *wb, bool forward)
{
    if (wb->article)
        search(wb, forward, forward ? article_next(wb->article, wb->cursor) : wb->cursor);
}

bool wb_search_clear(struct workbench *wb)
{
    if (!wb->needle || wb->needle_hidden)
        return false;
    wb->needle_hidden = true;
    wb->marks_version++;
    wb->version++;
    return true;
}

size_t wb_search_hits(const struct workbench *wb, struct range range, struct range *out, size_t max)
{
    struct needle needle;
    size_t n = 0;
    if (wb->needle_hidden || !wb->article || !needle_of(wb, &needle))
        return 0;
    uint32_t reach = (uint32_t)strlen(wb->needle) * 2 + 64;
    if (reach > HIT_REACH)
        reach = HIT_REACH;
    struct pos at = pos_at(range.start.byte > reach ? range.start.byte - reach : 0);
    for (struct range hit; n < max && find_next(wb->article, &needle, at, range.end, &hit);
         at = hit.end)
        if (range_overlaps(hit, range))
            out[n++] = hit;
    return n;
}
