#include "manicule/tui/keys.h"

struct row {
    char final;
    uint8_t mods;
    uint32_t code;
};

/* CSI final and SS3 final; lower case as rxvt sends them. */
static const struct row csi_finals[] = {
    {'A', 0, KEY_NAME_UP},           {'B', 0, KEY_NAME_DOWN},
    {'C', 0, KEY_NAME_RIGHT},        {'D', 0, KEY_NAME_LEFT},
    {'H', 0, KEY_NAME_HOME},         {'F', 0, KEY_NAME_END},
    {'Z', MOD_SHIFT, KEY_NAME_TAB},  {'P', 0, KEY_NAME_F1},
    {'Q', 0, KEY_NAME_F2},           {'R', 0, KEY_NAME_F3},
    {'S', 0, KEY_NAME_F4},           {'a', MOD_SHIFT, KEY_NAME_UP},
    {'b', MOD_SHIFT, KEY_NAME_DOWN}, {'c', MOD_SHIFT, KEY_NAME_RIGHT},
    {'d', MOD_SHIFT, KEY_NAME_LEFT},
};
static const struct row ss3_finals[] = {
    {'A', 0, KEY_NAME_UP},
    {'B', 0, KEY_NAME_DOWN},
    {'C', 0, KEY_NAME_RIGHT},
    {'D', 0, KEY_NAME_LEFT},
    {'H', 0, KEY_NAME_HOME},
    {'F', 0, KEY_NAME_END},
    {'P', 0, KEY_NAME_F1},
    {'Q', 0, KEY_NAME_F2},
    {'R', 0, KEY_NAME_F3},
    {'S', 0, KEY_NAME_F4},
    {'a', MOD_CTRL, KEY_NAME_UP},
    {'b', MOD_CTRL, KEY_NAME_DOWN},
    {'c', MOD_CTRL, KEY_NAME_RIGHT},
    {'d', MOD_CTRL, KEY_NAME_LEFT},
    /* the number block in application mode */
    {'M', 0, KEY_NAME_ENTER},
    {'I', 0, KEY_NAME_TAB},
    {'X', 0, '='},
    {'j', 0, '*'},
    {'k', 0, '+'},
    {'l', 0, ','},
    {'m', 0, '-'},
    {'n', 0, '.'},
    {'o', 0, '/'},
    {'p', 0, '0'},
    {'q', 0, '1'},
    {'r', 0, '2'},
    {'s', 0, '3'},
    {'t', 0, '4'},
    {'u', 0, '5'},
    {'v', 0, '6'},
    {'w', 0, '7'},
    {'x', 0, '8'},
    {'y', 0, '9'},
};

/* CSI number ~ */
static const uint32_t tilde[] = {
    [1] = KEY_NAME_HOME,    [2] = KEY_NAME_INSERT,    [3] = KEY_NAME_DELETE, [4] = KEY_NAME_END,
    [5] = KEY_NAME_PAGE_UP, [6] = KEY_NAME_PAGE_DOWN, [7] = KEY_NAME_HOME,   [8] = KEY_NAME_END,
    [11] = KEY_NAME_F1,     [12] = KEY_NAME_F2,       [13] = KEY_NAME_F3,    [14] = KEY_NAME_F4,
    [15] = KEY_NAME_F5,     [17] = KEY_NAME_F6,       [18] = KEY_NAME_F7,    [19] = KEY_NAME_F8,
    [20] = KEY_NAME_F9,     [21] = KEY_NAME_F10,      [23] = KEY_NAME_F11,   [24] = KEY_NAME_F12,
};
enum { TILDES = sizeof tilde / sizeof tilde[0] };

/* rxvt ends the same numbers otherwise for each modifier. */
static const struct {
    char final;
    uint8_t mods;
} tilde_finals[] = {{'~', 0}, {'$', MOD_SHIFT}, {'^', MOD_CTRL}, {'@', MOD_SHIFT | MOD_CTRL}};

bool keys_numbers(const char *body, size_t n, struct keys_numbers *out)
{
    *out = (struct keys_numbers){.n = n > 0};
    for (size_t i = 0; i < n; i++) {
        uint32_t *number = &out->at[out->n - 1];
        if (body[i] == ';') {
            if (out->n++ == KEYS_NUMBERS)
                return false;
        } else if (body[i] >= '0' && body[i] <= '9') {
            *number = *number * 10 + (uint32_t)(body[i] - '0');
            if (*number > KEYS_NUMBER_MAX)
                return false;
        } else {
            return false;
        }
    }
    return true;
}

