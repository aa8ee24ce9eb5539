/* keys.h: what a key costs, on average over many presses. */
#ifndef MANICULE_BENCH_KEYS_H
#define MANICULE_BENCH_KEYS_H

#include "data.h"

enum { KEY_RIGHT, KEY_DOWN, KEY_SCROLL, KEY_PAGE, KEY_MARK, KEYS };
enum who { MANICULE, LESS, VIM, PEOPLE };

struct cost {
    bool known;
    double bytes, writes, cpu; /* of a press; CPU in ms; writes below 0: could not be counted */
    double commit;             /* CPU of the bare commits made between the presses */
};

struct key_costs {
    struct cost of[KEYS];
    double peak_mb; /* the largest the program's memory was, up to the last key */
};

extern const char *const keys_names[KEYS];

/* How each is started on a subject: NULL-terminated, as many as fit. */
struct command {
    const char *argv[16];
};
struct command keys_command(enum who, const struct work *, const struct subject *);

/* Opens the subject and presses each key `presses` times; then again, fewer times, under strace,
 * which counts the writes to the terminal. False: it could not be run. */
bool keys_measure(enum who, const struct work *, const struct subject *, unsigned presses,
                  struct key_costs *out);

/* One key of a program that is open: `lap` presses, then `reset`, and so on (lap 0: no end).
 * `before` is pressed each time and not counted. Wall milliseconds in *wall (may be NULL). */
struct program;
struct phase {
    const char *reset;
    const char *before[4]; /* one after the other */
    const char *key;
    unsigned lap;
    struct commit *commit; /* makes one between the presses, or NULL */
};
bool keys_press(struct program *, const struct phase *, unsigned presses, struct cost *out,
                double *wall);

#endif
