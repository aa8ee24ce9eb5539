/* words.h: made-up news of any length, different for every number, the same on every machine. */
#ifndef MANICULE_BENCH_WORDS_H
#define MANICULE_BENCH_WORDS_H

#include "manicule/base/buf.h"

/* Appends paragraphs of at least `size` bytes, every fourth sentence Japanese. */
void words_fill(struct buf *, size_t size, unsigned number);

#endif
