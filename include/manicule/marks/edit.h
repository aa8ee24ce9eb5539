/* edit.h: one change, as the image before and the image after; a step is the edits of one action.
 *
 * Adding has no before, deleting no after. The inverse swaps the two. An edit can only be applied
 * where its before-image is what stands there, so a replay, an undo or a merge cannot quietly
 * overwrite someone's later work.
 */
#ifndef MANICULE_MARKS_EDIT_H
#define MANICULE_MARKS_EDIT_H

#include "manicule/base/err.h"
#include "manicule/base/vec.h"
#include "manicule/marks/set.h"

enum edit_kind { EDIT_SPAN, EDIT_RELATION, EDIT_COMMENT, EDIT_STATUS, EDIT_VERDICT };

struct edit {
    enum edit_kind kind;
    bool had, has; /* is there an image before, after */
    union {
        struct { struct span before, after; } span;
        struct { struct relation before, after; } relation;
        struct { struct comment before, after; } comment;
        struct { struct verdict before, after; } verdict;
        struct { enum status before, after; } status; /* had and has are both true */
    };
};

/* Owns its edits' strings and fragments (edits_release). A zeroed one is empty. */
struct edits {
    struct edit *at;
    size_t n, room;
    bool failed; /* out of memory: nothing of it may be used */
};

/* Each copies what it is given. */
void edits_add_span(struct edits *, const struct span *after);
void edits_delete_span(struct edits *, const struct span *before);
void edits_change_span(struct edits *, const struct span *before, const struct span *after);
void edits_add_relation(struct edits *, const struct relation *);
void edits_delete_relation(struct edits *, const struct relation *);
void edits_change_relation(struct edits *, const struct relation *before, const struct relation *after);
void edits_comment(struct edits *, const struct comment *before, const struct comment *after); /* either may be NULL */
void edits_verdict(struct edits *, const struct verdict *before, const struct verdict *after); /* either may be NULL */
void edits_status(struct edits *, enum status before, enum status after);
void edits_release(struct edits *);

/* Turns the list into its inverse, in place: last first, images swapped. */
void edits_invert(struct edits *);
void edit_invert(struct edit *); /* one alone: swaps its images */

/* Applies them in order to the set. All or nothing: FAULT_CONFLICT when a before-image is not what
 * stands there (err names it), and the set is as it was. status may be NULL. After FAULT_MEMORY the set may be
 * changed in part: read it again. */
enum fault set_apply(struct set *, const struct edits *, enum status *status, struct err *);

/* Edits that delete a span with its relations and comments, in the right order. A relation that the
 * list deletes already is left out, so two linked spans can go in one step. */
void edits_delete_whole(struct edits *, const struct set *, const struct span *);

#endif
