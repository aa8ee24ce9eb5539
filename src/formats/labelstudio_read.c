/* Label Studio's tasks: {"data":{"text":...},"annotations":[...],"predictions":[...]}. A task is a
 * document; each annotation of it a person's set, or gold where it is a ground truth, each
 * prediction a suggestion set. A result of type labels is a span; other results with its id are
 * its attributes, by the name of their control; a result of type relation is a relation. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "labelstudio.h"
#include "manicule/marks/digest.h"
#include "manicule/marks/idtable.h"
#include "meta.h"

struct region { /* the spans of one region: as many as it has labels */
    const char *id;
    size_t first, n;
};

struct author { /* whose sets of the task came already */
    enum set_kind kind;
    const char *name; /* NULL: not said */
    size_t i;
    struct author *next;
};

enum told { TOLD_CANCELLED = 1, TOLD_WHOLE = 2, TOLD_DRAFTS = 4, TOLD_SPLIT = 8 };

struct labelstudio {
    struct draft draft;
    struct arena arena; /* of the task at hand */
    VEC(struct region) regions;
    VEC(struct uuid *) new_ids; /* of the set at hand */
    struct idtable ids;         /* that sets before it in the task took for their own */
    struct buf text, meta;
    unsigned told; /* enum told: each once in an input */
};

struct task {
    struct labelstudio *s;
    struct intake *intake;
    const struct portion *portion;
    struct err *err;
    struct raw text; /* the string of the data that is the document */
    struct raw name;
    struct uuid id;
    struct author *authors;
    const char *list; /* "annotations" or "predictions", and */
    size_t i;         /* which of them is at hand */
    struct raw score; /* of the prediction */
    bool gave;
};

static enum fault no_memory(struct task *t)
{
    return err_set(t->err, FAULT_MEMORY, "out of memory");
}

/* A part of the task is left out, or ends the input. */
static enum fault leave_out(struct task *t, const char *path, struct err *why)
{
    err_prefix(why, "%s", path);
    return draft_refuse(&t->s->draft, t->portion->line, why, t->err);
}

static void pass_over(struct task *t, enum told kind, const char *text)
{
    t->intake->counts.passed_over++;
    if (!(t->s->told & kind))
        draft_tell(&t->s->draft, t->portion->line, text);
    t->s->told |= kind;
}

/* A string, or a number's digits; NULL: neither, or empty. */
static const char *word_of(struct task *t, struct raw raw)
{
    enum raw_type type = pull_type(raw);
    if (type == RAW_NUMBER)
        return draft_copy(&t->s->draft, raw.at, raw.n);
    return type == RAW_STRING && raw.n > 2 ? items_copy(&t->s->draft, raw, NULL) : NULL;
}

/* ---- regions ---- */

enum { R_ID, R_TYPE, R_VALUE, R_FROM_NAME, R_SCORE, R_FROM, R_TO, R_DIRECTION, R_LABELS, R_N };
static const char *const region_names[] = {"id",      "type",  "value",     "from_name", "score",
                                           "from_id", "to_id", "direction", "labels"};

enum { PATH_MOST = 96 };

static void path_of(const struct task *t, size_t k, char out[PATH_MOST])
{
    snprintf(out, PATH_MOST, "%s[%zu].result[%zu]", t->list, t->i, k);
}

/* The id as the span's: our own suggestion's without what it left with, and one that another set
 * of the task has already as a copy's. *own: it is a UUID that the span can have. */
static const char *span_id(struct task *t, const char *given, bool *own)
{
    struct labelstudio *s = t->s;
    struct uuid id;
    size_t skip = sizeof LABELSTUDIO_PREDICTED - 1;
    const char *text = given;
    if (strcmp(t->list, "predictions") == 0 && strncmp(text, LABELSTUDIO_PREDICTED, skip) == 0 &&
        items_own_id(text + skip, &id))
        text += skip;
    *own = items_own_id(text, &id);
    if (!*own)
        return text;
    if (idtable_find(&s->ids, id)) {
        *own = false;
        return arena_printf(&s->draft.arena, "copy-%s", text);
    }
    struct uuid *kept = arena_take(&s->arena, sizeof *kept);
    if (kept)
        *kept = id;
    s->draft.failed |= !kept || !vec_push(&s->new_ids, kept);
    return text;
}

