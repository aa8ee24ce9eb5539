/* CoNLL-U and UniversalNER's shape of it. */
#include "exchange.h"

#define W "\t_\t_\t_\t_\t_\t_\t_\t"

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

static void refused(const char *file, size_t line, const char *why)
{
    struct exchange x;
    exchange_begin(&x, "conllu");
    assert_int_equal(exchange_read(&x, file, strlen(file), NULL, 0), FAULT_INPUT);
    if (x.fault_line != line || !strstr(x.err.text, why))
        fail_msg("%zu: %s", x.fault_line, x.err.text);
    assert_int_equal(x.records.n, 0);
    exchange_end(&x);
}

static void test_text(void **state)
{
    (void)state;
    check("conllu",
          "# text = Ada left, twice.\n1\tAda" W "NE=B-PER\n2\tleft" W "SpaceAfter=No\n3\t," W "_\n"
          "4\ttwice" W "_\n5\t." W "_\n\n# text = So.\n1\tSo" W "_\n2\t." W "_\n\n",
          "Ada left, twice.\nSo.\n", "PER Ada|",
          "9: what stands between sentences is not in the file: each becomes a line\n");
    /* Without # text the forms and what stands beside them make it. */
    check("conllu",
          "1\tAda" W "NER=B-PER|SpacesBefore=\\n\n2\tVoss" W "Gloss=x|NER=I-PER|SpaceAfter=No\r\n"
          "3\t," W "SpacesAfter=\\s\\s\\t\n4\tno" W "SpacesAfter=\\r\\n\\p\\\\\n",
          "\nAda Voss,  \tno\r\n|\\", "PER Ada Voss|", "");
    /* White space inside # text is what it is. */
    check("uner", "# text = Ada\xc2\xa0 left\n1\tAda\tB-PER\t-\t-\n2\tleft\tO\t-\t-\n",
          "Ada\xc2\xa0 left\n", "PER Ada|", "");
    check("uner", "1\tAda\tB-PER\t-\tria\n2\tVoss\tI-PER\t-\tria\n\n1\tleft\tO\t-\t-\n",
          "Ada Voss\nleft\n", "PER Ada Voss|",
          "1: the annotators in the fifth column are not taken\n"
          "4: what stands between sentences is not in the file: each becomes a line\n");
}

/* Words that share a token, and words that are not in the text. */
static void test_words(void **state)
{
    (void)state;
    check("conllu",
          "# text = vom Ufer aus\n1-2\tvom" W "_\n1\tvon" W "_\n2\tdem" W "NE=B-LOC\n"
          "3\tUfer" W "NE=I-LOC\n3.1\tgeht" W "NE=B-X\n4\taus" W "_\n\n",
          "vom Ufer aus\n", "LOC vom Ufer|", "");
    check("conllu", "1\t10 000" W "NE=B-NUM|Entity=(e1-x)\n2\tkm" W "_\n", "10 000 km\n",
          "NUM 10 000|", "1: Entity= in brackets is not read, only NE=B-label and the like\n");
}

static void test_documents(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "conllu");
    exchange_read_text(&x, "\xef\xbb\xbf# newdoc id = north\n# set = gold\n# status = accepted\n"
                           "# annotator = ria\n1\tAda" W "NE=B-PER\n\n"
                           "# newdoc\n# annotator = Some Body\n1\tleft" W "_\n\n"
                           "# newdoc id = south\n# set = suggestion\n# source = rules\n"
                           "1\tOslo" W "NE=B-LOC\n\n");
    assert_int_equal(x.records.n, 3);
    const struct record *r = x.records.at;
    assert_string_equal(r[0].document.name, "north");
    assert_int_equal(r[0].set.kind, SET_GOLD);
    assert_int_equal(r[0].set.status, STATUS_ACCEPTED);
    assert_null(r[0].set.owner);
    assert_string_equal(r[1].document.name, "file-2");
    assert_int_equal(r[1].set.kind, SET_PERSON);
    assert_string_equal(r[1].set.owner, "alice");
    assert_string_equal(r[2].set.source, "rules");
    exchange_end(&x);
}

