/* The gate behind a real sshd, set up as manicule(1) tells a lead to with what `manicule keys`
 * prints: nobody gets past it, and nothing of one annotator's reaches another. */
#include "gate.h"

#include <sys/socket.h>
#include <sys/un.h>

/* What bob made holds this, wherever a text of his can stand; nobody else types it. */
#define SECRET "zqx"
static const char secret_document[] = SECRET "-memo";

/* One span of bob's with a secret in its attribute, as a record to import. */
static void make_record(const struct door *door)
{
    char path[4300];
    struct buf record = {0};
    assert_int_equal(run((const char *const[]){getenv("MANICULE"), "export", door->project, "--as",
                                               "lea", "--document", "quay", NULL}, &record), 0);
    char *end = strstr(record.data, "\"set\":null");
    const char *at = strstr(article, "Winter has");
    unsigned start = (unsigned)(at - article);
    assert_non_null(end);
    record.size = (size_t)(end - record.data);
    buf_printf(&record,
               "\"set\":\"person\",\"annotator\":\"bob\",\"status\":\"open\",\"spans\":[{\"id\":"
               "\"019b8d62-7a80-7bc3-8b56-8d4081864d63\",\"label\":\"speaker\",\"start\":%u,\"end\":"
               "%u,\"text\":\"Winter\",\"attributes\":{\"name\":\"" SECRET "-name\"},\"origin\":"
               "\"manual\"}],\"relations\":[]}\n", start, start + 6);
    snprintf(path, sizeof path, "%s/bob.jsonl", door->work);
    write_file(path, 0600, buf_text(&record));
    buf_release(&record);
}

/* As README and manual say: a project, its people, the block, the lines. */
static void make_project(struct door *door)
{
    char path[4300];
    mkdir(door->work, 0755);
    snprintf(path, sizeof path, "%s/quay.txt", door->work);
    write_file(path, 0600, article);
    lead(door, "$MANICULE init $P --as lea");
    lead(door, "$MANICULE add $P quay.txt --as lea && echo 'The " SECRET " text.' >" SECRET "-memo.txt");
    lead(door, "$MANICULE add $P " SECRET "-memo.txt --as lea");
    lead(door, "$MANICULE people $P add alice bob --as lea && "
               "$MANICULE people $P add rita --role reviewer --as lea && "
               "$MANICULE people $P add lea --role lead --as lea");
    lead(door, "$MANICULE assign $P quay --to alice --to bob --as lea");
    lead(door, "$MANICULE assign $P " SECRET "-memo --to bob --as lea");
    lead(door, "$MANICULE assign $P quay --to rita --review alice --as lea");
    make_record(door);
    lead(door, "$MANICULE import $P bob.jsonl --as lea");
    lead(door, "$MANICULE keys $P --only sshd --as lea >../block");
}

static struct terminal *enter(const struct door *door, const char *name)
{
    struct terminal *t = enter_with(door, name, NULL, NULL, NULL);
    terminal_await(t, "harbour of Ostrava");
    return t;
}

static int open_door(void **state)
{
    static struct door door;
    *state = &door;
    return gate_open(&door, make_project);
}

/* ---- getting past it ---- */
static unsigned passed;

static void refused(struct door *door, const char *what, const char *const *words)
{
    struct buf said = {0};
    int code = ssh(door, "alice", &said, words);
    if (code != 2 && code != 7 && code != 13 && code != 255)
        fail_msg("%s: exit %d\n%s", what, code, buf_text(&said));
    assert_without(&said, SECRET, what);
    assert_without(&said, "root:", what);
    assert_without(&said, door->work, what);
    assert_without(&said, "uid=", what);
    buf_release(&said);
    passed++;
}

#define REFUSED(what, ...) refused(door, what, (const char *const[]){__VA_ARGS__, NULL})

