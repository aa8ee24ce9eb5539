/* standoff.h: any bytes as a text and the file beside it. What is accepted is written, read again and written again:
 * from the second writing on nothing changes, and every span lies in its text. */
#ifndef MANICULE_TESTS_FUZZ_STANDOFF_H
#define MANICULE_TESTS_FUZZ_STANDOFF_H

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/base/vec.h"
#include "manicule/formats/format.h"
#include "manicule/formats/labelset_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct turn { /* one reading of a text and its marks, and what is written of it */
    const struct format *format;
    struct labelset labels;
    struct env env;
    struct record record;
    struct comment *comments;
    bool has_record;
    struct buf out;
    uint64_t next;
    size_t marks; /* where in out the marks begin */
};

static int64_t now(void *ctx)
{
    (void)ctx;
    return 1767225600000;
}

static void count_up(void *ctx, void *bytes, size_t n)
{
    uint64_t *next = ctx;
    memset(bytes, 0, n);
    ++*next;
    memcpy((uint8_t *)bytes + n - sizeof *next, next, sizeof *next);
}

static enum fault into_out(void *ctx, const void *bytes, size_t n, struct err *err)
{
    struct turn *turn = ctx;
    (void)err;
    buf_add(&turn->out, bytes, n);
    return OK;
}

static enum fault begin_file(void *ctx, const char *path, struct err *err)
{
    struct turn *turn = ctx;
    (void)path, (void)err;
    turn->marks = turn->out.size;
    return OK;
}

static enum fault take(void *ctx, struct record *record, size_t line, struct err *err)
{
    struct turn *turn = ctx;
    (void)line, (void)err;
    assert(!turn->has_record);
    turn->record = *record;
    turn->has_record = true;
    *record = (struct record){0};
    return OK;
}

static enum fault refuse(void *ctx, size_t line, struct err *err)
{
    (void)ctx;
    assert(line > 0 && err->text[0]);
    return OK; /* the rest comes in */
}

static void tell(void *ctx, size_t line, const char *text)
{
    (void)ctx;
    assert(line > 0 && *text);
}

static void turn_read(struct turn *turn, const char *text, size_t n_text, const char *marks,
                      size_t n_marks)
{
    const struct format_reader *read = turn->format->read;
    struct intake_options options = {
        .kind = SET_PERSON, .owner = "ann", .add_labels = true, .default_label = "none"};
    turn->labels = (struct labelset){.name = "fuzz", .version = 1};
    turn->env = (struct env){.now = now, .random = count_up, .ctx = &turn->next};
    assert(labelset_grow(&turn->labels));
    struct intake intake = {.labels = &turn->labels,
                            .env = &turn->env,
                            .options = &options,
                            .take = take,
                            .refuse = refuse,
                            .tell = tell,
                            .ctx = turn};
    struct portion portion = {.name = "file",
                              .bytes = marks,
                              .n = n_marks,
                              .line = 1,
                              .text = text,
                              .n_text = n_text};
    void *state = calloc(1, read->state + 1);
    struct err err = {0};
    enum fault fault = read->read(state, &intake, &portion, &err);
    assert(fault == OK || err.text[0]);
    if (read->release)
        read->release(state);
    free(state);
}

static void turn_write(struct turn *turn)
{
    const struct record *r = &turn->record;
    struct err err = {0};
    const struct outlet_options o = {.labels = &turn->labels,
                                     .unit = turn->format->unit,
                                     .one_owner = true,
                                     .sink = {into_out, turn},
                                     .file = begin_file,
                                     .ctx = turn};
    struct outlet *outlet = outlet_new(turn->format, &o);
    enum fault fault = outlet_begin(outlet, &err);
    struct stream s = outlet_stream(outlet);
    turn->comments = calloc(r->n_notes + 1, sizeof *turn->comments);
    fault |= s.begin(s.ctx, &r->document, &r->set, &err);
    for (size_t i = 0; i < r->n_spans; i++) {
        for (size_t k = 0; k < r->spans[i].n_fragments; k++)
            assert(range_holds(article_all(r->article), span_fragment(&r->spans[i], k)));
        fault |= s.span(s.ctx, &r->spans[i], &err);
    }
    for (size_t i = 0; i < r->n_relations; i++)
        fault |= s.relation(s.ctx, &r->relations[i], &err);
    for (size_t i = 0; s.comment && i < r->n_notes; i++) {
        turn->comments[i] = (struct comment){
            .id = {{(uint8_t)(i >> 8), (uint8_t)i}}, .text = (char *)(uintptr_t)r->notes[i].text};
        if (r->notes[i].span != SIZE_MAX)
            turn->comments[i].span = r->spans[r->notes[i].span].id;
        fault |= s.comment(s.ctx, &turn->comments[i], &err);
    }
    fault |= s.end(s.ctx, &err);
    fault |= outlet_end(outlet, &err);
    if (fault != OK)
        fprintf(stderr, "%s\n", err.text);
    assert(fault == OK);
    outlet_free(outlet);
    free(turn->comments);
}

static void turn_end(struct turn *turn)
{
    if (turn->has_record)
        record_release(&turn->record);
    labelset_free(&turn->labels);
    buf_release(&turn->out);
}

/* The first line is the text, with | for its line breaks; the rest the marks. */
static void standoff(const char *format, const uint8_t *data, size_t size)
{
    const char *bytes = size ? (const char *)data : "", *newline = size ? memchr(bytes, '\n', size) : NULL;
    size_t n_text = newline ? (size_t)(newline - bytes) : size;
    char *text = malloc(n_text + 1);
    memcpy(text, bytes, n_text);
    for (size_t i = 0; i < n_text; i++)
        text[i] = text[i] == '|' ? '\n' : text[i];
    struct turn turns[3] = {0};
    const char *marks = newline ? newline + 1 : bytes + size;
    size_t n_marks = size - (size_t)(marks - bytes);
    for (int i = 0; i < 3; i++) {
        struct turn *turn = &turns[i];
        turn->format = format_find(format);
        turn_read(turn, text, n_text, marks, n_marks);
        if (!turn->has_record)
            break;
        turn_write(turn);
        marks = buf_text(&turn->out) + turn->marks;
        n_marks = turn->out.size - turn->marks;
        assert(turn->out.size >= n_text && memcmp(buf_text(&turn->out), text, n_text) == 0);
        assert(turn->marks >= n_text);
    }
    assert(!turns[0].has_record || (turns[1].has_record && turns[2].has_record));
    if (turns[0].has_record) {
        bool same = turns[1].out.size == turns[2].out.size &&
                    memcmp(buf_text(&turns[1].out), buf_text(&turns[2].out), turns[1].out.size) == 0;
        if (!same)
            fprintf(stderr, "%s\n---\n%s\n---\n%s\n", buf_text(&turns[0].out),
                    buf_text(&turns[1].out), buf_text(&turns[2].out));
        assert(same);
    }
    for (int i = 0; i < 3; i++)
        turn_end(&turns[i]);
    free(text);
}

#endif
