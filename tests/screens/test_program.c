/* The program itself on a terminal: what it shows is what it believes to show, a key costs what it
 * may cost, and nothing that a line or a terminal does to it loses a mark. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../cmd/program.h"
#include "terminal.h"

/* Of our own making: quotations, names and amounts, three scripts, and what does not draw. */
static const char article[] =
    "The harbour that would not sleep\n"
    "\n"
    "\"We counted 41 ships before dawn,\" said Marta Oyelaran, who keeps the lamp at Selvik. "
    "\"None "
    "of them answered.\"\n"
    "\n"
    "港の灯台守は「三隻だけが合図を返した」と話した。修理には二億三千万円かかるという。\n"
    "\n"
    "Control \033[31m and \r bell \a, an override \xe2\x80\xae here, a tab\tthere, "
    "e\xcc\x81\xcc\xa3 and "
    "\xf0\x9f\x90\xa6\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7.\n"
    "\n"
    "Oyelaran: \"It will cost 3.5 million crowns, perhaps more.\"\n"
    "\n"
    "Filler one stands here so that there is something to scroll through on a small screen.\n"
    "\n"
    "Filler two stands here for the same reason, and mentions Selvik once more.\n"
    "\n"
    "Filler three, a little longer than the others, closes what the first one began, near Selvik.\n"
    "\n"
    "The last line has no newline";

struct sitting {
    char folder[4096], file[4200];
    const char *program;
};

/* A folder of its own with the article in it. */
static struct sitting new_sitting(void)
{
    static unsigned number;
    struct sitting s = {.program = getenv("MANICULE")};
    if (!s.program)
        fail_msg("MANICULE does not name the program");
    snprintf(s.folder, sizeof s.folder, "%s/sitting-%u", test_folder(), ++number);
    assert_int_equal(mkdir(s.folder, 0700), 0);
    snprintf(s.file, sizeof s.file, "%s/harbour.txt", s.folder);
    FILE *file = fopen(s.file, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(article, 1, sizeof article - 1, file), sizeof article - 1);
    fclose(file);
    return s;
}

static struct terminal *open_it(const struct sitting *s, struct terminal_options options)
{
    const char *argv[] = {s->program, "harbour.txt", NULL};
    if (!options.argv)
        options.argv = argv;
    options.folder = s->folder;
    struct terminal *t = terminal_start(&options);
    if (!options.unsynced)
        terminal_sync(t);
    return t;
}

static void compare(struct terminal *t, const char *after)
{
    struct buf why = {0};
    unsigned wrong = terminal_compare(t, &why);
    if (wrong)
        fail_msg("%u wrong cells after [%s]:\n%s", wrong, after, buf_text(&why));
    buf_release(&why);
}

/* How many spans leave when the project is exported. */
static size_t spans(const struct sitting *s)
{
    char line[9000];
    snprintf(line, sizeof line, "%s export %s.manicule", s->program, s->file);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    struct buf out = {0};
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;)
        buf_add(&out, bytes, n);
    assert_int_equal(pclose(pipe), 0);
    size_t n = 0;
    for (const char *at = buf_text(&out); (at = strstr(at, "\"origin\":")); at++)
        n++;
    buf_release(&out);
    return n;
}

/* ---- the screen ---- */

static void test_every_cell(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "<Down>", "<Up>", "<Right>", "<Left>", "w",         "b",     "<PgDn>", "<PgUp>", "G",
        "gg",     "gq",   "q",       "gs",     "s",         "l",     "a",      "ga",     "v",
        "<Esc>",  "d",    "u",       "U",      "?",         "<Esc>", "L",      "<Esc>",  "<F6>",
        "<F6>",   "K",    "<Esc>",   "C-l",    "<S-Right>", "r",     "<Tab>",  "}",      "{",
    };
    static const unsigned sizes[][2] = {{40, 120}, {24, 80}, {10, 40}, {50, 160}};
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct sitting s = new_sitting();
        struct terminal *t =
            open_it(&s, (struct terminal_options){.rows = sizes[i][0], .cols = sizes[i][1]});
        compare(t, "the start");
        for (int n = 0; n < 120; n++) {
            const char *key = keys[test_random(&seed) % (sizeof keys / sizeof keys[0])];
            terminal_press(t, key);
            compare(t, key);
        }
        terminal_end(t);
    }
}

