/* A set's row as a value, and what the screens ask about sets. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

void setrow_read(const struct store *store, enum query query, struct setrow *out)
{
    const struct sql *sql = &store->sql;
    *out = (struct setrow){
        .key = sql_int(sql, query, 0),
        .document = sql_int(sql, query, 1),
        .kind = (enum set_kind)sql_int(sql, query, 2),
        .status = (enum status)sql_int(sql, query, 5),
        .revision = sql_int(sql, query, 6),
        .spans = sql_int(sql, query, 8),
        .relations = sql_int(sql, query, 9),
        .doubts = sql_int(sql, query, 10),
        .unlinked = sql_int(sql, query, 11),
    };
    int64_t widest = sql_int(sql, query, 7);
    out->widest = widest >= 0 && widest < UINT32_MAX ? (uint32_t)widest : UINT32_MAX;
    snprintf(out->owner, sizeof out->owner, "%s", sql_text(sql, query, 3, NULL));
    snprintf(out->source, sizeof out->source, "%s", sql_text(sql, query, 4, NULL));
    /* A damaged row must not lead outside a table of names. */
    if ((unsigned)out->kind > SET_REVIEW)
        out->kind = SET_REVIEW;
    if ((unsigned)out->status >= STATUSES)
        out->status = STATUS_OPEN;
}

static enum fault take_one(struct store *store, enum query query, const struct value *values,
                           size_t n, struct setrow *out, bool *found, bool *ends, struct err *err)
{
    bool more = false;
    *out = (struct setrow){0};
    enum fault fault = sql_one(&store->sql, query, values, n, found, err);
    if (!fault && *found)
        setrow_read(store, query, out);
    if (!fault && *found && tx_is_reading(store))
        store->read.set = *out;
    if (!fault && *found && ends)
        fault = sql_row(&store->sql, query, &more, err);
    if (ends)
        *ends = !more;
    sql_done(&store->sql, query);
    return fault;
}

static enum fault take_row(struct store *store, enum query query, const struct value *values,
                           size_t n, struct setrow *out, bool *found, struct err *err)
{
    return take_one(store, query, values, n, out, found, NULL, err);
}

enum fault setrow_by_key(struct store *store, int64_t key, struct setrow *out, bool *found,
                         struct err *err)
{
    *found = tx_is_reading(store) && key && store->read.set.key == key;
    if (*found) {
        *out = store->read.set;
        return OK;
    }
    return take_row(store, Q_SET_BY_KEY, VALUES(V_INT(key)), out, found, err);
}

enum fault setrow_find(struct store *store, int64_t document, enum set_kind kind, const char *owner,
                       const char *source, struct setrow *out, bool *found, struct err *err)
{
    if (kind == SET_SUGGESTION && !source)
        return take_row(store, Q_SET_SUGGESTED, VALUES(V_INT(document), V_STRING(owner)), out,
                        found, err);
    return take_row(
        store, Q_SET_EXACT,
        VALUES(V_INT(document), V_INT(kind), V_STRING(owner), V_STRING(source ? source : "")), out,
        found, err);
}

/* By kind, owner and source, as the index has them. */
static bool is_behind(const struct setrow *last, const struct setrow *set)
{
    if (set->kind != last->kind)
        return set->kind > last->kind;
    int order = strcmp(set->owner, last->owner);
    return order ? order > 0 : strcmp(set->source, last->source) > 0;
}

enum fault setrow_next(struct store *store, int64_t document, const struct setrow *last,
                       struct setrow *out, bool *found, bool *ends, struct err *err)
{
    int64_t kind = last ? (int64_t)last->kind : -1;
    struct setrow next;
    enum fault fault =
        take_one(store, Q_SET_NEXT,
                 VALUES(V_INT(document), V_INT(kind), V_STRING(last ? last->owner : ""),
                        V_STRING(last ? last->source : ""), V_INT(ends ? 2 : 1)),
                 &next, found, ends, err);
    /* In a damaged file the next may be the last again: nobody must walk in a circle. */
    if (!fault && *found && last && !is_behind(last, &next))
        fault =
            err_set(err, FAULT_DAMAGED, "%s: the sets of a document are out of order", store->path);
    *out = next;
    return fault;
}

enum fault setrow_add(struct store *store, struct setrow *set, struct err *err)
{
    enum fault fault = sql_run(
        &store->sql, Q_SET_ADD,
        VALUES(V_INT(set->document), V_INT(set->kind), V_STRING(set->owner), V_STRING(set->source)),
        err);
    if (!fault)
        set->key = sqlite3_last_insert_rowid(store->sql.db);
    return fault ? fault : setrow_progress(store, set, set->status, 1, err);
}

