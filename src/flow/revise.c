#include "manicule/flow/revise.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"
#include "manicule/flow/add.h"
#include "manicule/flow/sets.h"
#include "manicule/flow/shown.h"
#include "manicule/text/units.h"
#include "revising.h"

enum { TRIES = 20, DOUBT_COLUMNS = 60 };

struct plan {
    struct revise *revise;
    struct document document;
    struct article *before;
    const struct article *after;
    struct diff diff;
    VEC(struct carried_set) sets;
    struct err *err;
};

static enum fault no_memory(const struct plan *plan)
{
    return err_set(plan->err, FAULT_MEMORY, "out of memory");
}

static void release_set(struct carried_set *set)
{
    set_free(set->before);
    set_free(set->after);
    edits_release(&set->edits);
    vec_free(&set->marked);
}

static void release(struct plan *plan)
{
    for (size_t i = 0; i < plan->sets.n; i++)
        release_set(&plan->sets.at[i]);
    vec_free(&plan->sets);
    diff_release(&plan->diff);
    article_free(plan->before);
    plan->before = NULL;
    document_release(&plan->document);
}

/* ---- one set ---- */
static int by_id(const void *a, const void *b)
{
    const struct carried_span *x = a, *y = b;
    return uuid_order(x->id, y->id);
}

enum carried carried_how(const struct carried_set *set, struct uuid id)
{
    const struct carried_span wanted = {.id = id};
    const struct carried_span *found =
        set->marked.n ? bsearch(&wanted, set->marked.at, set->marked.n, sizeof wanted, by_id)
                      : NULL;
    return found ? found->how : CARRIED_EXACT;
}

/* The same bytes and the same code points: neither memory nor the project file sees a difference.
 */
static bool stays(const struct plan *plan, const struct span *was, const struct span *is)
{
    if (was->n_fragments != is->n_fragments)
        return false;
    for (size_t i = 0; i < was->n_fragments; i++) {
        struct range a = span_fragment(was, i), b = span_fragment(is, i);
        if (!range_equal(a, b) ||
            article_codepoint(plan->before, a.start) != article_codepoint(plan->after, b.start) ||
            article_codepoint(plan->before, a.end) != article_codepoint(plan->after, b.end))
            return false;
    }
    return true;
}

static enum fault carry_spans(struct plan *plan, struct carried_set *set)
{
    bool ok = true;
    for (const struct span *was = set_first(set->before); was && ok;
         was = set_next(set->before, was)) {
        struct span is;
        struct carried_span marked = {.id = was->id};
        ok = carry_span(&plan->diff, plan->before, plan->after, was, &is, &marked.how);
        if (ok && marked.how != CARRIED_GONE)
            ok = set_add(set->after, &is);
        if (ok && marked.how != CARRIED_EXACT)
            ok = vec_push(&set->marked, marked);
        span_release(&is);
    }
    if (set->marked.n)
        qsort(set->marked.at, set->marked.n, sizeof *set->marked.at, by_id);
    return ok ? OK : no_memory(plan);
}

/* What hangs on orphans goes first, then they do. */
static void delete_orphans(struct carried_set *set)
{
    const struct relation *relation;
    const struct comment *comment;
    for (size_t i = 0; (relation = set_relation_at(set->before, i)) != NULL; i++)
        if (!set_find(set->after, relation->from) || !set_find(set->after, relation->to)) {
            edits_delete_relation(&set->edits, relation);
            set->told.relations++;
        }
    for (size_t i = 0; i < set_comments(set->before); i++) {
        comment = set_comment_at(set->before, i);
        if (!uuid_is_zero(comment->span) && !set_find(set->after, comment->span))
            edits_comment(&set->edits, comment, NULL);
    }
    for (size_t i = 0; i < set->marked.n; i++)
        if (set->marked.at[i].how == CARRIED_GONE)
            edits_delete_span(&set->edits, set_find(set->before, set->marked.at[i].id));
}

static void move_spans(struct plan *plan, struct carried_set *set)
{
    for (const struct span *was = set_first(set->before); was; was = set_next(set->before, was)) {
        const struct span *is = set_find(set->after, was->id);
        if (is && !stays(plan, was, is))
            edits_change_span(&set->edits, was, is);
    }
}

/* The words of all fragments, in one line. */
static struct shown words_of(const struct article *article, const struct span *span)
{
    struct buf words = {0};
    for (size_t i = 0; i < span->n_fragments && words.size < SHOWN_BYTES; i++) {
        struct range at = span_fragment(span, i);
        uint32_t n = range_size(at) < SHOWN_BYTES ? range_size(at) : SHOWN_BYTES;
        while (n < range_size(at) && (article_bytes(article)[at.start.byte + n] & 0xc0) == 0x80)
            n--;
        buf_add_string(&words, i ? " … " : "");
        buf_add(&words, article_bytes(article) + at.start.byte, n);
    }
    struct shown out = shown_bytes(buf_text(&words), words.size, DOUBT_COLUMNS);
    buf_release(&words);
    return out;
}

