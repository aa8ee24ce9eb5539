/* workbench.h: what a person is doing: the open document as text and layers, the cursor, the
 * selection, the item at hand, the queue. Takes events, commits edits through the store, and
 * knows nothing of terminals: whole sittings run headless. view/view.h draws it.
 */
#ifndef MANICULE_WORKBENCH_WORKBENCH_H
#define MANICULE_WORKBENCH_WORKBENCH_H

#include "manicule/base/env.h"
#include "manicule/base/err.h"
#include "manicule/text/glyph.h"
#include "manicule/workbench/event.h"

struct desk;
struct store;
struct labelset;
struct workbench;

struct workbench_options {
    const char *document;  /* name to open; NULL: where the person left off */
    const struct desk *desk; /* what the person sits down to; NULL: marking */
    bool trimmed;          /* adjudicating: edges agree without their space and punctuation */
    const char *keys;      /* the key file's text, or NULL */
    const char *keys_path; /* how messages name that file; NULL: not at all */
    const char *theme;     /* "dark", "light", "mono" */
    bool utf8;             /* the terminal takes UTF-8; else ASCII frames and labels only */
    struct widths widths;
    struct env env;
};

/* The store and the label set are borrowed. An error leaves *out NULL. */
enum fault workbench_open(struct store *, const struct labelset *, const struct workbench_options *,
                          unsigned rows, unsigned cols, struct workbench **out, struct err *);
/* Commits place and read coverage, then gives everything back. */
void workbench_close(struct workbench *);

void workbench_event(struct workbench *, const struct event *);

/* A slice of background work (loading a large set), under two milliseconds. True: call again. */
bool workbench_idle(struct workbench *);

/* What the terminal is asked to do; each is told once. */
enum want {
    WANT_QUIT = 1,
    WANT_SUSPEND = 2,
    WANT_REDRAW = 4,     /* clear and send everything anew */
    WANT_MOUSE_OFF = 8,  /* give the mouse to the terminal */
    WANT_MOUSE_ON = 16,
    WANT_BELL = 32,
    WANT_THEME = 64,     /* workbench_theme() changed */
};
unsigned workbench_wants(struct workbench *);
const char *workbench_theme(const struct workbench *);

/* True while nothing changed since the last view_draw() that could show. */
bool workbench_clean(const struct workbench *);

#endif
