/* brat standoff: a .txt and beside it an .ann with a line for each annotation. */
#include "brat.h"

#include <string.h>

#include "formats.h"

bool brat_is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

size_t brat_id(const char *text, size_t n, char kind)
{
    size_t i = 1;
    if (!n || text[0] != kind)
        return 0;
    while (i < n && (brat_is_plain(text[i]) || text[i] == '.'))
        i++;
    return i > 1 ? i : 0;
}

uint64_t brat_number(const char *id, size_t n)
{
    enum { DIGITS = 9 };
    uint64_t number = 0;
    if (n < 2 || n > 1 + DIGITS)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if (id[i] < '0' || id[i] > '9')
            return 0;
        number = number * 10 + (uint64_t)(id[i] - '0');
    }
    return number;
}

bool brat_fit(const char *name, struct buf *out)
{
    bool other = false;
    for (const char *c = name; *c; c++) {
        if (((unsigned char)*c & 0xc0) == 0x80)
            continue; /* a character becomes one _ */
        bool plain = brat_is_plain(*c);
        buf_add_char(out, plain ? *c : '_');
        other |= !plain;
    }
    return other;
}

/* An id, a tab and something: the first line that is not blank. No lines are an article without
 * annotations, where the name says that it is brat's. */
static bool looks(const char *name, const char *bytes, size_t n)
{
    static const char kinds[] = "TREAMN#*";
    size_t length = strlen(name), i = 0;
    if (length < 4 || strcmp(name + length - 4, ".ann") != 0)
        return false;
    while (i < n && (bytes[i] == '\n' || bytes[i] == '\r'))
        i++;
    if (i == n)
        return true;
    if (!strchr(kinds, bytes[i]))
        return false;
    while (i < n && (brat_is_plain(bytes[i]) || strchr("#*.", bytes[i])))
        i++;
    return i < n && bytes[i] == '\t';
}

const struct format format_brat = {
    .name = "brat",
    .summary = "brat standoff, a .txt and an .ann each",
    .extensions = "ann",
    .beside = "txt",
    .unit = UNIT_CODEPOINT,
    .carries = CARRY_OVERLAP | CARRY_FRAGMENTS | CARRY_RELATIONS | CARRY_ATTRIBUTES |
               CARRY_LINK_ATTRIBUTES | CARRY_COMMENTS | CARRY_NAMES,
    .folder = true,
    .feed = FEED_FILES,
    .looks = looks,
    .read = &brat_reader,
    .write = &brat_writer,
    .write_labels = brat_write_labels,
    .read_labels = brat_read_labels,
};
