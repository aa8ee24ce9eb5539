/* brat and SLATE files by the program itself, in and out again, judged by a reader in Python. Of
 * the samples only counts stand here. */
#include "program.h"

static void expect(const char *folder, const char *script, const char *out)
{
    struct result r = program_run(folder, script, false);
    if (r.code != 0 || strcmp(r.out, out) != 0)
        fail_msg("%s: exit %d, it prints\n%s%s\nnot\n%s", script, r.code, r.out, r.err, out);
    result_free(&r);
}

static void refused(const char *folder, const char *script, int code, const char *part)
{
    struct result r = program_run(folder, script, false);
    if (r.code != code || !strstr(r.err, part))
        fail_msg("%s: exit %d\n%s%s\nnot %d with\n%s", script, r.code, r.out, r.err, code, part);
    result_free(&r);
}

/* Sets $J, the judge, and $D, the shared data; false where there is no Python. */
static bool has_judge(void)
{
    char *root = getcwd(NULL, 0), judge[4400];
    assert_non_null(root);
    snprintf(judge, sizeof judge, "python3 -X utf8 %s/tests/formats/judge_standoff.py", root);
    free(root);
    setenv("J", judge, 1);
    return access("tests/formats/judge_standoff.py", R_OK) == 0 &&
           system("python3 -c pass >/dev/null 2>&1") == 0;
}

/* What is not round-tripped of the two folders, and why. */
static const struct {
    const char *file, *why;
} others[] = {
    {"brat/SOURCE", "where the folder is from"},
    {"brat/tutorials/news/kb_shortcuts.conf", "keys of brat's own screen"},
    {"brat/tutorials/news/tools.conf", "what brat's own screen offers"},
    {"brat/tutorials/news/visual.conf", "colours of brat's own screen"},
    {"slate/SOURCE", "where the folder is from"},
    {"slate/input_data1.txt", "a text without annotations"},
    {"slate/input_file_list.txt", "names of files"},
    {"slate/list_with_disagreements.category.txt", "names of files and where to begin"},
    {"slate/list_with_disagreements.link.txt", "names of files and where to begin"},
};

/* Every file of both folders is read here and written again, or stands above. */
static void test_every_file(void **state)
{
    (void)state;
    if (!testdata("brat") || !testdata("slate"))
        skip();
    setenv("D", getenv("MANICULE_TESTDATA"), 1);
    struct result r =
        program_run(fresh_folder(), "cd \"$D\" && find brat slate -type f | LC_ALL=C sort", false);
    size_t other = 0, read = 0;
    for (char *line = strtok(r.out, "\n"); line; line = strtok(NULL, "\n")) {
        bool listed = false;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            listed |= strcmp(others[i].file, line) == 0 && *others[i].why;
        size_t n = strlen(line);
        bool ours = (n > 4 && (strcmp(line + n - 4, ".ann") == 0 ||
                               (strcmp(line + n - 4, ".txt") == 0 && *line == 'b'))) ||
                    strcmp(line, "slate/input_data0.txt") == 0 || strstr(line, ".annotations") ||
                    strcmp(line, "brat/tutorials/news/annotation.conf") == 0;
        if (ours == listed)
            fail_msg("%s: %s", line, ours ? "is both" : "is neither read nor listed");
        other += listed;
        read += ours;
    }
    assert_int_equal(other, sizeof others / sizeof *others);
    assert_int_equal(read, 13 + 13 + 1 + 4 + 1);
    result_free(&r);
}

/* Every .ann of the tutorials: the same T and R lines and the same texts come out, again and again.
 */
