/* review.c: the reviewer's decisions. Tab takes up the annotator's marks that were not looked at, and
 * what they dispute. Enter is yes to what stands there: to the mark, or to the correction made of
 * it; of a dispute it yields. x is no, with a reason. */
#include "review.h"

#include <stdio.h>

enum { DIGITS = 9, AROUND = 28 }; /* columns around the words */

static const char all_seen[] = "F ends the review";

/* ---- which ---- */

static bool is_lead(const struct workbench *wb)
{
    return store_role(wb->store) == ROLE_LEAD;
}

static bool any(const struct look *look, bool (*wanted)(const struct look *, size_t))
{
    for (size_t i = 0; i < look->c.n; i++)
        if (wanted(look, i))
            return true;
    return false;
}

static size_t count(const struct look *look, bool (*wanted)(const struct look *, size_t))
{
    size_t n = 0;
    for (size_t i = 0; i < look->c.n; i++)
        n += wanted(look, i);
    return n;
}

/* Where Tab goes on from: behind the item at hand, else from the cursor. */
static size_t here(const struct workbench *wb, const struct look *look, bool forward)
{
    size_t n = look->c.n, i = 0;
    if (wb->item_kind == ITEM_REVIEWED && (i = look_find(look, wb->item)) != COMPARE_NONE)
        return forward ? (i + 1) % n : (i + n - 1) % n;
    i = 0;
    while (i < n && look->c.items[i].range.end.byte <= wb->cursor.byte)
        i++;
    if (!forward) /* the last that begins before the cursor */
        for (i = n; i > 1 && look->c.items[i - 1].range.start.byte >= wb->cursor.byte;)
            i--;
    return forward ? i % n : (i + n - 1) % n;
}

static size_t next_from(const struct look *look, size_t from, bool forward,
                        bool (*wanted)(const struct look *, size_t))
{
    size_t n = look->c.n;
    for (size_t k = 0; k < n; k++) {
        size_t i = forward ? (from + k) % n : (from + n - k) % n;
        if (wanted(look, i))
            return i;
    }
    return COMPARE_NONE;
}

/* ---- at hand ---- */

static size_t at_hand(struct workbench *wb, const struct look **look)
{
    *look = look_of_review(wb);
    size_t item = *look && !uuid_is_zero(wb->item) ? look_find(*look, wb->item) : COMPARE_NONE;
    if (item == COMPARE_NONE)
        wb_item_let_go(wb);
    return item;
}

static const struct comment *doubt_of(const struct look *look, size_t item)
{
    const struct reading *own = &look->c.items[item].readings[LOOK_OWN];
    const struct comment *doubt = NULL;
    for (size_t i = 0; !doubt && i < own->n; i++)
        doubt = set_doubt(look->own, own->spans[i]->id);
    return doubt;
}

const struct comment *wb_review_doubt(struct workbench *wb)
{
    const struct look *look;
    size_t item = at_hand(wb, &look);
    return item == COMPARE_NONE ? NULL : doubt_of(look, item);
}

/* "mark 3 of 31": the place among all that the annotator marked. */
static void number_words(const struct look *look, size_t item, struct buf *out)
{
    size_t at = 0, n = 0;
    for (size_t i = 0; i < look->c.n; i++) {
        bool marked = look->c.items[i].readings[LOOK_OWN].n;
        n += marked;
        at += marked && i <= item;
    }
    buf_printf(out, "%zu of %zu: ", at, n);
}

/* What the words alone do not tell: who said it, how much it is, what it is called. */
static void note_words(struct workbench *wb, const struct span *span, struct buf *out)
{
    enum natural natural = span ? wb_label(wb, span->label)->natural : NATURAL_WORD;
    if (natural == NATURAL_QUOTATION || natural == NATURAL_AMOUNT || (span && span->attrs))
        wb_note(wb, span, 24, out);
}

