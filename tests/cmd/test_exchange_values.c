/* The samples of doccano, Prodigy and spaCy through the program: in, out in the same format, and
 * Python finds the same spans and relations; read again it changes nothing, and another project
 * makes the same bytes of it. */
#include "program.h"

static const char *judge_path(void)
{
    static char path[4096];
    assert_non_null(realpath("tests/formats/judge_values.py", path));
    return path;
}

static bool has_judge(void)
{
    return access("tests/formats/judge_values.py", R_OK) == 0 &&
           system("python3 -c pass >/dev/null 2>&1") == 0;
}

static struct result run_on(const char *folder, const char *sample, const char *format,
                            const char *script)
{
    char given[4096], whole[16384];
    const char *path = sample ? testdata(sample) : NULL;
    snprintf(given, sizeof given, "%s", path ? path : "");
    snprintf(whole, sizeof whole, "S='%s' F='%s' J='%s'; set -e; cp \"$S\" sample 2>&- || :\n%s",
             given, format, judge_path(), script);
    return program_run(folder, whole, false);
}

/* Named for its format; the labels are added. */
#define READ_IN "import p \"$S\" --as lead --annotator alice --add-labels"

static const char there_and_back[] =
    "$M init p --as lead >log; $M " READ_IN " >>log\n"
    "grep -q \"^read as $F[;]\" log || grep -qx \"read as $F\" log || { cat log; exit 70; }\n"
    "$M export p --as lead --format $F --strict -o out\n"
    "python3 -X utf8 $J $F \"$S\" $F out\n"
    "$M " READ_IN " >again; $M import p out --as lead --annotator alice >>again\n"
    "grep -q ' [1-9][0-9]* added\\| [1-9][0-9]* changed\\| [1-9][0-9]* sets* written' again && "
    "{ cat again; exit 71; }\n"
    "$M init q --as lead >log; $M import q out --as lead --annotator alice --add-labels >log\n"
    "$M export q --as lead --format $F -o second; cmp out second; $M verify p --as lead >log\n";

static void test_samples(void **state)
{
    (void)state;
    static const struct {
        const char *sample, *format, *counts; /* documents, spans, relations */
    } rows[] = {
        {"doccano/sequence_labeling/example.jsonl", "doccano-spans", NULL},
        {"doccano/data_export/sequence_labeling/example.jsonl", "doccano-spans", "3 4 0"},
        {"doccano/data_import/sequence_labeling/example.jsonl", "doccano-spans", "3 3 0"},
        {"doccano/relation_extraction/example.jsonl", "doccano", "1 4 3"},
        {"doccano/data_export/relation_extraction/example.jsonl", "doccano", "1 4 3"},
        {"doccano/data_import/relation_extraction/example.jsonl", "doccano", "1 4 3"},
        {"prodigy/bio_events.jsonl", "prodigy", "129 422 0"},
        {"prodigy/news_headlines-lines001-150.jsonl", "prodigy", "150 129 0"},
        {"prodigy/relations-first15.jsonl", "prodigy", "15 48 32"},
        {"prodigy/patterns_countries-GPE.jsonl", "prodigy", NULL},
        {"spacy-train/ner_demo-train.json", "spacy", "2 3 0"},
        {"spacy-train/ner_demo-dev.json", "spacy", "2 2 0"},
        {"spacy-train/spancat_demo-train.json", "spacy", "3 4 0"},
        {"spacy-train/spancat_demo-dev.json", "spacy", "2 2 0"},
    };
    if (!testdata("doccano") || !has_judge())
        skip();
    printf("# %-55s documents, spans, relations\n", "sample");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rows[i].counts) {
            printf("# %-55s refused, see below\n", rows[i].sample);
            continue;
        }
        struct result r = run_on(fresh_folder(), rows[i].sample, rows[i].format, there_and_back);
        size_t n = strlen(rows[i].counts);
        if (r.code != 0 || strncmp(r.out, rows[i].counts, n) != 0 || r.out[n] != ' ')
            fail_msg("%s: %d: %s%s", rows[i].sample, r.code, r.out, r.err);
        printf("# %-55s %s\n", rows[i].sample, rows[i].counts);
        result_free(&r);
    }
}

