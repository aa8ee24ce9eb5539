/* difference.c: where readers differ, one item at a time: Tab takes it up, one key decides it, and
 * the next comes. The item at hand is known by its key: its index holds until a set changes. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "manicule/flow/adjudicate.h"

enum { DIGITS = 9 };

size_t wb_difference_at(struct workbench *wb)
{
    const struct comparison *c = &wb->gold.comparison;
    if (wb->item_kind != ITEM_DIFFERENCE || !wb_gold(wb))
        return COMPARE_NONE;
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].key == wb->gold.item)
            return i;
    return COMPARE_NONE;
}

bool wb_difference_range(struct workbench *wb, struct range *out)
{
    size_t item = wb_difference_at(wb);
    if (item == COMPARE_NONE)
        return false;
    *out = wb->gold.comparison.items[item].range;
    if (!wb->gold.disputed.n) /* the sets were read anew */
        wb_difference_dispute(wb, item);
    return true;
}

void wb_difference_recheck(struct workbench *wb)
{
    size_t item = wb_difference_at(wb);
    if (wb->panel == PANEL_READINGS) /* its readers may go by other numbers now */
        wb_panel(wb, PANEL_NONE);
    if (wb->item_kind != ITEM_DIFFERENCE ||
        (item != COMPARE_NONE && (wb->gold.editing || merge_state(wb->gold.merge, item) == MERGE_OPEN)))
        return;
    wb->gold.editing = false;
    wb_item_let_go(wb);
}

/* ---- taking one up ---- */

/* The next to decide from `from` on in that direction, round the end; COMPARE_NONE: there is none. */
static size_t next_item(struct workbench *wb, size_t from, bool forward)
{
    size_t n = wb->gold.comparison.n;
    for (size_t i = 0; i < n; i++) {
        size_t at = forward ? (from + i) % n : (from + n - i) % n;
        if (wb_gold_wants(wb, at))
            return at;
    }
    return COMPARE_NONE;
}

/* The first that starts at the cursor or behind it; else the number of items. */
static size_t first_behind(const struct workbench *wb)
{
    const struct comparison *c = &wb->gold.comparison;
    size_t i = 0;
    while (i < c->n && c->items[i].range.start.byte < wb->cursor.byte)
        i++;
    return i;
}

void wb_difference_arrive(struct workbench *wb, size_t item, const char *after)
{
    struct range range = wb->gold.comparison.items[item].range;
    uint64_t key = wb->gold.comparison.items[item].key;
    wb->has_goal = false;
    wb_unselect(wb);
    wb->gold.editing = false;
    wb_go(wb, range.start);
    wb->item_kind = ITEM_DIFFERENCE;
    wb->gold.item = key;
    wb_difference_dispute(wb, item);
    /* On the smallest screens the readings have no other place than this line. */
    if (*after && (wb->at.margin_cols || wb->at.strip_rows))
        wb_say(wb, "%s · %zu left", after, wb_gold_open(wb));
    wb->version++;
}

bool wb_difference_step(struct workbench *wb, bool forward)
{
    if (wb->subject.kind != SET_GOLD || !wb_gold(wb) || !wb->gold.comparison.n)
        return false;
    size_t n = wb->gold.comparison.n, at = wb_difference_at(wb);
    size_t from = at != COMPARE_NONE ? (forward ? at + 1 : at + n - 1) % n
                  : forward          ? first_behind(wb) % n
                                     : (first_behind(wb) + n - 1) % n;
    size_t item = next_item(wb, from, forward);
    if (item != COMPARE_NONE)
        wb_difference_arrive(wb, item, "");
    return item != COMPARE_NONE;
}

bool wb_difference_again(struct workbench *wb, uint64_t key)
{
    if (wb->subject.kind != SET_GOLD || !wb_gold(wb))
        return false;
    for (size_t i = 0; i < wb->gold.comparison.n; i++)
        if (wb->gold.comparison.items[i].key == key && merge_state(wb->gold.merge, i) == MERGE_OPEN) {
            wb_difference_arrive(wb, i, "");
            return true;
        }
    return false;
}

