/* Any line as a record, as the rest of a record whose text and digest are right, and as an article.
 * What is accepted is written, read again and written again: both writings are the same bytes, and
 * every span lies in its text. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/formats/jsonl.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/marks/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int64_t now(void *ctx)
{
    (void)ctx;
    return 1767225600000;
}

/* Ids that are made must differ from each other, and from run to run must not. */
static void count_up(void *ctx, void *bytes, size_t n)
{
    uint64_t *next = ctx;
    memset(bytes, 0, n);
    ++*next;
    memcpy((uint8_t *)bytes + n - sizeof *next, next, sizeof *next);
}

static enum fault into_buf(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)err;
    buf_add(ctx, bytes, n);
    return OK;
}

static void write_record(const struct record *r, const struct labelset *labels, enum unit unit,
                         struct buf *out)
{
    struct jsonl_writer *writer = jsonl_writer_new(labels, unit, (struct sink){into_buf, out});
    struct stream stream = jsonl_stream(writer);
    enum fault fault = stream.begin(stream.ctx, &r->document, r->has_set ? &r->set : NULL, NULL);
    for (size_t i = 0; i < r->n_spans; i++)
        fault = stream.span(stream.ctx, &r->spans[i], NULL);
    for (size_t i = 0; i < r->n_relations; i++)
        fault = stream.relation(stream.ctx, &r->relations[i], NULL);
    if (fault == OK)
        fault = stream.end(stream.ctx, NULL);
    assert(fault == OK);
    jsonl_writer_free(writer);
}

static void read_record(const char *line, size_t n, const struct labelset *labels,
                        const struct env *env)
{
    struct record first, second;
    struct buf once = {0}, twice = {0};
    struct err err = {0};
    if (jsonl_read(line, n, labels, env, &first, &err) != OK) {
        assert(err.text[0]);
        return;
    }
    for (size_t i = 0; i < first.n_spans; i++)
        for (size_t k = 0; k < first.spans[i].n_fragments; k++) {
            struct range fragment = span_fragment(&first.spans[i], k);
            assert(!range_empty(fragment) && range_holds(article_all(first.article), fragment));
        }
    if (!first.has_id)
        first.document.id = uuid_new(env);
    enum unit unit = (enum unit)(n % 3);
    write_record(&first, labels, unit, &once);
    if (jsonl_read(once.data, once.size - 1, labels, env, &second, &err) != OK)
        abort();
    write_record(&second, labels, unit, &twice);
    assert(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0);
    record_release(&first);
    record_release(&second);
    buf_release(&once);
    buf_release(&twice);
}

/* The fuzzer will not guess a SHA-256, so it is given one. */
static void read_rest(const char *rest, size_t n, const struct labelset *labels,
                      const struct env *env)
{
    static const char text[] = "e\xcc\x81 Roux \xf0\x9f\x8c\xb2 said: \"two tons\"\r\n";
    static const char *const units[] = {"codepoint", "utf8", "utf16"};
    char digest[DIGEST_TEXT];
    struct buf line = {0};
    digest_format(digest_of(text, sizeof text - 1).b, digest);
    buf_printf(
        &line,
        "{\"manicule\":1,\"document\":\"d\",\"sha256\":\"%s\",\"offset_unit\":\"%s\",\"text\":",
        digest, units[n % 3]);
    json_quote(text, sizeof text - 1, &line);
    buf_add_char(&line, ',');
    buf_add(&line, rest, n);
    read_record(line.data, line.size, labels, env);
    buf_release(&line);
}

static void read_article(const char *line, size_t n)
{
    struct article_record record;
    struct err err = {0};
    if (jsonl_read_article(line, n, &record, &err) != OK) {
        assert(err.text[0]);
        return;
    }
    size_t bad;
    struct buf title = {0};
    assert(text_check(record.text, record.n, &bad));
    meta_get(record.meta, "title", &title);
    buf_release(&title);
    article_record_release(&record);
}

static const struct labelset *news(void)
{
    static struct labelset labels; /* read once: it takes longer than most inputs */
    size_t n;
    const char *json = labelset_builtin(&n);
    if (labels.n_labels == 0 && labelset_read(json, n, &labels, NULL) != OK)
        abort();
    return &labels;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t next = 0;
    struct env env = {.now = now, .random = count_up, .ctx = &next};
    read_record((const char *)data, size, news(), &env);
    read_rest((const char *)data, size, news(), &env);
    read_article((const char *)data, size);
    return 0;
}
