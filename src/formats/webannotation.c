/* W3C Web Annotation: the row of its format. */
#include <string.h>

#include "formats.h"
#include "peek.h"
#include "webannotation.h"

static bool looks(const char *name, const char *bytes, size_t n)
{
    static const char context[] = "\"" WEBANNOTATION_CONTEXT "\"";
    (void)name;
    return peek_in_head(bytes, n, "@context") && memmem(bytes, n, context, sizeof context - 1);
}

const struct format format_webannotation = {
    .name = "webannotation",
    .summary = "W3C Web Annotation, JSON-LD",
    .extensions = "jsonld json",
    .unit = UNIT_CODEPOINT,
    .carries = CARRY_OVERLAP | CARRY_FRAGMENTS | CARRY_RELATIONS | CARRY_ATTRIBUTES |
               CARRY_LINK_ATTRIBUTES | CARRY_IDS | CARRY_AUTHORS | CARRY_STATUS | CARRY_NAMES |
               CARRY_META | CARRY_SCORES,
    .feed = FEED_VALUES,
    .looks = looks,
    .read = &webannotation_reader,
    .write = &webannotation_writer,
};