static void item_words(struct workbench *wb, const struct look *look, size_t item, struct buf *out)
{
    unsigned columns = wb->at.cols;
    const struct verdict *dispute = look_dispute(look, item);
    unsigned words = columns > AROUND ? columns - AROUND : 0;
    if (!look_waits(look, item)) {
        struct buf note = {0};
        if (!look_differs(look, item))
            note_words(wb, look_review_span(look, item), &note);
        if (look->c.items[item].readings[LOOK_OWN].n)
            number_words(look, item, out);
        look_words(wb, look, item, note.size ? columns / 2 : words, out);
        buf_printf(out, "%s%s", note.size ? " · " : "", buf_text(&note));
        if (doubt_of(look, item))
            buf_printf(out, " · %s asks", wb->subject.source);
        buf_release(&note);
        return;
    }
    if (look_disputes(look, item) >= 2)
        buf_add_string(out, "disputed twice: ");
    buf_printf(out, "%s on ", wb->subject.source);
    look_words(wb, look, item, words, out);
    look_reason(wb, look_verdict(look, item), out);
    buf_add_string(out, ": ");
    if (dispute->reason)
        plain_text(dispute->reason, strlen(dispute->reason), 0, &wb->options.widths, out);
}

static const char *item_keys(const struct look *look, size_t item)
{
    return look_waits(look, item)    ? "Enter yield · x insist · Tab later"
           : look_differs(look, item) ? "Enter keeps it · x says why · e edit · Tab later"
                                      : "Enter yes · x no · e edit · Tab later · A yes to the rest";
}

const char *wb_review_describe(struct workbench *wb, struct buf *out)
{
    const struct look *look;
    size_t item = at_hand(wb, &look);
    if (item == COMPARE_NONE)
        return "";
    item_words(wb, look, item, out);
    return item_keys(look, item);
}

/* The item of the mark at the cursor, or of one that was taken out there: the shortest. */
static size_t at_cursor(struct workbench *wb, const struct look *look)
{
    const struct span *current = look ? wb_current(wb) : NULL;
    size_t best = current ? look_find(look, current->id) : COMPARE_NONE;
    uint32_t size = UINT32_MAX;
    if (best != COMPARE_NONE || !look)
        return best;
    for (size_t i = 0; i < look->c.n && look->c.items[i].range.start.byte <= wb->cursor.byte; i++) {
        struct range range = look->c.items[i].range;
        if (range.end.byte <= wb->cursor.byte || range_size(range) >= size)
            continue;
        best = i;
        size = range_size(range);
    }
    return best;
}

static void take_up(struct workbench *wb, const struct look *look, size_t item)
{
    const struct span *span = look_span(look, item);
    wb->label_at_hand = span->label;
    wb->item_kind = ITEM_REVIEWED;
    wb->item = span->id;
}

/* Takes it up; `after` says what was done to the one before. */
static void arrive(struct workbench *wb, const struct look *look, size_t item, const char *after)
{
    const struct span *mine = look_review_span(look, item);
    struct uuid focus = mine ? mine->id : (struct uuid){{0}};
    struct buf text = {0};
    wb->has_goal = false;
    wb_unselect(wb);
    wb_go(wb, look->c.items[item].range.start);
    if (mine)
        wb_focus(wb, focus);
    take_up(wb, look, item);
    buf_add_string(&text, after);
    item_words(wb, look, item, &text);
    wb_ask(wb, item_keys(look, item), "%s", buf_text(&text));
    buf_release(&text);
}

bool wb_review_step(struct workbench *wb, bool forward)
{
    const struct look *look = look_of_review(wb);
    if (!look || !look->c.n)
        return false;
    /* What was disputed twice is the lead's, and what a lead sees first. */
    bool lead = wb->item_kind != ITEM_REVIEWED && is_lead(wb) && any(look, look_for_lead);
    size_t item = next_from(look, lead ? 0 : here(wb, look, forward), forward || lead,
                            lead ? look_for_lead : look_to_review);
    if (item == COMPARE_NONE)
        return false;
    arrive(wb, look, item, "");
    return true;
}