static void test_sizes(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    struct terminal *t = open_it(&s, (struct terminal_options){.rows = 24, .cols = 80});
    static const unsigned sizes[][2] = {{40, 120}, {10, 40}, {9, 40},   {10, 39}, {9, 39}, {1, 1},
                                        {2, 300},  {60, 5},  {60, 200}, {24, 80}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        terminal_resize(t, sizes[i][0], sizes[i][1]);
        compare(t, "a resize");
        bool fits = sizes[i][0] >= 10 && sizes[i][1] >= 40;
        char told[40];
        snprintf(told, sizeof told, "%ux%u: too small", sizes[i][1], sizes[i][0]);
        if (sizes[i][1] >= strlen(told))
            assert_int_equal(terminal_shows(t, told), !fits);
        assert_int_equal(terminal_shows(t, "harbour"), fits);
        terminal_press(t, "<Down>w");
        compare(t, "a move after it");
    }
    uint64_t seed = 5;
    for (int i = 0; i < 200; i++)
        terminal_claim(t, (unsigned)(test_random(&seed) % 65536),
                       (unsigned)(test_random(&seed) % 65536));
    terminal_resize(t, 24, 80);
    compare(t, "a storm of resizes");
    assert_true(terminal_shows(t, "harbour"));
    terminal_end(t);
}

/* ---- what a key costs ---- */

static void test_costs(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    char counter[4200], env[4300], preload[4300];
    const char *built = getenv("O");
    if (!built)
        skip();
    snprintf(counter, sizeof counter, "%s/writes", s.folder);
    snprintf(env, sizeof env, "MANICULE_TEST_WRITES=%s", counter);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s/tests/screens/preload_writes.so", built);
    int fd = open(counter, O_RDWR | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, sizeof(unsigned)), 0);
    const unsigned *writes = mmap(NULL, sizeof *writes, PROT_READ, MAP_SHARED, fd, 0);
    assert_ptr_not_equal(writes, MAP_FAILED);
    close(fd);

    const char *const more[] = {env, preload, "ASAN_OPTIONS=verify_asan_link_order=0", NULL};
    struct terminal *t =
        open_it(&s, (struct terminal_options){.rows = 12, .cols = 60, .env = more});
    /* the probe, the first screen, the answer to the sentinel */
    assert_int_equal(*writes, 3);
    static const struct {
        const char *key;
        size_t most;
        bool moves; /* something is sent */
    } rows[] = {
        {"<Right>", 40, true}, {"<Right>", 40, true},  {"<Down>", 60, true},   {"<Down>", 60, true},
        {"w", 60, true},       {"<PgDn>", 3000, true}, {"<PgUp>", 3000, true}, {"<Left>", 60, true},
        {"g", 3000, true},     {"q", 3000, true},      {"q", 3000, true},      {"u", 3000, true},
        {"C-l", 3000, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned before = *writes;
        terminal_mark(t);
        terminal_press(t, rows[i].key);
        size_t bytes = terminal_bytes(t);
        if (bytes > rows[i].most)
            fail_msg("[%s] cost %zu bytes", rows[i].key, bytes);
        /* one for the key, one for the sentinel's answer */
        assert_int_equal(*writes - before, (bytes > 0) + 1);
        assert_true(bytes > 0 || !rows[i].moves);
    }
    /* A scrolled line is not a page: from the last row, each step down costs a line. */
    terminal_press(t, "gg");
    size_t most = 0;
    for (int i = 0; i < 20; i++) {
        terminal_mark(t);
        terminal_press(t, "<Down>");
        most = terminal_bytes(t) > most ? terminal_bytes(t) : most;
    }
    assert_in_range(most, 1, 180);
    terminal_end(t);
    munmap((void *)(uintptr_t)writes, sizeof *writes);
}

/* ---- keys that are none ---- */

static void test_replies_mark_nothing(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    struct terminal *t = open_it(&s, (struct terminal_options){0});
    terminal_press(t, "gq");
    struct buf before = {0};
    buf_add_string(&before, terminal_text(t));
    static const char *const replies[] = {
        "\033]11;rgb:ssss/qqqq/llll\007",
        "\033P1$rsqla\033\\",
        "\033[?1;2;97;115c",
        "\033_Gsqla\033\\",
        "\033[24;80R",
        "\033[I\033[O",
        "\033[>0;115;0c",
        "\033]52;c;c3FsYQ==\007",
    };
    for (int i = 0; i < 1000; i++)
        terminal_send(t, replies[i % 8], strlen(replies[i % 8]));
    terminal_sync(t);
    assert_string_equal(terminal_text(t), buf_text(&before));
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
    assert_int_equal(spans(&s), 0);
    buf_release(&before);
}

