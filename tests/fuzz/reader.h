/* reader.h: any bytes as a file of a foreign format. What is accepted lies in its text; written by
 * the format's writer and read again it is the same file. The first byte chooses the options. */
#ifndef MANICULE_TESTS_FUZZ_READER_H
#define MANICULE_TESTS_FUZZ_READER_H

#include <assert.h>

#include "../formats/exchange.h"

static void check_record(const struct record *r)
{
    assert(r->article && r->document.name);
    for (size_t i = 0; i < r->n_spans; i++)
        for (size_t k = 0; k < r->spans[i].n_fragments; k++) {
            struct range at = span_fragment(&r->spans[i], k);
            assert(!range_empty(at) && range_holds(article_all(r->article), at));
            assert(article_is_boundary(r->article, at.start));
            assert(article_is_boundary(r->article, at.end));
        }
}

/* A project would refuse a second set of the same owner, and give each document its id. */
static size_t keep_first(struct exchange *x)
{
    size_t n = 0;
    for (size_t i = 0; i < x->records.n; i++) {
        struct record *r = &x->records.at[i];
        check_record(r);
        bool taken = false;
        for (size_t k = 0; k < n; k++)
            taken |= memcmp(x->records.at[k].document.sha256, r->document.sha256, 32) == 0;
        if (taken) {
            record_release(r);
            continue;
        }
        if (!r->has_id)
            r->document.id = uuid_new(&x->env);
        x->records.at[n++] = *r;
    }
    return x->records.n = n;
}

/* A small label set: it is read anew for each input, as it grows. */
static void begin(struct exchange *x, const char *format)
{
    static const char json[] =
        "{\"manicule_labels\":1,\"name\":\"small\",\"version\":1,\"labels\":["
        "{\"name\":\"quote\",\"attributes\":[{\"name\":\"type\",\"type\":\"choice\","
        "\"choices\":[\"direct\",\"partial\"]}]},{\"name\":\"speaker\",\"attributes\":["
        "{\"name\":\"name\",\"type\":\"text\"}]},{\"name\":\"amount\"}],\"relations\":["
        "{\"name\":\"said-by\",\"from\":\"quote\",\"to\":\"speaker\"}]}";
    *x = (struct exchange){.format = format_find(format), .env = test_env(7)};
    assert(x->format && labelset_read(json, sizeof json - 1, &x->labels, &x->err) == OK);
    assert(labelset_grow(&x->labels));
    x->options = (struct intake_options){.owner = "alice"};
}

static int fuzz_reader(const char *format, const uint8_t *data, size_t size)
{
    struct exchange x;
    struct buf once = {0};
    begin(&x, format);
    uint8_t how = size ? data[0] : 0;
    size_t used = size ? 1 : 0;
    x.skip = how & 1;
    x.options.add_labels = how & 2;
    x.options.reanchor = how & 4;
    x.options.default_label = how & 8 ? "amount" : NULL;
    x.options.source = how & 16 ? "model" : NULL;
    enum fault fault = exchange_read(&x, (const char *)data + used, size - used, NULL, 0);
    if (fault) {
        assert(x.err.text[0]);
    } else if (keep_first(&x)) {
        assert(exchange_write(&x, x.records.at, x.records.n) == OK);
        buf_add(&once, buf_text(&x.out), x.out.size);
        exchange_forget(&x);
        x.skip = false;
        x.options.add_labels = false;
        if (exchange_read(&x, buf_text(&once), once.size, NULL, 0) != OK) {
            fprintf(stderr, "%s\n%s\n", x.err.text, buf_text(&once));
            abort();
        }
        assert(exchange_write(&x, x.records.at, x.records.n) == OK);
        assert(x.out.size == once.size && memcmp(x.out.data, once.data, once.size) == 0);
    }
    buf_release(&once);
    exchange_end(&x);
    return 0;
}

#endif
