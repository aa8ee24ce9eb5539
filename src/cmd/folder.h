/* folder.h: a folder of files that appears whole or not at all: written under another name beside
 * it, and renamed when all of it is on disk. A folder that is there already, unless it is empty, is not
 * touched. Nothing goes through a symbolic link. */
#ifndef MANICULE_SRC_CMD_FOLDER_H
#define MANICULE_SRC_CMD_FOLDER_H

#include "manicule/base/buf.h"
#include "manicule/base/err.h"

struct folder {
    int parent, fd, file; /* -1: not open */
    char *name, *working;
    struct buf buf; /* of the file */
};

enum fault folder_open(struct folder *, const char *path, struct err *);
/* What is written next goes into this file, a relative path without . and .. as a part. */
enum fault folder_file(struct folder *, const char *path, struct err *);
enum fault folder_add(struct folder *, const void *bytes, size_t n, struct err *);
enum fault folder_end(struct folder *, struct err *);
void folder_drop(struct folder *); /* what was not ended leaves no trace; fine after folder_end() */

#endif
