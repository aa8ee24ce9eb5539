/* A corrected text comes in the place of a document's old one.
 *
 * A text never changes: a correction is a further row of `texts`, and `documents.edition` says
 * which one is in use. The older stay for ever, because every row of every journal holds places in
 * the text it was made on. Each row says which that is (`journal.edition`, and the hash covers it),
 * so that a row can be read long after the text was corrected.
 *
 * What the correction does to the marks is one row in the journal of each set that the document
 * has, even where nothing changes, of the kind `revise`. Its images before are places in the old
 * text, its images after places in the new one (codec_write_across()); a span that has the same
 * code points and the same bytes in both needs none. So a replay, here and in verify and in
 * flow/history, walks from text to text: up to this row everything is in the old one, from it on in
 * the new one. Because every set gets the row, whoever has the document open finds a revision they
 * did not expect, and nothing of theirs is applied to a text they have not seen; who has no set yet
 * is refused by the edition of the text at hand (document_live()).
 *
 * All of it is one transaction: the text, the document, the row of `revisions`, that of the
 * project's journal, every set, and where people were. What is carried where is decided outside
 * (flow/revise.c), of sets at the revisions that are told here; a set that moved on, or one that
 * was not told, is a conflict.
 *
 * It is nobody's step: not in `steps`, not in anyone's undo. It is taken back as a whole by a
 * further revision, whose rows hold the inverse edits and name the step they undo: so spans,
 * relations, comments and verdicts come back exactly. That needs that nothing was made of the new
 * text that still stands; else it is refused, and says by whom. A step made before a correction
 * cannot be taken back while the text is another one; when the correction is taken back it can, its
 * text being in use again.
 *
 * `revisions` is a stack read from its end: a row that takes back number n leaves what stood before
 * n.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "manicule/marks/codec.h"
#include "manicule/text/units.h"

struct revising {
    struct store *store;
    const struct revision *revision;
    struct document document; /* as it will be */
    struct revision_row row;
    struct digest digest; /* of the text that came */
    struct uuid undoes;   /* the step it takes back, or zero */
    const char *what;
    struct err *err;
};

/* ---- the rows of `revisions` ---- */
static void take_row(struct store *store, enum query query, int64_t document,
                     struct revision_row *out)
{
    const struct sql *sql = &store->sql;
    *out = (struct revision_row){
        .document = document,
        .number = (uint32_t)sql_int(sql, query, 0),
        .edition = (uint32_t)sql_int(sql, query, 1),
        .undoes = (uint32_t)sql_int(sql, query, 2),
        .step = sql_uuid(sql, query, 3),
        .at = sql_int(sql, query, 4),
    };
}

/* Number 0: the last one. Not found: *out is zeroed, which is the document as it came in. */
static enum fault get_row(struct store *store, int64_t document, uint32_t number,
                          struct revision_row *out, bool *found, struct err *err)
{
    enum query query = number ? Q_REVISION_GET : Q_REVISION_LAST;
    const struct value values[] = {V_INT(document), V_INT(number)};
    enum fault fault = sql_one(&store->sql, query, values, number ? 2 : 1, found, err);
    *out = (struct revision_row){.document = document};
    if (!fault && *found)
        take_row(store, query, document, out);
    sql_done(&store->sql, query);
    return fault;
}

enum fault revision_next(struct store *store, const struct revision_row *after,
                         struct revision_row *out, bool *found, struct err *err)
{
    const struct sql *sql = &store->sql;
    enum fault fault = sql_one(&store->sql, Q_REVISION_NEXT,
                               VALUES(V_INT(after->document), V_INT(after->number)), found, err);
    if (!fault && *found)
        *out = (struct revision_row){
            .document = sql_int(sql, Q_REVISION_NEXT, 0),
            .number = (uint32_t)sql_int(sql, Q_REVISION_NEXT, 1),
            .edition = (uint32_t)sql_int(sql, Q_REVISION_NEXT, 2),
            .undoes = (uint32_t)sql_int(sql, Q_REVISION_NEXT, 3),
            .step = sql_uuid(sql, Q_REVISION_NEXT, 4),
            .at = sql_int(sql, Q_REVISION_NEXT, 5),
        };
    sql_done(&store->sql, Q_REVISION_NEXT);
    return fault;
}

/* "revise ID number=2 edition=1 text=... bytes=N": which text came, and with undoes=1 instead of
 * which revision. */