static void test_refused(void **state)
{
    (void)state;
    refused("1\tAda" W "NE=PER\n", 1, "the tag \"PER\"");
    refused("1\tAda" W "_\n2\tx\n", 2, "2 columns where CoNLL-U has 10");
    refused("1\tAda" W "_\n2\tx\tO\t-\t-\n", 2, "5 columns where the lines before have 10");
    refused("one\tAda" W "_\n", 1, "no word's number");
    refused("0\tAda" W "_\n", 1, "no word's number");
    refused("4-2\tAda" W "_\n", 1, "no word's number");
    refused("# text = Ada left\n1\tAda" W "_\n2\tleaves" W "_\n", 3, "not what comes next");
    refused("# text = Ada left\n1\tAda" W "_\n\n", 3, "goes on where the sentence's tokens end");
    refused("1\tA\xff" W "_\n", 1, "byte 3: not UTF-8");
}

/* A form that does not fit is told, and the rest of the sentence is put together without # text. */
static void test_skip(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "conllu");
    x.skip = true;
    exchange_read_text(&x, "# text = Ada left\n1\tAda" W "NE=B-PER\n2\tleaves" W "_\n"
                           "3\tOslo" W "NE=?\n4\tnow" W "NE=B-T\n\n");
    expect_text(&x, 0, "Ada leaves Oslo now\n");
    expect_spans(&x, 0, "PER Ada|T now|");
    assert_int_equal(x.intake.counts.refused, 2);
    exchange_end(&x);
}

/* ---- there and back ---- */

static void write_random(struct exchange *x, const struct sample *s, struct buf *out)
{
    size_t n = s->marks ? set_count(s->marks) : 0;
    struct record r = {.document = s->document, .set = s->set, .has_set = s->marks != NULL};
    r.spans = calloc(n + 1, sizeof *r.spans);
    for (const struct span *span = n ? set_first(s->marks) : NULL; span;
         span = set_next(s->marks, span))
        r.spans[r.n_spans++] = *span;
    assert_int_equal(exchange_write(x, &r, 1), OK);
    buf_clear(out);
    buf_add(out, buf_text(&x->out), x->out.size);
    free(r.spans);
}

/* How many lines of the losses begin so. */
static size_t losses(const struct exchange *x, const char *begin)
{
    size_t n = 0;
    for (const char *at = buf_text(&x->losses); at && *at; at = strchr(at, '\n'), at += at != NULL)
        n += strncmp(at, begin, strlen(begin)) == 0;
    return n;
}

/* The words of the spans that are in the output where nothing was confessed of them, by a way of
 * their own: each span of what was read is one of what was written, or was snapped. */
static size_t found_again(const struct record *read, const struct sample *s)
{
    size_t same = 0;
    for (size_t i = 0; i < read->n_spans; i++)
        for (const struct span *span = set_first(s->marks); span; span = set_next(s->marks, span))
            if (range_equal(span->at, read->spans[i].at) && span->label == read->spans[i].label) {
                same++;
                break;
            }
    return same;
}

