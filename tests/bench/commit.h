/* commit.h: what of a mark's CPU is the commit: the same transaction, one new span of a word with
 * its journal row, done by store_apply() alone on a copy of the project, by a process of its own,
 * one at a time: between two marks, so that both find the machine in the same state. */
#ifndef MANICULE_BENCH_COMMIT_H
#define MANICULE_BENCH_COMMIT_H

#include "data.h"

struct commit;

struct commit *commit_start(const struct work *, const struct subject *); /* NULL: it cannot be done */
/* Makes one: its milliseconds of CPU, below 0 when it failed. */
double commit_once(struct commit *);
void commit_end(struct commit *); /* NULL is fine */

#endif
