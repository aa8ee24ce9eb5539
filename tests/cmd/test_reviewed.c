/* What reviews and gold look like from the command line: to the reviewer, the reviewed, the lead. */
#include "program.h"

static char here[4096];

static void expect(const char *folder, const char *script, const char *out)
{
    struct result r = program_run(folder, script, false);
    if (r.code || strcmp(r.out, out) != 0)
        fail_msg("%s: exit %d, it prints\n%s%s\nnot\n%s", script, r.code, r.out, r.err, out);
    result_free(&r);
}

static void refused(const char *folder, const char *script, int code, const char *says)
{
    struct result r = program_run(folder, script, false);
    if (r.code != code || *r.out || !one_line(r.err) || !strstr(r.err, says))
        fail_msg("%s: exit %d\n%s%s\nnot\n%s", script, r.code, r.out, r.err, says);
    result_free(&r);
}

static int find_files(void **state)
{
    (void)state;
    return getcwd(here, sizeof here) && setenv("HERE", here, 1) == 0 ? 0 : -1;
}

/* Two articles; alice and bob have marked the second, which rita reviews (bob) and settles. */
static const char preparation[] =
    "mark() { sed \"s/,\\\"set\\\":null}/,$1,\\\"spans\\\":[{\\\"id\\\":\\\"0192b000-0000-7000-8000-0000000000$2\\\",\\\"label\\\":"
    "\\\"$3\\\",\\\"start\\\":0,\\\"end\\\":8,\\\"text\\\":\\\"Ann Dole\\\"}],\\\"relations\\\":[]}/\" two.jsonl; }\n"
    "{ printf 'Nobody marks this.\\n' >one.txt; printf 'Ann Dole said no in Rome.\\n' >two.txt\n"
    "$M init p --as lea && $M add p one.txt two.txt --as lea && $M export p --document two -o two.jsonl --as lea\n"
    "{ mark '\"set\":\"person\",\"annotator\":\"alice\",\"status\":\"done\"' 01 speaker\n"
    "mark '\"set\":\"person\",\"annotator\":\"bob\",\"status\":\"returned\"' 02 location\n"
    "mark '\"set\":\"review\",\"annotator\":\"rita\",\"source\":\"bob\",\"status\":\"returned\"' 03 speaker\n"
    "mark '\"set\":\"gold\",\"annotator\":null,\"status\":\"done\"' 04 speaker; } >marks.jsonl\n"
    "$M import p marks.jsonl --as lea && $M people p add alice bob --as lea\n"
    "$M people p add rita --role reviewer --as lea && $M people p add lea --role lead --as lea; } >/dev/null 2>&1\n"
    "gate() { who=$1; shift; SSH_ORIGINAL_COMMAND=\"$*\" $M gate --as $who p; }\n";

static const char *prepared(void)
{
    const char *folder = fresh_folder();
    char path[4300];
    snprintf(path, sizeof path, "%s/prepare", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(preparation, file);
    assert_int_equal(fclose(file), 0);
    expect(folder, ". ./prepare; $M list p --sets --as lea | grep -c two", "4\n");
    return folder;
}

#define GATE "gate() { who=$1; shift; SSH_ORIGINAL_COMMAND=\"$*\" $M gate --as $who p; }; "

/* A review leaves as its schema says and comes back as the same set. */
static void test_review_leaves(void **state)
{
    (void)state;
    const char *folder = prepared();
    expect(folder,
           "$M export p --set review -o r.jsonl --as lea 2>/dev/null; $M init q --as lea >/dev/null && "
           "$M import q r.jsonl --as lea >/dev/null 2>&1; "
           "$M export q --set review --as lea 2>/dev/null | cmp - r.jsonl && echo same",
           "same\n");
    expect(folder, "grep -o '\"set\":\"review.*returned\"' r.jsonl",
           "\"set\":\"review\",\"annotator\":\"rita\",\"source\":\"bob\",\"status\":\"returned\"\n");
    refused(folder, "sed 's/,\"source\":\"bob\"//' r.jsonl >n.jsonl; $M import q n.jsonl --as lea", 3,
            "n.jsonl:1: source: is missing");
    if (system("python3 -c pass >/dev/null 2>&1") != 0)
        skip();
    expect(folder,
           "$M export p --set all --as lea 2>/dev/null | "
           "python3 -X utf8 \"$HERE/tests/formats/judge.py\" \"$HERE/schemas/json\" >/dev/null && echo valid",
           "valid\n");
}

/* Rita was given the second article only, bob's marks of it: it is number 2 for everybody. */
static void test_reviewer_lists(void **state)
{
    (void)state;
    const char *folder = prepared();
    expect(folder, GATE "gate rita list; gate rita list --json", "");
    expect(folder, "$M assign p two --to rita --review bob --as lea", "rita: 1 document given\n");
    expect(folder, GATE "gate rita list; gate rita list --json",
           "    2  two                                       returned  1 span, bob's, to review\n"
           "{\"number\":2,\"document\":\"two\",\"task\":\"review\",\"whose\":\"bob\",\"status\":\"returned\","
           "\"spans\":1,\"doubts\":0}\n");
    expect(folder, GATE "gate rita show '#2' | head -n 1; gate rita blame '#2' | head -n 1; "
                        "gate rita log '#2' | wc -l",
           "document 2 two\nbob\n2\n");
    refused(folder, GATE "gate rita show '#1'", 4, "there is no document #1");
    expect(folder, "$M assign p two --to rita --adjudicate --as lea", "rita: 1 document given\n");
    expect(folder, GATE "gate rita list | tail -n 1",
           "    2  two                                       done      1 span, gold, to adjudicate\n");
    /* Of those who mark, too: bob was given the second, which stays number 2. */
    expect(folder, "$M assign p two --to bob --as lea", "bob: 0 documents given, 1 had already\n");
    expect(folder, GATE "gate bob list; gate bob list --sets | cut -c1-10 | sort -u; gate bob show '#2' | head -n 1",
           "    2  two                                       returned  1 span\n    2  two\ndocument 2 two\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_review_leaves),
        cmocka_unit_test(test_reviewer_lists),
    };
    return cmocka_run_group_tests(tests, find_files, NULL);
}
