/* people.c: the lead's screen: how far everyone is, what was done each day, who is stuck; and
 * letting people in and giving documents out from there. */
#include "internal.h"

#include <stdio.h>

enum {
    COUNT_AT_ONCE = 4096, /* journal rows counted before the panel shows */
    COUNT_IDLE = 512,     /* and in a slice of idle time */
    READ_AGAIN = 2000,    /* milliseconds between two looks while others work */
    WIDE = 74,            /* columns from which a person is one line */
    BAR_WIDE = 16,
    BAR_NARROW = 8,
    NAME_WIDE = 14,
    NAME_NARROW = 10,
};

static bool lead(struct workbench *wb, const char *does)
{
    if (store_role(wb->store) == ROLE_LEAD)
        return true;
    wb_warn(wb, "only a lead %s", does);
    return false;
}

static bool failed(struct workbench *wb, enum fault fault, const struct err *err)
{
    if (fault)
        wb_warn(wb, "%s", err->text);
    return fault != OK;
}

static bool look(struct workbench *wb)
{
    struct err err = {0};
    wb->overview_stale = false;
    wb->overview_gold = false;
    wb->overview_at = wb->options.env.now(wb->options.env.ctx);
    return !failed(wb, overview_read(wb->store, wb->overview_at, &wb->overview, &err), &err);
}

static bool count_stale(struct workbench *wb)
{
    struct err err = {0};
    bool more = false;
    wb->overview_gold = failed(wb, overview_stale(wb->store, &wb->overview, &more, &err), &err) || !more;
    return !wb->overview_gold;
}

static bool count_days(struct workbench *wb, size_t rows)
{
    struct err err = {0};
    return !failed(wb, overview_more(wb->store, rows, &wb->overview, &err), &err);
}

void wb_people(struct workbench *wb)
{
    bool open = wb->panel == PANEL_PEOPLE;
    if (!open &&
        (!lead(wb, "sees how far everyone is") || !look(wb) || !count_days(wb, COUNT_AT_ONCE)))
        return;
    wb_panel(wb, PANEL_PEOPLE);
}

bool wb_people_idle(struct workbench *wb)
{
    bool whole = wb->overview.whole;
    if (wb->panel != PANEL_PEOPLE || (whole && wb->overview_gold))
        return false;
    if (whole && count_stale(wb))
        return true;
    if (!whole && !count_days(wb, COUNT_IDLE))
        wb->overview.whole = true; /* what was counted is shown */
    if (wb->overview.whole)
        wb_panel_again(wb);
    return !wb->overview.whole || !wb->overview_gold;
}

void wb_people_tick(struct workbench *wb, bool changed)
{
    wb->overview_stale = wb->overview_stale || changed;
    if (wb->panel != PANEL_PEOPLE || !wb->overview_stale ||
        wb->options.env.now(wb->options.env.ctx) - wb->overview_at < READ_AGAIN)
        return;
    if (store_role(wb->store) != ROLE_LEAD || !look(wb))
        wb_panel(wb, PANEL_NONE);
    else
        wb_panel_again(wb);
}

/* ---- the lines ---- */
/* "finished each day  ··▃█  at most 9, today 2" */
static void chart(struct workbench *wb, const char *what, const uint32_t *days)
{
    struct panel_line *l = wb_panel_line(wb);
    uint32_t most = overview_most(days);
    if (!l)
        return;
    bool wide = wb_panel_width(wb) >= WIDE;
    buf_printf(&l->text, wide ? "%-18s " : "%-9s ", what);
    overview_chart(days, most, wb->options.utf8, &l->text);
    buf_printf(&l->text, wide ? "  at most %u a day, today %u" : "  most %u", most,
               days[OVERVIEW_DAYS - 1]);
}

