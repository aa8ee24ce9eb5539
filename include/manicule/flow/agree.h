/* agree.h: how far readers agree, over a project or some of its documents, one after another.
 *
 * Small documents are read some at a time in short transactions, large ones in slices, each set as
 * it stood at one revision. Memory is that of the largest document with its readers' sets, but for
 * what intervals keep of each document (marks/agreement.h).
 *
 * A reader has read a document when their set there is finished, or under way with a span in it.
 */
#ifndef MANICULE_FLOW_AGREE_H
#define MANICULE_FLOW_AGREE_H

#include "manicule/marks/agreement.h"
#include "manicule/store.h"

struct agree_reader {
    enum set_kind kind;        /* a person's sets, or gold */
    char name[PERSON_MAX + 1]; /* empty for gold */
};

/* Where a point is lost. Valid within the call that is given it. */
struct agree_place {
    const struct document *document;
    const struct article *article;
    const struct set *const *sets; /* of each reader; NULL: has not read it */
};

struct agree_options {
    const struct labelset *labels; /* outlives the result */
    struct agree_reader readers[AGREEMENT_READERS_MAX];
    size_t n_readers;
    const int64_t *documents; /* keys, each once; n_documents 0: all of the project */
    size_t n_documents;
    bool finished;  /* pass over sets that are still open */
    bool marked;    /* people's sets as they were before anyone reviewed them */
    bool intervals; /* for agreement_intervals() */
    void (*lost)(void *ctx, const struct agree_place *,
                 const struct agreement_point *);            /* or NULL */
    void (*progress)(void *ctx, uint64_t done, uint64_t of); /* or NULL; of 0: not known */
    void *ctx;
    void (*hold)(void *sink, bool on); /* as in export.h; needed where `lost` writes */
    void *sink;
};

struct agree_counts {
    uint64_t compared; /* documents that two readers at least have read */
    uint64_t alone;    /* that one has */
    uint64_t open;     /* sets among the compared that are not finished */
    uint64_t kept;     /* sets passed over because they are not */
};

/* Puts a reader behind those that are there. FAULT_USAGE: is there already, or there are too many.
 */
enum fault agree_reader(struct agree_options *, enum set_kind, const char *name, struct err *);
/* All whose marks the acting person may see, and who have read any of the documents. */
enum fault agree_everyone(struct store *, struct agree_options *, struct err *);

/* In slices: begin, more as often as it is wanted, take what came of it, free. The options must last
 * as long. FAULT_MISSING: there are fewer than two readers. */
struct agreeing;
enum fault agree_begin(struct store *, const struct agree_options *, struct agreeing **out,
                       struct err *);
/* Goes through at most that many further documents. *more false: all are through; after a fault
 * there is nothing to take. */
enum fault agree_more(struct agreeing *, size_t documents, bool *more, struct err *);
const struct agree_counts *agree_counts(const struct agreeing *); /* so far */
struct agreement *agree_take(struct agreeing *); /* the caller's to free, once all are through */
void agree_free(struct agreeing *);              /* NULL is fine */

/* The whole in one go. *out is the caller's to free. */
enum fault agree_run(struct store *, const struct agree_options *, struct agreement **out,
                     struct agree_counts *, struct err *);

#endif
