/* add.h: articles come into a project: from bytes, from a file, from JSON Lines.
 *
 * What is not UTF-8, holds a NUL or is too large is refused and nothing of it is kept. Articles
 * are committed in batches: what add_finish() answered OK for is in the project.
 */
#ifndef MANICULE_FLOW_ADD_H
#define MANICULE_FLOW_ADD_H

#include "manicule/flow/batch.h"
#include "manicule/store.h"

struct add {
    struct store *store;
    const struct env *env;
    const char *encoding;                      /* of files and bytes that are not UTF-8, or NULL */
    bool again;                                /* add bytes that are there already once more */
    void (*note)(void *ctx, const char *line); /* told what was passed over, in the user's words */
    /* In bytes; of: 0 when not known. May be NULL. */
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t of);
    void *ctx;
    size_t added, existing; /* counted as it goes */
    uint64_t seen;          /* articles that were taken, on disk or not yet */
    int64_t last;           /* the key of the document added, or found, last */
    struct batch batch;     /* zeroed */
};

/* Takes over `bytes` (from malloc). `shown_as` names it in messages: a path, "articles.jsonl:3". */
enum fault add_bytes(struct add *, uint8_t *bytes, size_t n, const char *shown_as, const char *name,
                     struct err *);
/* The whole of an open file; name NULL: made from the path. */
enum fault add_file(struct add *, int fd, const char *path, const char *name, struct err *);
/* JSON Lines of articles. All of it is read and checked before the first is added. */
enum fault add_records(struct add *, int fd, const char *path, struct err *);

enum fault add_finish(struct add *, struct err *);
/* Ends after a fault: rolls back what is not on disk, and says behind err's words what is. */
void add_abandon(struct add *, struct err *);

/* What came as bytes, as a text: converted where an encoding is named, and checked. Takes over
 * `bytes`; with an encoding *source is the SHA-256 of what came. */
enum fault add_decode(const char *encoding, uint8_t *bytes, size_t n, const char *shown_as,
                      struct article **out, uint8_t source[32], struct err *);

/* The name a file's article gets: its base name without .txt, made printable. Caller frees. */
char *add_name(const char *path);

#endif