/* What cannot come in, and why. */
static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *sample, *format, *why;
    } rows[] = {
        {"doccano/sequence_labeling/example.jsonl", "auto", ":3: text: is missing"},
        {"prodigy/patterns_countries-GPE.jsonl", "prodigy", ":1: text: is missing"},
    };
    if (!testdata("doccano") || !has_judge())
        skip();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct result r = run_on(fresh_folder(), rows[i].sample, rows[i].format,
                                 "$M init p --as lead >log; $M " READ_IN " --format $F && exit 70\n"
                                 "$M export p --as lead --format native >out; test ! -s out\n");
        if (r.code != 0 || !strstr(r.err, rows[i].why) || !one_line(r.err))
            fail_msg("%s: %d: %s%s", rows[i].sample, r.code, r.out, r.err);
        result_free(&r);
    }
    /* The rest comes in where that is asked for. */
    struct result r = run_on(fresh_folder(), rows[0].sample, "doccano-spans",
                             "$M init p --as lead >log\n"
                             "$M " READ_IN " --on-error skip >log && exit 70\n"
                             "$M export p --as lead --format $F\n");
    assert_int_equal(r.code, 0);
    assert_string_equal(
        r.out, "{\"text\": \"exampleA\", \"name\": \"example-1\", \"meta\": {\"wikiPageID\":1}, "
               "\"offset_unit\": \"utf16\", \"label\": [[0, 1, \"LOC\"]]}\n"
               "{\"text\": \"exampleB\", \"name\": \"example-2\", \"meta\": {\"wikiPageID\":2}, "
               "\"offset_unit\": \"utf16\", \"label\": []}\n");
    assert_non_null(strstr(r.err, "1 thing was left out, each told above"));
    result_free(&r);
}

/* An emoji, a CRLF, a combining mark and a family joined by ZWJ before each span; the words are the
 * judge's to cut, in each format's own unit. */
static void test_hard_text(void **state)
{
    (void)state;
    static const char script[] =
        "python3 -X utf8 - <<'PY'\n"
        "import json, hashlib\n"
        "text = 'Wald \\U0001f332\\r\\ne\\u0301 \\U0001f468\\u200d\\U0001f469\\u200d\\U0001f467 "
        "Ann said: \"Yes, two tons.\"\\r\\n\\U0001f1ef\\U0001f1f5 Jeju'\n"
        "spans = []\n"
        "for n, (label, words) in enumerate([('speaker', 'Ann'), ('quote', 'Yes, two tons.'), "
        "('amount', 'two tons'), ('location', 'Jeju')]):\n"
        "    start = text.index(words)\n"
        "    spans.append({'id': '01000000-0000-7000-8000-00000000000%d' % n, 'label': label, "
        "'start': start, 'end': start + len(words), 'text': words})\n"
        "spans.sort(key=lambda s: (s['start'], -s['end']))\n"
        "record = {'manicule': 1, 'document': 'wald', 'sha256': "
        "hashlib.sha256(text.encode()).hexdigest(), 'offset_unit': 'codepoint', 'text': text, "
        "'set': 'person', 'annotator': 'alice', 'status': 'done', 'spans': spans, 'relations': "
        "[{'type': 'said-by', 'from': '01000000-0000-7000-8000-000000000001', 'to': "
        "'01000000-0000-7000-8000-000000000000'}]}\n"
        "open('record', 'w').write(json.dumps(record) + '\\n')\n"
        "PY\n"
        "$M init p --as lead >log; $M import p record --as lead >log\n"
        "for f in doccano doccano-spans prodigy spacy-spans spacy; do\n"
        "  $M export p --as lead --format $f -o out.$f 2>losses.$f\n"
        "  python3 -X utf8 $J native record $f out.$f\n"
        "  rm -f q; $M init q --as lead >log; $M import q out.$f --as lead --annotator alice >log\n"
        "  $M export q --as lead --format native -o back; python3 -X utf8 $J $f out.$f native "
        "back\n"
        "done\n"
        "$M export p --as lead --format doccano --offsets codepoint -o out.c\n"
        "python3 -X utf8 $J native record doccano out.c\n"
        "grep -c . losses.* | tr '\\n' ' '\n";
    if (!has_judge())
        skip();
    struct result r = run_on(fresh_folder(), NULL, "", script);
    if (r.code != 0 || strcmp(r.err, "") != 0)
        fail_msg("%d: %s%s", r.code, r.out, r.err);
    assert_string_equal(r.out, "1 4 1 0\n1 4 1 0\n1 4 0 0\n1 4 0 0\n1 4 1 0\n1 4 1 0\n1 4 0 0\n"
                               "1 4 0 0\n1 3 0 0\n1 3 0 0\n1 4 1 0\n"
                               "losses.doccano:0 losses.doccano-spans:2 losses.prodigy:0 "
                               "losses.spacy:3 losses.spacy-spans:2 ");
    result_free(&r);
}

