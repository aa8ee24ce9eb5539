/* view.h: the workbench as a screen. Pure: the same state gives the same cells. Keeps what it
 * drew, so that a key costs the rows it touched. */
#ifndef MANICULE_VIEW_VIEW_H
#define MANICULE_VIEW_VIEW_H

#include "manicule/view/screen.h"

struct workbench;
struct view;

struct view *view_new(void); /* NULL: no memory */
void view_free(struct view *);

/* Draws into the view's own screen and returns it; the screen has the size the workbench was told. */
const struct screen *view_draw(struct view *, struct workbench *);

#endif
