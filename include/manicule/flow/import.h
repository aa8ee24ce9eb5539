/* import.h: records of the native or of a foreign format come into a project.
 *
 * Pass 1 reads the input once, checks every record by itself and against the project, and puts
 * what would change aside in an unlinked file beside the project. Only when all of it passed does
 * pass 2 write, one (document, set) a step, in short transactions. Reading the same again changes
 * nothing, so an import that was killed midway is finished by running it again.
 */
#ifndef MANICULE_FLOW_IMPORT_H
#define MANICULE_FLOW_IMPORT_H

#include "manicule/base/vec.h"
#include "manicule/formats/format.h"
#include "manicule/store.h"

struct person_map { /* --map-person from=to */
    const char *from, *to;
};

/* Files of another format than the native one. What they say of a document's sets becomes records, and
 * those come in as the native ones do. */
struct import_foreign {
    const struct format *format; /* NULL: found by how the first file begins */
    const char *const *paths;    /* files and folders; "-" is the pipe fd */
    size_t n_paths;
    struct intake_options intake;
};

struct import_options {
    int fd;                /* read to its end; may be a pipe */
    const char *file;      /* how messages name it */
    const struct import_foreign *foreign; /* NULL: fd holds the native format */
    bool skip;             /* what is refused is left out and told, and the rest comes in */
    bool preview;          /* pass 1 alone: says what would happen */
    const char *annotator; /* only this person's sets (after mapping), or NULL */
    bool replace;          /* where an id is known with another content, the file's counts */
    const struct person_map *map;
    size_t n_map;
    const struct env *env;
    void (*note)(void *ctx, const char *line); /* what is refused or passed over, line by line */
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t of); /* of 0: unknown */
    void *ctx;
};

struct import_counts {
    uint64_t records;
    uint64_t documents, documents_known;
    uint64_t sets, sets_same; /* changed or new; nothing to do */
    uint64_t spans, spans_same, spans_changed;
    uint64_t relations, relations_same, relations_changed;
    uint64_t deleted;  /* spans and relations deleted here, which stay so */
    uint64_t removed;  /* records of documents that were removed here */
    uint64_t left_out; /* records of other people than --annotator's */
    uint64_t renamed;  /* documents whose name was taken */
    uint64_t differ;   /* known but different, why the import was refused */
    uint64_t notes;    /* comments that came with spans */
    struct intake_counts intake;  /* of a foreign format */
    uint64_t labels, link_types;  /* added to the label set, */
    uint64_t attributes;          /* and attributes and choices */
    const struct format *format;  /* that was read; NULL: the native one */
};

/* Where the label set grew, *labels is the new one, and in the store's use. Faults name file, line and place. FAULT_EXISTS: what is known differs, and replace is not set;
 * each case was told by note (the first 20). Nothing was written then. */
enum fault import_run(struct store *, struct labelset *, const struct import_options *,
                      struct import_counts *, struct err *);

#endif
