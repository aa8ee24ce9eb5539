/* Limits of the system and odd surroundings: few or no descriptors, closed standard streams, no
 * home, a clock that goes back, paths of any bytes. One clear line or the work done, nothing made
 * elsewhere, and the project is sound. What a wrong command line or a file in the way does is in
 * tests/cmd/test_faults.c. */
#include <dirent.h>
#include <sys/resource.h>

#include "../cmd/program.h"
#include "../workbench/sitting.h"
#include "terminal.h"

static const char preparation[] =
    "printf 'Mara Voss spoke in Bergen.\\n' >a.txt && printf 'Another one.\\n' >b.txt && "
    "$M init p.manicule --as lead >/dev/null && $M add p.manicule a.txt --as lead >/dev/null && "
    "$M export p.manicule --as lead -o a.jsonl";

static const char *prepared(void)
{
    const char *folder = fresh_folder();
    struct result r = program_run(folder, preparation, false);
    if (r.code)
        fail_msg("%s", r.err);
    result_free(&r);
    return folder;
}

static void run_well(const char *folder, const char *script)
{
    struct result r = program_run(folder, script, false);
    if (r.code || r.err[0])
        fail_msg("%s: exit %d\n%s%s", script, r.code, r.out, r.err);
    result_free(&r);
}

/* Is there a newline at the end of each line, and does each say who speaks? At most `most` of them.
 */
static bool plain_lines(const char *text, unsigned most)
{
    unsigned n = 0;
    for (const char *end; *text; text = end + 1, n++) {
        end = strchr(text, '\n');
        if (!end || strncmp(text, "manicule: ", 10) != 0 || end < text + 12)
            return false;
    }
    return n <= most;
}

/* ---- descriptors ---- */

static const char *const verbs[] = {
    "$M list p.manicule --as lead",
    "$M verify p.manicule --as lead",
    "$M export p.manicule --as lead -o out.jsonl",
    "$M import p.manicule a.jsonl --as lead",
    "$M add p.manicule b.txt --again --as lead",
    "$M backup p.manicule copy --as lead",
    "$M init q.manicule --as lead",
};

static void test_few_descriptors(void **state)
{
    (void)state;
    char script[400];
    unsigned refused = 0;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        const char *folder = prepared();
        bool done = false;
        for (unsigned n = 4; n <= 16; n++) {
            snprintf(script, sizeof script,
                     "rm -f out.jsonl copy* q.manicule*; ulimit -n %u; exec %s", n, verbs[i]);
            struct result r = program_run(folder, script, false);
            bool started = r.code != 127; /* the loader wants some for itself */
            if (started &&
                (r.code >= 128 || (r.code && !r.err[0]) || !plain_lines(r.err, r.code ? 2 : 0)))
                fail_msg("%s with %u descriptors: exit %d\n%s", verbs[i], n, r.code, r.err);
            done |= r.code == 0;
            refused += r.code != 0 && started;
            result_free(&r);
            run_well(folder, "$M verify p.manicule --as lead >/dev/null");
            /* A refused one leaves nothing that looks like work. */
            run_well(folder, "! ls -A | grep '^[.]manicule-'; test ! -e q.manicule || $M verify "
                             "q.manicule --as lead >/dev/null");
        }
        assert_true(done);
    }
    assert_true(refused > 0);
}

/* Every verb with every set of standard streams closed: what is said must not go into the project.
 */
static void test_closed_streams(void **state)
{
    (void)state;
    static const char *const closed[] = {"<&-",     ">&-",      "2>&-",
                                         "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"};
    char script[400];
    const char *folder = prepared();
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        for (size_t n = 0; n < sizeof closed / sizeof *closed; n++) {
            snprintf(script, sizeof script, "rm -f out.jsonl copy* q.manicule*; %s %s", verbs[i],
                     closed[n]);
            struct result r = program_run(folder, script, false);
            if (r.code >= 128 || !plain_lines(r.err, 2))
                fail_msg("%s: exit %d\n%s", script, r.code, r.err);
            result_free(&r);
            run_well(folder, "$M verify p.manicule --as lead >/dev/null; test ! -e q.manicule || "
                             "$M verify q.manicule --as lead >/dev/null");
        }
    /* The control: a message in the middle of the file is found. */
    struct result r = program_run(folder,
                                  "printf 'manicule: hello' | dd of=p.manicule bs=1 "
                                  "seek=$(grep -abo Mara p.manicule | head -n 1 | cut -d: -f1) "
                                  "conv=notrunc 2>/dev/null; $M verify p.manicule --as lead",
                                  false);
    assert_int_not_equal(r.code, 0);
    result_free(&r);
}

