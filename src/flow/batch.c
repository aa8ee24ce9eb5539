#include "manicule/flow/batch.h"

#include <inttypes.h>

/* Waiting writers look in every 0.5 to 3.5 ms (store's busy handler), so a pause of 5 ms lets one
 * in who waited. What it wrote is seen then: that one person waited 400 ms once, and for the
 * minute after, others have the file nearly half of the time. */
enum { SHORT_MS = 25, LONG_MS = 400, PAUSE_US = 5000, LONG_PAUSE_US = 20000, CROWDED_MS = 60000 };

enum fault batch_begin(struct batch *batch, struct err *err)
{
    if (batch->open)
        return OK;
    enum fault fault = store_begin(batch->store, err);
    if (fault)
        return fault;
    batch->open = true;
    batch->began = batch->env->now(batch->env->ctx);
    if (!batch->longest)
        batch->longest = SHORT_MS;
    return OK;
}

enum fault batch_end(struct batch *batch, struct err *err)
{
    if (!batch->open)
        return OK;
    enum fault fault = store_commit(batch->store, err);
    if (fault)
        store_rollback(batch->store);
    batch->open = false;
    batch->kept += fault ? 0 : batch->pending;
    batch->pending = 0;
    return fault;
}

enum fault batch_step(struct batch *batch, struct err *err)
{
    const struct env *env = batch->env;
    int64_t now = env->now(env->ctx);
    batch->pending++;
    /* A clock that was set back must not keep a transaction open. */
    if (now - batch->began < batch->longest && now >= batch->began)
        return OK;
    enum fault fault = batch_end(batch, err);
    if (fault)
        return fault;
    env->sleep(env->ctx, now < batch->crowded ? LONG_PAUSE_US : PAUSE_US);
    if (store_changed(batch->store))
        batch->crowded = now + CROWDED_MS;
    if (now < batch->crowded)
        batch->longest = SHORT_MS;
    else if (batch->longest < LONG_MS)
        batch->longest *= 2;
    return OK;
}

void batch_abandon(struct batch *batch)
{
    if (batch->open)
        store_rollback(batch->store);
    batch->open = false;
    batch->pending = 0;
}

enum fault batch_left(const struct batch *batch, uint64_t of, const char *what, const char *then,
                      struct err *err)
{
    if (!batch->longest)
        return err ? err->fault : FAULT_FOUND;
    if (!batch->kept)
        return err_suffix(err, "nothing was changed");
    return err_suffix(err, "%" PRIu64 " of %" PRIu64 " %s are in, the rest is not%s%s", batch->kept,
                      of, what, then ? "; " : "", then ? then : "");
}
