/* Every allocation of a page fails once: that is said, and nothing is kept. */
#include "html_samples.h"

#include "no_memory.h"

#ifdef NO_MEMORY_SKIPPED
static void test_page(void **state)
{
    (void)state;
    skip();
}
#else

struct stage {
    struct labelset labels;
    struct sample sample;
    struct buf page; /* written where memory lasts */
};

static enum fault count(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)bytes, (void)err;
    *(size_t *)ctx += n;
    return OK;
}

static bool writes(struct stage *stage)
{
    size_t written = 0;
    const struct outlet_options options = {.labels = &stage->labels, .sink = {count, &written}};
    struct outlet *outlet = outlet_new(format_find("html"), &options);
    bool good = outlet && went_well(outlet_begin(outlet, NULL)) &&
                went_well(send_sample(&stage->sample, outlet_stream(outlet), NULL)) &&
                went_well(outlet_end(outlet, NULL));
    outlet_free(outlet);
    if (good && written != stage->page.size)
        fail_msg("%zu bytes, not %zu", written, stage->page.size);
    return good;
}

static void test_page(void **state)
{
    (void)state;
    struct stage stage = {.labels = news_labels()};
    struct env env = test_env(47);
    uint64_t seed = 47;
    do {
        sample_release(&stage.sample);
        stage.sample = random_sample(&stage.labels, &env, &seed);
    } while (!stage.sample.marks || set_count(stage.sample.marks) < 8 ||
             !set_relations(stage.sample.marks));
    must_page(&stage.sample, 1, &stage.labels, &stage.page);
    fail_each(writes, &stage, 10);
    buf_release(&stage.page);
    sample_release(&stage.sample);
    labelset_free(&stage.labels);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
