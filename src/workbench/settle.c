/* settle.c: many differences of a document at once, by a rule, in one step. Only what Tab would take
 * up is settled (:only), and of edges only where nothing else differs. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "manicule/flow/adjudicate.h"

enum settle_by { RULE_MAJORITY, RULE_LONGEST, RULE_SHORTEST, RULE_UNION, RULES, RULE_READER = RULES };

static const char *const rules[RULES] = {"majority", "longest", "shortest", "union"};

struct settling {
    struct workbench *wb;
    enum settle_by rule;
    size_t reader;     /* of RULE_READER */
    struct set *gold;  /* as it becomes, decision by decision */
    struct merge *merge;
    struct edits edits;
    size_t settled;
};

static uint32_t words_of(const struct span *span)
{
    uint32_t n = 0;
    for (size_t i = 0; i < span->n_fragments; i++)
        n += range_size(span_fragment(span, i));
    return n;
}

/* The reader whose span is the longest, or the shortest; COMPARE_NONE: two are alike, or someone
 * has none. */
static size_t by_length(const struct settling *s, const struct compare_item *it)
{
    size_t best = COMPARE_NONE;
    uint32_t size = 0;
    bool alike = false;
    for (size_t r = 0; r < s->wb->gold.n_readers; r++) {
        if (it->readings[r].n != 1)
            return COMPARE_NONE;
        uint32_t n = words_of(it->readings[r].spans[0]);
        bool better = best == COMPARE_NONE || (s->rule == RULE_LONGEST ? n > size : n < size);
        alike = better ? false : alike || (n == size && it->readings[r].same != it->readings[best].same);
        if (better) {
            best = r;
            size = n;
        }
    }
    return alike ? COMPARE_NONE : best;
}

static bool whole(const struct settling *s, const struct compare_item *it, struct span *out)
{
    for (size_t r = 0; r < s->wb->gold.n_readers; r++)
        if (it->readings[r].n != 1 || it->readings[r].spans[0]->n_fragments != 1)
            return false;
    *out = *it->readings[0].spans[0];
    out->at = it->range;
    return true;
}

/* What the rule says of the item; false: nothing. */
static bool choose(const struct settling *s, size_t item, struct span *edited, struct decision *out)
{
    const struct compare_item *it = &s->wb->gold.comparison.items[item];
    bool edges_alone = it->type == COMPARE_BOUNDARY && it->differs == 1u << COMPARE_BOUNDARY;
    *out = (struct decision){.take = MERGE_READER, .reader = COMPARE_NONE};
    switch (s->rule) {
    case RULE_MAJORITY:
        out->reader = compare_majority(&s->wb->gold.comparison, item);
        break;
    case RULE_LONGEST:
    case RULE_SHORTEST:
        out->reader = edges_alone ? by_length(s, it) : COMPARE_NONE;
        break;
    case RULE_UNION:
        *out = (struct decision){.take = MERGE_EDITED, .reader = 0, .edited = edited};
        return edges_alone && whole(s, it, edited);
    case RULE_READER:
        out->reader = s->reader;
        break;
    }
    return out->reader != COMPARE_NONE;
}

/* ---- gold as it becomes ---- */

static bool copy(const struct set *from, struct set *to)
{
    struct edits edits = {0};
    struct err err;
    for (const struct span *span = set_first(from); span; span = set_next(from, span))
        edits_add_span(&edits, span);
    for (size_t i = 0; i < set_relations(from); i++)
        edits_add_relation(&edits, set_relation_at(from, i));
    for (size_t i = 0; i < set_comments(from); i++)
        edits_comment(&edits, NULL, set_comment_at(from, i));
    for (size_t i = 0; i < set_verdicts(from); i++)
        edits_verdict(&edits, NULL, set_verdict_at(from, i));
    bool ok = !edits.failed && set_apply(to, &edits, NULL, &err) == OK;
    edits_release(&edits);
    return ok;
}