static void doubt(struct plan *plan, struct carried_set *set, const struct carried_span *marked)
{
    struct buf text = {0};
    const struct env *env = plan->revise->env;
    char author[PERSON_MAX + 1] = "";
    strncat(author, store_person(plan->revise->store), PERSON_MAX);
    if (marked->how == CARRIED_MOVED)
        buf_add_string(&text, "revised text: this was moved with its paragraph");
    else
        buf_printf(&text, "revised text: it was “%s”",
                   words_of(plan->before, set_find(set->before, marked->id)).text);
    const struct comment comment = {.id = uuid_new(env),
                                    .span = marked->id,
                                    .doubt = true,
                                    .at = env->now(env->ctx),
                                    .author = author,
                                    .text = text.data};
    if (text.failed)
        set->edits.failed = true;
    else
        edits_comment(&set->edits, NULL, &comment);
    buf_release(&text);
}

static void tally(struct carried_set *set)
{
    size_t *counts[] = {[CARRIED_EXACT] = &set->told.exact,
                        [CARRIED_MOVED] = &set->told.moved,
                        [CARRIED_NEAR] = &set->told.near,
                        [CARRIED_GONE] = &set->told.gone};
    for (size_t i = 0; i < set->marked.n; i++)
        ++*counts[set->marked.at[i].how];
    set->told.exact = set_count(set->before) - set->marked.n;
}

static enum fault keep_relations(const struct plan *plan, struct carried_set *set)
{
    const struct relation *relation;
    for (size_t i = 0; (relation = set_relation_at(set->before, i)) != NULL; i++)
        if (set_find(set->after, relation->from) && set_find(set->after, relation->to) &&
            !set_relate(set->after, relation))
            return no_memory(plan);
    return OK;
}

static enum fault carry_one(struct plan *plan, struct carried_set *set)
{
    set->before = set_new();
    set->after = set_new();
    set->told.set = set->before;
    if (!set->before || !set->after)
        return no_memory(plan);
    enum fault fault = sets_load_steady(plan->revise->store, &set->told.info, plan->before, true,
                                        set->before, plan->err);
    if (!fault)
        fault = carry_spans(plan, set);
    if (!fault)
        fault = keep_relations(plan, set);
    if (fault)
        return fault;
    tally(set);
    delete_orphans(set);
    move_spans(plan, set);
    /* In the order of reading: what was made first is asked first. */
    for (const struct span *is = set_first(set->after); is; is = set_next(set->after, is)) {
        const struct carried_span marked = {is->id, carried_how(set, is->id)};
        if (marked.how != CARRIED_EXACT)
            doubt(plan, set, &marked);
    }
    return set->edits.failed ? no_memory(plan) : OK;
}

/* ---- all of them ---- */
static enum fault read_plan(struct plan *plan, int64_t document)
{
    struct store *store = plan->revise->store;
    enum fault fault = store_document(store, document, &plan->document, plan->err);
    if (!fault && !plan->document.number)
        fault =
            err_set(plan->err, FAULT_MISSING, "%s was removed", shown(plan->document.name).text);
    if (!fault)
        fault = store_edition(store, document, plan->document.edition, &plan->before, plan->err);
    return fault;
}

static bool same_text(const struct article *a, const struct article *b)
{
    return article_size(a) == article_size(b) &&
           memcmp(article_bytes(a), article_bytes(b), article_size(a)) == 0;
}

static enum fault carry_all(struct plan *plan)
{
    const struct set_filter filter = {.kind = -1, .status = -1, .document = plan->document.key};
    struct set_cursor cursor = {0};
    bool more = true;
    if (!diff_articles(plan->before, plan->after, &plan->diff))
        return no_memory(plan);
    plan->revise->coarse = plan->diff.coarse;
    enum fault fault = OK;
    while (!fault && more) {
        struct set_info info;
        fault = store_next_set(plan->revise->store, &cursor, &filter, &info, &more, plan->err);
        if (fault || !more)
            break;
        if (!vec_reserve(&plan->sets, 1))
            return no_memory(plan);
        struct carried_set *set = &plan->sets.at[plan->sets.n++];
        *set = (struct carried_set){.told.info = info};
        fault = carry_one(plan, set);
    }
    if (!fault)
        fault = revise_verdicts(plan->sets.at, plan->sets.n, plan->before, plan->after, plan->err);
    for (size_t i = 0; i < plan->sets.n && !fault; i++)
        if (plan->sets.at[i].edits.failed)
            fault = no_memory(plan);
    return fault;
}

