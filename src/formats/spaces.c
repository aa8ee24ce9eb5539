#include "spaces.h"

#include <string.h>

size_t space_length(const char *bytes, size_t n)
{
    static const char *const wide[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
        "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
    unsigned char first = n ? (unsigned char)*bytes : 0xff;
    if (first <= ' ')
        return 1;
    if (first < 0xc2 || first > 0xe3)
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        size_t length = strlen(wide[i]);
        if (n >= length && memcmp(bytes, wide[i], length) == 0)
            return length;
    }
    return 0;
}

bool space_only(const char *bytes, size_t n)
{
    size_t length;
    for (; n && (length = space_length(bytes, n)) > 0; n -= length)
        bytes += length;
    return n == 0;
}

size_t space_free(const char *bytes, size_t n)
{
    size_t i = 0;
    while (i < n && !space_length(bytes + i, n - i))
        i++;
    return i;
}
