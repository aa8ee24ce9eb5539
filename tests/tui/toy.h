/* toy.h: a small program on tty.h, which the tests of this room start on a pseudo terminal: the
 * test's own executable with the argument "toy". It draws random screens, says what it was sent,
 * and dies on request. */
#ifndef MANICULE_TESTS_TOY_H
#define MANICULE_TESTS_TOY_H

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "terminal.h"
#include "testlib.h"

#include "manicule/tui/input.h"
#include "manicule/tui/probe.h"
#include "manicule/tui/signals.h"
#include "manicule/tui/sync.h"
#include "manicule/tui/tty.h"

/* A sanitizer keeps SEGV to itself and needs more memory. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

struct toy {
    struct tty *tty;
    struct input input;
    struct sync sync;
    struct screen screen;
    uint64_t seed;
    struct buf keys; /* what came so far, for the first row */
    unsigned writes; /* to the terminal */
    unsigned row;    /* the cursor's */
    bool over;
};

static struct toy toy;

/* Instead of libc's: counts what leaves for the terminal. */
ssize_t write(int fd, const void *bytes, size_t n);
ssize_t write(int fd, const void *bytes, size_t n)
{
    toy.writes += fd == STDOUT_FILENO;
    return syscall(SYS_write, fd, bytes, n);
}

static const char *const toy_texts[] = {
    "plain words",
    "a",
    "「ここに間違いありません。」",
    "東京・大阪",
    "ｶﾞ",
    "か\u3099",
    "e\u0301\u0323x",
    "한국어",
    "עברית",
    "العربية",
    "नमस्ते",
    "ไทยน้ำ",
    "🐦",
    "👨‍👩‍👧",
    "🇯🇵",
    "🫠",
    "a\u202eb",
    "\033[31mred",
    "\t|",
    "─│┌┐└┘",
    "█░",
    "…",
    "☞",
    "x\u0301\u0301\u0301\u0301\u0301\u0301",
    "\u00ad-",
    "ﷺ",
    "●○◐",
};
enum { TOY_TEXTS = sizeof toy_texts / sizeof toy_texts[0] };

static uint16_t toy_face(void)
{
    uint64_t r = test_random(&toy.seed);
    uint16_t face = r % 3 ? (uint16_t)(r / 3 % ROLES) : ROLE_TEXT;
    for (uint16_t bit = FACE_UNDERLINE; bit <= FACE_DIM; bit = (uint16_t)(bit << 1))
        if (test_random(&toy.seed) % 8 == 0)
            face |= bit;
    return face;
}

static void toy_scribble(unsigned times)
{
    struct screen *s = &toy.screen;
    for (; times > 0; times--) {
        unsigned row = (unsigned)(test_random(&toy.seed) % s->rows);
        unsigned col = (unsigned)(test_random(&toy.seed) % s->cols);
        unsigned cols = (unsigned)(test_random(&toy.seed) % s->cols) + 1;
        if (test_random(&toy.seed) % 6 == 0)
            screen_blank(s, row, col, cols, toy_face());
        else
            screen_text(s, row, col, cols, toy_texts[test_random(&toy.seed) % TOY_TEXTS],
                        toy_face(), tty_widths(toy.tty));
    }
    s->cursor_row = (unsigned)(test_random(&toy.seed) % s->rows);
    s->cursor_col = (unsigned)(test_random(&toy.seed) % s->cols);
    s->cursor_shown = test_random(&toy.seed) % 8 != 0;
}

/* The lower rows go up by one, as an article does. */
static void toy_scroll(void)
{
    struct screen *s = &toy.screen;
    if (s->rows < 4)
        return;
    memmove(screen_at(s, 1, 0), screen_at(s, 2, 0), (s->rows - 3) * s->cols * sizeof *s->cell);
    screen_blank(s, s->rows - 2, 0, s->cols, ROLE_TEXT);
    screen_text(s, s->rows - 2, 1, s->cols, "a new last line of the article 東京", ROLE_TEXT,
                tty_widths(toy.tty));
}

static void toy_page(void)
{
    struct screen *s = &toy.screen;
    for (unsigned row = 1; row + 1 < s->rows; row++) {
        screen_blank(s, row, 0, s->cols, ROLE_TEXT);
        for (unsigned col = 0; col + 12 < s->cols; col += 10)
            screen_text(s, row, col, 12, toy_texts[test_random(&toy.seed) % TOY_TEXTS],
                        test_random(&toy.seed) % 5 ? ROLE_TEXT : toy_face(), tty_widths(toy.tty));
    }
}

