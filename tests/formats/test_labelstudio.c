/* Label Studio's tasks: there and back, what strangers write, what is refused and where; the
 * labelling configuration. */
#include "exchange_samples.h"

#define TASK(results)                                                                              \
    "[{\"id\":9,\"data\":{\"text\":\"Ann said yes.\"},\"annotations\":[{\"id\":4,"                 \
    "\"completed_by\":\"ann\",\"result\":[" results "]}]}]"
#define REGION(id, start, end, words, labels)                                                      \
    "{\"id\":\"" id "\",\"from_name\":\"ner\",\"to_name\":\"t\",\"type\":\"labels\","              \
    "\"value\":{\"start\":" start ",\"end\":" end ",\"text\":\"" words "\",\"labels\":[" labels    \
    "]}}"

static void add_record(const struct exchange *x, size_t i, struct buf *out)
{
    write_record(&x->records.at[i], &x->labels, UNIT_CODEPOINT, out);
}

static void assert_text(const struct buf *a, const struct buf *b)
{
    assert_string_equal(buf_text(a), buf_text(b));
}

/* Random sets of a document, as one task: what comes back is what the row says, and what is lost is
 * told of each span. */
static void test_back(void **state)
{
    (void)state;
    struct exchange x;
    struct env env = test_env(71);
    uint64_t seed = 71;
    size_t spans = 0, tasks = 0;
    exchange_begin(&x, "label-studio");
    x.options = (struct intake_options){.owner = NULL};
    for (int round = 0; round < 300; round++) {
        struct buf out = {0}, losses = {0}, before = {0}, after = {0}, told = {0};
        struct sample s = random_sample(&x.labels, &env, &seed);
        enum unit unit = round % 2 ? UNIT_UTF16 : UNIT_CODEPOINT;
        must_write("label-studio", &x.labels, unit, &s, 1, &out, &losses);
        x.options.has_unit = true;
        x.options.unit = unit;
        read_ok(&x, buf_text(&out));
        assert_int_equal(x.records.n, 1);
        add_record(&x, 0, &after);
        bool review = s.marks && s.set.kind == SET_REVIEW;
        struct sample bare = s;
        bare.marks = NULL;
        write_carried(review ? &bare : &s, x.format, &x.labels, &before);
        assert_text(&before, &after);
        for (const struct span *span = s.marks ? set_first(s.marks) : NULL; span;
             span = set_next(s.marks, span), spans++)
            if (span->n_fragments > 1)
                loss_json(&(struct loss){.kind = LOSS_FLATTENED,
                                         .what = "fragments",
                                         .why = "the format has no spans in pieces",
                                         .document = &s.document,
                                         .set = &s.set,
                                         .span = span},
                          &x.labels, &told);
        for (const struct span *span = review ? set_first(s.marks) : NULL; span;
             span = set_next(s.marks, span))
            loss_json(&(struct loss){.what = "span",
                                     .why = "the format has no reviewer's proposals",
                                     .document = &s.document,
                                     .set = &s.set,
                                     .span = span},
                      &x.labels, &told);
        if (!review)
            assert_text(&told, &losses);
        else
            assert_memory_equal(buf_text(&told), buf_text(&losses), told.size);
        tasks++;
        buf_release(&out);
        buf_release(&losses);
        buf_release(&told);
        buf_release(&before);
        buf_release(&after);
        sample_release(&s);
    }
    assert_true(spans > 1000);
    assert_int_equal(tasks, 300);
    exchange_end(&x);
}

static struct sample of_kind(const struct exchange *x, const struct env *env, uint64_t *seed,
                             enum set_kind kind)
{
    struct sample s = random_sample(&x->labels, env, seed);
    while (!s.marks || s.set.kind != kind || set_count(s.marks) < 4) {
        sample_release(&s);
        s = random_sample(&x->labels, env, seed);
    }
    return s;
}

