/* The journal as people ask for it: who did what, when, to which set. */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "manicule/marks/codec.h"

enum { SLICE = 512 }; /* rows looked at in one transaction */

/* ---- what the project's own rows are about ---- */
/* The next field of a line, cut into room; an empty one at the end. */
static const char *field(const char *at, char *out, size_t room)
{
    size_t n = strcspn(at, "\t\n"), kept = n < room ? n : room - 1;
    while (kept < n && kept > 0 && ((unsigned char)at[kept] & 0xc0) == 0x80)
        kept--;
    memcpy(out, at, kept);
    out[kept] = '\0';
    return at + n + (at[n] == '\t');
}

static void about_person(const char *body, struct past *out)
{
    char name[PERSON_MAX + 1], was[16], is[16];
    body = field(body, name, sizeof name);
    body = field(body, was, sizeof was);
    field(body, is, sizeof is);
    if (strcmp(was, "-") == 0)
        snprintf(out->about, sizeof out->about, "%s: %s", name, is);
    else
        snprintf(out->about, sizeof out->about, "%s: %s, was %s", name, is, was);
}

static enum fault about_id(struct store *store, struct uuid document, struct past *out,
                           struct err *err)
{
    bool row = false;
    enum fault fault = sql_one(&store->sql, Q_DOCUMENT_BY_ID, VALUES(V_UUID(document)), &row, err);
    if (!fault && row) {
        out->document = sql_int(&store->sql, Q_DOCUMENT_BY_ID, 0);
        sql_text_cut(&store->sql, Q_DOCUMENT_BY_ID, 7, out->name, sizeof out->name);
    }
    sql_done(&store->sql, Q_DOCUMENT_BY_ID);
    return fault;
}

/* "add ID text=... bytes=... name=NAME": the name stands to the end of its field. Whoever wants more
 * of a long one than fits asks for the document. */
static enum fault about_document(struct store *store, const char *body, struct past *out,
                                 struct err *err)
{
    char id[UUID_TEXT];
    const char *name = strstr(body, "\tname=");
    struct uuid document;
    enum fault fault = OK;
    field(body, id, sizeof id);
    name = name ? name + strlen("\tname=") : "";
    if (strcspn(name, "\t\n") >= sizeof out->name && uuid_parse(id, strlen(id), &document))
        fault = about_id(store, document, out, err);
    field(name, out->name, sizeof out->name);
    return fault;
}

static enum fault about_assignment(struct store *store, const char *body, struct past *out,
                                   struct err *err)
{
    char task[16], person[PERSON_MAX + 1], id[UUID_TEXT], whose[PERSON_MAX + 1];
    struct uuid document;
    body = field(body, task, sizeof task);
    body = field(body, person, sizeof person);
    body = field(body, id, sizeof id);
    field(body, whose, sizeof whose);
    snprintf(out->about, sizeof out->about, whose[0] ? "%s: %s %s" : "%s: %s", person, task, whose);
    return uuid_parse(id, strlen(id), &document) ? about_id(store, document, out, err) : OK;
}

/* "revise ID number=2 edition=1 text=... bytes=N ...", and with undoes=1 behind it. */
static enum fault about_revision(struct store *store, const char *body, struct past *out,
                                 struct err *err)
{
    char id[UUID_TEXT];
    const char *text = strstr(body, "\ttext=");
    struct uuid document;
    field(body, id, sizeof id);
    if (text)
        snprintf(out->about, sizeof out->about, "the text is %.12s", text + strlen("\ttext="));
    return uuid_parse(id, strlen(id), &document) ? about_id(store, document, out, err) : OK;
}

