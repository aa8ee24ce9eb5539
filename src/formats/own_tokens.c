#include "manicule/formats/own_tokens.h"

#include <string.h>

#include "offsets.h"
#include "pull.h"
#include "spaces.h"

struct line { /* its members */
    struct raw document, sha256, unit, tokens;
};

static enum fault take_line(const char *text, size_t n, struct line *out, struct err *err)
{
    struct raw value;
    *out = (struct line){.tokens = {0}};
    enum fault fault = pull_check(text, n, &value, err);
    if (fault)
        return fault;
    if (pull_type(value) != RAW_OBJECT)
        return err_set(err, FAULT_INPUT, "byte 0: an object is expected");
    const char *at = value.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at)) {
        struct raw key = pull_key(&at), member = pull_value(&at);
        struct raw *into = pull_is_word(key, "document")      ? &out->document
                           : pull_is_word(key, "sha256")      ? &out->sha256
                           : pull_is_word(key, "offset_unit") ? &out->unit
                           : pull_is_word(key, "tokens")      ? &out->tokens
                                                              : NULL;
        if (into)
            *into = member;
    }
    if (pull_type(out->tokens) != RAW_ARRAY)
        return err_set(err, FAULT_INPUT, "tokens: a list is expected");
    return OK;
}

static struct digest key_of(char kind, const void *bytes, size_t n)
{
    struct piece pieces[] = {{&kind, 1}, {bytes, n}};
    return digest_chain((struct digest){{0}}, pieces, 2);
}

struct digest own_tokens_key_hash(const struct stream_document *document)
{
    return key_of('s', document->sha256, sizeof document->sha256);
}

struct digest own_tokens_key_name(const struct stream_document *document)
{
    return key_of('n', document->name, strlen(document->name));
}

enum fault own_tokens_key(const char *text, size_t n, struct digest *out, struct err *err)
{
    struct line line;
    uint8_t sha256[32];
    struct buf word = {0};
    enum fault fault = take_line(text, n, &line, err);
    if (fault)
        return fault;
    bool hash = pull_type(line.sha256) == RAW_STRING;
    if (hash || pull_type(line.document) == RAW_STRING)
        pull_text(hash ? line.sha256 : line.document, &word);
    if (word.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    else if (hash && !digest_parse(buf_text(&word), word.size, sha256))
        fault = err_set(err, FAULT_INPUT, "sha256: it is 64 hexadecimal digits");
    else if (hash)
        *out = key_of('s', sha256, sizeof sha256);
    else if (word.size)
        *out = key_of('n', buf_text(&word), word.size);
    else
        fault = err_set(err, FAULT_INPUT, "a \"document\" or \"sha256\" is expected");
    buf_release(&word);
    return fault;
}

/* ---- places ---- */

struct token {
    struct raw start, end;
};

static struct token take_token(struct raw value)
{
    struct token out = {.start = {0}};
    const char *at = value.at;
    bool list = pull_type(value) == RAW_ARRAY;
    if (!list && pull_type(value) != RAW_OBJECT)
        return out;
    size_t i = 0;
    for (bool more = pull_enter(&at); more; more = pull_more(&at), i++) {
        struct raw key = list ? (struct raw){0} : pull_key(&at);
        struct raw member = pull_value(&at);
        if (list ? i == 0 : pull_is_word(key, "start"))
            out.start = member;
        else if (list ? i == 1 : pull_is_word(key, "end"))
            out.end = member;
    }
    return out;
}

static bool is_place(const struct article *article, struct pos pos)
{
    return pos.byte == article_size(article) || (article_bytes(article)[pos.byte] & 0xc0) != 0x80;
}

static bool find(const struct article *article, struct offsets *known, struct raw value,
                 struct pos *out)
{
    int64_t whole;
    return pull_whole(value, &whole) == WHOLE_OK && whole >= 0 && whole <= UINT32_MAX &&
           offsets_pos(known, (uint32_t)whole, out) && is_place(article, *out);
}

static enum fault take_unit(struct raw value, enum unit *out, struct err *err)
{
    static const enum unit all[] = {UNIT_CODEPOINT, UNIT_UTF8, UNIT_UTF16};
    *out = UNIT_CODEPOINT;
    if (pull_type(value) == RAW_NONE)
        return OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (pull_type(value) == RAW_STRING && pull_is_word(value, unit_name(all[i]))) {
            *out = all[i];
            return OK;
        }
    return err_set(err, FAULT_INPUT, "offset_unit: it is codepoint, utf8 or utf16");
}

enum fault own_tokens_read(const char *text, size_t n, const struct article *article,
                           struct buf *out, struct err *err)
{
    struct line line;
    enum unit unit;
    enum fault fault = take_line(text, n, &line, err);
    if (!fault)
        fault = take_unit(line.unit, &unit, err);
    if (fault)
        return fault;
    struct offsets known = offsets_of(article, unit);
    uint32_t before = 0;
    size_t i = 0;
    const char *at = line.tokens.at;
    for (bool more = pull_enter(&at); more; more = pull_more(&at), i++) {
        struct token token = take_token(pull_value(&at));
        struct range range;
        if (!find(article, &known, token.start, &range.start) ||
            !find(article, &known, token.end, &range.end))
            return err_set(err, FAULT_INPUT,
                           "tokens[%zu]: it is [START,END], two places of the text", i);
        if (range_empty(range) || range.start.byte < before)
            return err_set(err, FAULT_INPUT, "tokens[%zu]: it %s", i,
                           range_empty(range) ? "is empty" : "begins before the last one ends");
        before = range.end.byte;
        buf_add(out, &range, sizeof range);
    }
    return out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}

static enum fault by_space(void *ctx, const struct stream_document *document, struct buf *out,
                           struct err *err)
{
    const char *bytes = (const char *)article_bytes(document->article);
    size_t n = article_size(document->article);
    (void)ctx;
    for (size_t at = 0; at < n;) {
        size_t length = space_free(bytes + at, n - at);
        struct range range = range_of((uint32_t)at, (uint32_t)(at + length));
        if (length)
            buf_add(out, &range, sizeof range);
        at += length;
        if (at < n)
            at += space_length(bytes + at, n - at);
    }
    return out->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}

const struct token_source own_tokens_by_space = {.tokens = by_space};