/* ---- no home ---- */

static void test_no_home(void **state)
{
    (void)state;
    static const char *const homes[] = {
        "env -u HOME -u XDG_CONFIG_HOME",
        "env HOME= XDG_CONFIG_HOME=", "env HOME=relative XDG_CONFIG_HOME=relative",
        "env HOME=/nonexistent", "env -i"};
    char script[300];
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
        const char *folder = prepared();
        snprintf(script, sizeof script, "%s %s list p.manicule --as lead >/dev/null", homes[i],
                 program_path());
        run_well(folder, script);
        /* A relative one is not looked into: its keys would take q's place. */
        run_well(folder, "mkdir -p relative/manicule relative/.config/manicule && echo 'quit q' | "
                         "tee relative/manicule/keys >relative/.config/manicule/keys");
        snprintf(script, sizeof script, "exec %s TERM=xterm-256color %s p.manicule --as lead",
                 homes[i], program_path());
        const char *argv[] = {"sh", "-c", script, NULL};
        struct terminal *t = terminal_start(
            &(struct terminal_options){.argv = argv, .folder = folder, .unsynced = true});
        terminal_expect(t, "Mara");
        terminal_keys(t, "C-q");
        assert_int_equal(terminal_wait(t), 0);
        terminal_end(t);
        run_well(folder, "test \"$(ls -A | tr '\\n' ' ')\" = 'a.jsonl a.txt b.txt p.manicule "
                         "p.manicule-journal relative '");
    }
}

/* ---- paths ---- */

static void test_paths(void **state)
{
    (void)state;
    /* As the shell's printf is given them; what must not reach a terminal as it is. */
    static const char *const names[] = {
        "with space", "new\\nline",         "\\377\\376 bytes",          "-dash",
        ":memory:",   "file:x?mode=memory", "semi;colon\\047",           "\\033[31mred",
        "%%s%%n",     "tab\\there",         "\\303\\244\\342\\200\\256",
    };
    char script[2000];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *folder = fresh_folder();
        snprintf(
            script, sizeof script,
            "set -e; name=$(printf -- '%s'); mkdir d; cd d; printf 'Words.\\n' >./\"$name.txt\"; "
            "$M init ./\"$name\" --as lead >/dev/null; $M add ./\"$name\" ./\"$name.txt\" --as "
            "lead "
            ">/dev/null; $M export ./\"$name\" --as lead -o ./\"$name.jsonl\"; $M import "
            "./\"$name\" ./\"$name.jsonl\" --as lead >/dev/null; $M verify ./\"$name\" --as "
            "lead >/dev/null; test \"$(ls -A | tr '\\n' '|' | sed 's/[^|]//g')\" = \"$(ls -A "
            "\"$PWD/$name\" \"$PWD/$name-journal\" \"$PWD/$name.txt\" \"$PWD/$name.jsonl\" | "
            "tr '\\n' '|' | sed 's/[^|]//g')\"",
            names[i]);
        run_well(folder, script);
        /* What is said of it is one plain line. */
        snprintf(script, sizeof script,
                 "name=$(printf -- '%s'); $M list d/\"$name.none\" --as lead", names[i]);
        struct result r = program_run(folder, script, false);
        if (r.code != 4 || !one_line(r.err))
            fail_msg("%s: exit %d\n%s", names[i], r.code, r.err);
        for (const char *c = r.err; *c; c++)
            if (((unsigned char)*c < 0x20 && *c != '\n') || *c == 0x7f)
                fail_msg("%s: byte %02x in its message", names[i], (unsigned char)*c);
        size_t bad;
        assert_true(text_check((const uint8_t *)r.err, strlen(r.err), &bad));
        assert_null(strstr(r.err, "\xe2\x80\xae"));
        result_free(&r);
    }
}

