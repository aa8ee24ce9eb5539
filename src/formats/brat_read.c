/* brat's .ann: read in a few passes over its lines, since a line may name one that comes later:
 * spans, then events, then what connects them, then what is said of them. */
#include "brat_read.h"

#include <string.h>

enum { KEPT_MOST = 512, ARGUMENTS_MOST = 500 };

/* ---- spans ---- */

static bool take_number(struct brat_slice *rest, uint32_t *out)
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

static bool take_char(struct brat_slice *rest, char c)
{
    bool is_there = rest->n && *rest->at == c;
    rest->at += is_there;
    rest->n -= is_there;
    return is_there;
}

static struct draft_span *add_span(struct brat_reading *r, const struct brat_line *line,
                                   struct brat_slice label, struct brat_slice *rest)
{
    struct draft_span *span = NULL;
    do {
        uint32_t start, end;
        if (!take_number(rest, &start) || !take_char(rest, ' ') || !take_number(rest, &end)) {
            brat_refuse(r, line, rest->at, "a start and an end are expected, as \"0 5\"");
            break;
        }
        if (span)
            draft_piece(&r->draft, span, start, end);
        else
            span = draft_span(&r->draft, label.at, label.n, start, end);
        if (!span || r->draft.failed) {
            brat_no_memory(r);
            break;
        }
        if (!rest->n)
            return span;
    } while (take_char(rest, ';') ||
             brat_refuse(r, line, rest->at, "; and a further piece, or the end is expected"));
    if (span)
        r->draft.spans.n--;
    return NULL;
}

static bool read_span(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_slice rest = line->data, label = brat_until(&rest, ' ', NULL);
    if (!label.n)
        return brat_refuse(r, line, line->data.at, "a label is expected");
    struct brat_named named = {line->id, line->number, r->draft.spans.n};
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
    return (span->id && vec_push(&r->spans, named)) || brat_no_memory(r);
}

static bool read_ids(struct brat_reading *r)
{
    struct brat_scan scan = brat_scan_of(r->portion);
    struct brat_line line;
    while (!r->fault && brat_next_line(&scan, &line)) {
        struct brat_named named = {line.id, line.number, BRAT_NOTHING};
        if (!brat_check_line(r, &line))
            continue;
        if (*line.id.at == 'T')
            read_span(r, &line);
        else if ((*line.id.at == 'E' && !vec_push(&r->events, named)) ||
                 (*line.id.at == 'R' && !vec_push(&r->links, named)))
            brat_no_memory(r);
    }
    brat_sort_ids(r);
    return !r->fault;
}

/* ---- events ---- */

/* The id is kept with the trigger, behind its own. */
static bool keep_event(struct brat_reading *r, const struct brat_line *line, size_t trigger)
{
    struct draft_span *span = &r->draft.spans.at[trigger];
    const char *before = span->keep_as ? span->keep_as : span->id;
    if (strlen(before) + line->id.n > KEPT_MOST)
        return brat_refuse_id(r, line, "its trigger has too many events");
    span->keep_as = arena_printf(&r->draft.arena, "%s:%.*s", before, (int)line->id.n, line->id.at);
    return span->keep_as || brat_no_memory(r);
}

static bool read_trigger(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_slice rest = line->data, word, type, id;
    struct brat_named *event = brat_find(r, line->id), *trigger;
    if (event->line != line->number)
        return brat_refuse_id(r, line, "the id stands there twice");
    if (!brat_next_word(&rest, &word) || !brat_split_role(word, &type, &id) || *id.at != 'T')
        return brat_refuse(r, line, line->data.at,
                           "a type and its trigger are expected, as \"Type:T1\"");
    trigger = brat_find(r, id);
    if (!trigger)
        return brat_refuse_id(r, line, "its trigger is not there");
    struct draft_span *span = &r->draft.spans.at[trigger->of];
    if (strlen(span->label) != type.n || memcmp(span->label, type.at, type.n) != 0)
        brat_pass_over(r, line, "its type is not its trigger's label, which is taken");
    if (!keep_event(r, line, trigger->of))
        return false;
    event->of = trigger->of;
    return true;
}

static size_t base_of(struct brat_slice role)
{
    size_t n = role.n;
    while (n && role.at[n - 1] >= '0' && role.at[n - 1] <= '9')
        n--;
    return n == role.n || n == 0 || role.at[n] == '0' ? 0 : n;
}

/* Org-Arg2 is a second Org-Arg where the event has a first one. */
static struct brat_slice role_type(struct brat_slice before, struct brat_slice role)
{
    size_t n = base_of(role);
    struct brat_slice word, other, id, base = {role.at, n};
    while (n && brat_next_word(&before, &word))
        if (brat_split_role(word, &other, &id) && brat_slice_order(other, base) == 0)
            return base;
    return role;
}

