#include "manicule/tui/tty.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "manicule/tui/blit.h"
#include "manicule/tui/page.h"
#include "manicule/tui/probe.h"
#include "manicule/tui/rescue.h"
#include "manicule/tui/signals.h"

enum { IN = STDIN_FILENO, OUT = STDOUT_FILENO, INPUT_A_FRAME = 64 * 1024 };

static const char modes_on[] = "\033[?2004h";
static const char modes_off[] = "\033[?1002l\033[?1006l\033[?2004l";
static const char mouse_on[] = "\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1002l\033[?1006l";

struct tty {
    struct termios before, raw;
    struct page *page;
    struct blit *blit;
    int64_t asked; /* when the probe was sent; 0: answered */
    struct widths widths;
    unsigned rows, cols;
    bool utf8, colours, visible, gone, mouse, whole;
    struct buf extra; /* our own sequences, after the page */
    struct buf sending;
};

/* ---- what there is ---- */

/* What the environment says of the terminal's charset. Nothing is said by the locale C, behind
 * which, over SSH, mostly is a UTF-8 terminal; another charset is believed unless the probe knows
 * better. */
static bool utf8_said(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && (!locale || !*locale); i++)
        locale = getenv(names[i]);
    const char *charset = locale ? strchr(locale, '.') : NULL;
    return !charset || !strncasecmp(charset, ".UTF-8", 6) || !strncasecmp(charset, ".utf8", 5);
}

static void measure(unsigned *rows, unsigned *cols)
{
    struct winsize size = {0};
    ioctl(OUT, TIOCGWINSZ, &size);
    unsigned tall = size.ws_row ? size.ws_row : 24, wide = size.ws_col ? size.ws_col : 80;
    *rows = tall < TTY_ROWS_MAX ? tall : TTY_ROWS_MAX;
    *cols = wide < TTY_COLS_MAX ? wide : TTY_COLS_MAX;
}

/* ---- bytes out ---- */

static bool send_bytes(struct tty *tty, const char *bytes, size_t n)
{
    while (n > 0 && !tty->gone) {
        ssize_t written = write(OUT, bytes, n);
        if (written > 0) {
            bytes += written;
            n -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd out = {.fd = OUT, .events = POLLOUT};
            poll(&out, 1, -1);
        } else if (written == 0 || errno != EINTR) {
            tty->gone = true;
        }
    }
    return !tty->gone;
}

/* ---- begin, open, end ---- */

static void make_raw(struct tty *tty)
{
    /* Drained, not flushed: what was typed ahead stays. */
    tcsetattr(IN, TCSADRAIN, &tty->raw);
}

/* A crash cannot ask curses how to leave. */
static void prepare_rescue(const struct tty *tty)
{
    struct buf leave = {0};
    buf_add_string(&leave, modes_off);
    page_capability("sgr0", &leave);
    page_capability("cnorm", &leave);
    page_capability("rmcup", &leave);
    rescue_arm(OUT, &tty->before, buf_text(&leave), leave.size);
    buf_release(&leave);
}

enum fault tty_begin(struct tty **out, struct err *err)
{
    *out = NULL;
    enum fault fault = page_check(IN, OUT, err);
    if (fault)
        return fault;
    struct tty *tty = calloc(1, sizeof *tty);
    if (!tty)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (tcgetattr(IN, &tty->before) != 0) {
        free(tty);
        return err_set(err, FAULT_TERMINAL, "the terminal's modes cannot be read");
    }
    tty->raw = tty->before;
    cfmakeraw(&tty->raw);
    tty->utf8 = utf8_said();
    measure(&tty->rows, &tty->cols);
    if (!signals_start()) {
        free(tty);
        return err_set(err, FAULT_TERMINAL, "no descriptor is left for signals");
    }
    fault = page_new(OUT, tty->rows, &tty->page, err);
    if (fault) {
        tty_end(tty);
        return fault;
    }
    /* After curses, which begins with modes of its own, in which Ctrl-C kills. */
    prepare_rescue(tty);
    make_raw(tty);
    tty->asked = probe_clock();
    send_bytes(tty, probe_question(), strlen(probe_question()));
    *out = tty;
    return OK;
}

enum fault tty_open(struct tty *tty, struct input *input, struct err *err)
{
    struct probe_answer answer = probe_read(IN, tty->asked + PROBE_WAIT, input);
    tty->asked = 0;
    if (answer.known) {
        tty->utf8 = answer.utf8;
        tty->widths = answer.widths;
    }
    tty->colours = page_number("colors") > 0 && !(getenv("NO_COLOR") && *getenv("NO_COLOR"));
    tty->blit = blit_new(tty->utf8);
    if (!tty->blit)
        return err_set(err, FAULT_MEMORY, "out of memory");
    tty_theme(tty, theme_at(0));
    buf_add_string(&tty->extra, modes_on);
    tty->whole = true;
    return OK;
}

