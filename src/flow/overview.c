#include "manicule/flow/overview.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "manicule/flow/adjudicate.h"
#include "manicule/flow/disputes.h"

enum {
    MINUTE = 60 * 1000,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    SLICE = 256, /* journal rows asked for at once */
};

/* ---- what was done ---- */
static int64_t midnight(int64_t now)
{
    time_t seconds = (time_t)(now / 1000);
    struct tm tm;
    if (!localtime_r(&seconds, &tm))
        return now - now % DAY;
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_isdst = -1;
    return (int64_t)mktime(&tm) * 1000;
}

/* Which of the days; -1: before all of them. */
static int day_of(const struct overview *o, int64_t at)
{
    if (at >= o->today)
        return OVERVIEW_DAYS - 1;
    int64_t back = (o->today - 1 - at) / DAY + 1;
    return back < OVERVIEW_DAYS ? (int)(OVERVIEW_DAYS - 1 - back) : -1;
}

static struct overview_deeds *deeds_of(struct overview *o, const struct deed *deed)
{
    for (size_t i = 0; i < o->deeds.n; i++)
        if (strcmp(o->deeds.at[i].name, deed->actor) == 0)
            return &o->deeds.at[i];
    struct overview_deeds new = {.name = ""};
    memcpy(new.name, deed->actor, sizeof new.name);
    if (vec_push(&o->deeds, new))
        return &o->deeds.at[o->deeds.n - 1];
    o->out_of_memory = true;
    return NULL;
}

static bool count(struct overview *o, const struct deed *deed)
{
    int day = day_of(o, deed->at);
    struct overview_deeds *its = day < 0 ? NULL : deeds_of(o, deed);
    if (its) {
        its->days.steps[day]++;
        o->days.steps[day]++;
        its->days.finished[day] += deed->finish;
        o->days.finished[day] += deed->finish;
    }
    return day >= 0;
}

static void forget_days(struct overview *o)
{
    o->deeds.n = 0;
    o->days = (struct overview_days){{0}, {0}};
    o->newest = o->oldest = 0;
    o->whole = false;
}

enum fault overview_more(struct store *store, size_t n, struct overview *o, struct err *err)
{
    struct deed rows[SLICE];
    while (n > 0 && !o->whole) {
        size_t got, asked = n < SLICE ? n : SLICE, counted = 0;
        enum fault fault =
            store_deeds(store, o->oldest ? o->oldest : INT64_MAX, true, asked, rows, &got, err);
        if (fault)
            return fault;
        for (size_t i = 0; i < got; i++)
            counted += count(o, &rows[i]);
        if (got) {
            o->newest = o->newest ? o->newest : rows[0].number;
            o->oldest = rows[got - 1].number;
        }
        /* A clock may have been wrong for a while: one early row is not the end. */
        o->whole = got < asked || !counted;
        n -= asked;
    }
    return OK;
}

/* What came since. */
static enum fault newer(struct store *store, struct overview *o, struct err *err)
{
    struct deed rows[SLICE];
    size_t got = o->newest ? SLICE : 0;
    while (got == SLICE) {
        enum fault fault = store_deeds(store, o->newest, false, SLICE, rows, &got, err);
        if (fault)
            return fault;
        for (size_t i = 0; i < got; i++)
            count(o, &rows[i]);
        if (got)
            o->newest = rows[got - 1].number;
    }
    return OK;
}

struct overview_days overview_days_of(const struct overview *o, const char *name)
{
    for (size_t i = 0; i < o->deeds.n; i++)
        if (strcmp(o->deeds.at[i].name, name) == 0)
            return o->deeds.at[i].days;
    return (struct overview_days){{0}, {0}};
}

/* ---- people ---- */
static enum fault add_person(struct store *store, struct overview *o, const struct person *person,
                             bool listed, struct err *err)
{
    struct overview_person new = {.person = *person, .listed = listed};
    enum fault fault = store_tally_of(store, person->name, &new.tally, &new.last, err);
    if (!fault)
        fault = store_tally_task(store, person->name, TASK_REVIEW, &new.review, err);
    if (!fault)
        fault = store_tally_task(store, person->name, TASK_ADJUDICATE, &new.adjudicate, err);
    if (!fault && !vec_push(&o->people, new))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    return fault;
}