static enum fault read_place(struct raw start, struct raw end, uint32_t place[2], struct err *why)
{
    if (pull_type(start) == RAW_STRING || pull_type(end) == RAW_STRING)
        return err_set(why, FAULT_INPUT,
                       "value.start: an XPath into HTML is no place in a text; only Text is read");
    if (!items_is_place(start, &place[0]))
        return err_set(why, FAULT_INPUT, "value.start: a whole number is expected");
    if (!items_is_place(end, &place[1]))
        return err_set(why, FAULT_INPUT, "value.end: a whole number is expected");
    return OK;
}

static void put_score(struct task *t, struct draft_span *span, struct raw own)
{
    struct raw score =
        pull_type(own) == RAW_NUMBER || pull_type(own) == RAW_STRING ? own : t->score;
    const char *text = word_of(t, score);
    if (text)
        draft_span_attr(&t->s->draft, span, ATTRIBUTE_SCORE, sizeof ATTRIBUTE_SCORE - 1, text,
                        strlen(text));
}

/* One span of a region: of its label k. */
static void add_span(struct task *t, const struct raw *found, struct raw label,
                     const uint32_t place[2], struct raw words, const char *path, size_t k)
{
    struct draft *draft = &t->s->draft;
    size_t n = 0;
    const char *name = pull_type(label) == RAW_STRING ? items_copy(draft, label, &n) : NULL;
    struct draft_span *span = draft_span(draft, name, n, place[0], place[1]);
    const char *id = word_of(t, found[R_ID]);
    bool own = false;
    if (!span)
        return;
    span->path = path;
    if (pull_type(words) == RAW_STRING)
        span->text = items_copy(draft, words, &span->n_text);
    if (id && k)
        id = arena_printf(&draft->arena, "%s#%zu", id, k + 1);
    else if (id)
        id = span_id(t, id, &own);
    draft->failed |= !id && word_of(t, found[R_ID]);
    span->id = id;
    span->keep_id = id && !own;
    put_score(t, span, found[R_SCORE]);
}

static enum fault read_region(struct task *t, const struct raw *found, const char *path)
{
    static const char *const names[] = {"start", "end", "text", "labels"};
    struct labelstudio *s = t->s;
    struct draft *draft = &s->draft;
    struct raw value[4], label = {0};
    struct err why;
    uint32_t place[2];
    enum fault fault = items_members(found[R_VALUE], names, 4, value, &why);
    if (fault)
        err_prefix(&why, "value");
    else
        fault = read_place(value[0], value[1], place, &why);
    if (!fault && pull_type(value[3]) != RAW_ARRAY && pull_type(value[3]) != RAW_NONE)
        fault = err_set(&why, FAULT_INPUT, "value.labels: a list is expected");
    if (fault)
        return leave_out(t, path, &why);
    const char *kept = draft_copy(draft, path, strlen(path)), *at = value[3].at;
    struct region region = {.id = word_of(t, found[R_ID]), .first = draft->spans.n};
    for (bool more = value[3].n && pull_enter(&at); more; more = pull_more(&at)) {
        label = pull_value(&at);
        add_span(t, found, label, place, value[2], kept, region.n++);
    }
    if (!region.n) {
        add_span(t, found, label, place, value[2], kept, 0);
        region.n = 1;
    }
    if (region.n > 1 && !(s->told & TOLD_SPLIT) && t->intake->tell) {
        t->intake->tell(t->intake->ctx, t->portion->line,
                        "regions with several labels become a span for each of them");
        s->told |= TOLD_SPLIT;
    }
    if (region.id)
        draft->failed |= !vec_push(&s->regions, region);
    return OK;
}

static int by_id(const void *a, const void *b)
{
    const struct region *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->first > y->first) - (x->first < y->first);
}

