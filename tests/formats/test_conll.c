/* Tokens in columns: read in every scheme, written on whole tokens, and what that loses. */
#include "exchange.h"

#include "../../src/formats/conll.h"

#define NOTE                                                                                       \
    "the text is put together from the tokens, with a space between two and a line for each "      \
    "sentence: it is not the text that they were cut from\n"

static void check(const char *format, const char *file, const char *text, const char *spans,
                  const char *told)
{
    struct exchange x;
    exchange_begin(&x, format);
    exchange_read_text(&x, file);
    assert_int_equal(x.records.n, 1);
    expect_text(&x, 0, text);
    expect_spans(&x, 0, spans);
    assert_string_equal(buf_text(&x.told), told);
    exchange_end(&x);
}

static void refused(const char *format, const char *file, size_t line, const char *why)
{
    struct exchange x;
    exchange_begin(&x, format);
    assert_int_equal(exchange_read(&x, file, strlen(file), NULL, 0), FAULT_INPUT);
    if (x.fault_line != line || !strstr(x.err.text, why))
        fail_msg("%zu: %s", x.fault_line, x.err.text);
    assert_int_equal(x.records.n, 0);
    exchange_end(&x);
}

static void test_schemes(void **state)
{
    (void)state;
    check("conll2002", "Ada B-PER\nVoss I-PER\nleft O\nBergen B-LOC\n\nOslo B-LOC\n",
          "Ada Voss left Bergen\nOslo\n", "PER Ada Voss|LOC Bergen|LOC Oslo|", "1: " NOTE);
    check("conll2003",
          "Ada X Y I-PER\nVoss X Y I-PER\nRia X Y B-PER\nOslo X Y I-LOC\nBergen X Y B-LOC\n",
          "Ada Voss Ria Oslo Bergen\n", "PER Ada Voss|PER Ria|LOC Oslo|LOC Bergen|",
          "1: " NOTE "1: the columns between token and tag are not taken\n");
    check("biluo", "Ada B-PER\nM. I-PER\nVoss L-PER\nRia U-PER\nLi U-PER\n", "Ada M. Voss Ria Li\n",
          "PER Ada M. Voss|PER Ria|PER Li|", "1: " NOTE);
    check("biluo", "Ada\tB-PER\nVoss\tE-PER\nRia\tS-PER\n", "Ada Voss Ria\n",
          "PER Ada Voss|PER Ria|", "1: " NOTE);
    /* A label may have a hyphen, and tabs and runs of spaces part alike. */
    check("conll2002", "Ada   B-who-said\r\nVoss I-who-said  \r\n", "Ada Voss\n",
          "who-said Ada Voss|", "1: " NOTE);
}

/* As conlleval has it: what goes on with nothing begins. */
static void test_ill_formed(void **state)
{
    (void)state;
    check("conll2002", "a O\nAda I-PER\nVoss I-PER\n\nb I-LOC\n", "a Ada Voss\nb\n",
          "PER Ada Voss|LOC b|",
          "1: " NOTE
          "2: tag I-PER goes on with nothing: it begins a span, as conlleval reads it; 2 "
          "tags of the file are such\n");
    check("conll2002", "Ada B-PER\nOslo I-LOC\n", "Ada Oslo\n", "PER Ada|LOC Oslo|",
          "1: " NOTE
          "2: tag I-LOC goes on with nothing: it begins a span, as conlleval reads it\n");
    check("biluo", "Ada B-PER\nleft O\n", "Ada left\n", "PER Ada|",
          "1: " NOTE "2: tag PER has no L-: it ends all the same, as conlleval reads it\n");
    check("biluo", "Ada L-PER\nVoss I-PER\n", "Ada Voss\n", "PER Ada|PER Voss|",
          "1: " NOTE
          "1: tag L-PER goes on with nothing: it begins a span, as conlleval reads it; 3 "
          "tags of the file are such\n");
}

