/* Tagged tokens by the program itself, judged by a reader in Python. Of the samples only counts
 * stand here. */
#include "program.h"

static char *run_ok(const char *folder, const char *script)
{
    struct result r = program_run(folder, script, false);
    if (r.code != 0)
        fail_msg("%s: exit %d\n%s%s", script, r.code, r.out, r.err);
    free(r.err);
    return r.out;
}

static void expect(const char *folder, const char *script, const char *out)
{
    char *said = run_ok(folder, script);
    if (strcmp(said, out) != 0)
        fail_msg("%s: it prints\n%s\nnot\n%s", script, said, out);
    free(said);
}

/* Sets $J, the judge, and $D, the shared data; false where there is no Python. */
static bool has_judge(void)
{
    char *root = getcwd(NULL, 0), judge[4400];
    assert_non_null(root);
    snprintf(judge, sizeof judge, "python3 -X utf8 %s/tests/cmd/judge_conll.py", root);
    free(root);
    setenv("J", judge, 1);
    return access("tests/cmd/judge_conll.py", R_OK) == 0 &&
           system("python3 -c pass >/dev/null 2>&1") == 0;
}

static const struct {
    const char *file, *format, *tokens, *found;
} samples[] = {
    {"conll/dkpro/2002-germeval2014_test.conll", "germeval", "space", "27 tokens 6 spans\n"},
    {"conll/dkpro/2002-ner2002_test.conll", "conll2002", "space", "23 tokens 4 spans\n"},
    {"conll/dkpro/2003-en-orig.conll", "conll2003", "space", "7 tokens 3 spans\n"},
    {"doccano/sequence_labeling/example.conll", "conll2002", "space", "4 tokens 2 spans\n"},
    {"uner-pud/en_pud-sent001-500.iob2", "uner", "tokens", "10166 tokens 399 spans\n"},
    {"uner-pud/de_pud-sent001-500.iob2", "uner", "tokens", "10206 tokens 416 spans\n"},
};

/* Every sample, found to be what it is, comes out as what it was: the same tokens, the same spans.
 * Read a second time it changes nothing; what is written is read into an empty project and written
 * again as the same bytes. */
static void test_samples(void **state)
{
    (void)state;
    if (!testdata("conll") || !has_judge())
        skip();
    setenv("D", getenv("MANICULE_TESTDATA"), 1);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        setenv("FILE", samples[i].file, 1);
        setenv("FORMAT", samples[i].format, 1);
        setenv("TOKENS", samples[i].tokens, 1);
        const char *folder = fresh_folder();
        expect(folder,
               "$M init p >said && $M init q >said && $M import p \"$D/$FILE\" --annotator alice "
               "--add-labels "
               ">said && grep -q \"read as $FORMAT\" said && "
               "if [ $TOKENS = tokens ]; then $J tokens \"$D/$FILE\" >tokens; fi && "
               "$M export p --format $FORMAT --tokens $TOKENS >out && "
               "$J same $FORMAT \"$D/$FILE\" $FORMAT out",
               samples[i].found);
        expect(folder,
               "$M import p \"$D/$FILE\" --annotator alice --add-labels 2>/dev/null | "
               "grep -c ' 0 documents added.* 0 sets written\\|^spans: 0 added, 0 changed' && "
               "$M import q out --annotator alice --add-labels >/dev/null 2>&1 && "
               "$M export q --format $FORMAT --tokens $TOKENS >again && cmp out again",
               "2\n");
    }
}

/* UniversalNER's spans in CoNLL-U proper. */
static void test_conllu(void **state)
{
    (void)state;
    if (!testdata("uner-pud") || !has_judge())
        skip();
    setenv("D", getenv("MANICULE_TESTDATA"), 1);
    const char *folder = fresh_folder();
    expect(folder,
           "F=\"$D/uner-pud/en_pud-sent001-500.iob2\"; $M init p >said && "
           "$M import p \"$F\" --annotator alice --add-labels >/dev/null 2>&1 && "
           "$J tokens \"$F\" >tokens && $M export p --format conllu --tokens tokens >out && "
           "$J same uner \"$F\" conllu out && $M init q >said && "
           "$M import q out --add-labels | tail -n 1 && "
           "$M export q --format conllu --tokens tokens | cmp - out && "
           "$M export p --format conllu --tokens - <tokens | cmp - out",
           "10166 tokens 399 spans\n"
           "read as conllu; added to the label set: 3 labels, 0 relations, 0 attributes or "
           "choices\n");
}

/* An emoji, a ZWJ family, CRLFs and combining marks before the spans. */
static void test_hard(void **state)
{
    (void)state;
    if (!has_judge())
        skip();
    const char *folder = fresh_folder();
    expect(folder,
           "$J article in.jsonl && $M init p >said && $M import p in.jsonl >/dev/null && "
           "for f in conll2002 conll2003 germeval uner conllu biluo; do "
           "$M export p --format $f >$f && $J marks $f $f in.jsonl; done && $J biluo biluo",
           "conll2002 18 5\nconll2003 18 5\ngermeval 18 5\nuner 18 5\nconllu 18 5\n"
           "biluo 18 5\nbiluo 5\n");
    /* The text of CoNLL-U comes back byte for byte. */
    expect(folder,
           "$M init q >said && $M import q conllu >/dev/null && $M export q | grep -o "
           "'\"sha256\":\"[^\"]*' "
           ">b && grep -o '\"sha256\": \"[^\"]*' in.jsonl | tr -d ' ' | cmp - b",
           "");
}

