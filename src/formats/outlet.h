/* outlet.h: what writers write with. Everything sticks at the first fault, so a writer looks once, at
 * the end of a sheet. */
#ifndef MANICULE_SRC_FORMATS_OUTLET_H
#define MANICULE_SRC_FORMATS_OUTLET_H

#include "manicule/formats/format.h"
#include "offsets.h"

const struct outlet_options *outlet_options(const struct outlet *);
enum fault outlet_fault(const struct outlet *);

void outlet_add(struct outlet *, const void *bytes, size_t n);
void outlet_text(struct outlet *, const char *text);
void outlet_printf(struct outlet *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string literal, quotation marks included. */
void outlet_json(struct outlet *, const void *text, size_t n);
void outlet_json_text(struct outlet *, const char *text);
/* The words of a range of the sheet's article, as they are and as JSON. */
void outlet_slice(struct outlet *, struct range);
void outlet_json_slice(struct outlet *, struct range);

/* The place in the format's units; cheap for places in ascending order. */
uint32_t outlet_place(struct outlet *, struct pos);
/* A value of a set's attributes, the buffer's until the next call; NULL: it has none of that name. */
const char *outlet_attr(struct outlet *, const char *attrs, const char *name, size_t *n);
const char *outlet_label(const struct outlet *, const struct span *);
const char *outlet_type(const struct outlet *, const struct relation *);
/* What a span is called outside: the id its format gave it (attribute source_id), else its UUID. */
const char *outlet_id(struct outlet *, struct uuid, const char *attrs, char room[UUID_TEXT]);

/* Folders: "alice/" where sets of several owners may come, then the document's name made fit for a
 * file's, distinct from those before, then the extension. What is written next goes there. */
void outlet_file(struct outlet *, const struct sheet *, const char *extension);

/* Confesses. `why` and `what` are literals: losses are counted by them. */
void outlet_lose_span(struct outlet *, const struct sheet *, enum loss_kind, const char *what,
                      const struct span *, const char *why);
void outlet_lose_relation(struct outlet *, const struct sheet *, enum loss_kind, const char *what,
                          const struct relation *, const char *why);
/* Of the document or its set as a whole. */
void outlet_lose(struct outlet *, const struct sheet *, enum loss_kind, const char *what,
                 const char *why);
void outlet_no_memory(struct outlet *);

/* The tokens of the sheet's article, from the user's source or words by UAX #29 with each mark that is
 * neither word nor space by itself; in ascending order, apart from each other. The outlet's until
 * the next sheet. */
const struct range *outlet_tokens(struct outlet *, const struct sheet *, size_t *n);

#endif
