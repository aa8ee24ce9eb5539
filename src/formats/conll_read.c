/* Reading tokens in columns: the text is put together from them, and the last column's tags become
 * spans. A line is a portion; a document is given when the next one begins or the file ends. */
#include "conll_file.h"
#include "formats.h"
#include "spaces.h"

#include <string.h>

struct reading {
    struct conll_file file;
    const struct conll_shape *shape; /* of the file at hand; NULL: it is not known yet */
    struct buf source;               /* GermEval's, of the document at hand */
    struct tag_track tracks[LAYERS];
    bool sentence; /* a token of the sentence at hand was seen */
    bool named;    /* the document is called as its source is */
    bool told, told_middle;
};

/* ---- lines ---- */

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

size_t conll_columns(const char *line, size_t n, struct conll_piece out[CONLL_COLUMNS])
{
    size_t columns = 0;
    while (n && blank(line[n - 1]))
        n--;
    bool tabs = memchr(line, '\t', n) != NULL;
    while (!tabs && n && *line == ' ') {
        line++;
        n--;
    }
    for (size_t at = 0; n && at <= n;) {
        const char *end = memchr(line + at, tabs ? '\t' : ' ', n - at);
        size_t length = end ? (size_t)(end - line) - at : n - at;
        if (columns < CONLL_COLUMNS)
            out[columns] = (struct conll_piece){line + at, length};
        columns++;
        at += length + 1;
        while (!tabs && at < n && line[at] == ' ')
            at++;
    }
    return columns;
}

bool conll_is(struct conll_piece piece, const char *word)
{
    return piece.n == strlen(word) && memcmp(piece.at, word, piece.n) == 0;
}

bool conll_is_tag(struct conll_piece piece)
{
    struct tag tag;
    return tag_parse(piece.at, piece.n, &tag);
}

bool conll_is_number(struct conll_piece piece)
{
    for (size_t i = 0; i < piece.n; i++)
        if (piece.at[i] < '0' || piece.at[i] > '9')
            return false;
    return piece.n > 0;
}

/* ---- documents ---- */

static void end_sentence(struct reading *r, size_t line)
{
    for (unsigned i = 0; i < LAYERS; i++)
        tag_stop(&r->tracks[i], &r->file.draft, &r->file.count, line);
    if (r->sentence)
        buf_add_char(&r->file.text, '\n');
    r->sentence = false;
}

static enum fault give(struct reading *r, bool last, struct err *err)
{
    struct draft *draft = &r->file.draft;
    draft->failed |= r->source.failed;
    if (r->named) {
        const char *source = buf_text(&r->source);
        draft->name = draft_copy(draft, source, strcspn(source, "\t"));
    }
    r->named = false;
    return conll_file_give(&r->file, last, err);
}

static enum fault begin_document(struct reading *r, size_t line, struct err *err)
{
    end_sentence(r, line);
    enum fault fault = give(r, false, err);
    r->file.open = true;
    r->file.line = line;
    return fault;
}

/* ---- rows ---- */

/* "#<TAB>source [date]": where the source changes, another document begins. */
static enum fault take_source(struct reading *r, const char *line, size_t n, size_t number,
                              struct err *err)
{
    while (n && blank(line[n - 1]))
        n--;
    size_t skip = 1; /* the # */
    while (skip < n && blank(line[skip]))
        skip++;
    line += skip;
    n -= skip;
    bool same = r->file.open && r->named && n == r->source.size &&
                memcmp(line, buf_text(&r->source), n) == 0;
    if (!n || same)
        return OK;
    enum fault fault = begin_document(r, number, err);
    r->named = true;
    buf_clear(&r->source);
    buf_add(&r->source, line, n);
    return fault;
}

static bool is_comment(const struct reading *r, const char *line, size_t columns,
                       const struct conll_piece *column)
{
    if (!columns || *line != '#')
        return false;
    return r->shape == &conll_germeval || columns > CONLL_COLUMNS || columns < 2 ||
           !conll_is_tag(column[columns - 1]);
}

/* GermEval's shape is known by itself, whatever the row is called. */
static const struct conll_shape *find_shape(const struct conll_shape *given, size_t columns,
                                            const struct conll_piece *column)
{
    bool germeval = columns == 4 && conll_is_number(column[0]) && conll_is_tag(column[2]) &&
                    conll_is_tag(column[3]);
    return germeval && given->scheme == IOB2 ? &conll_germeval : given;
}

