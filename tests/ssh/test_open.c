/* The workbench through a real sshd on loopback: what the screen called saved is there after the
 * client is killed, frozen or hung up, and the next start is at the same place. */
#include "door.h"

static void make_project(struct door *door)
{
    char path[4300];
    snprintf(path, sizeof path, "%s/quay.txt", door->work);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(article, file);
    fclose(file);
    const char *manicule = getenv("MANICULE");
    must((const char *const[]){manicule, "init", door->project, "--as", "lead", NULL});
    must((const char *const[]){manicule, "add", door->project, path, "--as", "lead", NULL});
    /* The project belongs to whom sshd lets in, with the empty journal that stays beside it. */
    if (geteuid() == 0)
        must((const char *const[]){"chown", "-R", door->user, door->work, NULL});
}

static int open_door(void **state)
{
    static struct door door;
    *state = &door;
    if (!door_paths(&door))
        return -1;
    /* Descriptor 9 is open for as long as the workbench lives: see is_gone(). */
    struct buf command = {0};
    buf_printf(&command,
               "exec 9>%s/alive-%%NAME%%; LC_ALL=C.UTF-8 MANICULE_TEST_SYNC=1 "
               "exec %s/door/bin/manicule open %s --as %%NAME%%",
               door.work, test_folder(), door.project);
    setenv("COMMAND", buf_text(&command), 1);
    buf_release(&command);
    if (!door_start(&door, (const char *const[]){"alice", "bob", NULL}))
        return -1;
    if (door.open)
        make_project(&door);
    return 0;
}

static struct terminal *connect_as(const struct door *door, const char *name)
{
    char key[4200];
    snprintf(key, sizeof key, "%s/door/key-%s", test_folder(), name);
    const char *argv[] = {door->ssh, "-F", door->config, "-i", key, "-tt", "annotate", NULL};
    const char *env[] = {door->libs, NULL};
    struct terminal *t = terminal_start(&(struct terminal_options){.rows = 30, .cols = 120, .argv = argv, .env = env});
    terminal_sync(t);
    return t;
}

/* The number before a word in the top row: "2 location". */
static unsigned count(struct terminal *t, const char *label)
{
    const char *row = terminal_row(t, 0), *at = strstr(row, label);
    if (!at)
        fail_msg("no %s in the top row: %s", label, row);
    for (at--; at > row && at[-1] >= '0' && at[-1] <= '9';)
        at--;
    return (unsigned)strtoul(at, NULL, 10);
}

/* The screen calls everything saved. */
static void says_saved(struct terminal *t)
{
    if (!strstr(terminal_row(t, 0), " saved "))
        fail_msg("the screen does not say saved, but: %s", terminal_row(t, 28));
}

/* The screen says saved; at that very moment the client is killed. */
static void test_saved_is_saved(void **state)
{
    struct door *door = door_or_skip(state);
    unsigned row, col, row_again, col_again;
    int alive = watch("alice");
    struct terminal *t = connect_as(door, "alice");
    terminal_press(t, "gll");
    says_saved(t);
    assert_int_equal(count(t, "location"), 1);
    terminal_cursor(t, &row, &col, NULL);
    terminal_signal(t, SIGKILL);
    assert_int_equal(terminal_wait(t), 128 + SIGKILL);
    terminal_end(t);
    is_gone(alive);
    assert_int_equal(count_in_file(door, "alice", "location"), 1);
    verify(door);

    alive = watch("alice");
    t = connect_as(door, "alice");
    assert_int_equal(count(t, "location"), 1);
    terminal_cursor(t, &row_again, &col_again, NULL);
    assert_int_equal(row_again, row);
    assert_int_equal(col_again, col);
    terminal_press(t, "u");
    assert_int_equal(count(t, "location"), 0);
    terminal_keys(t, "C-q");
    assert_int_equal(terminal_wait(t), 0);
    terminal_end(t);
    is_gone(alive);
}

/* Killed somewhere in a run of keys: the file has what the screen showed, or more. */
static void test_cut_while_typing(void **state)
{
    struct door *door = door_or_skip(state);
    unsigned before = 0;
    for (unsigned round = 0; round < 6; round++) {
        int alive = watch("alice");
        struct terminal *t = connect_as(door, "alice");
        assert_int_equal(count(t, "speaker"), before);
        /* One more span with each four keys; not waited for. */
        for (unsigned i = 0; i < 4; i++)
            terminal_keys(t, "wv<Right>s");
        for (unsigned i = 0; i < round; i++)
            terminal_press(t, "<Right>");
        terminal_signal(t, SIGKILL);
        terminal_wait(t);
        unsigned shown = count(t, "speaker");
        terminal_end(t);
        is_gone(alive);
        unsigned kept = count_in_file(door, "alice", "speaker");
        assert_true(kept >= shown);
        assert_true(kept <= before + 4);
        before = kept;
    }
    assert_true(before > 0);
    verify(door);
}

