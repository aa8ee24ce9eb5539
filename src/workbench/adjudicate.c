/* adjudicate.c: gold beside the sets of its readers: compared, matched, and what all agree on put
 * in. What they differ in is decided one by one in difference.c. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "manicule/flow/adjudicate.h"

enum {
    FINISH_AT_ONCE = 16, /* documents before the first look for a key, */
    FINISH_SLICE = 4,    /* and between two */
};

/* ---- compared and matched ---- */

void wb_gold_changed(struct workbench *wb)
{
    merge_free(wb->gold.merge);
    wb->gold.merge = NULL;
}

void wb_gold_forget(struct workbench *wb)
{
    wb_gold_changed(wb);
    compare_release(&wb->gold.comparison);
    wb->gold.compared = false;
    wb->gold.n_readers = 0;
    wb->gold.disputed.n = 0;
}

/* Readers go by letters in an order that differs from document to document and stays for each, so
 * that nobody learns whose A is. */
static uint64_t lot(const struct workbench *wb, size_t other)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < sizeof wb->document.sha256; i++)
        h = (h ^ wb->document.sha256[i]) * 0x100000001b3u;
    for (const char *p = wb->others.at[other].info.owner; *p; p++)
        h = (h ^ (uint8_t)*p) * 0x100000001b3u;
    h ^= h >> 31; /* names that differ in the last letter only must not stay neighbours */
    h *= 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

static void shuffle(struct workbench *wb)
{
    struct adjudication *gold = &wb->gold;
    gold->n_readers = wb->others.n < COMPARE_READERS ? wb->others.n : COMPARE_READERS;
    for (size_t i = 0; i < gold->n_readers; i++) {
        size_t at = i;
        while (at > 0 && lot(wb, gold->order[at - 1]) > lot(wb, i)) {
            gold->order[at] = gold->order[at - 1];
            at--;
        }
        gold->order[at] = i;
    }
}

/* Did a reader change their set after gold was last changed? */
static void find_older(struct workbench *wb)
{
    int64_t own = 0, other;
    wb->gold.older = false;
    bool begun = set_verdicts(wb->set) || wb->info.status == STATUS_DONE ||
                 wb->info.status == STATUS_ACCEPTED;
    if (!begun || store_journal_number(wb->store, &wb->info, &own, NULL) != OK)
        return;
    for (size_t i = 0; i < wb->others.n; i++)
        wb->gold.older |= store_journal_number(wb->store, &wb->others.at[i].info, &other, NULL) == OK &&
                          other > own;
}

static enum fault compare(struct workbench *wb, struct err *err)
{
    const struct set *readers[COMPARE_READERS];
    struct adjudication *gold = &wb->gold;
    for (size_t i = 0; i < gold->n_readers; i++)
        readers[i] = wb->others.at[gold->order[i]].set;
    enum fault fault =
        compare_sets(readers, gold->n_readers, wb->article, gold->rule, &gold->comparison, err);
    gold->compared = !fault;
    find_older(wb);
    return fault;
}

static enum fault match(struct workbench *wb, struct err *err)
{
    size_t n;
    struct decided *decided = adjudicate_decided(wb->set, &n);
    enum fault fault = decided ? merge_match(&wb->gold.comparison, wb->set, decided, n,
                                             &wb->gold.merge, err)
                               : err_set(err, FAULT_MEMORY, "out of memory");
    /* What was decided and is no item any more: a reader changed what was looked at. */
    wb->gold.outdated = !fault && n > merge_count(wb->gold.merge, MERGE_DECIDED);
    if (!fault && !wb_gold_open(wb) && !merge_count(wb->gold.merge, MERGE_WAITING))
        wb->gold.older = false; /* all that was new is answered */
    free(decided);
    return fault;
}

bool wb_gold(struct workbench *wb)
{
    struct adjudication *gold = &wb->gold;
    struct err err = {0};
    if (!wb->article || wb->subject.kind != SET_GOLD || wb->others.n < 2)
        return false;
    if (!gold->compared) {
        shuffle(wb);
        if (compare(wb, &err) != OK) {
            wb_warn(wb, "%s", err.text);
            return false;
        }
    }
    if (!gold->merge && match(wb, &err) != OK) {
        wb_warn(wb, "%s", err.text);
        return false;
    }
    return true;
}

