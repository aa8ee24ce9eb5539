/* Reading CoNLL-U and UniversalNER's shape of it. The text is the sentences' # text, or put
 * together from the forms; SpacesAfter and SpacesBefore, where they stand, say what else is between
 * tokens. A sentence that says nothing of what follows it is a line. */
#include "conllu.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "conll_file.h"
#include "formats.h"
#include "spaces.h"

struct reading {
    struct conll_file file;
    struct buf name, gap;       /* of the document; what stands before the next token */
    struct buf sentence;        /* # text of the sentence at hand, */
    size_t at;                  /* as far as its tokens have come */
    bool has_sentence, has_gap; /* has_gap: the file says it */
    bool sentence_over;         /* the gap is that of two sentences */
    struct tag_track track;
    uint32_t start, end; /* of the token that several words share, and */
    size_t last_word;    /* the last of them; 0: none is open */
    size_t words;        /* of the sentence at hand */
    bool named, told_lines, told_entity, told_annotator;
};

/* ---- sentences and documents ---- */

static enum fault end_sentence(struct reading *r, size_t line, struct err *err)
{
    struct err why;
    const char *rest = buf_text(&r->sentence) + r->at;
    bool short_of = r->has_sentence && r->words && !space_only(rest, r->sentence.size - r->at);
    tag_stop(&r->track, &r->file.draft, &r->file.count, line);
    r->sentence_over |= r->words > 0;
    r->words = r->last_word = r->at = 0;
    r->has_sentence = false;
    if (!short_of)
        return OK;
    err_set(&why, FAULT_INPUT, "# text goes on where the sentence's tokens end");
    return draft_refuse(&r->file.draft, line, &why, err);
}

static void put_gap(struct reading *r, const char *otherwise, size_t n)
{
    if (r->has_gap)
        buf_add(&r->file.text, buf_text(&r->gap), r->gap.size);
    else if (r->sentence_over)
        buf_add_char(&r->file.text, '\n');
    else
        buf_add(&r->file.text, otherwise, n);
    buf_clear(&r->gap);
    r->has_gap = r->sentence_over = false;
}

static void clear(struct reading *r)
{
    buf_clear(&r->gap);
    r->named = r->has_gap = r->sentence_over = false;
}

static enum fault give(struct reading *r, bool last, struct err *err)
{
    struct draft *draft = &r->file.draft;
    if (!r->file.open)
        return OK;
    put_gap(r, "", 0);
    draft->failed |= r->name.failed || r->gap.failed || r->sentence.failed;
    if (r->named)
        draft->name = draft_copy(draft, buf_text(&r->name), r->name.size);
    clear(r);
    return conll_file_give(&r->file, last, err);
}

static enum fault begin_document(struct reading *r, const char *name, size_t n, size_t line,
                                 struct err *err)
{
    /* Comments of the sentence that begins here may stand before newdoc. */
    enum fault fault = r->words ? end_sentence(r, line, err) : OK;
    if (!fault)
        fault = give(r, false, err);
    r->file.open = true;
    r->file.line = line;
    r->named = n > 0;
    buf_clear(&r->name);
    buf_add(&r->name, name, n);
    return fault;
}

/* ---- comments ---- */

/* "# key = value"; "# key" has no value. */
static bool take_apart(const char *line, size_t n, struct conll_piece *key,
                       struct conll_piece *value)
{
    while (n && (*line == '#' || *line == ' ' || *line == '\t')) {
        line++;
        n--;
    }
    const char *equals = memchr(line, '=', n);
    size_t size = equals ? (size_t)(equals - line) : n;
    *value = (struct conll_piece){line + n, 0};
    if (equals) {
        size_t skip = size + 1;
        while (skip < n && line[skip] == ' ')
            skip++;
        *value = (struct conll_piece){line + skip, n - skip};
    }
    while (size && line[size - 1] == ' ')
        size--;
    *key = (struct conll_piece){line, size};
    return size > 0;
}

