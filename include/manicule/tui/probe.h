/* probe.h: asks the terminal once how wide it draws three characters. Asked early and answered
 * late, so that the project is opened while the question travels. Whatever else arrives meanwhile
 * is typing, and is handed on. */
#ifndef MANICULE_TUI_PROBE_H
#define MANICULE_TUI_PROBE_H

#include "manicule/text/glyph.h"
#include "manicule/tui/input.h"

enum { PROBE_WAIT = 500 }; /* ms: then the terminal is one that does not answer */

/* The bytes to send. They leave the cursor's line empty and the cursor at its start. */
const char *probe_question(void);

struct probe_answer {
    struct widths widths;
    bool known; /* the terminal answered */
    bool utf8;  /* where it did: it takes UTF-8 */
};

/* Reads fd until the terminal has answered or `until` has come.
 * All bytes are then in `input`, which swallows late answers too. Bytes stay unread when the fd is
 * at its end. */
struct probe_answer probe_read(int fd, int64_t until, struct input *input);

int64_t probe_clock(void); /* milliseconds that never go back: what `until` and input.h mean */

#endif
