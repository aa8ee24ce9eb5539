/* Sentences. Whether a run of . ! ? 。 ends one is told by what stands beside it: the word before,
 * the closing marks behind, the space and the next word. So a search goes outwards from a place
 * only as far as the sentence reaches. */
#include "inside.h"

#include <string.h>

#include <unictype.h>
#include <unistr.h>

struct ending {
    uint32_t end;  /* behind the closing marks */
    uint32_t next; /* where the next sentence starts, or the paragraph's end */
};

enum width { NARROW = 1, WIDE }; /* wide ones need no space behind them */

/* The bytes of what may end a sentence. */
static const struct {
    const char *bytes;
    enum width width;
} terminators[] = {
    {".", NARROW}, {"!", NARROW}, {"?", NARROW}, {"。", WIDE}, {"！", WIDE}, {"？", WIDE},
    {"｡", WIDE},   {"؟", NARROW}, {"۔", NARROW}, {"।", NARROW}, {"॥", NARROW},
};

/* The width of the terminator at a place, and its length; 0: there is none. */
static unsigned terminator(const struct article *article, uint32_t at, uint32_t *length)
{
    const uint8_t *p = article->bytes + at;
    if (*p < 0x80 && *p != '.' && *p != '!' && *p != '?')
        return 0;
    for (size_t i = 0; i < sizeof terminators / sizeof *terminators; i++) {
        const char *bytes = terminators[i].bytes;
        if ((uint8_t)*bytes != *p)
            continue;
        size_t n = strlen(bytes);
        if (article->size - at >= n && memcmp(p, bytes, n) == 0) {
            *length = (uint32_t)n;
            return terminators[i].width;
        }
    }
    return 0;
}

static bool in(uint32_t c, const uint16_t *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == c)
            return true;
    return false;
}

static bool closes(uint32_t c, bool wide)
{
    static const uint16_t always[] = {'"',    '\'',   ')',    ']',    '}',    0xbb,   0x2019,
                                      0x201d, 0x203a, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011,
                                      0x3015, 0x301f, 0xff02, 0xff09, 0xff3d, 0xff5d, 0xff63};
    /* Closing marks of languages with spaces, opening ones in others. */
    static const uint16_t narrow[] = {0xab, 0x2018, 0x201c, 0x2039};
    return in(c, always, sizeof always / sizeof *always) ||
           (!wide && in(c, narrow, sizeof narrow / sizeof *narrow));
}

static bool space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x3000;
}

static uint32_t skip_space(const struct article *article, uint32_t at, uint32_t end)
{
    uint32_t length;
    for (; at < end && space(text_char(article, at, &length)); at += length)
        continue;
    return at;
}

static uint32_t trim_space(const struct article *article, uint32_t start, uint32_t end)
{
    uint32_t before;
    while (end > start && space(text_char_before(article, end, &before)) &&
           article_is_boundary(article, pos_at(before)))
        end = before;
    return end;
}

enum rule {
    NEVER,  /* a title: its bearer follows */
    OPENER, /* the next word must be one that opens sentences */
    DIGIT,  /* no end before a digit */
};

static const struct {
    const char *word;
    enum rule rule;
} abbreviations[] = {
    {"Mr", NEVER},      {"Mrs", NEVER},    {"Ms", NEVER},     {"Dr", NEVER},     {"Prof", NEVER},
    {"Rev", NEVER},     {"Hon", NEVER},    {"Gen", NEVER},    {"Col", NEVER},    {"Maj", NEVER},
    {"Capt", NEVER},    {"Cmdr", NEVER},   {"Lt", NEVER},     {"Sgt", NEVER},    {"Cpl", NEVER},
    {"Adm", NEVER},     {"Gov", NEVER},    {"Sen", NEVER},    {"Rep", NEVER},    {"Pres", NEVER},
    {"Supt", NEVER},    {"Insp", NEVER},   {"Messrs", NEVER}, {"Mme", NEVER},    {"Mlle", NEVER},
    {"St", NEVER},      {"Mt", NEVER},     {"Ft", NEVER},     {"e.g", NEVER},    {"i.e", NEVER},
    {"viz", NEVER},     {"cf", NEVER},     {"vs", NEVER},     {"approx", NEVER}, {"ca", NEVER},
    {"etc", OPENER},    {"al", OPENER},    {"a.m", OPENER},   {"p.m", OPENER},   {"Inc", OPENER},
    {"Ltd", OPENER},    {"Co", OPENER},    {"Corp", OPENER},  {"Bros", OPENER},  {"Jr", OPENER},
    {"Sr", OPENER},     {"Ph.D", OPENER},  {"Ave", OPENER},   {"Blvd", OPENER},  {"Jan", OPENER},
    {"Feb", OPENER},    {"Mar", DIGIT},    {"Apr", OPENER},   {"Jun", OPENER},   {"Jul", OPENER},
    {"Aug", OPENER},    {"Sep", OPENER},   {"Sept", OPENER},  {"Oct", OPENER},   {"Nov", OPENER},
    {"Dec", OPENER},    {"No", DIGIT},     {"Nos", DIGIT},    {"Art", DIGIT},    {"Sec", DIGIT},
    {"Fig", DIGIT},     {"Vol", DIGIT},    {"p", DIGIT},      {"pp", DIGIT},
};

