/* samples.h: the news label set, articles that are hard on offsets, and random sets on them. */
#ifndef MANICULE_TESTS_FORMATS_SAMPLES_H
#define MANICULE_TESTS_FORMATS_SAMPLES_H

#include "testlib.h"

#include "manicule/base/buf.h"
#include "manicule/formats/jsonl.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"

static inline struct labelset news_labels(void)
{
    struct labelset labels;
    struct err err;
    size_t n;
    const char *json = labelset_builtin(&n);
    if (labelset_read(json, n, &labels, &err) != OK)
        fail_msg("%s", err.text);
    return labels;
}

/* Emoji sequences, CRLF, combining marks, bidi and C1 controls, a BOM, quotes and backslashes. */
#define HARD_TEXT                                                                                  \
    "\xef\xbb\xbfMill \"fire\"\r\n\r\nThe mayor, Am\xc3\xa9lie Roux, said: \xe2\x80\x9cTwo "       \
    "tons\xe2\x80\x9d.\n"                                                                          \
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 "                    \
    "\xf0\x9f\x87\xaf\xf0\x9f\x87\xb5 e\xcc\x81\xcc\xa3 \\o/ "                                     \
    "\t\x01\x1b[31m\x7f\xc2\x9b\xe2\x80\xae"                                                       \
    "\xe2\x81\xa6\xd8\x9c\xe2\x80\xa8\xe6\x9d\x91\xe9\x95\xb7\xe3\x81\xaf\xe3\x80\x8c\xe4\xba\x8c" \
    "\xe6\xa3\x9f\xe3\x80\x8d\xe3\x81\xa8\r\n\xf0\x9f\x8c\xb2\xf0\x9f\x8c\xb2 end"

static inline struct article *hard_article(void)
{
    struct article *article = article_copy(HARD_TEXT, sizeof HARD_TEXT - 1);
    assert_non_null(article);
    return article;
}

static inline enum fault into_buf(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)err;
    buf_add(ctx, bytes, n);
    return OK;
}

/* Nobody else's set of things to write: what a record holds, in a set in memory. */
struct sample {
    struct article *article;
    struct stream_document document;
    struct stream_set set;
    struct set *marks; /* NULL: nobody opened it */
};

static inline struct pos random_boundary(const struct article *article, uint64_t *seed)
{
    struct pos pos = pos_at((uint32_t)(test_random(seed) % (article_size(article) + 1)));
    return pos.byte == article_size(article) ? pos : article_snap(article, pos);
}

static inline void add_random_span(struct sample *s, const struct labelset *labels,
                                   const struct env *env, uint64_t *seed)
{
    struct range fragments[4];
    struct span span = {
        .id = uuid_new(env), .n_fragments = 1, .origin = (uint8_t)(test_random(seed) % 5)};
    size_t n = 0;
    struct pos at = random_boundary(s->article, seed), last = at;
    for (size_t want = test_random(seed) % 4 ? 1 : 2 + test_random(seed) % 3; n < want; n++) {
        struct pos end = at;
        for (uint64_t steps = 1 + test_random(seed) % 6; steps--;)
            end = article_next(s->article, end);
        if (end.byte == at.byte)
            break;
        fragments[n] = (struct range){at, end};
        last = end;
        at = article_next(s->article, end);
        if (at.byte == end.byte) {
            n++;
            break;
        }
    }
    if (n == 0)
        return;
    span.at = (struct range){fragments[0].start, last};
    span.n_fragments = (uint16_t)n;
    span.fragments = n > 1 ? fragments : NULL;
    span.label = (uint16_t)(test_random(seed) % labels->n_labels);
    const struct label *label = &labels->labels[span.label];
    bool ok = true;
    for (size_t i = 0; i < label->n_attributes; i++) {
        const struct attribute_def *def = &label->attributes[i];
        const char *value = def->type == ATTRIBUTE_CHOICE ? def->choices[test_random(seed) % def->n]
                                                          : "Roux \xe2\x80\xae\"\\\n\t\xc2\x80";
        char *old = span.attrs;
        if (test_random(seed) % 3 == 0) {
            span.attrs = attrs_with(old, def->name, value, strlen(value), &ok);
            free(old);
        }
    }
    assert_true(ok);
    assert_non_null(set_add(s->marks, &span));
    free(span.attrs);
}

