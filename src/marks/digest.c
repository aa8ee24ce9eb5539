#include "manicule/marks/digest.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/marks/set.h"
#include "manicule/text/article.h"

static struct digest finish(struct sha256_ctx *sha)
{
    struct digest digest;
    sha256_digest(sha, sizeof digest.b, digest.b);
    return digest;
}

struct digest digest_of(const void *bytes, size_t n)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    if (n)
        sha256_update(&sha, n, bytes);
    return finish(&sha);
}

struct digest_run {
    struct sha256_ctx sha;
};

struct digest_run *digest_begin(void)
{
    struct digest_run *run = malloc(sizeof *run);
    if (run)
        sha256_init(&run->sha);
    return run;
}

void digest_more(struct digest_run *run, const void *bytes, size_t n)
{
    if (n)
        sha256_update(&run->sha, n, bytes);
}

struct digest digest_end(struct digest_run *run)
{
    struct digest digest = finish(&run->sha);
    free(run);
    return digest;
}

void digest_drop(struct digest_run *run)
{
    free(run);
}

struct digest digest_chain(struct digest before, const struct piece *pieces, size_t n)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, sizeof before.b, before.b);
    for (size_t i = 0; i < n; i++) {
        /* The length goes first, so that no two lists of pieces give the same bytes. */
        uint8_t length[8];
        for (int k = 0; k < 8; k++)
            length[k] = (uint8_t)((uint64_t)pieces[i].n >> (56 - 8 * k));
        sha256_update(&sha, sizeof length, length);
        if (pieces[i].n)
            sha256_update(&sha, pieces[i].n, pieces[i].bytes);
    }
    return finish(&sha);
}

void digest_format(const uint8_t bytes[32], char out[DIGEST_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < 32; i++) {
        out[2 * i] = hex[bytes[i] >> 4];
        out[2 * i + 1] = hex[bytes[i] & 15];
    }
    out[DIGEST_TEXT - 1] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int digest_parse(const char *text, size_t n, uint8_t out[32])
{
    if (n != DIGEST_TEXT - 1)
        return 0;
    for (int i = 0; i < 32; i++) {
        int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return 0;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return 1;
}

uint64_t digest_slice(const struct article *article, const struct span *span)
{
    const uint8_t *bytes = article_bytes(article);
    struct sha256_ctx sha;
    sha256_init(&sha);
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range fragment = span_fragment(span, i);
        sha256_update(&sha, range_size(fragment), bytes + fragment.start.byte);
    }
    struct digest digest = finish(&sha);
    uint64_t first = 0;
    for (int i = 0; i < SLICE_DIGEST; i++)
        first = first << 8 | digest.b[i];
    return first;
}
