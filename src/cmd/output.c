#include "manicule/cmd/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manicule/flow/shown.h"
#include "manicule/store.h"
#include "manicule/text/glyph.h"

enum { WINDOW = 64 * 1024, UNDER_WAY = 8 * 1024 * 1024 };

static enum fault fail(struct output *out, const char *what)
{
    int error = errno;
    if (out->fault)
        return out->fault;
    if (error == EPIPE) {
        out->err = (struct err){.fault = FAULT_IO};
        return out->fault = FAULT_IO;
    }
    return out->fault = err_set(&out->err, fault_of_errno(error), "%s: %s", what, strerror(error));
}

static enum fault fail_file(struct output *out, const char *path)
{
    return fail(out, shown(path).text);
}

static void write_all(struct output *out, const char *bytes, size_t n)
{
    while (n && !out->fault) {
        ssize_t done = write(out->fd, bytes, n);
        if (done >= 0) {
            bytes += done;
            n -= (size_t)done;
        } else if (errno == EAGAIN) {
            poll(&(struct pollfd){.fd = out->fd, .events = POLLOUT}, 1, -1);
        } else if (errno != EINTR) {
            fail(out, out->name ? shown(out->name).text : "standard output cannot be written");
        }
    }
}

static void flush(struct output *out)
{
    if (out->held)
        return;
    write_all(out, out->buf.data, out->buf.size);
    /* A file must be on disk in the end: it is on its way while the rest is made. */
    out->waiting += out->name ? out->buf.size : 0;
    if (out->waiting >= UNDER_WAY) {
        sync_file_range(out->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
        out->waiting = 0;
    }
    buf_clear(&out->buf);
}

/* Takes path apart: the folder is opened, the name kept. A path in the way is looked at. */
static enum fault open_file(struct output *out, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    if (!*path)
        return out->fault = err_set(&out->err, FAULT_USAGE, "-o needs the name of a file");
    char *folder = !slash ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    out->name = strdup(base);
    enum { ROOM = 32 };
    out->working = malloc(ROOM);
    if (!folder || !out->name || !out->working) {
        free(folder);
        return out->fault = err_set(&out->err, FAULT_MEMORY, "out of memory");
    }
    out->folder = open(folder, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    free(folder);
    if (out->folder < 0)
        return fail_file(out, path);
    if (store_is_part(path))
        return out->fault = err_set(&out->err, FAULT_EXISTS,
                                    "%s belongs to the project beside it: nothing is written there",
                                    shown(path).text);
    struct stat st;
    mode_t mask = umask(077), mode = 0666 & ~mask;
    umask(mask);
    if (!*base)
        return out->fault = err_set(&out->err, FAULT_EXISTS,
                                    "%s is a folder, not a file: nothing is written there",
                                    shown(path).text);
    if (fstatat(out->folder, base, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        if (!S_ISREG(st.st_mode))
            return out->fault =
                       err_set(&out->err, FAULT_EXISTS,
                               "%s is %s, not a file: nothing is written there", shown(path).text,
                               S_ISLNK(st.st_mode)   ? "a symbolic link"
                               : S_ISDIR(st.st_mode) ? "a folder"
                                                     : "a device or pipe");
        if (store_is_project(path))
            return out->fault =
                       err_set(&out->err, FAULT_EXISTS,
                               "%s is a project: nothing is written over it", shown(path).text);
        mode = st.st_mode & 0777;
    } else if (errno != ENOENT) {
        return fail_file(out, path);
    }
    for (unsigned i = 0; i < 1000 && out->fd < 0; i++) {
        snprintf(out->working, ROOM, ".manicule-%u-%u", (unsigned)getpid(), i);
        out->fd = openat(out->folder, out->working,
                         O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (out->fd < 0 && errno != EEXIST)
            break;
    }
    if (out->fd < 0 || fchmod(out->fd, mode) < 0)
        return fail_file(out, path);
    return OK;
}

enum fault output_open(struct output *out, const char *path, struct err *err)
{
    *out = (struct output){.fd = -1, .folder = -1};
    if (!path || strcmp(path, "-") == 0) {
        out->fd = STDOUT_FILENO;
        return OK;
    }
    if (open_file(out, path) == OK)
        return OK;
    enum fault fault = err_set(err, out->fault, "%s", out->err.text);
    output_drop(out);
    return fault;
}

bool output_same(const struct output *one, const struct output *other)
{
    struct stat a, b;
    return one->folder >= 0 && other->folder >= 0 && strcmp(one->name, other->name) == 0 &&
           fstat(one->folder, &a) == 0 && fstat(other->folder, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

void output_add(struct output *out, const void *bytes, size_t n)
{
    if (out->fault)
        return;
    if (n >= WINDOW && !out->held) {
        flush(out);
        write_all(out, bytes, n);
        return;
    }
    buf_add(&out->buf, bytes, n);
    if (out->buf.failed)
        out->fault = err_set(&out->err, FAULT_MEMORY, "out of memory");
    else if (out->buf.size >= WINDOW)
        flush(out);
}

void output_hold(void *sink, bool on)
{
    struct output *out = sink;
    out->held = on;
    if (!on && out->buf.size >= WINDOW)
        flush(out);
}

void output_printf(struct output *out, const char *format, ...)
{
    va_list args;
    char *text;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0) {
        out->fault = err_set(&out->err, FAULT_MEMORY, "out of memory");
        return;
    }
    output_add(out, text, (size_t)n);
    free(text);
}

bool output_made(struct output *out, const struct buf *made)
{
    if (made->failed && !out->fault)
        out->fault = err_set(&out->err, FAULT_MEMORY, "out of memory");
    return !made->failed;
}

void output_buf(struct output *out, const struct buf *made)
{
    if (output_made(out, made))
        output_add(out, made->data, made->size);
}

void output_plain(struct output *out, const char *text)
{
    struct buf plain = {0};
    plain_text(text, strlen(text), 0, &(struct widths){0}, &plain);
    output_buf(out, &plain);
    buf_release(&plain);
}

static enum fault sink_write(void *ctx, const void *bytes, size_t n, struct err *err)
{
    struct output *out = ctx;
    output_add(out, bytes, n);
    if (out->fault && err)
        *err = out->err;
    return out->fault;
}

struct sink output_sink(struct output *out)
{
    return (struct sink){sink_write, out};
}

/* The file is on disk before its name is, and the name before the verb says it is done. */
static void settle(struct output *out)
{
    if (fsync(out->fd) < 0 || renameat(out->folder, out->working, out->folder, out->name) < 0) {
        fail_file(out, out->name);
        return;
    }
    free(out->working);
    out->working = NULL;
    /* Some file systems cannot sync a folder; the file itself is safe then as well. */
    if (fsync(out->folder) < 0 && errno != EINVAL && errno != EROFS)
        fail_file(out, out->name);
}

enum fault output_end(struct output *out, struct err *err)
{
    flush(out);
    if (!out->fault && out->folder >= 0)
        settle(out);
    enum fault fault = out->fault;
    if (fault && err)
        *err = out->err;
    output_drop(out);
    return fault;
}

enum fault output_close(struct output *out, enum fault fault, struct err *err)
{
    struct err late;
    enum fault ended = output_end(out, &late);
    if (fault || !ended)
        return fault;
    if (err)
        *err = late;
    return ended;
}

void output_drop(struct output *out)
{
    if (out->folder >= 0) {
        if (out->fd >= 0)
            close(out->fd);
        if (out->working && out->fd >= 0)
            unlinkat(out->folder, out->working, 0);
        close(out->folder);
    }
    free(out->name);
    free(out->working);
    buf_release(&out->buf);
    *out = (struct output){.fd = -1, .folder = -1};
}

const char *output_s(uint64_t n)
{
    return n == 1 ? "" : "s";
}
