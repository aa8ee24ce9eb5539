#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include "terminal_inside.h"
#include "testlib.h"

#include "manicule/workbench/event.h"

/* How long a program may be silent before it is taken to hang; a limit, never a wait. */
enum { SILENCE = 60 * 1000 };

static const char sentinel[] = "\033[99~";
static const char answer_start[] = "\033]777;sync;";

/* ---- libvterm's side ---- */

static void vt_output(const char *bytes, size_t n, void *user)
{
    struct terminal *t = user;
    if (!t->mute)
        terminal_send(t, bytes, n);
}

static int vt_move(VTermPos to, VTermPos from, int visible, void *user)
{
    (void)from, (void)visible;
    struct terminal *t = user;
    t->cursor = to;
    return 1;
}

static int vt_prop(VTermProp prop, VTermValue *value, void *user)
{
    struct terminal *t = user;
    if (prop == VTERM_PROP_CURSORVISIBLE)
        t->cursor_shown = value->boolean;
    else if (prop == VTERM_PROP_ALTSCREEN)
        t->modes.alternate = value->boolean;
    else if (prop == VTERM_PROP_MOUSE)
        t->modes.mouse = value->number;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.movecursor = vt_move, .settermprop = vt_prop};

/* ---- start and end ---- */

static void run_child(const struct terminal_options *options, const char *cells)
{
    const char *path = getenv("PATH");
    const char *data = getenv("MANICULE_TESTDATA");
    clearenv();
    setenv("PATH", path ? path : "/usr/bin:/bin", 1);
    setenv("HOME", test_folder(), 1);
    setenv("LANG", "C.UTF-8", 1);
    if (data)
        setenv("MANICULE_TESTDATA", data, 1);
    if (!options->type)
        setenv("TERM", "xterm-256color", 1);
    else if (*options->type)
        setenv("TERM", options->type, 1);
    if (!options->unsynced) {
        setenv("MANICULE_TEST_SYNC", "1", 1);
        setenv("MANICULE_TEST_CELLS", cells, 1);
    }
    for (const char *const *e = options->env; e && *e; e++) {
        char *pair = strdup(*e);
        if (pair)
            putenv(pair);
    }
    if (options->folder && chdir(options->folder) != 0)
        _exit(126);
    for (int fd = 3; fd < 256; fd++)
        close(fd);
    execvp(options->argv[0], (char *const *)(uintptr_t)options->argv);
    _exit(127);
}

struct terminal *terminal_start(const struct terminal_options *options)
{
    struct terminal *t = calloc(1, sizeof *t);
    assert_non_null(t);
    static unsigned started;
    snprintf(t->cells, sizeof t->cells, "%s/cells-%u", test_folder(), ++started);
    t->rows = options->rows ? options->rows : 40;
    t->cols = options->cols ? options->cols : 120;
    t->mute = options->mute;
    t->cursor_shown = true;

    t->vt = vterm_new((int)t->rows, (int)t->cols);
    assert_non_null(t->vt);
    vterm_set_utf8(t->vt, !options->latin1);
    vterm_output_set_callback(t->vt, vt_output, t);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_set_callbacks(t->screen, &callbacks, t);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);

    struct winsize size = {.ws_row = (unsigned short)t->rows, .ws_col = (unsigned short)t->cols};
    int slave;
    assert_int_equal(openpty(&t->master, &slave, NULL, NULL, &size), 0);
    assert_int_equal(fcntl(t->master, F_SETFL, O_NONBLOCK), 0);
    if (options->typed)
        terminal_keys(t, options->typed);
    fflush(NULL);
    t->pid = fork();
    assert_true(t->pid >= 0);
    if (t->pid == 0) {
        login_tty(slave);
        run_child(options, t->cells);
    }
    close(slave);
    return t;
}

void terminal_end(struct terminal *t)
{
    if (!t)
        return;
    if (!t->ended) {
        kill(t->pid, SIGKILL);
        kill(t->pid, SIGCONT);
        waitpid(t->pid, &t->status, 0);
    }
    terminal_hang_up(t);
    vterm_free(t->vt);
    unlink(t->cells);
    buf_release(&t->output);
    buf_release(&t->text);
    buf_release(&t->row);
    free(t);
}

/* ---- bytes ---- */

/* The sentinels' answers, in the order they came, are "ESC ] 777 ; sync ; N BEL". */
static void look_for_answers(struct terminal *t)
{
    for (;;) {
        const char *from = t->output.data + t->looked;
        size_t left = t->output.size - t->looked;
        const char *found = memmem(from, left, answer_start, sizeof answer_start - 1);
        const char *end = found ? memchr(found, '\a', (size_t)(from + left - found)) : NULL;
        if (!end)
            return;
        t->answered = (unsigned)strtoul(found + sizeof answer_start - 1, NULL, 10);
        t->answers += (size_t)(end + 1 - found);
        t->looked += (size_t)(end + 1 - from);
    }
}

