/* record.h: one (document, set) as it was read from any format, places in bytes of its own article. */
#ifndef MANICULE_FORMATS_RECORD_H
#define MANICULE_FORMATS_RECORD_H

#include "manicule/marks/stream.h"

struct record_note { /* a comment that comes with the set */
    size_t span;     /* which of its spans; SIZE_MAX: on the document */
    bool doubt;      /* asks the owner to look */
    const char *text;
};

/* Owns everything in it. */
struct record {
    struct stream_document document; /* its strings point into the arena */
    struct stream_set set;
    bool has_set, has_id;
    bool no_status;         /* the format does not say one: a set that is here keeps its own */
    bool no_attrs, no_link_attrs; /* nor attributes: spans, relations that are here keep theirs */
    uint8_t labels[32];     /* hash of the label set it was made with */
    bool has_labels;
    struct article *article;
    struct span *spans;     /* reading order */
    size_t n_spans;
    struct relation *relations; /* order of ids */
    size_t n_relations;
    struct record_note *notes;
    size_t n_notes;
    struct arena arena;
};

/* Brings spans and relations into their order; the notes follow their spans. False: no memory. */
bool record_sort(struct record *);
void record_release(struct record *);

#endif