/* What the annotator asks: of the document in words, of marks where they stand. */
static void tell_doubts(struct workbench *wb, const struct set *own)
{
    const struct comment *whole = NULL;
    size_t n = 0;
    for (size_t i = 0; i < set_comments(own); i++) {
        const struct comment *c = set_comment_at(own, i);
        bool open = c->doubt && !c->settled;
        n += open;
        if (open && !set_find(own, c->span))
            whole = c;
    }
    if (whole)
        wb_say(wb, "%s asks: %s", wb->subject.source, whole->text);
    else if (n)
        wb_say(wb, "%s has %zu doubt%s, shown as ? beside the marks", wb->subject.source, n,
               n == 1 ? "" : "s");
}

void wb_review_greet(struct workbench *wb)
{
    const struct look *look = look_of_review(wb);
    size_t n = look ? count(look, look_waits) : 0;
    if (n && any(look, look_for_lead))
        wb_ask(wb, "Tab takes it up", "disputed twice: %s", is_lead(wb) ? "yours to decide" : "a lead decides");
    else if (n)
        wb_ask(wb, "Tab takes up the next", "%s disputes %zu correction%s", wb->subject.source, n,
               n == 1 ? "" : "s");
    else if (look)
        tell_doubts(wb, look->own);
}

/* From where the decided item was. */
static void go_on(struct workbench *wb, struct pos from, const char *word)
{
    const struct look *look = look_of_review(wb);
    char after[48];
    size_t item = 0, next = COMPARE_NONE;
    wb_item_let_go(wb);
    snprintf(after, sizeof after, "%s · ", word);
    if (look && look->c.n) {
        while (item < look->c.n && look->c.items[item].range.start.byte < from.byte)
            item++;
        next = next_from(look, item % look->c.n, true, look_to_review);
    }
    if (next != COMPARE_NONE)
        arrive(wb, look, next, after);
    else
        wb_ask(wb, all_seen, "%s, and every mark was looked at", word);
}

/* ---- yes ---- */

static bool yield(struct workbench *wb, const struct look *look, size_t item)
{
    struct edits edits = {0};
    struct err err = {0};
    look_judge_item(look, item, VERDICT_ACCEPTED, NULL, &edits);
    if (look_take(wb, look, item, LOOK_OWN, look->review, &edits, &err) != OK) {
        edits_release(&edits);
        wb_warn(wb, "%s", err.text);
        return false;
    }
    return wb_commit_on(wb, "yielding: ", look_span(look, item), &edits, 0);
}

void wb_review_yes(struct workbench *wb)
{
    const struct look *look;
    size_t item = at_hand(wb, &look);
    struct edits edits = {0};
    if (item == COMPARE_NONE || !wb_may_edit(wb))
        return;
    struct pos from = look->c.items[item].range.start;
    bool waits = look_waits(look, item), differs = look_differs(look, item);
    bool done;
    if (waits) {
        done = yield(wb, look, item);
    } else {
        const struct verdict *before = differs ? look_verdict(look, item) : NULL; /* its reason stays */
        look_judge_item(look, item, differs ? VERDICT_REJECTED : VERDICT_ACCEPTED,
                        before ? before->reason : NULL, &edits);
        done = wb_commit_on(wb, differs ? "correcting " : "accepting ", look_span(look, item), &edits, 0);
    }
    if (done)
        go_on(wb, from, waits ? "yielded" : differs ? "corrected" : "accepted");
}

bool wb_review_yes_here(struct workbench *wb)
{
    const struct look *look = look_of_review(wb);
    size_t item = at_cursor(wb, look);
    if (item == COMPARE_NONE)
        return false;
    if (look_to_review(look, item)) {
        take_up(wb, look, item);
        wb_review_yes(wb);
    } else {
        arrive(wb, look, item, ""); /* it was decided: shown first */
    }
    return true;
}

/* ---- no ---- */

static const struct label *label_of(struct workbench *wb, struct uuid id)
{
    const struct look *look = look_of_review(wb);
    size_t item = look ? look_find(look, id) : COMPARE_NONE;
    return item == COMPARE_NONE ? NULL : wb_label(wb, look_span(look, item)->label);
}

