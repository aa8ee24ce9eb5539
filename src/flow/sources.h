/* sources.h: the files that an import is given: each by itself, folders with all below them in order
 * of names, or a pipe. */
#ifndef MANICULE_SRC_FLOW_SOURCES_H
#define MANICULE_SRC_FLOW_SOURCES_H

#include "manicule/base/err.h"
#include "manicule/base/vec.h"

struct source {
    char *path;   /* NULL: the pipe */
    char *name;   /* below the folder it was found in, or of the file; without extension */
    char *beside; /* the path without extension, for what stands beside it */
};

struct sources {
    VEC(struct source) all;
};

/* extensions: those that count in a folder, by spaces, or NULL: every file. Hidden files and
 * symbolic links to folders are passed over. FAULT_MISSING: a path is not there; FAULT_INPUT: a folder has no such file. */
enum fault sources_add(struct sources *, const char *path, const char *extensions, struct err *);
void sources_release(struct sources *);

#endif
