/* Random sets through each format of JSON values: what its row carries comes back from its own
 * bytes, what does not is confessed, all of it and nothing else; written again it is the same
 * bytes; and Python finds the same spans in them, in the format's own units. */
#include "values.h"

#include "manicule/text/units.h"

enum { ROUNDS = 60 };

static enum fault write_samples(struct exchange *x, const struct format *format,
                                const struct sample *samples, size_t n)
{
    struct outlet_options o = {.labels = &x->labels,
                               .unit = format->unit,
                               .one_owner = true,
                               .sink = {into_buf, &x->out},
                               .lose = exchange_lose,
                               .ctx = x};
    buf_clear(&x->out);
    buf_clear(&x->losses);
    struct outlet *outlet = outlet_new(format, &o);
    assert_non_null(outlet);
    enum fault fault = outlet_begin(outlet, &x->err);
    for (size_t i = 0; i < n && !fault; i++)
        fault = send_sample(&samples[i], outlet_stream(outlet), &x->err);
    if (!fault)
        fault = outlet_end(outlet, &x->err);
    outlet_free(outlet);
    return fault;
}

/* ---- what a set is, as lines in order ---- */

struct lines {
    VEC(char *) all;
};

static void add_line(struct lines *lines, struct buf *line)
{
    char *text = strdup(buf_text(line));
    assert_true(text && vec_push(&lines->all, text));
    buf_clear(line);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void join(struct lines *lines, struct buf *out)
{
    if (lines->all.n)
        qsort(lines->all.at, lines->all.n, sizeof *lines->all.at, by_text);
    for (size_t i = 0; i < lines->all.n; i++) {
        buf_add_string(out, lines->all.at[i]);
        buf_add_char(out, '\n');
        free(lines->all.at[i]);
    }
    vec_free(&lines->all);
}

static void put_span(const struct exchange *x, const struct span *span, struct buf *line)
{
    buf_printf(line, "%s %u-%u", x->labels.labels[span->label].name, span->at.start.byte,
               span->at.end.byte);
}

static const struct span *by_id(const struct span *const *spans, size_t n, struct uuid id)
{
    for (size_t i = 0; i < n; i++)
        if (uuid_equal(spans[i]->id, id))
            return spans[i];
    fail_msg("an end is missing");
    return NULL;
}

static bool inside(const struct span *a, const struct span *b)
{
    return a->at.start.byte < b->at.end.byte && b->at.start.byte < a->at.end.byte;
}

struct rank {
    const struct span *span;
    uint32_t start, length;
    const char *label;
};

static int by_length(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    if (x->length != y->length)
        return x->length > y->length ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return strcmp(x->label, y->label);
}

/* The plain way: each that overlaps none of those before it. */
static size_t keep_apart(const struct exchange *x, const struct article *article,
                         const struct span **spans, size_t n)
{
    struct rank ranks[64];
    size_t kept = 0;
    assert_true(n < 64);
    for (size_t i = 0; i < n; i++) {
        uint32_t start = article_codepoint(article, spans[i]->at.start);
        ranks[i] =
            (struct rank){spans[i], start, article_codepoint(article, spans[i]->at.end) - start,
                          x->labels.labels[spans[i]->label].name};
    }
    qsort(ranks, n, sizeof *ranks, by_length);
    for (size_t i = 0; i < n; i++) {
        bool free_of_all = true;
        for (size_t k = 0; k < kept; k++)
            free_of_all = free_of_all && !inside(ranks[i].span, spans[k]);
        if (free_of_all)
            spans[kept++] = ranks[i].span;
    }
    return kept;
}

struct marks {
    const struct span *spans[64];
    const struct relation *relations[64];
    size_t n, links;
};

/* One line for each span and relation that the format carries. */
static void describe(const struct exchange *x, const struct format *format,
                     const struct article *article, struct marks *m, struct buf *out)
{
    struct lines lines = {0};
    struct buf line = {0};
    size_t n = m->n;
    const struct span *spans[64];
    memcpy(spans, m->spans, sizeof spans);
    if (!(format->carries & CARRY_OVERLAP))
        n = keep_apart(x, article, spans, n);
    for (size_t i = 0; i < n; i++) {
        put_span(x, spans[i], &line);
        add_line(&lines, &line);
    }
    for (size_t i = 0; i < m->links && (format->carries & CARRY_RELATIONS); i++) {
        const struct relation *r = m->relations[i];
        buf_printf(&line, "%s ", x->labels.relations[r->type].name);
        put_span(x, by_id(m->spans, m->n, r->from), &line);
        buf_add_string(&line, " > ");
        put_span(x, by_id(m->spans, m->n, r->to), &line);
        add_line(&lines, &line);
    }
    join(&lines, out);
    buf_release(&line);
}

static struct marks of_sample(const struct sample *s)
{
    struct marks m = {0};
    const struct relation *relation;
    for (const struct span *span = s->marks ? set_first(s->marks) : NULL; span;
         span = set_next(s->marks, span))
        m.spans[m.n++] = span;
    while (s->marks && (relation = set_relation_at(s->marks, m.links)) != NULL)
        m.relations[m.links++] = relation;
    return m;
}

static struct marks of_record(const struct record *r)
{
    struct marks m = {.n = r->n_spans, .links = r->n_relations};
    for (size_t i = 0; i < m.n; i++)
        m.spans[i] = &r->spans[i];
    for (size_t i = 0; i < m.links; i++)
        m.relations[i] = &r->relations[i];
    return m;
}

/* ---- what is lost ---- */

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static void check_losses(const struct exchange *x, const struct format *format,
                         const struct sample *samples, size_t n, size_t cut)
{
    const char *told = buf_text(&x->losses);
    size_t flat = 0, attrs = 0, links = 0, dropped = 0;
    for (size_t i = 0; i < n; i++) {
        struct marks m = of_sample(&samples[i]);
        const struct span *spans[64];
        memcpy(spans, m.spans, sizeof spans);
        dropped += m.n - keep_apart(x, samples[i].article, spans, m.n);
        links += m.links;
        for (size_t k = 0; k < m.n; k++) {
            flat += m.spans[k]->n_fragments > 1;
            attrs += m.spans[k]->attrs != NULL;
        }
    }
    links = format->carries & CARRY_RELATIONS ? 0 : links;
    dropped = format->carries & CARRY_OVERLAP ? 0 : dropped;
    assert_int_equal(count(told, ": the format has no spans in pieces\n"), flat);
    assert_int_equal(count(told, ": the format has no attributes\n"), attrs);
    assert_int_equal(count(told, ": the format has no relations\n"), links);
    assert_int_equal(count(told, ": overlaps an entity that is longer or comes first\n"), dropped);
    assert_int_equal(count(told, "snapped token numbers "), cut);
    assert_int_equal(count(told, " format has ") + count(told, ": overlaps an entity ") +
                         count(told, "snapped token numbers "),
                     flat + attrs + links + dropped + cut);
}

/* ---- Python ---- */

static void save(const char *path, const struct buf *bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(buf_text(bytes), 1, bytes->size, file), bytes->size);
    assert_int_equal(fclose(file), 0);
}

