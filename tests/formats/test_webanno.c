/* WebAnno TSV 3: read, refused, written, and what the writer wrote read again. */
#include "exchange.h"
#include "says.h"

#define HEAD "#FORMAT=WebAnno TSV 3.3\n"

static void check(const char *file, const char *text, const char *spans)
{
    struct exchange x;
    exchange_begin(&x, "webanno");
    assert_ptr_equal(format_guess("a.tsv", file, strlen(file)), x.format);
    exchange_read_text(&x, file);
    assert_int_equal(x.records.n, 1);
    expect_text(&x, 0, text);
    expect_spans(&x, 0, spans);
    exchange_end(&x);
}

static void test_text(void **state)
{
    (void)state;
    check(
        HEAD
        "\n\n#Text=One two\n1-1\t0-3\tOne\t\n1-2\t4-7\ttwo\t\n\n#Text=Three\n2-1\t9-14\tThree\t\n",
        "One two\n\nThree", "");
    /* Spaces before the first sentence; newlines between; a sentence of two lines. */
    check(HEAD "#Text=One\n#Text=two\n1-1\t2-5\tOne\t\n1-2\t6-9\ttwo\t\n", "  One\ntwo", "");
    /* The text may begin with white space: then its first token says where. */
    check(HEAD "#Text=\\t One\n1-1\t2-5\tOne\t\n\n#Text= Two\n2-1\t6-9\tTwo\t\n", "\t One Two", "");
    /* Escapes, and characters above U+FFFF, which are two. */
    check(HEAD "#T_SP=a.Span|value\n\n#Text=\xf0\x9f\x8c\xb2 a\\\\b\\r\\\\c \xf0\x9f\x8c\xb2\n"
               "1-1\t0-2\t\xf0\x9f\x8c\xb2\tX\t\n1-2\t3-8\ta\\\\b\\r\\\\\t_\t\n"
               "1-3\t8-9\tc\tC\t\n1-4\t10-12\t\xf0\x9f\x8c\xb2\tY\t\n",
          "\xf0\x9f\x8c\xb2 a\\b\r\\c \xf0\x9f\x8c\xb2",
          "X \xf0\x9f\x8c\xb2|C c|Y \xf0\x9f\x8c\xb2|");
    /* A mark of the byte order, CRs at the ends of lines, no newline at the end. */
    check("\xef\xbb\xbf" HEAD "#T_SP=a.Span|value\r\n\r\n#Text=One\r\n1-1\t0-3\tOne\tX\t", "One",
          "X One|");
    check(HEAD, "", "");
    check(HEAD "\n#Text=\n#Text=  \n", "\n  ", "");
}

static void test_spans(void **state)
{
    (void)state;
    /* Stacked, of several tokens, parts of tokens, of several sentences. */
    check(
        HEAD
        "#T_SP=a.Span|value\n#T_SP=a.b.Other|\n\n#Text=Aa bb\n1-1\t0-2\tAa\tX[1]|Y[2]\t_\t\n"
        "1-1.1\t1-2\ta\tZ[3]\t*[4]\t\n1-2\t3-5\tbb\tX[1]|W|V\t*[4]\t\n1-2.1\t3-4\tb\tZ[3]\t_\t\n\n"
        "#Text=Cc\n2-1\t6-8\tCc\t*\t*[4]\t\n",
        "Aa bb\nCc", "X Aa bb|Y Aa|Other a bb\nCc|Z a b|W bb|V bb|Span Cc|");
    /* A feature called value is the label, wherever it stands; what a label cannot say stands
     * beside. */
    struct exchange x;
    exchange_begin(&x, "webanno");
    exchange_read_text(&x, HEAD "#T_SP=a.NE|identifier|value\n\n#Text=Aa bb\n"
                                "1-1\t0-2\tAa\thttp://x/\\_y\tbig city\t\n1-2\t3-5\tbb\t*\tNE\t\n");
    expect_spans(&x, 0, "big_city Aa|NE bb|");
    assert_string_equal(x.records.at[0].spans[0].attrs,
                        "identifier=http://x/_y\nsource_layer=T_SP=a.NE|identifier|value\n"
                        "value=big city\n");
    assert_string_equal(x.records.at[0].spans[1].attrs,
                        "source_layer=T_SP=a.NE|identifier|value\nvalue=NE\n");
    exchange_end(&x);
}

