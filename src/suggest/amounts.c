/* amounts.c: the natural amount: sign of money, number or range of numbers, unit. */
#include "manicule/suggest/amounts.h"

#include <stdio.h>
#include <string.h>

#include "amount_parts.h"

/* Everything that was read of one amount. */
struct parsed {
    uint32_t start, end;
    struct number first, second;
    bool ranged;
    bool linked_by_word; /* 7 to 10: no score, no span of years by its look */
    char currency[8];
    struct unit_found unit;
};

static uint32_t peek(const struct block *b, uint32_t at, uint32_t *next)
{
    *next = at;
    return at < b->to ? scan_char(b->s, at, b->to, next) : 0;
}

static bool is_minus(uint32_t c)
{
    return c == '-' || c == 0x2212 || c == 0xFF0D;
}

/* $, US$, EUR and the number behind it, a minus between or before. */
static bool read_signed(const struct block *b, uint32_t at, struct number *number, char *currency,
                        size_t room)
{
    uint32_t next;
    bool negative = is_minus(peek(b, at, &next));
    if (negative)
        at = next;
    const struct unit_word *sign = at < b->to ? lexicon_sign(b->s + at, b->to - at) : NULL;
    currency[0] = '\0';
    if (sign) {
        uint32_t end = at + (uint32_t)strlen(sign->text), c = peek(b, end, &next);
        bool letters = scan_kind(b->s[end - 1]) == LETTER_ALPHA;
        if (letters && scan_kind(c) == LETTER_ALPHA)
            return false;
        at = number_past_space(b, end);
        snprintf(currency, room, "%s", sign->name);
    }
    uint32_t c = peek(b, at, &next);
    if (is_minus(c) && !negative) {
        negative = true;
        at = next;
    }
    enum letter_kind kind = scan_kind(peek(b, at, &next));
    if (sign && kind != LETTER_DIGIT && kind != LETTER_KANJI)
        return false;
    if (!number_read(b, at, number))
        return false;
    number->value.negative = negative;
    /* $5m, $2.17T: one letter scales only behind a sign of money. */
    if (sign && !number->scaled && number->end < b->to) {
        static const struct {
            char letter;
            unsigned tens;
        } scales[] = {{'k', 3}, {'K', 3}, {'m', 6}, {'M', 6}, {'b', 9}, {'B', 9}, {'T', 12}};
        uint32_t end = number_word_end(b, number->end);
        for (size_t i = 0; end == number->end + 1 && i < sizeof scales / sizeof *scales; i++) {
            if (b->s[number->end] == (uint8_t)scales[i].letter) {
                number->value = decimal_shift(number->value, scales[i].tens);
                number->scaled = true;
                number->digits = 0;
                number->end = end;
                break;
            }
        }
    }
    return true;
}

/* ~, –, to, から between two numbers: where the second starts; 0: none. */
static uint32_t past_link(const struct block *b, uint32_t at, enum number_form form, bool between)
{
    uint32_t next, gap = number_past_space(b, at);
    uint32_t c = peek(b, gap, &next);
    if (c == '~' || c == 0x301C || c == 0xFF5E || c == '-' || c == 0x2013 || c == 0x2014 ||
        c == 0x2010 || c == 0x2212) {
        if (c == '-' && (gap > at || form == NUMBER_WORDS))
            return 0;
        return number_past_space(b, next);
    }
    if (scan_is(b->s, at, b->to, "から"))
        return at + 6;
    if (c == 0x3001 && gap == at)
        return next; /* 3、4人 */
    uint32_t end = number_word_end(b, gap);
    if (gap == at || end == gap)
        return 0;
    bool to = scan_is(b->s, gap, end, "to") && end - gap == 2;
    bool and = between && scan_is(b->s, gap, end, "and") && end - gap == 3;
    return to || and? number_past_space(b, end) : 0;
}

static bool is_between(const struct block *b, uint32_t start)
{
    return scan_is_before(b->s, b->from, start, "between ") ||
           scan_is_before(b->s, b->from, start, "Between ");
}

static bool is_digit_like(const struct block *b, uint32_t at)
{
    uint32_t next, c = peek(b, at, &next);
    return scan_digit(c) >= 0 || scan_kind(c) == LETTER_KANJI || scan_kind(c) == LETTER_ALPHA ||
           lexicon_sign(b->s + at, b->to - at);
}