/* More of them without a server: tests/cmd/test_gate.c. */
static void test_commands(void **state)
{
    struct door *door = door_or_skip(state);
    static const char *const commands[] = {
        "sh", "id", "export", "export --as bob", "export;id", "list;id", "list | sh", "list $(id)",
        "list > entered", "../../etc/passwd", "cat /etc/passwd", "open /etc/passwd", "keys x",
        "gate --as lea .", "list --as bob", "import /etc/passwd", "people add alice --role lead",
        "scp -t .", "rsync --server . .", "/usr/lib/openssh/sftp-server", "\033]0;owned\007",
        "list\nid", "\xff", "  ", "-o/tmp/x",
    };
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        REFUSED(commands[i], "annotate", commands[i]);
    for (size_t i = 0; i < 2; i++) /* and the same with a terminal */
        REFUSED(commands[i], "-tt", "annotate", commands[i]);
    struct buf line = {0};
    for (unsigned i = 0; i < 5000; i++)
        buf_add_string(&line, "list ");
    REFUSED("5000 words", "annotate", buf_text(&line));
    buf_release(&line);
    print_message("# %u commands refused\n", passed);
}

/* A socket of the client's that ssh is asked to join to `to`; what comes through it is added to out,
 * and what ssh says to said. The client goes on in the background until it is told to end. */
static void forward(const struct door *door, const char *to, struct buf *out, struct buf *said)
{
    struct sockaddr_un there = {.sun_family = AF_UNIX};
    struct buf script = {0};
    char bytes[256], told[4300];
    snprintf(there.sun_path, sizeof there.sun_path, "%.90s/in.sock", folder());
    snprintf(told, sizeof told, "%s/told", folder());
    buf_printf(&script, "%s -F %s -i %s/key-alice -MS %s/master -o LogLevel=VERBOSE -E %s -fNL %s:%s annotate",
               door->ssh, door->config, folder(), folder(), told, there.sun_path, to);
    must((const char *const[]){"sh", "-c", buf_text(&script), NULL});
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&there, sizeof there), 0);
    /* The other side speaks first, or the door is shut: the end of the stream. */
    ssize_t n = read(fd, bytes, sizeof bytes);
    if (n > 0)
        buf_add(out, bytes, (size_t)n);
    close(fd);
    buf_clear(&script);
    buf_printf(&script, "%s -F %s -S %s/master -O exit annotate 2>&1; cat %s; rm -f %s", door->ssh,
               door->config, folder(), told, there.sun_path);
    assert_int_equal(run((const char *const[]){"sh", "-c", buf_text(&script), NULL}, said), 0);
    buf_release(&script);
}

static void test_ways_round(void **state)
{
    struct door *door = door_or_skip(state);
    char here[200], path[4400];
    snprintf(here, sizeof here, "127.0.0.1:%s", door->port);
    passed = 0;
    REFUSED("-W", "-W", here, "annotate");
    REFUSED("-R", "-o", "ExitOnForwardFailure=yes", "-NR", "0:127.0.0.1:1", "annotate");
    snprintf(path, sizeof path, "%s/back.sock:127.0.0.1:1", folder());
    REFUSED("-R of a socket", "-o", "ExitOnForwardFailure=yes", "-NR", path, "annotate");
    REFUSED("a tunnel", "-o", "ExitOnForwardFailure=yes", "-o", "Tunnel=ethernet", "-Nw", "0:0",
            "annotate");
    REFUSED("sftp", "-s", "annotate", "sftp");
    REFUSED("another subsystem", "-s", "annotate", "/bin/sh");
    REFUSED("RemoteCommand", "-o", "RemoteCommand=sh", "annotate");
    REFUSED("a user with metacharacters", "-l", "alice;id", "annotate", "list");
    REFUSED("another user", "-l", "root", "annotate", "list");
    REFUSED("no terminal", "-T", "annotate");
    REFUSED("a password", "-o", "PreferredAuthentications=password,keyboard-interactive", "-o",
            "BatchMode=yes", "annotate", "list");
    const char *const ends[] = {here, "/run/dbus/system_bus_socket"};
    for (unsigned i = 0; i < 2; i++) {
        struct buf came = {0}, said = {0};
        forward(door, ends[i], &came, &said);
        assert_int_equal(came.size, 0);
        if (!holds(&said, "administratively prohibited"))
            fail_msg("-L to %s: the server did not refuse: %s", ends[i], buf_text(&said));
        buf_release(&came);
        buf_release(&said);
        passed++;
    }
    print_message("# %u ways round refused\n", passed);
}

/* The control: at a door without the block, for a key without `restrict` and a command, the same
 * probes get through. */