/* A name that is too long for the system, or for the journal beside it. */
static void test_long_paths(void **state)
{
    (void)state;
    char script[400];
    const char *folder = fresh_folder();
    for (unsigned n = 240; n <= 260; n += 4) {
        snprintf(
            script, sizeof script,
            "name=$(printf '%%0%ud' 0); rm -rf l; mkdir l; $M init l/$name --as lead >/dev/null; "
            "c=$?; [ $c = 0 ] && exec $M verify l/$name --as lead >/dev/null; "
            "[ \"$(ls -A l)\" = '' ] || exit 77; exit $c",
            n);
        struct result r = program_run(folder, script, false);
        if (r.code >= 77 || (r.code == 0) != (n + sizeof "-journal" - 1 <= 255) ||
            (r.code && !one_line(r.err)))
            fail_msg("a name of %u: exit %d\n%s", n, r.code, r.err);
        result_free(&r);
    }
}

/* ---- time ---- */

static int64_t backwards(void *ctx)
{
    int64_t *clock = ctx;
    return *clock -= 86400000;
}

static void seeded(void *ctx, void *bytes, size_t n)
{
    static uint64_t seed = 21;
    (void)ctx;
    for (uint8_t *p = bytes; n--; p++)
        *p = (uint8_t)test_random(&seed);
}

static void no_rest(void *ctx, unsigned microseconds)
{
    (void)ctx, (void)microseconds;
}

/* A day back at every look: the journal's order, undo and redo follow its numbers. */
static void test_clock(void **state)
{
    (void)state;
    static const char text[] = "Anna Lindqvist lost 4.2 million kronor in Oslo.\n";
    struct sitting s;
    int64_t clock = 1767225600000;
    sitting_begin(&s, 24, 80);
    store_close(s.store);
    s.env = (struct env){backwards, seeded, no_rest, &clock};
    struct err err = {0};
    const struct store_options options = sitting_options(&s, "alice");
    if (store_open(s.path, &options, &s.store, &err) != OK)
        fail_msg("%s", err.text);
    store_use_labels(s.store, &s.labels);
    sitting_add(&s, "back", text, sizeof text - 1);
    sitting_open(&s, NULL);
    sitting_keys(&s, "s/Oslo<Enter><Esc>l/4.2<Enter><Esc>a");
    assert_int_equal(set_count(s.wb->set), 3);
    struct buf three = {0};
    buf_add_string(&three, sitting_spans(&s));
    sitting_keys(&s, "u");
    assert_null(strstr(sitting_spans(&s), "amount"));
    sitting_keys(&s, "u");
    assert_null(strstr(sitting_spans(&s), "location"));
    sitting_keys(&s, "UU");
    assert_string_equal(sitting_spans(&s), buf_text(&three));

    struct journal_row row;
    int64_t number = 0, revision = 0, at = INT64_MAX;
    unsigned rows = 0;
    for (bool more = true; more;) {
        assert_int_equal(store_journal(s.store, number, &row, &more, &err), OK);
        if (!more)
            break;
        assert_true(row.number > number);
        number = row.number;
        if (row.set == 0)
            continue;
        assert_int_equal(row.revision, ++revision);
        assert_true(row.at < at); /* it is as the clock said, and orders nothing */
        at = row.at;
        rows++;
    }
    assert_int_equal(rows, 7);
    size_t findings;
    assert_int_equal(store_verify(s.store, NULL, &findings, &err), OK);
    assert_int_equal(findings, 0);
    sitting_reopen(&s);
    assert_string_equal(sitting_spans(&s), buf_text(&three));
    buf_release(&three);
    sitting_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_descriptors), cmocka_unit_test(test_closed_streams),
        cmocka_unit_test(test_no_home),         cmocka_unit_test(test_paths),
        cmocka_unit_test(test_long_paths),      cmocka_unit_test(test_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