static void test_paste_marks_nothing(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    struct terminal *t = open_it(&s, (struct terminal_options){0});
    terminal_press(t, "gq");
    static char large[4 * 1024 * 1024];
    memset(large, 's', sizeof large - 1);
    terminal_paste(t, large);
    terminal_paste(t, "q");
    terminal_sync(t);
    compare(t, "a paste");
    terminal_press(t, "<Right>");
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
    assert_int_equal(spans(&s), 0);
}

static void test_flood(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    struct terminal *t = open_it(&s, (struct terminal_options){0});
    for (int i = 0; i < 2000; i++) {
        terminal_keys(t, i % 2 ? "<Down>" : "w");
        terminal_mouse(t, (unsigned)(i * 7919) % 130, (unsigned)(i * 104729) % 90,
                       (unsigned)(i * 31) % 400, i % 3 == 0);
    }
    terminal_sync(t);
    compare(t, "a flood");
    terminal_end(t);
}

static void test_never_killed(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    struct terminal *t = open_it(&s, (struct terminal_options){0});
    terminal_press(t, "C-c");
    terminal_press(t, "C-s");
    terminal_press(t, "C-\\");
    terminal_press(t, "C-z");
    terminal_press(t, "<Down>");
    compare(t, "keys that kill elsewhere");
    assert_true(terminal_shows(t, "harbour"));
    terminal_end(t);
}

/* ---- the mouse ---- */

static void test_mouse(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    struct terminal *t = open_it(&s, (struct terminal_options){0});
    assert_int_not_equal(terminal_modes(t).mouse, 0);
    unsigned row, col, start_row, start_col;
    terminal_cursor(t, &start_row, &start_col, NULL);
    /* a click puts the cursor there */
    terminal_mouse(t, 0, start_row + 2, start_col + 9, false);
    terminal_mouse(t, 0, start_row + 2, start_col + 9, true);
    terminal_sync(t);
    terminal_cursor(t, &row, &col, NULL);
    assert_int_equal(row, start_row + 2);
    assert_int_equal(col, start_col + 9);
    /* a drag selects, and a label key marks exactly that */
    terminal_mouse(t, 0, start_row, start_col + 4, false);
    terminal_mouse(t, 32, start_row, start_col + 8, false);
    terminal_mouse(t, 0, start_row, start_col + 10, true);
    terminal_press(t, "l");
    compare(t, "marking a drag");
    /* F9 gives the mouse to the terminal, and again takes it back */
    terminal_press(t, "<F9>");
    assert_int_equal(terminal_modes(t).mouse, 0);
    terminal_press(t, "<F9>");
    assert_int_not_equal(terminal_modes(t).mouse, 0);
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    assert_int_equal(terminal_modes(t).mouse, 0);
    terminal_end(t);
    assert_int_equal(spans(&s), 1);
}

/* ---- lines that break ---- */

static void test_ends(void **state)
{
    (void)state;
    enum { QUIT, CUT, TERM, HUP, KILL, ENDS };
    for (int how = QUIT; how < ENDS; how++) {
        struct sitting s = new_sitting();
        struct terminal *t = open_it(&s, (struct terminal_options){0});
        terminal_press(t, "gqq");
        compare(t, "marking");
        assert_true(terminal_shows(t, "saved"));
        if (how == QUIT)
            terminal_keys(t, "C-q");
        else if (how == CUT)
            terminal_hang_up(t);
        else
            terminal_signal(t, how == TERM ? SIGTERM : how == HUP ? SIGHUP : SIGKILL);
        assert_int_equal(terminal_wait(t), how == KILL ? 128 + SIGKILL : 0);
        if (how == QUIT || how == TERM)
            assert_false(terminal_modes(t).alternate);
        terminal_end(t);
        assert_int_equal(spans(&s), 1);
    }
}