static void write_body(const struct document *document, const struct revision_row *row,
                       struct buf *out)
{
    char id[UUID_TEXT], hex[DIGEST_TEXT];
    uuid_format(document->id, id);
    digest_format(document->sha256, hex);
    buf_printf(out, "revise\t%s\tnumber=%u\tedition=%u\ttext=%s\tbytes=%u", id,
               (unsigned)row->number, (unsigned)row->edition, hex, (unsigned)document->bytes);
    if (document->source_encoding) {
        digest_format(document->source_sha256, hex);
        buf_printf(out, "\tfrom=%s\tsource=%s", document->source_encoding, hex);
    }
    if (row->undoes)
        buf_printf(out, "\tundoes=%u", (unsigned)row->undoes);
    buf_add_char(out, '\n');
}

enum fault revision_body(struct store *store, const struct revision_row *row, struct buf *out,
                         struct err *err)
{
    struct document document;
    enum fault fault = store_document(store, row->document, &document, err);
    if (!fault)
        fault = store_document_edition(store, &document, row->edition, err);
    if (!fault)
        write_body(&document, row, out);
    document_release(&document);
    if (!fault && out->failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    return fault;
}

/* ---- one set ---- */
static enum fault add_journal(struct revising *r, const struct setrow *set, struct digest before)
{
    const struct journal_entry entry = {
        .set = set->key,
        .revision = set->revision,
        .step = r->row.step,
        .undoes = r->undoes,
        .kind = STEP_REVISE,
        .actor = r->store->person,
        .what = r->what,
        .at = r->row.at,
        .body = buf_text(&r->store->body),
        .n_body = r->store->body.size,
        .edition = r->row.edition,
    };
    return journal_add(r->store, before, &entry, r->err);
}

static enum fault carry_set(struct revising *r, struct setrow *set, const struct edits *edits)
{
    struct store *store = r->store;
    struct digest before;
    bool found = false;
    buf_clear(&store->body);
    codec_write_across(edits, store->labels, r->revision->before, r->revision->after, &store->body);
    if (store->body.failed || edits->failed)
        return err_set(r->err, FAULT_MEMORY, "out of memory");
    enum fault fault = journal_hash_at(store, set->key, set->revision, &before, &found, r->err);
    if (!fault && !found)
        fault = err_set(r->err, FAULT_DAMAGED,
                        "%s: the set's journal has a gap; `verify` says where", store->path);
    if (!fault)
        fault =
            rows_apply(store, set, false, edits, r->revision->before, r->revision->after, r->err);
    set->revision++;
    if (!fault)
        fault = setrow_keep(store, set, r->err);
    return fault ? fault : add_journal(r, set, before);
}

static enum fault carry_told(struct revising *r, struct setrow *set, size_t *used)
{
    const struct revision *revision = r->revision;
    for (size_t i = 0; i < revision->n; i++)
        if (revision->sets[i].key == set->key && revision->sets[i].revision == set->revision) {
            ++*used;
            return carry_set(r, set, revision->sets[i].edits);
        }
    return err_set(r->err, FAULT_CONFLICT, "the marks were changed meanwhile; try again");
}

/* The row of this set that is to be taken back: 0: it has none, being younger. What stands of what
 * came behind it is in the way. */
static enum fault find_revised(struct revising *r, const struct setrow *set, int64_t *out)
{
    struct store *store = r->store;
    for (*out = set->revision; *out > 0; --*out) {
        struct journal_read read;
        enum step_state state = STATE_DROPPED;
        char actor[PERSON_MAX + 1] = "";
        bool row, known;
        enum fault fault = journal_read(store, set->key, *out, &read, &row, r->err);
        struct uuid step = !fault && row ? read.entry.step : (struct uuid){{0}};
        bool revise = !fault && row && read.entry.kind == STEP_REVISE;
        bool edit =
            !fault && row && (read.entry.kind == STEP_EDIT || read.entry.kind == STEP_IMPORT);
        if (!fault && row)
            sql_text_cut(&store->sql, Q_JOURNAL_ROW, 3, actor, sizeof actor);
        sql_done(&store->sql, Q_JOURNAL_ROW);
        if (!fault && edit)
            fault = undo_state(store, step, set->key, &state, &known, r->err);
        if (!fault && edit && state == STATE_DONE)
            fault =
                err_set(r->err, FAULT_CONFLICT,
                        "%s has worked on the new text since; `revise` with the old text's file "
                        "brings that back and keeps what was done",
                        actor);
        if (fault || (revise && uuid_equal(step, r->undoes)))
            return fault;
    }
    return OK;
}

static enum fault carry_back(struct revising *r, struct setrow *set)
{
    struct store *store = r->store;
    struct edits edits = {0};
    struct journal_read read;
    int64_t revision;
    bool row;
    enum fault fault = find_revised(r, set, &revision);
    if (!fault && revision) {
        fault = journal_read(store, set->key, revision, &read, &row, r->err);
        if (!fault)
            fault = codec_read_across(read.entry.body, read.entry.n_body, store->labels,
                                      r->revision->after, r->revision->before, &edits, r->err);
        sql_done(&store->sql, Q_JOURNAL_ROW);
        edits_invert(&edits);
    }
    if (!fault)
        fault = carry_set(r, set, &edits);
    edits_release(&edits);
    return fault;
}

static enum fault carry_sets(struct revising *r)
{
    struct setrow set, last;
    size_t used = 0;
    bool found = true, back = !uuid_is_zero(r->undoes);
    enum fault fault = OK;
    for (bool some = false; !fault; some = true) {
        fault =
            setrow_next(r->store, r->document.key, some ? &last : NULL, &set, &found, NULL, r->err);
        if (fault || !found)
            break;
        last = set;
        fault = back ? carry_back(r, &set) : carry_told(r, &set, &used);
    }
    if (!fault && !back && used != r->revision->n)
        fault = err_set(r->err, FAULT_CONFLICT, "the marks were changed meanwhile; try again");
    return fault;
}

/* ---- where people were ---- */
static enum fault next_place(struct revising *r, char person[PERSON_MAX + 1], struct place *place,
                             bool *found)
{
    struct sql *sql = &r->store->sql;
    enum fault memory = OK;
    enum fault fault = sql_one(sql, Q_PLACE_AFTER, VALUES(V_INT(r->document.key), V_STRING(person)),
                               found, r->err);
    *place = (struct place){.edition = r->row.edition};
    if (!fault && *found) {
        sql_text_cut(sql, Q_PLACE_AFTER, 0, person, PERSON_MAX + 1);
        place->cursor = (uint32_t)sql_int(sql, Q_PLACE_AFTER, 1);
        place->top = (uint32_t)sql_int(sql, Q_PLACE_AFTER, 2);
        place->coverage = sql_copy(sql, Q_PLACE_AFTER, 3, &memory);
    }
    sql_done(sql, Q_PLACE_AFTER);
    return memory ? err_set(r->err, memory, "out of memory") : fault;
}

static enum fault move_places(struct revising *r)
{
    char person[PERSON_MAX + 1] = "";
    struct place place;
    bool found = true;
    enum fault fault = OK;
    while (!fault && !(fault = next_place(r, person, &place, &found)) && found) {
        if (!r->revision->place(r->revision->ctx, &place))
            fault = err_set(r->err, FAULT_MEMORY, "out of memory");
        else
            fault = sql_run(&r->store->sql, Q_PLACE_MOVE,
                            VALUES(V_STRING(person), V_INT(r->document.key), V_INT(place.cursor),
                                   V_INT(place.top), V_STRING(place.coverage)),
                            r->err);
        place_release(&place);
    }
    return fault;
}

/* ---- the document ---- */
static enum fault keep_document(struct revising *r)
{
    const struct document *d = &r->document;
    return sql_run(
        &r->store->sql, Q_DOCUMENT_REVISE,
        VALUES(V_INT(d->key), V_INT(d->bytes), V_INT(d->codepoints), V_INT(d->lines),
               V_BLOB(d->sha256, sizeof d->sha256), V_STRING(d->source_encoding),
               d->source_encoding ? V_BLOB(d->source_sha256, sizeof d->source_sha256) : V_NULL,
               V_INT(d->edition)),
        r->err);
}

static enum fault keep_revision(struct revising *r)
{
    struct store *store = r->store;
    struct buf body = {0};
    enum fault fault =
        sql_run(&store->sql, Q_REVISION_ADD,
                VALUES(V_INT(r->row.document), V_INT(r->row.number), V_INT(r->row.edition),
                       r->row.undoes ? V_INT(r->row.undoes) : V_NULL, V_UUID(r->row.step),
                       V_INT(r->row.at)),
                r->err);
    write_body(&r->document, &r->row, &body);
    if (!fault && body.failed)
        fault = err_set(r->err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = journal_project_step(store, r->row.step, r->row.at, r->what, &body, r->err);
    buf_release(&body);
    return fault;
}

/* What both ways begin with: who may, and that the text in use is the one at hand. */
static enum fault begin(struct revising *r)
{
    struct store *store = r->store;
    struct uuid id;
    bool found;
    if (!store->labels)
        return err_set(r->err, FAULT_USAGE, "%s: the label set was not read yet", store->path);
    enum fault fault = rights_lead(store, "revise a text", r->err);
    if (!fault)
        fault = document_live(store, r->revision->document, r->revision->before, &id, r->err);
    if (!fault)
        fault = labels_are_newest(store, r->err);
    if (!fault)
        fault = store_document(store, r->revision->document, &r->document, r->err);
    if (!fault)
        fault = get_row(store, r->revision->document, 0, &r->row, &found, r->err);
    r->row.number++;
    r->row.undoes = 0;
    r->row.step = uuid_new(&store->env);
    r->row.at = store->env.now(store->env.ctx);
    return fault;
}

static enum fault new_text(struct revising *r)
{
    const struct revision *revision = r->revision;
    struct document *d = &r->document;
    bool row = false;
    enum fault fault = sql_one(&r->store->sql, Q_TEXT_LAST, VALUES(V_INT(d->key)), &row, r->err);
    d->edition = !fault && row ? (uint32_t)sql_int(&r->store->sql, Q_TEXT_LAST, 0) + 1 : 1;
    sql_done(&r->store->sql, Q_TEXT_LAST);
    d->bytes = article_size(revision->after);
    d->codepoints = article_codepoints(revision->after);
    d->lines = article_lines(revision->after);
    memcpy(d->sha256, r->digest.b, sizeof d->sha256);
    memcpy(d->source_sha256, revision->source_sha256, sizeof d->source_sha256);
    free(d->source_encoding);
    d->source_encoding = revision->source_encoding ? strdup(revision->source_encoding) : NULL;
    if (!fault && revision->source_encoding && !d->source_encoding)
        fault = err_set(r->err, FAULT_MEMORY, "out of memory");
    r->row.edition = d->edition;
    return fault ? fault : document_put_text(r->store, d, revision->after, r->err);
}

static enum fault finish(struct revising *r)
{
    enum fault fault = keep_document(r);
    if (!fault)
        fault = keep_revision(r);
    if (!fault)
        fault = carry_sets(r);
    return fault ? fault : move_places(r);
}

enum fault store_revise(struct store *store, const struct revision *revision, struct err *err)
{
    const struct article *after = revision->after;
    struct revising r = {.store = store, .revision = revision, .what = "revised text", .err = err};
    /* What takes long for a large text is known before anyone has to wait. */
    r.digest = digest_of(article_bytes(after), article_size(after));
    article_codepoints(after);
    article_lines(after);
    enum fault fault = tx_write(store, err);
    if (fault)
        return fault;
    fault = begin(&r);
    store->dirty = true;
    if (!fault)
        fault = new_text(&r);
    if (!fault)
        fault = finish(&r);
    fault = tx_end(store, fault, err);
    document_release(&r.document);
    return fault;
}

/* ---- back ---- */
static enum fault last_inside(struct store *store, int64_t document, struct revision_info *out,
                              struct err *err)
{
    struct revision_row row, before;
    bool found;
    enum fault fault = get_row(store, document, 0, &row, &found, err);
    *out = (struct revision_info){0};
    while (!fault && found && row.undoes) { /* it left what stood before the one it took back */
        uint32_t number = row.undoes - 1;
        found = false;
        if (number)
            fault = get_row(store, document, number, &row, &found, err);
    }
    if (fault || !found)
        return fault;
    before = (struct revision_row){0};
    if (row.number > 1)
        fault = get_row(store, document, row.number - 1, &before, &found, err);
    *out = (struct revision_info){.number = row.number,
                                  .edition = row.edition,
                                  .before = before.edition,
                                  .step = row.step,
                                  .at = row.at};
    return fault;
}

enum fault store_revision_last(struct store *store, int64_t document, struct revision_info *out,
                               struct err *err)
{
    enum fault fault = tx_read(store, err);
    return fault ? fault : tx_end(store, last_inside(store, document, out, err), err);
}

static enum fault back_inside(struct revising *r)
{
    struct revision_info last;
    const struct revision *revision = r->revision;
    enum fault fault = begin(r);
    if (!fault)
        fault = last_inside(r->store, revision->document, &last, r->err);
    if (!fault && !last.number)
        return err_set(r->err, FAULT_MISSING,
                       "%.200s: its text was never revised, or that was taken back",
                       r->document.name);
    if (!fault && article_edition(revision->after) != last.before)
        return err_set(r->err, FAULT_CONFLICT, "the text was revised meanwhile; try again");
    if (fault)
        return fault;
    r->row.undoes = last.number;
    r->row.edition = last.before;
    r->undoes = last.step;
    fault = store_document_edition(r->store, &r->document, last.before, r->err);
    r->store->dirty = true;
    return fault ? fault : finish(r);
}

enum fault store_revise_back(struct store *store, const struct revision *revision, struct err *err)
{
    struct revising r = {
        .store = store, .revision = revision, .what = "revised text taken back", .err = err};
    enum fault fault = tx_write(store, err);
    if (fault)
        return fault;
    fault = tx_end(store, back_inside(&r), err);
    document_release(&r.document);
    return fault;
}
