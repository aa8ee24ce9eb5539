/* How far two people agree, as the verb tells it. */
#include "program.h"

#include <ctype.h>

static char *run_ok(const char *folder, const char *script)
{
    struct result r = program_run(folder, script, false);
    if (r.code != 0)
        fail_msg("%s: exit %d\n%s%s", script, r.code, r.out, r.err);
    free(r.err);
    return r.out;
}

static void prepare(const char *folder, const char *script)
{
    free(run_ok(folder, script));
}

static void expect(const char *folder, const char *script, const char *out)
{
    char *said = run_ok(folder, script);
    if (strcmp(said, out) != 0)
        fail_msg("%s: it prints\n%s\nnot\n%s", script, said, out);
    free(said);
}

static void expect_part(const char *folder, const char *script, const char *part)
{
    char *said = run_ok(folder, script);
    if (!strstr(said, part))
        fail_msg("%s: it prints\n%s\nwithout\n%s", script, said, part);
    free(said);
}

/* Functions of the shell that print a record of the document $doc, as it was exported unmarked: sets
 * KIND NAME STATUS SPANS RELATIONS, and a span: span ID NUMBER LABEL START END TEXT MORE. */
#define SETS                                                                                       \
    "sets() { printf '%s' \"$doc\" | sed "                                                         \
    "\"s|\\\"set\\\":null.*|\\\"set\\\":\\\"$1\\\",\\\"annotator\\\":$2,"                          \
    "\\\"status\\\":\\\"$3\\\",\\\"spans\\\":[$4],\\\"relations\\\":[$5]}|\"; echo; };"            \
    "span() { printf "                                                                             \
    "'{\"id\":\"0192%s-0000-7000-8000-00000000000%s\",\"label\":\"%s\",\"start\":%s,"              \
    "\"end\":%s,\"text\":\"%s\"%s}' \"$1\" \"$2\" \"$3\" \"$4\" \"$5\" \"$6\" \"$7\"; };"

/*         Mara Voss sees Bergen, 8 km / to Oslo.
 * alice   SSSSSSSSS      LLLLLL  AAAA      LLLL
 * bob     SSSSSSSSS      LLLLLLL LLLL             and who S is, they say differently */
static const char two_people[] = SETS
    "$M init p --as lead && printf 'Mara Voss sees Bergen, 8 km\\nto Oslo.' >a.txt &&"
    "printf 'Nobody.' >b.txt && $M add p a.txt b.txt --as lead && doc=$($M export p --as lead | "
    "head -n 1) && { "
    "sets person '\"alice\"' done \"$(span 000a 1 speaker 0 9 'Mara Voss' "
    "',\"attributes\":{\"name\":\"Mara\"}'),$(span 000a 2 location 15 21 Bergen),"
    "$(span 000a 3 amount 23 27 '8 km'),$(span 000a 4 location 31 35 Oslo)\" '';"
    "sets person '\"bob\"' open \"$(span 000b 1 speaker 0 9 'Mara Voss' "
    "',\"attributes\":{\"name\":\"Voss\"}'),$(span 000b 2 location 15 22 'Bergen,'),"
    "$(span 000b 3 location 23 27 '8 km')\" '';"
    "} >in.jsonl && $M import p in.jsonl --as lead";

static const char *made(void)
{
    const char *folder = fresh_folder();
    prepare(folder, two_people);
    return folder;
}

