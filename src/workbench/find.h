/* find.h: letters in an article: for search and for mark all.
 *
 * White space in the needle matches any run of white space, so that a name broken by a line end
 * is found. A hit starts and ends between clusters and is never empty. */
#ifndef MANICULE_WORKBENCH_FIND_H
#define MANICULE_WORKBENCH_FIND_H

#include "manicule/text/article.h"

enum { NEEDLE_MAX = 1024 };

struct needle {
    uint32_t c[NEEDLE_MAX]; /* characters, folded unless exact; a run of white space is one ' ' */
    size_t n;
    bool exact;
    uint8_t first[256], second[256]; /* which bytes a hit can begin with */
    uint8_t rare[2];                 /* one of these stands rare_at bytes after its start */
    unsigned n_rare, rare_at;        /* n_rare 0: nothing so simple is known */
};

/* False: nothing to look for, or more than NEEDLE_MAX characters. White space at the edges is
 * kept: it was typed. */
bool find_needle(struct needle *, const char *text, size_t n, bool exact);
/* The first hit that starts in [from, to). */
bool find_next(const struct article *, const struct needle *, struct pos from, struct pos to, struct range *out);
/* The last hit that starts in [from, to). */
bool find_prev(const struct article *, const struct needle *, struct pos from, struct pos to, struct range *out);
/* Has the text a capital: then case counts. */
bool find_has_capital(const char *text);

#endif
