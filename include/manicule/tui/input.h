/* input.h: bytes from a terminal become events. A value without a terminal: bytes and the time
 * are handed in, events are taken out, so that it can be tested and fuzzed as it runs.
 *
 * The same bytes give the same events however they are split. A sequence is used whole or
 * swallowed whole: no part of one ever becomes a key. The time decides only where the bytes
 * cannot: whether an ESC stands alone, and when what never ends is given up.
 *
 * Alt-[ and Alt-O are not keys here: they begin the arrows, and a late rest would become letters.
 */
#ifndef MANICULE_TUI_INPUT_H
#define MANICULE_TUI_INPUT_H

#include "manicule/base/buf.h"
#include "manicule/workbench/event.h"

enum {
    INPUT_ESC_WAIT = 150,           /* ms: then an ESC is the key Esc */
    INPUT_GIVE_UP = 1000,           /* ms without a byte: a sequence without end is dropped */
    INPUT_PASTE_GIVE_UP = 5000,     /* the same for a paste, which is then delivered as it is */
    INPUT_PASTE_MAX = 1024 * 1024,  /* bytes; what is over is dropped */
    INPUT_REPLIES = 8,
    INPUT_SEQUENCE = 64,            /* bytes of a sequence that are looked at */
};

/* What the terminal answered to the width probe. */
struct input_replies {
    unsigned n;                    /* cursor reports so far */
    uint32_t column[INPUT_REPLIES]; /* 1-based, of the first ones */
    bool awaited;                  /* a report like CSI 1;2R is no key (set by the prober) */
    bool done;                     /* the terminal said what it is: nothing more will come */
};

enum input_state {
    INPUT_GROUND,
    INPUT_UTF8,     /* in a character of several bytes */
    INPUT_ESC,      /* ESC */
    INPUT_ESC_ESC,  /* ESC ESC: two keys, or Alt with a sequence (rxvt) */
    INPUT_CSI,
    INPUT_SS3,
    INPUT_LINUX,    /* CSI [ */
    INPUT_X10,      /* CSI M: three bytes follow */
    INPUT_STRING,   /* OSC, DCS, SOS, PM, APC: to ST, OSC also to BEL */
    INPUT_STRING_ESC,
    INPUT_PASTE,
    INPUT_STATES
};

/* Zeroed and given a size, it is ready. The fields but `replies` and `syncs` are its own. */
struct input {
    unsigned rows, cols;          /* of the screen: mouse reports outside are dropped */
    struct input_replies replies;
    unsigned syncs;               /* how often the tests' sentinel CSI 99 ~ was seen */
    bool sync_enabled;

    enum input_state state;
    int64_t since;                /* when the last byte came, in ms */
    struct buf raw;               /* bytes not decoded yet, from raw_at on */
    size_t raw_at;
    uint8_t alt;                  /* MOD_ALT: an ESC came before */
    uint32_t c;                   /* the character so far, */
    uint8_t c_more, c_least;      /* its missing bytes, its length as an index */
    char body[INPUT_SEQUENCE];
    size_t body_n;                /* may count past the end: then the sequence is junk */
    char string;                  /* the introducer of a string: ']' and so on */
    struct buf paste;
    unsigned paste_end;           /* bytes of the closing sequence seen */
    bool paste_taken;             /* handed out; emptied at the next call */
    bool held;                    /* the left button */
    struct key next;              /* a second key of the same moment, code 0: none */
};

void input_release(struct input *);

/* now: milliseconds of any clock that never goes back. False: out of memory, bytes dropped. */
bool input_feed(struct input *, const void *bytes, size_t n, int64_t now);

/* The next event: a key, the mouse or a paste, whose text holds until the next call. False: no
 * more for now. */
bool input_next(struct input *, int64_t now, struct event *out);

/* Milliseconds after which input_next() should be asked again though no byte came; -1: never. */
int input_wait(const struct input *, int64_t now);

#endif
