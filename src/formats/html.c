/* HTML: one page for people, with the spans drawn into the articles. It needs nothing but itself:
 * no script, no address outside, a style sheet that the page's policy knows by its hash. Written,
 * not read. What it lists it lists in words, so that nothing hangs on a colour. */
#include "html.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "embed.h"
#include "formats.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"
#include "pull.h"

enum { COLOURS = 8, LINES = 4, WORDS_MOST = 160 };

void html_classes(struct outlet *o, uint16_t label)
{
    /* Eight labels differ in colour, four of them in a row in line; then the lines move on by one.
     */
    unsigned line = (label + label / COLOURS) % LINES;
    outlet_printf(o, "c%u y%u", label % COLOURS, line);
}

void html_name(struct html *h, struct outlet *o, const struct html_entry *entry)
{
    html_text(h, o, outlet_label(o, entry->span));
    outlet_printf(o, " %u", entry->number);
}

/* ---- the page ---- */

static void put_base64(struct outlet *o, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16;
        if (i + 1 < n)
            three |= (uint32_t)bytes[i + 1] << 8;
        if (i + 2 < n)
            three |= bytes[i + 2];
        char four[5] = {digits[three >> 18], digits[three >> 12 & 63], '=', '=', '\0'};
        if (i + 1 < n)
            four[2] = digits[three >> 6 & 63];
        if (i + 2 < n)
            four[3] = digits[three & 63];
        outlet_text(o, four);
    }
}

static void put_head(struct outlet *o)
{
    struct digest style = digest_of(embed_share_html, strlen(embed_share_html));
    outlet_text(o, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'sha256-");
    put_base64(o, style.b, sizeof style.b);
    outlet_text(o, "'; base-uri 'none'; form-action 'none'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<title>Marked articles</title>\n<style>");
    outlet_text(o, embed_share_html);
    outlet_text(o, "</style>\n</head>\n");
}

static void put_label(struct html *h, struct outlet *o, uint16_t number)
{
    const struct label *label = &outlet_options(o)->labels->labels[number];
    outlet_text(o, "<dt><mark class=\"");
    html_classes(o, number);
    outlet_text(o, "\">");
    html_text(h, o, label->name);
    outlet_text(o, "</mark></dt>\n");
    if (label->guideline && *label->guideline) {
        outlet_text(o, "<dd>");
        html_text(h, o, label->guideline);
        outlet_text(o, "</dd>\n");
    }
}

static enum fault begin(void *state, struct outlet *o, struct err *err)
{
    static const char *const units[] = {[UNIT_CODEPOINT] = "code points",
                                        [UNIT_UTF8] = "UTF-8 bytes",
                                        [UNIT_UTF16] = "UTF-16 units"};
    struct html *h = state;
    const struct labelset *labels = outlet_options(o)->labels;
    (void)err;
    put_head(o);
    outlet_text(o,
                "<body>\n<header>\n<h1>Marked articles</h1>\n"
                "<p class=\"m skip\"><a href=\"#contents\">Contents</a></p>\n"
                "<p class=\"m\">A tag names a mark where it begins, and a bracket closes it. Its "
                "line lies under its words; lines of marks that overlap lie at heights of their "
                "own. A dotted line joins the parts of one mark. An arrow in a tag leads "
                "to what it is linked to. Places count ");
    outlet_text(o, units[outlet_options(o)->unit]);
    outlet_text(o, " from 0, and an end is the place behind the last one.</p>\n"
                   "<h2>Labels</h2>\n<p class=\"m\">Label set ");
    html_text(h, o, labels->name ? labels->name : "");
    outlet_printf(o, ", version %u</p>\n<dl class=\"key\">\n", labels->version);
    for (size_t i = 0; i < labels->n_labels; i++)
        put_label(h, o, (uint16_t)i);
    outlet_text(o, "</dl>\n</header>\n<main>\n");
    return outlet_fault(o);
}

/* ---- about a document ---- */

/* Is it the shape of a language's tag, "pt-BR"? */
static bool is_language(const struct buf *tag)
{
    const char *p = buf_text(tag);
    if (!*p || tag->size > 35 || strlen(p) != tag->size)
        return false;
    for (; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
              *p == '-'))
            return false;
    return true;
}

