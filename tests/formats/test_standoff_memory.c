/* Every allocation of standoff, read or written, fails once: that is said, and nothing is kept. */
#include "exchange.h"

#include "no_memory.h"

#ifdef NO_MEMORY_SKIPPED
static void test_all(void **state)
{
    (void)state;
    skip();
}
#else

#define TEXT "Ada and Bo wed\nin Rome. Bo, Ada left.\n"

static const char ann[] =
    "T1\tPerson 0 3\tAda\nT2\tPerson 8 10;24 26\tBo Bo\nT3\tMarry 11 14\twed\n"
    "T4\tPl/ace 15 17;18 22\tin Rome\nE1\tMarry:T3 Who:T1 Who2:T2 At:T4\n"
    "R1\tIn/at Arg1:T1 Arg2:T4\t\nR2\tOf Who:E1 What:T1\t\n*\tSame T1 T2 T4\n"
    "A1\tSure E1\nA2\tHow R1 well\nN1\tBase T4 Geo:1\tRome\nN2\tBase T4 Geo:2\n"
    "#1\tAnnotatorNotes R1\tis it?\n#2\tAnnotatorNotes T1\tyes\n";
static const char conf[] =
    "<P>=A|B\n[entities]\nA\nB\n[relations]\nIn Arg1:<P>, Arg2:A, <REL-TYPE>:x\n"
    "[events]\nC Who+:<P>\n[attributes]\nSure Arg:<EVENT>\nHow Arg:In, "
    "Value:well|ill\n";
static const char words[] =
    "(0, 0) - A B\n((0, 1), (1, 0)) - C\n(0, 0) (1, 1) - of\n(0, 0) (0, 1) -\n";

struct stage {
    struct exchange brat, slate;  /* that write what they have read */
    size_t brat_size, slate_size; /* of what they write */
    struct labelset labels;       /* of the configuration */
};

static bool reads(const char *format, const char *marks, size_t spans, size_t relations)
{
    struct exchange x = {.format = format_find(format), .labels = {.name = "none", .version = 1}};
    x.env = test_env(7);
    x.skip = true; /* a label that cannot be added is told to be one too many */
    x.options = (struct intake_options){
        .kind = SET_PERSON, .owner = "alice", .add_labels = true, .default_label = "end"};
    bool good = labelset_grow(&x.labels);
    good = good && went_well(exchange_read(&x, marks, strlen(marks), TEXT, strlen(TEXT)));
    good = good && x.records.at[0].n_spans == spans && x.records.at[0].n_relations == relations &&
           !x.intake.counts.refused;
    exchange_end(&x);
    return good;
}

static bool reads_brat(struct stage *stage)
{
    (void)stage;
    return reads("brat", ann, 4, 7);
}

static bool reads_slate(struct stage *stage)
{
    (void)stage;
    return reads("slate", words, 5, 2);
}

static bool writes(struct exchange *x, size_t size)
{
    bool good = went_well(exchange_write(x, x->records.at, x->records.n)) && !x->out.failed;
    if (good && size)
        assert_int_equal(x->out.size, size);
    buf_release(&x->losses);
    size_t written = x->out.size;
    buf_release(&x->out);
    return good && (size || written);
}

static bool writes_brat(struct stage *stage)
{
    return writes(&stage->brat, stage->brat_size);
}

static bool writes_slate(struct stage *stage)
{
    return writes(&stage->slate, stage->slate_size);
}

static bool reads_conf(struct stage *stage)
{
    struct buf json = {0};
    (void)stage;
    bool good = went_well(format_find("brat")->read_labels(conf, sizeof conf - 1, &json, NULL));
    good = good && !json.failed;
    buf_release(&json);
    return good;
}

static bool writes_conf(struct stage *stage)
{
    struct buf out = {0};
    bool good = went_well(format_find("brat")->write_labels(&stage->labels, &out, NULL));
    buf_release(&out);
    return good;
}

static size_t prepare(struct exchange *x, const char *format, const char *marks)
{
    exchange_begin(x, format);
    x->options.default_label = "end";
    if (exchange_read(x, marks, strlen(marks), TEXT, strlen(TEXT)) != OK ||
        exchange_write(x, x->records.at, 1) != OK)
        fail_msg("%s", x->err.text);
    size_t size = x->out.size;
    buf_release(&x->out);
    buf_release(&x->losses);
    return size;
}

/* It goes well where memory lasts. */
static void fail_all(bool (*scenario)(struct stage *), struct stage *stage, size_t least)
{
    assert_true(scenario(stage));
    fail_each(scenario, stage, least);
}

static void test_all(void **state)
{
    (void)state;
    struct stage stage = {0};
    struct buf json = {0};
    stage.brat_size = prepare(&stage.brat, "brat", ann);
    stage.slate_size = prepare(&stage.slate, "slate", words);
    assert_int_equal(format_find("brat")->read_labels(conf, sizeof conf - 1, &json, NULL), OK);
    assert_int_equal(labelset_read(buf_text(&json), json.size, &stage.labels, NULL), OK);
    buf_release(&json);
    fail_all(reads_brat, &stage, 30);
    fail_all(reads_slate, &stage, 15);
    fail_all(writes_brat, &stage, 30);
    fail_all(writes_slate, &stage, 5);
    fail_all(reads_conf, &stage, 8);
    fail_all(writes_conf, &stage, 15);
    labelset_free(&stage.labels);
    exchange_end(&stage.brat);
    exchange_end(&stage.slate);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
