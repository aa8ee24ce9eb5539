/* Any bytes as a label set, and as edits in their canonical form on a text of that label set's. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/base/buf.h"
#include "manicule/formats/labelset_json.h"
#include "manicule/marks/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_labels(const struct labelset *labels)
{
    assert(labels->n_labels >= 1 && labels->n_labels <= LABELS_MAX);
    for (size_t i = 0; i < labels->n_labels; i++) {
        const struct label *label = &labels->labels[i];
        assert(labelset_find(labels, label->name, strlen(label->name)) == i);
        for (size_t k = 0; k < i && *label->key && !label->retired; k++)
            assert(labels->labels[k].retired || strcmp(labels->labels[k].key, label->key) != 0);
        for (size_t k = 0; k < label->n_attributes; k++)
            assert(label_attribute(label, label->attributes[k].name,
                                   strlen(label->attributes[k].name)) == &label->attributes[k]);
    }
    for (size_t i = 0; i < labels->n_relations; i++)
        assert(labels->relations[i].from < labels->n_labels &&
               labels->relations[i].to < labels->n_labels);
}

/* What is read is written, and the writing reads as the same label set. */
static void check_writing(const struct labelset *labels)
{
    struct labelset again;
    struct buf once = {0}, twice = {0};
    labelset_write(labels, &once);
    enum fault fault = labelset_read(once.data, once.size, &again, NULL);
    assert(fault == OK && again.n_labels == labels->n_labels);
    check_labels(&again);
    labelset_write(&again, &twice);
    assert(twice.size == once.size && memcmp(twice.data, once.data, once.size) == 0);
    labelset_free(&again);
    buf_release(&twice);
    buf_release(&once);
}

static const struct labelset *news(void)
{
    static struct labelset labels; /* read once: it takes longer than most inputs */
    size_t n;
    const char *json = labelset_builtin(&n);
    if (labels.n_labels == 0 && labelset_read(json, n, &labels, NULL) != OK)
        abort();
    return &labels;
}

/* What is read as edits is written as the same bytes. */
static void check_edits(const uint8_t *data, size_t size)
{
    static const char text[] = "Roux \xe6\x9d\x91 said: \"two tons\"";
    struct edits edits = {0};
    struct buf back = {0};
    struct article *article = article_copy(text, sizeof text - 1);
    if (!article)
        abort();
    if (codec_read((const char *)data, size, news(), article, &edits, NULL) == OK) {
        codec_write(&edits, news(), article, &back);
        assert(back.size == size && (size == 0 || memcmp(back.data, data, size) == 0));
    }
    edits_release(&edits);
    buf_release(&back);
    article_free(article);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct labelset labels;
    struct err err = {0};
    if (labelset_read((const char *)data, size, &labels, &err) == OK) {
        check_labels(&labels);
        check_writing(&labels);
    } else {
        assert(err.text[0] && !labels.arena.head);
    }
    labelset_free(&labels);
    check_edits(data, size);
    return 0;
}