/* "TYPE FROM->TO attributes|", in the order of the ends' places. */
static void relations_of(const struct exchange *x, struct buf *out)
{
    const struct record *r = &x->records.at[0];
    for (size_t from = 0; from < r->n_spans; from++)
        for (size_t to = 0; to < r->n_spans; to++)
            for (size_t i = 0; i < r->n_relations; i++) {
                const struct relation *link = &r->relations[i];
                if (!uuid_equal(link->from, r->spans[from].id) ||
                    !uuid_equal(link->to, r->spans[to].id))
                    continue;
                buf_printf(out, "%s %.*s>%.*s", x->labels.relations[link->type].name,
                           (int)range_size(r->spans[from].at),
                           article_bytes(r->article) + r->spans[from].at.start.byte,
                           (int)range_size(r->spans[to].at),
                           article_bytes(r->article) + r->spans[to].at.start.byte);
                struct buf value = {0};
                if (link->attrs && attrs_get(link->attrs, "role", &value))
                    buf_printf(out, " as %s", buf_text(&value));
                buf_clear(&value);
                if (link->attrs && attrs_get(link->attrs, "flavour", &value))
                    buf_printf(out, " flavour %s", buf_text(&value));
                buf_release(&value);
                buf_add_char(out, '|');
            }
}

static void check_relations(const char *file, const char *spans, const char *relations)
{
    struct exchange x;
    struct buf said = {0};
    exchange_begin(&x, "webanno");
    exchange_read_text(&x, file);
    expect_spans(&x, 0, spans);
    relations_of(&x, &said);
    assert_string_equal(buf_text(&said), relations);
    /* And as they are written. */
    assert_int_equal(exchange_write(&x, x.records.at, 1), OK);
    assert_string_equal(buf_text(&x.losses), "");
    struct buf out = x.out;
    x.out = (struct buf){0};
    exchange_forget(&x);
    exchange_read_text(&x, strchr(buf_text(&out), '#'));
    buf_clear(&said);
    relations_of(&x, &said);
    assert_string_equal(buf_text(&said), relations);
    buf_release(&said);
    buf_release(&out);
    exchange_end(&x);
}

static void test_relations(void **state)
{
    (void)state;
    check_relations(HEAD "#T_SP=a.Span|value\n#T_RL=a.Rel|kind|flavour|BT_a.Span\n\n#Text=A b c\n"
                         "1-1\t0-1\tA\tX[1]|Y[2]\tr|*\ts|t\t1-3[0_2]|1-1[1_1]\t\n"
                         "1-2\t2-3\tb\t_\t_\t_\t_\t\n1-3\t4-5\tc\tZ\t_\t_\t_\t\n",
                    "X A|Y A|Z c|", "Rel A>A flavour t|r c>A flavour s|");
    /* On tokens, which become spans. */
    check_relations(HEAD "#T_RL=a.Rel|kind|BT_a.Token\n\n#Text=A b c\n1-1\t0-1\tA\t_\t_\t\n"
                         "1-2\t2-3\tb\tr|q\t1-3|1-1\t\n1-3\t4-5\tc\t_\t_\t\n",
                    "Token A|Token b|Token c|", "q A>b|r c>b|");
    /* Slots: with a role and without, to what is of any layer, and of none. */
    check_relations(HEAD "#T_SP=a.Host|ROLE_a.Host:links_a.Link|uima.tcas.Annotation|value\n"
                         "#T_SP=a.Span|\n\n#Text=A b c\n"
                         "1-1\t0-1\tA\tr\\;s;*\t1-2;1-3[1]\tX\t_\t\n"
                         "1-2\t2-3\tb\t_\t*\tY\t_\t\n1-3\t4-5\tc\t_\t_\t_\t*[1]|*[2]\t\n",
                    "X A|Y b|Span c|Span c|", "links A>b as r;s|links A>c|");
    /* Chains. */
    check_relations(HEAD "#T_CH=a.Chain|arrow|kind\n\n#Text=A b c d\n1-1\t0-1\tA\tr->1-1\tX\t\n"
                         "1-2\t2-3\tb\t*->2-1\t*\t\n1-3\t4-5\tc\t*->1-2|*->2-2\tX[1]|*[2]\t\n"
                         "1-4\t6-7\td\t*->1-3\tZ\t\n",
                    "X A|Chain b|X c|Chain c|Z d|", "r A>c|Chain b>c|Chain c>d|");
}