bool wb_gold_wants(const struct workbench *wb, size_t item)
{
    const struct adjudication *gold = &wb->gold;
    const struct compare_item *it = &gold->comparison.items[item];
    return merge_state(gold->merge, item) == MERGE_OPEN &&
           (!gold->only_types || gold->only_types >> it->type & 1) &&
           (!gold->only_labels || gold->only_labels & it->labels);
}

size_t wb_gold_open(const struct workbench *wb)
{
    return merge_count(wb->gold.merge, MERGE_OPEN);
}

/* ---- what is said of it ---- */

static bool stale(const struct workbench *wb)
{
    return wb_gold_open(wb) + merge_count(wb->gold.merge, MERGE_WAITING) > 0 &&
           (wb->gold.older || wb->gold.outdated);
}

void wb_gold_header(struct workbench *wb, unsigned columns, struct buf *out)
{
    if (!wb->article || wb->subject.kind != SET_GOLD)
        return;
    bool long_words = columns >= 60;
    size_t readers = wb->others.n;
    buf_add_string(out, "gold");
    if (long_words || readers < 2)
        buf_printf(out, " · %zu reader%s", readers, readers == 1 ? "" : "s");
    if (!wb_gold(wb))
        return;
    size_t n = wb_gold_open(wb);
    buf_printf(out, long_words ? " · %zu difference%s" : " · %zu diff%s", n, n == 1 ? "" : "s");
    if (stale(wb))
        buf_add_string(out, " · stale");
}

/* Who was given the document, or works on it, and is not through. */
static void who_is_not(struct workbench *wb, struct buf *out)
{
    const struct set_filter filter = {.kind = SET_PERSON, .status = -1, .document = wb->document.key};
    struct set_cursor cursor = {0};
    struct assignment at = {.person = ""};
    struct set_info info;
    bool more;
    while (store_next_set(wb->store, &cursor, &filter, &info, &more, NULL) == OK && more)
        if (!adjudicate_reads(&info))
            buf_printf(out, "%s%s", out->size ? ", " : "", info.owner);
    while (store_next_on_document(wb->store, wb->document.key, &at, &at, &more, NULL) == OK && more)
        if (at.task == TASK_MARK &&
            store_set(wb->store, wb->document.key, SET_PERSON, at.person, &info, NULL) == OK && !info.key)
            buf_printf(out, "%s%s", out->size ? ", " : "", at.person);
}

static void say_too_few(struct workbench *wb, const char *keys)
{
    struct buf names = {0};
    who_is_not(wb, &names);
    if (wb->others.n == 0)
        wb_ask(wb, keys, "nobody has finished %s yet%s%s", wb->document.name, names.size ? ": " : "",
               buf_text(&names));
    else
        wb_ask(wb, keys, "only one person has finished %s%s%s", wb->document.name,
               names.size ? " · not yet: " : "", buf_text(&names));
    buf_release(&names);
}

void wb_gold_none(struct workbench *wb)
{
    if (!wb_gold(wb)) {
        if (!wb->warning)
            say_too_few(wb, "");
        return;
    }
    size_t n = wb_gold_open(wb);
    if (n)
        wb_ask(wb, ":only shows all", "none of that kind is left, %zu other%s", n, n == 1 ? "" : "s");
    else
        wb_ask(wb, wb->info.status == STATUS_DONE ? "" : "F finish", "no difference is left");
}

bool wb_gold_missing(struct workbench *wb)
{
    struct buf text = {0};
    if (!wb_gold(wb)) {
        say_too_few(wb, "F finish");
        return true;
    }
    size_t open = wb_gold_open(wb), waiting = merge_count(wb->gold.merge, MERGE_WAITING);
    if (open)
        buf_printf(&text, "%zu difference%s left", open, open == 1 ? "" : "s");
    if (waiting)
        buf_printf(&text, "%s%zu that all agree on not in gold", open ? " · " : "", waiting);
    if (text.size)
        wb_ask(wb, open ? "F finish · g go there" : "F finish", "%s", buf_text(&text));
    buf_release(&text);
    return open || waiting;
}