/* A second number behind the first: 1~2, 10 to 20, $5–$7, 44 mg to 50 mg. */
static void read_range(const struct block *b, struct parsed *p)
{
    struct number second;
    char currency[8];
    uint32_t at = past_link(b, p->end, p->first.form, is_between(b, p->start));
    uint32_t next;
    if (at == 0 || at >= b->to || !is_digit_like(b, at) ||
        !read_signed(b, at, &second, currency, sizeof currency))
        return;
    bool comma = scan_is(b->s, p->end, b->to, "、");
    if (second.form != p->first.form &&
        !(second.form == NUMBER_KANJI || p->first.form == NUMBER_KANJI))
        return;
    if (second.broken || (currency[0] && strcmp(currency, p->currency) != 0))
        return;
    /* 3、4人 are neighbours below ten; a list of years is not one amount. */
    if (comma &&
        !(p->first.value.m < 10 && second.value.m == p->first.value.m + 1 && !second.scaled))
        return;
    if (peek(b, second.end, &next) == '-' && scan_digit(peek(b, next, &at)) >= 0)
        return; /* a telephone number, a date */
    struct unit_found unit = amount_unit(b, &second);
    if (p->unit.source != UNIT_NONE && strcmp(unit.name, p->unit.name) != 0)
        return;
    if (p->unit.source == UNIT_NONE && p->currency[0] == '\0' && unit.source == UNIT_NONE && comma)
        return;
    p->second = second;
    p->ranged = true;
    p->linked_by_word = scan_kind(peek(b, number_past_space(b, p->end), &next)) != LETTER_NONE;
    p->unit = unit;
    p->end = unit.end;
    /* 3-5 million: the scale belongs to both. */
    if (second.scaled && !p->first.scaled && second.form == NUMBER_DIGITS &&
        p->first.form == NUMBER_DIGITS) {
        struct number plain;
        struct block alone = *b;
        alone.to = second.end;
        if (number_read(&alone, second.start, &plain) && plain.value.ok) {
            unsigned tens = 0;
            while (tens < 15 && decimal_shift(p->first.value, tens).ok &&
                   decimal_shift(p->first.value, tens).m * 10 <= second.value.m)
                tens++;
            tens -= tens % 3;
            p->first.value = decimal_shift(p->first.value, tens);
        }
    }
}

/* thirteen dollars and forty-five cents, 5 feet 2 inches: one amount of two units. */
static void read_smaller(const struct block *b, struct parsed *p)
{
    struct number part;
    uint32_t at = number_past_space(b, p->end), end = number_word_end(b, at);
    if (p->unit.source != UNIT_KNOWN || at == p->end)
        return;
    if (end - at == 3 && scan_is(b->s, at, end, "and"))
        at = number_past_space(b, end);
    if (at >= b->to || !number_read(b, at, &part) || part.form == NUMBER_KANJI)
        return;
    struct unit_found unit = amount_unit(b, &part);
    bool cents = p->unit.classes & U_CURRENCY && unit.end > part.end + 1 &&
                 scan_is(b->s, number_past_space(b, part.end), b->to, "cent");
    bool inches = strcmp(p->unit.name, "ft") == 0 && strcmp(unit.name, "in") == 0;
    if (!cents && !inches)
        return;
    if (cents) {
        p->unit.more = part.value;
        p->unit.more.scale += 2;
    } else {
        p->first.value.ok = false; /* no decimal of feet */
    }
    p->end = unit.end;
}

/* The amount that starts at `at`, whatever it might be besides. */
static bool parse(const struct block *b, uint32_t at, struct parsed *p)
{
    uint32_t next;
    memset(p, 0, sizeof *p);
    p->start = at;
    if (!read_signed(b, at, &p->first, p->currency, sizeof p->currency))
        return false;
    p->unit = p->currency[0] ? (struct unit_found){.end = p->first.end, .more = {.ok = true}}
                             : amount_unit(b, &p->first);
    p->end = p->unit.end;
    if (p->currency[0]) {
        /* US$5 billion dollars says it twice; the second time is in. */
        struct unit_found again = amount_unit(b, &p->first);
        if (again.source == UNIT_KNOWN && again.classes & U_CURRENCY && peek(b, at, &next) != 0)
            p->end = again.end;
    }
    /* A range's unit stands behind its second number. */
    uint32_t whole = p->end;
    struct unit_found unit = p->unit;
    p->end = p->first.end;
    p->unit = (struct unit_found){.end = p->first.end, .more = {.ok = true}};
    read_range(b, p);
    if (!p->ranged) {
        p->unit = unit;
        p->end = whole;
        if (unit.source == UNIT_KNOWN && unit.end > p->first.end)
            read_range(b, p);
        if (!p->ranged)
            read_smaller(b, p);
    }
    return true;
}