/* xterm's modifier parameter: 1 + shift 1 + alt 2 + control 4 + meta 8. */
static bool add_mods(uint32_t number, struct key *key)
{
    if (number > 16)
        return false;
    uint32_t bits = number ? number - 1 : 0;
    if (bits & 1)
        key->mods |= MOD_SHIFT;
    if (bits & (2 | 8))
        key->mods |= MOD_ALT;
    if (bits & 4)
        key->mods |= MOD_CTRL;
    return true;
}

static bool find(const struct row *rows, size_t n, char final, struct key *out)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].final == final) {
            *out = (struct key){rows[i].code, rows[i].mods};
            return true;
        }
    return false;
}

/* A character reported with its modifiers (CSI code;mods u, CSI 27;mods;code ~). */
static bool reported_char(uint32_t code, uint32_t mods, struct key *out)
{
    struct key key = keys_char(code);
    if (!code || (code >= 0x80 && code < 0xa0) || (code >= 0xd800 && code <= 0xdfff))
        return false;
    if (!add_mods(mods, &key))
        return false;
    bool lower = key.code >= 'a' && key.code <= 'z', upper = key.code >= 'A' && key.code <= 'Z';
    if (key.mods & MOD_CTRL && upper)
        key.code += 'a' - 'A';
    else if (key.mods & MOD_SHIFT && !(key.mods & MOD_CTRL) && lower)
        key.code -= 'a' - 'A';
    if (key.code < KEY_NAME_FIRST)
        key.mods &= (uint8_t)~MOD_SHIFT;
    *out = key;
    return true;
}

bool keys_csi(const struct keys_numbers *numbers, char final, struct key *out)
{
    uint32_t first = numbers->at[0], second = numbers->at[1];
    if (final == 'u')
        return numbers->n <= 2 && reported_char(first, second, out);
    if (final == '~' && first == 27)
        return numbers->n == 3 && reported_char(numbers->at[2], second, out);
    for (size_t i = 0; i < sizeof tilde_finals / sizeof tilde_finals[0]; i++)
        if (tilde_finals[i].final == final) {
            if (numbers->n < 1 || numbers->n > 2 || first >= TILDES || !tilde[first])
                return false;
            *out = (struct key){tilde[first], tilde_finals[i].mods};
            return add_mods(second, out);
        }
    /* Anything but 1 before the modifiers is a report, of the cursor's place for one. */
    if (numbers->n > 2 || first > 1)
        return false;
    return find(csi_finals, sizeof csi_finals / sizeof csi_finals[0], final, out) &&
           add_mods(second, out);
}

bool keys_ss3(const struct keys_numbers *numbers, char final, struct key *out)
{
    uint32_t mods = numbers->n == 2 ? numbers->at[1] : numbers->at[0];
    return numbers->n <= 2 &&
           find(ss3_finals, sizeof ss3_finals / sizeof ss3_finals[0], final, out) &&
           add_mods(mods, out);
}

bool keys_linux(char letter, struct key *out)
{
    if (letter < 'A' || letter > 'E')
        return false;
    *out = (struct key){KEY_NAME_F1 + (uint32_t)(letter - 'A'), 0};
    return true;
}

struct key keys_char(uint32_t c)
{
    switch (c) {
    case 0x00:
        return (struct key){KEY_NAME_SPACE, MOD_CTRL};
    case 0x09:
        return (struct key){KEY_NAME_TAB, 0};
    case 0x0a:
    case 0x0d:
        return (struct key){KEY_NAME_ENTER, 0};
    case 0x1b:
        return (struct key){KEY_NAME_ESC, 0};
    case ' ':
        return (struct key){KEY_NAME_SPACE, 0};
    case 0x08:
    case 0x7f:
        return (struct key){KEY_NAME_BACKSPACE, 0};
    default:
        if (c >= 0x20)
            return (struct key){c, 0};
        return (struct key){c < 0x1b ? c + 0x60 : c + 0x40, MOD_CTRL};
    }
}