/* Quit and opened again, it stands where it stood. */
static void test_same_place(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    struct terminal *t = open_it(&s, (struct terminal_options){.rows = 12, .cols = 60});
    terminal_press(t, "<PgDn>ww");
    unsigned row, col, row_again, col_again;
    terminal_cursor(t, &row, &col, NULL);
    struct buf line = {0};
    buf_add_string(&line, terminal_row(t, row));
    terminal_signal(t, SIGHUP);
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
    t = open_it(&s, (struct terminal_options){.rows = 12, .cols = 60});
    terminal_cursor(t, &row_again, &col_again, NULL);
    assert_string_equal(terminal_row(t, row_again), buf_text(&line));
    assert_int_equal(col, col_again);
    buf_release(&line);
    terminal_end(t);
}

/* ---- what cannot be opened ---- */

/* A shell runs these on a terminal; $0 is the program. As an ordinary user, who may not read all. */
static const struct refusal {
    const char *script;
    int code;
    const char *says;
} refusals[] = {
    {"exec \"$0\" a.txt </dev/null", 13, "needs a terminal"},
    {"exec \"$0\" a.txt >/dev/null", 13, "needs a terminal"},
    {"exec \"$0\" a.txt >&-", 13, "needs a terminal"},
    {"TERM=dumb exec \"$0\" a.txt", 13, "cannot place its cursor"},
    {"TERM=nosuch exec \"$0\" a.txt", 13, "not known here"},
    {"exec \"$0\" none.txt", 4, "none.txt: "},
    {"printf 'ab\\377' >a.txt; exec \"$0\" a.txt", 3, "a.txt: byte 2: not UTF-8"},
    {"printf 'ab\\000c' >a.txt; exec \"$0\" a.txt", 3, "a.txt: byte 2: a NUL"},
    {"chmod 000 a.txt; exec \"$0\" a.txt", 7, "a.txt: "},
    {"ulimit -f 4; exec \"$0\" a.txt", 9, "a.txt.manicule: "},
    {"mkdir d; mv a.txt d; chmod 555 d; cd d; exec \"$0\" a.txt", 7, "a.txt.manicule: "},
    {"printf 'SQLite format 3\\000%0200d' 0 >n.manicule; exec \"$0\" n.manicule", 6,
     "n.manicule is not a project"},
    {"\"$0\" init n.manicule >/dev/null --as lead; printf '\\143' | dd of=n.manicule bs=1 seek=63 "
     "conv=notrunc 2>/dev/null; exec \"$0\" n.manicule --as lead",
     6, "newer program"},
    {"\"$0\" init n.manicule >/dev/null --as lead; exec python3 -c \"import sqlite3, subprocess, "
     "sys; c = sqlite3.connect('n.manicule'); c.execute('PRAGMA journal_mode = WAL'); c.execute("
     "'SELECT * FROM documents').fetchall(); sys.exit(subprocess.call(sys.argv[1:]))\" \"$0\" "
     "n.manicule --as lead",
     8, "in WAL mode and open in process "},
};

/* One clear line on the terminal as it was before, and no project that was not there. */
static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *row = &refusals[i];
        const char *folder = fresh_folder();
        char path[4300], script[2000];
        snprintf(path, sizeof path, "%s/a.txt", folder);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(article, 1, sizeof article - 1, file), sizeof article - 1);
        fclose(file);
        if (geteuid() == 0)
            assert_int_equal(chown(path, 65534, 65534), 0);
        const char *const drop[] = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
        const char *argv[9] = {0};
        size_t n = 0;
        for (size_t k = 0; geteuid() == 0 && k < sizeof drop / sizeof *drop; k++)
            argv[n++] = drop[k];
        snprintf(script, sizeof script, "%s", row->script);
        argv[n++] = "sh";
        argv[n++] = "-c";
        argv[n++] = script;
        argv[n++] = program_path();
        struct terminal *t = terminal_start(
            &(struct terminal_options){.argv = argv, .folder = folder, .unsynced = true});
        int code = terminal_wait(t);
        if (code != row->code)
            fail_msg("%s: exit %d\n%s", row->script, code, terminal_text(t));
        /* The line alone, whatever was drawn and taken away again before. */
        const char *line = terminal_text(t) + strspn(terminal_text(t), "\n");
        const char *end = strchr(line, '\n');
        if (strncmp(line, "manicule: ", 10) != 0 || !end || strspn(end, "\n") != strlen(end) ||
            !strstr(line, row->says))
            fail_msg("%s: it shows\n%s", row->script, terminal_text(t));
        assert_false(terminal_modes(t).alternate);
        assert_true(terminal_modes(t).canonical && terminal_modes(t).echo);
        terminal_end(t);
        snprintf(path, sizeof path, "%s/a.txt.manicule", folder);
        assert_int_not_equal(access(path, F_OK), 0);
    }
}