static void test_open_door(void **state)
{
    struct door *door = door_or_skip(state);
    struct door open_one = *door;
    struct buf said = {0}, came = {0};
    char folder_of_it[4100], here[200];
    snprintf(folder_of_it, sizeof folder_of_it, "%s/open", test_folder());
    lead(door, "mkdir ../../open && ln ../live ../../open/live && "
               "echo 'Match User x' >../../open/block && cp ../key-alice.pub ../../open/keys && "
               "echo 'AuthorizedKeysFile '$PWD'/../../open/keys' >../../open/more");
    size_t n;
    snprintf(here, sizeof here, "%s/open/more", test_folder());
    char *more = (char *)read_file(here, &n);
    snprintf(here, sizeof here, "%s/open/block", test_folder());
    setenv("MORE", more, 1);
    setenv("BLOCK", here, 1);
    free(more);
    assert_int_equal(run((const char *const[]){"sh", "tests/ssh/sshd.sh", "start", folder_of_it, NULL}, &said), 0);
    assignment(buf_text(&said), "PORT=", open_one.port, sizeof open_one.port);
    snprintf(open_one.config, sizeof open_one.config, "%s/config", folder_of_it);
    buf_clear(&said);

    snprintf(here, sizeof here, "127.0.0.1:%s", open_one.port);
    ssh(&open_one, "alice", &said, (const char *const[]){"annotate", "id", NULL});
    assert_true(holds(&said, "uid="));
    buf_clear(&said);
    ssh(&open_one, "alice", &said, (const char *const[]){"-W", here, "annotate", NULL});
    assert_true(holds(&said, "SSH-2.0"));
    forward(&open_one, here, &came, &said);
    assert_true(holds(&came, "SSH-2.0"));
    run((const char *const[]){"sh", "tests/ssh/sshd.sh", "stop", folder_of_it, NULL}, NULL);
    buf_release(&said);
    buf_release(&came);
}

static char *environment_of(const struct door *door, const char *name)
{
    char path[4300];
    size_t n;
    snprintf(path, sizeof path, "%s/env-%s", door->work, name);
    return (char *)read_file(path, &n);
}

/* What a client may ask for and does not get, and what it may send and is not heeded. */
static void test_environment(void **state)
{
    struct door *door = door_or_skip(state);
    struct buf said = {0};
    char rc[4600];
    /* ~/.ssh/rc and ~/.ssh/environment, where the home is the test's own. */
    snprintf(rc, sizeof rc,
             "mkdir -p .ssh && echo 'touch %s/rc-ran' >.ssh/rc && chmod 755 .ssh/rc && "
             "echo 'MANICULE_PERSON=bob' >.ssh/environment && chmod -R a+rX .ssh", door->work);
    lead(door, rc);
    setenv("DISPLAY", ":99", 1);
    int code = SSH("alice", &said, "-A", "-X", "-o", "SetEnv=MANICULE_PERSON=bob", "annotate", "list");
    assert_int_equal(code, 0);
    char *environment = environment_of(door, "alice");
    assert_null(strstr(environment, "SSH_AUTH_SOCK"));
    assert_null(strstr(environment, "DISPLAY"));
    free(environment);
    snprintf(rc, sizeof rc, "%s/rc-ran", door->work);
    assert_int_not_equal(access(rc, F_OK), 0);
    unsetenv("DISPLAY");
    buf_release(&said);

    /* These arrive (the wrapper sees them) and mean nothing. */
    static const char *const variables[] = {
        "MANICULE_PERSON=bob", "LOGNAME=bob", "USER=bob", "MANICULE_TEST_SYNC=1", "HOME=/nonexistent",
        "LC_ALL=ja_JP.SJIS", "TERMINFO=/nonexistent", "TERMCAP=/nonexistent", "XDG_CONFIG_HOME=/etc",
        "EDITOR=sh", "NO_COLOR=1",
    };
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        char option[100];
        snprintf(option, sizeof option, "SetEnv=%s", variables[i]);
        assert_int_equal(SSH("alice", &said, "-o", option, "annotate", "list --json"), 0);
        assert_true(holds(&said, "\"document\":\"quay\",\"status\":\"new\",\"spans\":0"));
        assert_without(&said, SECRET, variables[i]);
        buf_release(&said);
    }
    assert_int_equal(SSH("alice", &said, "-o", "SetEnv=MANICULE_PERSON=bob", "annotate", "list"), 0);
    environment = environment_of(door, "alice");
    assert_non_null(strstr(environment, "MANICULE_PERSON=bob"));
    free(environment);
    /* The server's own word about the command comes after the client's. */
    code = SSH("alice", &said, "-o", "SetEnv=SSH_ORIGINAL_COMMAND=list", "annotate", "sh");
    assert_int_equal(code, 2);
    buf_release(&said);

    struct terminal *t = enter_with(door, "alice", NULL, "-oSetEnv=MANICULE_TEST_SYNC=1", NULL);
    terminal_await(t, "harbour of Ostrava");
    terminal_send(t, "\033[99~", 5);
    terminal_redraw(t);
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    assert_without(terminal_output(t), "777;sync", "the tests' hook");
    terminal_end(t);
    lead(door, "rm -r .ssh");
}