static void go_on(struct workbench *wb, size_t from, const char *after)
{
    wb->gold.editing = false;
    wb_item_let_go(wb);
    size_t next = wb_gold(wb) ? next_item(wb, (from + 1) % wb->gold.comparison.n, true) : COMPARE_NONE;
    if (next != COMPARE_NONE)
        wb_difference_arrive(wb, next, after);
    else
        wb_gold_none(wb);
}

/* ---- deciding ---- */

static void name_step(struct workbench *wb, size_t item, const char *verb, struct buf *out)
{
    buf_printf(out, "%s ", verb);
    wb_difference_title(wb, item, out);
    buf_add_string(out, " \"");
    wb_quote(wb, wb->gold.comparison.items[item].range, 32, out);
    buf_add_char(out, '"');
}

static bool commit(struct workbench *wb, size_t item, const char *verb, struct edits *edits)
{
    struct buf what = {0};
    name_step(wb, item, verb, &what);
    bool done = wb_commit(wb, buf_text(&what), edits, 0);
    buf_release(&what);
    return done;
}

static void decide(struct workbench *wb, const struct decision *decision, const char *after)
{
    size_t item = wb_difference_at(wb);
    struct edits edits = {0};
    struct decided entry;
    struct err err = {0};
    if (item == COMPARE_NONE || !wb_may_edit(wb))
        return;
    enum fault fault =
        merge_decide(wb->gold.merge, item, decision, wb_merge_ids(wb), &edits, &entry, &err);
    if (fault) {
        edits_release(&edits);
        wb_warn(wb, "%s", err.text);
        return;
    }
    adjudicate_keep(wb->set, &entry, &edits);
    if (commit(wb, item, "settling", &edits))
        go_on(wb, item, after);
}

static void take(struct workbench *wb, size_t reader)
{
    struct buf after = {0};
    wb_reading_name(wb, reader, &after);
    buf_add_string(&after, wb->gold.comparison.items[wb_difference_at(wb)].readings[reader].n
                               ? " taken" : " taken: nothing");
    decide(wb, &(struct decision){.take = MERGE_READER, .reader = reader}, buf_text(&after));
    buf_release(&after);
}

/* Every reading, whoever has it: the tenth reader's has no digit. */
void wb_difference_lines(struct workbench *wb)
{
    size_t item = wb_difference_at(wb), i = 0;
    const struct comparison *c = &wb->gold.comparison;
    struct panel_line *l = item == COMPARE_NONE ? NULL : wb_panel_line(wb);
    if (!l)
        return;
    l->heading = true;
    wb_difference_title(wb, item, &l->text);
    for (size_t r = 0; r < c->n_readers; r++) {
        struct buf text = {0};
        bool majority;
        if (c->items[item].readings[r].same != r)
            continue;
        unsigned columns = wb_panel_width(wb) > 4 ? wb_panel_width(wb) - 4 : 1;
        if (!wb_difference_line(wb, i++, columns, true, &text, &majority) || !(l = wb_panel_line(wb)))
            break;
        l->target = (uint32_t)r + 1;
        buf_printf(&l->text, "%c%2zu %s", majority ? '*' : ' ', r + 1, buf_text(&text));
        buf_release(&text);
    }
    wb->panel_at = 1;
}

void wb_difference_take(struct workbench *wb, size_t reader)
{
    if (wb_difference_at(wb) != COMPARE_NONE && reader < wb->gold.n_readers)
        take(wb, reader);
}