static void test_refused(void **state)
{
    (void)state;
    refused("conll2002", "Ada B-PER\nVoss X-PER\n", 2, "the tag \"X-PER\" is neither O nor");
    refused("conll2002", "Ada PER\n", 1, "the tag \"PER\"");
    refused("conll2002", "Ada\n", 1, "a token and its tag are expected");
    refused("conll2002", "Ada B-PER\n\nVoss X O\n", 3, "3 columns where the lines before have 2");
    refused("conll2002", "Ada O\nV\xffss O\n", 2, "byte 1: not UTF-8");
    refused("germeval", "1\tAda\tB-PER\tO\n2\tVoss\tI-PER\tnone\n", 2, "\"none\"");
    refused("germeval", "Ada O\n", 1, "a token and its tag are expected");
    refused("conll2002", "Ada B-\n", 1, "it has no label");
    refused("conll2002", "a O\n\xcc\x81 B-PER\n", 2, "inside a grapheme cluster");
}

/* Left out: the tag, or a line that is none; the rest comes in. */
static void test_skip(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "conll2002");
    x.skip = true;
    exchange_read_text(&x, "Ada B-PER\nVoss ?\nin\nOslo B-LOC\n");
    expect_text(&x, 0, "Ada Voss Oslo\n");
    expect_spans(&x, 0, "PER Ada|LOC Oslo|");
    assert_int_equal(x.intake.counts.refused, 2);
    assert_non_null(strstr(buf_text(&x.told), "\n2: the tag \"?\" is neither"));
    assert_non_null(strstr(buf_text(&x.told), "\n3: a token and its tag"));
    exchange_end(&x);
}

static void expect_name(const struct exchange *x, size_t record, const char *name)
{
    assert_string_equal(x->records.at[record].document.name, name);
}

static void test_documents(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "conll2003");
    exchange_read_text(&x, "\xef\xbb\xbf-DOCSTART- -X- O O\n\nAda N X I-PER\n\n-DOCSTART- -X- O O\n"
                           "Oslo N X I-LOC\n\n\n-DOCSTART- -X- O O\n\n");
    assert_int_equal(x.records.n, 3);
    expect_spans(&x, 0, "PER Ada|");
    expect_spans(&x, 1, "LOC Oslo|");
    expect_text(&x, 2, "");
    expect_name(&x, 0, "file-1");
    expect_name(&x, 2, "file-3");
    exchange_end(&x);
    /* One document is called as its file. */
    exchange_begin(&x, "conll2002");
    exchange_read_text(&x, "-DOCSTART- O\n\nAda B-PER\n");
    expect_name(&x, 0, "file");
    /* In a sentence it is a word. */
    exchange_forget(&x);
    exchange_read_text(&x, "a O\n-DOCSTART- O\n");
    expect_text(&x, 0, "a -DOCSTART-\n");
    exchange_end(&x);
}

static void test_germeval(void **state)
{
    (void)state;
    static const char file[] = "#\thttp://example.org/a [2026-01-02]\n"
                               "1\tNeu\tB-ORG\tB-LOC\n2\t-\tI-ORG\tO\n3\tUlm\tI-ORG\tB-LOC\n\n"
                               "#\thttp://example.org/a [2026-01-02]\n1\tAda\tB-PER\tO\n\n"
                               "#\thttp://example.org/b\n1\tOslo\tB-LOC\tO\n\n";
    struct exchange x;
    exchange_begin(&x, "conll2002");
    exchange_read_text(&x, file);
    assert_int_equal(x.records.n, 2);
    expect_text(&x, 0, "Neu - Ulm\nAda\n");
    expect_spans(&x, 0, "ORG Neu - Ulm|LOC Neu|LOC Ulm|PER Ada|");
    expect_name(&x, 0, "http://example.org/a [2026-01-02]");
    expect_name(&x, 1, "http://example.org/b");
    x.format = format_find("germeval");
    assert_int_equal(exchange_write(&x, x.records.at, x.records.n), OK);
    assert_string_equal(buf_text(&x.out), file);
    assert_string_equal(buf_text(&x.losses), "");
    /* The same document by two people stays two. */
    struct record twins[] = {x.records.at[1], x.records.at[1], x.records.at[0]};
    assert_int_equal(exchange_write(&x, twins, 3), OK);
    struct exchange y;
    exchange_begin(&y, "germeval");
    exchange_read_text(&y, buf_text(&x.out));
    assert_int_equal(y.records.n, 3);
    expect_name(&y, 1, "http://example.org/b");
    /* An empty one is a name. */
    exchange_forget(&y);
    exchange_read_text(&y, "#\tnone\n\n#\tnone\t2\n1\tAda\tB-PER\tO\n\n");
    assert_int_equal(exchange_write(&y, y.records.at, y.records.n), OK);
    assert_string_equal(buf_text(&y.out), "#\tnone\n\n#\tnone\t2\n1\tAda\tB-PER\tO\n\n");
    exchange_end(&y);
    exchange_end(&x);
}

