/* rescue.h: a crash leaves a usable terminal. While armed, SEGV, BUS, ILL, FPE, ABRT, SYS and ALRM
 * first send `bytes` and restore the terminal's modes, then do what they would have done. */
#ifndef MANICULE_TUI_RESCUE_H
#define MANICULE_TUI_RESCUE_H

#include <stddef.h>
#include <termios.h>

enum { RESCUE_MAX = 256 };

/* bytes beyond RESCUE_MAX are left out. Signals that something else handles already (a
 * sanitizer's report) are left to it. */
void rescue_arm(int tty, const struct termios *modes, const char *bytes, size_t n);
void rescue_disarm(void);

#endif
