/* An article with its spans drawn. Elements cannot cross, so a span is cut where another one ends
 * inside it: the pieces above that one are closed, and opened again behind it. At most HTML_HEIGHTS
 * pieces are open at once, which keeps a hostile set from growing into its square. */
#include <string.h>

#include "html.h"
#include "manicule/text/glyph.h"

/* ---- characters ---- */

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    }
    return NULL;
}

static void escape(struct outlet *o, const char *text, size_t n)
{
    for (size_t i = 0, from = 0; i <= n; i++) {
        const char *as = i < n ? entity(text[i]) : "";
        if (!as)
            continue;
        outlet_add(o, text + from, i - from);
        outlet_text(o, as);
        from = i + 1;
    }
}

void html_words(struct html *h, struct outlet *o, const char *text, size_t n)
{
    buf_clear(&h->plain);
    plain_exact(text, n, &h->plain);
    if (h->plain.failed)
        outlet_no_memory(o);
    escape(o, buf_text(&h->plain), h->plain.size);
}

void html_text(struct html *h, struct outlet *o, const char *text)
{
    html_words(h, o, text, strlen(text));
}

/* Two regional indicators: a flag, which a browser draws. */
static bool is_flag(const uint8_t *p, size_t n)
{
    static const uint8_t start[] = {0xf0, 0x9f, 0x87};
    return n == 8 && memcmp(p, start, 3) == 0 && memcmp(p + 4, start, 3) == 0;
}

/* Hexadecimal code points, parted by spaces. */
static void code_points(struct outlet *o, const uint8_t *p, size_t n)
{
    const char *space = "";
    for (size_t i = 0; i < n; space = " ") {
        unsigned c = p[i] < 0x80 ? p[i] : p[i] & (0x3fu >> (p[i] >= 0xe0) >> (p[i] >= 0xf0));
        for (i++; i < n && (p[i] & 0xc0) == 0x80; i++)
            c = c << 6 | (p[i] & 0x3fu);
        outlet_printf(o, "%s%x", space, c);
    }
}

static void spelled(struct html *h, struct outlet *o, const uint8_t *p, size_t n,
                    const struct glyph *glyph)
{
    outlet_text(o, "<b class=\"x\" data-c=\"");
    code_points(o, p, n);
    outlet_text(o, "\" title=\"");
    buf_clear(&h->plain);
    glyph_name(p, n, &h->plain);
    if (h->plain.failed)
        outlet_no_memory(o);
    escape(o, buf_text(&h->plain), h->plain.size);
    outlet_text(o, "\">");
    buf_clear(&h->plain);
    for (unsigned i = 0; i < glyph->n; i++)
        for (unsigned k = 0; k < GLYPH_CHARS && glyph->cell[i].c[k]; k++)
            buf_add_codepoint(&h->plain, glyph->cell[i].c[k]);
    if (h->plain.failed)
        outlet_no_memory(o);
    escape(o, buf_text(&h->plain), h->plain.size);
    outlet_text(o, "</b>");
}

static void put_cluster(struct html *h, struct outlet *o, const uint8_t *p, size_t n)
{
    static const struct widths every = {.new_emoji = true};
    struct glyph glyph;
    glyph_plan(p, n, 0, &every, &glyph);
    if (glyph.kind == GLYPH_NEWLINE)
        outlet_text(o, n == 2 ? "&#13;\n" : "\n"); /* a bare CR would be read as a newline */
    else if (glyph.kind == GLYPH_PLAIN || glyph.kind == GLYPH_TAB || is_flag(p, n))
        escape(o, (const char *)p, n);
    else
        spelled(h, o, p, n, &glyph);
}

static bool is_ascii(uint8_t c)
{
    return c >= 0x20 && c < 0x7f;
}

static void put_range(struct html *h, struct outlet *o, const struct article *article,
                      struct range at)
{
    const uint8_t *bytes = article_bytes(article);
    uint32_t i = at.start.byte, end = at.end.byte;
    while (i < end && !outlet_fault(o)) {
        uint32_t plain = i;
        /* The last letter before anything else may have a mark over it. */
        while (plain < end && is_ascii(bytes[plain]) &&
               (plain + 1 >= end || bytes[plain + 1] < 0x80))
            plain++;
        escape(o, (const char *)bytes + i, plain - i);
        i = plain;
        if (i >= end)
            break;
        uint32_t next = article_next(article, pos_at(i)).byte;
        if (next > end || next <= i)
            next = end;
        put_cluster(h, o, bytes + i, next - i);
        i = next;
    }
}

/* ---- heights ---- */

void html_heights(struct html *h)
{
    uint32_t busy[HTML_HEIGHTS] = {0}; /* to where each is taken */
    for (size_t i = 0; i < h->entries.n; i++) {
        struct range at = h->entries.at[i].span->at;
        uint8_t height = 0;
        while (height < HTML_HEIGHTS && busy[height] > at.start.byte)
            height++;
        h->entries.at[i].height = height < HTML_HEIGHTS ? height : HTML_NOT_DRAWN;
        if (height < HTML_HEIGHTS)
            busy[height] = at.end.byte;
    }
}

/* ---- elements ---- */

