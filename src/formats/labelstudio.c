/* Label Studio's JSON: the row of its format. */
#include <string.h>

#include "labelstudio.h"
#include "formats.h"
#include "peek.h"

/* Data and annotations may be so long that the other is not in the head. */
static bool looks(const char *name, const char *bytes, size_t n)
{
    static const char result[] = "\"result\"";
    (void)name;
    const char *data = peek_in_head(bytes, n, "data");
    bool marked = peek_in_head(bytes, n, "annotations") || peek_in_head(bytes, n, "predictions") ||
                  peek_in_head(bytes, n, "completions");
    if (data)
        return *data == '{' && (marked || !peek_in_head(bytes, n, NULL));
    return marked && memmem(bytes, n, result, sizeof result - 1);
}

const struct format format_labelstudio = {
    .name = "label-studio",
    .summary = "Label Studio's JSON, a list of tasks",
    .extensions = "json",
    .unit = UNIT_CODEPOINT,
    .units = "codepoint utf16",
    .carries = CARRY_OVERLAP | CARRY_RELATIONS | CARRY_ATTRIBUTES | CARRY_IDS | CARRY_AUTHORS |
               CARRY_NAMES | CARRY_META | CARRY_SCORES,
    .feed = FEED_VALUES,
    .looks = looks,
    .read = &labelstudio_reader,
    .write = &labelstudio_writer,
    .write_labels = labelstudio_write_labels,
    .looks_labels = labelstudio_looks_labels,
    .read_labels = labelstudio_read_labels,
};
