/* outlet.h: where a writer's bytes go, and where it confesses what its format cannot carry. */
#ifndef MANICULE_FORMATS_OUTLET_H
#define MANICULE_FORMATS_OUTLET_H

#include "manicule/base/buf.h"
#include "manicule/marks/stream.h"
#include "manicule/text/units.h"

struct format;

enum loss_kind {
    LOSS_DROPPED,   /* it is not in the output */
    LOSS_FLATTENED, /* its pieces became one, with what lies between them */
    LOSS_SPLIT,     /* it became several */
    LOSS_SNAPPED,   /* it begins or ends elsewhere */
    LOSS_RENAMED,   /* it is called otherwise */
};
const char *loss_name(enum loss_kind); /* "dropped", ... */

struct loss {
    enum loss_kind kind;
    const char *what; /* "span", "relation", "attribute type", "label": what of it */
    const char *why;  /* "overlaps another span": the same words for the same reason */
    const struct stream_document *document;
    const struct stream_set *set;
    const struct span *span;         /* of which, or */
    const struct relation *relation; /* of which; neither: of the document or set */
};
/* As a line of JSON with its newline: the record of a --report. Places in code points. */
void loss_json(const struct loss *, const struct labelset *, struct buf *out);

/* One document with one set. */
struct sheet {
    const struct stream_document *document;
    const struct stream_set *set; /* NULL: nobody opened it, and there are no spans */
    const struct span *const *spans; /* reading order */
    size_t n_spans;
    const struct relation *const *relations; /* order of ids */
    size_t n_relations;
    const struct comment *const *comments; /* order of time */
    size_t n_comments;
    uint64_t number; /* of the sheet in the output, from 1 */
};

/* A user's own tokens: places of the document's tokens in ascending order, appended to `out` as
 * struct range. FAULT_MISSING: there are none for the document. */
struct token_source {
    enum fault (*tokens)(void *ctx, const struct stream_document *, struct buf *out, struct err *);
    void *ctx;
};

struct outlet_options {
    const struct labelset *labels;
    enum unit unit; /* one that the format's row allows */
    bool one_owner; /* the sets are of one owner: a folder needs no subfolder for each */
    const struct token_source *tokens; /* NULL: words by UAX #29 */
    /* Where the bytes go. */
    struct sink sink;
    /* Folders: what is written from now on goes into this file of the folder. */
    enum fault (*file)(void *ctx, const char *path, struct err *);
    /* Told of each loss; may be NULL. A fault ends the export. */
    enum fault (*lose)(void *ctx, const struct loss *, struct err *);
    void *ctx;
};

/* A writer at work. The stream is fed by flow/export; outlet_end() ends the output: what it has
 * returned OK for is with the sink. NULL: no memory. */
struct outlet;
struct outlet *outlet_new(const struct format *, const struct outlet_options *);
enum fault outlet_begin(struct outlet *, struct err *);
struct stream outlet_stream(struct outlet *);
enum fault outlet_end(struct outlet *, struct err *);
/* How many sheets had the document of the sheet before, in a format that does not say whose they are. */
uint64_t outlet_again(const struct outlet *);
void outlet_free(struct outlet *);
/* Every place that the writer gives is checked to be a place of the article: FAULT_DAMAGED. */

#endif