/* CoNLL-U carries the text as it is, so places can be compared. */
static void test_exact(void **state)
{
    (void)state;
    struct exchange x;
    struct buf first = {0};
    uint64_t seed = 12;
    size_t kept = 0, snapped = 0;
    exchange_begin(&x, "conllu");
    for (int round = 0; round < 80; round++) {
        struct sample s = random_sample(&x.labels, &x.env, &seed);
        write_random(&x, &s, &first);
        size_t n = s.marks ? set_count(s.marks) : 0;
        struct exchange y;
        exchange_begin(&y, "conllu");
        exchange_read_text(&y, buf_text(&first));
        assert_int_equal(y.records.n, s.marks != NULL);
        assert_string_equal(buf_text(&y.told), "");
        if (s.marks) {
            const struct record *r = y.records.at;
            size_t moved = losses(&x, "snapped span");
            assert_int_equal(article_size(r->article), article_size(s.article));
            assert_memory_equal(article_bytes(r->article), article_bytes(s.article),
                                article_size(s.article));
            assert_string_equal(r->document.name, s.document.name);
            assert_int_equal(r->set.kind, s.set.kind);
            assert_int_equal(r->set.status, s.set.status);
            assert_true(!r->set.owner == !s.set.owner);
            if (s.set.owner)
                assert_string_equal(r->set.owner, s.set.owner);
            assert_int_equal(r->n_spans, n - losses(&x, "dropped span"));
            assert_true(found_again(r, &s) >= r->n_spans - moved);
            kept += r->n_spans - moved;
            snapped += moved;
            assert_int_equal(exchange_write(&y, r, 1), OK);
            assert_string_equal(buf_text(&y.losses), "");
            assert_string_equal(buf_text(&y.out), buf_text(&first));
        }
        exchange_end(&y);
        sample_release(&s);
    }
    assert_true(kept > 100 && snapped > 20);
    buf_release(&first);
    exchange_end(&x);
}

static void test_uner_again(void **state)
{
    (void)state;
    struct exchange x;
    struct buf first = {0};
    uint64_t seed = 13;
    exchange_begin(&x, "uner");
    for (int round = 0; round < 60; round++) {
        struct sample s = random_sample(&x.labels, &x.env, &seed);
        write_random(&x, &s, &first);
        struct exchange y;
        exchange_begin(&y, "uner");
        exchange_read_text(&y, buf_text(&first));
        assert_int_equal(y.records.n, s.marks != NULL);
        if (s.marks) {
            assert_int_equal(y.records.at[0].n_spans,
                             set_count(s.marks) - losses(&x, "dropped span"));
            assert_int_equal(exchange_write(&y, y.records.at, 1), OK);
            assert_string_equal(buf_text(&y.losses), "");
            assert_string_equal(buf_text(&y.out), buf_text(&first));
        }
        exchange_end(&y);
        sample_release(&s);
    }
    buf_release(&first);
    exchange_end(&x);
}

/* Tokens of a user's that leave words out: the text comes back all the same. */
static enum fault some_tokens(void *ctx, const struct stream_document *document, struct buf *out,
                              struct err *err)
{
    static const struct range tokens[] = {{{2}, {8}}, {{9}, {11}}, {{11}, {12}}};
    (void)ctx, (void)document, (void)err;
    buf_add(out, tokens, sizeof tokens);
    return OK;
}

static void test_some_tokens(void **state)
{
    (void)state;
    static const char text[] = "- 10 000|km, now\n";
    struct token_source source = {.tokens = some_tokens};
    struct exchange x;
    struct record r = {.article = article_copy(text, sizeof text - 1), .has_set = true};
    struct span span = {.at = range_of(2, 11), .n_fragments = 1};
    r.document.name = "a\nb";
    r.document.article = r.article;
    r.set.kind = SET_GOLD;
    r.spans = &span;
    r.n_spans = 1;
    exchange_begin(&x, "conllu");
    x.tokens = &source;
    assert_int_equal(exchange_write(&x, &r, 1), OK);
    assert_string_equal(buf_text(&x.out),
                        "# newdoc id = a b\n# set = gold\n# status = new\n# sent_id = a b-1\n"
                        "# text = 10 000 km,\n1\t10 000" W
                        "NE=B-speaker|SpacesAfter=\\p|SpacesBefore=-\\s\n"
                        "2\tkm" W "NE=I-speaker|SpaceAfter=No\n3\t," W "SpacesAfter=\\snow\\n\n\n");
    assert_string_equal(buf_text(&x.losses), "");
    exchange_read_text(&x, buf_text(&x.out));
    expect_text(&x, 0, text);
    article_free(r.article);
    exchange_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),       cmocka_unit_test(test_words),
        cmocka_unit_test(test_documents),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_skip),       cmocka_unit_test(test_exact),
        cmocka_unit_test(test_uner_again), cmocka_unit_test(test_some_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