static enum fault about(struct store *store, const char *body, struct past *out, struct err *err)
{
    char verb[16], version[24];
    const char *rest = field(body, verb, sizeof verb);
    if (strcmp(verb, "add") == 0 || strcmp(verb, "remove") == 0) {
        return about_document(store, rest, out, err);
    } else if (strcmp(verb, "person") == 0) {
        about_person(rest, out);
    } else if (strcmp(verb, "labels") == 0) {
        field(rest, version, sizeof version);
        snprintf(out->about, sizeof out->about, "version %s", version);
    } else if (strcmp(verb, "assign") == 0 || strcmp(verb, "unassign") == 0) {
        return about_assignment(store, rest, out, err);
    } else if (strcmp(verb, "revise") == 0) {
        return about_revision(store, rest, out, err);
    }
    return OK;
}

/* ---- rows ---- */
static void take_row(struct store *store, enum query query, struct past *out)
{
    const struct sql *sql = &store->sql;
    *out = (struct past){
        .number = sql_int(sql, query, 0),
        .set = sql_int(sql, query, 1),
        .revision = sql_int(sql, query, 2),
        .step = sql_uuid(sql, query, 3),
        .kind = (enum step_kind)sql_int(sql, query, 4),
        .undoes = sql_uuid(sql, query, 5),
        .at = sql_int(sql, query, 7),
        .edition = (uint32_t)sql_int(sql, query, 15),
        .document = sql_int(sql, query, 9),
        .of = (enum set_kind)sql_int(sql, query, 10),
    };
    if ((unsigned)out->of > SET_REVIEW) /* a damaged row must not lead outside a table of names */
        out->of = SET_REVIEW;
    if ((unsigned)out->kind > STEP_REVISE)
        out->kind = STEP_EDIT;
    sql_text_cut(sql, query, 6, out->actor, sizeof out->actor);
    sql_text_cut(sql, query, 8, out->what, sizeof out->what);
    sql_text_cut(sql, query, 11, out->owner, sizeof out->owner);
    sql_text_cut(sql, query, 12, out->source, sizeof out->source);
    sql_text_cut(sql, query, 13, out->name, sizeof out->name);
}

static bool wanted(const struct past_filter *filter, const struct past *row)
{
    return (!filter->actor || strcmp(filter->actor, row->actor) == 0) &&
           (filter->kind < 0 || (row->set && (int)row->of == filter->kind)) &&
           (!filter->since || row->at >= filter->since) &&
           (!filter->until || row->at <= filter->until);
}

/* Suggestions are shown to an annotator, but not who has made them when. */
static enum fault may_see(struct store *store, const struct past *row, bool *may, struct err *err)
{
    *may = !rights_bind(store) || (!store->gone && strcmp(row->actor, store->person) == 0);
    if (*may || !row->set || (store->role < ROLE_REVIEWER && row->of == SET_SUGGESTION))
        return OK;
    struct setrow set = {.key = row->set, .document = row->document, .kind = row->of};
    memcpy(set.owner, row->owner, sizeof set.owner);
    memcpy(set.source, row->source, sizeof set.source);
    return rights_see(store, &set, may, err);
}

static bool is_behind(const struct past_cursor *cursor, const struct past_filter *filter,
                      int64_t number)
{
    return !cursor->number ||
           (filter->oldest_first ? number > cursor->number : number < cursor->number);
}

/* Looks at one slice of the journal and moves the cursor behind it, or behind the n-th row taken.
 */