static void ask_why(struct workbench *wb, const struct label *label)
{
    struct buf keys = {0}, what = {0};
    const struct look *look = look_of_review(wb);
    size_t item = look ? look_find(look, wb->offer_span) : COMPARE_NONE;
    bool insists = item != COMPARE_NONE && look_waits(look, item);
    bool corrected = item != COMPARE_NONE && look_differs(look, item);
    const struct verdict *before = insists ? look_verdict(look, item) : NULL;
    for (size_t i = 0; i < label->n_rules && i < DIGITS; i++)
        buf_printf(&keys, "%zu %s · ", i + 1, label->rules[i].id);
    buf_add_string(&keys, before && before->reason ? "Enter the same reason" : "Enter no reason");
    buf_add_string(&keys, " · type why");
    if (item != COMPARE_NONE)
        look_words(wb, look, item, wb->at.cols / 2, &what);
    /* A mark is refused; what was corrected already is only given its reason. */
    wb_ask(wb, buf_text(&keys), "%s%s", insists ? "insist, why: " : corrected ? "why: " : "why not? ",
           buf_text(&what));
    buf_release(&keys);
    buf_release(&what);
}

void wb_review_no(struct workbench *wb)
{
    const struct look *look;
    size_t item = at_hand(wb, &look);
    if (item == COMPARE_NONE || !wb_may_edit(wb))
        return;
    if (look_for_lead(look, item) && !is_lead(wb)) {
        wb_ask(wb, "Enter yields · Tab later", "disputed twice: a lead decides");
        return;
    }
    wb->offer = OFFER_REASON;
    wb->offer_span = wb->item;
    ask_why(wb, label_of(wb, wb->item));
}

bool wb_review_no_here(struct workbench *wb)
{
    const struct look *look = look_of_review(wb);
    size_t item = at_cursor(wb, look);
    if (item == COMPARE_NONE)
        return false;
    take_up(wb, look, item);
    wb_review_no(wb);
    return true;
}

/* The answer to a dispute stands under the item's own key; without new words the old ones stay. */
static void insist(const struct look *look, size_t item, const char *reason, struct edits *edits)
{
    const struct verdict *before = look_verdict(look, item);
    const struct span *mine = look_review_span(look, item);
    char *copy = reason ? strdup(reason) : before && before->reason ? strdup(before->reason) : NULL;
    const struct verdict verdict = {
        .item = look->c.items[item].key,
        .kind = VERDICT_REJECTED,
        .round = (uint8_t)look_disputes(look, item),
        .reason = copy,
        .span = mine ? mine->id : (struct uuid){{0}},
    };
    look_judge(look->review, &verdict, edits);
    free(copy);
}

/* A mark that stands as it was is taken out; one that was corrected stays so. */
static void reject(const struct look *look, size_t item, const char *reason, struct edits *edits)
{
    const struct reading *mine = &look->c.items[item].readings[LOOK_REVIEW];
    bool differs = look_differs(look, item);
    look_judge_item(look, item, VERDICT_REJECTED, reason, edits);
    if (differs)
        return;
    for (size_t i = 0; i < edits->n; i++)
        if (edits->at[i].kind == EDIT_VERDICT)
            edits->at[i].verdict.after.span = (struct uuid){{0}};
    for (size_t i = 0; i < mine->n; i++)
        edits_delete_whole(edits, look->review, mine->spans[i]);
}

static void say_no(struct workbench *wb, struct uuid id, const char *reason)
{
    const struct look *look = look_of_review(wb);
    size_t item = look ? look_find(look, id) : COMPARE_NONE;
    struct edits edits = {0};
    if (item == COMPARE_NONE) {
        wb_say(wb, "that mark is gone");
        return;
    }
    struct pos from = look->c.items[item].range.start;
    bool waits = look_waits(look, item);
    bool corrected = !waits && look_differs(look, item) && look_review_span(look, item);
    if (waits)
        insist(look, item, reason, &edits);
    else
        reject(look, item, reason, &edits);
    if (wb_commit_on(wb, waits ? "insisting: " : corrected ? "correcting " : "rejecting ",
                     look_span(look, item), &edits, 0))
        go_on(wb, from, waits ? "insisted" : corrected ? "corrected" : "rejected");
}

