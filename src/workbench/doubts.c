/* doubts.c: questions for the lead; an open one is an item that Tab arrives at. */
#include "internal.h"

#include <stdio.h>

static const char item_keys[] = "Enter settled · x withdraw · e edit · Tab later";

/* ---- asking ---- */

void wb_doubt(struct workbench *wb)
{
    const struct comment *item = uuid_is_zero(wb->item) ? NULL : set_comment_find(wb->set, wb->item);
    const struct span *span = item ? set_find(wb->set, item->span) : wb_current(wb);
    if (!span) {
        wb_say(wb, "no span under the cursor to ask about");
        return;
    }
    const struct comment *there = item ? item : set_doubt(wb->set, span->id);
    wb->prompt_span = span->id;
    wb_prompt(wb, PROMPT_DOUBT, there ? there->text : "");
}

static char *trimmed(const char *text)
{
    text += strspn(text, " ");
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return strndup(text, n);
}

/* A doubt's step is named by what is doubted; one on the document has no span. */
static bool commit(struct workbench *wb, const char *what, struct uuid on, struct edits *edits)
{
    const struct span *span = set_find(wb->set, on);
    struct buf text = {0};
    if (!span)
        return wb_commit(wb, what, edits, 0);
    buf_printf(&text, "%s on ", what);
    bool done = wb_commit_on(wb, buf_text(&text), span, edits, 0);
    buf_release(&text);
    return done;
}

static bool withdraw(struct workbench *wb, const struct comment *doubt)
{
    struct edits edits = {0};
    struct uuid on = doubt->span;
    edits_comment(&edits, doubt, NULL);
    return commit(wb, "withdrawing the doubt", on, &edits);
}

/* What store and memory hold of a comment is one string: what the edit needs is a copy with it. */
static bool ask(struct workbench *wb, const struct comment *there, char *text)
{
    struct edits edits = {0};
    char person[PERSON_MAX + 1] = "";
    strncat(person, store_person(wb->store), PERSON_MAX);
    struct comment after = {
        .id = there ? there->id : uuid_new(&wb->options.env),
        .span = wb->prompt_span,
        .doubt = true,
        .at = there ? there->at : wb->options.env.now(wb->options.env.ctx),
        .author = there ? there->author : person,
        .text = text,
    };
    edits_comment(&edits, there, &after);
    return commit(wb, there ? "changing the doubt" : "a doubt", wb->prompt_span, &edits);
}

void wb_doubt_text(struct workbench *wb, const char *text)
{
    struct uuid item = wb->item;
    if (!wb->set || !wb_may_edit(wb))
        return;
    wb_need_all(wb);
    if (!set_find(wb->set, wb->prompt_span)) {
        wb_say(wb, "that span is gone");
        return;
    }
    const struct comment *there = set_doubt(wb->set, wb->prompt_span);
    char *question = trimmed(text);
    if (!question) {
        wb_warn(wb, "out of memory");
        return;
    }
    if (!*question && !there)
        wb_say(wb, "no question, no doubt");
    else if (!*question && withdraw(wb, there))
        wb_ask(wb, "u brings it back", "doubt withdrawn");
    else if (there && !strcmp(there->text, question))
        wb_say(wb, "the doubt is as it was");
    else if (*question && ask(wb, there, question))
        wb_say(wb, "doubt noted: %s", question);
    free(question);
    if (!uuid_is_zero(item) && set_comment_find(wb->set, item)) {
        wb->item_kind = ITEM_DOUBT;
        wb->item = item;
    }
}

/* ---- the item at hand ---- */

struct spot { /* where a doubt is met in reading; one on the document stands before all text */
    uint32_t byte;
    struct uuid id; /* several at a place: in order of their ids, that is of time */
};

static bool is_open(const struct comment *c)
{
    return c->doubt && !c->settled;
}

static struct spot spot_of(const struct workbench *wb, const struct comment *c)
{
    const struct span *span = set_find(wb->set, c->span);
    return (struct spot){span ? span->at.start.byte : 0, c->id};
}

static bool before(struct spot a, struct spot b)
{
    return a.byte != b.byte ? a.byte < b.byte : uuid_order(a.id, b.id) < 0;
}

/* The open doubt next to `here` in that direction, round the end; NULL: there is none. */
static const struct comment *neighbour(const struct workbench *wb, struct spot here, bool forward)
{
    const struct comment *best = NULL, *round = NULL;
    struct spot best_at = {0}, round_at = {0};
    size_t n = set_comments(wb->set);
    for (size_t i = 0; i < n; i++) {
        const struct comment *c = set_comment_at(wb->set, i);
        if (!is_open(c))
            continue;
        struct spot at = spot_of(wb, c);
        bool beyond = forward ? before(here, at) : before(at, here);
        if (beyond && (!best || before(at, best_at) == forward)) {
            best = c;
            best_at = at;
        }
        if (!round || before(at, round_at) == forward) {
            round = c;
            round_at = at;
        }
    }
    return best ? best : round;
}

