/* One set: its journal's chain, a replay of the journal in memory, and then every row of its tables
 * against what the replay says should stand there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/text/units.h"
#include "reading.h"
#include "verify.h"

struct replay {
    struct verify *verify;
    struct store *store;
    struct editions editions;
    const struct article *article; /* that the row at hand is in */
    uint32_t edition;
    const struct setrow *row;
    char where[200];
    struct set *set; /* as the journal makes it */
    enum status status;
    bool whole;      /* the journal could be replayed to its end */
    uint32_t widest; /* code points of the longest span it ever had */
    VEC(struct uuid) deleted;
    struct err *err;
};

static enum fault no_memory(const struct replay *replay)
{
    return err_set(replay->err, FAULT_MEMORY, "out of memory");
}

/* ---- the journal ---- */
static uint32_t length_of(const struct replay *replay, struct range range)
{
    return article_codepoint(replay->article, range.end) -
           article_codepoint(replay->article, range.start);
}

/* What the tables keep of a span beyond its row: how long it was, and that it is deleted. */
static bool note_span(struct replay *replay, const struct edit *edit)
{
    if (!edit->has)
        return vec_push(&replay->deleted, edit->span.before.id);
    uint32_t length = length_of(replay, edit->span.after.at);
    if (length > replay->widest)
        replay->widest = length;
    return true;
}

static enum fault replay_body(struct replay *replay, const struct journal_entry *entry)
{
    struct edits edits = {0};
    enum fault fault =
        revise_read_edits(replay->store, &replay->editions, entry, &edits, replay->err);
    if (!fault)
        fault = editions_get(&replay->editions, entry->edition, &replay->article, replay->err);
    if (!fault && entry->revision > 1 && entry->kind != STEP_REVISE &&
        entry->edition != replay->edition)
        fault = err_set(replay->err, FAULT_DAMAGED, "it is in another text");
    replay->edition = entry->edition;
    if (!fault)
        fault = set_apply(replay->set, &edits, &replay->status, replay->err);
    for (size_t i = 0; !fault && i < edits.n; i++)
        if ((edits.at[i].kind == EDIT_SPAN && !note_span(replay, &edits.at[i])) ||
            (edits.at[i].kind == EDIT_RELATION && !edits.at[i].has &&
             !vec_push(&replay->deleted, edits.at[i].relation.before.id)))
            fault = no_memory(replay);
    if (!fault && entry->kind != STEP_REVISE)
        replay->status = step_status(replay->status, &edits);
    edits_release(&edits);
    if (fault && fault != FAULT_MEMORY) {
        verify_find(replay->verify, "%s: journal row %lld does not fit what came before: %s",
                    replay->where, (long long)entry->revision, replay->err->text);
        replay->whole = false;
        return OK;
    }
    return fault;
}

static enum fault replay_row(struct replay *replay, int64_t revision, struct digest *before)
{
    struct journal_read read;
    bool row;
    enum fault fault =
        journal_read(replay->store, replay->row->key, revision, &read, &row, replay->err);
    if (!fault && !row) {
        verify_find(replay->verify, "%s: journal row %lld is gone", replay->where,
                    (long long)revision);
        replay->whole = false;
    } else if (!fault) {
        struct digest hash = journal_hash(*before, &read.entry);
        if (memcmp(hash.b, read.hash.b, sizeof hash.b) != 0)
            verify_find(replay->verify,
                        "%s: journal row %lld was changed, or what stands before it", replay->where,
                        (long long)revision);
        *before = read.hash;
        if (replay->whole)
            fault = replay_body(replay, &read.entry);
    }
    sql_done(&replay->store->sql, Q_JOURNAL_ROW);
    return fault;
}

