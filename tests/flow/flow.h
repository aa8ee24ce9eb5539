/* flow.h: what the tests of this room share: a project with the built-in label set, lines of the
 * native format made by hand, and export and import between buffers. */
#ifndef MANICULE_TESTS_FLOW_H
#define MANICULE_TESTS_FLOW_H

#include "testlib.h"

#include <fcntl.h>
#include <unistd.h>

#include "manicule/flow/add.h"
#include "manicule/flow/export.h"
#include "manicule/flow/import.h"
#include "manicule/formats/jsonl.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/store.h"

struct project {
    struct store *store;
    struct labelset labels;
    struct env env;
    char path[4096];
    struct buf notes; /* what was told on the way, a line each */
};

static inline void must(enum fault fault, const struct err *err, const char *what)
{
    if (fault)
        fail_msg("%s: %s: %s", what, fault_name(fault), err->text);
}

static inline void project_note(void *ctx, const char *line)
{
    struct project *project = ctx;
    buf_printf(&project->notes, "%s\n", line);
}

static inline void project_labels(struct project *project)
{
    struct err err = {0};
    struct buf json = {0};
    must(store_labels(project->store, &json, &err), &err, "labels");
    must(labelset_read(buf_text(&json), json.size, &project->labels, &err), &err, "labels");
    store_use_labels(project->store, &project->labels);
    buf_release(&json);
}

static inline void project_make(struct project *project, const char *person)
{
    static unsigned made;
    struct err err = {0};
    size_t n;
    const char *json = labelset_builtin(&n);
    *project = (struct project){.env = test_env(1000 + made)};
    snprintf(project->path, sizeof project->path, "%s/flow-%u.manicule", test_folder(), made++);
    struct store_options options = {.person = person, .env = project->env};
    must(store_create(project->path, json, n, &options, &project->store, &err), &err, "create");
    project_labels(project);
}

static inline void project_close(struct project *project)
{
    store_close(project->store);
    labelset_free(&project->labels);
    buf_release(&project->notes);
    *project = (struct project){0};
}

/* An open file without a name that holds the bytes, to be read from the start. */
static inline int file_with(const void *bytes, size_t n)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/input-XXXXXX", test_folder());
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, bytes, n), n);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static inline enum fault import_with(struct project *project, struct import_options o,
                                     const void *bytes, size_t n, struct import_counts *counts,
                                     struct err *err)
{
    int fd = file_with(bytes, n);
    o.fd = fd;
    o.file = "in.jsonl";
    o.env = &project->env;
    o.note = project_note;
    o.ctx = project;
    *err = (struct err){0};
    enum fault fault = import_run(project->store, &project->labels, &o, counts, err);
    close(fd);
    return fault;
}

static inline void import_ok(struct project *project, const struct buf *lines,
                             struct import_counts *counts)
{
    struct err err;
    enum fault fault = import_with(project, (struct import_options){0}, buf_text(lines),
                                   lines->size, counts, &err);
    must(fault, &err, "import");
}

static inline enum fault collect(void *ctx, const void *bytes, size_t n, struct err *err)
{
    (void)err;
    buf_add(ctx, bytes, n);
    return OK;
}

static inline struct export_counts export_with(struct project *project, struct export_options o,
                                               enum unit unit, struct buf *out)
{
    struct err err = {0};
    struct export_counts counts;
    struct jsonl_writer *writer =
        jsonl_writer_new(&project->labels, unit, (struct sink){collect, out});
    assert_non_null(writer);
    struct stream stream = jsonl_stream(writer);
    must(export_run(project->store, &o, &stream, &counts, &err), &err, "export");
    jsonl_writer_free(writer);
    return counts;
}

static inline void export_all(struct project *project, struct buf *out)
{
    export_with(project, (struct export_options){.kind = EXPORT_ALL, .status = EXPORT_ALL},
                UNIT_CODEPOINT, out);
}

/* One line. spans and relations are JSON; set NULL: a document without a set. */
struct line {
    const char *name, *id, *text;
    const char *set, *annotator, *status, *source;
    const char *spans, *relations;
};

static inline void line_add(struct buf *out, struct line line)
{
    char hash[DIGEST_TEXT];
    digest_format(digest_of(line.text, strlen(line.text)).b, hash);
    buf_printf(out, "{\"manicule\":1,\"document\":\"%s\",", line.name);
    if (line.id)
        buf_printf(out, "\"id\":\"%s\",", line.id);
    buf_printf(out, "\"sha256\":\"%s\",\"offset_unit\":\"codepoint\",\"text\":", hash);
    json_quote(line.text, strlen(line.text), out);
    if (!line.set) {
        buf_add_string(out, ",\"set\":null}\n");
        return;
    }
    buf_printf(out, ",\"set\":\"%s\",\"annotator\":", line.set);
    buf_printf(out, line.annotator ? "\"%s\"" : "null", line.annotator);
    if (line.source)
        buf_printf(out, ",\"source\":\"%s\"", line.source);
    buf_printf(out, ",\"status\":\"%s\",\"spans\":[%s],\"relations\":[%s]}\n",
               line.status ? line.status : "open", line.spans ? line.spans : "",
               line.relations ? line.relations : "");
}

/* n documents without a set, each with a text of its own: several transactions from 100 on. */
static inline void many_documents(struct buf *out, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "document %u", i);
        line_add(out, (struct line){.name = name, .text = name});
    }
}

/* Article 1 of these tests, and ids that end in a given number. */
#define TEXT_1                                                                                     \
    "Mara Voss said: \"We paid 40 million kroner.\"\r\nShe spoke in Tromsø \xf0\x9f\x98\x80.\n"
#define DOC(n) "0192a000-0000-7000-8000-0000000000" #n
#define SPAN(n) "0192b000-0000-7000-8000-0000000000" #n
#define LINK(n) "0192c000-0000-7000-8000-0000000000" #n

#define MARA                                                                                       \
    "{\"id\":\"" SPAN(01) "\",\"label\":\"speaker\",\"start\":0,\"end\":9,\"text\":\"Mara "        \
                          "Voss\",\"origin\":\"manual\"}"
#define PAID                                                                                       \
    "{\"id\":\"" SPAN(                                                                             \
        02) "\",\"label\":\"quote\",\"start\":16,\"end\":44,"                                      \
            "\"text\":\"\\\"We paid 40 million "                                                   \
            "kroner.\\\"\",\"attributes\":{\"type\":\"direct\"},\"origin\":\"manual\"}"
#define TROMSO                                                                                      \
    "{\"id\":\"" SPAN(03) "\",\"label\":\"location\",\"start\":59,\"end\":65,\"text\":\"Tromsø\"," \
                          "\"origin\":\"import\"}"
#define SAID                                                                                       \
    "{\"id\":\"" LINK(01) "\",\"type\":\"said-by\",\"from\":\"" SPAN(02) "\",\"to\":\"" SPAN(      \
        01) "\"}"

static inline struct line alices(void)
{
    return (struct line){.name = "harbour",
                         .id = DOC(01),
                         .text = TEXT_1,
                         .set = "person",
                         .annotator = "alice",
                         .spans = MARA "," PAID "," TROMSO,
                         .relations = SAID};
}

#endif
