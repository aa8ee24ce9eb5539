/* The project's own chain against the documents and label sets that stand in the tables. */
#include <stdio.h>
#include <string.h>

#include "verify.h"

/* What the journal made of people and assignments must stand in the tables. Each row that should
 * stand there is a number added to a sum, each that should not one taken from it: a thousand people
 * or a million assignments need no memory. */
struct seen {
    int64_t adds, removes, labels, revisions, texts;
    uint64_t people, assignments;
};

static uint64_t number_of(const char *line, size_t n)
{
    struct digest digest = digest_of(line, n);
    uint64_t number;
    memcpy(&number, digest.b, sizeof number);
    return number;
}

static uint64_t person_number(const char *name, const char *word)
{
    struct buf line = {0};
    person_body(name, "", word, &line);
    uint64_t number = strcmp(word, "-") == 0 ? 0 : number_of(buf_text(&line), line.size);
    buf_release(&line);
    return number;
}

/* "person NAME WAS IS". */
static void check_person(struct verify *verify, struct seen *seen, const char *body, size_t n)
{
    char name[PERSON_MAX + 1], was[16], is[16];
    int end = 0;
    if (sscanf(body, "person\t%32[^\t\n]\t%15[^\t\n]\t%15[^\t\n]\n%n", name, was, is, &end) != 3 ||
        (size_t)end != n) {
        verify_find(verify, "the project's journal: a row about a person cannot be read");
        return;
    }
    seen->people += person_number(name, is) - person_number(name, was);
}

/* The line as it is for a document given, whichever of the two the row says. */
static void check_assignment(struct seen *seen, const char *body, size_t n)
{
    bool given = body[0] == 'a';
    size_t skip = given ? 0 : strlen("un");
    uint64_t number = number_of(body + skip, n - skip);
    seen->assignments += given ? number : -number;
}

static bool same_body(const struct buf *wanted, const char *body, size_t n)
{
    return wanted->size == n && memcmp(buf_text(wanted), body, n) == 0;
}