static enum fault replay_journal(struct replay *replay, const struct document *document)
{
    struct sql *sql = &replay->store->sql;
    const struct setrow *row = replay->row;
    struct digest before = journal_root_of_set(document->id, row->kind, row->owner, row->source);
    bool any;
    enum fault fault = sql_one(sql, Q_JOURNAL_HEAD, VALUES(V_INT(row->key)), &any, replay->err);
    int64_t last = !fault && any ? sql_int(sql, Q_JOURNAL_HEAD, 0) : 0;
    sql_done(sql, Q_JOURNAL_HEAD);
    if (!fault && last != row->revision) {
        verify_find(replay->verify, "%s: at revision %lld, but its journal ends at %lld",
                    replay->where, (long long)row->revision, (long long)last);
        replay->whole = false;
    }
    for (int64_t revision = 1; !fault && revision <= last; revision++)
        fault = replay_row(replay, revision, &before);
    if (!fault && replay->whole && last && replay->edition != document->edition) {
        verify_find(replay->verify, "%s: its marks are in another text than the one in use",
                    replay->where);
        replay->whole = false;
    }
    return fault;
}

/* ---- spans ---- */
struct span_row { /* in words, damaged or not */
    char words[160];
};

static struct span_row name_span(const struct sql *sql)
{
    struct span_row row;
    snprintf(row.words, sizeof row.words, "%.60s %lld-%lld", sql_text(sql, Q_SPAN_ALL, 4, NULL),
             (long long)sql_int(sql, Q_SPAN_ALL, 2), (long long)sql_int(sql, Q_SPAN_ALL, 3));
    return row;
}

static void name_replayed(const struct replay *replay, const struct span *span, char *out, size_t n)
{
    snprintf(out, n, "%s %u-%u", replay->store->labels->labels[span->label].name,
             (unsigned)article_codepoint(replay->article, span->at.start),
             (unsigned)article_codepoint(replay->article, span->at.end));
}

static enum fault check_span(struct replay *replay, struct reading *reading, size_t *known)
{
    const struct sql *sql = &replay->store->sql;
    struct span_row row = name_span(sql);
    struct span span;
    const struct span *wanted = set_find(replay->set, sql_uuid(sql, Q_SPAN_ALL, 1));
    *known += wanted != NULL;
    enum fault fault = reading_span(reading, Q_SPAN_ALL, &span);
    if (fault == FAULT_DAMAGED) {
        verify_find(replay->verify, "%s: %s: its row makes no sense", replay->where, row.words);
        return OK;
    }
    if (fault)
        return fault;
    if (digest_slice(replay->article, &span) != (uint64_t)sql_int(sql, Q_SPAN_ALL, 8))
        verify_find(replay->verify, "%s: %s: its words are not those that were marked",
                    replay->where, row.words);
    if (!replay->whole)
        return OK;
    if (!wanted) {
        verify_find(replay->verify, "%s: %s: the journal knows no such span", replay->where,
                    row.words);
    } else if (!span_same(wanted, &span)) {
        char words[160];
        name_replayed(replay, wanted, words, sizeof words);
        bool moved = strcmp(words, row.words) != 0;
        verify_find(replay->verify,
                    moved ? "%s: %s: by the journal it is %s"
                          : "%s: %s: the journal knows other %s",
                    replay->where, row.words, moved ? words : "fragments, attributes or origin");
    }
    return OK;
}

/* Spans that the journal made and that stand in no row. */
static enum fault missing_spans(struct replay *replay)
{
    struct sql *sql = &replay->store->sql;
    for (const struct span *span = set_first(replay->set); span;
         span = set_next(replay->set, span)) {
        bool row;
        enum fault fault = sql_one(sql, Q_SPAN_BY_ID, VALUES(V_UUID(span->id)), &row, replay->err);
        bool here = !fault && row && sql_int(sql, Q_SPAN_BY_ID, 1) == replay->row->key;
        sql_done(sql, Q_SPAN_BY_ID);
        if (fault)
            return fault;
        if (!here) {
            char words[160];
            name_replayed(replay, span, words, sizeof words);
            verify_find(replay->verify, "%s: %s is gone", replay->where, words);
        }
    }
    return OK;
}

