/* The grammar of RFC 8259, checked in one pass without recursion. */
#include <string.h>

#include "manicule/text/article.h"
#include "pull.h"

struct check {
    const char *text;
    size_t n, at;
    uint64_t objects; /* bit d: the level d is an object */
    unsigned depth;
    const char *wrong;
};

static bool refuse(struct check *c, const char *what)
{
    c->wrong = what;
    return false;
}

static int peek(const struct check *c)
{
    return c->at < c->n ? (unsigned char)c->text[c->at] : -1;
}

static void space(struct check *c)
{
    while (c->at < c->n && memchr(" \t\r\n", c->text[c->at], 4))
        c->at++;
}

static int hex4(const struct check *c, size_t at)
{
    int value = 0;
    if (at + 4 > c->n)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        unsigned char u = (unsigned char)c->text[i], low = u | 0x20;
        if (u >= '0' && u <= '9')
            value = value * 16 + (u - '0');
        else if (low >= 'a' && low <= 'f')
            value = value * 16 + (low - 'a' + 10);
        else
            return -1;
    }
    return value;
}

/* At a backslash. */
static bool escape(struct check *c)
{
    size_t behind = c->at + 1;
    if (behind >= c->n)
        return refuse(c, "the string has no end");
    if (c->text[behind] != 'u') {
        if (!memchr("\"\\/bfnrt", c->text[behind], 8))
            return refuse(c, "this is no escape");
        c->at += 2;
        return true;
    }
    int unit = hex4(c, behind + 1);
    if (unit < 0)
        return refuse(c, "\\u takes four hexadecimal digits");
    if (unit == 0)
        return refuse(c, "U+0000 cannot be kept");
    size_t n = 6;
    if (unit >= 0xd800 && unit <= 0xdfff) {
        bool pair = unit < 0xdc00 && c->at + 12 <= c->n && c->text[c->at + 6] == '\\' &&
                    c->text[c->at + 7] == 'u';
        int low = pair ? hex4(c, c->at + 8) : -1;
        if (low < 0xdc00 || low > 0xdfff)
            return refuse(c, "half of a surrogate pair");
        n = 12;
    }
    c->at += n;
    return true;
}

static bool string(struct check *c)
{
    for (c->at++; c->at < c->n;) {
        unsigned char u = (unsigned char)c->text[c->at];
        if (u == '"') {
            c->at++;
            return true;
        }
        if (u < 0x20)
            return refuse(c, "a control character in a string");
        if (u != '\\')
            c->at++;
        else if (!escape(c))
            return false;
    }
    return refuse(c, "the string has no end");
}

static bool digits(struct check *c)
{
    size_t start = c->at;
    while (c->at < c->n && c->text[c->at] >= '0' && c->text[c->at] <= '9')
        c->at++;
    return c->at > start || refuse(c, "a digit is missing");
}

static bool number(struct check *c)
{
    if (peek(c) == '-')
        c->at++;
    if (peek(c) == '0') {
        c->at++;
        if (peek(c) >= '0' && peek(c) <= '9')
            return refuse(c, "a number does not start with 0");
    } else if (!digits(c)) {
        return false;
    }
    if (peek(c) == '.') {
        c->at++;
        if (!digits(c))
            return false;
    }
    if (peek(c) == 'e' || peek(c) == 'E') {
        c->at++;
        if (peek(c) == '+' || peek(c) == '-')
            c->at++;
        if (!digits(c))
            return false;
    }
    return true;
}

static bool scalar(struct check *c)
{
    static const char *const words[] = {"true", "false", "null"};
    int first = peek(c);
    if (first == '"')
        return string(c);
    if (first == '-' || (first >= '0' && first <= '9'))
        return number(c);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (c->n - c->at >= n && memcmp(c->text + c->at, words[i], n) == 0) {
            c->at += n;
            return true;
        }
    }
    return refuse(c, first < 0 ? "the text ends too early" : "a value is expected here");
}

static bool in_object(const struct check *c)
{
    return c->objects >> (c->depth - 1) & 1;
}

static bool member_name(struct check *c)
{
    space(c);
    if (peek(c) != '"')
        return refuse(c, "the name of a member is expected here");
    if (!string(c))
        return false;
    space(c);
    if (peek(c) != ':')
        return refuse(c, "a colon is expected here");
    c->at++;
    return true;
}

/* Takes { or [ and, in an object, the first name. *empty: it is closed already. */
static bool open(struct check *c, bool *empty)
{
    bool object = peek(c) == '{';
    if (c->depth == PULL_DEPTH)
        return refuse(c, "nested too deep");
    c->objects &= ~((uint64_t)1 << c->depth);
    c->objects |= (uint64_t)object << c->depth;
    c->depth++;
    c->at++;
    space(c);
    *empty = peek(c) == (object ? '}' : ']');
    if (*empty) {
        c->at++;
        c->depth--;
        return true;
    }
    return !object || member_name(c);
}

/* Behind a value: closes what ends here, up to a comma or to the end of it all. */
static bool close(struct check *c)
{
    while (c->depth) {
        space(c);
        int next = peek(c);
        if (next == ',') {
            c->at++;
            return !in_object(c) || member_name(c);
        }
        if (next != (in_object(c) ? '}' : ']'))
            return refuse(c, next < 0 ? "the text ends too early"
                                      : "a comma or the closing bracket is expected here");
        c->at++;
        c->depth--;
    }
    return true;
}

static bool value(struct check *c)
{
    do {
        space(c);
        bool empty = true;
        if (peek(c) == '{' || peek(c) == '[') {
            if (!open(c, &empty))
                return false;
            if (!empty)
                continue;
        } else if (!scalar(c)) {
            return false;
        }
        if (!close(c))
            return false;
    } while (c->depth);
    return true;
}

const char *pull_wrong(const char *text, size_t n, struct raw *out, size_t *at)
{
    struct check c = {.text = text, .n = n};
    if (!text_check((const uint8_t *)text, n, at))
        return "not UTF-8";
    space(&c);
    size_t start = c.at;
    if (value(&c)) {
        *out = (struct raw){text + start, c.at - start};
        space(&c);
        if (c.at < n)
            refuse(&c, "the value is over, but more follows");
    }
    *at = c.at;
    return c.wrong;
}

enum fault pull_check(const char *text, size_t n, struct raw *out, struct err *err)
{
    size_t at;
    const char *wrong = pull_wrong(text, n, out, &at);
    return wrong ? err_set(err, FAULT_INPUT, "byte %zu: %s", at, wrong) : OK;
}
