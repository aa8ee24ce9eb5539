/* A backup: a whole new file with the same content, made by SQLite, never by copying bytes. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "internal.h"

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced;
}

/* What is told as done survives a power cut: the file, and its name in the folder. */
static enum fault sync_file(const char *path, struct err *err)
{
    char folder[4096];
    host_folder(path, folder, sizeof folder);
    if (sync_path(path, O_RDONLY) && sync_path(folder, O_RDONLY | O_DIRECTORY))
        return OK;
    return host_fault(path, errno, err);
}

enum fault store_backup(struct store *store, const char *path, bool now, struct err *err)
{
    char who[128];
    enum fault fault = rights_lead(store, "back the project up", err);
    if (fault)
        return fault;
    if (!now && host_user(store->path, who, sizeof who))
        return err_set(
            err, FAULT_BUSY,
            "%s: open in %s, which would have to wait; say --now to back up all the same",
            store->path, who);
    if (store->depth)
        return err_set(err, FAULT_BUSY,
                       "%s: a backup cannot be made between changes that belong together",
                       store->path);
    fault = mode_new_file(path, err);
    if (fault)
        return fault;
    fault = sql_run(&store->sql, Q_BACKUP, VALUES(V_STRING(path)), err);
    if (!fault)
        fault = sync_file(path, err);
    if (fault)
        unlink(path);
    return fault;
}
