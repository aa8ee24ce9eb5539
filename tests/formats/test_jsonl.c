/* The native format there and back: the same bytes in every unit. */
#include "samples.h"

static void test_there_and_back(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(6);
    uint64_t seed = 6;
    for (int round = 0; round < 400; round++) {
        struct sample s = random_sample(&labels, &env, &seed);
        for (enum unit unit = UNIT_CODEPOINT; unit <= UNIT_UTF16; unit++) {
            struct buf bytes = {0}, back = {0};
            struct record record;
            struct err err;
            write_sample(&s, &labels, unit, &bytes);
            assert_int_equal(bytes.data[bytes.size - 1], '\n');
            assert_ptr_equal(memchr(bytes.data, '\n', bytes.size), bytes.data + bytes.size - 1);
            if (jsonl_read(bytes.data, bytes.size - 1, &labels, &env, &record, &err) != OK)
                fail_msg("%s in %s", err.text, bytes.data);
            assert_int_equal(record.has_set, s.marks != NULL);
            assert_true(record.has_id && record.has_labels);
            assert_memory_equal(record.labels, labels.sha256, 32);
            assert_int_equal(record.n_spans, s.marks ? set_count(s.marks) : 0);
            const struct span *span = s.marks ? set_first(s.marks) : NULL;
            for (size_t i = 0; i < record.n_spans; i++, span = set_next(s.marks, span))
                assert_true(uuid_equal(span->id, record.spans[i].id) &&
                            span_same(span, &record.spans[i]));
            write_record(&record, &labels, unit, &back);
            assert_string_equal(back.data, bytes.data);
            record_release(&record);
            buf_release(&bytes);
            buf_release(&back);
        }
        sample_release(&s);
    }
    labelset_free(&labels);
}

#define SAMPLE_ID "01000000-0000-7000-8000-00000000000"

/* The bytes themselves, as PRODUCT and the manual give them. */
static void test_bytes(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct sample s = {.article = article_copy("\xf0\x9f\x8c\xb2 Roux: \"so\"", 15),
                       .marks = set_new()};
    struct uuid ids[4];
    for (unsigned i = 0; i < 4; i++)
        ids[i] = (struct uuid){{1, [6] = 0x70, [8] = 0x80, [15] = (uint8_t)i}};
    struct env env = test_env(1);
    sample_document(&s, &env);
    s.document.id = ids[0];
    s.set = (struct stream_set){.kind = SET_PERSON, .owner = "alice", .status = STATUS_DONE};
    char attrs[] = "name=Roux\n";
    struct range fragments[] = {range_of(0, 4), range_of(11, 15)};
    struct span speaker = {.id = ids[1], .at = range_of(5, 9), .n_fragments = 1, .attrs = attrs};
    struct span quote = {.id = ids[2],
                         .at = range_of(0, 15),
                         .n_fragments = 2,
                         .fragments = fragments,
                         .label = 1,
                         .origin = ORIGIN_IMPORT};
    set_add(s.marks, &speaker);
    set_add(s.marks, &quote);
    struct relation link = {.id = ids[3], .from = ids[2], .to = ids[1]};
    set_relate(s.marks, &link);
    char expected[4096], text_digest[DIGEST_TEXT], labels_digest[DIGEST_TEXT];
    digest_format(s.document.sha256, text_digest);
    digest_format(labels.sha256, labels_digest);
    snprintf(
        expected, sizeof expected,
        "{\"manicule\":1,\"document\":\"mill-fire\",\"id\":\"" SAMPLE_ID "0\",\"sha256\":\"%s\","
        "\"offset_unit\":\"utf16\",\"text\":\"\xf0\x9f\x8c\xb2 Roux: "
        "\\\"so\\\"\",\"labels\":\"%s\","
        "\"set\":\"person\",\"annotator\":\"alice\",\"status\":\"done\",\"spans\":["
        "{\"id\":\"" SAMPLE_ID "2\",\"label\":\"quote\",\"start\":0,\"end\":13,"
        "\"text\":\"\xf0\x9f\x8c\xb2 Roux: "
        "\\\"so\\\"\",\"fragments\":[{\"start\":0,\"end\":2,\"text\":\"\xf0\x9f\x8c\xb2\"},"
        "{\"start\":9,\"end\":13,\"text\":\"\\\"so\\\"\"}],\"origin\":\"import\"},"
        "{\"id\":\"" SAMPLE_ID "1\",\"label\":\"speaker\",\"start\":3,\"end\":7,\"text\":\"Roux\","
        "\"attributes\":{\"name\":\"Roux\"},\"origin\":\"manual\"}],"
        "\"relations\":[{\"id\":\"" SAMPLE_ID "3\",\"type\":\"said-by\",\"from\":\"" SAMPLE_ID
        "2\",\"to\":\"" SAMPLE_ID "1\"}]}\n",
        text_digest, labels_digest);
    struct buf bytes = {0};
    write_sample(&s, &labels, UNIT_UTF16, &bytes);
    assert_string_equal(bytes.data, expected);
    buf_clear(&bytes);
    set_free(s.marks);
    s.marks = NULL;
    write_sample(&s, &labels, UNIT_CODEPOINT, &bytes);
    assert_non_null(strstr(bytes.data, ",\"set\":null}\n"));
    assert_null(strstr(bytes.data, "spans"));
    buf_release(&bytes);
    sample_release(&s);
    labelset_free(&labels);
}

