/* keyline.h: a line of authorized_keys, or a public key, taken apart as sshd(8) does. */
#ifndef MANICULE_SRC_CMD_KEYLINE_H
#define MANICULE_SRC_CMD_KEYLINE_H

#include <stdbool.h>
#include <stddef.h>

struct keyline {
    bool options;    /* some stand before the key */
    bool restricted; /* restrict is among them */
    bool unwanted;   /* so is one that takes something back from it, or that is not known */
    char *command;   /* the forced one, or NULL */
    char *key;       /* type and base64, without what stood behind them */
};

/* The line is cut up, and the result points into it. NULL, or what is wrong with it. */
const char *keyline_read(char *line, struct keyline *out);

/* Is a path of n bytes absolute, and the same to every shell? */
bool keyline_plain_path(const char *path, size_t n);

#endif
