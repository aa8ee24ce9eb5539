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

/* By who made it, by whose marks it is about, by both, or alone as it is; to whoever may see it. */
static void test_review_shown(void **state)
{
    (void)state;
    const char *folder = prepared();
    static const char *const named[] = {"", "--annotator rita", "--annotator bob",
                                        "--annotator bob --annotator rita"};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        char script[200];
        snprintf(script, sizeof script, "$M show p '#2' --set review --spans --as lea %s | tail -n 4", named[i]);
        expect(folder, script,
               "review set of rita, about the marks of bob, returned: 1 spans, 0 relations\n\nspans\n"
               "0-8 speaker \"Ann Dole\"\n");
    }
    refused(folder, "$M show p '#2' --set review --annotator alice --as lea", 4,
            "there is no review by or of alice of two\n");
    expect(folder, GATE "gate bob show '#2' --set review --annotator rita | grep -c about", "1\n");
    refused(folder, GATE "gate alice show '#2' --set review", 4,
            "there is no review of two that alice may see\n");
    expect(folder, "$M export p --set review --annotator rita --as lea 2>/dev/null | wc -l; "
                   "$M blame p two --set review --annotator rita --as lea | head -n 1",
           "1\nreview by rita of bob\n");
    /* Where rita reviews alice too, one name is not enough. */
    expect(folder,
           "$M export p --set review --as lea 2>/dev/null | sed 's/\"source\":\"bob\"/\"source\":\"alice\"/; "
           "s/0192b000-0000-7000-8000-000000000003/0192b000-0000-7000-8000-000000000005/' | "
           "$M import p - --as lea >/dev/null 2>&1; echo $?; $M show p two --set review --annotator rita "
           "--annotator alice --as lea | grep -c 'marks of alice'",
           "0\n1\n");
    refused(folder, "$M show p two --set review --annotator rita --as lea", 2,
            "name both with --annotator rita --annotator alice\n");
}

/* What an adjudicator may see is the same for every verb. */
static void test_adjudicator(void **state)
{
    (void)state;
    const char *folder = prepared();
    refused(folder, GATE "gate rita agree --annotator alice --annotator bob", 4, "alice has no marks");
    expect(folder, "$M assign p two --to rita --adjudicate --as lea", "rita: 1 document given\n");
    expect(folder,
           GATE "gate rita list --sets | grep -c person; gate rita show two --annotator alice | grep -c 'set of alice'; "
                "gate rita diff two alice bob | wc -l; gate rita export --annotator alice 2>/dev/null | wc -l; "
                "gate rita agree --annotator alice --annotator bob 2>/dev/null | grep -c 'alice and bob'",
           "2\n1\n1\n1\n1\n");
    refused(folder, GATE "gate rita show one", 4, "there is no document one");
}

/* Whoever marked nothing there is no reader there: no reviewer, and nobody who is at other articles. */
static void test_readers(void **state)
{
    (void)state;
    const char *folder = prepared();
    expect(folder, "$M assign p two --to rita --review alice --as lea; $M assign p two --to rita --adjudicate --as lea",
           "rita: 1 document given\nrita: 1 document given\n");
    expect(folder, GATE "gate rita agree --json 2>/dev/null | grep -o '\"readers\":.*}]' | grep -o '\"annotator\":[^}]*'",
           "\"annotator\":\"alice\"\n\"annotator\":\"bob\"\n");
    expect(folder,
           "$M export p --document one --as lea 2>/dev/null | "
           "sed 's/\"set\":null}/\"set\":\"person\",\"annotator\":\"dan\",\"status\":\"done\",\"spans\":[],\"relations\":[]}/' | "
           "$M import p - --as lea >/dev/null 2>&1; $M agree p two --json --as lea 2>/dev/null | grep -o '\"readers\":.*}]' | grep -o '\"annotator\":[^}]*'",
           "\"annotator\":\"alice\"\n\"annotator\":\"bob\"\n");
}

/* All gold is called so; a lead who marks nothing has nothing to do. */
static void test_status(void **state)
{
    (void)state;
    const char *folder = prepared();
    expect(folder, "$M assign p two --to rita --adjudicate --as lea", "rita: 1 document given\n");
    expect(folder, "$M status p --as lea | grep '^lea\\|^rita\\|gold' | sed 's/, last edit.*//'",
           "lea               lead                             nothing to mark\n"
           "rita              reviewer                         nothing to mark\n"
           "                  gold       ####################  1 of 1 done\n"
           "                  all gold   ##########..........  1 of 2 done\n");
    expect(folder, "$M assign p one --to lea --as lea >/dev/null; $M status p --as lea | grep '^lea' | sed 's/, last edit.*//'",
           "lea               lead       ....................  0 of 1 done\n");
}

/* What may not be seen is not shown as empty, and whether it is there is not told. */
static void test_not_seen(void **state)
{
    (void)state;
    const char *folder = prepared();
    refused(folder, GATE "gate bob show two --set gold", 4, "there is no gold of two that bob may see\n");
    refused(folder, GATE "gate bob show one --set gold", 4, "there is no gold of one that bob may see\n");
    refused(folder, GATE "gate bob diff two bob gold", 4, "there is no gold of two that bob may see\n");
    refused(folder, GATE "gate bob blame two --set gold", 4, "there is no gold of two that bob may see\n");
    refused(folder, GATE "gate bob diff two bob alice", 4, "alice has no marks");
    expect(folder, "$M assign p one --to rita --review bob --as lea", "rita: 1 document given\n");
    refused(folder, GATE "gate rita show one --annotator bob", 4,
            "there are no marks by bob of one that rita may see\n");
    expect(folder, GATE "gate alice show one | grep -c 'nothing marked'", "1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_review_leaves),
        cmocka_unit_test(test_reviewer_lists),
        cmocka_unit_test(test_review_shown),
        cmocka_unit_test(test_adjudicator),
        cmocka_unit_test(test_readers),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_not_seen),
    };
    return cmocka_run_group_tests(tests, find_files, NULL);
}
