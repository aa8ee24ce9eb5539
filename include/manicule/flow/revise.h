/* revise.h: an article was corrected: its new text comes in the place of the old one, and the marks of
 * everyone are carried over.
 *
 * How, marks/carry.h says; what the project keeps of it, src/store/revise.c. In each set, of a person,
 * gold, a suggestion or a review:
 * - a span whose words stand as they were goes where they are now;
 * - one that was moved with its paragraph, or some of whose words are others by now, gets a doubt that
 *   says so, so that its owner's Tab finds it;
 * - one whose words are gone is an orphan: it is deleted with its relations and comments, told, and
 *   stays in the journal. An import does not bring it back;
 * - a verdict on marks that all stand as they were goes with them; the others are for what was shown
 *   then, and what is shown now is looked at anew.
 * Where people were in the text is moved along; what is new in it counts as not yet seen.
 */
#ifndef MANICULE_FLOW_REVISE_H
#define MANICULE_FLOW_REVISE_H

#include "manicule/marks/carry.h"
#include "manicule/store.h"

struct revise_span { /* one that did not just go along */
    enum carried how; /* never exact */
    const struct span *was, *is; /* is: NULL for an orphan */
    const struct relation *const *relations; /* of an orphan: those that went with it */
    size_t n_relations;
    size_t comments; /* of an orphan */
};
struct revise_set {
    struct set_info info; /* before */
    const struct set *set; /* the same */
    size_t exact, moved, near, gone, relations; /* relations: that went */
    size_t verdicts, verdicts_anew; /* that went along; that do not fit what is there now */
};

struct revise {
    struct store *store;
    const struct env *env;
    bool preview; /* tells, and changes nothing */
    /* Told after it was done: each set, and behind it the spans. Places of was are in `before`, those
     * of is in `after`. May be NULL. */
    void (*set)(void *ctx, const struct revise_set *);
    void (*span)(void *ctx, const struct article *before, const struct article *after,
                 const struct revise_set *, const struct revise_span *);
    void *ctx;
    bool same;   /* the text is that one already: nothing was done */
    bool coarse; /* the texts were too large to be compared finely: text/diff.h */
};

/* Takes over `bytes` (from malloc), which are converted and checked as those of add.h. */
enum fault revise_bytes(struct revise *, int64_t document, uint8_t *bytes, size_t n,
                        const char *shown_as, const char *encoding, struct err *);
/* Takes back the revision that stands last: nothing is told but the fault. *now is the document as
 * it is then, the caller's to release. */
enum fault revise_back(struct revise *, int64_t document, struct document *now, struct err *);

#endif
