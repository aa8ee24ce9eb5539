/* A draft becomes a record: names become numbers, places bytes, the format's ids our own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draft.h"
#include "draft_place.h"
#include "manicule/base/buf.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"
#include "manicule/text/glyph.h"

struct giving {
    struct draft *draft;
    struct intake *intake;
    const struct portion *portion;
    struct record record;
    struct placing placing;
    size_t *became;    /* of each draft span, its place in the record as it came, or SIZE_MAX */
    VEC(size_t) by_id; /* draft spans that have an id, in order of ids */
    struct buf text;
    bool refused;     /* the fault is the intake's */
    enum fault fault; /* the first that is none of the input's, or that stops */
    struct err *err;
};

static bool no_memory(struct giving *g)
{
    if (!g->fault)
        g->fault = err_set(g->err, FAULT_MEMORY, "out of memory");
    return false;
}

/* Something of the input is left out, or ends it. */
static bool leave_out(struct giving *g, size_t line, const char *path, struct err *why)
{
    if (path)
        err_prefix(why, "%s", path);
    g->fault = draft_refuse(g->draft, line ? line : g->portion->line, why, g->err);
    g->refused = g->fault != OK;
    return false;
}

static void tell(struct giving *g, size_t line, const char *path)
{
    struct buf whole = {0};
    buf_printf(&whole, "%s%s%s", path ? path : "", path ? ": " : "", buf_text(&g->text));
    if (g->intake->tell && !g->text.failed && !whole.failed)
        g->intake->tell(g->intake->ctx, line ? line : g->portion->line, buf_text(&whole));
    buf_release(&whole);
}

/* A string of the input as it may stand in a message. */
static void put_shown(struct buf *out, const void *text, size_t n)
{
    enum { COLUMNS = 40 };
    if (plain_text(text, n, COLUMNS, &(struct widths){0}, out) < n)
        buf_add_string(out, "…");
}

static const char *shown_name(struct giving *g, const char *name)
{
    buf_clear(&g->text);
    put_shown(&g->text, name, strlen(name));
    return buf_text(&g->text);
}

/* ---- names ---- */

static const char *mapped(const struct giving *g, const char *name)
{
    const struct intake_options *o = g->intake->options;
    for (size_t i = 0; i < o->n_map; i++)
        if (strcmp(o->map[i].from, name) == 0)
            return o->map[i].to;
    return name;
}

enum { NAME_MOST = DRAFT_NAME_MOST };

/* A name as a label set can have it: bytes it cannot have become _. */
static size_t fitting_name(const char *name, const char *unfit, char out[NAME_MOST + 1])
{
    size_t n = 0;
    for (; name[n] && n < NAME_MOST; n++)
        out[n] = (unsigned char)name[n] <= ' ' || name[n] == 0x7f || strchr(unfit, name[n])
                     ? '_'
                     : name[n];
    while (name[n] && n && ((unsigned char)name[n] & 0xc0) == 0x80)
        n--;
    out[n] = '\0';
    return n;
}

size_t draft_fit_label(const char *name, char out[DRAFT_NAME_MOST + 1])
{
    return fitting_name(name, "\"\\", out);
}

size_t draft_fit_attribute(const char *name, char out[DRAFT_NAME_MOST + 1])
{
    return fitting_name(name, "=\"\\", out);
}

static bool find_label(struct giving *g, const struct draft_span *from, uint16_t *out,
                       struct err *why)
{
    const struct intake_options *o = g->intake->options;
    const char *name = from->label && *from->label ? mapped(g, from->label) : o->default_label;
    char fit[NAME_MOST + 1];
    if (!name) {
        err_set(why, FAULT_INPUT, "it has no label; --default-label NAME gives it one");
        return false;
    }
    g->intake->counts.renamed += from->label && name != from->label;
    size_t n = draft_fit_label(name, fit);
    *out = labelset_find(g->intake->labels, fit, n);
    if (*out != LABEL_NONE)
        return true;
    if (o->add_labels && n) {
        *out = labelset_add(g->intake->labels, fit, n, o->keys);
        if (*out != LABEL_NONE)
            return true;
        err_set(why, FAULT_INPUT, "label %s: a label set has at most %d labels",
                shown_name(g, name), LABELS_MAX);
        return false;
    }
    err_set(why, FAULT_INPUT,
            "label %s is not in the label set; --add-labels adds it, --map %s=LABEL reads it as "
            "another",
            shown_name(g, name), shown_name(g, name));
    return false;
}