/* The control: keys that a stopped client never sent are lost with it, so a cut does cut, and what
 * the other tests find in the file came through the door in time. */
static void test_control_unsent_is_lost(void **state)
{
    struct door *door = door_or_skip(state);
    unsigned before = count_in_file(door, "alice", "speaker");
    int alive = watch("alice");
    struct terminal *t = connect_as(door, "alice");
    terminal_signal(t, SIGSTOP);
    terminal_keys(t, "ggwv<Right>s");
    terminal_signal(t, SIGKILL);
    terminal_wait(t);
    terminal_end(t);
    is_gone(alive);
    assert_int_equal(count_in_file(door, "alice", "speaker"), before);
}

/* A client that stands still holds nobody up, and goes on afterwards. */
static void test_frozen(void **state)
{
    struct door *door = door_or_skip(state);
    int alice_alive = watch("alice"), bob_alive = watch("bob");
    struct terminal *alice = connect_as(door, "alice");
    terminal_press(alice, "gggaa");
    unsigned amounts = count(alice, "amount");
    assert_true(amounts > 0);
    terminal_keys(alice, "wv<Right>a");
    terminal_signal(alice, SIGSTOP);

    struct terminal *bob = connect_as(door, "bob");
    terminal_press(bob, "gqq");
    assert_int_equal(count(bob, "quote"), 1);
    says_saved(bob);
    assert_int_equal(count_in_file(door, "bob", "quote"), 1);
    terminal_keys(bob, "C-q");
    assert_int_equal(terminal_wait(bob), 0);
    terminal_end(bob);
    is_gone(bob_alive);

    terminal_signal(alice, SIGCONT);
    terminal_sync(alice);
    assert_int_equal(count(alice, "amount"), amounts + 1);
    terminal_keys(alice, "C-q");
    assert_int_equal(terminal_wait(alice), 0);
    terminal_end(alice);
    is_gone(alice_alive);
    assert_int_equal(count_in_file(door, "alice", "amount"), amounts + 1);
}

/* The window is closed: the workbench ends by itself, with nothing lost. */
static void test_window_closed(void **state)
{
    struct door *door = door_or_skip(state);
    int alive = watch("bob");
    struct terminal *t = connect_as(door, "bob");
    terminal_press(t, "gll");
    unsigned locations = count(t, "location");
    assert_int_equal(locations, 1);
    terminal_hang_up(t);
    terminal_wait(t);
    terminal_end(t);
    is_gone(alive);
    assert_int_equal(count_in_file(door, "bob", "location"), locations);
    verify(door);
}

/* Whatever the client asks for, it gets the forced command; and no way past it. */
static void test_only_the_forced_command(void **state)
{
    struct door *door = door_or_skip(state);
    char key[4200], probe[4300];
    snprintf(key, sizeof key, "%s/door/key-bob", test_folder());
    snprintf(probe, sizeof probe, "echo entered > %s/door/work/entered", test_folder());
    setenv("LD_LIBRARY_PATH", strchr(door->libs, '=') + 1, 1);
    int alive = watch("bob");
    struct buf said = {0};
    int code = run((const char *const[]){door->ssh, "-F", door->config, "-i", key, "annotate", probe, NULL}, &said);
    assert_int_equal(code, 13); /* the workbench, which found no terminal */
    is_gone(alive);
    snprintf(probe, sizeof probe, "%s/door/work/entered", test_folder());
    assert_int_not_equal(access(probe, F_OK), 0);
    code = run((const char *const[]){door->ssh, "-F", door->config, "-i", key, "-W", "127.0.0.1:1", "annotate", NULL}, &said);
    assert_int_not_equal(code, 0);
    unsetenv("LD_LIBRARY_PATH");
    buf_release(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saved_is_saved),
        cmocka_unit_test(test_cut_while_typing),
        cmocka_unit_test(test_control_unsent_is_lost),
        cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_window_closed),
        cmocka_unit_test(test_only_the_forced_command),
    };
    return cmocka_run_group_tests_name("ssh: open", tests, open_door, close_door);
}