/* A document's sets are one task, also where the same spans are suggested and accepted. */
static void test_one_task(void **state)
{
    (void)state;
    struct exchange x;
    struct env env = test_env(72);
    uint64_t seed = 72;
    struct buf out = {0}, before = {0}, after = {0};
    exchange_begin(&x, "label-studio");
    x.options = (struct intake_options){.owner = NULL};
    struct sample all[5] = {
        of_kind(&x, &env, &seed, SET_PERSON), of_kind(&x, &env, &seed, SET_PERSON),
        of_kind(&x, &env, &seed, SET_GOLD), of_kind(&x, &env, &seed, SET_SUGGESTION),
        of_kind(&x, &env, &seed, SET_PERSON)};
    for (size_t i = 1; i < 4; i++)
        all[i].document = all[0].document;
    all[1].set.owner = "bob";
    must_write("label-studio", &x.labels, UNIT_CODEPOINT, all, 5, &out, NULL);
    size_t tasks = 0;
    for (const char *at = buf_text(&out); (at = strstr(at, "\"data\":")) != NULL; at++)
        tasks++;
    assert_int_equal(tasks, 2);
    read_ok(&x, buf_text(&out));
    assert_int_equal(x.records.n, 5);
    for (size_t i = 0; i < 5; i++) {
        write_carried(&all[i], x.format, &x.labels, &before);
        add_record(&x, i, &after);
    }
    assert_text(&before, &after);
    for (size_t i = 0; i < 5; i++)
        sample_release(&all[i]);
    buf_release(&out);
    buf_release(&before);
    buf_release(&after);
    exchange_end(&x);
}

static const struct span *span_of(const struct exchange *x, size_t record, size_t i)
{
    assert_true(record < x->records.n && i < x->records.at[record].n_spans);
    return &x->records.at[record].spans[i];
}

static void assert_attr(const struct span *span, const char *name, const char *value)
{
    struct buf found = {0};
    assert_true(span->attrs && attrs_get(span->attrs, name, &found));
    assert_string_equal(buf_text(&found), value);
    buf_release(&found);
}

/* What others write: fields before their regions, several labels, relations in all directions,
 * numbers, predictions, cancelled ones, the old name of annotations. */
static void test_strangers(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "label-studio");
    x.options = (struct intake_options){.owner = NULL};
    x.options.add_labels = true;
    read_ok(
        &x,
        TASK("{\"id\":\"r1\",\"type\":\"choices\",\"from_name\":\"tone\",\"value\":{\"choices\":"
             "[\"low\",\"sure\"]}}," REGION(
                 "r1", "0", "3", "Ann",
                 "\"speaker\",\"person\"") "," REGION("r2", "9", "12", "yes",
                                                      "\"quote\"") ",{\"id\":\"r2\",\"type\":"
                                                                   "\"rating\",\"from_name\":"
                                                                   "\"stars\",\"value\":"
                                                                   "{\"rating\":4}},{\"id\":\"r2\","
                                                                   "\"type\":\"taxonomy\",\"from_"
                                                                   "name\":"
                                                                   "\"path\",\"value\":{"
                                                                   "\"taxonomy\":[[\"a\",\"b\"],["
                                                                   "\"c\"]]}},"
                                                                   "{\"id\":\"r2\",\"type\":"
                                                                   "\"textarea\",\"from_name\":"
                                                                   "\"note\",\"value\":"
                                                                   "{\"start\":9,\"text\":[\"hm\"]}"
                                                                   "},"
                                                                   "{\"id\":\"w\",\"type\":"
                                                                   "\"choices\",\"from_name\":"
                                                                   "\"whole\",\"value\":"
                                                                   "{\"choices\":[\"x\"]}},"
                                                                   "{\"type\":\"relation\",\"from_"
                                                                   "id\":\"r1\",\"to_id\":\"r2\","
                                                                   "\"direction\":\"left\","
                                                                   "\"labels\":[\"said-by\"]},"
                                                                   "{\"type\":\"relation\",\"from_"
                                                                   "id\":\"r1\",\"to_id\":\"r2\","
                                                                   "\"direction\":\"bi\"}"));
    assert_int_equal(x.records.n, 1);
    const struct record *r = &x.records.at[0];
    assert_int_equal(r->n_spans, 3);
    assert_int_equal(r->n_relations, 3);
    assert_string_equal(r->set.owner, "ann");
    assert_string_equal(r->document.name, "file-1");
    const struct span *quote = span_of(&x, 0, 2);
    assert_attr(quote, "source_id", "r2");
    assert_attr(quote, "stars", "4");
    assert_attr(quote, "path", "a/b\nc");
    assert_attr(quote, "note", "hm");
    for (size_t i = 0; i < 2; i++)
        assert_attr(span_of(&x, 0, i), "tone", "low\nsure");
    size_t from_quote = 0;
    for (size_t i = 0; i < 3; i++)
        from_quote += uuid_equal(r->relations[i].from, quote->id);
    assert_int_equal(from_quote, 2); /* left, and one of the two of both ways */
    assert_int_equal(x.intake.counts.passed_over, 1);
    assert_non_null(strstr(buf_text(&x.told), "several labels become a span for each"));
    assert_non_null(strstr(buf_text(&x.told), "fields of whole texts are not taken"));
    exchange_end(&x);
}

