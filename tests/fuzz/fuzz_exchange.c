/* Lines that end records of a few articles, imported: all of them or none. What a project then
 * exports makes the same project of an empty one, in every unit, and changes nothing in its own. */
#include <assert.h>
#include <stdlib.h>

#include "../flow/flow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LONGEST = 4000 };

static const char *const texts[] = {
    "e\xcc\x81 Roux \xf0\x9f\x8c\xb2 said: \"two tons\"\r\n",
    "\xe6\x9c\xb4\xe6\xb0\x8f\xe3\x81\xaf\xe3\x80\x8c\x35\xe5\xb9\xb4\xe3\x80\x8d\xe3\x81\xa8\n",
    "Rain in Jeju.",
};
static const char *const units[] = {"codepoint", "utf8", "utf16"};

/* The fuzzer will not guess a SHA-256, so it is given the start of each record. The first character
 * of a line says which article and unit. */
static void add_line(const char *rest, size_t n, struct buf *out)
{
    char digest[DIGEST_TEXT];
    unsigned which = (unsigned char)*rest;
    const char *text = texts[which % 3], *unit = units[which / 3 % 3];
    digest_format(digest_of(text, strlen(text)).b, digest);
    buf_printf(out,
               "{\"manicule\":1,\"document\":\"article %u\",\"id\":\"" DOC(0) "%u\",\"sha256\":"
               "\"%s\",\"offset_unit\":\"%s\",\"text\":",
               which % 3, which % 3, digest, unit);
    json_quote(text, strlen(text), out);
    buf_add_char(out, ',');
    buf_add(out, rest + 1, n - 1);
    buf_add_char(out, '\n');
}

static void end(struct project *project)
{
    char path[sizeof project->path + 10];
    snprintf(path, sizeof path, "%s-journal", project->path);
    unlink(path);
    unlink(project->path);
    project_close(project);
}

static void assert_same(const struct buf *a, const struct buf *b)
{
    assert(a->size == b->size && memcmp(buf_text(a), buf_text(b), a->size) == 0);
}

/* Both ways, and in a unit. */
static void there_and_back(struct project *project, const struct buf *records, enum unit unit)
{
    struct project other;
    struct buf sent = {0}, back = {0};
    struct import_counts counts;
    export_with(project, (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL}, unit,
                &sent);
    project_make(&other, "lead");
    import_ok(&other, &sent, &counts);
    export_all(&other, &back);
    assert_same(records, &back);
    import_ok(project, &sent, &counts);
    assert(!counts.spans && !counts.spans_changed && !counts.relations &&
           !counts.relations_changed);
    buf_clear(&back);
    export_all(project, &back);
    assert_same(records, &back);
    end(&other);
    buf_release(&sent);
    buf_release(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct project project;
    struct buf lines = {0}, records = {0};
    struct import_counts counts;
    struct export_counts left;
    struct err err;
    const char *at = (const char *)data, *last = at + (size < LONGEST ? size : LONGEST);
    while (at < last) {
        const char *newline = memchr(at, '\n', (size_t)(last - at));
        const char *line_end = newline ? newline : last;
        if (line_end > at)
            add_line(at, (size_t)(line_end - at), &lines);
        at = line_end + 1;
    }
    project_make(&project, "lead");
    bool read = import_with(&project, (struct import_options){0}, buf_text(&lines), lines.size,
                            &counts, &err) == OK;
    left = export_with(&project,
                       (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL},
                       UNIT_CODEPOINT, &records);
    if (!read) {
        assert(err.text[0] && !records.size);
    } else {
        assert(left.spans == counts.spans && left.relations == counts.relations);
        for (int unit = UNIT_CODEPOINT; unit <= UNIT_UTF16; unit++)
            there_and_back(&project, &records, (enum unit)unit);
        size_t findings = 0;
        assert(store_verify(project.store, NULL, &findings, &err) == OK && findings == 0);
    }
    end(&project);
    buf_release(&lines);
    buf_release(&records);
    return 0;
}