/* Of what the article is: "" where nobody said. Into value. */
static void find_language(struct html *h, const char *meta)
{
    buf_clear(&h->value);
    bool more = meta && pull_enter(&meta);
    while (more) {
        struct raw key = pull_key(&meta), value = pull_value(&meta);
        if (pull_is_word(key, "language") && pull_type(value) == RAW_STRING) {
            pull_text(value, &h->value);
            break;
        }
        more = pull_more(&meta);
    }
    if (!is_language(&h->value))
        buf_clear(&h->value);
}

static void put_meta(struct html *h, struct outlet *o, const char *meta)
{
    if (!meta)
        return;
    for (bool more = pull_enter(&meta); more; more = pull_more(&meta)) {
        struct raw key = pull_key(&meta), value = pull_value(&meta);
        buf_clear(&h->name);
        buf_clear(&h->value);
        pull_text(key, &h->name);
        if (pull_type(value) == RAW_STRING)
            pull_text(value, &h->value);
        else
            buf_add(&h->value, value.at, value.n);
        if (h->name.failed || h->value.failed)
            outlet_no_memory(o);
        outlet_text(o, "<p class=\"m\">");
        html_words(h, o, buf_text(&h->name), h->name.size);
        outlet_text(o, ": <bdi>");
        html_words(h, o, buf_text(&h->value), h->value.size);
        outlet_text(o, "</bdi></p>\n");
    }
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* "alice, done, 12 marks": whose it is and how much. */
static void put_set(struct html *h, struct outlet *o, const struct sheet *sheet)
{
    const struct stream_set *set = sheet->set;
    if (!set) {
        outlet_text(o, "nobody has opened it");
        return;
    }
    if (set->kind != SET_PERSON)
        outlet_printf(o, "%s%s", set_kind_name(set->kind), set->owner || set->source ? " of " : "");
    if (set->owner)
        html_text(h, o, set->owner);
    else if (set->source)
        html_text(h, o, set->source);
    if (set->owner && set->source) {
        outlet_text(o, " on ");
        html_text(h, o, set->source);
    }
    outlet_printf(o, ", %s, %zu mark%s", status_name(set->status), sheet->n_spans,
                  plural(sheet->n_spans));
}

static void put_hash(struct outlet *o, const struct stream_document *document)
{
    char digest[DIGEST_TEXT];
    digest_format(document->sha256, digest);
    outlet_printf(o, "<p class=\"m hash\">SHA-256 of the text %s</p>\n", digest);
}

/* What the list at the end of the page has to say of a sheet: two strings. */
static void note_content(struct html *h, struct outlet *o, const struct sheet *sheet)
{
    const struct stream_set *set = sheet->set;
    const char *name = sheet->document->name;
    const char *whose = !set                    ? "not opened"
                        : set->kind == SET_GOLD ? "gold"
                        : set->owner            ? set->owner
                        : set->source           ? set->source
                                                : set_kind_name(set->kind);
    buf_add(&h->contents, name, strlen(name) + 1);
    buf_add(&h->contents, whose, strlen(whose) + 1);
    if (h->contents.failed)
        outlet_no_memory(o);
}

/* ---- numbers of spans and links ---- */

static struct html_entry *entry_of(const struct html *h, struct uuid id)
{
    return (struct html_entry *)(void *)idtable_find(&h->ids, id);
}

static bool number_spans(struct html *h, const struct sheet *sheet)
{
    uint32_t counts[LABELS_MAX] = {0};
    idtable_free(&h->ids);
    h->entries.n = 0;
    if (!vec_reserve(&h->entries, sheet->n_spans) || !idtable_reserve(&h->ids, sheet->n_spans))
        return false;
    for (size_t i = 0; i < sheet->n_spans; i++) {
        const struct span *span = sheet->spans[i];
        struct html_entry *entry = &h->entries.at[h->entries.n++];
        *entry = (struct html_entry){
            .id = span->id, .span = span, .number = ++counts[span->label % LABELS_MAX]};
        if (!idtable_find(&h->ids, span->id))
            idtable_put(&h->ids, &entry->id);
    }
    return true;
}

static void count_links(struct html *h, const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->n_relations; i++) {
        struct html_entry *from = entry_of(h, sheet->relations[i]->from);
        const struct html_entry *to = entry_of(h, sheet->relations[i]->to);
        if (!from || !to)
            continue;
        if (!from->links++)
            from->to = (uint32_t)(to - h->entries.at);
    }
}

/* ---- the lists below an article ---- */

