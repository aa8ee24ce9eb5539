/* disk.h: a disk under SQLite that can be watched and can fail.
 *
 * disk_install() puts a layer below every file that SQLite opens from then on. It records all
 * writes, truncations and syncs in order, so that any moment of a run can be made again as a power
 * cut would leave it; and it fails operations on demand.
 */
#ifndef MANICULE_TESTS_FAULTS_DISK_H
#define MANICULE_TESTS_FAULTS_DISK_H

#include <sqlite3.h>
#include <string.h>

#include "../store/project.h"
#include "manicule/base/vec.h"

enum disk_op { DISK_WRITE, DISK_TRUNCATE, DISK_SYNC, DISK_MARK };

struct disk_event {
    enum disk_op op;
    bool journal; /* of the two files: the database, or the journal beside it */
    int64_t at;   /* of a write: where; of a truncation: the size; of a mark: its number */
    size_t n;
    uint8_t *bytes;
};

static struct disk {
    sqlite3_vfs vfs, *real;
    VEC(struct disk_event) events;
    bool recording;
    bool lazy_journal;  /* syncs of an empty journal are forgotten: what synchronous=NORMAL leaves
                           out */
    int64_t fail_at;    /* this many operations from now the first one fails; < 0: none */
    int64_t fail_count; /* how many fail */
    int fail_code;
    int64_t operations;
} disk;

struct disk_file {
    sqlite3_file base;
    bool journal;
    sqlite3_file *real; /* behind this struct */
};

static struct disk_file *disk_file(sqlite3_file *file)
{
    return (struct disk_file *)(void *)file;
}

static void disk_record(struct disk_event event, const void *bytes)
{
    if (!disk.recording)
        return;
    if (bytes) {
        event.bytes = malloc(event.n + 1);
        assert_non_null(event.bytes);
        memcpy(event.bytes, bytes, event.n);
    }
    assert_true(vec_push(&disk.events, event));
}

/* A moment that the replay must know: everything marked so far was acknowledged. */
static inline void disk_mark(int64_t number)
{
    disk_record((struct disk_event){.op = DISK_MARK, .at = number}, NULL);
}

static inline void disk_forget(void)
{
    for (size_t i = 0; i < disk.events.n; i++)
        free(disk.events.at[i].bytes);
    vec_free(&disk.events);
}

/* Does the operation at hand fail? */
static bool disk_fails(void)
{
    int64_t number = disk.operations++;
    return disk.fail_at >= 0 && number >= disk.fail_at && number < disk.fail_at + disk.fail_count;
}

static int disk_close(sqlite3_file *file)
{
    return disk_file(file)->real->pMethods->xClose(disk_file(file)->real);
}
static int disk_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    return disk_file(file)->real->pMethods->xRead(disk_file(file)->real, out, n, at);
}
static int disk_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    if (disk_fails())
        return disk.fail_code == SQLITE_IOERR ? SQLITE_IOERR_WRITE : disk.fail_code;
    disk_record(
        (struct disk_event){
            .op = DISK_WRITE, .journal = disk_file(file)->journal, .at = at, .n = (size_t)n},
        bytes);
    return disk_file(file)->real->pMethods->xWrite(disk_file(file)->real, bytes, n, at);
}
static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (disk_fails())
        return disk.fail_code == SQLITE_IOERR ? SQLITE_IOERR_TRUNCATE : disk.fail_code;
    disk_record(
        (struct disk_event){.op = DISK_TRUNCATE, .journal = disk_file(file)->journal, .at = size},
        NULL);
    return disk_file(file)->real->pMethods->xTruncate(disk_file(file)->real, size);
}
static int disk_sync(sqlite3_file *file, int flags)
{
    if (disk_fails())
        return disk.fail_code == SQLITE_IOERR ? SQLITE_IOERR_FSYNC : disk.fail_code;
    sqlite3_int64 size = 1;
    if (disk.lazy_journal && disk_file(file)->journal)
        disk_file(file)->real->pMethods->xFileSize(disk_file(file)->real, &size);
    if (size)
        disk_record((struct disk_event){.op = DISK_SYNC, .journal = disk_file(file)->journal},
                    NULL);
    (void)flags; /* to the page cache only: the test is about the order, and runs on any disk */
    return SQLITE_OK;
}
static int disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return disk_file(file)->real->pMethods->xFileSize(disk_file(file)->real, size);
}
static int disk_lock(sqlite3_file *file, int level)
{
    return disk_file(file)->real->pMethods->xLock(disk_file(file)->real, level);
}
static int disk_unlock(sqlite3_file *file, int level)
{
    return disk_file(file)->real->pMethods->xUnlock(disk_file(file)->real, level);
}
static int disk_reserved(sqlite3_file *file, int *out)
{
    return disk_file(file)->real->pMethods->xCheckReservedLock(disk_file(file)->real, out);
}
static int disk_control(sqlite3_file *file, int op, void *arg)
{
    if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE)
        return SQLITE_OK; /* would change the file unseen */
    return disk_file(file)->real->pMethods->xFileControl(disk_file(file)->real, op, arg);
}
static int disk_sector(sqlite3_file *file)
{
    (void)file;
    return 512;
}
static int disk_character(sqlite3_file *file)
{
    (void)file;
    return 0; /* promises nothing */
}

static const sqlite3_io_methods disk_methods = {
    .iVersion = 1,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_character,
};

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    struct disk_file *mine = disk_file(file);
    *mine = (struct disk_file){.journal = (flags & SQLITE_OPEN_MAIN_JOURNAL) != 0};
    mine->real = (sqlite3_file *)(void *)(mine + 1);
    int code = disk.real->xOpen(disk.real, name, mine->real, flags, out);
    mine->base.pMethods = code == SQLITE_OK ? &disk_methods : NULL;
    return code;
}

static inline void disk_install(void)
{
    if (disk.real)
        return;
    disk.real = sqlite3_vfs_find(NULL);
    assert_non_null(disk.real);
    disk.vfs = *disk.real;
    disk.vfs.zName = "disk";
    disk.vfs.szOsFile += (int)sizeof(struct disk_file);
    disk.vfs.xOpen = disk_open;
    disk.vfs.pNext = NULL;
    disk.fail_at = -1;
    assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

static inline void disk_fail(int64_t at, int64_t count, int code)
{
    disk.operations = 0;
    disk.fail_at = at;
    disk.fail_count = count;
    disk.fail_code = code;
}

#endif
