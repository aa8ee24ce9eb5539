/* diff.h: what became of a text in a corrected one: which of its bytes stand there still, and where.
 *
 * Both are cut into sentences (a line is at least one). Those that each text has once, and in the
 * same order, are held against each other first; then what stands beside them. A sentence that each
 * text has once, but elsewhere, was moved. Of those that are in one text only, two that share half
 * their words and stand elsewhere were moved, and corrected. Between what was found so, words are
 * compared (a letter of Chinese, Japanese or Korean is a word), and a word that shares half its
 * letters with the one in its place is alike: a typo put right.
 *
 * Cost: about n log n in the sentences, and in a stretch that differs its words times the words that
 * differ. Memory is bounded by some 200 MB beside the texts. What is too large is compared more
 * coarsely, and `coarse` says so: where a stretch differs in more than a thousand words, only the
 * words that it has once are found in it; in a stretch of more than 200,000 words, or where the
 * texts differ over a million sentences, only what is the same at its two ends.
 */
#ifndef MANICULE_TEXT_DIFF_H
#define MANICULE_TEXT_DIFF_H

#include <stddef.h>

#include "manicule/text/article.h"

enum diff_kind {
    DIFF_SAME,   /* the same bytes: from and to are of one size */
    DIFF_ALIKE,  /* other words that share half their letters */
    DIFF_CHANGED /* other words, or none: then `to` is empty, at the place where they were */
};

struct diff_piece {
    struct range from, to;
    enum diff_kind kind;
    bool moved; /* stands elsewhere among its neighbours */
};

/* The pieces part the first text: in its order, without gaps, none empty. What was only put in
 * belongs to no piece: the `to` of two neighbours do not touch then. */
struct diff {
    struct diff_piece *at;
    size_t n;
    bool coarse;
};

/* False: no memory, and *out is empty. */
bool diff_articles(const struct article *before, const struct article *after, struct diff *out);
void diff_release(struct diff *);
/* The piece that holds a byte of the first text; n: behind its end. */
size_t diff_find(const struct diff *, uint32_t byte);
/* Letters and digits of a range: what makes words. */
uint32_t diff_letters(const struct article *, struct range);

#endif
