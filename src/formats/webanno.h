/* webanno.h: layers of WebAnno TSV 3 and their columns, as its reader and its writer see them.
 *
 * What becomes what:
 * - A span layer's label is the value of its feature called `value`, or of its first one; where it
 *   has no value, the last word of the layer's name. Further features are attributes.
 * - The layer itself is kept as the built-in attribute source_layer, word by word as the file's
 *   header has it, so that the same layer is written again: "T_SP=webanno.custom.Span|value".
 *   The label feature stands among the attributes only where a label cannot say it ("NE 0").
 * - A relation runs from the span that its column names to the one in whose row it stands.
 * - Slots are relations from the host to what fills the slot, called as the slot's feature; the
 *   role is an attribute. A chain's elements are spans, its arrows relations from each to the next.
 * - Tokens that relations or slots hang on without a layer of their own become spans too.
 * - Marks without a source_layer are of the layers WEBANNO_MARK and WEBANNO_LINK, whose first
 *   feature is the label, whatever it is called. */
#ifndef MANICULE_SRC_FORMATS_WEBANNO_H
#define MANICULE_SRC_FORMATS_WEBANNO_H

#include "draft.h"
#include "manicule/base/buf.h"
#include "manicule/formats/format.h"

#define WEBANNO_MARK "webanno.custom.Mark"
#define WEBANNO_LINK "webanno.custom.Link" /* with _2, _3 ... where there are several */
#define WEBANNO_ROLE "role"                /* the attribute of a slot's relation */
#define WEBANNO_ANY "uima.tcas.Annotation" /* a slot with this target takes spans of any layer */


/* Characters between two sentences that the text leaves out: a short file must not become a large
 * text. */
enum { WEBANNO_GAP_MOST = 4096 };

enum webanno_kind { WEBANNO_SPANS, WEBANNO_CHAINS, WEBANNO_RELATIONS };

enum webanno_cell {
    CELL_FEATURE,
    CELL_EMPTY,  /* of a layer without features: * where something is */
    CELL_ROLE,   /* of a slot feature: the roles */
    CELL_TARGET, /* what fills the slots */
    CELL_ARROW,  /* of a chain: the arrow to the next element, and which of which chain it is */
    CELL_BASE,   /* of a relation: where it comes from */
};

struct webanno_column {
    enum webanno_cell cell;
    const char *name; /* of the feature; of ROLE all of "ROLE_host:feature_type"; of TARGET and BASE
                         the layer */
};

struct webanno_layer {
    enum webanno_kind kind;
    const char *name; /* "webanno.custom.Span" */
    const char *text; /* "T_SP=webanno.custom.Span|value" */
    struct webanno_column *columns;
    size_t n;
    size_t label; /* the column that is the label; SIZE_MAX: none */
    bool own;
};

/* Of a line of the header without its #. FAULT_INPUT: it is none. Strings are the arena's. */
enum fault webanno_layer(struct arena *, const char *line, size_t n, struct webanno_layer *out,
                         struct err *);
/* "Span" of "webanno.custom.Span". */
const char *webanno_short(const char *name);
/* "links" of "ROLE_host:links_type", the arena's; NULL: no memory. */
char *webanno_slot(struct arena *, const char *role);

/* The text of a #Text line or a token, a cell's value: without their escapes, with them. */
void webanno_unescape(const char *text, size_t n, struct buf *out);
void webanno_escape_text(const char *text, size_t n, struct buf *out);
void webanno_escape_value(const char *value, size_t n, struct buf *out);

bool webanno_looks(const char *name, const char *bytes, size_t n);
extern const struct format_reader webanno_reader;
extern const struct format_writer webanno_writer;

#endif
