/* Label Studio's tasks: {"data":{"text":...},"annotations":[...],"predictions":[...]}. A task is a
 * document; each annotation of it a person's set, or gold where it is a ground truth, each
 * prediction a suggestion set. */
#include "labelstudio_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "labelstudio.h"
#include "manicule/marks/digest.h"
#include "meta.h"

struct labelstudio_author { /* whose sets of the task came already */
    enum set_kind kind;
    const char *name; /* NULL: not said */
    size_t i;
    struct labelstudio_author *next;
};

/* ---- sets ---- */

static void start_set(struct labelstudio_task *t)
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

static enum fault give(struct labelstudio_task *t)
{
    struct labelstudio *s = t->s;
    t->gave = true;
    enum fault fault = draft_give(&s->draft, t->portion, t->err);
    if (!fault && !idtable_reserve(&s->ids, s->new_ids.n))
        fault = labelstudio_no_memory(t);
    for (size_t i = 0; i < s->new_ids.n && !fault; i++)
        if (!idtable_find(&s->ids, *s->new_ids.at[i]))
            idtable_put(&s->ids, s->new_ids.at[i]);
    return fault;
}

/* Two sets of one owner cannot both be theirs. *known: it came already, and was told. */
static enum fault enter_author(struct labelstudio_task *t, enum set_kind kind, const char *name,
                               bool *known)
{
    struct labelstudio_author *a = t->authors;
    while (a && (a->kind != kind || !a->name != !name || (name && strcmp(a->name, name) != 0)))
        a = a->next;
    *known = a != NULL;
    if (a) {
        static const char *const whose[] = {[SET_PERSON] = "completed_by",
                                            [SET_GOLD] = "ground_truth",
                                            [SET_SUGGESTION] = "model_version"};
        struct err why;
        char path[LABELSTUDIO_PATH_MOST];
        err_set(&why, FAULT_INPUT, "%s: %s[%zu] of this task is the same's; one set is one owner's",
                whose[kind], t->list, a->i);
        snprintf(path, sizeof path, "%s[%zu]", t->list, t->i);
        return labelstudio_leave_out(t, path, &why);
    }
    a = arena_take(&t->s->arena, sizeof *a);
    char *copy = a && name ? arena_string(&t->s->arena, name) : NULL;
    if (!a || (name && !copy))
        return labelstudio_no_memory(t);
    *a = (struct labelstudio_author){.kind = kind, .name = copy, .i = t->i, .next = t->authors};
    t->authors = a;
    return OK;
}

static enum fault read_set(struct labelstudio_task *t, enum set_kind kind, const char *owner,
                           struct raw result)
{
    struct draft *draft = &t->s->draft;
    bool known = false;
    draft->has_kind = true;
    draft->kind = kind;
    if (kind == SET_PERSON)
        draft->owner = owner;
    if (kind == SET_SUGGESTION)
        draft->source = owner;
    enum fault fault =
        draft->failed ? labelstudio_no_memory(t) : enter_author(t, kind, owner, &known);
    if (fault || known)
        return fault;
    if (pull_type(result) != RAW_ARRAY) {
        struct err why;
        char path[LABELSTUDIO_PATH_MOST];
        snprintf(path, sizeof path, "%s[%zu].result", t->list, t->i);
        err_set(&why, FAULT_INPUT, "a list is expected");
        return labelstudio_leave_out(t, path, &why);
    }
    fault = labelstudio_read_results(t, result);
    return fault ? fault : give(t);
}

/* Who: a name or a number as it stands, or of an object the mail address, the name, the number. */
static const char *read_author(struct labelstudio_task *t, struct raw by)
{
    static const char *const names[] = {"email", "username", "id"};
    struct raw found[3];
    const char *name = NULL;
    if (pull_type(by) != RAW_OBJECT || items_members(by, names, 3, found, NULL))
        return labelstudio_word_of(t, by);
    for (size_t i = 0; i < 3 && !name; i++)
        name = labelstudio_word_of(t, found[i]);
    return name;
}

static enum fault read_annotation(struct labelstudio_task *t, struct raw annotation)
{
    static const char *const names[] = {"completed_by", "result", "was_cancelled", "ground_truth"};
    struct raw found[4];
    struct err why;
    char path[LABELSTUDIO_PATH_MOST];
    snprintf(path, sizeof path, "%s[%zu]", t->list, t->i);
    if (items_members(annotation, names, 4, found, &why))
        return labelstudio_leave_out(t, path, &why);
    if (pull_type(found[2]) == RAW_TRUE) {
        labelstudio_pass_over(t, TOLD_CANCELLED, "annotations that were cancelled are not taken");
        return OK;
    }
    start_set(t);
    bool gold = pull_type(found[3]) == RAW_TRUE;
    return read_set(t, gold ? SET_GOLD : SET_PERSON, gold ? NULL : read_author(t, found[0]),
                    found[1]);
}

static enum fault read_prediction(struct labelstudio_task *t, struct raw prediction)
{
    static const char *const names[] = {"model_version", "result", "score"};
    struct raw found[3];
    struct err why;
    char path[LABELSTUDIO_PATH_MOST];
    snprintf(path, sizeof path, "%s[%zu]", t->list, t->i);
    if (items_members(prediction, names, 3, found, &why))
        return labelstudio_leave_out(t, path, &why);
    start_set(t);
    t->score = found[2];
    return read_set(t, SET_SUGGESTION, labelstudio_word_of(t, found[0]), found[1]);
}

static enum fault read_list(struct labelstudio_task *t, const char *name, struct raw list,
                            enum fault (*read)(struct labelstudio_task *, struct raw))
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
static enum fault find_text(struct labelstudio_task *t, struct raw data)
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
static enum fault read_document(struct labelstudio_task *t, struct raw meta, struct raw *own,
                                bool *ours)
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
        return labelstudio_no_memory(t);
    struct digest digest = digest_of(buf_text(&t->s->text), t->s->text.size);
    if (memcmp(digest.b, given, sizeof given) == 0)
        return OK;
    return err_set(t->err, FAULT_INPUT,
                   "data: the text is not the one that meta.document.sha256 is of");
}

/* The data's other members, and a stranger's meta, are the document's metadata. */
static enum fault read_meta(struct labelstudio_task *t, struct raw data, struct raw meta)
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
        fault = labelstudio_no_memory(t);
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

static enum fault read_task(struct labelstudio_task *t, struct raw value)
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
        labelstudio_pass_over(t, TOLD_DRAFTS, "drafts are not taken");
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
    struct labelstudio_task t = {.s = s, .intake = intake, .portion = portion, .err = err};
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
