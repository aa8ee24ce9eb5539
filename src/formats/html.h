/* html.h: what the parts of the page's writer share: html.c writes the page and its lists,
 * html_text.c an article with its spans drawn. */
#ifndef MANICULE_SRC_FORMATS_HTML_H
#define MANICULE_SRC_FORMATS_HTML_H

#include "manicule/base/vec.h"
#include "manicule/marks/idtable.h"
#include "outlet.h"

/* Spans that lie over one place are drawn at heights of their own; more than so many are not drawn but
 * tagged, and stand in the list like all others. */
enum { HTML_HEIGHTS = 12, HTML_NOT_DRAWN = 0xff };

struct html_entry {
    struct uuid id; /* the first, for the table of ids */
    const struct span *span;
    uint32_t number; /* among the sheet's of its label, from 1 */
    uint32_t to, links; /* the entry that its first relation runs to, and how many it has */
    uint8_t height;
};

struct html_piece { /* an element that is open: a fragment, or the gap behind it */
    uint32_t entry, fragment;
    bool gap;
    struct pos end;
};

struct html {
    VEC(struct html_entry) entries; /* the sheet's spans in reading order */
    VEC(struct html_piece) open;    /* the outermost first */
    struct idtable ids;
    struct buf plain, name, value;
    struct buf contents; /* of each sheet its document and whose it is, each with its NUL */
    uint64_t sheets;
};

/* Any text, safe in an element and in a quoted attribute: what is invisible, turns the direction or
 * is no character is spelled out as <202E>. */
void html_words(struct html *, struct outlet *, const char *text, size_t n);
void html_text(struct html *, struct outlet *, const char *text);
/* "quote 3", escaped. */
void html_name(struct html *, struct outlet *, const struct html_entry *);
/* A label's classes: its colour and its line. */
void html_classes(struct outlet *, uint16_t label);

/* Gives each entry a height. */
void html_heights(struct html *);
/* The whole article. Its text is the article's, but for characters that are spelled out: these stand
 * in <b class="x" data-c="202e">, which gives their code points. */
void html_article(struct html *, struct outlet *, const struct article *);

#endif
