/* compare.h: the sets of two or more readers on one document, laid beside each other.
 *
 * The result is a list of items in reading order. Each span of each reader stands in exactly one
 * item; an item is agreed or a typed difference, and holds what every reader has there: the
 * reading. Comments, ids, origins and the order in which things were made never count. Permuting
 * the readers permutes the readings and changes nothing else.
 *
 * How spans come together:
 * - Spans of one label that overlap are paired, those with the same place first, then by the
 *   largest overlap; one of each reader. With n readers a pair is joined to the next in the same
 *   way. Ties fall to the smaller extent together, to equal attributes, to equal links, and last to
 *   reading order. Copies (same place, label, attributes and links) are paired one to one.
 * - What is left over joins the pair it overlaps when a reader who lacks it has one span where
 *   another has several that lie apart: a split. A span inside another of the same reader is no
 *   part of a split, and a pair that agrees takes no further part.
 * - What is left over then is paired across labels when the two share at least half of the longer
 *   one's words: nobody means the same thing by a speaker and the quote around it.
 *
 * Links belong to items, not beside them. A link is compared by its type, its attributes and the
 * items at its ends, so that it agrees even where readers cut the speaker differently.
 * - Both ends agree: it is agreed where all readers have it; else the `from` end's item is a
 *   difference of relations, one for all of that span's links.
 * - Else it is carried: by the item of its `from` end if that one's spans differ, else by that of
 *   its `to` end. A missing quote thus brings its links and attributes as one item, to however many
 *   speakers; a missing speaker brings the links of agreed quotes to it. When the item is decided
 *   the link is made between whatever gold has for both ends (marks/merge.h).
 *
 * Cost: n log n in the spans, and the pairs of overlapping spans that not all readers have. Where
 * hundreds lie over one place, only the nearest in reading order are held against each other, and
 * a split takes in no more than a hundred or so; what is left over is missing.
 */
#ifndef MANICULE_MARKS_COMPARE_H
#define MANICULE_MARKS_COMPARE_H

#include "manicule/base/arena.h"
#include "manicule/base/err.h"
#include "manicule/marks/set.h"
#include "manicule/text/article.h"

enum { COMPARE_READERS = 64 }; /* at most */
#define COMPARE_NONE ((size_t)-1)

/* In this order, from the bottom, when an item is several: a split, else labels, else ... */
#define COMPARE_TYPES(X)                                                                           \
    X(COMPARE_AGREED, "agreed")                                                                    \
    X(COMPARE_ATTRIBUTE, "attribute") /* the spans agree, their attributes differ */               \
    X(COMPARE_RELATION, "relation")   /* the spans agree, their links differ */                    \
    X(COMPARE_BOUNDARY, "boundary")   /* one label, other edges or fragments */                    \
    X(COMPARE_MISSING, "missing")     /* a reader has nothing there */                             \
    X(COMPARE_LABEL, "label")         /* other labels on the same words */                         \
    X(COMPARE_SPLIT, "split")         /* one span against two or more */

enum compare_type {
#define X(name, word) name,
    COMPARE_TYPES(X)
#undef X
        COMPARE_KINDS /* how many types there are */
};

const char *compare_type_name(enum compare_type);
bool compare_type_parse(const char *, size_t n, enum compare_type *);

/* When do two places agree? Trimmed: without the white space and punctuation at the edges of their
 * fragments (article_trim()). */
enum compare_rule { COMPARE_EXACT, COMPARE_TRIMMED };

struct compare_link {
    const struct relation *relation; /* a reader's own, and so are its ends */
    const struct span *from, *to;
    size_t from_item, to_item; /* the items in which the ends stand */
};

struct reading {
    const struct span **spans; /* the reader's own, in reading order; n == 0: nothing there */
    size_t n;
    struct compare_link *links; /* that the item carries and that are not agreed */
    size_t n_links;
    size_t same;  /* the first reader who reads the same; the reader itself if nobody before */
    uint64_t key; /* a digest of its content, the same in every comparison; >= 2 */
};

struct compare_item {
    enum compare_type type;
    unsigned differs;         /* 1u << type for each way in which the readings differ */
    uint64_t key;             /* of type and readings in any order; no other item's here */
    struct range range;       /* from the first start to the last end of all readings */
    uint64_t labels;          /* 1 << label for each label in it */
    struct reading *readings; /* one a reader */

    /* Agreed, attribute or relation: what all readers agree on. */
    bool spans_agree;
    /* Label, place and the attributes that all give; no id. The place is that of more than half of
     * the readers, else the shortest; where two are equally short, the trimmed one. */
    struct span merged;
    struct compare_link *links; /* agreed, each once, as the first reader has it */
    size_t n_links;
    size_t copy_of; /* the first of items that are copies of each other, or itself */
};

/* Points into the sets, which must not change while it is used. */
struct comparison {
    const struct set **readers;
    size_t n_readers;
    struct compare_item *items;
    size_t n;
    size_t n_agreed;
    const struct article *article;
    enum compare_rule rule;
    struct arena arena; /* owns all of the above */
};

/* From 2 to COMPARE_READERS sets, none of them twice. The article is asked only by the trimmed
 * rule, and may be NULL for the exact one. A zeroed or released *out; FAULT_MEMORY leaves it so. */
enum fault compare_sets(const struct set *const *readers, size_t n, const struct article *,
                        enum compare_rule, struct comparison *out, struct err *);
void compare_release(struct comparison *);

/* A reader whose reading is that of more than half of them; that may be the reading "nothing
 * there". COMPARE_NONE: there is no majority, as between two who differ. */
size_t compare_majority(const struct comparison *, size_t item);

/* Do two spans lie at the same place under the rule? Labels are not looked at. */
bool compare_agree(const struct article *, enum compare_rule, const struct span *,
                   const struct span *);

#endif
