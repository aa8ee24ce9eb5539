#include "manicule/workbench/event.h"

#include <string.h>

#include "manicule/base/buf.h"

static const struct {
    uint32_t code;
    const char *name;
} names[] = {
#define X(id, name) {id, name},
    NAMED_KEYS(X)
#undef X
};
enum { NAMES = sizeof names / sizeof names[0] };

/* In the order in which they are written: <C-A-S-Left>. */
static const struct {
    uint8_t mod;
    char letter;
} mods[] = {{MOD_CTRL, 'C'}, {MOD_ALT, 'A'}, {MOD_SHIFT, 'S'}};
enum { MODS = sizeof mods / sizeof mods[0] };

static const char *name_of(uint32_t code)
{
    for (size_t i = 0; i < NAMES; i++)
        if (names[i].code == code)
            return names[i].name;
    return NULL;
}

/* Length of the character at the start of a string; 0: a control character, or not UTF-8. */
static size_t utf8_decode(const char *text, uint32_t *out)
{
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *out = s[0];
        return s[0] >= 0x20 && s[0] != 0x7f;
    }
    size_t n = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    if (!n)
        return 0;
    uint32_t c = s[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
    *out = c;
    return c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : n;
}

void key_format(struct key key, struct buf *out)
{
    const char *name = name_of(key.code);
    if (name)
        buf_add_char(out, '<');
    for (size_t i = 0; i < MODS; i++)
        if (key.mods & mods[i].mod) {
            buf_add_char(out, mods[i].letter);
            buf_add_char(out, '-');
        }
    if (name) {
        buf_add_string(out, name);
        buf_add_char(out, '>');
    } else {
        buf_add_codepoint(out, key.code);
    }
}

void key_words(struct key key, struct buf *out)
{
    static const char *const words[] = {"Ctrl-", "Alt-", "Shift-"};
    for (size_t i = 0; i < MODS; i++)
        if (key.mods & mods[i].mod)
            buf_add_string(out, words[i]);
    if (name_of(key.code))
        buf_add_string(out, name_of(key.code));
    else
        key_format((struct key){.code = key.code}, out);
}

/* The modifier that "C-", "A-" or "S-" at the start of text names, when a key follows it. */
static uint8_t mod_at(const char *text)
{
    for (size_t i = 0; i < MODS; i++)
        if (text[0] == mods[i].letter && text[1] == '-' && (unsigned char)text[2] > ' ')
            return mods[i].mod;
    return 0;
}

/* Modifiers are read in any order, each once, and written in one. */
static size_t parse_mods(const char *text, uint8_t *out)
{
    size_t at = 0;
    for (uint8_t mod; (mod = mod_at(text + at)) && !(*out & mod); at += 2)
        *out |= mod;
    return at;
}

/* A plain character with its modifiers: what the keyboard can send for it, in one spelling. */
static bool settle(struct key *key)
{
    if (key->code >= KEY_NAME_FIRST)
        return true;
    if (key->code == ' ')
        key->code = KEY_NAME_SPACE;
    bool lower = key->code >= 'a' && key->code <= 'z';
    bool upper = key->code >= 'A' && key->code <= 'Z';
    if (key->mods & MOD_CTRL) {
        if (key->mods & MOD_SHIFT)
            return false;
        if (upper)
            key->code += 'a' - 'A';
    } else if (key->mods & MOD_SHIFT) {
        if (!lower && !upper)
            return false;
        if (lower)
            key->code -= 'a' - 'A';
        key->mods &= (uint8_t)~MOD_SHIFT;
    }
    return true;
}

/* "<Up>", "<C-Left>", "<C-a>": bytes taken, or 0. */
static size_t parse_bracketed(const char *text, struct key *out)
{
    struct key key = {0};
    size_t at = 1 + parse_mods(text + 1, &key.mods);
    size_t end = at;
    while (text[end] && text[end] != '>' && text[end] != ' ' && text[end] != '<')
        end++;
    if (text[end] != '>' || end == at)
        return 0;
    for (size_t i = 0; i < NAMES && !key.code; i++)
        if (strlen(names[i].name) == end - at && !memcmp(names[i].name, text + at, end - at))
            key.code = names[i].code;
    if (!key.code && end - at == 2 && !memcmp("lt", text + at, 2))
        key.code = '<'; /* which would else begin a name */
    else if (!key.code && (!key.mods || utf8_decode(text + at, &key.code) != end - at))
        return 0;
    if (!settle(&key))
        return 0;
    *out = key;
    return end + 1;
}

/* Does the text go on as if it meant <Name>? Then a wrong name is an error, not the key "<". */
static bool looks_bracketed(const char *text)
{
    size_t n = 1;
    while ((text[n] >= 'A' && text[n] <= 'Z') || (text[n] >= 'a' && text[n] <= 'z') ||
           (text[n] >= '0' && text[n] <= '9') || text[n] == '-')
        n++;
    return n > 2 && text[n] == '>';
}

size_t key_parse(const char *text, struct key *out)
{
    if (text[0] == '<') {
        size_t n = parse_bracketed(text, out);
        if (n || looks_bracketed(text))
            return n;
    }
    struct key key = {0};
    size_t at = parse_mods(text, &key.mods);
    size_t n = utf8_decode(text + at, &key.code);
    if (!n || !settle(&key))
        return 0;
    *out = key;
    return at + n;
}

bool key_types(struct key key)
{
    return !key.mods && (key.code == KEY_NAME_SPACE || (key.code >= ' ' && key.code < KEY_NAME_FIRST));
}

bool key_equal(struct key a, struct key b)
{
    return a.code == b.code && a.mods == b.mods;
}
