/* own_tokens.h: a user's own tokens, a document a line of JSON, for formats that are written in tokens:
 *
 *     {"document":"floods","offset_unit":"codepoint","tokens":[[0,3],[4,10]]}
 *
 * "sha256" in place of "document" names it by its text. A token may also be an object with "start" and
 * "end", as spaCy and Prodigy write them; other members are passed over. */
#ifndef MANICULE_FORMATS_OWN_TOKENS_H
#define MANICULE_FORMATS_OWN_TOKENS_H

#include "manicule/formats/outlet.h"
#include "manicule/marks/digest.h"

/* A key of the document that the line is about: by its hash where it has one, else by its name. The
 * syntax of the whole line is looked at: FAULT_INPUT, "byte 17: ..." or with a path. */
enum fault own_tokens_key(const char *line, size_t n, struct digest *out, struct err *);
struct digest own_tokens_key_hash(const struct stream_document *);
struct digest own_tokens_key_name(const struct stream_document *);

/* The line's tokens appended to `out` as struct range. FAULT_INPUT: one is empty, overlaps the one
 * before or is no place of the text. */
enum fault own_tokens_read(const char *line, size_t n, const struct article *, struct buf *out,
                       struct err *);

/* Tokens are what white space parts. */
extern const struct token_source own_tokens_by_space;

#endif
