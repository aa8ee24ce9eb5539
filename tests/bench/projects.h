/* projects.h: the parts of the table about many documents: a large project beside a small one, and
 * a million spans going out and in, and two people's million compared. */
#ifndef MANICULE_BENCH_PROJECTS_H
#define MANICULE_BENCH_PROJECTS_H

#include "data.h"

struct projects {
    char large[PATH_ROOM], small[PATH_ROOM];
    char lines[PATH_ROOM];     /* what the large one was made of */
    unsigned documents, spans; /* of the large one, in all */
};

/* Makes both. full: ten times the spans. */
bool projects_make(const struct work *, bool full, struct projects *out);

bool projects_measure(const struct work *, const struct projects *); /* in a terminal */
bool exchange_measure(const struct work *, const struct projects *); /* export and import */
bool formats_measure(const struct work *, const struct projects *); /* in every format */
bool agreement_measure(const struct work *); /* on a project of its own */

#endif
