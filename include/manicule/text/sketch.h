/* sketch.h: a few numbers by which two articles are seen to be nearly the same, without laying one
 * beside the other.
 *
 * What is compared are the sets of all runs of three words (text/article.h's words; letters A to Z
 * without their case; spaces and punctuation do not count). Their resemblance is the share of the runs
 * in either that are in both. A sketch is a MinHash (A. Z. Broder, "On the resemblance and
 * containment of documents", SEQUENCES 1997): the share of its numbers that are equal estimates the
 * resemblance, with a standard error below 0.05. The same text always has the same sketch. It
 * takes memory of its own size alone, however long the article is.
 */
#ifndef MANICULE_TEXT_SKETCH_H
#define MANICULE_TEXT_SKETCH_H

#include "manicule/text/article.h"

/* Bands of so many numbers: articles that are nearly the same have one band at least in common, so
 * that only those need be compared that do. */
enum { SKETCH_BANDS = 40, SKETCH_ROWS = 3, SKETCH_NUMBERS = SKETCH_BANDS * SKETCH_ROWS };
/* Nearly the same: an estimate of 0.6 or more. Such a pair has a band in common with a probability of
 * 0.9999; at 0.7 it is 1 - 10^-7. */
enum { SKETCH_NEAR = 72 };

struct sketch {
    bool empty; /* no words: like nothing else */
    uint32_t least[SKETCH_NUMBERS];
};

void sketch_of(const struct article *, struct sketch *out);
unsigned sketch_equal(const struct sketch *, const struct sketch *); /* how many numbers are equal */
bool sketch_near(const struct sketch *, const struct sketch *);
uint64_t sketch_band(const struct sketch *, unsigned band); /* equal for equal bands */

#endif