static enum fault take_tags(struct reading *r, const struct conll_piece *tags, uint32_t start,
                            uint32_t end, size_t line, struct err *err)
{
    for (unsigned i = 0; i < r->shape->layers; i++) {
        struct tag tag;
        struct err why;
        if (!tag_parse(tags[i].at, tags[i].n, &tag)) {
            tag_wrong(tags[i].at, tags[i].n, &why);
            enum fault fault = draft_refuse(&r->file.draft, line, &why, err);
            if (fault)
                return fault;
        }
        tag_step(&r->tracks[i], &r->file.draft, &r->file.count, tag, start, end, line);
    }
    return OK;
}

static enum fault take_row(struct reading *r, size_t columns, const struct conll_piece *column,
                           const struct portion *portion, struct err *err)
{
    size_t line = portion->line;
    struct conll_piece token = column[r->shape->numbered];
    size_t tags = columns - r->shape->layers;
    if (columns <= tags || tags < 1 + (size_t)r->shape->numbered)
        return err_set(err, FAULT_INPUT, "a token and its tag are expected");
    enum fault fault = conll_file_columns(&r->file, columns, err);
    if (fault)
        return fault;
    if (!r->file.open)
        begin_document(r, line, NULL);
    if (space_only(token.at, token.n)) /* some tokenizers make tokens of white space */
        return OK;
    if (r->file.text.size + token.n + 2 > ARTICLE_MAX)
        return err_set(err, FAULT_INPUT, "the document is longer than %d bytes", ARTICLE_MAX);
    if (r->sentence)
        buf_add_char(&r->file.text, ' ');
    uint32_t start = (uint32_t)r->file.text.size;
    buf_add(&r->file.text, token.at, token.n);
    r->sentence = true;
    if (tags > 1 + (size_t)r->shape->numbered && !r->told_middle) {
        r->told_middle = true;
        r->file.draft.intake->counts.passed_over++;
        draft_tell(&r->file.draft, line, "the columns between token and tag are not taken");
    }
    return take_tags(r, column + tags, start, start + (uint32_t)token.n, line, err);
}

static enum fault read_line(struct reading *r, struct intake *intake, const struct portion *portion,
                            const struct conll_shape *shape, struct err *err)
{
    struct conll_piece column[CONLL_COLUMNS], line;
    conll_file_begin(&r->file, intake, portion);
    if (!r->told)
        draft_tell(&r->file.draft, portion->line,
                   "the text is put together from the tokens, with a space between two and a line "
                   "for each sentence: it is not the text that they were cut from");
    r->told = true;
    enum fault fault = conll_file_line(portion, &line, err);
    if (fault)
        return fault;
    size_t columns = conll_columns(line.at, line.n, column);
    if (columns == 0) {
        end_sentence(r, portion->line);
        return OK;
    }
    if (!r->sentence && conll_is(column[0], TAG_DOCSTART))
        return begin_document(r, portion->line, err);
    if (is_comment(r, line.at, columns, column))
        return take_source(r, line.at, line.n, portion->line, err);
    if (columns > CONLL_COLUMNS)
        return err_set(err, FAULT_INPUT, "more than %d columns", CONLL_COLUMNS);
    if (!r->shape) {
        r->shape = find_shape(shape, columns, column);
        r->file.count.scheme = r->shape->scheme;
    }
    return take_row(r, columns, column, portion, err);
}

static enum fault end_file(void *state, struct intake *intake, struct err *err)
{
    struct reading *r = state;
    if (!r->file.draft.intake)
        return OK;
    end_sentence(r, intake->line);
    enum fault fault = give(r, true, err);
    conll_file_end(&r->file, intake);
    buf_clear(&r->source);
    r->shape = NULL;
    return fault;
}

static void release(void *state)
{
    struct reading *r = state;
    conll_file_release(&r->file);
    buf_release(&r->source);
    for (unsigned i = 0; i < LAYERS; i++)
        buf_release(&r->tracks[i].label);
}

/* ---- the rows ---- */

const struct conll_shape conll_2002 = {
    .scheme = IOB2, .layers = 1, .middle = "", .docstart = TAG_DOCSTART " O\n\n"};
const struct conll_shape conll_2003 = {
    .scheme = IOB1, .layers = 1, .middle = " _ _", .docstart = TAG_DOCSTART " -X- -X- O\n\n"};
const struct conll_shape conll_biluo = {
    .scheme = BILUO, .layers = 1, .middle = "", .docstart = TAG_DOCSTART " O\n\n"};
const struct conll_shape conll_germeval = {
    .scheme = IOB2, .layers = 2, .numbered = true, .middle = ""};

static enum fault read_2002(void *state, struct intake *intake, const struct portion *portion,
                            struct err *err)
{
    return read_line(state, intake, portion, &conll_2002, err);
}

static enum fault read_2003(void *state, struct intake *intake, const struct portion *portion,
                            struct err *err)
{
    return read_line(state, intake, portion, &conll_2003, err);
}