static void refused(const char *rows, const char *why)
{
    struct exchange x;
    struct buf file = {0};
    buf_printf(&file,
               HEAD "#T_SP=a.Span|value\n#T_RL=a.Rel|kind|BT_a.Span\n#T_CH=a.C|arrow|kind\n%s",
               rows);
    exchange_begin(&x, "webanno");
    assert_int_equal(exchange_read(&x, buf_text(&file), file.size, NULL, 0), FAULT_INPUT);
    if (!strstr(x.err.text, why))
        fail_msg("%s\nnot\n%s", x.err.text, why);
    assert_int_equal(x.records.n, 0);
    buf_release(&file);
    exchange_end(&x);
}

static void test_refused(void **state)
{
    (void)state;
    refused("1-1\t0-1\tA\tX\t_\t_\t_\t_\n", "byte 91: the tokens have no #Text line");
    refused("#T_SP=a.Span|other\n", "the layer a.Span stands there twice");
    refused("#Text=A\nx-1\t0-1\tA\n", "byte 99: a row is UNIT, START-END and words");
    refused("#Text=A\n1-1\t0x1\tA\n", "byte 103: a row is");
    refused("#Text=A\n1-1\t1-0\tA\n", "a row is");
    refused("#Text=A\n1-1\t0-4294967296\tA\n", "a row is");
    refused("#Text=A\n1-1\t0-1\tA\tX\n", "byte 99: 1 columns; the layers at the top have 5");
    refused("#Text=A\n1-1\t0-1\tB\tX\t_\t_\t_\t_\n", "the sentence's words are not where its rows");
    refused("#Text=A\n1-1\t0-2\tA\tX\t_\t_\t_\t_\n", "the sentence's words are not where its rows");
    refused("#Text=A\n1-1\t9999-10000\tA\tX\t_\t_\t_\t_\n", "more than 4096 characters");
    refused("#Text=A\n1-1\t0-1\tA\tX\t_\t_\t_\t_\n1-1.1\t0-9\tA\t_\t_\t_\t_\t_\n",
            "9 is past the end");
    refused("#Text=A\n1-1\t0-1\tA\tX\tr\t1\t_\t_\n", "byte 113: where the relation comes from");
    refused("#Text=A\n1-1\t0-1\tA\tX\tr\t1-1[\t_\t_\n", "where the relation comes from");
    refused("#Text=A\n1-1\t0-1\tA\tX\tr\t1-7\t_\t_\n", "there is no span 1-7");
    refused("#Text=A\n1-1\t0-1\tA\tX\tr\t1-1[3_0]\t_\t_\n", "there is no span 1-1[3]");
    refused("#Text=A\n1-1\t0-1\tA\tX\t_\t_\t1-1\t_\n", "a chain's arrow is");
    refused("#Text=A\n#T_SP=b|c\n", "layers are told before the first sentence");
    refused("#T_XY=b|c\n", "no layer that is known here");
    refused("#T_RL=b|c\n", "a relation layer ends in BT_");
    refused("#T_CH=b|c\n", "a chain layer has two features");
    refused("#T_SP=b|ROLE_x:y_z\n", "the layer that fills the slot is missing");
    refused("#Text=\xff\n", "not UTF-8");
    refused("#Text=A\n1-1\t0-1\tA\tX\t_\t_\t_\t_\n1-1.1\t1-1\t\tX\t_\t_\t_\t_\n",
            "1 to 1 is empty");
    struct exchange x;
    exchange_begin(&x, "webanno");
    assert_int_equal(exchange_read(&x, "#Text=A\n", 8, NULL, 0), FAULT_INPUT);
    assert_string_equal(x.err.text, "byte 0: #FORMAT=WebAnno TSV 3 is expected");
    exchange_end(&x);
}

