/* set.h: the spans, relations, comments and verdicts of one owner on one document.
 *
 * Spans stand in reading order: by start, then the longer first, then by id. Adding, removing and
 * looking up cost O(log n) for any size (blocks of pointers; 1 million spans are fine). A span's
 * address stays the same until it is removed. Places are bytes. No I/O.
 */
#ifndef MANICULE_MARKS_SET_H
#define MANICULE_MARKS_SET_H

#include <stddef.h>

#include "manicule/base/uuid.h"
#include "manicule/marks/labelset.h"
#include "manicule/text/pos.h"

enum origin { ORIGIN_MANUAL, ORIGIN_SUGGESTION, ORIGIN_IMPORT, ORIGIN_ADJUDICATION, ORIGIN_REPEAT };
enum set_kind { SET_PERSON, SET_GOLD, SET_SUGGESTION, SET_REVIEW };
enum status { STATUS_NEW, STATUS_OPEN, STATUS_DONE, STATUS_RETURNED, STATUS_ACCEPTED, STATUSES };

const char *origin_name(enum origin);     /* "manual", ... */
const char *set_kind_name(enum set_kind); /* "person", ... */
const char *status_name(enum status);     /* "new", ... */
bool origin_parse(const char *, size_t n, enum origin *);
bool set_kind_parse(const char *, size_t n, enum set_kind *);
bool status_parse(const char *, size_t n, enum status *);

struct link; /* a relation as it hangs on its two spans */

struct span {
    struct uuid id;
    struct range at;      /* the first fragment's start to the last one's end */
    uint16_t label;       /* of the label set */
    uint8_t origin;       /* enum origin */
    uint16_t n_fragments; /* 1: `at` itself, and fragments is NULL */
    struct range *fragments; /* in order, apart from each other by at least a byte */
    char *attrs;          /* marks/attrs.h, or NULL */
    struct link *links;   /* only in a set: use set_links() */
};

struct relation {
    struct uuid id, from, to;
    uint16_t type; /* of the label set's relations */
    char *attrs;
};

struct comment {
    struct uuid id;
    struct uuid span; /* zero: on the document */
    bool doubt;       /* asks the lead */
    bool settled;
    int64_t at;       /* milliseconds since 1970 */
    char *author, *text;
};

/* What was said of a difference, or of a span as it was shown. `item` is the key of a comparison's
 * item (marks/compare.h), a digest of what was looked at: a later change makes it another item, to
 * be looked at anew.
 *   accepted  a reviewer: as it stands it is right
 *   rejected  a reviewer: the review's reading is the right one
 *   disputed  an annotator: one's own is
 *   decided   gold: `reading` was taken (marks/merge.h), `span` is the first of it */
enum verdict_kind { VERDICT_ACCEPTED, VERDICT_REJECTED, VERDICT_DISPUTED, VERDICT_DECIDED };

struct verdict {
    uint64_t item;
    uint8_t kind;     /* enum verdict_kind */
    uint8_t round;    /* how often it was disputed before this was said */
    uint64_t reading; /* of decided ones */
    struct uuid span; /* in this set; zero: none */
    char *reason;     /* a rule of the guideline or free words; NULL: none was given */
};

const char *verdict_name(enum verdict_kind); /* "accepted", ... */
bool verdict_parse(const char *, size_t n, enum verdict_kind *);

struct range span_fragment(const struct span *, size_t i); /* i < n_fragments */
bool span_covers(const struct span *, struct pos); /* pos lies in one of its fragments */
bool span_touches(const struct span *, struct range); /* one of its fragments overlaps the range */
bool span_same(const struct span *, const struct span *); /* all but id and links equal */
int span_order(const struct span *, const struct span *); /* reading order: <0, 0, >0 */
/* Deep copies for what lives outside a set; release gives back what copy made. False: no memory. */
bool span_copy(struct span *out, const struct span *);
void span_release(struct span *);

struct set;

struct set *set_new(void);
void set_free(struct set *);
void set_clear(struct set *);

/* Copies the value in. NULL: no memory, or the id is there already (see set_find()). */
const struct span *set_add(struct set *, const struct span *);
/* Gives the span of that id new fragments, label, attributes, origin; links stay. */
const struct span *set_change(struct set *, const struct span *);
bool set_remove(struct set *, struct uuid id); /* false: not there; its relations must be gone */
const struct span *set_find(const struct set *, struct uuid id);
size_t set_count(const struct set *);
size_t set_count_label(const struct set *, uint16_t label);

/* Reading order. */
const struct span *set_first(const struct set *);
const struct span *set_last(const struct set *);
const struct span *set_next(const struct set *, const struct span *);
const struct span *set_prev(const struct set *, const struct span *);
const struct span *set_from(const struct set *, struct pos); /* first that starts at or after pos */
const struct span *set_before(const struct set *, struct pos); /* last that starts before pos */
/* All of them, one a call, NULL after the last: cheaper than set_next(), which looks for its span. A
 * walk begins zeroed; the set must not change on the way. */
struct set_walk {
    size_t block, i;
};
const struct span *set_each(const struct set *, struct set_walk *);

/* All spans of which a fragment overlaps the range, in reading order: writes at most max, returns how many
 * there are. A span that only brackets the range with a gap is not counted. */
size_t set_over(const struct set *, struct range, const struct span **out, size_t max);

/* Relations. set_relate needs both ends in the set. */
const struct relation *set_relate(struct set *, const struct relation *);
const struct relation *set_rechange(struct set *, const struct relation *); /* new type, attributes */
bool set_unrelate(struct set *, struct uuid id);
const struct relation *set_relation(const struct set *, struct uuid id);
size_t set_relations(const struct set *);
/* Those that leave from the span (out) or arrive at it, in order of ids: at most max, returns how many there are. */
size_t set_links(const struct set *, const struct span *, bool out, const struct relation **to, size_t max);
/* All relations in order of ids: i from 0; NULL after the last. O(1) a step on an unchanged set. */
const struct relation *set_relation_at(const struct set *, size_t i);

/* Comments, few: in order of time. */
bool set_comment(struct set *, const struct comment *); /* adds, or replaces the one of that id */
bool set_uncomment(struct set *, struct uuid id);
size_t set_comments(const struct set *);
const struct comment *set_comment_at(const struct set *, size_t i);
const struct comment *set_comment_find(const struct set *, struct uuid id);
/* The open doubt on a span, or NULL. */
const struct comment *set_doubt(const struct set *, struct uuid span);

/* Verdicts: one an item, in order of items. */
bool set_judge(struct set *, const struct verdict *); /* adds, or replaces the one on that item */
bool set_unjudge(struct set *, uint64_t item);
const struct verdict *set_verdict(const struct set *, uint64_t item); /* NULL: none */
const struct verdict *set_verdict_at(const struct set *, size_t i);
size_t set_verdicts(const struct set *);

size_t set_memory(const struct set *); /* bytes held, for the bench */

#endif
