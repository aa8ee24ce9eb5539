/* labelstudio_read.h: a task of Label Studio's as its reader sees it.
 *
 * labelstudio_read.c     the task: its text and metadata, and the sets that are made of it
 * labelstudio_results.c  what stands in one set: spans, their attributes, relations */
#ifndef MANICULE_SRC_FORMATS_LABELSTUDIO_READ_H
#define MANICULE_SRC_FORMATS_LABELSTUDIO_READ_H

#include "draft.h"
#include "manicule/marks/idtable.h"
#include "pull.h"

struct labelstudio_region { /* the spans of one region: as many as it has labels */
    const char *id;         /* the draft's */
    size_t first, n;
};

enum labelstudio_told { TOLD_CANCELLED = 1, TOLD_WHOLE = 2, TOLD_DRAFTS = 4, TOLD_SPLIT = 8 };

/* The reader's state: one task after the other, and of a task one set after the other. */
struct labelstudio {
    struct draft draft;                     /* of the set at hand */
    struct arena arena;                     /* of the task at hand */
    VEC(struct labelstudio_region) regions; /* of the set at hand, by id when all are read */
    VEC(struct uuid *) new_ids;             /* of the set at hand */
    struct idtable ids;                     /* that sets before it in the task took for their own */
    struct buf text, meta;                  /* scratch; the document's metadata */
    unsigned told;                          /* enum labelstudio_told: each once in an input */
};

struct labelstudio_author;

/* What is read of one portion; raw values lie in its bytes. */
struct labelstudio_task {
    struct labelstudio *s;
    struct intake *intake;
    const struct portion *portion;
    struct err *err;
    struct raw text; /* the string of the data that is the document */
    struct raw name;
    struct uuid id;
    struct labelstudio_author *authors; /* the arena's */
    const char *list;                   /* "annotations" or "predictions", and */
    size_t i;                           /* which of them is at hand */
    struct raw score;                   /* of the prediction */
    bool gave;
};

/* ---- labelstudio_results.c ---- */

enum { LABELSTUDIO_PATH_MOST = 96 }; /* of "annotations[0].result[0]" */

enum fault labelstudio_no_memory(struct labelstudio_task *);
/* A part of the task is left out, or ends the input. */
enum fault labelstudio_leave_out(struct labelstudio_task *, const char *path, struct err *why);
/* Something that is known and not taken. */
void labelstudio_pass_over(struct labelstudio_task *, enum labelstudio_told, const char *text);
/* A string, or a number's digits, the draft's; NULL: neither, or empty. */
const char *labelstudio_word_of(struct labelstudio_task *, struct raw);

/* A list of results into the draft's spans and links. */
enum fault labelstudio_read_results(struct labelstudio_task *, struct raw results);

#endif
