/* quotes_speech.c: whether a quotation is someone's words, or scare quotes, a title, a name (Q5).
 *
 * What stands before the opening mark and behind the closing one decides; the words between only
 * tell a sentence from a name.
 */
#include "manicule/suggest/quotes.h"

#include "lexicon.h"
#include "marks.h"
#include "scan.h"

#include <string.h>

enum {
    CUE_NEAR = 8,   /* tokens between a quotation and a verb of saying behind it */
    LONG_WORDS = 8, /* nobody scares with so many words, nor calls a film so */
    LONG_LOWER = 6,
    LONG_CJK = 24,
};

/* The text between the marks. */
struct content {
    unsigned words, lower; /* lower: words without a capital that are no function words */
    unsigned cjk;          /* characters of Chinese and Japanese */
    bool capital;          /* begins with one */
    bool sentence;         /* ends with . ! ? and the like, or holds one inside */
    bool open_end;         /* ends with a comma, a dash, ! or ?: the sentence goes on behind */
};

static struct content look_inside(const uint8_t *s, uint32_t from, uint32_t to)
{
    struct content content = {0};
    uint32_t last = 0;
    bool in_word = false;
    for (uint32_t at = from, next; at < to; at = next) {
        uint32_t c = scan_char(s, at, to, &next);
        uint32_t dummy;
        enum letter_kind kind = scan_kind(c);
        if (marks_family(s, at, to, &dummy) && c != '\'' && c != 0x2019)
            continue;
        if (kind >= LETTER_KANJI) {
            content.cjk++;
        } else if (kind != LETTER_NONE && !in_word) {
            if (content.words == 0)
                content.capital = scan_upper(c) || kind == LETTER_DIGIT;
            content.words++;
            if (!scan_upper(c) && kind == LETTER_ALPHA)
                content.lower++;
        }
        in_word = kind == LETTER_ALPHA || kind == LETTER_DIGIT ||
                  (in_word && (c == '\'' || c == '-' || c == 0x2019));
        if (c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x2026)
            content.sentence = true;
        if (c == '.' && (next >= to || scan_space(s[next]) || marks_family(s, next, to, &dummy)))
            content.sentence = true;
        if (!scan_space(c))
            last = c;
    }
    content.open_end =
        last == ',' || last == '!' || last == '?' || last == 0x2014 || last == 0x2013;
    return content;
}

static const struct token *at(const struct tokens *t, size_t i)
{
    static const struct token nothing = {.kind = TOKEN_MARK, .words = '.'};
    return i < t->n ? &t->at[i] : &nothing;
}

static bool is_word(const struct token *token, uint32_t classes)
{
    return token->kind == TOKEN_WORD && (token->words & classes);
}

static bool is_stop(const struct tokens *t, size_t i)
{
    const struct token *token = at(t, i);
    if (token->kind != TOKEN_MARK)
        return false;
    uint32_t c = token->words;
    return c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
           (c == '.' && (i + 1 >= t->n || (t->at[i + 1].flags & TOKEN_SPACED)));
}

/* "is said", "it is said that": nobody in particular. */
static bool impersonal(const struct tokens *t, size_t verb)
{
    size_t i = verb;
    while (i > 0 && is_word(at(t, i - 1), W_ADVERB))
        i--;
    return i > 0 && is_word(at(t, i - 1), W_BE) && !token_is(t, verb, "saying");
}

/* A verb of saying in the sentence before the mark, the last tokens of `t`. */
static bool said_before(const struct tokens *t)
{
    bool that = false;
    for (size_t i = t->n; i-- > 0 && !is_stop(t, i);) {
        const struct token *token = &t->at[i];
        if (token_is(t, i, "that"))
            that = true;
        if (is_word(token, W_SAY_WEAK) && !(token->words & W_SAY) && !that && i + 3 < t->n)
            continue;
        if (is_word(token, W_SAY | W_SAY_WEAK) && !impersonal(t, i) &&
            !(i > 0 && is_word(&t->at[i - 1], W_DETERMINER) && !is_word(&t->at[i - 1], W_PRONOUN)))
            return true;
    }
    return false;
}

/* he said, "  said Kim, "  told reporters in Seoul, " */
static bool said_comma(const struct tokens *t)
{
    size_t n = t->n;
    if (n < 2 || !token_mark(t, n - 1, ','))
        return false;
    for (size_t i = n - 1; i-- > 0 && n - i < CUE_NEAR && !is_stop(t, i);) {
        if (token_mark(t, i, ','))
            return false;
        if (is_word(&t->at[i], W_SAY | W_SAY_WEAK) && !impersonal(t, i))
            return true;
    }
    return false;
}

/* ," he said.  ," said Kim.  " the tale told by the captain */
static bool said_after(const struct tokens *t, bool open_end)
{
    size_t i = 0;
    if (token_mark(t, 0, ',') || token_mark(t, 0, 0x2014) || token_mark(t, 0, '-')) {
        open_end = true;
        i = 1;
    }
    for (size_t first = i; i < t->n && i < CUE_NEAR && !is_stop(t, i); i++) {
        const struct token *token = &t->at[i];
        if (!is_word(token, W_SAY | W_SAY_WEAK))
            continue;
        if (token_is(t, i + 1, "by"))
            return true;
        if (impersonal(t, i))
            return false;
        if (open_end)
            return true;
        const struct token *next = at(t, i + 1);
        if (i == first && !(token->flags & TOKEN_BREAK) &&
            ((next->flags & TOKEN_UPPER) || is_word(next, W_PRONOUN)))
            return true;
    }
    return false;
}