/* ---- telling ---- */
static enum fault tell_span(const struct plan *plan, const struct carried_set *set,
                            const struct span *was)
{
    struct revise_span told = {
        .how = carried_how(set, was->id), .was = was, .is = set_find(set->after, was->id)};
    const struct relation **relations = NULL;
    if (told.how == CARRIED_EXACT)
        return OK;
    if (told.how == CARRIED_GONE) {
        size_t out = set_links(set->before, was, true, NULL, 0);
        told.n_relations = out + set_links(set->before, was, false, NULL, 0);
        relations = malloc((told.n_relations + 1) * sizeof *relations);
        if (!relations)
            return no_memory(plan);
        set_links(set->before, was, true, relations, out);
        set_links(set->before, was, false, relations + out, told.n_relations - out);
        told.relations = relations;
        for (size_t i = 0; i < set_comments(set->before); i++)
            told.comments += uuid_equal(set_comment_at(set->before, i)->span, was->id);
    }
    plan->revise->span(plan->revise->ctx, plan->before, plan->after, &set->told, &told);
    free(relations);
    return OK;
}

static enum fault tell(const struct plan *plan)
{
    enum fault fault = OK;
    for (size_t i = 0; i < plan->sets.n && !fault; i++) {
        const struct carried_set *set = &plan->sets.at[i];
        if (plan->revise->set)
            plan->revise->set(plan->revise->ctx, &set->told);
        if (!plan->revise->span)
            continue;
        for (const struct span *was = set_first(set->before); was && !fault;
             was = set_next(set->before, was))
            fault = tell_span(plan, set, was);
    }
    return fault;
}

/* ---- into the project ---- */
static enum fault apply(struct plan *plan, const char *encoding, const uint8_t source[32])
{
    struct moving moving = {&plan->diff, plan->before, plan->after};
    struct revision revision = {.document = plan->document.key,
                                .before = plan->before,
                                .after = plan->after,
                                .source_encoding = encoding,
                                .n = plan->sets.n,
                                .place = revise_place,
                                .ctx = &moving};
    struct revised_set *sets = malloc((plan->sets.n + 1) * sizeof *sets);
    if (!sets)
        return no_memory(plan);
    for (size_t i = 0; i < plan->sets.n; i++) {
        const struct carried_set *set = &plan->sets.at[i];
        sets[i] = (struct revised_set){set->told.info.key, set->told.info.revision, &set->edits};
    }
    revision.sets = sets;
    memcpy(revision.source_sha256, source, sizeof revision.source_sha256);
    enum fault fault = store_revise(plan->revise->store, &revision, plan->err);
    free(sets);
    return fault;
}

static enum fault try_once(struct revise *revise, int64_t document, const struct article *after,
                           const char *encoding, const uint8_t source[32], struct err *err)
{
    struct plan plan = {.revise = revise, .after = after, .err = err};
    enum fault fault = read_plan(&plan, document);
    revise->same = !fault && same_text(plan.before, after);
    if (!fault && !revise->same) {
        fault = carry_all(&plan);
        if (!fault && !revise->preview)
            fault = apply(&plan, encoding, source);
        if (!fault)
            fault = tell(&plan);
    }
    release(&plan);
    return fault;
}

enum fault revise_bytes(struct revise *revise, int64_t document, uint8_t *bytes, size_t n,
                        const char *shown_as, const char *encoding, struct err *err)
{
    struct article *after;
    uint8_t source[32] = {0};
    revise->same = revise->coarse = false;
    enum fault fault = add_decode(encoding, bytes, n, shown_as, &after, source, err);
    if (fault)
        return fault;
    /* Who marks meanwhile is not kept waiting, and what they marked is carried over, too. */
    for (int try = 0; try < TRIES; try++) {
        fault = try_once(revise, document, after, encoding, source, err);
        if (fault != FAULT_CONFLICT)
            break;
    }
    article_free(after);
    return fault;
}

/* ---- back ---- */
static enum fault back_once(struct revise *revise, int64_t document, struct err *err)
{
    struct plan plan = {.revise = revise, .err = err};
    struct revision_info last;
    struct article *after = NULL;
    enum fault fault = read_plan(&plan, document);
    if (!fault)
        fault = store_revision_last(revise->store, document, &last, err);
    if (!fault && !last.number)
        fault =
            err_set(err, FAULT_MISSING, "%s: its text was never revised, or that was taken back",
                    shown(plan.document.name).text);
    if (!fault)
        fault = store_edition(revise->store, document, last.before, &after, err);
    if (!fault && !diff_articles(plan.before, after, &plan.diff))
        fault = no_memory(&plan);
    if (!fault) {
        struct moving moving = {&plan.diff, plan.before, after};
        const struct revision revision = {.document = document,
                                          .before = plan.before,
                                          .after = after,
                                          .place = revise_place,
                                          .ctx = &moving};
        fault = store_revise_back(revise->store, &revision, err);
    }
    article_free(after);
    release(&plan);
    return fault;
}

enum fault revise_back(struct revise *revise, int64_t document, struct document *now,
                       struct err *err)
{
    enum fault fault = back_once(revise, document, err);
    *now = (struct document){0};
    return fault ? fault : store_document(revise->store, document, now, err);
}