static inline void add_random_relation(struct sample *s, const struct env *env, uint64_t *seed)
{
    const struct span *ends[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        const struct span *span = set_from(s->marks, random_boundary(s->article, seed));
        ends[i] = span ? span : set_first(s->marks);
    }
    if (!ends[0])
        return;
    struct relation relation = {.id = uuid_new(env), .from = ends[0]->id, .to = ends[1]->id};
    assert_non_null(set_relate(s->marks, &relation));
}

static inline void sample_document(struct sample *s, const struct env *env)
{
    s->document =
        (struct stream_document){.name = "mill-fire", .id = uuid_new(env), .article = s->article};
    struct digest digest = digest_of(article_bytes(s->article), article_size(s->article));
    memcpy(s->document.sha256, digest.b, 32);
}

static inline struct sample random_sample(const struct labelset *labels, const struct env *env,
                                          uint64_t *seed)
{
    static const char *const owners[] = {"alice", NULL, NULL, "rita"};
    struct sample s = {.article = hard_article()};
    sample_document(&s, env);
    if (test_random(seed) % 2)
        s.document.meta = "{\"pages\":[1,2.50,-0],\"title\":\"Mill \\\"fire\\\"\",\"url\":null}";
    if (test_random(seed) % 3 == 0) {
        s.document.source_encoding = "CP932";
        memset(s.document.source_sha256, 0x5a, 32);
    }
    if (test_random(seed) % 8 == 0)
        return s;
    s.marks = set_new();
    s.set.kind = (enum set_kind)(test_random(seed) % 4);
    s.set.owner = owners[s.set.kind];
    s.set.source = s.set.kind == SET_SUGGESTION ? "rules"
                   : s.set.kind == SET_REVIEW   ? "bob"
                                                : NULL;
    s.set.status = (enum status)(test_random(seed) % STATUSES);
    for (uint64_t n = test_random(seed) % 30; n--;)
        add_random_span(&s, labels, env, seed);
    for (uint64_t n = test_random(seed) % 6; n--;)
        add_random_relation(&s, env, seed);
    return s;
}

static inline void sample_release(struct sample *s)
{
    set_free(s->marks);
    article_free(s->article);
}

static inline enum fault send_sample(const struct sample *s, struct stream stream, struct err *err)
{
    enum fault fault = stream.begin(stream.ctx, &s->document, s->marks ? &s->set : NULL, err);
    if (s->marks) {
        for (const struct span *span = set_first(s->marks); span && fault == OK;
             span = set_next(s->marks, span))
            fault = stream.span(stream.ctx, span, err);
        const struct relation *relation;
        for (size_t i = 0; fault == OK && (relation = set_relation_at(s->marks, i)) != NULL; i++)
            fault = stream.relation(stream.ctx, relation, err);
    }
    return fault == OK ? stream.end(stream.ctx, err) : fault;
}

static inline void write_sample(const struct sample *s, const struct labelset *labels,
                                enum unit unit, struct buf *out)
{
    struct err err;
    struct jsonl_writer *writer = jsonl_writer_new(labels, unit, (struct sink){into_buf, out});
    assert_non_null(writer);
    if (send_sample(s, jsonl_stream(writer), &err) != OK)
        fail_msg("%s", err.text);
    jsonl_writer_free(writer);
}

/* The same record from what was read of it. */
static inline void write_record(const struct record *r, const struct labelset *labels,
                                enum unit unit, struct buf *out)
{
    struct err err;
    struct jsonl_writer *writer = jsonl_writer_new(labels, unit, (struct sink){into_buf, out});
    assert_non_null(writer);
    struct stream stream = jsonl_stream(writer);
    enum fault fault = stream.begin(stream.ctx, &r->document, r->has_set ? &r->set : NULL, &err);
    for (size_t i = 0; fault == OK && i < r->n_spans; i++)
        fault = stream.span(stream.ctx, &r->spans[i], &err);
    for (size_t i = 0; fault == OK && i < r->n_relations; i++)
        fault = stream.relation(stream.ctx, &r->relations[i], &err);
    if (fault != OK || stream.end(stream.ctx, &err) != OK)
        fail_msg("%s", err.text);
    jsonl_writer_free(writer);
}

#endif