/* A project that one may only read is read: the screen says so, and marks nothing. */
static void test_read_only(void **state)
{
    (void)state;
    const char *folder = fresh_folder();
    static const char script[] =
        "printf 'Mara Voss spoke in Bergen.\\n' >a.txt; "
        "\"$0\" init p.manicule --as lead >/dev/null; \"$0\" add p.manicule a.txt --as lead >/dev/null; "
        "chmod 400 p.manicule; chmod 555 .; exec \"$0\" p.manicule --as lead";
    const char *drop[] = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                          "sh", "-c", script, program_path(), NULL};
    struct terminal *t = terminal_start(&(struct terminal_options){
        .argv = geteuid() == 0 ? drop : drop + 4, .folder = folder});
    terminal_sync(t);
    assert_true(terminal_shows(t, "Mara Voss"));
    assert_true(terminal_shows(t, "read-only"));
    terminal_press(t, "s");
    assert_false(terminal_shows(t, "saved"));
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
    struct result r = program_run(folder, "$M list p.manicule --as lead", false);
    assert_non_null(strstr(r.out, " 0 spans"));
    result_free(&r);
}

/* How many files stand in its folder. */
static unsigned entries(const struct sitting *s)
{
    DIR *dir = opendir(s->folder);
    assert_non_null(dir);
    unsigned n = 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        n += entry->d_name[0] != '.';
    closedir(dir);
    return n;
}

/* Files that can be read and are no articles: refused before the terminal is touched, however long
 * one could wait for them. */
static void test_no_plain_file(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    const char *const lines[] = {"mkfifo pipe; exec \"$0\" pipe", "exec \"$0\" /dev/tty",
                                 "ln -s /dev/null null; exec \"$0\" null"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *argv[] = {"sh", "-c", lines[i], s.program, NULL};
        struct terminal *t = open_it(&s, (struct terminal_options){.argv = argv, .unsynced = true});
        terminal_expect(t, "is not a plain file");
        assert_int_equal(terminal_wait(t), 3);
        const struct buf *out = terminal_output(t);
        assert_null(memchr(out->data, '\033', out->size));
        terminal_end(t);
    }
    assert_int_equal(entries(&s), 3); /* the article, the pipe and the link */
}

/* An article that is refused once its project was made leaves nothing of it. */
static void test_no_text(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    const char *const lines[] = {"printf 'caf\\351' >bad.txt; exec \"$0\" bad.txt",
                                 "printf 'a\\000b' >bad.txt; exec \"$0\" bad.txt"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *argv[] = {"sh", "-c", lines[i], s.program, NULL};
        struct terminal *t = open_it(&s, (struct terminal_options){.argv = argv, .unsynced = true});
        assert_int_equal(terminal_wait(t), 3);
        terminal_end(t);
        assert_int_equal(entries(&s), 2); /* the two articles */
    }
}

/* What is wrong in a key file is told with the file's name, whoever named it. */
static void test_key_files(void **state)
{
    (void)state;
    struct sitting s = new_sitting();
    char config[4300], own[4400];
    snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s", s.folder);
    snprintf(own, sizeof own, "%s/manicule/keys: line 1: nowhere is no action", s.folder);
    const char *const env[] = {config, NULL};
    const struct {
        const char *line, *says;
    } cases[] = {
        {"printf '# mine\\nnowhere z\\n' >kf; exec \"$0\" harbour.txt --keys kf",
         "manicule: kf: line 2: nowhere is no action"},
        {"mkdir manicule; echo nowhere z >manicule/keys; exec \"$0\" harbour.txt", own},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *argv[] = {"sh", "-c", cases[i].line, s.program, NULL};
        struct terminal *t = open_it(
            &s, (struct terminal_options){.argv = argv, .env = env, .cols = 500, .unsynced = true});
        terminal_expect(t, cases[i].says);
        assert_int_equal(terminal_wait(t), 3);
        terminal_end(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_costs),
        cmocka_unit_test(test_replies_mark_nothing),
        cmocka_unit_test(test_paste_marks_nothing),
        cmocka_unit_test(test_flood),
        cmocka_unit_test(test_never_killed),
        cmocka_unit_test(test_mouse),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_same_place),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_no_plain_file),
        cmocka_unit_test(test_no_text),
        cmocka_unit_test(test_key_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
