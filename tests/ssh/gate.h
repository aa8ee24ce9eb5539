/* gate.h: the door with the gate behind it, set up as manicule(1) tells a lead to with what
 * `manicule keys` prints, for alice, bob, rita and lea; and how they come in. */
#ifndef MANICULE_TESTS_GATE_H
#define MANICULE_TESTS_GATE_H

#include "door.h"

static inline const char *folder(void)
{
    static char path[4200];
    snprintf(path, sizeof path, "%s/door", test_folder());
    return path;
}

static inline void write_file(const char *path, mode_t mode, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

/* A script of the lead's on the server, in the work folder. $P: the project. */
static inline void lead(const struct door *door, const char *script)
{
    struct buf text = {0};
    buf_printf(&text, "cd %s && P=%s && %s", door->work, door->project, script);
    must((const char *const[]){"sh", "-c", buf_text(&text), NULL});
    buf_release(&text);
}

/* The door runs the program itself as `manicule`, found in its PATH; this one leaves a descriptor
 * open while it lives (see is_gone) and notes what it was given. */
static inline void make_wrapper(const struct door *door)
{
    char path[4300];
    struct buf script = {0};
    snprintf(path, sizeof path, "%s/path", folder());
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/path/manicule", folder());
    buf_printf(&script, "#!/bin/sh\nexec 9<>%s/alive-$3\nenv >%s/env-$3\nexec %s/bin/manicule \"$@\"\n",
               door->work, door->work, folder());
    write_file(path, 0755, buf_text(&script));
    buf_release(&script);
}

/* The lead makes the project and leaves the block of `keys` in the file `block`; then sshd runs.
 * For cmocka: 0, or -1 when that failed. */
static inline int gate_open(struct door *door, void (*make_project)(struct door *))
{
    if (!door_paths(door))
        return -1;
    make_project(door);
    make_wrapper(door);
    struct buf more = {0}, block = {0};
    /* Even where the server takes variables from its clients, none of them means anything. */
    buf_printf(&more,
               "SetEnv PATH=%s/path:/usr/bin:/bin\n"
               "AcceptEnv LANG LC_* MANICULE_* TERM* HOME LOGNAME USER XDG_* EDITOR "
               "SSH_ORIGINAL_COMMAND NO_COLOR",
               folder());
    buf_printf(&block, "%s/block", folder());
    setenv("MORE", buf_text(&more), 1);
    setenv("BLOCK", buf_text(&block), 1);
    setenv("COMMAND", "exit 99", 1); /* until the lines of `keys` are there */
    buf_release(&more);
    buf_release(&block);
    if (!door_start(door, (const char *const[]){"alice", "bob", "rita", "lea", NULL}))
        return -1;
    if (!door->open)
        return 0;
    lead(door, "$MANICULE keys $P --key alice=../key-alice.pub --key bob=../key-bob.pub "
               "--key rita=../key-rita.pub --key lea=../key-lea.pub --only lines --as lea "
               ">../keys && $MANICULE keys $P --check ../keys --as lea");
    setenv("LD_LIBRARY_PATH", strchr(door->libs, '=') + 1, 1);
    return 0;
}

/* ---- the client ---- */
static inline int ssh(const struct door *door, const char *name, struct buf *out, const char *const *words)
{
    char key[4300];
    snprintf(key, sizeof key, "%s/key-%s", folder(), name);
    /* One that is let in and waits for more would wait for ever. */
    const char *argv[32] = {"timeout", "120", door->ssh, "-F", door->config, "-i", key};
    size_t n = 7;
    for (; *words; words++)
        argv[n++] = *words;
    return run(argv, out);
}

#define SSH(name, out, ...) ssh(door, name, out, (const char *const[]){__VA_ARGS__, NULL})

static inline struct terminal *enter_with(const struct door *door, const char *name, const char *type,
                                          const char *option, const char *command)
{
    char key[4300];
    snprintf(key, sizeof key, "%s/key-%s", folder(), name);
    const char *argv[] = {door->ssh, "-F", door->config, "-i", key, option ? option : "-tt", "-tt",
                          "annotate", command, NULL};
    const char *env[] = {door->libs, NULL};
    return terminal_start(&(struct terminal_options){
        .rows = 30, .cols = 120, .argv = argv, .env = env, .type = type, .unsynced = true});
}

/* A prompt that was left open is still open. */
static inline void leave(struct terminal *t)
{
    terminal_keys(t, "C-gC-q");
    assert_int_equal(terminal_wait(t), 0);
}

static inline void leave_for_good(struct terminal *t)
{
    leave(t);
    terminal_end(t);
}

static inline bool holds(const struct buf *bytes, const char *text)
{
    return bytes->size && memmem(bytes->data, bytes->size, text, strlen(text));
}

static inline void assert_without(const struct buf *bytes, const char *text, const char *what)
{
    if (holds(bytes, text))
        fail_msg("%s: it tells [%s]:\n%s", what, text, buf_text(bytes));
}

#endif
