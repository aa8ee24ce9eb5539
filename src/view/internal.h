/* internal.h: what the files of view/ share. */
#ifndef MANICULE_VIEW_INTERNAL_H
#define MANICULE_VIEW_INTERNAL_H

#include "manicule/base/buf.h"
#include "manicule/base/vec.h"
#include "manicule/view/screen.h"
#include "manicule/view/view.h"
#include "manicule/workbench/state.h"

/* One article row as drawn, gutter to margin: kept until what it shows changes. */
struct row {
    struct range range;
    struct screen cells; /* one row, from the gutter's column to the screen's end */
    unsigned hidden;     /* placeholders for what is invisible */
};

/* What a row costs to make is shared by all rows of a frame. */
struct row_maker {
    struct workbench *wb;
    struct buf text;
    VEC(uint32_t) starts;   /* byte of each cluster of the row, and the end */
    VEC(uint16_t) columns;  /* column of each cluster, and the end */
    VEC(uint16_t) faces;    /* face of each cluster */
};

/* Draws the row into row->cells, which has the right size. */
void row_make(struct row_maker *, struct row *);
void row_maker_release(struct row_maker *);

/* The frame's glyphs: lines where the terminal can, ASCII else. */
struct marks {
    const char *manicule, *bar, *rail, *ellipsis;
    const char *status[STATUSES];
    const char *full, *empty; /* of progress bars */
};
const struct marks *view_marks(const struct workbench *);
uint16_t view_label_face(uint16_t label);

/* The hint line's words, kept as long as what they depend on is the same. */
struct hint {
    struct buf text;
    unsigned cols;
    enum panel panel;
    bool queue, grabbing, known;
    enum set_kind subject;
    enum status status;
};

/* Adds the bits to the faces of those cells of a row that belong to the words. */
void view_paint(struct screen *, struct workbench *, unsigned row, struct range words, uint16_t bits);
void bars_draw(struct screen *, struct workbench *, unsigned hidden, struct hint *);
void queue_draw(struct screen *, struct workbench *);
void panel_draw(struct screen *, struct workbench *);
void question_draw(struct screen *, struct workbench *); /* the doubt at hand, where it is long */
void strip_draw(struct screen *, struct workbench *);
void readings_draw(struct screen *, struct workbench *);
bool readings_strip(struct screen *, struct workbench *); /* false: no difference is at hand */

#endif
