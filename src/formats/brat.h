/* brat.h: what reading and writing brat's standoff share.
 *
 * What our model has no place for is kept in the attribute source_id, so that the same lines are
 * written again:
 *   a span      T3         and, of the trigger of events, T3:E1:E2
 *   a relation  R1         and, where its roles are not Arg1 and Arg2 or an end is an event,
 *                          R1:ROLE:EVENT:ROLE:EVENT, an EVENT being empty where the end is a span
 *               E1:2       the second argument of event E1, whose trigger it leaves from; its type is
 *                          the role; E1:2:E5 where it is not the span but its event E5
 *               *1:2       the second of the relations that the first equivalence became, from its
 *                          first member to each of the others; *1:2:E1:E2 as above
 * Attributes of an event (A, M) are its trigger's, and written again for its first event. A binary one
 * has the value `true`. A normalisation (N) is the attribute norm:TYPE, norm:TYPE:2 for a
 * second one, with the reference, a space and its text. A note (#) is a comment on the span; of an event or a
 * relation it begins with that one's id, as "R1: ".
 */
#ifndef MANICULE_SRC_FORMATS_BRAT_H
#define MANICULE_SRC_FORMATS_BRAT_H

#include "manicule/formats/format.h"

#define BRAT_YES "true"
#define BRAT_NORM "norm:"

extern const struct format_reader brat_reader;
extern const struct format_writer brat_writer;

/* Letters, digits, - and _: what brat's names are made of. */
bool brat_is_plain(char);
/* The length of the id that the n bytes begin with: the kind, then letters, digits and . - _; 0: none. */
size_t brat_id(const char *text, size_t n, char kind);
/* The number in an id such as T12; 0: it is no plain number. */
uint64_t brat_number(const char *id, size_t n);
/* A name as brat can have it, appended: what it cannot have becomes _. True: it is another. */
bool brat_fit(const char *name, struct buf *out);

/* What labels and relations are called there, each otherwise than the others. */
struct brat_names {
    const char *labels[LABELS_MAX], *types[LABELS_MAX];
    bool other_labels[LABELS_MAX], other_types[LABELS_MAX]; /* it is not the label set's name */
    struct arena arena;
};
/* The label set must stay as long as the names are used. The caller releases the arena. False: no memory. */
bool brat_names_make(struct brat_names *, const struct labelset *);

/* brat_conf.c: annotation.conf. */
bool brat_looks_labels(const char *bytes, size_t n);
enum fault brat_write_labels(const struct labelset *, struct buf *out, struct err *);
enum fault brat_read_labels(const char *bytes, size_t n, struct buf *json, struct err *);

#endif
