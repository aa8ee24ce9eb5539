/* Terminals that are odd, wrong or hostile: sizes from 1x1 up at the start, resizes while keys
 * flow, TERM and terminfo of any bytes, other locales, floods of pastes, keys and mouse reports. No
 * crash, nothing marked that was not asked for, memory bounded, and it answers. What ordinary
 * terminals show is in tests/screens/test_program.c. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cmd/program.h"
#include "preloaded.h"
#include "terminal.h"

enum { MEMORY_KB = 96 * 1024 }; /* at its largest; the largest screen takes most of it */

static const char words[] = "The harbour that would not sleep\n"
                            "\n"
                            "\"We counted 41 ships before dawn,\" said Marta Oyelaran of Selvik.\n"
                            "\n"
                            "港の灯台守は「三隻だけが合図を返した」と話した。\n";

static const char *new_folder(void)
{
    char path[4300];
    const char *folder = fresh_folder();
    snprintf(path, sizeof path, "%s/a.txt", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(words, file) >= 0);
    fclose(file);
    return folder;
}

static struct terminal *open_it(const char *folder, struct terminal_options options)
{
    const char *argv[] = {program_path(), "a.txt", "--as", "alice", NULL};
    options.argv = argv;
    options.folder = folder;
    return terminal_start(&options);
}

static unsigned spans(const char *folder)
{
    struct result r = program_run(folder, "$M export a.txt.manicule --as alice", false);
    if (r.code)
        fail_msg("%s", r.err);
    unsigned n = 0;
    for (const char *at = r.out; (at = strstr(at, "\"origin\":")); at++)
        n++;
    result_free(&r);
    return n;
}

/* The most memory it has had, in KB. */
static void check_memory(const struct terminal *t)
{
    char path[64], line[200];
    unsigned long most = 0;
    snprintf(path, sizeof path, "/proc/%d/status", terminal_pid(t));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            most = strtoul(line + 6, NULL, 10);
    fclose(file);
    assert_true(most > 0);
    if (!SANITIZED && most > MEMORY_KB)
        fail_msg("it took %lu KB", most);
}

/* It answers, draws what it believes to, and quits when told to. */
static void quit_well(struct terminal *t, const char *after)
{
    struct buf why = {0};
    terminal_sync(t);
    unsigned wrong = terminal_compare(t, &why);
    if (wrong)
        fail_msg("%u wrong cells after %s:\n%s", wrong, after, buf_text(&why));
    buf_release(&why);
    check_memory(t);
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
}

/* ---- sizes ---- */

static void test_sizes(void **state)
{
    (void)state;
    static const unsigned sizes[][2] = {{1, 1},  {1, 1000}, {500, 1},
                                        {9, 39}, {10, 40},  {500, 1000}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *folder = new_folder();
        struct terminal *t =
            open_it(folder, (struct terminal_options){.rows = sizes[i][0], .cols = sizes[i][1]});
        terminal_press(t, "<Down>w?");
        terminal_press(t, "<Esc>L");
        quit_well(t, "a start in a terminal of that size");
        assert_int_equal(spans(folder), 0);
    }
    /* None at all, and more than there is. */
    static const unsigned claims[][2] = {{0, 0}, {65535, 65535}, {0, 65535}, {65535, 1}};
    const char *folder = new_folder();
    struct terminal *t = open_it(folder, (struct terminal_options){.rows = 24, .cols = 80});
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        terminal_claim(t, claims[i][0], claims[i][1]);
        terminal_keys(t, "w");
        terminal_sync(t);
        check_memory(t);
    }
    terminal_resize(t, 24, 80);
    quit_well(t, "sizes that cannot be");
}

