/* articles.h: the part of the table about one article after the other, in a terminal. */
#ifndef MANICULE_BENCH_ARTICLES_H
#define MANICULE_BENCH_ARTICLES_H

#include "data.h"

bool articles_measure(const struct work *);

/* The median of the times to a first full screen, of each of n commands, in turns so that a busy
 * moment of the machine is shared. sentinel: which of them answer it. */
struct command;
bool first_screens(const struct command *, const bool *sentinel, size_t n, unsigned rounds,
                   double *ms);

#endif