/* Members in another order, ids and origins left out, escapes where none are needed, space. */
static void test_as_others_write(void **state)
{
    (void)state;
    static const char line[] =
        " { \"spans\" : [ "
        "{\"end\":9,\"start\":5,\"text\":\"\\u0072eed\",\"l\\u0061bel\":\"location\"},\n"
        "{\"start\":0,\"label\":\"speaker\",\"text\":\"Roux\",\"end\":4,\"attributes\":{\"use\":"
        "\"quoted\",\"name\":\"R\"}} ],"
        "\"relations\":[], \"set\":\"suggestion\",\"source\":\"model-7\",\"status\":\"open\","
        "\"text\":\"Roux reed\",\"offset_unit\":\"utf8\",\"meta\":{\"z\":1.50,\"a\":{\"c\":[ "
        "],\"b\":\"\\u00e9\"}},"
        "\"sha256\":\"9b94e6f8ae2ffd96b6ae8bb3fb1d2aedd29d3a34c5e53f5d1b9b2d5bf4af2e0b\","
        "\"document\":\"x\",\"manicule\":1} ";
    char text[sizeof line], digest_text[DIGEST_TEXT];
    struct labelset labels = news_labels();
    struct env env = test_env(2);
    struct record record;
    struct err err;
    memcpy(text, line, sizeof line);
    digest_format(digest_of("Roux reed", 9).b, digest_text);
    memcpy(strstr(text, "9b94e6"), digest_text, 64);
    if (jsonl_read(text, strlen(text), &labels, &env, &record, &err) != OK)
        fail_msg("%s", err.text);
    assert_false(record.has_id || record.has_labels);
    assert_int_equal(record.n_spans, 2);
    assert_string_equal(record.spans[0].attrs, "name=R\nuse=quoted\n");
    assert_int_equal(record.spans[0].origin, ORIGIN_IMPORT);
    assert_false(uuid_is_zero(record.spans[0].id) ||
                 uuid_equal(record.spans[0].id, record.spans[1].id));
    assert_int_equal(record.spans[1].at.start.byte, 5);
    assert_int_equal(record.set.kind, SET_SUGGESTION);
    assert_string_equal(record.set.source, "model-7");
    assert_null(record.set.owner);
    assert_string_equal(record.document.meta, "{\"a\":{\"b\":\"\xc3\xa9\",\"c\":[]},\"z\":1.50}");
    record_release(&record);
    labelset_free(&labels);
}

/* What does not fit the document is not written. */
static void test_misfits(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(3);
    struct sample s = {.article = article_copy("\xe6\x9d\x91 ab", 6)};
    struct buf out = {0};
    struct err err;
    sample_document(&s, &env);
    s.set = (struct stream_set){.kind = SET_GOLD};
    struct range touching[] = {range_of(0, 3), range_of(3, 4)},
                 apart[] = {range_of(0, 3), range_of(4, 5)};
    const struct span spans[] = {
        {.id = uuid_new(&env), .at = range_of(4, 7), .n_fragments = 1},
        {.id = uuid_new(&env), .at = range_of(4, 4), .n_fragments = 1},
        {.id = uuid_new(&env), .at = range_of(5, 4), .n_fragments = 1},
        {.id = uuid_new(&env), .at = range_of(1, 4), .n_fragments = 1},
        {.id = uuid_new(&env), .at = range_of(0, 2), .n_fragments = 1},
        {.id = uuid_new(&env), .at = range_of(0, 4), .n_fragments = 2, .fragments = touching},
        {.id = uuid_new(&env), .at = range_of(0, 6), .n_fragments = 2, .fragments = apart},
        {.id = uuid_new(&env), .at = range_of(0, 3), .n_fragments = 1, .label = 4},
    };
    struct jsonl_writer *writer =
        jsonl_writer_new(&labels, UNIT_CODEPOINT, (struct sink){into_buf, &out});
    struct stream stream = jsonl_stream(writer);
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        assert_int_equal(stream.begin(stream.ctx, &s.document, &s.set, &err), OK);
        assert_int_equal(stream.span(stream.ctx, &spans[i], &err), FAULT_DAMAGED);
        assert_non_null(strstr(err.text, "does not fit its document"));
        assert_int_equal(out.size, 0);
    }
    /* After a fault the writer begins anew. */
    assert_int_equal(stream.begin(stream.ctx, &s.document, NULL, &err), OK);
    assert_int_equal(stream.end(stream.ctx, &err), OK);
    assert_memory_equal(out.data, "{\"manicule\":1,", 14);
    jsonl_writer_free(writer);
    buf_release(&out);
    sample_release(&s);
    labelset_free(&labels);
}

