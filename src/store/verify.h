/* verify.h: the parts of store_verify(). Each part tells what it finds and goes on; it fails only
 * when it cannot look. Damage that stops a part is a finding, too. */
#ifndef MANICULE_STORE_VERIFY_H
#define MANICULE_STORE_VERIFY_H

#include "internal.h"

struct verify {
    struct store *store;
    const struct store_report *report;
    size_t findings;
    size_t here; /* findings of the part at hand: beyond a few they are counted only */
};

/* A new part: the limit on findings starts anew. Tells how many of the last were left out. */
void verify_part(struct verify *);
void verify_find(struct verify *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Turns damage into a finding about `where` and passes on what really stops: no memory, no lock. */
enum fault verify_absorb(struct verify *, enum fault, const struct err *, const char *where);

/* The project's own chain: documents that came and went, label sets; the kept progress. */
enum fault verify_project(struct verify *, struct err *);
/* One set against the replay of its journal. article NULL: the text is too damaged to be read. */
enum fault verify_set(struct verify *, const struct document *, const struct article *,
                      const struct setrow *, struct err *);
/* The order and state of all steps against the journal. */
enum fault verify_steps(struct verify *, struct err *);

#endif
