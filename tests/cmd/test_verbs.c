/* What the verbs do when all is well, and what they say about themselves. */
#include "program.h"

#include <sqlite3.h>

#include "manicule/cmd/cmd.h"

static struct result run_ok(const char *folder, const char *script)
{
    struct result r = program_run(folder, script, false);
    if (r.code != 0)
        fail_msg("%s: exit %d\n%s%s", script, r.code, r.out, r.err);
    return r;
}

static void prepare(const char *folder, const char *script)
{
    struct result r = run_ok(folder, script);
    result_free(&r);
}

static void expect(const char *folder, const char *script, const char *out)
{
    struct result r = run_ok(folder, script);
    if (strcmp(r.out, out) != 0)
        fail_msg("%s: it prints\n%s\nnot\n%s", script, r.out, out);
    result_free(&r);
}

static void expect_part(const char *folder, const char *script, const char *part)
{
    struct result r = run_ok(folder, script);
    if (!strstr(r.out, part))
        fail_msg("%s: it prints\n%s\nwithout\n%s", script, r.out, part);
    result_free(&r);
}

/* Each verb's help names its options, keeps to 80 columns, and is the same by both ways of asking.
 */
static void test_help(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    for (size_t i = 0; verb_at(i); i++) {
        const struct verb *verb = verb_at(i);
        char script[200], start[200];
        snprintf(script, sizeof script, "$M %s p --help --frob", verb->name);
        struct result r = run_ok(folder, script);
        assert_string_equal(r.err, "");
        snprintf(start, sizeof start, "manicule %s: %s\n\nusage: manicule %s", verb->name,
                 verb->summary, verb->name);
        if (strncmp(r.out, start, strlen(start)) != 0)
            fail_msg("%s", r.out);
        for (const struct option *o = verb->options; o && o->name; o++) {
            snprintf(start, sizeof start, "--%s%s%s", o->name, o->value ? " " : "",
                     o->value ? o->value : "");
            if (!strstr(r.out, start))
                fail_msg("%s --help does not name %s", verb->name, start);
        }
        for (const char *line = r.out; *line;) {
            size_t n = strcspn(line, "\n");
            if (n > 80)
                fail_msg("%s --help: %.*s", verb->name, (int)n, line);
            line += n + (line[n] == '\n');
        }
        snprintf(script, sizeof script, "$M help %s", verb->name);
        expect(folder, script, r.out);
        result_free(&r);
    }
}

