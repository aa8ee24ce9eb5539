/* How the file is kept: its header, and never in WAL mode. Debian 12's SQLite can ruin a WAL file
 * that several processes share, and the mode stays in the file for the next host to trip over. */
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "internal.h"

enum { AT_WRITE_VERSION = 18, AT_APPLICATION_ID = 68, VERSION_WAL = 2 };

bool header_read(const struct sql *sql, struct header *out)
{
    /* Through SQLite's own descriptor: closing another one of this file would drop our locks. */
    sqlite3_file *file = NULL;
    uint8_t b[HEADER_BYTES];
    *out = (struct header){0};
    if (sqlite3_file_control(sql->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        !file || !file->pMethods || file->pMethods->xRead(file, b, sizeof b, 0) != SQLITE_OK)
        return false;
    const uint8_t *id = b + AT_APPLICATION_ID;
    *out = (struct header){
        .sqlite = memcmp(b, "SQLite format 3", 16) == 0,
        .wal = b[AT_WRITE_VERSION] == VERSION_WAL || b[AT_WRITE_VERSION + 1] == VERSION_WAL,
        .application_id =
            (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3],
    };
    return true;
}

enum fault mode_new_file(const char *path, struct err *err)
{
    char folder[4096];
    host_folder(path, folder, sizeof folder);
    enum fault fault = host_local(folder, err);
    if (!fault && store_is_part(path))
        fault = err_set(err, FAULT_DENIED,
                        "%s: the name is that of a part of the project beside it", path);
    return fault ? fault : host_make_file(path, err);
}

/* The shared memory of a program that died: alone, SQLite uses none and leaves it where it is. To
 * be called while the lock is exclusive. The path is that of the file itself, links followed. */
static void remove_shm(const struct store *store)
{
    const char *path = sqlite3_db_filename(store->sql.db, "main");
    struct buf shm = {0};
    buf_printf(&shm, "%s-shm", path ? path : store->path);
    if (!shm.failed)
        unlink(shm.data);
    buf_release(&shm);
}

enum fault mode_leave_wal(struct store *store, struct err *err)
{
    if (store->read_only)
        return err_set(err, FAULT_DENIED,
                       "%s: left in WAL mode by another program; open it once for writing",
                       store->path);
    /* Exclusive from the first read on: without anyone else no shared memory is used, and with
     * anyone else SQLite refuses before it touches the file. */
    enum fault fault = sql_exec(
        &store->sql, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE", err);
    struct header header;
    if (!fault && (!header_read(&store->sql, &header) || header.wal))
        fault = FAULT_BUSY;
    if (!fault)
        remove_shm(store);
    /* The lock goes with the first read in normal mode. */
    enum fault after =
        sql_exec(&store->sql, "PRAGMA locking_mode = NORMAL; SELECT name FROM project LIMIT 1",
                 fault ? NULL : err);
    if (fault == FAULT_BUSY) {
        char who[128];
        if (!host_user(store->path, who, sizeof who))
            host_holder(store->path, who, sizeof who);
        return err_set(err, FAULT_BUSY,
                       "%s: in WAL mode and open in %s; it can be used once that has ended",
                       store->path, who);
    }
    return fault ? fault : after;
}