/* Gives the screen back to whoever had it. */
static void hide(struct tty *tty)
{
    if (!tty->visible)
        return;
    buf_clear(&tty->sending);
    buf_add_string(&tty->sending, modes_off);
    page_leave(tty->page, &tty->sending);
    send_bytes(tty, buf_text(&tty->sending), tty->sending.size);
    tty->visible = false;
}

void tty_end(struct tty *tty)
{
    if (!tty)
        return;
    if (tty->asked) {
        /* Unread answers would stand on the shell's next line. */
        struct input unread = {0};
        probe_read(IN, tty->asked + PROBE_WAIT, &unread);
        input_release(&unread);
    }
    hide(tty);
    tcsetattr(IN, TCSADRAIN, &tty->before);
    rescue_disarm(); /* only now: a terminal that takes no bytes holds tcsetattr() too */
    signals_stop();
    blit_free(tty->blit);
    page_free(tty->page);
    buf_release(&tty->extra);
    buf_release(&tty->sending);
    free(tty);
}

/* ---- what is asked of it ---- */

const struct widths *tty_widths(const struct tty *tty)
{
    return &tty->widths;
}

bool tty_utf8(const struct tty *tty)
{
    return tty->utf8;
}

bool tty_colours(const struct tty *tty)
{
    return tty->colours;
}

void tty_size(const struct tty *tty, unsigned *rows, unsigned *cols)
{
    *rows = tty->rows;
    *cols = tty->cols;
}

void tty_theme(struct tty *tty, const struct theme *theme)
{
    const struct theme *mono = theme_find("mono");
    blit_theme(tty->blit, tty->colours || !mono ? theme : mono);
    tty->whole = true;
}

void tty_mouse(struct tty *tty, bool on)
{
    tty->mouse = on;
    buf_add_string(&tty->extra, on ? mouse_on : mouse_off);
}

void tty_bell(struct tty *tty)
{
    buf_add_char(&tty->extra, '\a');
}

void tty_extra(struct tty *tty, const char *bytes)
{
    buf_add_string(&tty->extra, bytes);
}

void tty_redraw(struct tty *tty)
{
    tty->whole = true;
}

bool tty_show(struct tty *tty, const struct screen *screen)
{
    buf_clear(&tty->sending);
    if (tty->whole) {
        page_clear(tty->page, &tty->sending);
        blit_cleared(tty->blit);
    }
    /* Out of memory: the terminal knows nothing of this screen, and will be told all of the next.
     */
    tty->whole = !blit_screen(tty->blit, screen, &tty->sending);
    buf_add(&tty->sending, buf_text(&tty->extra), tty->extra.size);
    tty->whole |= tty->sending.failed;
    if (tty->whole) {
        buf_release(&tty->sending);
        return true;
    }
    buf_clear(&tty->extra);
    tty->visible = true;
    return tty->sending.size == 0 || send_bytes(tty, tty->sending.data, tty->sending.size);
}

struct blit *tty_blit(struct tty *tty)
{
    return tty->blit;
}

bool tty_flush(struct tty *tty)
{
    bool sent = tty->extra.size == 0 || send_bytes(tty, tty->extra.data, tty->extra.size);
    buf_clear(&tty->extra);
    return sent;
}

enum tty_ready tty_wait(struct tty *tty, int wait, struct input *input)
{
    struct pollfd ready[] = {{.fd = IN, .events = POLLIN}, {.fd = signals_fd(), .events = POLLIN}};
    if (tty->gone)
        return TTY_GONE;
    if (poll(ready, 2, wait) <= 0 || !ready[0].revents)
        return TTY_NOTHING;
    char bytes[4096];
    for (size_t total = 0; total < INPUT_A_FRAME;) {
        ssize_t n = read(IN, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0) {
            tty->gone = true;
            return total ? TTY_INPUT : TTY_GONE;
        }
        input_feed(input, bytes, (size_t)n, probe_clock());
        total += (size_t)n;
        struct pollfd more = {.fd = IN, .events = POLLIN};
        if (poll(&more, 1, 0) <= 0)
            break;
    }
    return TTY_INPUT;
}

void tty_resume(struct tty *tty)
{
    make_raw(tty);
    buf_add_string(&tty->extra, modes_on);
    tty_mouse(tty, tty->mouse);
    tty->whole = true;
}

void tty_suspend(struct tty *tty)
{
    hide(tty);
    tcsetattr(IN, TCSADRAIN, &tty->before);
    signals_suspend();
    /* The shell may have changed the modes to return to. */
    tcgetattr(IN, &tty->before);
    prepare_rescue(tty);
    tty_resume(tty);
}

bool tty_resize(struct tty *tty)
{
    unsigned rows, cols;
    measure(&rows, &cols);
    if (rows == tty->rows && cols == tty->cols)
        return false;
    if (!page_resize(tty->page, rows))
        return false;
    tty->rows = rows;
    tty->cols = cols;
    tty->whole = true;
    return true;
}
