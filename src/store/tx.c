/* Transactions. Every write is one BEGIN IMMEDIATE, so that nobody is refused half way; reads of
 * more than one statement are one transaction, so that they see one state. */
#include "internal.h"

enum {
    WAIT_LEAST = 500,      /* microseconds between tries for a lock */
    WAIT_SPREAD = 3000,    /* the rest is chance, so that waiting people do not march in step */
    WAIT_LIMIT = 10000000, /* then someone is in the way who should not be */
    BATCH_PAUSE = 2000,    /* after a batch: the lock is not fair, and others wait for it */
};

int tx_wait(void *ctx, int count)
{
    struct store *store = ctx;
    if (count == 0)
        store->waited = 0;
    if (store->waited >= WAIT_LIMIT)
        return 0;
    uint16_t chance;
    store->env.random(store->env.ctx, &chance, sizeof chance);
    unsigned pause = WAIT_LEAST + chance % (WAIT_SPREAD + 1u);
    store->env.sleep(store->env.ctx, pause);
    store->waited += pause;
    return 1;
}

static void roll_back(struct store *store)
{
    /* After some faults SQLite has done it already. */
    if (!sqlite3_get_autocommit(store->sql.db))
        sql_run(&store->sql, Q_ROLLBACK, NULL, 0, NULL);
}

enum fault tx_read(struct store *store, struct err *err)
{
    if (store->depth == 0) {
        enum fault fault = sql_run(&store->sql, Q_BEGIN, NULL, 0, err);
        if (fault)
            return fault;
        store->writing = false;
        store->read = (struct last_read){0};
    }
    store->depth++;
    return OK;
}

static enum fault begin_write(struct store *store, struct err *err)
{
    enum fault fault = sql_run(&store->sql, Q_BEGIN_WRITE, NULL, 0, err);
    if (fault)
        return fault;
    /* Has anyone turned the file to WAL since the last look? Then not a byte is written. */
    struct header header;
    if (!header_read(&store->sql, &header) || !header.wal)
        return OK;
    roll_back(store);
    fault = mode_leave_wal(store, err);
    return fault ? fault : sql_run(&store->sql, Q_BEGIN_WRITE, NULL, 0, err);
}

enum fault tx_write(struct store *store, struct err *err)
{
    if (store->read_only)
        return err_set(err, FAULT_DENIED, "%s: opened for reading only", store->path);
    if (store->broken)
        return err_set(err, store->broken, "%s: the changes before this one were taken back",
                       store->path);
    if (store->depth == 0) {
        enum fault fault = begin_write(store, err);
        if (fault)
            return fault;
        store->writing = true;
    }
    store->dirty = false;
    store->depth++;
    return OK;
}

static enum fault commit(struct store *store, struct err *err)
{
    enum fault fault = sql_run(&store->sql, Q_COMMIT, NULL, 0, err);
    if (fault)
        roll_back(store);
    return fault;
}

enum fault tx_end(struct store *store, enum fault fault, struct err *err)
{
    store->depth--;
    if (store->depth == 0) {
        enum fault broken = store->broken;
        store->broken = OK; /* it concerned this transaction, and no later one */
        if (!fault && broken)
            fault = err_set(err, broken, "%s: the changes were taken back", store->path);
        if (!fault)
            return commit(store, err);
        roll_back(store);
    } else if (fault && store->writing && store->dirty && !store->broken) {
        roll_back(store);
        store->broken = fault;
    }
    return fault;
}

enum fault store_read_begin(struct store *store, struct err *err)
{
    return tx_read(store, err);
}

void store_read_end(struct store *store)
{
    tx_end(store, OK, NULL);
}

enum fault store_begin(struct store *store, struct err *err)
{
    enum fault fault = store->large_cache ? OK : sql_run(&store->sql, Q_CACHE_FOR_BATCH, NULL, 0, err);
    store->large_cache = true;
    if (!fault)
        fault = tx_write(store, err);
    store->sql.batch = !fault;
    return fault;
}

enum fault store_commit(struct store *store, struct err *err)
{
    enum fault broken = store->broken;
    store->broken = OK;
    store->dirty = false;
    if (broken) {
        store->sql.batch = false;
        store->depth--;
        return err_set(err, broken, "%s: the changes were taken back", store->path);
    }
    enum fault fault = tx_end(store, OK, err);
    store->sql.batch = false;
    if (!fault)
        store->env.sleep(store->env.ctx, BATCH_PAUSE);
    return fault;
}

void store_rollback(struct store *store)
{
    if (!store->sql.batch)
        return;
    store->sql.batch = false;
    store->broken = OK;
    store->dirty = false;
    store->depth = 1;
    tx_end(store, FAULT_FOUND, NULL);
}

int64_t store_others(struct store *store)
{
    bool row = false;
    int64_t version = store->refreshed;
    if (sql_one(&store->sql, Q_DATA_VERSION, NULL, 0, &row, NULL) == OK && row)
        version = sql_int(&store->sql, Q_DATA_VERSION, 0);
    sql_done(&store->sql, Q_DATA_VERSION);
    if (version != store->refreshed)
        rights_refresh(store, NULL); /* a lead may have said something about this person */
    store->refreshed = version;
    return version;
}

bool store_changed(struct store *store)
{
    int64_t version = store_others(store);
    bool changed = version != store->seen;
    store->seen = version;
    return changed;
}
