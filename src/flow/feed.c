#include "feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "manicule/flow/lines.h"
#include "manicule/flow/shown.h"
#include "values.h"

enum { FILE_MOST = 1 << 30 };

/* Of a text that begins "byte 17: " the byte, taken away from it, as a line and a byte in that
 * line: false where it does not begin so. */
static bool find_byte(struct err *err, const char *text, size_t n, size_t *line, size_t *column)
{
    size_t byte;
    int used = 0;
    if (sscanf(err->text, "byte %zu: %n", &byte, &used) != 1 || used <= 0)
        return false;
    memmove(err->text, err->text + used, strlen(err->text + used) + 1);
    *column += byte;
    for (size_t i = 0; i < byte && i < n; i++)
        if (text[i] == '\n') {
            ++*line;
            *column = byte - i - 1;
        }
    return true;
}

enum fault feed_place(const char *file, const char *text, size_t n, size_t line, size_t column,
                      struct err *err)
{
    if (!err)
        return FAULT_INPUT;
    if (find_byte(err, text, n, &line, &column))
        return err_prefix(err, "%s:%zu:%zu", shown(file).text, line, column);
    return line ? err_prefix(err, "%s:%zu", shown(file).text, line)
                : err_prefix(err, "%s", shown(file).text);
}

static enum fault cannot(const char *path, struct err *err)
{
    bool nowhere = errno == ENOTDIR || errno == ELOOP;
    enum fault fault = nowhere ? FAULT_MISSING : fault_of_errno(errno);
    return err_set(err, fault, "%s: %s", shown(path).text, strerror(errno));
}

static enum fault open_source(const struct source *source, int pipe, int *fd, struct err *err)
{
    struct stat st;
    if (!source->path) {
        *fd = pipe;
        return lseek(pipe, 0, SEEK_SET) < 0 ? cannot("standard input", err) : OK;
    }
    *fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*fd < 0)
        return cannot(source->path, err);
    if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
        return OK;
    close(*fd);
    return err_set(err, FAULT_INPUT, "%s is no file; a pipe comes as -", shown(source->path).text);
}

static void close_source(const struct source *source, int fd)
{
    if (source->path)
        close(fd);
}

enum fault feed_head(const struct source *source, int pipe, char *out, size_t room, size_t *n,
                     struct err *err)
{
    int fd;
    *n = 0;
    enum fault fault = open_source(source, pipe, &fd, err);
    if (fault)
        return fault;
    ssize_t got = pread(fd, out, room, 0);
    if (got < 0)
        fault = cannot(source->path ? source->path : "standard input", err);
    else
        *n = (size_t)got;
    close_source(source, fd);
    return fault;
}

/* A portion that cannot be read: left out and told, or the end. What was told by the intake has its
 * place already. */
static enum fault answer(struct feeding *feed, enum fault fault, bool told,
                         const struct portion *portion, size_t column, struct err *err)
{
    if (!fault || told || fault != FAULT_INPUT)
        return fault;
    if (!feed->skip)
        return feed_place(feed->file, portion->bytes, portion->n, portion->line, column, err);
    /* refuse() puts FILE:LINE before it; a byte's line is found here. */
    struct err why = *err;
    size_t line = portion->line;
    if (find_byte(&why, portion->bytes, portion->n, &line, &column))
        err_prefix(&why, "byte %zu", column);
    feed->intake->counts.refused++;
    return feed->intake->refuse(feed->intake->ctx, line, &why);
}

static enum fault give(struct feeding *feed, const struct portion *portion, size_t column,
                       struct err *err)
{
    struct intake *intake = feed->intake;
    intake->line = portion->line;
    intake->told = false;
    enum fault fault = feed->format->read->read(feed->state, intake, portion, err);
    return answer(feed, fault, intake->told, portion, column, err);
}

static enum fault feed_values(struct feeding *feed, int fd, struct portion portion, struct err *err)
{
    struct values *values = values_new(fd);
    enum fault fault = OK;
    if (!values)
        return err_set(err, FAULT_MEMORY, "out of memory");
    for (;;) {
        struct value value = {0};
        bool more;
        fault = values_next(values, &value, &more, err);
        portion.bytes = value.text;
        portion.n = value.n;
        portion.line = value.line;
        if (fault) {
            fault = answer(feed, fault, false, &portion, value.column, err);
            break;
        }
        if (!more)
            break;
        portion.number++;
        feed->intake->element = values_list(values) ? portion.number : 0;
        fault = give(feed, &portion, value.column, err);
        if (fault)
            break;
        if (feed->progress)
            feed->progress(feed->ctx, values_consumed(values));
    }
    values_free(values);
    return fault;
}

