/* sources.h: the files that an import is given: each by itself, folders with all below them in order
 * of names, or a pipe. */
#ifndef MANICULE_SRC_FLOW_SOURCES_H
#define MANICULE_SRC_FLOW_SOURCES_H

#include <stdint.h>

#include "manicule/base/buf.h"
#include "manicule/base/err.h"
#include "manicule/base/vec.h"

struct source {
    const char *path; /* of the sources' own; NULL: the pipe */
    char *name;       /* below the folder it was found in, or of the file; without extension */
    char *beside;     /* the path without extension, for what stands beside it; NULL: the pipe */
};

/* A folder may have a hundred thousand files: of each no more is kept than its path. */
struct found {
    uint32_t path;   /* where in `paths`; SOURCES_PIPE: it is the pipe */
    uint32_t folder; /* how much of it stands before the name */
};
#define SOURCES_PIPE UINT32_MAX

struct sources {
    VEC(struct found) all;
    struct buf paths;
    struct source at_hand;
};

/* extensions: those that count in a folder, by spaces, or NULL: every file. Hidden files and
 * symbolic links to folders are passed over. FAULT_MISSING: a path is not there; FAULT_INPUT: a folder has no such file. */
enum fault sources_add(struct sources *, const char *path, const char *extensions, struct err *);
/* As a value, good until the next is taken. */
enum fault sources_take(struct sources *, size_t i, const struct source **out, struct err *);
const char *sources_path(const struct sources *, size_t i); /* NULL: the pipe */
void sources_release(struct sources *);

#endif
