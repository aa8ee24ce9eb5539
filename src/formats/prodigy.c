/* Prodigy's JSON Lines, read: a task a line, with the answer that somebody gave. What was accepted
 * are their marks; what was rejected or ignored is nobody's and passed over. Binary questions ask
 * for one span a line: lines of the same input (_input_hash and text) and annotator that follow
 * each other are one document. Offsets are code points.
 *
 * A line waits until the next is seen, because it may belong to the same document. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "formats.h"
#include "peek.h"
#include "prodigy.h"

enum member_of_task {
    T_TEXT,
    T_SPANS,
    T_RELATIONS,
    T_ANSWER,
    T_META,
    T_NAME,
    T_INPUT,
    T_SESSION,
    T_ANNOTATOR,
    TASK_MEMBERS
};

static const char *const task_names[TASK_MEMBERS] = {
    [T_TEXT] = "text",         [T_SPANS] = "spans",         [T_RELATIONS] = "relations",
    [T_ANSWER] = "answer",     [T_META] = "meta",           [T_NAME] = "name",
    [T_INPUT] = PRODIGY_INPUT, [T_SESSION] = "_session_id", [T_ANNOTATOR] = "_annotator_id",
};

enum { S_START, S_END, S_LABEL, S_TEXT, S_ANSWER, S_SOURCE, S_SCORE, SPAN_MEMBERS };
static const char *const span_names[SPAN_MEMBERS] = {"start",  "end",    "label", "text",
                                                     "answer", "source", "score"};

struct known_span { /* a span of the draft, found by where it is and what it is called */
    uint32_t start, end;
    const char *label;
    size_t at;
};

struct prodigy_reader {
    struct draft draft; /* waits, if `waiting` */
    bool waiting;
    size_t line;            /* at hand */
    size_t lines;           /* that it is made of */
    struct portion portion; /* of the first of them */
    int64_t input;          /* its _input_hash, if has_input */
    bool has_input;
    const char *owner; /* in the draft's arena, as the source is */
    const char *source;
    VEC(struct known_span) known; /* of the line at hand, in order */
    size_t marked;                /* how many of them stand among the line's spans */
    struct buf scratch;
    bool told_rejected, told_ignored;
};

/* ---- who ---- */

/* Sessions without a name are called by when they began: 2024-05-10_11-05-01. */
static bool is_clock(const char *text)
{
    static const char form[] = "dddd-dd-dd_dd-dd-dd";
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    return true;
}

static const char *read_owner(struct draft *draft, const struct raw *task)
{
    struct raw raw = task[T_ANNOTATOR].n ? task[T_ANNOTATOR] : task[T_SESSION];
    if (pull_type(raw) != RAW_STRING || raw.n == 2)
        return NULL;
    char *owner = items_string(draft, raw);
    return owner && !is_clock(owner) ? owner : NULL;
}

/* ---- answers ---- */

enum answer { ANSWER_NONE, ANSWER_ACCEPT, ANSWER_REJECT, ANSWER_IGNORE };

static enum fault read_answer(struct raw raw, const char *path, enum answer *out, struct err *err)
{
    static const char *const answers[] = {NULL, "accept", "reject", "ignore"};
    *out = ANSWER_NONE;
    if (!raw.n)
        return OK;
    for (size_t i = ANSWER_ACCEPT; i <= ANSWER_IGNORE && pull_type(raw) == RAW_STRING; i++)
        if (pull_is_word(raw, answers[i])) {
            *out = (enum answer)i;
            return OK;
        }
    return err_set(err, FAULT_INPUT, "%sanswer: accept, reject or ignore is expected", path);
}

/* Passes over n spans that were answered so. */
static bool passed_over(struct prodigy_reader *r, enum answer answer, uint64_t n)
{
    if (answer == ANSWER_REJECT)
        items_pass_over(&r->draft, &r->told_rejected, r->line, n,
                        "spans that were rejected are nobody's marks: passed over");
    else if (answer == ANSWER_IGNORE)
        items_pass_over(&r->draft, &r->told_ignored, r->line, n,
                        "spans that were ignored are nobody's marks: passed over");
    return answer == ANSWER_REJECT || answer == ANSWER_IGNORE;
}

