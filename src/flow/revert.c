/* Taking back a step of anyone's. It becomes a new edit by whoever does it: the journal keeps both,
 * and each has an undo of their own. */
#include <stdlib.h>
#include <string.h>

#include "manicule/flow/history.h"
#include "manicule/flow/sets.h"
#include "manicule/flow/shown.h"

enum { WHAT_COLUMNS = 40 };

/* The least and the greatest id that begin so. */
static bool read_prefix(const char *text, struct uuid *least, struct uuid *most)
{
    size_t n = strlen(text), nibble = 0;
    *least = (struct uuid){{0}};
    memset(most->b, 0xff, sizeof most->b);
    if (n < REVERT_PREFIX_LEAST || n >= UUID_TEXT)
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *digit = strchr("0123456789abcdef", text[i]);
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !digit)
            return false;
        if (hyphen)
            continue;
        unsigned value = (unsigned)(digit - "0123456789abcdef") << (nibble % 2 ? 0 : 4);
        unsigned mask = nibble % 2 ? 0x0f : 0xf0;
        least->b[nibble / 2] = (uint8_t)(least->b[nibble / 2] | value);
        most->b[nibble / 2] = (uint8_t)((most->b[nibble / 2] & ~mask) | value);
        nibble++;
    }
    return true;
}

enum fault revert_find(struct store *store, const char *id, struct revert *out, struct err *err)
{
    struct uuid least, most;
    struct past_step step = {.set = 0};
    bool found;
    enum fault fault;
    *out = (struct revert){0};
    if (!read_prefix(id, &least, &most))
        return err_set(err, FAULT_USAGE, "%s is no step: `log` shows their ids", shown(id).text);
    while (!(fault = store_next_step(store, least, most, &step, &step, &found, err)) && found) {
        if (out->visits.n && !uuid_equal(out->visits.at[0].id, step.id))
            fault = err_set(err, FAULT_USAGE,
                            "several steps begin with %s; `log --json` has their whole ids", id);
        else if (!vec_push(&out->visits, step))
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        if (fault)
            break;
    }
    if (!fault && !out->visits.n)
        fault = err_set(err, FAULT_MISSING,
                        "there is no step %s, or it changed no marks; a revised text goes back by "
                        "`revise --undo`",
                        id);
    if (fault)
        revert_release(out);
    return fault;
}

void revert_release(struct revert *revert)
{
    vec_free(&revert->visits);
}

static enum fault check_visit(struct store *store, const struct past_step *visit, struct err *err)
{
    struct document document;
    struct set_info info;
    struct past later;
    bool touched = false;
    if (visit->undone)
        return err_set(err, FAULT_CONFLICT, "%s took it back already", visit->actor);
    enum fault fault = store_document(store, visit->document, &document, err);
    if (fault)
        return fault;
    bool removed = document.number == 0;
    document_release(&document);
    fault =
        store_set_of(store, visit->document, visit->of, visit->owner, visit->source, &info, err);
    if (!fault)
        fault = store_touched_later(store, visit, &later, &touched, err);
    if (fault)
        return fault;
    if (removed)
        return err_set(err, FAULT_CONFLICT, "the document was removed");
    if (visit->revised)
        return err_set(err, FAULT_CONFLICT,
                       "the text was revised since, and the step is in another");
    if (info.status == STATUS_ACCEPTED)
        return err_set(err, FAULT_CONFLICT, "the document is accepted");
    if (!touched)
        return OK;
    char id[UUID_TEXT];
    uuid_format(later.step, id);
    return err_set(err, FAULT_CONFLICT, "%s changed the same marks later (%s), in step %s",
                   later.actor, shown_bytes(later.what, strlen(later.what), WHAT_COLUMNS).text, id);
}

enum fault revert_check(struct store *store, const struct revert *revert, struct err *err)
{
    enum fault fault = OK;
    for (size_t i = 0; i < revert->visits.n && !fault; i++)
        fault = check_visit(store, &revert->visits.at[i], err);
    return fault;
}

static bool append(struct edits *to, struct edits *from)
{
    if (!vec_reserve(to, from->n))
        return false;
    if (from->n)
        memcpy(to->at + to->n, from->at, from->n * sizeof *from->at);
    to->n += from->n;
    free(from->at);
    *from = (struct edits){0};
    return true;
}

/* The step's edits in one set, turned round. */
static enum fault inverse(struct store *store, const struct past_step *visit,
                          const struct article *article, struct edits *out, struct err *err)
{
    struct editions editions = {store, .document = visit->document, .lent = article};
    enum fault fault = OK;
    for (int64_t revision = visit->first; revision <= visit->last && !fault; revision++) {
        struct past row;
        struct edits edits;
        bool found;
        fault = store_past_edits(store, visit->set, revision, &editions, &row, &edits, &found, err);
        bool its = found && uuid_equal(row.step, visit->id) && row.kind == visit->kind;
        if (!fault && its && !append(out, &edits))
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        edits_release(&edits);
    }
    editions_release(&editions);
    edits_invert(out);
    return fault;
}

static enum fault revert_visit(struct store *store, const struct past_step *visit, struct uuid id,
                               size_t *changes, struct err *err)
{
    struct article *article = NULL;
    struct edits edits = {0};
    struct set_info info;
    struct buf what = {0};
    enum fault fault = check_visit(store, visit, err);
    if (!fault)
        fault = store_article(store, visit->document, &article, err);
    if (!fault)
        fault = inverse(store, visit, article, &edits, err);
    if (!fault)
        fault = store_set_of(store, visit->document, visit->of, visit->owner, visit->source, &info,
                             err);
    buf_printf(&what, "revert %s: %s", visit->actor,
               shown_bytes(visit->what, strlen(visit->what), WHAT_COLUMNS).text);
    if (!fault && what.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    const struct step step = {.id = id,
                              .kind = STEP_EDIT,
                              .what = buf_text(&what),
                              .document = visit->document,
                              .set = visit->of,
                              .owner = visit->owner[0] ? visit->owner : NULL,
                              .source = visit->source[0] ? visit->source : NULL,
                              .revision = fault ? 0 : info.revision,
                              .edits = &edits,
                              .article = article};
    if (!fault)
        fault = store_apply(store, &step, NULL, err);
    *changes += edits.n;
    edits_release(&edits);
    article_free(article);
    buf_release(&what);
    return fault;
}

enum fault revert_run(struct store *store, const struct revert *revert, const struct env *env,
                      size_t *changes, struct err *err)
{
    struct uuid id = uuid_new(env);
    *changes = 0;
    enum fault fault = store_begin(store, err);
    if (fault)
        return fault;
    for (size_t i = 0; i < revert->visits.n && !fault; i++)
        fault = revert_visit(store, &revert->visits.at[i], id, changes, err);
    if (!fault)
        return store_commit(store, err);
    store_rollback(store);
    return fault;
}
