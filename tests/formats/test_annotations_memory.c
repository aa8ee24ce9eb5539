/* Every allocation fails once while Label Studio's tasks and Web Annotation are read and written:
 * that is said, nothing is kept, nothing crashes. */
#include "exchange_samples.h"

#include "no_memory.h"

#ifdef NO_MEMORY_SKIPPED
static void test_all(void **state)
{
    (void)state;
    skip();
}
#else

struct stage {
    struct exchange x;
    struct sample s;
    struct buf file;
    size_t spans, relations, bytes; /* when nothing fails */
};

static enum fault take(void *ctx, struct record *record, size_t line, struct err *err)
{
    struct stage *stage = ctx;
    (void)line, (void)err;
    stage->spans += record->n_spans;
    stage->relations += record->n_relations;
    return OK;
}

static enum fault refuse(void *ctx, size_t line, struct err *err)
{
    (void)ctx, (void)line;
    return err->fault;
}

static bool reads(struct stage *stage)
{
    const struct format_reader *read = stage->x.format->read;
    struct intake intake = {.labels = &stage->x.labels,
                            .env = &stage->x.env,
                            .options = &stage->x.options,
                            .take = take,
                            .refuse = refuse,
                            .ctx = stage};
    size_t spans = stage->spans, relations = stage->relations;
    struct portion portion = {.name = "f", .number = 1, .line = 1};
    void *state = calloc(1, read->state + 1);
    enum fault fault = state ? OK : FAULT_MEMORY;
    const char *at = buf_text(&stage->file);
    stage->spans = stage->relations = 0;
    for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at)) {
        struct raw value = pull_value(&at);
        portion.bytes = value.at;
        portion.n = value.n;
        fault = read->read(state, &intake, &portion, NULL);
    }
    if (!fault && read->end)
        fault = read->end(state, &intake, NULL);
    if (state)
        read->release(state);
    free(state);
    bool good = went_well(fault);
    if (good && counting) {
        assert_int_equal(stage->spans, spans);
        assert_int_equal(stage->relations, relations);
    } else if (counting) {
        stage->spans = spans;
        stage->relations = relations;
    }
    return good;
}

static enum fault count_bytes(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)bytes, (void)err;
    *(size_t *)ctx += n;
    return OK;
}

static bool writes(struct stage *stage)
{
    size_t written = 0;
    const struct outlet_options options = {
        .labels = &stage->x.labels, .unit = UNIT_CODEPOINT, .sink = {count_bytes, &written}};
    struct outlet *outlet = outlet_new(stage->x.format, &options);
    bool good = outlet && went_well(outlet_begin(outlet, NULL)) &&
                went_well(send_sample(&stage->s, outlet_stream(outlet), NULL)) &&
                went_well(outlet_end(outlet, NULL));
    outlet_free(outlet);
    if (!counting)
        stage->bytes = written;
    else if (good)
        assert_int_equal(written, stage->bytes);
    return good;
}

static bool writes_labels(struct stage *stage)
{
    struct buf xml = {0};
    bool good = went_well(format_find("label-studio")->write_labels(&stage->x.labels, &xml, NULL));
    buf_release(&xml);
    return good;
}

static bool reads_labels(struct stage *stage)
{
    static const char xml[] =
        "<View><Labels name='l'><Label value='a' hotkey='a' hint='h'/></Labels>"
        "<Choices name='c' perRegion='true' whenLabelValue='a'>"
        "<Choice value='x'/></Choices><Relations><Relation value='r'/>"
        "</Relations></View>";
    struct buf json = {0};
    (void)stage;
    bool good =
        went_well(format_find("label-studio")->read_labels(xml, sizeof xml - 1, &json, NULL));
    if (good)
        assert_non_null(strstr(buf_text(&json), "\"choices\": [\"x\"]"));
    buf_release(&json);
    return good;
}

static void test_format(const char *name)
{
    struct stage stage = {.spans = 0};
    uint64_t seed = 5;
    exchange_begin(&stage.x, name);
    do {
        sample_release(&stage.s);
        stage.s = random_sample(&stage.x.labels, &stage.x.env, &seed);
    } while (!stage.s.marks || stage.s.set.kind != SET_PERSON || set_count(stage.s.marks) < 8 ||
             set_relations(stage.s.marks) == 0 || !stage.s.document.meta);
    must_write(name, &stage.x.labels, UNIT_CODEPOINT, &stage.s, 1, &stage.file, NULL);
    assert_true(reads(&stage) && writes(&stage));
    assert_int_equal(stage.spans, set_count(stage.s.marks));
    fail_each(reads, &stage, 20);
    fail_each(writes, &stage, 5);
    buf_release(&stage.file);
    sample_release(&stage.s);
    exchange_end(&stage.x);
}

static void test_all(void **state)
{
    (void)state;
    test_format("label-studio");
    test_format("webannotation");
    struct stage stage = {.spans = 0};
    exchange_begin(&stage.x, "label-studio");
    fail_each(writes_labels, &stage, 3);
    fail_each(reads_labels, &stage, 8);
    exchange_end(&stage.x);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