static const char *const openers[] = {
    "A",     "After", "All",   "Also",  "An",   "And",  "As",    "At",   "But",   "By",
    "For",   "From",  "He",    "Her",   "His",  "However", "I",  "If",   "In",    "It",
    "Its",   "Many",  "Meanwhile", "No", "Not", "On",   "One",   "Our",  "She",   "Since",
    "So",    "Some",  "That",  "The",   "Their", "Then", "There", "These", "They", "This",
    "Those", "Though", "To",   "We",    "What", "When", "While", "Who",  "With",  "You",
};

static bool word_at(const struct article *article, uint32_t at, uint32_t end, const char *word)
{
    size_t n = strlen(word);
    return end - at == n && memcmp(article->bytes + at, word, n) == 0;
}

static bool ascii_letter(uint8_t b)
{
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
}

static bool opens_sentence(const struct article *article, uint32_t at, uint32_t limit)
{
    uint32_t end = at;
    while (end < limit && ascii_letter(article->bytes[end]))
        end++;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        if (word_at(article, at, end, openers[i]))
            return true;
    return false;
}

/* Is the full stop at `stop` one of an abbreviation or of initials, given what follows at `next`? */
static bool abbreviates(const struct article *article, struct range paragraph, uint32_t stop,
                        uint32_t next)
{
    enum { LONGEST = 16 };
    uint32_t start = stop, letters = 0, stops = 0, before;
    bool capital = false;
    while (start > paragraph.start.byte && stop - start < LONGEST) {
        uint32_t c = text_char_before(article, start, &before);
        if (c != '.' && !uc_is_property_alphabetic(c))
            break;
        stops += c == '.';
        letters += c != '.';
        capital = uc_is_property_uppercase(c);
        start = before;
    }
    uint32_t limit = paragraph.end.byte;
    bool digit = article->bytes[next] >= '0' && article->bytes[next] <= '9';
    for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++) {
        if (!word_at(article, start, stop, abbreviations[i].word))
            continue;
        enum rule rule = abbreviations[i].rule;
        return rule == NEVER || (rule == DIGIT && digit) ||
               (rule == OPENER && !opens_sentence(article, next, limit));
    }
    /* Initials: "J.", "U.S.": letters that each have a stop of their own. */
    return capital && letters == stops + 1 && !opens_sentence(article, next, limit);
}

/* Does the run of terminators that holds `at` end a sentence? `run` is where the run starts. */
static bool ends(const struct article *article, struct range paragraph, uint32_t at, uint32_t *run,
                 struct ending *out)
{
    uint32_t length, start = at, before, limit = paragraph.end.byte, stops = 0;
    bool wide = false;
    while (start > paragraph.start.byte) {
        text_char_before(article, start, &before);
        if (!terminator(article, before, &length))
            break;
        start = before;
    }
    *run = start;
    /* Japanese is often typed with ASCII marks: 違う!右です。 */
    bool east = start > paragraph.start.byte && text_char_before(article, start, &before) >= 0x3000;
    for (at = start; at < limit; at += length, stops++) {
        unsigned width = terminator(article, at, &length);
        if (!width)
            break;
        wide = width == WIDE || (east && article->bytes[at] != '.');
    }
    uint32_t behind = at, next;
    for (; at < limit && closes(text_char(article, at, &length), wide); at += length)
        continue;
    bool closed = at > behind;
    /* An accent may sit on the last of them, or on a space. */
    if (!article_is_boundary(article, pos_at(at)))
        at = article_next(article, pos_at(at)).byte;
    next = skip_space(article, at, limit);
    out->end = at;
    out->next = next < limit ? article_snap(article, pos_at(next)).byte : limit;
    if (next == limit)
        return true;
    uint32_t c = text_char(article, next, &length);
    if (wide) /* 「…。」と goes on */
        return !closed || !((c >= 0x3041 && c <= 0x309f) || c == 0x3001 || c == 0xff0c);
    if (next == at || uc_is_property_lowercase(c))
        return false;
    return !(stops == 1 && !closed && article->bytes[start] == '.' &&
             abbreviates(article, paragraph, start, next));
}

