/* Every allocation fails once while records of doccano, Prodigy and spaCy are read and written: it
 * is said, nothing is kept, and nothing crashes. */
#include "values.h"

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
    const struct format *format;
    const char *text;
    struct exchange made; /* of the text, for writing */
};

static enum fault count_record(void *ctx, struct record *record, size_t line, struct err *err)
{
    (void)line, (void)err;
    *(size_t *)ctx += record->n_spans;
    return OK;
}

static enum fault refuse(void *ctx, size_t line, struct err *err)
{
    (void)ctx, (void)line;
    return err->fault;
}

static enum fault read_values(struct exchange *x, const struct stage *stage, size_t *spans)
{
    void *state = calloc(1, stage->format->read->state + 1);
    if (!state)
        return FAULT_MEMORY;
    x->format = stage->format;
    x->intake.take = count_record;
    x->intake.refuse = refuse;
    x->intake.ctx = spans;
    enum fault fault = exchange_feed_lines(x, state, stage->text, strlen(stage->text));
    if (!fault && stage->format->read->end)
        fault = stage->format->read->end(state, &x->intake, &x->err);
    if (stage->format->read->release)
        stage->format->read->release(state);
    free(state);
    return fault;
}

/* The label set has all labels already, so that it does not grow. */
static bool reads(struct stage *stage)
{
    struct exchange x = {.options = stage->made.options, .env = stage->made.env};
    size_t spans = 0;
    x.intake = (struct intake){.labels = &stage->made.labels, .env = &x.env, .options = &x.options};
    enum fault fault = read_values(&x, stage, &spans);
    if (!fault)
        assert_int_equal(spans, 3);
    return went_well(fault);
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
    struct err err;
    struct outlet_options o = {.labels = &stage->made.labels,
                               .unit = stage->format->unit,
                               .sink = {count_bytes, &written}};
    struct outlet *outlet = outlet_new(stage->format, &o);
    if (!outlet)
        return false;
    enum fault fault = outlet_begin(outlet, &err);
    for (size_t i = 0; i < stage->made.records.n && !fault; i++)
        fault = exchange_send(outlet_stream(outlet), &stage->made.records.at[i], &err);
    if (!fault)
        fault = outlet_end(outlet, &err);
    outlet_free(outlet);
    if (!fault)
        assert_int_equal(written, stage->made.out.size);
    return went_well(fault);
}

static bool reads_labels(struct stage *stage)
{
    struct buf json = {0};
    static const char config[] = "[{\"text\": \"First Name\", \"suffix_key\": \"f\"}]";
    bool good = went_well(stage->format->read_labels(config, sizeof config - 1, &json, NULL));
    buf_release(&json);
    return good;
}

static bool writes_labels(struct stage *stage)
{
    struct buf config = {0};
    bool good = went_well(stage->format->write_labels(&stage->made.labels, &config, NULL));
    buf_release(&config);
    return good;
}

static void test_all(void **state)
{
    (void)state;
    static const struct {
        const char *format, *text;
        size_t reads, writes;
    } rows[] = {
        {"doccano",
         "{\"text\": \"Ann, Bo\", \"b\": 2, \"meta\": {\"a\": 1}, \"Comments\": [\"hm\"], "
         "\"entities\": [{\"id\": 4, \"start_offset\": 0, \"end_offset\": 3, \"label\": \"p\"}, "
         "{\"start_offset\": 5, \"end_offset\": 7, \"label\": \"p\"}, {\"id\": 2, "
         "\"start_offset\": 5, \"end_offset\": 6, \"label\": \"p\"}], \"relations\": "
         "[{\"from_id\": "
         "4, \"to_id\": 2, \"type\": \"m\"}]}\n",
         20, 5},
        {"doccano-spans",
         "{\"c\": \"Ann, Bo\", \"d\": [[0, 3, \"p\"], [5, 7, \"p\"], [5, 6, \"q\"]]}\n", 10, 5},
        {"prodigy",
         "{\"text\": \"Ann, Bo\", \"_input_hash\": 5, \"_session_id\": \"ann\", \"answer\": "
         "\"accept\", \"spans\": [{\"start\": 0, \"end\": 3, \"label\": \"p\", \"text\": \"Ann\", "
         "\"score\": 0.5}]}\n"
         "{\"text\": \"Ann, Bo\", \"_input_hash\": 5, \"_session_id\": \"ann\", \"answer\": "
         "\"accept\", \"spans\": [{\"start\": 0, \"end\": 3, \"label\": \"p\"}, {\"start\": 5, "
         "\"end\": 7, \"label\": \"p\"}], \"relations\": [{\"label\": \"m\", \"head_span\": "
         "{\"start\": 0, \"end\": 3, \"label\": \"p\"}, \"child_span\": {\"start\": 5, \"end\": 6, "
         "\"label\": \"q\"}}]}\n",
         20, 5},
        {"spacy", "[\"Ann, Bo\", {\"entities\": [[0, 3, \"p\"], [5, 7, \"p\"], [5, 6, \"q\"]]}]\n",
         10, 5},
        {"spacy-spans",
         "[\"Ann, Bo\", {\"spans\": {\"sc\": [[0, 3, \"p\"], [5, 7, \"p\"], [5, 6, \"q\"]]}}]\n",
         10, 5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stage stage = {.format = format_find(rows[i].format), .text = rows[i].text};
        exchange_begin(&stage.made, rows[i].format);
        values_ok(&stage.made, rows[i].text);
        assert_int_equal(exchange_write(&stage.made, stage.made.records.at, stage.made.records.n),
                         OK);
        writes(&stage); /* the article's indexes are the text room's, and are made here */
        fail_each(reads, &stage, rows[i].reads);
        fail_each(writes, &stage, rows[i].writes);
        if (stage.format->read_labels) {
            fail_each(reads_labels, &stage, 4);
            fail_each(writes_labels, &stage, 1);
        }
        exchange_end(&stage.made);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