enum fault setrow_keep(struct store *store, const struct setrow *set, struct err *err)
{
    return sql_run(&store->sql, Q_SET_KEEP,
                   VALUES(V_INT(set->key), V_INT(set->status), V_INT(set->revision),
                          V_INT(set->widest), V_INT(set->spans), V_INT(set->relations),
                          V_INT(set->doubts), V_INT(set->unlinked)),
                   err);
}

enum fault setrow_progress(struct store *store, const struct setrow *set, enum status status,
                           int by, struct err *err)
{
    if (set->kind != SET_PERSON)
        return OK;
    return sql_run(&store->sql, Q_PROGRESS_ADD,
                   VALUES(V_STRING(set->owner), V_INT(status), V_INT(by > 0 ? by : 0), V_INT(by)),
                   err);
}

/* Without the counts of labels. */
static struct set_info info_of(const struct setrow *set)
{
    struct set_info info = {
        .key = set->key,
        .document = set->document,
        .kind = set->kind,
        .status = set->status,
        .revision = set->revision,
        .spans = (uint32_t)set->spans,
        .relations = (uint32_t)set->relations,
        .doubts = (uint32_t)set->doubts,
        .unlinked = (uint32_t)set->unlinked,
    };
    memcpy(info.owner, set->owner, sizeof info.owner);
    memcpy(info.source, set->source, sizeof set->source);
    return info;
}

enum fault setrow_info(struct store *store, const struct setrow *set, struct set_info *out,
                       struct err *err)
{
    *out = info_of(set);
    if (!set->key || !store->labels)
        return OK;
    enum fault fault = sql_bind(&store->sql, Q_TALLY_OF, VALUES(V_INT(set->key)), err);
    for (bool row; !fault && !(fault = sql_row(&store->sql, Q_TALLY_OF, &row, err)) && row;) {
        size_t n;
        const char *name = sql_text(&store->sql, Q_TALLY_OF, 1, &n);
        uint16_t label = sql_int(&store->sql, Q_TALLY_OF, 0) == 0
                             ? labelset_find(store->labels, name, n)
                             : LABEL_NONE;
        if (label < LABELS_MAX)
            out->labels[label] = (uint32_t)sql_int(&store->sql, Q_TALLY_OF, 2);
    }
    sql_done(&store->sql, Q_TALLY_OF);
    return fault;
}

void setrow_name(const char *document, const struct setrow *set, char *out, size_t n)
{
    if (set->kind == SET_GOLD)
        snprintf(out, n, "%s: gold", document);
    else if (set->kind == SET_PERSON)
        snprintf(out, n, "%s: %s's set", document, set->owner);
    else
        snprintf(out, n, "%s: %s of %s%s%s", document, set_kind_name(set->kind), set->owner,
                 set->owner[0] && set->source[0] ? ", " : "", set->source);
}

static enum fault look(struct store *store, int64_t document, enum set_kind kind, const char *owner,
                       const char *source, struct set_info *out, struct err *err)
{
    struct setrow set;
    bool found;
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    fault = setrow_find(store, document, kind, owner ? owner : "", source, &set, &found, err);
    if (!fault && found)
        fault = rights_see(store, &set, &found, err);
    if (!fault && !found) {
        set = (struct setrow){.document = document, .kind = kind};
        snprintf(set.owner, sizeof set.owner, "%s", owner ? owner : "");
        snprintf(set.source, sizeof set.source, "%s", source ? source : "");
    }
    if (!fault)
        fault = setrow_info(store, &set, out, err);
    return tx_end(store, fault, err);
}

enum fault store_set(struct store *store, int64_t document, enum set_kind kind, const char *owner,
                     struct set_info *out, struct err *err)
{
    return look(store, document, kind, owner, NULL, out, err);
}

enum fault store_set_of(struct store *store, int64_t document, enum set_kind kind,
                        const char *owner, const char *source, struct set_info *out,
                        struct err *err)
{
    return look(store, document, kind, owner, source ? source : "", out, err);
}

/* ---- walking all sets ---- */
static bool wanted(const struct set_filter *filter, const struct setrow *set)
{
    return (filter->kind < 0 || (int)set->kind == filter->kind) &&
           (filter->status < 0 || (int)set->status == filter->status) &&
           (!filter->owner || strcmp(filter->owner, set->owner) == 0);
}

