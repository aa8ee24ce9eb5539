/* args.h: a verb's command line, taken apart by its row's options. Options may stand anywhere,
 * as --name VALUE, --name=VALUE, -x VALUE or -xVALUE; after -- all are operands. */
#ifndef MANICULE_CMD_ARGS_H
#define MANICULE_CMD_ARGS_H

#include "manicule/cmd/cmd.h"

struct given {
    const struct option *option;
    const char *value; /* NULL: it has none */
};

struct args {
    const struct verb *verb;
    const char *project;        /* of verbs that have one */
    const char *person; /* whose name the gate proved, so that roles bind; NULL: not behind it */
    VEC(const char *) operands; /* without the project */
    VEC(struct given) given;    /* options, in order */
    bool help;                  /* --help stands there; nothing else was checked */
};

enum fault args_parse(const struct verb *, int n, char **words, struct args *out, struct err *);
void args_release(struct args *);

bool args_has(const struct args *, const char *option);
const char *args_value(const struct args *, const char *option); /* the last one; NULL: not given */
const char *args_nth(const struct args *, const char *option, size_t i); /* NULL past the last */

#endif
