/* W3C Web Annotation: there and back, what strangers write, texts in the file and in the project,
 * what is refused and where. */
#include "exchange_samples.h"

#define CONTEXT "\"@context\":\"http://www.w3.org/ns/anno.jsonld\""
#define TEXT                                                                                       \
    "{\"id\":\"http://x.org/a/story.txt?v=1\",\"type\":\"Text\",\"value\":\"Ann said: Ann.\"}"
#define AT(start, end) "{\"type\":\"TextPositionSelector\",\"start\":" start ",\"end\":" end "}"
#define WORDS(prefix, exact, suffix)                                                               \
    "{\"type\":\"TextQuoteSelector\",\"exact\":\"" exact "\",\"prefix\":\"" prefix                 \
    "\",\"suffix\":\"" suffix "\"}"
#define TAG(label) "{\"type\":\"TextualBody\",\"purpose\":\"tagging\",\"value\":\"" label "\"}"
#define NOTE(source, body, selector)                                                               \
    "{" CONTEXT ",\"id\":\"http://x.org/1\",\"type\":\"Annotation\",\"creator\":"                  \
    "{\"type\":\"Person\",\"nickname\":\"ann\"},\"body\":[" body                                   \
    "],\"target\":{\"source\":" source ",\"selector\":" selector "}}"

static void add_record(const struct exchange *x, size_t i, struct buf *out)
{
    write_record(&x->records.at[i], &x->labels, UNIT_CODEPOINT, out);
}

static void assert_text(const struct buf *a, const struct buf *b)
{
    assert_string_equal(buf_text(a), buf_text(b));
}

/* Relations with attributes, which the label set is made to have. */
static void add_link_attributes(struct sample *s, struct labelset *labels)
{
    char attrs[] = "sure=no \xf0\x9f\x8c\xb2\n";
    for (size_t i = 0; s->marks && i < set_relations(s->marks); i += 2) {
        struct relation changed = *set_relation_at(s->marks, i);
        changed.attrs = attrs;
        assert_non_null(set_rechange(s->marks, &changed));
    }
    if (!relation_attribute(&labels->relations[0], "sure", 4))
        assert_true(labelset_add_relation_attribute(labels, 0, "sure", 4));
}

/* Ids of other formats that are no addresses come back as what they are. */
static void add_source_ids(struct sample *s)
{
    static const char *const ids[] = {"T", "urn:uuid:", "a b:", ":", "1x:"};
    size_t n = 0;
    for (const struct span *span = s->marks ? set_first(s->marks) : NULL; span;
         span = set_next(s->marks, span), n++) {
        char id[64];
        bool ok;
        if (n % 2)
            continue;
        struct span changed = *span;
        snprintf(id, sizeof id, "%s%zu", ids[n / 2 % 5], n);
        changed.attrs = attrs_with(span->attrs, ATTRIBUTE_SOURCE_ID, id, strlen(id), &ok);
        assert_true(ok);
        span = set_change(s->marks, &changed);
        assert_non_null(span);
        free(changed.attrs);
    }
}