static void test_terminals(void **state)
{
    struct door *door = door_or_skip(state);
    static const char *const types[] = {"../../tmp/x", "/etc/passwd", "x$(id)", "a b", "%s%n",
                                        "-x", "\033[2J", "x;sh"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct terminal *t = enter_with(door, "alice", types[i], NULL, NULL);
        assert_int_equal(terminal_wait(t), 13);
        assert_without(terminal_output(t), types[i], "TERM");
        terminal_end(t);
    }
    struct terminal *t = enter(door, "alice");
    terminal_claim(t, 5000, 5000);
    terminal_redraw(t);
    terminal_claim(t, 65535, 65535);
    terminal_redraw(t);
    terminal_keys(t, "C-z");
    terminal_redraw(t);
    leave_for_good(t);
}

/* One connection is one session. */
static void test_second_session(void **state)
{
    struct door *door = door_or_skip(state);
    char option[4500];
    snprintf(option, sizeof option, "-oControlPath=%s/mux", folder());
    char key[4300];
    snprintf(key, sizeof key, "%s/key-alice", folder());
    const char *argv[] = {door->ssh, "-F", door->config, "-i", key, "-M", option, "-tt", "annotate", NULL};
    const char *env[] = {door->libs, NULL};
    struct terminal *t = terminal_start(&(struct terminal_options){
        .rows = 30, .cols = 120, .argv = argv, .env = env, .unsynced = true});
    terminal_await(t, "harbour of Ostrava");
    struct buf said = {0};
    /* The way round by a connection of its own is closed to the second client. */
    int code = SSH("alice", &said, "-o", "ControlMaster=no", "-o", "ProxyCommand=false", option,
                   "annotate", "list");
    assert_int_equal(code, 255);
    if (!holds(&said, "open refused") && !holds(&said, "open failed"))
        fail_msg("the second session: %s", buf_text(&said));
    buf_release(&said);
    leave_for_good(t);
}

/* ---- what one annotator sees of another ---- */

/* Bob asks a question and leaves another half typed. */
static void plant(struct door *door)
{
    int alive = watch("bob");
    struct terminal *t = enter(door, "bob");
    terminal_keys(t, "gg/Winter has<Enter>");
    terminal_keys(t, "C-g!");
    terminal_send(t, SECRET "-doubt", 9);
    terminal_keys(t, "<Enter>");
    terminal_await(t, SECRET "-doubt");
    terminal_await(t, "saved");
    terminal_keys(t, "/" SECRET "-half");
    terminal_await(t, SECRET "-half");
    terminal_hang_up(t);
    terminal_wait(t);
    terminal_end(t);
    is_gone(alive);
}

/* A whole sitting of alice's: every panel, every prompt, most actions. C-g and not <Esc>, which would
 * make one key with the next. A redraw shows that what was before is drawn; in a prompt what is
 * typed shows it. */