static struct draft_link *new_link(struct brat_reading *r, const struct brat_line *line,
                                   struct brat_slice type, const struct brat_target *from,
                                   const struct brat_target *to)
{
    struct draft_link *link = draft_link(&r->draft, type.at, type.n);
    if (!link) {
        brat_no_memory(r);
        return NULL;
    }
    link->from_at = from->span;
    link->to_at = to->span;
    link->keep_id = true;
    link->line = line->number;
    link->path = draft_copy(&r->draft, line->id.at, line->id.n);
    return link;
}

static bool name_link(struct brat_reading *r, struct draft_link *link, char *id)
{
    link->id = id;
    return (id && link->path) || brat_no_memory(r);
}

static bool read_event(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_named *event = brat_find(r, line->id);
    struct brat_slice rest = line->data, word, role, id;
    struct brat_target from, to;
    if (event->line != line->number || event->of == BRAT_NOTHING)
        return false; /* it was told */
    from = (struct brat_target){.span = event->of};
    brat_next_word(&rest, &word);
    struct brat_slice all = rest;
    for (size_t n = 1; brat_next_word(&rest, &word); n++) {
        if (!brat_split_role(word, &role, &id))
            return brat_refuse(r, line, word.at,
                               "a role and who has it are expected, as \"Role:T1\"");
        if (n > ARGUMENTS_MOST)
            return brat_refuse(r, line, word.at, "an event has too many arguments");
        if (!brat_find_target(r, line, id, &to))
            return false;
        struct brat_slice before = {all.at, (size_t)(word.at - all.at)};
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

static bool read_relation(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_slice rest = line->data, type, words[2], roles[2], ids[2], more;
    struct brat_target ends[2];
    struct brat_named *named = brat_find(r, line->id);
    if (named->line != line->number)
        return brat_refuse_id(r, line, "the id stands there twice");
    brat_next_word(&rest, &type);
    for (size_t i = 0; i < 2; i++)
        if (!brat_next_word(&rest, &words[i]) || !brat_split_role(words[i], &roles[i], &ids[i]))
            return brat_refuse(r, line, words[i].at,
                               "a type and two ends are expected, as \"Type Arg1:T1 Arg2:T2\"");
    if (brat_next_word(&rest, &more))
        return brat_refuse(r, line, more.at, "a relation has two ends");
    for (size_t i = 0; i < 2; i++)
        if (!brat_find_target(r, line, ids[i], &ends[i]))
            return false;
    struct draft_link *link = new_link(r, line, type, &ends[0], &ends[1]);
    if (!link)
        return false;
    named->of = r->draft.links.n - 1;
    bool usual = brat_is(roles[0], "Arg1") && brat_is(roles[1], "Arg2") && !ends[0].event.n &&
                 !ends[1].event.n;
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
static bool read_equivalence(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_slice rest = line->data, type, word;
    struct brat_target first, other;
    size_t number = ++r->equivalences;
    brat_next_word(&rest, &type);
    if (!brat_next_word(&rest, &word))
        return brat_refuse(r, line, rest.at,
                           "a type and its members are expected, as \"Type T1 T2\"");
    if (!brat_find_target(r, line, word, &first))
        return false;
    for (size_t n = 1; brat_next_word(&rest, &word); n++) {
        if (!brat_find_target(r, line, word, &other))
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

/* ---- the file ---- */

typedef bool (*line_reader)(struct brat_reading *, const struct brat_line *);

/* One pass: the lines of these kinds, each by its reader. */
static bool pass(struct brat_reading *r, const char *kinds, const line_reader *readers)
{
    struct brat_scan scan = brat_scan_of(r->portion);
    struct brat_line line;
    while (!r->fault && brat_next_line(&scan, &line)) {
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
    struct brat_reading *r = state;
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
        pass(r, "AMN#",
             (line_reader[]){brat_read_attribute, brat_read_attribute, brat_read_norm,
                             brat_read_note})) {
        vec_free(&r->spans); /* no id is looked up any more, and the draft is about to need room */
        r->fault = draft_give(&r->draft, portion, err);
    }
    return r->fault;
}

static void release(void *state)
{
    struct brat_reading *r = state;
    draft_release(&r->draft);
    vec_free(&r->spans);
    vec_free(&r->events);
    vec_free(&r->links);
    buf_release(&r->text);
}

const struct format_reader brat_reader = {
    .state = sizeof(struct brat_reading), .read = read_file, .release = release};