/* "1 or 2?": one digit for each reading. */
static void ask(struct workbench *wb, size_t item)
{
    const struct comparison *c = &wb->gold.comparison;
    size_t last = 0;
    struct buf text = {0};
    bool more = false; /* that no digit takes */
    for (size_t r = 0; r < c->n_readers; r++)
        if (c->items[item].readings[r].same == r) {
            last = r < DIGITS ? r : last;
            more = more || r >= DIGITS;
        }
    for (size_t r = 0; r <= last; r++)
        if (c->items[item].readings[r].same == r)
            buf_printf(&text, "%s%zu", !text.size ? "" : r == last && !more ? " or " : ", ", r + 1);
    wb_say(wb, "%s%s?", buf_text(&text), more ? " or another: 0 lists them" : "");
    buf_release(&text);
}

void wb_difference_no(struct workbench *wb)
{
    decide(wb, &(struct decision){.take = MERGE_NEITHER}, "none taken");
}

/* ---- editing: the item's span is in gold and is changed by ordinary keys ---- */

/* The first who has one span there; else the first who has any. */
static size_t to_edit(const struct comparison *c, size_t item)
{
    size_t any = COMPARE_NONE;
    for (size_t r = c->n_readers; r-- > 0;)
        if (c->items[item].readings[r].n)
            any = any == COMPARE_NONE || c->items[item].readings[r].n == 1 ||
                          c->items[item].readings[any].n > 1
                      ? r
                      : any;
    return any;
}

static void edit(struct workbench *wb)
{
    size_t item = wb_difference_at(wb), reader = to_edit(&wb->gold.comparison, item);
    const struct span *there = merge_gold(wb->gold.merge, item, 0);
    struct edits edits = {0};
    struct decided entry;
    struct err err = {0};
    if (!wb_may_edit(wb) || reader == COMPARE_NONE)
        return;
    uint64_t reading = wb->gold.comparison.items[item].readings[reader].key;
    struct uuid id = there ? there->id : (struct uuid){{0}};
    if (!there) {
        const struct decision decision = {.take = MERGE_READER, .reader = reader};
        enum fault fault =
            merge_decide(wb->gold.merge, item, &decision, wb_merge_ids(wb), &edits, &entry, &err);
        if (fault) {
            edits_release(&edits);
            wb_warn(wb, "%s", err.text);
            return;
        }
        id = entry.span;
        if (!commit(wb, item, "editing", &edits))
            return;
    }
    const struct span *span = set_find(wb->set, id);
    if (!span)
        return;
    wb_go(wb, span->at.start);
    wb_focus(wb, id);
    wb->item_kind = ITEM_DIFFERENCE;
    wb->gold.editing = true;
    wb->gold.edited = id;
    wb->gold.edited_reading = reading;
    wb_ask(wb, "Enter settles it", "edit it as usual");
}

/* Gold has what was made of it: what is left is to keep that it was decided. */
static void settle_edited(struct workbench *wb)
{
    size_t item = wb_difference_at(wb);
    struct edits edits = {0};
    if (item == COMPARE_NONE || !wb_may_edit(wb))
        return;
    bool there = set_find(wb->set, wb->gold.edited);
    struct decided entry = {.item = wb->gold.item,
                            .reading = there ? wb->gold.edited_reading : DECIDED_NEITHER,
                            .span = there ? wb->gold.edited : (struct uuid){{0}}};
    adjudicate_keep(wb->set, &entry, &edits);
    if (commit(wb, item, "settling", &edits))
        go_on(wb, item, "as edited");
}

void wb_difference_yes(struct workbench *wb)
{
    size_t item = wb_difference_at(wb);
    if (item == COMPARE_NONE)
        return;
    if (wb->gold.editing) {
        settle_edited(wb);
        return;
    }
    size_t reader = compare_majority(&wb->gold.comparison, item);
    if (reader == COMPARE_NONE)
        ask(wb, item);
    else
        take(wb, reader);
}

/* ---- other keys ---- */