static enum fault next_in_document(struct store *store, int64_t document, struct set_cursor *cursor,
                                   const struct set_filter *filter, struct setrow *set, bool *any,
                                   bool *found, bool *ends, struct err *err)
{
    struct setrow last = {.kind = cursor->kind};
    bool has_last = cursor->some;
    enum fault fault = OK;
    memcpy(last.owner, cursor->owner, sizeof cursor->owner);
    memcpy(last.source, cursor->source, sizeof cursor->source);
    *found = false;
    for (bool row = true; !fault && row;) {
        fault = setrow_next(store, document, has_last ? &last : NULL, set, &row, ends, err);
        if (fault || !row)
            break;
        bool may = false;
        fault = rights_see(store, set, &may, err);
        *any = *any || may; /* what may not be seen is not there: not even by being left out */
        *found = !fault && may && wanted(filter, set);
        if (fault || *found)
            break;
        last = *set;
        has_last = true;
    }
    return fault;
}

static enum fault next_document(struct store *store, uint32_t from, int64_t *key, uint32_t *number,
                                bool *found, struct err *err)
{
    enum fault fault =
        sql_one(&store->sql, Q_DOCUMENT_FROM_NUMBER, VALUES(V_INT(from)), found, err);
    if (!fault && *found) {
        *key = sql_int(&store->sql, Q_DOCUMENT_FROM_NUMBER, 0);
        *number = (uint32_t)sql_int(&store->sql, Q_DOCUMENT_FROM_NUMBER, 1);
        if (*number < from)
            fault = err_set(err, FAULT_DAMAGED, "%s: the queue is out of order", store->path);
    }
    sql_done(&store->sql, Q_DOCUMENT_FROM_NUMBER);
    return fault;
}

static enum fault number_of(struct store *store, int64_t document, uint32_t *number,
                            struct err *err)
{
    bool row;
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(document)), &row, err);
    *number = !fault && row ? (uint32_t)sql_int(&store->sql, Q_DOCUMENT_BRIEF, 0) : 0;
    sql_done(&store->sql, Q_DOCUMENT_BRIEF);
    return fault;
}

/* Behind a set, or in the next document when it was the last. */
static struct set_cursor behind(uint32_t number, const struct setrow *set, bool ends)
{
    struct set_cursor out = {.at = number, .number = number + ends};
    if (!ends) {
        out.some = true;
        out.kind = set->kind;
        memcpy(out.owner, set->owner, sizeof out.owner);
        memcpy(out.source, set->source, sizeof out.source);
    }
    return out;
}

static enum fault walk(struct store *store, struct set_cursor *cursor,
                       const struct set_filter *filter, struct set_info *out, bool *more,
                       struct err *err)
{
    uint32_t only = 0;
    enum fault fault = OK;
    if (filter->document) {
        fault = number_of(store, filter->document, &only, err);
        if (fault || only == 0)
            return fault;
        if (cursor->number == 0)
            cursor->number = only;
    }
    while (!fault) {
        int64_t document = 0;
        uint32_t number = 0;
        bool found = false, any = false, may = true, ends = false;
        struct setrow set;
        fault = next_document(store, cursor->number ? cursor->number : 1, &document, &number,
                              &found, err);
        if (fault || !found || (only && number != only))
            return fault;
        if (number != cursor->number)
            *cursor = (struct set_cursor){.number = number};
        any = cursor->some;
        found = false;
        fault = rights_document(store, document, &may, err);
        if (!fault && may)
            fault =
                next_in_document(store, document, cursor, filter, &set, &any, &found, &ends, err);
        if (!fault && found) {
            *cursor = behind(number, &set, ends);
            *out = info_of(&set);
            *more = true;
            return OK;
        }
        *cursor = (struct set_cursor){.at = number, .number = number + 1};
        if (!fault && may && !any && filter->empty) {
            *out = (struct set_info){.document = document};
            *more = true;
            return OK;
        }
    }
    return fault;
}

enum fault store_next_set(struct store *store, struct set_cursor *cursor,
                          const struct set_filter *filter, struct set_info *out, bool *more,
                          struct err *err)
{
    *more = false;
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    return tx_end(store, walk(store, cursor, filter, out, more, err), err);
}