/* NULL: no region has this id. */
static const struct region *find_region(const struct labelstudio *s, const char *id)
{
    size_t low = 0, high = s->regions.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(s->regions.at[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < s->regions.n && strcmp(s->regions.at[low].id, id) == 0;
    return found ? &s->regions.at[low] : NULL;
}

/* ---- fields of regions ---- */

/* The member of a result's value that holds what was filled in. */
static const char *member_of(struct raw type)
{
    static const char *const members[][2] = {
        {"choices", "choices"}, {"textarea", "text"},     {"number", "number"},
        {"rating", "rating"},   {"datetime", "datetime"}, {"taxonomy", "taxonomy"},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (pull_is_word(type, members[i][0]))
            return members[i][1];
    return NULL;
}

/* Several values stand in lines of their own, the steps of a taxonomy's path between slashes. */
static void flatten(struct raw raw, const char *between, struct buf *out)
{
    const char *at = raw.at;
    bool first = true;
    switch (pull_type(raw)) {
    case RAW_STRING:
        pull_text(raw, out);
        break;
    case RAW_ARRAY:
        for (bool more = pull_enter(&at); more; more = pull_more(&at), first = false) {
            if (!first)
                buf_add_string(out, between);
            flatten(pull_value(&at), "/", out);
        }
        break;
    case RAW_NUMBER:
        buf_add(out, raw.at, raw.n);
        break;
    default:
        break;
    }
}

static enum fault read_field(struct task *t, const struct raw *found, const char *member,
                             const char *path)
{
    struct labelstudio *s = t->s;
    struct draft *draft = &s->draft;
    struct raw value;
    struct err why;
    const char *id = word_of(t, found[R_ID]), *name = word_of(t, found[R_FROM_NAME]);
    const struct region *region = id ? find_region(s, id) : NULL;
    if (!region) {
        pass_over(t, TOLD_WHOLE, "fields of whole texts are not taken, those of regions are");
        return OK;
    }
    if (!name || items_members(found[R_VALUE], &member, 1, &value, &why)) {
        err_set(&why, FAULT_INPUT, "%s is expected",
                name ? "value: an object" : "from_name: the name of a control");
        return leave_out(t, path, &why);
    }
    buf_clear(&s->text);
    flatten(value, "\n", &s->text);
    draft->failed |= s->text.failed;
    for (size_t i = region->first; i < region->first + region->n; i++)
        draft_span_attr(draft, &draft->spans.at[i], name, strlen(name), buf_text(&s->text),
                        s->text.size);
    return OK;
}

/* ---- relations ---- */

static void add_link(struct task *t, const struct raw *found, const char *type, size_t from,
                     size_t to, const char *path, size_t nth)
{
    struct draft *draft = &t->s->draft;
    struct draft_link *link = draft_link(draft, type, strlen(type));
    struct uuid own;
    if (!link)
        return;
    link->from_at = from;
    link->to_at = to;
    link->path = path;
    link->id = nth ? NULL : word_of(t, found[R_ID]);
    link->keep_id = link->id && !items_own_id(link->id, &own);
}

/* Both ways are two relations: ours have a direction. */
static enum fault read_relation(struct task *t, const struct raw *found, const char *path)
{
    struct draft *draft = &t->s->draft;
    const char *from = word_of(t, found[R_FROM]), *to = word_of(t, found[R_TO]);
    const struct region *ends[2] = {from ? find_region(t->s, from) : NULL,
                                    to ? find_region(t->s, to) : NULL};
    struct err why;
    if (!ends[0] || !ends[1]) {
        err_set(&why, FAULT_INPUT, "%s: there is no region of that id, or it was left out",
                ends[0] ? "to_id" : "from_id");
        return leave_out(t, path, &why);
    }
    bool left =
        pull_type(found[R_DIRECTION]) == RAW_STRING && pull_is_word(found[R_DIRECTION], "left");
    bool both =
        pull_type(found[R_DIRECTION]) == RAW_STRING && pull_is_word(found[R_DIRECTION], "bi");
    const char *kept = draft_copy(draft, path, strlen(path)), *at = found[R_LABELS].at;
    size_t n = 0;
    bool more = pull_type(found[R_LABELS]) == RAW_ARRAY && pull_enter(&at);
    do {
        struct raw label = more ? pull_value(&at) : (struct raw){0};
        const char *type = word_of(t, label);
        size_t start = ends[left]->first, end = ends[!left]->first;
        add_link(t, found, type ? type : "relation", start, end, kept, n++);
        if (both)
            add_link(t, found, type ? type : "relation", end, start, kept, n++);
        more = more && pull_more(&at);
    } while (more);
    return OK;
}

/* ---- results ---- */

static bool is_type(const struct raw *found, const char *name)
{
    return pull_type(found[R_TYPE]) == RAW_STRING && pull_is_word(found[R_TYPE], name);
}

static enum fault refuse_type(struct task *t, const struct raw *found, const char *path)
{
    struct err why;
    if (pull_type(found[R_TYPE]) != RAW_STRING)
        err_set(&why, FAULT_INPUT, "type: a string is expected");
    else if (is_type(found, "hypertextlabels"))
        err_set(&why, FAULT_INPUT, "type hypertextlabels: places in HTML are not read");
    else
        err_set(&why, FAULT_INPUT, "type %s: no span of a text",
                meta_shown(found[R_TYPE], &t->s->text));
    return leave_out(t, path, &why);
}

/* Fields and relations may stand before their regions. */
static enum fault read_one(struct task *t, struct raw result, size_t k, bool regions)
{
    struct raw found[R_N];
    struct err why;
    char path[PATH_MOST];
    path_of(t, k, path);
    enum fault fault = items_members(result, region_names, R_N, found, &why);
    if (fault)
        return regions ? leave_out(t, path, &why) : OK;
    bool is_region = is_type(found, "labels");
    if (regions)
        return is_region ? read_region(t, found, path) : OK;
    if (is_region)
        return OK;
    if (is_type(found, "relation"))
        return read_relation(t, found, path);
    const char *member = pull_type(found[R_TYPE]) == RAW_STRING ? member_of(found[R_TYPE]) : NULL;
    return member ? read_field(t, found, member, path) : refuse_type(t, found, path);
}

static enum fault read_pass(struct task *t, struct raw results, bool regions)
{
    const char *at = results.at;
    enum fault fault = OK;
    size_t k = 0;
    for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at))
        fault = read_one(t, pull_value(&at), k++, regions);
    return fault;
}

/* ---- sets ---- */

static void start_set(struct task *t)
{
    struct labelstudio *s = t->s;
    struct draft *draft = &s->draft;
    draft_clear(draft);
    s->regions.n = s->new_ids.n = 0;
    uint8_t *text = malloc(t->text.n);
    draft->failed |= !text;
    draft_take_text(draft, text, text ? pull_decode(t->text, (char *)text) : 0);
    draft->id = t->id;
    if (t->name.n)
        draft->name = items_copy(draft, t->name, NULL);
    if (s->meta.size)
        draft->meta = draft_copy(draft, buf_text(&s->meta), s->meta.size);
    draft->unit = t->intake->options->has_unit ? t->intake->options->unit : UNIT_CODEPOINT;
}

static enum fault give(struct task *t)
{
    struct labelstudio *s = t->s;
    t->gave = true;
    enum fault fault = draft_give(&s->draft, t->portion, t->err);
    if (!fault && !idtable_reserve(&s->ids, s->new_ids.n))
        fault = no_memory(t);
    for (size_t i = 0; i < s->new_ids.n && !fault; i++)
        if (!idtable_find(&s->ids, *s->new_ids.at[i]))
            idtable_put(&s->ids, s->new_ids.at[i]);
    return fault;
}

/* Two sets of one owner cannot both be theirs. *known: it came already, and was told. */
static enum fault enter_author(struct task *t, enum set_kind kind, const char *name, bool *known)
{
    struct author *a = t->authors;
    while (a && (a->kind != kind || !a->name != !name || (name && strcmp(a->name, name) != 0)))
        a = a->next;
    *known = a != NULL;
    if (a) {
        static const char *const whose[] = {[SET_PERSON] = "completed_by",
                                            [SET_GOLD] = "ground_truth",
                                            [SET_SUGGESTION] = "model_version"};
        struct err why;
        char path[PATH_MOST];
        err_set(&why, FAULT_INPUT, "%s: %s[%zu] of this task is the same's; one set is one owner's",
                whose[kind], t->list, a->i);
        snprintf(path, sizeof path, "%s[%zu]", t->list, t->i);
        return leave_out(t, path, &why);
    }
    a = arena_take(&t->s->arena, sizeof *a);
    char *copy = a && name ? arena_string(&t->s->arena, name) : NULL;
    if (!a || (name && !copy))
        return no_memory(t);
    *a = (struct author){.kind = kind, .name = copy, .i = t->i, .next = t->authors};
    t->authors = a;
    return OK;
}

static enum fault read_set(struct task *t, enum set_kind kind, const char *owner, struct raw result)
{
    struct draft *draft = &t->s->draft;
    bool known = false;
    draft->has_kind = true;
    draft->kind = kind;
    if (kind == SET_PERSON)
        draft->owner = owner;
    if (kind == SET_SUGGESTION)
        draft->source = owner;
    enum fault fault = draft->failed ? no_memory(t) : enter_author(t, kind, owner, &known);
    if (fault || known)
        return fault;
    if (pull_type(result) != RAW_ARRAY) {
        struct err why;
        char path[PATH_MOST];
        snprintf(path, sizeof path, "%s[%zu].result", t->list, t->i);
        err_set(&why, FAULT_INPUT, "a list is expected");
        return leave_out(t, path, &why);
    }
    fault = read_pass(t, result, true);
    if (!fault && t->s->regions.n)
        qsort(t->s->regions.at, t->s->regions.n, sizeof *t->s->regions.at, by_id);
    if (!fault)
        fault = read_pass(t, result, false);
    return fault ? fault : give(t);
}

/* Who: a name or a number as it stands, or of an object the mail address, the name, the number. */
static const char *read_author(struct task *t, struct raw by)
{
    static const char *const names[] = {"email", "username", "id"};
    struct raw found[3];
    const char *name = NULL;
    if (pull_type(by) != RAW_OBJECT || items_members(by, names, 3, found, NULL))
        return word_of(t, by);
    for (size_t i = 0; i < 3 && !name; i++)
        name = word_of(t, found[i]);
    return name;
}

static enum fault read_annotation(struct task *t, struct raw annotation)
{
    static const char *const names[] = {"completed_by", "result", "was_cancelled", "ground_truth"};
    struct raw found[4];
    struct err why;
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%s[%zu]", t->list, t->i);
    if (items_members(annotation, names, 4, found, &why))
        return leave_out(t, path, &why);
    if (pull_type(found[2]) == RAW_TRUE) {
        pass_over(t, TOLD_CANCELLED, "annotations that were cancelled are not taken");
        return OK;
    }
    start_set(t);
    bool gold = pull_type(found[3]) == RAW_TRUE;
    return read_set(t, gold ? SET_GOLD : SET_PERSON, gold ? NULL : read_author(t, found[0]),
                    found[1]);
}

static enum fault read_prediction(struct task *t, struct raw prediction)
{
    static const char *const names[] = {"model_version", "result", "score"};
    struct raw found[3];
    struct err why;
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%s[%zu]", t->list, t->i);
    if (items_members(prediction, names, 3, found, &why))
        return leave_out(t, path, &why);
    start_set(t);
    t->score = found[2];
    return read_set(t, SET_SUGGESTION, word_of(t, found[0]), found[1]);
}

static enum fault read_list(struct task *t, const char *name, struct raw list,
                            enum fault (*read)(struct task *, struct raw))
{
    const char *at = list.at;
    enum fault fault = OK;
    t->list = name;
    t->i = 0;
    if (pull_type(list) == RAW_NONE || pull_type(list) == RAW_NULL)
        return OK;
    if (pull_type(list) != RAW_ARRAY)
        return err_set(t->err, FAULT_INPUT, "%s: a list is expected", name);
    for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at), t->i++)
        fault = read(t, pull_value(&at));
    return fault;
}