static void test_resizes_while_keys_flow(void **state)
{
    (void)state;
    static const char *const keys[] = {"<Down>", "w",      "b",    "<Up>", "<PgDn>", "<PgUp>",
                                       "?<Esc>", "L<Esc>", "<F6>", "}",    "{"};
    const char *folder = new_folder();
    uint64_t seed = 17;
    struct terminal *t = open_it(folder, (struct terminal_options){.rows = 30, .cols = 100});
    for (int i = 0; i < 600; i++) {
        /* Mostly sizes that can be drawn on, so that something is. */
        bool any = i % 7 == 0;
        terminal_claim(t, (unsigned)(test_random(&seed) % (any ? 65536 : 60)),
                       (unsigned)(test_random(&seed) % (any ? 65536 : 200)));
        terminal_keys(t, keys[test_random(&seed) % (sizeof keys / sizeof *keys)]);
    }
    /* A size's signal is not in order with the keys, so only what follows the last one is sure. */
    terminal_resize(t, 30, 100);
    terminal_press(t, "<Esc>ggw");
    assert_true(terminal_shows(t, "harbour") || terminal_shows(t, "Oyelaran"));
    terminal_press(t, "gqq");
    quit_well(t, "resizes while keys flow");
    assert_int_equal(spans(folder), 1);
}

/* ---- what it is called ---- */

/* Refused before anything is made or drawn: exit 13, one line of plain characters. */
static void assert_refused(const char *folder, const char *type, const char *const *env)
{
    char project[4300];
    struct terminal *t =
        open_it(folder, (struct terminal_options){.type = type, .env = env, .unsynced = true});
    int code = terminal_wait(t);
    const struct buf *out = terminal_output(t);
    if (code != 13)
        fail_msg("TERM=%s: exit %d\n%s", type, code, buf_text(out));
    assert_true(out->size > 1);
    assert_ptr_equal(memchr(out->data, '\n', out->size), out->data + out->size - 1);
    for (size_t i = 0; i < out->size; i++)
        if ((unsigned char)out->data[i] < 0x20 && out->data[i] != '\n' && out->data[i] != '\r')
            fail_msg("byte %02x in [%s]", (unsigned char)out->data[i], buf_text(out));
    assert_int_equal(terminal_modes(t).alternate, false);
    terminal_end(t);
    snprintf(project, sizeof project, "%s/a.txt.manicule", folder);
    assert_int_not_equal(access(project, F_OK), 0);
}

static void test_hostile_names(void **state)
{
    (void)state;
    static char endless[70000];
    memset(endless, 'x', sizeof endless - 1);
    static const char *const types[] = {
        "",
        "../../../etc/passwd",
        "/etc/passwd",
        "x/../x/xterm",
        "xterm\033]0;owned\007",
        "%s%n%s%n",
        "-V",
        "xterm-256color\nxterm",
        "\xff\xfe",
        endless,
    };
    const char *folder = new_folder();
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_refused(folder, types[i], NULL);
}

/* Terminal descriptions of any bytes, found through $TERMINFO. */
static void test_hostile_descriptions(void **state)
{
    (void)state;
    static const unsigned char starts[][2] = {{0x1a, 0x01}, {0x1e, 0x02}, {0, 0}};
    char path[4400], where[4400];
    uint64_t seed = 23;
    const char *folder = new_folder();
    snprintf(path, sizeof path, "%s/info", folder);
    assert_int_equal(mkdir(path, 0755), 0);
    snprintf(path, sizeof path, "%s/info/e", folder);
    assert_int_equal(mkdir(path, 0755), 0);
    snprintf(path, sizeof path, "%s/info/e/evil", folder);
    snprintf(where, sizeof where, "TERMINFO=%s/info", folder);
    const char *const env[] = {where, "TERMCAP=evil:cl=\\E[2J:co#99999999:li#-1:", NULL};
    for (int i = 0; i < 30; i++) {
        unsigned char bytes[4096];
        size_t n = test_random(&seed) % sizeof bytes;
        for (size_t at = 0; at < n; at++)
            bytes[at] = (unsigned char)test_random(&seed);
        memcpy(bytes, starts[i % 3], 2);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, n, file), n);
        fclose(file);
        assert_refused(folder, "evil", env);
    }
}