static enum fault check_document(struct verify *verify, const char *verb, const char *body,
                                 size_t n, struct err *err)
{
    struct uuid id;
    size_t at = strlen(verb) + 1;
    if (n < at + UUID_TEXT || !uuid_parse(body + at, UUID_TEXT - 1, &id)) {
        verify_find(verify, "the project's journal: a row about a document cannot be read");
        return OK;
    }
    struct document document;
    enum fault fault = store_document_by_id(verify->store, id, &document, err);
    if (fault == FAULT_MISSING)
        verify_find(verify, "a document that the journal knows is gone: %.120s", body);
    if (fault)
        return fault == FAULT_MISSING ? OK : fault;
    struct buf wanted = {0};
    if (strcmp(verb, "add") == 0) /* it came with its first text */
        fault = store_document_edition(verify->store, &document, 0, err);
    if (fault == FAULT_MISSING) {
        verify_find(verify, "%s: its first text is gone", document.name);
        document_release(&document);
        return OK;
    }
    document_body(&document, verb, &wanted);
    if (!fault && wanted.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    else if (!fault && !same_body(&wanted, body, n))
        verify_find(verify, "%s: its row is not what the journal says", document.name);
    if (!fault && strcmp(verb, "remove") == 0 && document.number)
        verify_find(verify, "%s: removed, says the journal, but it is in the queue", document.name);
    buf_release(&wanted);
    document_release(&document);
    return fault;
}

static enum fault check_labels(struct verify *verify, int64_t version, const char *body, size_t n,
                               struct err *err)
{
    struct sql *sql = &verify->store->sql;
    bool row;
    uint8_t sha256[32];
    struct buf wanted = {0};
    enum fault fault = sql_one(sql, Q_LABELS_AT, VALUES(V_INT(version)), &row, err);
    if (!fault && row) {
        size_t size;
        sql_blob(sql, Q_LABELS_AT, 0, sha256, sizeof sha256);
        const char *json = sql_text(sql, Q_LABELS_AT, 1, &size);
        if (memcmp(digest_of(json, size).b, sha256, sizeof sha256) != 0)
            verify_find(verify, "the label set, version %lld: it is not the one that was put in",
                        (long long)version);
        labels_body(version, sha256, &wanted);
    }
    sql_done(sql, Q_LABELS_AT);
    if (!fault && !row)
        verify_find(verify, "the label set, version %lld: it is gone", (long long)version);
    else if (!fault && wanted.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    else if (!fault && !same_body(&wanted, body, n))
        verify_find(verify, "the label set, version %lld: the journal knows another",
                    (long long)version);
    buf_release(&wanted);
    return fault;
}

/* "revise ID number=N edition=E ...": the row of revisions must say the same. */
static enum fault check_revision(struct verify *verify, struct seen *seen,
                                 const struct journal_entry *entry, struct err *err)
{
    struct revision_row row = {0};
    struct document document = {0};
    struct buf wanted = {0};
    struct uuid id;
    unsigned number;
    bool found = false;
    const char *body = entry->body;
    size_t at = strlen("revise\t");
    seen->revisions++;
    if (entry->n_body < at + UUID_TEXT || !uuid_parse(body + at, UUID_TEXT - 1, &id) ||
        sscanf(body + at + UUID_TEXT - 1, "\tnumber=%9u", &number) != 1 || number == 0) {
        verify_find(verify, "the project's journal: a row about a revised text cannot be read");
        return OK;
    }
    enum fault fault = store_document_by_id(verify->store, id, &document, err);
    if (fault == FAULT_MISSING)
        fault = OK;
    else if (!fault)
        fault = revision_next(
            verify->store, &(struct revision_row){.document = document.key, .number = number - 1},
            &row, &found, err);
    found = found && row.document == document.key && row.number == number;
    if (!fault && found)
        fault = revision_body(verify->store, &row, &wanted, err);
    if (fault == FAULT_MISSING ||
        (!fault && (!found || !same_body(&wanted, body, entry->n_body) ||
                    !uuid_equal(row.step, entry->step) || row.at != entry->at))) {
        verify_find(verify, "%s: its revision %u is not what the journal says",
                    document.name ? document.name : "a document", number);
        fault = OK;
    }
    seen->texts += found && !row.undoes;
    buf_release(&wanted);
    document_release(&document);
    return fault;
}

static bool starts(const char *body, size_t n, const char *verb)
{
    size_t size = strlen(verb);
    return n > size && memcmp(body, verb, size) == 0 && body[size] == '\t';
}

static enum fault check_body(struct verify *verify, struct seen *seen,
                             const struct journal_entry *entry, struct err *err)
{
    const char *body = entry->body;
    size_t n = entry->n_body;
    if (starts(body, n, "add")) {
        seen->adds++;
        return check_document(verify, "add", body, n, err);
    }
    if (starts(body, n, "remove")) {
        seen->removes++;
        return check_document(verify, "remove", body, n, err);
    }
    if (starts(body, n, "person")) {
        check_person(verify, seen, body, n);
        return OK;
    }
    if (starts(body, n, "assign") || starts(body, n, "unassign")) {
        check_assignment(seen, body, n);
        return OK;
    }
    if (starts(body, n, "revise"))
        return check_revision(verify, seen, entry, err);
    if (starts(body, n, "labels"))
        return check_labels(verify, ++seen->labels, body, n, err);
    verify_find(verify, "the project's journal: a row is of no known kind");
    return OK;
}

static enum fault check_chain(struct verify *verify, struct seen *seen, struct err *err)
{
    struct sql *sql = &verify->store->sql;
    struct digest before;
    bool row, broken = false;
    int64_t last = 0;
    enum fault fault = journal_root_of_project(verify->store, &before, err);
    if (!fault)
        fault = sql_one(sql, Q_JOURNAL_HEAD, VALUES(V_INT(PROJECT_CHAIN)), &row, err);
    if (!fault && row)
        last = sql_int(sql, Q_JOURNAL_HEAD, 0);
    sql_done(sql, Q_JOURNAL_HEAD);
    for (int64_t revision = 1; !fault && revision <= last; revision++) {
        struct journal_read entry;
        fault = journal_read(verify->store, PROJECT_CHAIN, revision, &entry, &row, err);
        if (!fault && !row) {
            verify_find(verify, "the project's journal: row %lld is gone", (long long)revision);
            broken = true;
            continue;
        }
        if (!fault) {
            struct digest hash = journal_hash(before, &entry.entry);
            if (!broken && memcmp(hash.b, entry.hash.b, sizeof hash.b) != 0)
                verify_find(verify,
                            "the project's journal: row %lld was changed, or one before it is gone",
                            (long long)revision);
            before = entry.hash;
            broken = false;
            fault = check_body(verify, seen, &entry.entry, err);
        }
        sql_done(sql, Q_JOURNAL_ROW);
    }
    return fault;
}

static enum fault count(struct verify *verify, enum query query, int column, int64_t *out,
                        struct err *err)
{
    bool row;
    enum fault fault = sql_one(&verify->store->sql, query, NULL, 0, &row, err);
    *out = fault ? 0 : sql_int(&verify->store->sql, query, column);
    sql_done(&verify->store->sql, query);
    return fault;
}

static enum fault check_counts(struct verify *verify, const struct seen *seen, struct err *err)
{
    int64_t documents, queued, labels, last, revisions, texts;
    enum fault fault = count(verify, Q_DOCUMENTS_COUNT, 0, &documents, err);
    if (!fault)
        fault = count(verify, Q_DOCUMENTS_COUNT, 1, &queued, err);
    if (!fault)
        fault = count(verify, Q_DOCUMENT_LAST_NUMBER, 0, &last, err);
    if (!fault)
        fault = count(verify, Q_LABELS_COUNT, 0, &labels, err);
    if (!fault)
        fault = count(verify, Q_REVISIONS_COUNT, 0, &revisions, err);
    if (!fault)
        fault = count(verify, Q_TEXTS_COUNT, 0, &texts, err);
    if (fault)
        return fault;
    if (documents != seen->adds)
        verify_find(verify, "there are %lld documents, but the journal saw %lld come",
                    (long long)documents, (long long)seen->adds);
    if (queued != seen->adds - seen->removes)
        verify_find(verify, "%lld documents are in the queue; by the journal it would be %lld",
                    (long long)queued, (long long)(seen->adds - seen->removes));
    if (last != queued)
        verify_find(verify, "the queue has gaps: %lld documents, the last of which is number %lld",
                    (long long)queued, (long long)last);
    if (revisions != seen->revisions)
        verify_find(verify, "there are %lld revised texts, but the journal saw %lld",
                    (long long)revisions, (long long)seen->revisions);
    if (texts != seen->adds + seen->texts)
        verify_find(verify, "there are %lld texts, but the journal saw %lld come", (long long)texts,
                    (long long)(seen->adds + seen->texts));
    if (labels != seen->labels)
        verify_find(verify, "there are %lld versions of the label set, but the journal saw %lld",
                    (long long)labels, (long long)seen->labels);
    return OK;
}

static enum fault check_queue(struct verify *verify, struct err *err)
{
    struct sql *sql = &verify->store->sql;
    enum fault fault = sql_bind(sql, Q_QUEUE_WRONG, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_QUEUE_WRONG, &row, err)) && row;)
        verify_find(verify, "%.200s: its place in the queue is wrong",
                    sql_text(sql, Q_QUEUE_WRONG, 0, NULL));
    sql_done(sql, Q_QUEUE_WRONG);
    return fault;
}

