/* The terminal is taken and given back: starting, stopping, crashing, and terminals that answer
 * nothing, everything, or too late. */
#include <sys/wait.h>
#include <termios.h>

#include "toy.h"

/* ---- a shell with job control, as far as one program needs it ---- */

static void say_modes(const char *what, int code)
{
    struct termios line;
    tcgetattr(STDIN_FILENO, &line);
    printf("\r\n%s %d echo %d canonical %d\r\n", what, code, (line.c_lflag & ECHO) != 0,
           (line.c_lflag & ICANON) != 0);
    fflush(stdout);
}

/* Runs the toy in a process group of its own; says when it stops, and goes on at the next line. */
static int shell_main(const char *seed)
{
    signal(SIGTTOU, SIG_IGN);
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        exit(toy_main(seed));
    }
    setpgid(child, child);
    for (;;) {
        int status;
        if (waitpid(child, &status, WUNTRACED) < 0)
            return 98;
        tcsetpgrp(STDIN_FILENO, getpgrp());
        if (!WIFSTOPPED(status)) {
            int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            say_modes("ended", code);
            return code;
        }
        say_modes("stopped", WSTOPSIG(status));
        char line[80];
        if (!fgets(line, sizeof line, stdin))
            return 97;
        tcsetpgrp(STDIN_FILENO, child);
        kill(child, SIGCONT);
    }
}

static struct terminal *shell_start(struct terminal_options options)
{
    static char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(n > 0);
    self[n] = '\0';
    const char *argv[] = {self, "shell", "1", NULL};
    options.argv = argv;
    return terminal_start(&options);
}

static void given_back(struct terminal *t)
{
    struct terminal_modes modes = terminal_modes(t);
    assert_false(modes.alternate);
    assert_int_equal(modes.mouse, 0);
    bool shown;
    unsigned row, col;
    terminal_cursor(t, &row, &col, &shown);
    assert_true(shown);
    const char *out = buf_text(terminal_output(t));
    const char *on = NULL, *off = NULL;
    for (const char *s = out; (s = strstr(s, "\033[?2004h")); s++)
        on = s;
    for (const char *s = out; (s = strstr(s, "\033[?2004l")); s++)
        off = s;
    assert_true(!on || off > on);
}

static void starts_with(const char *row, const char *text)
{
    if (strncmp(row, text, strlen(text)) != 0)
        fail_msg("[%s] does not begin with [%s]", row, text);
}

static void test_quit(void **state)
{
    (void)state;
    struct terminal *t = shell_start((struct terminal_options){0});
    terminal_press(t, "n");
    struct terminal_modes modes = terminal_modes(t);
    assert_true(modes.alternate);
    assert_int_not_equal(modes.mouse, 0);
    assert_false(modes.echo);
    assert_false(modes.canonical);
    terminal_keys(t, "q");
    terminal_expect(t, "ended 0 echo 1 canonical 1");
    given_back(t);
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
}

static void test_suspend(void **state)
{
    (void)state;
    struct terminal *t = shell_start((struct terminal_options){0});
    terminal_press(t, "n");
    terminal_keys(t, "C-z");
    terminal_expect(t, "stopped 20 echo 1 canonical 1");
    given_back(t);
    terminal_send(t, "go on\n", 6);
    terminal_press(t, "abK");
    starts_with(terminal_row(t, 0), "nC-zabK");
    struct terminal_modes modes = terminal_modes(t);
    assert_true(modes.alternate);
    assert_int_not_equal(modes.mouse, 0);
    assert_false(modes.echo);
    assert_int_equal(terminal_compare(t, NULL), 0);
    terminal_end(t);
}

/* Where nobody could continue it, Ctrl-z only draws the screen anew. */
static void test_suspend_alone(void **state)
{
    (void)state;
    struct terminal *t = toy_start("1", (struct terminal_options){0});
    terminal_press(t, "n");
    terminal_press(t, "C-z");
    terminal_press(t, "K");
    starts_with(terminal_row(t, 0), "nC-zK");
    assert_int_equal(terminal_compare(t, NULL), 0);
    /* Stopped and continued from outside, with the screen spoilt meanwhile. */
    terminal_signal(t, SIGSTOP);
    terminal_signal(t, SIGCONT);
    terminal_sync(t);
    terminal_sync(t);
    assert_int_equal(terminal_compare(t, NULL), 0);
    terminal_end(t);
}

