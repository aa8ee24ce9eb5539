/* digest.h: SHA-256 (FIPS 180-4), through nettle. */
#ifndef MANICULE_MARKS_DIGEST_H
#define MANICULE_MARKS_DIGEST_H

#include <stddef.h>
#include <stdint.h>

struct digest {
    uint8_t b[32];
};

enum { DIGEST_TEXT = 65, SLICE_DIGEST = 8 };

struct digest digest_of(const void *bytes, size_t n);
/* The same of bytes that come some at a time. */
struct digest_run;
struct digest_run *digest_begin(void); /* NULL: no memory */
void digest_more(struct digest_run *, const void *bytes, size_t n);
struct digest digest_end(struct digest_run *); /* and gives it back */
void digest_drop(struct digest_run *);         /* NULL is fine */
/* A link of a hash chain: over the digest before and n pieces, each with its length in front. */
struct piece {
    const void *bytes;
    size_t n;
};
struct digest digest_chain(struct digest before, const struct piece *pieces, size_t n);
void digest_format(const uint8_t bytes[32], char out[DIGEST_TEXT]);
int digest_parse(const char *text, size_t n, uint8_t out[32]); /* 1: well formed */
/* The first 8 bytes of the SHA-256 of a span's slice (fragments one after the other), as kept in its row. */
struct span;
struct article;
uint64_t digest_slice(const struct article *, const struct span *);

#endif
