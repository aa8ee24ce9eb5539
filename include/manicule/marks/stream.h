/* stream.h: how marks travel between store, formats and flow: one (document, set) after another. */
#ifndef MANICULE_MARKS_STREAM_H
#define MANICULE_MARKS_STREAM_H

#include "manicule/base/err.h"
#include "manicule/marks/set.h"
#include "manicule/text/article.h"

/* Where bytes go: a file, a pipe, a buffer. Faults are filled by the sink. */
struct sink {
    enum fault (*write)(void *ctx, const void *bytes, size_t n, struct err *);
    void *ctx;
};

struct stream_document {
    const char *name;
    struct uuid id;
    uint8_t sha256[32];
    const struct article *article;
    const char *meta;            /* a JSON object as text, or NULL */
    const char *source_encoding; /* NULL: it came as UTF-8 */
    uint8_t source_sha256[32];   /* where source_encoding is set */
};

struct stream_set {
    enum set_kind kind;
    const char *owner;  /* NULL for gold */
    const char *source; /* of suggestions: who made them */
    enum status status;
};

/* begin; then, when there is a set, spans in reading order and relations in order of ids, then comments; end. A
 * callback that fails ends the stream. */
struct stream {
    enum fault (*begin)(void *ctx, const struct stream_document *, const struct stream_set *set_or_null, struct err *);
    enum fault (*span)(void *ctx, const struct span *, struct err *);
    enum fault (*relation)(void *ctx, const struct relation *, struct err *);
    enum fault (*comment)(void *ctx, const struct comment *, struct err *); /* NULL: they stay here */
    enum fault (*end)(void *ctx, struct err *);
    void *ctx;
};

#endif
