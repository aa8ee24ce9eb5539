/* batch.h: many small writes in transactions that nobody has to wait for long.
 *
 * A transaction is ended after 25 ms, and others get a moment to come in. As long as nobody else
 * is seen to write, they grow longer, to 400 ms, because syncing the disk is most of the work.
 * What batch_end() answered OK for is on disk.
 */
#ifndef MANICULE_FLOW_BATCH_H
#define MANICULE_FLOW_BATCH_H

#include "manicule/store.h"

struct batch {
    struct store *store;
    const struct env *env;
    bool open;
    int64_t began;          /* when the transaction began, milliseconds */
    int64_t longest;        /* how long it may take; 0: none was begun yet */
    int64_t crowded;        /* until when others are taken to be at work */
    uint64_t kept, pending; /* steps on disk, and steps in the open transaction */
};

enum fault batch_begin(struct batch *,
                       struct err *); /* before a write: opens a transaction if none is */
enum fault batch_step(struct batch *, struct err *); /* after a write: commits when it is time */
enum fault batch_end(struct batch *, struct err *);  /* commits what is open */
void batch_abandon(struct batch *);                  /* rolls back what is open */
/* Says behind a fault's words what it leaves: nothing, or so many of `of` steps. `what` names them,
 * "documents and sets"; `then` is what can be done, or NULL. Says nothing when nothing was begun.
 */
enum fault batch_left(const struct batch *, uint64_t of, const char *what, const char *then,
                      struct err *);

#endif
