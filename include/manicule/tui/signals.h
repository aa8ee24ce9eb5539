/* signals.h: signals as something to be read. While started, what ends, stops or resizes the
 * program only sets a mark and makes signals_fd() readable; the loop does the work. */
#ifndef MANICULE_TUI_SIGNALS_H
#define MANICULE_TUI_SIGNALS_H

#include <stdbool.h>

enum {
    SIGNAL_RESIZE = 1,
    SIGNAL_HANGUP = 2, /* HUP, TERM, INT or QUIT from outside: save and leave */
    SIGNAL_STOP = 4,   /* TSTP from outside */
    SIGNAL_RESUME = 8, /* CONT: someone else may have used the terminal meanwhile */

    /* Seconds after a SIGNAL_HANGUP in which the program must be gone: a terminal that takes no
     * bytes would hold it for ever. */
    SIGNALS_PATIENCE = 1,
};

bool signals_start(void); /* false: no pipe, nothing is changed */
void signals_stop(void);  /* as it was before */
int signals_fd(void);
unsigned signals_take(void); /* what came since the last call */

/* Stops the process group as Ctrl-z does where it is not taken as a key; returns when it goes on
 * (at once where nobody could continue it). */
void signals_suspend(void);

#endif
