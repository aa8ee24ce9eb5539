/* telling.h: how the verbs of history tell of steps and spans: as columns for people, as members of
 * a JSON object for programs. */
#ifndef MANICULE_SRC_CMD_TELLING_H
#define MANICULE_SRC_CMD_TELLING_H

#include "manicule/cmd/output.h"
#include "manicule/store.h"

enum { STEP_SHORT = 13 }; /* characters of a step's id that people are shown: its time */

/* Text cut to so many columns with an ellipsis; with `fill` padded to them. */
void tell_text(struct output *, const char *text, unsigned columns, bool fill);
/* The same, whole: longer text pushes the rest aside. */
void tell_whole(struct output *, const char *text, unsigned columns);
/* "undo mark quote": what a row did. */
void tell_what(const struct past *, struct buf *out);
/* The step that `revert` would be given: of an undo or redo the one it is about. */
void tell_step(struct output *, const struct past *);
/* "gold", a person's name, "suggestion of rules" ... */
void tell_set(enum set_kind, const char *owner, const char *source, struct buf *out);
/* "12:5", from 1, in characters. */
void tell_place(const struct article *, struct pos, char out[24]);
/* Do the words begin with a quotation mark of their own? Then they need none around them. */
bool tell_is_quoted(const struct buf *words);
/* The words of all fragments within quotation marks, cut to so many columns; 0: whole. */
void tell_words(struct output *, const struct article *, const struct span *, unsigned columns);

void tell_json(struct output *, const char *text); /* a string literal; NULL: null */
/* "at":..,"by":..,"step":..,"what":.. */
void tell_json_row(struct output *, const struct past *);
/* "label":..,"start":..,"end":..,"line":..,"column":..,"text":..: start to end as an export has it. */
void tell_json_span(struct output *, const struct labelset *, const struct article *,
                    const struct span *);

#endif
