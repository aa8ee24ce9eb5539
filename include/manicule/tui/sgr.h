/* sgr.h: how characters look on the terminal, as SGR says it (ECMA-48, 8.3.117: CSI numbers m):
 * what terminfo says is read, and the shortest sequence from one look to another is written. */
#ifndef MANICULE_TUI_SGR_H
#define MANICULE_TUI_SGR_H

#include <stdbool.h>
#include <stdint.h>

#include "manicule/base/buf.h"

/* Zeroed: nothing special. */
struct sgr {
    uint16_t bits;   /* bit n: SGR n, from 1 (bold) to 9 */
    uint32_t fg, bg; /* 0: the terminal's own; 1 + n: the n-th of 256; SGR_RGB | 0xrrggbb */
};

enum { SGR_RGB = 0x1000000 };

bool sgr_same(struct sgr, struct sgr);

/* Does what the sequences say to the look. Selections of the character set (ESC ( X, SO, SI) are
 * passed over: characters leave as UTF-8 or ASCII. False: something else stands there, and the look
 * is as it was. */
bool sgr_read(struct sgr *, const char *bytes, size_t n);

/* Appends what leads from `is`, which the terminal shows, to `wished`; nothing if they are the
 * same. */
void sgr_say(struct sgr is, struct sgr wished, struct buf *out);

#endif
