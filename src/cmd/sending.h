/* sending.h: an export on its way out: which format, to a file, a folder or a pipe, in one part or
 * several, and what the format could not carry. */
#ifndef MANICULE_SRC_CMD_SENDING_H
#define MANICULE_SRC_CMD_SENDING_H

#include "folder.h"
#include "manicule/base/vec.h"
#include "manicule/cmd/output.h"
#include "manicule/flow/spool.h"
#include "manicule/formats/format.h"
#include "manicule/formats/jsonl.h"

struct sending_options {
    const struct format *format;
    const struct labelset *labels;
    enum unit unit;
    const char *path;   /* NULL: standard output */
    bool parts;         /* it comes in parts, a file or folder each in the folder that path names */
    const char *report; /* a file for the losses, or NULL */
    bool strict;        /* a loss ends it, and nothing is written */
    bool one_owner;
    const struct token_source *tokens;
    const char *project; /* beside it a pipe waits when it is strict */
};

struct loss_count { /* losses that have the same reason */
    enum loss_kind kind;
    const char *what, *why;
    uint64_t n;
};

struct sending {
    struct sending_options options;
    struct output out, report;
    struct folder folder;
    struct spool *held; /* of a pipe that is strict */
    struct jsonl_writer *native;
    struct outlet *outlet;
    struct buf line, file;
    const char *part; /* the one at hand: NULL, it is not in parts */
    uint64_t losses;
    VEC(struct loss_count) counts;
};

enum fault sending_open(struct sending *, const struct sending_options *, struct err *);
struct stream sending_stream(struct sending *);
/* Where it comes in parts: ends the one before and begins this one, whose stream is another. The name is
 * kept until it ends. *before: how many files were written by then. */
enum fault sending_part(struct sending *, const char *name, size_t *before, struct err *);
/* Ends the last part and gives all files that were written; what follows goes beside the parts. */
enum fault sending_parts_end(struct sending *, const struct folder_file **, size_t *n,
                             struct err *);
enum fault sending_beside(struct sending *, const char *name, const struct buf *, struct err *);
/* For export_run(): holds back what is written, where that can be. */
void sending_hold(void *sending, bool on);
/* Ends the output, unless it is strict and something was lost: FAULT_FOUND. The report is written
 * in any case. Then tells what was lost on standard error. */
enum fault sending_end(struct sending *, void *progress, struct err *);
void sending_drop(struct sending *); /* fine after sending_end() */

#endif
