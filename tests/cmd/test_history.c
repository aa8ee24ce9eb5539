/* log, blame, diff, revert, and --at: who did what, and what stood there before. */
#include "program.h"
#include "terminal.h"

#include "manicule/cmd/when.h"

static void expect(const char *folder, const char *script, const char *out)
{
    struct result r = program_run(folder, script, false);
    if (r.code != 0 || strcmp(r.out, out) != 0)
        fail_msg("%s: exit %d, it prints\n%s%s\nnot\n%s", script, r.code, r.out, r.err, out);
    result_free(&r);
}

static void refused(const char *folder, const char *script, int code, const char *says)
{
    struct result r = program_run(folder, script, false);
    if (r.code != code || !one_line(r.err) || !strstr(r.err, says))
        fail_msg("%s: exit %d\n%s%s", script, r.code, r.out, r.err);
    result_free(&r);
}

#define TIMELESS " | sed 's/^.............//; s/ *[0-9a-f]\\{8\\}-[0-9a-f]\\{4\\}$//'"

/* alice marks a speaker and a place, bob the speaker a word shorter and the place; by import, since
 * only the workbench marks. */
static const char *folder_of_two(void)
{
    const char *folder = fresh_folder();
    struct result r = program_run(
        folder,
        "printf 'Mara Voss spoke in Bergen.\\n\"It is cold,\" she said.\\n' >a.txt;"
        "printf 'Bob Hall did not.\\n' >b.txt;"
        "$M init p --as lead && $M add p a.txt b.txt --as lead && $M export p >bare.jsonl;"
        "record() { sed -n "
        "\"1s/\\\"set\\\":null.*/\\\"set\\\":\\\"person\\\",\\\"annotator\\\":\\\"$1\\\","
        "\\\"status\\\":\\\"open\\\",\\\"spans\\\":[$2],\\\"relations\\\":[]}/p\" bare.jsonl; };"
        "span() { printf '{\"label\":\"%s\",\"start\":%d,\"end\":%d,\"text\":\"%s\"}' \"$@\"; };"
        "record alice \"$(span speaker 0 9 'Mara Voss'),$(span location 19 25 Bergen)\" "
        ">alice.jsonl;"
        "record bob \"$(span speaker 5 9 Voss),$(span location 19 25 Bergen)\" >bob.jsonl;"
        "$M import p alice.jsonl --as lead && $M import p bob.jsonl --as bob",
        false);
    if (r.code != 0)
        fail_msg("%s%s", r.out, r.err);
    result_free(&r);
    return folder;
}

/* What a verb prints on a terminal of 100 columns. */
static void in_terminal(const char *folder, const char *verb, const char *row)
{
    char script[4400];
    snprintf(script, sizeof script, "%s %s; echo end; read x", program_path(), verb);
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    struct terminal *t = terminal_start(&(struct terminal_options){
        .rows = 24, .cols = 100, .argv = argv, .folder = folder, .unsynced = true});
    terminal_await(t, "end");
    if (!terminal_shows(t, row))
        fail_msg("%s: it shows\n%s", verb, terminal_text(t));
    terminal_end(t);
}

static void test_log(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    expect(folder, "$M log p" TIMELESS,
           "bob       import bob.jsonl           a\n"
           "lead      import alice.jsonl · alice a\n"
           "lead      add a document                           b\n"
           "lead      add a document                           a\n"
           "lead      make the project · version 1\n");
    expect(folder, "$M log p --who bob" TIMELESS, "bob       import bob.jsonl           a\n");
    expect(folder, "$M log p --reverse -n 2" TIMELESS,
           "lead      make the project · version 1\n"
           "lead      add a document                           a\n");
    expect(folder, "$M log p a b --since 1h --until 2030-01-01 --set person -n1" TIMELESS,
           "bob       import bob.jsonl           a\n");
    expect(folder, "$M log p --until 1h; $M log p --set gold; $M log p -n 0; $M log p b", "");
    expect(folder,
           "$M log p --json --reverse a | sed 's/\"step\":\"[0-9a-f-]*\"/STEP/; "
           "s/:\"2[^\"]*Z\"/:TIME/'",
           "{\"at\":TIME,\"by\":\"lead\",STEP,\"kind\":\"import\",\"what\":\"import alice.jsonl\","
           "\"document\":\"a\",\"set\":\"person\",\"annotator\":\"alice\",\"revision\":1}\n"
           "{\"at\":TIME,\"by\":\"bob\",STEP,\"kind\":\"import\",\"what\":\"import bob.jsonl\","
           "\"document\":\"a\",\"set\":\"person\",\"annotator\":\"bob\",\"revision\":1}\n");
    /* What goes into a pipe is whole; only a terminal is as wide as it is. */
    expect(folder,
           "N=\"$(printf 'a long name of an article %.0s' 1 2 3 4 5 6)\"; mkdir f; echo x >\"f/$N.txt\";"
           "$M add p f --as a-very-long-name-of-a-person >/dev/null;"
           "for o in '' --json; do $M log p $o | grep -c \"$N\"; $M list p $o | grep -c \"$N\"; done;"
           "$M log p | grep -o a-very-long-name-of-a-person",
           "1\n1\n1\n1\na-very-long-name-of-a-person\n");
    in_terminal(folder, "log p", "a-very-l… add a document                           a long name o…");
    refused(folder, "$M log p --since yesterday", 2, "yesterday is no time");
    refused(folder, "$M log p -n many", 2, "not a number");
    refused(folder, "$M log p nowhere", 4, "there is no document nowhere");
}