/* What every span and relation may have comes back, too, though no label says so. */
static void test_builtin_attributes(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(10);
    struct sample s = {.article = hard_article(), .marks = set_new()};
    struct buf bytes = {0}, back = {0};
    struct record record;
    struct err err;
    char attrs[] = "score=0.5\nsource_id=T1\nsource_layer=x\n";
    sample_document(&s, &env);
    s.set = (struct stream_set){.kind = SET_GOLD};
    struct span span = {
        .id = uuid_new(&env), .at = range_of(3, 7), .n_fragments = 1, .attrs = attrs};
    struct relation relation = {
        .id = uuid_new(&env), .from = span.id, .to = span.id, .attrs = attrs};
    assert_non_null(set_add(s.marks, &span));
    assert_non_null(set_relate(s.marks, &relation));
    write_sample(&s, &labels, UNIT_CODEPOINT, &bytes);
    if (jsonl_read(bytes.data, bytes.size, &labels, &env, &record, &err) != OK)
        fail_msg("%s", err.text);
    write_record(&record, &labels, UNIT_CODEPOINT, &back);
    assert_string_equal(bytes.data, back.data);
    record_release(&record);
    buf_release(&bytes);
    buf_release(&back);
    sample_release(&s);
    labelset_free(&labels);
}

static enum fault full_sink(void *ctx, const void *bytes, size_t n, struct err *err)
{
    size_t *left = ctx;
    (void)bytes;
    if (n > *left)
        return err_set(err, FAULT_FULL, "no space left");
    *left -= n;
    return OK;
}

/* A sink that takes no more ends the stream, wherever the writer's buffer stood. */
static void test_full_sink(void **state)
{
    (void)state;
    enum { BIG = 1 << 20 };
    struct labelset labels = news_labels();
    struct env env = test_env(3);
    uint8_t *text = malloc(BIG);
    assert_non_null(text);
    memset(text, 'x', BIG);
    struct sample s = {.article = article_take(text, BIG)};
    sample_document(&s, &env);
    for (size_t room = 0; room < BIG; room += BIG / 7) {
        size_t left = room;
        struct err err;
        struct jsonl_writer *writer =
            jsonl_writer_new(&labels, UNIT_UTF8, (struct sink){full_sink, &left});
        assert_int_equal(send_sample(&s, jsonl_stream(writer), &err), FAULT_FULL);
        assert_string_equal(err.text, "no space left");
        jsonl_writer_free(writer);
    }
    sample_release(&s);
    labelset_free(&labels);
}

/* Long texts and far places: steps longer than what is counted by hand, and slices longer than the
 * buffer. */
static void test_long(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(9);
    struct buf text = {0};
    for (int i = 0; i < 9000; i++)
        buf_add_string(&text, "\xe6\x9d\x91\xf0\x9f\x8c\xb2 mill \"\n ");
    for (enum unit unit = UNIT_CODEPOINT; unit <= UNIT_UTF16; unit++) {
        struct sample s = {.article = article_copy(text.data, text.size), .marks = set_new()};
        struct buf bytes = {0}, back = {0};
        struct record record;
        struct err err;
        uint64_t seed = 12;
        sample_document(&s, &env);
        s.set = (struct stream_set){.kind = SET_GOLD};
        for (int i = 0; i < 60; i++) {
            uint32_t word = (uint32_t)(test_random(&seed) % 9000) * 16 + 8;
            uint32_t end = i % 20 ? word + 4 : (uint32_t)text.size;
            struct span span = {.id = uuid_new(&env), .at = range_of(word, end), .n_fragments = 1};
            set_add(s.marks, &span);
        }
        write_sample(&s, &labels, unit, &bytes);
        if (jsonl_read(bytes.data, bytes.size, &labels, &env, &record, &err) != OK)
            fail_msg("%s", err.text);
        write_record(&record, &labels, unit, &back);
        assert_int_equal(bytes.size, back.size);
        assert_memory_equal(bytes.data, back.data, back.size);
        record_release(&record);
        buf_release(&bytes);
        buf_release(&back);
        sample_release(&s);
    }
    buf_release(&text);
    labelset_free(&labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),     cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_as_others_write),    cmocka_unit_test(test_misfits),
        cmocka_unit_test(test_full_sink),          cmocka_unit_test(test_long),
        cmocka_unit_test(test_builtin_attributes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