static void test_sets(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "label-studio");
    x.options = (struct intake_options){.owner = NULL};
    x.options.source = "some-model";
    read_ok(&x,
            "[{\"data\":{\"article\":\"Ann said yes.\",\"page\":3,\"more\":{\"b\":[1],\"a\":null}},"
            "\"meta\":{\"k\":1},\"completions\":["
            "{\"completed_by\":{\"id\":7,\"email\":\"Ann@x.org\"},\"result\":[]},"
            "{\"completed_by\":5,\"ground_truth\":true,\"result\":[" REGION(
                "r1", "0", "3", "Ann",
                "\"speaker\"") "]},"
                               "{\"completed_by\":5,\"was_cancelled\":true,"
                               "\"result\":[]},"
                               "{\"completed_by\":5,\"result\":[]}],"
                               "\"predictions\":[{\"model_version\":\"m1\","
                               "\"score\":0.50,\"result\":[" REGION(
                                   "r1", "0", "3", "Ann",
                                   "\"speaker\"") "]},{\"result\":[]}],"
                                                  "\"drafts\":[{}]},"
                                                  "{\"data\":{\"text\":\"No.\"}}]");
    assert_int_equal(x.records.n, 6);
    const struct record *r = x.records.at;
    assert_string_equal(r[0].set.owner, "Ann@x.org");
    assert_string_equal(r[0].document.meta, "{\"meta\":{\"k\":1},\"more\":{\"a\":null,\"b\":[1]},"
                                            "\"page\":3}");
    assert_int_equal(r[0].set.status, STATUS_OPEN);
    assert_true(r[0].no_status);
    assert_int_equal(r[1].set.kind, SET_GOLD);
    assert_null(r[1].set.owner);
    assert_string_equal(r[2].set.owner, "5");
    assert_int_equal(r[3].set.kind, SET_SUGGESTION);
    assert_string_equal(r[3].set.source, "m1");
    assert_attr(span_of(&x, 3, 0), "score", "0.50");
    assert_false(uuid_equal(span_of(&x, 1, 0)->id, span_of(&x, 3, 0)->id));
    assert_string_equal(r[4].set.source, "some-model");
    assert_false(r[5].has_set);
    assert_int_equal(x.intake.counts.passed_over, 2);
    exchange_end(&x);
}

/* Ids: a UUID is the span's own; a second set of the task that has it too has a copy, and finds it
 * again; a suggestion that was accepted is another span than the suggestion. */
