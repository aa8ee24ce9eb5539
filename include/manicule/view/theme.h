/* theme.h: how roles look. Colours are colour-blind safe (after Okabe and Ito); nothing is told
 * by colour alone. Pure data: tui makes pens of it, svg.c makes RGB. */
#ifndef MANICULE_VIEW_THEME_H
#define MANICULE_VIEW_THEME_H

#include "manicule/view/screen.h"

struct look {
    int16_t fg, bg;      /* of the 256 colours; -1: the terminal's own */
    int16_t fg8, bg8;    /* where there are only 8 */
    uint16_t bits;       /* face_bits added to the cell's own */
};

struct theme {
    const char *name; /* "dark", "light", "mono" */
    bool colours;     /* false: never send a colour */
    struct look look[ROLES];
};

const struct theme *theme_find(const char *name); /* NULL: no such theme */
const struct theme *theme_at(size_t i);           /* NULL after the last */
uint32_t theme_rgb(int16_t colour, bool dark, bool foreground); /* 0xRRGGBB of one of the 256 */

#endif
