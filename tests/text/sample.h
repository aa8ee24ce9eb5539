/* sample.h: what the tests of this room share. */
#ifndef MANICULE_TESTS_TEXT_SAMPLE_H
#define MANICULE_TESTS_TEXT_SAMPLE_H

#include "testlib.h"

#include "manicule/text/article.h"

static inline struct article *sample(const char *text)
{
    struct article *article = article_copy(text, strlen(text));
    assert_non_null(article);
    return article;
}

/* An article from the shared data, or NULL when there is none. */
static inline struct article *sample_file(const char *name)
{
    const char *path = testdata(name);
    size_t n = 0;
    if (!path)
        return NULL;
    uint8_t *bytes = read_file(path, &n);
    return article_take(bytes, n);
}

/* Random text of n characters of all kinds, with many newlines, marks and joiners. */
static inline char *random_text(uint64_t *seed, size_t n, size_t *size)
{
    static const char *const pieces[] = {
        "a", "b", "Z", " ", " ", "\n", "\r\n", "\r", "\t", "\n\n", ".", "!", "\"", "'", "(", ",", "-",
        "5", "漢", "字", "か", "が", "カ", "ー", "。", "」", "「", "　", "é", "e\xcc\x81", "\xcc\x81",
        "\xcc\x82", "\xe3\x82\x99", "\xe2\x80\x8d", "\xe2\x80\x8c", "\xef\xb8\x8f", "👍", "👩",
        "\xf0\x9f\x8f\xbd", "🇯", "🇵", "ᄀ", "ᅡ", "ᆨ", "각", "ไ", "ท", "ำ", "क", "्", "ष", "ا", "ل",
        "\xe2\x80\xae", "\xc2\xad", "\x01", "\x1b", "\x7f", "\xc2\x9b", "\xe2\x80\xa8", "\xee\x80\x80",
        "※", "…", "½", "\xd8\x80", "\xf3\xa0\x81\xa7", "\xe0\xb5\x8e", "０",
    };
    char *text = malloc(n * 4 + 1);
    assert_non_null(text);
    *size = 0;
    for (size_t i = 0; i < n; i++) {
        const char *piece = pieces[test_random(seed) % (sizeof pieces / sizeof *pieces)];
        size_t length = strlen(piece);
        memcpy(text + *size, piece, length);
        *size += length;
    }
    text[*size] = '\0';
    return text;
}

static inline struct article *random_article(uint64_t *seed, size_t n)
{
    size_t size;
    char *text = random_text(seed, n, &size);
    struct article *article = article_take((uint8_t *)text, size);
    assert_non_null(article);
    return article;
}

/* Random characters of all of Unicode, the lower ones more often. */
static inline struct article *random_points(uint64_t *seed, size_t n)
{
    uint8_t *text = malloc(n * 4 + 1);
    size_t size = 0;
    assert_non_null(text);
    while (n > 0) {
        unsigned bits = 7 + (unsigned)(test_random(seed) % 14);
        uint32_t c = (uint32_t)(test_random(seed) & ((1u << bits) - 1));
        if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
            continue;
        if (c < 0x80)
            text[size++] = (uint8_t)c;
        else if (c < 0x800)
            text[size++] = (uint8_t)(0xc0 | c >> 6);
        else if (c < 0x10000)
            text[size++] = (uint8_t)(0xe0 | c >> 12);
        else
            text[size++] = (uint8_t)(0xf0 | c >> 18);
        for (int shift = c < 0x80 ? -6 : c < 0x800 ? 0 : c < 0x10000 ? 6 : 12; shift >= 0; shift -= 6)
            text[size++] = (uint8_t)(0x80 | (c >> shift & 0x3f));
        n--;
    }
    struct article *article = article_take(text, size);
    assert_non_null(article);
    return article;
}

#endif
