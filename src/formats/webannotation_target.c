/* What an annotation is about: a text, which stands in the file or in the project, and a place in
 * it by its position, by the words that stand there, or by both. */
#include <stdlib.h>
#include <string.h>

#include "manicule/marks/digest.h"
#include "manicule/text/glyph.h"
#include "meta.h"
#include "webannotation.h"

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

const char *wa_string(struct arena *arena, struct raw raw)
{
    char *copy = pull_type(raw) == RAW_STRING ? arena_take(arena, raw.n) : NULL;
    if (copy)
        copy[pull_decode(raw, copy)] = '\0';
    return copy;
}

bool wa_is(struct raw raw, const char *word)
{
    const char *at = raw.at;
    bool found = false;
    if (pull_type(raw) == RAW_STRING) {
        struct raw bare = raw;
        if (raw.n > 5 && memcmp(raw.at + 1, "oa:", 3) == 0)
            bare = (struct raw){raw.at + 3, raw.n - 3};
        return pull_is_word(bare, word);
    }
    bool more = pull_type(raw) == RAW_ARRAY && pull_enter(&at);
    for (; more; more = pull_more(&at)) {
        struct raw one = pull_value(&at);
        found |= pull_type(one) == RAW_STRING && wa_is(one, word);
    }
    return found;
}

struct raw wa_iri(struct raw raw)
{
    static const char *const names[] = {"id", "@id"};
    struct raw found[2];
    if (pull_type(raw) == RAW_STRING)
        return raw;
    if (pull_type(raw) != RAW_OBJECT || items_members(raw, names, 2, found, NULL))
        return (struct raw){0};
    struct raw id = found[found[0].n ? 0 : 1];
    return pull_type(id) == RAW_STRING ? id : (struct raw){0};
}

/* ---- texts ---- */

/* The part of an address behind its last slash, without what ? or # begins. */
static const char *last_part(struct arena *arena, const char *iri)
{
    size_t n = strcspn(iri, "?#"), start = n;
    while (start && iri[start - 1] != '/')
        start--;
    return start == n ? NULL : arena_copy(arena, iri + start, n - start);
}

static struct wa_text *known_text(const struct wa_targets *t, const char *iri)
{
    for (size_t i = t->texts.n; i--;)
        if (strcmp(t->texts.at[i]->iri, iri) == 0)
            return t->texts.at[i];
    return NULL;
}

static enum fault enter_text(struct wa_targets *t, struct wa_text text, struct wa_text **out,
                             struct err *err)
{
    struct wa_text *kept = arena_take(t->arena, sizeof *kept);
    if (!kept || !vec_push(&t->texts, kept)) {
        free(text.bytes);
        return no_memory(err);
    }
    *kept = text;
    *out = kept;
    return OK;
}

static struct uuid own_id(const char *iri)
{
    struct uuid id;
    size_t n = sizeof WEBANNOTATION_UUID - 1;
    bool own = strncmp(iri, WEBANNOTATION_UUID, n) == 0 && items_own_id(iri + n, &id);
    return own ? id : (struct uuid){{0}};
}

/* The document's metadata; where it was found on the web is one of them. */
static enum fault read_meta(struct wa_targets *t, struct raw meta, struct raw address,
                            const char *iri, struct wa_text *text, struct err *err)
{
    static const char word[] = "\"url\"";
    VEC(struct member) members = {0};
    bool url = strncmp(iri, "http://", 7) == 0 || strncmp(iri, "https://", 8) == 0, good = true;
    const char *at = meta.at;
    enum fault fault = OK;
    if (pull_type(meta) != RAW_OBJECT)
        meta = (struct raw){0};
    if (meta.n > META_MOST || (url && meta.n + address.n > META_MOST))
        return meta_too_long(err);
    for (bool more = meta.n && pull_enter(&at); more && good; more = pull_more(&at)) {
        struct member member = {.key = pull_key(&at)};
        member.value = pull_value(&at);
        url = url && !pull_is_word(member.key, "url");
        good = vec_push(&members, member);
    }
    if (url && good)
        good = vec_push(&members, ((struct member){{word, sizeof word - 1}, address}));
    struct buf out = {0};
    if (members.n && good)
        fault = meta_object(members.at, members.n, &out, err);
    if (members.n && good && !fault)
        good = (text->meta = arena_copy(t->arena, buf_text(&out), out.size)) != NULL;
    buf_release(&out);
    vec_free(&members);
    return fault ? fault : good ? OK : no_memory(err);
}