static enum fault match(struct settling *s, struct err *err)
{
    size_t n;
    struct decided *decided = adjudicate_decided(s->gold, &n);
    merge_free(s->merge);
    s->merge = NULL;
    enum fault fault =
        decided ? merge_match(&s->wb->gold.comparison, s->gold, decided, n, &s->merge, err)
                : err_set(err, FAULT_MEMORY, "out of memory");
    free(decided);
    return fault;
}

/* Applies what was added to the edits from `first` on. */
static enum fault apply(struct settling *s, size_t first, struct err *err)
{
    struct edits added = {.at = s->edits.at + first, .n = s->edits.n - first};
    if (s->edits.failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = set_apply(s->gold, &added, NULL, err);
    return fault ? fault : match(s, err);
}

static enum fault settle_one(struct settling *s, size_t item, struct err *err)
{
    struct decision decision;
    struct decided entry;
    struct span edited;
    size_t first = s->edits.n;
    if (!choose(s, item, &edited, &decision))
        return OK;
    enum fault fault =
        merge_decide(s->merge, item, &decision, wb_merge_ids(s->wb), &s->edits, &entry, err);
    if (fault)
        return fault;
    adjudicate_keep(s->gold, &entry, &s->edits);
    s->settled++;
    return apply(s, first, err);
}

static enum fault settle_all(struct settling *s, struct err *err)
{
    enum fault fault = OK;
    s->gold = set_new();
    if (!s->gold || !copy(s->wb->set, s->gold))
        return err_set(err, FAULT_MEMORY, "out of memory");
    fault = match(s, err);
    for (size_t i = 0; i < s->wb->gold.comparison.n && !fault; i++)
        if (merge_state(s->merge, i) == MERGE_OPEN && wb_gold_wants(s->wb, i))
            fault = settle_one(s, i, err);
    return fault;
}

/* ---- the command ---- */

static bool read_rule(struct settling *s, const char *word)
{
    struct buf name = {0};
    bool known = false;
    for (enum settle_by r = 0; r < RULES && !known; r++)
        if (strcmp(word, rules[r]) == 0) {
            s->rule = r;
            known = true;
        }
    for (size_t r = 0; r < s->wb->gold.n_readers && !known; r++) {
        buf_clear(&name);
        wb_reading_name(s->wb, r, &name);
        if (strcmp(word, buf_text(&name)) == 0) {
            s->rule = RULE_READER;
            s->reader = r;
            known = true;
        }
    }
    buf_release(&name);
    return known;
}

void wb_settle(struct workbench *wb, const char *rule)
{
    struct settling s = {.wb = wb};
    struct err err = {0};
    char what[96];
    if (!wb_gold(wb)) {
        wb_gold_none(wb);
        return;
    }
    if (!read_rule(&s, rule)) {
        wb_warn(wb, "settle majority, longest, shortest, union, or a reader: A");
        return;
    }
    if (s.rule == RULE_MAJORITY && wb->gold.n_readers < 3) {
        wb_warn(wb, "two readers who differ have no majority");
        return;
    }
    if (!wb_may_edit(wb))
        return;
    wb->gold.editing = false;
    wb_item_let_go(wb);
    if (settle_all(&s, &err) != OK) {
        edits_release(&s.edits);
        wb_warn(wb, "%s", err.text);
    } else if (!s.settled) {
        edits_release(&s.edits);
        wb_say(wb, "%s settles nothing here", rule);
    } else {
        snprintf(what, sizeof what, "settling %zu difference%s: %s", s.settled,
                 s.settled == 1 ? "" : "s", s.rule == RULE_READER ? "one reader's" : rule);
        if (wb_commit(wb, what, &s.edits, 0) && wb_gold(wb))
            wb_ask(wb, "u takes it back", "%zu settled: %s · %zu left", s.settled, rule,
                   wb_gold_open(wb));
    }
    merge_free(s.merge);
    set_free(s.gold);
}

bool wb_settle_complete(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    (void)wb;
    for (enum settle_by r = 0; r < RULES; r++)
        if (!strncmp(rules[r], typed, strlen(typed)) && i-- == 0) {
            buf_add_string(out, rules[r]);
            return true;
        }
    return false;
}
