/* finish.c: `F`: what is still missing is told before the document is done, and :take-back. */
#include "internal.h"

#include "manicule/marks/attrs.h"

/* Nobody has to be named where the writer speaks, or where nobody is. */
static bool needs_nobody(const struct span *span)
{
    struct buf value = {0};
    bool none = attrs_get(span->attrs, "attribution", &value) &&
                (!strcmp(buf_text(&value), "author") || !strcmp(buf_text(&value), "unknown"));
    buf_release(&value);
    return none;
}

static bool unlinked(const struct workbench *wb, const struct span *span)
{
    for (size_t i = 0; i < wb->labels->n_relations; i++)
        if (wb->labels->relations[i].from == span->label) {
            const struct relation *one[1];
            return set_links(wb->set, span, true, one, 1) == 0 && !needs_nobody(span);
        }
    return false;
}

static const struct span *next_unlinked(const struct workbench *wb, const struct span *after)
{
    const struct span *s = after ? set_next(wb->set, after) : set_first(wb->set);
    while (s && !unlinked(wb, s))
        s = set_next(wb->set, s);
    return s;
}

static size_t count_unlinked(const struct workbench *wb, uint16_t *label)
{
    size_t n = 0;
    for (const struct span *s = next_unlinked(wb, NULL); s; s = next_unlinked(wb, s)) {
        *label = s->label;
        n++;
    }
    return n;
}

static bool next_gap(const struct workbench *wb, struct pos from, struct range *out)
{
    return coverage_gap(&wb->coverage, from, article_size(wb->article), out);
}

static void part(struct buf *text)
{
    if (text->size)
        buf_add_string(text, " · ");
}

/* Further gaps are counted. */
bool wb_tell_gaps(const struct workbench *wb, const struct coverage *coverage, const char *never,
                  struct buf *text)
{
    struct range gap, more;
    uint32_t size = article_size(wb->article);
    size_t others = 0;
    if (!coverage_gap(coverage, pos_at(0), size, &gap))
        return false;
    for (struct pos at = gap.end; coverage_gap(coverage, at, size, &more); at = more.end)
        others++;
    uint32_t first = article_line_number(wb->article, gap.start) + 1;
    uint32_t last = article_line_number(wb->article, pos_at(gap.end.byte - 1)) + 1;
    part(text);
    if (first == last)
        buf_printf(text, "line %u", first);
    else
        buf_printf(text, "lines %u%s%u", first, wb->options.utf8 ? "–" : "-", last);
    if (others)
        buf_printf(text, " and %zu more place%s", others, others == 1 ? "" : "s");
    buf_printf(text, " %s", never);
    return true;
}

static bool commit_status(struct workbench *wb, const char *what, enum status to)
{
    struct edits edits = {0};
    edits_status(&edits, wb->info.status, to);
    return wb_commit(wb, what, &edits, 0);
}

static void done(struct workbench *wb)
{
    struct buf keys = {0};
    wb->offer = OFFER_NONE;
    if (commit_status(wb, "finish", STATUS_DONE)) {
        wb_queue_load(wb);
        wb_next_words(wb, &keys);
        buf_add_string(&keys, ":take-back opens it again");
        wb_ask(wb, buf_text(&keys), "done");
    }
    buf_release(&keys);
}

/* What is missing, as a message; false: nothing. */
static bool tell(struct workbench *wb)
{
    if (wb->subject.kind == SET_GOLD)
        return wb_gold_missing(wb);
    struct buf text = {0};
    uint16_t label = 0;
    const char *keys = "";
    bool empty = set_count(wb->set) == 0, there = false;
    size_t n = count_unlinked(wb, &label);
    if (empty)
        buf_add_string(&text, "nothing to mark?");
    if (n) {
        buf_printf(&text, "%zu %s%s without speaker", n, wb_label(wb, label)->name, n == 1 ? "" : "s");
        there = true;
    }
    size_t doubts = 0;
    for (size_t i = 0; i < set_comments(wb->set); i++) {
        const struct comment *comment = set_comment_at(wb->set, i);
        doubts += comment->doubt && !comment->settled;
    }
    if (doubts) {
        part(&text);
        buf_printf(&text, "%zu open doubt%s", doubts, doubts == 1 ? "" : "s");
    }
    there |= wb_tell_gaps(wb, &wb->coverage, "never on screen", &text);
    if (empty && !there)
        buf_add_string(&text, " F yes");
    else if (text.size)
        keys = empty ? "F yes · g go there" : "F finish · g go there";
    if (text.size)
        wb_ask(wb, keys, "%s", buf_text(&text));
    bool missing = text.size > 0;
    buf_release(&text);
    return missing;
}

void wb_finish(struct workbench *wb)
{
    if (wb->subject.kind == SET_REVIEW) {
        wb_review_finish(wb);
        return;
    }
    if (wb_returned_open(wb))
        return;
    if (!tell(wb)) {
        done(wb);
        return;
    }
    wb->offer = OFFER_FINISH;
    wb->offer_span = (struct uuid){{0}};
}

/* g: the first quote without speaker, then the next ones, then the rows never seen, and round
 * again. The offer stands; what is put right meanwhile drops it. */
static void go_there(struct workbench *wb)
{
    if (wb->subject.kind == SET_GOLD) {
        wb->offer = OFFER_NONE;
        wb_item(wb, true);
        return;
    }
    const struct span *at = uuid_is_zero(wb->offer_span) ? NULL : set_find(wb->set, wb->offer_span);
    const struct span *next = next_unlinked(wb, at);
    struct range gap;
    bool unseen = !next && next_gap(wb, pos_at(0), &gap);
    if (!next && !unseen)
        next = next_unlinked(wb, NULL);
    wb->offer_span = next ? next->id : (struct uuid){{0}};
    wb->has_goal = false;
    wb_unselect(wb);
    if (next)
        wb_go(wb, next->at.start);
    else if (unseen)
        wb_go(wb, article_snap(wb->article, gap.start));
    if (next)
        wb_focus(wb, wb->offer_span);
    if (!tell(wb))
        wb_ask(wb, "F finish", "nothing is missing any more");
}

bool wb_finish_offer(struct workbench *wb, const struct key *key, enum action action)
{
    if (action == ACT_FINISH) {
        done(wb);
        return true;
    }
    if (key->code == 'g' && !key->mods) {
        go_there(wb);
        return true;
    }
    return false;
}

void wb_take_back(struct workbench *wb)
{
    if (store_read_only(wb->store)) {
        wb_warn(wb, "the project is open for reading only");
        return;
    }
    switch (wb->info.status) {
    case STATUS_DONE:
        if (commit_status(wb, "take back", wb_returned_or_open(wb))) {
            wb_queue_load(wb);
            wb_say(wb, "%s is open again", wb->document.name);
        }
        break;
    case STATUS_ACCEPTED:
        wb_say(wb, "%s is accepted: it cannot be taken back any more", wb->document.name);
        break;
    default:
        wb_say(wb, "%s is not finished", wb->document.name);
        break;
    }
}
