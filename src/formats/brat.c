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

/* The i-th name of `names`, after those before it, in brat's letters. */
static const char *fit(struct brat_names *out, const char *const *names, size_t n, size_t i,
                       const char *const *fitted, bool *other)
{
    struct buf name = {0};
    *other = brat_fit(names[i], &name);
    size_t base = name.size;
    bool used = *other;
    for (unsigned k = 2; used && !name.failed; k++) {
        used = false;
        for (size_t j = 0; j < n && !used; j++)
            used = strcmp(names[j], buf_text(&name)) == 0 ||
                   (j < i && strcmp(fitted[j], buf_text(&name)) == 0);
        if (used) {
            name.size = base;
            buf_printf(&name, "_%u", k);
        }
    }
    const char *kept = !*other ? names[i] : arena_copy(&out->arena, buf_text(&name), name.size);
    if (name.failed)
        kept = NULL;
    buf_release(&name);
    return kept;
}

bool brat_names_make(struct brat_names *out, const struct labelset *set)
{
    const char *labels[LABELS_MAX], *types[LABELS_MAX];
    *out = (struct brat_names){0};
    for (size_t i = 0; i < set->n_labels; i++)
        labels[i] = set->labels[i].name;
    for (size_t i = 0; i < set->n_relations; i++)
        types[i] = set->relations[i].name;
    for (size_t i = 0; i < set->n_labels; i++)
        if (!(out->labels[i] =
                  fit(out, labels, set->n_labels, i, out->labels, &out->other_labels[i])))
            return false;
    for (size_t i = 0; i < set->n_relations; i++)
        if (!(out->types[i] =
                  fit(out, types, set->n_relations, i, out->types, &out->other_types[i])))
            return false;
    return true;
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
    .looks_labels = brat_looks_labels,
};
