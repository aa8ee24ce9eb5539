#include "manicule/tui/sgr.h"

/* A sequence that says more than this is not understood. */
enum { NUMBERS = 16, LONGEST = 96 };

enum { SGR_BITS_END = 10, SGR_FIRST_FONT = 10, SGR_PLAIN = 22, SGR_PLAIN_BITS = 1 << 1 | 1 << 2 };
enum { EIGHT = 8, SGR_FG = 30, SGR_BG = 40, SGR_MORE = 8, SGR_OWN = 9, SGR_BRIGHT = 60 };
enum { MORE_RGB = 2, MORE_256 = 5 };
enum { SHIFT_OUT = 016, SHIFT_IN = 017, ESCAPE = 033 };

static const struct sgr normal;

bool sgr_same(struct sgr a, struct sgr b)
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
        *colour = SGR_RGB | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 8 | (uint32_t)at[4];
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
static size_t obey(const int *at, size_t left, struct sgr *look)
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

/* One sequence, "CSI 1;38;5;75 m", at `at`. Returns its bytes; 0: it is not understood. */
static size_t read_one(struct sgr *look, const char *at, size_t n)
{
    size_t end = 2;
    while (end < n && at[end] >= '0' && at[end] <= ';')
        end++;
    int numbers[NUMBERS];
    size_t count, taken;
    if (end >= n || at[1] != '[' || at[end] != 'm' ||
        !read_numbers(at + 2, end - 2, numbers, &count))
        return 0;
    for (size_t i = 0; i < count; i += taken) {
        taken = obey(numbers + i, count - i, look);
        if (!taken)
            return 0;
    }
    return end + 1;
}

/* What selects a character set. Returns its bytes. */
static size_t pass_over(const char *at, size_t n)
{
    if (at[0] == SHIFT_OUT || at[0] == SHIFT_IN)
        return 1;
    return n >= 3 && at[0] == ESCAPE && at[1] == '(' ? 3 : 0;
}

bool sgr_read(struct sgr *look, const char *bytes, size_t n)
{
    struct sgr wished = *look;
    for (size_t i = 0, some; i < n; i += some) {
        some = pass_over(bytes + i, n - i);
        if (!some && bytes[i] == ESCAPE)
            some = read_one(&wished, bytes + i, n - i);
        if (!some)
            return false;
    }
    *look = wished;
    return true;
}

/* ---- writing ---- */

static char *put_number(char *to, unsigned number)
{
    to += decimal_put(number, to);
    *to++ = ';';
    return to;
}

static char *put_colour(char *to, uint32_t colour, unsigned first)
{
    unsigned of256 = colour - 1;
    if (colour < SGR_RGB && of256 < EIGHT)
        return put_number(to, first + of256);
    if (colour < SGR_RGB && of256 < 2 * EIGHT)
        return put_number(to, first + SGR_BRIGHT + of256 - EIGHT);
    to = put_number(to, first + SGR_MORE);
    if (colour < SGR_RGB)
        return put_number(put_number(to, MORE_256), of256);
    to = put_number(to, MORE_RGB);
    for (int shift = 16; shift >= 0; shift -= 8)
        to = put_number(to, colour >> shift & 255);
    return to;
}

/* What is there and no longer wished: taking it away alone is longer than beginning anew, and
 * understood by fewer terminals. */
static bool takes_away(const struct sgr *is, const struct sgr *wished)
{
    return (is->bits & ~wished->bits) || (is->fg && !wished->fg) || (is->bg && !wished->bg);
}

void sgr_say(struct sgr is, struct sgr wished, struct buf *out)
{
    if (sgr_same(is, wished))
        return;
    char text[LONGEST] = "\033[", *to = text + 2;
    if (takes_away(&is, &wished)) {
        is = normal;
        to = put_number(to, 0);
        if (sgr_same(wished, normal))
            to = text + 3; /* no number says it too */
    }
    for (unsigned bit = 1; bit < SGR_BITS_END; bit++)
        if ((wished.bits & ~is.bits) & 1u << bit)
            to = put_number(to, bit);
    if (wished.fg != is.fg)
        to = put_colour(to, wished.fg, SGR_FG);
    if (wished.bg != is.bg)
        to = put_colour(to, wished.bg, SGR_BG);
    to[-1] = 'm';
    buf_add(out, text, (size_t)(to - text));
}
