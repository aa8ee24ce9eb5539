/* The results of one annotation or prediction of Label Studio's become a draft's spans and
 * relations. A result of type labels is a span; other results with its id are its attributes, by
 * the name of their control; a result of type relation is a relation. */
#include "labelstudio_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "labelstudio.h"

/* ---- the task at hand ---- */

enum fault labelstudio_no_memory(struct labelstudio_task *t)
{
    return err_set(t->err, FAULT_MEMORY, "out of memory");
}

enum fault labelstudio_leave_out(struct labelstudio_task *t, const char *path, struct err *why)
{
    err_prefix(why, "%s", path);
    return draft_refuse(&t->s->draft, t->portion->line, why, t->err);
}

void labelstudio_pass_over(struct labelstudio_task *t, enum labelstudio_told kind, const char *text)
{
    t->intake->counts.passed_over++;
    if (!(t->s->told & kind))
        draft_tell(&t->s->draft, t->portion->line, text);
    t->s->told |= kind;
}

const char *labelstudio_word_of(struct labelstudio_task *t, struct raw raw)
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

static void path_of(const struct labelstudio_task *t, size_t k, char out[LABELSTUDIO_PATH_MOST])
{
    snprintf(out, LABELSTUDIO_PATH_MOST, "%s[%zu].result[%zu]", t->list, t->i, k);
}

/* The id as the span's: our own suggestion's without what it left with, and one that another set
 * of the task has already as a copy's. *own: it is a UUID that the span can have. */
static const char *span_id(struct labelstudio_task *t, const char *given, bool *own)
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

static void put_score(struct labelstudio_task *t, struct draft_span *span, struct raw own)
{
    struct raw score =
        pull_type(own) == RAW_NUMBER || pull_type(own) == RAW_STRING ? own : t->score;
    const char *text = labelstudio_word_of(t, score);
    if (text)
        draft_span_attr(&t->s->draft, span, ATTRIBUTE_SCORE, sizeof ATTRIBUTE_SCORE - 1, text,
                        strlen(text));
}

/* One span of a region: of its label k. */
static void add_span(struct labelstudio_task *t, const struct raw *found, struct raw label,
                     const uint32_t place[2], struct raw words, const char *path, size_t k)
{
    struct draft *draft = &t->s->draft;
    size_t n = 0;
    const char *name = pull_type(label) == RAW_STRING ? items_copy(draft, label, &n) : NULL;
    struct draft_span *span = draft_span(draft, name, n, place[0], place[1]);
    const char *id = labelstudio_word_of(t, found[R_ID]);
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
    draft->failed |= !id && labelstudio_word_of(t, found[R_ID]);
    span->id = id;
    span->keep_id = id && !own;
    put_score(t, span, found[R_SCORE]);
}

static enum fault read_region(struct labelstudio_task *t, const struct raw *found, const char *path)
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
        return labelstudio_leave_out(t, path, &why);
    const char *kept = draft_copy(draft, path, strlen(path)), *at = value[3].at;
    struct labelstudio_region region = {.id = labelstudio_word_of(t, found[R_ID]),
                                        .first = draft->spans.n};
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
    const struct labelstudio_region *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->first > y->first) - (x->first < y->first);
}

/* NULL: no region has this id. */
static const struct labelstudio_region *find_region(const struct labelstudio *s, const char *id)
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

static enum fault read_field(struct labelstudio_task *t, const struct raw *found,
                             const char *member, const char *path)
{
    struct labelstudio *s = t->s;
    struct draft *draft = &s->draft;
    struct raw value;
    struct err why;
    const char *id = labelstudio_word_of(t, found[R_ID]),
               *name = labelstudio_word_of(t, found[R_FROM_NAME]);
    const struct labelstudio_region *region = id ? find_region(s, id) : NULL;
    if (!region) {
        labelstudio_pass_over(t, TOLD_WHOLE,
                              "fields of whole texts are not taken, those of regions are");
        return OK;
    }
    if (!name || items_members(found[R_VALUE], &member, 1, &value, &why)) {
        err_set(&why, FAULT_INPUT, "%s is expected",
                name ? "value: an object" : "from_name: the name of a control");
        return labelstudio_leave_out(t, path, &why);
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

static void add_link(struct labelstudio_task *t, const struct raw *found, const char *type,
                     size_t from, size_t to, const char *path, size_t nth)
{
    struct draft *draft = &t->s->draft;
    struct draft_link *link = draft_link(draft, type, strlen(type));
    struct uuid own;
    if (!link)
        return;
    link->from_at = from;
    link->to_at = to;
    link->path = path;
    link->id = nth ? NULL : labelstudio_word_of(t, found[R_ID]);
    link->keep_id = link->id && !items_own_id(link->id, &own);
}

/* Both ways are two relations: ours have a direction. */
static enum fault read_relation(struct labelstudio_task *t, const struct raw *found,
                                const char *path)
{
    struct draft *draft = &t->s->draft;
    const char *from = labelstudio_word_of(t, found[R_FROM]),
               *to = labelstudio_word_of(t, found[R_TO]);
    const struct labelstudio_region *ends[2] = {from ? find_region(t->s, from) : NULL,
                                                to ? find_region(t->s, to) : NULL};
    struct err why;
    if (!ends[0] || !ends[1]) {
        err_set(&why, FAULT_INPUT, "%s: there is no region of that id, or it was left out",
                ends[0] ? "to_id" : "from_id");
        return labelstudio_leave_out(t, path, &why);
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
        const char *type = labelstudio_word_of(t, label);
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

static enum fault refuse_type(struct labelstudio_task *t, const struct raw *found, const char *path)
{
    struct err why;
    if (pull_type(found[R_TYPE]) != RAW_STRING)
        err_set(&why, FAULT_INPUT, "type: a string is expected");
    else if (is_type(found, "hypertextlabels"))
        err_set(&why, FAULT_INPUT, "type hypertextlabels: places in HTML are not read");
    else
        err_set(&why, FAULT_INPUT, "type %s: no span of a text",
                meta_shown(found[R_TYPE], &t->s->text));
    return labelstudio_leave_out(t, path, &why);
}

/* Fields and relations may stand before their regions. */
static enum fault read_one(struct labelstudio_task *t, struct raw result, size_t k, bool regions)
{
    struct raw found[R_N];
    struct err why;
    char path[LABELSTUDIO_PATH_MOST];
    path_of(t, k, path);
    enum fault fault = items_members(result, region_names, R_N, found, &why);
    if (fault)
        return regions ? labelstudio_leave_out(t, path, &why) : OK;
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

static enum fault read_pass(struct labelstudio_task *t, struct raw results, bool regions)
{
    const char *at = results.at;
    enum fault fault = OK;
    size_t k = 0;
    for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at))
        fault = read_one(t, pull_value(&at), k++, regions);
    return fault;
}

enum fault labelstudio_read_results(struct labelstudio_task *t, struct raw results)
{
    struct labelstudio *s = t->s;
    enum fault fault = read_pass(t, results, true);
    if (!fault && s->regions.n)
        qsort(s->regions.at, s->regions.n, sizeof *s->regions.at, by_id);
    return fault ? fault : read_pass(t, results, false);
}