static void toy_tell(const char *what, unsigned n)
{
    screen_blank(&toy.screen, 0, 0, toy.screen.cols, ROLE_STATUS);
    char line[80];
    snprintf(line, sizeof line, "%s %u", what, n);
    screen_text(&toy.screen, 0, 0, toy.screen.cols, line, ROLE_STATUS, tty_widths(toy.tty));
}

static void toy_fit(void)
{
    unsigned rows, cols;
    tty_size(toy.tty, &rows, &cols);
    toy.input.rows = rows;
    toy.input.cols = cols;
    if (!screen_resize(&toy.screen, rows, cols))
        exit(99);
    toy.screen.cursor_shown = true;
}

static void toy_key(struct key key)
{
    key_format(key, &toy.keys);
    if (key.code == 'n')
        toy_scribble(60);
    else if (key.code == 'f')
        toy_scribble(2);
    else if (key.code == 'p')
        toy_page();
    else if (key.code == 's')
        toy_scroll();
    else if (key.code == KEY_NAME_RIGHT)
        toy.screen.cursor_col = (toy.screen.cursor_col + 1) % toy.screen.cols;
    else if (key.code == KEY_NAME_DOWN)
        toy.screen.cursor_row = (toy.screen.cursor_row + 1) % toy.screen.rows;
    else if (key.code == 'W')
        toy_tell("writes", toy.writes);
    else if (key.code == 'K')
        screen_text(&toy.screen, 0, 0, toy.screen.cols, buf_text(&toy.keys), ROLE_STATUS,
                    tty_widths(toy.tty));
    else if (key.code == 'A')
        toy_tell("widths", tty_widths(toy.tty)->ambiguous * 10u + tty_utf8(toy.tty));
    else if (key.code == 'D')
        tty_extra(toy.tty, "\0337\033[m\033[5;5H%\0338"); /* behind its back */
    else if (key.code == 'R') {
        tty_extra(toy.tty, "\0337\033[2;5r\0338"); /* another size's, on its way when this one came */
        tty_show(toy.tty, &toy.screen);
        tty_redraw(toy.tty);
    } else if (key.code == 'Z')
        for (int i = 0; i < 200000; i++)
            tty_extra(toy.tty, "Z\010 \010");
    else if (key.code == 'X')
        abort();
    else if (key.code == 'Y')
        raise(SIGSEGV);
    else if (key.code == 'z' && key.mods == MOD_CTRL)
        tty_suspend(toy.tty);
    else if (key.code == 'L')
        tty_theme(toy.tty, theme_find("light"));
    else if (key.code == 'q' && !key.mods)
        toy.over = true;
}

static void toy_signals(void)
{
    unsigned signals = signals_take();
    if (signals & SIGNAL_HANGUP)
        toy.over = true;
    if (signals & SIGNAL_STOP)
        tty_suspend(toy.tty);
    else if (signals & SIGNAL_RESUME)
        tty_resume(toy.tty);
    if (tty_resize(toy.tty))
        toy_fit();
}

static int toy_main(const char *seed)
{
    struct err err;
    toy.seed = strtoull(seed, NULL, 10);
    if (tty_begin(&toy.tty, &err) != OK) {
        fprintf(stderr, "toy: %s\n", err.text);
        return fault_exit_code(err.fault);
    }
    if (tty_open(toy.tty, &toy.input, &err) != OK) {
        tty_end(toy.tty);
        fprintf(stderr, "toy: %s\n", err.text);
        return fault_exit_code(err.fault);
    }
    sync_start(&toy.sync, &toy.input);
    toy_fit();
    tty_mouse(toy.tty, true);
    while (!toy.over) {
        struct event event;
        while (!toy.over && input_next(&toy.input, probe_clock(), &event))
            if (event.kind == EVENT_KEY)
                toy_key(event.key);
        if (toy.over || !tty_show(toy.tty, &toy.screen))
            break;
        if (sync_due(&toy.sync, &toy.input)) {
            toy.writes--; /* the answer's own */
            sync_answer(&toy.sync, &toy.input, toy.tty);
        }
        if (tty_wait(toy.tty, input_wait(&toy.input, probe_clock()), &toy.input) == TTY_GONE)
            break;
        toy_signals();
    }
    tty_end(toy.tty);
    input_release(&toy.input);
    screen_release(&toy.screen);
    buf_release(&toy.keys);
    return 0;
}

/* Starts it on a terminal; what `options` leaves out is as usual. */
static struct terminal *toy_start(const char *seed, struct terminal_options options)
{
    static char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(n > 0);
    self[n] = '\0';
    const char *argv[] = {self, "toy", seed, NULL};
    options.argv = argv;
    return terminal_start(&options);
}

#endif