enum { S_VALUE, S_LABEL, S_SHA256, S_META, S_N };

static enum fault check_digest(const struct wa_text *text, struct raw given, struct err *err)
{
    uint8_t digest[32];
    if (pull_type(given) != RAW_STRING || !digest_parse(given.at + 1, given.n - 2, digest) ||
        memcmp(digest_of(text->bytes, text->n).b, digest, sizeof digest) == 0)
        return OK;
    return err_set(err, FAULT_INPUT, "the value is not the text that its sha256 is of");
}

/* A text that stands in the file. */
static enum fault learn(struct wa_targets *t, const struct raw *found, struct raw address,
                        struct wa_text **out, struct err *err)
{
    struct wa_text text = {.n = 0};
    text.bytes = malloc(found[S_VALUE].n);
    if (!text.bytes)
        return no_memory(err);
    text.n = pull_decode(found[S_VALUE], (char *)text.bytes);
    char digest[DIGEST_TEXT];
    digest_format(digest_of(text.bytes, text.n).b, digest);
    text.iri = address.n ? wa_string(t->arena, address) : arena_printf(t->arena, "text:%s", digest);
    enum fault fault = text.iri ? check_digest(&text, found[S_SHA256], err) : no_memory(err);
    struct wa_text *known = fault ? NULL : known_text(t, text.iri);
    if (known && (known->n != text.n || memcmp(known->bytes, text.bytes, text.n) != 0))
        fault = err_set(err, FAULT_INPUT, "another text of this address came before");
    if (fault || known) {
        free(text.bytes);
        *out = known;
        return fault;
    }
    text.id = own_id(text.iri);
    text.name = pull_type(found[S_LABEL]) == RAW_STRING && found[S_LABEL].n > 2
                    ? wa_string(t->arena, found[S_LABEL])
                : address.n && uuid_is_zero(text.id) ? last_part(t->arena, text.iri)
                                                     : NULL;
    fault = read_meta(t, found[S_META], address, text.iri, &text, err);
    if (!fault)
        return enter_text(t, text, out, err);
    free(text.bytes);
    return fault;
}

/* A text that stands in the project: of this id, of this name, or of the name at its end. */
static enum fault look_up(struct wa_targets *t, const char *iri, struct wa_text **out,
                          struct err *err)
{
    struct known_document known = {0};
    size_t prefix = sizeof WEBANNOTATION_UUID - 1;
    bool uuid = strncmp(iri, WEBANNOTATION_UUID, prefix) == 0;
    enum fault fault = FAULT_MISSING;
    if (t->intake->find)
        fault = t->intake->find(t->intake->ctx, uuid ? iri + prefix : iri, &known, err);
    const char *last = fault == FAULT_MISSING && !uuid ? last_part(t->arena, iri) : NULL;
    if (last && t->intake->find)
        fault = t->intake->find(t->intake->ctx, last, &known, err);
    if (fault == FAULT_MISSING) {
        buf_clear(&t->scratch);
        plain_text(iri, strlen(iri), 60, &(struct widths){0}, &t->scratch);
        return err_set(err, FAULT_INPUT,
                       "the text of %s is neither in the file nor, under that name, in the project",
                       buf_text(&t->scratch));
    }
    if (fault)
        return fault;
    struct wa_text text = {.iri = iri,
                           .name = arena_string(t->arena, known.name),
                           .id = known.id,
                           .bytes = known.text,
                           .n = known.n};
    free(known.name);
    if (text.name)
        return enter_text(t, text, out, err);
    free(text.bytes);
    return no_memory(err);
}