/* How many of the bytes are whole characters: libvterm 0.1.4 loses one that is cut between two
 * of its inputs. */
static size_t whole_characters(const char *bytes, size_t n)
{
    for (size_t back = 1; back <= 3 && back <= n; back++) {
        unsigned char c = (unsigned char)bytes[n - back];
        if (c >= 0xc0)
            return (c < 0xe0 ? 2u : c < 0xf0 ? 3u : 4u) > back ? n - back : n;
        if (c < 0x80)
            break;
    }
    return n;
}

static void show(struct terminal *t)
{
    const char *from = t->output.data + t->drawn;
    size_t n = whole_characters(from, t->output.size - t->drawn);
    t->drawn += n;
    vterm_input_write(t->vt, from, n);
    vterm_screen_flush_damage(t->screen);
}

/* Takes what the program wrote, after waiting up to `wait` ms for some. False: nothing came. */
static bool take_output(struct terminal *t, int wait)
{
    if (t->master < 0)
        return false;
    struct pollfd in = {.fd = t->master, .events = POLLIN};
    if (poll(&in, 1, wait) <= 0)
        return false;
    char bytes[16384];
    ssize_t n = read(t->master, bytes, sizeof bytes);
    if (n <= 0)
        return false; /* EIO: the program has ended */
    buf_add(&t->output, bytes, (size_t)n);
    assert_false(t->output.failed);
    look_for_answers(t);
    show(t);
    return true;
}

static void give_up(struct terminal *t, const char *what)
{
    fail_msg("%s; the screen is\n%s", what, terminal_text(t));
}

void terminal_send(struct terminal *t, const void *bytes, size_t n)
{
    const char *from = bytes;
    while (n > 0 && t->master >= 0) {
        ssize_t written = write(t->master, from, n);
        if (written > 0) {
            from += written;
            n -= (size_t)written;
            continue;
        }
        if (written < 0 && errno != EAGAIN && errno != EINTR)
            return;
        /* The program may be writing too, and both ends have only so much room. */
        struct pollfd both = {.fd = t->master, .events = POLLIN | POLLOUT};
        if (poll(&both, 1, SILENCE) == 0)
            give_up(t, "the program takes no bytes");
        if (both.revents & POLLIN)
            take_output(t, 0);
    }
}

static void send_key(struct terminal *t, struct key key)
{
    static const struct {
        uint32_t code;
        const char *bytes; /* a '*' stands for ";modifier" */
    } named[] = {
        {KEY_NAME_UP, "\033[1*A"},      {KEY_NAME_DOWN, "\033[1*B"},
        {KEY_NAME_RIGHT, "\033[1*C"},   {KEY_NAME_LEFT, "\033[1*D"},
        {KEY_NAME_HOME, "\033[1*H"},    {KEY_NAME_END, "\033[1*F"},
        {KEY_NAME_PAGE_UP, "\033[5*~"}, {KEY_NAME_PAGE_DOWN, "\033[6*~"},
        {KEY_NAME_INSERT, "\033[2*~"},  {KEY_NAME_DELETE, "\033[3*~"},
        {KEY_NAME_F1, "\033[11*~"},     {KEY_NAME_F2, "\033[12*~"},
        {KEY_NAME_F3, "\033[13*~"},     {KEY_NAME_F4, "\033[14*~"},
        {KEY_NAME_F5, "\033[15*~"},     {KEY_NAME_F6, "\033[17*~"},
        {KEY_NAME_F7, "\033[18*~"},     {KEY_NAME_F8, "\033[19*~"},
        {KEY_NAME_F9, "\033[20*~"},     {KEY_NAME_F10, "\033[21*~"},
        {KEY_NAME_F11, "\033[23*~"},    {KEY_NAME_F12, "\033[24*~"},
        {KEY_NAME_BACKSPACE, "\177"},   {KEY_NAME_TAB, "\t"},
        {KEY_NAME_ENTER, "\r"},         {KEY_NAME_SPACE, " "},
        {KEY_NAME_ESC, "\033[27u"}, /* ESC alone would have to be waited for */
    };
    struct buf bytes = {0};
    if (key.code == KEY_NAME_TAB && key.mods == MOD_SHIFT) {
        terminal_send(t, "\033[Z", 3);
        return;
    }
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (named[i].code == key.code) {
            unsigned mods = (key.mods & MOD_SHIFT ? 1u : 0) + (key.mods & MOD_ALT ? 2u : 0) +
                            (key.mods & MOD_CTRL ? 4u : 0);
            for (const char *s = named[i].bytes; *s; s++)
                if (*s != '*')
                    buf_add_char(&bytes, *s);
                else if (mods)
                    buf_printf(&bytes, ";%u", mods + 1);
            if (!mods && bytes.size == 4 && bytes.data[2] == '1') /* ESC [ A, as terminals do */
                memmove(bytes.data + 2, bytes.data + 3, 2), bytes.size--;
        }
    if (!bytes.size) {
        if (key.mods & MOD_ALT)
            buf_add_char(&bytes, '\033');
        if (key.mods & MOD_CTRL) {
            buf_add_char(&bytes, (char)(key.code & 0x1f));
        } else {
            key.mods = 0;
            key_format(key, &bytes);
        }
    }
    terminal_send(t, bytes.data, bytes.size);
    buf_release(&bytes);
}