static enum fault check_progress(struct verify *verify, struct err *err)
{
    struct sql *sql = &verify->store->sql;
    enum fault fault = sql_bind(sql, Q_PROGRESS_WRONG, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_PROGRESS_WRONG, &row, err)) && row;) {
        int64_t status = sql_int(sql, Q_PROGRESS_WRONG, 1);
        verify_find(verify, "%s: %lld documents counted as %s, but there are %lld",
                    sql_text(sql, Q_PROGRESS_WRONG, 0, NULL),
                    (long long)sql_int(sql, Q_PROGRESS_WRONG, 2),
                    status >= 0 && status < STATUSES ? status_name((enum status)status) : "nothing",
                    (long long)sql_int(sql, Q_PROGRESS_WRONG, 3));
    }
    sql_done(sql, Q_PROGRESS_WRONG);
    return fault;
}

static enum fault check_people(struct verify *verify, const struct seen *seen, struct err *err)
{
    struct store *store = verify->store;
    struct person person = {.name = ""};
    uint64_t sum = 0;
    bool found = true;
    enum fault fault = OK;
    while (!(fault = store_next_person(store, person.name, &person, &found, err)) && found)
        sum += person_number(person.name, person_word(&person));
    if (!fault && sum != seen->people)
        verify_find(verify, "the people and their roles are not what the journal says");
    return fault;
}

