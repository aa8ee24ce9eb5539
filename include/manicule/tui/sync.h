/* sync.h: the tests' way of knowing that the program has done all it will do, without waiting.
 * Only with MANICULE_TEST_SYNC in the environment: the key CSI 99 ~ is answered with
 * OSC 777 ; sync ; N BEL once everything before it is on the screen. With MANICULE_TEST_CELLS=FILE
 * what is believed to be on the terminal is written to FILE first. */
#ifndef MANICULE_TUI_SYNC_H
#define MANICULE_TUI_SYNC_H

#include <stdbool.h>
#include <stdint.h>

struct input;
struct tty;

enum sync_bits {
    SYNC_BOLD = 1 << 1,
    SYNC_DIM = 1 << 2,
    SYNC_UNDERLINE = 1 << 4,
    SYNC_REVERSE = 1 << 7,
};

/* FILE is a struct sync_size and rows * cols of these. */
struct sync_size {
    uint32_t rows, cols;
};
struct sync_cell {
    uint32_t c[5];      /* GLYPH_CHARS; 0 where there is nothing more */
    int16_t fg, bg;     /* -1: the terminal's own */
    uint16_t bits;      /* as SGR numbers them */
    uint16_t right;     /* the right half of a wide character */
};

struct sync {
    unsigned answered;
    const char *cells; /* borrowed from the environment */
};

void sync_start(struct sync *, struct input *);
bool sync_due(const struct sync *, const struct input *);
void sync_answer(struct sync *, const struct input *, struct tty *);

#endif