void terminal_keys(struct terminal *t, const char *keys)
{
    while (*keys) {
        struct key key;
        size_t n = key_parse(keys, &key);
        if (!n)
            fail_msg("no key at [%s]", keys);
        send_key(t, key);
        keys += n;
    }
}

void terminal_mouse(struct terminal *t, unsigned button, unsigned row, unsigned col, bool up)
{
    char bytes[64];
    int n =
        snprintf(bytes, sizeof bytes, "\033[<%u;%u;%u%c", button, col + 1, row + 1, up ? 'm' : 'M');
    terminal_send(t, bytes, (size_t)n);
}

void terminal_paste(struct terminal *t, const char *text)
{
    terminal_send(t, "\033[200~", 6);
    terminal_send(t, text, strlen(text));
    terminal_send(t, "\033[201~", 6);
}

/* ---- in step with the program ---- */

void terminal_sync(struct terminal *t)
{
    unsigned wanted = ++t->sent;
    terminal_send(t, sentinel, sizeof sentinel - 1);
    while (t->answered < wanted)
        if (!take_output(t, SILENCE))
            give_up(t, "the program has ended or does not answer");
}

void terminal_press(struct terminal *t, const char *keys)
{
    terminal_keys(t, keys);
    terminal_sync(t);
}

void terminal_claim(struct terminal *t, unsigned rows, unsigned cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    assert_int_equal(ioctl(t->master, TIOCSWINSZ, &size), 0);
}

void terminal_resize(struct terminal *t, unsigned rows, unsigned cols)
{
    t->rows = rows;
    t->cols = cols;
    vterm_set_size(t->vt, (int)rows, (int)cols);
    terminal_claim(t, rows, cols);
    terminal_sync(t);
    terminal_sync(t);
}

void terminal_expect(struct terminal *t, const char *text)
{
    while (!t->output.size || !memmem(t->output.data, t->output.size, text, strlen(text)))
        if (!take_output(t, SILENCE)) {
            char what[200];
            snprintf(what, sizeof what, "the program never wrote [%s]", text);
            give_up(t, what);
        }
}

void terminal_read(struct terminal *t)
{
    if (!take_output(t, SILENCE))
        give_up(t, "the program has ended or writes nothing");
}

void terminal_redraw(struct terminal *t)
{
    size_t before = t->output.size;
    terminal_keys(t, "C-l");
    while (!t->output.size || !memmem(t->output.data + before, t->output.size - before, "\033[2J", 4))
        if (!take_output(t, SILENCE))
            give_up(t, "the program does not send its screen again");
}

void terminal_await(struct terminal *t, const char *text)
{
    while (!terminal_shows(t, text))
        if (!take_output(t, SILENCE)) {
            char what[200];
            snprintf(what, sizeof what, "the screen never showed [%s]", text);
            give_up(t, what);
        }
}

const struct buf *terminal_output(const struct terminal *t)
{
    return &t->output;
}

size_t terminal_bytes(const struct terminal *t)
{
    return t->output.size - t->marked - t->answers;
}

void terminal_mark(struct terminal *t)
{
    t->marked = t->output.size;
    t->answers = 0;
}

int terminal_pid(const struct terminal *t)
{
    return t->pid;
}

void terminal_signal(struct terminal *t, int signal)
{
    if (!t->ended)
        kill(t->pid, signal);
}

void terminal_hang_up(struct terminal *t)
{
    if (t->master >= 0)
        close(t->master);
    t->master = -1;
}

struct terminal_modes terminal_modes(const struct terminal *t)
{
    struct terminal_modes modes = t->modes;
    struct termios line;
    if (t->master >= 0 && tcgetattr(t->master, &line) == 0) {
        modes.echo = line.c_lflag & ECHO;
        modes.canonical = line.c_lflag & ICANON;
    }
    return modes;
}

static int exit_code(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int terminal_wait_frozen(struct terminal *t)
{
    t->ended = t->ended || waitpid(t->pid, &t->status, 0) == t->pid;
    assert_true(t->ended);
    return exit_code(t->status);
}

int terminal_wait(struct terminal *t)
{
    /* Its output first: a full terminal would keep it from ending. */
    while (!t->ended) {
        bool more = take_output(t, 10);
        pid_t done = waitpid(t->pid, &t->status, more ? WNOHANG : t->master < 0 ? 0 : WNOHANG);
        t->ended = done == t->pid;
    }
    while (take_output(t, 0))
        ;
    return exit_code(t->status);
}
