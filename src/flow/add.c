#include "manicule/flow/add.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "manicule/base/buf.h"
#include "manicule/flow/convert.h"
#include "manicule/flow/lines.h"
#include "manicule/flow/shown.h"
#include "manicule/flow/spool.h"
#include "manicule/formats/jsonl.h"
#include "manicule/text/glyph.h"

char *add_name(const char *path)
{
    static const char *const endings[] = {".txt", ".text", ".TXT"};
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    size_t n = strlen(base);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (n > ending && strcmp(base + n - ending, endings[i]) == 0) {
            n -= ending;
            break;
        }
    }
    struct buf name = {0};
    plain_text(base, n, 0, &(struct widths){0}, &name);
    if (!name.size)
        buf_add_string(&name, "article");
    return buf_take(&name);
}

static enum fault check_text(const char *encoding, const uint8_t *bytes, size_t n, struct err *err)
{
    size_t bad;
    if (n > ARTICLE_MAX)
        return err_set(err, FAULT_INPUT, "is larger than %d MB", ARTICLE_MAX >> 20);
    if (text_check(bytes, n, &bad))
        return OK;
    if (!bytes[bad])
        return err_set(err, FAULT_INPUT, "byte %zu: a NUL; an article is text", bad);
    return err_set(err, FAULT_INPUT, "byte %zu: not UTF-8%s", bad,
                   encoding ? "" : " (--encoding NAME converts, for example CP932)");
}

static void tell_existing(const struct add *add, int64_t key, const char *shown_as)
{
    struct document document;
    if (!add->note || store_document(add->store, key, &document, NULL))
        return;
    struct buf line = {0};
    buf_printf(&line, "%s: the same bytes are there already as %s; --again adds them once more",
               shown(shown_as).text, shown(document.name).text);
    add->note(add->ctx, buf_text(&line));
    buf_release(&line);
    document_release(&document);
}

static enum fault put(struct add *add, const struct new_document *document, const char *shown_as,
                      struct err *err)
{
    bool existing = false;
    enum fault fault = batch_begin(&add->batch, err);
    if (fault)
        return fault;
    fault = store_add(add->store, document, &add->last, &existing, err);
    if (fault)
        return fault;
    if (existing) {
        add->existing++;
        tell_existing(add, add->last, shown_as);
    } else {
        add->added++;
    }
    return batch_step(&add->batch, err);
}

static void start(struct add *add)
{
    add->batch.store = add->store;
    add->batch.env = add->env;
}

enum fault add_decode(const char *encoding, uint8_t *bytes, size_t n, const char *shown_as,
                      struct article **out, uint8_t source[32], struct err *err)
{
    enum fault fault = OK;
    *out = NULL;
    if (encoding) {
        struct digest digest = digest_of(bytes, n);
        uint8_t *converted;
        fault = convert_to_utf8(encoding, bytes, n, ARTICLE_MAX, &converted, &n, err);
        free(bytes);
        bytes = fault ? NULL : converted;
        memcpy(source, digest.b, sizeof digest.b);
    }
    if (!fault)
        fault = check_text(encoding, bytes, n, err);
    if (fault) {
        free(bytes);
        return fault == FAULT_USAGE ? fault : err_prefix(err, "%s", shown(shown_as).text);
    }
    *out = article_take(bytes, n);
    return *out ? OK : err_set(err, FAULT_MEMORY, "%s: out of memory", shown(shown_as).text);
}

enum fault add_bytes(struct add *add, uint8_t *bytes, size_t n, const char *shown_as,
                     const char *name, struct err *err)
{
    start(add);
    struct new_document document = {.name = name,
                                    .rename = true,
                                    .again = add->again,
                                    .source_encoding = add->encoding};
    char *made = NULL;
    struct article *article;
    enum fault fault = add_decode(add->encoding, bytes, n, shown_as, &article,
                                  document.source_sha256, err);
    if (fault)
        return fault;
    if (!name)
        document.name = made = add_name(shown_as);
    document.article = article;
    add->seen++;
    if (!document.name)
        fault = err_set(err, FAULT_MEMORY, "%s: out of memory", shown(shown_as).text);
    else
        fault = put(add, &document, shown_as, err);
    article_free(article);
    free(made);
    return fault;
}

/* Nobody waits for a transaction while a pipe or a large file is read. */
static enum fault let_go(struct add *add, int fd, struct err *err)
{
    enum { QUICK = 1 << 20 };
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= QUICK)
        return OK;
    return batch_end(&add->batch, err);
}

enum fault add_file(struct add *add, int fd, const char *path, const char *name, struct err *err)
{
    uint8_t *bytes;
    size_t n;
    /* Two-byte encodings may be twice as large as what they become. */
    size_t limit = add->encoding ? (size_t)ARTICLE_MAX * 2 : ARTICLE_MAX;
    enum fault fault = let_go(add, fd, err);
    if (fault)
        return fault;
    fault = lines_all(fd, limit, &bytes, &n, err);
    if (fault)
        return err_prefix(err, "%s", shown(path).text);
    return add_bytes(add, bytes, n, path, name, err);
}

/* ---- JSON Lines ---- */

