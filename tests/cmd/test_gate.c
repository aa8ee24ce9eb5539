/* The gate without sshd: what it opens to whom, what it refuses, what it takes from outside, and
 * what the kernel holds it to. */
#include "program.h"

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>

#include "terminal.h"

#include "../../src/cmd/gate.h"

#include "manicule/base/buf.h"

static char folder[4200], econ[4300], news[4300];

static const char prepare[] =
    "for p in econ news; do $M init $p.manicule --as lea; done 2>&1\n"
    "printf 'Ann Dole said no in Rome.\\n' >one.txt\n"
    "printf 'Bob Ray said yes in Oslo.\\n' >two.txt\n"
    "$M add news.manicule one.txt --as lea; $M add econ.manicule two.txt --as lea\n"
    "for p in econ news; do $M people $p.manicule add alice bob --as lea\n"
    "$M people $p.manicule add rita --role reviewer --as lea\n"
    "$M people $p.manicule add lea --role lead --as lea; done 2>&1\n"
    "$M people news.manicule add carl --as lea && $M people news.manicule remove carl --as lea\n"
    "$M assign news.manicule --all --to rita --review bob --as lea\n";

static int make_projects(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/projects", test_folder());
    snprintf(econ, sizeof econ, "%s/econ.manicule", folder);
    snprintf(news, sizeof news, "%s/news.manicule", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    struct result r = program_run(folder, prepare, false);
    if (r.code)
        fail_msg("%s%s", r.out, r.err);
    result_free(&r);
    return 0;
}

/* The forced command, as sshd would run it. command NULL: none was sent. */
static struct result gate(const char *who, const char *path, const char *command, const char *input)
{
    char in[4300], out[4300], err[4300];
    snprintf(in, sizeof in, "%s/.in", test_folder());
    snprintf(out, sizeof out, "%s/.out", test_folder());
    snprintf(err, sizeof err, "%s/.err", test_folder());
    FILE *file = fopen(in, "w");
    assert_non_null(file);
    fputs(input ? input : "", file);
    fclose(file);
    const char *program = program_path();
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(open(in, O_RDONLY), 0);
        dup2(open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
        dup2(open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
        setsid();
        if (command)
            setenv("SSH_ORIGINAL_COMMAND", command, 1);
        else
            unsetenv("SSH_ORIGINAL_COMMAND");
        execl(program, "manicule", "gate", "--as", who, path, (char *)NULL);
        _exit(127);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    return (struct result){.code = code, .out = slurp(out), .err = slurp(err)};
}

/* Nothing a terminal would obey, no place on the server, nothing else on standard output. */
static void assert_refused(const struct result *r, const char *what)
{
    if (r->code != 2 && r->code != 7)
        fail_msg("%.60s: exit %d\n%s%s", what, r->code, r->out, r->err);
    if (*r->out || !one_line(r->err) || strncmp(r->err, "manicule: ", 10) != 0)
        fail_msg("%.60s: it says\n%s%s", what, r->out, r->err);
    for (const char *p = r->err; *p; p++)
        if (((unsigned char)*p < ' ' && *p != '\n') || *p == 0x7f)
            fail_msg("%.60s: byte %02x in its answer", what, (unsigned char)*p);
    if (strstr(r->err, folder))
        fail_msg("%.60s: it tells\n%s", what, r->err);
}

static char *repeated(const char *word, size_t n)
{
    struct buf text = {0};
    for (size_t i = 0; i < n; i++)
        buf_add_string(&text, word);
    return buf_take(&text);
}

static void test_probes(void **state)
{
    (void)state;
    static const char *const probes[] = {
        "", " ", "sh", "/bin/sh", "sh -c id", "bash -i", "export;id", "list;id", "list|sh",
        "list&", "list `id`", "list $(id)", "list >/tmp/entered", "../../etc/passwd",
        "open /etc/passwd", "open", "init x", "init /tmp/x", "gate --as lea /", "keys x", "backup x",
        "backup /tmp/x", "export", "export -o/tmp/x", "export --output=/tmp/x",
        "export --as bob", "list --as bob", "list --as=bob", "show one --as lea", "-o/tmp/x",
        "--as bob list", "--help", "--version", "-h", "import -", "import /etc/passwd", "verify",
        "labels", "labels set -", "people", "people add eve", "people add alice --role lead",
        "assign one --to alice", "status", "review", "review --of bob", "adjudicate", "remove one --yes", "revise one -", "revise one --undo", "revise one --preview -", "add -", "add /etc/passwd",
        "show", "show one two", "list --keys /tmp/x", "list --labels /tmp/x", "help init",
        "help gate", "help export", "help one two", "list\tx", "list\nid", "list\rid",
        "list \033[2J", "\033]0;owned\007", "list \177", "\xff\xfe", "li\xe2\x80\xae\x73t",
        "\xe2\x80\xaelist", "LIST", "list --json=1", "list -- x", "show --document one",
        "scp -f /etc/passwd", "scp -t .", "/usr/lib/openssh/sftp-server", "internal-sftp",
        "rsync --server --sender . /", "git-upload-pack x", "env", "cd /; sh", "exec sh",
        "SSH_ORIGINAL_COMMAND=x list", "MANICULE_TEST_SYNC=1 list", "'list'", "\"list\"",
    };
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        struct result r = gate("alice", news, probes[i], NULL);
        assert_refused(&r, probes[i]);
        result_free(&r);
    }
    static const struct {
        const char *word;
        size_t n;
    } long_ones[] = {{"list ", 5000}, {"x", 4097}, {"x ", 65}, {" list", 65}, {"\xe2\x80\xae", 99}};
    for (size_t i = 0; i < sizeof long_ones / sizeof *long_ones; i++) {
        char *line = repeated(long_ones[i].word, long_ones[i].n);
        struct result r = gate("alice", news, line, NULL);
        assert_refused(&r, line);
        result_free(&r);
        free(line);
    }
    assert_int_not_equal(access("/tmp/entered", F_OK), 0);
}

/* Missing things are no refusals of the gate, and their names come back as plain text. */
static void test_echo_is_plain(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        int code;
        const char *says;
    } rows[] = {
        {"show /etc/passwd", 4, "there is no document /etc/passwd"},
        {"show ../../etc/passwd", 4, "there is no document"},
        {"show \xe2\x80\xaegpj", 4, "there is no document <202E>gpj"},
        {"show \xc2\x9b" "2J", 4, "there is no document <009B>2J"},
        {"show \xff", 4, "there is no document"},
        {"show #99999999999999999999", 4, "there is no document"},
        {"show one --annotator bob", 4, "bob has no marks"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct result r = gate("alice", news, rows[i].command, NULL);
        if (r.code != rows[i].code || !strstr(r.err, rows[i].says) || *r.out ||
            strstr(r.err, folder))
            fail_msg("%s: exit %d\n%s%s", rows[i].command, r.code, r.out, r.err);
        for (const char *p = r.err; *p; p++)
            assert_true((unsigned char)*p >= ' ' || *p == '\n');
        result_free(&r);
    }
}

static void test_names(void **state)
{
    (void)state;
    char long_name[64];
    memset(long_name, 'a', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    const char *const names[] = {
        "", "Alice", "al ice", "a;id", "../x", "-x", "$(id)", "root", "nobody", "eve", "carl",
        "alice\n", "\xc3\xa4nn", "1x", ".a", long_name,
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct result r = gate(names[i], news, "list", NULL);
        assert_refused(&r, names[i]);
        result_free(&r);
        r = gate(names[i], folder, "list news", NULL);
        assert_refused(&r, names[i]);
        result_free(&r);
    }
}

/* Which verbs each role has: a new one is closed until its row says otherwise, and shows here. */
static void test_roles(void **state)
{
    (void)state;
    static const struct {
        const char *who, *verbs;
    } rows[] = {
        {"alice", "list show log blame diff help version "},
        {"rita", "list show export review adjudicate agree log blame diff revert help version "},
        {"lea", "add revise remove list show export import labels people assign status review adjudicate "
                "agree log blame diff revert verify help version "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct result r = gate(rows[i].who, news, "help", NULL);
        struct buf seen = {0};
        assert_int_equal(r.code, 0);
        for (const char *at = r.out; (at = strstr(at, "\n  ")); at++)
            buf_printf(&seen, "%.*s ", (int)strcspn(at + 3, " "), at + 3);
        assert_string_equal(buf_text(&seen), rows[i].verbs);
        buf_release(&seen);
        result_free(&r);
    }
}

static void succeeds(const char *who, const char *path, const char *command, const char *input,
                     const char *holds)
{
    struct result r = gate(who, path, command, input);
    if (r.code || !strstr(r.out, holds) || strstr(r.out, folder) || strstr(r.err, folder))
        fail_msg("%s: %s: exit %d\n%s%s", who, command, r.code, r.out, r.err);
    result_free(&r);
}

static void test_verbs(void **state)
{
    (void)state;
    succeeds("alice", news, "list", NULL, "one");
    succeeds("alice", news, "list --json --", NULL, "\"document\":\"one\"");
    succeeds("alice", news, "  show   one  ", NULL, "Ann Dole");
    succeeds("alice", news, "show --help", NULL, "--annotator");
    succeeds("rita", news, "export", NULL, "\"document\":\"one\"");
    succeeds("rita", news, "export --at 0m", NULL, "");
    succeeds("lea", news, "log --reverse -n 1", NULL, "make the project");
    succeeds("alice", news, "log --since 2d --json", NULL, "");
    succeeds("alice", news, "blame one 1:1 --help", NULL, "who changed it");
    succeeds("alice", news, "diff one alice --at 2h", NULL, "");
    succeeds("lea", news, "verify", NULL, "news.manicule: sound");
    succeeds("lea", news, "labels export", NULL, "\"labels\"");
    succeeds("lea", news, "status", NULL, "alice");
    succeeds("lea", news, "people", NULL, "rita");
    succeeds("lea", news, "assign", NULL, "rita");
    succeeds("lea", news, "add - --name three", "Cy said so.\n", "1 added");
    struct result r = gate("lea", news, "export --document three", NULL);
    assert_int_equal(r.code, 0);
    succeeds("lea", news, "import -", r.out, "1 known");
    result_free(&r);
    r = gate("lea", news, "labels export", NULL);
    succeeds("lea", news, "labels set -", r.out, "in use already");
    result_free(&r);
    succeeds("lea", news, "revise three - --preview", "Cyd said so.\n", "");
    succeeds("lea", news, "revise three -", "Cyd said so.\n", "three: revised, sha256 ");
    succeeds("lea", news, "revise three --undo", NULL, "three: the text before");
    static const char *const closed[] = {"revise three /etc/passwd", "revise three - --encoding CP932"};
    for (size_t i = 0; i < 2; i++) {
        r = gate("lea", news, closed[i], "x\n");
        assert_refused(&r, closed[i]);
        result_free(&r);
    }
    r = gate("rita", news, "revise three -", "x\n");
    assert_refused(&r, "revise");
    result_free(&r);
    succeeds("lea", news, "remove three --yes", NULL, "three: removed");
    /* Nobody has marked anything; of alice a reviewer of bob does not even learn that. */
    r = gate("lea", news, "agree --lost --json", NULL);
    assert_int_equal(r.code, 4);
    result_free(&r);
    r = gate("rita", news, "agree --annotator alice --annotator bob", NULL);
    assert_true(r.code == 4 && strstr(r.err, "alice has no marks"));
    result_free(&r);
    r = gate("alice", news, "agree", NULL);
    assert_refused(&r, "agree");
    result_free(&r);
}

/* Other formats go through pipes as the native one does; files and folders do not. */
static void test_formats(void **state)
{
    (void)state;
    static const char line[] = "{\"text\":\"Dee met Eli in Riga.\",\"label\":[[0,3,\"speaker\"],"
                               "[15,19,\"harbour\"]]}\n";
    static const char *const closed[] = {"export --format csv -o x.csv",
                                         "export --format csv --report x",
                                         "export --format brat",
                                         "export --format conll2002 --tokens x",
                                         "export --split train=90,test=10",
                                         "import x.jsonl --format doccano",
                                         "import - - x"};
    struct result r = gate("alice", news, "import - --format doccano --annotator alice", line);
    assert_refused(&r, "import");
    result_free(&r);
    r = gate("lea", news, "import - --format doccano --annotator alice", line);
    assert_true(r.code == 3 && strstr(r.err, "standard input:1: ") && strstr(r.err, "harbour"));
    result_free(&r);
    succeeds("lea", news, "import - --format doccano --annotator alice --map harbour=location",
             line, "spans: 2 added");
    succeeds("lea", news, "export --format csv --annotator alice", NULL, ",location,15,19,Riga,");
    succeeds("lea", news, "export --format html", NULL, "Riga");
    r = gate("rita", news, "export --format csv --set all", NULL); /* she was given bob's */
    assert_true(r.code == 0 && strstr(r.out, "document,") && !strstr(r.out, "Riga"));
    result_free(&r);
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        r = gate("lea", news, closed[i], line);
        assert_int_not_equal(r.code, 0);
        assert_string_equal(r.out, "");
        assert_null(strstr(r.err, folder));
        result_free(&r);
    }
}

static void test_several_projects(void **state)
{
    (void)state;
    succeeds("alice", folder, "list news", NULL, "one");
    succeeds("alice", folder, "list econ.manicule", NULL, "two");
    succeeds("alice", folder, "help", NULL, "econ, news");
    succeeds("rita", folder, "export --set all econ", NULL, "");
    static const char *const wrong[] = {"list", "list sport", "list ../news", "list /etc/passwd",
                                        "list new", "list news.manicul", "list one.txt"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct result r = gate("alice", folder, wrong[i], NULL);
        assert_refused(&r, wrong[i]);
        result_free(&r);
    }
    struct result r = gate("alice", "/nonexistent/x.manicule", "list", NULL);
    assert_true(r.code == 4 && !strstr(r.err, "nonexistent"));
    result_free(&r);
    r = gate("alice", "/usr/share", "list", NULL);
    assert_refused(&r, "a folder without projects");
    result_free(&r);
}

/* ---- on a terminal ---- */
static struct terminal *enter_sized(const char *path, const char *const *env, const char *type,
                                    unsigned rows, unsigned cols)
{
    const char *argv[] = {program_path(), "gate", "--as", "alice", path, NULL};
    return terminal_start(&(struct terminal_options){
        .argv = argv, .env = env, .type = type, .rows = rows, .cols = cols, .unsynced = true});
}

static void leave(struct terminal *t)
{
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
}

static void test_environment(void **state)
{
    (void)state;
    char home[4300], keys[4400], terminfo[4400], cells[4400];
    snprintf(home, sizeof home, "%s/home", test_folder());
    snprintf(keys, sizeof keys, "%s/manicule", home);
    mkdir(home, 0700);
    mkdir(keys, 0700);
    strcat(keys, "/keys");
    FILE *file = fopen(keys, "w");
    assert_non_null(file);
    fputs("this is no key file\n", file); /* which would be refused */
    fclose(file);
    char xdg[4400], home_is[4400], hook[4500];
    snprintf(xdg, sizeof xdg, "XDG_CONFIG_HOME=%s", home);
    snprintf(home_is, sizeof home_is, "HOME=%s", home);
    snprintf(terminfo, sizeof terminfo, "TERMINFO=%s", home);
    snprintf(cells, sizeof cells, "%s/cells", home);
    snprintf(hook, sizeof hook, "MANICULE_TEST_CELLS=%s", cells);
    const char *env[] = {xdg, home_is, terminfo, hook, "MANICULE_TEST_SYNC=1",
                         "MANICULE_PERSON=bob", "LOGNAME=bob", "USER=bob", "LC_ALL=ja_JP.SJIS",
                         "LOCPATH=/nonexistent", "TERMINFO_DIRS=/nonexistent", "TERMCAP=/nonexistent",
                         "LINES=60000", "COLUMNS=60000", "EDITOR=touch", "ESCDELAY=100000",
                         "NCURSES_TRACE=9", "SQLITE_TMPDIR=/nonexistent", "TMPDIR=/nonexistent", NULL};
    struct terminal *t = enter_sized(news, env, NULL, 0, 0);
    terminal_await(t, "Ann Dole");
    terminal_send(t, "\033[99~", 5);
    terminal_keys(t, "gll");
    terminal_await(t, "1 location");
    const struct buf *sent = terminal_output(t);
    assert_null(memmem(sent->data, sent->size, "777;sync", 8));
    assert_int_not_equal(access(cells, F_OK), 0);
    leave(t);
    succeeds("alice", news, "list", NULL, "1 span");
    succeeds("bob", news, "list", NULL, "0 spans");
}

static void test_terminal_names(void **state)
{
    (void)state;
    char long_name[80];
    memset(long_name, 'x', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    const char *const hostile[] = {"../../../tmp/x", "/tmp/x", "xterm/../xterm", "x\033[2Jy", "x y",
                                   "-xterm", "%s%n", "$(id)", "\xe2\x80\xae", "", long_name, ":x"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct terminal *t = enter_sized(news, NULL, hostile[i], 0, 0);
        assert_int_equal(terminal_wait(t), 13);
        const struct buf *sent = terminal_output(t);
        if (*hostile[i] && memmem(sent->data, sent->size, hostile[i], strlen(hostile[i])))
            fail_msg("TERM is printed: %s", hostile[i]);
        terminal_end(t);
        assert_false(gate_plain_term(hostile[i]));
    }
    assert_true(gate_plain_term("xterm-256color"));
    assert_true(gate_plain_term("rxvt+pcfkeys"));
    long_name[64] = '\0';
    assert_true(gate_plain_term(long_name));
}

static uint64_t status_value(int pid, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    char *text = slurp(path), *at = strstr(text, name);
    assert_non_null(at);
    uint64_t value = strtoull(at + strlen(name), NULL, 10);
    free(text);
    return value;
}

/* No shell is behind it, and a terminal of any size is one it can draw on. */
static void test_suspend_and_size(void **state)
{
    (void)state;
    struct terminal *t = enter_sized(news, NULL, NULL, 0, 0);
    terminal_await(t, "Ann Dole");
    terminal_keys(t, "C-z");
    kill(terminal_pid(t), SIGTSTP);
    terminal_keys(t, ":suspend<Enter>");
    terminal_keys(t, "?");
    terminal_await(t, "mark a speaker");
    terminal_keys(t, "<C-g>");
    terminal_claim(t, 65535, 65535);
    terminal_claim(t, 5000, 5000);
    terminal_keys(t, ":theme light<Enter>");
    terminal_expect(t, "light");
    if (!GATE_SANITIZED)
        assert_true(status_value(terminal_pid(t), "VmHWM:") < 256 * 1024);
    leave(t);
}

static void test_locked_in(void **state)
{
    (void)state;
    char path[64];
    if (GATE_SANITIZED)
        skip();
    struct terminal *t = enter_sized(news, NULL, NULL, 0, 0);
    terminal_await(t, "Ann Dole");
    assert_int_equal(status_value(terminal_pid(t), "NoNewPrivs:"), 1);
    struct result r = program_run(folder, "$M gate --check", false);
    assert_int_equal(strncmp(r.out, "no_new_privs  in force\n", 23), 0);
    if (strstr(r.out, "seccomp       in force"))
        assert_int_equal(status_value(terminal_pid(t), "Seccomp:"), 2);
    assert_int_equal(r.code, strstr(r.out, "not in") ? 1 : 0);
    snprintf(path, sizeof path, "/proc/%d/limits", terminal_pid(t));
    char *limits = slurp(path);
    assert_non_null(strstr(limits, "Max core file size        0                    0"));
    free(limits);
    result_free(&r);
    leave(t);
}

static void test_chooser(void **state)
{
    (void)state;
    struct terminal *t = enter_sized(folder, NULL, NULL, 0, 0);
    terminal_await(t, "Which one, 1 to 2?");
    assert_true(terminal_shows(t, "  1  econ  annotator, 0 of 1 done"));
    assert_false(terminal_shows(t, "/"));
    terminal_send(t, "../../etc/passwd\r", 17);
    terminal_send(t, "9\r", 2);
    terminal_send(t, "1\r", 2);
    terminal_await(t, "Bob Ray");
    leave(t);
    t = enter_sized(folder, NULL, NULL, 0, 0);
    terminal_await(t, "Which one");
    terminal_send(t, "news\r", 5);
    terminal_await(t, "Ann Dole");
    leave(t);
    t = enter_sized(folder, NULL, NULL, 0, 0);
    terminal_await(t, "Which one");
    terminal_send(t, "\r", 1);
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
    struct result r = gate("alice", folder, NULL, NULL);
    assert_int_equal(r.code, 13);
    result_free(&r);
}

/* ---- the locks themselves: each attempt in a process that has locked itself in ---- */
enum { ENDED_BY_KERNEL = 1000 + SIGSYS };

static int locked(int (*attempt)(void))
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct gate_sandbox there;
        if (chdir(folder) != 0 || gate_process(NULL) != OK ||
            gate_sandbox(true, &there, NULL) != OK)
            _exit(100);
        _exit(attempt());
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int reach(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    int code = fd < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return code;
}

static int read_passwd(void) { return reach("/etc/passwd", O_RDONLY); }
static int list_root(void) { return reach("/", O_RDONLY | O_DIRECTORY); }
static int climb(void) { return reach("../.out", O_RDONLY); }
static int write_tmp(void) { return reach("/tmp/manicule-escaped", O_WRONLY | O_CREAT); }
static int own_memory(void) { return reach("/proc/self/mem", O_RDWR); }
static int work(void)
{
    int code = reach("news.manicule", O_RDWR);
    code = code ? code : reach("news.manicule-new", O_RDWR | O_CREAT);
    return code ? code : unlink("news.manicule-new") ? errno : 0;
}
static int run_shell(void) { return execl("/bin/sh", "sh", (char *)NULL); }
static int make_process(void) { return fork() < 0 ? errno : 0; }
static int trace(void) { return syscall(SYS_ptrace, 0, 0, 0, 0) < 0 ? errno : 0; }
static int connect_out(void) { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; }
static int connect_unix(void) { return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0; }
static int run_memory(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? errno : 0;
}
static int type_for_others(void) { return ioctl(0, TIOCSTI, "x") < 0 ? errno : 0; }
static int signal_parent(void) { return kill(getppid(), 0) < 0 ? errno : 0; }
static int make_link(void) { return symlink("/etc/passwd", "link") < 0 ? errno : 0; }
static int new_mode(void) { return syscall(SYS_fchmodat, AT_FDCWD, "news.manicule", 0666) < 0 ? errno : 0; }

static void test_locks_hold(void **state)
{
    (void)state;
    if (GATE_SANITIZED)
        skip();
    struct result r = program_run(folder, "$M gate --check", false);
    bool files = strstr(r.out, "landlock      ABI") != NULL;
    bool calls = strstr(r.out, "seccomp       in force") != NULL;
    result_free(&r);
    assert_int_equal(locked(work), 0);
    if (files) {
        assert_int_equal(locked(read_passwd), EACCES);
        assert_int_equal(locked(list_root), EACCES);
        assert_int_equal(locked(climb), EACCES);
        assert_int_equal(locked(write_tmp), EACCES);
        assert_int_equal(locked(own_memory), EACCES);
    }
    if (calls) {
        assert_int_equal(locked(run_shell), ENDED_BY_KERNEL);
        assert_int_equal(locked(make_process), ENDED_BY_KERNEL);
        assert_int_equal(locked(trace), ENDED_BY_KERNEL);
        assert_int_equal(locked(connect_out), ENDED_BY_KERNEL);
        assert_int_equal(locked(connect_unix), ENDED_BY_KERNEL);
        assert_int_equal(locked(run_memory), EPERM);
        assert_int_equal(locked(type_for_others), EPERM);
        assert_int_equal(locked(signal_parent), EPERM);
        assert_int_equal(locked(make_link), EPERM);
        assert_int_equal(locked(new_mode), EPERM);
    }
    if (!files && !calls)
        print_message("the kernel has neither lock\n");
}

/* ---- keys ---- */
static void keys_case(const char *script, int code, const char *says)
{
    struct result r = program_run(folder, script, false);
    if (r.code != code || (!strstr(r.out, says) && !strstr(r.err, says)))
        fail_msg("%s: exit %d\n%s%s", script, r.code, r.out, r.err);
    result_free(&r);
}

/* Two keys made up of the right number of bytes. */
#define ED "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
#define KEY_A ED "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define KEY_B ED "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define LINE(name) "restrict,pty,command=\"exec manicule gate --as " name " $PWD/news.manicule\" "

static void test_keys(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        int code;
        const char *says;
    } lists[] = {
        {"alice " KEY_A, 0, "news.manicule\" " KEY_A " alice\n"},
        {"# a list\n\nalice\t" KEY_A "   some comment\r\nbob " KEY_B, 0, KEY_B " bob\n"},
        {"alice " KEY_A "\nalice " KEY_B, 0, "# bob (annotator): no key was given"},
        {"alice " KEY_A "\nbob " KEY_A, 3, "alice and bob have the same key"},
        {"alice " KEY_A "\nalice " KEY_A, 3, "given twice"},
        {"eve " KEY_A, 4, "list:1: eve is not one of this project"},
        {"carl " KEY_A, 4, "carl may not come in any more"},
        {"Alice " KEY_A, 2, "a person's name is"},
        {"alice\\;id " KEY_A, 2, "a person's name is"},
        {"alice", 3, "no type of key"},
        {"alice ssh-dss AAAA", 3, "no type of key"},
        {"alice ssh-ed25519", 3, "not whole"},
        {"alice ssh-ed25519 AAAA", 3, "not whole"},
        {"alice " KEY_A "=", 3, "not whole"},
        {"alice ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI;id", 3, "not whole"},
        {"alice ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 3,
         "of another type"},
        {"alice command=\"sh\" " KEY_A, 3, "begins with options"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct buf script = {0};
        buf_printf(&script, "printf '%%b\\n' '%s' >list; $M keys news.manicule --keys list --as lea",
                   lists[i].list);
        keys_case(buf_text(&script), lists[i].code, lists[i].says);
        buf_release(&script);
    }
    keys_case("echo '" KEY_A " x' >a.pub; $M keys news.manicule --key alice=a.pub --as lea", 0,
              KEY_A " alice\n");
    keys_case("$M keys news.manicule --key alice --as lea", 2, "NAME=FILE");
    keys_case("$M keys news.manicule --key alice=nowhere --as lea", 4, "nowhere");
    keys_case("echo '-----BEGIN OPENSSH PRIVATE KEY-----' >p; $M keys news.manicule --key alice=p", 3,
              "private key");
    keys_case("$M keys news.manicule --only sshd --account marks --as lea", 0, "Match User marks\n");
    keys_case("$M keys news.manicule --account 'x y' --as lea", 2, "no account");
    keys_case("$M keys news.manicule --only all --as lea", 2, "sshd or lines");
    keys_case("mkdir -p 'a b'; cp news.manicule 'a b'; $M keys 'a b/news.manicule' --as lea", 3,
              "goes through a shell");
}

static void test_keys_checked(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        const char *says; /* NULL: all is well */
    } rows[] = {
        {LINE("alice") KEY_A " alice", NULL},
        {"# only leads\n" LINE("lea") KEY_A "\n" LINE("bob") KEY_B, NULL},
        {"restrict,pty,command=\"exec manicule gate --as alice $PWD\" " KEY_A, NULL},
        {"from=\"10.0.0.*,!10.0.0.9\"," LINE("alice") KEY_A, NULL},
        {"pty,command=\"exec manicule gate --as alice $PWD/news.manicule\" " KEY_A, ":1: restrict is missing"},
        {KEY_A " alice", ":1: there is no forced command"},
        {"restrict,pty " KEY_A, "no forced command"},
        {LINE("eve") KEY_A, "eve is not one of"},
        {LINE("carl") KEY_A, "carl may not come in"},
        {LINE("Alice") KEY_A, "a person's name"},
        {LINE("alice") KEY_A "\n" LINE("bob") KEY_A, ":2: the same key as in line 1"},
        {"restrict,pty,command=\"sh\" " KEY_A, "another command"},
        {"restrict,pty,command=\"exec manicule gate --as alice /srv/other.manicule\" " KEY_A, "another command"},
        {"restrict,pty,command=\"exec manicule gate --as alice $PWD/news.manicule; sh\" " KEY_A, "another command"},
        {"restrict,pty,command=\"exec manicule open $PWD/news.manicule --as alice\" " KEY_A, "another command"},
        {"agent-forwarding," LINE("alice") KEY_A, "an option that opens"},
        {"port-forwarding," LINE("alice") KEY_A, "an option that opens"},
        {"user-rc," LINE("alice") KEY_A, "an option that opens"},
        {"environment=\"A=b\"," LINE("alice") KEY_A, "an option that opens"},
        {"command=\"sh\"," LINE("alice") KEY_A, "another command"},
        {"cert-authority," LINE("alice") KEY_A, "an option that opens"},
        {"restrict,command=\"sh " KEY_A, "sshd does not understand"},
        {"garbage", "no type of key"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf script = {0};
        buf_printf(&script, "cat >lines <<END\n%s\nEND\n$M keys news.manicule --check lines --as lea",
                   rows[i].lines);
        keys_case(buf_text(&script), rows[i].says ? 1 : 0, rows[i].says ? rows[i].says : "all well");
        buf_release(&script);
    }
    keys_case("chmod 666 lines; $M keys news.manicule --check lines --as lea", 1, "may write to it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_probes),
        cmocka_unit_test(test_echo_is_plain),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_verbs),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_several_projects),
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_terminal_names),
        cmocka_unit_test(test_suspend_and_size),
        cmocka_unit_test(test_locked_in),
        cmocka_unit_test(test_chooser),
        cmocka_unit_test(test_locks_hold),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_keys_checked),
    };
    return cmocka_run_group_tests(tests, make_projects, NULL);
}