/* "; type: direct", of what was given. */
static void put_attrs(struct html *h, struct outlet *o, const char *attrs)
{
    while (attrs && attrs_next(&attrs, &h->name, &h->value)) {
        if (h->name.failed || h->value.failed)
            outlet_no_memory(o);
        outlet_text(o, "; ");
        html_words(h, o, buf_text(&h->name), h->name.size);
        outlet_text(o, ": <bdi>");
        html_words(h, o, buf_text(&h->value), h->value.size);
        outlet_text(o, "</bdi>");
    }
}

/* The words of a fragment; of a long one its two ends. */
static void put_words(struct html *h, struct outlet *o, const struct article *article,
                      struct range at)
{
    const char *bytes = (const char *)article_bytes(article);
    if (range_size(at) <= WORDS_MOST) {
        html_words(h, o, bytes + at.start.byte, range_size(at));
        return;
    }
    struct pos head = article_snap(article, pos_at(at.start.byte + WORDS_MOST * 2 / 3));
    struct pos tail = article_snap(article, pos_at(at.end.byte - WORDS_MOST / 3));
    if (head.byte > at.start.byte)
        html_words(h, o, bytes + at.start.byte, head.byte - at.start.byte);
    outlet_text(o, " … ");
    if (tail.byte > head.byte)
        html_words(h, o, bytes + tail.byte, at.end.byte - tail.byte);
}

static void put_link(struct html *h, struct outlet *o, const struct html_entry *entry)
{
    char id[UUID_TEXT];
    uuid_format(entry->id, id);
    outlet_printf(o, "<a href=\"#%s\">", id);
    html_name(h, o, entry);
    outlet_text(o, "</a>");
}

static void put_end(struct html *h, struct outlet *o, struct uuid id)
{
    const struct html_entry *entry = entry_of(h, id);
    char text[UUID_TEXT];
    uuid_format(id, text);
    if (entry)
        put_link(h, o, entry);
    else
        outlet_text(o, text);
}

static void put_mark(struct html *h, struct outlet *o, const struct article *article,
                     const struct html_entry *entry)
{
    const struct span *span = entry->span;
    outlet_text(o, "<li>");
    put_link(h, o, entry);
    for (size_t i = 0; i < span->n_fragments; i++) {
        outlet_text(o, i ? " + <q>" : " <q>");
        put_words(h, o, article, span_fragment(span, i));
        outlet_text(o, "</q>");
    }
    outlet_text(o, " <small>");
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range at = span_fragment(span, i);
        uint32_t start = outlet_place(o, at.start);
        outlet_printf(o, "%s%u–%u", i ? " + " : "", start, outlet_place(o, at.end));
    }
    put_attrs(h, o, span->attrs);
    if (span->origin != ORIGIN_MANUAL)
        outlet_printf(o, "; from: %s", origin_name(span->origin));
    outlet_text(o, "</small></li>\n");
}

static void put_relation(struct html *h, struct outlet *o, const struct relation *relation)
{
    outlet_text(o, "<li>");
    put_end(h, o, relation->from);
    outlet_text(o, " → ");
    put_end(h, o, relation->to);
    outlet_text(o, " <small>");
    html_text(h, o, outlet_type(o, relation));
    put_attrs(h, o, relation->attrs);
    outlet_text(o, "</small></li>\n");
}

static void put_comment(struct html *h, struct outlet *o, const struct comment *comment)
{
    time_t seconds = (time_t)(comment->at / 1000);
    struct tm tm;
    char when[32] = "";
    if (gmtime_r(&seconds, &tm))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", &tm);
    outlet_text(o, "<li>");
    if (uuid_is_zero(comment->span))
        outlet_text(o, "the article");
    else
        put_end(h, o, comment->span);
    outlet_text(o, ": <bdi>");
    html_text(h, o, comment->text ? comment->text : "");
    outlet_text(o, "</bdi> <small>");
    html_text(h, o, comment->author ? comment->author : "");
    outlet_printf(o, ", %s%s%s</small></li>\n", when, comment->doubt ? ", a doubt" : "",
                  comment->settled ? ", settled" : "");
}

static void begin_list(struct outlet *o, const char *head)
{
    outlet_printf(o, "<h3>%s</h3>\n<ul class=\"list\">\n", head);
}

