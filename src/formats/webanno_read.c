/* A WebAnno TSV as a draft: its header, the text from its #Text lines, its rows.
 *
 * The file does not say what stands between two sentences, only how many UTF-16 units it is:
 * newlines are put there, and spaces before the first. A sentence begins where its first token
 * does, unless its words then do not stand where they are said to: then space at its start, or the
 * end of the sentence before it, decides. Every token's words are looked for in the text before
 * anything is taken. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "manicule/formats/format.h"
#include "manicule/text/article.h"
#include "webanno_marks.h"

struct webanno {
    struct draft draft;
    struct webanno_marks marks;
    bool ready;
    const struct portion *portion;
    struct buf text;          /* of the document */
    uint32_t units;           /* of it */
    struct buf sentence;      /* that no row was read of yet */
    bool has_sentence, begun; /* the first #Text is read */
    struct buf words;         /* scratch */
    VEC(struct webanno_slice) fields;
    size_t passed; /* lines of the header that are not taken */
    struct err *err;
};

/* Where the fault is, for the caller to make a line of. */
static enum fault refuse_at(struct webanno *w, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static enum fault refuse_at(struct webanno *w, const char *at, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_set(w->err, FAULT_INPUT, "byte %zu: %s", (size_t)(at - w->portion->bytes), text);
}

static enum fault no_memory(struct webanno *w)
{
    return err_set(w->err, FAULT_MEMORY, "out of memory");
}

/* ---- lines ---- */

struct line {
    const char *at;
    size_t n, number;
};

static bool next_line(const struct portion *p, struct line *line)
{
    const char *end = p->bytes + p->n;
    const char *at = line->number ? line->at : p->bytes;
    if (line->number) { /* behind the line's end, its CR with it */
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : end;
    } else if (p->n >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0) {
        at += 3;
    }
    if (at >= end)
        return false;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    line->at = at;
    line->n = (size_t)((newline ? newline : end) - at);
    if (line->n && at[line->n - 1] == '\r')
        line->n--;
    line->number++;
    return true;
}

static bool begins(const struct line *line, const char *with)
{
    size_t n = strlen(with);
    return line->n >= n && memcmp(line->at, with, n) == 0;
}

/* ---- units ---- */

static uint32_t units_of(const char *text, size_t n)
{
    uint32_t units = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        units += (byte & 0xc0) == 0x80 ? 0 : byte >= 0xf0 ? 2 : 1;
    }
    return units;
}

/* How many bytes make so many units from here on; n + 1: there are none such. */
static size_t bytes_of(const char *text, size_t n, uint32_t units)
{
    size_t i = 0;
    while (i < n && units) {
        uint32_t one = (unsigned char)text[i] >= 0xf0 ? 2 : 1;
        if (one > units)
            return n + 1;
        units -= one;
        i++;
        while (i < n && ((unsigned char)text[i] & 0xc0) == 0x80)
            i++;
    }
    return units ? n + 1 : i;
}

/* ---- rows ---- */

/* "1-2.1", "4-7", and the words between tabs. False: it is no row; *at is where. */
static bool read_head(const struct line *line, struct webanno_row *row, const char **rest,
                      const char **at)
{
    const char *end = line->at + line->n;
    size_t n = webanno_unit(line->at, line->n, &row->unit);
    *at = line->at;
    if (!n || line->at + n == end || line->at[n] != '\t')
        return false;
    *at = line->at + n + 1;
    n = webanno_number(*at, (size_t)(end - *at), &row->start);
    if (!n || *at + n == end || (*at)[n] != '-')
        return false;
    *at += n + 1;
    n = webanno_number(*at, (size_t)(end - *at), &row->end);
    if (!n || *at + n == end || (*at)[n] != '\t' || row->end < row->start)
        return false;
    *at += n + 1;
    const char *tab = memchr(*at, '\t', (size_t)(end - *at));
    row->words = (struct webanno_slice){*at, (size_t)((tab ? tab : end) - *at)};
    row->line = line->number;
    *rest = tab ? tab + 1 : end;
    return true;
}

static enum fault refuse_row(struct webanno *w, const char *at)
{
    return refuse_at(w, at, "a row is UNIT, START-END and words, parted by tabs");
}

static bool is_row(const struct line *line)
{
    return line->n && *line->at != '#';
}

/* Do the tokens from this line on to the sentence's end stand where they say, if it begins there?
 */
