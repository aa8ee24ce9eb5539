/* carry.h: a span is carried over into a corrected text, through what was found to be the same in both
 * (text/diff.h). Pure.
 *
 * A fragment is exact when all its bytes stand together in the corrected text, in their place. It
 * is near when they were moved with their paragraph, or when at least a third of its letters are
 * there still: then it goes from the first to the last of them, with what was put in between or in
 * the place of a word of its own, but without white space at its edges that it did not have.
 * Letters that were scattered count only where most of them stand. Of a fragment without letters
 * its bytes are counted. What has less is gone. A span is as its fragments are: exact when all are
 * and their order is, gone when all are.
 */
#ifndef MANICULE_MARKS_CARRY_H
#define MANICULE_MARKS_CARRY_H

#include "manicule/base/err.h"
#include "manicule/marks/set.h"
#include "manicule/text/diff.h"

enum carried { CARRIED_EXACT, CARRIED_MOVED, CARRIED_NEAR, CARRIED_GONE };

/* *out is the span in the corrected text, a copy (span_release()) that holds no links; of a span that
 * is gone it is zeroed. False: no memory. */
bool carry_span(const struct diff *, const struct article *before, const struct article *after,
                const struct span *, struct span *out, enum carried *how);
/* A whole set: its spans that are not gone, and the relations between them. `into` is empty before;
 * after FAULT_MEMORY it holds a part. */
enum fault carry_set(const struct diff *, const struct article *before, const struct article *after,
                     const struct set *, struct set *into, struct err *);
/* Where a place is now: of one in words that are gone, the end of those before it. */
struct pos carry_pos(const struct diff *, const struct article *after, struct pos);

#endif
