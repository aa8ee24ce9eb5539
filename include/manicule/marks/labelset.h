/* labelset.h: the labels of a project with their keys, guideline rules, attributes and relations.
 * Made from JSON by formats/labelset_json.h; a value after that, never changed. */
#ifndef MANICULE_MARKS_LABELSET_H
#define MANICULE_MARKS_LABELSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/base/arena.h"

enum { LABELS_MAX = 64, ATTRIBUTES_MAX = 64, CHOICES_MAX = 256, LABEL_NONE = 0xffff, LABEL_ANY = LABEL_NONE };

/* Attributes that every span and relation may have, whatever its label: they are not asked for when
 * marking, but come with imports.
 *   source_id     what the format that it came from calls it ("T1")
 *   source_layer  the layer it belonged to there, as that format describes one
 *   score         a model's confidence in it */
#define ATTRIBUTE_SOURCE_ID "source_id"
#define ATTRIBUTE_SOURCE_LAYER "source_layer"
#define ATTRIBUTE_SCORE "score"
bool labelset_builtin_attribute(const char *name, size_t n);

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
    uint16_t from, to; /* labels, or LABEL_ANY */
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
/* NULL: none. The ones that all have are found too. */
const struct attribute_def *labelset_builtin_def(const char *name, size_t n);
const struct attribute_def *label_attribute(const struct label *, const char *name, size_t n);
const struct attribute_def *relation_attribute(const struct relation_def *, const char *name, size_t n);
void labelset_free(struct labelset *);

/* ---- growing, for imports: what is there keeps its number ---- */
/* Makes the set one that can grow; its hash is of no bytes then. False: no memory. */
bool labelset_grow(struct labelset *);
/* The number of the new one; LABEL_NONE: there are LABELS_MAX already, or no memory. keys: the
 * characters that are free, in order of liking; one of the name's is preferred, and with none left
 * it has no key. */
uint16_t labelset_add(struct labelset *, const char *name, size_t n, const char *keys);
/* The labels that have no key get one in the same way, as far as the keys go. False: no memory. */
bool labelset_give_keys(struct labelset *, const char *keys);
uint16_t labelset_add_relation(struct labelset *, const char *name, size_t n, uint16_t from,
                               uint16_t to);
/* An attribute of any text. False: no memory, or there are ATTRIBUTES_MAX already. */
bool labelset_add_attribute(struct labelset *, uint16_t label, const char *name, size_t n);
bool labelset_add_relation_attribute(struct labelset *, uint16_t relation, const char *name, size_t n);
/* The choice attribute's choices and this one. */
bool labelset_add_choice(struct labelset *, const struct attribute_def *, const char *value, size_t n);
/* A relation between labels it did not connect before connects any. */
void labelset_widen(struct labelset *, uint16_t relation, uint16_t from, uint16_t to);

#endif