static enum fault count_documents(struct store *store, const char *person, enum task task,
                                  bool given, struct tally *out, struct err *err)
{
    out->given = given;
    if (given)
        return assign_last_place(store, person, task, &out->documents, err);
    bool row;
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_LAST_NUMBER, NULL, 0, &row, err);
    if (!fault && row)
        out->documents = (uint32_t)sql_int(&store->sql, Q_DOCUMENT_LAST_NUMBER, 0);
    sql_done(&store->sql, Q_DOCUMENT_LAST_NUMBER);
    return fault;
}

/* By the statuses of a person's sets, which are kept; of what one was given to look at, by the
 * statuses of those sets. */
static enum fault tally(struct store *store, const char *person, enum task task, bool given,
                        struct tally *out, struct err *err)
{
    bool counted = given && task != TASK_MARK, gold = !given && task == TASK_ADJUDICATE;
    enum query query = counted ? Q_QUEUE_TALLY : gold ? Q_GOLD_TALLY : Q_PROGRESS_OF;
    uint32_t begun = 0;
    enum fault fault = count_documents(store, person, task, given, out, err);
    if (!fault)
        fault = counted ? sql_bind(&store->sql, query, VALUES(V_STRING(person), V_INT(task)), err)
                : gold  ? sql_bind(&store->sql, query, NULL, 0, err)
                        : sql_bind(&store->sql, query, VALUES(V_STRING(person)), err);
    for (bool row; !fault && !(fault = sql_row(&store->sql, query, &row, err)) && row;) {
        int64_t status = sql_int(&store->sql, query, 0);
        if (status <= STATUS_NEW || status >= STATUSES)
            continue;
        out->status[status] = (uint32_t)sql_int(&store->sql, query, 1);
        begun += out->status[status];
    }
    sql_done(&store->sql, query);
    out->status[STATUS_NEW] = out->documents > begun ? out->documents - begun : 0;
    return fault;
}

enum fault store_tally(struct store *store, struct tally *out, struct err *err)
{
    const struct desk *desk = &store->desk;
    const char *whose = desk->task == TASK_MARK || store->desk_given ? store->person : desk->whose;
    *out = (struct tally){0};
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    return tx_end(store, tally(store, whose, desk->task, store->desk_given, out, err), err);
}

/* When the person's last step that stands was made. */
static enum fault last_edit(struct store *store, const char *person, int64_t *at, struct err *err)
{
    struct sql *sql = &store->sql;
    struct journal_read entry;
    bool row;
    *at = 0;
    enum fault fault = sql_one(sql, Q_STEP_LAST_DONE, VALUES(V_STRING(person)), &row, err);
    int64_t set = !fault && row ? sql_int(sql, Q_STEP_LAST_DONE, 2) : 0;
    int64_t revision = !fault && row ? sql_int(sql, Q_STEP_LAST_DONE, 4) : 0;
    sql_done(sql, Q_STEP_LAST_DONE);
    if (fault || !revision)
        return fault;
    fault = journal_read(store, set, revision, &entry, &row, err);
    if (!fault && row)
        *at = entry.entry.at;
    sql_done(sql, Q_JOURNAL_ROW);
    return fault;
}

enum fault store_tally_of(struct store *store, const char *person, struct tally *out, int64_t *last,
                          struct err *err)
{
    *out = (struct tally){0};
    enum fault fault = rights_lead(store, "see everyone's progress", err);
    if (!fault)
        fault = tx_read(store, err);
    if (fault)
        return fault;
    struct person who;
    uint32_t given = 0;
    bool found;
    fault = assign_last_place(store, person, TASK_MARK, &given, err);
    if (!fault)
        fault = store_find_person(store, person, &who, &found, err);
    if (!fault)
        fault = tally(store, person, TASK_MARK, given > 0 || who.role == ROLE_REVIEWER, out, err);
    if (!fault)
        fault = last_edit(store, person, last, err);
    return tx_end(store, fault, err);
}

enum fault store_tally_task(struct store *store, const char *person, enum task task,
                            struct tally *out, struct err *err)
{
    *out = (struct tally){0};
    enum fault fault = rights_lead(store, "see everyone's progress", err);
    if (!fault)
        fault = tx_read(store, err);
    if (fault)
        return fault;
    return tx_end(store, tally(store, person, task, *person != '\0', out, err), err);
}

enum fault store_next_older_gold(struct store *store, int64_t after, int64_t *document,
                                 struct err *err)
{
    bool row;
    *document = 0;
    enum fault fault = rights_lead(store, "see everyone's progress", err);
    if (!fault)
        fault = sql_one(&store->sql, Q_GOLD_OLDER, VALUES(V_INT(after)), &row, err);
    if (!fault && row)
        *document = sql_int(&store->sql, Q_GOLD_OLDER, 0);
    sql_done(&store->sql, Q_GOLD_OLDER);
    return fault;
}