static void test_back(void **state)
{
    (void)state;
    struct exchange x;
    struct env env = test_env(81);
    uint64_t seed = 81;
    size_t spans = 0, reviews = 0;
    exchange_begin(&x, "webannotation");
    x.options = (struct intake_options){.owner = NULL};
    for (int round = 0; round < 300; round++) {
        struct buf out = {0}, losses = {0}, before = {0}, after = {0}, again = {0};
        struct sample s = random_sample(&x.labels, &env, &seed);
        add_link_attributes(&s, &x.labels);
        if (round % 2)
            add_source_ids(&s);
        must_write("webannotation", &x.labels, UNIT_CODEPOINT, &s, 1, &out, &losses);
        if (s.marks && s.set.kind == SET_REVIEW) {
            size_t lines = 0;
            for (size_t i = 0; i < losses.size; i++)
                lines += losses.data[i] == '\n';
            assert_int_equal(lines, set_count(s.marks) + set_relations(s.marks));
            reviews++;
        } else {
            assert_int_equal(losses.size, 0);
            read_ok(&x, buf_text(&out));
            assert_int_equal(x.records.n, 1);
            add_record(&x, 0, &after);
            write_carried(&s, x.format, &x.labels, &before);
            assert_text(&before, &after);
            spans += x.records.at[0].n_spans;
        }
        must_write("webannotation", &x.labels, UNIT_CODEPOINT, &s, 1, &again, NULL);
        assert_text(&out, &again);
        buf_release(&out);
        buf_release(&losses);
        buf_release(&before);
        buf_release(&after);
        buf_release(&again);
        sample_release(&s);
    }
    assert_true(spans > 1000 && reviews > 20);
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

static void assert_place(const struct span *span, uint32_t start, uint32_t end)
{
    assert_int_equal(span->at.start.byte, start);
    assert_int_equal(span->at.end.byte, end);
}

/* Annotations by themselves, in a list: one set of each creator on each text. */
static void test_list(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "webannotation");
    x.options = (struct intake_options){.owner = NULL};
    read_ok(
        &x,
        "[" NOTE(
            TEXT, TAG("speaker"),
            AT("0",
               "3")) ","
                     "{\"type\":[\"Annotation\"],\"id\":\"http://x.org/"
                     "2\",\"motivation\":\"oa:classifying\","
                     "\"creator\":\"bob\",\"bodyValue\":\"quote\",\"target\":{\"source\":"
                     "\"http://x.org/a/story.txt?v=1\",\"selector\":[" AT("4", "8") "," WORDS(
                         "Ann ", "said",
                         ":") "]}},"
                              "{\"type\":\"Annotation\",\"id\":\"http://x.org/"
                              "L\",\"creator\":{\"name\":\"ann\"},\"motivation\":"
                              "[\"linking\"],\"body\":[" TAG(
                                  "said-by") ",{\"purpose\":\"linking\",\"source\":\"http://x.org/"
                                             "1\"}],"
                                             "\"target\":{\"id\":\"http://x.org/3\"}},"
                                             "{\"type\":\"Annotation\",\"id\":\"http://x.org/"
                                             "3\",\"creator\":{\"email\":\"mailto:ann\"},"
                                             "\"body\":[" TAG(
                                                 "quote") ",{\"type\":\"TextualBody\",\"value\":"
                                                          "\"why?\",\"purpose\":\"questioning\"},"
                                                          "{\"type\":\"TextualBody\",\"value\":"
                                                          "\"so\"},\"http://x.org/picture\","
                                                          "{\"attribute\":\"type\",\"value\":"
                                                          "\"direct\"}],\"target\":{\"source\":"
                                                          "\"http://x.org/a/"
                                                          "story.txt?v=1\",\"selector\":" WORDS(
                                                              ": ", "Ann",
                                                              ".") "}},"
                                                                   "{\"type\":\"Annotation\","
                                                                   "\"creator\":{\"type\":"
                                                                   "\"Software\",\"name\":\"m1\"},"
                                                                   "\"body\":" TAG(
                                                                       "amount") ",\"target\":{"
                                                                                 "\"source\":"
                                                                                 "\"http://x.org/"
                                                                                 "a/"
                                                                                 "story.txt?v=1\","
                                                                                 "\"selector\""
                                                                                 ":" AT("4",
                                                                                        "8") "}}"
                                                                                             "]");
    assert_int_equal(x.records.n, 3);
    const struct record *ann = &x.records.at[0];
    assert_string_equal(ann->set.owner, "ann");
    assert_string_equal(ann->document.name, "story.txt");
    assert_string_equal(ann->document.meta, "{\"url\":\"http://x.org/a/story.txt?v=1\"}");
    assert_false(ann->has_id);
    assert_int_equal(ann->n_spans, 2);
    assert_place(span_of(&x, 0, 1), 10, 13);
    assert_attr(span_of(&x, 0, 1), "type", "direct");
    assert_attr(span_of(&x, 0, 1), "source_id", "http://x.org/3");
    assert_int_equal(ann->n_notes, 2);
    assert_true(ann->notes[0].doubt);
    assert_string_equal(ann->notes[0].text, "why?");
    assert_string_equal(ann->notes[1].text, "so");
    assert_int_equal(ann->n_relations, 1);
    assert_true(uuid_equal(ann->relations[0].from, span_of(&x, 0, 1)->id));
    assert_string_equal(x.records.at[1].set.owner, "bob");
    assert_place(span_of(&x, 1, 0), 4, 8);
    assert_int_equal(x.records.at[2].set.kind, SET_SUGGESTION);
    assert_string_equal(x.records.at[2].set.source, "m1");
    assert_int_equal(x.intake.counts.passed_over, 1);
    exchange_end(&x);
}

/* Pieces, several tags, several targets; a collection. */
static void test_several(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "webannotation");
    x.options = (struct intake_options){.owner = NULL};
    x.options.owner = "ann";
