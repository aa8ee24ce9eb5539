/* The page for people: what is drawn, and that whatever stands in an article stays inert. */
#include "html_samples.h"

static struct sample sample_of(const char *text, const struct env *env)
{
    struct sample s = {.article = article_copy(text, strlen(text)), .marks = set_new()};
    assert_non_null(s.article);
    assert_non_null(s.marks);
    sample_document(&s, env);
    s.set = (struct stream_set){.kind = SET_PERSON, .owner = "alice", .status = STATUS_DONE};
    return s;
}

static struct uuid mark(struct sample *s, const char *label, const struct labelset *labels,
                        struct range *fragments, size_t n)
{
    struct span span = {.id = {{0x01, 0x92, [15] = (uint8_t)(set_count(s->marks) + 1)}},
                        .at = {fragments[0].start, fragments[n - 1].end},
                        .label = labelset_find(labels, label, strlen(label)),
                        .n_fragments = (uint16_t)n,
                        .fragments = n > 1 ? fragments : NULL};
    assert_non_null(set_add(s->marks, &span));
    return span.id;
}

static void expect_part(const struct buf *page, const char *part)
{
    if (!strstr(buf_text(page), part))
        fail_msg("%s\nhas no\n%s", buf_text(page), part);
}

/* Spans that cross are cut, and each piece says whose it is; links stand in the tag and the list.
 */
static void test_drawing(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(1);
    struct sample s = sample_of("abcdefgh", &env);
    struct range quote[] = {range_of(0, 4)}, place[] = {range_of(2, 6)},
                 person[] = {range_of(6, 7)};
    struct uuid from = mark(&s, "quote", &labels, quote, 1);
    mark(&s, "location", &labels, place, 1);
    struct uuid to = mark(&s, "speaker", &labels, person, 1);
    struct relation relation = {.id = {{9}}, .from = from, .to = to};
    assert_non_null(set_relate(s.marks, &relation));
    struct buf page = {0};
    must_page(&s, 1, &labels, &page);
    expect_part(
        &page,
        "<div class=\"t\" lang=\"\" dir=\"auto\">"
        "<mark id=\"01920000-0000-0000-0000-000000000001\" class=\"c1 y1 p0\" role=\"group\" "
        "title=\"quote 1 → speaker 1\"><i class=\"b\" data-t=\"quote 1 → speaker 1\"></i>ab"
        "<mark id=\"01920000-0000-0000-0000-000000000002\" class=\"c2 y2 p1\" role=\"group\" "
        "title=\"location 1\"><i class=\"b\" data-t=\"location 1\"></i>cd</mark>"
        "<i class=\"e\" data-t=\"quote 1]\"></i></mark>"
        "<mark class=\"c2 y2 p1\" role=\"group\" title=\"location 1, continued\">ef"
        "<i class=\"e\" data-t=\"]\"></i></mark>"
        "<mark id=\"01920000-0000-0000-0000-000000000003\" class=\"c0 y0 p0\" role=\"group\" "
        "title=\"speaker 1\"><i class=\"b\" data-t=\"speaker 1\"></i>g"
        "<i class=\"e\" data-t=\"]\"></i></mark>h</div>");
    expect_part(&page, "<a href=\"#01920000-0000-0000-0000-000000000001\">quote 1</a> → "
                       "<a href=\"#01920000-0000-0000-0000-000000000003\">speaker 1</a> "
                       "<small>said-by</small>");
    buf_release(&page);
    sample_release(&s);
    labelset_free(&labels);
}