static bool has_python(void)
{
    FILE *here = fopen("tests/formats/judge_values.py", "r");
    if (here)
        fclose(here);
    return here && system("python3 -c pass >/dev/null 2>&1") == 0;
}

/* How many spans Python says begin or end inside a token. */
static size_t judge(const struct exchange *x, const struct format *format,
                    const struct sample *samples, size_t n)
{
    char native[4096], foreign[4096], command[9000], said[4096] = "";
    struct buf bytes = {0};
    size_t documents = 0, spans = 0, relations = 0, cut = 0;
    for (size_t i = 0; i < n; i++)
        write_sample(&samples[i], &x->labels, UNIT_CODEPOINT, &bytes);
    snprintf(native, sizeof native, "%s/native.jsonl", test_folder());
    snprintf(foreign, sizeof foreign, "%s/foreign.json", test_folder());
    save(native, &bytes);
    save(foreign, &x->out);
    buf_release(&bytes);
    snprintf(command, sizeof command,
             "python3 -X utf8 tests/formats/judge_values.py native %s %s %s 2>&1", native,
             format->name, foreign);
    FILE *judged = popen(command, "r");
    assert_non_null(judged);
    said[fread(said, 1, sizeof said - 1, judged)] = '\0';
    if (pclose(judged) != 0 ||
        sscanf(said, "%zu %zu %zu %zu", &documents, &spans, &relations, &cut) != 4)
        fail_msg("%s: %s", format->name, said);
    assert_int_equal(documents, n);
    return cut;
}

