/* Every allocation fails once: marks and formats then say so, keep nothing, and do not crash. */
#include "samples.h"

#include "manicule/marks/codec.h"

#include "no_memory.h"

#ifdef NO_MEMORY_SKIPPED
static void test_all(void **state)
{
    (void)state;
    skip();
}
#else

/* What a scenario works on, made before anything fails. */
struct stage {
    struct labelset labels;
    struct env env;
    struct article *article;
    struct buf line;
    struct buf edits;
    size_t spans, bytes; /* of the line, of a written record */
};

static bool reads_labels(struct stage *stage)
{
    (void)stage;
    struct labelset labels;
    size_t n;
    const char *json = labelset_builtin(&n);
    bool good = went_well(labelset_read(json, n, &labels, NULL));
    if (good)
        assert_string_equal(labels.labels[3].attributes[3].choices[1], "doubtful");
    labelset_free(&labels);
    return good;
}

static bool reads_record(struct stage *stage)
{
    struct record record;
    bool good = went_well(
        jsonl_read(stage->line.data, stage->line.size, &stage->labels, &stage->env, &record, NULL));
    record_release(&record);
    return good;
}

static bool reads_article(struct stage *stage)
{
    static const char line[] = "{\"text\":\"x\",\"name\":\"n\",\"meta\":{\"b\":[1,{\"d\":"
                               "\"\\u0041\",\"c\":{}}]},\"a\":\"\\n\"}";
    struct article_record record;
    (void)stage;
    bool good = went_well(jsonl_read_article(line, sizeof line - 1, &record, NULL));
    if (good)
        assert_string_equal(record.meta, "{\"a\":\"\\u000a\",\"b\":[1,{\"c\":{},\"d\":\"A\"}]}");
    article_record_release(&record);
    return good;
}

static enum fault count_bytes(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)bytes, (void)err;
    *(size_t *)ctx += n;
    return OK;
}

static bool writes_record(struct stage *stage)
{
    struct sample s = {.article = stage->article, .marks = set_new()};
    size_t written = 0;
    char attrs[] = "name=Roux\nuse=quoted\n";
    struct span span = {.id = {{1}}, .at = range_of(3, 7), .n_fragments = 1, .attrs = attrs};
    struct jsonl_writer *writer =
        jsonl_writer_new(&stage->labels, UNIT_CODEPOINT, (struct sink){count_bytes, &written});
    s.document = (struct stream_document){.name = "d", .article = stage->article};
    bool good = s.marks && writer && set_add(s.marks, &span);
    good = good && went_well(send_sample(&s, jsonl_stream(writer), NULL));
    jsonl_writer_free(writer);
    set_free(s.marks);
    if (!counting)
        stage->bytes = written;
    else if (good)
        assert_int_equal(written, stage->bytes);
    return good;
}

/* Spans enough for two blocks, links, a comment; then all of it deleted. After a failure the set is
 * whole: it can be walked and cleared. */
static bool changes_set(struct stage *stage)
{
    (void)stage;
    struct set *set = set_new();
    if (!set)
        return false;
    bool good = true;
    char attrs[] = "name=Roux\n", text[] = "hm";
    for (unsigned i = 0; good && i < 300; i++) {
        struct range fragments[] = {range_of(i, i + 1), range_of(i + 2, i + 3)};
        struct span span = {.id = {{1, (uint8_t)i, (uint8_t)(i >> 8)}},
                            .at = range_of(i, i + 3),
                            .n_fragments = 2,
                            .fragments = fragments,
                            .attrs = attrs};
        struct relation link = {.id = span.id, .from = span.id, .to = {{1}}, .attrs = attrs};
        struct comment comment = {.id = span.id, .span = span.id, .author = text, .text = text};
        size_t before = set_count(set);
        good = set_add(set, &span);
        assert_int_equal(set_count(set), before + (size_t)good);
        good = good && set_relate(set, &link) && set_rechange(set, &link);
        good = good && set_comment(set, &comment) && set_change(set, &span);
    }
    size_t walked = 0;
    for (const struct span *span = set_first(set); span; span = set_next(set, span))
        walked++;
    assert_int_equal(walked, set_count(set));
    struct edits edits = {0};
    for (const struct span *span = set_first(set); good && span && edits.n < 60;
         span = set_next(set, span))
        edits_delete_whole(&edits, set, span);
    good = good && !edits.failed && went_well(set_apply(set, &edits, NULL, NULL));
    edits_invert(&edits);
    good = good && went_well(set_apply(set, &edits, NULL, NULL));
    edits_release(&edits);
    set_free(set);
    return good;
}

static bool reads_edits(struct stage *stage)
{
    struct edits edits = {0};
    struct buf bytes = {0};
    bool good = went_well(codec_read(stage->edits.data, stage->edits.size, &stage->labels,
                                     stage->article, &edits, NULL));
    if (good)
        codec_write(&edits, &stage->labels, stage->article, &bytes);
    good = good && !bytes.failed;
    if (good)
        assert_string_equal(bytes.data, stage->edits.data);
    edits_release(&edits);
    buf_release(&bytes);
    return good;
}

static void test_all(void **state)
{
    (void)state;
    struct stage stage = {.labels = news_labels(), .env = test_env(1), .article = hard_article()};
    uint64_t seed = 5;
    struct sample s = random_sample(&stage.labels, &stage.env, &seed);
    while (!s.marks || set_count(s.marks) < 8 || set_relations(s.marks) == 0 || !s.document.meta) {
        sample_release(&s);
        s = random_sample(&stage.labels, &stage.env, &seed);
    }
    write_sample(&s, &stage.labels, UNIT_CODEPOINT, &stage.line);
    stage.spans = set_count(s.marks);
    buf_add_string(
        &stage.edits,
        "span\t=\t01000000-0000-7000-8000-00000000000a\tquote\tmanual\t0-1,3-9\ttype=direct\\n"
        "\tquote\tmanual\t0-1\t\n"
        "relation\t+\t01000000-0000-7000-8000-00000000000b\t01000000-0000-7000-8000-00000000000a"
        "\t01000000-0000-7000-8000-00000000000a\tsaid-by\tx=y\\n\n"
        "comment\t-\t01000000-0000-7000-8000-00000000000c\t-\tdoubt\topen\t7\tbob\thm\n");
    /* The article's indexes are the text room's, and are made here. */
    reads_edits(&stage);
    writes_record(&stage);
    fail_each(reads_labels, &stage, 3);
    fail_each(reads_article, &stage, 6);
    fail_each(reads_record, &stage, 20);
    fail_each(writes_record, &stage, 10);
    fail_each(changes_set, &stage, 1000);
    fail_each(reads_edits, &stage, 15);
    sample_release(&s);
    article_free(stage.article);
    buf_release(&stage.line);
    buf_release(&stage.edits);
    labelset_free(&stage.labels);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