/* ---- what all agree on ---- */

static bool may_begin(const struct workbench *wb)
{
    return !store_read_only(wb->store) && !wb->undoing && wb->info.status != STATUS_DONE &&
           wb->info.status != STATUS_ACCEPTED;
}

static bool put_in(struct workbench *wb, size_t *n)
{
    struct edits edits = {0};
    struct err err = {0};
    char what[64];
    *n = 0;
    if (merge_agreed(wb->gold.merge, wb_merge_ids(wb), &edits, &err) != OK) {
        edits_release(&edits);
        wb_warn(wb, "%s", err.text);
        return false;
    }
    for (size_t i = 0; i < edits.n; i++)
        *n += edits.at[i].kind == EDIT_SPAN && !edits.at[i].had;
    snprintf(what, sizeof what, "what %zu readers agree on", wb->gold.n_readers);
    return wb_commit(wb, what, &edits, 0);
}

void wb_gold_begin(struct workbench *wb)
{
    size_t n = 0;
    if (!wb->article || wb->subject.kind != SET_GOLD)
        return;
    if (!wb_gold(wb)) {
        if (!wb->warning)
            say_too_few(wb, "");
        return;
    }
    if (may_begin(wb) && (!put_in(wb, &n) || !wb_gold(wb)))
        return;
    size_t open = wb_gold_open(wb);
    struct buf text = {0};
    if (n)
        buf_printf(&text, "%zu that all agree on put in · ", n);
    buf_printf(&text, open ? "%zu difference%s%s" : "no difference", open, open == 1 ? "" : "s",
               stale(wb) ? " · gold is stale" : "");
    if (!wb->message.size || n)
        wb_ask(wb, open ? "Tab takes up the next" : may_begin(wb) ? "F finish" : "", "%s", buf_text(&text));
    buf_release(&text);
}

/* ---- commands ---- */

static bool at_desk(struct workbench *wb)
{
    if (wb->article && wb->subject.kind == SET_GOLD)
        return true;
    wb_warn(wb, "that is for adjudicating: :adjudicate");
    return false;
}

void wb_gold_agree(struct workbench *wb, const char *rule)
{
    bool trimmed = strcmp(rule, "trimmed") == 0;
    if (!at_desk(wb))
        return;
    if (!trimmed && strcmp(rule, "exact") != 0) {
        wb_warn(wb, "agree exact, or agree trimmed: without the space and punctuation at the edges");
        return;
    }
    wb_item_let_go(wb);
    wb_gold_forget(wb);
    wb->gold.rule = trimmed ? COMPARE_TRIMMED : COMPARE_EXACT;
    wb_gold_begin(wb);
}

void wb_gold_names(struct workbench *wb)
{
    struct buf text = {0};
    if (!at_desk(wb))
        return;
    wb->gold.names = !wb->gold.names;
    wb->version++;
    if (wb_gold(wb) && wb->gold.names)
        for (size_t r = 0; r < wb->gold.n_readers; r++)
            buf_printf(&text, "%s%zu %s", r ? " · " : "", r + 1,
                       wb->others.at[wb->gold.order[r]].info.owner);
    wb_say(wb, "%s", wb->gold.names ? buf_text(&text) : "readers go by letters again");
    buf_release(&text);
}

/* The i-th word that a filter knows: a type, a label. */
static const char *filter_word(const struct workbench *wb, size_t i)
{
    if (i + 1 < COMPARE_KINDS)
        return compare_type_name((enum compare_type)(i + 1));
    i -= COMPARE_KINDS - 1;
    return i < wb->labels->n_labels ? wb->labels->labels[i].name : NULL;
}

