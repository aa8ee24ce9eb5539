#include "webanno_cells.h"

size_t webanno_number(const char *text, size_t n, uint32_t *out)
{
    uint64_t number = 0;
    size_t i = 0;
    for (; i < n && text[i] >= '0' && text[i] <= '9'; i++) {
        number = number * 10 + (uint64_t)(text[i] - '0');
        if (number > UINT32_MAX)
            return 0;
    }
    *out = (uint32_t)number;
    return i;
}

size_t webanno_unit(const char *text, size_t n, struct webanno_unit *out)
{
    *out = (struct webanno_unit){0};
    size_t at = webanno_number(text, n, &out->sentence);
    if (!at || at == n || text[at] != '-')
        return 0;
    size_t token = webanno_number(text + at + 1, n - at - 1, &out->token);
    if (!token)
        return 0;
    at += token + 1;
    if (at == n || text[at] != '.')
        return at;
    size_t sub = webanno_number(text + at + 1, n - at - 1, &out->sub);
    return sub ? at + sub + 1 : 0;
}

/* The next up to an unescaped separator; *rest is then behind it. */
bool webanno_next_piece(struct webanno_slice *rest, char separator, struct webanno_slice *out)
{
    if (!rest->at)
        return false;
    size_t i = 0;
    while (i < rest->n && rest->at[i] != separator)
        i += rest->at[i] == '\\' && i + 1 < rest->n ? 2 : 1;
    *out = (struct webanno_slice){rest->at, i};
    if (i < rest->n)
        *rest = (struct webanno_slice){rest->at + i + 1, rest->n - i - 1};
    else
        *rest = (struct webanno_slice){0};
    return true;
}

static bool is_escaped(const char *text, size_t i)
{
    size_t slashes = 0;
    while (slashes < i && text[i - 1 - slashes] == '\\')
        slashes++;
    return slashes % 2 == 1;
}

/* "value[12]" taken apart; what is no number stays the value's. */
struct webanno_part webanno_part_of(struct webanno_slice piece, bool numbered)
{
    struct webanno_part out = {.at = piece.at, .n = piece.n};
    size_t digits = 0;
    if (numbered && piece.n > 2 && piece.at[piece.n - 1] == ']')
        while (digits + 2 < piece.n && piece.at[piece.n - 2 - digits] >= '0' &&
               piece.at[piece.n - 2 - digits] <= '9')
            digits++;
    size_t bracket = piece.n - 2 - digits;
    if (digits && piece.at[bracket] == '[' && !is_escaped(piece.at, bracket) &&
        webanno_number(piece.at + bracket + 1, digits, &out.number) && out.number) {
        out.numbered = true;
        out.n = bracket;
    }
    out.none = out.n == 1 && (*out.at == '_' || *out.at == '*');
    return out;
}

bool webanno_is_nothing(struct webanno_slice cell)
{
    return !cell.n || (cell.n == 1 && *cell.at == '_');
}

/* "1-3[2_5]": the number there and the number here, 0 where none is needed; "1-3[2]". */
bool webanno_read_tie(struct webanno_slice piece, struct webanno_unit *unit, uint32_t numbers[2])
{
    size_t at = webanno_unit(piece.at, piece.n, unit), digits;
    numbers[0] = numbers[1] = 0;
    if (!at || at == piece.n)
        return at > 0;
    if (piece.at[at++] != '[' || piece.at[piece.n - 1] != ']')
        return false;
    if (!(digits = webanno_number(piece.at + at, piece.n - at, &numbers[0])))
        return false;
    at += digits;
    if (piece.at[at] == '_') {
        if (!(digits = webanno_number(piece.at + at + 1, piece.n - at - 1, &numbers[1])))
            return false;
        at += digits + 1;
    }
    return at + 1 == piece.n;
}

/* "*->1-2": the arrow's name, the chain and the place in it. */
bool webanno_read_arrow(struct webanno_slice piece, struct webanno_slice *name, uint32_t *chain,
                        uint32_t *number)
{
    struct webanno_unit unit;
    for (size_t i = piece.n; i-- > 1;)
        if (piece.at[i] == '>' && piece.at[i - 1] == '-' && !is_escaped(piece.at, i - 1)) {
            *name = (struct webanno_slice){piece.at, i - 1};
            if (webanno_unit(piece.at + i + 1, piece.n - i - 1, &unit) != piece.n - i - 1 ||
                unit.sub)
                return false;
            *chain = unit.sentence;
            *number = unit.token;
            return true;
        }
    return false;
}
