/* export.h: sets leave the project, one (document, set) record after another.
 *
 * Sets are read in short transactions into memory and written outside of any, so a slow pipe holds
 * up nobody, and memory is that of the largest document with one of its sets. What a filter
 * keeps back is counted, for the caller to tell.
 */
#ifndef MANICULE_FLOW_EXPORT_H
#define MANICULE_FLOW_EXPORT_H

#include "manicule/marks/stream.h"
#include "manicule/store.h"

enum { EXPORT_ALL = -1 };

struct export_options {
    int kind;   /* enum set_kind or EXPORT_ALL */
    int status; /* enum status or EXPORT_ALL */
    const char *const *owners; /* of these people; n_owners 0: everybody's */
    size_t n_owners;
    int64_t document; /* a document's key, or 0: all */
    bool (*wants)(void *wanted, const struct document *); /* which of them; NULL: all */
    void *wanted;
    const bool *labels; /* of each label of the set: do its spans leave? NULL: all do. A relation
                           leaves where both its ends do. */
    int64_t since, until; /* sets that were last changed between them, milliseconds; 0: any time */
    int64_t at; /* the sets as they stood then, milliseconds, and none of those that nobody had
                   opened; 0: as they stand */
    bool marked; /* people's sets as they were when last finished before the first review; the status
                    asked for is the one they have now */
    bool skip_damaged; /* tell of damaged documents and go on without them */
    void (*note)(void *ctx, const char *line);
    void (*progress)(void *ctx, uint64_t done, uint64_t of); /* may be NULL */
    void *ctx;
    /* Where the stream's bytes can be held back in memory, many small sets are read in one
     * transaction: on, nothing may be written; off, it may. NULL: one set, one transaction. */
    void (*hold)(void *sink, bool on);
    void *sink;
};

struct export_counts {
    uint64_t records, spans, relations;
    uint64_t bare;                      /* records of documents without a set */
    uint64_t kept_kind[SET_REVIEW + 1]; /* sets kept back because of their kind, */
    uint64_t kept_status[STATUSES];     /* else their status, */
    uint64_t kept_owner;                /* else their owner, */
    uint64_t kept_time;                 /* else when they were changed, */
    uint64_t kept_unfinished;           /* else that nobody finished them before a review */
    uint64_t kept_spans, kept_relations; /* spans of other labels, relations from or to them */
    uint64_t kept_bare;                 /* documents without a set, where a filter wants one */
    uint64_t damaged;                   /* documents passed over */
};

/* FAULT_DAMAGED when a text does not give its hash, or a span does not fit its text or has other
 * words than when it was marked; with
 * skip_damaged that is so at the end, after everything sound has left. */
enum fault export_run(struct store *, const struct export_options *, const struct stream *,
                      struct export_counts *, struct err *);
/* "3 sets left out: 2 gold, 1 suggestion" into out; nothing when nothing was. */
void export_told(const struct export_counts *, struct buf *out);

#endif
