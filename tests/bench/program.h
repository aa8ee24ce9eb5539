/* program.h: a program on a pseudo terminal of 40 x 120, driven key by key and measured.
 *
 * The terminal draws nothing: it counts bytes and answers what programs ask of it (cursor
 * position, device attributes) the moment it reads the question.
 *
 * When is a key dealt with? manicule says so itself: the sentinel CSI 99 ~ goes out with the key
 * in one write(2) and is answered when all is on the screen; the answer's bytes are not counted.
 * Another program is done when it sleeps, has slept anew since the key was sent, and has been
 * silent for 2 ms.
 */
#ifndef MANICULE_BENCH_PROGRAM_H
#define MANICULE_BENCH_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "manicule/base/buf.h"
#include "manicule/base/vec.h"

enum { SCREEN_ROWS = 40, SCREEN_COLS = 120, ARGS_MAX = 12 };

/* A piece of output, and when it had been read, in ms since the start. */
struct chunk {
    double at;
    size_t end; /* in `out` */
};

struct program {
    pid_t pid;
    int master;
    bool sentinel;    /* it answers the sentinel */
    struct buf out;   /* since the last key, or since the start */
    size_t looked;    /* of out */
    unsigned reports; /* of the cursor, given */
    uint64_t bytes;   /* all it wrote, without the sentinel's answers */
    unsigned answers;
    double began;
    VEC(struct chunk) chunks; /* of the start alone */
    bool starting;
    /* Of a traced one (writes.h): */
    FILE *trace;
    char *line;
    size_t room;
    unsigned writes;
};

/* Runs until the screen has come to rest. argv[0] is looked up in PATH. False, with a message, when
 * it ended instead. */
bool program_start(struct program *, const char *const *argv, bool sentinel);
/* Kills it. */
void program_end(struct program *);

/* Sends the keys and waits until they are dealt with. False: the program has ended. */
bool program_press(struct program *, const char *keys);

/* Milliseconds of a clock, and of CPU (/proc/PID/schedstat, exact to the ns when it sleeps). */
double clock_ms(void);
double program_cpu(const struct program *);
double program_peak_mb(const struct program *); /* the largest its memory ever was: VmHWM */

#endif