static void fill(const struct block *b, const struct parsed *p, struct amount *out)
{
    *out = (struct amount){.range = range_of(p->start, p->end)};
    struct decimal low = p->first.value;
    bool broken = p->first.broken || p->second.broken;
    if (p->unit.more.m > 0 && !p->ranged)
        low = decimal_add(low, p->unit.more);
    char text[24];
    if (!broken && p->ranged && low.ok && p->second.value.ok) {
        decimal_format(low, out->value, sizeof out->value - 24);
        decimal_format(p->second.value, text, sizeof text);
        strcat(out->value, "–");
        strcat(out->value, text);
    } else if (!broken && !p->ranged) {
        decimal_format(low, out->value, sizeof out->value);
    }
    snprintf(out->unit, sizeof out->unit, "%s", p->currency[0] ? p->currency : p->unit.name);
    snprintf(out->qualifier, sizeof out->qualifier, "%s", amount_qualifier(b, p->start, p->end));
    out->garbled = broken;
}

static bool is_amount(const struct block *b, const struct parsed *p)
{
    struct number number = p->first;
    if (p->ranged) { /* what follows the first number is the link, look behind the second */
        number.end = p->second.end;
        number.digits = p->first.digits == 4 && p->second.digits > 0 ? 4 : 0;
    }
    return !amount_is_other(b, p->start, &number, &p->unit,
                            p->ranged && !p->linked_by_word && p->currency[0] == '\0');
}

/* Past the run of letters and digits at `at`, with what joins them: one thing looked at once. */
static uint32_t past_run(const struct block *b, uint32_t at)
{
    uint32_t next;
    for (enum letter_kind kind; at < b->to; at = next) {
        kind = scan_kind(scan_char(b->s, at, b->to, &next));
        if (kind != LETTER_ALPHA && kind != LETTER_DIGIT)
            return at;
    }
    return at;
}

static bool is_start(const struct block *b, uint32_t at)
{
    uint32_t next, c = scan_char(b->s, at, b->to, &next);
    enum letter_kind kind = scan_kind(c);
    if (kind == LETTER_DIGIT || kind == LETTER_KANJI || is_minus(c) || (c >= 0xBC && c <= 0xBE) ||
        (c >= 0x2153 && c <= 0x215E))
        return true;
    if (kind == LETTER_ALPHA) {
        uint32_t end = number_word_end(b, at);
        if (lexicon_words(b->s + at, end - at) & W_NUMBER || (end - at == 1 && (c | 32) == 'a'))
            return true;
    }
    return lexicon_sign(b->s + at, b->to - at) != NULL;
}

typedef void visit_fn(void *context, const struct block *, const struct parsed *, bool counts);

/* Visits every number of the block, amount or not, in reading order. */
static void visit(const struct block *b, visit_fn *fn, void *context)
{
    struct parsed p;
    for (uint32_t at = b->from, next; at < b->to; at = next) {
        uint32_t c = scan_char(b->s, at, b->to, &next);
        enum letter_kind kind = scan_kind(c);
        if (is_start(b, at) && parse(b, at, &p) && p.end > at) {
            bool counts = is_amount(b, &p);
            if (is_minus(c) && !counts)
                continue;
            fn(context, b, &p, counts);
            next = counts ? p.end : p.first.end > at ? p.first.end : next;
            if (!counts && kind == LETTER_DIGIT)
                next = past_run(b, next);
        } else if (kind == LETTER_ALPHA || kind == LETTER_DIGIT) {
            next = past_run(b, at);
        }
    }
}

struct collection {
    struct range *out;
    size_t n, max;
};