static enum fault slice(struct store *store, struct past_cursor *cursor,
                        const struct past_filter *filter, size_t n, struct past *rows, size_t *got,
                        struct err *err)
{
    static const enum query queries[2][2] = {{Q_PAST_BEFORE, Q_PAST_AFTER},
                                             {Q_PAST_OF_BEFORE, Q_PAST_OF_AFTER}};
    enum query query = queries[filter->document != 0][filter->oldest_first];
    struct sql *sql = &store->sql;
    int64_t from = cursor->number || filter->oldest_first ? cursor->number : INT64_MAX;
    const struct value values[] = {V_INT(from), V_INT(SLICE), V_INT(filter->document)};
    enum fault fault = sql_bind(sql, query, values, filter->document ? 3 : 2, err);
    unsigned seen = 0;
    for (bool row; *got < n && !fault && !(fault = sql_row(sql, query, &row, err));) {
        struct past *out = &rows[*got];
        bool may = false;
        if (!row) {
            cursor->ended = seen < SLICE;
            break;
        }
        seen++;
        take_row(store, query, out);
        /* In a damaged file the next may be the last again: nobody must walk in a circle. */
        if (!is_behind(cursor, filter, out->number))
            fault = err_set(err, FAULT_DAMAGED, "%s: the journal is out of order", store->path);
        cursor->number = out->number;
        if (fault || !wanted(filter, out))
            continue;
        fault = may_see(store, out, &may, err);
        if (!fault && may && !out->set)
            fault = about(store, sql_text(sql, query, 14, NULL), out, err);
        *got += !fault && may;
    }
    sql_done(sql, query);
    return fault;
}

enum fault store_past(struct store *store, struct past_cursor *cursor,
                      const struct past_filter *filter, size_t n, struct past *rows, size_t *got,
                      struct err *err)
{
    enum fault fault = OK;
    *got = 0;
    while (!fault && *got < n && !cursor->ended) {
        fault = tx_read(store, err);
        if (!fault)
            fault = tx_end(store, slice(store, cursor, filter, n, rows, got, err), err);
    }
    return fault;
}

static enum fault deeds(struct store *store, int64_t number, enum query query, size_t n,
                        struct deed *rows, size_t *got, struct err *err)
{
    struct sql *sql = &store->sql;
    enum fault fault = sql_bind(sql, query, VALUES(V_INT(number), V_INT(n)), err);
    for (bool row; *got < n && !fault && !(fault = sql_row(sql, query, &row, err)) && row;) {
        struct deed *out = &rows[(*got)++];
        *out = (struct deed){.number = sql_int(sql, query, 0),
                             .at = sql_int(sql, query, 2),
                             .finish = sql_int(sql, query, 3) != 0};
        sql_text_cut(sql, query, 1, out->actor, sizeof out->actor);
        if (query == Q_DEEDS_BEFORE ? out->number >= number : out->number <= number)
            fault = err_set(err, FAULT_DAMAGED, "%s: the journal is out of order", store->path);
        number = out->number;
    }
    sql_done(sql, query);
    return fault;
}

enum fault store_deeds(struct store *store, int64_t number, bool before, size_t n,
                       struct deed *rows, size_t *got, struct err *err)
{
    *got = 0;
    enum fault fault = rights_lead(store, "see everyone's progress", err);
    if (!fault)
        fault = tx_read(store, err);
    if (fault)
        return fault;
    return tx_end(store,
                  deeds(store, number, before ? Q_DEEDS_BEFORE : Q_DEEDS_AFTER, n, rows, got, err),
                  err);
}

/* ---- one set's rows ---- */
static enum fault see_set(struct store *store, int64_t set, struct err *err)
{
    struct setrow row;
    bool may = false;
    if (!rights_bind(store))
        return OK;
    enum fault fault = setrow_by_key(store, set, &row, &may, err);
    if (!fault && may)
        fault = rights_see(store, &row, &may, err);
    return fault || may ? fault
                        : err_set(err, FAULT_DENIED, "%s may not see these marks", store->person);
}

/* What the row at hand says but for its edits. */
static void describe(struct store *store, const struct journal_entry *entry, struct past *out)
{
    *out = (struct past){.set = entry->set,
                         .revision = entry->revision,
                         .step = entry->step,
                         .undoes = entry->undoes,
                         .kind = entry->kind,
                         .at = entry->at,
                         .edition = entry->edition};
    sql_text_cut(&store->sql, Q_JOURNAL_ROW, 3, out->actor, sizeof out->actor);
    sql_text_cut(&store->sql, Q_JOURNAL_ROW, 5, out->what, sizeof out->what);
}