/* The shared article with spans of every kind: the report lists what each format loses, and no
 * more. */
#define REPORT(format, output)                                                                     \
    "$M export p --format " format " --report r >" output " 2>said && sed "                        \
    "'s/.*\"loss\":\"\\([^\"]*\\)\",\"what\":\"\\([^\"]*\\)\".*\"\\(label\\|type\\)"               \
    "\":\"\\([^\"]*\\)\"\\(,\"start\":\\([0-9]*\\)\\)\\{0,1\\}.*/\\1 \\2 \\4 \\6/' r"

static void test_confesses(void **state)
{
    (void)state;
    static const char row[] = "dropped attributes quote 1262\nflattened fragments amount 1406\n"
                              "dropped relation said-by \n";
    static const char flat[] = "dropped span speaker 1265\ndropped span location 1305\n"
                               "dropped span amount 1328\ndropped span location 1385\n";
    static const char snapped[] = "snapped span amount 1462\n";
    if (!testdata("article") || !has_judge())
        skip();
    setenv("D", getenv("MANICULE_TESTDATA"), 1);
    const char *folder = fresh_folder();
    char expected[1000];
    expect(folder,
           "$J shared in.jsonl \"$D\"/article/*.txt && $M init p >said && "
           "$M import p in.jsonl >/dev/null && $M export p --format native --strict >/dev/null",
           "");
    snprintf(expected, sizeof expected, "%s%s%s", row, flat, snapped);
    expect(folder, REPORT("conll2002", "out"), expected);
    expect(folder, REPORT("conll2003", "out"), expected);
    expect(folder, REPORT("biluo", "biluo") "&& $J biluo biluo >said", expected);
    expect(folder, REPORT("conllu", "out"), expected);
    expect(folder, REPORT("uner", "out"), expected);
    snprintf(expected, sizeof expected, "%s%s", row, snapped);
    expect(folder, REPORT("germeval", "out"), expected);
    expect(folder,
           "for f in conll2002 conll2003 biluo germeval conllu uner; do "
           "$M export p --format $f --strict -o none 2>said; echo $? $(tail -n 1 said); done; "
           "test -e none || echo none",
           "1 manicule: 8 things would be lost; nothing was written\n"
           "1 manicule: 8 things would be lost; nothing was written\n"
           "1 manicule: 8 things would be lost; nothing was written\n"
           "1 manicule: 4 things would be lost; nothing was written\n"
           "1 manicule: 8 things would be lost; nothing was written\n"
           "1 manicule: 8 things would be lost; nothing was written\nnone\n");
}

static void fails(const char *folder, const char *script, int code, const char *said)
{
    struct result r = program_run(folder, script, false);
    if (r.code != code || !strstr(r.err, said))
        fail_msg("%s: exit %d, not %d\n%s", script, r.code, code, r.err);
    assert_string_equal(r.out, "");
    result_free(&r);
}

static void test_refused(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    free(run_ok(folder, "$M init p && printf 'Ada B-PER\nleft O\n' >a.conll && "
                        "$M import p a.conll --annotator alice --add-labels && "
                        "printf '{\"document\":\"b\",\"tokens\":[]}\\n' >other && "
                        "printf '{\"document\":\"a\",\"tokens\":[[0,99]]}\\n' >far && "
                        "printf '{\"document\":\"a\",\"tokens\":[[0,}\\n' >broken && "
                        "printf 'Ada PER\n' >b.conll"));
    fails(folder, "$M export p --format biluo --tokens other -o out", 4,
          "other has no tokens for a");
    fails(folder, "$M export p --format biluo --tokens far -o out", 3, "far:1: a: tokens[0]: ");
    fails(folder, "$M export p --format biluo --tokens broken -o out", 3, "broken:1:");
    fails(folder, "$M export p --format biluo --tokens none -o out", 4, "none: ");
    fails(folder, "$M export p --format csv --tokens space -o out", 2,
          "csv is not written in tokens");
    fails(folder, "$M export p --format biluo --offsets utf8 -o out", 2, "biluo counts in tokens");
    fails(folder, "ls out", 2, "out");
    fails(folder, "$M import p b.conll --format conll2002 --annotator bob", 3,
          "b.conll:1: the tag \"PER\"");
    expect(folder, "$M export p --format biluo --tokens words",
           "-DOCSTART- O\n\nAda U-PER\nleft O\n\n");
    /* Whose the marks are has to be said, and the labels have to be there. */
    fails(folder, "$M import p a.conll", 2, "--annotator NAME does");
    fails(folder, "$M init q >said; $M import q a.conll --annotator bob", 3,
          "a.conll:1: label PER is not in the label set");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples), cmocka_unit_test(test_conllu),
        cmocka_unit_test(test_hard),    cmocka_unit_test(test_confesses),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