/* と述べた, と話す, という声: what follows the closing mark up to the sentence's end. */
static bool said_after_ja(const uint8_t *s, uint32_t from, uint32_t to, bool sentence)
{
    static const char *const links[] = {"と", "、と", "などと", "とも", "なんて", "って"};
    uint32_t start = from, next;
    for (size_t i = 0; i < sizeof links / sizeof *links && start == from; i++)
        if (scan_is(s, from, to, links[i]))
            start = from + (uint32_t)strlen(links[i]);
    if (start == from)
        return false;
    if (scan_is(s, start, to, "いう") || scan_is(s, start, to, "いった")) {
        uint32_t noun = start + (uint32_t)strlen(scan_is(s, start, to, "いう") ? "いう" : "いった");
        return lexicon_ja(LIST_SAY_NOUN, s + noun, to - noun) > 0 ||
               (sentence && scan_is(s, noun, to, "。"));
    }
    for (uint32_t at = start; at < to; at = next) {
        uint32_t c = scan_char(s, at, to, &next);
        if (c == 0x3002 || c == '\n')
            return at == start;
        if (c == 0x300C)
            return false;
        if (lexicon_ja(LIST_SAY, s + at, to - at) > 0)
            return true;
    }
    return sentence;
}

/* は「…」: a topic and then someone's words. */
static bool topic_before(const uint8_t *s, uint32_t from, uint32_t at)
{
    if (scan_is_before(s, from, at, "、"))
        at -= 3;
    return scan_is_before(s, from, at, "は") || scan_is_before(s, from, at, "が");
}

/* The quotation fills its line, or lines. */
static bool fills_lines(const struct block *before, const struct block *after)
{
    uint32_t next;
    for (uint32_t at = before->to; at > before->from;) {
        at = scan_back(before->s, before->from, at);
        uint32_t c = scan_char(before->s, at, before->to, &next);
        if (c == '\n')
            break;
        if (!scan_space(c))
            return false;
    }
    for (uint32_t at = after->from; at < after->to; at = next) {
        uint32_t c = scan_char(after->s, at, after->to, &next);
        if (c == '\n')
            break;
        if (!scan_space(c) && c != '.' && c != ',' && c != 0x3002)
            return false;
    }
    return true;
}

/* Few words that belong to the sentence around: a name, a scare, unless someone says them. */
static bool is_part_of_phrase(const struct tokens *before)
{
    const struct token *last = at(before, before->n - 1);
    return last->kind == TOKEN_POSSESSIVE || is_word(last, W_NAMING) ||
           (is_word(last, W_DETERMINER) && !is_word(last, W_CONJUNCTION));
}

bool quotes_is_speech(const struct article *article, const struct quotation *quotation)
{
    uint32_t start = quotation->range.start.byte, end = quotation->range.end.byte;
    uint32_t inner_start = start, inner_end = end;
    struct block before = block_around(article, pos_at(start));
    struct block after = block_around(article, pos_at(end > start ? end - 1 : end));
    const uint8_t *s = before.s;
    before.to = start;
    after.from = end < after.to ? end : after.to;
    if (quotation->state != QUOTATION_UNOPENED)
        marks_family(s, start, end, &inner_start);
    if (quotation->state != QUOTATION_UNCLOSED && end > inner_start)
        inner_end = scan_back(s, inner_start, end);
    struct content content = look_inside(s, inner_start, inner_end);
    bool several = article_paragraph(article, pos_at(start)).end.byte < inner_end;

    struct tokens t;
    tokens_read(before, &t);
    const struct token *last = at(&t, t.n - 1);
    bool colon = t.n > 0 && (token_mark(&t, t.n - 1, ':') || token_mark(&t, t.n - 1, 0xFF1A));
    if (colon && (content.words > 1 || content.cjk > 3))
        return true;
    if (fills_lines(&before, &after) && (content.words > 3 || content.cjk > 3 ||
                                         (content.sentence && content.words + content.cjk > 0)))
        return true;
    if (is_word(last, W_SAY_NOUN) && !(content.lower == 0 && content.words > 0))
        return true;
    bool phrase = is_part_of_phrase(&t);
    if (!phrase && content.lower + content.cjk > 0 &&
        ((t.n > 0 && is_word(last, W_SAY | W_SAY_WEAK) && !impersonal(&t, t.n - 1)) ||
         said_comma(&t)))
        return true;
    bool fresh = t.n == 0 || is_stop(&t, t.n - 1) ||
                 (last->kind == TOKEN_MARK && last->words == 0x3011) ||
                 marks_family(s, last->start, last->end, &inner_start) != FAMILY_NONE;
    bool said = content.lower > 0 && !phrase && said_before(&t);

    tokens_read(after, &t);
    if (content.lower + content.cjk > 0 && !phrase && said_after(&t, content.open_end))
        return true;
    if (content.cjk > 0 && (said_after_ja(s, end, after.to, content.sentence || content.cjk > 8) ||
                            (content.cjk > 7 && topic_before(s, before.from, start))))
        return true;
    /* A mark that lost its mate, or opens anew with the next paragraph, is put around what was said. */
    if ((quotation->state != QUOTATION_CLOSED || several) && content.sentence &&
        content.lower + content.cjk > 0)
        return true;
    bool clause = content.words >= LONG_WORDS && content.lower >= LONG_LOWER;
    if (said || (clause && !phrase) || content.cjk >= LONG_CJK)
        return true;
    return fresh && content.capital && content.sentence && content.words > 2 &&
           !(content.lower == 0);
}
