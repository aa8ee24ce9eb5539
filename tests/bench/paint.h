/* paint.h: when was the first screen there? The output of a start is played to libvterm twice:
 * once to see the screen it leads to, once more to find the first piece of output after which 98
 * of 100 cells, looks included, are as on that screen. The same for every program. */
#ifndef MANICULE_BENCH_PAINT_H
#define MANICULE_BENCH_PAINT_H

#include "program.h"

/* Milliseconds after the start. The program must have been started and pressed no key. */
double paint_time(const struct program *);

/* The screen as lines of text on standard error, to see what was measured. */
void paint_show(const struct program *);

#endif
