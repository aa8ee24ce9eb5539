#include "inside.h"

#include <stdlib.h>
#include <string.h>

#include <unistr.h>

bool text_check(const uint8_t *bytes, size_t n, size_t *bad)
{
    if (n == 0)
        return true;
    const uint8_t *wrong = u8_check(bytes, n);
    const uint8_t *nul = memchr(bytes, 0, wrong ? (size_t)(wrong - bytes) : n);
    if (nul)
        wrong = nul;
    if (wrong && bad)
        *bad = (size_t)(wrong - bytes);
    return !wrong;
}

static void mark_clusters(const struct article *article, struct range window, char *marks)
{
    clusters_mark(article->bytes + window.start.byte, range_size(window), marks);
}

static void known_free(struct known *known)
{
    if (!known)
        return;
    free(known->tally);
    free(known->blanks);
    windows_release(&known->clusters);
    windows_release(&known->words);
    windows_release(&known->rows);
    free(known);
}

static struct known *known_new(uint32_t size)
{
    struct known *known = calloc(1, sizeof *known);
    if (!known)
        return NULL;
    size_t samples = size / SAMPLE + 2;
    known->tally = calloc(samples, sizeof *known->tally);
    known->blanks = calloc(samples, sizeof *known->blanks);
    bool clusters = windows_init(&known->clusters, size, clusters_cut, mark_clusters);
    bool words = windows_init(&known->words, size, words_cut, words_window);
    bool rows = windows_init(&known->rows, size, linebreaks_cut, NULL);
    if (!known->tally || !known->blanks || !clusters || !words || !rows) {
        known_free(known);
        return NULL;
    }
    return known;
}

struct article *article_take(uint8_t *bytes, size_t n)
{
    struct article *article = n <= ARTICLE_MAX ? malloc(sizeof *article) : NULL;
    struct known *known = article ? known_new((uint32_t)n) : NULL;
    if (!known) {
        free(article);
        free(bytes);
        return NULL;
    }
    *article = (struct article){.bytes = bytes, .size = (uint32_t)n, .known = known};
    return article;
}

struct article *article_copy(const void *bytes, size_t n)
{
    uint8_t *copy = malloc(n ? n : 1);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, bytes, n);
    return article_take(copy, n);
}

void article_free(struct article *article)
{
    if (!article)
        return;
    known_free(article->known);
    free(article->bytes);
    free(article);
}

const uint8_t *article_bytes(const struct article *article)
{
    return article->bytes;
}

uint32_t article_size(const struct article *article)
{
    return article->size;
}

struct range article_all(const struct article *article)
{
    return range_of(0, article->size);
}

uint32_t article_edition(const struct article *article)
{
    return article->edition;
}

void article_set_edition(struct article *article, uint32_t edition)
{
    article->edition = edition;
}

uint32_t text_char(const struct article *article, uint32_t at, uint32_t *length)
{
    const uint8_t *p = article->bytes + at;
    ucs4_t c = *p;
    *length = c < 0x80 ? 1 : (uint32_t)u8_mbtouc_unsafe(&c, p, article->size - at);
    return c;
}

uint32_t text_char_before(const struct article *article, uint32_t at, uint32_t *start)
{
    uint32_t i = at - 1, length;
    while (i > 0 && (article->bytes[i] & 0xc0) == 0x80)
        i--;
    *start = i;
    return text_char(article, i, &length);
}

bool text_parted(const struct article *article, uint32_t from, uint32_t limit,
                 bool (*parted)(uint32_t before, uint32_t after), uint32_t *place)
{
    uint32_t at = from, length;
    while (at < limit && (article->bytes[at] & 0xc0) == 0x80)
        at++;
    if (at == 0 || at >= limit)
        return false;
    uint32_t start, before = text_char_before(article, at, &start);
    for (; at < limit; at += length) {
        uint32_t c = text_char(article, at, &length);
        if (parted(before, c)) {
            *place = at;
            return true;
        }
        before = c;
    }
    return false;
}

const char *text_unicode_version(void)
{
    return "14.0.0"; /* that of libunistring 1.0's tables */
}