/* The first place of a paragraph that is not space; its end if all is. */
static uint32_t text_start(const struct article *article, struct range paragraph)
{
    uint32_t at = skip_space(article, paragraph.start.byte, paragraph.end.byte);
    return at < paragraph.end.byte ? article_snap(article, pos_at(at)).byte : at;
}

/* Where the sentence that holds a place of the paragraph starts. */
static uint32_t start_of(const struct article *article, struct range paragraph, uint32_t at)
{
    struct ending ending;
    uint32_t run, length;
    for (uint32_t i = at; i > paragraph.start.byte;) {
        i--;
        if (!terminator(article, i, &length))
            continue;
        if (ends(article, paragraph, i, &run, &ending) && ending.next <= at &&
            ending.next < paragraph.end.byte)
            return ending.next;
        i = run;
    }
    return text_start(article, paragraph);
}

/* The end of the sentence that starts here, and where the next one does. */
static struct ending end_of(const struct article *article, struct range paragraph, uint32_t start)
{
    struct ending ending;
    uint32_t run, length, limit = paragraph.end.byte;
    for (uint32_t i = start; i < limit; i++) {
        if (!terminator(article, i, &length))
            continue;
        if (ends(article, paragraph, i, &run, &ending) && ending.next > start)
            return ending;
        while (i + length < limit && terminator(article, i + length, &run)) {
            i += length;
            length = run;
        }
    }
    return (struct ending){trim_space(article, start, limit), limit};
}

struct range article_sentence(const struct article *article, struct pos pos)
{
    pos = pos_clamp(article, pos);
    struct known *known = article->known;
    if (range_has(known->sentence, pos))
        return known->sentence;
    struct range paragraph = article_paragraph(article, pos);
    if (range_empty(paragraph))
        return paragraph;
    if (pos.byte > paragraph.end.byte)
        pos = paragraph.end;
    uint32_t start = start_of(article, paragraph, pos.byte);
    known->sentence = range_of(start, end_of(article, paragraph, start).end);
    return known->sentence;
}

struct pos article_sentence_next(const struct article *article, struct pos pos)
{
    pos = pos_clamp(article, pos);
    struct range paragraph = article_paragraph(article, pos);
    if (range_has(paragraph, pos)) {
        uint32_t first = text_start(article, paragraph);
        if (first > pos.byte)
            return pos_at(first);
        uint32_t start = start_of(article, paragraph, pos.byte);
        struct ending ending = end_of(article, paragraph, start);
        if (ending.next < paragraph.end.byte)
            return pos_at(ending.next);
    }
    do {
        paragraph = article_paragraph_next(article, paragraph);
        pos = pos_at(text_start(article, paragraph));
    } while (!range_empty(paragraph) && pos.byte == paragraph.end.byte);
    return range_empty(paragraph) ? pos_at(article->size) : pos;
}

struct pos article_sentence_prev(const struct article *article, struct pos pos)
{
    pos = pos_clamp(article, pos);
    struct range paragraph = article_paragraph(article, pos);
    for (;;) {
        uint32_t first = text_start(article, paragraph);
        if (!range_empty(paragraph) && first < pos.byte && first < paragraph.end.byte) {
            uint32_t at = pos.byte < paragraph.end.byte ? pos.byte : paragraph.end.byte;
            return pos_at(start_of(article, paragraph, at - 1));
        }
        paragraph = article_paragraph_prev(article, paragraph);
        if (range_empty(paragraph))
            return pos_at(0);
    }
}
