#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manicule/flow/shown.h"

enum { WINDOW = 64 * 1024, ROOM = 32 };

static enum fault cannot(const char *what, struct err *err)
{
    int error = errno;
    bool taken = error == EEXIST || error == ENOTEMPTY;
    enum fault fault = taken ? FAULT_EXISTS : fault_of_errno(error);
    return err_set(err, fault, "%s: %s", shown(what).text, strerror(error));
}

static bool is_empty(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (!folder) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    bool empty = true;
    for (struct dirent *entry; empty && (entry = readdir(folder));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    closedir(folder);
    return empty;
}

/* The path's last part as the name, the rest opened. */
static enum fault take_apart(struct folder *f, const char *path, struct err *err)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    char *whole = strndup(path, n);
    char *slash = whole ? strrchr(whole, '/') : NULL;
    f->name = whole ? strdup(slash ? slash + 1 : whole) : NULL;
    f->working = malloc(ROOM);
    if (!whole || !f->name || !f->working) {
        free(whole);
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    if (slash)
        slash[slash == whole] = '\0';
    f->parent = open(slash ? whole : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum fault fault = f->parent < 0 ? cannot(path, err) : OK;
    free(whole);
    if (!fault && (!*f->name || strcmp(f->name, ".") == 0 || strcmp(f->name, "..") == 0))
        fault = err_set(err, FAULT_USAGE, "-o needs the name of a new folder");
    return fault;
}

enum fault folder_open(struct folder *f, const char *path, struct err *err)
{
    struct stat st;
    *f = (struct folder){.parent = -1, .fd = -1, .file = -1};
    enum fault fault = take_apart(f, path, err);
    if (!fault && fstatat(f->parent, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        !(S_ISDIR(st.st_mode) && is_empty(f->parent, f->name)))
        fault =
            err_set(err, FAULT_EXISTS, "%s is there already: name a new folder", shown(path).text);
    bool made = false;
    for (unsigned i = 0; !fault && !made && i < 1000; i++) {
        snprintf(f->working, ROOM, ".manicule-%u-%u", (unsigned)getpid(), i);
        made = mkdirat(f->parent, f->working, 0777) == 0;
        if (!made && errno != EEXIST)
            fault = cannot(path, err);
    }
    if (!fault) {
        f->fd = openat(f->parent, f->working, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (f->fd < 0)
            fault = cannot(path, err);
    }
    if (fault)
        folder_drop(f);
    return fault;
}

static enum fault flush(struct folder *f, struct err *err)
{
    const char *bytes = f->buf.data;
    size_t n = f->buf.size;
    while (n) {
        ssize_t done = write(f->file, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return cannot(f->name, err);
        bytes += done;
        n -= (size_t)done;
    }
    buf_clear(&f->buf);
    return OK;
}

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault list_begin(struct folder *f, const char *path, struct err *err)
{
    if (!f->list)
        return OK;
    struct folder_file file = {.path = strdup(path)};
    f->digest = digest_begin();
    if (file.path && f->digest && vec_push(&f->files, file))
        return OK;
    free(file.path);
    return no_memory(err);
}

static void list_end(struct folder *f)
{
    if (f->digest)
        f->files.at[f->files.n - 1].digest = digest_end(f->digest);
    f->digest = NULL;
}

enum fault folder_file_end(struct folder *f, struct err *err)
{
    if (f->file < 0)
        return OK;
    enum fault fault = flush(f, err);
    if (close(f->file) < 0 && !fault)
        fault = cannot(f->name, err);
    f->file = -1;
    list_end(f);
    return fault;
}

/* The folders on the way to a file. */
static enum fault make_way(struct folder *f, char *path, struct err *err)
{
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdirat(f->fd, path, 0777) == 0 || errno == EEXIST;
        enum fault fault = made ? OK : cannot(path, err);
        *slash = '/';
        if (fault)
            return fault;
    }
    return OK;
}

enum fault folder_file(struct folder *f, const char *path, struct err *err)
{
    enum fault fault = folder_file_end(f, err);
    char *way = fault ? NULL : strdup(path);
    if (fault)
        return fault;
    if (!way)
        return err_set(err, FAULT_MEMORY, "out of memory");
    fault = make_way(f, way, err);
    free(way);
    if (!fault)
        fault = list_begin(f, path, err);
    if (fault)
        return fault;
    f->file = openat(f->fd, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    return f->file < 0 ? cannot(path, err) : OK;
}

enum fault folder_add(struct folder *f, const void *bytes, size_t n, struct err *err)
{
    if (f->digest) {
        digest_more(f->digest, bytes, n);
        f->files.at[f->files.n - 1].bytes += n;
    }
    buf_add(&f->buf, bytes, n);
    if (f->buf.failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    return f->buf.size >= WINDOW ? flush(f, err) : OK;
}

enum fault folder_end(struct folder *f, struct err *err)
{
    enum fault fault = folder_file_end(f, err);
    /* One sync for all files: each by itself would take a thousand times as long. */
    if (!fault && syncfs(f->fd) < 0)
        fault = cannot(f->name, err);
    if (!fault && renameat(f->parent, f->working, f->parent, f->name) < 0)
        fault = cannot(f->name, err);
    if (!fault) {
        free(f->working);
        f->working = NULL;
        if (fsync(f->parent) < 0 && errno != EINVAL && errno != EROFS)
            fault = cannot(f->name, err);
    }
    folder_drop(f);
    return fault;
}

/* Without memory of its own: it may be just that which ran out. */
static bool remove_below(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    for (bool some = fd >= 0; some;) { /* removing while reading may pass some over */
        _Alignas(struct dirent64) char room[4096];
        ssize_t n;
        some = false;
        lseek(fd, 0, SEEK_SET);
        while ((n = getdents64(fd, room, sizeof room)) > 0)
            for (ssize_t at = 0; at < n;) {
                const struct dirent64 *entry = (const struct dirent64 *)(const void *)(room + at);
                at += entry->d_reclen;
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                    some |= unlinkat(fd, entry->d_name, 0) == 0 || remove_below(fd, entry->d_name);
            }
    }
    if (fd >= 0)
        close(fd);
    return unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

void folder_drop(struct folder *f)
{
    if (f->file >= 0)
        close(f->file);
    if (f->working && f->parent >= 0 && f->fd >= 0)
        remove_below(f->parent, f->working);
    if (f->fd >= 0)
        close(f->fd);
    if (f->parent >= 0)
        close(f->parent);
    free(f->name);
    free(f->working);
    buf_release(&f->buf);
    digest_drop(f->digest);
    for (size_t i = 0; i < f->files.n; i++)
        free(f->files.at[i].path);
    vec_free(&f->files);
    *f = (struct folder){.parent = -1, .fd = -1, .file = -1};
}
