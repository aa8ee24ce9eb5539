/* tui.h: the workbench on a terminal.
 *
 *     tui_begin(&tui, err)     the terminal is checked, made raw and asked for its widths;
 *     store_open(...)          the answer travels meanwhile;
 *     tui_run(tui, ...)        a sitting, until the person quits or the line is lost;
 *     tui_end(tui)             the terminal as it was: only now may anything be printed.
 */
#ifndef MANICULE_TUI_TUI_H
#define MANICULE_TUI_TUI_H

#include <stdbool.h>

#include "manicule/base/env.h"
#include "manicule/base/err.h"

struct desk;
struct store;
struct labelset;
struct tui;

struct tui_options {
    const char *document;  /* name to open; NULL: where the person left off */
    const struct desk *desk; /* what the person sits down to; NULL: marking */
    bool trimmed;          /* adjudicating: edges agree without their space and punctuation */
    const char *keys;      /* the key file's text, or NULL */
    const char *keys_path; /* how messages name that file */
    const char *theme;     /* "dark", "light", "mono"; NULL: dark. Without colours always mono */
    bool gate;             /* under the gate: no tests' hook (sync.h), no shell to suspend to */
    struct env env;
};

/* FAULT_TERMINAL says in one line what is missing; *out is then NULL and the terminal untouched. */
enum fault tui_begin(struct tui **out, struct err *);

/* The store and the label set are borrowed. OK also when the terminal went away: everything was
 * saved. */
enum fault tui_run(struct tui *, struct store *, const struct labelset *,
                   const struct tui_options *, struct err *);

void tui_end(struct tui *); /* NULL is fine */

#endif