/* "12 of 24 done, 3 open, 1 returned" */
static void counts(const struct overview_person *p, struct buf *out)
{
    const struct tally *tally = &p->tally;
    if (!overview_marks(p)) {
        buf_add_string(out, "nothing to mark");
        return;
    }
    buf_printf(out, "%u of %u done", tally->status[STATUS_DONE] + tally->status[STATUS_ACCEPTED],
               tally->documents);
    if (tally->status[STATUS_ACCEPTED])
        buf_printf(out, " (%u accepted)", tally->status[STATUS_ACCEPTED]);
    if (tally->status[STATUS_OPEN])
        buf_printf(out, ", %u open", tally->status[STATUS_OPEN]);
    if (tally->status[STATUS_RETURNED])
        buf_printf(out, ", %u returned", tally->status[STATUS_RETURNED]);
}

static void under(struct workbench *wb, const char *head, const struct buf *text)
{
    struct panel_line *l = wb_panel_line(wb);
    if (l)
        buf_printf(&l->text, "  %s%s", head, buf_text(text));
}

static void pad(struct workbench *wb, struct buf *text, size_t from, unsigned columns)
{
    unsigned used = plain_width(text->data + from, text->size - from, &wb->options.widths);
    buf_printf(text, "%*s", used < columns ? (int)(columns - used) : 0, "");
}

/* What else than marking: the bar stands under that of the marks. */
static void task(struct workbench *wb, const char *what, const struct tally *bar,
                 const struct buf *words)
{
    bool wide = wb_panel_width(wb) >= WIDE;
    struct panel_line *l = wb_panel_line(wb);
    if (!l)
        return;
    buf_printf(&l->text, "%*s%-*s", wide ? NAME_WIDE + 1 : 2, "", wide ? 10 : NAME_NARROW - 1, what);
    overview_bar(bar, wide ? BAR_WIDE : BAR_NARROW, wb->options.utf8, &l->text);
    if (plain_width(buf_text(&l->text), l->text.size, &wb->options.widths) + 1 + words->size <=
        wb_panel_width(wb))
        buf_printf(&l->text, " %s", buf_text(words));
    else
        under(wb, "", words);
}

static void person(struct workbench *wb, const struct overview_person *p)
{
    bool wide = wb_panel_width(wb) >= WIDE, utf8 = wb->options.utf8;
    const char *role = !p->listed ? "-" : p->person.gone ? "gone" : role_name(p->person.role);
    struct overview_days days = overview_days_of(&wb->overview, p->person.name);
    struct tally bar;
    struct buf text = {0};
    struct panel_line *l = wb_panel_line(wb);
    if (!l)
        return;
    plain_text(p->person.name, strlen(p->person.name), wide ? NAME_WIDE : NAME_NARROW,
               &wb->options.widths, &l->text);
    pad(wb, &l->text, 0, wide ? NAME_WIDE + 1 : NAME_NARROW + 1);
    if (wide)
        buf_printf(&l->text, "%-10s", role);
    struct tally none = {0}; /* an empty bar */
    overview_bar(overview_marks(p) ? &p->tally : &none, wide ? BAR_WIDE : BAR_NARROW, utf8, &l->text);
    buf_add_char(&l->text, ' ');
    overview_chart(days.steps, overview_most_steps(&wb->overview), utf8, &l->text);
    counts(p, &text);
    if (wide)
        buf_printf(&l->text, " %s", buf_text(&text));
    else
        under(wb, "", &text);
    buf_clear(&text);
    if (overview_review(p, &bar, &text))
        task(wb, "reviews", &bar, &text);
    buf_clear(&text);
    if (overview_adjudicate(p, &bar, &text))
        task(wb, "gold", &bar, &text);
    buf_clear(&text);
    if (overview_stuck(&wb->overview, p, &text))
        under(wb, "! ", &text);
    buf_release(&text);
}

