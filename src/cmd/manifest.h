/* manifest.h: what stands in each part of a split export, for whoever trains with it
 * (schemas/json/manifest.schema.json): counted on the way out, written at the end. */
#ifndef MANICULE_SRC_CMD_MANIFEST_H
#define MANICULE_SRC_CMD_MANIFEST_H

#include "choosing.h"
#include "folder.h"
#include "manicule/formats/format.h"
#include "manicule/marks/stream.h"

struct manifest_document {
    char *name;
    struct uuid id;
    int64_t key; /* looked up at the end */
    uint8_t sha256[32];
    uint64_t sets;
    size_t part;
};

struct manifest_part {
    uint64_t records, spans, relations;
    uint64_t labels[LABELS_MAX];
};

struct manifest {
    const struct session *session;
    const struct choosing *choosing;
    const struct args *args;
    const struct split_shares *shares;
    const struct split_plan *plan;
    const struct format *format;
    enum unit unit;
    const struct folder_file *files; /* all that were written, */
    size_t n_files;
    size_t first_file[SPLIT_PARTS_MAX]; /* of each part */
    struct stream to;                /* where the marks go on to */
    size_t part;                     /* at hand */
    struct manifest_part parts[SPLIT_PARTS_MAX];
    VEC(struct manifest_document) documents; /* those of a part together */
};

/* Counts what passes on its way to `to`, for the part at hand. */
struct stream manifest_stream(struct manifest *);
/* progress: a struct progress, for notes. */
enum fault manifest_write(struct manifest *, void *progress, struct buf *out, struct err *);
void manifest_release(struct manifest *);

#endif