/* Those who left marks without being among the people. */
static enum fault add_others(struct store *store, struct overview *o, struct err *err)
{
    struct buf owners = {0};
    enum fault fault = store_owners(store, &owners, err);
    for (char *at = owners.data, *end; !fault && at && *at; at = end) {
        struct person person;
        bool found;
        end = at + strcspn(at, "\n");
        if (*end)
            *end++ = '\0';
        fault = store_find_person(store, at, &person, &found, err);
        if (fault || found)
            continue;
        person = (struct person){.role = ROLE_ANNOTATOR};
        snprintf(person.name, sizeof person.name, "%s", at);
        fault = add_person(store, o, &person, false, err);
    }
    buf_release(&owners);
    return fault;
}

static void take_doubts(void *ctx, const char *name, uint32_t n)
{
    struct overview *o = ctx;
    for (size_t i = 0; i < o->people.n; i++)
        if (strcmp(o->people.at[i].person.name, name) == 0)
            o->people.at[i].doubts = n;
}

static void take_disputes(void *ctx, const char *name, uint32_t n)
{
    struct overview *o = ctx;
    for (size_t i = 0; i < o->people.n; i++)
        if (strcmp(o->people.at[i].person.name, name) == 0)
            o->people.at[i].disputes += n;
}

static enum fault read_people(struct store *store, struct overview *o, struct err *err)
{
    struct person person = {.name = ""};
    bool found;
    enum fault fault;
    o->people.n = 0;
    while (!(fault = store_next_person(store, person.name, &person, &found, err)) && found)
        if ((fault = add_person(store, o, &person, true, err)))
            break;
    if (!fault)
        fault = add_others(store, o, err);
    if (!fault)
        fault = store_doubts(store, take_doubts, o, err);
    if (!fault)
        fault = disputes_each(store, take_disputes, o, err);
    if (!fault)
        fault = store_documents(store, &o->documents, err);
    if (!fault)
        fault = store_tally_task(store, "", TASK_ADJUDICATE, &o->gold, err);
    return fault;
}

enum fault overview_read(struct store *store, int64_t now, struct overview *o, struct err *err)
{
    int64_t today = midnight(now);
    if (today != o->today)
        forget_days(o);
    o->today = today;
    o->now = now;
    o->stale_behind = 0;
    o->stale_so_far = 0;
    enum fault fault = store_read_begin(store, err);
    if (fault)
        return fault;
    fault = read_people(store, o, err);
    if (!fault)
        fault = newer(store, o, err);
    store_read_end(store);
    return !fault && o->out_of_memory ? err_set(err, FAULT_MEMORY, "out of memory") : fault;
}

static uint32_t finished(const struct tally *tally)
{
    return tally->status[STATUS_DONE] + tally->status[STATUS_ACCEPTED];
}

enum fault overview_stale(struct store *store, struct overview *o, bool *more, struct err *err)
{
    struct set_info gold;
    int64_t document = 0;
    bool stale = false;
    enum fault fault = finished(&o->gold) ? store_next_older_gold(store, o->stale_behind, &document, err)
                                          : OK;
    *more = !fault && document;
    if (fault)
        return fault;
    if (!document) {
        o->stale = o->stale_so_far;
        o->stale_known = true;
        return OK;
    }
    fault = store_set_of(store, document, SET_GOLD, "", "", &gold, err);
    if (!fault)
        fault = adjudicate_stale(store, &gold, COMPARE_EXACT, &stale, err);
    o->stale_behind = document;
    o->stale_so_far += stale;
    return fault;
}

void overview_release(struct overview *o)
{
    vec_free(&o->people);
    vec_free(&o->deeds);
    *o = (struct overview){.documents = 0};
}

/* ---- in words and pictures ---- */
bool overview_stuck(const struct overview *o, const struct overview_person *p, struct buf *out)
{
    size_t before = out->size;
    uint32_t open = p->tally.status[STATUS_OPEN] + p->tally.status[STATUS_RETURNED];
    int64_t days = p->last ? (o->now - p->last) / DAY : 0;
    if (open && days >= 1 && !p->person.gone)
        buf_printf(out, "%u open, untouched for %lld day%s", open, (long long)days,
                   days == 1 ? "" : "s");
    if (p->doubts)
        buf_printf(out, "%s%u doubt%s open", out->size > before ? "; " : "", p->doubts,
                   p->doubts == 1 ? "" : "s");
    if (p->disputes)
        buf_printf(out, "%s%u disputed twice, for a lead to decide", out->size > before ? "; " : "",
                   p->disputes);
    return out->size > before;
}

