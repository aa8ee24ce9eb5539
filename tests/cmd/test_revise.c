/* revise on the command line: what it prints, what it refuses, and what the other verbs say after
 * it. */
#include "program.h"

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
    if (r.code != code || !one_line(r.err) || !strstr(r.err, says) || r.out[0])
        fail_msg("%s: exit %d\n%s%s", script, r.code, r.out, r.err);
    result_free(&r);
}

#define IDLESS " | sed 's/[0-9a-f]\\{8\\}-[0-9a-f-]\\{27\\}/ID/g; s/sha256 [0-9a-f]*/SHA/'"
#define TEXT_A                                                                                     \
    "Mara Voss spoke in Bergen.\\n\\nThe mayer, Ann Bell, was there.\\n\\nThe third paragraph is " \
    "about Bob Hall.\\n"
#define TEXT_B                                                                                     \
    "Mara Voss spoke in Oslo.\\n\\nThe third paragraph is about Bob Hall.\\n\\nThe mayor, Ann "    \
    "Bell, was there.\\n"

/* alice has four marks in a, and says who said one of them; bob has one. */
static const char *folder_of_two(void)
{
    const char *folder = fresh_folder();
    struct result r = program_run(
        folder,
        "printf '" TEXT_A "' >a.txt; printf '" TEXT_B "' >b.txt;"
        "$M init p --as lead && $M add p a.txt --as lead && $M export p >bare.jsonl;"
        "record() { sed -n "
        "\"1s/\\\"set\\\":null.*/\\\"set\\\":\\\"person\\\",\\\"annotator\\\":\\\"$1\\\","
        "\\\"status\\\":\\\"open\\\",\\\"spans\\\":[$2],\\\"relations\\\":[$3]}/p\" bare.jsonl; };"
        "id=0192b000-0000-7000-8000-00000000000; n=0;"
        "span() { n=$((n + 1)); printf "
        "'{\"id\":\"%s\",\"label\":\"%s\",\"start\":%d,\"end\":%d,\"text\":\"%s\"}' "
        "$id$n \"$@\"; };"
        "link=\"{\\\"id\\\":\\\"0192c000-0000-7000-8000-000000000001\\\",\\\"type\\\":\\\"said-"
        "by\\\",\\\"from\\\":"
        "\\\"${id}2\\\",\\\"to\\\":\\\"${id}1\\\"}\";"
        "{ n=0; span speaker 0 9 'Mara Voss'; printf ,; span quote 19 25 Bergen; printf ,;"
        " span speaker 28 37 'The mayer'; printf ,; span speaker 90 98 'Bob Hall'; } >spans;"
        "record alice \"$(cat spans)\" \"$link\" >alice.jsonl;"
        "{ n=4; span speaker 39 47 'Ann Bell'; } >spans;"
        "record bob \"$(cat spans)\" '' >bob.jsonl;"
        "$M import p alice.jsonl --as lead && $M import p bob.jsonl --as bob",
        false);
    if (r.code != 0)
        fail_msg("%s%s", r.out, r.err);
    result_free(&r);
    return folder;
}

static const char told[] = "alice: 2 spans as they were, 1 near, 1 gone, 1 relation gone\n"
                           "  gone      1:20  quote \"Bergen\"  ID, 1 relation\n"
                           "        said-by to ID\n"
                           "  near       5:1  speaker \"The mayor\", was \"The mayer\"\n"
                           "bob: 0 spans as they were, 1 moved\n"
                           "  moved     5:12  speaker \"Ann Bell\"\n";

static void test_there_and_back(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    char whole[2000];
    expect(folder,
           "$M export p >before.jsonl; $M revise p a b.txt --preview" IDLESS
           "; $M export p | cmp - before.jsonl",
           told);
    snprintf(whole, sizeof whole, "%sa: revised, SHA\n", told);
    expect(folder, "$M revise p a b.txt --as lead" IDLESS, whole);
    expect(folder, "$M revise p '#1' - --as lead <b.txt" IDLESS,
           "a: this is its text already, SHA\n");
    expect(folder, "$M verify p", "p: sound, 1 document\n");
    expect(folder, "$M export p | grep -c \"$(sha256sum <b.txt | cut -d' ' -f1)\"", "2\n");
    expect(folder, "$M show p a --annotator bob --spans | tail -n 5",
           "spans\n77-85 speaker \"Ann Bell\"\n\ncomments\n"
           "77-85 doubt by lead: revised text: this was moved with its paragraph\n");
    expect(folder, "$M diff p a alice --at 0m 2>&1", "manicule: no differences\n");
    expect(folder, "$M log p a | sed 's/^.............//; s/ *[0-9a-f-]*$//' | head -n 1",
           "lead      revised text · bob, alice  a\n"); /* one step, though in two sets */
    expect(folder, "$M log p a --json | grep -c '\"what\":\"revised text'; $M log p a -n 1 | wc -l", "2\n1\n");
    expect(folder, "$M log p --json | head -n 1 | grep -c '\"kind\":\"revise\"'", "1\n");
    expect(folder, "$M blame p a --annotator bob | grep -c 'lead  *changed.*last of 2 changes'",
           "1\n");
    expect(folder, "$M revise p a --undo --as lead" IDLESS,
           "a: the text before, with its marks, SHA\n");
    expect(folder, "$M export p | cmp - before.jsonl && $M verify p", "p: sound, 1 document\n");
}

