/* jsonl.h: the native format: JSON Lines, one (document, set) a line (manicule(5),
 * schemas/json/record.schema.json). The writer is deterministic: the same data, the same bytes. */
#ifndef MANICULE_FORMATS_JSONL_H
#define MANICULE_FORMATS_JSONL_H

#include "manicule/base/buf.h"
#include "manicule/formats/record.h"
#include "manicule/text/units.h"

/* Writes to the sink through a buffer of its own; jsonl_writer_free() does not write: what `end`
 * has returned OK for is out. Fails with FAULT_DAMAGED when a span does not fit the article. */
struct jsonl_writer;
struct jsonl_writer *jsonl_writer_new(const struct labelset *, enum unit, struct sink);
struct stream jsonl_stream(struct jsonl_writer *);
void jsonl_writer_free(struct jsonl_writer *);

/* Reads one line (without its newline). The errors' text begins with what is wrong inside the line:
 * "byte 17: ..." (from 0) for syntax, "spans[3].end: ..." for meaning; the caller puts file and line before it.
 * Everything is checked: keys, types, slices, offsets within clusters, reversed, out of range,
 * duplicate keys, ids twice, relations to no span, labels and attributes unknown to the label set.
 * Spans and relations without an id get one from env; spans without an origin are imports. No tree is
 * made of the line: memory stays below six times its length. After a fault *out is empty. */
enum fault jsonl_read(const char *line, size_t n, const struct labelset *, const struct env *,
                      struct record *out, struct err *);
/* An article as a JSON line for `add`: {"text":..., "name"|"id":..., "title":..., "meta":{...}}; other top-level
 * members go into meta. Without a name the id is the name, also a number. All
 * metadata together has at most a megabyte, here and in records. */
struct article_record {
    const char *name; /* NULL: the caller makes one */
    const char *meta; /* JSON object text, canonical, or NULL */
    uint8_t *text;    /* malloc'd; a caller who takes it puts NULL here */
    size_t n;
    struct arena arena;
};
enum fault jsonl_read_article(const char *line, size_t n, struct article_record *out, struct err *);
void article_record_release(struct article_record *);

/* The string value of a member of a meta object ("title"), appended to out; false: none. */
bool meta_get(const char *meta, const char *name, struct buf *out);

/* A JSON string literal with C0, DEL, C1, U+2028/9 and bidi controls as \uXXXX. */
void json_quote(const char *text, size_t n, struct buf *out);

#endif
