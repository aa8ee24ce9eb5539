/* Any file as WebAnno TSV. What comes in of it is written and read again: the text and all marks
 * are the same, but for what the writer confesses. What it has written loses nothing more, and
 * without twins it is the same file again. */
#include <assert.h>
#include <stdint.h>

#include "../formats/exchange.h"
#include "../formats/says.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As exchange_begin(), with no labels but those that come: the news label set takes longer to read
 * than most inputs. */
static void begin(struct exchange *x)
{
    *x = (struct exchange){.format = format_find("webanno"), .env = test_env(7), .skip = true};
    x->options = (struct intake_options){.owner = "alice", .add_labels = true};
    if (!labelset_grow(&x->labels))
        abort();
}

static void read_own(struct exchange *x, struct buf *file)
{
    buf_clear(file);
    buf_add(file, buf_text(&x->out), x->out.size);
    exchange_forget(x);
    x->skip = false;
    assert(exchange_read(x, strchr(buf_text(file), '#'), strlen(strchr(buf_text(file), '#')), NULL,
                         0) == OK);
    assert(x->records.n == 1);
}

static void write_own(struct exchange *x)
{
    x->records.at[0].document.name = "file";
    if (exchange_write(x, x->records.at, 1) != OK)
        abort();
}

static char *bare(char *attrs)
{
    bool ok;
    char *without = attrs_with(attrs, ATTRIBUTE_SOURCE_LAYER, NULL, 0, &ok);
    assert(ok);
    return without;
}

/* layers: with the words of their layers, which are others where the file has a layer twice. */
static void say(const struct exchange *x, bool layers, struct buf *out)
{
    const struct record *r = &x->records.at[0];
    struct span *spans = calloc(r->n_spans + 1, sizeof *spans);
    struct relation *relations = calloc(r->n_relations + 1, sizeof *relations);
    assert(spans && relations);
    for (size_t i = 0; i < r->n_spans; i++) {
        spans[i] = r->spans[i];
        spans[i].attrs = layers ? NULL : bare(r->spans[i].attrs);
    }
    for (size_t i = 0; i < r->n_relations; i++) {
        relations[i] = r->relations[i];
        relations[i].attrs = layers ? NULL : bare(r->relations[i].attrs);
    }
    buf_clear(out);
    if (layers)
        says(&x->labels, r->spans, r->n_spans, r->relations, r->n_relations, out);
    else
        says(&x->labels, spans, r->n_spans, relations, r->n_relations, out);
    for (size_t i = 0; i < r->n_spans; i++)
        free(spans[i].attrs);
    for (size_t i = 0; i < r->n_relations; i++)
        free(relations[i].attrs);
    free(spans);
    free(relations);
}

static bool same(const struct buf *a, const struct buf *b)
{
    return a->size == b->size && memcmp(buf_text(a), buf_text(b), a->size) == 0;
}

static bool has_twins(const struct record *r)
{
    for (size_t i = 1; i < r->n_spans; i++)
        if (range_equal(r->spans[i].at, r->spans[i - 1].at))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exchange x;
    struct buf first = {0}, second = {0}, text = {0}, now = {0}, then = {0};
    begin(&x);
    if (exchange_read(&x, (const char *)data, size, NULL, 0) == OK) {
        assert(x.records.n == 1);
        const struct article *article = x.records.at[0].article;
        buf_add(&text, article_bytes(article), article_size(article));
        size_t spans = x.records.at[0].n_spans;
        say(&x, false, &then);
        write_own(&x);
        bool lost = x.losses.size > 0;
        read_own(&x, &first);
        article = x.records.at[0].article;
        assert(article_size(article) == text.size &&
               memcmp(article_bytes(article), buf_text(&text), text.size) == 0);
        assert(x.records.at[0].n_spans == spans);
        say(&x, false, &now);
        assert(lost || same(&now, &then));
        say(&x, true, &then);
        write_own(&x);
        assert(!x.losses.size);
        bool twins = has_twins(&x.records.at[0]);
        read_own(&x, &second);
        say(&x, true, &now);
        assert(same(&now, &then));
        assert(twins || lost || same(&first, &second));
    }
    exchange_end(&x);
    buf_release(&first);
    buf_release(&second);
    buf_release(&text);
    buf_release(&now);
    buf_release(&then);
    return 0;
}
