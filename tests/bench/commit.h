/* commit.h: what of a mark's CPU is the commit: the same transaction, one new span of a word with
 * its journal row, done by store_apply() alone on a copy of the project. */
#ifndef MANICULE_BENCH_COMMIT_H
#define MANICULE_BENCH_COMMIT_H

#include "data.h"

/* Mean milliseconds of CPU, below 0 when it cannot be done. */
double commit_cpu(const struct work *, const struct subject *, unsigned times);

#endif