static bool filter(struct workbench *wb, const char *word, size_t n, unsigned *types,
                   uint64_t *labels)
{
    const char *known;
    for (size_t i = 0; (known = filter_word(wb, i)); i++)
        if (strlen(known) == n && !memcmp(known, word, n)) {
            if (i + 1 < COMPARE_KINDS)
                *types |= 1u << (i + 1);
            else
                *labels |= (uint64_t)1 << (i + 1 - COMPARE_KINDS);
            return true;
        }
    wb_warn(wb, "no difference and no label is called %.*s", (int)(n < 40 ? n : 40), word);
    return false;
}

void wb_gold_only(struct workbench *wb, const char *words)
{
    unsigned types = 0;
    uint64_t labels = 0;
    size_t n, left = 0;
    if (!at_desk(wb))
        return;
    for (const char *word = words; *word; word += n + strspn(word + n, " ")) {
        n = strcspn(word, " ");
        if (!filter(wb, word, n, &types, &labels))
            return;
    }
    wb_item_let_go(wb);
    wb->gold.only_types = types;
    wb->gold.only_labels = labels;
    for (size_t i = 0; wb_gold(wb) && i < wb->gold.comparison.n; i++)
        left += wb_gold_wants(wb, i);
    wb_ask(wb, *words ? ":only shows all" : "", *words ? "%zu of those to decide" : "%zu to decide", left);
}

bool wb_gold_only_complete(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    const char *last = strrchr(typed, ' '), *known;
    last = last ? last + 1 : typed;
    for (size_t k = 0; (known = filter_word(wb, k)); k++)
        if (!strncmp(known, last, strlen(last)) && i-- == 0) {
            buf_add(out, typed, (size_t)(last - typed));
            buf_add_string(out, known);
            return true;
        }
    return false;
}

/* ---- all documents on which readers agree, in slices between keys ---- */

static void tell_finished(struct workbench *wb, const char *before)
{
    const struct agreed *a = &wb->gold.agreed;
    wb_say(wb, "%s%u finished · %u wait with differences · %u without two readers · %u were done, %u stale",
           before, a->finished, a->waiting, a->unread, a->before, a->stale);
}

static void end_finishing(struct workbench *wb)
{
    wb->gold.finishing = false;
    if (wb->article)
        wb_reload(wb);
    wb_tally(wb);
    wb_queue_load(wb);
}

static void finish_some(struct workbench *wb, size_t n)
{
    struct adjudication *gold = &wb->gold;
    struct err err = {0};
    bool more = true;
    enum fault fault = adjudicate_agreed_some(wb->store, &wb->options.env, gold->rule,
                                              &gold->finish_place, n, &gold->agreed, &more, &err);
    if (!fault && more) {
        wb_ask(wb, "any key stops", "finishing what all agree on: %u of %u · %u finished",
               gold->finish_place - 1, wb->tally.documents, gold->agreed.finished);
        return;
    }
    end_finishing(wb);
    if (fault)
        wb_warn(wb, "%s", err.text);
    else
        tell_finished(wb, "");
}

bool wb_gold_idle(struct workbench *wb)
{
    if (wb->gold.finishing)
        finish_some(wb, FINISH_SLICE);
    return wb->gold.finishing;
}

bool wb_gold_stop(struct workbench *wb)
{
    if (!wb->gold.finishing)
        return false;
    end_finishing(wb);
    tell_finished(wb, "stopped: ");
    return true;
}

void wb_gold_finish_agreed(struct workbench *wb)
{
    if (wb->desk.task != TASK_ADJUDICATE) {
        wb_warn(wb, "that is for adjudicating: :adjudicate");
        return;
    }
    if (store_read_only(wb->store)) {
        wb_warn(wb, "the project is open for reading only");
        return;
    }
    wb->gold.editing = false;
    wb_item_let_go(wb);
    wb->gold.finishing = true;
    wb->gold.finish_place = 1;
    wb->gold.agreed = (struct agreed){0};
    finish_some(wb, FINISH_AT_ONCE);
    if (wb->gold.finishing) /* a short queue ends here */
        finish_some(wb, 1);
}