static void put_lists(struct html *h, struct outlet *o, const struct sheet *sheet)
{
    if (sheet->n_spans)
        begin_list(o, "Marks");
    for (size_t i = 0; i < h->entries.n && !outlet_fault(o); i++)
        put_mark(h, o, sheet->document->article, &h->entries.at[i]);
    if (sheet->n_spans)
        outlet_text(o, "</ul>\n");
    if (sheet->n_relations)
        begin_list(o, "Links");
    for (size_t i = 0; i < sheet->n_relations && !outlet_fault(o); i++)
        put_relation(h, o, sheet->relations[i]);
    if (sheet->n_relations)
        outlet_text(o, "</ul>\n");
    if (sheet->n_comments)
        begin_list(o, "Comments");
    for (size_t i = 0; i < sheet->n_comments && !outlet_fault(o); i++)
        put_comment(h, o, sheet->comments[i]);
    if (sheet->n_comments)
        outlet_text(o, "</ul>\n");
}

/* ---- a sheet ---- */

static enum fault put_sheet(void *state, struct outlet *o, const struct sheet *sheet,
                            struct err *err)
{
    struct html *h = state;
    const struct stream_document *document = sheet->document;
    if (!number_spans(h, sheet))
        return err_set(err, FAULT_MEMORY, "out of memory");
    count_links(h, sheet);
    html_heights(h);
    h->sheets++;
    note_content(h, o, sheet);
    outlet_printf(o,
                  "<section id=\"d%" PRIu64 "\" aria-labelledby=\"h%" PRIu64
                  "\">\n<h2 id=\"h%" PRIu64 "\">",
                  h->sheets, h->sheets, h->sheets);
    html_text(h, o, document->name);
    outlet_text(o, "</h2>\n<p class=\"m\">");
    put_set(h, o, sheet);
    outlet_text(o, "</p>\n");
    put_meta(h, o, document->meta);
    put_hash(o, document);
    find_language(h, document->meta);
    outlet_printf(o, "<div class=\"t\" lang=\"%s\" dir=\"auto\">", buf_text(&h->value));
    html_article(h, o, document->article);
    outlet_text(o, "</div>\n");
    put_lists(h, o, sheet);
    outlet_text(o, "</section>\n");
    return outlet_fault(o);
}

/* The contents come last, since only now they are known; a wide window shows them at the side. */
static enum fault end(void *state, struct outlet *o, struct err *err)
{
    struct html *h = state;
    (void)err;
    outlet_text(o, "</main>\n<nav id=\"contents\" aria-labelledby=\"contents-head\">\n"
                   "<h2 id=\"contents-head\">Contents</h2>\n<ol class=\"list\">\n");
    const char *at = buf_text(&h->contents);
    for (uint64_t i = 1; i <= h->sheets && !outlet_fault(o); i++) {
        const char *name = at, *whose = name + strlen(name) + 1;
        outlet_printf(o, "<li><a href=\"#d%" PRIu64 "\">", i);
        html_text(h, o, name);
        outlet_text(o, "</a> <small>");
        html_text(h, o, whose);
        outlet_text(o, "</small></li>\n");
        at = whose + strlen(whose) + 1;
    }
    if (!h->sheets)
        outlet_text(o, "<li>no article</li>\n");
    outlet_text(o, "</ol>\n</nav>\n</body>\n</html>\n");
    return outlet_fault(o);
}

static void release(void *state)
{
    struct html *h = state;
    vec_free(&h->entries);
    vec_free(&h->open);
    idtable_free(&h->ids);
    buf_release(&h->plain);
    buf_release(&h->name);
    buf_release(&h->value);
    buf_release(&h->contents);
}

static const struct format_writer writer = {.state = sizeof(struct html),
                                            .begin = begin,
                                            .sheet = put_sheet,
                                            .end = end,
                                            .release = release};

const struct format format_html = {
    .name = "html",
    .summary = "one page for people, with the spans drawn into the text",
    .extensions = "html",
    .unit = UNIT_CODEPOINT,
    .units = "codepoint utf8 utf16",
    .carries = CARRY_OVERLAP | CARRY_FRAGMENTS | CARRY_RELATIONS | CARRY_ATTRIBUTES |
               CARRY_LINK_ATTRIBUTES | CARRY_COMMENTS | CARRY_IDS | CARRY_AUTHORS | CARRY_STATUS |
               CARRY_NAMES | CARRY_META | CARRY_SCORES,
    .write = &writer,
};