static enum fault read_germeval(void *state, struct intake *intake, const struct portion *portion,
                                struct err *err)
{
    return read_line(state, intake, portion, &conll_germeval, err);
}

static enum fault read_biluo(void *state, struct intake *intake, const struct portion *portion,
                             struct err *err)
{
    return read_line(state, intake, portion, &conll_biluo, err);
}

#define READER(f)                                                                                  \
    {                                                                                              \
        .state = sizeof(struct reading), .read = f, .end = end_file, .release = release            \
    }
static const struct format_reader reader_2002 = READER(read_2002), reader_2003 = READER(read_2003),
                                  reader_biluo = READER(read_biluo),
                                  reader_germeval = READER(read_germeval);

/* ---- what a file looks like ---- */

struct look {
    size_t rows, columns; /* rows that were seen, and of how many columns each is */
    bool docstart, closing, numbered, chunks;
};

/* Every whole line at the beginning of a file has to be a row, blank, or a comment before rows. */
static bool look_at(const char *bytes, size_t n, struct look *out)
{
    enum { ROWS = 200 };
    struct conll_piece column[CONLL_COLUMNS];
    *out = (struct look){.numbered = true, .chunks = true};
    if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    while (n && out->rows < ROWS) {
        const char *end = memchr(bytes, '\n', n);
        size_t length = end ? (size_t)(end - bytes) : n, used = length + (end != NULL);
        size_t columns = conll_columns(bytes, length, column);
        bool comment =
            length && *bytes == '#' &&
            (columns < 2 || columns > CONLL_COLUMNS || !conll_is_tag(column[columns - 1]));
        bool cut = !end && out->rows; /* the head that was read may end inside a line */
        if (columns && conll_is(column[0], TAG_DOCSTART)) {
            out->docstart = true;
        } else if (columns && !comment && !cut) {
            struct conll_piece tag = column[columns <= CONLL_COLUMNS ? columns - 1 : 0];
            if (columns < 2 || columns > CONLL_COLUMNS || !conll_is_tag(tag) ||
                (out->columns && columns != out->columns))
                return false;
            out->columns = columns;
            out->rows++;
            out->closing |= memchr("LUES", *tag.at, 4) != NULL;
            out->numbered &= columns == 4 && conll_is_number(column[0]) && conll_is_tag(column[2]);
            out->chunks &= columns == 4 && conll_is_tag(column[2]);
        }
        bytes += used;
        n -= used;
    }
    return out->rows > 0;
}

static bool looks_2003(const char *name, const char *bytes, size_t n)
{
    struct look look;
    (void)name;
    return look_at(bytes, n, &look) && !look.closing && look.columns == 4 && !look.numbered &&
           (look.chunks || look.docstart);
}

static bool looks_germeval(const char *name, const char *bytes, size_t n)
{
    struct look look;
    (void)name;
    return look_at(bytes, n, &look) && look.numbered;
}

static bool looks_biluo(const char *name, const char *bytes, size_t n)
{
    struct look look;
    (void)name;
    return look_at(bytes, n, &look) && look.closing;
}

static bool looks_2002(const char *name, const char *bytes, size_t n)
{
    struct look look;
    (void)name;
    return look_at(bytes, n, &look);
}

const struct format format_conll2002 = {
    .name = "conll2002",
    .summary = "token and tag a line, IOB2",
    .extensions = "conll bio iob iob2",
    .unit = UNIT_UTF8,
    .places = "tokens",
    .tokens = true,
    .feed = FEED_LINES,
    .looks = looks_2002,
    .read = &reader_2002,
    .write = &conll_2002_writer,
};

const struct format format_conll2003 = {
    .name = "conll2003",
    .summary = "word, two columns, tag a line, IOB1",
    .extensions = "conll bio iob",
    .unit = UNIT_UTF8,
    .places = "tokens",
    .tokens = true,
    .feed = FEED_LINES,
    .looks = looks_2003,
    .read = &reader_2003,
    .write = &conll_2003_writer,
};

const struct format format_biluo = {
    .name = "biluo",
    .summary = "token and tag a line, BILUO (BIOES is read)",
    .extensions = "conll biluo bilou bioes",
    .unit = UNIT_UTF8,
    .places = "tokens",
    .tokens = true,
    .feed = FEED_LINES,
    .looks = looks_biluo,
    .read = &reader_biluo,
    .write = &conll_biluo_writer,
};

const struct format format_germeval = {
    .name = "germeval",
    .summary = "GermEval 2014: number, token, outer and nested tag",
    .extensions = "conll tsv",
    .unit = UNIT_UTF8,
    .places = "tokens",
    .tokens = true,
    .carries = CARRY_NAMES,
    .feed = FEED_LINES,
    .looks = looks_germeval,
    .read = &reader_germeval,
    .write = &conll_germeval_writer,
};
