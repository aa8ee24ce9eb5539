/* returned.c: what came back from a review: each change is one line with its reason. Enter adopts it,
 * x disputes it with a word. */
#include "review.h"

#include <stdio.h>
#include <string.h>

enum { WIDE = 60, AROUND = 34 }; /* columns; what stands around the words */

struct change { /* an item of one of the reviews; look NULL: none */
    const struct look *look;
    size_t item;
};

static bool is_returned(const struct workbench *wb)
{
    return wb->subject.kind == SET_PERSON && wb->info.status == STATUS_RETURNED;
}

static uint32_t place(struct change change)
{
    return change.look->c.items[change.item].range.start.byte;
}

/* In the order of the text; at one place in that of the reviews. */
static bool before(struct change a, struct change b)
{
    if (place(a) != place(b))
        return place(a) < place(b);
    return a.look != b.look ? a.look < b.look : a.item < b.item;
}

static struct change find(struct workbench *wb, struct uuid id)
{
    size_t n;
    const struct look *looks = is_returned(wb) ? look_all(wb, &n) : NULL;
    for (size_t i = 0; looks && i < n; i++) {
        size_t item = look_find(&looks[i], id);
        if (item != COMPARE_NONE && look_differs(&looks[i], item) && look_said(&looks[i], item))
            return (struct change){&looks[i], item};
    }
    return (struct change){NULL, 0};
}

/* The open change next to `from` in that direction, round the end. */
static struct change neighbour(struct workbench *wb, struct change from, uint32_t byte, bool forward)
{
    struct change best = {NULL, 0}, round = {NULL, 0};
    size_t n = 0;
    const struct look *looks = is_returned(wb) ? look_all(wb, &n) : NULL;
    for (size_t l = 0; l < n; l++)
        for (size_t i = 0; i < looks[l].c.n; i++) {
            struct change at = {&looks[l], i};
            if (!look_to_answer(at.look, at.item))
                continue;
            bool beyond = from.look ? (forward ? before(from, at) : before(at, from))
                                    : (forward ? place(at) >= byte : place(at) < byte);
            if (beyond && (!best.look || before(at, best) == forward))
                best = at;
            if (!round.look || before(at, round) == forward)
                round = at;
        }
    return best.look ? best : round;
}

static size_t count_open(struct workbench *wb, struct change mine, size_t *at)
{
    size_t n = 0, open = 0;
    const struct look *looks = is_returned(wb) ? look_all(wb, &n) : NULL;
    *at = 1;
    for (size_t l = 0; l < n; l++)
        for (size_t i = 0; i < looks[l].c.n; i++)
            if (look_to_answer(&looks[l], i)) {
                open++;
                *at += mine.look && before((struct change){&looks[l], i}, mine);
            }
    return open;
}

static bool is_settled(struct change change)
{
    return look_disputes(change.look, change.item) >= 2;
}

static const char item_keys[] = "Enter adopt · x dispute · Tab later", done_keys[] = "F finishes it again";

static void words(struct workbench *wb, struct change change, struct buf *out)
{
    unsigned columns = wb->at.cols;
    buf_printf(out, "%s%s: ", change.look->info->owner,
               is_settled(change)                            ? ", and the lead"
               : look_disputes(change.look, change.item)     ? " insists"
                                                             : "");
    look_words(wb, change.look, change.item, columns > AROUND ? columns - AROUND : 0, out);
    look_reason(wb, look_verdict(change.look, change.item), out);
}

const char *wb_returned_describe(struct workbench *wb, struct buf *out)
{
    struct change change = find(wb, wb->item);
    if (!change.look)
        return "";
    words(wb, change, out);
    return item_keys;
}

static void arrive(struct workbench *wb, struct change change, const char *after)
{
    const struct span *span = look_span(change.look, change.item);
    struct uuid id = span->id;
    bool own = change.look->c.items[change.item].readings[LOOK_OWN].n;
    struct buf text = {0};
    size_t at, n = count_open(wb, change, &at);
    wb->has_goal = false;
    wb_unselect(wb);
    wb->label_at_hand = span->label;
    wb_go(wb, change.look->c.items[change.item].range.start);
    if (own)
        wb_focus(wb, id);
    wb->item_kind = ITEM_RETURNED;
    wb->item = id;
    buf_add_string(&text, after);
    if (wb->at.cols >= WIDE)
        buf_printf(&text, "%zu of %zu · ", at, n);
    words(wb, change, &text);
    wb_ask(wb, item_keys, "%s", buf_text(&text));
    buf_release(&text);
}

bool wb_returned_step(struct workbench *wb, bool forward)
{
    struct change from = {NULL, 0};
    if (wb->item_kind == ITEM_RETURNED)
        from = find(wb, wb->item);
    struct change next = neighbour(wb, from, wb->cursor.byte, forward);
    if (next.look)
        arrive(wb, next, "");
    return next.look;
}