/* The words begin with the key that was pressed; a slash or a space only opens the line for them. */
static void begin_words(struct workbench *wb, const struct key *key)
{
    char start[5] = "";
    if (key->code != '/' && key->code != KEY_NAME_SPACE)
        start[utf8_put(key->code, start)] = '\0';
    wb->offer = OFFER_NONE;
    wb->prompt_span = wb->offer_span;
    wb_prompt(wb, PROMPT_REASON, start);
}

/* A digit is a rule, and whatever else can be written is the reason in words: somebody who types it
 * at once must not set off what the letters do elsewhere. */
bool wb_reason_offer(struct workbench *wb, const struct key *key, enum action action)
{
    const struct label *label = label_of(wb, wb->offer_span);
    bool digit = !key->mods && key->code >= '1' && key->code <= '9';
    size_t rule = digit ? key->code - '1' : 0;
    if (label && digit && rule >= label->n_rules) {
        ask_why(wb, label);
    } else if (label && digit) {
        wb->offer = OFFER_NONE;
        say_no(wb, wb->offer_span, label->rules[rule].id);
    } else if (key_types(*key)) {
        begin_words(wb, key);
    } else if (action == ACT_YES) {
        wb->offer = OFFER_NONE;
        say_no(wb, wb->offer_span, NULL);
    } else {
        return false;
    }
    return true;
}

void wb_reason_text(struct workbench *wb, const char *text)
{
    text += strspn(text, " ");
    if (wb->subject.kind == SET_REVIEW && wb_may_edit(wb))
        say_no(wb, wb->prompt_span, *text ? text : NULL);
}

/* ---- corrections ---- */

/* No, this label: the copy gets it, and that is the decision. */
static void relabel(struct workbench *wb, unsigned label)
{
    const struct look *look;
    size_t item = at_hand(wb, &look);
    if (item == COMPARE_NONE || !wb_may_edit(wb))
        return;
    const struct span *mine = look_review_span(look, item);
    if (!mine) {
        wb_ask(wb, "Enter keeps it so · u brings it back", "it is out already");
        return;
    }
    struct uuid id = wb->item;
    struct pos from = look->c.items[item].range.start;
    int64_t revision = wb->info.revision;
    wb_focus(wb, mine->id);
    wb_relabel(wb, label);
    look = look_of_review(wb);
    item = look ? look_find(look, id) : COMPARE_NONE;
    if (wb->info.revision == revision || item == COMPARE_NONE)
        return;
    struct edits edits = {0};
    look_judge_item(look, item, VERDICT_REJECTED, NULL, &edits);
    if (wb_commit_on(wb, "correcting ", look_span(look, item), &edits, WB_CONTINUE))
        go_on(wb, from, "corrected");
}

bool wb_review_key(struct workbench *wb, const struct key *key, const struct binding *binding)
{
    (void)key;
    if (binding->action == ACT_LABEL) {
        wb->grabbing = false;
        relabel(wb, binding->argument);
        return true;
    }
    if (binding->action != ACT_WORD_END || wb->grabbing)
        return false;
    wb_ask(wb, "[ ] edges · i attributes · r said by · d delete · Enter keeps it · x says why", "edit");
    return true;
}

/* ---- the rest ---- */

void wb_accept_rest(struct workbench *wb)
{
    const struct look *look = look_of_review(wb);
    struct edits edits = {0};
    char what[64];
    if (!look) {
        wb_say(wb, "nothing is reviewed here");
        return;
    }
    size_t n = count(look, look_to_review) - count(look, look_waits);
    for (size_t i = 0; i < look->c.n; i++)
        if (look_to_review(look, i) && !look_waits(look, i))
            look_judge_item(look, i, look_differs(look, i) ? VERDICT_REJECTED : VERDICT_ACCEPTED, NULL,
                            &edits);
    if (n == 0) {
        edits_release(&edits);
        wb_ask(wb, all_seen, "every mark was looked at");
        return;
    }
    snprintf(what, sizeof what, "accepting the rest, %zu mark%s", n, n == 1 ? "" : "s");
    if (wb_commit(wb, what, &edits, 0))
        wb_ask(wb, all_seen, "accepted the rest, %zu mark%s", n, n == 1 ? "" : "s");
}