static bool tokens_fit(struct webanno *w, struct line line, uint32_t start)
{
    const char *rest, *at, *text = buf_text(&w->sentence);
    size_t byte = 0;
    uint32_t units = start;
    do {
        struct webanno_row row;
        if (!read_head(&line, &row, &rest, &at))
            return true; /* the row is refused when it is its turn */
        if (row.unit.sub)
            continue;
        if (row.start < units)
            return false;
        size_t gap = bytes_of(text + byte, w->sentence.size - byte, row.start - units);
        if (gap > w->sentence.size - byte)
            return false;
        buf_clear(&w->words);
        webanno_unescape(row.words.at, row.words.n, &w->words);
        byte += gap;
        if (w->words.size > w->sentence.size - byte ||
            memcmp(text + byte, buf_text(&w->words), w->words.size) != 0 ||
            units_of(buf_text(&w->words), w->words.size) != row.end - row.start)
            return false;
        byte += w->words.size;
        units = row.end;
    } while (next_line(w->portion, &line) && is_row(&line));
    return true;
}

static uint32_t space_before(const struct webanno *w)
{
    const char *text = buf_text(&w->sentence);
    return (uint32_t)strspn(text, " \t\n\r");
}

/* Puts the sentence whose first row this is behind the text so far. */
static enum fault place_sentence(struct webanno *w, const struct line *line,
                                 const struct webanno_row *row)
{
    uint32_t ways[] = {0, space_before(w), row->start < w->units ? 0 : row->start - w->units};
    uint32_t start = 0;
    bool fits = false;
    for (size_t i = 0; i < sizeof ways / sizeof *ways && !fits; i++) {
        if (ways[i] > row->start || row->start - ways[i] < w->units)
            continue;
        start = row->start - ways[i];
        fits = tokens_fit(w, *line, start);
    }
    if (w->words.failed || w->sentence.failed)
        return no_memory(w);
    if (!fits)
        return refuse_at(w, line->at, "the sentence's words are not where its rows have them");
    if (start - w->units > WEBANNO_GAP_MOST)
        return refuse_at(w, line->at, "more than %d characters that no sentence has",
                         WEBANNO_GAP_MOST);
    char between = w->text.size ? '\n' : ' ';
    while (w->units < start) {
        buf_add_char(&w->text, between);
        w->units++;
    }
    buf_add(&w->text, buf_text(&w->sentence), w->sentence.size);
    w->units += units_of(buf_text(&w->sentence), w->sentence.size);
    w->has_sentence = false;
    if (w->text.size > ARTICLE_MAX)
        return refuse_at(w, line->at, "a document may have %d bytes of text", ARTICLE_MAX);
    return OK;
}

/* A sentence without tokens stands behind what was before. */
static void end_sentence(struct webanno *w)
{
    if (!w->has_sentence)
        return;
    buf_add(&w->text, buf_text(&w->sentence), w->sentence.size);
    w->units += units_of(buf_text(&w->sentence), w->sentence.size);
    w->has_sentence = false;
}

static enum fault read_fields(struct webanno *w, const struct line *line, const char *rest)
{
    const char *end = line->at + line->n;
    w->fields.n = 0;
    if (!vec_reserve(&w->fields, 1)) /* there is a list, if an empty one */
        return no_memory(w);
    while (rest < end) {
        const char *tab = memchr(rest, '\t', (size_t)(end - rest));
        const char *stop = tab ? tab : end;
        struct webanno_slice field = {rest, (size_t)(stop - rest)};
        if (!vec_push(&w->fields, field))
            return no_memory(w);
        rest = stop + 1;
    }
    return w->fields.n == w->marks.columns
               ? OK
               : refuse_at(w, line->at, "%zu columns; the layers at the top have %zu", w->fields.n,
                           w->marks.columns);
}

static enum fault read_row(struct webanno *w, const struct line *line, bool goes_on)
{
    struct webanno_row row;
    const char *rest, *at;
    if (!w->has_sentence && !goes_on)
        return refuse_at(w, line->at, "the tokens have no #Text line before them");
    if (!read_head(line, &row, &rest, &at))
        return refuse_row(w, at);
    enum fault fault = w->has_sentence ? place_sentence(w, line, &row) : OK;
    if (fault)
        return fault;
    if (row.end > w->units)
        return refuse_at(w, line->at, "%u is past the end of the sentence", row.end);
    fault = read_fields(w, line, rest);
    if (fault)
        return fault;
    struct err why = {0};
    row.cells = w->fields.at;
    at = line->at;
    fault = webanno_marks_row(&w->marks, &row, &at, &why);
    if (fault == FAULT_INPUT)
        return refuse_at(w, at, "%s", why.text);
    return fault ? no_memory(w) : OK;
}