static const struct comment *at_hand(const struct workbench *wb)
{
    return wb->set && !uuid_is_zero(wb->item) ? set_comment_find(wb->set, wb->item) : NULL;
}

static struct spot here(const struct workbench *wb)
{
    const struct comment *item = at_hand(wb);
    struct spot spot = {.byte = wb->cursor.byte};
    if (item)
        return spot_of(wb, item);
    memset(&spot.id, 0xff, sizeof spot.id);
    return spot;
}

static void count(const struct workbench *wb, const struct comment *item, size_t *at, size_t *n)
{
    struct spot mine = spot_of(wb, item);
    *at = *n = 0;
    for (size_t i = 0; i < set_comments(wb->set); i++) {
        const struct comment *c = set_comment_at(wb->set, i);
        if (!is_open(c))
            continue;
        ++*n;
        *at += !before(mine, spot_of(wb, c));
    }
}

const char *wb_question(struct workbench *wb)
{
    const struct comment *item = wb->item_kind == ITEM_DOUBT      ? at_hand(wb)
                                 : wb->item_kind == ITEM_REVIEWED ? wb_review_doubt(wb)
                                                                  : NULL;
    return item ? item->text : NULL;
}

const struct comment *wb_doubt_on(const struct workbench *wb, const struct span *span)
{
    const struct comment *doubt = set_doubt(wb->set, span->id);
    if (doubt || wb->subject.kind != SET_REVIEW || !wb->others.n || !wb->others.at[0].info.doubts)
        return doubt;
    const struct set *own = wb->others.at[0].set;
    for (size_t i = 0; i < set_comments(own); i++) {
        const struct comment *c = set_comment_at(own, i);
        const struct span *theirs = is_open(c) ? set_find(own, c->span) : NULL;
        if (theirs && theirs->label == span->label && range_overlaps(theirs->at, span->at))
            return c;
    }
    return NULL;
}

/* Takes up the doubt; `after` says what was done to the one before. */
static void arrive(struct workbench *wb, const struct comment *item, const char *after)
{
    const struct span *span = set_find(wb->set, item->span);
    struct uuid id = item->id, on = span ? span->id : (struct uuid){{0}};
    struct buf text = {0};
    size_t at, n;
    wb->has_goal = false;
    wb_unselect(wb);
    wb_go(wb, span ? span->at.start : pos_at(0));
    if (span)
        wb_focus(wb, on);
    wb->item_kind = ITEM_DOUBT;
    wb->item = id;
    count(wb, item, &at, &n);
    buf_printf(&text, "%sdoubt %zu of %zu: ", after, at, n);
    plain_text(item->text, strlen(item->text), 0, &wb->options.widths, &text);
    wb_ask(wb, item_keys, "%s", buf_text(&text));
    buf_release(&text);
}

bool wb_doubt_step(struct workbench *wb, bool forward)
{
    const struct comment *item = neighbour(wb, here(wb), forward);
    if (item)
        arrive(wb, item, "");
    return item;
}

static void go_on(struct workbench *wb, struct spot from, const char *word)
{
    char after[32];
    const struct comment *next = neighbour(wb, from, true);
    wb_item_let_go(wb);
    snprintf(after, sizeof after, "%s · ", word);
    if (next)
        arrive(wb, next, after);
    else
        wb_say(wb, "%s · no open doubt is left", word);
}

void wb_doubt_yes(struct workbench *wb)
{
    const struct comment *item = at_hand(wb);
    struct edits edits = {0};
    if (!item || !wb_may_edit(wb))
        return;
    struct spot from = here(wb);
    struct comment after = *item;
    after.settled = true;
    edits_comment(&edits, item, &after);
    if (commit(wb, "settling the doubt", after.span, &edits))
        go_on(wb, from, "settled");
}

void wb_doubt_no(struct workbench *wb)
{
    const struct comment *item = at_hand(wb);
    if (!item || !wb_may_edit(wb))
        return;
    struct spot from = here(wb);
    if (withdraw(wb, item))
        go_on(wb, from, "withdrawn");
}

const char *wb_doubt_describe(struct workbench *wb, struct buf *out)
{
    const struct comment *item = at_hand(wb);
    if (!item)
        return "";
    buf_add_string(out, "doubt: ");
    plain_text(item->text, strlen(item->text), 0, &wb->options.widths, out);
    return item_keys;
}
