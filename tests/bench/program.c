#include "program.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

enum {
    QUIET = 2,             /* ms of silence after a key */
    QUIET_START = 60,      /* and after the start, twice */
    DEAF = 150,            /* ms after which a key is one that does nothing */
    PATIENCE = 120 * 1000, /* ms without an answer to the sentinel: it hangs */
    READ = 64 * 1024,
};

static const char sentinel[] = "\033[99~";
static const char answer[] = "\033]777;sync;";

double clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- what the kernel knows of it ---- */

static bool read_proc(const struct program *p, const char *name, char *out, size_t room)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)p->pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, out, room - 1);
    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

double program_cpu(const struct program *p)
{
    char text[128];
    return read_proc(p, "schedstat", text, sizeof text) ? (double)strtoull(text, NULL, 10) / 1e6
                                                        : 0;
}

static uint64_t status_field(const char *status, const char *name)
{
    const char *at = strstr(status, name);
    return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

double program_peak_mb(const struct program *p)
{
    char text[4096];
    return read_proc(p, "status", text, sizeof text)
               ? (double)status_field(text, "VmHWM:") * 1024 / 1e6
               : 0;
}

/* Does it sleep, and how often did it lie down? */
static bool asleep(const struct program *p, uint64_t *times)
{
    char text[4096];
    if (!read_proc(p, "status", text, sizeof text))
        return true;
    *times = status_field(text, "\nvoluntary_ctxt_switches:");
    const char *state = strstr(text, "State:");
    return state && strchr("SZX", state[strspn(state + 6, " \t") + 6]);
}

/* ---- the terminal's side ---- */

static void send_bytes(const struct program *p, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = write(p->master, bytes, n);
        if (sent <= 0)
            return;
        bytes += sent;
        n -= (size_t)sent;
    }
}

enum { NOTHING = 0, CUT = -1 };

/* Is it what stands at `at`, of which n bytes are there? CUT: so far, yes. */
static int begins(const char *at, size_t n, const char *known)
{
    size_t length = strlen(known);
    if (memcmp(at, known, n < length ? n : length) != 0)
        return NOTHING;
    return n < length ? CUT : (int)length;
}

static void reply(struct program *p, size_t question)
{
    static const char *const replies[] = {NULL, "\033[?62;22c", "\033[?62;22c", "\033[>41;330;0c"};
    const char *bytes = replies[question];
    /* The width probe's samples are é, ※ and an emoji; who else asks sends one narrow one. */
    if (!bytes)
        bytes = p->reports++ % 3 == 2 ? "\033[1;3R" : "\033[1;2R";
    send_bytes(p, bytes, strlen(bytes));
}

/* The sequence that begins at `at`: answered if it is a question. Its length, NOTHING when it is
 * none that matters, CUT when its end has not been read. */
static int take_sequence(struct program *p, const char *at, size_t n)
{
    static const char *const questions[] = {"\033[6n", "\033[c", "\033[0c", "\033[>c"};
    int length = begins(at, n, answer);
    if (length > 0) {
        const char *end = memchr(at, '\a', n);
        if (!end)
            return CUT;
        p->answers++;
        p->bytes -= (uint64_t)(end + 1 - at);
        return (int)(end + 1 - at);
    }
    for (size_t i = 0; !length && i < sizeof questions / sizeof questions[0]; i++) {
        length = begins(at, n, questions[i]);
        if (length > 0)
            reply(p, i);
    }
    return length;
}

static void look(struct program *p)
{
    while (p->looked < p->out.size) {
        const char *from = p->out.data + p->looked, *end = p->out.data + p->out.size;
        const char *at = memchr(from, '\033', (size_t)(end - from));
        int taken = at ? take_sequence(p, at, (size_t)(end - at)) : NOTHING;
        if (taken == CUT) {
            p->looked = (size_t)(at - p->out.data);
            return;
        }
        p->looked = at ? (size_t)(at - p->out.data) + (taken ? (size_t)taken : 1) : p->out.size;
    }
}