static void test_ids(void **state)
{
    (void)state;
#define OWN "01890000-0000-7000-8000-00000000000a"
    struct exchange x;
    struct uuid own;
    exchange_begin(&x, "label-studio");
    x.options = (struct intake_options){.owner = NULL};
    assert_true(uuid_parse(OWN, 36, &own));
    for (int round = 0; round < 2; round++) {
        static struct uuid first;
        read_ok(
            &x,
            "[{\"data\":{\"text\":\"Ann said yes.\"},\"annotations\":["
            "{\"completed_by\":\"ann\",\"result\":[" REGION(
                OWN, "0", "3", "Ann",
                "\"speaker\"") "]},"
                               "{\"completed_by\":\"bob\",\"result\":[" REGION(
                                   OWN, "0", "3", "Ann",
                                   "\"speaker\"") "," REGION("s-" OWN, "4", "8", "said",
                                                             "\"amount\"") ","
                                                                           "{\"type\":\"relation\","
                                                                           "\"from_id\":\"" OWN
                                                                           "\",\"to_id\":\"s-" OWN
                                                                           "\",\"labels\":[\"said-"
                                                                           "by\"]}]}],"
                                                                           "\"predictions\":[{"
                                                                           "\"model_version\":"
                                                                           "\"m\",\"result\":"
                                                                           "[" REGION(
                                                                               "s-01890000-0000-"
                                                                               "7000-8000-"
                                                                               "00000000000b",
                                                                               "0", "3", "Ann",
                                                                               "\"speaker\"") "]}]}"
                                                                                              "]");
        assert_int_equal(x.records.n, 3);
        assert_true(uuid_equal(span_of(&x, 0, 0)->id, own));
        assert_null(span_of(&x, 0, 0)->attrs);
        assert_false(uuid_equal(span_of(&x, 1, 0)->id, own));
        assert_attr(span_of(&x, 1, 0), "source_id", "copy-" OWN);
        assert_attr(span_of(&x, 1, 1), "source_id", "s-" OWN);
        assert_int_equal(x.records.at[1].n_relations, 1);
        assert_true(uuid_equal(x.records.at[1].relations[0].to, span_of(&x, 1, 1)->id));
        assert_int_equal(span_of(&x, 2, 0)->id.b[15], 0x0b);
        if (round)
            assert_true(uuid_equal(first, span_of(&x, 1, 0)->id));
        first = span_of(&x, 1, 0)->id;
    }
    exchange_end(&x);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"[{\"data\":{\"text\":\"a\"},\"annotations\":[}]", "byte "},
        {"[3]", "an object is expected"},
        {"{\"id\":1,\"text\":\"a\",\"label\":[],\"annotator\":1}", "this is JSON-MIN"},
        {"{\"id\":1}", "data: is missing"},
        {"{\"data\":{\"n\":1},\"annotations\":[]}", "data: there is no text in it"},
        {"{\"data\":{\"a\":\"x\",\"b\":\"y\"},\"annotations\":[]}", "data: which of its strings"},
        {"{\"data\":{\"text\":\"x\"},\"data\":{}}", "data stands there twice"},
        {"{\"data\":{\"text\":\"x\"},\"annotations\":{}}", "annotations: a list is expected"},
        {"{\"data\":{\"text\":\"x\"},\"annotations\":[{\"completed_by\":\"a\"}]}",
         "annotations[0].result: a list is expected"},
        {"{\"data\":{\"text\":\"x\"},\"annotations\":[{\"completed_by\":\"a\",\"result\":[]},"
         "{\"completed_by\":\"a\",\"result\":[]}]}",
         "annotations[1]: completed_by: annotations[0] of this task is the same's"},
        {"{\"data\":{\"text\":\"x\"},\"meta\":{\"document\":{\"sha256\":"
         "\"0000000000000000000000000000000000000000000000000000000000000000\"}}}",
         "data: the text is not the one that meta.document.sha256 is of"},
        {TASK(REGION("r", "0", "14", "x", "\"quote\"")),
         "annotations[0].result[0]: 14 is past the end of the text, which has 13 code points"},
        {TASK(REGION("r", "3", "3", "", "\"quote\"")), "annotations[0].result[0]: 3 to 3 is empty"},
        {TASK(REGION("r", "-1", "3", "", "\"quote\"")),
         "annotations[0].result[0]: value.start: a whole number is expected"},
        {TASK(REGION("r", "0", "3.5", "", "\"quote\"")),
         "annotations[0].result[0]: value.end: a whole number is expected"},
        {TASK(REGION("r", "\"/div[1]/text()[1]\"", "3", "", "\"quote\"")),
         "annotations[0].result[0]: value.start: an XPath into HTML is no place"},
        {TASK(REGION("r", "0", "3", "Ann", "")), "annotations[0].result[0]: it has no label"},
        {TASK(REGION("r", "0", "3", "Ann", "\"wish\"")),
         "annotations[0].result[0]: label wish is not in the label set"},
        {TASK(REGION("r", "0", "3", "Ann", "\"quote\"") "," REGION("r", "4", "8", "said",
                                                                   "\"quote\"")),
         "annotations[0].result[1]: the id r stands there twice"},
        {TASK("{\"type\":\"hypertextlabels\",\"value\":{}}"),
         "annotations[0].result[0]: type hypertextlabels: places in HTML"},
        {TASK("{\"type\":\"rectanglelabels\",\"value\":{}}"),
         "annotations[0].result[0]: type rectanglelabels: no span of a text"},
        {TASK("{\"value\":{}}"), "annotations[0].result[0]: type: a string is expected"},
        {TASK("{\"type\":\"labels\",\"value\":3}"),
         "annotations[0].result[0]: value: an object is expected"},
        {TASK("{\"type\":\"relation\",\"from_id\":\"a\",\"to_id\":\"b\"}"),
         "annotations[0].result[0]: from_id: there is no region of that id"},
        {TASK(REGION("r", "0", "3", "Ann",
                     "\"speaker\"") ",{\"id\":\"r\",\"type\":\"choices\",\"value\":{}}"),
         "annotations[0].result[1]: from_name: the name of a control is expected"},
    };
    struct exchange x;
    exchange_begin(&x, "label-studio");
    x.options = (struct intake_options){.owner = NULL};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        read_refused(&x, cases[i].text, cases[i].why);
    static const char nobody[] = "{\"data\":{\"text\":\"x\"},\"annotations\":[{\"result\":[]}]}";
    assert_int_equal(exchange_read(&x, nobody, sizeof nobody - 1, NULL, 0), FAULT_USAGE);
    /* Left out, the rest comes in. */
    x.skip = true;
    read_ok(&x, TASK(REGION("r", "0", "14", "x", "\"quote\"") "," REGION(
                    "q", "0", "3", "Ann",
                    "\"speaker\"") ",{\"type\":\"video\"},{\"type\":\"relation\",\"from_id\":"
                                   "\"r\",\"to_id\":\"q\",\"labels\":[\"said-by\"]}"));
    assert_int_equal(x.records.n, 1);
    assert_int_equal(x.records.at[0].n_spans, 1);
    assert_int_equal(x.intake.counts.refused, 3);
    exchange_end(&x);
}

