/* reader.h: what the readers of JSON Lines share: members by name, and faults that say where. */
#ifndef MANICULE_SRC_FORMATS_READER_H
#define MANICULE_SRC_FORMATS_READER_H

#include "manicule/formats/jsonl.h"
#include "offsets.h"
#include "pull.h"

/* One line being read. The first fault is kept; functions that return false have set it. */
struct reader {
    const struct labelset *labels;
    const struct env *env;
    struct record *out;
    struct err *err;
    enum fault fault;
    const char *list; /* "spans": faults name list[i].member; NULL: at the top */
    size_t i;
    const char *inner; /* "fragments": list[i].inner[k].member; NULL: not inside one */
    size_t k;
    struct offsets known;   /* the last span's start */
    struct buf text, shown; /* scratch */
};

bool reader_refuse(struct reader *, const char *member, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool reader_no_memory(struct reader *);

/* The values of the object at *at, found[i] for names[i]; *at ends behind it. Refuses what is no
 * object, a name that stands there twice, and one that is none of the n. */
bool reader_members(struct reader *, const char **at, const char *const *names, size_t n,
                    struct raw *found);

/* A string: without escapes as it lies, else decoded into r->text, until the next call. */
const char *reader_string(struct reader *, struct raw, size_t *n);
/* The same, of a member that must be there, a string and not empty. NULL: refused. */
const char *reader_need(struct reader *, const char *member, struct raw, size_t *n);
/* A copy in the record's arena. */
const char *reader_keep(struct reader *, const char *member, struct raw);
/* An input string for a message; until the next call. */
const char *reader_shown(struct reader *, struct raw);

/* jsonl_spans.c: the two lists of a set. */
bool reader_lists(struct reader *, struct raw spans, struct raw relations);

#endif