static bool find_type(struct giving *g, const struct draft_link *from, uint16_t start_label,
                      uint16_t end_label, uint16_t *out, struct err *why)
{
    const char *name = mapped(g, from->type);
    struct labelset *labels = g->intake->labels;
    char fit[NAME_MOST + 1];
    size_t n = draft_fit_label(name, fit);
    *out = labelset_relation(labels, fit, n);
    bool add = g->intake->options->add_labels;
    if (*out != LABEL_NONE) {
        if (add)
            labelset_widen(labels, *out, start_label, end_label);
        return true;
    }
    if (add && n)
        *out = labelset_add_relation(labels, fit, n, start_label, end_label);
    if (*out != LABEL_NONE)
        return true;
    if (add)
        err_set(why, FAULT_INPUT, "relation %s: a label set has at most %d relations",
                shown_name(g, name), LABELS_MAX);
    else
        err_set(why, FAULT_INPUT,
                "relation %s is not in the label set; --add-labels adds it, --map %s=RELATION "
                "reads it as another",
                shown_name(g, name), shown_name(g, name));
    return false;
}

/* ---- attributes ---- */

struct attr_owner { /* a label or a relation */
    bool label;
    uint16_t number;
};

static const struct attribute_def *find_def(const struct labelset *labels, struct attr_owner owner,
                                            const char *name, size_t n)
{
    return owner.label ? label_attribute(&labels->labels[owner.number], name, n)
                       : relation_attribute(&labels->relations[owner.number], name, n);
}

static bool is_choice(const struct attribute_def *def, const char *value, size_t n)
{
    for (size_t i = 0; i < def->n; i++)
        if (strlen(def->choices[i]) == n && memcmp(def->choices[i], value, n) == 0)
            return true;
    return false;
}

/* May the attribute stand here, if need be because it is added? */
static bool admit(struct giving *g, struct attr_owner owner, const char *name, size_t n,
                  const struct draft_attr *attr, struct err *why)
{
    struct labelset *labels = g->intake->labels;
    bool add = g->intake->options->add_labels;
    const struct attribute_def *def = find_def(labels, owner, name, n);
    if (!def && add) {
        bool added = owner.label ? labelset_add_attribute(labels, owner.number, name, n)
                                 : labelset_add_relation_attribute(labels, owner.number, name, n);
        if (!added)
            err_set(why, FAULT_INPUT, "attribute %s cannot be added: at most %d, with valid names",
                    shown_name(g, attr->name), ATTRIBUTES_MAX);
        return added;
    }
    if (!def) {
        err_set(why, FAULT_INPUT, "attribute %s is not in the label set; --add-labels adds it",
                shown_name(g, attr->name));
        return false;
    }
    if (def->type != ATTRIBUTE_CHOICE || is_choice(def, attr->value, attr->n))
        return true;
    if (add && labelset_add_choice(labels, def, attr->value, attr->n))
        return true;
    err_set(why, FAULT_INPUT, "attribute %s: \"%s\" is none of the choices; --add-labels adds it",
            def->name, shown_name(g, attr->value));
    return false;
}

/* Sets one attribute in a string that is grown by it. */
static bool put_attr(struct giving *g, char **attrs, const char *name, const char *value, size_t n)
{
    bool ok;
    char *with = attrs_with(*attrs, name, value, n, &ok);
    free(*attrs);
    *attrs = with;
    return ok || no_memory(g);
}

/* The attributes as the record's; what may not stand here is left out by itself. */
static bool take_attrs(struct giving *g, struct attr_owner owner, const struct draft_attr *first,
                       const char *id, size_t line, const char *path, char **out)
{
    char *attrs = NULL;
    bool good = true;
    for (const struct draft_attr *a = first; a && good; a = a->next) {
        char name[NAME_MOST + 1];
        size_t n = draft_fit_attribute(a->name, name);
        struct err why;
        if (labelset_builtin_attribute(name, n) || admit(g, owner, name, n, a, &why))
            good = put_attr(g, &attrs, name, a->value, a->n);
        else
            good = leave_out(g, line, path, &why) || !g->fault;
    }
    if (good && id)
        good = put_attr(g, &attrs, ATTRIBUTE_SOURCE_ID, id, strlen(id));
    *out = NULL;
    if (good && attrs && !(*out = arena_string(&g->record.arena, attrs)))
        good = no_memory(g);
    free(attrs);
    return good;
}