/* What has no length is left out where that is asked for, and relations on it with it. */
static void test_skip(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "webanno");
    x.skip = true;
    exchange_read_text(&x, HEAD "#T_SP=a.Span|value\n#T_RL=a.Rel|kind|BT_a.Span\n#Made=by hand\n\n"
                                "#Text=A b\n1-1\t0-1\tA\tX\tr\t1-1.1\t\n1-1.1\t1-1\t\tY\t_\t_\t\n"
                                "1-2\t2-3\tb\tZ\t_\t_\t\n");
    expect_spans(&x, 0, "X A|Z b|");
    assert_int_equal(x.records.at[0].n_relations, 0);
    assert_int_equal(x.intake.counts.refused, 2);
    assert_int_equal(x.intake.counts.passed_over, 1);
    assert_non_null(strstr(buf_text(&x.told), "8: 1 to 1 is empty"));
    assert_non_null(strstr(buf_text(&x.told), "7: from: the span was left out"));
    exchange_end(&x);
}

/* ---- writing ---- */

/* A set from the outside: spans by places in bytes. */
struct made {
    struct article *article;
    struct stream_document document;
    struct stream_set set;
    struct span spans[8];
    struct relation relations[8];
    size_t n_spans, n_relations;
};

static struct made make(struct exchange *x, const char *text)
{
    struct made m = {.article = article_copy(text, strlen(text)),
                     .set = {.kind = SET_PERSON, .owner = "alice"}};
    m.document =
        (struct stream_document){.name = "one", .id = uuid_new(&x->env), .article = m.article};
    return m;
}

static void mark(struct exchange *x, struct made *m, const char *label, uint32_t start,
                 uint32_t end, const char *attrs)
{
    struct span *span = &m->spans[m->n_spans++];
    *span = (struct span){.id = uuid_new(&x->env),
                          .at = range_of(start, end),
                          .n_fragments = 1,
                          .label = labelset_find(&x->labels, label, strlen(label)),
                          .attrs = (char *)(uintptr_t)attrs};
    if (span->label == LABEL_NONE)
        span->label = labelset_add(&x->labels, label, strlen(label), NULL);
}

static void relate(struct exchange *x, struct made *m, size_t from, size_t to, const char *attrs)
{
    m->relations[m->n_relations++] = (struct relation){.id = uuid_new(&x->env),
                                                       .from = m->spans[from].id,
                                                       .to = m->spans[to].id,
                                                       .attrs = (char *)(uintptr_t)attrs};
}

static void writes(struct exchange *x, struct made *m, const char *file, const char *losses)
{
    struct record r = {.document = m->document,
                       .set = m->set,
                       .has_set = true,
                       .spans = m->spans,
                       .n_spans = m->n_spans,
                       .relations = m->relations,
                       .n_relations = m->n_relations};
    if (exchange_write(x, &r, 1) != OK)
        fail_msg("%s", x->err.text);
    assert_string_equal(buf_text(&x->out), file);
    assert_string_equal(buf_text(&x->losses), losses);
    exchange_read_text(x, strchr(file, '#'));
    const struct article *back = x->records.at[x->records.n - 1].article;
    assert_int_equal(article_size(back), article_size(m->article));
    assert_memory_equal(article_bytes(back), article_bytes(m->article), article_size(back));
    article_free(m->article);
    exchange_end(x);
}