static void sit(struct door *door, struct buf *sent)
{
    static const char *const steps[] = {
        "gll", "gqq", "r", "r", "<Enter>", "gaa", "gss", "i", "<Down><Down>", "C-g", "=", "<Tab>",
        "<Down>", "C-g", "L", "<Down>", "<Enter>", "<F6>", "<Down>", "<Enter>", "<F6>", "C-g", "?",
        "<PgDn>", "<PgDn>", "C-g", "K", "C-g", "/Winter<Enter>", "n", "N", "C-g", "M", "C-g", "<Tab>",
        "!alices own<Enter>", "<Tab>", "x", "u", "u", "u", "U", "C-n", "C-p", ":open <Tab>|:open",
        "<Tab>|:open", "C-g", ":open 2<Enter>", "C-g", ":open " SECRET "<Enter>", "C-g",
        ":undo<Enter>", "C-g", ":u<Tab>|:u", "C-g", "gg", "wv<Right>s", "i", "C-g", "<Tab>", "C-g",
        "cs", "C-g", "[", "]", "o", "d", "F", "F", "C-g", ":take-back<Enter>", "C-g", "C-z", "G", "C-g",
    };
    struct terminal *t = enter(door, "alice");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char keys[40];
        size_t n = strcspn(steps[i], "|");
        snprintf(keys, sizeof keys, "%.*s", (int)n, steps[i]);
        terminal_keys(t, keys);
        if (steps[i][n])
            terminal_await(t, steps[i] + n + 1);
        else
            terminal_redraw(t);
    }
    terminal_claim(t, 20, 60);
    terminal_redraw(t);
    terminal_claim(t, 40, 200);
    terminal_redraw(t);
    leave(t);
    buf_add(sent, terminal_output(t)->data, terminal_output(t)->size);
    terminal_end(t);
}

static void ask(struct door *door, const char *name, const char *command, struct buf *sent)
{
    SSH(name, sent, "annotate", command);
}

static void test_planted_secrets(void **state)
{
    struct door *door = door_or_skip(state);
    static const char *const asked[] = {
        "list", "list --json", "list --sets", "list --sets --json", "show quay", "show #1", "show #2",
        "show quay --annotator bob", "show quay --set gold", "show quay --set review",
        "show quay --set suggestion", "show quay --set person --annotator bob", "show memo", "help",
        "help show", "help list", "version", "list --help", "export", "export --annotator bob",
        "export --set all", "status", "people", "assign", "verify", "labels", "labels export",
        "import -", "remove quay --yes", "add -",
    };
    struct buf sent = {0}, pipe_bytes = {0};
    plant(door);
    struct terminal *t = enter(door, "bob"); /* the control: it is there, and bob's own screen shows it */
    terminal_await(t, SECRET "-doubt");
    leave_for_good(t);
    sit(door, &sent);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        ask(door, "alice", asked[i], &pipe_bytes);
    assert_true(sent.size > 50000);
    assert_true(holds(&sent, "Ostrava") && holds(&pipe_bytes, "Ostrava"));
    if (holds(&sent, SECRET) || holds(&sent, "bob"))
        fail_msg("alice's terminal was sent something of bob's");
    assert_without(&pipe_bytes, SECRET, "alice's pipe");
    print_message("# %zu bytes to alice's terminal, %zu to her pipe: nothing of bob's\n", sent.size,
                  pipe_bytes.size);
    buf_release(&sent);
    buf_release(&pipe_bytes);

    /* A reviewer who was given alice's marks sees none of bob's either. */
    static const char *const rita_asks[] = {"list", "list --sets", "show quay --annotator alice",
                                            "show quay --annotator bob", "export", "export --set all",
                                            "export --annotator bob"};
    for (size_t i = 0; i < sizeof rita_asks / sizeof *rita_asks; i++)
        ask(door, "rita", rita_asks[i], &pipe_bytes);
    static const char *const rita_sits[] = {"review", "review --of bob", "adjudicate"};
    for (size_t i = 0; i < sizeof rita_sits / sizeof *rita_sits; i++) {
        t = enter_with(door, "rita", NULL, "-tt", rita_sits[i]);
        terminal_redraw(t);
        terminal_keys(t, "<F6>");
        terminal_redraw(t);
        leave(t);
        assert_without(terminal_output(t), SECRET, rita_sits[i]);
        terminal_end(t);
    }
    assert_true(holds(&pipe_bytes, "\"annotator\":\"alice\""));
    assert_without(&pipe_bytes, SECRET, "rita's pipe");
    buf_release(&pipe_bytes);

    /* The control: a lead asks the same way and gets all of it. */
    static const struct {
        const char *command, *holds;
    } lead_asks[] = {
        {"export --annotator bob", SECRET "-name"},
        {"show quay --annotator bob", SECRET "-doubt"},
        {"list", secret_document},
        {"show #2", "The " SECRET " text."},
    };
    for (size_t i = 0; i < sizeof lead_asks / sizeof *lead_asks; i++) {
        ask(door, "lea", lead_asks[i].command, &pipe_bytes);
        if (!holds(&pipe_bytes, lead_asks[i].holds))
            fail_msg("lea: %s: %s", lead_asks[i].command, buf_text(&pipe_bytes));
        buf_release(&pipe_bytes);
    }
    verify(door);
}

