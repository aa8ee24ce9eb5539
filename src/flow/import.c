#include "import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "manicule/base/buf.h"
#include "feed.h"
#include "manicule/flow/lines.h"
#include "manicule/flow/shown.h"

/* A set of the input, found by who and what it is. */
struct import_set {
    struct uuid key;
    size_t line;
};

int64_t import_no_time(void *ctx)
{
    (void)ctx;
    return 0;
}

/* A mail address as a person's name: what stands before its @, in small letters. */
static bool name_of_address(const char *address, char out[PERSON_MAX + 1])
{
    size_t n = strcspn(address, "@");
    if (!address[n] || n > PERSON_MAX)
        return false;
    for (size_t i = 0; i < n; i++)
        out[i] =
            address[i] >= 'A' && address[i] <= 'Z' ? (char)(address[i] + 'a' - 'A') : address[i];
    out[n] = '\0';
    return store_person_valid(out);
}

/* Two addresses that would be one person are never taken for one: the second is refused. */
static enum fault take_address(struct import *x, const char **whose, bool *taken, struct err *err)
{
    char name[PERSON_MAX + 1];
    const char *address = *whose;
    *taken = false;
    if (!name_of_address(address, name))
        return OK;
    for (size_t i = 0; i < x->addresses.n; i++) {
        const struct import_address *known = x->addresses.at[i];
        if (strcmp(known->name, name) != 0)
            continue;
        if (strcmp(known->address, address) != 0)
            return OK;
        *whose = known->name;
        *taken = true;
        return OK;
    }
    size_t n = strlen(address) + 1;
    struct import_address *entry = malloc(sizeof *entry + n);
    if (!entry || !vec_push(&x->addresses, entry)) {
        free(entry);
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    memcpy(entry->name, name, sizeof name);
    memcpy(entry->address, address, n);
    *whose = entry->name;
    *taken = true;
    return OK;
}

/* A name of the record becomes a person's: mapped, and one that a person may have. */
static enum fault map_name(struct import *x, const char *member, const char **name, struct err *err)
{
    const struct import_options *o = x->options;
    bool taken = false;
    for (size_t i = 0; i < o->n_map; i++)
        if (strcmp(o->map[i].from, *name) == 0) {
            *name = o->map[i].to;
            break;
        }
    if (store_person_valid(*name))
        return OK;
    enum fault fault = o->foreign ? take_address(x, name, &taken, err) : OK;
    if (fault || taken)
        return fault;
    struct shown told = shown(*name);
    return err_set(err, FAULT_INPUT,
                   "%s: \"%s\" is no person's name here (a-z, 0-9, dot, _ and -); "
                   "--map-person \"%s=NAME\" gives one",
                   member, told.text, told.text);
}

/* Whose set it becomes, and of a review whose marks it is about. */
static enum fault map_people(struct import *x, struct record *record, struct err *err)
{
    struct stream_set *set = &record->set;
    if (set->kind == SET_GOLD || !set->owner)
        return OK;
    enum fault fault = map_name(x, "annotator", &set->owner, err);
    if (fault || set->kind != SET_REVIEW)
        return fault;
    if (!set->source)
        return err_set(err, FAULT_INPUT, "source: a review says whose marks it is about");
    fault = map_name(x, "source", &set->source, err);
    if (!fault && strcmp(set->owner, set->source) == 0)
        fault = err_set(err, FAULT_INPUT, "source: nobody reviews their own marks");
    return fault;
}

/* A second line for the same set would have to be merged with the first: it is refused. */
static enum fault enter_set(struct import *x, const struct import_doc *doc,
                            const struct stream_set *set, size_t line, struct err *err)
{
    struct buf name = {0};
    buf_printf(&name, "%" PRIu32 "/%d/%s/%s", doc->ordinal, (int)set->kind,
               set->owner ? set->owner : "", set->source ? set->source : "");
    struct digest digest = digest_of(buf_text(&name), name.size);
    struct import_set *entry = arena_take(&x->arena, sizeof *entry);
    bool ok = entry && !name.failed && idtable_reserve(&x->sets, 1);
    buf_release(&name);
    if (!ok)
        return err_set(err, FAULT_MEMORY, "out of memory");
    memcpy(entry->key.b, digest.b, sizeof entry->key.b);
    entry->line = line;
    struct uuid *known = idtable_find(&x->sets, entry->key);
    if (!known) {
        idtable_put(&x->sets, &entry->key);
        return OK;
    }
    return err_set(err, FAULT_INPUT, "the same document and set stand in line %zu already",
                   ((struct import_set *)(void *)known)->line);
}

static void put_document(struct import *x, const struct import_doc *doc,
                         const struct record *record)
{
    const struct stream_document *document = &record->document;
    struct spool *spool = x->spool;
    uint8_t item = ITEM_DOCUMENT;
    spool_put(spool, &item, 1);
    spool_put_u32(spool, doc->ordinal);
    spool_put(spool, doc->id.b, sizeof doc->id.b);
    spool_put_text(spool, document->name);
    spool_put_text(spool, document->meta);
    spool_put_text(spool, document->source_encoding);
    spool_put(spool, document->source_sha256, sizeof document->source_sha256);
    spool_put_u32(spool, article_size(record->article));
    spool_put(spool, article_bytes(record->article), article_size(record->article));
}

/* Pass 2 writes in several transactions: what the store would not take is refused in pass 1. */
enum fault import_check(struct import *x, struct record *record, struct err *err)
{
    enum fault fault = store_check_name(record->document.name, err);
    if (fault)
        return err_prefix(err, "document");
    fault = record->has_set ? map_people(x, record, err) : OK;
    if (fault || !record->has_set || !record->set.source)
        return fault;
    fault = store_check_source(record->set.source, err);
    return fault ? err_prefix(err, "source") : OK;
}

enum fault import_take(struct import *x, struct record *record, size_t line, struct err *err)
{
    const struct import_options *o = x->options;
    enum fault fault;
    x->counts->records++;
    bool mine = record->has_set && record->set.kind == SET_PERSON && record->set.owner &&
                o->annotator && strcmp(record->set.owner, o->annotator) == 0;
    if (o->annotator && !mine) {
        x->counts->left_out++;
        return OK;
    }
    struct import_doc *doc;
    bool first;
    fault = import_docs_place(&x->docs, record, line, &doc, &first, err);
    if (fault)
        return fault;
    article_set_edition(record->article, doc->edition);
    if (doc->removed) {
        x->counts->removed++;
        return OK;
    }
    if (first && doc->key) {
        x->counts->documents_known++;
    } else if (first) {
        x->counts->documents++;
        put_document(x, doc, record);
    }
    if (!record->has_set)
        return spool_check(x->spool, err);
    fault = enter_set(x, doc, &record->set, line, err);
    return fault ? fault : import_merge(x, doc, record, line, err);
}

/* A line that is refused: told and passed over where that is asked for. */
static enum fault leave_out(struct import *x, size_t number, struct err *err)
{
    const struct import_options *o = x->options;
    struct err why;
    if (!o->skip || !err)
        return FAULT_INPUT;
    why = *err;
    feed_place(o->file, NULL, 0, number, 0, &why);
    x->counts->intake.refused++;
    if (o->note)
        o->note(o->ctx, why.text);
    return OK;
}

static enum fault read_line(struct import *x, const char *line, size_t n, size_t number,
                            const struct env *env, struct err *err)
{
    struct record record;
    if (lines_blank(line, n))
        return OK;
    enum fault fault = jsonl_read(line, n, x->labels, env, &record, err);
    if (fault)
        return fault == FAULT_INPUT ? leave_out(x, number, err) : fault;
    fault = import_check(x, &record, err);
    if (fault == FAULT_INPUT)
        fault = leave_out(x, number, err);
    else if (!fault)
        fault = import_take(x, &record, number, err);
    record_release(&record);
    return fault;
}

/* Pass 1. */
static enum fault check_all(struct import *x, struct err *err)
{
    const struct import_options *o = x->options;
    struct env env = *o->env;
    env.now = import_no_time;
    struct stat st;
    uint64_t size = fstat(o->fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    struct lines *lines = lines_new(o->fd, LINES_LONGEST);
    if (!lines)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault;
    for (;;) {
        const char *line;
        size_t n;
        bool more;
        fault = lines_next(lines, &line, &n, &more, err);
        if (!fault && !more)
            break;
        if (!fault)
            fault = read_line(x, line, n, lines_number(lines), &env, err);
        if (fault) {
            feed_place(o->file, NULL, 0, lines_number(lines), 0, err);
            break;
        }
        if (o->progress)
            o->progress(o->ctx, "checking", lines_consumed(lines), size);
    }
    lines_free(lines);
    return fault;
}

static enum fault check_ids(struct import *x, struct err *err)
{
    enum fault fault = import_ids_check(x->ids, err);
    if (fault == FAULT_INPUT && err) { /* its text begins with the line's number */
        char text[sizeof err->text];
        memcpy(text, err->text, sizeof text);
        err_set(err, fault, "%s:%s", shown(x->options->file).text, text);
    }
    return fault;
}

/* Has anybody ever marked anything? If not, no id of a span can be known. And did nothing at all
 * happen since the project was made, no document can be. */
static enum fault look_at_journal(struct import *x, struct err *err)
{
    int64_t after = 0;
    x->untouched = x->docs.empty = true;
    for (bool more = true; more;) {
        struct journal_row row;
        enum fault fault = store_journal(x->store, after, &row, &more, err);
        if (fault)
            return fault;
        if (more && row.set) {
            x->untouched = x->docs.empty = false;
            return OK;
        }
        if (more && after)
            x->docs.empty = false;
        after = more ? row.number : after;
    }
    return OK;
}

static enum fault prepare(struct import *x, struct err *err)
{
    x->here = set_new();
    if (!x->here)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = look_at_journal(x, err);
    if (fault)
        return fault;
    const char *beside = store_path(x->store);
    fault = spool_open(beside, &x->spool, err);
    return fault ? fault : import_ids_new(beside, &x->ids, err);
}

/* What only pass 1 looks for makes room for what pass 2 writes. */
static void forget_names(struct import *x)
{
    idtable_free(&x->sets);
    idtable_free(&x->docs.by_id);
    idtable_free(&x->docs.by_text);
    arena_release(&x->arena);
    import_ids_free(x->ids);
    x->ids = NULL;
}

enum fault import_run(struct store *store, struct labelset *labels,
                      const struct import_options *options, struct import_counts *counts,
                      struct err *err)
{
    *counts = (struct import_counts){0};
    struct import x = {.store = store,
                       .labels = labels,
                       .options = options,
                       .counts = counts,
                       .file = options->file,
                       .docs = {.store = store}};
    enum fault fault = prepare(&x, err);
    if (!fault)
        fault = options->foreign ? import_foreign(&x, err) : check_all(&x, err);
    if (!fault)
        fault = check_ids(&x, err);
    if (!fault && counts->differ)
        fault = err_set(err, FAULT_EXISTS,
                        "%s: nothing was read in: %" PRIu64 " %s from what is here; --replace "
                        "takes the file's",
                        shown(options->file).text, counts->differ,
                        counts->differ == 1 ? "thing differs" : "things differ");
    if (!fault)
        fault = spool_rewind(x.spool, err);
    if (!fault && options->foreign)
        fault = import_grow_labels(&x, err);
    if (options->foreign && (fault || options->preview))
        import_forget_labels(&x);
    forget_names(&x);
    if (!fault && !options->preview)
        fault = import_apply(&x, err);
    spool_close(x.spool);
    import_docs_release(&x.docs);
    for (size_t i = 0; i < x.addresses.n; i++)
        free(x.addresses.at[i]);
    vec_free(&x.addresses);
    set_free(x.here);
    return fault;
}