/* ---- ids ---- */

/* The same thing of the same set has the same id whenever it is read: a UUID of version 8, made of
 * what it is called where (RFC 9562). */
static struct uuid derived(const struct giving *g, const char *what, const char *id)
{
    const struct stream_set *set = &g->record.set;
    uint8_t kind = (uint8_t)set->kind;
    const char *owner = set->owner ? set->owner : "", *source = set->source ? set->source : "";
    struct piece pieces[] = {{g->record.document.sha256, 32},
                             {&kind, 1},
                             {owner, strlen(owner)},
                             {source, strlen(source)},
                             {what, strlen(what)},
                             {id, strlen(id)},
                             {g->draft->id.b, sizeof g->draft->id.b}};
    struct digest digest =
        digest_chain((struct digest){{0}}, pieces, sizeof pieces / sizeof *pieces);
    return uuid_of_digest(digest.b);
}

static struct uuid make_id(const struct giving *g, const char *what, const char *id)
{
    struct uuid own;
    if (!id)
        return uuid_new(g->intake->env);
    if (uuid_parse(id, strlen(id), &own) && !uuid_is_zero(own))
        return own;
    return derived(g, what, id);
}

static int by_id(const void *a, const void *b, void *ctx)
{
    const struct draft *draft = ctx;
    const size_t *x = a, *y = b;
    int order = strcmp(draft->spans.at[*x].id, draft->spans.at[*y].id);
    return order ? order : (*x > *y) - (*x < *y);
}

/* Spans by their ids; one that stands there twice is left out the second time. */
static bool index_ids(struct giving *g)
{
    struct draft *draft = g->draft;
    for (size_t i = 0; i < draft->spans.n; i++)
        if (draft->spans.at[i].id && !vec_push(&g->by_id, i))
            return no_memory(g);
    if (g->by_id.n)
        qsort_r(g->by_id.at, g->by_id.n, sizeof *g->by_id.at, by_id, draft);
    return true;
}

static size_t find_id(const struct giving *g, const char *id)
{
    size_t low = 0, high = g->by_id.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(g->draft->spans.at[g->by_id.at[middle]].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == g->by_id.n || strcmp(g->draft->spans.at[g->by_id.at[low]].id, id) != 0)
        return SIZE_MAX;
    return g->by_id.at[low];
}

/* ---- spans ---- */

static bool put_note(struct giving *g, size_t span, bool doubt, const char *text)
{
    struct record_note *note = &g->record.notes[g->record.n_notes++];
    *note = (struct record_note){
        .span = span, .doubt = doubt, .text = arena_string(&g->record.arena, text)};
    return note->text || no_memory(g);
}

/* The span stays where the file has it, and its owner is asked to look. */
static bool note_mismatch(struct giving *g, const struct draft_span *from, const struct span *span,
                          size_t at)
{
    buf_clear(&g->text);
    buf_add_string(&g->text, "the file's words \"");
    put_shown(&g->text, from->text, from->n_text);
    buf_add_string(&g->text, "\" are not what stands there: \"");
    put_shown(&g->text, article_bytes(g->record.article) + span->at.start.byte,
              range_size(span->at));
    buf_add_string(&g->text, "\"");
    if (g->text.failed || !put_note(g, at, true, buf_text(&g->text)))
        return no_memory(g);
    tell(g, from->line, from->path);
    return true;
}

static bool note_move(struct giving *g, const struct draft_span *from, size_t span)
{
    g->intake->counts.moved++;
    buf_clear(&g->text);
    buf_printf(&g->text, "moved on import: the file has it at %u to %u", from->at[0].start,
               from->at[from->n_at - 1].end);
    return put_note(g, span, true, buf_text(&g->text)) && (tell(g, from->line, NULL), true);
}

