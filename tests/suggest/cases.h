/* cases.h: sample texts with what is expected marked inside them.
 *
 * [ and ] enclose an expected range, ^ is the cursor, ⟦ and ⟧ would be text. None of the three
 * characters belongs to the text itself. Readings are written "first|second|third".
 */
#ifndef MANICULE_TESTS_SUGGEST_CASES_H
#define MANICULE_TESTS_SUGGEST_CASES_H

#include "testlib.h"

#include "manicule/text/article.h"

enum { CASE_RANGES = 48 };

struct sample {
    struct article *article;
    struct pos cursor;
    struct range at[CASE_RANGES];
    size_t n;
};

static inline struct sample sample_read(const char *notation)
{
    struct sample sample = {.n = 0};
    char *text = malloc(strlen(notation) + 1);
    uint32_t size = 0;
    assert_non_null(text);
    for (const char *c = notation; *c; c++) {
        if (*c == '^') {
            sample.cursor.byte = size;
        } else if (*c == '[') {
            assert_true(sample.n < CASE_RANGES);
            sample.at[sample.n].start.byte = size;
        } else if (*c == ']') {
            sample.at[sample.n++].end.byte = size;
        } else {
            text[size++] = *c;
        }
    }
    sample.article = article_copy(text, size);
    assert_non_null(sample.article);
    free(text);
    return sample;
}

/* The words of a range, in a buffer of its own for each of the last four calls. */
static inline const char *words_of(const struct article *article, struct range range)
{
    static char texts[4][600];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    size_t n = range_size(range) < sizeof texts[0] ? range_size(range) : sizeof texts[0] - 1;
    memcpy(text, article_bytes(article) + range.start.byte, n);
    text[n] = '\0';
    return text;
}

/* Fails with the whole notation, so that a broken case names itself. */
static inline void assert_range(const char *notation, const struct article *article,
                                struct range found, struct range expected)
{
    if (!range_equal(found, expected))
        fail_msg("%s\n  found    «%s»\n  expected «%s»", notation, words_of(article, found),
                 words_of(article, expected));
}

/* Compares ranges with "first|second"; a list that ends in |… may go on. */
static inline void assert_readings(const char *notation, const struct article *article,
                                   const struct range *found, size_t n, const char *expected)
{
    char seen[2000] = "";
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            strcat(seen, "|");
        strncat(seen, words_of(article, found[i]), sizeof seen - strlen(seen) - 2);
    }
    size_t length = strlen(expected);
    static const char open[] = "|…";
    bool more =
        length >= sizeof open - 1 && strcmp(expected + length - (sizeof open - 1), open) == 0;
    if (more)
        length -= sizeof open - 1;
    if (strncmp(seen, expected, length) != 0 || (!more && seen[length] != '\0'))
        fail_msg("%s\n  found    %s\n  expected %s", notation, seen, expected);
}

#endif
