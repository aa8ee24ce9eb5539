/* meanwhile.c: what others did while one sat here: asked at each tick, shown, and told with who did it. */
#include "internal.h"

#include <stdio.h>

enum { IDLE_SAVE = 5000, ROWS = 8 }; /* milliseconds; of the journal, looked at together */

/* ---- who ---- */

/* Who made the last step of that set; false: not known, or not to be seen. */
static bool last_actor(struct workbench *wb, const struct set_info *info, char *out)
{
    const struct past_filter filter = {.kind = (int)info->kind, .document = info->document};
    struct past_cursor cursor = {0};
    struct past rows[ROWS];
    size_t got = 0;
    while (store_past(wb->store, &cursor, &filter, ROWS, rows, &got, NULL) == OK && got)
        for (size_t i = 0; i < got; i++)
            if (rows[i].set == info->key) {
                memcpy(out, rows[i].actor, PERSON_MAX + 1);
                return true;
            }
    return false;
}

void wb_changed_by(struct workbench *wb, char *out, size_t n)
{
    char who[PERSON_MAX + 1];
    if (!last_actor(wb, &wb->info, who))
        snprintf(out, n, "by someone else");
    else if (strcmp(who, store_person(wb->store)) == 0)
        snprintf(out, n, "in another session of yours");
    else
        snprintf(out, n, "by %s meanwhile", who);
}

/* ---- sent off ---- */

bool wb_gone(struct workbench *wb)
{
    if (!store_gone(wb->store))
        return false;
    wb->gone = true;
    wb_warn(wb, "you are no longer one of this project's people; your marks are kept");
    return true;
}

/* What is on screen stays: nothing is read for them any more, and that must not look like a loss. */
static bool stays_gone(struct workbench *wb)
{
    bool gone = wb->gone;
    if (!store_gone(wb->store) && !gone)
        return false;
    if (store_gone(wb->store)) {
        if (!gone)
            wb_gone(wb);
        return true;
    }
    wb->gone = false;
    wb->saved = true; /* what could not be written then is not there any more */
    if (wb->article)
        wb_reload(wb);
    else
        wb_tally(wb);
    wb_queue_load(wb);
    wb_say(wb, "you are one of this project's people again");
    return false;
}

/* ---- the tick ---- */

/* The set in hand is another one by now. */
static void tell_changed(struct workbench *wb)
{
    enum status before = wb->info.status;
    char by[PERSON_MAX + 40];
    wb_reload(wb);
    if (wb_returned_told(wb, before))
        return;
    wb_changed_by(wb, by, sizeof by);
    if (before != wb->info.status && wb->info.status >= STATUS_RETURNED)
        wb_say(wb, "%s is %s now, changed %s", wb->document.name, status_name(wb->info.status), by);
    else
        wb_say(wb, "changed %s: this is the state now", by);
}

static enum status their_status(const struct workbench *wb)
{
    return wb->subject.kind == SET_REVIEW && wb->others.n ? wb->others.at[0].info.status : STATUS_NEW;
}

/* The annotator whose marks are reviewed has finished them again, or someone has ended the review. */
static void tell_theirs(struct workbench *wb, enum status before)
{
    enum status status = their_status(wb);
    const char *whose = wb->subject.source;
    char who[PERSON_MAX + 1];
    if (status == before)
        return;
    if (status == STATUS_DONE) {
        wb_say(wb, "%s has finished this document again", whose);
        wb_review_greet(wb);
    } else if (status == STATUS_RETURNED || status == STATUS_ACCEPTED) {
        bool known = last_actor(wb, &wb->others.at[0].info, who);
        wb_say(wb, "the marks of %s were %s by %s", whose, status_name(status),
               known ? who : "someone else");
    } else {
        wb_say(wb, "%s has opened this document again", whose);
    }
}

static void look_at_sets(struct workbench *wb)
{
    struct set_info info;
    if (wb_subject_info(wb, wb->document.key, &wb->subject, &info, NULL) == OK &&
        info.revision != wb->info.revision) {
        tell_changed(wb);
        return;
    }
    if (wb_others_changed(wb)) {
        enum status before = their_status(wb);
        wb_reload(wb);
        wb_gold_begin(wb);
        tell_theirs(wb, before);
        wb_queue_load(wb);
        return;
    }
    struct tally before = wb->tally;
    wb_tally(wb);
    if (memcmp(&before, &wb->tally, sizeof before) == 0 && !wb->at.queue_cols)
        wb->version--; /* nothing that shows */
    else
        wb_queue_load(wb);
}

/* Nobody sits at an empty desk longer than they must: what came is opened as it is at the start, and
 * what waits elsewhere is told; what comes under a line that is being typed waits for its end. */
static void fill_desk(struct workbench *wb)
{
    char whose[PERSON_MAX + 1];
    wb->came = wb->prompt != PROMPT_NONE;
    if (wb->came)
        return;
    int64_t key = wb_first_to_do(wb, whose);
    wb_tally(wb);
    wb_queue_load(wb);
    if (!key)
        wb_say_empty(wb);
    else if (wb_document_open(wb, key, *whose ? whose : NULL))
        wb_say(wb, "%s came meanwhile", wb->document.name);
}

void wb_meanwhile(struct workbench *wb)
{
    int64_t now = wb->options.env.now(wb->options.env.ctx);
    if (wb->place_changed && now - wb->moved_at >= IDLE_SAVE) {
        wb_save_place(wb);
        wb->moved_at = now;
    }
    bool changed = store_changed(wb->store);
    if (stays_gone(wb))
        return;
    bool followed = (changed || wb->revised) && wb_follow_text(wb);
    wb_people_tick(wb, changed);
    if (changed)
        wb_agree_changed(wb);
    if (changed && wb->article && !followed)
        look_at_sets(wb);
    else if (!wb->article && (changed || wb->came))
        fill_desk(wb);
}
