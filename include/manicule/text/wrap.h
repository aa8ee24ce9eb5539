/* wrap.h: an article's lines as rows of a given width (UAX #14 with LB29, strict kinsoku).
 *
 * Only the windows that are asked for are wrapped: some 8 kB of whole lines. Only a line of more
 * than WRAP_WINDOW bytes is cut into pieces, behind a space if there is one near, else at a
 * cluster; a row ends there. A row holds whole clusters, its newline belongs to it, spaces that
 * overflow at a row's end take no columns. Out of memory, a row is a line.
 */
#ifndef MANICULE_TEXT_WRAP_H
#define MANICULE_TEXT_WRAP_H

#include "manicule/text/glyph.h"

enum { WRAP_WINDOW = 64 * 1024 };

struct wrap; /* one geometry of one article, with a cache of the windows seen last */

struct wrap *wrap_new(const struct article *, unsigned columns, const struct widths *); /* NULL: no memory */
void wrap_free(struct wrap *);
void wrap_resize(struct wrap *, unsigned columns); /* columns >= 8 */
unsigned wrap_columns(const struct wrap *);

/* The row around a place; the end of the article is on its last row. Row ranges partition the
 * article; only the row after a closing newline is empty. */
struct range wrap_row(struct wrap *, struct pos);
bool wrap_row_next(struct wrap *, struct range row, struct range *out); /* false: none */
bool wrap_row_prev(struct wrap *, struct range row, struct range *out);

/* Columns from the row's start to pos, and back: the cluster that covers the column (the last
 * one, not the newline's far side, when the row is shorter). Within and behind spaces that hang
 * over the row's end the column is wrap_columns(). */
unsigned wrap_column(struct wrap *, struct range row, struct pos);
struct pos wrap_at_column(struct wrap *, struct range row, unsigned column);

#endif
