#include "manicule/tui/rescue.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGALRM};
enum { FATAL = sizeof fatal / sizeof fatal[0], STACK = 16 * 1024 };

/* All a handler may touch. Written before the handlers are installed. */
static struct {
    int tty;
    struct termios modes;
    char bytes[RESCUE_MAX];
    size_t n;
    bool installed[FATAL];
} saved;
static char stack[STACK];

static void handle(int number)
{
    /* A terminal that takes no bytes must not hold a dying program. */
    int flags = fcntl(saved.tty, F_GETFL);
    fcntl(saved.tty, F_SETFL, flags | O_NONBLOCK);
    ssize_t written = write(saved.tty, saved.bytes, saved.n);
    (void)written;
    fcntl(saved.tty, F_SETFL, flags);
    tcsetattr(saved.tty, TCSANOW, &saved.modes);
    raise(number); /* SA_RESETHAND: the system's own way, once this handler has returned */
}

void rescue_arm(int tty, const struct termios *modes, const char *bytes, size_t n)
{
    saved.tty = tty;
    saved.modes = *modes;
    saved.n = n < RESCUE_MAX ? n : RESCUE_MAX;
    memcpy(saved.bytes, bytes, saved.n);
    /* A stack of its own, since running out of stack is one of the ways to crash. */
    stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&other, NULL);
    struct sigaction action = {.sa_handler = handle, .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK)};
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < FATAL; i++) {
        struct sigaction before;
        if (saved.installed[i] || sigaction(fatal[i], NULL, &before) != 0 ||
            before.sa_handler != SIG_DFL)
            continue;
        saved.installed[i] = sigaction(fatal[i], &action, NULL) == 0;
    }
}

void rescue_disarm(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (size_t i = 0; i < FATAL; i++)
        if (saved.installed[i]) {
            sigaction(fatal[i], &standard, NULL);
            saved.installed[i] = false;
        }
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
}