/* ---- spans ---- */

static void add_extras(struct prodigy_reader *r, struct draft_span *span, const struct raw *found)
{
    struct draft *draft = &r->draft;
    if (pull_type(found[S_TEXT]) == RAW_STRING)
        span->text = items_copy(draft, found[S_TEXT], &span->n_text);
    char *score = items_string(draft, found[S_SCORE]);
    if (score && *score)
        draft_span_attr(draft, span, ATTRIBUTE_SCORE, sizeof ATTRIBUTE_SCORE - 1, score,
                        strlen(score));
    if (!r->source && pull_type(found[S_SOURCE]) == RAW_STRING && found[S_SOURCE].n > 2)
        r->source = items_string(draft, found[S_SOURCE]);
}

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault know(struct prodigy_reader *r, const struct item_span *span, const char *label,
                       size_t at, struct err *err)
{
    struct known_span known = {span->start, span->end, label ? label : "", at};
    return vec_push(&r->known, known) ? OK : no_memory(err);
}

static enum fault take_span(void *state, struct raw raw, const char *path, struct err *err)
{
    struct prodigy_reader *r = state;
    struct raw found[SPAN_MEMBERS];
    struct item_span span;
    enum answer answer;
    char with_dot[72];
    enum fault fault = items_find(raw, span_names, SPAN_MEMBERS, found, NULL, err);
    if (fault)
        return fault == FAULT_INPUT ? err_prefix(err, "%s", path) : fault;
    snprintf(with_dot, sizeof with_dot, "%s.", path);
    fault = read_answer(found[S_ANSWER], with_dot, &answer, err);
    if (fault || passed_over(r, answer, 1))
        return fault;
    fault = items_span(found, path, span_names, &span, err);
    if (fault)
        return fault;
    struct draft_span *added = items_add(&r->draft, &span, path, r->line, &r->scratch);
    if (!added)
        return no_memory(err);
    const char *label = added->label;
    add_extras(r, added, found);
    return r->draft.failed ? no_memory(err) : know(r, &span, label, r->draft.spans.n - 1, err);
}

/* ---- relations ---- */

