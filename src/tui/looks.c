#include "manicule/tui/looks.h"

#include <string.h>

/* A sequence that says more than this is passed on as it is. */
enum { NUMBERS = 16, LONGEST = 64 };

enum { SGR_BITS_END = 10, SGR_FIRST_FONT = 10, SGR_PLAIN = 22, SGR_PLAIN_BITS = 1 << 1 | 1 << 2 };
enum { EIGHT = 8, SGR_FG = 30, SGR_BG = 40, SGR_MORE = 8, SGR_OWN = 9, SGR_BRIGHT = 60 };
enum { MORE_RGB = 2, MORE_256 = 5 };

static const struct look normal;

static bool same(struct look a, struct look b)
{
    return a.bits == b.bits && a.fg == b.fg && a.bg == b.bg;
}

/* ---- reading ---- */

/* "1;38;5;75" as numbers. False: something else stands there. */
static bool read_numbers(const char *text, size_t n, int *numbers, size_t *count)
{
    *count = 1;
    numbers[0] = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == ';') {
            if (*count == NUMBERS)
                return false;
            numbers[(*count)++] = 0;
        } else if (text[i] >= '0' && text[i] <= '9' && numbers[*count - 1] < 1000) {
            numbers[*count - 1] = numbers[*count - 1] * 10 + (text[i] - '0');
        } else {
            return false;
        }
    }
    return true;
}

/* 38 or 48 with what follows. Returns how many numbers that are; 0: it is not understood. */
static size_t read_more(const int *at, size_t left, uint32_t *colour)
{
    if (left >= 3 && at[1] == MORE_256 && at[2] <= 255) {
        *colour = (uint32_t)at[2] + 1;
        return 3;
    }
    if (left >= 5 && at[1] == MORE_RGB && at[2] <= 255 && at[3] <= 255 && at[4] <= 255) {
        *colour = LOOKS_RGB | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 8 | (uint32_t)at[4];
        return 5;
    }
    return 0;
}

/* A colour's number, or the numbers that begin with one. Returns how many; 0: not understood. */
static size_t read_colour(const int *at, size_t left, int first, uint32_t *colour)
{
    int which = at[0] - first;
    if (which == SGR_MORE)
        return read_more(at, left, colour);
    if (which == SGR_OWN)
        *colour = 0;
    else
        *colour = (uint32_t)(which < SGR_BRIGHT ? which : which - SGR_BRIGHT + EIGHT) + 1;
    return 1;
}

static bool within(int number, int first)
{
    return (number >= first && number < first + EIGHT) ||
           (number >= first + SGR_BRIGHT && number < first + SGR_BRIGHT + EIGHT) ||
           number == first + SGR_MORE || number == first + SGR_OWN;
}

/* One number, or several that belong together, done to the look. */
static size_t obey(const int *at, size_t left, struct look *look)
{
    int number = at[0];
    if (within(number, SGR_FG))
        return read_colour(at, left, SGR_FG, &look->fg);
    if (within(number, SGR_BG))
        return read_colour(at, left, SGR_BG, &look->bg);
    if (number == 0)
        *look = normal;
    else if (number < SGR_BITS_END)
        look->bits |= (uint16_t)(1u << number);
    else if (number == SGR_PLAIN)
        look->bits &= (uint16_t)~SGR_PLAIN_BITS;
    else if (number > SGR_PLAIN && number < SGR_PLAIN + EIGHT)
        look->bits &= (uint16_t) ~(1u << (number - SGR_PLAIN + 2));
    else if (number != SGR_FIRST_FONT) /* which no one leaves here */
        return 0;
    return 1;
}

/* Notes what a sequence wishes. False: it must pass as it is. */
static bool read_sgr(struct looks *looks, const char *text, size_t n)
{
    int numbers[NUMBERS];
    size_t count, taken;
    struct look wished = looks->wished;
    if (!read_numbers(text, n, numbers, &count) || (looks->lost && numbers[0] != 0))
        return false;
    for (size_t i = 0; i < count; i += taken) {
        taken = obey(numbers + i, count - i, &wished);
        if (!taken)
            return false;
    }
    looks->known = looks->known && !looks->lost;
    looks->lost = false;
    looks->wished = wished;
    return true;
}

/* ---- writing ---- */

static char *put_number(char *to, unsigned number)
{
    char digits[10];
    size_t n = 0;
    do
        digits[n++] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    while (n)
        *to++ = digits[--n];
    *to++ = ';';
    return to;
}

