/* format.h: the table of exchange formats, what each can carry, and the two sides of one: a reader,
 * which makes records (formats/record.h) of portions of a file, and a writer, which makes bytes of
 * sheets. Both are pure: flow/ feeds the one and gives the other somewhere to write.
 *
 * The native format (formats/jsonl.h) has its row here, but ways of its own. */
#ifndef MANICULE_FORMATS_FORMAT_H
#define MANICULE_FORMATS_FORMAT_H

#include "manicule/formats/intake.h"
#include "manicule/formats/outlet.h"

/* What of a set a format has a place for. */
enum carry {
    CARRY_OVERLAP = 1 << 0,    /* spans that cross, nest or coincide */
    CARRY_FRAGMENTS = 1 << 1,  /* spans in several pieces */
    CARRY_RELATIONS = 1 << 2,  /* with their type */
    CARRY_ATTRIBUTES = 1 << 3, /* of spans */
    CARRY_LINK_ATTRIBUTES = 1 << 4, /* of relations */
    CARRY_COMMENTS = 1 << 5,
    CARRY_IDS = 1 << 6,     /* of spans */
    CARRY_AUTHORS = 1 << 7, /* whose set it is; several sets of one document in one output */
    CARRY_STATUS = 1 << 8,
    CARRY_NAMES = 1 << 9,   /* of documents */
    CARRY_META = 1 << 10,   /* a document's metadata */
    CARRY_SCORES = 1 << 11, /* of suggestions, with who made them */
};
const char *carry_name(enum carry); /* "overlaps", "fragments", ... for tables and messages */

/* What a file is handed to the reader as. */
enum feed {
    FEED_VALUES, /* JSON: each value of the file, or each element of the list that the file is */
    FEED_LINES,  /* a line, without its newline (a CR stays) */
    FEED_FILES,  /* the whole file, with the text that stands beside it */
};

struct format_reader {
    size_t state; /* bytes of its own, zeroed when the input begins */
    /* One portion. FAULT_INPUT: "byte 17: ..." counts from 0 in the portion; anything else begins with a
     * path inside it or with what is wrong. Where the caller goes on after a fault, the portion
     * has left nothing. */
    enum fault (*read)(void *state, struct intake *, const struct portion *, struct err *);
    enum fault (*end)(void *state, struct intake *, struct err *); /* of each file; may be NULL */
    void (*release)(void *state);                                  /* may be NULL */
};

struct format_writer {
    size_t state;
    enum fault (*begin)(void *state, struct outlet *, struct err *); /* may be NULL */
    enum fault (*sheet)(void *state, struct outlet *, const struct sheet *, struct err *);
    enum fault (*end)(void *state, struct outlet *, struct err *); /* may be NULL */
    void (*release)(void *state);                                  /* may be NULL */
};

struct format {
    const char *name;       /* "brat" */
    const char *summary;    /* "brat standoff, a .txt and an .ann each" */
    const char *extensions; /* that its files have: "ann"; by spaces */
    const char *beside;     /* FEED_FILES: the extension of the text beside each, "txt"; "": its own
                               extensions stand behind the text's whole name; NULL: none */
    enum unit unit;         /* it counts in, */
    const char *places;     /* or, where it counts in something else, what: "tokens"; NULL */
    const char *units;      /* "codepoint utf8": what --offsets may ask for; NULL: the unit alone */
    unsigned carries;       /* enum carry */
    bool tokens;            /* it is written in tokens, which may be the user's own */
    bool folder;            /* an export is a folder of files, a few for each document */
    enum feed feed;
    /* Does the file look like this? name: of the file; bytes: how it begins, at most 64 KB of it. */
    bool (*looks)(const char *name, const char *bytes, size_t n);
    const struct format_reader *read;  /* NULL: it is not read */
    const struct format_writer *write; /* NULL: it is not written */
    /* The label set in the format's own configuration: labels.json, annotation.conf ... NULL: none. */
    enum fault (*write_labels)(const struct labelset *, struct buf *out, struct err *);
    /* As a label set's JSON, any name and version; labels get their keys later. FAULT_INPUT: what is
     * wrong, with "line 3: " before it where the file has lines. */
    enum fault (*read_labels)(const char *bytes, size_t n, struct buf *json, struct err *);
    bool (*looks_labels)(const char *bytes, size_t n); /* is this its configuration? */
};

/* In the order in which --format auto asks them. The native one is the first. */
extern const struct format *const formats[];
extern const size_t formats_n;

const struct format *format_find(const char *name); /* NULL: there is none */
const struct format *format_guess(const char *name, const char *bytes, size_t n);
/* Whose configuration of labels this is; NULL: none that is known. */
const struct format *format_guess_labels(const char *bytes, size_t n);

#endif
