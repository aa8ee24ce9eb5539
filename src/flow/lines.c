#include "manicule/flow/lines.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST = 256 * 1024 };

struct lines {
    int fd;
    size_t longest;
    char *data;
    size_t start, size, room; /* unread bytes stand in [start, size) */
    size_t number;
    uint64_t consumed;
    bool ended;
};

struct lines *lines_new(int fd, size_t longest)
{
    struct lines *lines = calloc(1, sizeof *lines);
    if (!lines)
        return NULL;
    *lines = (struct lines){.fd = fd, .longest = longest, .room = FIRST, .data = malloc(FIRST)};
    if (!lines->data) {
        free(lines);
        return NULL;
    }
    return lines;
}

void lines_free(struct lines *lines)
{
    if (lines)
        free(lines->data);
    free(lines);
}

size_t lines_number(const struct lines *lines)
{
    return lines->number;
}

uint64_t lines_consumed(const struct lines *lines)
{
    return lines->consumed;
}

/* One read() that waits where the descriptor was left non-blocking by whoever made it. */
static ssize_t read_some(int fd, void *into, size_t n)
{
    for (;;) {
        ssize_t got = read(fd, into, n);
        if (got >= 0)
            return got;
        if (errno == EAGAIN)
            poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, -1);
        else if (errno != EINTR)
            return -1;
    }
}

static enum fault read_fault(struct err *err)
{
    if (errno == EISDIR)
        return err_set(err, FAULT_INPUT, "is a folder, not a file");
    return err_set(err, FAULT_IO, "cannot be read: %s", strerror(errno));
}

/* Does the line at hand, of which `have` bytes are read, go on beyond the limit? Only a file can be
 * asked without keeping what is read; of a pipe it is found when so much has come. */
static bool beyond_limit(const struct lines *lines, size_t have)
{
    enum { WINDOW = 64 * 1024 };
    char window[WINDOW];
    struct stat st;
    off_t at = lseek(lines->fd, 0, SEEK_CUR);
    if (at < 0 || fstat(lines->fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= at ||
        (uintmax_t)(st.st_size - at) + have <= lines->longest)
        return false;
    while (have <= lines->longest) {
        ssize_t got = pread(lines->fd, window, sizeof window, at);
        if (got <= 0)
            return false;
        const char *newline = memchr(window, '\n', (size_t)got);
        if (newline)
            return have + (size_t)(newline - window) > lines->longest;
        at += got;
        have += (size_t)got;
    }
    return true;
}

/* Makes room behind the unread bytes: moves them to the front, grows when they fill the buffer. */
static bool make_room(struct lines *lines)
{
    if (lines->start) {
        memmove(lines->data, lines->data + lines->start, lines->size - lines->start);
        lines->size -= lines->start;
        lines->start = 0;
    }
    if (lines->size < lines->room)
        return true;
    char *grown = realloc(lines->data, lines->room * 2);
    if (!grown)
        return false;
    lines->data = grown;
    lines->room *= 2;
    return true;
}

bool lines_blank(const char *line, size_t n)
{
    while (n && (line[n - 1] == ' ' || line[n - 1] == '\t' || line[n - 1] == '\r'))
        n--;
    return n == 0;
}

static void hand_out(struct lines *lines, size_t n, size_t with_newline, const char **line,
                     size_t *size)
{
    *line = lines->data + lines->start;
    *size = n;
    lines->start += with_newline;
    lines->consumed += with_newline;
    lines->number++;
}

enum fault lines_next(struct lines *lines, const char **line, size_t *n, bool *more,
                      struct err *err)
{
    size_t seen = 0;     /* unread bytes that hold no newline for sure */
    bool looked = false; /* how far the line goes, before it takes more memory */
    *more = true;
    for (;;) {
        size_t have = lines->size - lines->start;
        const char *from = lines->data + lines->start;
        const char *newline = have > seen ? memchr(from + seen, '\n', have - seen) : NULL;
        if (newline && (size_t)(newline - from) <= lines->longest) {
            size_t size = (size_t)(newline - from);
            hand_out(lines, size, size + 1, line, n);
            return OK;
        }
        seen = have;
        bool longer = have > lines->longest;
        if (!longer && have == lines->room && !looked) {
            longer = beyond_limit(lines, have);
            looked = true;
        }
        if (longer) {
            lines->number++;
            return err_set(err, FAULT_INPUT, "the line is longer than %zu bytes", lines->longest);
        }
        if (lines->ended) {
            *more = have > 0;
            if (have)
                hand_out(lines, have, have, line, n);
            return OK;
        }
        if (!make_room(lines))
            return err_set(err, FAULT_MEMORY, "out of memory for a line of more than %zu bytes",
                           have);
        ssize_t got = read_some(lines->fd, lines->data + lines->size, lines->room - lines->size);
        if (got < 0)
            return read_fault(err);
        lines->ended = got == 0;
        lines->size += (size_t)got;
    }
}

enum fault lines_all(int fd, size_t limit, unsigned char **bytes, size_t *n, struct err *err)
{
    struct stat st;
    size_t room = FIRST, size = 0;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        if (st.st_size > 0 && (uintmax_t)st.st_size > limit)
            return err_set(err, FAULT_INPUT, "is larger than %zu MB", limit >> 20);
        room = (size_t)st.st_size + 2;
    }
    unsigned char *data = malloc(room);
    if (!data)
        return err_set(err, FAULT_MEMORY, "out of memory");
    for (;;) {
        ssize_t got = read_some(fd, data + size, room - size - 1);
        if (got < 0) {
            free(data);
            return read_fault(err);
        }
        if (got == 0)
            break;
        size += (size_t)got;
        if (size > limit) {
            free(data);
            return err_set(err, FAULT_INPUT, "is larger than %zu MB", limit >> 20);
        }
        if (size + 1 < room)
            continue;
        unsigned char *grown = realloc(data, room * 2);
        if (!grown) {
            free(data);
            return err_set(err, FAULT_MEMORY, "out of memory");
        }
        data = grown;
        room *= 2;
    }
    data[size] = 0;
    *bytes = data;
    *n = size;
    return OK;
}
