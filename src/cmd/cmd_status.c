#include <time.h>

#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/overview.h"
#include "verbs.h"

static const struct option options[] = {
    {"json", 0, NULL, "JSON Lines, for programs"},
    {0},
};

enum { BAR = 20, ROWS = 4096 };

/* How long ago, in the largest unit that fits. */
static void ago(struct output *out, int64_t milliseconds)
{
    int64_t minutes = milliseconds / 60000;
    if (minutes < 1)
        output_printf(out, "just now");
    else if (minutes < 60)
        output_printf(out, "%lld min ago", (long long)minutes);
    else if (minutes < 60 * 24)
        output_printf(out, "%lld h ago", (long long)(minutes / 60));
    else
        output_printf(out, "%lld day%s ago", (long long)(minutes / (60 * 24)),
                      output_s((uint64_t)minutes / (60 * 24)));
}

static void time_text(int64_t at, char out[32])
{
    time_t seconds = (time_t)(at / 1000);
    struct tm utc;
    if (!gmtime_r(&seconds, &utc) || !strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc))
        out[0] = '\0';
}

static const char *role_of(const struct overview_person *p)
{
    return !p->listed ? NULL : p->person.gone ? "gone" : role_name(p->person.role);
}

static void json_days(struct output *out, const char *name, const uint32_t *days)
{
    output_printf(out, ",\"%s\":[", name);
    for (int i = 0; i < OVERVIEW_DAYS; i++)
        output_printf(out, i ? ",%u" : "%u", days[i]);
    output_printf(out, "]");
}

static void json_tally(struct output *out, const struct tally *tally)
{
    output_printf(out, "\"documents\":%u", tally->documents);
    for (int s = 0; s < STATUSES; s++)
        output_printf(out, ",\"%s\":%u", status_name((enum status)s), tally->status[s]);
}

static void json_task(struct output *out, const char *name, const struct tally *tally)
{
    output_printf(out, ",\"%s\":{", name);
    json_tally(out, tally);
    output_printf(out, "}");
}

static void as_json(struct output *out, const struct overview *o, const struct overview_person *p)
{
    struct overview_days days = overview_days_of(o, p->person.name);
    const char *role = role_of(p);
    char when[32];
    time_text(p->last, when);
    output_printf(out, "{\"person\":\"%s\",\"role\":", p->person.name);
    output_printf(out, role ? "\"%s\"" : "null", role);
    output_printf(out, ",\"documents\":%u,\"given\":%s", p->tally.documents,
                  p->tally.given ? "true" : "false");
    for (int s = 0; s < STATUSES; s++)
        output_printf(out, ",\"%s\":%u", status_name((enum status)s), p->tally.status[s]);
    output_printf(out, ",\"doubts\":%u,\"disputes\":%u", p->doubts, p->disputes);
    json_task(out, "review", &p->review);
    json_task(out, "adjudicate", &p->adjudicate);
    json_days(out, "finished_by_day", days.finished);
    json_days(out, "steps_by_day", days.steps);
    output_printf(out, p->last ? ",\"last_edit\":\"%s\"}\n" : ",\"last_edit\":null}\n", when);
}

static struct buf *cleared(struct buf *text)
{
    buf_clear(text);
    return text;
}

static void put_task(struct output *out, const char *what, const struct tally *tally,
                     const struct buf *words)
{
    struct buf bar = {0};
    overview_bar(tally, BAR, false, &bar);
    if (output_made(out, words) && output_made(out, &bar))
        output_printf(out, "%-16s  %-9s  %s  %s\n", "", what, buf_text(&bar), buf_text(words));
    buf_release(&bar);
}

static void marking(struct output *out, const struct overview_person *p)
{
    const struct tally *tally = &p->tally;
    struct buf bar = {0};
    if (!overview_marks(p)) {
        output_printf(out, "%*s  nothing to mark", BAR, "");
        return;
    }
    overview_bar(tally, BAR, false, &bar);
    output_made(out, &bar);
    output_printf(out, "%s  %u of %u done", buf_text(&bar),
                  tally->status[STATUS_DONE] + tally->status[STATUS_ACCEPTED], tally->documents);
    if (tally->status[STATUS_OPEN])
        output_printf(out, ", %u open", tally->status[STATUS_OPEN]);
    if (tally->status[STATUS_RETURNED])
        output_printf(out, ", %u returned", tally->status[STATUS_RETURNED]);
    buf_release(&bar);
}

