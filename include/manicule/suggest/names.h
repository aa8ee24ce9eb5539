/* names.h: the natural names of persons and places: a capitalised run or a same-script run with a
 * following title, crossing one line break and never a blank line (GUIDELINES S1, S2, L1-L7). Pure. */
#ifndef MANICULE_SUGGEST_NAMES_H
#define MANICULE_SUGGEST_NAMES_H

#include "manicule/text/article.h"

enum name_kind { NAME_PERSON, NAME_PLACE };

/* Readings of the name under pos, the likeliest first, then the next sensible boundaries (with a
 * title or description, one word only, the longer run). Returns how many, at most max. */
size_t names_at(const struct article *, struct pos, enum name_kind, struct range *out, size_t max);

/* The next place at or after pos that looks like such a name: for a person, one with a cue of
 * speaking (before a colon, beside a verb of saying, on a short line above a quotation); for a
 * place, one known or cued as a place. */
bool names_next(const struct article *, struct pos, enum name_kind, struct range *out);
bool names_prev(const struct article *, struct pos, enum name_kind, struct range *out);

/* Mark all: whether the occurrence at `at` of the same letters stands for itself (1), inside a
 * longer name (0), or is no occurrence of a whole word at all (-1). Rules: an occurrence counts
 * unless a letter or digit adjoins it, 's and ’s apart; any occurrence in CJK; a longer name is a
 * neighbouring capitalised word that is no sentence-opening function word. */
int names_occurrence(const struct article *, struct range at);

#endif
