/* choosing.h: what of a project is to be exported, as the options of the command line say. */
#ifndef MANICULE_SRC_CMD_CHOOSING_H
#define MANICULE_SRC_CMD_CHOOSING_H

#include "manicule/base/vec.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/export.h"
#include "manicule/flow/split.h"

/* It does not move while its `export` is used. */
struct choosing {
    struct export_options export; /* note, progress and hold are the caller's to fill */
    VEC(const char *) owners;
    VEC(int64_t) keys;          /* documents that were named, */
    VEC(const char *) patterns; /* and patterns of names */
    VEC(const char *) labels;
    bool wanted[LABELS_MAX];
    uint64_t matched; /* documents that a pattern took */
    const struct split_plan *plan;
    size_t part; /* only documents of this part of the plan; NULL: of all */
};

enum fault choosing_read(struct choosing *, const struct session *, const struct args *,
                         int64_t now, struct err *);
/* Only one part's documents from now on. */
void choosing_part(struct choosing *, const struct split_plan *, size_t part);
/* After all was exported: FAULT_MISSING, no document is called like any of the patterns. */
enum fault choosing_end(const struct choosing *, struct err *);
void choosing_release(struct choosing *);

#endif