static enum fault check_spans(struct replay *replay)
{
    struct sql *sql = &replay->store->sql;
    struct reading reading = {
        .store = replay->store, .sql = sql, .article = replay->article, .err = replay->err};
    size_t known = 0;
    enum fault fault = sql_bind(sql, Q_SPAN_ALL, VALUES(V_INT(replay->row->key)), replay->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_SPAN_ALL, &row, replay->err)) && row;)
        fault = check_span(replay, &reading, &known);
    sql_done(sql, Q_SPAN_ALL);
    reading_release(&reading);
    if (!fault && replay->whole && known != set_count(replay->set))
        fault = missing_spans(replay);
    return fault;
}

/* ---- relations, comments, verdicts, ids of deleted spans ---- */
static bool same_string(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static enum fault check_relations(struct replay *replay)
{
    struct sql *sql = &replay->store->sql;
    struct reading reading = {.store = replay->store, .sql = sql, .err = replay->err};
    size_t known = 0;
    enum fault fault = sql_bind(sql, Q_RELATION_ALL, VALUES(V_INT(replay->row->key)), replay->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_RELATION_ALL, &row, replay->err)) && row;) {
        struct relation here;
        const struct relation *wanted = set_relation(replay->set, sql_uuid(sql, Q_RELATION_ALL, 0));
        fault = reading_relation(&reading, Q_RELATION_ALL, &here);
        if (fault && fault != FAULT_DAMAGED)
            break;
        known += wanted != NULL;
        bool same = !fault && wanted && here.type == wanted->type &&
                    uuid_equal(here.from, wanted->from) && uuid_equal(here.to, wanted->to) &&
                    same_string(here.attrs, wanted->attrs);
        if (!same)
            verify_find(replay->verify, "%s: a %.60s is not what the journal says", replay->where,
                        sql_text(sql, Q_RELATION_ALL, 1, NULL));
        fault = OK;
    }
    sql_done(sql, Q_RELATION_ALL);
    reading_release(&reading);
    if (!fault && known != set_relations(replay->set))
        verify_find(replay->verify, "%s: %zu relations are gone", replay->where,
                    set_relations(replay->set) - known);
    return fault;
}

static bool same_comment(const struct comment *a, const struct comment *b)
{
    return uuid_equal(a->span, b->span) && a->doubt == b->doubt && a->settled == b->settled &&
           a->at == b->at && same_string(a->author, b->author) && same_string(a->text, b->text);
}

static enum fault check_comments(struct replay *replay, int64_t *doubts)
{
    struct sql *sql = &replay->store->sql;
    struct reading reading = {.store = replay->store, .sql = sql, .err = replay->err};
    size_t known = 0;
    enum fault fault = sql_bind(sql, Q_COMMENT_LOAD, VALUES(V_INT(replay->row->key)), replay->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_COMMENT_LOAD, &row, replay->err)) && row;) {
        struct comment here;
        const struct comment *wanted =
            set_comment_find(replay->set, sql_uuid(sql, Q_COMMENT_LOAD, 1));
        fault = reading_comment(&reading, Q_COMMENT_LOAD, &here);
        known += wanted != NULL;
        if (!fault && (!wanted || !same_comment(&here, wanted)))
            verify_find(replay->verify, "%s: a comment of %s is not what the journal says",
                        replay->where, here.author);
    }
    sql_done(sql, Q_COMMENT_LOAD);
    reading_release(&reading);
    size_t n = set_comments(replay->set);
    if (!fault && known != n)
        verify_find(replay->verify, "%s: %zu comments are gone", replay->where, n - known);
    for (size_t i = 0; i < n; i++)
        *doubts +=
            set_comment_at(replay->set, i)->doubt && !set_comment_at(replay->set, i)->settled;
    return fault;
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
    return a->kind == b->kind && a->round == b->round && a->reading == b->reading &&
           uuid_equal(a->span, b->span) && same_string(a->reason, b->reason);
}

