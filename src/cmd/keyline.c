#include "keyline.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A type, and of how many strings its key is made, the type's name included. */
static const struct {
    const char *name;
    unsigned parts;
} types[] = {
    {"ssh-ed25519", 2},
    {"ssh-rsa", 3},
    {"ecdsa-sha2-nistp256", 3},
    {"ecdsa-sha2-nistp384", 3},
    {"ecdsa-sha2-nistp521", 3},
    {"sk-ssh-ed25519@openssh.com", 3},
    {"sk-ecdsa-sha2-nistp256@openssh.com", 4},
};

enum { NO_TYPE = -1, ED25519_BYTES = 32, RSA_LEAST_BYTES = 256, KEY_MOST = 4096 };

static int type_of(const char *word, size_t n)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strlen(types[i].name) == n && memcmp(types[i].name, word, n) == 0)
            return (int)i;
    return NO_TYPE;
}

/* ---- the key itself ---- */
static int digit(char c)
{
    static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(all, c) : NULL;
    return at ? (int)(at - all) : -1;
}

/* How many bytes; 0: not base64 as it is written, whole, with its padding. */
static size_t decode(const char *text, size_t n, uint8_t out[KEY_MOST])
{
    if (!n || n % 4 || n / 4 * 3 > KEY_MOST)
        return 0;
    size_t padding = text[n - 1] != '=' ? 0 : text[n - 2] != '=' ? 1 : 2, bytes = 0;
    for (size_t i = 0; i < n; i += 4) {
        uint32_t word = 0;
        for (size_t j = 0; j < 4; j++) {
            bool pad = i + j >= n - padding;
            int value = pad ? 0 : digit(text[i + j]);
            if (value < 0)
                return 0;
            word = word << 6 | (uint32_t)value;
        }
        for (int shift = 16; shift >= 0; shift -= 8)
            out[bytes++] = (uint8_t)(word >> shift);
    }
    /* What padding cuts off is zero, else two texts would be one key. */
    for (size_t i = bytes - padding; i < bytes; i++)
        if (out[i])
            return 0;
    return bytes - padding;
}

static const char *check_key(int type, const char *text, size_t n)
{
    static const char broken[] = "the key is not whole";
    uint8_t bytes[KEY_MOST];
    size_t left = decode(text, n, bytes), size = 0;
    const uint8_t *at = bytes;
    unsigned parts = 0;
    for (; left >= 4; parts++) {
        size = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
        at += 4;
        left -= 4;
        if (size > left)
            return broken;
        if (parts == 0 && type_of((const char *)at, size) != type)
            return "the key is of another type than it says";
        at += size;
        left -= size;
    }
    if (left || parts != types[type].parts)
        return broken;
    if (strcmp(types[type].name, "ssh-ed25519") == 0 && size != ED25519_BYTES)
        return broken;
    if (strcmp(types[type].name, "ssh-rsa") == 0 && size < RSA_LEAST_BYTES)
        return "an RSA key of less than 2048 bits; `ssh-keygen -t ed25519` makes a better one";
    return NULL;
}

static const char *read_key(char *at, struct keyline *out)
{
    size_t n = strcspn(at, " \t");
    int type = type_of(at, n);
    if (type == NO_TYPE)
        return "no type of key that is known here stands there";
    char *text = at + n + strspn(at + n, " \t");
    size_t size = strcspn(text, " \t");
    const char *wrong = check_key(type, text, size);
    if (wrong)
        return wrong;
    /* One space between, whatever stood there. */
    at[n] = ' ';
    memmove(at + n + 1, text, size);
    at[n + 1 + size] = '\0';
    out->key = at;
    return NULL;
}

/* ---- options ---- */
static bool is(const char *option, size_t n, const char *name)
{
    return strlen(name) == n && strncasecmp(option, name, n) == 0;
}

/* Beside restrict, these give nothing that matters here. */
static bool harmless(const char *option, size_t n)
{
    static const char *const names[] = {
        "pty",     "no-pty",      "no-port-forwarding", "no-agent-forwarding", "no-x11-forwarding",
        "no-user-rc", "verify-required", "from", "expiry-time",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is(option, n, names[i]))
            return true;
    return false;
}

/* A value in quotes, unescaped where it stands; NULL: it has no end. *end is behind it. */
static char *unquote(char *at, char **end)
{
    char *start = ++at, *to = at;
    while (*at && *at != '"') {
        if (at[0] == '\\' && at[1] == '"')
            at++;
        *to++ = *at++;
    }
    if (!*at)
        return NULL;
    *end = at + 1;
    *to = '\0';
    return start;
}

static const char *read_options(char **text, struct keyline *out)
{
    char *at = *text;
    out->options = true;
    for (;;) {
        size_t n = strcspn(at, ",= \t\"");
        char *name = at, *value = NULL;
        at += n;
        if (*at == '=') {
            if (at[1] != '"' || !(value = unquote(at + 1, &at)))
                return "sshd does not understand its options, and passes over it";
        }
        if (is(name, n, "restrict")) {
            out->restricted = true;
        } else if (is(name, n, "command") && value && !out->command) {
            out->command = value;
        } else if (!harmless(name, n)) {
            out->unwanted = true;
        }
        if (*at == ',') {
            at++;
            continue;
        }
        if (*at != ' ' && *at != '\t')
            return "sshd does not understand its options, and passes over it";
        *text = at + strspn(at, " \t");
        return NULL;
    }
}

const char *keyline_read(char *line, struct keyline *out)
{
    *out = (struct keyline){0};
    if (type_of(line, strcspn(line, " \t")) == NO_TYPE) {
        const char *wrong = strpbrk(line, " \t") ? read_options(&line, out)
                                                 : "no type of key that is known here stands there";
        if (wrong)
            return wrong;
    }
    return read_key(line, out);
}

bool keyline_plain_path(const char *path, size_t n)
{
    static const char all[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._+-";
    for (size_t i = 0; i < n; i++)
        if (!strchr(all, path[i]) || !path[i])
            return false;
    return n && path[0] == '/';
}
