/* draft.h: a document with one set as a foreign format has it: places in the format's units, labels and
 * attributes by name, relations by the format's ids. draft_give() makes a record of it and hands it
 * on: there, and only there, labels are mapped or added, places converted and checked, words
 * compared, spans looked for again, relations tied.
 *
 * Everything is copied into the draft's arena, but for the text, which is taken over. A draft is
 * used again after draft_clear().
 */
#ifndef MANICULE_SRC_FORMATS_DRAFT_H
#define MANICULE_SRC_FORMATS_DRAFT_H

#include "manicule/base/vec.h"
#include "manicule/formats/intake.h"

struct draft_attr {
    const char *name, *value;
    size_t n; /* bytes of the value */
    struct draft_attr *next;
};

struct draft_place {
    uint32_t start, end; /* in the draft's unit, end exclusive */
};

struct draft_span {
    const char *id; /* the format's, unique in the draft; NULL: none. A UUID becomes the span's own. */
    bool keep_id;   /* it is kept as the attribute source_id, so that it can be written again */
    const char *keep_as; /* what is kept instead, where more than the id must come back; NULL: the id */
    const char *label; /* NULL: none */
    struct draft_place *at; /* its pieces in order */
    size_t n_at;
    const char *text; /* its words as the file has them; NULL: it has none */
    size_t n_text;
    const char *before, *after; /* what the file says stands around it, or NULL: for reanchoring */
    bool pieces_joined;         /* text is the pieces, one space between two; else the whole */
    bool lines_apart; /* pieces that only a line break parts (breaks.h) are one */
    struct draft_attr *attrs, *last_attr;
    size_t line;      /* of the file; 0: the portion's */
    const char *path; /* "entities[3]": put before what is wrong with it; NULL: none */
};

struct draft_link {
    const char *id;
    bool keep_id;
    const char *type;
    const char *from, *to; /* ids of spans; or NULL, and */
    size_t from_at, to_at; /* which spans in the order they came */
    struct draft_attr *attrs, *last_attr;
    size_t line;
    const char *path;
};

struct draft_note {
    size_t span; /* which, or SIZE_MAX: on the document */
    bool doubt;
    const char *text;
};

struct draft {
    struct intake *intake;
    struct arena arena;
    const char *name; /* of the document; NULL: the portion's with its number */
    struct uuid id;   /* of the document; zero: it has none */
    const char *meta; /* a JSON object in its one form (meta.h), or NULL */
    uint8_t *text;    /* malloc'd */
    size_t n_text;
    enum unit unit;
    bool has_set;     /* false: a document nobody opened */
    bool has_kind;    /* kind, owner and source are said by the file; else by the options */
    enum set_kind kind;
    const char *owner, *source;
    bool has_status; /* else a new set is `done` where it has spans, `open` where not */
    enum status status;
    bool finished;   /* without a status: a new set is `done` even where it has no spans */
    enum origin origin; /* of its spans; ORIGIN_IMPORT at first */
    VEC(struct draft_span) spans;
    VEC(struct draft_link) links;
    VEC(struct draft_note) notes;
    size_t left_out; /* of it, by draft_refuse() */
    bool failed; /* out of memory: draft_give() says so */
};

void draft_begin(struct draft *, struct intake *); /* empty; has_set true, unit code points */
void draft_clear(struct draft *);                  /* empty again, memory of the arena kept */
void draft_release(struct draft *);

char *draft_copy(struct draft *, const char *, size_t n); /* NULL: failed is set */
/* Takes n bytes over from malloc; draft_text() copies them. */
void draft_take_text(struct draft *, uint8_t *bytes, size_t n);
void draft_text(struct draft *, const void *bytes, size_t n);

/* A new span of one piece. label NULL: none. The pointer is good until the next call; NULL: failed is set. */
struct draft_span *draft_span(struct draft *, const char *label, size_t n, uint32_t start,
                              uint32_t end);
/* Pieces after the first, in any order; they are sorted when the draft is given. */
void draft_piece(struct draft *, struct draft_span *, uint32_t start, uint32_t end);
struct draft_link *draft_link(struct draft *, const char *type, size_t n);
/* An attribute of a span, of a link. A value that is empty is left out. */
void draft_span_attr(struct draft *, struct draft_span *, const char *name, size_t n,
                     const char *value, size_t n_value);
void draft_link_attr(struct draft *, struct draft_link *, const char *name, size_t n,
                     const char *value, size_t n_value);
/* A comment on a span (by its place in the order they came) or, with SIZE_MAX, on the document. */
void draft_note(struct draft *, size_t span, bool doubt, const char *text, size_t n);

/* Something of the file is left out, `why` says what is wrong with it: OK where that is asked for,
 * else the fault, which is in *err then. */
enum fault draft_refuse(struct draft *, size_t line, struct err *why, struct err *err);
/* Something to know that is no fault. */
void draft_tell(struct draft *, size_t line, const char *text);

/* A name as draft_give() puts it into the label set: of a label or relation, of an attribute (which
 * has no = either). What it cannot have becomes _. Its length; at most DRAFT_NAME_MOST bytes. */
enum { DRAFT_NAME_MOST = 64 };
size_t draft_fit_label(const char *name, char out[DRAFT_NAME_MOST + 1]);
size_t draft_fit_attribute(const char *name, char out[DRAFT_NAME_MOST + 1]);

/* Makes the record and gives it to the intake. What the intake refuses span by span is left out
 * where that is asked for. The text is the article then: draft_clear() comes next. */
enum fault draft_give(struct draft *, const struct portion *, struct err *);

#endif