static enum fault check_verdicts(struct replay *replay)
{
    struct sql *sql = &replay->store->sql;
    struct reading reading = {.store = replay->store, .sql = sql, .err = replay->err};
    size_t known = 0;
    enum fault fault = sql_bind(sql, Q_VERDICT_LOAD, VALUES(V_INT(replay->row->key)), replay->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_VERDICT_LOAD, &row, replay->err)) && row;) {
        struct verdict here;
        fault = reading_verdict(&reading, Q_VERDICT_LOAD, &here);
        if (fault && fault != FAULT_DAMAGED)
            break;
        const struct verdict *wanted = set_verdict(replay->set, here.item);
        known += wanted != NULL;
        if (fault || !wanted || !same_verdict(&here, wanted))
            verify_find(replay->verify, "%s: a verdict is not what the journal says",
                        replay->where);
        fault = OK;
    }
    sql_done(sql, Q_VERDICT_LOAD);
    reading_release(&reading);
    if (!fault && known != set_verdicts(replay->set))
        verify_find(replay->verify, "%s: %zu verdicts are gone", replay->where,
                    set_verdicts(replay->set) - known);
    return fault;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid));
}

static enum fault check_deleted(struct replay *replay)
{
    struct sql *sql = &replay->store->sql;
    size_t n = 0, found = 0;
    struct uuid *id = replay->deleted.at;
    if (replay->deleted.n)
        qsort(id, replay->deleted.n, sizeof *id, by_id);
    for (size_t i = 0; i < replay->deleted.n; i++) /* once each, and not those that came back */
        if ((n == 0 || !uuid_equal(id[n - 1], id[i])) && !set_find(replay->set, id[i]) &&
            !set_relation(replay->set, id[i]))
            id[n++] = id[i];
    enum fault fault = sql_bind(sql, Q_DELETED_OF, VALUES(V_INT(replay->row->key)), replay->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_DELETED_OF, &row, replay->err)) && row;) {
        struct uuid here = sql_uuid(sql, Q_DELETED_OF, 0);
        if (n && bsearch(&here, id, n, sizeof here, by_id))
            found++;
        else
            verify_find(replay->verify,
                        "%s: an id counts as deleted that the journal never deleted",
                        replay->where);
    }
    sql_done(sql, Q_DELETED_OF);
    if (!fault && found != n)
        verify_find(replay->verify, "%s: %zu deleted ids do not count as deleted", replay->where,
                    n - found);
    return fault;
}

/* ---- kept counts ---- */
static enum fault check_tally(struct replay *replay)
{
    struct sql *sql = &replay->store->sql;
    const struct labelset *labels = replay->store->labels;
    bool seen[LABELS_MAX] = {false};
    size_t relations = 0;
    enum fault fault = sql_bind(sql, Q_TALLY_OF, VALUES(V_INT(replay->row->key)), replay->err);
    for (bool row; !fault && !(fault = sql_row(sql, Q_TALLY_OF, &row, replay->err)) && row;) {
        size_t size;
        const char *name = sql_text(sql, Q_TALLY_OF, 1, &size);
        int64_t n = sql_int(sql, Q_TALLY_OF, 2);
        bool is_label = sql_int(sql, Q_TALLY_OF, 0) == 0;
        uint16_t number =
            is_label ? labelset_find(labels, name, size) : labelset_relation(labels, name, size);
        relations += is_label ? 0 : (size_t)n;
        if (is_label && number < LABELS_MAX)
            seen[number] = true;
        if (number == LABEL_NONE || (is_label && (size_t)n != set_count_label(replay->set, number)))
            verify_find(replay->verify, "%s: the kept count of %.60s is wrong: %lld", replay->where,
                        name, (long long)n);
    }
    sql_done(sql, Q_TALLY_OF);
    for (uint16_t i = 0; !fault && i < labels->n_labels && i < LABELS_MAX; i++)
        if (!seen[i] && set_count_label(replay->set, i))
            verify_find(replay->verify, "%s: the count of %s is gone", replay->where,
                        labels->labels[i].name);
    if (!fault && relations != set_relations(replay->set))
        verify_find(replay->verify, "%s: the kept count of relations is wrong: %zu", replay->where,
                    relations);
    return fault;
}

