/* Writing tokens in columns: CoNLL-2002, CoNLL-2003, BILUO and GermEval. What stands between tokens
 * is not carried. A paragraph is a sentence here: the file's own text, a sentence a line, is then
 * cut at the same places again. */
#include "conll.h"

#include <inttypes.h>
#include <string.h>

struct writing {
    struct tag_sheet tags;
    struct buf name, last; /* of the document at hand, and of the one before it */
    uint64_t twins;        /* how many of that name stand before, one after another */
};

static void put_tags(struct writing *w, struct outlet *o, const struct sheet *sheet,
                     const struct conll_shape *shape, size_t token, size_t from)
{
    for (unsigned layer = 0; layer < shape->layers; layer++) {
        uint32_t span;
        const char *prefix = tag_of(&w->tags, sheet, layer, token, from, shape->scheme, &span);
        outlet_text(o, shape->numbered ? "\t" : " ");
        outlet_text(o, prefix);
        if (span != NOBODY)
            outlet_text(o, outlet_label(o, sheet->spans[span]));
    }
    outlet_text(o, "\n");
}

/* The document's name where a sentence has one; twins that follow each other are numbered, so that
 * they stay two. */
static void name_document(struct writing *w, struct outlet *o, const char *name)
{
    tag_document_name(&w->name, name);
    bool same = w->last.data && w->name.size == w->last.size &&
                memcmp(buf_text(&w->name), buf_text(&w->last), w->name.size) == 0;
    w->twins = same ? w->twins + 1 : 0;
    buf_clear(&w->last);
    buf_add(&w->last, buf_text(&w->name), w->name.size);
    if (w->twins)
        buf_printf(&w->name, "\t%" PRIu64, w->twins + 1);
    if (w->name.failed || w->last.failed)
        outlet_no_memory(o);
}

static void begin_sentence(struct writing *w, struct outlet *o, const struct conll_shape *shape)
{
    if (!shape->numbered)
        return;
    outlet_text(o, "#\t");
    outlet_add(o, buf_text(&w->name), w->name.size);
    outlet_text(o, "\n");
}

static enum fault put_sheet(struct writing *w, struct outlet *o, const struct sheet *sheet,
                            const struct conll_shape *shape)
{
    struct tag_units units = {.article = sheet->document->article};
    size_t from = 0;
    /* All O would say that somebody looked, and found nothing. */
    if (!sheet->set || !tag_sheet_make(&w->tags, o, sheet, shape->layers, false))
        return outlet_fault(o);
    if (shape->docstart)
        outlet_text(o, shape->docstart);
    if (shape->numbered)
        name_document(w, o, sheet->document->name);
    for (size_t i = 0; i < w->tags.tokens.n; i++) {
        bool begins = tag_units_begin(&units, w->tags.tokens.at[i]);
        if (i == 0 || (begins && !tag_goes_on(&w->tags, i))) {
            if (i)
                outlet_text(o, "\n");
            begin_sentence(w, o, shape);
            from = i;
        }
        if (shape->numbered)
            outlet_printf(o, "%zu\t", i - from + 1);
        outlet_slice(o, w->tags.tokens.at[i]);
        outlet_text(o, shape->middle);
        put_tags(w, o, sheet, shape, i, from);
    }
    if (w->tags.tokens.n == 0)
        begin_sentence(w, o, shape);
    if (w->tags.tokens.n || shape->numbered)
        outlet_text(o, "\n");
    return outlet_fault(o);
}

static enum fault sheet_2002(void *state, struct outlet *o, const struct sheet *sheet,
                             struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, &conll_2002);
}

static enum fault sheet_2003(void *state, struct outlet *o, const struct sheet *sheet,
                             struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, &conll_2003);
}

static enum fault sheet_biluo(void *state, struct outlet *o, const struct sheet *sheet,
                              struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, &conll_biluo);
}

static enum fault sheet_germeval(void *state, struct outlet *o, const struct sheet *sheet,
                                 struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, &conll_germeval);
}

static void release(void *state)
{
    struct writing *w = state;
    tag_sheet_release(&w->tags);
    buf_release(&w->name);
    buf_release(&w->last);
}

#define WRITER(f)                                                                                  \
    {                                                                                              \
        .state = sizeof(struct writing), .sheet = f, .release = release                            \
    }
const struct format_writer conll_2002_writer = WRITER(sheet_2002),
                           conll_2003_writer = WRITER(sheet_2003),
                           conll_biluo_writer = WRITER(sheet_biluo),
                           conll_germeval_writer = WRITER(sheet_germeval);
