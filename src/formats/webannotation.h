/* webannotation.h: what the parts of W3C Web Annotation share.
 *
 * webannotation_read.c    annotations become sets: bodies, links, groups of one owner on one text
 * webannotation_target.c  what an annotation is about: texts by their address, places by selectors
 * webannotation_write.c   a page of annotations for each set
 * webannotation.c         the row
 */
#ifndef MANICULE_SRC_FORMATS_WEBANNOTATION_H
#define MANICULE_SRC_FORMATS_WEBANNOTATION_H

#include "items.h"
#include "manicule/formats/format.h"

#define WEBANNOTATION_CONTEXT "http://www.w3.org/ns/anno.jsonld"
#define WEBANNOTATION_UUID "urn:uuid:"

/* A text that annotations are about. */
struct wa_text {
    const char *iri;  /* what targets call it */
    const char *name; /* as a document; NULL: it has none */
    const char *meta; /* or NULL */
    struct uuid id;   /* or zero */
    uint8_t *bytes;   /* malloc'd */
    size_t n;
};

struct wa_piece {
    uint32_t start, end;                /* code points */
    struct raw exact, prefix, suffix;   /* of a quotation; none where there is none */
};

struct wa_target {
    struct wa_text *text;
    size_t first, n; /* of the pieces */
};

/* What the targets of one annotation are read with. */
struct wa_targets {
    struct intake *intake;
    struct arena *arena; /* of the texts' names */
    struct buf scratch;
    VEC(struct wa_text *) texts;     /* known so far */
    VEC(struct wa_piece) pieces;     /* of the annotation at hand, and */
    VEC(struct wa_target) targets;   /* which of them are whose */
};

/* A string in the arena; NULL: it is none, or no memory. */
const char *wa_string(struct arena *, struct raw);
/* Is it the word, a list that has it, with or without the prefix oa:? */
bool wa_is(struct raw, const char *word);
/* The address of a thing: a string, or an object's id. */
struct raw wa_iri(struct raw);

/* A text as an object with its value, or its address. FAULT_INPUT: it is nowhere. */
enum fault wa_text(struct wa_targets *, struct raw source, struct wa_text **out, struct err *);
/* The annotation's targets, places of texts, into pieces and targets. FAULT_INPUT: "target: ..." */
enum fault wa_targets(struct wa_targets *, struct raw target, struct err *);
/* The texts are forgotten. */
void wa_forget(struct wa_targets *);

extern const struct format_reader webannotation_reader;
extern const struct format_writer webannotation_writer;

#endif
