/* scan.h: what the rules of this room see of an article: a block, that is the lines around a
 * place up to the blank lines on either side, at most BLOCK_REACH bytes away, and its tokens.
 * Private to the room. All offsets are bytes of the article.
 */
#ifndef MANICULE_SUGGEST_SCAN_H
#define MANICULE_SUGGEST_SCAN_H

#include <stddef.h>

#include "manicule/text/article.h"

enum {
    BLOCK_REACH = 2048, /* how far a block reaches to either side of its place */
    BLOCK_MARGIN = 512, /* what stands this near a cut edge is left to the neighbouring block */
    TOKENS_MAX = 2 * BLOCK_REACH,
    FOUND_MAX = 512, /* candidates in one block */
};

struct block {
    const uint8_t *s; /* the article's bytes */
    uint32_t from, to;
    bool cut_front, cut_back; /* ended by reach and not by a blank line */
};

/* The block around pos; empty on a blank line. */
struct block block_around(const struct article *article, struct pos pos);

enum letter_kind {
    LETTER_NONE,
    LETTER_ALPHA,
    LETTER_DIGIT,
    LETTER_KANJI,
    LETTER_KATAKANA,
    LETTER_HIRAGANA
};

/* The code point at `at`, and where the next one starts. at < to. */
uint32_t scan_char(const uint8_t *s, uint32_t at, uint32_t to, uint32_t *next);
uint32_t scan_back(const uint8_t *s, uint32_t from, uint32_t at); /* start of the one before */
enum letter_kind scan_kind(uint32_t c);
bool scan_upper(uint32_t c);
bool scan_space(uint32_t c); /* U+3000 and no-break spaces too, newlines too */
int scan_digit(uint32_t c);  /* ASCII and full-width; -1: none */
bool scan_is(const uint8_t *s, uint32_t at, uint32_t to,
             const char *text); /* text stands at `at` */
bool scan_is_before(const uint8_t *s, uint32_t from, uint32_t at, const char *text);

enum token_kind {
    TOKEN_WORD,   /* letters with inner hyphens and apostrophes; Mr. and U.S. with their dots */
    TOKEN_NUMBER, /* digits with inner commas and points */
    TOKEN_KANJI,
    TOKEN_KATAKANA,
    TOKEN_HIRAGANA,
    TOKEN_POSSESSIVE, /* 's */
    TOKEN_MARK,       /* any other single character */
};

enum token_flag {
    TOKEN_UPPER = 1,   /* begins with a capital */
    TOKEN_CAPS = 2,    /* two capitals or more and nothing else: FBI */
    TOKEN_SPACED = 4,  /* white space before it */
    TOKEN_BREAK = 8,   /* first of its line */
    TOKEN_QUOTED = 16, /* set by the rules: within quotation marks */
};

struct token {
    uint32_t start, end;
    uint32_t words; /* what lexicon.h knows of it; for a mark: its code point */
    uint8_t kind, flags;
    uint16_t line; /* counted from the block's start */
};

struct tokens {
    struct block block;
    size_t n;
    struct token at[TOKENS_MAX];
};

void tokens_read(struct block block, struct tokens *out);
/* Index of the token that holds pos, or else SIZE_MAX. */
size_t tokens_find(const struct tokens *tokens, struct pos pos);
bool token_is(const struct tokens *tokens, size_t i,
              const char *text); /* exactly, false past the end */
bool token_mark(const struct tokens *tokens, size_t i, uint32_t c);

/* Finds candidates in the tokens, in reading order. */
typedef size_t collect_fn(const struct article *, struct tokens *, struct range *out, size_t max);
/* The range with its edges moved out to whole grapheme clusters. */
struct range scan_whole(const struct article *, struct range);

bool scan_next(const struct article *, struct pos, collect_fn *, struct range *out);
bool scan_prev(const struct article *, struct pos, collect_fn *, struct range *out);

#endif
