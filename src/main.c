/* The program: the world outside is gathered here, and the one place that prints a fault. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "manicule/cmd/cmd.h"
#include "manicule/cmd/gate.h"
#include "manicule/cmd/session.h"

static int64_t now(void *ctx)
{
    struct timespec t;
    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void random_bytes(void *ctx, void *bytes, size_t n)
{
    uint8_t *to = bytes;
    (void)ctx;
    while (n) {
        ssize_t got = getrandom(to, n, 0);
        if (got < 0 && errno != EINTR)
            abort(); /* no kernel that this builds for is without it; ids must not be guessed */
        if (got > 0) {
            to += got;
            n -= (size_t)got;
        }
    }
}

static void rest(void *ctx, unsigned microseconds)
{
    (void)ctx;
    usleep(microseconds);
}

/* A closed standard descriptor would be taken by the next file opened, and messages would go into
 * the project. /dev/null takes its place, opened the wrong way round: using it is an error still.
 */
static void hold_descriptors(void)
{
    static const int wrong_way[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", wrong_way[fd]) != fd)
            _exit(fault_exit_code(FAULT_IO));
}

int main(int argc, char **argv)
{
    struct env env = {now, random_bytes, rest, NULL};
    struct err err = {0};
    hold_descriptors();
    if (argc > 1 && strcmp(argv[1], "gate") == 0)
        gate_environment(); /* before anything below is taken from it */
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is seen by write() */
    signal(SIGXFSZ, SIG_IGN); /* as is a limit on the size of files */
    enum fault fault = cmd_run(argc, argv, &env, &err);
    /* A reader that went away (output.h) is a fault that nobody needs to hear of. */
    if (err.fault != fault)
        err_set(&err, fault, "%s", fault_meaning(fault));
    if (fault && err.text[0])
        session_note(NULL, err.text);
    return fault_exit_code(fault);
}