static void test_choices(void **state)
{
    (void)state;
    static const struct {
        const char *script, *out, *err;
        int code;
    } rows[] = {
        {"printf '{\"text\": \"\\360\\237\\214\\262 oak\", \"label\": [[2, 5, \"tree\"]]}\\n' >in\n"
         "$M init p --as lead >log; $M import p in --as lead --annotator alice --add-labels",
         "", "manicule: in:1: label[0]: behind a character above U+FFFF", 3},
        {"printf '{\"text\": \"\\360\\237\\214\\262 oak\", \"label\": [[3, 6, \"tree\"]]}\\n' >in\n"
         "$M init p --as lead >log\n"
         "$M import p in --as lead --annotator alice --add-labels --offsets utf16 >log\n"
         "$M export p --as lead --format doccano-spans --offsets codepoint",
         "{\"text\": \"\xf0\x9f\x8c\xb2 oak\", \"name\": \"in-1\", \"offset_unit\": \"codepoint\", "
         "\"label\": [[2, 5, \"tree\"]]}\n",
         "", 0},
        /* Predictions of a model become suggestions, with who made them. */
        {"printf '{\"text\": \"Rain\", \"spans\": [{\"start\": 0, \"end\": 4, \"label\": "
         "\"quote\", "
         "\"score\": 0.5}]}\\n' >in; $M init p --as lead >log\n"
         "$M import p in --as lead --set suggestion --source tiny-2 >log\n"
         "$M export p --as lead --format prodigy --set suggestion",
         "{\"text\":\"Rain\",\"name\":\"in-1\",\"spans\":[{\"start\":0,\"end\":4,\"label\":"
         "\"quote\","
         "\"text\":\"Rain\",\"source\":\"tiny-2\",\"score\":0.5}]}\n",
         "", 0},
        {"printf '{\"text\": \"a\", \"answer\": \"accept\"}\\n' >in; $M init p --as lead >log\n"
         "$M import p in --as lead",
         "", "manicule: the file does not say whose marks these are; --annotator NAME does", 2},
        /* A key that is an action's here becomes another one. */
        {"printf '[{\"text\": \"Deed\", \"suffix_key\": \"d\"}, {\"text\": \"Act\", "
         "\"suffix_key\": \"q\"}]' >config; $M init p --labels config --as lead >log\n"
         "$M labels p --as lead | grep '  '",
         "a  Deed\nq  Act\n", "", 0},
        {"$M init p --as lead >log; $M export p --as lead --format prodigy --offsets utf16", "",
         "manicule: --offsets utf16: prodigy counts in codepoint", 2},
        {"printf 'a\\n' >a.txt; $M init p --as lead >log; $M add p a.txt --as lead >log\n"
         "$M export p --as lead --format spacy; $M export p --as lead --format prodigy",
         "[\n[\"a\\u000a\", {}]\n]\n{\"text\":\"a\\u000a\",\"name\":\"a\"}\n", "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct result r = program_run(fresh_folder(), rows[i].script, false);
        if (r.code != rows[i].code || strcmp(r.out, rows[i].out) != 0 ||
            strncmp(r.err, rows[i].err, strlen(rows[i].err)) != 0)
            fail_msg("%zu: %d\n%s\n%s", i, r.code, r.out, r.err);
        result_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_hard_text),
        cmocka_unit_test(test_choices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