static void test_brat_samples(void **state)
{
    (void)state;
    if (!testdata("brat") || !has_judge())
        skip();
    setenv("D", testdata("brat/tutorials"), 1);
    const char *folder = fresh_folder();
    expect(
        folder,
        "$M init p --labels \"$D/news/annotation.conf\" && "
        "$M import p \"$D\" --annotator alice --add-labels 2>&1 | tail -n 2 && "
        "$M export p --format brat --strict -o out && $J same \"$D\" out && $J brat out",
        "p: a new project\n"
        "spans: 119 added, 0 changed, 0 unchanged; relations: 63 added, 0 changed, 0 unchanged\n"
        "read as brat; 4 comments; added to the label set: 0 labels, 0 relations, 1 attribute or "
        "choice\n127\n119\n");
    /* events, equivalences, normalisations and notes too; attributes but for their numbers */
    expect(folder,
           "for f in \"$D\"/news/*.ann; do sed 's/^A[0-9]*/A/' \"$f\" | LC_ALL=C sort >one; "
           "sed 's/^A[0-9]*/A/' out/news/$(basename \"$f\") | LC_ALL=C sort | diff one - || exit; "
           "done",
           "");
    expect(folder,
           "$M import p \"$D\" --annotator alice | sed -n '1s/.*: 13/13/p;2p' && "
           "$M import p out --annotator alice | sed -n '2p' && "
           "$M init q && $M import q out --annotator bob --add-labels | sed -n 2p && "
           "$M export q --format brat -o again && diff -r out again && $M verify q",
           "13 records: 0 documents added, 13 known; 0 sets written, 13 unchanged\n"
           "spans: 0 added, 0 changed, 119 unchanged; relations: 0 added, 0 changed, 63 unchanged\n"
           "spans: 0 added, 0 changed, 119 unchanged; relations: 0 added, 0 changed, 63 unchanged\n"
           "q: a new project\n"
           "spans: 119 added, 0 changed, 0 unchanged; relations: 63 added, 0 changed, 0 unchanged\n"
           "q: sound, 13 documents\n");
    /* the label set's own file, there and back */
    expect(folder,
           "$M init r --labels \"$D/news/annotation.conf\" && "
           "$M labels r export --format brat -o a.conf && $M init s --labels a.conf && "
           "$M labels s export --format brat | cmp - a.conf && "
           "$M labels r export >r.json && $M labels s export | cmp - r.json && "
           "grep -c 'Arg1\\|Arg:\\|-Arg' a.conf",
           "r: a new project\ns: a new project\n21\n");
}

static void test_slate_samples(void **state)
{
    (void)state;
    if (!testdata("slate") || !has_judge())
        skip();
    setenv("D", testdata("slate"), 1);
    const char *folder = fresh_folder();
    expect(
        folder,
        "$M init p && for i in 0 1; do for k in category link; do "
        "$M import p $D/input_data0.txt.$k.annotations$i --annotator a$i --add-labels "
        "--default-label line | sed -n 2p; done; done; "
        "$M export p --format slate -o out 2>&1; for i in 0 1; do for k in category link; do "
        "$J words $D/input_data0.txt.$k.annotations$i out/a$i/input_data0.txt.annotations; done; "
        "cmp $D/input_data0.txt out/a$i/input_data0.txt; done; $J slate out; $M verify p",
        "p: a new project\n"
        "spans: 5 added, 0 changed, 0 unchanged; relations: 0 added, 0 changed, 0 unchanged\n"
        "spans: 2 added, 0 changed, 0 unchanged; relations: 1 added, 0 changed, 0 unchanged\n"
        "spans: 7 added, 0 changed, 0 unchanged; relations: 0 added, 0 changed, 0 unchanged\n"
        "spans: 4 added, 0 changed, 0 unchanged; relations: 2 added, 0 changed, 0 unchanged\n"
        "5\n1\n7\n2\n18\np: sound, 1 document\n");
    expect(folder,
           "$M init q && for i in 0 1; do $M import q out/a$i --annotator a$i --add-labels | "
           "sed -n 2p; $M import q out/a$i --annotator a$i | sed -n 2p; done; "
           "$M export q --format slate -o again && diff -r out again",
           "q: a new project\n"
           "spans: 7 added, 0 changed, 0 unchanged; relations: 1 added, 0 changed, 0 unchanged\n"
           "spans: 0 added, 0 changed, 7 unchanged; relations: 0 added, 0 changed, 1 unchanged\n"
           "spans: 11 added, 0 changed, 0 unchanged; relations: 2 added, 0 changed, 0 unchanged\n"
           "spans: 0 added, 0 changed, 11 unchanged; relations: 0 added, 0 changed, 2 unchanged\n");
    refused(
        folder, "$M import q $D/input_data0.txt.link.annotations0 --annotator b", 3,
        "input_data0.txt.link.annotations0:1: it has no label; --default-label NAME gives it one");
}

