/* keymap.h: which keys do what. Made from the action table's defaults, the key file's text and
 * the label set; a sequence that means two things is refused at load, naming both. */
#ifndef MANICULE_WORKBENCH_KEYMAP_H
#define MANICULE_WORKBENCH_KEYMAP_H

#include "manicule/base/err.h"
#include "manicule/marks/labelset.h"
#include "manicule/workbench/actions.h"
#include "manicule/workbench/event.h"

enum { SEQUENCE_MAX = 6 };

struct binding {
    struct key keys[SEQUENCE_MAX];
    size_t n;
    enum action action;
    unsigned argument; /* of label-n, relabel-n, travel-n: the label's index */
};

struct keymap;

/* key_file: text of a key file, or NULL. Its lines (manicule(5)): `# comment`, `label-prefix KEYS`,
 * `ACTION SEQUENCE...` which replaces the action's keys, `ACTION` alone which unbinds it.
 * FAULT_INPUT: "line 3: …". */
enum fault keymap_new(const struct labelset *, const char *key_file, struct keymap **out, struct err *);
void keymap_free(struct keymap *);

enum match { MATCH_NONE, MATCH_PREFIX, MATCH_WHOLE };
enum match keymap_match(const struct keymap *, const struct key *keys, size_t n, struct binding *out);

/* Does the key sequence start with the label prefix followed by a label's key: for places where
 * only a label is asked for (after M, in decisions). */
enum match keymap_match_label(const struct keymap *, const struct key *keys, size_t n, unsigned *label);

size_t keymap_count(const struct keymap *);
const struct binding *keymap_at(const struct keymap *, size_t i);
/* The first sequence of an action as people say it, "gg", "Ctrl-q"; nothing when it has none. Appended to out. */
struct buf;
void keymap_keys(const struct keymap *, enum action, unsigned argument, struct buf *out);
void binding_format(const struct binding *, struct buf *out); /* as in key files: "<C-q>" */
void binding_words(const struct binding *, struct buf *out);  /* as people say it: "Ctrl-q" */

#endif