#define STEPLESS                                                                                   \
    " | sed 's/[0-9a-f]\\{8\\}-[0-9a-f]\\{4\\}[0-9a-f-]*/STEP/; s/^\\( *\\)[ 0-9][0-9] "           \
    "[A-Z][a-z][a-z] [0-9:]*/\\1TIME/'"

/* Words that have quotation marks of their own get none around them. */
static void test_quoted(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    expect(folder,
           "sed -n '1s/\"set\":null.*/\"set\":\"person\",\"annotator\":\"carol\",\"status\":\"open\",\"spans\":"
           "[{\"label\":\"quote\",\"start\":27,\"end\":40,\"text\":\"\\\\\"It is cold,\\\\\"\"}],\"relations\":[]}/p' "
           "bare.jsonl >c.jsonl; $M import p c.jsonl --as lead >/dev/null 2>&1;"
           "for v in 'blame p a --annotator carol' 'diff p a alice carol' 'show p a --annotator carol --spans'; do "
           "$M $v | grep quote; done",
           "2:1     quote     \"It is cold,\"  import\n"
           "2:1     only       carol  quote     \"It is cold,\"\n"
           "27-40 quote \"It is cold,\"\n");
}

static void test_blame(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    expect(folder, "$M blame p a" STEPLESS,
           "alice\n"
           "1:1     speaker   \"Mara Voss\"  import\n"
           "        TIME lead       made     STEP\n"
           "1:20    location  \"Bergen\"  import\n"
           "        TIME lead       made     STEP\n"
           "\n"
           "bob\n"
           "1:6     speaker   \"Voss\"  import\n"
           "        TIME bob        made     STEP\n"
           "1:20    location  \"Bergen\"  import\n"
           "        TIME bob        made     STEP\n");
    expect(folder, "$M blame p a 1:1" STEPLESS,
           "alice\n"
           "1:1 speaker \"Mara Voss\"\n"
           "0-9  import  span STEP\n"
           "  TIME lead       made         import alice.jsonl           STEP\n");
    expect(folder, "$M blame p a 24 | grep -c Bergen; $M blame p a 24 --annotator bob | head -n 1",
           "2\nbob\n");
    expect(
        folder,
        "id=$($M blame p a --json --annotator bob | sed -n 's/.*\"id\":\"\\([^\"]*\\)\",\"label\":"
        "\"speaker\".*/\\1/p'); $M blame p a $id | sed -n 2p; $M blame p a --set gold",
        "1:6 speaker \"Voss\"\n");
    expect(folder,
           "$M blame p a 1:6 --json --annotator bob | sed "
           "'s/\"\\(id\\|at\\|step\\)\":\"[^\"]*\"/\\1/g'",
           "{\"document\":\"a\",\"set\":\"person\",\"annotator\":\"bob\",id,\"label\":\"speaker\","
           "\"start\":5,\"end\":9,\"line\":1,\"column\":6,\"text\":\"Voss\",\"origin\":\"import\","
           "\"history\":[{\"how\":\"made\",at,\"by\":\"bob\",step,\"kind\":\"import\",\"what\":"
           "\"import bob.jsonl\"}]}\n");
    refused(folder, "$M blame p a 2:1", 4, "no span lies there");
    refused(folder, "$M blame p a 9:1", 4, "no place 9:1");
    refused(folder, "$M blame p a 1:90", 4, "no place 1:90");
    refused(folder, "$M blame p a 4000", 4, "no place 4000");
    refused(folder, "$M blame p a nobody", 2, "name a span");
    refused(folder, "$M blame p a 00000000-0000", 4, "no span of that id");
    refused(folder, "$M blame p a --annotator eve", 4, "eve has no marks");
}

