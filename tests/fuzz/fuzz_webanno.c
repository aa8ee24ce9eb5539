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

/* A column without a name is written only where a layer has no other: then the layer is the same
 * word by word. */
static bool is_plain(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (data[i] == '|' && (data[i + 1] == '|' || data[i + 1] == '\n' || data[i + 1] == '\r'))
            return false;
    return true;
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

static void say(const struct exchange *x, struct buf *out)
{
    const struct record *r = &x->records.at[0];
    buf_clear(out);
    says(&x->labels, r->spans, r->n_spans, r->relations, r->n_relations, out);
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
        say(&x, &then);
        write_own(&x);
        bool lost = x.losses.size > 0;
        read_own(&x, &first);
        article = x.records.at[0].article;
        assert(article_size(article) == text.size &&
               memcmp(article_bytes(article), buf_text(&text), text.size) == 0);
        assert(x.records.at[0].n_spans == spans);
        say(&x, &now);
        assert(lost || !is_plain(data, size) || same(&now, &then));
        say(&x, &then);
        write_own(&x);
        assert(!x.losses.size);
        bool twins = has_twins(&x.records.at[0]);
        read_own(&x, &second);
        say(&x, &now);
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
