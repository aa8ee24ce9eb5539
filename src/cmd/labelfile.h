/* labelfile.h: a file with a label set, of our own JSON or of another format's configuration, as JSON
 * that a project can take. */
#ifndef MANICULE_SRC_CMD_LABELFILE_H
#define MANICULE_SRC_CMD_LABELFILE_H

#include "manicule/formats/format.h"

struct labelfile {
    char *json;
    size_t n;
    struct labelset labels; /* what the JSON says */
    bool same;              /* it says what the label set before said */
};

/* format: as it was given, NULL or "auto": found by the content. before: the project's label set,
 * or NULL: labels that it has too keep its keys, natural objects and, where the file has none,
 * guidelines; the name stays and the version grows. Other labels that come without keys get free
 * ones. The faults name the file. */
enum fault labelfile_read(const char *path, const char *format, const struct labelset *before,
                          struct labelfile *out, struct err *err);
void labelfile_release(struct labelfile *);

#endif
