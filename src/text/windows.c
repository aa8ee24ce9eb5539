#include "windows.h"

#include <stdlib.h>

#include "inside.h"

bool windows_init(struct windows *windows, uint32_t size, window_cut *cut, window_mark *mark)
{
    *windows = (struct windows){.cut = cut, .mark = mark};
    windows->cuts = calloc(size / WINDOW + 2, sizeof *windows->cuts);
    windows->last = &windows->kept[0];
    return windows->cuts != NULL;
}

void windows_release(struct windows *windows)
{
    for (size_t i = 0; i < WINDOWS_KEPT; i++)
        free(windows->kept[i].marks);
    free(windows->cuts);
}

/* The cut that belongs to point k: the first one at or after it. A stretch without a place to cut
 * is searched once, and every point in it gets the cut behind it. */
static uint32_t cut_of(const struct article *article, struct windows *windows, uint32_t k)
{
    if (k == 0)
        return 0;
    uint32_t last = article->size / WINDOW + 1, end = k, cut = article->size;
    for (; end < last; end++) {
        uint32_t from = end * WINDOW, limit = from + WINDOW;
        if (windows->cuts[end]) {
            cut = windows->cuts[end];
            break;
        }
        if (windows->cut(article, from, limit < article->size ? limit : article->size, &cut)) {
            windows->cuts[end] = cut;
            break;
        }
        cut = article->size;
    }
    for (uint32_t i = k; i < end; i++)
        windows->cuts[i] = cut;
    return cut;
}

struct range windows_range(const struct article *article, struct windows *windows, uint32_t at)
{
    uint32_t size = article->size;
    if (size == 0)
        return range_of(0, 0);
    if (at >= size)
        at = size - 1;
    uint32_t k = at / WINDOW, start = cut_of(article, windows, k), next = start;
    if (start <= at)
        return range_of(start, cut_of(article, windows, k + 1));
    for (; start > at; start = cut_of(article, windows, --k))
        next = start;
    return range_of(start, next);
}

static bool has(const struct window *window, uint32_t at)
{
    return window->marks && range_has(window->range, pos_at(at));
}

const struct window *windows_at(const struct article *article, struct windows *windows, uint32_t at)
{
    if (at >= article->size && at > 0)
        at = article->size - 1;
    struct window *slot = windows->last;
    if (has(slot, at))
        return slot;
    for (struct window *w = windows->kept; w < windows->kept + WINDOWS_KEPT; w++) {
        if (has(w, at)) {
            w->used = ++windows->clock;
            return windows->last = w;
        }
        if (w->used < slot->used)
            slot = w;
    }
    struct range range = windows_range(article, windows, at);
    size_t need = range_size(range) + 1u;
    if (need > slot->room || slot->room > need + 8 * WINDOW) {
        free(slot->marks);
        slot->room = need < 2 * WINDOW ? 2 * WINDOW : need;
        slot->marks = malloc(slot->room);
        if (!slot->marks) {
            *slot = (struct window){0};
            return NULL;
        }
    }
    slot->range = range;
    slot->used = ++windows->clock;
    windows->mark(article, range, slot->marks);
    return windows->last = slot;
}
