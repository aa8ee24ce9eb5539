/* preload_power.c: notes every write, truncation, sync, creation and removal of a project and of
 * what lies beside it, in order, with the project's acknowledgements between them. A process that
 * calls power_record() is recorded from then on (preload_power.h); in others nothing is, and syncs
 * do nothing.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "preload_power.h"

enum { DESCRIPTORS = 256, NONE = 255 };

static int note_to = -1, told = -1;
static const char *mode;
static char project[4096], folder[4096];
static uint8_t file_of[DESCRIPTORS];

static void note(enum power_kind kind, unsigned file, uint64_t at, const void *bytes, size_t n)
{
    char record[sizeof(struct power_op) + 65536];
    struct power_op op = {.kind = (uint8_t)kind, .file = (uint8_t)file, .n = (uint32_t)n, .at = at};
    if (file == NONE || note_to < 0)
        return;
    memcpy(record, &op, sizeof op);
    if (n > sizeof record - sizeof op)
        abort();
    if (n)
        memcpy(record + sizeof op, bytes, n);
    if (syscall(SYS_write, note_to, record, sizeof op + n) != (ssize_t)(sizeof op + n))
        abort();
}

bool power_record(const char *log, const char *file, int acknowledged, const char *other_mode)
{
    snprintf(project, sizeof project, "%s", file);
    snprintf(folder, sizeof folder, "%s", file);
    *strrchr(folder, '/') = '\0';
    memset(file_of, NONE, sizeof file_of);
    told = acknowledged;
    mode = other_mode;
    note_to =
        (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return note_to >= 0;
}

static unsigned known(const char *path)
{
    size_t n = strlen(folder);
    if (note_to < 0 || strncmp(path, folder, n) != 0)
        return NONE;
    if (!path[n])
        return POWER_FOLDER;
    if (strcmp(path, project) == 0)
        return POWER_PROJECT;
    size_t whole = strlen(project);
    bool journal = strncmp(path, project, whole) == 0 && strcmp(path + whole, "-journal") == 0;
    return journal ? POWER_JOURNAL : POWER_OTHER;
}

static unsigned known_fd(int fd)
{
    return fd >= 0 && fd < DESCRIPTORS ? file_of[fd] : (unsigned)NONE;
}

static int open_and_note(const char *path, int flags, unsigned permissions)
{
    bool there = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, permissions);
    if (fd < 0 || fd >= DESCRIPTORS)
        return fd;
    file_of[fd] = (uint8_t)known(path);
    if (!there)
        note(POWER_CREATE, file_of[fd], 0, NULL, 0);
    else if (flags & O_TRUNC)
        note(POWER_TRUNCATE, file_of[fd], 0, NULL, 0);
    return fd;
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        unsigned permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, unsigned) : 0;         \
        va_end(args);                                                                              \
        return open_and_note(path, flags, permissions);                                            \
    }
OPEN(open)
OPEN(open64)

int close(int fd)
{
    if (fd >= 0 && fd < DESCRIPTORS)
        file_of[fd] = NONE;
    return (int)syscall(SYS_close, fd);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    off_t at = known_fd(fd) == NONE ? 0 : lseek(fd, 0, SEEK_CUR);
    ssize_t done = syscall(SYS_write, fd, bytes, n);
    if (done > 0 && fd == told)
        note(POWER_TOLD, 0, 0, NULL, 0);
    else if (done > 0)
        note(POWER_WRITE, known_fd(fd), (uint64_t)at, bytes, (size_t)done);
    return done;
}

#define PWRITE(name)                                                                               \
    ssize_t name(int fd, const void *bytes, size_t n, off_t at)                                    \
    {                                                                                              \
        ssize_t done = syscall(SYS_pwrite64, fd, bytes, n, at);                                    \
        if (done > 0)                                                                              \
            note(POWER_WRITE, known_fd(fd), (uint64_t)at, bytes, (size_t)done);                    \
        return done;                                                                               \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define TRUNCATE(name)                                                                             \
    int name(int fd, off_t size)                                                                   \
    {                                                                                              \
        int code = (int)syscall(SYS_ftruncate, fd, size);                                          \
        if (code == 0)                                                                             \
            note(POWER_TRUNCATE, known_fd(fd), (uint64_t)size, NULL, 0);                           \
        return code;                                                                               \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

/* Nothing is really synced: the replay is about the order alone, and runs on any disk. */
#define SYNC(name)                                                                                 \
    int name(int fd)                                                                               \
    {                                                                                              \
        note(POWER_SYNC, known_fd(fd), 0, NULL, 0);                                                \
        return 0;                                                                                  \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path)
{
    int code = (int)syscall(SYS_unlink, path);
    if (code == 0)
        note(POWER_REMOVE, known(path), 0, NULL, 0);
    return code;
}

int rename(const char *from, const char *to)
{
    /* Of the project's files none is ever renamed; the replay refuses this one. */
    if (known(from) != NONE || known(to) != NONE)
        note(POWER_REMOVE, POWER_OTHER, 0, NULL, 0);
    return (int)syscall(SYS_rename, from, to);
}

int sqlite3_exec(void *db, const char *text, int (*row)(void *, int, char **, char **), void *ctx,
                 char **message);

/* The settings of a connection as SQLite gets them, with another word for FULL. */
int sqlite3_exec(void *db, const char *text, int (*row)(void *, int, char **, char **), void *ctx,
                 char **message)
{
    int (*real)(void *, const char *, int (*)(void *, int, char **, char **), void *, char **);
    *(void **)&real = dlsym(RTLD_NEXT, "sqlite3_exec");
    const char *full = mode ? strstr(text, "= FULL") : NULL;
    char changed[1024];
    if (full) {
        snprintf(changed, sizeof changed, "%.*s= %s%s", (int)(full - text), text, mode, full + 6);
        text = changed;
    }
    return real(db, text, row, ctx, message);
}