enum fault store_past_edits(struct store *store, int64_t set, int64_t revision,
                            struct editions *editions, struct past *out, struct edits *edits,
                            bool *found, struct err *err)
{
    struct journal_read read;
    struct journal_entry entry = {0};
    struct buf body = {0};
    *found = false;
    *edits = (struct edits){0};
    if (!store->labels)
        return err_set(err, FAULT_USAGE, "%s: the label set was not read yet", store->path);
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    fault = see_set(store, set, err);
    if (!fault)
        fault = journal_read(store, set, revision, &read, found, err);
    if (!fault && *found) {
        describe(store, &read.entry, out);
        buf_add(&body, read.entry.body, read.entry.n_body);
        entry = read.entry;
    }
    sql_done(&store->sql, Q_JOURNAL_ROW);
    fault = tx_end(store, fault, err);
    /* An import's row may hold a million edits: nobody waits while they are read. */
    if (!fault && body.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    entry.body = buf_text(&body);
    entry.n_body = body.size;
    if (!fault && *found)
        fault = revise_read_edits(store, editions, &entry, edits, err);
    buf_release(&body);
    return fault;
}

enum fault store_past_revision(struct store *store, int64_t set, int64_t at, int64_t *revision,
                               struct err *err)
{
    struct sql *sql = &store->sql;
    bool row;
    *revision = 0;
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    fault = see_set(store, set, err);
    if (!fault)
        fault = sql_one(sql, Q_PAST_REVISION, VALUES(V_INT(set), V_INT(at)), &row, err);
    if (!fault && row)
        *revision = sql_int(sql, Q_PAST_REVISION, 0);
    sql_done(sql, Q_PAST_REVISION);
    return tx_end(store, fault, err);
}

/* ---- steps ---- */
/* Are the step's rows in another text than the one in use? */
static enum fault is_revised(struct store *store, const struct setrow *set, struct past_step *step,
                             struct err *err)
{
    bool row = false;
    uint32_t first, last;
    enum fault fault =
        sql_one(&store->sql, Q_DOCUMENT_BRIEF, VALUES(V_INT(set->document)), &row, err);
    uint32_t now = !fault && row ? (uint32_t)sql_int(&store->sql, Q_DOCUMENT_BRIEF, 3) : 0;
    sql_done(&store->sql, Q_DOCUMENT_BRIEF);
    if (!fault)
        fault = journal_edition_at(store, step->set, step->first, &first, err);
    if (!fault)
        fault = journal_edition_at(store, step->set, step->last, &last, err);
    step->revised = !fault && (first != now || last != now);
    return fault;
}

static enum fault next_step(struct store *store, struct uuid from, int64_t set, struct uuid most,
                            struct past_step *out, bool *found, struct err *err)
{
    struct sql *sql = &store->sql;
    struct setrow row = {0};
    enum fault fault =
        sql_one(sql, Q_STEP_BETWEEN, VALUES(V_UUID(from), V_INT(set), V_UUID(most)), found, err);
    *out = (struct past_step){0};
    if (!fault && *found) {
        *out = (struct past_step){
            .id = sql_uuid(sql, Q_STEP_BETWEEN, 0),
            .set = sql_int(sql, Q_STEP_BETWEEN, 1),
            .kind = sql_int(sql, Q_STEP_BETWEEN, 3) == STEP_IMPORT ? STEP_IMPORT : STEP_EDIT,
            .undone = sql_int(sql, Q_STEP_BETWEEN, 4) != STATE_DONE,
            .first = sql_int(sql, Q_STEP_BETWEEN, 5),
            .last = sql_int(sql, Q_STEP_BETWEEN, 6),
        };
        sql_text_cut(sql, Q_STEP_BETWEEN, 2, out->actor, sizeof out->actor);
        int order = uuid_order(out->id, from);
        if (order < 0 || (order == 0 && out->set <= set))
            fault = err_set(err, FAULT_DAMAGED, "%s: the steps are out of order", store->path);
    }
    sql_done(sql, Q_STEP_BETWEEN);
    if (!fault && *found)
        fault = setrow_by_key(store, out->set, &row, found, err);
    if (fault || !*found)
        return fault;
    fault = is_revised(store, &row, out, err);
    if (fault)
        return fault;
    out->document = row.document;
    out->of = row.kind;
    memcpy(out->owner, row.owner, sizeof out->owner);
    memcpy(out->source, row.source, sizeof row.source);
    struct journal_read last;
    bool there;
    fault = journal_read(store, out->set, out->last, &last, &there, err);
    if (!fault && there) {
        out->at = last.entry.at;
        sql_text_cut(sql, Q_JOURNAL_ROW, 5, out->what, sizeof out->what);
    }
    sql_done(sql, Q_JOURNAL_ROW);
    return fault;
}

enum fault store_next_step(struct store *store, struct uuid least, struct uuid most,
                           const struct past_step *after, struct past_step *out, bool *found,
                           struct err *err)
{
    struct uuid from = after->set ? after->id : least;
    int64_t set = after->set;
    *found = false;
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    for (bool may = false; !fault && !may;) {
        fault = next_step(store, from, set, most, out, found, err);
        if (fault || !*found)
            break;
        struct past asked = {.set = out->set, .document = out->document, .of = out->of};
        memcpy(asked.owner, out->owner, sizeof asked.owner);
        memcpy(asked.source, out->source, sizeof asked.source);
        memcpy(asked.actor, out->actor, sizeof asked.actor);
        fault = may_see(store, &asked, &may, err);
        from = out->id;
        set = out->set;
    }
    return tx_end(store, fault, err);
}

/* ---- what came later ---- */
static enum fault gather_touched(struct store *store, int64_t set, struct uuid step, int64_t first,
                                 int64_t last, struct touched *out, struct err *err)
{
    enum fault fault = OK;
    for (int64_t revision = first; !fault && revision <= last; revision++) {
        struct journal_read read;
        bool row;
        fault = journal_read(store, set, revision, &read, &row, err);
        if (!fault && row && uuid_equal(read.entry.step, step) &&
            !touched_add(out, read.entry.body, read.entry.n_body))
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        sql_done(&store->sql, Q_JOURNAL_ROW);
    }
    touched_sort(out);
    return fault;
}

enum fault past_touched_later(struct store *store, int64_t set, struct uuid step, int64_t first,
                              int64_t last, const char *not_by, struct past *later, bool *found,
                              struct err *err)
{
    struct touched touched = {0};
    enum fault fault = gather_touched(store, set, step, first, last, &touched, err);
    *found = false;
    for (int64_t revision = first + 1; !fault && !*found; revision++) {
        struct journal_read read;
        bool row, meets = false, known;
        enum step_state state = STATE_DROPPED;
        fault = journal_read(store, set, revision, &read, &row, err);
        if (!fault && row && !uuid_equal(read.entry.step, step) &&
            (read.entry.kind == STEP_EDIT || read.entry.kind == STEP_IMPORT) &&
            !(not_by && strcmp(read.entry.actor, not_by) == 0)) {
            meets = touched_meets(&touched, read.entry.body, read.entry.n_body);
            describe(store, &read.entry, later);
        }
        sql_done(&store->sql, Q_JOURNAL_ROW);
        if (fault || !row)
            break;
        if (meets)
            fault = undo_state(store, later->step, set, &state, &known, err);
        *found = !fault && meets && state == STATE_DONE;
    }
    touched_release(&touched);
    return fault;
}

enum fault store_touched_later(struct store *store, const struct past_step *step,
                               struct past *later, bool *found, struct err *err)
{
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    fault = see_set(store, step->set, err);
    if (!fault)
        fault = past_touched_later(store, step->set, step->id, step->first, step->last, NULL, later,
                                   found, err);
    return tx_end(store, fault, err);
}