static void test_crash(void **state)
{
    (void)state;
    struct terminal *t = shell_start((struct terminal_options){0});
    terminal_press(t, "n");
    terminal_keys(t, "X");
    terminal_expect(t, "ended 134 echo 1 canonical 1");
    given_back(t);
    terminal_end(t);
    if (SANITIZED)
        return;
    t = shell_start((struct terminal_options){0});
    terminal_press(t, "n");
    terminal_keys(t, "Y");
    terminal_expect(t, "ended 139 echo 1 canonical 1");
    given_back(t);
    terminal_end(t);
}

static void test_signals(void **state)
{
    (void)state;
    static const int signals[] = {SIGHUP, SIGTERM, SIGINT, SIGQUIT};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct terminal *t = toy_start("1", (struct terminal_options){0});
        terminal_press(t, "n");
        terminal_signal(t, signals[i]);
        assert_int_equal(terminal_wait(t), 0);
        given_back(t);
        terminal_end(t);
    }
    struct terminal *t = toy_start("1", (struct terminal_options){0});
    terminal_press(t, "n");
    terminal_hang_up(t);
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
}

/* Keys that would stop or end a program are keys. */
static void test_raw(void **state)
{
    (void)state;
    struct terminal *t = toy_start("1", (struct terminal_options){0});
    terminal_sync(t);
    terminal_press(t, "C-cC-sC-qC-\\C-vC-oK");
    assert_string_equal(terminal_row(t, 0), "C-cC-sC-qC-\\C-vC-oK");
    terminal_end(t);
}

/* ---- the width probe ---- */

static void test_typed_ahead(void **state)
{
    (void)state;
    struct terminal *t = toy_start("1", (struct terminal_options){.typed = "xyz<Up>K"});
    terminal_sync(t);
    assert_string_equal(terminal_row(t, 0), "xyz<Up>K");
    terminal_end(t);

    /* The same on a terminal that answers nothing. */
    t = toy_start("1", (struct terminal_options){.typed = "xyz<Up>K", .mute = true});
    terminal_sync(t);
    assert_string_equal(terminal_row(t, 0), "xyz<Up>K");
    /* What it says late is no key, though CSI 1;2R could be Shift-F3. */
    terminal_send(t, "\033[1;2R\033[1;3R\033[1;2R\033[?1;2c", 25);
    terminal_press(t, "cK");
    assert_string_equal(terminal_row(t, 0), "xyz<Up>KcK");
    terminal_end(t);
}