static void go_on(struct workbench *wb, uint32_t from, const char *word)
{
    char after[48];
    struct change next = neighbour(wb, (struct change){NULL, 0}, from, true);
    wb_item_let_go(wb);
    snprintf(after, sizeof after, "%s · ", word);
    if (next.look)
        arrive(wb, next, after);
    else
        wb_ask(wb, done_keys, "%s, and no change is open", word);
}

void wb_returned_yes(struct workbench *wb)
{
    struct change change = find(wb, wb->item);
    struct edits edits = {0};
    struct buf what = {0};
    struct err err = {0};
    if (!change.look || !wb_may_edit(wb))
        return;
    uint32_t from = place(change);
    if (look_take(wb, change.look, change.item, LOOK_REVIEW, wb->set, &edits, &err) != OK) {
        edits_release(&edits);
        wb_warn(wb, "%s", err.text);
        return;
    }
    buf_add_string(&what, "adopting: ");
    look_words(wb, change.look, change.item, 40, &what);
    if (wb_commit(wb, buf_text(&what), &edits, 0))
        go_on(wb, from, "adopted");
    buf_release(&what);
}

void wb_returned_no(struct workbench *wb)
{
    struct change change = find(wb, wb->item);
    if (!change.look || !wb_may_edit(wb))
        return;
    if (is_settled(change)) {
        wb_ask(wb, "Enter adopts it", "the lead has decided this one");
        return;
    }
    wb->prompt_span = wb->item;
    wb_prompt(wb, PROMPT_DISPUTE, "");
}

void wb_dispute_text(struct workbench *wb, const char *text)
{
    struct change change = find(wb, wb->prompt_span);
    struct edits edits = {0};
    struct buf what = {0};
    text += strspn(text, " ");
    if (!change.look || !wb_may_edit(wb)) {
        wb_say(wb, "that change is gone");
        return;
    }
    if (!*text) {
        wb_say(wb, "a dispute wants a word: why is yours right?");
        wb->item_kind = ITEM_RETURNED;
        wb->item = wb->prompt_span;
        return;
    }
    uint32_t from = place(change);
    const struct reading *own = &change.look->c.items[change.item].readings[LOOK_OWN];
    char *reason = strdup(text);
    const struct verdict verdict = {
        .item = change.look->c.items[change.item].key,
        .kind = VERDICT_DISPUTED,
        .round = (uint8_t)look_disputes(change.look, change.item),
        .span = own->n ? own->spans[0]->id : (struct uuid){{0}},
        .reason = reason,
    };
    look_judge(wb->set, &verdict, &edits);
    edits.failed = edits.failed || !reason;
    buf_add_string(&what, "disputing: ");
    look_words(wb, change.look, change.item, 40, &what);
    if (wb_commit(wb, buf_text(&what), &edits, 0))
        go_on(wb, from + 1, "disputed");
    buf_release(&what);
    free(reason);
}

void wb_returned_greet(struct workbench *wb)
{
    size_t at, n = count_open(wb, (struct change){NULL, 0}, &at);
    if (n)
        wb_ask(wb, "Tab takes up the next", "came back from its review with %zu change%s", n,
               n == 1 ? "" : "s");
    else if (is_returned(wb))
        wb_ask(wb, done_keys, "came back from its review, and all is answered");
}

bool wb_returned_told(struct workbench *wb, enum status before)
{
    enum status status = wb->info.status;
    if (wb->subject.kind != SET_PERSON || status == before ||
        (status != STATUS_RETURNED && status != STATUS_ACCEPTED))
        return false;
    wb_item_let_go(wb);
    wb_queue_load(wb);
    if (status == STATUS_RETURNED)
        wb_returned_greet(wb);
    else
        wb_say(wb, "%s was reviewed and is accepted", wb->document.name);
    return true;
}

enum status wb_returned_or_open(struct workbench *wb)
{
    const struct set_filter filter = {
        .kind = SET_REVIEW, .status = STATUS_RETURNED, .document = wb->document.key};
    struct set_cursor cursor = {0};
    struct set_info review;
    bool more = true;
    while (store_next_set(wb->store, &cursor, &filter, &review, &more, NULL) == OK && more)
        if (strcmp(review.source, wb->subject.owner) == 0)
            return STATUS_RETURNED;
    return STATUS_OPEN;
}

bool wb_returned_open(struct workbench *wb)
{
    size_t at, n = count_open(wb, (struct change){NULL, 0}, &at);
    if (n)
        wb_ask(wb, "Tab takes up the next", "%zu change%s not answered", n, n == 1 ? " is" : "s are");
    return n > 0;
}
