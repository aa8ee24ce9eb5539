/* Any lines as records of doccano, Prodigy and spaCy, and as their configurations. What is accepted
 * is written, read again and written again: both writings are the same bytes. The first byte says
 * which format, and how it is read. */
#include <assert.h>

#include "../formats/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"doccano", "doccano-spans", "prodigy", "spacy", "spacy-spans"};
enum { NAMES = sizeof names / sizeof *names };

static void count_up(void *ctx, void *bytes, size_t n)
{
    uint64_t *next = ctx;
    memset(bytes, 0, n);
    ++*next;
    memcpy((uint8_t *)bytes + n - sizeof *next, next, sizeof *next);
}

static int64_t now(void *ctx)
{
    (void)ctx;
    return 1767225600000;
}

static void check_records(const struct exchange *x)
{
    for (size_t i = 0; i < x->records.n; i++) {
        const struct record *r = &x->records.at[i];
        for (size_t k = 0; k < r->n_spans; k++) {
            assert(!range_empty(r->spans[k].at) &&
                   range_holds(article_all(r->article), r->spans[k].at));
            assert(r->spans[k].label < x->labels.n_labels);
        }
        for (size_t k = 0; k < r->n_relations; k++)
            assert(r->relations[k].type < x->labels.n_relations);
    }
}

/* What is read from our own bytes is all of it accepted. */
static void there_and_back(struct exchange *x, enum unit unit)
{
    struct format row = *x->format;
    const struct format *format = x->format;
    struct buf first = {0};
    row.unit = unit;
    x->format = &row;
    assert(exchange_write(x, x->records.at, x->records.n) == OK);
    buf_add(&first, buf_text(&x->out), x->out.size);
    x->format = format;
    x->options.has_unit = unit != format->unit;
    x->options.unit = unit;
    x->skip = false;
    exchange_forget(x);
    assert(values_read(x, buf_text(&first), first.size) == OK);
    x->format = &row;
    assert(exchange_write(x, x->records.at, x->records.n) == OK);
    assert(first.size == x->out.size && memcmp(buf_text(&first), x->out.data, first.size) == 0);
    x->format = format;
    buf_release(&first);
}

static void read_labels(const char *bytes, size_t n)
{
    struct buf json = {0};
    struct labelset labels;
    struct err err = {0};
    if (format_find("doccano")->read_labels(bytes, n, &json, &err) == OK) {
        if (labelset_read(json.data, json.size, &labels, &err) == OK)
            labelset_free(&labels);
    } else {
        assert(err.text[0]);
    }
    buf_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exchange x;
    uint64_t next = 0;
    if (!size)
        return 0;
    unsigned how = *data++ & 0x7f;
    size--;
    format_guess("x.json", (const char *)data, size);
    read_labels((const char *)data, size);
    exchange_begin(&x, names[how % NAMES]);
    x.env = (struct env){.now = now, .random = count_up, .ctx = &next};
    x.skip = how / NAMES & 1;
    x.options.default_label = how / NAMES & 2 ? "quote" : NULL;
    x.options.has_unit = how / NAMES & 4;
    x.options.unit = how / NAMES & 8 ? UNIT_UTF16 : UNIT_CODEPOINT;
    x.options.reanchor = how / NAMES & 8;
    enum fault fault = values_read(&x, (const char *)data, size);
    assert(!fault || x.err.text[0]);
    check_records(&x);
    if (!fault && x.records.n)
        there_and_back(&x, x.options.has_unit && strncmp(x.format->name, "doccano", 7) == 0
                               ? x.options.unit
                               : x.format->unit);
    exchange_end(&x);
    return 0;
}