static void test_json(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    expect(folder, "$M revise p a b.txt --json --as lead 2>notes | head -n 2" IDLESS,
           "{\"document\":\"a\",\"set\":\"person\",\"owner\":\"alice\",\"source\":null,\"how\":"
           "\"gone\",\"id\":\"ID\","
           "\"was\":{\"label\":\"quote\",\"start\":19,\"end\":25,\"line\":1,\"column\":20,\"text\":"
           "\"Bergen\"},"
           "\"is\":null,\"relations\":[{\"id\":\"ID\",\"type\":\"said-by\",\"from\":\"ID\",\"to\":"
           "\"ID\"}],"
           "\"comments\":0}\n"
           "{\"document\":\"a\",\"set\":\"person\",\"owner\":\"alice\",\"source\":null,\"how\":"
           "\"near\",\"id\":\"ID\","
           "\"was\":{\"label\":\"speaker\",\"start\":28,\"end\":37,\"line\":3,\"column\":1,"
           "\"text\":\"The mayer\"},"
           "\"is\":{\"label\":\"speaker\",\"start\":66,\"end\":75,\"line\":5,\"column\":1,\"text\":"
           "\"The mayor\"}}\n");
    expect(folder, "grep -c 'a: revised, sha256' notes; grep -c '2 doubts ask' notes", "1\n1\n");
}

static void test_refusals(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    refused(folder, "$M revise p a", 2, "name the file");
    refused(folder, "$M revise p a b.txt --undo", 2, "without a file");
    refused(folder, "$M revise p a --undo --preview", 2, "goes alone");
    refused(folder, "$M revise p a --undo --as lead", 4, "never revised");
    refused(folder, "$M revise p nobody b.txt", 4, "there is no document nobody");
    refused(folder, "$M revise p a missing.txt", 4, "missing.txt");
    refused(folder, "$M revise p a p", 3, "is a project, not an article");
    refused(folder, "printf 'a\\377' | $M revise p a - --as lead", 3,
            "byte 1: not UTF-8 (--encoding");
    refused(folder, "printf 'a\\0b' | $M revise p a - --as lead", 3, "a NUL");
    expect(folder, "$M verify p", "p: sound, 1 document\n");
    /* Records of the old text are told what they are. */
    refused(folder,
            "$M export p >old.jsonl; $M revise p a b.txt --as lead >told 2>&1; $M import p "
            "old.jsonl --as lead",
            3, "an older text of a, which was revised since");
    /* bob's step was made in it; and what he makes of the new one is in the way of the old. */
    refused(folder,
            "id=$($M log p --json --who bob | sed -n 's/.*\"step\":\"\\([^\"]*\\)\".*/\\1/p'); $M "
            "revert p $id --yes --as "
            "lead",
            12, "the text was revised since");
    refused(folder,
            "$M export p --annotator bob 2>/dev/null | sed 's/speaker/location/' "
            ">bob.jsonl; $M import p --replace "
            "bob.jsonl --as bob >told 2>&1; $M revise p a --undo --as lead",
            12, "bob has worked on the new text since");
    /* Then the old text's own file brings it back, and what bob did stays. */
    expect(folder,
           "$M revise p a a.txt --as lead >told 2>&1;"
           "$M export p --annotator bob 2>/dev/null | grep -c '\"label\":\"location\"'; $M verify p",
           "1\np: sound, 1 document\n");
}

static void test_encoding(void **state)
{
    (void)state;
    const char *folder = folder_of_two();
    expect(folder,
           "printf 'Mara Voss spoke in Troms\\370.\\n' | $M revise p a - --encoding ISO-8859-1 "
           "--as lead >told 2>&1;"
           "$M show p a | tail -n 1; $M export p | grep -c '\"source_encoding\":\"ISO-8859-1\"'; "
           "$M verify p",
           "1: Mara Voss spoke in Tromsø.\n2\np: sound, 1 document\n");
    /* The old bytes do not come in beside it. */
    expect(folder, "$M add p a.txt --as lead 2>/dev/null", "0 added, 1 there already\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_encoding),
    };
    return cmocka_run_group_tests_name("revise", tests, NULL, NULL);
}
