#include "manicule/tui/tui.h"

#include <stdlib.h>

#include "manicule/tui/input.h"
#include "manicule/tui/probe.h"
#include "manicule/tui/signals.h"
#include "manicule/tui/sync.h"
#include "manicule/tui/tty.h"
#include "manicule/view/view.h"
#include "manicule/workbench/workbench.h"

enum { TICK = 200 }; /* ms between looks at what other people did */

struct tui {
    struct tty *tty;
    struct input input;
    struct sync sync;
    struct workbench *workbench;
    struct view *view;
    int64_t tick; /* when the last one was */
    bool busy;    /* background work is left */
    bool stale;   /* something may have changed on screen */
    bool over;
    bool gate;    /* there is no shell to go to */
};

enum fault tui_begin(struct tui **out, struct err *err)
{
    *out = NULL;
    struct tui *tui = calloc(1, sizeof *tui);
    if (!tui)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = tty_begin(&tui->tty, err);
    if (fault) {
        free(tui);
        return fault;
    }
    *out = tui;
    return OK;
}

void tui_end(struct tui *tui)
{
    if (!tui)
        return;
    tty_end(tui->tty);
    input_release(&tui->input);
    free(tui);
}

static void tell(struct tui *tui, const struct event *event)
{
    workbench_event(tui->workbench, event);
    tui->stale = true;
}

static void tell_size(struct tui *tui)
{
    struct event event = {.kind = EVENT_RESIZE};
    tty_size(tui->tty, &event.size.rows, &event.size.cols);
    tui->input.rows = event.size.rows;
    tui->input.cols = event.size.cols;
    if (tui->workbench)
        tell(tui, &event);
}

static void use_theme(struct tui *tui, const char *name)
{
    const struct theme *theme = theme_find(name);
    if (theme)
        tty_theme(tui->tty, theme);
}

/* What the workbench asks of the terminal. False: the sitting is over. */
static bool grant(struct tui *tui)
{
    unsigned wants = workbench_wants(tui->workbench);
    if (wants & WANT_QUIT)
        return false;
    if (wants & WANT_THEME)
        use_theme(tui, workbench_theme(tui->workbench));
    if (wants & WANT_REDRAW)
        tty_redraw(tui->tty);
    if (wants & WANT_MOUSE_OFF)
        tty_mouse(tui->tty, false);
    if (wants & WANT_MOUSE_ON)
        tty_mouse(tui->tty, true);
    if (wants & WANT_BELL)
        tty_bell(tui->tty);
    if ((wants & WANT_SUSPEND) && tui->gate) {
        tty_bell(tui->tty);
    } else if (wants & WANT_SUSPEND) {
        tty_suspend(tui->tty);
        if (tty_resize(tui->tty))
            tell_size(tui);
    }
    if (wants)
        tui->stale = true;
    return true;
}

static void hang_up(struct tui *tui)
{
    tell(tui, &(struct event){.kind = EVENT_HANGUP});
    tui->over = true;
}

static void take_signals(struct tui *tui)
{
    unsigned signals = signals_take();
    if (signals & SIGNAL_HANGUP) {
        hang_up(tui);
        return;
    }
    if ((signals & SIGNAL_STOP) && !tui->gate)
        tty_suspend(tui->tty);
    else if (signals & SIGNAL_RESUME)
        tty_resume(tui->tty);
    if (signals && tty_resize(tui->tty))
        tell_size(tui);
    if (signals)
        tui->stale = true;
}

/* All events of the bytes at hand; what comes after a quit is nobody's. */
static void take_events(struct tui *tui)
{
    struct event event;
    while (!tui->over && input_next(&tui->input, probe_clock(), &event)) {
        tell(tui, &event);
        tui->over = !grant(tui);
    }
}

static void take_tick(struct tui *tui)
{
    int64_t now = probe_clock();
    if (tui->over || now - tui->tick < TICK)
        return;
    tui->tick = now;
    workbench_event(tui->workbench, &(struct event){.kind = EVENT_TICK});
    tui->over = !grant(tui);
}

static void show(struct tui *tui)
{
    if (tui->over || (!tui->stale && workbench_clean(tui->workbench)))
        return;
    tui->stale = false;
    if (!tty_show(tui->tty, view_draw(tui->view, tui->workbench)))
        hang_up(tui);
}

/* How long nothing need be done without a byte. */
static int patience(const struct tui *tui)
{
    if (tui->busy)
        return 0;
    int64_t now = probe_clock(), left = tui->tick + TICK - now;
    int wait = left < 0 ? 0 : left > TICK ? TICK : (int)left;
    int input = input_wait(&tui->input, now);
    return input >= 0 && input < wait ? input : wait;
}

static void run(struct tui *tui)
{
    tui->tick = probe_clock();
    tui->stale = true;
    take_events(tui); /* what was typed ahead */
    show(tui);
    while (!tui->over) {
        bool settled = !tui->busy && !tui->stale;
        if (settled && sync_due(&tui->sync, &tui->input))
            sync_answer(&tui->sync, &tui->input, tui->tty);
        enum tty_ready ready = tty_wait(tui->tty, patience(tui), &tui->input);
        take_signals(tui);
        take_events(tui);
        take_tick(tui);
        if (ready == TTY_GONE && !tui->over)
            hang_up(tui);
        show(tui);
        if (ready == TTY_NOTHING && !tui->over) {
            tui->busy = workbench_idle(tui->workbench);
            tui->over = !grant(tui);
            show(tui);
        } else {
            tui->busy = true; /* look for work when the keys are done */
        }
    }
}

enum fault tui_run(struct tui *tui, struct store *store, const struct labelset *labels,
                   const struct tui_options *options, struct err *err)
{
    tui->gate = options->gate;
    if (!tui->gate)
        sync_start(&tui->sync, &tui->input);
    enum fault fault = tty_open(tui->tty, &tui->input, err);
    if (fault)
        return fault;
    const char *theme = options->theme ? options->theme : "dark";
    if (!tty_colours(tui->tty))
        theme = "mono";
    use_theme(tui, theme);
    tell_size(tui);
    const struct workbench_options wanted = {
        .document = options->document,
        .desk = options->desk,
        .trimmed = options->trimmed,
        .keys = options->keys,
        .keys_path = options->keys_path,
        .theme = theme,
        .utf8 = tty_utf8(tui->tty),
        .widths = *tty_widths(tui->tty),
        .env = options->env,
    };
    fault = workbench_open(store, labels, &wanted, tui->input.rows, tui->input.cols,
                           &tui->workbench, err);
    if (fault)
        return fault;
    tui->view = view_new();
    if (tui->view) {
        tty_mouse(tui->tty, true);
        run(tui);
    } else {
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    }
    workbench_close(tui->workbench);
    tui->workbench = NULL;
    view_free(tui->view);
    tui->view = NULL;
    return fault;
}
