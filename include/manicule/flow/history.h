/* history.h: a set's past: as it stood at a time, who made what of it, and how to take back what
 * someone else did. All of it is read from the journal, in short transactions: what stands there
 * never changes. */
#ifndef MANICULE_FLOW_HISTORY_H
#define MANICULE_FLOW_HISTORY_H

#include "manicule/base/vec.h"
#include "manicule/store.h"

/* The text that a document had at a time, and *document told of that text. */
enum fault history_text(struct store *, struct document *, int64_t at, struct article **out,
                        struct err *);
/* The set as it stood at a time (milliseconds): what its journal makes of it up to the newest row
 * of that time or before; `into` is emptied first. The article is the text of then. *then is `now` with the status, revision and
 * counts of then, without the counts of labels; its key is 0 where there was no set yet. May be the
 * same struct as `now`. */
enum fault history_load(struct store *, const struct set_info *now, int64_t at,
                        const struct article *, struct set *into, struct set_info *then,
                        struct err *);

/* The set in another text of its document, as marks/carry.h carries it: so that what was marked in two
 * texts can be compared. *set is freed and another one; *gone counts the spans that have no place
 * there. */
enum fault history_carry(const struct article *from, const struct article *to, struct set **set,
                         size_t *gone, struct err *);
/* The set as its owner left it: when it last became done before it was first returned or accepted.
 * *then is filled as above; its key is 0 where that never was. *edition: of the text that it is in,
 * which may be another than the article. */
enum fault history_marked(struct store *, const struct set_info *now, const struct article *,
                          struct set *into, struct set_info *then, uint32_t *edition,
                          struct err *);


/* ---- blame: who made each span, and who changed it later ---- */
enum blame_how {
    BLAME_MADE,
    BLAME_CHANGED, /* place, label, attributes or origin */
    BLAME_DELETED,
    BLAME_BROUGHT_BACK,
    BLAME_LINKED,   /* a link from it or to it was made, */
    BLAME_RELINKED, /* changed, */
    BLAME_UNLINKED, /* or taken away */
    BLAME_NOTED     /* a comment or a doubt on it */
};
const char *blame_how_name(enum blame_how); /* "made", ... */

struct blame_touch {
    struct uuid span;
    uint32_t row; /* which of rows; ascending for a span */
    enum blame_how how;
};
struct blame {
    struct set *set; /* as it stands */
    VEC(struct past) rows;
    VEC(struct blame_touch) touches;
};
/* Reads a set's journal to the revision that info tells. */
enum fault blame_read(struct store *, const struct set_info *, const struct article *,
                      struct blame *out, struct err *);
void blame_release(struct blame *);
/* What was done to one span, the oldest first. */
const struct blame_touch *blame_of(const struct blame *, struct uuid span, size_t *n);

/* ---- revert: takes back a step of anyone's, as an edit of one's own ---- */
struct revert {
    VEC(struct past_step) visits; /* what the step did, set by set; at least one */
};
enum { REVERT_PREFIX_LEAST = 8 };
/* The step of that id, or whose id begins so. FAULT_MISSING: there is none, or none that the acting
 * person may see; FAULT_USAGE: no id, or several steps begin so. */
enum fault revert_find(struct store *, const char *id, struct revert *out, struct err *);
/* May it be taken back? FAULT_CONFLICT, in one line: it was already, a later step touches the same
 * marks, or the document is accepted or was removed. */
enum fault revert_check(struct store *, const struct revert *, struct err *);
/* In all of its sets or none. FAULT_DENIED: not the acting person's to take back. *changes counts
 * the edits. */
enum fault revert_run(struct store *, const struct revert *, const struct env *, size_t *changes,
                      struct err *);
void revert_release(struct revert *);

#endif
