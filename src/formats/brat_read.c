/* brat's .ann: read in a few passes over its lines, since a line may name one that comes later:
 * spans, then events, then what connects them, then what is said of them. */
#include "brat.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "draft.h"

struct slice {
    const char *at;
    size_t n;
};

struct line {
    const char *start;
    size_t number;               /* from 1 */
    struct slice id, data, tail; /* parted by tabs; has_tail: the second is there */
    bool has_tail;
};

/* What an id stands for: first the lines that say so, then what became of them. */
struct named {
    struct slice id;
    size_t line;
    size_t of; /* T: its span; E: its trigger; R: its link. NOTHING: it was left out */
};

enum { ATTRS_MOST = 64, KEPT_MOST = 512, ARGUMENTS_MOST = 500, TOLD_MOST = 8 };
static const size_t NOTHING = SIZE_MAX;

struct reading {
    struct draft draft;
    struct intake *intake;
    const struct portion *portion;
    struct err *err;
    enum fault fault;
    VEC(struct named) spans, events, links;
    size_t equivalences;
    const char *told[TOLD_MOST]; /* of this file: each only once */
    struct buf text;
};

/* ---- faults ---- */

static bool no_memory(struct reading *r)
{
    if (!r->fault)
        r->fault = err_set(r->err, FAULT_MEMORY, "out of memory");
    return false;
}

/* A line is left out, or ends the reading. at: where in it it goes wrong. */
static bool refuse(struct reading *r, const struct line *line, const char *at, const char *what)
{
    struct err why;
    err_set(&why, FAULT_INPUT, "byte %zu: %s", (size_t)(at - line->start), what);
    r->fault = draft_refuse(&r->draft, line->number, &why, r->err);
    return false;
}

