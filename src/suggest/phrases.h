/* phrases.h: names and the noun phrases around them, over the tokens of a block. Indexes are of
 * tokens; first and last are both in. Private to the room. */
#ifndef MANICULE_SUGGEST_PHRASES_H
#define MANICULE_SUGGEST_PHRASES_H

#include "lexicon.h"
#include "scan.h"

/* The token, or a full stop where there is none. */
const struct token *token_at(const struct tokens *, size_t i);
bool token_word(const struct tokens *, size_t i, uint32_t classes); /* a word of one of these */
bool token_stop(const struct tokens *, size_t i); /* . ! ? and the like at a sentence's end */
bool token_name(const struct tokens *, size_t i); /* a capitalised word that is no function word */
bool token_adverb(const struct tokens *, size_t i);
/* Whether i and i + 1 can be one phrase: nothing but space between them, or one line break that
 * lies inside a wrapped line or below a line of nothing but a name. */
bool token_joined(const struct tokens *, size_t i);
bool token_touches(const struct tokens *, size_t i); /* i + 1 follows without space */

struct range phrase_range(const struct tokens *, size_t first, size_t last);
size_t phrase_sentence(const struct tokens *, size_t i); /* first token of its sentence */

/* The capitalised run around i, titles in. False when i is no part of one. */
bool phrase_name(const struct tokens *, size_t i, size_t *first, size_t *last);
/* The noun phrase that ends at `last`, with its determiner and description. */
bool phrase_before(const struct tokens *, size_t last, size_t *first);
/* The noun phrase that starts at `first`, up to a comma, a verb or the like. */
bool phrase_after(const struct tokens *, size_t first, size_t *last);
/* The Japanese noun phrase that ends at `last`: runs joined by の and ・. */
bool phrase_before_ja(const struct tokens *, size_t last, size_t *first);

/* Collects the mentions that a cue of speaking names (S1-S6), in reading order. */
collect_fn persons_collect;
size_t persons_ja(const struct tokens *, struct range *out, size_t n, size_t max);
/* Adds a range, unless it overlaps one that is there. Returns the new count. */
size_t persons_add(struct range *out, size_t n, size_t max, struct range range);

/* Collects the places by name (L1-L7), in reading order. */
collect_fn places_collect;
/* The Japanese ones within the run of kanji or katakana at token i. Returns the new count. */
size_t places_cjk(const struct tokens *, size_t i, struct range *out, size_t n, size_t max);

#endif
