/* Every allocation of reading and writing tagged tokens fails once: that is said, nothing is kept.
 */
#include "exchange.h"

#include "manicule/formats/own_tokens.h"

#include "no_memory.h"

#ifdef NO_MEMORY_SKIPPED
static void test_all(void **state)
{
    (void)state;
    skip();
}
#else

struct stage {
    const char *format, *file;
    struct exchange read; /* where memory lasts */
};

static bool reads(struct stage *stage)
{
    struct exchange x = {.format = format_find(stage->format),
                         .labels = stage->read.labels,
                         .env = stage->read.env,
                         .options = {.kind = SET_PERSON, .owner = "alice"}};
    bool good = went_well(exchange_read(&x, stage->file, strlen(stage->file), NULL, 0));
    if (good && x.records.n != stage->read.records.n)
        fail_msg("%zu records", x.records.n);
    exchange_forget(&x);
    vec_free(&x.records);
    buf_release(&x.told);
    return good;
}

static bool writes(struct stage *stage)
{
    struct exchange x = {.format = format_find(stage->format), .labels = stage->read.labels};
    bool good = went_well(exchange_write(&x, stage->read.records.at, stage->read.records.n));
    /* What is put into a buf of the test's may fail there. */
    if (good && !x.out.failed)
        assert_string_equal(buf_text(&x.out), buf_text(&stage->read.out));
    good = good && !x.out.failed && !x.losses.failed;
    buf_release(&x.out);
    buf_release(&x.losses);
    return good;
}

static bool reads_tokens(struct stage *stage)
{
    static const char line[] = "{\"document\":\"a\",\"tokens\":[[0,1],[1,2],[2,3]]}";
    const struct article *article = stage->read.records.at[0].article;
    struct digest key;
    struct buf out = {0};
    bool good = went_well(own_tokens_key(line, sizeof line - 1, &key, NULL)) &&
                went_well(own_tokens_read(line, sizeof line - 1, article, &out, NULL));
    assert_true(!good || out.size == 3 * sizeof(struct range));
    buf_release(&out);
    return good;
}

static void run(const char *format, const char *file)
{
    struct stage stage = {.format = format, .file = file};
    exchange_begin(&stage.read, format);
    exchange_read_text(&stage.read, file);
    /* More bytes than a block of the arena, more spans than a first row of them. */
    assert_int_equal(exchange_write(&stage.read, stage.read.records.at, stage.read.records.n), OK);
    fail_each(reads, &stage, 10);
    fail_each(writes, &stage, 5);
    fail_each(reads_tokens, &stage, 2);
    exchange_end(&stage.read);
}

static void test_all(void **state)
{
    (void)state;
    static const char rows[] = "-DOCSTART- O\n\nAda B-speaker\nVoss I-speaker\nleft O\n\nAda "
                               "B-speaker\n\n-DOCSTART- O\n\nOslo B-location\n";
    struct buf many = {0};
    buf_add_string(&many, rows);
    for (int i = 0; i < 40; i++)
        buf_add_string(&many, "Oslo B-location\nBergen B-location\n");
    run("conll2002", buf_text(&many));
    run("germeval", "#\tone\n1\tAda\tB-speaker\tB-location\n2\tVoss\tI-speaker\tO\n\n#\ttwo\n"
                    "1\tOslo\tB-location\tO\n");
    run("conllu", "# newdoc id = a\n# set = suggestion\n# source = rules\n# status = done\n"
                  "# text = Ada left\n1\tAda\t_\t_\t_\t_\t_\t_\t_\tNE=B-speaker|SpacesBefore=\\s\n"
                  "2\tleft\t_\t_\t_\t_\t_\t_\t_\tSpacesAfter=\\r\\n\n\n"
                  "# newdoc\n1\tOslo\t_\t_\t_\t_\t_\t_\t_\tNE=B-location\n");
    buf_release(&many);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
