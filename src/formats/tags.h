/* tags.h: spans as tags of tokens, and tags as spans.
 *
 * Reading, what a tag means is told by itself and the one before, as conlleval tells it: IOB1, IOB2,
 * BILUO and BIOES are read alike. Writing, each token belongs to at most one span of a layer. */
#ifndef MANICULE_SRC_FORMATS_TAGS_H
#define MANICULE_SRC_FORMATS_TAGS_H

#include "draft.h"
#include "outlet.h"

#define TAG_DOCSTART "-DOCSTART-" /* in a token's place: a document begins */

enum scheme {
    IOB2,  /* B- begins, I- goes on */
    IOB1,  /* I- begins too, B- only where the span before has the same label */
    BILUO, /* B- begins, I- goes on, L- ends, U- is all */
};

struct tag {
    char prefix; /* O, B, I, L or U; BIOES's E and S are L and U */
    const char *label;
    size_t n;
};
bool tag_parse(const char *text, size_t n, struct tag *out); /* false: it is no tag */
enum fault tag_wrong(const char *text, size_t n, struct err *); /* says so */

/* ---- reading: one column of tags ---- */

struct tag_track {
    struct buf label; /* of the span that is open */
    bool open, ended; /* ended: its last token was seen */
    uint32_t start, end;
    size_t line;
};

/* What a file's tags were, for what is told of them. */
struct tag_count {
    enum scheme scheme;
    uint64_t ill;      /* tags that the scheme does not allow there */
    size_t first_line; /* of the first of them, and */
    char first[120];   /* what is told of it */
};

/* The tag of a token that stands at [start, end) of the draft's text. */
void tag_step(struct tag_track *, struct draft *, struct tag_count *, struct tag, uint32_t start,
              uint32_t end, size_t line);
/* The sentence is over. */
void tag_stop(struct tag_track *, struct draft *, struct tag_count *, size_t line);
/* Of a file that is over: tells what was ill. */
void tag_tell(struct tag_count *, struct intake *);

/* ---- writing ---- */

enum { LAYERS = 2 };
#define NOBODY UINT32_MAX

struct tag_place { /* a span as tokens */
    uint32_t first, last; /* first > last: there are none in it */
    uint8_t layer;        /* LAYERS: it is in none */
    bool cut;             /* it begins or ends inside a token */
    bool loose;           /* or between two */
};

/* A sheet's tokens, and whose each is. Zeroed it is empty; it is used again and again. */
struct tag_sheet {
    VEC(struct range) tokens;
    VEC(struct tag_place) places; /* of each span */
    VEC(uint32_t) owners[LAYERS]; /* of each token: a span, or NOBODY */
    VEC(uint32_t) order;
};

/* Places spans on tokens: the longest first, of those as long the earlier; one that overlaps goes into
 * the next of `layers` layers, or is lost. What is lost or moved is confessed. Tokens are split at
 * white space, but for single spaces where `spaces` allows them. False: the outlet has a fault. */
bool tag_sheet_make(struct tag_sheet *, struct outlet *, const struct sheet *, unsigned layers,
                    bool spaces);
void tag_sheet_release(struct tag_sheet *);

/* "B-", "I-", ..., or "O"; *span is whose label comes behind, or NOBODY. `from` is the first token
 * of the sentence. */
const char *tag_of(const struct tag_sheet *, const struct sheet *, unsigned layer, size_t token,
                   size_t from, enum scheme, uint32_t *span);
/* Does a span go on from the token before? Then no sentence ends between them. */
bool tag_goes_on(const struct tag_sheet *, size_t token);

/* A document's name as a comment can have it: one line, with nothing blank at its edges, not empty. */
void tag_document_name(struct buf *out, const char *name);

/* Where the units of a text begin that are written as sentences: paragraphs or sentences. */
struct tag_units {
    const struct article *article;
    bool sentences;
    uint32_t end; /* of the unit at hand; 0: none yet */
};
bool tag_units_begin(struct tag_units *, struct range token); /* is the token the first of one? */

#endif