static int by_what(const void *a, const void *b)
{
    const struct known_span *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    int order = strcmp(x->label, y->label);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static size_t find_known(const struct prodigy_reader *r, const struct item_span *span,
                         const char *label)
{
    struct known_span key = {span->start, span->end, label, 0};
    size_t low = 0, high = r->known.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_what(&r->known.at[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == r->known.n)
        return SIZE_MAX;
    const struct known_span *found = &r->known.at[low];
    bool same =
        found->start == key.start && found->end == key.end && strcmp(found->label, label) == 0;
    return same ? found->at : SIZE_MAX;
}

/* An end is told by its span. */
static enum fault read_end(struct prodigy_reader *r, struct raw raw, const char *path,
                           struct item_span *span, const char **label, struct err *err)
{
    struct raw found[3];
    enum fault fault =
        raw.n ? items_find(raw, span_names, 3, found, NULL, err)
              : err_set(err, FAULT_INPUT, "is missing; its tokens' numbers alone are not read");
    if (fault)
        return fault == FAULT_INPUT ? err_prefix(err, "%s", path) : fault;
    fault = items_span(found, path, span_names, span, err);
    if (fault)
        return fault;
    *label = span->label.n ? items_string(&r->draft, span->label) : "";
    return *label ? OK : no_memory(err);
}

struct ends {
    struct item_span from, to;
    const char *from_label, *to_label;
    struct raw type;
};

static enum fault read_relation(struct prodigy_reader *r, struct raw raw, const char *path,
                                struct ends *out, struct err *err)
{
    static const char *const names[] = {"label", "head_span", "child_span"};
    struct raw found[3];
    char inner[80];
    enum fault fault = items_find(raw, names, 3, found, NULL, err);
    if (fault)
        return fault == FAULT_INPUT ? err_prefix(err, "%s", path) : fault;
    if (pull_type(found[0]) != RAW_STRING)
        return err_set(err, FAULT_INPUT, "%s.label: a string is expected", path);
    out->type = found[0];
    snprintf(inner, sizeof inner, "%s.head_span", path);
    fault = read_end(r, found[1], inner, &out->from, &out->from_label, err);
    snprintf(inner, sizeof inner, "%s.child_span", path);
    return fault ? fault : read_end(r, found[2], inner, &out->to, &out->to_label, err);
}

/* Words that were linked and not marked become spans, mostly without a label, which the intake
 * refuses or gives one. This finds them; what is wrong is said when the relation is read again. */
static enum fault find_unmarked(void *state, struct raw raw, const char *path, struct err *err)
{
    struct prodigy_reader *r = state;
    struct ends ends;
    struct err why;
    enum fault fault = read_relation(r, raw, path, &ends, &why);
    if (fault)
        return fault == FAULT_INPUT ? OK : err_set(err, fault, "%s", why.text);
    size_t known = r->known.n;
    r->known.n = r->marked;
    bool from = find_known(r, &ends.from, ends.from_label) != SIZE_MAX;
    bool to = find_known(r, &ends.to, ends.to_label) != SIZE_MAX;
    r->known.n = known;
    if (!from)
        fault = know(r, &ends.from, ends.from_label, SIZE_MAX, err);
    if (!fault && !to)
        fault = know(r, &ends.to, ends.to_label, SIZE_MAX, err);
    return fault;
}

static enum fault add_unmarked(struct prodigy_reader *r, struct err *err)
{
    size_t n = r->known.n - r->marked, kept = r->marked;
    struct known_span *at = r->known.at;
    if (!n)
        return OK;
    qsort(at + kept, n, sizeof *at, by_what);
    for (size_t i = r->marked; i < r->known.n; i++) {
        const struct known_span *before = kept > r->marked ? &at[kept - 1] : NULL;
        if (before && before->start == at[i].start && before->end == at[i].end &&
            strcmp(before->label, at[i].label) == 0)
            continue;
        const char *label = *at[i].label ? at[i].label : NULL;
        struct draft_span *span =
            draft_span(&r->draft, label, label ? strlen(label) : 0, at[i].start, at[i].end);
        if (!span)
            return no_memory(err);
        span->line = r->line;
        span->path = "relations";
        at[kept] = at[i];
        at[kept++].at = r->draft.spans.n - 1;
    }
    r->known.n = kept;
    qsort(at, r->known.n, sizeof *at, by_what);
    return OK;
}

static enum fault take_relation(void *state, struct raw raw, const char *path, struct err *err)
{
    struct prodigy_reader *r = state;
    struct ends ends;
    enum fault fault = read_relation(r, raw, path, &ends, err);
    if (fault)
        return fault;
    char *type = items_string(&r->draft, ends.type);
    struct draft_link *link = type ? draft_link(&r->draft, type, strlen(type)) : NULL;
    if (!link)
        return no_memory(err);
    link->from_at = find_known(r, &ends.from, ends.from_label);
    link->to_at = find_known(r, &ends.to, ends.to_label);
    link->line = r->line;
    link->path = draft_copy(&r->draft, path, strlen(path));
    return OK;
}

/* ---- lines that are one document ---- */

/* A span that several lines accept is one: the links of the others go to the first. */
static enum fault drop_twins(struct prodigy_reader *r, struct err *err)
{
    struct draft *draft = &r->draft;
    size_t n = draft->spans.n, kept = 0;
    size_t *now = calloc(n + 1, sizeof *now);
    r->known.n = 0;
    if (!now || !vec_reserve(&r->known, n)) {
        free(now);
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        const struct draft_span *span = &draft->spans.at[i];
        r->known.at[r->known.n++] = (struct known_span){span->at[0].start, span->at[0].end,
                                                        span->label ? span->label : "", i};
    }
    if (n)
        qsort(r->known.at, n, sizeof *r->known.at, by_what);
    for (size_t i = 0; i < n; i++) {
        const struct known_span *a = &r->known.at[i], *first = i ? a - 1 : NULL;
        bool twin = first && first->start == a->start && first->end == a->end &&
                    strcmp(first->label, a->label) == 0 &&
                    draft->spans.at[first->at].line != draft->spans.at[a->at].line;
        now[a->at] = twin ? first->at : a->at;
        if (twin)
            r->known.at[i].at = first->at;
    }
    /* Firsts have the smaller number, so theirs is known when it is asked for. */
    for (size_t i = 0; i < n; i++) {
        if (now[i] != i) {
            now[i] = now[now[i]];
            continue;
        }
        now[i] = kept;
        draft->spans.at[kept++] = draft->spans.at[i];
    }
    draft->spans.n = kept;
    for (size_t i = 0; i < draft->links.n; i++) {
        draft->links.at[i].from_at = now[draft->links.at[i].from_at];
        draft->links.at[i].to_at = now[draft->links.at[i].to_at];
    }
    free(now);
    return OK;
}

static enum fault give(struct prodigy_reader *r, struct err *err)
{
    struct draft *draft = &r->draft;
    if (!r->waiting)
        return OK;
    const struct intake_options *o = r->draft.intake->options;
    enum fault fault = r->lines > 1 ? drop_twins(r, err) : OK;
    if (draft->has_set && (r->owner || o->kind == SET_SUGGESTION)) {
        bool person = r->owner && o->kind == SET_PERSON;
        draft->has_kind = true;
        draft->kind = o->kind;
        draft->owner = person ? r->owner : o->owner;
        draft->source = o->source ? o->source : r->source;
    }
    if (!fault)
        fault = draft_give(draft, &r->portion, err);
    draft_clear(draft);
    r->waiting = false;
    r->lines = 0;
    r->source = r->owner = NULL;
    return fault;
}

static const char *read_name(struct prodigy_reader *r, const struct raw *task)
{
    bool named = pull_type(task[T_NAME]) == RAW_STRING && task[T_NAME].n > 2;
    return named ? items_string(&r->draft, task[T_NAME]) : NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a ? b && strcmp(a, b) == 0 : !b;
}

/* Does the line go on with the document that waits? */
static bool continues(struct prodigy_reader *r, const struct raw *task)
{
    int64_t input;
    if (!r->waiting || !r->has_input || pull_whole(task[T_INPUT], &input) != WHOLE_OK ||
        input != r->input || !pull_is(task[T_TEXT], r->draft.text, r->draft.n_text))
        return false;
    return same_text(read_name(r, task), r->draft.name) &&
           same_text(read_owner(&r->draft, task), r->owner);
}

/* The hash of the input is kept with the metadata, where the writer finds it. */
static enum fault read_meta(struct prodigy_reader *r, struct raw meta, struct raw input,
                            struct err *err)
{
    static const char key[] = "\"" PRODIGY_INPUT "\"";
    struct members members = {0};
    struct member member = {.key = {key, sizeof key - 1}, .value = input};
    enum fault fault = OK;
    if (pull_type(input) == RAW_NUMBER && !vec_push(&members.all, member))
        fault = no_memory(err);
    if (!fault)
        fault = items_meta(&r->draft, &members, meta, err);
    vec_free(&members.all);
    return fault;
}

static enum fault begin(struct prodigy_reader *r, const struct raw *task,
                        const struct portion *portion, struct err *err)
{
    struct draft *draft = &r->draft;
    enum fault fault = items_text(draft, task[T_TEXT], err);
    if (!fault)
        fault = read_meta(r, task[T_META], task[T_INPUT], err);
    if (fault)
        return fault;
    r->has_input = pull_whole(task[T_INPUT], &r->input) == WHOLE_OK;
    r->owner = read_owner(draft, task);
    draft->name = read_name(r, task);
    draft->has_set = false;
    r->portion = *portion;
    r->portion.bytes = NULL;
    r->portion.n = 0;
    return draft->failed ? no_memory(err) : OK;
}

/* What the line adds to the draft. */
static enum fault take_marks(struct prodigy_reader *r, const struct raw *task, enum answer answer,
                             struct err *err)
{
    struct draft *draft = &r->draft;
    if (passed_over(r, answer,
                    pull_type(task[T_SPANS]) == RAW_ARRAY ? pull_count(task[T_SPANS]) : 0)) {
        draft->has_set |= answer == ANSWER_REJECT;
        return OK;
    }
    draft->has_set |= answer == ANSWER_ACCEPT || task[T_SPANS].at;
    draft->finished |= answer == ANSWER_ACCEPT;
    r->known.n = 0;
    enum fault fault = items_each(&r->draft, task[T_SPANS], "spans", r->line, take_span, r, err);
    if (fault || !task[T_RELATIONS].n)
        return fault;
    r->marked = r->known.n;
    if (r->known.n)
        qsort(r->known.at, r->known.n, sizeof *r->known.at, by_what);
    fault = items_each(&r->draft, task[T_RELATIONS], "relations", r->line, find_unmarked, r, err);
    if (!fault)
        fault = add_unmarked(r, err);
    return fault ? fault
                 : items_each(&r->draft, task[T_RELATIONS], "relations", r->line, take_relation, r,
                              err);
}

static enum fault read_task(struct prodigy_reader *r, const struct raw *task,
                            const struct portion *portion, struct err *err)
{
    enum answer answer;
    enum fault fault = read_answer(task[T_ANSWER], "", &answer, err);
    if (fault)
        return fault;
    bool fresh = !continues(r, task);
    if (fresh) {
        fault = give(r, err);
        if (!fault)
            fault = begin(r, task, portion, err);
    }
    size_t spans = r->draft.spans.n, links = r->draft.links.n;
    bool has_set = r->draft.has_set, finished = r->draft.finished;
    if (!fault)
        fault = take_marks(r, task, answer, err);
    if (!fault && r->draft.failed)
        fault = no_memory(err);
    if (!fault) {
        r->waiting = true;
        r->lines++;
    } else if (fresh) {
        draft_clear(&r->draft);
        r->owner = r->source = NULL;
    } else {
        r->draft.spans.n = spans;
        r->draft.links.n = links;
        r->draft.has_set = has_set;
        r->draft.finished = finished;
    }
    return fault;
}

static enum fault read_value(void *state, struct intake *intake, const struct portion *portion,
                             struct err *err)
{
    struct prodigy_reader *r = state;
    struct raw value, task[TASK_MEMBERS];
    if (!r->draft.intake)
        draft_begin(&r->draft, intake);
    r->line = portion->line;
    enum fault fault = pull_check(portion->bytes, portion->n, &value, err);
    if (!fault)
        fault = items_find(value, task_names, TASK_MEMBERS, task, NULL, err);
    if (!fault && pull_type(task[T_TEXT]) != RAW_STRING)
        fault = err_set(err, FAULT_INPUT, "text: %s",
                        task[T_TEXT].n ? "a string is expected" : "is missing");
    return fault ? fault : read_task(r, task, portion, err);
}

static enum fault end(void *state, struct intake *intake, struct err *err)
{
    struct prodigy_reader *r = state;
    (void)intake;
    return give(r, err);
}

static void release(void *state)
{
    struct prodigy_reader *r = state;
    draft_release(&r->draft);
    vec_free(&r->known);
    buf_release(&r->scratch);
}

static const struct format_reader reader = {
    .state = sizeof(struct prodigy_reader), .read = read_value, .end = end, .release = release};

static bool looks(const char *name, const char *bytes, size_t n)
{
    struct peek p = peek_first(bytes, n), value;
    struct raw key;
    bool text = false, spans = false, own = false;
    (void)name;
    if (!peek_enter(&p))
        return false;
    while (peek_member(&p, &key, &value)) {
        if (peek_key(key, "text"))
            text = peek_like(value, "$");
        else if (peek_key(key, "spans"))
            spans = peek_like(value, "[{") || peek_like(value, "[]");
        else if (peek_key(key, "answer") || peek_key(key, PRODIGY_INPUT) ||
                 peek_key(key, "_task_hash") || peek_key(key, "_session_id"))
            own = true;
        else if (peek_key(key, "ents") || peek_key(key, "entities"))
            return false;
    }
    return text && (spans || own);
}

const struct format format_prodigy = {
    .name = "prodigy",
    .summary = "Prodigy JSON Lines, with answers",
    .extensions = "jsonl json",
    .unit = UNIT_CODEPOINT,
    .carries =
        CARRY_OVERLAP | CARRY_RELATIONS | CARRY_AUTHORS | CARRY_NAMES | CARRY_META | CARRY_SCORES,
    .tokens = true,
    .feed = FEED_VALUES,
    .looks = looks,
    .read = &reader,
    .write = &prodigy_writer,
};