enum fault wa_text(struct wa_targets *t, struct raw source, struct wa_text **out, struct err *err)
{
    static const char *const names[] = {"value", "label", "sha256", "meta"};
    struct raw found[S_N] = {{0}}, address = wa_iri(source);
    enum fault fault = OK;
    if (pull_type(source) == RAW_OBJECT)
        fault = items_members(source, names, S_N, found, err);
    if (!fault && pull_type(found[S_VALUE]) == RAW_STRING)
        return learn(t, found, address, out, err);
    if (!fault && !address.n)
        fault = err_set(err, FAULT_INPUT, "the address of a text, or a text, is expected");
    const char *iri = fault ? NULL : wa_string(t->arena, address);
    if (fault)
        return fault;
    if (!iri)
        return no_memory(err);
    *out = known_text(t, iri);
    return *out ? OK : look_up(t, iri, out, err);
}

void wa_forget(struct wa_targets *t)
{
    for (size_t i = 0; i < t->texts.n; i++)
        free(t->texts.at[i]->bytes);
    t->texts.n = 0;
}

/* ---- selectors ---- */

enum { P_TYPE, P_START, P_END, P_EXACT, P_PREFIX, P_SUFFIX, P_REFINED, P_N };
static const char *const selector_names[] = {"type",   "start",  "end",      "exact",
                                             "prefix", "suffix", "refinedBy"};

struct selected {
    struct wa_piece piece;
    bool position, quote;
    struct raw other; /* the type of a selector that says nothing here */
};

static enum fault read_selector(struct raw selector, struct selected *s, struct err *err)
{
    struct raw found[P_N], none = {0};
    enum fault fault = OK;
    if (pull_type(selector) != RAW_OBJECT)
        return err_set(err, FAULT_INPUT, "a selector by its address alone cannot be followed");
    fault = items_members(selector, selector_names, P_N, found, err);
    if (fault)
        return fault;
    if (found[P_REFINED].n)
        return err_set(err, FAULT_INPUT, "refinedBy: a selector within another is not read");
    if (wa_is(found[P_TYPE], "TextPositionSelector")) {
        if (!items_is_place(found[P_START], &s->piece.start) ||
            !items_is_place(found[P_END], &s->piece.end))
            return err_set(err, FAULT_INPUT, "start and end: whole numbers are expected");
        s->position = true;
    } else if (wa_is(found[P_TYPE], "TextQuoteSelector")) {
        if (pull_type(found[P_EXACT]) != RAW_STRING || found[P_EXACT].n == 2)
            return err_set(err, FAULT_INPUT, "exact: the words are expected");
        s->piece.exact = found[P_EXACT];
        s->piece.prefix = pull_type(found[P_PREFIX]) == RAW_STRING ? found[P_PREFIX] : none;
        s->piece.suffix = pull_type(found[P_SUFFIX]) == RAW_STRING ? found[P_SUFFIX] : none;
        s->quote = true;
    } else {
        s->other = found[P_TYPE];
    }
    return OK;
}

static uint32_t codepoints(const uint8_t *bytes, size_t n)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += (bytes[i] & 0xc0) != 0x80;
    return count;
}

/* Words without a position: they are to stand there once, with what stands around them. */
static enum fault find_quote(struct wa_targets *t, const struct wa_text *text,
                             struct wa_piece *piece, struct err *err)
{
    struct buf *words = &t->scratch;
    buf_clear(words);
    if (piece->prefix.n)
        pull_text(piece->prefix, words);
    size_t before = words->size;
    pull_text(piece->exact, words);
    size_t exact = words->size - before;
    if (piece->suffix.n)
        pull_text(piece->suffix, words);
    if (words->failed)
        return no_memory(err);
    const uint8_t *found = memmem(text->bytes, text->n, buf_text(words), words->size), *again;
    if (!found)
        return err_set(err, FAULT_INPUT,
                       "the words, with what is said to stand around them, are "
                       "not in the text");
    size_t left = text->n - (size_t)(found + 1 - text->bytes);
    again = memmem(found + 1, left, buf_text(words), words->size);
    if (again)
        return err_set(err, FAULT_INPUT,
                       "the words stand in the text more than once; a longer "
                       "prefix or suffix tells which are meant");
    piece->start = codepoints(text->bytes, (size_t)(found - text->bytes) + before);
    piece->end = piece->start + codepoints(found + before, exact);
    return OK;
}