/* ---- writing ---- */

/* A record of a text with spans that are given by their labels and words, "LABEL WORDS|...". */
static struct record make(struct exchange *x, const char *text, const char *spans)
{
    struct record r = {.article = article_copy(text, strlen(text)), .has_set = true};
    r.document.name = "one";
    r.document.article = r.article;
    r.set = (struct stream_set){.kind = SET_PERSON, .owner = "alice", .status = STATUS_DONE};
    r.spans = arena_take(&r.arena, 16 * sizeof *r.spans);
    while (*spans) {
        size_t label = strcspn(spans, " "), words = strcspn(spans + label + 1, "|");
        char word[200];
        snprintf(word, sizeof word, "%.*s", (int)words, spans + label + 1);
        const char *at = strstr(text, word);
        assert_non_null(at);
        uint32_t start = (uint32_t)(at - text);
        struct span *span = &r.spans[r.n_spans++];
        *span = (struct span){.id = uuid_new(&x->env),
                              .at = range_of(start, start + (uint32_t)words),
                              .n_fragments = 1,
                              .label = labelset_find(&x->labels, spans, label)};
        if (span->label == LABEL_NONE)
            span->label = labelset_add(&x->labels, spans, label, NULL);
        spans += label + words + 2;
    }
    return r;
}

static void writes(const char *format, const char *text, const char *spans, const char *file,
                   const char *losses)
{
    struct exchange x;
    exchange_begin(&x, format);
    struct record r = make(&x, text, spans);
    if (exchange_write(&x, &r, 1) != OK)
        fail_msg("%s", x.err.text);
    assert_string_equal(buf_text(&x.out), file);
    assert_string_equal(buf_text(&x.losses), losses);
    record_release(&r);
    exchange_end(&x);
}

static void test_writes(void **state)
{
    (void)state;
    writes("conll2002", "Ada Voss\nleft.\n\nOslo", "PER Ada Voss|LOC Oslo|",
           "-DOCSTART- O\n\nAda B-PER\nVoss I-PER\nleft O\n. O\n\nOslo B-LOC\n\n", "");
    writes("conll2003", "Ada Voss, Oslo Bergen", "PER Ada Voss|LOC Oslo|LOC Bergen|",
           "-DOCSTART- -X- -X- O\n\nAda _ _ I-PER\nVoss _ _ I-PER\n, _ _ O\nOslo _ _ I-LOC\n"
           "Bergen _ _ B-LOC\n\n",
           "");
    writes("biluo", "Ada M Voss Ria Li Bo", "PER Ada M Voss|PER Ria|ORG Li Bo|",
           "-DOCSTART- O\n\nAda B-PER\nM I-PER\nVoss L-PER\nRia U-PER\nLi B-ORG\nBo L-ORG\n\n", "");
    writes("conll2002", "", "", "-DOCSTART- O\n\n", "");
    /* A span that goes over a paragraph's end holds its sentence together. */
    writes("conll2002", "One\n\nTwo\n\nThree", "Q One\n\nTwo|",
           "-DOCSTART- O\n\nOne B-Q\nTwo I-Q\n\nThree O\n\n", "");
}

