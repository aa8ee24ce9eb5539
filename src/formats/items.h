/* items.h: what the readers of JSON from other tools share: members by name, where unknown ones are
 * no fault, and lists of spans. Messages begin with a path: "spans[3].start: ...". */
#ifndef MANICULE_SRC_FORMATS_ITEMS_H
#define MANICULE_SRC_FORMATS_ITEMS_H

#include "draft.h"
#include "meta.h"

struct members {
    VEC(struct member) all;
};

/* The values of an object's members, found[i] for names[i]. Refused: no object, a name of those asked
 * for twice. */
enum fault items_members(struct raw object, const char *const *names, size_t n, struct raw *found,
                          struct err *);
/* The same, where null is none. Those of other names are appended to `others`, unless it is NULL. */
enum fault items_find(struct raw object, const char *const *names, size_t n, struct raw *found,
                       struct members *others, struct err *);

/* A place: a whole number that is not negative. `path` and `member` are for the message, put one
 * behind the other. */
enum fault items_place(struct raw, const char *path, const char *member, uint32_t *out,
                        struct err *);

/* A whole number that a place can be. */
bool items_is_place(struct raw, uint32_t *out);

struct item_span {
    uint32_t start, end;
    struct raw label; /* a string, or none */
};

/* [start, end, "label"]; what follows is passed over. */
enum fault items_triple(struct raw list, const char *path, struct item_span *out, struct err *);
/* Of the values of an object's start, end and label, by these names. */
enum fault items_span(const struct raw found[3], const char *path, const char *const names[3],
                       struct item_span *out, struct err *);
/* Adds it to the draft, with its path. NULL: the draft has failed. */
struct draft_span *items_add(struct draft *, const struct item_span *, const char *path,
                              size_t line, struct buf *scratch);

/* Takes one item of a list; `path` is "name[i]". */
typedef enum fault items_take(void *ctx, struct raw item, const char *path, struct err *);
/* Takes each item of the list under `name`, where there is one. What is refused is left out of the
 * draft, or ends it. */
enum fault items_each(struct draft *, struct raw list, const char *name, size_t line,
                       items_take *take, void *ctx, struct err *);
/* What is known and not taken, told the first time. */
void items_pass_over(struct draft *, bool *told, size_t line, uint64_t n, const char *text);

/* The text of a document. */
enum fault items_text(struct draft *, struct raw, struct err *);
/* Its metadata: the members, and those of the object `meta` where no name comes twice by that; else
 * that object as a member. Anything but an object stays a member "meta". */
enum fault items_meta(struct draft *, const struct members *, struct raw meta, struct err *);
/* A string of the input in the draft's arena; NULL: no memory, and the draft's failed is set. */
char *items_copy(struct draft *, struct raw string, size_t *n);
/* The same of what may be no string; of a number its digits. NULL: neither, or failed. */
char *items_string(struct draft *, struct raw);

/* An id in the one form of a UUID, so that a span can have it as its own. */
bool items_own_id(const char *text, struct uuid *out);

#endif