static bool take_span(struct giving *g, size_t i)
{
    struct draft_span *from = &g->draft->spans.at[i];
    struct record *record = &g->record;
    struct span *out = &record->spans[record->n_spans];
    struct err why = {0};
    bool moved = false;
    uint64_t mismatched = g->intake->counts.mismatched;
    g->became[i] = SIZE_MAX;
    *out = (struct span){.origin = (uint8_t)g->draft->origin};
    if (from->id && find_id(g, from->id) != i) {
        err_set(&why, FAULT_INPUT, "the id %s stands there twice", shown_name(g, from->id));
        return leave_out(g, from->line, from->path, &why) || !g->fault;
    }
    enum fault fault = draft_place(&g->placing, from, out, &moved, &why);
    if (fault == FAULT_MEMORY)
        return no_memory(g);
    if (fault || !find_label(g, from, &out->label, &why))
        return leave_out(g, from->line, from->path, &why) || !g->fault;
    out->id = make_id(g, "span", from->id);
    struct attr_owner owner = {true, out->label};
    const char *kept = !from->keep_id ? NULL : from->keep_as ? from->keep_as : from->id;
    if (!take_attrs(g, owner, from->attrs, kept, from->line, from->path, &out->attrs))
        return false;
    g->became[i] = record->n_spans++;
    if (mismatched != g->intake->counts.mismatched)
        return note_mismatch(g, from, out, g->became[i]);
    return !moved || note_move(g, from, g->became[i]);
}

static bool take_spans(struct giving *g)
{
    size_t n = g->draft->spans.n;
    g->became = calloc(n + 1, sizeof *g->became);
    g->record.spans = arena_take(&g->record.arena, (n + 1) * sizeof *g->record.spans);
    g->record.notes =
        arena_take(&g->record.arena, (n + g->draft->notes.n + 2) * sizeof *g->record.notes);
    if (!g->became || !g->record.spans || !g->record.notes)
        return no_memory(g);
    for (size_t i = 0; i < n; i++)
        if (!take_span(g, i))
            return false;
    return true;
}

/* ---- relations and notes ---- */

static bool find_end(struct giving *g, const char *id, size_t at, const char *which, size_t *out,
                     struct err *why)
{
    size_t i = id ? find_id(g, id) : at;
    if (i >= g->draft->spans.n) {
        err_set(why, FAULT_INPUT, "%s: there is no span %s", which, id ? shown_name(g, id) : "");
        return false;
    }
    *out = g->became[i];
    if (*out == SIZE_MAX)
        err_set(why, FAULT_INPUT, "%s: the span was left out", which);
    return *out != SIZE_MAX;
}

static bool take_link(struct giving *g, const struct draft_link *from)
{
    struct record *record = &g->record;
    struct relation *out = &record->relations[record->n_relations];
    struct err why = {0};
    size_t start, end;
    *out = (struct relation){0};
    if (!find_end(g, from->from, from->from_at, "from", &start, &why) ||
        !find_end(g, from->to, from->to_at, "to", &end, &why) ||
        !find_type(g, from, record->spans[start].label, record->spans[end].label, &out->type, &why))
        return leave_out(g, from->line, from->path, &why) || !g->fault;
    out->from = record->spans[start].id;
    out->to = record->spans[end].id;
    out->id = make_id(g, "relation", from->id);
    struct attr_owner owner = {false, out->type};
    if (!take_attrs(g, owner, from->attrs, from->keep_id ? from->id : NULL, from->line, from->path,
                    &out->attrs))
        return false;
    record->n_relations++;
    return true;
}

static bool take_links(struct giving *g)
{
    size_t n = g->draft->links.n;
    g->record.relations = arena_take(&g->record.arena, (n + 1) * sizeof *g->record.relations);
    if (!g->record.relations)
        return no_memory(g);
    for (size_t i = 0; i < n; i++)
        if (!take_link(g, &g->draft->links.at[i]))
            return false;
    for (size_t i = 0; i < g->draft->notes.n; i++) {
        const struct draft_note *note = &g->draft->notes.at[i];
        size_t span = note->span == SIZE_MAX ? SIZE_MAX : g->became[note->span];
        if ((note->span == SIZE_MAX || span != SIZE_MAX) &&
            !put_note(g, span, note->doubt, note->text))
            return false;
    }
    return true;
}

/* ---- the whole ---- */

