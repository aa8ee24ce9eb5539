/* W3C Web Annotation, JSON-LD as the recommendation writes it: annotations by themselves or in a
 * list, pages and collections of them. Those of one creator on one text are a set. What comes in a
 * page of ours is given when the page ends, for it holds the set whole; everything else when the
 * file does.
 *
 * A body that tags is the label, one that comments a comment, one with our `attribute` an
 * attribute; an annotation whose motivation is linking is a relation from its target, an
 * annotation, to its body, another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/formats/format.h"
#include "webannotation.h"

struct remark {
    struct raw text;
    bool doubt;
};

struct pair { /* an attribute of the annotation at hand */
    struct raw name, value;
};

struct group { /* a set that is being gathered */
    struct wa_text *text;
    struct draft draft;
};

struct pending { /* a relation: which group its spans are in shows at the end */
    const char *id, *type, *from, *to, *path;
    bool keep_id;
    struct draft_attr *attrs;
    size_t line;
};

enum told { TOLD_BODY = 1, TOLD_NEXT = 2, TOLD_SPLIT = 4 };

struct webannotation {
    struct intake *intake;
    struct arena arena; /* of the texts and the pending */
    struct wa_targets targets;
    VEC(struct group *) groups;
    VEC(struct pending) pending;
    VEC(struct raw) labels; /* of the annotation at hand, */
    VEC(struct pair) pairs;
    VEC(struct remark) remarks;
    VEC(struct raw) links;
    size_t untaken;  /* bodies */
    size_t left_out; /* of the page, and nobody can say of which set */
    struct buf name; /* of the file */
    unsigned told;
};

/* Whose an annotation is. */
struct owner {
    bool has_kind;
    enum set_kind kind;
    const char *name;
    bool has_status;
    enum status status;
};

struct reading {
    struct webannotation *w;
    const struct portion *portion;
    struct err *err;
    struct raw creator; /* of the page at hand: of those in it that have none */
    struct raw set, status;
    struct owner owner; /* of the annotation at hand */
    const char *path;   /* "items[3]"; "": the portion is the annotation */
};

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault leave_out(struct webannotation *w, size_t line, const char *path, struct err *why,
                            struct err *err)
{
    if (path && *path)
        err_prefix(why, "%s", path);
    enum fault fault = w->intake->refuse(w->intake->ctx, line, why);
    w->left_out++;
    if (!fault) {
        w->intake->counts.refused++;
        return OK;
    }
    if (err)
        *err = *why;
    w->intake->told = true;
    return fault;
}

static void pass_over(struct reading *r, enum told kind, const char *text)
{
    struct webannotation *w = r->w;
    w->intake->counts.passed_over++;
    if (!(w->told & kind) && w->intake->tell)
        w->intake->tell(w->intake->ctx, r->portion->line, text);
    w->told |= kind;
}

/* ---- whose ---- */

/* A person or a program by the name that it goes by. *software: it is a program. */
static const char *agent(struct reading *r, struct raw raw, bool *software)
{
    static const char *const names[] = {"type", "nickname", "name", "email", "id"};
    struct raw found[5], name = raw;
    const char *at = raw.at;
    *software = false;
    if (pull_type(raw) == RAW_ARRAY && pull_enter(&at))
        raw = name = pull_value(&at);
    if (pull_type(raw) == RAW_OBJECT && !items_members(raw, names, 5, found, NULL)) {
        *software = wa_is(found[0], "Software") || wa_is(found[0], "SoftwareAgent");
        if (*software && found[2].n)
            found[1] = (struct raw){0};
        name = (struct raw){0};
        for (size_t i = 1; i < 5 && !name.n; i++)
            if (pull_type(found[i]) == RAW_STRING && found[i].n > 2)
                name = found[i];
    }
    const char *text = wa_string(&r->w->arena, name);
    return text && strncmp(text, "mailto:", 7) == 0 ? text + 7 : text;
}