/* ---- the file ---- */

static enum fault read_header(struct webanno *w, const struct line *line)
{
    struct err why = {0};
    if (!begins(line, "#T_")) {
        w->passed += !begins(line, "#FORMAT=");
        return OK;
    }
    if (w->begun)
        return refuse_at(w, line->at, "layers are told before the first sentence");
    enum fault fault = webanno_marks_layer(&w->marks, line->at + 1, line->n - 1, &why);
    if (fault == FAULT_INPUT)
        return refuse_at(w, line->at, "%s", why.text);
    return fault ? no_memory(w) : OK;
}

/* Further #Text lines are further lines of the sentence. */
static enum fault read_text(struct webanno *w, const struct line *line, bool goes_on)
{
    if (!w->begun && !webanno_marks_begin(&w->marks))
        return no_memory(w);
    w->begun = true;
    if (goes_on) {
        buf_add_char(&w->sentence, '\n');
    } else {
        end_sentence(w);
        buf_clear(&w->sentence);
    }
    webanno_unescape(line->at + 6, line->n - 6, &w->sentence);
    w->has_sentence = true;
    return OK;
}

static enum fault read_lines(struct webanno *w)
{
    struct line line = {0};
    enum fault fault = OK;
    bool text = false, row = false; /* what the line before was */
    while (!fault && next_line(w->portion, &line)) {
        bool was_text = text, was_row = row;
        row = is_row(&line);
        text = begins(&line, "#Text=");
        if (text)
            fault = read_text(w, &line, was_text);
        else if (row)
            fault = read_row(w, &line, was_row);
        else if (line.n)
            fault = read_header(w, &line);
    }
    end_sentence(w);
    return fault;
}

static void tell_passed(struct webanno *w)
{
    struct intake *intake = w->draft.intake;
    intake->counts.passed_over += w->passed;
    if (w->passed && intake->tell)
        intake->tell(intake->ctx, 0, "lines with # that are no layer and no text are passed over");
}

static enum fault read_file(struct webanno *w)
{
    size_t bad;
    const struct portion *p = w->portion;
    if (p->n && !text_check((const uint8_t *)p->bytes, p->n, &bad))
        return refuse_at(w, p->bytes + bad, "not UTF-8 without NUL");
    if (!webanno_looks(p->name, p->bytes, p->n))
        return refuse_at(w, p->bytes, "#FORMAT=WebAnno TSV 3 is expected");
    enum fault fault = read_lines(w);
    struct err why = {0};
    if (!fault && webanno_marks_end(&w->marks, &why))
        fault = no_memory(w);
    if (!fault && (w->text.failed || w->sentence.failed || w->words.failed))
        fault = no_memory(w);
    if (fault)
        return fault;
    tell_passed(w);
    draft_text(&w->draft, buf_text(&w->text), w->text.size);
    return draft_give(&w->draft, p, w->err);
}

static enum fault read(void *state, struct intake *intake, const struct portion *portion,
                       struct err *err)
{
    struct webanno *w = state;
    struct err own;
    if (!w->ready)
        draft_begin(&w->draft, intake);
    w->ready = true;
    w->portion = portion;
    w->err = err ? err : &own;
    w->units = 0;
    w->passed = 0;
    w->has_sentence = w->begun = false;
    buf_clear(&w->text);
    buf_clear(&w->sentence);
    draft_clear(&w->draft);
    w->draft.unit = UNIT_UTF16;
    w->marks.draft = &w->draft;
    enum fault fault = read_file(w);
    webanno_marks_clear(&w->marks);
    draft_clear(&w->draft);
    return fault;
}

static void release(void *state)
{
    struct webanno *w = state;
    draft_release(&w->draft);
    webanno_marks_release(&w->marks);
    buf_release(&w->text);
    buf_release(&w->sentence);
    buf_release(&w->words);
    vec_free(&w->fields);
}

const struct format_reader webanno_reader = {
    .state = sizeof(struct webanno), .read = read, .release = release};
