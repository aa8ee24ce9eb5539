/* codec.h: the canonical bytes of edits: a journal row's body and what its hash covers.
 *
 * UTF-8 text, one edit a line, fields parted by TAB, offsets in code points: a person can read it
 * in the SQLite shell, and the same edits are always the same bytes. Grammar in manicule(5).
 */
#ifndef MANICULE_MARKS_CODEC_H
#define MANICULE_MARKS_CODEC_H

#include "manicule/marks/edit.h"
#include "manicule/text/article.h"

struct buf;

void codec_write(const struct edits *, const struct labelset *, const struct article *, struct buf *out);
/* The same where the text itself changed: images before are in one text, images after in another. */
void codec_write_across(const struct edits *, const struct labelset *, const struct article *before,
                        const struct article *after, struct buf *out);
/* FAULT_DAMAGED with the line when the bytes are not canonical or do not fit the article. */
enum fault codec_read(const char *bytes, size_t n, const struct labelset *, const struct article *,
                      struct edits *out, struct err *);
enum fault codec_read_across(const char *bytes, size_t n, const struct labelset *,
                             const struct article *before, const struct article *after,
                             struct edits *out, struct err *);

#endif