/* A lead's morning: people come, documents are given out, and it shows how far they are. */
static void test_people_and_assignments(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    prepare(folder, "for i in 1 2 3 4 5 6; do echo \"Ann said it $i times.\" >d$i.txt; done;"
                    "$M init p --as lead && $M add p d*.txt --as lead");
    expect(folder, "$M people p add alice bob --as lead && $M people p add rita --role reviewer",
           "alice                             annotator\n"
           "bob                               annotator\n"
           "rita                              reviewer\n");
    expect(folder, "$M assign p --all --readers 1 --to alice --to bob --seed 7 --as lead",
           "alice: 3 documents given\nbob: 3 documents given\nseed 7\n");
    expect(folder, "$M assign p --match 'd[12]' --to rita --review bob --as lead",
           "rita: 2 documents given\n");
    /* The same again changes nothing, and the same chance gives the same. */
    expect(folder, "$M assign p --all --readers 1 --to alice --to bob --as lead --seed 1",
           "alice: 0 documents given, 3 had already\nbob: 0 documents given, 3 had already\nseed 1\n");
    prepare(folder, "$M assign p --as lead >once;"
                    "$M init q --as lead && $M add q d*.txt --as lead &&"
                    "$M assign q --all --readers 1 --to alice --to bob --seed 7 --as lead &&"
                    "$M assign q --as lead >again; grep mark once | cmp - again");
    expect_part(folder, "$M assign p --all --to alice --as lead && $M status p --as lead",
                "alice             annotator  ....................  0 of 6 done\n");
    expect_part(folder, "$M status p --as lead",
                "                  reviews    ....................  0 of 2 accepted, 2 not marked\n");
    expect(folder, "$M assign p --all --to alice --take-back --as lead",
           "alice: 6 documents taken back\n");
    expect_part(folder, "$M status p --json --as lead",
                "{\"person\":\"bob\",\"role\":\"annotator\",\"documents\":3,\"given\":true,\"new\":3");
    expect(folder, "$M people p remove bob --as lead && $M people p --json --as lead",
           "bob                               gone\n"
           "{\"name\":\"alice\",\"role\":\"annotator\",\"gone\":false}\n"
           "{\"name\":\"bob\",\"role\":\"annotator\",\"gone\":true}\n"
           "{\"name\":\"rita\",\"role\":\"reviewer\",\"gone\":false}\n");
    prepare(folder, "$M verify p --as lead");

    static const struct {
        const char *script;
        int code;
    } refused[] = {
        {"$M people p frob --as lead", 2},
        {"$M people p add --as lead", 2},
        {"$M people p add 'A;b' --as lead", 2},
        {"$M people p add ann --role king --as lead", 2},
        {"$M people p remove nobody --as lead", 4},
        {"$M assign p --all --as lead", 2},
        {"$M assign p --to alice --as lead", 2},
        {"$M assign p d1 --all --to alice --as lead", 2},
        {"$M assign p --all --to eve --as lead", 4},
        {"$M assign p d9 --to alice --as lead", 4},
        {"$M assign p --all --to alice --readers 2 --as lead", 2},
        {"$M assign p d1 --to alice --review alice --as lead", 2},
        {"$M assign p d1 --to alice --seed x --readers 1 --as lead", 2},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct result r = program_run(folder, refused[i].script, false);
        if (r.code != refused[i].code || !one_line(r.err))
            fail_msg("%s: exit %d\n%s%s", refused[i].script, r.code, r.out, r.err);
        result_free(&r);
    }
}

static void test_rows_are_whole(void **state)
{
    (void)state;
    for (size_t i = 0; verb_at(i); i++) {
        const struct verb *verb = verb_at(i);
        assert_ptr_equal(verb_find(verb->name), verb);
        assert_non_null(verb->run);
        assert_true(verb->summary[strlen(verb->summary) - 1] != '.');
        assert_true(verb->help[strlen(verb->help) - 1] == '.');
        assert_true(!verb->project || strncmp(verb->usage, "PROJECT", 7) == 0);
    }
    assert_null(verb_find("frobnicate"));
}

static void test_program_help(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    struct result help = run_ok(folder, "$M help");
    for (size_t i = 0; verb_at(i); i++)
        assert_non_null(strstr(help.out, verb_at(i)->summary));
    expect(folder, "$M --help", help.out);
    expect(folder, "$M -h", help.out);
    result_free(&help);
    expect_part(folder, "$M version", "manicule ");
    expect_part(folder, "$M --version", "project format ");
    expect_part(folder, "$M -V", "Unicode ");
}

