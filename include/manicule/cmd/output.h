/* output.h: where a verb's results go: standard output, or a file that appears whole or not at all.
 *
 * A file is written under another name in the same folder, synced, and takes its name only in
 * output_end(). It never goes through a symbolic link and never over a project. The first fault
 * sticks, so that text can be printed without a look after each line: output_end() tells it. A
 * reader that went away (EPIPE) is FAULT_IO with an empty text: nothing is to be said about it.
 */
#ifndef MANICULE_CMD_OUTPUT_H
#define MANICULE_CMD_OUTPUT_H

#include <stdint.h>

#include "manicule/base/buf.h"
#include "manicule/base/err.h"
#include "manicule/marks/stream.h"

struct output {
    int fd;
    int folder;    /* of a file; else -1 */
    char *name;    /* within it */
    char *working; /* its name while it is written */
    struct buf buf;
    bool held;      /* nothing is written now: it waits in buf */
    size_t waiting; /* bytes of a file that were written and not yet sent to the disk */
    enum fault fault;
    struct err err;
};

enum fault output_open(struct output *, const char *path, struct err *); /* NULL, "-": stdout */
bool output_same(const struct output *, const struct output *); /* will they take the same name? */
void output_printf(struct output *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void output_add(struct output *, const void *bytes, size_t n);
/* What was put together in a buffer. Where memory ended over it, the output fails: nothing goes out
 * in part. */
void output_buf(struct output *, const struct buf *);
bool output_made(struct output *, const struct buf *); /* the same question, before it is printed */
void output_plain(struct output *, const char *text); /* a name, safe for a terminal */
struct sink output_sink(struct output *);
void output_hold(void *output, bool on); /* on: nothing is written until off */
/* Everything is out, or the fault. Gives everything back. */
enum fault output_end(struct output *, struct err *);
/* The two ends in one: after a fault before, what was printed goes out all the same, and that fault
 * is the one returned. */
enum fault output_close(struct output *, enum fault, struct err *);
/* Gives everything back; a file that was not ended leaves no trace. Fine after output_end(). */
void output_drop(struct output *);

/* The ending of a plural: "" for one, "s" for any other number. */
const char *output_s(uint64_t n);

#endif