/* Whose marks they are when they are read is said by the options. */
static struct sample persons_sample(const struct exchange *x, uint64_t *seed)
{
    struct sample s = random_sample(&x->labels, &x->env, seed);
    s.set =
        (struct stream_set){.kind = SET_PERSON, .owner = x->options.owner, .status = s.set.status};
    return s;
}

static void round_trip(const struct format *row, enum unit unit)
{
    struct format format = *row;
    struct exchange x;
    struct sample samples[ROUNDS];
    uint64_t seed = 4 + (uint64_t)unit;
    struct buf first = {0};
    format.unit = unit;
    exchange_begin(&x, row->name);
    x.options.has_unit = unit != row->unit;
    x.options.unit = unit;
    for (size_t i = 0; i < ROUNDS; i++)
        samples[i] = persons_sample(&x, &seed);
    assert_int_equal(write_samples(&x, &format, samples, ROUNDS), OK);
    check_losses(&x, &format, samples, ROUNDS,
                 has_python() ? judge(&x, &format, samples, ROUNDS)
                              : count(buf_text(&x.losses), "snapped token numbers "));
    buf_add(&first, x.out.data, x.out.size);
    values_ok(&x, first.data);
    assert_int_equal(x.records.n, ROUNDS);
    for (size_t i = 0; i < ROUNDS; i++) {
        struct record *r = &x.records.at[i];
        struct marks wrote = of_sample(&samples[i]), read = of_record(r);
        struct buf a = {0}, b = {0};
        assert_int_equal(r->has_set, samples[i].marks != NULL);
        describe(&x, &format, samples[i].article, &wrote, &a);
        describe(&x, &format, r->article, &read, &b);
        assert_string_equal(buf_text(&a), buf_text(&b));
        if (format.carries & CARRY_NAMES)
            assert_string_equal(r->document.name, samples[i].document.name);
        if ((format.carries & CARRY_META) && samples[i].document.meta)
            assert_string_equal(r->document.meta, samples[i].document.meta);
        buf_release(&a);
        buf_release(&b);
    }
    x.format = &format;
    assert_int_equal(exchange_write(&x, x.records.at, x.records.n), OK);
    assert_string_equal(first.data, x.out.data);
    for (size_t i = 0; i < ROUNDS; i++)
        sample_release(&samples[i]);
    buf_release(&first);
    exchange_end(&x);
}

static void test_doccano(void **state)
{
    (void)state;
    round_trip(format_find("doccano"), UNIT_UTF16);
    round_trip(format_find("doccano"), UNIT_CODEPOINT);
}

static void test_doccano_spans(void **state)
{
    (void)state;
    round_trip(format_find("doccano-spans"), UNIT_UTF16);
    round_trip(format_find("doccano-spans"), UNIT_CODEPOINT);
}

static void test_prodigy(void **state)
{
    (void)state;
    round_trip(format_find("prodigy"), UNIT_CODEPOINT);
}

static void test_spacy(void **state)
{
    (void)state;
    round_trip(format_find("spacy"), UNIT_CODEPOINT);
}

static void test_spacy_spans(void **state)
{
    (void)state;
    round_trip(format_find("spacy-spans"), UNIT_CODEPOINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doccano),     cmocka_unit_test(test_doccano_spans),
        cmocka_unit_test(test_prodigy),     cmocka_unit_test(test_spacy),
        cmocka_unit_test(test_spacy_spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