void wb_people_lines(struct workbench *wb)
{
    const struct overview *o = &wb->overview;
    struct panel_line *l = wb_panel_line(wb);
    if (!l)
        return;
    l->heading = true;
    buf_printf(&l->text, "%zu %s, %u document%s", o->people.n,
               o->people.n == 1 ? "person" : "people", o->documents, o->documents == 1 ? "" : "s");
    if (!o->whole)
        buf_add_string(&l->text, wb->options.utf8 ? " · counting …" : " - counting ..");
    chart(wb, wb_panel_width(wb) >= WIDE ? "finished, 14 days" : "finished", o->days.finished);
    chart(wb, wb_panel_width(wb) >= WIDE ? "steps, 14 days" : "steps", o->days.steps);
    struct buf gold = {0};
    struct tally bar;
    wb_panel_line(wb);
    if (overview_gold(o, &bar, &gold)) {
        task(wb, "all gold", &bar, &gold);
        wb_panel_line(wb);
    }
    buf_release(&gold);
    for (size_t i = 0; i < o->people.n; i++)
        person(wb, &o->people.at[i]);
}

/* ---- letting people in, giving documents out ---- */
/* The next word; *rest moves behind it. False: it is none, or too long for a name. */
static bool word(const char **rest, char *out, size_t room)
{
    size_t n = strcspn(*rest, " ");
    if (n == 0 || n >= room)
        return false;
    memcpy(out, *rest, n);
    out[n] = '\0';
    *rest += n + strspn(*rest + n, " ");
    return true;
}

void wb_people_command(struct workbench *wb, const char *rest)
{
    char what[16], name[PERSON_MAX + 1], role[16] = "";
    struct person person;
    struct err err = {0};
    bool known;
    bool good = word(&rest, what, sizeof what) && word(&rest, name, sizeof name);
    if (good && *rest)
        good = word(&rest, role, sizeof role) && !*rest;
    bool remove = good && strcmp(what, "remove") == 0 && !role[0];
    enum role as = ROLE_ANNOTATOR;
    if (!good || !(remove || strcmp(what, "add") == 0) ||
        (role[0] && !role_parse(role, strlen(role), &as))) {
        wb_warn(wb, "people takes: add NAME annotator|reviewer|lead, or remove NAME");
        return;
    }
    if (!lead(wb, "lets people in") ||
        failed(wb, store_find_person(wb->store, name, &person, &known, &err), &err))
        return;
    memcpy(person.name, name, sizeof person.name);
    person.gone = remove;
    if (role[0])
        person.role = as;
    if (failed(wb, store_put_person(wb->store, &person, &err), &err))
        return;
    if (remove)
        wb_say(wb, "%s comes in no more", name);
    else
        wb_say(wb, "%s is %s %s now", name, person.role == ROLE_ANNOTATOR ? "an" : "a",
               role_name(person.role));
}

/* A document's name may hold blanks, a person's does not: the last word is the person. */
void wb_assign_command(struct workbench *wb, const char *rest)
{
    const char *last = strrchr(rest, ' ');
    struct assignment given = {.task = TASK_MARK};
    struct document document = {0};
    struct person known;
    struct err err = {0};
    bool new, found;
    if (!last || last == rest || strlen(last + 1) > PERSON_MAX) {
        wb_warn(wb, "assign takes the name of a document and that of a person");
        return;
    }
    snprintf(given.person, sizeof given.person, "%s", last + 1);
    char *name = strndup(rest, (size_t)(last - rest));
    if (!name || !lead(wb, "gives documents out")) {
        free(name);
        return;
    }
    enum fault fault = store_document_named(wb->store, name, &document, &err);
    free(name);
    given.document = document.key;
    if (!fault)
        fault = store_find_person(wb->store, given.person, &known, &found, &err);
    if (!fault && !found)
        fault = err_set(&err, FAULT_MISSING, "%s is not one of the people; :people add %s",
                        given.person, given.person);
    if (!fault)
        fault = store_assign(wb->store, &given, &new, &err);
    if (!failed(wb, fault, &err))
        wb_say(wb, new ? "%s has %s to mark now" : "%s has %s already", given.person,
               document.name);
    document_release(&document);
}
