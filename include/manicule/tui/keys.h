/* keys.h: which key an escape sequence means. One table for all terminals: what xterm, VTE, tmux,
 * screen, rxvt, PuTTY and the Linux console send, in normal and in application mode; terminfo is
 * not asked, for what it says is often wrong behind SSH. */
#ifndef MANICULE_TUI_KEYS_H
#define MANICULE_TUI_KEYS_H

#include "manicule/workbench/event.h"

enum { KEYS_NUMBERS = 4, KEYS_NUMBER_MAX = 0xffff };

/* What stands between the introducer and the final byte: numbers parted by ';' (left out: 0). */
struct keys_numbers {
    uint32_t at[KEYS_NUMBERS];
    unsigned n;
};

/* False: something else than numbers of a reasonable size. */
bool keys_numbers(const char *body, size_t n, struct keys_numbers *out);

/* CSI numbers final, SS3 numbers final, the Linux console's CSI [ letter. False: no key of ours. */
bool keys_csi(const struct keys_numbers *, char final, struct key *out);
bool keys_ss3(const struct keys_numbers *, char final, struct key *out);
bool keys_linux(char letter, struct key *out);

/* A character as typed: control characters become their letter or their name. */
struct key keys_char(uint32_t c);

#endif