/* What the selectors, of which each is to select the same, say of the place. */
static enum fault read_selectors(struct wa_targets *t, struct raw selector, struct selected *s,
                                 struct err *err)
{
    enum fault fault = OK;
    const char *at = selector.at;
    if (pull_type(selector) == RAW_ARRAY) {
        for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at))
            fault = read_selector(pull_value(&at), s, err);
    } else {
        fault = read_selector(selector, s, err);
    }
    if (fault || s->position || s->quote)
        return fault;
    return err_set(err, FAULT_INPUT, "%s: no place in a text",
                   pull_type(s->other) == RAW_STRING ? meta_shown(s->other, &t->scratch)
                                                     : "it has no type");
}

/* ---- targets ---- */

enum { G_TYPE, G_SOURCE, G_SELECTOR, G_ITEMS, G_N };

/* One place: a text with a selector. */
static enum fault read_place(struct wa_targets *t, struct raw place, struct wa_target *target,
                             struct err *err)
{
    static const char *const names[] = {"type", "source", "selector", "items"};
    struct raw found[G_N];
    struct wa_text *text = NULL;
    struct selected s = {.position = false};
    if (pull_type(place) == RAW_STRING)
        return err_set(err, FAULT_INPUT, "it has no selector: a whole text is no span");
    enum fault fault = items_members(place, names, G_N, found, err);
    if (fault)
        return fault;
    if (!found[G_SELECTOR].n || !found[G_SOURCE].n)
        return err_set(err, FAULT_INPUT, "it has no source with a selector: no span of a text");
    fault = read_selectors(t, found[G_SELECTOR], &s, err);
    if (fault)
        return err_prefix(err, "selector");
    fault = wa_text(t, found[G_SOURCE], &text, err);
    if (fault)
        return fault == FAULT_INPUT ? err_prefix(err, "source") : fault;
    if (target->text && target->text != text)
        return err_set(err, FAULT_INPUT, "its pieces are of several texts");
    target->text = text;
    fault = s.position ? OK : find_quote(t, text, &s.piece, err);
    if (fault)
        return fault == FAULT_INPUT ? err_prefix(err, "selector") : fault;
    return vec_push(&t->pieces, s.piece) ? OK : no_memory(err);
}

static enum fault read_pieces(struct wa_targets *t, struct raw items, struct wa_target *target,
                              struct err *err)
{
    const char *at = items.at;
    enum fault fault = OK;
    if (pull_type(items) != RAW_ARRAY || !pull_count(items))
        return err_set(err, FAULT_INPUT, "items: a list is expected");
    for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at))
        fault = read_place(t, pull_value(&at), target, err);
    return fault;
}

/* A target; one that is composed of several is a span in pieces. */
static enum fault read_target(struct wa_targets *t, struct raw raw, struct err *err)
{
    static const char *const names[] = {"type", "items"};
    struct wa_target target = {.first = t->pieces.n};
    struct raw found[2] = {{0}};
    enum fault fault = OK;
    if (pull_type(raw) == RAW_OBJECT)
        fault = items_members(raw, names, 2, found, err);
    if (!fault && (wa_is(found[0], "Composite") || wa_is(found[0], "List")))
        fault = read_pieces(t, found[1], &target, err);
    else if (!fault)
        fault = read_place(t, raw, &target, err);
    target.n = t->pieces.n - target.first;
    if (!fault && !vec_push(&t->targets, target))
        fault = no_memory(err);
    return fault;
}

enum fault wa_targets(struct wa_targets *t, struct raw target, struct err *err)
{
    const char *at = target.at;
    enum fault fault = OK;
    t->pieces.n = t->targets.n = 0;
    if (!target.n)
        fault = err_set(err, FAULT_INPUT, "is missing");
    else if (pull_type(target) == RAW_ARRAY)
        for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at))
            fault = read_target(t, pull_value(&at), err);
    else
        fault = read_target(t, target, err);
    if (!fault && !t->targets.n)
        fault = err_set(err, FAULT_INPUT, "is empty");
    return fault == FAULT_INPUT ? err_prefix(err, "target") : fault;
}
