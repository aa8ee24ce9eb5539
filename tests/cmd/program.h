/* program.h: runs the built program the way a shell does, and keeps what it said. */
#ifndef MANICULE_TESTS_PROGRAM_H
#define MANICULE_TESTS_PROGRAM_H

#include "testlib.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct result {
    int code; /* exit code, or 1000 and the signal */
    char *out, *err;
};

/* $MANICULE, or the program that stands in the same build tree as this test. */
static inline const char *program_path(void)
{
    static char path[4096];
    const char *given = getenv("MANICULE");
    if (given && *given)
        return given;
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(n > 0);
    path[n] = '\0';
    for (int up = 0; up < 3; up++) { /* tests/cmd/test_x */
        char *slash = strrchr(path, '/');
        assert_non_null(slash);
        *slash = '\0';
    }
    size_t room = sizeof path - strlen(path);
    assert_true((size_t)snprintf(path + strlen(path), room, "/manicule") < room);
    if (access(path, X_OK) != 0)
        fail_msg("%s is not built: run `make all` first", path);
    return path;
}

static inline char *slurp(const char *path)
{
    size_t n;
    return (char *)read_file(path, &n);
}

/* Runs a shell script in a folder, as an ordinary user if asked (root may read and write all). $M
 * is the program. What it prints goes to files, so that nothing waits for a reader. */
static inline struct result program_run(const char *folder, const char *script, bool ordinary)
{
    char out[4200], err[4200];
    snprintf(out, sizeof out, "%s/.stdout", test_folder());
    snprintf(err, sizeof err, "%s/.stderr", test_folder());
    const char *program = program_path();
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int in = open("/dev/null", O_RDONLY);
        int o = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int e = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (in < 0 || o < 0 || e < 0 || chdir(folder) != 0)
            _exit(120);
        dup2(in, 0);
        dup2(o, 1);
        dup2(e, 2);
        setsid(); /* no terminal to fall back to */
        setenv("M", program, 1);
        setenv("HOME", folder, 1);
        unsetenv("XDG_CONFIG_HOME");
        if (ordinary && geteuid() == 0 &&
            (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
            _exit(121);
        signal(SIGPIPE, SIG_DFL);
        execl("/bin/sh", "sh", "-c", script, (char *)NULL);
        _exit(122);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    return (struct result){.code =
                               WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status),
                           .out = slurp(out),
                           .err = slurp(err)};
}

static inline void result_free(struct result *result)
{
    free(result->out);
    free(result->err);
}

/* A new empty folder of the test's own, which an ordinary user may use too. */
static inline const char *fresh_folder(void)
{
    static char path[4200];
    static unsigned made;
    assert_int_equal(chmod(test_folder(), 0755), 0);
    snprintf(path, sizeof path, "%s/case-%u", test_folder(), made++);
    assert_int_equal(mkdir(path, 0755), 0);
    if (geteuid() == 0)
        assert_int_equal(chown(path, 65534, 65534), 0);
    return path;
}

static inline bool one_line(const char *text)
{
    const char *newline = strchr(text, '\n');
    return newline && !newline[1] && newline != text;
}

#endif