static void collect_one(void *context, const struct block *b, const struct parsed *p, bool counts)
{
    struct collection *all = context;
    (void)b;
    if (counts && all->n < all->max)
        all->out[all->n++] = range_of(p->start, p->end);
}

static size_t collect(const struct article *article, struct tokens *t, struct range *out,
                      size_t max)
{
    struct collection all = {out, 0, max};
    (void)article;
    visit(&t->block, collect_one, &all);
    return all.n;
}

struct readings {
    const struct article *article;
    struct amount *out;
    size_t n, max;
    struct pos pos;
};

static void offer(struct readings *r, struct amount amount)
{
    if (r->n == r->max || !range_has(amount.range, r->pos))
        return;
    amount.range = scan_whole(r->article, amount.range);
    for (size_t i = 0; i < r->n; i++)
        if (range_equal(r->out[i].range, amount.range))
            return;
    r->out[r->n++] = amount;
}

static bool is_content(uint32_t classes)
{
    return (classes & W_DATE) || !(classes & (W_FUNCTION | W_AUXILIARY));
}

/* The amount itself, then the number alone, then a word more. */
static void offer_all(struct readings *r, const struct block *b, const struct parsed *p)
{
    struct amount amount;
    fill(b, p, &amount);
    offer(r, amount);
    struct parsed other = *p;
    other.end = other.ranged ? other.second.end : other.first.end;
    other.unit.name[0] = '\0';
    other.unit.more.m = 0;
    fill(b, &other, &amount);
    offer(r, amount);
    if (p->ranged) {
        other.ranged = false;
        other.end = other.first.end;
        fill(b, &other, &amount);
        offer(r, amount);
    }
    uint32_t word = number_past_space(b, p->end), end = number_word_end(b, word);
    if (word > p->end && end > word && is_content(lexicon_words(b->s + word, end - word))) {
        other = *p;
        other.end = end;
        fill(b, &other, &amount);
        offer(r, amount);
    }
}

static void visit_at(void *context, const struct block *b, const struct parsed *p, bool counts)
{
    struct readings *r = context;
    (void)counts;
    if (r->n == 0 && amount_on_qualifier(b, r->pos.byte, p->start))
        r->pos = pos_at(p->start);
    if (p->start <= r->pos.byte && r->pos.byte < p->end)
        offer_all(r, b, p);
}

size_t amounts_at(const struct article *article, struct pos pos, struct amount *out, size_t max)
{
    struct readings r = {.article = article, .out = out, .max = max, .pos = pos};
    struct block block = block_around(article, pos);
    visit(&block, visit_at, &r);
    return r.n;
}

bool amounts_read(const struct article *article, struct range range, struct amount *out)
{
    struct block block = block_around(article, range.start), inside = block;
    struct parsed p;
    /* What stands before may be looked at (between 10 and 20), what stands behind is left out. */
    inside.to = range.end.byte < block.to ? range.end.byte : block.to;
    for (uint32_t at = range.start.byte, next; at < inside.to; at = next) {
        enum letter_kind kind = scan_kind(scan_char(inside.s, at, inside.to, &next));
        if (is_start(&inside, at) && parse(&inside, at, &p) && p.end > at) {
            fill(&inside, &p, out);
            if (out->qualifier[0] == '\0')
                snprintf(out->qualifier, sizeof out->qualifier, "%s",
                         amount_qualifier(&block, range.start.byte, range.end.byte));
            out->range = range;
            return true;
        }
        if (kind == LETTER_ALPHA)
            next = past_run(&inside, at);
    }
    return false;
}

static bool read_found(const struct article *article, bool found, struct range range,
                       struct amount *out)
{
    struct parsed p;
    struct block block = block_around(article, range.start);
    if (!found || !parse(&block, range.start.byte, &p))
        return false;
    fill(&block, &p, out);
    out->range = scan_whole(article, out->range);
    return true;
}

bool amounts_next(const struct article *article, struct pos pos, struct amount *out)
{
    struct range range = {0};
    bool found = scan_next(article, pos, collect, &range);
    return read_found(article, found, range, out);
}

bool amounts_prev(const struct article *article, struct pos pos, struct amount *out)
{
    struct range range = {0};
    bool found = scan_prev(article, pos, collect, &range);
    return read_found(article, found, range, out);
}