static bool has_link(const struct set *set, const struct span *span, uint16_t type)
{
    const struct relation *first[16];
    size_t n = set_links(set, span, true, first, 16);
    for (size_t i = 0; i < n && i < 16; i++)
        if (first[i]->type == type)
            return true;
    if (n <= 16)
        return false;
    const struct relation **all = calloc(n, sizeof *all);
    bool found = false;
    if (all)
        set_links(set, span, true, all, n);
    for (size_t i = 0; all && !found && i < n; i++)
        found = all[i]->type == type;
    free(all);
    return found;
}

static void check_kept(struct replay *replay, int64_t doubts)
{
    const struct labelset *labels = replay->store->labels;
    int64_t unlinked = 0;
    for (const struct span *span = set_first(replay->set); span; span = set_next(replay->set, span))
        for (uint16_t i = 0; i < labels->n_relations; i++)
            unlinked += labels->relations[i].from == span->label && !has_link(replay->set, span, i);
    const struct {
        const char *name;
        int64_t kept, counted;
    } counts[] = {
        {"spans", replay->row->spans, (int64_t)set_count(replay->set)},
        {"relations", replay->row->relations, (int64_t)set_relations(replay->set)},
        {"open doubts", replay->row->doubts, doubts},
        {"spans without their relation", replay->row->unlinked, unlinked},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (counts[i].kept != counts[i].counted)
            verify_find(replay->verify, "%s: %lld %s counted, but there are %lld", replay->where,
                        (long long)counts[i].kept, counts[i].name, (long long)counts[i].counted);
    if (replay->row->widest != replay->widest)
        verify_find(replay->verify, "%s: the longest span it ever had is %u, not %u", replay->where,
                    (unsigned)replay->widest, (unsigned)replay->row->widest);
    if (replay->row->status != replay->status)
        verify_find(replay->verify, "%s: it is %s, but by the journal %s", replay->where,
                    status_name(replay->row->status), status_name(replay->status));
}

static enum fault compare(struct replay *replay)
{
    int64_t doubts = 0;
    enum fault fault = check_spans(replay);
    if (fault || !replay->whole)
        return fault;
    fault = check_relations(replay);
    if (!fault)
        fault = check_comments(replay, &doubts);
    if (!fault)
        fault = check_verdicts(replay);
    if (!fault)
        fault = check_deleted(replay);
    if (!fault)
        fault = check_tally(replay);
    if (!fault)
        check_kept(replay, doubts);
    return fault;
}

enum fault verify_set(struct verify *verify, const struct document *document,
                      const struct article *article, const struct setrow *row, struct err *err)
{
    struct replay replay = {
        .verify = verify,
        .store = verify->store,
        .editions = {.store = verify->store, .document = document->key, .lent = article},
        .row = row,
        .whole = true,
        .err = err};
    setrow_name(document->name, row, replay.where, sizeof replay.where);
    if (!article) {
        verify_find(verify, "%s: its marks could not be looked at", replay.where);
        return OK;
    }
    replay.set = set_new();
    if (!replay.set)
        return no_memory(&replay);
    enum fault fault = verify_absorb(verify, replay_journal(&replay, document), err, replay.where);
    replay.article = article;
    if (!fault)
        fault = verify_absorb(verify, compare(&replay), err, replay.where);
    vec_free(&replay.deleted);
    editions_release(&replay.editions);
    set_free(replay.set);
    return fault;
}