static void test_confesses(void **state)
{
    (void)state;
    writes("conll2002", "Ada Voss left", "A Ada|B Ada Voss|C Voss left|D left|",
           "-DOCSTART- O\n\nAda B-B\nVoss I-B\nleft B-D\n\n",
           "dropped span A \"Ada\": it overlaps a longer span, or the first of its length\n"
           "dropped span C \"Voss left\": it overlaps a longer span, or the first of its length\n");
    writes("germeval", "Ada Voss left", "A Ada|B Ada Voss|C Voss left|D Voss|E left|",
           "#\tone\n1\tAda\tB-B\tB-A\n2\tVoss\tI-B\tB-C\n3\tleft\tB-E\tI-C\n\n",
           "dropped span D \"Voss\": it overlaps spans in both columns\n");
    /* On the same words the name decides, whatever the ids are. */
    writes("germeval", "Ada Voss", "B Ada Voss|A Ada Voss|C Ada|",
           "#\tone\n1\tAda\tB-A\tB-B\n2\tVoss\tI-A\tI-B\n\n",
           "dropped span C \"Ada\": it overlaps spans in both columns\n");
}

static void test_snaps(void **state)
{
    (void)state;
    writes("conll2002", "unhappy Oslo  now", "A happy|B  Oslo |C   |",
           "-DOCSTART- O\n\nunhappy B-A\nOslo B-B\nnow O\n\n",
           "snapped span A \"happy\": it cuts a token, and takes the whole of it\n"
           "snapped span B \" Oslo \": it begins or ends between tokens\n"
           "dropped span C \"  \": there is no token in it\n");
}

/* Fragments, attributes and relations are confessed by the row; documents that nobody opened are no
 * data. */
static void test_rows(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "biluo");
    struct record r = make(&x, "Ada and Ria", "A Ada|B Ria|");
    struct range pieces[] = {range_of(0, 3), range_of(8, 11)};
    char attrs[] = "name=Ada\n";
    r.spans[0].at = range_of(0, 11);
    r.spans[0].fragments = pieces;
    r.spans[0].n_fragments = 2;
    r.spans[0].attrs = attrs;
    struct relation link = {.id = {{9}}, .from = r.spans[0].id, .to = r.spans[1].id};
    r.relations = &link;
    r.n_relations = 1;
    assert_int_equal(exchange_write(&x, &r, 1), OK);
    assert_string_equal(buf_text(&x.out), "-DOCSTART- O\n\nAda B-A\nand I-A\nRia L-A\n\n");
    assert_string_equal(buf_text(&x.losses),
                        "flattened fragments A \"Ada and Ria\": the format has no spans in pieces\n"
                        "dropped attributes A \"Ada and Ria\": the format has no attributes\n"
                        "dropped relation said-by: the format has no relations\n"
                        "dropped span B \"Ria\": it overlaps a longer span, or the first of its "
                        "length\n");
    r.has_set = false;
    r.n_spans = r.n_relations = 0;
    assert_int_equal(exchange_write(&x, &r, 1), OK);
    assert_string_equal(buf_text(&x.out), "");
    record_release(&r);
    exchange_end(&x);
}

/* White space of every kind parts words; a user's tokens may have it inside. */
static enum fault odd_tokens(void *ctx, const struct stream_document *document, struct buf *out,
                             struct err *err)
{
    static const struct range tokens[] = {{{0}, {10}}, {{10}, {20}}, {{21}, {22}}};
    (void)ctx, (void)document, (void)err;
    buf_add(out, tokens, sizeof tokens);
    return OK;
}

static void test_odd_tokens(void **state)
{
    (void)state;
    writes("conll2002",
           "12\xe2\x80\xaf"
           "000\xe2\x80\x83km\xc2\xa0up",
           "A 12\xe2\x80\xaf"
           "000|",
           "-DOCSTART- O\n\n12 B-A\n000 I-A\nkm O\nup O\n\n", "");
    struct exchange x;
    exchange_begin(&x, "conll2002");
    struct token_source source = {.tokens = odd_tokens};
    x.tokens = &source;
    struct record r = make(&x, "one \ntwo  -DOCSTART- x", "A two|B x|");
    assert_int_equal(exchange_write(&x, &r, 1), OK);
    assert_string_equal(buf_text(&x.out), "-DOCSTART- O\n\none O\n\ntwo B-A\n- O\nDOCSTART- O\n"
                                          "x B-B\n\n");
    assert_string_equal(buf_text(&x.losses), "");
    record_release(&r);
    exchange_end(&x);
}

