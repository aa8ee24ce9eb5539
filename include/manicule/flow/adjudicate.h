/* adjudicate.h: gold beside the sets of everyone who is done: the decisions it keeps, and documents
 * on which all agree. */
#ifndef MANICULE_FLOW_ADJUDICATE_H
#define MANICULE_FLOW_ADJUDICATE_H

#include "manicule/marks/merge.h"
#include "manicule/store.h"

/* Is it the set of one who is through with the document? */
bool adjudicate_reads(const struct set_info *);

/* What was decided, as merge_match() wants it; the caller frees it. NULL: no memory. */
struct decided *adjudicate_decided(const struct set *gold, size_t *n);
/* Adds the edit by which gold keeps the decision. */
void adjudicate_keep(const struct set *gold, const struct decided *, struct edits *);

/* Is finished gold older than marks of its readers, and is therefore something left to decide? Of
 * gold that is not finished, or not there: no. */
enum fault adjudicate_stale(struct store *, const struct set_info *gold, enum compare_rule,
                            bool *stale, struct err *);

struct agreed {
    uint32_t finished; /* all agree: gold is done now */
    uint32_t waiting;  /* with differences */
    uint32_t unread;   /* fewer than two are through */
    uint32_t before;   /* done already */
    uint32_t stale;    /* of these: a reader's set changed later */
};
/* Goes through the acting person's queue (store_sit() to adjudicate): gold of each document without
 * differences gets what it lacks and is done, in one step each that can be undone. */
enum fault adjudicate_agreed(struct store *, const struct env *, enum compare_rule,
                             struct agreed *out, struct err *);

/* The same of at most n documents from that place of the queue on, which moves on; *out grows. *more
 * false: there are no further ones. */
enum fault adjudicate_agreed_some(struct store *, const struct env *, enum compare_rule,
                                  uint32_t *place, size_t n, struct agreed *out, bool *more,
                                  struct err *);

#endif