#define PLACE(selector) "{\"source\":\"http://x.org/t\",\"selector\":" selector "}"
    read_ok(
        &x,
        "{" CONTEXT ",\"type\":\"AnnotationCollection\",\"total\":2,\"first\":{\"type\":"
        "\"AnnotationPage\",\"next\":\"http://x.org/2\",\"source\":{\"id\":\"http://x.org/"
        "t\",\"label\":"
        "\"Story\",\"value\":\"Ann said: Ann.\"},\"items\":["
        "{\"id\":\"http://x.org/1\",\"body\":[" TAG("speaker") "," TAG(
            "location") "],\"target\":{\"type\":"
                        "\"Composite\",\"items\":[" PLACE("[" AT("10", "13") "," WORDS("", "Ann", "") "]") "," PLACE(
                            "[" AT("0", "3") "," WORDS(
                                "", "Ann",
                                "") "]") "]}},"
                                         "{\"id\":\"http://x.org/2\",\"body\":" TAG(
                                             "quote") ",\"target\":[" PLACE(AT("4",
                                                                               "8")) "," PLACE(AT("0",
                                                                                                  "8")) "]}]}}");
    assert_int_equal(x.records.n, 1);
    assert_string_equal(x.records.at[0].document.name, "Story");
    assert_int_equal(x.records.at[0].n_spans, 4);
    size_t pieces = 0;
    for (size_t i = 0; i < 4; i++)
        pieces += span_of(&x, 0, i)->n_fragments;
    assert_int_equal(pieces, 6);
    assert_non_null(strstr(buf_text(&x.told), "several tags or targets become a span for each"));
    assert_non_null(strstr(buf_text(&x.told), "pages that follow"));
    assert_int_equal(x.intake.counts.mismatched, 0);
    exchange_end(&x);
}

/* A project with one document. */
static enum fault find(void *ctx, const char *name, struct known_document *out, struct err *err)
{
    static const char text[] = "e\xcc\x81 \xf0\x9f\x8c\xb2 Ann.";
    (void)ctx;
    *out = (struct known_document){0};
    if (strcmp(name, "story.txt") != 0 && strcmp(name, "01890000-0000-7000-8000-00000000000a") != 0)
        return err_set(err, FAULT_MISSING, "no such document");
    *out = (struct known_document){.id = {{1}},
                                   .name = strdup("story.txt"),
                                   .text = malloc(sizeof text),
                                   .n = sizeof text - 1};
    assert_non_null(out->name);
    assert_non_null(out->text);
    memcpy(out->text, text, sizeof text);
    return OK;
}

