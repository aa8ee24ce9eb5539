/* door.h: an sshd of the test's own (sshd.sh), and the project behind it. */
#ifndef MANICULE_TESTS_DOOR_H
#define MANICULE_TESTS_DOOR_H

#include "testlib.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminal.h"

#include "manicule/base/buf.h"

struct door {
    char work[4200], project[4300], config[4200], user[40], port[8], ssh[4200], libs[4300], why[300];
    bool open;
};

static const char article[] =
    "The quay at night\n\n"
    "\"The lamps go out at nine,\" said Ada Winter, who keeps them.\n\n"
    "Winter has kept them for 31 years. She lives in Ostrava and comes by train.\n\n"
    "\"Somebody has to count the boats,\" she said. \"There were 14 yesterday.\"\n\n"
    "The harbour of Ostrava has no water, the mayor of Brno pointed out.\n\n"
    "\"Then the boats are very patient,\" said Winter.\n";

/* Runs a command, its output appended to out (may be NULL); its exit code. */
static inline int run(const char *const *argv, struct buf *out)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int null = open("/dev/null", O_RDONLY);
        dup2(null, 0);
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(ends[1]);
    char bytes[8192];
    for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) > 0;)
        if (out)
            buf_add(out, bytes, (size_t)n);
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline void must(const char *const *argv)
{
    struct buf said = {0};
    int code = run(argv, &said);
    if (code)
        fail_msg("%s %s: exit code %d: %s", argv[0], argv[1], code, buf_text(&said));
    buf_release(&said);
}

/* What stands behind "NAME=" in what sshd.sh printed, in quotes or to the next space. */
static inline void assignment(const char *printed, const char *name, char *out, size_t room)
{
    const char *at = strstr(printed, name);
    if (!at)
        fail_msg("no %s in %s", name, printed);
    at += strlen(name);
    char until = ' ';
    if (*at == '\'')
        until = *at++;
    size_t n = 0;
    while (at[n] && at[n] != until && at[n] != '\n')
        n++;
    assert_true(n < room);
    memcpy(out, at, n);
    out[n] = '\0';
}

/* Where everything lies. False: the test is not run as `make` runs it. */
static inline bool door_paths(struct door *door)
{
    char path[4200];
    const char *tree = getenv("O");
    if (!tree || !getenv("MANICULE"))
        return false;
    chmod(test_folder(), 0755);
    snprintf(path, sizeof path, "%s/door", test_folder());
    mkdir(path, 0755);
    snprintf(door->work, sizeof door->work, "%s/door/work", test_folder());
    snprintf(door->project, sizeof door->project, "%s/door/work/quay.manicule", test_folder());
    snprintf(door->config, sizeof door->config, "%s/door/config", test_folder());
    snprintf(path, sizeof path, "%s/tests/ssh/preload_sshd.so", tree);
    setenv("PRELOAD_SSHD", path, 1);
    return true;
}

/* Starts sshd with a key for each name. False: it failed; door->open false: there is none to be
 * had here. */
static inline bool door_start(struct door *door, const char *const *names)
{
    char folder[4200], live[4200], libs[4200];
    const char *argv[16] = {"sh", "tests/ssh/sshd.sh", "start", folder};
    for (size_t i = 0; names[i]; i++)
        argv[4 + i] = names[i];
    snprintf(folder, sizeof folder, "%s/door", test_folder());
    snprintf(live, sizeof live, "%s/door/live", test_folder());
    assert_int_equal(mkfifo(live, 0600), 0);
    assert_true(open(live, O_RDWR | O_CLOEXEC) >= 0); /* closed by this program's end */
    struct buf said = {0};
    int code = run(argv, &said);
    if (code == 77) {
        snprintf(door->why, sizeof door->why, "%.290s", buf_text(&said));
    } else if (code) {
        fprintf(stderr, "%s\n", buf_text(&said));
    } else {
        assignment(buf_text(&said), "PORT=", door->port, sizeof door->port);
        assignment(buf_text(&said), "USER_NAME=", door->user, sizeof door->user);
        assignment(buf_text(&said), " SSH=", door->ssh, sizeof door->ssh);
        assignment(buf_text(&said), "SSH_LIBS=", libs, sizeof libs);
        snprintf(door->libs, sizeof door->libs, "LD_LIBRARY_PATH=%s", libs);
        door->open = true;
    }
    buf_release(&said);
    return code == 0 || code == 77;
}

static inline int close_door(void **state)
{
    (void)state;
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/door", test_folder());
    run((const char *const[]){"sh", "tests/ssh/sshd.sh", "stop", folder, NULL}, NULL);
    return 0;
}

/* One end of the pipe whose other end the person's workbench holds. */
static inline int watch(const char *name)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/door/work/alive-%s", test_folder(), name);
    unlink(path); /* an earlier one's, or a file that someone made who was not watched */
    assert_int_equal(mkfifo(path, 0666), 0);
    chmod(path, 0666);
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    assert_true(fd >= 0);
    return fd;
}

/* Waits until the workbench at the other end has ended. */
static inline void is_gone(int fd)
{
    struct pollfd end = {.fd = fd};
    assert_int_equal(poll(&end, 1, 60000), 1);
    assert_true(end.revents & POLLHUP);
    close(fd);
}

/* How many spans of a label a person has. */
static inline unsigned count_in_file(const struct door *door, const char *name, const char *label)
{
    enum { NO_SET_YET = 4 };
    struct buf records = {0};
    char wanted[64];
    int code = run((const char *const[]){getenv("MANICULE"), "export", door->project, "--as", name,
                                         "--annotator", name, NULL}, &records);
    assert_true(code == 0 || code == NO_SET_YET);
    snprintf(wanted, sizeof wanted, "\"label\":\"%s\"", label);
    unsigned n = 0;
    for (const char *at = buf_text(&records); (at = strstr(at, wanted)); at++)
        n++;
    buf_release(&records);
    return n;
}

static inline void verify(const struct door *door)
{
    must((const char *const[]){getenv("MANICULE"), "verify", door->project, NULL});
}

static inline struct door *door_or_skip(void **state)
{
    struct door *door = *state;
    if (!door->open) {
        print_message("%s\n", door->why);
        skip();
    }
    return door;
}

#endif
