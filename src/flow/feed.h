/* feed.h: files of a foreign format become records: found, opened, cut into portions, read. */
#ifndef MANICULE_SRC_FLOW_FEED_H
#define MANICULE_SRC_FLOW_FEED_H

#include "manicule/formats/format.h"
#include "sources.h"

struct feeding {
    const struct format *format;
    struct intake *intake;
    void *state; /* the reader's */
    int pipe;    /* what a source without a path is read from: a file, so that it can be read again */
    bool skip;   /* a portion that is no good is left out; its fault was told by intake->refuse */
    const char *file; /* the file at hand, for messages: set before anything of it is read */
    void (*progress)(void *ctx, uint64_t done);
    void *ctx;
};

/* The faults of intake->refuse and intake->take name file and line already; so does every fault
 * from here. */
enum fault feed_source(struct feeding *, const struct source *, struct err *);
/* "byte 17: ..." of a syntax fault becomes FILE:LINE:17: ..., everything else FILE:LINE: .... n
 * bytes of text, from that line and column on, say on which line the byte stands. */
enum fault feed_place(const char *file, const char *text, size_t n, size_t line, size_t column,
                      struct err *);
/* How a file begins: at most `room` bytes; the place in it stays. */
enum fault feed_head(const struct source *, int pipe, char *out, size_t room, size_t *n,
                     struct err *);

#endif