/* Reads what there is, after waiting up to `wait` ms. 1: something came, 0: nothing, -1: it has
 * ended. */
static int take_output(struct program *p, int wait)
{
    struct pollfd in = {.fd = p->master, .events = POLLIN};
    if (poll(&in, 1, wait) <= 0)
        return 0;
    if (!buf_reserve(&p->out, READ))
        return -1;
    ssize_t n = read(p->master, p->out.data + p->out.size, READ);
    if (n <= 0)
        return -1;
    p->out.size += (size_t)n;
    p->out.data[p->out.size] = '\0';
    p->bytes += (uint64_t)n;
    if (p->starting)
        (void)vec_push(&p->chunks, ((struct chunk){clock_ms() - p->began, p->out.size}));
    look(p);
    return 1;
}

static bool await_answer(struct program *p, unsigned wanted)
{
    while (p->answers < wanted)
        if (take_output(p, PATIENCE) <= 0)
            return false;
    /* What it does after the answer belongs to this key too. */
    uint64_t times;
    while (!asleep(p, &times))
        ;
    return true;
}

static bool await_quiet(struct program *p, uint64_t before)
{
    double sent = clock_ms();
    for (;;) {
        int got = take_output(p, QUIET);
        uint64_t times = before;
        if (got < 0)
            return false;
        if (got == 0 && asleep(p, &times) && (times > before || clock_ms() - sent > DEAF))
            return true;
    }
}

bool program_press(struct program *p, const char *keys)
{
    char both[256];
    uint64_t before = 0;
    buf_clear(&p->out);
    p->looked = 0;
    if (!p->sentinel) {
        asleep(p, &before);
        send_bytes(p, keys, strlen(keys));
        return await_quiet(p, before);
    }
    unsigned wanted = p->answers + 1;
    snprintf(both, sizeof both, "%s%s", keys, sentinel);
    send_bytes(p, both, strlen(both));
    return await_answer(p, wanted);
}

/* ---- start and end ---- */

static void run_child(const char *const *argv, bool sentinel_wanted)
{
    const char *path = getenv("PATH");
    clearenv();
    setenv("PATH", path ? path : "/usr/bin:/bin", 1);
    setenv("HOME", "/nonexistent", 1);
    setenv("LANG", "C.UTF-8", 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LESSHISTFILE", "-", 1);
    if (sentinel_wanted)
        setenv("MANICULE_TEST_SYNC", "1", 1);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

bool program_start(struct program *p, const char *const *argv, bool sentinel_wanted)
{
    struct winsize size = {.ws_row = SCREEN_ROWS, .ws_col = SCREEN_COLS};
    int slave;
    *p = (struct program){.sentinel = sentinel_wanted, .starting = true};
    if (openpty(&p->master, &slave, NULL, NULL, &size) != 0)
        return false;
    fcntl(p->master, F_SETFD, FD_CLOEXEC);
    p->began = clock_ms();
    p->pid = fork();
    if (p->pid == 0) {
        login_tty(slave);
        run_child(argv, sentinel_wanted);
    }
    close(slave);
    double cpu = -1, last = clock_ms();
    for (;;) {
        int got = take_output(p, QUIET);
        uint64_t times;
        if (got < 0) {
            fprintf(stderr, "bench: %s has ended at once: %s\n", argv[0], buf_text(&p->out));
            program_end(p);
            return false;
        }
        if (got > 0)
            last = clock_ms();
        if (clock_ms() - last < QUIET_START)
            continue;
        /* Silent and idle: a program that still loads a file is silent too. */
        double now = program_cpu(p);
        if (p->bytes > 0 && asleep(p, &times) && now - cpu < 1)
            break;
        cpu = now;
        last = clock_ms();
    }
    p->starting = false;
    return true;
}

void program_end(struct program *p)
{
    if (p->pid > 0) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, NULL, 0);
    }
    if (p->master > 0)
        close(p->master);
    buf_release(&p->out);
    vec_free(&p->chunks);
    *p = (struct program){0};
}