static void test_report(void **state)
{
    (void)state;
    const char *folder = made();
    expect(folder, "$M agree p --as lead 2>/dev/null | sed '/^SemEval/,$d'",
           "alice and bob: 1 document read by both\n"
           "precision and recall: the second against the first\n"
           "\n"
           "agreement              overall     speaker       quote    location      amount\n"
           "exact                    0.286       1.000   undefined       0.000       0.000\n"
           "trimmed                  0.571       1.000   undefined       0.500       0.000\n"
           "overlap                  0.571       1.000   undefined       0.500       0.000\n"
           "semeval-strict           0.286       1.000   undefined       0.000       0.000\n"
           "semeval-exact            0.571       1.000   undefined       0.000       1.000\n"
           "semeval-partial          0.714       1.000   undefined       0.333       1.000\n"
           "semeval-type             0.571       1.000   undefined       0.667       0.000\n"
           "kappa                    0.612       1.000   undefined       0.396       0.000\n"
           "pi                       0.606       1.000   undefined       0.395      -0.059\n"
           "fleiss                   0.606       1.000   undefined       0.395      -0.059\n"
           "alpha                    0.611       1.000   undefined       0.403      -0.044\n"
           "alpha-u                  0.726       1.000   undefined       0.489      -0.201\n"
           "relations            undefined\n"
           "relations-overlap    undefined\n"
           "attributes               0.000       0.000   undefined   undefined   undefined\n"
           "\n"
           "spans                       alice     bob    both precision    recall        f1\n"
           "overall         exact           4       3       1     0.333     0.250     0.286\n"
           "overall         trimmed         4       3       2     0.667     0.500     0.571\n"
           "overall         overlap         4       3       2     0.667     0.500     0.571\n"
           "speaker         exact           1       1       1     1.000     1.000     1.000\n"
           "speaker         trimmed         1       1       1     1.000     1.000     1.000\n"
           "speaker         overlap         1       1       1     1.000     1.000     1.000\n"
           "quote           exact           0       0       0 undefined undefined undefined\n"
           "quote           trimmed         0       0       0 undefined undefined undefined\n"
           "quote           overlap         0       0       0 undefined undefined undefined\n"
           "location        exact           2       2       0     0.000     0.000     0.000\n"
           "location        trimmed         2       2       1     0.500     0.500     0.500\n"
           "location        overlap         2       2       1     0.500     0.500     0.500\n"
           "amount          exact           1       0       0 undefined     0.000     0.000\n"
           "amount          trimmed         1       0       0 undefined     0.000     0.000\n"
           "amount          overlap         1       0       0 undefined     0.000     0.000\n"
           "\n");
    expect(folder, "$M agree p --as lead 2>/dev/null | sed -n '/^SemEval/,$p'",
           "SemEval                COR   INC   PAR   MIS   SPU precision    recall        f1\n"
           "overall     strict       1     2     0     1     0     0.333     0.250     0.286\n"
           "overall     exact        2     1     0     1     0     0.667     0.500     0.571\n"
           "overall     partial      2     0     1     1     0     0.833     0.625     0.714\n"
           "overall     type         2     1     0     1     0     0.667     0.500     0.571\n"
           "speaker     strict       1     0     0     0     0     1.000     1.000     1.000\n"
           "speaker     exact        1     0     0     0     0     1.000     1.000     1.000\n"
           "speaker     partial      1     0     0     0     0     1.000     1.000     1.000\n"
           "speaker     type         1     0     0     0     0     1.000     1.000     1.000\n"
           "location    strict       0     1     0     1     0     0.000     0.000     0.000\n"
           "location    exact        0     1     0     1     0     0.000     0.000     0.000\n"
           "location    partial      0     0     1     1     0     0.500     0.250     0.333\n"
           "location    type         1     0     0     1     0     1.000     0.500     0.667\n"
           "amount      strict       0     1     0     0     0     0.000     0.000     0.000\n"
           "amount      exact        1     0     0     0     0     1.000     1.000     1.000\n"
           "amount      partial      1     0     0     0     0     1.000     1.000     1.000\n"
           "amount      type         0     1     0     0     0     0.000     0.000     0.000\n"
           "\n"
           "attributes                      of pairs     equal     share\n"
           "speaker         name                   1         0     0.000\n"
           "\n"
           "origin                alice  found    bob  found precision    recall        f1\n"
           "import                    4      1      3      1     0.333     0.250     0.286\n"
           "\n"
           "labels of paired spans\n"
           "rows: alice\n"
           "columns: bob\n"
           "                  speaker      quote   location     amount    nothing\n"
           "speaker        ██       1          .          .          .          .\n"
           "quote                   .          .          .          .          .\n"
           "location                .          . ▒▒       1          . ▒▒       1\n"
           "amount                  .          . ██       1          .          .\n"
           "nothing                 .          .          .          .\n"
           "of the row: ░░ to 25 %, ▒▒ to 50 %, ▓▓ to 75 %, ██ above\n");
}

