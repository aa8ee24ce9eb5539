/* session.h: what most verbs begin with: who acts, the project open, its label set read. And what
 * they say on the way, on standard error. */
#ifndef MANICULE_CMD_SESSION_H
#define MANICULE_CMD_SESSION_H

#include "manicule/cmd/args.h"
#include "manicule/store.h"

struct session {
    char person[PERSON_MAX + 1];
    struct store *store;
    struct labelset labels;
};

enum session_use { SESSION_READ, SESSION_WRITE };

/* Whom the gate proved, --as, else the login name in small letters; a name that no person may have
 * is refused. */
enum fault session_person(const struct args *, char out[PERSON_MAX + 1], struct err *);
enum fault session_open(const struct env *, const struct args *, enum session_use,
                        struct session *out, struct err *);
/* The project alone. One opened for reading may have to be opened for writing: after a crash. */
enum fault session_store(const char *path, struct store_options, struct store **out, struct err *);
/* The same as session_open() for a project just made. Takes the store over. */
enum fault session_adopt(struct session *, struct store *, struct err *);
void session_close(struct session *);

/* A document by its name, or by its number as #3. */
enum fault session_document(const struct session *, const char *name, struct document *out,
                            struct err *);

/* A whole file's text (NUL-terminated, caller frees), for label sets and key files. */
enum fault session_read_file(const char *path, size_t limit, char **text, size_t *n, struct err *);

/* A label set from a file's text. Refused too when its keys would shut people out of the
 * workbench, because an action has them by default. */
enum fault session_read_labels(const char *path, const char *json, size_t n, struct labelset *out,
                               struct err *err);

/* The characters that no action has by default: what a label that comes without a key may get. */
enum { SESSION_KEYS = 62 };
void session_free_keys(char out[SESSION_KEYS + 1]);

/* Appends a document's whole name, of which a row of so much room holds what fits. */
enum fault session_whole_name(const struct session *, int64_t document, const char *cut,
                              size_t room, struct buf *out, struct err *);

/* FAULT_USAGE: not a person's name; `what` stands before it, as "--as ". */
enum fault session_check_name(const char *name, const char *what, struct err *);
/* FAULT_MISSING when nobody of that name owns a set in the project that may be seen. */
enum fault session_check_owner(const struct session *, const char *name, struct err *err);
/* No such set was met (kind -1: of any kind; owner NULL: anybody's). FAULT_MISSING says so to whom it
 * may be hidden: of what may not be seen it is never told whether it is there. OK: it is not there,
 * or one's own. */
enum fault session_not_seen(const struct session *, const struct document *, int kind,
                            const char *owner, struct err *err);
/* A set of a document, as store_set(). FAULT_MISSING: gold or another person's, which the acting
 * person may not see or nobody has; where they see all, that is key 0. */
enum fault session_set(const struct session *, const struct document *, enum set_kind,
                       const char *owner, struct set_info *out, struct err *);
/* The document's review by or of those who are named: at most two names, or none where there is one
 * review. FAULT_MISSING: there is none that may be seen; FAULT_USAGE: there are several. */
enum fault session_review(const struct session *, const struct document *,
                          const char *const *names, size_t n, struct set_info *out, struct err *);

/* What errno says about a file, as a fault: missing, not permitted, else a failure. */
enum fault session_file_fault(const char *path, struct err *);

/* "manicule: line" on standard error. ctx: a struct progress to clear away before, or NULL. */
void session_note(void *ctx, const char *line);

/* A bar on standard error, when that is a terminal and the work takes more than half a second. */
struct progress {
    const struct env *env;
    bool terminal, shown;
    int64_t began, last;
};
void progress_start(struct progress *, const struct env *);
/* `of` 0: what is done are bytes, of nobody knows how many. */
void progress_show(void *progress, const char *what, uint64_t done, uint64_t of);
void progress_count(struct progress *, const char *what, uint64_t n); /* things done so far */
void progress_clear(struct progress *);

#endif
