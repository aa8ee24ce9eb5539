/* Reads what codec.c writes, and nothing else: bytes that are not canonical are damage. */
#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/codec.h"
#include "manicule/text/units.h"

enum { MOST_FIELDS = 15 }; /* a changed comment: kind, sign, id and twice six */

struct field {
    const char *at;
    size_t n;
};

/* One line being read. The first thing that is wrong is kept in `wrong`; what follows is skipped.
 */
struct reader {
    const struct labelset *labels;
    const struct article *before, *after, *article; /* article: of the image at hand */
    struct field field[MOST_FIELDS];
    size_t n, next;
    const char *wrong;
};

/* What a span or comment holds while its edit is made; kept from line to line for its memory. */
struct scratch {
    VEC(struct range) fragments;
    struct buf one, two;
};

static void is_wrong(struct reader *r, const char *what)
{
    if (!r->wrong)
        r->wrong = what;
}

static bool is_word(struct field field, const char *word)
{
    return field.n == strlen(word) && memcmp(field.at, word, field.n) == 0;
}

static struct field take(struct reader *r)
{
    if (r->next < r->n)
        return r->field[r->next++];
    is_wrong(r, "a field is missing");
    return (struct field){"", 0};
}

static bool split_line(struct reader *r, const char *line, size_t n)
{
    r->n = r->next = 0;
    for (const char *end = line + n;;) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        if (r->n == MOST_FIELDS)
            return false;
        r->field[r->n++] = (struct field){line, (size_t)((tab ? tab : end) - line)};
        if (!tab)
            return true;
        line = tab + 1;
    }
}

