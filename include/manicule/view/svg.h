/* svg.h: a screen as a picture, for the README. Every cell stands where it stands in a terminal,
 * whatever font the reader has. */
#ifndef MANICULE_VIEW_SVG_H
#define MANICULE_VIEW_SVG_H

#include "manicule/view/theme.h"

struct buf;

/* How a cell looks once theme, bits and the colours at hand are settled. */
struct paint {
    uint32_t fg, bg; /* 0xRRGGBB */
    bool bold, underline, dim;
};

/* Appends an SVG document of rows * cols cells; `title` is its accessible name (may be NULL). */
void svg_screen(const struct screen *, const struct theme *, const char *title, struct buf *out);

/* The same for cells whose paint is known already (the cells of a real terminal): rows * cols
 * paints beside the screen's cells. */
void svg_painted(const struct screen *, const struct paint *, uint32_t background,
                 const char *title, struct buf *out);

#endif
