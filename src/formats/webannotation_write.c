/* A list of annotation pages, one for each set: the page holds the text, which its annotations name
 * by its address, and whose set it is; each annotation is a span, with both selectors, or a
 * relation. */
#include <string.h>

#include "manicule/formats/jsonl.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"
#include "sheets.h"
#include "webannotation.h"

enum { CONTEXT_CODEPOINTS = 32 }; /* of a quotation's prefix and suffix */

struct writer {
    struct idtable spans; /* of the sheet */
    struct buf name, value;
    uint64_t pages;
};

static enum fault begin(void *state, struct outlet *o, struct err *err)
{
    (void)state, (void)err;
    outlet_text(o, "[");
    return outlet_fault(o);
}

/* ---- addresses ---- */

/* Could it be an address: a scheme, a colon, and no space? One of a UUID would be taken for ours.
 */
static bool is_iri(const char *text)
{
    const char *colon = strchr(text, ':');
    static const char uuid[] = WEBANNOTATION_UUID;
    if (!colon || colon == text || strncmp(text, uuid, sizeof uuid - 1) == 0)
        return false;
    for (const char *c = text; c < colon; c++)
        if (!((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z') &&
            (c == text || !memchr("0123456789+-.", *c, 13)))
            return false;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f || strchr("<>\"{}|\\^`", *c))
            return false;
    return true;
}

static const char *given_iri(struct outlet *o, const char *attrs)
{
    const char *given = outlet_attr(o, attrs, ATTRIBUTE_SOURCE_ID, NULL);
    return given && is_iri(given) ? given : NULL;
}

static void put_iri(struct outlet *o, struct uuid id, const char *attrs)
{
    char text[UUID_TEXT];
    const char *given = given_iri(o, attrs);
    if (given) {
        outlet_json_text(o, given);
        return;
    }
    uuid_format(id, text);
    outlet_printf(o, "\"" WEBANNOTATION_UUID "%s\"", text);
}

/* ---- pages ---- */

/* A page is the same one as long as it is of the same set. */
static struct uuid page_id(const struct sheet *sheet)
{
    const struct stream_set *set = sheet->set;
    const char *kind = set ? set_kind_name(set->kind) : "";
    const char *owner = set && set->owner ? set->owner : "";
    const char *source = set && set->source ? set->source : "";
    struct piece pieces[] = {{sheet->document->id.b, sizeof sheet->document->id.b},
                             {kind, strlen(kind)},
                             {owner, strlen(owner)},
                             {source, strlen(source)}};
    struct digest digest = digest_chain((struct digest){{0}}, pieces, 4);
    return uuid_of_digest(digest.b);
}

static void put_source(struct outlet *o, const struct stream_document *document)
{
    char sha256[DIGEST_TEXT];
    digest_format(document->sha256, sha256);
    outlet_text(o, ",\n\"source\":{\"id\":");
    put_iri(o, document->id, NULL);
    outlet_text(o, ",\"type\":\"Text\",\"format\":\"text/plain\",\"label\":");
    outlet_json_text(o, document->name);
    outlet_printf(o, ",\"sha256\":\"%s\"", sha256);
    if (document->meta) {
        outlet_text(o, ",\"meta\":");
        outlet_text(o, document->meta);
    }
    outlet_text(o, ",\"value\":");
    outlet_json_slice(o, article_all(document->article));
    outlet_text(o, "}");
}

static void put_creator(struct outlet *o, const struct stream_set *set)
{
    const char *name = set->kind == SET_SUGGESTION ? set->source : set->owner;
    if (set->kind == SET_GOLD || !name)
        return;
    outlet_text(o, set->kind == SET_SUGGESTION ? ",\"creator\":{\"type\":\"Software\",\"name\":"
                                               : ",\"creator\":{\"type\":\"Person\",\"nickname\":");
    outlet_json_text(o, name);
    outlet_text(o, "}");
}

static void put_head(struct outlet *o, const struct sheet *sheet)
{
    outlet_text(o, "{\"@context\":[\"" WEBANNOTATION_CONTEXT "\","
                   "{\"manicule\":\"urn:x-manicule:\",\"set\":\"manicule:set\","
                   "\"status\":\"manicule:status\",\"sha256\":\"manicule:sha256\","
                   "\"attribute\":\"manicule:attribute\","
                   "\"meta\":{\"@id\":\"manicule:meta\",\"@type\":\"@json\"}}],\n\"id\":");
    put_iri(o, page_id(sheet), NULL);
    outlet_text(o, ",\"type\":\"AnnotationPage\",\"set\":");
    outlet_text(o, sheet->set ? "\"" : "null");
    if (sheet->set) {
        outlet_printf(o, "%s\",\"status\":\"%s\"", set_kind_name(sheet->set->kind),
                      status_name(sheet->set->status));
        put_creator(o, sheet->set);
    }
    put_source(o, sheet->document);
    outlet_text(o, ",\n\"items\":[");
}

/* ---- annotations ---- */

/* At most so many code points before, or behind, a place. */
static struct range around(const struct article *article, struct pos at, bool before)
{
    const uint8_t *bytes = article_bytes(article);
    uint32_t size = article_size(article), start = at.byte, end = at.byte;
    for (unsigned n = 0; n < CONTEXT_CODEPOINTS && before && start; n++)
        do
            start--;
        while ((bytes[start] & 0xc0) == 0x80);
    for (unsigned n = 0; n < CONTEXT_CODEPOINTS && !before && end < size; n++)
        do
            end++;
        while (end < size && (bytes[end] & 0xc0) == 0x80);
    return range_of(start, end);
}

static void put_place(struct outlet *o, const struct sheet *sheet, struct range at)
{
    const struct article *article = sheet->document->article;
    outlet_text(o, "{\"source\":");
    put_iri(o, sheet->document->id, NULL);
    outlet_printf(o, ",\"selector\":[{\"type\":\"TextPositionSelector\",\"start\":%u,\"end\":%u},",
                  outlet_place(o, at.start), outlet_place(o, at.end));
    outlet_text(o, "{\"type\":\"TextQuoteSelector\",\"exact\":");
    outlet_json_slice(o, at);
    outlet_text(o, ",\"prefix\":");
    outlet_json_slice(o, around(article, at.start, true));
    outlet_text(o, ",\"suffix\":");
    outlet_json_slice(o, around(article, at.end, false));
    outlet_text(o, "}]}");
}

static void put_attribute(struct outlet *o, const struct buf *name, const struct buf *value)
{
    outlet_text(o, ",{\"type\":\"TextualBody\",\"purpose\":\"describing\",\"attribute\":");
    outlet_json(o, buf_text(name), name->size);
    outlet_text(o, ",\"value\":");
    outlet_json(o, buf_text(value), value->size);
    outlet_text(o, "}");
}

/* The label or type, and the attributes; an id that is the annotation's own is none of them. */
static void put_bodies(struct writer *w, struct outlet *o, const char *label, const char *attrs)
{
    bool address = given_iri(o, attrs) != NULL;
    const char *at = attrs;
    outlet_text(o, "\"body\":[{\"type\":\"TextualBody\",\"purpose\":\"tagging\",\"value\":");
    outlet_json_text(o, label);
    outlet_text(o, "}");
    while (at && attrs_next(&at, &w->name, &w->value)) {
        if (w->name.failed || w->value.failed)
            outlet_no_memory(o);
        if (!address || strcmp(buf_text(&w->name), ATTRIBUTE_SOURCE_ID) != 0)
            put_attribute(o, &w->name, &w->value);
    }
}

static void put_start(struct outlet *o, const struct sheet *sheet, struct uuid id,
                      const char *attrs, const char *motivation)
{
    outlet_text(o, "{\"id\":");
    put_iri(o, id, attrs);
    outlet_printf(o, ",\"type\":\"Annotation\",\"motivation\":\"%s\"", motivation);
    put_creator(o, sheet->set);
    outlet_text(o, ",");
}

static void put_span(struct writer *w, struct outlet *o, const struct sheet *sheet,
                     const struct span *span)
{
    put_start(o, sheet, span->id, span->attrs, "tagging");
    put_bodies(w, o, outlet_label(o, span), span->attrs);
    outlet_text(o, "],\"target\":");
    if (span->n_fragments > 1)
        outlet_text(o, "{\"type\":\"Composite\",\"items\":[");
    for (size_t i = 0; i < span->n_fragments; i++) {
        outlet_text(o, i ? "," : "");
        put_place(o, sheet, span_fragment(span, i));
    }
    outlet_text(o, span->n_fragments > 1 ? "]}}" : "}");
}

static void put_end(struct writer *w, struct outlet *o, struct uuid id)
{
    const struct span *span = sheets_span(&w->spans, id);
    put_iri(o, id, span ? span->attrs : NULL);
}

static void put_relation(struct writer *w, struct outlet *o, const struct sheet *sheet,
                         const struct relation *relation)
{
    put_start(o, sheet, relation->id, relation->attrs, "linking");
    put_bodies(w, o, outlet_type(o, relation), relation->attrs);
    outlet_text(o, ",{\"type\":\"SpecificResource\",\"purpose\":\"linking\",\"source\":");
    put_end(w, o, relation->to);
    outlet_text(o, "}],\"target\":");
    put_end(w, o, relation->from);
    outlet_text(o, "}");
}

static enum fault write_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                              struct err *err)
{
    struct writer *w = state;
    (void)err;
    if (sheet->set && sheet->set->kind == SET_REVIEW) {
        sheets_lose_review(o, sheet);
        return outlet_fault(o);
    }
    outlet_text(o, w->pages++ ? ",\n" : "\n");
    put_head(o, sheet);
    for (size_t i = 0; i < sheet->n_spans; i++) {
        outlet_text(o, i ? ",\n" : "\n");
        put_span(w, o, sheet, sheet->spans[i]);
    }
    if (sheets_index(o, sheet, &w->spans))
        for (size_t i = 0; i < sheet->n_relations; i++) {
            outlet_text(o, ",\n");
            put_relation(w, o, sheet, sheet->relations[i]);
        }
    idtable_free(&w->spans);
    outlet_text(o, "]}");
    return outlet_fault(o);
}

static enum fault end(void *state, struct outlet *o, struct err *err)
{
    struct writer *w = state;
    (void)err;
    outlet_text(o, w->pages ? "\n]\n" : "]\n");
    return outlet_fault(o);
}

static void release(void *state)
{
    struct writer *w = state;
    idtable_free(&w->spans);
    buf_release(&w->name);
    buf_release(&w->value);
}

const struct format_writer webannotation_writer = {.state = sizeof(struct writer),
                                                   .begin = begin,
                                                   .sheet = write_sheet,
                                                   .end = end,
                                                   .release = release};