/* The parts of one span are joined by a line of their own, and numbered. */
static void test_fragments(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(1);
    struct sample s = sample_of("abcdef", &env);
    struct range parts[] = {range_of(0, 2), range_of(4, 6)};
    mark(&s, "amount", &labels, parts, 2);
    struct buf page = {0};
    must_page(&s, 1, &labels, &page);
    expect_part(&page, "<i class=\"b\" data-t=\"amount 1, part 1 of 2\"></i>ab"
                       "<i class=\"e\" data-t=\"amount 1]\"></i></mark>"
                       "<mark class=\"c3 y3 p0 gap\" role=\"group\" "
                       "title=\"between the parts of amount 1\">cd</mark>"
                       "<mark class=\"c3 y3 p0\" role=\"group\" title=\"amount 1, part 2 of 2\">"
                       "<i class=\"b\" data-t=\"amount 1, part 2 of 2\"></i>ef"
                       "<i class=\"e\" data-t=\"amount 1]\"></i></mark></div>");
    expect_part(&page, "<q>ab</q> + <q>ef</q> <small>0–2 + 4–6</small>");
    buf_release(&page);
    sample_release(&s);
    labelset_free(&labels);
}

static void test_inert(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(1);
    struct sample s = sample_of("<script>\x1b[1m\xe2\x80\xae\r\n\r\xc2\x85&amp;", &env);
    s.document.name = "\"><img src=x onerror=alert(1)> \xe2\x80\xae";
    s.document.meta = "{\"language\":\"en\\\" onload=\\\"x\",\"title\":\"</p><script>\\u001b\"}";
    s.set.owner = "<b>";
    struct range whole[] = {range_of(0, 8)};
    mark(&s, "quote", &labels, whole, 1);
    struct comment comment = {.id = {{1}},
                              .author = (char[]){"<i>"},
                              .text = (char[]){"'\"><script>\xe2\x80\xa8"},
                              .doubt = true};
    struct buf page = {0};
    const struct outlet_options options = {.labels = &labels, .sink = {into_buf, &page}};
    struct outlet *outlet = outlet_new(format_find("html"), &options);
    struct stream stream = outlet_stream(outlet);
    struct err err;
    assert_int_equal(outlet_begin(outlet, &err), OK);
    assert_int_equal(stream.begin(stream.ctx, &s.document, &s.set, &err), OK);
    assert_int_equal(stream.span(stream.ctx, set_first(s.marks), &err), OK);
    assert_int_equal(stream.comment(stream.ctx, &comment, &err), OK);
    assert_int_equal(stream.end(stream.ctx, &err), OK);
    assert_int_equal(outlet_end(outlet, &err), OK);
    outlet_free(outlet);
    for (size_t i = 0; i < page.size; i++)
        assert_true((uint8_t)page.data[i] >= ' ' || page.data[i] == '\n');
    static const char *const never[] = {
        "<script", "<img", "\x7f", "\xc2\x85", "\xe2\x80\xae", "\xe2\x80\xa8", "lang=\"en\" onload",
        "<i>",     "url(", NULL};
    for (size_t i = 0; never[i]; i++)
        assert_null(strstr(page.data, never[i]));
    expect_part(&page, "lang=\"\"");
    expect_part(&page, "<b class=\"x\" data-c=\"202e\" title=\"U+202E RIGHT-TO-LEFT OVERRIDE\">"
                       "&lt;202E&gt;</b>&#13;\n<b class=\"x\" data-c=\"d\"");
    expect_part(&page, "&#39;&quot;&gt;&lt;script&gt;&lt;2028&gt;");
    expect_part(&page, ", a doubt");
    buf_release(&page);
    sample_release(&s);
    labelset_free(&labels);
}

/* A page is in the language that the document is said to be in; nothing is drawn without a set. */
static void test_bare(void **state)
{
    (void)state;
    struct labelset labels = news_labels();
    struct env env = test_env(1);
    struct sample s = sample_of("abc", &env);
    set_free(s.marks);
    s.marks = NULL;
    s.document.meta = "{\"language\":\"ja\"}";
    struct buf page = {0}, again = {0};
    must_page(&s, 1, &labels, &page);
    expect_part(&page, "<p class=\"m\">nobody has opened it</p>");
    expect_part(&page, "<div class=\"t\" lang=\"ja\" dir=\"auto\">abc</div>\n</section>");
    must_page(&s, 1, &labels, &again);
    assert_string_equal(page.data, again.data);
    buf_release(&page);
    buf_release(&again);
    must_page(NULL, 0, &labels, &page);
    expect_part(&page, "<li>no article</li>");
    buf_release(&page);
    sample_release(&s);
    labelset_free(&labels);
}

