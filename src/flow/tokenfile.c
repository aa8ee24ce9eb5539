#include "manicule/flow/tokenfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"
#include "manicule/base/vec.h"
#include "manicule/flow/lines.h"
#include "manicule/flow/shown.h"

struct entry { /* where the tokens of a document stand */
    uint8_t key[12];
    uint32_t n, line;
    uint64_t at;
};

struct tokenfile {
    int fd;
    const char *file;
    VEC(struct entry) entries; /* in order of keys */
};

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = memcmp(x->key, y->key, sizeof x->key);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static enum fault index_line(struct tokenfile *t, const char *line, size_t n, uint64_t at,
                             size_t number, struct err *err)
{
    struct digest key;
    enum fault fault = own_tokens_key(line, n, &key, err);
    if (fault == FAULT_INPUT)
        return feed_place(t->file, line, n, number, 0, err);
    struct entry entry = {.n = (uint32_t)n, .line = (uint32_t)number, .at = at};
    memcpy(entry.key, key.b, sizeof entry.key);
    if (!fault && !vec_push(&t->entries, entry))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    return fault;
}

static enum fault index_lines(struct tokenfile *t, struct lines *lines, struct err *err)
{
    for (;;) {
        const char *line;
        size_t n;
        bool more;
        uint64_t at = lines_consumed(lines);
        enum fault fault = lines_next(lines, &line, &n, &more, err);
        if (fault)
            return err_prefix(err, "%s:%zu", shown(t->file).text, lines_number(lines));
        if (!more)
            return OK;
        if (!lines_blank(line, n))
            fault = index_line(t, line, n, at, lines_number(lines), err);
        if (fault)
            return fault;
    }
}

static enum fault sort(struct tokenfile *t, struct err *err)
{
    if (t->entries.n)
        qsort(t->entries.at, t->entries.n, sizeof *t->entries.at, by_key);
    for (size_t i = 1; i < t->entries.n; i++) {
        const struct entry *x = &t->entries.at[i - 1], *y = &t->entries.at[i];
        if (memcmp(x->key, y->key, sizeof x->key) == 0)
            return err_set(err, FAULT_INPUT, "%s:%u: its document has tokens in line %u already",
                           shown(t->file).text, y->line, x->line);
    }
    return OK;
}

enum fault tokenfile_open(int fd, const char *file, struct tokenfile **out, struct err *err)
{
    struct tokenfile *t = calloc(1, sizeof *t);
    struct lines *lines = lines_new(fd, LINES_LONGEST);
    enum fault fault = t && lines ? OK : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault && lseek(fd, 0, SEEK_SET) < 0)
        fault = err_set(err, FAULT_IO, "%s: %s", shown(file).text, strerror(errno));
    if (t) {
        t->fd = fd;
        t->file = file;
    }
    if (!fault)
        fault = index_lines(t, lines, err);
    if (!fault)
        fault = sort(t, err);
    lines_free(lines);
    *out = fault ? NULL : t;
    if (fault)
        tokenfile_close(t);
    return fault;
}

void tokenfile_close(struct tokenfile *t)
{
    if (t)
        vec_free(&t->entries);
    free(t);
}

static const struct entry *find(const struct tokenfile *t, struct digest key)
{
    size_t low = 0, high = t->entries.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(t->entries.at[middle].key, key.b, sizeof t->entries.at->key);
        if (order == 0)
            return &t->entries.at[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static enum fault read_line(const struct tokenfile *t, const struct entry *entry, char *into,
                            struct err *err)
{
    for (size_t done = 0; done < entry->n;) {
        ssize_t got = pread(t->fd, into + done, entry->n - done, (off_t)(entry->at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return err_set(err, FAULT_IO, "%s: %s", shown(t->file).text,
                           got ? strerror(errno) : "it became shorter meanwhile");
        done += (size_t)got;
    }
    return OK;
}

static enum fault give(void *ctx, const struct stream_document *document, struct buf *out,
                       struct err *err)
{
    const struct tokenfile *t = ctx;
    const struct entry *entry = find(t, own_tokens_key_hash(document));
    if (!entry)
        entry = find(t, own_tokens_key_name(document));
    if (!entry)
        return err_set(err, FAULT_MISSING, "%s has no tokens for %s", shown(t->file).text,
                       shown(document->name).text);
    char *line = malloc(entry->n + (size_t)1);
    if (!line)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = read_line(t, entry, line, err);
    if (!fault) {
        fault = own_tokens_read(line, entry->n, document->article, out, err);
        if (fault == FAULT_INPUT) {
            err_prefix(err, "%s", shown(document->name).text);
            err_prefix(err, "%s:%u", shown(t->file).text, entry->line);
        }
    }
    free(line);
    return fault;
}

struct token_source tokenfile_source(struct tokenfile *t)
{
    return (struct token_source){.tokens = give, .ctx = t};
}