/* Words that are not those at the place are told of, and the place stays. */
static void test_words(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "label-studio");
    x.options = (struct intake_options){.owner = NULL};
    read_ok(&x, TASK(REGION("r", "1", "4", "Ann", "\"speaker\"")));
    assert_int_equal(x.intake.counts.mismatched, 1);
    assert_int_equal(span_of(&x, 0, 0)->at.start.byte, 1);
    x.options.reanchor = true;
    read_ok(&x, TASK(REGION("r", "1", "4", "Ann", "\"speaker\"")));
    assert_int_equal(x.intake.counts.moved, 1);
    assert_int_equal(span_of(&x, 0, 0)->at.start.byte, 0);
    exchange_end(&x);
}

static void test_looks(void **state)
{
    (void)state;
    static const char *const are[] = {
        " [ {\"id\":1,\"annotations\":[],\"data\":{}}]", "{\"data\":{},\"predictions\":[]}",
        "[\n{\"id\":1,\"data\":{\"text\":\"a text that is longer than the he",
        "\xef\xbb\xbf[{\"annotations\":[{\"result\":[{\"value\":{\"text\":\"}]\\\"\""};
    static const char *const are_not[] = {"",
                                          "[]",
                                          "{\"data\":{}}",
                                          "{\"data\":{\"annotations\":[]}}",
                                          "{\"data\":\"a text that is longer than the he",
                                          "{\"text\":\"x\",\"annotations\":[]}",
                                          "{\"manicule\":1,\"data\":1}",
                                          "{\"a\":\"\\"};
    const struct format *format = format_find("label-studio");
    for (size_t i = 0; i < sizeof are / sizeof *are; i++)
        assert_ptr_equal(format_guess("x.json", are[i], strlen(are[i])), format);
    for (size_t i = 0; i < sizeof are_not / sizeof *are_not; i++)
        assert_ptr_not_equal(format_guess("x.json", are_not[i], strlen(are_not[i])), format);
}

/* ---- the labelling configuration ---- */

static void read_labels(const char *xml, struct labelset *out)
{
    struct buf json = {0};
    struct err err = {0};
    if (format_find("label-studio")->read_labels(xml, strlen(xml), &json, &err) != OK ||
        labelset_read(buf_text(&json), json.size, out, &err) != OK)
        fail_msg("%s", err.text);
    buf_release(&json);
}

static void assert_defs(const struct attribute_def *a, size_t n, const struct attribute_def *b,
                        size_t m)
{
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        const struct attribute_def *other = NULL;
        for (size_t k = 0; k < m; k++)
            if (strcmp(a[i].name, b[k].name) == 0)
                other = &b[k];
        assert_non_null(other);
        assert_int_equal(a[i].type, other->type);
        for (size_t k = 0; k < a[i].n; k++) {
            bool there = false;
            for (size_t j = 0; j < other->n; j++)
                there |= strcmp(a[i].choices[k], other->choices[j]) == 0;
            assert_true(there);
        }
    }
}

