/* speakers.c: who likely said a quotation, by where the mention stands. */
#include "manicule/suggest/speakers.h"

#include "phrases.h"

#include <string.h>

/* What lies between two places: only white space and the given marks, counting line breaks. */
struct gap {
    bool colon, comma;
    unsigned breaks;
    bool empty; /* nothing but white space, a colon, a comma and a verb of saying */
};

static struct gap gap_between(const struct article *article, uint32_t from, uint32_t to)
{
    struct gap gap = {.empty = to - from <= 48};
    const uint8_t *s = article_bytes(article);
    uint32_t next;
    for (uint32_t at = from; gap.empty && at < to; at = next) {
        uint32_t c = scan_char(s, at, to, &next);
        gap.breaks += c == '\n';
        gap.colon |= c == ':' || c == 0xFF1A;
        gap.comma |= c == ',' || c == 0x3001;
        if (scan_kind(c) == LETTER_ALPHA) {
            uint32_t word = at;
            while (at < to && scan_kind(scan_char(s, at, to, &next)) == LETTER_ALPHA)
                at = next;
            if (!(lexicon_words(s + word, at - word) &
                  (W_SAY | W_SAY_WEAK | W_ADVERB | W_AUXILIARY)))
                gap.empty = false;
            next = at;
        } else if (!scan_space(c) && c != ':' && c != 0xFF1A && c != ',' && c != 0x3001) {
            gap.empty = false;
        }
    }
    return gap;
}

static bool is_colon_speaker(const struct article *article, struct range quote,
                             struct range speaker)
{
    if (speaker.end.byte > quote.start.byte)
        return false;
    struct gap gap = gap_between(article, speaker.end.byte, quote.start.byte);
    return gap.empty && gap.colon && gap.breaks <= 2;
}

static bool is_line_above(const struct article *article, struct range quote, struct range speaker)
{
    if (speaker.end.byte > quote.start.byte)
        return false;
    struct gap gap = gap_between(article, speaker.end.byte, quote.start.byte);
    struct range line = article_line_text(article, speaker.end);
    return gap.empty && gap.breaks == 1 && speaker.end.byte == line.end.byte &&
           line.end.byte - line.start.byte <= 72;
}

/* Distance in bytes between the two, 0 when they touch or overlap. */
static uint32_t distance(struct range a, struct range b)
{
    if (range_overlaps(a, b))
        return 0;
    return a.end.byte <= b.start.byte ? b.start.byte - a.end.byte : a.start.byte - b.end.byte;
}

/* The sentence around the quotation: back to the full stop before it, on to the one behind it. */
static struct range sentence_around(const struct article *article, struct range quote)
{
    struct block block = block_around(article, quote.start);
    struct tokens t;
    block.to = quote.start.byte;
    tokens_read(block, &t);
    struct range sentence = quote;
    for (size_t i = t.n; i-- > 0 && !token_stop(&t, i);)
        sentence.start = pos_at(t.at[i].start);
    block = block_around(article, quote.end);
    if (block.to > quote.end.byte) {
        block.from = quote.end.byte;
        tokens_read(block, &t);
        for (size_t i = 0; i < t.n && !token_stop(&t, i); i++)
            sentence.end = pos_at(t.at[i].end);
    }
    return sentence;
}

static enum speaker_place place_of(const struct article *article, struct range quote,
                                   struct range speaker, struct range sentence,
                                   struct range paragraph)
{
    if (is_colon_speaker(article, quote, speaker))
        return SPEAKER_BEFORE_COLON;
    if (is_line_above(article, quote, speaker))
        return SPEAKER_LINE_ABOVE;
    if (range_holds(sentence, speaker) && !range_holds(quote, speaker))
        return SPEAKER_SENTENCE;
    if (range_holds(paragraph, speaker))
        return SPEAKER_PARAGRAPH;
    return SPEAKER_EARLIER;
}

/* ," said Ana: the words end in a comma, ! or ? before the closing mark, and the cue follows. */
static bool expects_cue_behind(const struct article *article, struct range quote)
{
    const uint8_t *s = article_bytes(article);
    uint32_t next, at = scan_back(s, quote.start.byte, quote.end.byte);
    uint32_t c = scan_char(s, scan_back(s, quote.start.byte, at), quote.end.byte, &next);
    return c == ',' || c == '!' || c == '?' || c == 0x2014;
}

/* The order of two choices: place first, then what stands nearer, before the quotation first. */
static bool is_better(const struct article *article, struct range quote,
                      const struct range *speakers, struct speaker_choice a,
                      struct speaker_choice b)
{
    if (a.place != b.place)
        return a.place < b.place;
    struct range one = speakers[a.index], two = speakers[b.index];
    bool one_inside = range_holds(quote, one), two_inside = range_holds(quote, two);
    if (one_inside != two_inside)
        return two_inside;
    bool one_after = one.start.byte > quote.start.byte,
         two_after = two.start.byte > quote.start.byte;
    if (a.place == SPEAKER_SENTENCE && one_after != two_after)
        return one_after == expects_cue_behind(article, quote);
    if (a.place == SPEAKER_EARLIER && one_after != two_after)
        return two_after;
    uint32_t near = distance(quote, one), far = distance(quote, two);
    return near != far ? near < far : a.index < b.index;
}

size_t speakers_rank(const struct article *article, struct range quote,
                     const struct range *speakers, size_t n, size_t last,
                     struct speaker_choice *out, size_t max)
{
    if (max == 0 || n == 0)
        return 0;
    struct range sentence = sentence_around(article, quote);
    struct range paragraph = article_paragraph(article, quote.start);
    if (paragraph.end.byte < quote.end.byte)
        paragraph.end = quote.end;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        struct speaker_choice choice = {i,
                                        place_of(article, quote, speakers[i], sentence, paragraph)};
        if (choice.place > SPEAKER_LAST && i == last)
            choice.place = SPEAKER_LAST;
        size_t at = count < max ? count : max;
        while (at > 0 && is_better(article, quote, speakers, choice, out[at - 1]))
            at--;
        if (at == max)
            continue;
        if (count < max)
            count++;
        memmove(&out[at + 1], &out[at], (count - 1 - at) * sizeof *out);
        out[at] = choice;
    }
    return count;
}