static enum fault check_assignments(struct verify *verify, const struct seen *seen, struct err *err)
{
    struct sql *sql = &verify->store->sql;
    struct assignment at = {.person = ""};
    struct buf line = {0};
    uint64_t sum = 0;
    bool found = true;
    enum fault fault = OK;
    while (!(fault = store_next_assignment(verify->store, &at, &at, &found, err)) && found) {
        struct document document;
        fault = store_document(verify->store, at.document, &document, err);
        if (fault)
            break;
        buf_clear(&line);
        assign_body(&at, document.id, true, &line);
        document_release(&document);
        if (line.failed) {
            fault = err_set(err, FAULT_MEMORY, "out of memory");
            break;
        }
        sum += number_of(buf_text(&line), line.size);
    }
    buf_release(&line);
    if (!fault && sum != seen->assignments)
        verify_find(verify, "who was given what is not what the journal says");
    if (!fault)
        fault = sql_bind(sql, Q_ASSIGNMENT_WRONG, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_ASSIGNMENT_WRONG, &row, err)) && row;)
        verify_find(verify, "%s: the places in the queue have gaps",
                    sql_text(sql, Q_ASSIGNMENT_WRONG, 0, NULL));
    sql_done(sql, Q_ASSIGNMENT_WRONG);
    return fault;
}

/* What belongs to no set cannot be named by one. */
static enum fault check_strays(struct verify *verify, struct err *err)
{
    struct sql *sql = &verify->store->sql;
    enum fault fault = sql_bind(sql, Q_JOURNAL_SETS, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_JOURNAL_SETS, &row, err)) && row;)
        verify_find(verify, "the journal: row %lld is of no set that exists",
                    (long long)sql_int(sql, Q_JOURNAL_SETS, 0));
    sql_done(sql, Q_JOURNAL_SETS);
    if (!fault)
        fault = sql_bind(sql, Q_FRAGMENTS_STRAY, NULL, 0, err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_FRAGMENTS_STRAY, &row, err)) && row;)
        verify_find(verify, "fragments are left over from a span that has one only");
    sql_done(sql, Q_FRAGMENTS_STRAY);
    return fault;
}

enum fault verify_project(struct verify *verify, struct err *err)
{
    struct seen seen = {0};
    enum fault fault = tx_read(verify->store, err);
    if (fault)
        return fault;
    fault = verify_absorb(verify, check_chain(verify, &seen, err), err, "the project's journal");
    if (!fault)
        fault = verify_absorb(verify, check_counts(verify, &seen, err), err, "the documents");
    if (!fault)
        fault = verify_absorb(verify, check_queue(verify, err), err, "the queue");
    if (!fault)
        fault =
            verify_absorb(verify, check_progress(verify, err), err, "the counts of people's work");
    if (!fault)
        fault = verify_absorb(verify, check_people(verify, &seen, err), err, "the people");
    if (!fault)
        fault =
            verify_absorb(verify, check_assignments(verify, &seen, err), err, "who was given what");
    if (!fault)
        fault = verify_absorb(verify, check_strays(verify, err), err, "the journal");
    return tx_end(verify->store, fault, err);
}
