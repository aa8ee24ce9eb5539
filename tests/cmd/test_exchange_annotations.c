/* Label Studio's tasks and Web Annotation by the program itself: there and back through projects,
 * judged by Python; every shared sample comes back, or is refused for the reason that stands here.
 */
#include "program.h"

static void say(const char *folder, const char *script, const char *said)
{
    struct result r = program_run(folder, script, false);
    if (r.code != 0 || strcmp(r.out, said) != 0)
        fail_msg("%s\nexit %d, says\n%s%snot\n%s", script, r.code, r.out, r.err, said);
    result_free(&r);
}

static void refused(const char *folder, const char *script, const char *says)
{
    struct result r = program_run(folder, script, false);
    if (r.code != 3 || !strstr(r.err, says))
        fail_msg("%s\nexit %d, says\n%s%snot\n%s", script, r.code, r.out, r.err, says);
    result_free(&r);
}

static const char *folder_with_judge(void)
{
    char here[4096];
    if (system("python3 -c pass >/dev/null 2>&1") != 0)
        skip();
    assert_non_null(realpath("tests/cmd/judge_annotations.py", here));
    setenv("JUDGE", here, 1);
    return fresh_folder();
}

#define JUDGE "python3 -X utf8 $JUDGE "

/* A person's set, gold and suggestions of a document that is hard on offsets: right in the format's
 * unit, the same bytes from the project that it made, and nothing new the second time. */
static void test_hard(void **state)
{
    (void)state;
    static const struct {
        const char *format, *judge, *options;
    } ways[] = {
        {"label-studio", "tasks out codepoint", ""},
        {"label-studio", "tasks out utf16", "--offsets utf16"},
        {"webannotation", "pages out", ""},
    };
    const char *folder = folder_with_judge();
    say(folder,
        "$M init p >/dev/null && " JUDGE "make >in.jsonl && $M import p in.jsonl >/dev/null", "");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char script[2000];
        snprintf(
            script, sizeof script,
            "rm -f q; $M export p --set all -f %s %s -o out --strict && " JUDGE "%s && "
            "$M init q >/dev/null && $M import q out %s >/dev/null && "
            "$M export q --set all -f %s %s | cmp - out && "
            "$M import q out %s | grep -c '3 unchanged' && "
            "$M import p out %s | grep -c '0 sets written, 3 unchanged' && $M verify q | tail -n 1",
            ways[i].format, ways[i].options, ways[i].judge, ways[i].options, ways[i].format,
            ways[i].options, ways[i].options, ways[i].options);
        struct result r = program_run(folder, script, false);
        if (r.code != 0 || strncmp(r.out, "7\n1\n1\n", 6) != 0)
            fail_msg("%s\nexit %d\n%s%s", script, r.code, r.out, r.err);
        result_free(&r);
    }
    /* The judge sees what is wrong. */
    say(folder,
        "$M export p --set all -f webannotation >out; sed 's/\"start\":12/\"start\":11/' out >bad; "
        "cmp -s out bad && echo the same; " JUDGE "pages bad 2>/dev/null || echo wrong",
        "wrong\n");
}

/* Suggestions go out, are accepted there, and come back as a person's: other spans than those
 * suggested. */
static void test_accepted(void **state)
{
    (void)state;
    const char *folder = folder_with_judge();
    say(folder,
        "$M init p >/dev/null && " JUDGE
        "make | grep suggestion >in.jsonl && $M import p in.jsonl >/dev/null && "
        "$M export p --set suggestion -f label-studio >out && "
        "python3 -c 'import json\n"
        "t = json.load(open(\"out\"))\n"
        "t[0][\"annotations\"] = [{\"completed_by\": {\"email\": \"Bo@x.org\"}, "
        "\"result\": t[0][\"predictions\"][0][\"result\"]}]\n"
        "json.dump(t, open(\"back\", \"w\"))' && "
        "$M import p back | sed -n 2p && $M import p back | sed -n 2p && "
        "$M export p --annotator bo | grep -c '\"source_id\":\"s-0192cccc'",
        "spans: 2 added, 0 changed, 2 unchanged; relations: 0 added, 0 changed, 0 unchanged\n"
        "spans: 0 added, 0 changed, 4 unchanged; relations: 0 added, 0 changed, 0 unchanged\n"
        "1\n");
}

static void test_people(void **state)
{
    (void)state;
    const char *folder = folder_with_judge();
#define BY(who, text)                                                                              \
    "{\"data\":{\"text\":\"" text "\"},\"annotations\":[{\"completed_by\":" who ",\"result\":[]}]" \
    "}"
    say(folder,
        "$M init p >/dev/null && echo '[" BY("\"Ann.B@x.org\"", "a") "," BY(
            "{\"id\":5}", "b") "]' >in && "
                               "$M import p in --map-person 5=five >/dev/null && "
                               "$M export p | sed 's/.*annotator\":\\([^,]*\\).*/\\1/'",
        "\"ann.b\"\n\"five\"\n");
    refused(folder, "echo '" BY("5", "c") "' >in; $M import p in",
            "in:1: annotator: \"5\" is no person's name here");
    /* Two addresses are two people. */
    refused(folder,
            "echo '[" BY("\"ann@x.org\"", "d") ",\n" BY("\"ann@y.org\"", "e") "]' >in; "
                                                                              "$M import p in",
            "in:2: [1]: annotator: \"ann@y.org\" is no person's name here");
    say(folder, "$M import p in --map-person ann@y.org=anna | head -n 1",
        "in: 2 records: 2 documents added, 0 known; 2 sets written, 0 unchanged\n");
}