static bool refuse_id(struct reading *r, const struct line *line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool refuse_id(struct reading *r, const struct line *line, const char *format, ...)
{
    enum { SHOWN = 40 };
    char text[200];
    struct err why;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    int n = line->id.n < SHOWN ? (int)line->id.n : SHOWN;
    err_set(&why, FAULT_INPUT, "%.*s: %s", n, line->id.at, text);
    r->fault = draft_refuse(&r->draft, line->number, &why, r->err);
    return false;
}

/* Tells it of the first line of each file that it is true of. */
static void tell_once(struct reading *r, const struct line *line, const char *what)
{
    size_t i = 0;
    while (i < TOLD_MOST && r->told[i] && r->told[i] != what)
        i++;
    if (i == TOLD_MOST || r->told[i])
        return;
    r->told[i] = what;
    buf_clear(&r->text);
    buf_add(&r->text, line->id.at, line->id.n < 40 ? line->id.n : 40);
    buf_printf(&r->text, ": %s", what);
    if (r->intake->tell && !r->text.failed)
        r->intake->tell(r->intake->ctx, line->number, buf_text(&r->text));
}

/* Something that is known and not taken. */
static void pass_over(struct reading *r, const struct line *line, const char *what)
{
    r->intake->counts.passed_over++;
    tell_once(r, line, what);
}

/* ---- lines ---- */

struct scan {
    const char *at, *end;
    size_t number; /* of the line before */
};

static struct scan scan_of(const struct portion *portion)
{
    struct scan scan = {portion->bytes, portion->bytes + portion->n, 0};
    if (portion->n >= 3 && memcmp(portion->bytes, "\xef\xbb\xbf", 3) == 0)
        scan.at += 3;
    return scan;
}

static struct slice until(struct slice *rest, char mark, bool *found)
{
    const char *at = memchr(rest->at, mark, rest->n);
    struct slice out = {rest->at, at ? (size_t)(at - rest->at) : rest->n};
    size_t used = out.n + (at != NULL);
    rest->at += used;
    rest->n -= used;
    if (found)
        *found = at != NULL;
    return out;
}

/* The next line that is not blank, in its three parts. */
static bool next_line(struct scan *scan, struct line *out)
{
    while (scan->at < scan->end) {
        struct slice rest = {scan->at, (size_t)(scan->end - scan->at)}, line;
        line = until(&rest, '\n', NULL);
        scan->at = rest.at;
        scan->number++;
        *out = (struct line){.start = line.at, .number = scan->number};
        if (line.n && line.at[line.n - 1] == '\r')
            line.n--;
        if (!line.n)
            continue;
        bool more;
        out->id = until(&line, '\t', &more);
        out->data = until(&line, '\t', &out->has_tail);
        out->tail = line;
        return true;
    }
    return false;
}

/* Words parted by spaces; several spaces part as one does. */
static bool next_word(struct slice *rest, struct slice *out)
{
    while (rest->n && *rest->at == ' ') {
        rest->at++;
        rest->n--;
    }
    *out = until(rest, ' ', NULL);
    return out->n > 0;
}

static bool is(struct slice slice, const char *text)
{
    return slice.n == strlen(text) && memcmp(slice.at, text, slice.n) == 0;
}

/* Is the line of one of our kinds, and of that kind its id? */
static bool check_line(struct reading *r, const struct line *line)
{
    char kind = *line->id.at;
    if (!strchr("TREAMN#*", kind) || !kind)
        return refuse(r, line, line->start, "a line begins with T, R, E, A, M, N, # or *");
    if (kind == '*' ? line->id.n != 1 : brat_id(line->id.at, line->id.n, kind) != line->id.n)
        return refuse(r, line, line->start + 1,
                      kind == '*' ? "a tab comes after *"
                                  : "an id is a letter with a number, and a tab comes after it");
    return line->data.n ||
           refuse(r, line, line->start + line->id.n, "after the id and a tab the type is expected");
}

/* ---- ids ---- */

static int slice_order(struct slice a, struct slice b)
{
    int order = memcmp(a.at, b.at, a.n < b.n ? a.n : b.n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int named_order(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = slice_order(x->id, y->id);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* The first line of that id. */
static struct named *find_in(struct named *all, size_t n, struct slice id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_order(all[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && slice_order(all[low].id, id) == 0 ? &all[low] : NULL;
}

static struct named *find(struct reading *r, struct slice id)
{
    switch (id.n ? *id.at : '\0') {
    case 'T':
        return find_in(r->spans.at, r->spans.n, id);
    case 'E':
        return find_in(r->events.at, r->events.n, id);
    case 'R':
        return find_in(r->links.at, r->links.n, id);
    }
    return NULL;
}

/* What a line names: a span, itself or as the trigger of an event. */
struct target {
    size_t span;
    struct slice event; /* n 0: none */
};

static bool find_target(struct reading *r, const struct line *line, struct slice id,
                        struct target *out)
{
    struct named *found = find(r, id);
    int n = id.n < 40 ? (int)id.n : 40;
    if (!found || *id.at == 'R') {
        bool fit = id.n && (brat_id(id.at, id.n, *id.at) == id.n) && brat_is_plain(*id.at);
        return fit ? refuse_id(r, line, "there is no span or event %.*s", n, id.at)
                   : refuse(r, line, id.at, "the id of a span or event is expected");
    }
    if (found->of == NOTHING)
        return refuse_id(r, line, "%.*s was left out", n, id.at);
    *out = (struct target){.span = found->of};
    if (*id.at == 'E')
        out->event = id;
    return true;
}

/* "Role:T1" */
static bool split_role(struct slice word, struct slice *role, struct slice *id)
{
    bool found;
    *role = until(&word, ':', &found);
    *id = word;
    return found && role->n && id->n;
}

/* ---- spans ---- */

static bool take_number(struct slice *rest, uint32_t *out)
{
    uint64_t n = 0;
    size_t i = 0;
    for (; i < rest->n && rest->at[i] >= '0' && rest->at[i] <= '9'; i++)
        if ((n = n * 10 + (uint64_t)(rest->at[i] - '0')) > UINT32_MAX)
            return false;
    rest->at += i;
    rest->n -= i;
    *out = (uint32_t)n;
    return i > 0;
}

static bool take_char(struct slice *rest, char c)
{
    bool is_there = rest->n && *rest->at == c;
    rest->at += is_there;
    rest->n -= is_there;
    return is_there;
}

static struct draft_span *add_span(struct reading *r, const struct line *line, struct slice label,
                                   struct slice *rest)
{
    struct draft_span *span = NULL;
    do {
        uint32_t start, end;
        if (!take_number(rest, &start) || !take_char(rest, ' ') || !take_number(rest, &end)) {
            refuse(r, line, rest->at, "a start and an end are expected, as \"0 5\"");
            break;
        }
        if (span)
            draft_piece(&r->draft, span, start, end);
        else
            span = draft_span(&r->draft, label.at, label.n, start, end);
        if (!span || r->draft.failed) {
            no_memory(r);
            break;
        }
        if (!rest->n)
            return span;
    } while (take_char(rest, ';') ||
             refuse(r, line, rest->at, "; and a further piece, or the end is expected"));
    if (span)
        r->draft.spans.n--;
    return NULL;
}

static bool read_span(struct reading *r, const struct line *line)
{
    struct slice rest = line->data, label = until(&rest, ' ', NULL);
    if (!label.n)
        return refuse(r, line, line->data.at, "a label is expected");
    struct named named = {line->id, line->number, r->draft.spans.n};
    struct draft_span *span = add_span(r, line, label, &rest);
    if (!span)
        return false;
    span->id = draft_copy(&r->draft, line->id.at, line->id.n);
    span->path = span->id;
    span->keep_id = true;
    span->text = line->has_tail ? line->tail.at : NULL;
    span->n_text = line->tail.n;
    span->pieces_joined = span->lines_apart = true;
    span->line = line->number;
    return (span->id && vec_push(&r->spans, named)) || no_memory(r);
}

static bool read_ids(struct reading *r)
{
    struct scan scan = scan_of(r->portion);
    struct line line;
    while (!r->fault && next_line(&scan, &line)) {
        struct named named = {line.id, line.number, NOTHING};
        if (!check_line(r, &line))
            continue;
        if (*line.id.at == 'T')
            read_span(r, &line);
        else if ((*line.id.at == 'E' && !vec_push(&r->events, named)) ||
                 (*line.id.at == 'R' && !vec_push(&r->links, named)))
            no_memory(r);
    }
    if (r->spans.n)
        qsort(r->spans.at, r->spans.n, sizeof *r->spans.at, named_order);
    if (r->events.n)
        qsort(r->events.at, r->events.n, sizeof *r->events.at, named_order);
    if (r->links.n)
        qsort(r->links.at, r->links.n, sizeof *r->links.at, named_order);
    return !r->fault;
}

/* ---- events ---- */

/* The id is kept with the trigger, behind its own. */
static bool keep_event(struct reading *r, const struct line *line, size_t trigger)
{
    struct draft_span *span = &r->draft.spans.at[trigger];
    const char *before = span->keep_as ? span->keep_as : span->id;
    if (strlen(before) + line->id.n > KEPT_MOST)
        return refuse_id(r, line, "its trigger has too many events");
    span->keep_as = arena_printf(&r->draft.arena, "%s:%.*s", before, (int)line->id.n, line->id.at);
    return span->keep_as || no_memory(r);
}

static bool read_trigger(struct reading *r, const struct line *line)
{
    struct slice rest = line->data, word, type, id;
    struct named *event = find(r, line->id), *trigger;
    if (event->line != line->number)
        return refuse_id(r, line, "the id stands there twice");
    if (!next_word(&rest, &word) || !split_role(word, &type, &id) || *id.at != 'T')
        return refuse(r, line, line->data.at,
                      "a type and its trigger are expected, as \"Type:T1\"");
    trigger = find(r, id);
    if (!trigger)
        return refuse_id(r, line, "its trigger is not there");
    struct draft_span *span = &r->draft.spans.at[trigger->of];
    if (strlen(span->label) != type.n || memcmp(span->label, type.at, type.n) != 0)
        pass_over(r, line, "its type is not its trigger's label, which is taken");
    if (!keep_event(r, line, trigger->of))
        return false;
    event->of = trigger->of;
    return true;
}

static size_t base_of(struct slice role)
{
    size_t n = role.n;
    while (n && role.at[n - 1] >= '0' && role.at[n - 1] <= '9')
        n--;
    return n == role.n || n == 0 || role.at[n] == '0' ? 0 : n;
}

/* Org-Arg2 is a second Org-Arg where the event has a first one. */
static struct slice role_type(struct slice before, struct slice role)
{
    size_t n = base_of(role);
    struct slice word, other, id, base = {role.at, n};
    while (n && next_word(&before, &word))
        if (split_role(word, &other, &id) && slice_order(other, base) == 0)
            return base;
    return role;
}

static struct draft_link *new_link(struct reading *r, const struct line *line, struct slice type,
                                   const struct target *from, const struct target *to)
{
    struct draft_link *link = draft_link(&r->draft, type.at, type.n);
    if (!link) {
        no_memory(r);
        return NULL;
    }
    link->from_at = from->span;
    link->to_at = to->span;
    link->keep_id = true;
    link->line = line->number;
    link->path = draft_copy(&r->draft, line->id.at, line->id.n);
    return link;
}

static bool name_link(struct reading *r, struct draft_link *link, char *id)
{
    link->id = id;
    return (id && link->path) || no_memory(r);
}

static bool read_event(struct reading *r, const struct line *line)
{
    struct named *event = find(r, line->id);
    struct slice rest = line->data, word, role, id;
    struct target from, to;
    if (event->line != line->number || event->of == NOTHING)
        return false; /* it was told */
    from = (struct target){.span = event->of};
    next_word(&rest, &word);
    struct slice all = rest;
    for (size_t n = 1; next_word(&rest, &word); n++) {
        if (!split_role(word, &role, &id))
            return refuse(r, line, word.at, "a role and who has it are expected, as \"Role:T1\"");
        if (n > ARGUMENTS_MOST)
            return refuse(r, line, word.at, "an event has too many arguments");
        if (!find_target(r, line, id, &to))
            return false;
        struct slice before = {all.at, (size_t)(word.at - all.at)};
        struct draft_link *link = new_link(r, line, role_type(before, role), &from, &to);
        if (!link || !name_link(r, link,
                                arena_printf(&r->draft.arena, "%.*s:%zu%s%.*s", (int)line->id.n,
                                             line->id.at, n, to.event.n ? ":" : "", (int)to.event.n,
                                             to.event.n ? to.event.at : "")))
            return false;
    }
    return true;
}

/* ---- relations ---- */

static bool read_relation(struct reading *r, const struct line *line)
{
    struct slice rest = line->data, type, words[2], roles[2], ids[2], more;
    struct target ends[2];
    struct named *named = find(r, line->id);
    if (named->line != line->number)
        return refuse_id(r, line, "the id stands there twice");
    next_word(&rest, &type);
    for (size_t i = 0; i < 2; i++)
        if (!next_word(&rest, &words[i]) || !split_role(words[i], &roles[i], &ids[i]))
            return refuse(r, line, words[i].at,
                          "a type and two ends are expected, as \"Type Arg1:T1 Arg2:T2\"");
    if (next_word(&rest, &more))
        return refuse(r, line, more.at, "a relation has two ends");
    for (size_t i = 0; i < 2; i++)
        if (!find_target(r, line, ids[i], &ends[i]))
            return false;
    struct draft_link *link = new_link(r, line, type, &ends[0], &ends[1]);
    if (!link)
        return false;
    named->of = r->draft.links.n - 1;
    bool usual =
        is(roles[0], "Arg1") && is(roles[1], "Arg2") && !ends[0].event.n && !ends[1].event.n;
    struct arena *arena = &r->draft.arena;
    if (usual)
        return name_link(r, link, arena_copy(arena, line->id.at, line->id.n));
    return name_link(r, link,
                     arena_printf(arena, "%.*s:%.*s:%.*s:%.*s:%.*s", (int)line->id.n, line->id.at,
                                  (int)roles[0].n, roles[0].at, (int)ends[0].event.n,
                                  ends[0].event.n ? ends[0].event.at : "", (int)roles[1].n,
                                  roles[1].at, (int)ends[1].event.n,
                                  ends[1].event.n ? ends[1].event.at : ""));
}

/* The members of an equivalence: the first is tied to each of the others. */
static bool read_equivalence(struct reading *r, const struct line *line)
{
    struct slice rest = line->data, type, word;
    struct target first, other;
    size_t number = ++r->equivalences;
    next_word(&rest, &type);
    if (!next_word(&rest, &word))
        return refuse(r, line, rest.at, "a type and its members are expected, as \"Type T1 T2\"");
    if (!find_target(r, line, word, &first))
        return false;
    for (size_t n = 1; next_word(&rest, &word); n++) {
        if (!find_target(r, line, word, &other))
            return false;
        struct draft_link *link = new_link(r, line, type, &first, &other);
        bool plain = !first.event.n && !other.event.n;
        char *id =
            arena_printf(&r->draft.arena, "*%zu:%zu%s%.*s%s%.*s", number, n, plain ? "" : ":",
                         (int)first.event.n, first.event.n ? first.event.at : "", plain ? "" : ":",
                         (int)other.event.n, other.event.n ? other.event.at : "");
        if (!link || !name_link(r, link, id))
            return false;
    }
    return true;
}

/* ---- attributes ---- */

/* The attributes of a span or relation. */
static bool has_attr(const struct draft_attr *attr, const char *name, size_t n, size_t *count)
{
    *count = 0;
    for (; attr; attr = attr->next, ++*count)
        if (strlen(attr->name) == n && memcmp(attr->name, name, n) == 0)
            return true;
    return false;
}

/* The list that belongs to an id, and where it goes. */
struct owner {
    size_t span, link; /* NOTHING: it is the other */
};

static bool find_owner(struct reading *r, const struct line *line, struct slice id,
                       struct owner *out)
{
    struct target target;
    *out = (struct owner){NOTHING, NOTHING};
    if (id.n && *id.at == 'R') {
        struct named *found = find(r, id);
        if (!found)
            return refuse_id(r, line, "there is no relation %.*s", id.n < 40 ? (int)id.n : 40,
                             brat_id(id.at, id.n, 'R') == id.n ? id.at : "");
        out->link = found->of;
        return found->of != NOTHING || refuse_id(r, line, "its relation was left out");
    }
    if (!find_target(r, line, id, &target))
        return false;
    out->span = target.span;
    return true;
}

static const struct draft_attr *attrs_of(const struct reading *r, const struct owner *owner)
{
    return owner->link != NOTHING ? r->draft.links.at[owner->link].attrs
                                  : r->draft.spans.at[owner->span].attrs;
}

static bool add_attr(struct reading *r, const struct line *line, const struct owner *owner,
                     const char *name, size_t n, struct slice value)
{
    size_t count;
    if (has_attr(attrs_of(r, owner), name, n, &count)) {
        pass_over(r, line, "that attribute is there already, and is kept as it is");
        return true;
    }
    if (count >= ATTRS_MOST)
        return refuse_id(r, line, "there are too many attributes already");
    if (owner->link != NOTHING)
        draft_link_attr(&r->draft, &r->draft.links.at[owner->link], name, n, value.at, value.n);
    else
        draft_span_attr(&r->draft, &r->draft.spans.at[owner->span], name, n, value.at, value.n);
    return !r->draft.failed || no_memory(r);
}

/* Is the event the first of its trigger, for which the trigger's attributes are written again? */
static bool is_first_event(const struct reading *r, size_t span, struct slice id)
{
    const char *kept = r->draft.spans.at[span].keep_as, *first = kept ? strchr(kept, ':') : NULL;
    size_t n = first ? strcspn(first + 1, ":") : 0;
    return n == id.n && memcmp(first + 1, id.at, n) == 0;
}

static bool read_attribute(struct reading *r, const struct line *line)
{
    struct slice rest = line->data, name, id;
    struct owner owner;
    next_word(&rest, &name);
    if (!next_word(&rest, &id))
        return refuse(r, line, rest.at,
                      "an attribute and what has it are expected, as \"Name T1\"");
    if (!find_owner(r, line, id, &owner))
        return false;
    while (rest.n && rest.at[rest.n - 1] == ' ')
        rest.n--;
    if (!rest.n)
        rest = (struct slice){BRAT_YES, strlen(BRAT_YES)};
    if (*id.at == 'E' && !is_first_event(r, owner.span, id)) {
        pass_over(r, line, "its event's trigger has another event, which would get the attribute");
        return true;
    }
    if (*id.at == 'T' && r->draft.spans.at[owner.span].keep_as)
        tell_once(r, line, "an attribute of a trigger is written again as its event's");
    return add_attr(r, line, &owner, name.at, name.n, rest);
}

/* "norm:Reference", and ":2" behind it for a second one. */
static bool read_norm(struct reading *r, const struct line *line)
{
    struct slice rest = line->data, type, id, reference;
    struct owner owner;
    next_word(&rest, &type);
    if (!next_word(&rest, &id) || !next_word(&rest, &reference))
        return refuse(r, line, rest.at,
                      "a type, a span and a reference are expected, as \"Type T1 Base:1\"");
    if (!find_owner(r, line, id, &owner))
        return false;
    buf_clear(&r->text);
    buf_printf(&r->text, BRAT_NORM "%.*s", type.n < 40 ? (int)type.n : 40, type.at);
    size_t base = r->text.size, count;
    for (unsigned i = 2;
         has_attr(attrs_of(r, &owner), buf_text(&r->text), r->text.size, &count) && i <= ATTRS_MOST;
         i++) {
        r->text.size = base;
        buf_printf(&r->text, ":%u", i);
    }
    char *name = arena_copy(&r->draft.arena, buf_text(&r->text), r->text.size);
    char *value = arena_printf(&r->draft.arena, "%.*s%s%.*s", (int)reference.n, reference.at,
                               line->tail.n ? " " : "", (int)line->tail.n, line->tail.at);
    if (r->text.failed || !name || !value)
        return no_memory(r);
    return add_attr(r, line, &owner, name, strlen(name), (struct slice){value, strlen(value)});
}

static bool read_note(struct reading *r, const struct line *line)
{
    struct slice rest = line->data, type, id;
    struct owner owner;
    next_word(&rest, &type);
    if (!next_word(&rest, &id))
        return refuse(r, line, rest.at, "a type and what the note is on are expected");
    if (!find_owner(r, line, id, &owner))
        return false;
    if (!line->tail.n) {
        pass_over(r, line, "the note is empty");
        return true;
    }
    buf_clear(&r->text);
    if (*id.at != 'T')
        buf_printf(&r->text, "%.*s: ", (int)id.n, id.at);
    if (!is(type, "AnnotatorNotes"))
        buf_printf(&r->text, "%.*s: ", (int)type.n, type.at);
    buf_add(&r->text, line->tail.at, line->tail.n);
    size_t span = owner.link != NOTHING ? r->draft.links.at[owner.link].from_at : owner.span;
    draft_note(&r->draft, span, false, buf_text(&r->text), r->text.size);
    return (!r->draft.failed && !r->text.failed) || no_memory(r);
}

/* ---- the file ---- */

typedef bool (*line_reader)(struct reading *, const struct line *);

/* One pass: the lines of these kinds, each by its reader. */
static bool pass(struct reading *r, const char *kinds, const line_reader *readers)
{
    struct scan scan = scan_of(r->portion);
    struct line line;
    while (!r->fault && next_line(&scan, &line)) {
        char kind = *line.id.at;
        const char *at = kind ? strchr(kinds, kind) : NULL;
        bool good =
            kind == '*' ? line.id.n == 1 : brat_id(line.id.at, line.id.n, kind) == line.id.n;
        if (at && good && line.data.n)
            readers[at - kinds](r, &line);
    }
    return !r->fault;
}

static enum fault read_file(void *state, struct intake *intake, const struct portion *portion,
                            struct err *err)
{
    struct reading *r = state;
    r->intake = intake;
    r->portion = portion;
    r->err = err;
    r->fault = OK;
    r->spans.n = r->events.n = r->links.n = r->equivalences = 0;
    memset(r->told, 0, sizeof r->told);
    r->draft.intake = intake;
    draft_clear(&r->draft);
    draft_text(&r->draft, portion->text, portion->n_text);
    if (read_ids(r) && pass(r, "E", (line_reader[]){read_trigger}) &&
        pass(r, "ER*", (line_reader[]){read_event, read_relation, read_equivalence}) &&
        pass(r, "AMN#", (line_reader[]){read_attribute, read_attribute, read_norm, read_note})) {
        vec_free(&r->spans); /* no id is looked up any more, and the draft is about to need room */
        r->fault = draft_give(&r->draft, portion, err);
    }
    return r->fault;
}

static void release(void *state)
{
    struct reading *r = state;
    draft_release(&r->draft);
    vec_free(&r->spans);
    vec_free(&r->events);
    vec_free(&r->links);
    buf_release(&r->text);
}

const struct format_reader brat_reader = {
    .state = sizeof(struct reading), .read = read_file, .release = release};
