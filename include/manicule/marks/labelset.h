/* labelset.h: the labels of a project with their keys, guideline rules, attributes and relations.
 * Made from JSON by formats/labelset_json.h; a value after that, never changed. */
#ifndef MANICULE_MARKS_LABELSET_H
#define MANICULE_MARKS_LABELSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/base/arena.h"

enum { LABELS_MAX = 64, LABEL_NONE = 0xffff };

/* What a label key marks when nothing is selected. */
enum natural { NATURAL_WORD, NATURAL_QUOTATION, NATURAL_PERSON, NATURAL_PLACE, NATURAL_AMOUNT };

enum attribute_type { ATTRIBUTE_TEXT, ATTRIBUTE_CHOICE };

struct attribute_def {
    const char *name, *help;
    enum attribute_type type;
    const char **choices; /* of a choice, n of them */
    size_t n;
};

struct rule { /* a numbered guideline rule: "A2", "the qualifier is out and becomes an attribute" */
    const char *id, *text;
};

struct label {
    const char *name;      /* "quote" */
    const char *key;       /* one character, UTF-8: "q" */
    const char *guideline; /* one sentence */
    enum natural natural;
    bool retired;          /* kept for old spans, offered no more */
    struct rule *rules;
    size_t n_rules;
    struct attribute_def *attributes;
    size_t n_attributes;
};

struct relation_def { /* said-by: quote to speaker */
    const char *name, *help;
    uint16_t from, to; /* labels */
    struct attribute_def *attributes;
    size_t n_attributes;
};

struct labelset {
    const char *name;
    unsigned version;
    uint8_t sha256[32]; /* of the JSON bytes it was read from */
    struct label *labels;
    size_t n_labels;
    struct relation_def *relations;
    size_t n_relations;
    struct arena arena; /* owns all of the above */
};

uint16_t labelset_find(const struct labelset *, const char *name, size_t n); /* LABEL_NONE: no such label */
uint16_t labelset_relation(const struct labelset *, const char *name, size_t n); /* index, or LABEL_NONE */
const struct attribute_def *label_attribute(const struct label *, const char *name, size_t n); /* NULL: none */
const struct attribute_def *relation_attribute(const struct relation_def *, const char *name, size_t n);
void labelset_free(struct labelset *);

#endif