static void test_locales(void **state)
{
    (void)state;
    static const struct {
        const char *locale;
        bool latin1;
    } rows[] = {
        {"LC_ALL=C", false},       {"LC_ALL=POSIX", false},
        {"LC_ALL=nowhere", false}, {"LC_ALL=de_DE.ISO-8859-1", true},
        {"LC_ALL=C.latin1", true}, {"LC_ALL=../../x", false},
        {"LC_ALL=%s%n.%n", true},  {"LANG=C", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *folder = new_folder();
        const char *const env[] = {rows[i].locale, NULL};
        struct terminal *t =
            open_it(folder, (struct terminal_options){.env = env, .latin1 = rows[i].latin1});
        terminal_sync(t);
        assert_true(terminal_shows(t, "harbour"));
        terminal_mark(t);
        size_t from = terminal_output(t)->size;
        terminal_press(t, "GggC-l");
        const struct buf *out = terminal_output(t);
        for (size_t at = from; rows[i].latin1 && at < out->size; at++)
            if ((unsigned char)out->data[at] >= 0x80)
                fail_msg("%s: byte %02x is sent", rows[i].locale, (unsigned char)out->data[at]);
        terminal_press(t, "gqq");
        quit_well(t, rows[i].locale);
        assert_int_equal(spans(folder), 1);
    }
}

/* ---- floods ---- */

static void test_large_pastes(void **state)
{
    (void)state;
    enum { LARGE = 10 * 1024 * 1024 };
    static const char pattern[] = "sqla\rgqU \t\xe6\xb8\xaf\xff\x01C-q:quit\n";
    const char *folder = new_folder();
    char *text = malloc(LARGE + 1);
    assert_non_null(text);
    for (size_t i = 0; i < LARGE; i++)
        text[i] = pattern[i % (sizeof pattern - 1)];
    text[LARGE] = '\0';
    struct terminal *t = open_it(folder, (struct terminal_options){0});
    terminal_press(t, "gq");
    terminal_paste(t, text);
    terminal_sync(t);
    check_memory(t);
    /* Into a line that is being typed: it stays a line. */
    text[LARGE / 10] = '\0';
    terminal_press(t, "/");
    terminal_paste(t, text);
    terminal_press(t, "<Esc><Esc>");
    terminal_press(t, ":");
    terminal_paste(t, text);
    terminal_press(t, "<Esc><Esc>");
    /* One that begins twice. */
    terminal_send(t, "\033[200~\033[200~s", 13);
    terminal_paste(t, "q");
    quit_well(t, "pastes");
    assert_int_equal(spans(folder), 0);
    free(text);
}

static void test_mouse_garbage(void **state)
{
    (void)state;
    static const char *const reports[] = {
        "\033[<0;99999999999999999999;1M",
        "\033[<-1;-1;-1M",
        "\033[<;;M",
        "\033[<0;0;0m",
        "\033[<4294967295;5;5M",
        "\033[<0;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1M",
        "\033[<64;65535;65535M",
        "\033[<3;2;2M",
        "\033[<32;7;3M",
        "\033[<0;5;5m",
        "\033[<128;9;9M",
        "\033[<0;12;3M",
    };
    const char *folder = new_folder();
    uint64_t seed = 31;
    struct terminal *t = open_it(folder, (struct terminal_options){0});
    for (int i = 0; i < 20000; i++) {
        const char *report = reports[test_random(&seed) % (sizeof reports / sizeof *reports)];
        terminal_send(t, report, strlen(report));
        if (i % 3 == 0)
            terminal_mouse(t, (unsigned)(test_random(&seed) % 256),
                           (unsigned)(test_random(&seed) % 500),
                           (unsigned)(test_random(&seed) % 1000), i % 2);
    }
    quit_well(t, "mouse reports");
    assert_int_equal(spans(folder), 0);
}

/* The control: the same look at what was marked does see a mark. */
static void test_a_mark_is_seen(void **state)
{
    (void)state;
    const char *folder = new_folder();
    struct terminal *t = open_it(folder, (struct terminal_options){0});
    terminal_press(t, "gqq");
    quit_well(t, "a mark");
    assert_int_equal(spans(folder), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),          cmocka_unit_test(test_resizes_while_keys_flow),
        cmocka_unit_test(test_hostile_names),  cmocka_unit_test(test_hostile_descriptions),
        cmocka_unit_test(test_locales),        cmocka_unit_test(test_large_pastes),
        cmocka_unit_test(test_mouse_garbage),
        cmocka_unit_test(test_a_mark_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