static void tag(struct html *h, struct outlet *o, const struct html_entry *entry, uint32_t fragment)
{
    const struct span *span = entry->span;
    html_name(h, o, entry);
    if (span->n_fragments > 1)
        outlet_printf(o, ", part %u of %u", fragment + 1, (unsigned)span->n_fragments);
    if (entry->links && !fragment) {
        outlet_text(o, " → ");
        html_name(h, o, &h->entries.at[entry->to]);
    }
    if (entry->links > 1 && !fragment)
        outlet_printf(o, " +%u", entry->links - 1);
}

static void put_id(struct outlet *o, struct uuid id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    outlet_printf(o, " id=\"%s\"", text);
}

static void put_tag(struct html *h, struct outlet *o, const struct html_entry *entry,
                    uint32_t fragment)
{
    outlet_text(o, "<i class=\"b\" data-t=\"");
    tag(h, o, entry, fragment);
    outlet_text(o, "\"></i>");
}

static void open_piece(struct html *h, struct outlet *o, const struct html_piece *piece, bool again)
{
    const struct html_entry *entry = &h->entries.at[piece->entry];
    outlet_text(o, "<mark");
    if (!again && !piece->gap && !piece->fragment)
        put_id(o, entry->id);
    outlet_text(o, " class=\"");
    html_classes(o, entry->span->label);
    outlet_printf(o, " p%u%s\" role=\"group\" title=\"", entry->height, piece->gap ? " gap" : "");
    if (piece->gap)
        outlet_text(o, "between the parts of ");
    if (again || piece->gap)
        html_name(h, o, entry);
    else
        tag(h, o, entry, piece->fragment);
    outlet_printf(o, "%s\">", again && !piece->gap ? ", continued" : "");
    if (!again && !piece->gap)
        put_tag(h, o, entry, piece->fragment);
}

/* What ends for good has a bracket, with a name where it could be another's. */
static void close_piece(struct html *h, struct outlet *o, const struct html_piece *piece, bool ends)
{
    const struct html_entry *entry = &h->entries.at[piece->entry];
    if (ends && !piece->gap) {
        outlet_text(o, "<i class=\"e\" data-t=\"");
        if (h->open.n > 1 || entry->span->n_fragments > 1)
            html_name(h, o, entry);
        outlet_text(o, "]\"></i>");
    }
    outlet_text(o, "</mark>");
}

/* A span that no height was left for. */
static void put_point(struct html *h, struct outlet *o, const struct html_entry *entry)
{
    outlet_text(o, "<i");
    put_id(o, entry->id);
    outlet_text(o, " class=\"b ");
    html_classes(o, entry->span->label);
    outlet_text(o, "\" data-t=\"");
    tag(h, o, entry, 0);
    outlet_text(o, ", not drawn\"></i>");
}

/* The piece behind this one; false: the span is at its end. */
static bool follow(const struct html *h, struct html_piece *piece)
{
    const struct span *span = h->entries.at[piece->entry].span;
    if (piece->gap) {
        piece->gap = false;
        piece->fragment++;
        piece->end = span_fragment(span, piece->fragment).end;
        return true;
    }
    if (piece->fragment + 1u >= span->n_fragments)
        return false;
    piece->gap = true;
    piece->end = span_fragment(span, piece->fragment + 1u).start;
    return true;
}

/* Closes what ends here and everything inside it, and opens again what goes on. */
static void end_pieces(struct html *h, struct outlet *o, struct pos at)
{
    size_t lowest = 0, kept, n = h->open.n;
    while (lowest < n && h->open.at[lowest].end.byte != at.byte)
        lowest++;
    for (size_t i = n; i > lowest; i--) {
        struct html_piece *piece = &h->open.at[i - 1];
        close_piece(h, o, piece, piece->end.byte == at.byte);
    }
    kept = lowest;
    for (size_t i = lowest; i < n; i++) {
        struct html_piece piece = h->open.at[i];
        bool ends = piece.end.byte == at.byte;
        if (ends && !follow(h, &piece))
            continue;
        open_piece(h, o, &piece, !ends);
        h->open.at[kept++] = piece;
    }
    h->open.n = kept;
}

static void begin_span(struct html *h, struct outlet *o, uint32_t i)
{
    const struct html_entry *entry = &h->entries.at[i];
    if (entry->height == HTML_NOT_DRAWN) {
        put_point(h, o, entry);
        return;
    }
    struct html_piece piece = {.entry = i, .end = span_fragment(entry->span, 0).end};
    if (!vec_push(&h->open, piece))
        outlet_no_memory(o);
    open_piece(h, o, &piece, false);
}

void html_article(struct html *h, struct outlet *o, const struct article *article)
{
    struct pos at = pos_at(0), size = article_all(article).end;
    uint32_t i = 0, n = (uint32_t)h->entries.n;
    h->open.n = 0;
    while (!outlet_fault(o)) {
        struct pos next = i < n ? h->entries.at[i].span->at.start : size;
        for (size_t k = 0; k < h->open.n; k++)
            if (h->open.at[k].end.byte < next.byte)
                next = h->open.at[k].end;
        put_range(h, o, article, (struct range){at, next});
        at = next;
        end_pieces(h, o, at);
        while (i < n && h->entries.at[i].span->at.start.byte == at.byte && !outlet_fault(o))
            begin_span(h, o, i++);
        if (at.byte == size.byte && i == n && !h->open.n)
            return;
    }
}