/* Whose set the document's is, as our own writer says it: in comments behind newdoc. */
static void take_set(struct reading *r, struct conll_piece key, struct conll_piece value)
{
    struct draft *draft = &r->file.draft;
    if (!r->file.open || draft->spans.n || r->file.text.size || r->words)
        return;
    if (conll_is(key, "set"))
        draft->has_kind = set_kind_parse(value.at, value.n, &draft->kind);
    else if (!draft->has_kind)
        return;
    else if (conll_is(key, "annotator") && value.n)
        draft->owner = draft_copy(draft, value.at, value.n);
    else if (conll_is(key, "source") && value.n)
        draft->source = draft_copy(draft, value.at, value.n);
    else if (conll_is(key, "status"))
        draft->has_status = status_parse(value.at, value.n, &draft->status);
}

static enum fault take_comment(struct reading *r, const char *line, size_t n, size_t number,
                               struct err *err)
{
    struct conll_piece key, value;
    if (!take_apart(line, n, &key, &value))
        return OK;
    if (conll_is(key, "newdoc") || conll_is(key, "newdoc id"))
        return begin_document(r, value.at, value.n, number, err);
    if (conll_is(key, "text")) {
        buf_clear(&r->sentence);
        buf_add(&r->sentence, value.at, value.n);
        r->has_sentence = !r->sentence.failed; /* which give() says */
        r->at = 0;
        return OK;
    }
    take_set(r, key, value);
    return OK;
}

/* ---- rows ---- */

struct row {
    size_t word, to; /* "3", "3-4"; "3.1": to is 0 */
    struct conll_piece form, tag, after, before;
    bool no_space, entity;
};

static bool digits(const char **at, const char *end, size_t *out)
{
    const char *from = *at;
    size_t value = 0;
    while (*at < end && **at >= '0' && **at <= '9' && *at - from < 9)
        value = value * 10 + (size_t)(*(*at)++ - '0');
    *out = value;
    return *at > from;
}

static bool read_number(struct conll_piece id, struct row *row)
{
    const char *at = id.at, *end = id.at + id.n;
    size_t second;
    if (!digits(&at, end, &row->word))
        return false;
    row->to = row->word;
    if (at == end)
        return row->word > 0;
    char between = *at++;
    if (!digits(&at, end, &second) || at != end)
        return false;
    row->to = between == '-' ? second : 0;
    return between == '.' || (between == '-' && second >= row->word && row->word > 0);
}

static bool has_key(struct conll_piece *field, const char *key)
{
    size_t n = strlen(key);
    if (field->n <= n || memcmp(field->at, key, n) != 0)
        return false;
    field->at += n;
    field->n -= n;
    return true;
}

static void read_misc(struct conll_piece misc, struct row *row)
{
    const char *at = misc.at, *end = misc.at + misc.n;
    while (at < end) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        struct conll_piece field = {at, (size_t)((bar ? bar : end) - at)};
        at = bar ? bar + 1 : end;
        if (has_key(&field, "NE=") || has_key(&field, "NER=") || has_key(&field, "ner=") ||
            has_key(&field, "name="))
            row->tag = field;
        else if (has_key(&field, "SpacesAfter="))
            row->after = field;
        else if (has_key(&field, "SpacesBefore="))
            row->before = field;
        else if (conll_is(field, "SpaceAfter=No"))
            row->no_space = true;
        else if (has_key(&field, "Entity="))
            row->entity = true;
    }
}

/* The token's place in the text of the sentence, with the white space before it. */
static enum fault align(struct reading *r, const struct row *row, size_t line,
                        struct conll_piece *between, struct err *err)
{
    const char *text = buf_text(&r->sentence);
    size_t at = r->at, n = r->sentence.size, space;
    while ((space = space_length(text + at, n - at)) > 0)
        at += space;
    *between = (struct conll_piece){text + r->at, at - r->at};
    if (n - at >= row->form.n && memcmp(text + at, row->form.at, row->form.n) == 0) {
        r->at = at + row->form.n;
        return OK;
    }
    struct err why;
    r->has_sentence = false;
    err_set(&why, FAULT_INPUT, "the form is not what comes next in the sentence's # text");
    return draft_refuse(&r->file.draft, line, &why, err);
}

