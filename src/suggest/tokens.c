/* tokens.c: a block as words, numbers, runs of one script and single marks. */
#include "lexicon.h"
#include "scan.h"

#include <string.h>

/* A reader over the block's bytes. */
struct reader {
    const uint8_t *s;
    uint32_t at, to;
};

static uint32_t peek(const struct reader *r, uint32_t at, uint32_t *next)
{
    if (at >= r->to) {
        *next = r->to;
        return 0;
    }
    return scan_char(r->s, at, r->to, next);
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019;
}

/* Whether 's (and no more letters) stands at the apostrophe's end `at`. */
static bool is_possessive(const struct reader *r, uint32_t at, uint32_t *end)
{
    uint32_t next, after;
    uint32_t c = peek(r, at, &next);
    if (c != 's' && c != 'S')
        return false;
    enum letter_kind kind = scan_kind(peek(r, next, &after));
    *end = next;
    return kind != LETTER_ALPHA && kind != LETTER_DIGIT;
}

/* Letters, digits after letters, hyphens and apostrophes between letters. */
static uint32_t word_end(const struct reader *r, uint32_t at)
{
    for (;;) {
        uint32_t next, after, c = peek(r, at, &next);
        enum letter_kind kind = scan_kind(c);
        if (kind == LETTER_ALPHA || kind == LETTER_DIGIT) {
            at = next;
            continue;
        }
        bool apostrophe = is_apostrophe(c);
        if ((!apostrophe && !is_hyphen(c)) || (apostrophe && is_possessive(r, next, &after)))
            return at;
        kind = scan_kind(peek(r, next, &after));
        if (kind != LETTER_ALPHA && kind != LETTER_DIGIT)
            return at;
        at = next;
    }
}

/* Mr. and J. and U.S. keep their dots; any other word ends before one. */
static uint32_t dotted_end(const struct reader *r, uint32_t start, uint32_t end, uint32_t words)
{
    uint32_t next, after, first = peek(r, start, &next);
    if (end >= r->to || r->s[end] != '.')
        return end;
    if (words & W_DOTTED)
        return end + 1;
    if (next != end || !scan_upper(first))
        return end;
    end++;
    while (end < r->to && scan_upper(peek(r, end, &after)) && after < r->to && r->s[after] == '.')
        end = after + 1;
    return end;
}

static uint32_t number_end(const struct reader *r, uint32_t at)
{
    for (;;) {
        uint32_t next, after, c = peek(r, at, &next);
        if (scan_kind(c) == LETTER_DIGIT)
            at = next;
        else if ((c == '.' || c == ',' || c == 0xFF0E || c == 0xFF0C) &&
                 scan_kind(peek(r, next, &after)) == LETTER_DIGIT)
            at = next;
        else
            return at;
    }
}

static uint32_t run_end(const struct reader *r, uint32_t at, enum letter_kind kind)
{
    uint32_t next;
    while (at < r->to && scan_kind(peek(r, at, &next)) == kind)
        at = next;
    return at;
}

static uint8_t case_flags(const struct reader *r, uint32_t start, uint32_t end)
{
    unsigned upper = 0, other = 0;
    uint8_t flags = 0;
    for (uint32_t at = start, next; at < end; at = next) {
        uint32_t c = peek(r, at, &next);
        bool capital = scan_upper(c);
        if (at == start && capital)
            flags |= TOKEN_UPPER;
        if (capital)
            upper++;
        else if (c != '.')
            other++;
    }
    if (upper >= 2 && other == 0)
        flags |= TOKEN_CAPS;
    return flags;
}

static struct token token_read(const struct reader *r, uint32_t start)
{
    uint32_t end, c = peek(r, start, &end);
    struct token token = {.start = start, .kind = TOKEN_MARK, .words = c};
    switch (scan_kind(c)) {
    case LETTER_ALPHA:
        token.kind = TOKEN_WORD;
        end = word_end(r, start);
        token.words = lexicon_words(r->s + start, end - start);
        end = dotted_end(r, start, end, token.words);
        token.flags = case_flags(r, start, end);
        break;
    case LETTER_DIGIT:
        token.kind = TOKEN_NUMBER;
        token.words = 0;
        end = number_end(r, start);
        break;
    case LETTER_KANJI:
    case LETTER_KATAKANA:
    case LETTER_HIRAGANA:
        token.kind = scan_kind(c) == LETTER_KANJI      ? TOKEN_KANJI
                     : scan_kind(c) == LETTER_KATAKANA ? TOKEN_KATAKANA
                                                       : TOKEN_HIRAGANA;
        token.words = 0;
        end = run_end(r, start, scan_kind(c));
        break;
    case LETTER_NONE:
        if (is_apostrophe(c) && is_possessive(r, end, &end)) {
            token.kind = TOKEN_POSSESSIVE;
            token.words = 0;
        }
        break;
    }
    token.end = end;
    return token;
}

void tokens_read(struct block block, struct tokens *out)
{
    struct reader r = {block.s, block.from, block.to};
    bool spaced = true, fresh = true;
    uint16_t line = 0;
    out->block = block;
    out->n = 0;
    while (r.at < r.to && out->n < TOKENS_MAX) {
        uint32_t next, c = peek(&r, r.at, &next);
        if (scan_space(c)) {
            spaced = true;
            if (c == '\n') {
                fresh = true;
                line++;
            }
            r.at = next;
            continue;
        }
        struct token token = token_read(&r, r.at);
        /* An apostrophe that opens a word is no possessive. */
        if (token.kind == TOKEN_POSSESSIVE && spaced) {
            token.kind = TOKEN_MARK;
            token.words = c;
            token.end = next;
        }
        token.flags |= (uint8_t)((spaced ? TOKEN_SPACED : 0) | (fresh ? TOKEN_BREAK : 0));
        token.line = line;
        out->at[out->n++] = token;
        spaced = fresh = false;
        r.at = token.end;
    }
}

size_t tokens_find(const struct tokens *tokens, struct pos pos)
{
    size_t low = 0, high = tokens->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (tokens->at[mid].end <= pos.byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low < tokens->n && tokens->at[low].start <= pos.byte ? low : SIZE_MAX;
}

bool token_is(const struct tokens *tokens, size_t i, const char *text)
{
    if (i >= tokens->n)
        return false;
    const struct token *token = &tokens->at[i];
    size_t n = strlen(text);
    return token->end - token->start == n && memcmp(tokens->block.s + token->start, text, n) == 0;
}

bool token_mark(const struct tokens *tokens, size_t i, uint32_t c)
{
    return i < tokens->n && tokens->at[i].kind == TOKEN_MARK && tokens->at[i].words == c;
}
