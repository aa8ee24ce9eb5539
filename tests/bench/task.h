/* task.h: contenders that run in turns, each in a process of its own; the best of some runs counts.
 */
#ifndef MANICULE_BENCH_TASK_H
#define MANICULE_BENCH_TASK_H

#include <stdbool.h>

#include "table.h"

struct taken {
    double wall, cpu; /* s; 0: did not run yet */
    long kilobytes;   /* the most memory of any run */
};

struct task {
    bool (*function)(const char *, const char *); /* or a program: */
    const char *argv[12];
    const char *one, *other; /* the function's, or `other` is where standard output goes */
};

/* Runs it once. False, with a message, when it fails. */
bool task_run(const struct task *, struct taken *best);

/* "name1.23 s (1.20)" into the cell: wall time with CPU behind it. */
void task_cell(char cell[CELL], const char *name, const struct taken *);

#endif