static void test_project(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    expect(folder, "$M init p.manicule --as lead", "p.manicule: a new project\n");
    expect(folder, "stat -c %a p.manicule", "600\n");
    expect(folder,
           "mkdir -p n/deep n/.hidden && printf 'Eins.' >n/b.txt && printf 'Zwei.' >n/deep/a.txt "
           "&& echo x >n/.hidden/x &&"
           " cp p.manicule n/q.manicule && ln -s b.txt n/link && $M add p.manicule n --as lead",
           "2 added, 2 other files passed over\n");
    expect(folder, "$M list p.manicule --as alice",
           "    1  b                                         new       0 spans\n"
           "    2  a                                         new       0 spans\n");
    expect(folder, "printf 'Drei.' | $M add p.manicule - --name three --as=lead", "1 added\n");
    expect(folder, "$M add p.manicule n --as lead 2>/dev/null",
           "0 added, 2 there already, 2 other files passed over\n");
    expect(folder,
           "printf '\\223\\214\\213\\236' >t.txt && $M add p.manicule t.txt --encoding CP932 && $M "
           "show p.manicule t | tail -n 1",
           "1 added\n1: 東京\n");
    expect(folder,
           "printf '{\"text\":\"F\\\\u00fcnf\",\"title\":\"T\"}\\n' | $M add p.manicule - --jsonl "
           "&& $M show p.manicule '#5' | sed -n '1,2p'",
           "1 added\ndocument 5 stdin-1\ntitle T\n");
    expect(folder, "mkdir m && printf 'Vier.' >m/d.txt && touch m/x.manicule-journal m/y.bin && $M add p.manicule m",
           "1 added, 2 other files passed over\n");
    expect(folder, "$M export p.manicule --annotator nobody-here 2>&1; echo $?",
           "manicule: nobody-here has no marks in this project; `list --sets` shows who has\n4\n");
    expect(folder, "$M remove p.manicule d --yes", "d: removed with 0 sets, 0 spans\n");
    expect(folder, "$M remove p.manicule '#5' t --yes",
           "stdin-1: removed with 0 sets, 0 spans\nt: removed with 0 sets, 0 spans\n");
    expect(folder, "$M list p.manicule --json --as alice | tail -n 1",
           "{\"number\":3,\"document\":\"three\",\"status\":\"new\",\"spans\":0,\"doubts\":0}\n");
    expect_part(folder, "$M verify p.manicule", "p.manicule: sound, 3 documents\n");
    expect(folder, "$M backup p.manicule copy.manicule && $M list copy.manicule | wc -l",
           "copy.manicule: a copy of p.manicule\n3\n");
}

/* Marks in and out through pipes and files. */
static void test_exchange(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    prepare(folder, "$M init p.manicule && $M init q.manicule && printf 'Mara Voss spoke in "
                    "\\360\\237\\230\\200 Bergen.\\n' >a.txt && $M add p.manicule a.txt");
    prepare(folder,
            "$M export p.manicule >bare.jsonl && sed "
            "'s/\"set\":null.*/\"set\":\"person\",\"annotator\":\"alice\",\"status\":\"done\","
            "\"spans\":[{\"label\":\"speaker\",\"start\":0,\"end\":9,\"text\":\"Mara Voss\"},"
            "{\"label\":\"location\",\"start\":21,\"end\":27,\"text\":\"Bergen\"}],\"relations\":[]"
            "}/' bare.jsonl >in.jsonl");
    expect_part(folder, "$M import p.manicule in.jsonl --as lead",
                "spans: 2 added, 0 changed, 0 unchanged");
    expect_part(folder, "$M import p.manicule - <in.jsonl",
                "spans: 0 added, 0 changed, 2 unchanged");
    expect(folder, "$M show p.manicule a --annotator alice --spans | sed -n '/^spans/,$p'",
           "spans\n0-9 speaker \"Mara Voss\"\n21-27 location \"Bergen\"\n");
    expect(folder,
           "$M export p.manicule -o out.jsonl && $M export p.manicule --offsets utf16 | $M import "
           "q.manicule - >/dev/null &&"
           " $M export q.manicule | cmp - out.jsonl && ls -A | grep -c '^\\.manicule'; true",
           "0\n");
    expect_part(folder, "$M export p.manicule --offsets utf8", "\"offset_unit\":\"utf8\"");
    expect_part(folder, "$M export p.manicule --offsets utf8",
                "\"start\":24,\"end\":30,\"text\":\"Bergen\"");
    expect(folder, "$M export p.manicule --status open 2>&1 >/dev/null",
           "manicule: 1 set left out: 1 done\n");
    expect(folder, "$M export p.manicule --gold 2>&1 >/dev/null",
           "manicule: 1 set left out: 1 person\n");
    expect(folder,
           "umask 027; $M export p.manicule -o new && stat -c %a new && chmod 604 new && $M export "
           "p.manicule -o new && stat -c %a new",
           "640\n604\n");
    expect_part(folder, "$M list p.manicule --sets",
                "person      alice         done      2 spans, 0 relations\n");
    expect_part(folder, "$M list p.manicule --as alice", "done      2 spans\n");
    expect_part(folder,
                "sed 's/alice/Al B/' in.jsonl | sed 's/\"id\":\"[^\"]*\",\"sha/\"sha/' | $M import "
                "p.manicule - --map-person 'Al B=bob'",
                "1 set written");
    expect_part(folder, "$M export p.manicule --annotator bob 2>/dev/null",
                "\"annotator\":\"bob\"");
}

