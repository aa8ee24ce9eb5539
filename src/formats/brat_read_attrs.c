/* What brat's .ann says of spans, events and relations: A, M and N lines become attributes, # lines
 * comments. */
#include "brat_read.h"

#include <string.h>

enum { ATTRS_MOST = 64 };

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
    size_t span, link; /* BRAT_NOTHING: it is the other */
};

static bool find_owner(struct brat_reading *r, const struct brat_line *line, struct brat_slice id,
                       struct owner *out)
{
    struct brat_target target;
    *out = (struct owner){BRAT_NOTHING, BRAT_NOTHING};
    if (id.n && *id.at == 'R') {
        struct brat_named *found = brat_find(r, id);
        if (!found)
            return brat_refuse_id(r, line, "there is no relation %.*s", id.n < 40 ? (int)id.n : 40,
                                  brat_id(id.at, id.n, 'R') == id.n ? id.at : "");
        out->link = found->of;
        return found->of != BRAT_NOTHING || brat_refuse_id(r, line, "its relation was left out");
    }
    if (!brat_find_target(r, line, id, &target))
        return false;
    out->span = target.span;
    return true;
}

static const struct draft_attr *attrs_of(const struct brat_reading *r, const struct owner *owner)
{
    return owner->link != BRAT_NOTHING ? r->draft.links.at[owner->link].attrs
                                       : r->draft.spans.at[owner->span].attrs;
}

static bool add_attr(struct brat_reading *r, const struct brat_line *line,
                     const struct owner *owner, const char *name, size_t n, struct brat_slice value)
{
    size_t count;
    if (has_attr(attrs_of(r, owner), name, n, &count)) {
        brat_pass_over(r, line, "that attribute is there already, and is kept as it is");
        return true;
    }
    if (count >= ATTRS_MOST)
        return brat_refuse_id(r, line, "there are too many attributes already");
    if (owner->link != BRAT_NOTHING)
        draft_link_attr(&r->draft, &r->draft.links.at[owner->link], name, n, value.at, value.n);
    else
        draft_span_attr(&r->draft, &r->draft.spans.at[owner->span], name, n, value.at, value.n);
    return !r->draft.failed || brat_no_memory(r);
}

/* Is the event the first of its trigger, for which the trigger's attributes are written again? */
static bool is_first_event(const struct brat_reading *r, size_t span, struct brat_slice id)
{
    const char *kept = r->draft.spans.at[span].keep_as, *first = kept ? strchr(kept, ':') : NULL;
    size_t n = first ? strcspn(first + 1, ":") : 0;
    return n == id.n && memcmp(first + 1, id.at, n) == 0;
}

bool brat_read_attribute(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_slice rest = line->data, name, id;
    struct owner owner;
    brat_next_word(&rest, &name);
    if (!brat_next_word(&rest, &id))
        return brat_refuse(r, line, rest.at,
                           "an attribute and what has it are expected, as \"Name T1\"");
    if (!find_owner(r, line, id, &owner))
        return false;
    while (rest.n && rest.at[rest.n - 1] == ' ')
        rest.n--;
    if (!rest.n)
        rest = (struct brat_slice){BRAT_YES, strlen(BRAT_YES)};
    if (*id.at == 'E' && !is_first_event(r, owner.span, id)) {
        brat_pass_over(r, line,
                       "its event's trigger has another event, which would get the attribute");
        return true;
    }
    if (*id.at == 'T' && r->draft.spans.at[owner.span].keep_as)
        brat_tell_once(r, line, "an attribute of a trigger is written again as its event's");
    return add_attr(r, line, &owner, name.at, name.n, rest);
}

/* "norm:Reference", and ":2" behind it for a second one. */
bool brat_read_norm(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_slice rest = line->data, type, id, reference;
    struct owner owner;
    brat_next_word(&rest, &type);
    if (!brat_next_word(&rest, &id) || !brat_next_word(&rest, &reference))
        return brat_refuse(r, line, rest.at,
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
        return brat_no_memory(r);
    return add_attr(r, line, &owner, name, strlen(name), (struct brat_slice){value, strlen(value)});
}

bool brat_read_note(struct brat_reading *r, const struct brat_line *line)
{
    struct brat_slice rest = line->data, type, id;
    struct owner owner;
    brat_next_word(&rest, &type);
    if (!brat_next_word(&rest, &id))
        return brat_refuse(r, line, rest.at, "a type and what the note is on are expected");
    if (!find_owner(r, line, id, &owner))
        return false;
    if (!line->tail.n) {
        brat_pass_over(r, line, "the note is empty");
        return true;
    }
    buf_clear(&r->text);
    if (*id.at != 'T')
        buf_printf(&r->text, "%.*s: ", (int)id.n, id.at);
    if (!brat_is(type, "AnnotatorNotes"))
        buf_printf(&r->text, "%.*s: ", (int)type.n, type.at);
    buf_add(&r->text, line->tail.at, line->tail.n);
    size_t span = owner.link != BRAT_NOTHING ? r->draft.links.at[owner.link].from_at : owner.span;
    draft_note(&r->draft, span, false, buf_text(&r->text), r->text.size);
    return (!r->draft.failed && !r->text.failed) || brat_no_memory(r);
}
