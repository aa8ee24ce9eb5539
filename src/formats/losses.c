/* What an export could not carry, as lines of JSON. */
#include "manicule/formats/jsonl.h"
#include "manicule/formats/outlet.h"

#include <string.h>

#include "manicule/text/units.h"

const char *loss_name(enum loss_kind kind)
{
    static const char *const names[] = {[LOSS_DROPPED] = "dropped",
                                        [LOSS_FLATTENED] = "flattened",
                                        [LOSS_SPLIT] = "split",
                                        [LOSS_SNAPPED] = "snapped",
                                        [LOSS_RENAMED] = "renamed"};
    return names[kind];
}

static void member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, ",\"%s\":", name);
    if (value)
        json_quote(value, strlen(value), out);
    else
        buf_add_string(out, "null");
}

static void put_id(struct buf *out, const char *name, struct uuid id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    buf_printf(out, ",\"%s\":\"%s\"", name, text);
}

static void put_span(struct buf *out, const struct loss *loss, const struct labelset *labels)
{
    const struct article *article = loss->document->article;
    const struct span *span = loss->span;
    put_id(out, "span", span->id);
    member(out, "label", labels->labels[span->label].name);
    buf_printf(out, ",\"start\":%u,\"end\":%u,\"text\":",
               (unsigned)article_codepoint(article, span->at.start),
               (unsigned)article_codepoint(article, span->at.end));
    json_quote((const char *)article_bytes(article) + span->at.start.byte, range_size(span->at),
               out);
}

static void put_relation(struct buf *out, const struct loss *loss, const struct labelset *labels)
{
    const struct relation *relation = loss->relation;
    put_id(out, "relation", relation->id);
    member(out, "type", labels->relations[relation->type].name);
    put_id(out, "from", relation->from);
    put_id(out, "to", relation->to);
}

void loss_json(const struct loss *loss, const struct labelset *labels, struct buf *out)
{
    buf_printf(out, "{\"loss\":\"%s\"", loss_name(loss->kind));
    member(out, "what", loss->what);
    member(out, "why", loss->why);
    member(out, "document", loss->document->name);
    if (loss->set) {
        member(out, "set", set_kind_name(loss->set->kind));
        member(out, "annotator", loss->set->owner);
    }
    if (loss->span)
        put_span(out, loss, labels);
    if (loss->relation)
        put_relation(out, loss, labels);
    buf_add_string(out, "}\n");
}