static void test_diff(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    expect(folder, "$M diff p a alice bob",
           "1:1     boundary   speaker   alice \"Mara Voss\"  bob 1:6 \"Voss\"\n");
    expect(folder, "$M diff p a bob gold",
           "1:6     only       bob  speaker   \"Voss\"\n"
           "1:20    only       bob  location  \"Bergen\"\n");
    expect(folder, "$M diff p a alice --at 2h | sed 's/  */ /g'",
           "1:1 only after speaker \"Mara Voss\"\n1:20 only after location \"Bergen\"\n");
    expect(folder, "$M diff p a alice --at 2h --at 1h 2>&1; $M diff p a alice bob --at 2h 2>&1",
           "manicule: no differences: nothing is marked\nmanicule: no differences: nothing is "
           "marked\n");
    expect(folder, "$M diff p a alice --at 0m 2>&1", "manicule: no differences\n");
    expect(
        folder, "$M diff p a alice bob --json | sed 's/\"id\":\"[^\"]*\",//g'",
        "{\"document\":\"a\",\"difference\":\"boundary\",\"a\":{\"label\":\"speaker\",\"start\":0,"
        "\"end\":9,\"line\":1,\"column\":1,\"text\":\"Mara Voss\",\"attributes\":{},"
        "\"relations\":[]},\"b\":{\"label\":\"speaker\",\"start\":5,\"end\":9,\"line\":1,"
        "\"column\":6,\"text\":\"Voss\",\"attributes\":{},\"relations\":[]}}\n");
    refused(folder, "$M diff p a alice", 2, "a second person");
    refused(folder, "$M diff p a alice bob --at 2h --at 1h", 2, "at one time");
    refused(folder, "$M diff p a alice --at 2h --at 1h --at 0m", 2, "more than twice");
    refused(folder, "$M diff p a alice eve", 4, "eve has no marks");
    refused(folder, "$M diff p a alice --at soon", 2, "soon is no time");
}

static void test_then(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    expect(folder, "$M show p a --annotator alice --at 2h | tail -n 4",
           "\ntext\n1: Mara Voss spoke in Bergen.\n2: \"It is cold,\" she said.\n");
    expect(
        folder,
        "$M show p a --annotator alice --at 0m >now && $M show p a --annotator alice | cmp - now",
        "");
    expect(folder,
           "$M export p --at 2h 2>/dev/null; $M export p --at 0m 2>/dev/null >now;"
           "$M export p | grep -v '\"set\":null' | cmp - now",
           "");
    refused(folder, "$M export p --at soon", 2, "soon is no time");
}

static void test_revert(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    static const char *const step = "S=$($M log p a --who bob -n 1 | sed 's/.* //');";
    char script[512];
    snprintf(script, sizeof script, "%s $M revert p $S", step);
    refused(folder, script, 2, "--yes takes back without asking");
    snprintf(script, sizeof script,
             "%s $M revert p $S --yes --as lead && $M show p a --annotator bob --spans | tail -n 1;"
             "$M log p a --who lead -n 1" TIMELESS
             "; $M verify p; $M export p --at 0m --annotator bob "
             "2>/dev/null | grep -c '\"spans\":\\[\\]'",
             step);
    expect(folder, script,
           "bob: import bob.jsonl in a: taken back, 3 changes\nspans\n"
           "lead      revert bob: import bob.jsonl · bob a\n"
           "p: sound, 2 documents\n1\n");
    snprintf(script, sizeof script, "%s $M revert p $S --yes --as lead", step);
    refused(folder, script, 12, "not taken back: lead changed the same marks later");
    refused(folder, "$M revert p zzz --yes", 2, "zzz is no step");
    refused(folder, "$M revert p 00000000-0000 --yes", 4, "there is no step");
}

static int64_t at(const char *text, bool end)
{
    struct err err = {0};
    int64_t out;
    if (when_parse(text, 10000000000, end, &out, &err))
        fail_msg("%s", err.text);
    return out;
}

static void test_times(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    assert_int_equal(at("1970-01-02", false), 86400000);
    assert_int_equal(at("1970-01-02", true), 2 * 86400000 - 1);
    assert_int_equal(at("1970-01-01 00:01", false), 60000);
    assert_int_equal(at("1970-01-01T00:01", true), 119999);
    assert_int_equal(at("1970-01-01T00:00:02Z", false), 2000);
    assert_int_equal(at("2h", false), 10000000000 - 7200000);
    assert_int_equal(at("1w", true), 10000000000 - 7 * 86400000);
    static const char *const wrong[] = {
        "",           "now",        "2",           "h",      "2y",       "-2h",        "2h3",
        "2026-13-01", "2026-02-31", "2026-11-25x", "25.11.", "9999999d", "2026-11-25Z"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = {0};
        int64_t out;
        if (when_parse(wrong[i], 0, false, &out, &err) != FAULT_USAGE)
            fail_msg("%s is taken for a time", wrong[i]);
    }
    char text[WHEN_TEXT], utc[32];
    when_short(86400000, 0, text);
    assert_string_equal(text, " 2 Jan 00:00");
    when_short(86400000, 400LL * 86400000, text);
    assert_string_equal(text, " 2 Jan  1970");
    when_utc(86400123, utc);
    assert_string_equal(utc, "1970-01-02T00:00:00.123Z");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times), cmocka_unit_test(test_log),  cmocka_unit_test(test_quoted),
        cmocka_unit_test(test_blame),
        cmocka_unit_test(test_diff),  cmocka_unit_test(test_then), cmocka_unit_test(test_revert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
