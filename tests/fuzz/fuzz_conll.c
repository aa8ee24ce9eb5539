/* Any bytes as tagged tokens, in each of the formats; a first byte chooses which, and whether what
 * is refused is left out. What is accepted is written, read again and written again: the same
 * bytes, and no span of it is lost. Also any line as a user's tokens. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/base/vec.h"
#include "manicule/formats/format.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/formats/own_tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"conll2002", "conll2003", "biluo",
                                    "germeval",  "conllu",    "uner"};

struct fuzz {
    const struct format *format;
    struct labelset labels;
    struct intake intake;
    bool skip;
    VEC(struct record) records;
    struct buf out;
    size_t lost; /* of spans */
};

static int64_t now(void *ctx)
{
    (void)ctx;
    return 1767225600000;
}

static void count_up(void *ctx, void *bytes, size_t n)
{
    uint64_t *next = ctx;
    memset(bytes, 0, n);
    ++*next;
    memcpy((uint8_t *)bytes + n - sizeof *next, next, sizeof *next);
}

static enum fault take(void *ctx, struct record *record, size_t line, struct err *err)
{
    struct fuzz *f = ctx;
    (void)line;
    for (size_t i = 0; i < record->n_spans; i++) {
        struct range at = record->spans[i].at;
        assert(!range_empty(at) && range_holds(article_all(record->article), at));
    }
    if (!vec_push(&f->records, *record))
        return err_set(err, FAULT_MEMORY, "out of memory");
    *record = (struct record){0};
    return OK;
}

static enum fault refuse(void *ctx, size_t line, struct err *err)
{
    struct fuzz *f = ctx;
    (void)line;
    assert(err->text[0]);
    return f->skip ? OK : err->fault;
}

static void tell(void *ctx, size_t line, const char *text)
{
    (void)ctx, (void)line;
    assert(text[0]);
}

static enum fault feed(struct fuzz *f, const char *bytes, size_t n)
{
    const struct format_reader *read = f->format->read;
    struct portion portion = {.name = "file", .line = 1, .number = 1};
    void *state = calloc(1, read->state);
    struct err err = {0};
    enum fault fault = state ? OK : FAULT_MEMORY;
    while (n && !fault) {
        const char *newline = memchr(bytes, '\n', n);
        size_t used = newline ? (size_t)(newline - bytes) + 1 : n;
        portion.bytes = bytes;
        portion.n = used - (newline != NULL);
        f->intake.line = portion.line;
        fault = read->read(state, &f->intake, &portion, &err);
        assert(!fault || err.text[0]);
        if (fault == FAULT_INPUT && f->skip) {
            f->intake.counts.refused++;
            fault = OK;
        }
        portion.number = ++portion.line;
        bytes += used;
        n -= used;
    }
    if (!fault)
        fault = read->end(state, &f->intake, &err);
    if (state)
        read->release(state);
    free(state);
    return fault;
}

static enum fault into_buf(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)err;
    buf_add(ctx, bytes, n);
    return OK;
}

static enum fault lose(void *ctx, const struct loss *loss, struct err *err)
{
    struct fuzz *f = ctx;
    (void)err;
    f->lost += loss->span != NULL;
    return OK;
}

static enum fault put(struct outlet *outlet, const struct record *r, struct err *err)
{
    struct stream s = outlet_stream(outlet);
    enum fault fault = s.begin(s.ctx, &r->document, r->has_set ? &r->set : NULL, err);
    for (size_t i = 0; !fault && i < r->n_spans; i++)
        fault = s.span(s.ctx, &r->spans[i], err);
    return fault ? fault : s.end(s.ctx, err);
}

static void write_all(struct fuzz *f)
{
    struct outlet_options o = {.labels = &f->labels,
                               .unit = f->format->unit,
                               .sink = {into_buf, &f->out},
                               .lose = lose,
                               .ctx = f};
    struct err err = {0};
    struct outlet *outlet = outlet_new(f->format, &o);
    if (!outlet)
        return;
    enum fault fault = outlet_begin(outlet, &err);
    for (size_t i = 0; i < f->records.n && !fault; i++)
        fault = put(outlet, &f->records.at[i], &err);
    if (!fault)
        fault = outlet_end(outlet, &err);
    assert(!fault);
    outlet_free(outlet);
}

static void forget(struct fuzz *f)
{
    for (size_t i = 0; i < f->records.n; i++)
        record_release(&f->records.at[i]);
    f->records.n = 0;
}

static void tokens(const char *line, size_t n)
{
    static const char text[] = "e\xcc\x81 Roux \xf0\x9f\x8c\xb2 said:\r\n";
    struct article *article = article_copy(text, sizeof text - 1);
    struct buf out = {0};
    struct digest key;
    struct err err = {0};
    if (own_tokens_key(line, n, &key, &err) != OK)
        assert(err.text[0]);
    if (own_tokens_read(line, n, article, &out, &err) == OK) {
        const struct range *at = (const struct range *)(const void *)out.data;
        for (size_t i = 0; i < out.size / sizeof *at; i++)
            assert(!range_empty(at[i]) && range_holds(article_all(article), at[i]));
    }
    buf_release(&out);
    article_free(article);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint64_t random;
    struct env env = {.now = now, .random = count_up, .ctx = &random};
    struct intake_options options = {.owner = "alice", .add_labels = true};
    struct fuzz f = {0};
    /* Small, for it is read for each input. */
    static const char json[] = "{\"manicule_labels\":1,\"name\":\"x\",\"version\":1,\"labels\":["
                               "{\"name\":\"PER\",\"key\":\"s\",\"natural\":\"word\"}]}";
    if (size == 0)
        return 0;
    if (data[0] == '{') {
        tokens((const char *)data, size);
        return 0;
    }
    if (labelset_read(json, sizeof json - 1, &f.labels, NULL) != OK || !labelset_grow(&f.labels))
        abort();
    random = 0;
    f.format = format_find(names[data[0] % 6]);
    f.skip = data[0] & 0x80;
    f.intake = (struct intake){.labels = &f.labels,
                               .env = &env,
                               .options = &options,
                               .take = take,
                               .refuse = refuse,
                               .tell = tell,
                               .ctx = &f};
    (void)format_guess("x", (const char *)data + 1, size - 1);
    if (feed(&f, (const char *)data + 1, size - 1) == OK) {
        struct buf first = {0};
        write_all(&f);
        forget(&f);
        first = f.out;
        f.out = (struct buf){0};
        f.lost = 0;
        f.skip = true; /* a span may begin with a mark that the space before it takes to itself */
        f.intake.counts.refused = 0;
        if (feed(&f, buf_text(&first), first.size) != OK)
            abort();
        write_all(&f);
        if (!f.intake.counts.refused) {
            assert(f.lost == 0 && first.size == f.out.size);
            assert(memcmp(buf_text(&first), buf_text(&f.out), first.size) == 0);
        }
        forget(&f);
        buf_release(&first);
    }
    forget(&f);
    vec_free(&f.records);
    buf_release(&f.out);
    labelset_free(&f.labels);
    return 0;
}
