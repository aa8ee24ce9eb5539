/* agreement_interval.h: how much a figure would move with other documents of the same kind.
 *
 * Percentile intervals of the bootstrap over documents: B. Efron, R. J. Tibshirani, An
 * Introduction to the Bootstrap, 1993, ch. 13. As many documents as there are (read by two at
 * least) are drawn with replacement, `samples` times; of the figures so found, in order, the
 * 2.5 % and the 97.5 % point are the ends. Documents are put into an order of their own before
 * the drawing, so that the same seed gives the same ends in whatever order they were added. */
#ifndef MANICULE_MARKS_AGREEMENT_INTERVAL_H
#define MANICULE_MARKS_AGREEMENT_INTERVAL_H

#include "manicule/marks/agreement.h"

struct agreement_interval {
    bool defined;     /* the figure was, in one sample at least */
    double low, high; /* 95 % */
    unsigned samples; /* those in which it was defined: the others are left out */
};

enum { AGREEMENT_SAMPLES = 1000 };

struct agreement_watch { /* told before each sample */
    void (*progress)(void *ctx, uint64_t done, uint64_t of);
    void *ctx;
};

/* Every figure overall and of each label, into out[figure * (labels + 1) + label], overall last.
 * The options must have said `intervals`. Nobody need watch (NULL). */
enum fault agreement_intervals(const struct agreement *, unsigned samples, uint64_t seed,
                               const struct agreement_watch *, struct agreement_interval *out,
                               struct err *);

#endif
