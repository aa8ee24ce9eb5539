/* One person's marks and a review of them, laid beside each other; what was said of each item, and
 * whose turn it is. */
#include "manicule/marks/look.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"
#include "manicule/marks/digest.h"

/* ---- comparing ---- */

void look_release(struct look *look)
{
    compare_release(&look->c);
    vec_free(&look->judged);
    *look = (struct look){0};
}

static int judged_order(struct judged a, struct judged b)
{
    int order = uuid_order(a.span, b.span);
    return order ? order : (a.item > b.item) - (a.item < b.item);
}

static int by_span(const void *a, const void *b)
{
    const struct judged *x = a, *y = b;
    return judged_order(*x, *y);
}

/* Where it is, or belongs. */
static size_t judged_place(const struct look *look, struct judged at)
{
    size_t low = 0, high = look->judged.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (judged_order(look->judged.at[middle], at) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool index_verdicts(struct look *look)
{
    size_t n = set_verdicts(look->review);
    for (size_t i = 0; i < n; i++) {
        const struct verdict *verdict = set_verdict_at(look->review, i);
        if (!uuid_is_zero(verdict->span) &&
            !vec_push(&look->judged, ((struct judged){verdict->span, verdict->item})))
            return false;
    }
    if (look->judged.n)
        qsort(look->judged.at, look->judged.n, sizeof *look->judged.at, by_span);
    return true;
}

enum fault look_begin(const struct set *own, const struct set *review,
                      const struct article *article, struct look *out, struct err *err)
{
    const struct set *readers[] = {[LOOK_OWN] = own, [LOOK_REVIEW] = review};
    *out = (struct look){.own = own, .review = review};
    enum fault fault = compare_sets(readers, 2, article, COMPARE_EXACT, &out->c, err);
    if (!fault && !index_verdicts(out))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (fault)
        look_release(out);
    return fault;
}

static bool judge_again(struct look *look, const struct edit *edit)
{
    struct judged before = {edit->verdict.before.span, edit->verdict.before.item};
    struct judged after = {edit->verdict.after.span, edit->verdict.after.item};
    size_t i = edit->had && !uuid_is_zero(before.span) ? judged_place(look, before) : look->judged.n;
    if (i < look->judged.n && judged_order(look->judged.at[i], before) == 0)
        vec_remove(&look->judged, i);
    return !edit->has || uuid_is_zero(after.span) ||
           vec_insert(&look->judged, judged_place(look, after), after);
}

bool look_follow(struct look *look, const struct edits *edits, bool of_review)
{
    for (size_t i = 0; i < edits->n; i++) {
        const struct edit *edit = &edits->at[i];
        if (edit->kind == EDIT_SPAN || edit->kind == EDIT_RELATION ||
            (edit->kind == EDIT_VERDICT && of_review && !judge_again(look, edit)))
            return false;
    }
    return true;
}

size_t look_open(const struct look *look)
{
    size_t n = 0;
    for (size_t i = 0; i < look->c.n; i++)
        n += look_differs(look, i) && look_said(look, i);
    return n;
}

/* ---- items ---- */

static const struct reading *reading(const struct look *look, size_t item, size_t reader)
{
    return &look->c.items[item].readings[reader];
}

/* Items stand in the order of their first places: among those that begin at or before the span. */
size_t look_find(const struct look *look, struct uuid id)
{
    const struct span *own = set_find(look->own, id);
    const struct span *span = own ? own : set_find(look->review, id);
    size_t reader = own ? LOOK_OWN : LOOK_REVIEW;
    for (size_t i = 0;
         span && i < look->c.n && look->c.items[i].range.start.byte <= span->at.start.byte; i++) {
        const struct reading *r = reading(look, i, reader);
        for (size_t k = 0; k < r->n; k++)
            if (r->spans[k] == span)
                return i;
    }
    return COMPARE_NONE;
}

const struct span *look_span(const struct look *look, size_t item)
{
    const struct reading *own = reading(look, item, LOOK_OWN);
    return own->n ? own->spans[0] : look_review_span(look, item);
}

const struct span *look_review_span(const struct look *look, size_t item)
{
    const struct reading *review = reading(look, item, LOOK_REVIEW);
    return review->n ? review->spans[0] : NULL;
}

bool look_differs(const struct look *look, size_t item)
{
    return look->c.items[item].type != COMPARE_AGREED;
}

/* ---- what was said ---- */

static void put_number(struct buf *out, uint32_t n)
{
    const uint8_t bytes[4] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};
    buf_add(out, bytes, sizeof bytes);
}

uint64_t look_key(const struct span *span)
{
    struct buf content = {0};
    put_number(&content, span->label);
    put_number(&content, span->n_fragments);
    for (size_t i = 0; i < span->n_fragments; i++) {
        put_number(&content, span_fragment(span, i).start.byte);
        put_number(&content, span_fragment(span, i).end.byte);
    }
    buf_add_string(&content, span->attrs ? span->attrs : "");
    struct digest digest = digest_of(content.data, content.size);
    buf_release(&content);
    uint64_t key = 0;
    for (int i = 0; i < 8; i++)
        key = key << 8 | digest.b[i];
    return key;
}

/* A verdict that names the review's span; a rejection before an acceptance. */
static const struct verdict *verdict_on(const struct look *look, struct uuid span)
{
    const struct verdict *found = NULL;
    for (size_t i = judged_place(look, (struct judged){span, 0});
         i < look->judged.n && uuid_equal(look->judged.at[i].span, span); i++) {
        const struct verdict *verdict = set_verdict(look->review, look->judged.at[i].item);
        if (verdict && (!found || verdict->kind == VERDICT_REJECTED))
            found = verdict;
    }
    return found;
}

const struct verdict *look_verdict(const struct look *look, size_t item)
{
    const struct reading *own = reading(look, item, LOOK_OWN), *review = reading(look, item, LOOK_REVIEW);
    const struct verdict *found = set_verdict(look->review, look->c.items[item].key);
    for (size_t i = 0; !found && i < own->n; i++)
        found = set_verdict(look->review, look_key(own->spans[i]));
    for (size_t i = 0; !found && i < review->n; i++)
        found = verdict_on(look, review->spans[i]->id);
    return found;
}

bool look_said(const struct look *look, size_t item)
{
    const struct reading *review = reading(look, item, LOOK_REVIEW);
    const struct verdict *verdict = look_verdict(look, item);
    bool said = verdict && verdict->kind == VERDICT_REJECTED;
    for (size_t i = 0; !said && i < review->n; i++) {
        verdict = verdict_on(look, review->spans[i]->id);
        said = verdict && verdict->kind == VERDICT_REJECTED;
    }
    return said;
}

const struct verdict *look_dispute(const struct look *look, size_t item)
{
    const struct verdict *said = set_verdict(look->own, look->c.items[item].key);
    return said && said->kind == VERDICT_DISPUTED && look_differs(look, item) ? said : NULL;
}

unsigned look_disputes(const struct look *look, size_t item)
{
    const struct verdict *dispute = look_dispute(look, item);
    return dispute ? dispute->round + 1u : 0;
}

bool look_answered(const struct look *look, size_t item)
{
    const struct verdict *answer = set_verdict(look->review, look->c.items[item].key);
    return answer && answer->round >= look_disputes(look, item);
}

bool look_waits(const struct look *look, size_t item)
{
    return look_disputes(look, item) && !look_answered(look, item);
}

bool look_for_lead(const struct look *look, size_t item)
{
    return look_waits(look, item) && look_disputes(look, item) >= 2;
}

/* What only the review has is its own proposal. */
bool look_to_review(const struct look *look, size_t item)
{
    if (look_waits(look, item))
        return true;
    return reading(look, item, LOOK_OWN)->n && !look_verdict(look, item);
}

bool look_to_answer(const struct look *look, size_t item)
{
    return look_differs(look, item) && look_said(look, item) &&
           (!look_disputes(look, item) || look_answered(look, item));
}

/* ---- saying it ---- */

void look_judge(const struct set *set, const struct verdict *after, struct edits *edits)
{
    for (size_t i = edits->n; i--;)
        if (edits->at[i].kind == EDIT_VERDICT && edits->at[i].has &&
            edits->at[i].verdict.after.item == after->item)
            return;
    edits_verdict(edits, set_verdict(set, after->item), after);
}

void look_judge_item(const struct look *look, size_t item, enum verdict_kind kind,
                     const char *reason, struct edits *edits)
{
    const struct reading *own = reading(look, item, LOOK_OWN), *review = reading(look, item, LOOK_REVIEW);
    const struct reading *judged = own->n ? own : review;
    char *copy = reason ? strdup(reason) : NULL;
    edits->failed = edits->failed || (reason && !copy);
    for (size_t i = 0; i < judged->n; i++) {
        struct verdict verdict = {
            .item = look_key(judged->spans[i]), .kind = (uint8_t)kind, .reason = copy};
        if (review->n)
            verdict.span = review->spans[i < review->n ? i : review->n - 1]->id;
        look_judge(look->review, &verdict, edits);
    }
    free(copy);
}