static void test_lost(void **state)
{
    (void)state;
    const char *folder = made();
    expect(folder, "$M agree p --as lead --lost 2>/dev/null",
           "a:1:1: attribute name of speaker \"Mara Voss\": alice \"Mara\", bob \"Voss\"\n"
           "a:1:16: boundary location: alice \"Bergen\", bob \"Bergen,\"\n"
           "a:1:24: label: alice amount \"8 km\", bob location \"8 km\"\n"
           "a:2:4: missing location: alice \"Oslo\", bob nothing\n");
    expect(folder,
           "$M agree p --as lead --lost --tsv 2>/dev/null | cut -f 1-6,9,12,13,14,17 | tail -n 3",
           "a\t1\t16\tboundary\tlocation\t\tlocation\tBergen\t\tlocation\tBergen,\n"
           "a\t1\t24\tlabel\t\t\tamount\t8 km\t\tlocation\t8 km\n"
           "a\t2\t4\tmissing\tlocation\t\tlocation\tOslo\t\t\t\n");
    expect_part(folder, "$M agree p --as lead --lost --json 2>/dev/null | head -n 1",
                "\"kind\":\"attribute\",\"attribute\":\"name\",\"first\":{\"annotator\":\"alice\"");
}

/* Who is compared, and what is left out. */
static void test_who(void **state)
{
    (void)state;
    const char *folder = made();
    expect(folder, "$M agree p --as lead 2>&1 >/dev/null",
           "manicule: 1 of the sets compared is still open; --finished passes them over\n");
    expect(folder, "$M agree p --finished --as lead 2>&1 >/dev/null; echo $?",
           "manicule: 1 set left out: open\n"
           "manicule: 1 document left out: read by one of them alone\n"
           "manicule: no document was read by two of them; `list --sets` shows who read what\n4\n");
    expect_part(folder, "$M agree p '#1' --annotator bob --annotator alice --as lead 2>/dev/null",
                "bob and alice: 1 document read by both\n");
    expect(folder, "$M agree p b --as lead 2>&1; echo $?",
           "manicule: no document was read by two of them; `list --sets` shows who read what\n4\n");
    /* Gold is the first, and the annotators' pairs are told apart from it. */
    prepare(folder,
            "sed 's/\"alice\"/null/; s/\"person\"/\"gold\"/; s/0192000a/0192000c/g' in.jsonl | "
            "head -n 1 >gold.jsonl && $M import p gold.jsonl --as lead");
    expect_part(folder, "$M agree p --gold --annotator alice --as lead 2>/dev/null",
                "gold and alice: 1 document read by both\n");
    expect_part(folder, "$M agree p --gold --annotator alice --json --as lead 2>/dev/null",
                "\"readers\":[{\"set\":\"gold\",\"annotator\":null},"
                "{\"set\":\"person\",\"annotator\":\"alice\"}]");
    expect_part(
        folder, "$M agree p --gold --as lead 2>/dev/null",
        "\ngold           alice                   1     1.000     1.000     1.000     1.000\n"
        "gold           bob                     1     0.286     0.571     0.571     0.612\n"
        "alice          bob                     1     0.286     0.571     0.571     0.612\n");
}

static void test_intervals(void **state)
{
    (void)state;
    const char *folder = made();
    expect_part(folder, "$M agree p --bootstrap --seed 7 --as lead 2>/dev/null",
                "95 % intervals: 1000 samples of the documents, seed 7\n");
    expect_part(folder, "$M agree p --bootstrap 50 --as lead 2>/dev/null", ": 50 samples of");
    expect_part(folder, "$M agree p --bootstrap=50 --seed 9 --tsv --as lead 2>/dev/null",
                "\n*\t*\tbootstrap\t*\t*\tseed\t9\n");
    /* The seed that was printed gives the same again. */
    prepare(folder,
            "$M agree p --bootstrap 60 --json --as lead >one 2>/dev/null && "
            "seed=$(sed 's/.*\"seed\":\\([0-9]*\\).*/\\1/' one) && "
            "$M agree p --bootstrap 60 --seed $seed --json --as lead 2>/dev/null | cmp - one");
}