/* The name of a record that has none: its file's and its line's. */
static void name_record(const char *path, size_t number, struct buf *out)
{
    enum { STEM = 1000 }; /* bytes; a number and a -2 still go behind it */
    char *base = add_name(path);
    const char *dot = base ? strrchr(base, '.') : NULL;
    size_t n = dot ? (size_t)(dot - base) : base ? strlen(base) : 0;
    if (n > STEM)
        for (n = STEM; n && ((unsigned char)base[n] & 0xc0) == 0x80;)
            n--;
    buf_printf(out, "%.*s-%zu", (int)n, base ? base : "", number);
    out->failed = out->failed || !base;
    free(base);
}

static enum fault check_name(const char *name, struct err *err)
{
    enum fault fault = store_check_name(name, err);
    return fault ? err_prefix(err, "name") : OK;
}

/* Reads one line and puts it aside, checked. */
static enum fault check_record(const struct add *add, const char *line, size_t n, const char *path,
                               struct spool *spool, size_t number, struct err *err)
{
    struct article_record record;
    struct buf made = {0};
    enum fault fault = jsonl_read_article(line, n, &record, err);
    if (fault)
        return fault;
    if (!record.name)
        name_record(path, number, &made);
    const char *name = record.name ? record.name : buf_text(&made);
    fault = made.failed ? err_set(err, FAULT_MEMORY, "out of memory") : check_name(name, err);
    if (!fault)
        fault = check_text(add->encoding, record.text, record.n, err);
    if (!fault) {
        spool_put_u64(spool, number);
        spool_put_text(spool, name);
        spool_put_text(spool, record.meta);
        spool_put_u64(spool, record.n);
        spool_put(spool, record.text, record.n);
        fault = spool_check(spool, err);
    }
    article_record_release(&record);
    buf_release(&made);
    return fault;
}

static enum fault check_records(struct add *add, int fd, const char *path, struct spool *spool,
                                struct err *err)
{
    uint64_t good = 0;
    struct lines *lines = lines_new(fd, LINES_LONGEST);
    if (!lines)
        return err_set(err, FAULT_MEMORY, "out of memory");
    struct stat st;
    uint64_t size = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    enum fault fault;
    for (;;) {
        const char *line;
        size_t n;
        bool more;
        fault = lines_next(lines, &line, &n, &more, err);
        if (!fault && !more)
            break;
        bool blank = !fault && lines_blank(line, n);
        if (!fault && !blank)
            fault = check_record(add, line, n, path, spool, lines_number(lines), err);
        good += !blank;
        if (fault) {
            err_prefix(err, "%s:%zu", shown(path).text, lines_number(lines));
            break;
        }
        if (add->progress)
            add->progress(add->ctx, "checking", lines_consumed(lines), size);
    }
    lines_free(lines);
    add->seen += fault ? 0 : good;
    return fault ? fault : spool_rewind(spool, err);
}

/* Adds the next record that was put aside. */
static enum fault add_spooled(struct add *add, struct spool *spool, const char *path,
                              struct err *err)
{
    struct shown file = shown(path);
    bool ok_name, ok_meta;
    size_t number = (size_t)spool_get_u64(spool);
    char *name = spool_get_text(spool, &ok_name);
    char *meta = spool_get_text(spool, &ok_meta);
    size_t n = (size_t)spool_get_u64(spool);
    uint8_t *text = malloc(n + 1);
    struct buf where = {0};
    enum fault fault = OK;
    struct article *article = NULL;
    bool read = text && ok_name && ok_meta && spool_get(spool, text, n);
    if (!read) {
        fault = spool_check(spool, err);
        if (!fault)
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        goto done;
    }
    buf_printf(&where, "%s:%zu", file.text, number);
    article = article_take(text, n);
    text = NULL;
    if (!article || where.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    else
        fault = put(add,
                    &(struct new_document){.name = name,
                                           .rename = true,
                                           .meta = meta,
                                           .article = article,
                                           .again = add->again},
                    buf_text(&where), err);
    if (fault)
        err_prefix(err, "%s", buf_text(&where));
done:
    article_free(article);
    free(text);
    free(name);
    free(meta);
    buf_release(&where);
    return fault;
}

enum fault add_records(struct add *add, int fd, const char *path, struct err *err)
{
    start(add);
    struct spool *spool;
    enum fault fault = batch_end(&add->batch, err);
    if (!fault)
        fault = spool_open(store_path(add->store), &spool, err);
    if (fault)
        return fault;
    fault = check_records(add, fd, path, spool, err);
    while (!fault && spool_at(spool) < spool_size(spool)) {
        fault = add_spooled(add, spool, path, err);
        if (!fault && add->progress)
            add->progress(add->ctx, "writing", spool_at(spool), spool_size(spool));
    }
    spool_close(spool);
    return fault;
}

enum fault add_finish(struct add *add, struct err *err)
{
    return batch_end(&add->batch, err);
}

void add_abandon(struct add *add, struct err *err)
{
    batch_abandon(&add->batch);
    /* With --again, running it again would add once more what is in. */
    batch_left(&add->batch, add->seen, "articles read so far",
               add->again ? NULL : "running it again finishes it", err);
}
