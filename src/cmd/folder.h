/* folder.h: a folder of files that appears whole or not at all: written under another name beside
 * it, and renamed when all of it is on disk. A folder that is there already, unless it is empty, is not
 * touched. Nothing goes through a symbolic link. */
#ifndef MANICULE_SRC_CMD_FOLDER_H
#define MANICULE_SRC_CMD_FOLDER_H

#include "manicule/base/buf.h"
#include "manicule/base/err.h"
#include "manicule/base/vec.h"
#include "manicule/marks/digest.h"

struct folder_file { /* one that is written */
    char *path;
    uint64_t bytes;
    struct digest digest;
};

struct folder {
    int parent, fd, file; /* -1: not open */
    char *name, *working;
    struct buf buf; /* of the file */
    /* Where list was set, each file that was ended; the folder's own. */
    bool list;
    VEC(struct folder_file) files;
    struct digest_run *digest; /* of the file */
};

enum fault folder_open(struct folder *, const char *path, struct err *);
/* What is written next goes into this file, a relative path without . and .. as a part. */
enum fault folder_file(struct folder *, const char *path, struct err *);
enum fault folder_add(struct folder *, const void *bytes, size_t n, struct err *);
/* Ends the file at hand, so that it is listed. */
enum fault folder_file_end(struct folder *, struct err *);
enum fault folder_end(struct folder *, struct err *);
void folder_drop(struct folder *); /* what was not ended leaves no trace; fine after folder_end() */

#endif
