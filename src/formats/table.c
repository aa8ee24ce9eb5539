/* The table of formats, a row each. */
#include <string.h>

#include "formats.h"

/* The native one has ways of its own (formats/jsonl.h); its row is for the tables of the manual. */
static bool looks_native(const char *name, const char *bytes, size_t n)
{
    static const char mark[] = "{\"manicule\":";
    (void)name;
    return n >= sizeof mark - 1 && memcmp(bytes, mark, sizeof mark - 1) == 0;
}

const struct format format_native = {
    .name = "native",
    .summary = "JSON Lines with everything that a set holds",
    .extensions = "jsonl",
    .unit = UNIT_CODEPOINT,
    .units = "codepoint utf8 utf16",
    .carries = CARRY_OVERLAP | CARRY_FRAGMENTS | CARRY_RELATIONS | CARRY_ATTRIBUTES |
               CARRY_LINK_ATTRIBUTES | CARRY_IDS | CARRY_AUTHORS | CARRY_STATUS | CARRY_NAMES |
               CARRY_META | CARRY_SCORES,
    .feed = FEED_LINES,
    .looks = looks_native,
};

/* The more a file's beginning says, the earlier its format is asked. */
const struct format *const formats[] = {
    &format_native,
    &format_labelstudio,
    &format_webannotation,
    &format_webanno,
    &format_prodigy,
    &format_doccano,
    &format_doccano_spans,
    &format_spacy,
    &format_spacy_spans,
    &format_brat,
    &format_slate,
    &format_conllu,
    &format_uner,
    &format_germeval,
    &format_conll2003,
    &format_biluo,
    &format_conll2002,
    &format_csv,
    &format_tsv,
    &format_html,
};
const size_t formats_n = sizeof formats / sizeof *formats;

const struct format *format_find(const char *name)
{
    for (size_t i = 0; i < formats_n; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

const struct format *format_guess(const char *name, const char *bytes, size_t n)
{
    for (size_t i = 0; i < formats_n; i++)
        if (formats[i]->looks && formats[i]->looks(name, bytes, n))
            return formats[i];
    return NULL;
}

const struct format *format_guess_labels(const char *bytes, size_t n)
{
    for (size_t i = 0; i < formats_n; i++)
        if (formats[i]->read_labels && formats[i]->looks_labels &&
            formats[i]->looks_labels(bytes, n))
            return formats[i];
    return NULL;
}

const char *carry_name(enum carry carry)
{
    switch (carry) {
    case CARRY_OVERLAP:
        return "overlaps";
    case CARRY_FRAGMENTS:
        return "fragments";
    case CARRY_RELATIONS:
        return "relations";
    case CARRY_ATTRIBUTES:
        return "attributes";
    case CARRY_LINK_ATTRIBUTES:
        return "attributes of relations";
    case CARRY_COMMENTS:
        return "comments";
    case CARRY_IDS:
        return "ids";
    case CARRY_AUTHORS:
        return "authors";
    case CARRY_STATUS:
        return "status";
    case CARRY_NAMES:
        return "names";
    case CARRY_META:
        return "metadata";
    case CARRY_SCORES:
        return "scores";
    }
    return "";
}