static void test_refused(void **state)
{
    (void)state;
    const char *folder = made();
    static const struct {
        const char *script;
        int code;
    } refused[] = {
        {"$M agree p --annotator alice --as lead", 4},
        {"$M agree p --annotator alice --annotator eve --as lead", 4},
        {"$M agree p --annotator bob --annotator bob --as lead", 2},
        {"$M agree p a '#1' --as lead", 2},
        {"$M agree p nothing --as lead", 4},
        {"$M agree p --json --tsv --as lead", 2},
        {"$M agree p --lost --bootstrap --as lead", 2},
        {"$M agree p --seed 3 --as lead", 2},
        {"$M agree p --bootstrap --seed x --as lead", 2},
        {"$M agree p --bootstrap 0 --as lead", 2},
        {"$M agree p --bootstrap=many --as lead", 2},
        {"$M init q --as lead >/dev/null; $M agree q --as lead", 4},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct result r = program_run(folder, refused[i].script, false);
        if (r.code != refused[i].code || !one_line(r.err) || *r.out)
            fail_msg("%s: exit %d\n%s%s", refused[i].script, r.code, r.out, r.err);
        result_free(&r);
    }
}

/* Columns of a line of UTF-8 in which every character takes one. */
static size_t columns(const char *line, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)line[i] & 0xc0) != 0x80;
    return width;
}

static void assert_narrow(const char *folder, const char *script)
{
    char *said = run_ok(folder, script);
    for (const char *line = said; *line;) {
        size_t n = strcspn(line, "\n");
        if (columns(line, n) > 80)
            fail_msg("%s: %.*s", script, (int)n, line);
        line += n + (line[n] == '\n');
    }
    free(said);
}

/* Long names, many labels, many readers: columns are cut, tables broken. */
static void test_narrow(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    prepare(
        folder,
        "{ printf '{\"manicule_labels\":1,\"name\":\"many\",\"version\":1,\"labels\":['; c=; "
        "for k in α β γ δ ε ζ η θ ι κ λ μ; do printf '%s{\"name\":\"a-long-name-of-a-label-%s\","
        "\"key\":\"%s\",\"guideline\":\"x\"}' \"$c\" $k $k; c=,; done; printf ']}'; } >l.json;"
        "$M labels none export >/dev/null 2>&1; $M init p --labels l.json --as lead");
    prepare(folder, SETS
            "printf 'Words of many, many words.' >\"$(printf 'a%.0s' 1 2 3 4 5 6 7 8 9).txt\" && "
            "$M add p a*.txt --as lead && doc=$($M export p --as lead) && for i in 1 2 3 4; do "
            "sets person \"\\\"a-very-long-name-of-a-reader-$i\\\"\" done \"$(span 000$i 1 "
            "'a-long-name-of-a-label-κ' 0 $((i + 5)) \"$(printf 'Words of many' | head -c "
            "$((i + 5)))\")\" ''; done >in.jsonl && $M import p in.jsonl --as lead");
    assert_narrow(folder, "$M agree p --as lead --bootstrap --seed 1");
    assert_narrow(folder, "$M agree p --as lead --annotator a-very-long-name-of-a-reader-1 "
                          "--annotator a-very-long-name-of-a-reader-2");
}

/* What programs read, by another program that counts for itself. */
static void test_judged(void **state)
{
    (void)state;
    FILE *here = fopen("tests/cmd/judge_agree.py", "r");
    if (here)
        fclose(here);
    if (!here || system("python3 -c pass >/dev/null 2>&1") != 0)
        skip();
    char script[4400];
    char *root = getcwd(NULL, 0);
    assert_non_null(root);
    const char *folder = fresh_folder();
    snprintf(
        script, sizeof script,
        "$M init p --as lead && $M add p '%s'/src/share/examples/*.txt --as lead && "
        "$M import p '%s'/src/share/examples/marks.jsonl --as lead && $M export p --as lead >r && "
        "$M agree p --as lead --json >a && $M agree p --as lead --lost --json >l",
        root, root);
    prepare(folder, script);
    snprintf(script, sizeof script,
             "python3 -X utf8 '%s/tests/cmd/judge_agree.py' '%s/schemas/json' r a l && "
             "$M agree p --as lead --bootstrap 20 --json >a && "
             "python3 -X utf8 '%s/tests/cmd/judge_agree.py' '%s/schemas/json' r a l",
             root, root, root, root);
    expect(folder, script, "19\n19\n");
    free(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report),  cmocka_unit_test(test_lost),
        cmocka_unit_test(test_who),     cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