static void test_labels(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    prepare(folder, "$M init p.manicule && $M labels p.manicule export -o l.json");
    expect(folder, "$M labels p.manicule export | cmp - l.json", "");
    expect_part(folder, "$M labels p.manicule", "\ns  speaker\n");
    expect_part(folder, "$M labels p.manicule", "\nsaid-by: from quote to speaker\n");
    expect(folder, "$M labels p.manicule set l.json", "news, version 1: in use already\n");
    expect(folder,
           "sed 's/\"version\": 1/\"version\": 2/' l.json >l2.json && $M labels p.manicule set "
           "l2.json",
           "news, version 2: now in use\n");
    expect(folder, "$M labels p.manicule export | cmp - l2.json && $M verify p.manicule",
           "p.manicule: sound, 0 documents\n");
    prepare(folder,
            "$M init q.manicule --labels l.json && $M labels q.manicule export | cmp - l.json");
}

/* Text that a terminal would obey comes out as what it is. */
static void test_hostile(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    prepare(folder,
            "$M init p.manicule && printf 'a\\033]0;owned\\007b\\n\\302\\233c\\342\\200\\256d' "
            ">\"$(printf 'x\\033y.txt')\" && $M add p.manicule x*");
    expect(folder, "$M show p.manicule '#1' | tail -n 2", "1: a^[]0;owned^Gb\n2: <009B>c<202E>d\n");
    expect_part(folder, "$M list p.manicule", "x^[y ");
}

/* Someone died in the middle of a commit: what they began is taken back by the next verb, also one
 * that only reads. */
static void test_after_crash(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    char path[8400], journal[8400];
    snprintf(path, sizeof path, "%s/p.manicule", folder);
    snprintf(journal, sizeof journal, "%s/p.manicule-journal", folder);
    prepare(folder, "$M init p.manicule && printf 'Words.' >a.txt && $M add p.manicule a.txt && $M "
                    "export p.manicule -o before");
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        sqlite3 *db;
        bool good =
            sqlite3_open(path, &db) == SQLITE_OK &&
            sqlite3_exec(db,
                         "PRAGMA journal_mode = TRUNCATE; PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
                         "UPDATE texts SET text = text || hex(zeroblob(300000));"
                         "UPDATE documents SET name = 'half'",
                         NULL, NULL, NULL) == SQLITE_OK;
        if (good)
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    struct stat st;
    assert_int_equal(stat(journal, &st), 0);
    assert_true(st.st_size > 0);
    expect_part(folder, "$M list p.manicule", "  a  ");
    expect(folder, "$M export p.manicule | cmp - before", "");
    expect_part(folder, "$M verify p.manicule", "sound");
}

/* A project of another Unicode version is sound, with a note. */
static void test_other_unicode(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    char path[8400];
    snprintf(path, sizeof path, "%s/p.manicule", folder);
    prepare(folder, "$M init p.manicule");
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "UPDATE project SET value = '99.0.0' WHERE name = 'unicode'", NULL, NULL,
                     NULL),
        SQLITE_OK);
    sqlite3_close(db);
    expect_part(folder, "$M verify p.manicule",
                "note: the project was made with Unicode 99.0.0, this program has ");
    expect_part(folder, "$M verify p.manicule", "\np.manicule: sound, 0 documents\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help),         cmocka_unit_test(test_rows_are_whole),
        cmocka_unit_test(test_people_and_assignments),
        cmocka_unit_test(test_program_help), cmocka_unit_test(test_project),
        cmocka_unit_test(test_exchange),     cmocka_unit_test(test_labels),
        cmocka_unit_test(test_hostile),      cmocka_unit_test(test_after_crash),
        cmocka_unit_test(test_other_unicode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
