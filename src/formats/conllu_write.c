/* Writing CoNLL-U, from which the text comes back byte for byte: what stands between tokens is told
 * by SpaceAfter=No and, where it is more than a space, by SpacesAfter as UDPipe has it.
 * UniversalNER's shape has no column for that: there white space becomes spaces. */
#include "conllu.h"

#include <inttypes.h>
#include <string.h>

#include "spaces.h"

struct writing {
    struct tag_sheet tags;
    struct buf name;
};

struct page { /* the sheet at hand */
    struct writing *w;
    struct outlet *o;
    const struct sheet *sheet;
    const char *bytes;
    bool uner;
    uint64_t sentence; /* from 1 */
};

void conllu_escape(struct outlet *o, const char *bytes, size_t n)
{
    static const char what[] = " \t\r\n|\\", as[] = "strnp\\";
    while (n) {
        size_t plain = 0;
        while (plain < n && !memchr(what, bytes[plain], sizeof what - 1))
            plain++;
        outlet_add(o, bytes, plain);
        if (plain == n)
            return;
        outlet_printf(o, "\\%c", as[strchr(what, bytes[plain]) - what]);
        bytes += plain + 1;
        n -= plain + 1;
    }
}

/* What stands before a token; for the one behind the last, what the text ends with. */
static struct range gap(const struct page *p, size_t token)
{
    const struct range *tokens = p->w->tags.tokens.at;
    size_t n = p->w->tags.tokens.n;
    uint32_t start = token ? tokens[token - 1].end.byte : 0;
    return range_of(start, token < n ? tokens[token].start.byte
                                     : article_size(p->sheet->document->article));
}

/* # text is one line, and where SpacesAfter says the rest, has one space where there is any. */
static void put_text(const struct page *p, size_t from, size_t end)
{
    struct outlet *o = p->o;
    outlet_text(o, "# text = ");
    for (size_t i = from; i < end; i++) {
        struct range between = gap(p, i);
        const char *at = p->bytes + between.start.byte;
        size_t n = i > from ? range_size(between) : 0;
        if (n && (!p->uner || !space_only(at, n))) {
            outlet_text(o, " ");
        } else {
            for (size_t k = 0; k < n; k++)
                outlet_add(o, (unsigned char)at[k] < ' ' ? " " : at + k, 1);
        }
        outlet_slice(o, p->w->tags.tokens.at[i]);
    }
    outlet_text(o, "\n");
}

static void put_tag(const struct page *p, size_t token, size_t from, const char *before)
{
    uint32_t span;
    const char *prefix = tag_of(&p->w->tags, p->sheet, 0, token, from, IOB2, &span);
    if (span == NOBODY && !p->uner)
        return;
    outlet_text(p->o, before);
    outlet_text(p->o, prefix);
    if (span == NOBODY)
        return;
    const char *label = outlet_label(p->o, p->sheet->spans[span]);
    if (p->uner)
        outlet_text(p->o, label);
    else
        conllu_escape(p->o, label, strlen(label));
}

static void put_spaces(const struct page *p, const char *name, struct range between,
                       const char **separator)
{
    outlet_text(p->o, *separator);
    outlet_text(p->o, name);
    conllu_escape(p->o, p->bytes + between.start.byte, range_size(between));
    *separator = "|";
}

static void put_misc(const struct page *p, size_t token, size_t from, bool last)
{
    uint32_t owner = p->w->tags.owners[0].at[token];
    struct range before = gap(p, token), after = gap(p, token + 1);
    const char *separator = "";
    put_tag(p, token, from, "NE=");
    if (owner != NOBODY)
        separator = "|";
    if (range_empty(after)) {
        outlet_text(p->o, separator);
        outlet_text(p->o, "SpaceAfter=No");
        separator = "|";
    } else if (last || range_size(after) != 1 || p->bytes[after.start.byte] != ' ') {
        put_spaces(p, "SpacesAfter=", after, &separator);
    }
    if (token == 0 && !range_empty(before))
        put_spaces(p, "SpacesBefore=", before, &separator);
    if (!*separator)
        outlet_text(p->o, "_");
}

static void put_token(const struct page *p, size_t token, size_t from, bool last)
{
    struct outlet *o = p->o;
    outlet_printf(o, "%zu\t", token - from + 1);
    outlet_slice(o, p->w->tags.tokens.at[token]);
    if (p->uner) {
        put_tag(p, token, from, "\t");
        outlet_text(o, "\t-\t-\n");
        return;
    }
    outlet_text(o, "\t_\t_\t_\t_\t_\t_\t_\t");
    put_misc(p, token, from, last);
    outlet_text(o, "\n");
}

static void put_sentence(struct page *p, size_t from, size_t end)
{
    outlet_printf(p->o, "# sent_id = %s-%" PRIu64 "\n", buf_text(&p->w->name), ++p->sentence);
    put_text(p, from, end);
    for (size_t i = from; i < end; i++)
        put_token(p, i, from, i + 1 == end);
    outlet_text(p->o, "\n");
}

static void put_head(const struct page *p)
{
    const struct stream_set *set = p->sheet->set;
    outlet_printf(p->o, "# newdoc id = %s\n", buf_text(&p->w->name));
    if (p->uner)
        return;
    outlet_printf(p->o, "# set = %s\n", set_kind_name(set->kind));
    if (set->owner)
        outlet_printf(p->o, "# annotator = %s\n", set->owner);
    if (set->source)
        outlet_printf(p->o, "# source = %s\n", set->source);
    outlet_printf(p->o, "# status = %s\n", status_name(set->status));
}

static enum fault put_sheet(struct writing *w, struct outlet *o, const struct sheet *sheet,
                            bool uner)
{
    struct page page = {.w = w,
                        .o = o,
                        .sheet = sheet,
                        .bytes = (const char *)article_bytes(sheet->document->article),
                        .uner = uner};
    /* Where the white space is not carried, a sentence would not be cut at the same places again.
     */
    struct tag_units units = {.article = sheet->document->article, .sentences = !uner};
    if (!sheet->set || !tag_sheet_make(&w->tags, o, sheet, 1, true))
        return outlet_fault(o);
    tag_document_name(&w->name, sheet->document->name);
    if (w->name.failed)
        outlet_no_memory(o);
    put_head(&page);
    size_t from = 0, n = w->tags.tokens.n;
    for (size_t i = 0; i < n; i++)
        if (tag_units_begin(&units, w->tags.tokens.at[i]) && i && !tag_goes_on(&w->tags, i)) {
            put_sentence(&page, from, i);
            from = i;
        }
    if (n)
        put_sentence(&page, from, n);
    else
        outlet_text(o, "\n");
    return outlet_fault(o);
}

static enum fault sheet_conllu(void *state, struct outlet *o, const struct sheet *sheet,
                               struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, false);
}

static enum fault sheet_uner(void *state, struct outlet *o, const struct sheet *sheet,
                             struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, true);
}

static void release(void *state)
{
    struct writing *w = state;
    tag_sheet_release(&w->tags);
    buf_release(&w->name);
}

const struct format_writer conllu_writer = {
    .state = sizeof(struct writing), .sheet = sheet_conllu, .release = release};
const struct format_writer uner_writer = {
    .state = sizeof(struct writing), .sheet = sheet_uner, .release = release};