/* Data through the pipe, as the manual shows it. */
static void test_pipes(void **state)
{
    struct door *door = door_or_skip(state);
    struct buf script = {0};
    buf_printf(&script,
               "s() { who=$1; shift; %s -F %s -i %s/key-$who annotate \"$@\"; }; cd %s\n"
               "s lea export >all.jsonl && s lea 'import -' <all.jsonl >told && grep -q '0 changed' told\n",
               door->ssh, door->config, folder(), folder());
    must((const char *const[]){"sh", "-c", buf_text(&script), NULL});
    buf_release(&script);
}

/* ---- cut, stopped, frozen: as tests/ssh/test_open.c, through the gate ---- */
static void test_cut(void **state)
{
    struct door *door = door_or_skip(state);
    int alive = watch("alice");
    struct terminal *t = enter(door, "alice");
    unsigned before = count_in_file(door, "alice", "amount");
    terminal_keys(t, "ggwwv<Right>a");
    char wanted[40];
    snprintf(wanted, sizeof wanted, "%u amount", before + 1);
    terminal_await(t, wanted);
    terminal_await(t, " saved ");
    terminal_signal(t, SIGKILL);
    assert_int_equal(terminal_wait(t), 128 + SIGKILL);
    terminal_end(t);
    is_gone(alive);
    assert_int_equal(count_in_file(door, "alice", "amount"), before + 1);

    alive = watch("alice");
    t = enter(door, "alice");
    terminal_await(t, wanted);
    terminal_hang_up(t); /* the window is closed */
    terminal_wait(t);
    terminal_end(t);
    is_gone(alive);
    assert_int_equal(count_in_file(door, "alice", "amount"), before + 1);
    verify(door);
}

static void test_frozen(void **state)
{
    struct door *door = door_or_skip(state);
    int alive = watch("alice");
    struct terminal *alice = enter(door, "alice");
    unsigned before = count_in_file(door, "alice", "amount"), others = count_in_file(door, "bob", "location");
    char wanted[40], wanted_of_bob[40];
    snprintf(wanted, sizeof wanted, "%u amount", before + 1);
    snprintf(wanted_of_bob, sizeof wanted_of_bob, "%u location", others + 1);
    terminal_keys(alice, "ggwwwwv<Right>a");
    terminal_signal(alice, SIGSTOP);

    struct terminal *bob = enter(door, "bob");
    terminal_keys(bob, "C-gggwv<Right>l");
    terminal_await(bob, wanted_of_bob);
    assert_int_equal(count_in_file(door, "bob", "location"), others + 1);
    leave_for_good(bob);

    terminal_signal(alice, SIGCONT);
    terminal_await(alice, wanted);
    leave_for_good(alice);
    is_gone(alive);
    assert_int_equal(count_in_file(door, "alice", "amount"), before + 1);
    verify(door);
}

/* Someone is sent off in the middle of a sitting: no more is written, and they do not come in. */
static void test_sent_off(void **state)
{
    struct door *door = door_or_skip(state);
    struct buf said = {0};
    struct terminal *t = enter(door, "alice");
    unsigned before = count_in_file(door, "alice", "amount");
    lead(door, "$MANICULE people $P remove alice --as lea");
    terminal_keys(t, "ggwwwwwwv<Right>a");
    terminal_redraw(t);
    terminal_keys(t, "C-q");
    terminal_wait(t);
    terminal_end(t);
    assert_int_equal(count_in_file(door, "alice", "amount"), before);
    assert_int_equal(SSH("alice", &said, "annotate", "list"), 7);
    assert_true(holds(&said, "alice is not one of this project's people"));
    buf_release(&said);
    lead(door, "$MANICULE people $P add alice --role annotator --as lea");
    assert_int_equal(SSH("alice", &said, "annotate", "list"), 0);
    buf_release(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_ways_round),
        cmocka_unit_test(test_open_door),
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_terminals),
        cmocka_unit_test(test_second_session),
        cmocka_unit_test(test_planted_secrets),
        cmocka_unit_test(test_pipes),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_sent_off),
    };
    return cmocka_run_group_tests_name("ssh: gate", tests, open_door, close_door);
}
