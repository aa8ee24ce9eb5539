/* Every allocation of a WebAnno TSV, read and written, fails once: that is said, and nothing is
 * kept. */
#include "exchange.h"

#include "no_memory.h"

#ifdef NO_MEMORY_SKIPPED
static void test_both(void **state)
{
    (void)state;
    skip();
}
#else

static const char file[] =
    "#FORMAT=WebAnno TSV "
    "3.3\n#T_SP=a.Host|value|note|ROLE_a.Host:links_a.Link|uima.tcas.Annotation\n"
    "#T_CH=a.Chain|arrow|kind\n#T_RL=a.Rel|kind|BT_a.Token\n#T_RL=a.Other|kind|BT_a.Host\n\n\n"
    "#Text=A  bc\n#Text=d\n"
    "1-1\t0-1\tA\tX[1]|X[2]\tb "
    "c[1]|*[2]\tr;*[1]|_[2]\t1-1[2];1-2|*\t*->1-1\tY\tr\t1-2\ts\t1-1[1_2]\t\n"
    "1-2\t3-5\tbc\tZ\t*\t_\t*\t_\t_\t_\t_\t_\t_\t\n"
    "1-2.1\t4-5\tc\t_\t_\t_\t_\tv->1-2\t*\t_\t_\t_\t_\t\n"
    "1-3\t6-7\td\t_\t_\t_\t_\t*->1-3\tW\t_\t_\t_\t_\t\n";

struct stage {
    struct exchange x; /* a record, made before anything fails */
};

static bool reads(struct stage *stage)
{
    struct exchange x = {
        .format = stage->x.format, .env = stage->x.env, .options = stage->x.options};
    bool good =
        labelset_grow(&x.labels) && went_well(exchange_read(&x, file, sizeof file - 1, NULL, 0));
    if (good) {
        assert_int_equal(x.records.n, 1);
        assert_int_equal(x.records.at[0].n_spans, stage->x.records.at[0].n_spans);
        assert_int_equal(x.records.at[0].n_relations, stage->x.records.at[0].n_relations);
    }
    for (size_t i = 0; i < x.records.n; i++)
        record_release(&x.records.at[i]);
    vec_free(&x.records);
    buf_release(&x.told);
    labelset_free(&x.labels);
    return good;
}

static enum fault count(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)bytes, (void)err;
    *(size_t *)ctx += n;
    return OK;
}

static enum fault no_file(void *ctx, const char *path, struct err *err)
{
    (void)ctx, (void)path, (void)err;
    return OK;
}

static bool writes(struct stage *stage)
{
    size_t written = 0;
    const struct outlet_options options = {.labels = &stage->x.labels,
                                           .unit = UNIT_UTF16,
                                           .one_owner = true,
                                           .sink = {count, &written},
                                           .file = no_file};
    struct outlet *outlet = outlet_new(stage->x.format, &options);
    bool good = outlet && went_well(outlet_begin(outlet, NULL)) &&
                went_well(exchange_send(outlet_stream(outlet), stage->x.records.at, NULL)) &&
                went_well(outlet_end(outlet, NULL));
    outlet_free(outlet);
    if (good && written < sizeof file / 2)
        fail_msg("%zu bytes", written);
    return good;
}

static void test_both(void **state)
{
    (void)state;
    struct stage stage;
    exchange_begin(&stage.x, "webanno");
    exchange_read_text(&stage.x, file);
    assert_int_equal(stage.x.records.at[0].n_spans, 8);
    assert_int_equal(stage.x.records.at[0].n_relations, 6);
    fail_each(reads, &stage, 50);
    assert_true(writes(&stage)); /* the article keeps what it learns of its words */
    fail_each(writes, &stage, 40);
    exchange_end(&stage.x);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_both)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
