/* Tasks for Label Studio, as a list. A document's sets come one after another and are the
 * annotations and predictions of one task, which stays open until another document comes. */
#include <string.h>

#include "labelstudio.h"
#include "manicule/formats/jsonl.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"
#include "pull.h"
#include "sheets.h"

enum part { PART_NONE, PART_ANNOTATIONS, PART_PREDICTIONS }; /* of the task that is open */

struct writer {
    enum part part;
    struct uuid document;
    uint64_t tasks, annotations;
    size_t in_list; /* annotations or predictions so far */
    struct labelstudio_names names;
    struct idtable spans; /* of the sheet */
    struct buf name, value;
};

static enum fault begin(void *state, struct outlet *o, struct err *err)
{
    struct writer *w = state;
    (void)err;
    w->names = labelstudio_names(outlet_options(o)->labels);
    outlet_text(o, "[");
    return outlet_fault(o);
}

/* ---- tasks ---- */

static void end_task(struct writer *w, struct outlet *o)
{
    if (w->part == PART_ANNOTATIONS)
        outlet_text(o, "],\"predictions\":[");
    if (w->part != PART_NONE)
        outlet_text(o, "]}");
    w->part = PART_NONE;
}

/* Metadata that have a text of their own cannot stand beside the document's. */
static bool has_text(const char *meta)
{
    const char *at = meta;
    bool more = *meta == '{' && pull_enter(&at);
    for (; more; more = pull_more(&at)) {
        if (pull_is_word(pull_key(&at), "text"))
            return true;
        pull_value(&at);
    }
    return false;
}

/* Metadata stand beside the text, where a labelling configuration finds them; a member that is
 * called as the text is cannot. */
static void put_document(struct outlet *o, const struct stream_document *document)
{
    char id[UUID_TEXT], sha256[DIGEST_TEXT];
    const char *meta = document->meta;
    bool beside = meta && meta[0] == '{' && meta[1] != '}' && !has_text(meta);
    outlet_text(o, "\"data\":{\"text\":");
    outlet_json_slice(o, article_all(document->article));
    if (beside) {
        outlet_text(o, ",");
        outlet_text(o, meta + 1);
    } else {
        outlet_text(o, "}");
    }
    uuid_format(document->id, id);
    digest_format(document->sha256, sha256);
    outlet_text(o, ",\"meta\":{\"document\":{\"name\":");
    outlet_json_text(o, document->name);
    outlet_printf(o, ",\"id\":\"%s\",\"sha256\":\"%s\"", id, sha256);
    if (meta && !beside) {
        outlet_text(o, ",\"meta\":");
        outlet_text(o, meta);
    }
    outlet_text(o, "}}");
}

static void begin_task(struct writer *w, struct outlet *o, const struct stream_document *document)
{
    outlet_text(o, w->tasks ? ",\n" : "\n");
    outlet_printf(o, "{\"id\":%llu,", (unsigned long long)++w->tasks);
    put_document(o, document);
    outlet_text(o, ",\"annotations\":[");
    w->part = PART_ANNOTATIONS;
    w->document = document->id;
    w->in_list = 0;
}

/* ---- regions ---- */

/* A suggestion's own id is told apart from that of an annotation which is made of it. */
static void put_id(struct outlet *o, const struct sheet *sheet, struct uuid id, const char *attrs)
{
    char room[UUID_TEXT];
    const char *text = outlet_id(o, id, attrs, room);
    bool predicted = sheet->set->kind == SET_SUGGESTION && text == room;
    struct buf whole = {0};
    buf_printf(&whole, "%s%s", predicted ? LABELSTUDIO_PREDICTED : "", text);
    if (whole.failed)
        outlet_no_memory(o);
    outlet_json(o, buf_text(&whole), whole.size);
    buf_release(&whole);
}

static void put_head(struct writer *w, struct outlet *o, const struct sheet *sheet,
                     const struct span *span, const char *from_name, const char *type)
{
    outlet_text(o, "{\"id\":");
    put_id(o, sheet, span->id, span->attrs);
    outlet_text(o, ",\"from_name\":");
    outlet_json_text(o, from_name);
    outlet_text(o, ",\"to_name\":");
    outlet_json_text(o, w->names.text);
    outlet_printf(o, ",\"type\":\"%s\",\"value\":{\"start\":%u,\"end\":%u", type,
                  outlet_place(o, span->at.start), outlet_place(o, span->at.end));
}

static void put_region(struct writer *w, struct outlet *o, const struct sheet *sheet,
                       const struct span *span)
{
    put_head(w, o, sheet, span, w->names.label, "labels");
    outlet_text(o, ",\"text\":");
    outlet_json_slice(o, span->at);
    outlet_text(o, ",\"labels\":[");
    outlet_json_text(o, outlet_label(o, span));
    outlet_text(o, "]}");
    sheets_put_score(o, span->attrs);
    outlet_text(o, "}");
}