static char *put_colour(char *to, uint32_t colour, unsigned first)
{
    unsigned of256 = colour - 1;
    if (colour < LOOKS_RGB && of256 < EIGHT)
        return put_number(to, first + of256);
    if (colour < LOOKS_RGB && of256 < 2 * EIGHT)
        return put_number(to, first + SGR_BRIGHT + of256 - EIGHT);
    to = put_number(to, first + SGR_MORE);
    if (colour < LOOKS_RGB)
        return put_number(put_number(to, MORE_256), of256);
    to = put_number(to, MORE_RGB);
    for (int shift = 16; shift >= 0; shift -= 8)
        to = put_number(to, colour >> shift & 255);
    return to;
}

/* What is there and no longer wished: taking it away alone is longer than beginning anew, and
 * understood by fewer terminals. */
static bool takes_away(const struct look *is, const struct look *wished)
{
    return (is->bits & ~wished->bits) || (is->fg && !wished->fg) || (is->bg && !wished->bg);
}

/* The sequence that leads from what the terminal shows to what is wished. */
static void send(struct looks *looks, struct buf *out)
{
    struct look *is = &looks->is;
    const struct look *wished = &looks->wished;
    char text[LONGEST] = "\033[", *to = text + 2;
    if (!looks->known || takes_away(is, wished)) {
        *is = normal;
        to = put_number(to, 0);
        if (same(*wished, normal))
            to = text + 3; /* no number says it too */
    }
    for (unsigned bit = 1; bit < SGR_BITS_END; bit++)
        if ((wished->bits & ~is->bits) & 1u << bit)
            to = put_number(to, bit);
    if (wished->fg != is->fg)
        to = put_colour(to, wished->fg, SGR_FG);
    if (wished->bg != is->bg)
        to = put_colour(to, wished->bg, SGR_BG);
    to[-1] = 'm';
    buf_add(out, text, (size_t)(to - text));
    *is = *wished;
    looks->known = true;
}

static void settle(struct looks *looks, struct buf *out)
{
    if (looks->lost)
        return;
    if (!looks->known || !same(looks->is, looks->wished))
        send(looks, out);
}

/* ---- the bytes of a refresh ---- */

enum { SHIFT_OUT = 016, SHIFT_IN = 017, ESCAPE = 033 };

/* How many bytes are characters, or move the cursor. */
static size_t plain(const char *bytes, size_t n)
{
    size_t i = 0;
    while (i < n && bytes[i] != ESCAPE && bytes[i] != SHIFT_OUT && bytes[i] != SHIFT_IN)
        i++;
    return i;
}

/* How long the control is that begins there. */
static size_t length(const char *at, size_t n)
{
    if (at[0] != ESCAPE || n < 2)
        return 1;
    size_t i = 2;
    if (at[1] == '[')
        while (i < n && at[i] >= ' ' && at[i] < '@')
            i++;
    bool last = at[1] == '[' || at[1] == '(';
    return last && i < n ? i + 1 : i;
}

static void pass(struct looks *looks, const char *bytes, size_t n, struct buf *out)
{
    if (n == 0)
        return;
    settle(looks, out);
    buf_add(out, bytes, n);
}

/* Passes a selection on unless it is in force. */
static void select_set(char *now, char wanted, const char *bytes, size_t n, struct buf *out)
{
    if (*now != wanted)
        buf_add(out, bytes, n);
    *now = wanted;
}

static void clear(struct looks *looks, struct buf *out)
{
    struct look wished = looks->wished;
    looks_forget(looks);
    if (looks->normal)
        looks_shorten(looks, looks->normal, strlen(looks->normal), out);
    looks->wished = wished;
}

static bool is(const char *at, size_t n, const char *sequence)
{
    return n == strlen(sequence) && memcmp(at, sequence, n) == 0;
}

static void control(struct looks *looks, const char *at, size_t n, struct buf *out)
{
    if (n == 1 && at[0] != ESCAPE) {
        select_set(&looks->shift, at[0], at, n, out);
        return;
    }
    if (n == 3 && at[1] == '(') {
        select_set(&looks->set, at[2], at, n, out);
        return;
    }
    bool sgr = n > 2 && at[1] == '[' && at[n - 1] == 'm' && (at[2] < '<' || at[2] > '?');
    if (sgr && read_sgr(looks, at + 2, n - 3))
        return;
    if (is(at, n, "\033[J") || is(at, n, "\033[2J"))
        clear(looks, out);
    pass(looks, at, n, out);
    looks->lost = looks->lost || sgr;
}

void looks_shorten(struct looks *looks, const char *bytes, size_t n, struct buf *out)
{
    while (n) {
        size_t some = plain(bytes, n);
        pass(looks, bytes, some, out);
        bytes += some;
        n -= some;
        if (n == 0)
            break;
        some = length(bytes, n);
        control(looks, bytes, some, out);
        bytes += some;
        n -= some;
    }
    /* A refresh ends with the looks that curses expects to find. */
    settle(looks, out);
}

void looks_forget(struct looks *looks)
{
    looks->known = looks->lost = false;
    looks->set = looks->shift = 0;
}