static void as_text(struct output *out, const struct overview *o, const struct overview_person *p)
{
    const char *role = role_of(p);
    struct buf text = {0};
    output_printf(out, "%-16s  %-9s  ", p->person.name, role ? role : "-");
    marking(out, p);
    if (p->last) {
        output_printf(out, ", last edit ");
        ago(out, o->now - p->last);
    }
    output_printf(out, "\n");
    struct tally bar;
    if (overview_review(p, &bar, cleared(&text)))
        put_task(out, "reviews", &bar, &text);
    if (overview_adjudicate(p, &bar, cleared(&text)))
        put_task(out, "gold", &bar, &text);
    bool stuck = overview_stuck(o, p, cleared(&text));
    if (output_made(out, &text) && stuck)
        output_printf(out, "%-16s  ! %s\n", "", buf_text(&text));
    buf_release(&text);
}

/* What all of the project's gold is like. */
static void gold(struct output *out, const struct overview *o, bool json)
{
    struct buf text = {0};
    struct tally bar;
    if (json) {
        output_printf(out, "{\"set\":\"gold\",");
        json_tally(out, &o->gold);
        output_printf(out, ",\"stale\":%u}\n", o->stale);
    } else if (overview_gold(o, &bar, &text)) {
        put_task(out, "all gold", &bar, &text);
    }
    buf_release(&text);
}

static void chart(struct output *out, const char *what, const uint32_t *days)
{
    struct buf text = {0};
    uint32_t most = overview_most(days);
    overview_chart(days, most, true, &text);
    output_made(out, &text);
    output_printf(out, "%-17s  %s  at most %u a day, today %u\n", what, buf_text(&text), most,
                  days[OVERVIEW_DAYS - 1]);
    buf_release(&text);
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    struct overview overview = {.documents = 0};
    bool json = args_has(args, "json");
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    output_open(&out, NULL, NULL);
    fault = overview_read(session.store, env->now(env->ctx), &overview, err);
    while (!fault && !overview.whole)
        fault = overview_more(session.store, ROWS, &overview, err);
    for (bool more = true; !fault && more;)
        fault = overview_stale(session.store, &overview, &more, err);
    for (size_t i = 0; !fault && i < overview.people.n; i++)
        (json ? as_json : as_text)(&out, &overview, &overview.people.at[i]);
    if (!fault)
        gold(&out, &overview, json);
    if (!fault && !json && overview_most(overview.days.steps)) {
        chart(&out, "finished, 14 days", overview.days.finished);
        chart(&out, "steps, 14 days", overview.days.steps);
    }
    overview_release(&overview);
    session_close(&session);
    return output_close(&out, fault, err);
}

const struct verb cmd_status = {
    .name = "status",
    .usage = "PROJECT [--json]",
    .summary = "show how far everyone is",
    .help = "A line for each person: how many of their documents are done (#), under way (+)\n"
            "and untouched (.), and when they made their last edit. Documents are those that\n"
            "`assign` gave them, or all of the project; a lead who neither was given any nor\n"
            "has begun one has nothing to mark. A line with ! says who is stuck: open\n"
            "documents that were not touched for a day, open doubts of what is not accepted,\n"
            "and what was disputed twice in a review, which a lead decides (`review --of\n"
            "NAME`). Who was given reviews or gold has a line for each. Then comes all gold:\n"
            "stale is what is finished though a reader changed their marks later, so that\n"
            "something is to be decided anew.\n"
            "Below, what was finished and how many steps were made on each of the last 14\n"
            "days, today last; imports do not count.",
    .options = options,
    .role = ROLE_LEAD,
    .gate = "json",
    .project = true,
    .run = run,
};
