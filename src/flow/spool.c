#include "manicule/flow/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 256 * 1024 };
static const uint32_t no_text = UINT32_MAX;

struct spool {
    int fd;
    bool reading;
    int error;       /* errno of the first fault, or 0 */
    uint64_t size;   /* bytes written, those in the window included */
    uint64_t at;     /* bytes read */
    size_t used;     /* writing: bytes in the window not yet in the file */
    size_t from, to; /* reading: the window's unread part */
    uint8_t window[WINDOW];
};

/* The folder of a path, in memory of the caller's. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* File systems without O_TMPFILE get a name for the moment between open and unlink. */
static int open_nameless(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    static const char pattern[] = "/.manicule-XXXXXX";
    size_t n = strlen(folder);
    char *path = malloc(n + sizeof pattern);
    if (!path)
        return -1;
    memcpy(path, folder, n);
    memcpy(path + n, pattern, sizeof pattern);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    free(path);
    return fd;
}

static enum fault cannot_make(struct err *err)
{
    enum fault fault = errno == ENOSPC                                       ? FAULT_FULL
                       : errno == EACCES || errno == EPERM || errno == EROFS ? FAULT_DENIED
                                                                             : FAULT_IO;
    return err_set(err, fault, "no temporary file can be made in the project's folder: %s",
                   strerror(errno));
}

/* Reads the pipe to its end; errno on a fault. */
static bool copy(int from, int to, char *window)
{
    for (;;) {
        ssize_t n = read(from, window, WINDOW);
        if (n == 0)
            return true;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN) {
            poll(&(struct pollfd){.fd = from, .events = POLLIN}, 1, -1);
            continue;
        }
        for (ssize_t done = 0; done < n;) {
            ssize_t some = write(to, window + done, (size_t)(n - done));
            if (some < 0 && errno != EINTR)
                return false;
            done += some > 0 ? some : 0;
        }
        if (n < 0)
            return false;
    }
}

enum fault spool_pipe(int from, const char *beside, int *out, struct err *err)
{
    char *folder = folder_of(beside), *window = malloc(WINDOW);
    enum fault fault = OK;
    *out = -1;
    if (!folder || !window)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault && (*out = open_nameless(folder)) < 0)
        fault = cannot_make(err);
    if (!fault && (!copy(from, *out, window) || lseek(*out, 0, SEEK_SET) < 0)) {
        fault = err_set(err, errno == ENOSPC ? FAULT_FULL : FAULT_IO, "standard input: %s",
                        strerror(errno));
        close(*out);
        *out = -1;
    }
    free(folder);
    free(window);
    return fault;
}

enum fault spool_open(const char *beside, struct spool **out, struct err *err)
{
    *out = NULL;
    char *folder = folder_of(beside);
    struct spool *spool = malloc(sizeof *spool);
    if (!folder || !spool) {
        free(folder);
        free(spool);
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    memset(spool, 0, offsetof(struct spool, window));
    spool->fd = open_nameless(folder);
    free(folder);
    if (spool->fd < 0) {
        enum fault fault = cannot_make(err);
        free(spool);
        return fault;
    }
    *out = spool;
    return OK;
}

void spool_close(struct spool *spool)
{
    if (spool)
        close(spool->fd);
    free(spool);
}

static void write_all(struct spool *spool, const uint8_t *bytes, size_t n)
{
    while (n && !spool->error) {
        ssize_t done = write(spool->fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            spool->error = done ? errno : ENOSPC;
            return;
        }
        bytes += done;
        n -= (size_t)done;
    }
}

void spool_put(struct spool *spool, const void *bytes, size_t n)
{
    if (spool->error || !n)
        return;
    spool->size += n;
    if (n > WINDOW - spool->used) {
        write_all(spool, spool->window, spool->used);
        spool->used = 0;
        if (n > WINDOW) {
            write_all(spool, bytes, n);
            return;
        }
    }
    memcpy(spool->window + spool->used, bytes, n);
    spool->used += n;
}

void spool_put_u32(struct spool *spool, uint32_t n)
{
    spool_put(spool, &n, sizeof n);
}

void spool_put_u64(struct spool *spool, uint64_t n)
{
    spool_put(spool, &n, sizeof n);
}

void spool_put_text(struct spool *spool, const char *text)
{
    if (!text) {
        spool_put_u32(spool, no_text);
        return;
    }
    size_t n = strlen(text);
    if (n >= no_text) {
        spool->error = EOVERFLOW;
        return;
    }
    spool_put_u32(spool, (uint32_t)n);
    spool_put(spool, text, n);
}

enum fault spool_rewind(struct spool *spool, struct err *err)
{
    if (!spool->reading)
        write_all(spool, spool->window, spool->used);
    spool->reading = true;
    spool->used = spool->from = spool->to = 0;
    spool->at = 0;
    if (!spool->error && lseek(spool->fd, 0, SEEK_SET) < 0)
        spool->error = errno;
    return spool_check(spool, err);
}

static size_t read_some(struct spool *spool, void *into, size_t n)
{
    ssize_t got;
    do
        got = read(spool->fd, into, n);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        spool->error = errno;
    return got < 0 ? 0 : (size_t)got;
}

bool spool_get(struct spool *spool, void *into, size_t n)
{
    uint8_t *to = into;
    if (spool->error || spool->size - spool->at < n)
        return false;
    spool->at += n;
    while (n) {
        size_t have = spool->to - spool->from;
        if (!have && n >= WINDOW) {
            have = read_some(spool, to, n);
        } else if (!have) {
            spool->from = 0;
            spool->to = read_some(spool, spool->window, WINDOW);
            if (spool->to)
                continue;
        } else {
            have = have < n ? have : n;
            memcpy(to, spool->window + spool->from, have);
            spool->from += have;
        }
        if (!have) {
            spool->error = spool->error ? spool->error : EIO; /* shorter than what was written */
            return false;
        }
        to += have;
        n -= have;
    }
    return true;
}

uint32_t spool_get_u32(struct spool *spool)
{
    uint32_t n = 0;
    return spool_get(spool, &n, sizeof n) ? n : 0;
}

uint64_t spool_get_u64(struct spool *spool)
{
    uint64_t n = 0;
    return spool_get(spool, &n, sizeof n) ? n : 0;
}

char *spool_get_text(struct spool *spool, bool *ok)
{
    uint32_t n = 0;
    *ok = spool_get(spool, &n, sizeof n);
    if (!*ok || n == no_text)
        return NULL;
    char *text = malloc((size_t)n + 1);
    if (!text)
        spool->error = ENOMEM;
    *ok = text && spool_get(spool, text, n);
    if (!*ok) {
        free(text);
        return NULL;
    }
    text[n] = '\0';
    return text;
}

uint64_t spool_size(const struct spool *spool)
{
    return spool->size;
}

uint64_t spool_at(const struct spool *spool)
{
    return spool->at;
}

enum fault spool_check(const struct spool *spool, struct err *err)
{
    switch (spool->error) {
    case 0:
        return OK;
    case ENOSPC:
    case EFBIG:
    case EDQUOT:
        return err_set(err, FAULT_FULL, "no space left in the project's folder for what is read");
    case ENOMEM:
        return err_set(err, FAULT_MEMORY, "out of memory");
    default:
        return err_set(err, FAULT_IO, "the temporary file in the project's folder: %s",
                       strerror(spool->error));
    }
}
