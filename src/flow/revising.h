/* revising.h: what the files of revise share. Not for other rooms. */
#ifndef MANICULE_FLOW_REVISING_H
#define MANICULE_FLOW_REVISING_H

#include "manicule/base/vec.h"
#include "manicule/flow/revise.h"
#include "manicule/marks/edit.h"

struct carried_span {
    struct uuid id;
    enum carried how;
};
struct carried_set {
    struct revise_set told;
    struct set *before, *after;     /* without verdicts and comments after */
    VEC(struct carried_span) marked; /* those that did not just go along, in order of their ids */
    struct edits edits;
};

/* How the span of that id was carried. */
enum carried carried_how(const struct carried_set *, struct uuid id);

/* Adds the edits by which the sets' verdicts go along. Verdicts are kept by digests of what was shown,
 * places too, and all of them are other ones now. */
enum fault revise_verdicts(struct carried_set *sets, size_t n, const struct article *before,
                           const struct article *after, struct err *err);

/* A person's place, moved along. False: no memory. */
struct moving {
    const struct diff *diff;
    const struct article *before, *after;
};
bool revise_place(void *moving, struct place *);

#endif
