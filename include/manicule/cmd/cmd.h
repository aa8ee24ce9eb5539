/* cmd.h: the command line: `manicule VERB PROJECT [ARGS]`.
 *
 * Each verb is a row: struct verb, in a file of its own, entered in the table of verbs.c. Its help
 * and the checking of its options come from the row. A verb returns a fault and fills err; only
 * main prints it.
 */
#ifndef MANICULE_CMD_CMD_H
#define MANICULE_CMD_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "manicule/base/env.h"
#include "manicule/base/err.h"
#include "manicule/base/vec.h"
#include "manicule/store.h"

struct option {
    const char *name;  /* without the two dashes */
    char letter;       /* or 0 */
    const char *value; /* what its value is called in the help; NULL: it has none; "[N]": a number
                          that may be left out */
    const char *help;  /* a phrase; the help breaks it where its lines end */
};

struct args;
struct output;

struct verb {
    const char *name;
    const char *usage;            /* what follows the name */
    const char *summary;          /* one line, no full stop */
    const char *help;             /* full sentences, lines of at most 78 columns */
    void (*list)(struct output *); /* what the help lists besides; may be NULL */
    const struct option *options; /* closed by one without a name; --as and --help are everyone's */
    enum role role;               /* who may use it through the gate: this one and those above */
    const char *gate; /* the options open through the gate, parted by spaces; NULL: the verb is not */
    unsigned files;   /* operands from this one on are files, so only - through the gate; 0: none */
    bool project;         /* the first operand is the project */
    unsigned least, most; /* further operands; most 0 with least 0: none */
    enum fault (*run)(const struct env *, const struct args *, struct err *);
};

enum { OPERANDS_ANY = 0x7fffffff };

/* The rows, NULL after the last. */
const struct verb *verb_at(size_t i);
const struct verb *verb_find(const char *name);

/* Runs the program; argv as main got it. */
enum fault cmd_run(int argc, char **argv, const struct env *, struct err *);

#endif