enum fault store_documents(struct store *store, uint32_t *n, struct err *err)
{
    bool row;
    *n = 0;
    enum fault fault = rights_lead(store, "see everyone's progress", err);
    if (!fault)
        fault = sql_one(&store->sql, Q_DOCUMENT_LAST_NUMBER, NULL, 0, &row, err);
    if (!fault && row)
        *n = (uint32_t)sql_int(&store->sql, Q_DOCUMENT_LAST_NUMBER, 0);
    sql_done(&store->sql, Q_DOCUMENT_LAST_NUMBER);
    return fault;
}

enum fault store_doubts(struct store *store,
                        void (*each)(void *ctx, const char *person, uint32_t n), void *ctx,
                        struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = rights_lead(store, "see everyone's progress", err);
    if (!fault)
        fault = sql_bind(sql, Q_DOUBTS_OPEN, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_DOUBTS_OPEN, &row, err)) && row;)
        each(ctx, sql_text(sql, Q_DOUBTS_OPEN, 0, NULL), (uint32_t)sql_int(sql, Q_DOUBTS_OPEN, 1));
    sql_done(sql, Q_DOUBTS_OPEN);
    return fault;
}

enum fault store_next_disputed(struct store *store, int64_t after, struct set_info *out,
                               struct err *err)
{
    struct sql *sql = &store->sql;
    bool row = false;
    *out = (struct set_info){.kind = SET_PERSON, .status = STATUS_DONE};
    enum fault fault = rights_lead(store, "see everyone's progress", err);
    if (!fault)
        fault = sql_one(sql, Q_DISPUTED_NEXT, VALUES(V_INT(after)), &row, err);
    if (!fault && row) {
        out->key = sql_int(sql, Q_DISPUTED_NEXT, 0);
        out->document = sql_int(sql, Q_DISPUTED_NEXT, 1);
        sql_text_cut(sql, Q_DISPUTED_NEXT, 2, out->owner, sizeof out->owner);
    }
    sql_done(sql, Q_DISPUTED_NEXT);
    return fault;
}

static bool has_line(const struct buf *lines, const char *line)
{
    size_t n = strlen(line);
    for (const char *at = buf_text(lines); *at; at += strcspn(at, "\n"), at += *at == '\n')
        if (strcspn(at, "\n") == n && memcmp(at, line, n) == 0)
            return true;
    return false;
}

/* Adds the names that a query gives about the acting person, each once. */
static enum fault add_names(struct store *store, enum query query, struct buf *names,
                            struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = sql_bind(sql, query, VALUES(V_STRING(store->person)), err);
    for (bool row; !fault && !(fault = sql_row(sql, query, &row, err)) && row;) {
        const char *name = sql_text(sql, query, 0, NULL);
        if (!has_line(names, name))
            buf_printf(names, "%s\n", name);
    }
    sql_done(sql, query);
    return fault;
}

/* Those whose marks the acting person may see, where that is not everyone: as rights_see() has it. */
static enum fault owners_seen(struct store *store, struct buf *names, struct err *err)
{
    bool row;
    enum fault fault =
        sql_one(&store->sql, Q_PROGRESS_OF, VALUES(V_STRING(store->person)), &row, err);
    sql_done(&store->sql, Q_PROGRESS_OF);
    if (!fault && row)
        buf_printf(names, "%s\n", store->person);
    if (!fault && store->role >= ROLE_REVIEWER)
        fault = add_names(store, Q_ASSIGNMENT_WHOSE, names, err);
    if (!fault && store->role >= ROLE_REVIEWER)
        fault = add_names(store, Q_ASSIGNMENT_READERS, names, err);
    return fault;
}

static enum fault owners_all(struct store *store, struct buf *names, struct err *err)
{
    enum fault fault = sql_bind(&store->sql, Q_OWNERS, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(&store->sql, Q_OWNERS, &row, err)) && row;)
        buf_printf(names, "%s\n", sql_text(&store->sql, Q_OWNERS, 0, NULL));
    sql_done(&store->sql, Q_OWNERS);
    return fault;
}

enum fault store_owners(struct store *store, struct buf *names, struct err *err)
{
    enum fault fault =
        rights_bind(store) ? owners_seen(store, names, err) : owners_all(store, names, err);
    return fault ? fault : names->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}