static char *take_text(struct reader *r, struct buf *out)
{
    struct field field = take(r);
    buf_clear(out);
    buf_add(out, "", 0);
    for (size_t i = 0; i < field.n; i++) {
        char c = field.at[i];
        if (c == '\\') {
            c = ++i < field.n ? field.at[i] : '\0';
            if (c != '\\' && c != 'n' && c != 't')
                is_wrong(r, "an escape is none");
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        buf_add_char(out, c);
    }
    return out->data;
}

static char *take_attrs(struct reader *r, struct buf *out)
{
    char *attrs = take_text(r, out);
    if (out->failed || !*attrs)
        return NULL;
    if (!attrs_valid(attrs))
        is_wrong(r, "the attributes are not canonical");
    return attrs;
}

static struct uuid take_id(struct reader *r)
{
    struct field field = take(r);
    struct uuid id = {{0}};
    if (!uuid_parse(field.at, field.n, &id))
        is_wrong(r, "an id is none");
    return id;
}

/* Digits without leading zeros; *at moves behind them. */
static uint64_t number(struct reader *r, const char **at, const char *end, uint64_t most)
{
    const char *start = *at;
    uint64_t value = 0;
    while (*at < end && **at >= '0' && **at <= '9') {
        unsigned digit = (unsigned)(**at - '0');
        if (value > (most - digit) / 10) {
            is_wrong(r, "a number is too large");
            return 0;
        }
        value = value * 10 + digit;
        ++*at;
    }
    if (*at == start || (*start == '0' && *at - start > 1))
        is_wrong(r, "a number is not well formed");
    return value;
}

static int64_t take_time(struct reader *r)
{
    struct field field = take(r);
    const char *at = field.at, *end = at + field.n;
    bool negative = field.n && *at == '-';
    if (negative)
        at++;
    int64_t value = (int64_t)number(r, &at, end, INT64_MAX);
    if (at != end || (negative && value == 0))
        is_wrong(r, "a time is none");
    return negative ? -value : value;
}

static struct pos place(struct reader *r, const char **at, const char *end)
{
    struct pos pos = {0};
    uint64_t codepoint = number(r, at, end, UINT32_MAX);
    if (!r->wrong && !article_from_codepoint(r->article, (uint32_t)codepoint, &pos))
        is_wrong(r, "a place is behind the end of the text");
    return pos;
}

static bool take_places(struct reader *r, struct scratch *scratch)
{
    struct field field = take(r);
    const char *at = field.at, *end = at + field.n;
    scratch->fragments.n = 0;
    while (!r->wrong) {
        struct range fragment = {.start = place(r, &at, end)};
        if (at == end || *at++ != '-')
            is_wrong(r, "places are not well formed");
        else
            fragment.end = place(r, &at, end);
        if (r->wrong)
            break;
        size_t n = scratch->fragments.n;
        if (range_empty(fragment) ||
            (n && fragment.start.byte <= scratch->fragments.at[n - 1].end.byte))
            is_wrong(r, "places are not in order");
        else if (n == UINT16_MAX)
            is_wrong(r, "a span has too many fragments");
        else if (!vec_push(&scratch->fragments, fragment))
            return false;
        if (at == end)
            break;
        if (*at++ != ',')
            is_wrong(r, "places are not well formed");
    }
    return true;
}

/* The span's strings and fragments are the scratch's. False: no memory. */
static bool take_span(struct reader *r, struct uuid id, struct span *out, struct scratch *scratch)
{
    const char *label = take_text(r, &scratch->one);
    *out = (struct span){.id = id};
    if (scratch->one.failed)
        return false;
    out->label = labelset_find(r->labels, label, scratch->one.size);
    if (out->label == LABEL_NONE)
        is_wrong(r, "a label is not in the label set");
    struct field field = take(r);
    enum origin origin = ORIGIN_MANUAL;
    if (!origin_parse(field.at, field.n, &origin))
        is_wrong(r, "an origin is none");
    out->origin = (uint8_t)origin;
    if (!take_places(r, scratch))
        return false;
    out->attrs = take_attrs(r, &scratch->two);
    if (scratch->two.failed)
        return false;
    if (r->wrong)
        return true;
    size_t n = scratch->fragments.n;
    out->n_fragments = (uint16_t)n;
    out->at = (struct range){scratch->fragments.at[0].start, scratch->fragments.at[n - 1].end};
    out->fragments = n > 1 ? scratch->fragments.at : NULL;
    return true;
}

static bool take_link(struct reader *r, struct relation *out, struct scratch *scratch)
{
    const char *type = take_text(r, &scratch->one);
    if (scratch->one.failed)
        return false;
    out->type = labelset_relation(r->labels, type, scratch->one.size);
    if (out->type == LABEL_NONE)
        is_wrong(r, "a relation is not in the label set");
    out->attrs = take_attrs(r, &scratch->two);
    return !scratch->two.failed;
}

/* One of two words: is it the second? */
static bool take_choice(struct reader *r, const char *first, const char *second)
{
    struct field field = take(r);
    if (!is_word(field, first) && !is_word(field, second))
        is_wrong(r, "a word is none of those expected");
    return is_word(field, second);
}

/* The id of a span, or "-": none. */
static struct uuid take_id_or_none(struct reader *r)
{
    struct uuid id = {{0}};
    if (r->next < r->n && is_word(r->field[r->next], "-")) {
        r->next++;
        return id;
    }
    id = take_id(r);
    if (uuid_is_zero(id))
        is_wrong(r, "an id is none");
    return id;
}

static bool take_comment(struct reader *r, struct uuid id, struct comment *out,
                         struct scratch *scratch)
{
    *out = (struct comment){.id = id};
    out->span = take_id_or_none(r);
    out->doubt = take_choice(r, "comment", "doubt");
    out->settled = take_choice(r, "open", "settled");
    out->at = take_time(r);
    out->author = take_text(r, &scratch->one);
    out->text = take_text(r, &scratch->two);
    return !scratch->one.failed && !scratch->two.failed;
}

static uint64_t take_digest(struct reader *r)
{
    struct field field = take(r);
    uint64_t digest = 0;
    size_t digits = 0;
    for (; digits < field.n; digits++) {
        const char *digit = strchr("0123456789abcdef", field.at[digits]);
        if (!digit)
            break;
        digest = digest << 4 | (uint64_t)(digit - "0123456789abcdef");
    }
    if (digits != 16 || field.n != 16)
        is_wrong(r, "a digest is none");
    return digest;
}

static bool take_verdict(struct reader *r, uint64_t item, struct verdict *out,
                         struct scratch *scratch)
{
    *out = (struct verdict){.item = item};
    struct field field = take(r);
    enum verdict_kind kind = VERDICT_ACCEPTED;
    if (!verdict_parse(field.at, field.n, &kind))
        is_wrong(r, "a verdict is none");
    out->kind = (uint8_t)kind;
    field = take(r);
    const char *at = field.at, *end = at + field.n;
    out->round = (uint8_t)number(r, &at, end, UINT8_MAX);
    if (at != end)
        is_wrong(r, "a round is none");
    out->reading = take_digest(r);
    out->span = take_id_or_none(r);
    out->reason = take_text(r, &scratch->one);
    return !scratch->one.failed;
}

static enum status take_status(struct reader *r)
{
    struct field field = take(r);
    enum status status = STATUS_NEW;
    if (!status_parse(field.at, field.n, &status))
        is_wrong(r, "a status is none");
    return status;
}

static void finish_line(struct reader *r)
{
    if (r->next != r->n)
        is_wrong(r, "there are too many fields");
}

static bool read_span(struct reader *r, char sign, struct scratch scratch[2], struct edits *out)
{
    struct uuid id = take_id(r);
    struct span image[2];
    r->article = sign == '+' ? r->after : r->before;
    if (!take_span(r, id, &image[0], &scratch[0]))
        return false;
    r->article = r->after;
    if (sign == '=' && !take_span(r, id, &image[1], &scratch[1]))
        return false;
    finish_line(r);
    if (r->wrong)
        return true;
    if (sign == '+')
        edits_add_span(out, &image[0]);
    else if (sign == '-')
        edits_delete_span(out, &image[0]);
    else
        edits_change_span(out, &image[0], &image[1]);
    return !out->failed;
}

static bool read_relation(struct reader *r, char sign, struct scratch scratch[2], struct edits *out)
{
    struct relation image[2] = {{.id = take_id(r)}};
    image[0].from = take_id(r);
    image[0].to = take_id(r);
    image[1] = image[0];
    if (!take_link(r, &image[0], &scratch[0]))
        return false;
    if (sign == '=' && !take_link(r, &image[1], &scratch[1]))
        return false;
    finish_line(r);
    if (r->wrong)
        return true;
    if (sign == '+')
        edits_add_relation(out, &image[0]);
    else if (sign == '-')
        edits_delete_relation(out, &image[0]);
    else
        edits_change_relation(out, &image[0], &image[1]);
    return !out->failed;
}

static bool read_comment(struct reader *r, char sign, struct scratch scratch[2], struct edits *out)
{
    struct uuid id = take_id(r);
    struct comment image[2];
    if (!take_comment(r, id, &image[0], &scratch[0]))
        return false;
    if (sign == '=' && !take_comment(r, id, &image[1], &scratch[1]))
        return false;
    finish_line(r);
    if (!r->wrong)
        edits_comment(out, sign == '+' ? NULL : &image[0],
                      sign == '+'   ? &image[0]
                      : sign == '=' ? &image[1]
                                    : NULL);
    return !out->failed;
}

static bool read_verdict(struct reader *r, char sign, struct scratch scratch[2], struct edits *out)
{
    uint64_t item = take_digest(r);
    struct verdict image[2];
    if (!take_verdict(r, item, &image[0], &scratch[0]))
        return false;
    if (sign == '=' && !take_verdict(r, item, &image[1], &scratch[1]))
        return false;
    finish_line(r);
    if (!r->wrong)
        edits_verdict(out, sign == '+' ? NULL : &image[0],
                      sign == '+'   ? &image[0]
                      : sign == '=' ? &image[1]
                                    : NULL);
    return !out->failed;
}

static bool read_status(struct reader *r, char sign, struct scratch scratch[2], struct edits *out)
{
    (void)scratch;
    enum status before = take_status(r), after = take_status(r);
    finish_line(r);
    if (sign != '=')
        is_wrong(r, "a status can only change");
    if (!r->wrong)
        edits_status(out, before, after);
    return !out->failed;
}

static const struct {
    const char *name;
    bool (*read)(struct reader *, char sign, struct scratch[2],
                 struct edits *); /* false: no memory */
} kinds[] = {{"span", read_span},
             {"relation", read_relation},
             {"comment", read_comment},
             {"verdict", read_verdict},
             {"status", read_status}};

static bool read_line(struct reader *r, const char *line, size_t n, struct scratch scratch[2],
                      struct edits *out)
{
    if (!split_line(r, line, n)) {
        is_wrong(r, "there are too many fields");
        return true;
    }
    struct field kind = take(r), sign = take(r);
    if (sign.n != 1 || !memchr("+-=", *sign.at, 3)) {
        is_wrong(r, "it neither adds nor deletes nor changes");
        return true;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_word(kind, kinds[i].name))
            return kinds[i].read(r, *sign.at, scratch, out);
    is_wrong(r, "the kind of edit is unknown");
    return true;
}

enum fault codec_read(const char *bytes, size_t n, const struct labelset *labels,
                      const struct article *article, struct edits *out, struct err *err)
{
    return codec_read_across(bytes, n, labels, article, article, out, err);
}

enum fault codec_read_across(const char *bytes, size_t n, const struct labelset *labels,
                             const struct article *before, const struct article *after,
                             struct edits *out, struct err *err)
{
    struct reader r = {.labels = labels, .before = before, .after = after};
    struct scratch scratch[2] = {0};
    struct edits edits = {0};
    enum fault fault = OK;
    size_t bad, line = 1;
    if (!text_check((const uint8_t *)bytes, n, &bad))
        return err_set(err, FAULT_DAMAGED, "byte %zu: not UTF-8", bad);
    for (const char *at = bytes, *end = bytes + n; at < end; line++) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        bool memory = true;
        if (lf)
            memory = read_line(&r, at, (size_t)(lf - at), scratch, &edits);
        else
            is_wrong(&r, "its end is missing");
        if (!memory)
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        else if (r.wrong)
            fault = err_set(err, FAULT_DAMAGED, "line %zu: %s", line, r.wrong);
        if (fault != OK)
            break;
        at = lf + 1;
    }
    for (int i = 0; i < 2; i++) {
        vec_free(&scratch[i].fragments);
        buf_release(&scratch[i].one);
        buf_release(&scratch[i].two);
    }
    if (fault != OK)
        edits_release(&edits);
    else
        *out = edits;
    return fault;
}