static void test_labels(void **state)
{
    (void)state;
    struct labelset news = news_labels(), back;
    struct buf xml = {0}, again = {0};
    struct err err = {0};
    const struct format *format = format_find("label-studio");
    assert_int_equal(format->write_labels(&news, &xml, &err), OK);
    read_labels(buf_text(&xml), &back);
    assert_int_equal(back.n_labels, news.n_labels);
    assert_int_equal(back.n_relations, news.n_relations);
    for (size_t i = 0; i < news.n_labels; i++) {
        assert_string_equal(back.labels[i].name, news.labels[i].name);
        assert_string_equal(back.labels[i].key, news.labels[i].key);
        assert_string_equal(back.labels[i].guideline, news.labels[i].guideline);
        assert_defs(news.labels[i].attributes, news.labels[i].n_attributes,
                    back.labels[i].attributes, back.labels[i].n_attributes);
    }
    assert_string_equal(back.relations[0].name, news.relations[0].name);
    assert_int_equal(format->write_labels(&back, &again, &err), OK);
    assert_text(&xml, &again);
    labelset_free(&back);
    labelset_free(&news);
    buf_release(&xml);
    buf_release(&again);
}

static void test_labels_of_others(void **state)
{
    (void)state;
    struct labelset labels;
    read_labels("<?xml version=\"1.0\"?><!-- <Label value='no'/> --><View>\n"
                "<Choices name='tone' toName='t' perRegion='true' whenLabelValue='A&amp;B, a per'>"
                "<Choice value='low'/><Choice value=\"h&#105;gh\"/></Choices>"
                "<Choices name='whole' toName='t'><Choice value='x'/></Choices>"
                "<Labels name='ner' toName='t'><Label value='A&amp;B' hotkey='ctrl+a'/>"
                "<Label value='a per' background='#f00' hotkey='1'/><Label value='org' hotkey='1'/>"
                "</Labels><Text name='t' value='$text'/>"
                "<TextArea name='note' perRegion='true' toName='t'/>"
                "<Relations><Relation value='works for'/></Relations></View>",
                &labels);
    assert_int_equal(labels.n_labels, 3);
    assert_string_equal(labels.labels[0].name, "A&B");
    assert_string_equal(labels.labels[0].key, "");
    assert_string_equal(labels.labels[1].key, "1");
    assert_string_equal(labels.labels[2].key, "");
    assert_int_equal(labels.labels[0].n_attributes, 2);
    assert_int_equal(labels.labels[2].n_attributes, 1);
    assert_string_equal(labels.labels[1].attributes[0].choices[1], "high");
    assert_string_equal(labels.relations[0].name, "works_for");
    labelset_free(&labels);
}

static void test_labels_refused(void **state)
{
    (void)state;
    static const struct {
        const char *xml, *why;
    } cases[] = {
        {"<View></View>", "there is no Label"},
        {"<View>\n<Labels name=x>", "line 2: the value of an attribute stands in quotation marks"},
        {"<View>\n\n<Labels name=\"x", "line 3: a value does not end"},
        {"<View", "line 1: a tag does not end"},
        {"<!-- x", "line 1: a comment"},
        {"<!DOCTYPE x [<!ENTITY a \"b\">]>", "line 1: <! begins nothing"},
        {"<Labels><Label value='&a;'/></Labels>", "line 1: an & that stands for nothing known"},
        {"<Labels><Label value='&#0;'/></Labels>", "line 1: an & that stands for nothing known"},
        {"<Labels><Label value='a' value='b'/></Labels>", "an attribute stands there twice"},
        {"<Labels><Label value='a'/><Label value='a'/></Labels>", "stands there already"},
        {"<Labels><Label/></Labels>", "a Label has a value"},
        {"<Labels><Label value='\xff'/></Labels>", "byte 22: not UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf json = {0};
        struct err err = {0};
        enum fault fault = format_find("label-studio")
                               ->read_labels(cases[i].xml, strlen(cases[i].xml), &json, &err);
        if (fault != FAULT_INPUT || !strstr(err.text, cases[i].why))
            fail_msg("\"%s\", not \"%s\"", err.text, cases[i].why);
        buf_release(&json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_back),          cmocka_unit_test(test_one_task),
        cmocka_unit_test(test_strangers),     cmocka_unit_test(test_sets),
        cmocka_unit_test(test_ids),           cmocka_unit_test(test_refused),
        cmocka_unit_test(test_words),         cmocka_unit_test(test_looks),
        cmocka_unit_test(test_labels),        cmocka_unit_test(test_labels_of_others),
        cmocka_unit_test(test_labels_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