static enum fault take_form(struct reading *r, const struct row *row, size_t line, struct err *err)
{
    struct conll_piece between = {" ", 1};
    if (r->words == 0 && r->file.text.size == 0)
        between.n = 0;
    if (r->has_sentence) {
        struct conll_piece found = between;
        enum fault fault = align(r, row, line, &found, err);
        if (fault)
            return fault;
        if (r->has_sentence)
            between = found;
    }
    if (r->file.text.size + row->form.n + r->gap.size + 2 > ARTICLE_MAX)
        return err_set(err, FAULT_INPUT, "the document is longer than %d bytes", ARTICLE_MAX);
    if (r->sentence_over && !r->has_gap && !r->told_lines) {
        r->told_lines = true;
        draft_tell(&r->file.draft, line,
                   "what stands between sentences is not in the file: each becomes a line");
    }
    put_gap(r, between.at, between.n);
    if (row->before.n)
        conllu_unescape(row->before.at, row->before.n, &r->file.text);
    r->start = (uint32_t)r->file.text.size;
    buf_add(&r->file.text, row->form.at, row->form.n);
    r->end = (uint32_t)r->file.text.size;
    r->has_gap = row->after.n > 0 || row->no_space;
    if (row->after.n)
        conllu_unescape(row->after.at, row->after.n, &r->gap);
    return OK;
}

static enum fault take_tag(struct reading *r, const struct row *row, size_t line, struct err *err)
{
    struct tag tag = {.prefix = 'O'};
    struct buf label = {0};
    enum fault fault = OK;
    if (row->tag.n && !conll_is(row->tag, "_") && !tag_parse(row->tag.at, row->tag.n, &tag)) {
        struct err why;
        tag_wrong(row->tag.at, row->tag.n, &why);
        fault = draft_refuse(&r->file.draft, line, &why, err);
    }
    if (tag.n && memchr(tag.label, '\\', tag.n)) {
        conllu_unescape(tag.label, tag.n, &label);
        r->file.draft.failed |= label.failed;
        tag.label = buf_text(&label);
        tag.n = label.size;
    }
    if (!fault)
        tag_step(&r->track, &r->file.draft, &r->file.count, tag, r->start, r->end, line);
    buf_release(&label);
    return fault;
}

static void note_entity(struct reading *r, size_t line)
{
    if (r->told_entity)
        return;
    r->told_entity = true;
    r->file.draft.intake->counts.passed_over++;
    draft_tell(&r->file.draft, line,
               "Entity= in brackets is not read, only NE=B-label and the like");
}

static enum fault take_row(struct reading *r, const struct row *row, size_t line, struct err *err)
{
    if (!r->file.open) {
        enum fault fault = begin_document(r, "", 0, line, err);
        if (fault)
            return fault;
    }
    if (row->entity)
        note_entity(r, line);
    if (row->to == 0) /* a word that is not in the text */
        return OK;
    if (row->to != row->word || row->word > r->last_word) {
        if (row->form.n == 0)
            return err_set(err, FAULT_INPUT, "the form is empty");
        enum fault fault = take_form(r, row, line, err);
        if (fault)
            return fault;
        r->last_word = row->to != row->word ? row->to : 0;
    }
    r->words++;
    return row->to == row->word ? take_tag(r, row, line, err) : OK;
}

static enum fault read_row(struct reading *r, const char *line, size_t n, size_t number,
                           struct err *err)
{
    struct conll_piece column[CONLL_COLUMNS];
    struct row row = {0};
    size_t columns = conll_columns(line, n, column);
    if (columns != CONLLU_COLUMNS && columns != UNER_COLUMNS)
        return err_set(err, FAULT_INPUT,
                       "%zu columns where CoNLL-U has %d and UniversalNER %d, parted by tabs",
                       columns, CONLLU_COLUMNS, UNER_COLUMNS);
    enum fault fault = conll_file_columns(&r->file, columns, err);
    if (fault)
        return fault;
    if (!read_number(column[0], &row))
        return err_set(err, FAULT_INPUT, "the first column is no word's number");
    row.form = column[1];
    if (columns == UNER_COLUMNS)
        row.tag = column[2];
    else
        read_misc(column[9], &row);
    if (columns == UNER_COLUMNS && !r->told_annotator && !conll_is(column[4], "-")) {
        r->told_annotator = true;
        r->file.draft.intake->counts.passed_over++;
        draft_tell(&r->file.draft, number, "the annotators in the fifth column are not taken");
    }
    return take_row(r, &row, number, err);
}

