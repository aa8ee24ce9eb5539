#include "manicule/base/uuid.h"

#include <string.h>

struct uuid uuid_new(const struct env *env)
{
    struct uuid id;
    uint64_t ms = (uint64_t)env->now(env->ctx);
    env->random(env->ctx, id.b + 6, sizeof id.b - 6);
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
    id.b[6] = (uint8_t)(0x70 | (id.b[6] & 0x0f));
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3f));
    return id;
}

bool uuid_equal(struct uuid a, struct uuid b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

int uuid_order(struct uuid a, struct uuid b)
{
    return memcmp(a.b, b.b, sizeof a.b);
}

bool uuid_is_zero(struct uuid id)
{
    return uuid_equal(id, (struct uuid){{0}});
}

void uuid_format(struct uuid id, char out[UUID_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    static const uint8_t place[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
    for (int i = 0; i < 16; i++) {
        out[place[i]] = hex[id.b[i] >> 4];
        out[place[i] + 1] = hex[id.b[i] & 15];
    }
    out[8] = out[13] = out[18] = out[23] = '-';
    out[UUID_TEXT - 1] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool uuid_parse(const char *text, size_t n, struct uuid *out)
{
    if (n != UUID_TEXT - 1)
        return false;
    const char *p = text;
    for (int i = 0; i < 16; i++) {
        if ((i == 4 || i == 6 || i == 8 || i == 10) && *p++ != '-')
            return false;
        int high = hex_value(p[0]), low = hex_value(p[1]);
        if (high < 0 || low < 0)
            return false;
        out->b[i] = (uint8_t)(high << 4 | low);
        p += 2;
    }
    return true;
}

struct uuid uuid_of_digest(const uint8_t digest[16])
{
    struct uuid id;
    memcpy(id.b, digest, sizeof id.b);
    id.b[6] = (uint8_t)((id.b[6] & 0x0f) | 0x80);
    id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
    return id;
}

bool uuid_is_of_digest(struct uuid id)
{
    return id.b[6] >> 4 == 8;
}

uint64_t uuid_hash(struct uuid id)
{
    uint64_t low, high;
    memcpy(&high, id.b, 8);
    memcpy(&low, id.b + 8, 8);
    return (low ^ high * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
}