static void test_writes(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "webanno");
    struct made m = make(&x, " \xf0\x9f\x8c\xb2 Ada said:\r\n\n  \"No [1]\"\t\n");
    mark(&x, &m, "speaker", 6, 9, "name=Ada|\\\\->*_\n");
    mark(&x, &m, "quote", 20, 28, "type=direct\n");
    mark(&x, &m, "location", 21, 24, NULL); /* into the space */
    mark(&x, &m, "location", 7, 8, NULL);
    relate(&x, &m, 1, 0, NULL);
    writes(&x, &m,
           "==> one.tsv\n" HEAD "#T_SP=webanno.custom.Mark|label|name|type\n"
           "#T_RL=webanno.custom.Link|label|BT_webanno.custom.Mark\n\n\n"
           "#Text=\xf0\x9f\x8c\xb2 Ada said:\\r\n#Text=\n#Text=  \n"
           "1-1\t1-3\t\xf0\x9f\x8c\xb2\t_\t_\t_\t_\t_\t\n"
           "1-2\t4-7\tAda\tspeaker\tAda\\|\\\\\\->\\*\\_\t*\tsaid-by\t2-1[1_0]\t\n"
           "1-2.1\t5-6\td\tlocation\t*\t*\t_\t_\t\n"
           "1-3\t8-12\tsaid\t_\t_\t_\t_\t_\t\n"
           "1-4\t12-13\t:\t_\t_\t_\t_\t_\t\n\n"
           "#Text=\"No [1]\"\\t\n#Text=\n"
           "2-1\t18-19\t\"\tquote[1]\t*[1]\tdirect[1]\t_\t_\t\n"
           "2-2\t19-21\tNo\tquote[1]|location[2]\t*[1]|*[2]\tdirect[1]|*[2]\t_\t_\t\n"
           "2-3\t21-22\t \tquote[1]|location[2]\t*[1]|*[2]\tdirect[1]|*[2]\t_\t_\t\n"
           "2-4\t22-23\t[\tquote[1]\t*[1]\tdirect[1]\t_\t_\t\n"
           "2-5\t23-24\t1\tquote[1]\t*[1]\tdirect[1]\t_\t_\t\n"
           "2-6\t24-25\t]\tquote[1]\t*[1]\tdirect[1]\t_\t_\t\n"
           "2-7\t25-26\t\"\tquote[1]\t*[1]\tdirect[1]\t_\t_\t\n",
           "");
}

static void test_confesses(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "webanno");
    struct made m = make(&x, "Ada Voss left");
    struct range pieces[] = {range_of(0, 3), range_of(9, 13)};
    mark(&x, &m, "A", 0, 13, "BT_x=1\na|b=2\nlabel=3\nscore=0.5\nsource_id=T1\n");
    m.spans[0].n_fragments = 2;
    m.spans[0].fragments = pieces;
    mark(&x, &m, "B", 0, 3, "source_layer=T_SP=x.L|\n");               /* that layer says L alone */
    mark(&x, &m, "C", 4, 8, "source_layer=T_SP=x.V|value\nvalue=D\n"); /* relabelled */
    mark(&x, &m, "L", 9, 13, "source_layer=T_SP=x.L|\n");
    relate(&x, &m, 2, 3, NULL);                             /* on two layers */
    relate(&x, &m, 1, 0, "source_layer=T_RL=x.R|BT_x.L\n"); /* whose ends are elsewhere now */
    writes(&x, &m,
           "==> one.tsv\n" HEAD
           "#T_SP=webanno.custom.Mark|label_|label\n#T_SP=x.L|\n#T_SP=x.V|value\n"
           "#T_RL=webanno.custom.Link|label|BT_webanno.custom.Mark\n\n\n"
           "#Text=Ada Voss left\n"
           "1-1\t0-3\tAda\tA[1]|B[2]\t3[1]|*[2]\t_\t_\tsaid-by\t1-1[2_1]\t\n"
           "1-2\t4-8\tVoss\tA[1]\t3[1]\t_\tC\t_\t_\t\n"
           "1-3\t9-13\tleft\tA[1]\t3[1]\t*\t_\t_\t_\t\n",
           "flattened fragments A \"Ada Voss left\": the format has no spans in pieces\n"
           "dropped attribute A \"Ada Voss left\": its name means something else in the format\n"
           "dropped attribute A \"Ada Voss left\": its name means something else in the format\n"
           "renamed layer B \"Ada\": its layer has no place for such a span\n"
           "dropped attribute C \"Voss\": the label says otherwise\n"
           "renamed layer said-by: its layer does not have such relations\n"
           "dropped relation said-by: the format ties spans of one layer, and chains by their "
           "arrows\n");
}

/* ---- there and back ---- */

