#include "manicule/flow/disputes.h"

#include <string.h>

#include "manicule/flow/sets.h"
#include "manicule/marks/look.h"

static uint32_t count(const struct look *look)
{
    uint32_t n = 0;
    for (size_t i = 0; i < look->c.n; i++)
        n += look_for_lead(look, i);
    return n;
}

static enum fault in_review(struct store *store, const struct set *own, const struct set_info *info,
                            const struct article *article, uint32_t *n, struct err *err)
{
    struct look look = {0};
    struct set *review = set_new();
    enum fault fault = review ? sets_load(store, info->key, article, false, review, err)
                              : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = look_begin(own, review, article, &look, err);
    *n += fault ? 0 : count(&look);
    look_release(&look);
    set_free(review);
    return fault;
}

/* In all reviews of the set. */
static enum fault in_set(struct store *store, const struct set_info *info, uint32_t *n,
                         struct err *err)
{
    const struct set_filter filter = {.kind = SET_REVIEW, .status = -1, .document = info->document};
    struct set_cursor cursor = {0};
    struct set_info review;
    struct article *article = NULL;
    struct set *own = set_new();
    bool more;
    enum fault fault = own ? store_article(store, info->document, &article, err)
                           : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = sets_load(store, info->key, article, false, own, err);
    while (!fault && !(fault = store_next_set(store, &cursor, &filter, &review, &more, err)) && more)
        if (strcmp(review.source, info->owner) == 0)
            fault = in_review(store, own, &review, article, n, err);
    set_free(own);
    article_free(article);
    return fault;
}

enum fault disputes_each(struct store *store, void (*each)(void *ctx, const char *person, uint32_t n),
                         void *ctx, struct err *err)
{
    struct set_info info = {0};
    enum fault fault;
    while (!(fault = store_next_disputed(store, info.key, &info, err)) && info.key) {
        uint32_t n = 0;
        if ((fault = in_set(store, &info, &n, err)))
            break;
        if (n)
            each(ctx, info.owner, n);
    }
    return fault;
}