/* A hostile set is no larger than it must be: 4,000 spans over one place. */
static void test_deep(void **state)
{
    (void)state;
    enum { SPANS = 4000 };
    struct labelset labels = news_labels();
    struct env env = test_env(1);
    char text[2 * SPANS + 1];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct sample s = sample_of(text, &env);
    for (uint32_t i = 0; i < SPANS; i++) {
        struct span span = {
            .id = uuid_new(&env), .at = range_of(i, 2 * SPANS - i), .n_fragments = 1};
        assert_non_null(set_add(s.marks, &span));
    }
    struct buf page = {0};
    must_page(&s, 1, &labels, &page);
    assert_true(page.size < SPANS * (size_t)1200);
    expect_part(&page, "data-t=\"speaker 13, not drawn\"></i>");
    expect_part(&page, ">speaker 4000</a>");
    buf_release(&page);
    sample_release(&s);
    labelset_free(&labels);
}

/* ---- by Python ---- */

static bool has_python(void)
{
    FILE *here = fopen("tests/formats/judge_html.py", "r");
    if (here)
        fclose(here);
    return here && system("python3 -c pass >/dev/null 2>&1") == 0;
}

static void save(const char *name, const struct buf *bytes, char path[4096])
{
    snprintf(path, 4096, "%s/%s", test_folder(), name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes->data, 1, bytes->size, file), bytes->size);
    assert_int_equal(fclose(file), 0);
}

static bool judge(const struct buf *page, const struct buf *records, char said[4096])
{
    char paths[2][4096], command[12000];
    save("page.html", page, paths[0]);
    save("records.jsonl", records, paths[1]);
    snprintf(command, sizeof command, "python3 -X utf8 tests/formats/judge_html.py '%s' '%s' 2>&1",
             paths[0], paths[1]);
    FILE *from = popen(command, "r");
    assert_non_null(from);
    size_t n = fread(said, 1, 4095, from);
    said[n] = '\0';
    return pclose(from) == 0;
}

enum { SAMPLES = 60 };

/* Texts that are hard on offsets, with spans that cross, nest and coincide, in pieces. */
static void test_judged(void **state)
{
    (void)state;
    if (!has_python())
        skip();
    struct labelset labels = news_labels();
    struct env env = test_env(46);
    uint64_t seed = 46;
    struct sample samples[SAMPLES];
    struct buf page = {0}, records = {0};
    size_t spans = 0;
    char said[4096];
    for (size_t i = 0; i < SAMPLES; i++) {
        samples[i] = random_sample(&labels, &env, &seed);
        write_sample(&samples[i], &labels, UNIT_CODEPOINT, &records);
        spans += samples[i].marks ? set_count(samples[i].marks) : 0;
    }
    must_page(samples, SAMPLES, &labels, &page);
    if (!judge(&page, &records, said))
        fail_msg("%s", said);
    assert_int_equal(strtoul(said, NULL, 10), spans);
    assert_true(spans > 500);
    /* The judge sees one letter that went over an edge. */
    char *edge = strstr(page.data, "</i>");
    while (edge && (edge[4] < 'A' || edge[5] < 'A'))
        edge = strstr(edge + 4, "</i>");
    assert_non_null(edge);
    edge[4] ^= 1;
    assert_false(judge(&page, &records, said));
    for (size_t i = 0; i < SAMPLES; i++)
        sample_release(&samples[i]);
    buf_release(&page);
    buf_release(&records);
    labelset_free(&labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawing), cmocka_unit_test(test_fragments),
        cmocka_unit_test(test_inert),   cmocka_unit_test(test_bare),
        cmocka_unit_test(test_deep),    cmocka_unit_test(test_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