/* Without samples: what is refused is named with file and line, and nothing is written. */
static void test_refused(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    expect(folder,
           "$M init p && mkdir in && printf 'Ada \\360\\237\\214\\262\\r\\nBo' >in/a.txt && "
           "printf 'T1\\tspeaker 0 2\\tAd\\nT2\\tspeaker 4 9\\tx\\nE1 nonsense\\n' >in/a.ann && "
           "printf 'T1\\tspeaker 0 3\\tAda\\n' >in/b.ann && printf '(0, 0) - speaker\\n' "
           ">c.annotations",
           "p: a new project\n");
    refused(folder, "$M import p in/a.ann --annotator ann", 3,
            "in/a.ann:3:1: an id is a letter with a number, and a tab comes after it");
    refused(folder, "$M import p in/b.ann --annotator ann", 3,
            "in/b.ann: its text is missing: a .txt beside it");
    refused(folder, "$M import p c.annotations --annotator ann", 3,
            "c.annotations: its text is missing: a file of its name without the extension");
    refused(folder, "$M import p - --format brat --annotator ann <in/a.ann", 2,
            "brat files stand beside their texts: name the files or a folder, not -");
    refused(folder, "$M export p --format brat", 2, "-o FOLDER says where");
    expect(folder, "$M list p", "");
    refused(folder, "$M import p in/a.ann --annotator ann --on-error skip", 3,
            "in/a.ann:3: byte 1: an id is a letter");
    expect(folder,
           "$M export p --format brat -o out && cat out/a.ann && cmp out/a.txt in/a.txt && ls out",
           "T1\tspeaker 0 2\tAd\nT2\tspeaker 4 5;7 9\t\360\237\214\262 Bo\n"
           "#1\tAnnotatorNotes T2\tthe file's words \"x\" are not what stands there: "
           "\"\360\237\214\262\342\217\216Bo\"\na.ann\na.txt\n");
    /* what SLATE cannot carry is lost aloud, or not at all */
    refused(folder, "$M export p --format slate --strict -o no", 1, "would be lost");
    expect(folder, "test ! -e no", "");
}

/* Label sets of other formats, by every way they come in. */
static void test_labels(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    expect(
        folder,
        "printf '[entities]\\nPerson\\nPlace\\n[relations]\\nIn Arg1:Person, Arg2:Place\\n' >c && "
        "$M init p --labels c && $M labels p | grep '^[a-zA-Z]  ' && "
        "$M labels p set c && $M labels p set c --format brat",
        "p: a new project\np  Person\nl  Place\nbrat, version 1: in use already\n"
        "brat, version 1: in use already\n");
    /* labels that were there keep their keys and guidelines, whatever comes before them */
    expect(folder,
           "$M labels p export | sed 's/\"key\": \"l\"/\"key\": \"P\", \"guideline\": \"where\"/; "
           "s/\"version\": 1/\"version\": 2/' >j && $M labels p set j && "
           "sed '/^Person/i Animal' c >e && $M labels p set e && "
           "$M labels p | grep -A 1 '^[a-zA-Z]  ' && $M labels p export --format brat",
           "brat, version 2: now in use\nbrat, version 3: now in use\na  Animal\n\np  Person\n\n"
           "P  Place\n   where\n[entities]\nAnimal\nPerson\nPlace\n\n[relations]\n"
           "In\tArg1:Person, Arg2:Place\n\n[events]\n\n[attributes]\n");
    expect(folder, "$M init q --labels c --labels-format brat && $M init r --labels j",
           "q: a new project\nr: a new project\n");
    refused(folder, "$M labels p set c --format native", 3, "c: line 1, byte 1: ");
    refused(folder, "$M labels p set c --format conll2003", 2, "`manicule help labels` lists");
    refused(folder, "$M labels p set c --format frob", 2, "`manicule help labels` lists");
    refused(folder, "$M labels p export --format frob", 2, "`manicule help labels` lists");
    refused(folder, "$M init s --labels c --labels-format frob", 2, "`manicule help labels` lists");
    refused(folder, "echo '[relations]' >>c; echo x >>c; $M labels p set c", 3,
            "c: line 7: a relation has two ends");
    expect(folder, "test ! -e s && $M labels p | head -n 1 | cut -d, -f 1,2", "brat, version 3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_file),    cmocka_unit_test(test_brat_samples),
        cmocka_unit_test(test_slate_samples), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
