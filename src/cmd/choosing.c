#include "choosing.h"

#include <fnmatch.h>
#include <string.h>

#include "manicule/cmd/when.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault read_owners(struct choosing *c, const struct session *session,
                              const struct args *args, struct err *err)
{
    const char *name;
    for (size_t i = 0; (name = args_nth(args, "annotator", i)); i++) {
        enum fault fault = session_check_owner(session, name, err);
        if (!fault && !vec_push(&c->owners, name))
            fault = no_memory(err);
        if (fault)
            return fault;
    }
    c->export.owners = c->owners.at;
    c->export.n_owners = c->owners.n;
    return OK;
}

static enum fault read_labels(struct choosing *c, const struct session *session,
                              const struct args *args, struct err *err)
{
    const char *name;
    for (size_t i = 0; (name = args_nth(args, "label", i)); i++) {
        uint16_t label = labelset_find(&session->labels, name, strlen(name));
        if (label == LABEL_NONE)
            return err_set(err, FAULT_MISSING, "--label %s: the label set has no such label",
                           shown(name).text);
        if (!vec_push(&c->labels, name))
            return no_memory(err);
        c->wanted[label] = true;
    }
    c->export.labels = c->labels.n ? c->wanted : NULL;
    return OK;
}

static bool wants(void *wanted, const struct document *document)
{
    struct choosing *c = wanted;
    struct split_place place;
    bool named = !c->keys.n && !c->patterns.n;
    for (size_t i = 0; i < c->keys.n && !named; i++)
        named = c->keys.at[i] == document->key;
    for (size_t i = 0; i < c->patterns.n && !named; i++)
        if (fnmatch(c->patterns.at[i], document->name, 0) == 0) {
            c->matched++;
            named = true;
        }
    return named &&
           (!c->plan || (split_find(c->plan, document->key, &place) && place.part == c->part));
}

/* A document's name or number; else, with one of *?[, a pattern of names. */
static enum fault read_document(struct choosing *c, const struct session *session, const char *name,
                                struct err *err)
{
    struct document found = {0};
    enum fault fault = session_document(session, name, &found, err);
    int64_t key = found.key;
    bool pattern = fault == FAULT_MISSING && strpbrk(name, "*?[");
    if (!fault)
        document_release(&found);
    if (fault && !pattern)
        return fault;
    bool kept = pattern ? vec_push(&c->patterns, name) : vec_push(&c->keys, key);
    return kept ? OK : no_memory(err);
}

static enum fault read_documents(struct choosing *c, const struct session *session,
                                 const struct args *args, struct err *err)
{
    const char *name;
    enum fault fault = OK;
    for (size_t i = 0; !fault && (name = args_nth(args, "document", i)); i++)
        fault = read_document(c, session, name, err);
    if (c->keys.n == 1 && !c->patterns.n) /* found without walking all */
        c->export.document = c->keys.at[0];
    else if (c->keys.n || c->patterns.n)
        c->export.wants = wants;
    c->export.wanted = c;
    return fault;
}

static enum fault read_time(const struct args *args, const char *option, int64_t now, bool end,
                            int64_t *out, struct err *err)
{
    const char *text = args_value(args, option);
    return text ? when_parse(text, now, end, out, err) : OK;
}

static enum fault read_times(struct choosing *c, const struct args *args, int64_t now,
                             struct err *err)
{
    struct export_options *o = &c->export;
    enum fault fault = read_time(args, "at", now, true, &o->at, err);
    if (!fault)
        fault = read_time(args, "since", now, false, &o->since, err);
    if (!fault)
        fault = read_time(args, "until", now, true, &o->until, err);
    if (!fault && o->since && o->until && o->since > o->until)
        fault = err_set(err, FAULT_USAGE, "--since is later than --until");
    return fault;
}

static enum fault read_reading(struct choosing *c, const struct args *args, struct err *err)
{
    struct export_options *o = &c->export;
    const char *reading = args_value(args, "reading");
    o->marked = reading && strcmp(reading, "marked") == 0;
    if (reading && !o->marked && strcmp(reading, "reviewed") != 0)
        return err_set(err, FAULT_USAGE, "--reading %s: it is reviewed or marked",
                       shown(reading).text);
    if (o->marked && o->at)
        return err_set(err, FAULT_USAGE, "export: --at or --reading marked, not both");
    if (o->marked && o->kind != SET_PERSON && o->kind != EXPORT_ALL)
        return err_set(err, FAULT_USAGE, "--reading marked: only people's sets were marked");
    return OK;
}

enum fault choosing_read(struct choosing *c, const struct session *session, const struct args *args,
                         int64_t now, struct err *err)
{
    struct export_options *o = &c->export;
    o->skip_damaged = args_has(args, "skip-damaged");
    enum fault fault = verbs_set(args, "person", &o->kind, err);
    if (!fault)
        fault = verbs_status(args, &o->status, err);
    if (!fault)
        fault = read_owners(c, session, args, err);
    if (!fault)
        fault = read_labels(c, session, args, err);
    if (!fault)
        fault = read_times(c, args, now, err);
    if (!fault)
        fault = read_reading(c, args, err);
    return fault ? fault : read_documents(c, session, args, err);
}

void choosing_part(struct choosing *c, const struct split_plan *plan, size_t part)
{
    c->plan = plan;
    c->part = part;
    c->export.wants = wants;
}

enum fault choosing_end(const struct choosing *c, struct err *err)
{
    if (!c->patterns.n || c->keys.n || c->matched)
        return OK;
    return err_set(err, FAULT_MISSING, "no document is called like %s; `list` names them all",
                   shown(c->patterns.at[0]).text);
}

void choosing_release(struct choosing *c)
{
    vec_free(&c->owners);
    vec_free(&c->keys);
    vec_free(&c->patterns);
    vec_free(&c->labels);
}