/* ---- the task ---- */

/* The document: the string that is called text, or the only one there is. */
static enum fault find_text(struct task *t, struct raw data)
{
    const char *at = data.at;
    size_t strings = 0;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), value = pull_value(&at);
        if (pull_type(value) != RAW_STRING)
            continue;
        if (pull_is_word(key, "text")) {
            t->text = value;
            return OK;
        }
        strings++;
        t->text = value;
    }
    if (strings == 1)
        return OK;
    return err_set(t->err, FAULT_INPUT,
                   strings ? "data: which of its strings is the text? It is to be called text"
                           : "data: there is no text in it");
}

/* What our writer says of the document; a stranger's meta is metadata. */
static enum fault read_document(struct task *t, struct raw meta, struct raw *own, bool *ours)
{
    static const char *const outer[] = {"document"}, *const names[] = {"name", "id", "sha256",
                                                                       "meta"};
    struct raw document, found[4];
    uint8_t given[32];
    *ours = pull_type(meta) == RAW_OBJECT && !items_members(meta, outer, 1, &document, NULL) &&
            pull_type(document) == RAW_OBJECT && !items_members(document, names, 4, found, NULL);
    if (!*ours)
        return OK;
    if (pull_type(found[0]) == RAW_STRING && found[0].n > 2)
        t->name = found[0];
    if (pull_type(found[1]) == RAW_STRING)
        uuid_parse(found[1].at + 1, found[1].n - 2, &t->id);
    *own = found[3];
    if (pull_type(found[2]) != RAW_STRING || !digest_parse(found[2].at + 1, found[2].n - 2, given))
        return OK;
    buf_clear(&t->s->text);
    pull_text(t->text, &t->s->text);
    if (t->s->text.failed)
        return no_memory(t);
    struct digest digest = digest_of(buf_text(&t->s->text), t->s->text.size);
    if (memcmp(digest.b, given, sizeof given) == 0)
        return OK;
    return err_set(t->err, FAULT_INPUT,
                   "data: the text is not the one that meta.document.sha256 is of");
}