static enum fault read_line(void *state, struct intake *intake, const struct portion *portion,
                            struct err *err)
{
    struct reading *r = state;
    struct conll_piece line;
    conll_file_begin(&r->file, intake, portion);
    enum fault fault = conll_file_line(portion, &line, err);
    if (fault)
        return fault;
    if (line.n && line.at[line.n - 1] == '\r')
        line.n--;
    if (line.n == 0)
        return end_sentence(r, portion->line, err);
    if (*line.at == '#')
        return take_comment(r, line.at, line.n, portion->line, err);
    return read_row(r, line.at, line.n, portion->line, err);
}

static enum fault end_file(void *state, struct intake *intake, struct err *err)
{
    struct reading *r = state;
    if (!r->file.draft.intake)
        return OK;
    enum fault fault = end_sentence(r, intake->line, err);
    if (!fault)
        fault = give(r, true, err);
    conll_file_end(&r->file, intake);
    clear(r);
    return fault;
}

static void release(void *state)
{
    struct reading *r = state;
    conll_file_release(&r->file);
    buf_release(&r->name);
    buf_release(&r->gap);
    buf_release(&r->sentence);
    buf_release(&r->track.label);
}

void conllu_unescape(const char *text, size_t n, struct buf *out)
{
    static const char what[] = "strnp\\", as[] = " \t\r\n|\\";
    for (size_t i = 0; i < n; i++) {
        const char *at =
            text[i] == '\\' && i + 1 < n ? memchr(what, text[i + 1], sizeof what - 1) : NULL;
        buf_add_char(out, at ? as[at - what] : text[i]);
        i += at != NULL;
    }
}

/* ---- the rows ---- */

/* The first row of the file, behind comments. */
static size_t first_row(const char *bytes, size_t n, struct conll_piece column[CONLL_COLUMNS])
{
    while (n) {
        const char *end = memchr(bytes, '\n', n);
        size_t length = end ? (size_t)(end - bytes) : n, used = length + (end != NULL);
        size_t columns = *bytes == '#' ? 0 : conll_columns(bytes, length, column);
        if (columns)
            return memchr(bytes, '\t', length) ? columns : 0;
        bytes += used;
        n -= used;
    }
    return 0;
}

static bool looks_conllu(const char *name, const char *bytes, size_t n)
{
    struct conll_piece column[CONLL_COLUMNS];
    struct row row;
    (void)name;
    return first_row(bytes, n, column) == CONLLU_COLUMNS && read_number(column[0], &row);
}

static bool looks_uner(const char *name, const char *bytes, size_t n)
{
    struct conll_piece column[CONLL_COLUMNS];
    struct row row;
    (void)name;
    return first_row(bytes, n, column) == UNER_COLUMNS && read_number(column[0], &row) &&
           conll_is_tag(column[2]);
}

static const struct format_reader reader = {
    .state = sizeof(struct reading), .read = read_line, .end = end_file, .release = release};

const struct format format_conllu = {
    .name = "conllu",
    .summary = "CoNLL-U, the spans in MISC as NE=B-label",
    .extensions = "conllu conllup",
    .unit = UNIT_UTF8,
    .places = "tokens",
    .carries = CARRY_NAMES | CARRY_AUTHORS | CARRY_STATUS,
    .tokens = true,
    .feed = FEED_LINES,
    .looks = looks_conllu,
    .read = &reader,
    .write = &conllu_writer,
};

const struct format format_uner = {
    .name = "uner",
    .summary = "UniversalNER: number, token, tag, with # text",
    .extensions = "iob2",
    .unit = UNIT_UTF8,
    .places = "tokens",
    .carries = CARRY_NAMES,
    .tokens = true,
    .feed = FEED_LINES,
    .looks = looks_uner,
    .read = &reader,
    .write = &uner_writer,
};