static bool take_document(struct giving *g)
{
    struct draft *draft = g->draft;
    struct record *record = &g->record;
    size_t bad;
    struct err why;
    if (!draft->text && !draft->n_text)
        draft_text(draft, "", 0);
    if (draft->failed)
        return no_memory(g);
    if (draft->n_text > ARTICLE_MAX || !text_check(draft->text, draft->n_text, &bad)) {
        if (draft->n_text > ARTICLE_MAX)
            err_set(&why, FAULT_INPUT, "%zu bytes of text; a document may have %d", draft->n_text,
                    ARTICLE_MAX);
        else
            err_set(&why, FAULT_INPUT, "the text is not UTF-8 without NUL at byte %zu", bad);
        return leave_out(g, 0, NULL, &why);
    }
    struct digest digest = digest_of(draft->text, draft->n_text);
    record->article = article_take(draft->text, draft->n_text);
    draft->text = NULL;
    draft->n_text = 0;
    if (!record->article)
        return no_memory(g);
    struct stream_document *document = &record->document;
    document->article = record->article;
    memcpy(document->sha256, digest.b, sizeof document->sha256);
    record->has_id = !uuid_is_zero(draft->id);
    document->id = draft->id;
    if (draft->meta && !(document->meta = arena_string(&record->arena, draft->meta)))
        return no_memory(g);
    g->intake->documents++;
    document->name = draft->name          ? arena_string(&record->arena, draft->name)
                     : g->portion->number ? arena_printf(&record->arena, "%s-%zu", g->portion->name,
                                                         g->intake->documents)
                                          : arena_string(&record->arena, g->portion->name);
    return document->name || no_memory(g);
}

static bool take_set(struct giving *g)
{
    const struct draft *draft = g->draft;
    const struct intake_options *o = g->intake->options;
    struct stream_set *set = &g->record.set;
    const char *owner = draft->has_kind ? draft->owner : o->owner;
    const char *source = draft->has_kind ? draft->source : o->source;
    set->kind = draft->has_kind ? draft->kind : o->kind;
    if (set->kind == SET_PERSON && !owner)
        owner = o->owner;
    if (set->kind == SET_SUGGESTION && !source)
        source = o->source;
    if (set->kind == SET_PERSON && !owner) {
        g->fault = err_set(g->err, FAULT_USAGE,
                           "the file does not say whose marks these are; --annotator NAME does");
        return false;
    }
    if (set->kind == SET_SUGGESTION && !source) {
        g->fault =
            err_set(g->err, FAULT_USAGE,
                    "the file does not say whose predictions these are; --source MODEL does");
        return false;
    }
    if (set->kind != SET_GOLD && owner && !(set->owner = arena_string(&g->record.arena, owner)))
        return no_memory(g);
    bool sourced = set->kind == SET_SUGGESTION || (set->kind == SET_REVIEW && source);
    if (sourced && !(set->source = arena_string(&g->record.arena, source)))
        return no_memory(g);
    g->record.has_set = true;
    return true;
}

/* A set of which something was left out is not done, whatever the file says: it would teach that
 * there is nothing where there was something. */
static bool set_status(struct giving *g)
{
    const struct draft *draft = g->draft;
    struct stream_set *set = &g->record.set;
    g->record.no_status = !draft->has_status;
    set->status = draft->has_status                          ? draft->status
                  : g->record.n_spans > 0 || draft->finished ? STATUS_DONE
                                                             : STATUS_OPEN;
    if (!draft->left_out)
        return true;
    set->status = STATUS_OPEN;
    buf_clear(&g->text);
    buf_printf(&g->text, "%zu mark%s or parts of marks were left out on import", draft->left_out,
               draft->left_out == 1 ? "" : "s");
    return g->text.failed ? no_memory(g) : put_note(g, SIZE_MAX, true, buf_text(&g->text));
}

static bool make(struct giving *g)
{
    if (!take_document(g))
        return false;
    if (!g->draft->has_set)
        return true;
    g->placing = (struct placing){.intake = g->intake,
                                  .article = g->record.article,
                                  .arena = &g->record.arena,
                                  .known = offsets_of(g->record.article, g->draft->unit)};
    if (!take_set(g) || !index_ids(g) || !take_spans(g) || !take_links(g))
        return false;
    if (!record_sort(&g->record))
        return no_memory(g);
    return set_status(g);
}

enum fault draft_give(struct draft *draft, const struct portion *portion, struct err *err)
{
    struct giving g = {.draft = draft, .intake = draft->intake, .portion = portion, .err = err};
    bool made = make(&g);
    if (made)
        g.fault = g.intake->take(g.intake->ctx, &g.record, portion->line, err);
    g.intake->told |= g.fault != OK && (made || g.refused);
    record_release(&g.record);
    free(g.became);
    vec_free(&g.by_id);
    buf_release(&g.text);
    return g.fault;
}
