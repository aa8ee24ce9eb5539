/* merge.h: from a comparison to gold: what all agree on goes in by itself, the rest is decided item
 * by item. Values in, edits out: nothing here changes a set.
 *
 * merge_match() lays a gold set (empty, or as it stands) beside the comparison and says of every
 * item what is still to do. Edits are then asked for, applied to gold by the caller, and gold is
 * matched anew. Everything may be repeated: what gold has already is not added again.
 *
 *     compare_sets(sets, n, article, rule, &c, err);
 *     merge_match(&c, gold, list, n_list, &m, err);     again after every change of gold or list
 *     merge_agreed(m, ids, &edits, err);                a step, if edits.n
 *     item = merge_next_open(m, 0);                     the item at hand
 *     merge_decide(m, item, &decision, ids, &edits, &entry, err);
 *                                                       a step; undoing it takes the entry back
 *
 * Many decisions in one step: with the same edits for all of them, each time what was added to them
 * is applied to gold and gold is matched anew.
 *
 * When is an item settled?
 * - When it stands in the list of what was decided, by its key. Keys are digests of what the
 *   readings say, so an entry holds as long as nobody changes what was looked at, and no longer.
 *   Every decision gives the entry to keep with it. Only the list can know of a decision for what
 *   gold had anyway: neither, nothing, no link.
 * - Without an entry, when gold holds one of its readings, links included, and that reading is not
 *   what the automatic merge puts there by itself. More attributes or links than that may stand in
 *   gold. So an annotator's later change queues only what is new (gold is stale while an item that
 *   was settled waits or is open).
 *
 * Which span of gold stands for an item? Of one in the list: the span that is named there, and what
 * lies where the reading taken lies. Of another: what has label and place of one of its readings;
 * else what overlaps them most under one of their labels and stands for nothing else (someone moved
 * its edges). Each stands for one item at most. Of copies that nothing tells apart, any may.
 *
 * A link is made as soon as gold has both ends, between what stands there, whichever edges were
 * chosen, as long as the labels are those of the reader's own ends. A link whose other end is not
 * in gold yet waits, and is made by the decision that brings that end.
 */
#ifndef MANICULE_MARKS_MERGE_H
#define MANICULE_MARKS_MERGE_H

#include "manicule/marks/compare.h"
#include "manicule/marks/edit.h"

enum merge_state {
    MERGE_OPEN,    /* to be decided; of an agreed item: gold has it otherwise than all agree on */
    MERGE_WAITING, /* agreed, and not or not wholly in gold: merge_agreed() adds it */
    MERGE_HELD,    /* gold holds a reading */
    MERGE_DECIDED, /* the list says so */
};

enum { DECIDED_NEITHER = 0, DECIDED_BOTH = 1 };

struct decided {
    uint64_t item;    /* its key */
    uint64_t reading; /* the key of the one taken, or one of the two above */
    struct uuid span; /* the first that stands for it in gold; zero: nothing does */
};

struct merge;

/* The comparison and the set must not change while it is used. Of several entries of one item the
 * last counts. */
enum fault merge_match(const struct comparison *, const struct set *gold, const struct decided *,
                       size_t n, struct merge **out, struct err *);
void merge_free(struct merge *);

enum merge_state merge_state(const struct merge *, size_t item);
size_t merge_count(const struct merge *, enum merge_state); /* items in that state */
/* The queue: the first open item from this one on; COMPARE_NONE: no more. */
size_t merge_next_open(const struct merge *, size_t item);
/* What stands for an item in gold, in reading order; NULL after the last. */
const struct span *merge_gold(const struct merge *, size_t item, size_t i);
/* What stands in gold for no item: added there, or its readers gave it up. NULL after the last. */
const struct span *merge_beyond(const struct merge *, size_t i);

/* A new id at each call. */
struct merge_ids {
    struct uuid (*next)(void *ctx);
    void *ctx;
};

/* Adds to *out the edits that bring gold what all readers agree on and it has not: spans with the
 * attributes that all give, links that all draw; and links that were decided and waited for one of
 * these. The spans of an item in the list are left as they were decided, and so is what gold has
 * otherwise; an agreed item that was decided to be neither stays without its links, too. */
enum fault merge_agreed(const struct merge *, struct merge_ids, struct edits *out, struct err *);

enum merge_take {
    MERGE_READER,  /* a reader's reading; if it is nothing, nothing stays */
    MERGE_BOTH,    /* all of them */
    MERGE_NEITHER, /* none. What spans agree on stays, without what differs; an agreed one goes */
    MERGE_EDITED, /* a span of one's own with its attributes, and the links of a reader's reading */
};

struct decision {
    enum merge_take take;
    size_t reader;             /* of MERGE_READER; of MERGE_EDITED, COMPARE_NONE: no links */
    const struct span *edited; /* label, place and attributes; its id does not count */
};

/* Adds to *out the edits that realise the decision, also one that was decided before, and fills the
 * entry to keep. New spans have new ids and ORIGIN_ADJUDICATION; a span whose edges alone change
 * keeps its id. FAULT_INPUT: both would keep two labels on the same words, or give an attribute two
 * values; *out is then as it was. FAULT_MEMORY: nothing of *out may be used. */
enum fault merge_decide(const struct merge *, size_t item, const struct decision *,
                        struct merge_ids, struct edits *out, struct decided *entry, struct err *);

#endif