static void test_project(void **state)
{
    (void)state;
    static const char *const sources[] = {"\"story.txt\"", "\"http://x.org/a/story.txt#p1\"",
                                          "{\"id\":\"x:/story.txt\"}",
                                          "\"urn:uuid:01890000-0000-7000-8000-00000000000a\""};
    struct exchange x;
    exchange_begin(&x, "webannotation");
    x.options = (struct intake_options){.owner = NULL};
    x.intake.find = find;
    for (size_t i = 0; i < 4; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 NOTE("%s", TAG("speaker"), WORDS("\xf0\x9f\x8c\xb2 ", "Ann", ".")), sources[i]);
        read_ok(&x, text);
        assert_int_equal(x.records.n, 1);
        assert_true(x.records.at[0].has_id);
        assert_string_equal(x.records.at[0].document.name, "story.txt");
        assert_place(span_of(&x, 0, 0), 9, 12);
    }
    read_refused(&x, NOTE("\"http://x.org/other\"", TAG("speaker"), AT("0", "1")),
                 "target: source: the text of http://x.org/other is neither in the file nor");
    exchange_end(&x);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"{\"type\":\"Annotation\",}", "byte 21: "},
        {"7", "an object is expected"},
        {"{\"type\":\"Note\"}", "type: Annotation, AnnotationPage or AnnotationCollection"},
        {"{\"type\":\"AnnotationPage\"}", "items: a list is expected"},
        {"{\"type\":\"AnnotationCollection\",\"first\":\"http://x.org/1\"}", "first: a page"},
        {"{\"type\":\"AnnotationPage\",\"set\":\"crowd\",\"source\":" TEXT "}",
         "set: person, gold"},
        {"{\"type\":\"AnnotationPage\",\"set\":\"gold\",\"source\":{\"id\":\"urn:x\",\"value\":"
         "\"a\","
         "\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\"}}",
         "source: the value is not the text"},
        {"{\"type\":\"AnnotationPage\",\"items\":[{\"target\":\"http://x.org/1\"}]}",
         "items[0]: target: it has no selector"},
        {"{\"type\":\"Annotation\"}", "target: is missing"},
        {"{\"type\":\"Annotation\",\"target\":[]}", "target: is empty"},
        {"{\"type\":\"Annotation\",\"target\":{\"source\":\"http://x.org/1\"}}",
         "target: it has no source with a selector"},
        {NOTE(TEXT, TAG("speaker"), "\"http://x.org/s\""),
         "target: selector: a selector by its address alone"},
        {NOTE(TEXT, TAG("speaker"), "{\"type\":\"XPathSelector\",\"value\":\"/p\"}"),
         "target: selector: XPathSelector: no place in a text"},
        {NOTE(TEXT, TAG("speaker"),
              "{\"type\":\"FragmentSelector\",\"value\":\"p\",\"refinedBy\":" AT("0", "3") "}"),
         "target: selector: refinedBy: a selector within another"},
        {NOTE(TEXT, TAG("speaker"), AT("-1", "3")), "target: selector: start and end"},
        {NOTE(TEXT, TAG("speaker"), AT("0", "15")), "15 is past the end of the text"},
        {NOTE(TEXT, TAG("speaker"), AT("3", "3")), "3 to 3 is empty"},
        {NOTE(TEXT, TAG("speaker"), WORDS("", "", "")), "target: selector: exact"},
        {NOTE(TEXT, TAG("speaker"), WORDS("", "Ann", "")),
         "target: selector: the words stand in the text more than once"},
        {NOTE(TEXT, TAG("speaker"), WORDS("x", "Ann", "")),
         "target: selector: the words, with what is said to stand around them, are not"},
        {NOTE(TEXT, TAG("wish"), AT("0", "3")), "label wish is not in the label set"},
        {NOTE(TEXT, "{\"value\":\"hm\"}", AT("0", "3")), "it has no label"},
        {"{\"type\":\"Annotation\",\"motivation\":\"linking\",\"body\":\"http://x.org/1\","
         "\"target\":\"http://x.org/2\"}",
         "target: the annotation that it runs from is not in the file"},
        {"[" NOTE(TEXT, TAG("speaker"), AT("0", "3")) "," NOTE(
             "{\"id\":\"http://x.org/a/story.txt?v=1\",\"value\":\"Ann\"}", TAG("speaker"),
             AT("0", "3")) "]",
         "another text of this address came before"},
    };
    struct exchange x;
    exchange_begin(&x, "webannotation");
    x.options = (struct intake_options){.owner = NULL};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        read_refused(&x, cases[i].text, cases[i].why);
    static const char nobody[] =
        "{\"type\":\"Annotation\",\"body\":" TAG("quote") ",\"target\":{\"source\":" TEXT
                                                          ",\"selector\":" AT("0", "3") "}}";
    assert_int_equal(exchange_read(&x, nobody, sizeof nobody - 1, NULL, 0), FAULT_USAGE);
    x.skip = true;
    read_ok(&x,
            "[" NOTE(TEXT, TAG("speaker"), AT("-1", "30")) "," NOTE(
                TEXT, TAG("speaker"), AT("0", "3")) ",{\"type\":\"Annotation\",\"target\":\"x\"}]");
    assert_int_equal(x.records.n, 1);
    assert_int_equal(x.records.at[0].n_spans, 1);
    assert_int_equal(x.intake.counts.refused, 2);
    exchange_end(&x);
}

/* Words decide about a position that they contradict. */
static void test_words(void **state)
{
    (void)state;
    struct exchange x;
    exchange_begin(&x, "webannotation");
    x.options = (struct intake_options){.owner = NULL};
#define MOVED NOTE(TEXT, TAG("speaker"), "[" AT("1", "4") "," WORDS("said: ", "Ann", ".") "]")
    read_ok(&x, MOVED);
    assert_int_equal(x.intake.counts.mismatched, 1);
    assert_place(span_of(&x, 0, 0), 1, 4);
    x.options.reanchor = true;
    read_ok(&x, MOVED);
    assert_int_equal(x.intake.counts.moved, 1);
    assert_place(span_of(&x, 0, 0), 10, 13); /* by what stands around it, not the nearest */
    exchange_end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_back),    cmocka_unit_test(test_list),
        cmocka_unit_test(test_several), cmocka_unit_test(test_project),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
