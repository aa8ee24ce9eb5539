/* windows.h: what is computed for a whole piece of an article at once (cluster boundaries, words,
 * rows), kept for the pieces seen last.
 *
 * A grid lies over the article, WINDOW bytes wide. Beside each of its points, at the first place
 * where a cut changes nothing, the article is cut: so a place is always in the same window, from
 * whichever side it was reached. Where no such place exists (a cluster of megabytes) a window is
 * as long as it has to be. Cuts are remembered, so looking for them is linear over all calls.
 */
#ifndef MANICULE_TEXT_WINDOWS_H
#define MANICULE_TEXT_WINDOWS_H

#include <stddef.h>

#include "manicule/text/pos.h"

struct article;

enum { WINDOW = 8 * 1024, WINDOWS_KEPT = 8 };

/* The first cut in [from, limit); false: none. It depends on the bytes alone. */
typedef bool window_cut(const struct article *, uint32_t from, uint32_t limit, uint32_t *cut);
/* Fills marks[0..range_size), one for each byte. */
typedef void window_mark(const struct article *, struct range window, char *marks);

struct window {
    struct range range;
    char *marks;
    size_t room;
    uint64_t used;
};

struct windows {
    window_cut *cut;
    window_mark *mark; /* NULL: only the cuts are wanted */
    uint32_t *cuts;    /* one for each point of the grid, 0: not looked for yet */
    struct window kept[WINDOWS_KEPT];
    struct window *last;
    uint64_t clock;
};

bool windows_init(struct windows *, uint32_t size, window_cut *, window_mark *); /* false: no memory */
void windows_release(struct windows *);

/* The window around a place; an article's end is in its last one. */
struct range windows_range(const struct article *, struct windows *, uint32_t at);
/* The same with its marks; NULL when there is no memory for them. Good until the next call. */
const struct window *windows_at(const struct article *, struct windows *, uint32_t at);

#endif
