/* writes.h: how many write(2) calls reach the terminal. They cannot be told from outside, so a
 * program is run a second time under strace, whose log is counted; nothing else of that run is
 * used. The answers to the sentinel are not counted. */
#ifndef MANICULE_BENCH_WRITES_H
#define MANICULE_BENCH_WRITES_H

#include "keys.h"
#include "program.h"

/* As program_start(). False: there is no strace, or it may not trace. */
bool writes_start(struct program *, const struct work *, const struct command *, bool sentinel);
void writes_end(struct program *);
/* So far; 0 when the program is not traced. */
unsigned writes_count(struct program *);

#endif