static enum fault feed_lines(struct feeding *feed, int fd, struct portion portion, struct err *err)
{
    struct lines *lines = lines_new(fd, LINES_LONGEST);
    enum fault fault = OK;
    if (!lines)
        return err_set(err, FAULT_MEMORY, "out of memory");
    for (;;) {
        bool more;
        fault = lines_next(lines, &portion.bytes, &portion.n, &more, err);
        portion.line = portion.number = lines_number(lines);
        if (fault) {
            fault = answer(feed, fault, false, &portion, 0, err);
            break;
        }
        if (!more)
            break;
        fault = give(feed, &portion, 0, err);
        if (fault)
            break;
        if (feed->progress)
            feed->progress(feed->ctx, lines_consumed(lines));
    }
    lines_free(lines);
    return fault;
}

/* Where the text of a file stands, in a path of its own, and what the document is called: a file
 * is named after its text but for the extension; or behind the text's whole name, with one or more
 * extensions of its own. */
static bool find_beside(const char *beside, const struct source *source, char **path, char **name)
{
    size_t n = strlen(source->beside), n_name = strlen(source->name);
    *name = NULL;
    if (*beside) {
        if (asprintf(path, "%s.%s", source->beside, beside) < 0)
            *path = NULL;
        *name = strdup(source->name);
        return *path && *name;
    }
    *path = strdup(source->beside);
    for (struct stat st; *path && (stat(*path, &st) < 0 || !S_ISREG(st.st_mode));) {
        const char *slash = strrchr(*path, '/'), *dot = strrchr(*path, '.');
        if (!dot || (slash && dot < slash) || n_name <= n - (size_t)(dot - *path))
            break; /* none of them is a file */
        n_name -= n - (size_t)(dot - *path);
        n = (size_t)(dot - *path);
        (*path)[n] = '\0';
    }
    const char *dot = *path ? strrchr(*path, '.') : NULL,
               *slash = *path ? strrchr(*path, '/') : NULL;
    if (dot && (!slash || dot > slash + 1) && n_name > n - (size_t)(dot - *path))
        n_name -= n - (size_t)(dot - *path);
    *name = strndup(source->name, n_name);
    return *path && *name;
}

/* The text that stands beside a file; *name is what the document is called, the caller's to free.
 */
static enum fault read_beside(const struct feeding *feed, const struct source *source,
                              unsigned char **bytes, size_t *n, char **name, struct err *err)
{
    char *path = NULL;
    const char *beside = feed->format->beside;
    *name = NULL;
    if (!source->beside)
        return err_set(err, FAULT_USAGE,
                       "%s files stand beside their texts: name the files or a "
                       "folder, not -",
                       feed->format->name);
    if (!find_beside(beside, source, &path, name)) {
        free(path);
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    enum fault fault = fd < 0 ? cannot(path, err) : lines_all(fd, FILE_MOST, bytes, n, err);
    if (fault && fd >= 0)
        err_prefix(err, "%s", shown(path).text);
    if (fd >= 0)
        close(fd);
    free(path);
    if (fault != FAULT_MISSING)
        return fault;
    return *beside ? err_set(err, FAULT_INPUT, "its text is missing: a .%s beside it", beside)
                   : err_set(err, FAULT_INPUT,
                             "its text is missing: a file of its name without the extension");
}

static enum fault feed_file(struct feeding *feed, int fd, const struct source *source,
                            struct portion portion, struct err *err)
{
    unsigned char *bytes = NULL, *text = NULL;
    char *name = NULL;
    enum fault fault = lines_all(fd, FILE_MOST, &bytes, &portion.n, err);
    portion.bytes = (const char *)bytes;
    portion.line = 1;
    if (!fault && feed->format->beside) {
        fault = read_beside(feed, source, &text, &portion.n_text, &name, err);
        portion.text = (const char *)text;
        portion.name = name;
    }
    if (!fault)
        fault = give(feed, &portion, 0, err);
    else
        fault = answer(feed, fault, false, &(struct portion){.line = 0}, 0, err);
    free(bytes);
    free(text);
    free(name);
    return fault;
}

enum fault feed_source(struct feeding *feed, const struct source *source, struct err *err)
{
    int fd;
    struct portion portion = {.name = source->name};
    feed->file = source->path ? source->path : "standard input";
    feed->intake->documents = feed->intake->element = 0;
    enum fault fault = open_source(source, feed->pipe, &fd, err);
    if (fault)
        return fault;
    switch (feed->format->feed) {
    case FEED_VALUES:
        fault = feed_values(feed, fd, portion, err);
        break;
    case FEED_LINES:
        fault = feed_lines(feed, fd, portion, err);
        break;
    case FEED_FILES:
        fault = feed_file(feed, fd, source, portion, err);
        break;
    }
    close_source(source, fd);
    if (!fault && feed->format->read->end) {
        feed->intake->told = false;
        fault = feed->format->read->end(feed->state, feed->intake, err);
        fault = answer(feed, fault, feed->intake->told,
                       &(struct portion){.bytes = "", .line = feed->intake->line}, 0, err);
    }
    return fault;
}