/* ---- shared samples ---- */

static void test_label_studio_samples(void **state)
{
    (void)state;
    const char *data = testdata("label-studio");
    if (!data)
        skip();
    setenv("DATA", data, 1);
    const char *folder = folder_with_judge();
    say(folder,
        "$M init p >/dev/null && for file in $DATA/*.json; do python3 -c 'import json, sys\n"
        "x = json.load(open(sys.argv[1])); json.dump(x if isinstance(x, list) else [x], "
        "open(\"list\", \"w\"))' $file; "
        "$M import p list --add-labels --annotator ann | head -n 1; "
        "$M export p -f label-studio -o out && " JUDGE "same-tasks list out; done; rm out; "
        "$M export p -f label-studio -o out; $M init q >/dev/null; "
        "$M import q $DATA/*.json --add-labels --annotator ann | sed 's/^[^:]*//;1q'; "
        "$M import q out --add-labels | head -n 1",
        "list: 1 record: 1 document added, 0 known; 1 set written, 0 unchanged\nsame\n"
        ": 1 record: 1 document added, 0 known; 1 set written, 0 unchanged\n"
        "out: 1 record: 0 documents added, 1 known; 0 sets written, 1 unchanged\n");
}

#define WHOLE "it has no selector: a whole text is no span"
#define NONE "it has no source with a selector: no span of a text"
#define ADDRESS "selector: a selector by its address alone cannot be followed"

/* Not one of them brings its text; one has a selector of text. */
static const struct {
    const char *names, *why;
} reasons[] = {
    {"1 5 6 7 8 9 10 11 12 13 15 16 17 20 39 40 42 43", WHOLE},
    {"2 3 4 14 18 30 31 32 33 34 35 37 41", NONE},
    {"19 36", ADDRESS},
    {"21", "selector: CssSelector: no place in a text"},
    {"22", "selector: XPathSelector: no place in a text"},
    {"23", "source: the text of http://example.org/page1 is neither in the file nor, under that "
           "name, in the project"},
    {"25", "selector: DataPositionSelector: no place in a text"},
    {"26 27", "selector: SvgSelector: no place in a text"},
    {"28", "selector: RangeSelector: no place in a text"},
};

static void test_web_annotation_samples(void **state)
{
    (void)state;
    const char *data = testdata("w3c-web-annotation");
    size_t files = 0;
    if (!data)
        skip();
    setenv("DATA", data, 1);
    const char *folder = folder_with_judge();
    say(folder, "$M init p >/dev/null", "");
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        char names[200], *save;
        snprintf(names, sizeof names, "%s", reasons[i].names);
        for (char *name = strtok_r(names, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
            char script[300], said[300];
            snprintf(script, sizeof script, "$M import p $DATA/correct/anno%s.json --annotator ann",
                     name);
            snprintf(said, sizeof said, "correct/anno%s.json:1: target: %s", name, reasons[i].why);
            refused(folder, script, said);
            files++;
        }
    }
    char count[40];
    snprintf(count, sizeof count, "%zu\n", files + 1);
    say(folder, "ls $DATA/correct/*.json | wc -l", count);
    /* The collection is of the same annotations, and some more that refine a selector. */
    refused(folder, "$M import p $DATA/correct/collection1.json --annotator ann --on-error skip",
            "43 things were left out");
}

/* With the text that it is about in the project, the one with a selector comes in, and back. */
static void test_web_annotation_text(void **state)
{
    (void)state;
    if (!testdata("w3c-web-annotation"))
        skip();
    setenv("DATA", testdata("w3c-web-annotation"), 1);
    const char *folder = folder_with_judge();
    say(folder,
        "printf '\\360\\237\\214\\262 this is an anotation that has some errors; an anotation.' "
        ">page1 && $M init p >/dev/null && $M add p page1 >/dev/null && "
        "$M import p $DATA/correct/anno23.json --annotator ann --default-label amount | sed "
        "'s/^[^:]*: //;1q' "
        "&& $M export p -f webannotation >out && " JUDGE "pages out && "
        "grep -o '\"id\":\"http[^\"]*\"' out && grep -o '\"start\":[0-9]*,\"end\":[0-9]*' out",
        "1 record: 0 documents added, 1 known; 1 set written, 0 unchanged\n"
        "1\n\"id\":\"http://example.org/anno23\"\n\"start\":13,\"end\":22\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hard),
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_label_studio_samples),
        cmocka_unit_test(test_web_annotation_samples),
        cmocka_unit_test(test_web_annotation_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