/* Some reader has one span of that label there: it is their reading. */
static size_t of_label(const struct comparison *c, size_t item, unsigned label)
{
    for (size_t r = 0; r < c->n_readers; r++)
        if (c->items[item].readings[r].n == 1 && c->items[item].readings[r].spans[0]->label == label)
            return r;
    return COMPARE_NONE;
}

bool wb_difference_label(struct workbench *wb, unsigned label)
{
    size_t item = wb_difference_at(wb);
    struct span span;
    if (item == COMPARE_NONE || wb->gold.editing)
        return false;
    size_t reader = of_label(&wb->gold.comparison, item, label);
    if (reader != COMPARE_NONE) {
        take(wb, reader);
        return true;
    }
    reader = to_edit(&wb->gold.comparison, item);
    const struct span *place = wb->gold.comparison.items[item].readings[reader].spans[0];
    wb_new_span(wb, (uint16_t)label, place->at, &span);
    span.n_fragments = place->n_fragments;
    span.fragments = place->fragments; /* borrowed */
    decide(wb, &(struct decision){.take = MERGE_EDITED, .reader = COMPARE_NONE, .edited = &span},
           wb_label(wb, (uint16_t)label)->name);
    free(span.attrs);
    return true;
}

bool wb_difference_key(struct workbench *wb, const struct key *key, const struct binding *binding)
{
    size_t n = wb->gold.n_readers;
    (void)binding;
    bool elsewhere = wb->panel != PANEL_NONE || wb->queue_focus || wb->grabbing;
    if (wb->gold.editing || elsewhere || key->mods || wb_difference_at(wb) == COMPARE_NONE)
        return false;
    if (key->code >= '1' && key->code <= '9') {
        if (key->code - '0' > n)
            wb_say(wb, "there are %zu readers", n);
        else
            take(wb, key->code - '1');
    } else if (key->code == '0') {
        wb_panel(wb, PANEL_READINGS);
    } else if (key->code == 'b') {
        decide(wb, &(struct decision){.take = MERGE_BOTH}, n > 2 ? "all taken" : "both taken");
    } else if (key->code == 'e') {
        edit(wb);
    } else {
        return false;
    }
    return true;
}

static void hint_key(struct workbench *wb, enum action action, const char *words, struct buf *out)
{
    keymap_keys(wb->keymap, action, 0, out);
    buf_printf(out, " %s", words);
}

bool wb_difference_hint(struct workbench *wb, size_t i, struct buf *out)
{
    size_t n = wb->gold.n_readers < 9 ? wb->gold.n_readers : 9;
    if (wb->gold.editing) {
        static const char *const words[] = {"Enter settles it", "Esc lets go", "[ ] edges",
                                            "c and a label", "i attributes", "r said by"};
        if (i < sizeof words / sizeof *words)
            buf_add_string(out, words[i]);
        return i < sizeof words / sizeof *words;
    }
    switch (i) {
    case 0: {
        const char *to = n > 2 ? (wb->options.utf8 ? "–" : "-") : " ";
        buf_printf(out, "1%s%zu take", to, n);
        if (!wb->gold.names)
            buf_printf(out, " A%s%c", to, (int)('A' + n - 1));
        if (wb->gold.n_readers > n)
            buf_add_string(out, ", 0 lists all");
        return true;
    }
    case 1: buf_add_string(out, n > 2 ? "b all" : "b both"); return true;
    case 2: hint_key(wb, ACT_NO, n > 2 ? "none" : "neither", out); return true;
    case 3: buf_add_string(out, "e edit"); return true;
    case 4: hint_key(wb, ACT_ITEM_NEXT, "later", out); return true;
    case 5:
        if (n > 2)
            hint_key(wb, ACT_YES, "majority", out);
        return true;
    case 6: hint_key(wb, ACT_UNDO, "undo", out); return true;
    case 7: buf_add_string(out, "a label: no, this"); return true;
    case 8: hint_key(wb, ACT_HELP, "help", out); return true;
    default: return false;
    }
}
