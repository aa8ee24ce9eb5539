#include "manicule/tui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static const struct {
    int signal;
    unsigned mark;
} caught[] = {
    {SIGWINCH, SIGNAL_RESIZE}, {SIGHUP, SIGNAL_HANGUP},  {SIGTERM, SIGNAL_HANGUP},
    {SIGINT, SIGNAL_HANGUP},   {SIGQUIT, SIGNAL_HANGUP}, {SIGTSTP, SIGNAL_STOP},
    {SIGCONT, SIGNAL_RESUME},
};
enum { CAUGHT = sizeof caught / sizeof caught[0] };

/* A handler is given nothing but its number. */
static volatile sig_atomic_t came[CAUGHT];
static int ends[2] = {-1, -1};
static struct sigaction before[CAUGHT], before_pipe;

static void handle(int number)
{
    int kept = errno;
    for (size_t i = 0; i < CAUGHT; i++)
        if (caught[i].signal == number) {
            came[i] = 1;
            if (caught[i].mark == SIGNAL_HANGUP)
                alarm(SIGNALS_PATIENCE);
        }
    /* A full pipe is readable, which is all that is wanted. */
    ssize_t written = write(ends[1], "", 1);
    (void)written;
    errno = kept;
}

bool signals_start(void)
{
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < CAUGHT; i++) {
        came[i] = 0;
        sigaction(caught[i].signal, &action, &before[i]);
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, &before_pipe);
    return true;
}

void signals_stop(void)
{
    if (ends[0] < 0)
        return;
    for (size_t i = 0; i < CAUGHT; i++)
        sigaction(caught[i].signal, &before[i], NULL);
    sigaction(SIGPIPE, &before_pipe, NULL);
    alarm(0);
    close(ends[0]);
    close(ends[1]);
    ends[0] = ends[1] = -1;
}

int signals_fd(void)
{
    return ends[0];
}

unsigned signals_take(void)
{
    char bytes[64];
    while (read(ends[0], bytes, sizeof bytes) > 0)
        ;
    unsigned marks = 0;
    for (size_t i = 0; i < CAUGHT; i++)
        if (came[i]) {
            came[i] = 0;
            marks |= caught[i].mark;
        }
    return marks;
}

void signals_suspend(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL}, ours;
    sigaction(SIGTSTP, &standard, &ours);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    for (size_t i = 0; i < CAUGHT; i++)
        if (caught[i].mark == SIGNAL_RESUME)
            came[i] = 0; /* the caller knows */
}
