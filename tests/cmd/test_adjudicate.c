/* adjudicate --agreed, and gold that leaves. */
#include "program.h"

static char examples[4200], judge[9000];

static void expect(const char *folder, const char *script, const char *out)
{
    struct result r = program_run(folder, script, false);
    if (r.code || strcmp(r.out, out) != 0)
        fail_msg("%s: exit %d, it prints\n%s%s\nnot\n%s", script, r.code, r.out, r.err, out);
    result_free(&r);
}

static bool has_python(void)
{
    return system("python3 -c pass >/dev/null 2>&1") == 0;
}

static int find_files(void **state)
{
    char here[4096];
    (void)state;
    if (!getcwd(here, sizeof here))
        return -1;
    snprintf(examples, sizeof examples, "%s/src/share/examples", here);
    setenv("EXAMPLES", examples, 1);
    snprintf(judge, sizeof judge,
             "$M export p.manicule --gold 2>/dev/null | "
             "python3 -X utf8 '%s/tests/formats/judge.py' '%s/schemas/json'",
             here, here);
    return 0;
}

/* The samples, where carol reads the lighthouse exactly as bob does. */
static const char preparation[] =
    "{ $M init p.manicule && $M add p.manicule $EXAMPLES/*.txt && "
    "$M import p.manicule $EXAMPLES/marks.jsonl && grep '\"lighthouse\"' $EXAMPLES/marks.jsonl | "
    "sed 's/\"annotator\":\"bob\"/\"annotator\":\"carol\"/; s/\"\\(id\\|from\\|to\\)\":\"..../\"\\1\":\"0180/g' | "
    "$M import p.manicule -; } >/dev/null 2>&1 && echo prepared";

static void test_agreed(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    expect(folder, preparation, "prepared\n");
    expect(folder, "$M adjudicate p.manicule --agreed --as rita",
           "1 document finished: all readers agree\n"
           "1 with differences\n"
           "1 that fewer than two people have finished\n");
    expect(folder, "$M adjudicate p.manicule --agreed --trimmed --as rita",
           "0 documents finished: all readers agree\n"
           "1 with differences\n"
           "1 that fewer than two people have finished\n"
           "1 done before\n");
    expect(folder, "$M verify p.manicule | tail -n 1", "p.manicule: sound, 3 documents\n");
    /* Gold is what both have, under ids of its own. */
    expect(folder,
           "for set in '--gold' '--annotator bob'; do $M export p.manicule $set 2>/dev/null | grep "
           "lighthouse | grep -o '\"label\":\"[a-z]*\",\"start\":[0-9]*,\"end\":[0-9]*' | sort | cksum; "
           "done | uniq | wc -l",
           "1\n");
    expect(folder, "$M export p.manicule --gold 2>/dev/null | grep -c '\"annotator\":null'", "1\n");
    expect(folder,
           "$M export p.manicule --gold 2>/dev/null | grep -o '\"origin\":\"[a-z]*\"' | sort -u",
           "\"origin\":\"adjudication\"\n");
}

/* Somebody finishes the document after gold was made of it: who merely accepts a set does not count. */
static void test_stale(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    static const char gold[] = "$M list p.manicule --sets --as rita | grep gold | sed 's/.*done *//'; "
                               "$M list p.manicule --sets --json --as rita | grep -o '\"stale.*'; "
                               "$M status p.manicule --as rita | grep gold; "
                               "$M status p.manicule --json --as rita | grep -o 'stale.*'";
    expect(folder, preparation, "prepared\n");
    expect(folder, "$M status p.manicule --as rita | grep -c gold; $M status p.manicule --json --as rita | tail -n 1",
           "0\n{\"set\":\"gold\",\"documents\":3,\"new\":3,\"open\":0,\"done\":0,\"returned\":0,"
           "\"accepted\":0,\"stale\":0}\n");
    expect(folder, "$M adjudicate p.manicule --agreed --as rita | head -n 1",
           "1 document finished: all readers agree\n");
    expect(folder, gold,
           "24 spans, 4 relations\n\"stale\":false}\n"
           "                  all gold   ######..............  1 of 3 done\nstale\":0}\n");
    expect(folder,
           "grep '\"lighthouse\"' $EXAMPLES/marks.jsonl | sed 's/\"annotator\":\"bob\"/\"annotator\":\"dan\"/; "
           "s/\"spans\":.*/\"spans\":[{\"id\":\"01920000-0000-7000-8000-00000000da11\",\"label\":\"location\","
           "\"start\":0,\"end\":2,\"text\":\"灯台\"}],\"relations\":[]}/' | $M import p.manicule - >/dev/null 2>&1; echo $?",
           "0\n");
    expect(folder, gold,
           "24 spans, 4 relations, stale\n\"stale\":true}\n"
           "                  all gold   ######..............  1 of 3 done, 1 stale\nstale\":1}\n");
}

static void test_gold_leaves(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    expect(folder, preparation, "prepared\n");
    expect(folder, "$M adjudicate p.manicule --agreed --as rita | head -n 1",
           "1 document finished: all readers agree\n");
    expect(folder,
           "$M export p.manicule --gold -o gold.jsonl 2>/dev/null; $M init q.manicule >/dev/null && "
           "$M import q.manicule gold.jsonl >/dev/null 2>&1; "
           "$M export q.manicule --gold 2>/dev/null | cmp - gold.jsonl && echo same",
           "same\n");
    if (!has_python())
        skip();
    struct result r = program_run(folder, judge, false);
    if (r.code)
        fail_msg("%s%s", r.out, r.err);
    result_free(&r);
}

static void test_refused(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    expect(folder, preparation, "prepared\n");
    struct result r = program_run(folder, "$M adjudicate p.manicule --agred", false);
    assert_true(r.code != 0);
    result_free(&r);
    r = program_run(folder, "chmod 400 p.manicule; $M adjudicate p.manicule --agreed", true);
    assert_true(r.code != 0);
    result_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agreed),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_gold_leaves),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, find_files, NULL);
}