/* A span's attributes are fields of its region: results of their own with its id. */
static void put_fields(struct writer *w, struct outlet *o, const struct sheet *sheet,
                       const struct span *span)
{
    const char *at = span->attrs;
    while (at && attrs_next(&at, &w->name, &w->value)) {
        if (w->name.failed || w->value.failed)
            outlet_no_memory(o);
        const char *name = buf_text(&w->name);
        if (strcmp(name, ATTRIBUTE_SOURCE_ID) == 0 || strcmp(name, ATTRIBUTE_SCORE) == 0)
            continue;
        bool choice = labelstudio_is_choice(outlet_options(o)->labels, name, w->name.size);
        outlet_text(o, ",\n");
        put_head(w, o, sheet, span, name, choice ? "choices" : "textarea");
        outlet_printf(o, ",\"%s\":[", choice ? "choices" : "text");
        outlet_json(o, buf_text(&w->value), w->value.size);
        outlet_text(o, "]}}");
    }
}

static void put_end(struct writer *w, struct outlet *o, const struct sheet *sheet, struct uuid id)
{
    const struct span *span = sheets_span(&w->spans, id);
    put_id(o, sheet, id, span ? span->attrs : NULL);
}

static void put_relation(struct writer *w, struct outlet *o, const struct sheet *sheet,
                         const struct relation *relation)
{
    char room[UUID_TEXT];
    static const char why[] = "the format has no attributes of relations";
    if (outlet_attr(o, relation->attrs, ATTRIBUTE_SCORE, NULL))
        outlet_lose_relation(o, sheet, LOSS_DROPPED, "score", relation, why);
    if (outlet_attr(o, relation->attrs, ATTRIBUTE_SOURCE_LAYER, NULL))
        outlet_lose_relation(o, sheet, LOSS_DROPPED, "source layer", relation, why);
    outlet_text(o, "{\"type\":\"relation\",\"id\":");
    outlet_json_text(o, outlet_id(o, relation->id, relation->attrs, room));
    outlet_text(o, ",\"from_id\":");
    put_end(w, o, sheet, relation->from);
    outlet_text(o, ",\"to_id\":");
    put_end(w, o, sheet, relation->to);
    outlet_text(o, ",\"direction\":\"right\",\"labels\":[");
    outlet_json_text(o, outlet_type(o, relation));
    outlet_text(o, "]}");
}

static void put_results(struct writer *w, struct outlet *o, const struct sheet *sheet)
{
    outlet_text(o, "\"result\":[");
    for (size_t i = 0; i < sheet->n_spans; i++) {
        outlet_text(o, i ? ",\n" : "\n");
        put_region(w, o, sheet, sheet->spans[i]);
        put_fields(w, o, sheet, sheet->spans[i]);
    }
    if (sheets_index(o, sheet, &w->spans))
        for (size_t i = 0; i < sheet->n_relations; i++) {
            outlet_text(o, ",\n");
            put_relation(w, o, sheet, sheet->relations[i]);
        }
    idtable_free(&w->spans);
    outlet_text(o, "]}");
}

/* ---- sets ---- */

static void put_annotation(struct writer *w, struct outlet *o, const struct sheet *sheet)
{
    bool gold = sheet->set->kind == SET_GOLD;
    outlet_printf(o, "%s\n{\"id\":%llu,", w->in_list++ ? "," : "",
                  (unsigned long long)++w->annotations);
    if (!gold) {
        outlet_text(o, "\"completed_by\":{\"email\":");
        outlet_json_text(o, sheet->set->owner);
        outlet_text(o, "},");
    }
    outlet_printf(o, "\"was_cancelled\":false,\"ground_truth\":%s,", gold ? "true" : "false");
    put_results(w, o, sheet);
}

static void put_prediction(struct writer *w, struct outlet *o, const struct sheet *sheet)
{
    if (w->part == PART_ANNOTATIONS) {
        outlet_text(o, "],\"predictions\":[");
        w->part = PART_PREDICTIONS;
        w->in_list = 0;
    }
    outlet_printf(o, "%s\n{\"model_version\":", w->in_list++ ? "," : "");
    outlet_json_text(o, sheet->set->source);
    outlet_text(o, ",");
    put_results(w, o, sheet);
}

static enum fault write_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                              struct err *err)
{
    struct writer *w = state;
    const struct stream_set *set = sheet->set;
    bool predicted = set && set->kind == SET_SUGGESTION;
    (void)err;
    if (w->part == PART_NONE || !uuid_equal(w->document, sheet->document->id) ||
        (w->part == PART_PREDICTIONS && !predicted)) {
        end_task(w, o);
        begin_task(w, o, sheet->document);
    }
    if (predicted)
        put_prediction(w, o, sheet);
    else if (set && set->kind == SET_REVIEW)
        sheets_lose_review(o, sheet);
    else if (set)
        put_annotation(w, o, sheet);
    return outlet_fault(o);
}

static enum fault end(void *state, struct outlet *o, struct err *err)
{
    struct writer *w = state;
    (void)err;
    end_task(w, o);
    outlet_text(o, w->tasks ? "\n]\n" : "]\n");
    return outlet_fault(o);
}

static void release(void *state)
{
    struct writer *w = state;
    idtable_free(&w->spans);
    buf_release(&w->name);
    buf_release(&w->value);
}

const struct format_writer labelstudio_writer = {.state = sizeof(struct writer),
                                                 .begin = begin,
                                                 .sheet = write_sheet,
                                                 .end = end,
                                                 .release = release};