static void test_answers(void **state)
{
    (void)state;
    static const struct {
        const char *answer, *widths;
    } rows[] = {
        {"\033[7;2R\033[7;2R\033[7;2R\033[?62;c", "widths 11"},
        {"\033[7;2R\033[7;3R\033[7;3R\033[?62;c", "widths 21"},
        {"\033[7;3R\033[7;4R\033[7;4R\033[?62;c", "widths 0"}, /* not UTF-8 */
        {"\033[7;2R\033[?62;c", "widths 1"},                   /* not all: taken as none */
        {"x\033[1;2R\033[A\033[1;3R\033[1;2R\033[?62;c", "widths 21"},
        {"\033]11;rgb:0/0/0\033\\\033[?62;c", "widths 1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct terminal *t = toy_start("1", (struct terminal_options){.mute = true});
        terminal_expect(t, probe_question());
        terminal_send(t, rows[i].answer, strlen(rows[i].answer));
        terminal_press(t, "A");
        assert_string_equal(terminal_row(t, 0), rows[i].widths);
        terminal_end(t);
    }
}

/* The probe, then the first page in one write with the modes in it. */
static void test_first_screen(void **state)
{
    (void)state;
    struct terminal *t = toy_start("1", (struct terminal_options){.typed = "pW"});
    terminal_sync(t);
    assert_string_equal(terminal_row(t, 0), "writes 1"); /* the probe's; this page's follows */
    terminal_press(t, "W");
    assert_string_equal(terminal_row(t, 0), "writes 2");
    const struct buf *out = terminal_output(t);
    static const char enter[] = "\033[?1049h";
    const char *first = memmem(out->data, out->size, enter, 8);
    assert_non_null(first);
    assert_null(strstr(first + 8, enter));
    assert_null(memmem(out->data, out->size, "\033[?1049l", 8));
    terminal_end(t);
}

/* ---- what cannot be a terminal ---- */

static void refused(struct terminal *t, const char *words)
{
    assert_int_equal(terminal_wait(t), fault_exit_code(FAULT_TERMINAL));
    struct buf expected = {0};
    buf_printf(&expected, "toy: %s\r\n", words);
    assert_string_equal(buf_text(terminal_output(t)), buf_text(&expected));
    buf_release(&expected);
    terminal_end(t);
}

static void test_unknown_terminals(void **state)
{
    (void)state;
    static const char unknown[] =
        "the terminal named by TERM is not known here; try TERM=xterm-256color";
    static const struct {
        const char *type, *words;
    } rows[] = {
        {"", "TERM is not set; for most terminals it is xterm-256color"},
        {"nosuchterminal", unknown},
        {"../xterm", unknown},
        {"/lib/terminfo/x/xterm", unknown},
        {"xterm\033[2J", unknown},
        {"xterm 256color", unknown},
        {"xterm-256colorxterm-256colorxterm-256colorxterm-256colorxterm-256color", unknown},
        {"dumb", "the terminal named by TERM cannot place its cursor; try TERM=xterm-256color"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        refused(toy_start("1", (struct terminal_options){.type = rows[i].type}), rows[i].words);
}

static void test_no_terminal(void **state)
{
    (void)state;
    static const char words[] = "the workbench needs a terminal (over SSH: ssh -t)";
    static char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(n > 0);
    static const char *const commands[] = {"exec \"$0\" toy 1 </dev/null", "\"$0\" toy 1 | cat"};
    for (size_t i = 0; i < 2; i++) {
        const char *argv[] = {"sh", "-c", commands[i], self, NULL};
        struct terminal *t = terminal_start(&(struct terminal_options){.argv = argv});
        if (i == 0) {
            refused(t, words);
        } else {
            terminal_expect(t, words);
            terminal_end(t);
        }
    }
}

/* ---- sizes ---- */

static long resident_kb(int pid)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "r");
    long kb = -1;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmHWM: %ld", &kb) == 1)
            break;
    if (file)
        fclose(file);
    return kb;
}

static void test_hostile_sizes(void **state)
{
    (void)state;
    struct terminal *t = toy_start("1", (struct terminal_options){.rows = 24, .cols = 80});
    terminal_sync(t);
    static const unsigned sizes[][2] = {{65535, 65535}, {0, 0}, {1, 65535}, {65535, 1}, {1, 1}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        terminal_claim(t, sizes[i][0], sizes[i][1]);
        terminal_sync(t);
        terminal_press(t, "nps");
    }
    assert_in_range(resident_kb(terminal_pid(t)), 1, SANITIZED ? 1000 * 1024 : 200 * 1024);
    uint64_t seed = 3;
    for (int i = 0; i < 300; i++)
        terminal_claim(t, (unsigned)(test_random(&seed) % 80),
                       (unsigned)(test_random(&seed) % 300));
    terminal_resize(t, 30, 90);
    terminal_press(t, "n");
    assert_int_equal(terminal_compare(t, NULL), 0);
    terminal_end(t);
}

/* A terminal that takes no more bytes does not hold a program that was told to go. */
static void test_frozen(void **state)
{
    (void)state;
    struct terminal *t = toy_start("1", (struct terminal_options){0});
    terminal_sync(t);
    terminal_keys(t, "Z");
    terminal_expect(t, "Z\010 \010Z");
    terminal_signal(t, SIGTERM);
    assert_int_equal(terminal_wait_frozen(t), 128 + SIGALRM);
    terminal_end(t);
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "toy"))
        return toy_main(argv[2]);
    if (argc == 3 && !strcmp(argv[1], "shell"))
        return shell_main(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quit),          cmocka_unit_test(test_suspend),
        cmocka_unit_test(test_suspend_alone), cmocka_unit_test(test_crash),
        cmocka_unit_test(test_signals),       cmocka_unit_test(test_raw),
        cmocka_unit_test(test_typed_ahead),   cmocka_unit_test(test_answers),
        cmocka_unit_test(test_first_screen),  cmocka_unit_test(test_unknown_terminals),
        cmocka_unit_test(test_no_terminal),   cmocka_unit_test(test_hostile_sizes),
        cmocka_unit_test(test_frozen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