static void test_looks(void **state)
{
    (void)state;
    static const struct {
        const char *file, *format;
    } files[] = {
        {"Ada B-PER\nleft O\n", "conll2002"},
        {"Ada\tB-PER\nleft\tO", "conll2002"},
        {"-DOCSTART- -X- O O\n\nAda NNP I-NP I-PER\n. . O O\n\n", "conll2003"},
        {"Ada NNP I-NP I-PER\n. . O O\n\n", "conll2003"},
        {"Ada U-PER\nleft O\n", "biluo"},
        {"Ada S-PER\nleft O\n", "biluo"},
        {"#\thttp://example.org [x]\n1\tAda\tB-PER\tO\n", "germeval"},
        {"# sent_id = 1\n# text = Ada\n1\tAda\tB-PER\t-\talice\n", "uner"},
        {"# sent_id = 1\n1\tAda\t_\t_\t_\t_\t_\t_\t_\tNE=B-PER\n", "conllu"},
        {"1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_\n", "conllu"},
        {"Ada left Bergen.\n", NULL},
        {"T1\tPER 0 3\tAda\n", NULL},
        {"{\"text\":\"O\"}\n", NULL},
        {"1\t2\t3\t4\t5\n", NULL},
        {"\n\n", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct format *found = format_guess("x", files[i].file, strlen(files[i].file));
        bool ours = found && found->tokens;
        if (files[i].format ? !found || strcmp(found->name, files[i].format) != 0 : ours)
            fail_msg("%s: %s", files[i].file, found ? found->name : "none");
    }
}

/* ---- there and back ---- */

/* What is written of any set is read without a word, and written again as the same bytes; no span
 * is lost the second time. */
static void round_trip(const char *format, int rounds)
{
    struct exchange x;
    exchange_begin(&x, format);
    uint64_t seed = 11;
    size_t spans = 0, lost = 0;
    for (int round = 0; round < rounds; round++) {
        struct sample s = random_sample(&x.labels, &x.env, &seed);
        struct record r = {.document = s.document, .set = s.set, .has_set = s.marks != NULL};
        struct buf first = {0};
        size_t n = s.marks ? set_count(s.marks) : 0;
        r.spans = calloc(n + 1, sizeof *r.spans);
        for (const struct span *span = n ? set_first(s.marks) : NULL; span;
             span = set_next(s.marks, span))
            r.spans[r.n_spans++] = *span;
        assert_int_equal(exchange_write(&x, &r, 1), OK);
        buf_add(&first, buf_text(&x.out), x.out.size);
        size_t dropped = 0;
        for (const char *at = buf_text(&x.losses); (at = strstr(at, "dropped span")); at++)
            dropped++;
        struct exchange y;
        exchange_begin(&y, format);
        exchange_read_text(&y, buf_text(&first));
        assert_int_equal(y.records.n, r.has_set);
        if (strstr(buf_text(&y.told), "conlleval"))
            fail_msg("%s\n%s", buf_text(&y.told), buf_text(&first));
        if (r.has_set) {
            assert_int_equal(y.records.at[0].n_spans, n - dropped);
            assert_int_equal(exchange_write(&y, y.records.at, 1), OK);
            assert_string_equal(buf_text(&y.losses), "");
            assert_string_equal(buf_text(&y.out), buf_text(&first));
        }
        spans += n;
        lost += dropped;
        exchange_end(&y);
        buf_release(&first);
        free(r.spans);
        sample_release(&s);
    }
    assert_true(lost > 0 && lost < spans);
    exchange_end(&x);
}

static void test_round_trips(void **state)
{
    (void)state;
    round_trip("conll2002", 60);
    round_trip("conll2003", 60);
    round_trip("biluo", 60);
    round_trip("germeval", 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schemes),     cmocka_unit_test(test_ill_formed),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_skip),
        cmocka_unit_test(test_documents),   cmocka_unit_test(test_germeval),
        cmocka_unit_test(test_writes),      cmocka_unit_test(test_confesses),
        cmocka_unit_test(test_snaps),       cmocka_unit_test(test_rows),
        cmocka_unit_test(test_odd_tokens),  cmocka_unit_test(test_looks),
        cmocka_unit_test(test_round_trips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