/* The data's other members, and a stranger's meta, are the document's metadata. */
static enum fault read_meta(struct task *t, struct raw data, struct raw meta)
{
    static const char word[] = "\"meta\"";
    struct raw own = {0};
    VEC(struct member) members = {0};
    bool ours, good = true;
    enum fault fault = read_document(t, meta, &own, &ours);
    if (fault)
        return fault;
    size_t size = 0;
    if (!ours && pull_type(meta) == RAW_OBJECT && pull_count(meta)) {
        struct member member = {{word, sizeof word - 1}, meta};
        good = vec_push(&members, member);
        size += meta.n;
    }
    struct raw from[] = {data, own};
    for (size_t i = 0; i < 2; i++) {
        const char *at = from[i].at;
        bool more = pull_type(from[i]) == RAW_OBJECT && pull_enter(&at);
        for (; more && good; more = pull_more(&at)) {
            struct member member = {.key = pull_key(&at)};
            member.value = pull_value(&at);
            if (member.value.at == t->text.at)
                continue;
            size += member.key.n + member.value.n;
            good = vec_push(&members, member);
        }
    }
    buf_clear(&t->s->meta);
    if (!good)
        fault = no_memory(t);
    else if (size > META_MOST)
        fault = meta_too_long(t->err);
    else if (members.n)
        fault = meta_object(members.at, members.n, &t->s->meta, t->err);
    if (fault == FAULT_INPUT)
        err_prefix(t->err, "data");
    vec_free(&members);
    return fault;
}