static void write_set(struct exchange *x, const struct sample *s)
{
    struct outlet_options o = {.labels = &x->labels,
                               .unit = UNIT_UTF16,
                               .one_owner = true,
                               .tokens = x->tokens,
                               .sink = {into_buf, &x->out},
                               .file = exchange_file,
                               .lose = exchange_lose,
                               .ctx = x};
    buf_clear(&x->out);
    buf_clear(&x->losses);
    struct outlet *outlet = outlet_new(x->format, &o);
    assert_non_null(outlet);
    if (outlet_begin(outlet, &x->err) || send_sample(s, outlet_stream(outlet), &x->err) ||
        outlet_end(outlet, &x->err))
        fail_msg("%s", x->err.text);
    outlet_free(outlet);
}

static void there_and_back(struct exchange *x, const struct sample *s)
{
    struct buf before = {0}, after = {0}, file = {0};
    VEC(struct span) spans = {0};
    VEC(struct relation) relations = {0};
    size_t fragments = 0, lost = 0;
    for (const struct span *span = s->marks ? set_first(s->marks) : NULL; span;
         span = set_next(s->marks, span)) {
        assert_true(vec_push(&spans, *span));
        fragments += span->n_fragments > 1;
    }
    for (size_t i = 0; s->marks && i < set_relations(s->marks); i++)
        assert_true(vec_push(&relations, *set_relation_at(s->marks, i)));
    write_set(x, s);
    for (const char *c = buf_text(&x->losses); *c; c++)
        lost += *c == '\n' && (c[1] == '\0' || strncmp(c + 1, "flattened fragments", 19) == 0);
    assert_int_equal(lost, fragments);
    buf_add(&file, buf_text(&x->out), x->out.size);
    exchange_forget(x);
    exchange_read_text(x, strchr(buf_text(&file), '#'));
    assert_int_equal(x->records.n, 1);
    const struct record *r = &x->records.at[0];
    assert_int_equal(article_size(r->article), article_size(s->article));
    assert_memory_equal(article_bytes(r->article), article_bytes(s->article),
                        article_size(s->article));
    says(&x->labels, spans.at, spans.n, relations.at, relations.n, &before);
    says(&x->labels, r->spans, r->n_spans, r->relations, r->n_relations, &after);
    assert_string_equal(buf_text(&before), buf_text(&after));
    /* The same again from what was read. */
    struct record named = *r;
    named.document.name = s->document.name;
    assert_int_equal(exchange_write(x, &named, 1), OK);
    if (!fragments)
        assert_string_equal(buf_text(&x->out), buf_text(&file));
    vec_free(&spans);
    vec_free(&relations);
    buf_release(&before);
    buf_release(&after);
    buf_release(&file);
}

/* Tokens of one's own that leave most of the text out, or cut it without regard to words. */
static enum fault odd_tokens(void *ctx, const struct stream_document *document, struct buf *out,
                             struct err *err)
{
    uint64_t own = *(uint64_t *)ctx, *seed = &own; /* the same for the same text */
    const struct article *article = document->article;
    struct pos at = pos_at(0), end = article_all(article).end;
    (void)err;
    while (at.byte < end.byte) {
        struct pos next = at;
        for (uint64_t n = 1 + test_random(seed) % 9; n-- && next.byte < end.byte;)
            next = article_next(article, next);
        struct range range = {at, next};
        if (test_random(seed) % 3)
            buf_add(out, &range, sizeof range);
        at = next;
    }
    return OK;
}

static void test_random_sets(void **state)
{
    (void)state;
    uint64_t seed = 11, tokens_seed = 0;
    const struct token_source odd = {.tokens = odd_tokens, .ctx = &tokens_seed};
    for (int i = 0; i < 400; i++) {
        struct exchange x;
        exchange_begin(&x, "webanno");
        struct sample s = random_sample(&x.labels, &x.env, &seed);
        tokens_seed = (uint64_t)i;
        x.tokens = i % 2 ? &odd : NULL;
        there_and_back(&x, &s);
        sample_release(&s);
        exchange_end(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),      cmocka_unit_test(test_spans),
        cmocka_unit_test(test_relations), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_skip),      cmocka_unit_test(test_writes),
        cmocka_unit_test(test_confesses), cmocka_unit_test(test_random_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