static bool find_owner(struct reading *r, struct raw creator, struct err *why)
{
    bool software;
    struct owner *o = &r->owner;
    *o = (struct owner){.kind = SET_PERSON};
    o->name = agent(r, creator.n ? creator : r->creator, &software);
    if (o->name && !*o->name)
        o->name = NULL;
    o->has_kind = o->name != NULL;
    if (software)
        o->kind = SET_SUGGESTION;
    if (pull_type(r->set) == RAW_STRING) {
        o->has_kind = set_kind_parse(r->set.at + 1, r->set.n - 2, &o->kind);
        if (!o->has_kind || o->kind == SET_REVIEW) {
            err_set(why, FAULT_INPUT, "set: person, gold or suggestion is expected");
            return false;
        }
    }
    if (o->kind == SET_GOLD)
        o->name = NULL; /* whoever settled it */
    o->has_status = pull_type(r->status) == RAW_STRING &&
                    status_parse(r->status.at + 1, r->status.n - 2, &o->status);
    return true;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_group(const struct group *g, const struct owner *o, const struct wa_text *text)
{
    const struct draft *d = &g->draft;
    const char *name = d->kind == SET_SUGGESTION ? d->source : d->owner;
    return g->text == text && d->has_kind == o->has_kind &&
           (!o->has_kind || (d->kind == o->kind && same(name, o->name)));
}

/* The set that the annotation belongs to. NULL: no memory. */
static struct group *find_group(struct reading *r, struct wa_text *text)
{
    struct webannotation *w = r->w;
    const struct owner *o = &r->owner;
    for (size_t i = w->groups.n; i--;)
        if (is_group(w->groups.at[i], o, text))
            return w->groups.at[i];
    struct group *g = calloc(1, sizeof *g);
    if (!g || !vec_push(&w->groups, g)) {
        free(g);
        return NULL;
    }
    g->text = text;
    draft_begin(&g->draft, w->intake);
    g->draft.has_kind = o->has_kind;
    g->draft.kind = o->kind;
    if (o->name && o->kind == SET_SUGGESTION)
        g->draft.source = draft_copy(&g->draft, o->name, strlen(o->name));
    else if (o->name && o->kind == SET_PERSON)
        g->draft.owner = draft_copy(&g->draft, o->name, strlen(o->name));
    g->draft.has_status = o->has_status;
    g->draft.status = o->status;
    return g;
}

/* ---- bodies ---- */

static bool is_tag(struct raw purpose)
{
    return wa_is(purpose, "tagging") || wa_is(purpose, "classifying") ||
           wa_is(purpose, "identifying");
}

enum { B_PURPOSE, B_VALUE, B_ATTRIBUTE, B_SOURCE, B_N };

/* A body without a purpose has the annotation's motivation. */
static bool read_body(struct reading *r, struct raw body, struct raw motivation)
{
    static const char *const names[] = {"purpose", "value", "attribute", "source"};
    struct webannotation *w = r->w;
    struct raw found[B_N] = {{0}}, purpose = motivation;
    if (pull_type(body) == RAW_OBJECT && items_members(body, names, B_N, found, NULL) == OK &&
        found[B_PURPOSE].n)
        purpose = found[B_PURPOSE];
    struct raw value = found[B_VALUE], address = wa_iri(found[B_SOURCE].n ? found[B_SOURCE] : body);
    if (pull_type(value) == RAW_STRING && pull_type(found[B_ATTRIBUTE]) == RAW_STRING)
        return vec_push(&w->pairs, ((struct pair){found[B_ATTRIBUTE], value}));
    if (pull_type(value) == RAW_STRING) {
        if (is_tag(purpose))
            return vec_push(&w->labels, value);
        return value.n == 2 ||
               vec_push(&w->remarks, ((struct remark){value, wa_is(purpose, "questioning")}));
    }
    if (address.n && wa_is(purpose, "linking"))
        return vec_push(&w->links, address);
    if (address.n && is_tag(purpose))
        return vec_push(&w->labels, address);
    w->untaken++;
    return true;
}

static bool read_bodies(struct reading *r, struct raw body, struct raw plain, struct raw motivation)
{
    struct webannotation *w = r->w;
    const char *at = body.at;
    bool good = true;
    w->labels.n = w->pairs.n = w->remarks.n = w->links.n = w->untaken = 0;
    if (pull_type(body) == RAW_ARRAY)
        for (bool more = pull_enter(&at); more && good; more = pull_more(&at))
            good = read_body(r, pull_value(&at), motivation);
    else if (body.n)
        good = read_body(r, body, motivation);
    if (pull_type(plain) == RAW_STRING && good) {
        if (is_tag(motivation))
            return vec_push(&w->labels, plain);
        return plain.n == 2 || vec_push(&w->remarks, ((struct remark){plain, false}));
    }
    return good;
}

/* ---- annotations ---- */

/* Our own ids stand in addresses of UUIDs. NULL: no memory, or there is none. */
static const char *id_of(struct arena *arena, struct raw address, bool *own)
{
    const char *iri = wa_string(arena, address);
    size_t n = sizeof WEBANNOTATION_UUID - 1;
    struct uuid id;
    *own = iri && strncmp(iri, WEBANNOTATION_UUID, n) == 0 && items_own_id(iri + n, &id);
    return *own ? iri + n : iri && *iri ? iri : NULL;
}

/* The words of all pieces, if each has some. */
static void put_words(struct draft *draft, struct draft_span *span, const struct wa_piece *pieces,
                      size_t n)
{
    size_t room = 1;
    for (size_t i = 0; i < n; i++) {
        if (!pieces[i].exact.n)
            return;
        room += pieces[i].exact.n;
    }
    char *words = arena_take(&draft->arena, room);
    size_t used = 0;
    draft->failed |= !words;
    for (size_t i = 0; i < n && words; i++) {
        if (i)
            words[used++] = ' ';
        used += pull_decode(pieces[i].exact, words + used);
    }
    span->text = words;
    span->n_text = used;
    span->pieces_joined = n > 1;
    if (pieces[0].prefix.n)
        span->before = items_copy(draft, pieces[0].prefix, NULL);
    if (pieces[n - 1].suffix.n)
        span->after = items_copy(draft, pieces[n - 1].suffix, NULL);
}

static void put_pairs(struct webannotation *w, struct draft *draft, struct draft_span *span)
{
    for (size_t i = 0; i < w->pairs.n; i++) {
        size_t n, n_value;
        const char *name = items_copy(draft, w->pairs.at[i].name, &n);
        const char *value = items_copy(draft, w->pairs.at[i].value, &n_value);
        if (name && value)
            draft_span_attr(draft, span, name, n, value, n_value);
    }
}

/* The span of a target with one of the labels; the nth of the annotation. */
static enum fault add_span(struct reading *r, const struct wa_target *target, struct raw label,
                           struct raw id, size_t nth)
{
    struct webannotation *w = r->w;
    struct group *g = find_group(r, target->text);
    if (!g)
        return no_memory(r->err);
    struct draft *draft = &g->draft;
    draft->has_set = true;
    const struct wa_piece *pieces = &w->targets.pieces.at[target->first];
    size_t n = 0;
    bool own = false;
    const char *name = label.n ? items_copy(draft, label, &n) : NULL;
    struct draft_span *span = draft_span(draft, name, n, pieces[0].start, pieces[0].end);
    if (!span)
        return no_memory(r->err);
    for (size_t i = 1; i < target->n; i++)
        draft_piece(draft, span, pieces[i].start, pieces[i].end);
    span->line = r->portion->line;
    span->path = *r->path ? draft_copy(draft, r->path, strlen(r->path)) : NULL;
    span->id = id.n ? id_of(&draft->arena, id, &own) : NULL;
    if (span->id && nth) {
        span->id = arena_printf(&draft->arena, "%s#%zu", span->id, nth + 1);
        own = false;
    }
    span->keep_id = span->id && !own;
    put_words(draft, span, pieces, target->n);
    put_pairs(w, draft, span);
    size_t at = draft->spans.n - 1;
    for (size_t i = 0; i < w->remarks.n; i++) {
        const char *text = items_copy(draft, w->remarks.at[i].text, &n);
        if (text)
            draft_note(draft, at, w->remarks.at[i].doubt, text, n);
    }
    return draft->failed ? no_memory(r->err) : OK;
}

static enum fault add_spans(struct reading *r, struct raw target, struct raw id)
{
    struct webannotation *w = r->w;
    struct err why;
    size_t nth = 0, labels = w->labels.n ? w->labels.n : 1;
    enum fault fault = wa_targets(&w->targets, target, &why);
    if (fault == FAULT_INPUT)
        return leave_out(w, r->portion->line, r->path, &why, r->err);
    if (fault) {
        if (r->err)
            *r->err = why;
        return fault;
    }
    if (w->untaken)
        pass_over(r, TOLD_BODY, "bodies that are neither tags nor comments are not taken");
    if (labels * w->targets.targets.n > 1 && !(w->told & TOLD_SPLIT) && w->intake->tell) {
        w->told |= TOLD_SPLIT;
        w->intake->tell(w->intake->ctx, r->portion->line,
                        "annotations with several tags or targets become a span for each");
    }
    for (size_t i = 0; i < w->targets.targets.n && !fault; i++)
        for (size_t k = 0; k < labels && !fault; k++)
            fault = add_span(r, &w->targets.targets.at[i],
                             w->labels.n ? w->labels.at[k] : (struct raw){0}, id, nth++);
    return fault;
}

/* ---- relations ---- */

static bool keep_pairs(struct webannotation *w, struct pending *link)
{
    for (size_t i = w->pairs.n; i--;) {
        struct draft_attr *attr = arena_take(&w->arena, sizeof *attr);
        if (!attr)
            return false;
        attr->name = wa_string(&w->arena, w->pairs.at[i].name);
        attr->value = wa_string(&w->arena, w->pairs.at[i].value);
        if (!attr->name || !attr->value)
            return false;
        attr->n = strlen(attr->value);
        attr->next = link->attrs;
        link->attrs = attr;
    }
    return true;
}

/* A link from an annotation to others; each label of it is a type. */
static enum fault add_links(struct reading *r, struct raw from, struct raw id)
{
    struct webannotation *w = r->w;
    size_t types = w->labels.n ? w->labels.n : 1, nth = 0;
    bool own = false, ends, good = true;
    for (size_t i = 0; i < w->links.n && good; i++)
        for (size_t k = 0; k < types && good; k++) {
            struct pending link = {.line = r->portion->line};
            link.type = w->labels.n ? wa_string(&w->arena, w->labels.at[k]) : "linking";
            link.from = id_of(&w->arena, from, &ends);
            link.to = id_of(&w->arena, w->links.at[i], &ends);
            link.id = id.n ? id_of(&w->arena, id, &own) : NULL;
            if (link.id && nth++) {
                link.id = arena_printf(&w->arena, "%s#%zu", link.id, nth);
                own = false;
            }
            link.keep_id = link.id && !own;
            link.path = *r->path ? arena_string(&w->arena, r->path) : "";
            good = link.type && link.from && link.to && link.path && keep_pairs(w, &link) &&
                   vec_push(&w->pending, link);
        }
    return good ? OK : no_memory(r->err);
}

/* Does the target name an annotation, so that a link can run from it? */
static struct raw linked(struct raw target)
{
    static const char *const names[] = {"selector", "source", "items"};
    struct raw found[3] = {{0}};
    if (pull_type(target) == RAW_OBJECT &&
        (items_members(target, names, 3, found, NULL) || found[0].n || found[2].n))
        return (struct raw){0};
    struct raw address = wa_iri(found[1].n ? found[1] : target);
    return address.n > 2 ? address : (struct raw){0};
}

enum { A_ID, A_MOTIVATION, A_CREATOR, A_BODY, A_PLAIN, A_TARGET, A_N };

static enum fault read_annotation(struct reading *r, struct raw annotation)
{
    static const char *const names[] = {"id",   "motivation", "creator",
                                        "body", "bodyValue",  "target"};
    struct raw found[A_N];
    struct err why;
    if (items_members(annotation, names, A_N, found, &why) ||
        !find_owner(r, found[A_CREATOR], &why))
        return leave_out(r->w, r->portion->line, r->path, &why, r->err);
    struct raw id = pull_type(found[A_ID]) == RAW_STRING ? found[A_ID] : (struct raw){0};
    if (!read_bodies(r, found[A_BODY], found[A_PLAIN], found[A_MOTIVATION]))
        return no_memory(r->err);
    struct raw from = linked(found[A_TARGET]);
    if (from.n && r->w->links.n && wa_is(found[A_MOTIVATION], "linking"))
        return add_links(r, from, id);
    return add_spans(r, found[A_TARGET], id);
}

/* ---- giving ---- */

struct place { /* of a span, by its id */
    const char *id;
    struct group *group;
};

static int by_id(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return strcmp(x->id, y->id);
}

static enum fault add_pending(struct webannotation *w, const struct place *places, size_t n,
                              const struct pending *link, struct err *err)
{
    struct place key = {.id = link->from};
    const struct place *found = n ? bsearch(&key, places, n, sizeof key, by_id) : NULL;
    if (!found) {
        struct err why;
        err_set(&why, FAULT_INPUT,
                "target: the annotation that it runs from is not in the file, or "
                "was left out");
        return leave_out(w, link->line, link->path, &why, err);
    }
    struct draft *draft = &found->group->draft;
    struct draft_link *out = draft_link(draft, link->type, strlen(link->type));
    if (!out)
        return no_memory(err);
    out->id = link->id;
    out->keep_id = link->keep_id;
    out->from = link->from;
    out->to = link->to;
    out->attrs = link->attrs;
    out->line = link->line;
    out->path = *link->path ? link->path : NULL;
    return OK;
}

/* Each relation to the set of the span that it runs from. */
static enum fault settle_links(struct webannotation *w, struct err *err)
{
    VEC(struct place) places = {0};
    bool good = true;
    enum fault fault = OK;
    if (!w->pending.n)
        return OK;
    for (size_t i = 0; i < w->groups.n && good; i++)
        for (size_t k = 0; k < w->groups.at[i]->draft.spans.n && good; k++) {
            struct place place = {w->groups.at[i]->draft.spans.at[k].id, w->groups.at[i]};
            good = !place.id || vec_push(&places, place);
        }
    if (places.n)
        qsort(places.at, places.n, sizeof *places.at, by_id);
    for (size_t i = 0; i < w->pending.n && good && !fault; i++)
        fault = add_pending(w, places.at, places.n, &w->pending.at[i], err);
    vec_free(&places);
    return good ? fault : no_memory(err);
}

static enum fault give(struct webannotation *w, struct group *g, size_t line, struct err *err)
{
    struct draft *draft = &g->draft;
    struct portion portion = {.name = buf_text(&w->name), .line = line};
    draft->id = g->text->id;
    draft->name = g->text->name;
    draft->meta = g->text->meta;
    draft_text(draft, g->text->bytes, g->text->n);
    draft->left_out = w->left_out;
    return draft_give(draft, &portion, err);
}

static void forget(struct webannotation *w)
{
    for (size_t i = 0; i < w->groups.n; i++) {
        draft_release(&w->groups.at[i]->draft);
        free(w->groups.at[i]);
    }
    w->groups.n = w->pending.n = w->left_out = 0;
    wa_forget(&w->targets);
    arena_clear(&w->arena);
}

static enum fault give_all(struct webannotation *w, size_t line, struct err *err)
{
    enum fault fault = settle_links(w, err);
    for (size_t i = 0; i < w->groups.n && !fault; i++) {
        size_t first = w->groups.at[i]->draft.spans.n ? w->groups.at[i]->draft.spans.at[0].line : 0;
        fault = give(w, w->groups.at[i], first ? first : line, err);
    }
    forget(w);
    return fault;
}

/* ---- pages ---- */

enum { G_TYPE, G_ITEMS, G_FIRST, G_NEXT, G_CREATOR, G_SET, G_STATUS, G_SOURCE, G_N };
static const char *const page_names[] = {"type",    "items", "first",  "next",
                                         "creator", "set",   "status", "source"};

static enum fault read_items(struct reading *r, struct raw items, const char *path)
{
    const char *at = items.at;
    enum fault fault = OK;
    size_t i = 0;
    for (bool more = items.n && pull_enter(&at); more && !fault; more = pull_more(&at)) {
        char place[64];
        snprintf(place, sizeof place, "%sitems[%zu]", path, i++);
        r->path = place;
        fault = read_annotation(r, pull_value(&at));
    }
    return fault;
}

/* A page that says which set it is holds it whole, also one without a mark; set null: nobody has
 * opened the document. */
static enum fault begin_set(struct reading *r, const struct raw *found, const char *path)
{
    struct wa_text *text = NULL;
    struct err why;
    enum fault fault = wa_text(&r->w->targets, found[G_SOURCE], &text, &why);
    if (!fault && !find_owner(r, found[G_CREATOR], &why))
        fault = FAULT_INPUT;
    else if (fault == FAULT_INPUT)
        err_prefix(&why, "source");
    if (fault) {
        if (r->err)
            *r->err = why;
        return fault == FAULT_INPUT && *path ? err_prefix(r->err, "%s", path) : fault;
    }
    struct group *g = find_group(r, text);
    if (!g)
        return no_memory(r->err);
    g->draft.has_set = pull_type(found[G_SET]) == RAW_STRING;
    return OK;
}

static enum fault read_page(struct reading *r, const struct raw *found, const char *path)
{
    struct webannotation *w = r->w;
    bool ours = found[G_SET].n && found[G_SOURCE].n;
    if (pull_type(found[G_ITEMS]) != RAW_ARRAY && (found[G_ITEMS].n || !ours))
        return err_set(r->err, FAULT_INPUT, "%sitems: a list is expected", path);
    if (ours)
        r->creator = found[G_CREATOR]; /* a stranger's page is not made by who made what is in it */
    r->set = found[G_SET];
    r->status = found[G_STATUS];
    if (found[G_NEXT].n && pull_type(found[G_NEXT]) == RAW_STRING)
        pass_over(r, TOLD_NEXT, "pages that follow by their address are not fetched");
    enum fault fault = OK;
    if (ours) {
        fault = give_all(w, r->portion->line, r->err); /* what came before, so that texts may go */
        if (!fault)
            fault = begin_set(r, found, path);
    } else if (found[G_SOURCE].n) {
        struct wa_text *text;
        fault = wa_text(&w->targets, found[G_SOURCE], &text, r->err);
        if (fault == FAULT_INPUT)
            err_prefix(r->err, "source");
    }
    if (!fault)
        fault = read_items(r, found[G_ITEMS], path);
    return fault || !ours ? fault : give_all(w, r->portion->line, r->err);
}

static enum fault read_value(struct reading *r, struct raw value)
{
    struct raw found[G_N], inner[G_N];
    enum fault fault = items_members(value, page_names, G_N, found, r->err);
    if (fault)
        return fault;
    if (wa_is(found[G_TYPE], "Annotation"))
        return read_annotation(r, value);
    if (wa_is(found[G_TYPE], "AnnotationPage"))
        return read_page(r, found, "");
    if (!wa_is(found[G_TYPE], "AnnotationCollection"))
        return err_set(r->err, FAULT_INPUT,
                       "type: Annotation, AnnotationPage or AnnotationCollection is expected");
    if (found[G_ITEMS].n)
        return read_page(r, found, "");
    if (pull_type(found[G_FIRST]) != RAW_OBJECT)
        return err_set(r->err, FAULT_INPUT,
                       "first: a page that is named by its address is not "
                       "fetched; it has to stand in the file");
    fault = items_members(found[G_FIRST], page_names, G_N, inner, r->err);
    return fault ? fault : read_page(r, inner, "first.");
}

static enum fault read_portion(void *state, struct intake *intake, const struct portion *portion,
                               struct err *err)
{
    struct webannotation *w = state;
    struct raw value;
    enum fault fault = pull_check(portion->bytes, portion->n, &value, err);
    if (fault)
        return fault;
    w->intake = w->targets.intake = intake;
    w->targets.arena = &w->arena;
    buf_clear(&w->name);
    buf_add_string(&w->name, portion->name);
    struct reading r = {.w = w, .portion = portion, .err = err, .path = ""};
    return w->name.failed ? no_memory(err) : read_value(&r, value);
}

static enum fault end_file(void *state, struct intake *intake, struct err *err)
{
    struct webannotation *w = state;
    (void)intake;
    return w->intake ? give_all(w, w->intake->line, err) : OK;
}

static void release(void *state)
{
    struct webannotation *w = state;
    forget(w);
    arena_release(&w->arena);
    vec_free(&w->groups);
    vec_free(&w->pending);
    vec_free(&w->labels);
    vec_free(&w->pairs);
    vec_free(&w->remarks);
    vec_free(&w->links);
    vec_free(&w->targets.texts);
    vec_free(&w->targets.pieces);
    vec_free(&w->targets.targets);
    buf_release(&w->targets.scratch);
    buf_release(&w->name);
}

const struct format_reader webannotation_reader = {.state = sizeof(struct webannotation),
                                                   .read = read_portion,
                                                   .end = end_file,
                                                   .release = release};