enum { T_DATA, T_ANNOTATIONS, T_OLD, T_PREDICTIONS, T_META, T_DRAFTS, T_LABEL, T_BY, T_N };

static enum fault read_task(struct task *t, struct raw value)
{
    static const char *const names[] = {"data", "annotations", "completions", "predictions",
                                        "meta", "drafts",      "label",       "annotator"};
    struct raw found[T_N];
    enum fault fault = items_members(value, names, T_N, found, t->err);
    if (fault)
        return fault;
    if (!found[T_DATA].n && (found[T_LABEL].n || found[T_BY].n))
        return err_set(t->err, FAULT_INPUT,
                       "this is JSON-MIN, which leaves out what is needed; export as JSON");
    if (pull_type(found[T_DATA]) != RAW_OBJECT)
        return err_set(t->err, FAULT_INPUT, "data: %s",
                       found[T_DATA].n ? "an object is expected" : "is missing; is this a task?");
    fault = find_text(t, found[T_DATA]);
    if (!fault)
        fault = read_meta(t, found[T_DATA], found[T_META]);
    if (!fault)
        fault = read_list(t, "annotations", found[found[T_ANNOTATIONS].n ? T_ANNOTATIONS : T_OLD],
                          read_annotation);
    if (!fault)
        fault = read_list(t, "predictions", found[T_PREDICTIONS], read_prediction);
    if (!fault && pull_type(found[T_DRAFTS]) == RAW_ARRAY && pull_count(found[T_DRAFTS]))
        pass_over(t, TOLD_DRAFTS, "drafts are not taken");
    if (fault || t->gave)
        return fault;
    start_set(t);
    t->s->draft.has_set = false;
    return give(t);
}

static enum fault read_portion(void *state, struct intake *intake, const struct portion *portion,
                               struct err *err)
{
    struct labelstudio *s = state;
    struct task t = {.s = s, .intake = intake, .portion = portion, .err = err};
    struct raw value;
    enum fault fault = pull_check(portion->bytes, portion->n, &value, err);
    if (fault)
        return fault;
    if (!s->draft.intake)
        draft_begin(&s->draft, intake);
    fault = read_task(&t, value);
    idtable_free(&s->ids);
    arena_clear(&s->arena);
    return fault;
}

static void release(void *state)
{
    struct labelstudio *s = state;
    draft_release(&s->draft);
    arena_release(&s->arena);
    idtable_free(&s->ids);
    vec_free(&s->regions);
    vec_free(&s->new_ids);
    buf_release(&s->text);
    buf_release(&s->meta);
}

const struct format_reader labelstudio_reader = {
    .state = sizeof(struct labelstudio), .read = read_portion, .release = release};