uint32_t overview_most(const uint32_t days[OVERVIEW_DAYS])
{
    uint32_t most = 0;
    for (int i = 0; i < OVERVIEW_DAYS; i++)
        most = days[i] > most ? days[i] : most;
    return most;
}

uint32_t overview_most_steps(const struct overview *o)
{
    uint32_t most = 0;
    for (size_t i = 0; i < o->deeds.n; i++) {
        uint32_t its = overview_most(o->deeds.at[i].days.steps);
        most = its > most ? its : most;
    }
    return most;
}

void overview_chart(const uint32_t days[OVERVIEW_DAYS], uint32_t most, bool utf8, struct buf *out)
{
    static const char *const columns[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    enum { HEIGHTS = 8, DIGITS = 9 };
    for (int i = 0; i < OVERVIEW_DAYS; i++) {
        uint64_t n = days[i];
        if (!n || !most)
            buf_add_string(out, utf8 ? "·" : ".");
        else if (utf8)
            buf_add_string(out, columns[(n * HEIGHTS + most - 1) / most - 1]);
        else
            buf_add_char(out, (char)('0' + (n * DIGITS + most - 1) / most));
    }
}

void overview_bar(const struct tally *tally, unsigned columns, bool utf8, struct buf *out)
{
    uint64_t finished = tally->status[STATUS_DONE] + tally->status[STATUS_ACCEPTED];
    uint64_t begun = finished + tally->status[STATUS_OPEN] + tally->status[STATUS_RETURNED];
    uint64_t all = tally->documents ? tally->documents : 1;
    for (unsigned i = 0; i < columns; i++) {
        if (i < finished * columns / all)
            buf_add_string(out, utf8 ? "█" : "#");
        else if (begun > finished && i < (begun * columns + all - 1) / all)
            buf_add_string(out, utf8 ? "▒" : "+");
        else
            buf_add_string(out, utf8 ? "░" : ".");
    }
}

bool overview_marks(const struct overview_person *p)
{
    const struct tally *tally = &p->tally;
    bool idle = tally->status[STATUS_NEW] == tally->documents;
    bool leads = p->listed && !p->person.gone && p->person.role == ROLE_LEAD;
    return tally->documents && (tally->given || !leads || !idle);
}

static void also(uint32_t n, const char *what, struct buf *out)
{
    if (n)
        buf_printf(out, ", %u %s", n, what);
}

bool overview_review(const struct overview_person *p, struct tally *bar, struct buf *out)
{
    const uint32_t *n = p->review.status;
    if (!p->review.documents)
        return false;
    /* What the annotator has finished waits for the reviewer; what was returned is with the annotator. */
    *bar = (struct tally){
        .documents = p->review.documents,
        .status = {[STATUS_ACCEPTED] = n[STATUS_ACCEPTED], [STATUS_OPEN] = n[STATUS_RETURNED]}};
    buf_printf(out, "%u of %u accepted", n[STATUS_ACCEPTED], p->review.documents);
    also(n[STATUS_RETURNED], "returned", out);
    also(n[STATUS_DONE], "to review", out);
    also(n[STATUS_NEW] + n[STATUS_OPEN], "not marked", out);
    return true;
}

static void gold_words(const struct tally *tally, struct buf *out)
{
    buf_printf(out, "%u of %u done", finished(tally), tally->documents);
    also(tally->status[STATUS_OPEN], "open", out);
}

bool overview_adjudicate(const struct overview_person *p, struct tally *bar, struct buf *out)
{
    *bar = p->adjudicate;
    if (p->adjudicate.documents)
        gold_words(&p->adjudicate, out);
    return p->adjudicate.documents > 0;
}

bool overview_gold(const struct overview *o, struct tally *bar, struct buf *out)
{
    bool any = finished(&o->gold) + o->gold.status[STATUS_OPEN] > 0;
    for (size_t i = 0; i < o->people.n; i++)
        any = any || o->people.at[i].adjudicate.documents;
    *bar = o->gold;
    if (!any)
        return false;
    gold_words(&o->gold, out);
    if (o->stale_known)
        also(o->stale, "stale", out);
    return true;
}
