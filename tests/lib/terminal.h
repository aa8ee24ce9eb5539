/* terminal.h: a program on a pseudo terminal, its screen kept by libvterm.
 *
 * Nothing here sleeps or guesses. terminal_sync() sends the sentinel key and reads until the
 * program has answered it (src/tui/sync.c), which it does when all before it is on the screen. A
 * program that does not answer, or ends, fails the test with its last screen.
 */
#ifndef MANICULE_TESTS_TERMINAL_H
#define MANICULE_TESTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/base/buf.h"

struct terminal;

struct terminal_options {
    unsigned rows, cols;      /* 0: 40 x 120 */
    const char *const *argv;  /* NULL-terminated */
    const char *const *env;   /* "NAME=value", NULL-terminated, may be NULL: added to a bare one */
    const char *type;         /* TERM; NULL: xterm-256color; "": unset */
    const char *typed;        /* keys that wait before the program starts, or NULL */
    const char *folder;       /* to start in, or NULL */
    bool mute;                /* the terminal answers no question */
    bool latin1;              /* the terminal knows no UTF-8 */
    bool unsynced;            /* the program is not told of the sentinel: no terminal_sync() */
};

/* The program runs; terminal_sync() next, as a rule. */
struct terminal *terminal_start(const struct terminal_options *);
/* Kills what still runs, gives everything back. NULL is fine. */
void terminal_end(struct terminal *);

/* Keys as in key files, "gs<Down>C-a<S-Left>"; any other character is itself. Does not wait. */
void terminal_keys(struct terminal *, const char *keys);
void terminal_send(struct terminal *, const void *bytes, size_t n);
void terminal_mouse(struct terminal *, unsigned button, unsigned row, unsigned col, bool up);
void terminal_paste(struct terminal *, const char *text);
void terminal_sync(struct terminal *);
/* keys and sync: what most tests do. */
void terminal_press(struct terminal *, const char *keys);
/* A new size, and syncs twice: the signal is not in order with the keys. */
void terminal_resize(struct terminal *, unsigned rows, unsigned cols);

/* Tells the program a size that the terminal has not. */
void terminal_claim(struct terminal *, unsigned rows, unsigned cols);

/* Reads until the output so far holds `text`; fails the test when the program ends before. */
void terminal_expect(struct terminal *, const char *text);

/* Reads once what the program wrote, waiting until there is something; fails the test when there is
 * nothing to come. For tests that are out of step on purpose. */
void terminal_read(struct terminal *);

/* Reads until the screen shows `text`, for programs that answer no sentinel. */
void terminal_await(struct terminal *, const char *text);

/* Has the whole screen sent again, and reads until that begins: all before it is drawn by then. For
 * programs that answer no sentinel. */
void terminal_redraw(struct terminal *);

/* The screen: a row without trailing spaces (in a buffer of its own until the next call), all of
 * it with a newline after each row, and whether some row holds the text. */
const char *terminal_row(struct terminal *, unsigned row);
const char *terminal_text(struct terminal *);
bool terminal_shows(struct terminal *, const char *text);
void terminal_cursor(const struct terminal *, unsigned *row, unsigned *col, bool *shown);

struct terminal_cell {
    uint32_t c[6];       /* 0 where there is nothing more; a blank is a space */
    uint8_t width;       /* 1, 2, or 0 for a right half */
    int16_t fg, bg;      /* of the 256 colours, -1 the terminal's own */
    bool bold, underline, reverse;
};
struct terminal_cell terminal_cell(const struct terminal *, unsigned row, unsigned col);

/* Every cell of the terminal against what was believed at the last sync: how many are wrong;
 * the first ones are told in `why` (may be NULL). Dim is not compared: libvterm has none. */
unsigned terminal_compare(struct terminal *, struct buf *why);

/* What the terminal was told to be. */
struct terminal_modes {
    bool alternate;
    int mouse; /* VTERM_PROP_MOUSE_* */
    bool echo, canonical; /* the line discipline's */
};
struct terminal_modes terminal_modes(const struct terminal *);

/* Everything the program wrote, and how much of it since the last terminal_mark(), not counting
 * the answers to sentinels. */
const struct buf *terminal_output(const struct terminal *);
size_t terminal_bytes(const struct terminal *);
void terminal_mark(struct terminal *);

int terminal_pid(const struct terminal *);
void terminal_signal(struct terminal *, int signal);
void terminal_hang_up(struct terminal *); /* the line is cut: the master is closed */
/* Waits until the program has ended: its exit code, or 128 + signal. */
int terminal_wait(struct terminal *);
/* The same on a terminal that takes no more bytes: nothing is read meanwhile. */
int terminal_wait_frozen(struct terminal *);

/* The screen as a picture (view/svg.h), in the colours the terminal was sent. */
void terminal_svg(struct terminal *, bool dark, const char *title, struct buf *out);

#endif
