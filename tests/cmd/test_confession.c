/* What each format cannot carry of the same seven spans and a relation: just this is confessed, and
 * just where something is, --strict writes nothing. */
#include "program.h"

#include "manicule/formats/format.h"

#define FLAT "flattened fragments 6\n"
#define ATTRIBUTES "dropped attributes 2\ndropped attributes 3\n"
#define RELATION "dropped relation 9\n"
#define SNAPPED "snapped span 2\nsnapped span 3\nsnapped span 6\nsnapped span 7\n"
#define COLUMN ATTRIBUTES RELATION "dropped span 4\ndropped span 5\n" FLAT SNAPPED

static const struct {
    const char *format, *losses;
} expected[] = {
    {"native", ""},
    {"html", ""},
    {"brat", ""},
    {"webannotation", ""},
    {"webanno", FLAT},
    {"label-studio", FLAT},
    {"csv", RELATION FLAT},
    {"tsv", RELATION FLAT},
    {"doccano", ATTRIBUTES FLAT},
    {"doccano-spans", ATTRIBUTES RELATION FLAT},
    {"prodigy", ATTRIBUTES FLAT "snapped token numbers 2\nsnapped token numbers 3\n"
                                "snapped token numbers 5\nsnapped token numbers 6\n"
                                "snapped token numbers 7\n"},
    {"spacy", ATTRIBUTES RELATION "dropped span 4\ndropped span 5\n" FLAT},
    {"slate", ATTRIBUTES FLAT "snapped span 2\nsnapped span 3\nsnapped span 5\nsnapped span 6\n"
                              "snapped span 7\n"},
    {"spacy-spans", ATTRIBUTES RELATION FLAT},
    {"conllu", COLUMN},
    {"uner", COLUMN},
    {"conll2002", COLUMN},
    {"conll2003", COLUMN},
    {"biluo", COLUMN},
    {"germeval", ATTRIBUTES RELATION "dropped span 5\n" FLAT SNAPPED},
};

static const char *losses_of(const char *format)
{
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (strcmp(expected[i].format, format) == 0)
            return expected[i].losses;
    return NULL;
}

/* What the script says, whole. */
static void say(const char *folder, const char *script, const char *said)
{
    struct result r = program_run(folder, script, false);
    if (strcmp(r.out, said) != 0)
        fail_msg("%s\nsays\n%s%snot\n%s", script, r.out, r.err, said);
    result_free(&r);
}

static void check(const char *folder, const struct format *format)
{
    char script[1000], said[1000];
    const char *losses = losses_of(format->name);
    bool native = !format->read && !format->write;
    if (!native && !format->write)
        return;
    if (!losses)
        fail_msg("%s: the test does not say what it loses", format->name);
    snprintf(script, sizeof script,
             "rm -rf out report; $M export p -f %s -o out --report report 2>/dev/null && "
             "test -e out && python3 $HERE/confession.py tell report",
             format->name);
    say(folder, script, losses);
    snprintf(script, sizeof script,
             "rm -rf out report; $M export p -f %s -o out --strict 2>/dev/null; echo $?; "
             "ls -A -I '*.jsonl' -I 'p*'",
             format->name);
    say(folder, script, *losses ? "1\n" : "0\nout\n");
    if (format->folder)
        return;
    /* To a pipe the same: all or nothing. */
    snprintf(script, sizeof script, "$M export p -f %s --strict 2>/dev/null | head -c 1 | wc -c",
             format->name);
    snprintf(said, sizeof said, "%d\n", !*losses);
    say(folder, script, said);
}

static void test_formats(void **state)
{
    (void)state;
    const char *data = testdata("article");
    if (!data)
        skip();
    const char *folder = fresh_folder();
    char here[4096], script[9000];
    assert_non_null(realpath("tests/cmd", here));
    setenv("HERE", here, 1);
    snprintf(script, sizeof script,
             "$M init p && python3 $HERE/confession.py make %s/*.txt >in.jsonl && "
             "$M import p in.jsonl",
             data);
    struct result r = program_run(folder, script, false);
    assert_int_equal(r.code, 0);
    result_free(&r);
    for (size_t i = 0; i < formats_n; i++)
        check(folder, formats[i]);
    /* The native format loses nothing: an empty project takes it all, and gives the same. */
    say(folder,
        "$M export p >a && $M init q >/dev/null && $M import q a >/dev/null && "
        "$M export q | cmp - a && echo same",
        "same\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_formats)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
