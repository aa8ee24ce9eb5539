/* The comparison from its sets to its list of items, and the words for types. */
#include "manicule/marks/compare.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "compare_parts.h"

static const char *const types[] = {
#define X(name, word) [name] = word,
    COMPARE_TYPES(X)
#undef X
};

const char *compare_type_name(enum compare_type type)
{
    return types[type];
}

bool compare_type_parse(const char *text, size_t n, enum compare_type *out)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strlen(types[i]) == n && memcmp(types[i], text, n) == 0) {
            *out = (enum compare_type)i;
            return true;
        }
    return false;
}

static void finish(struct compare *c)
{
    for (size_t r = 0; c->tables && r < c->n_readers; r++)
        idtable_free(&c->tables[r]);
    free(c->tables);
    free(c->members);
    vec_free(&c->nodes);
}

enum fault compare_sets(const struct set *const *readers, size_t n, const struct article *article,
                        enum compare_rule rule, struct comparison *out, struct err *err)
{
    if (n < 2 || n > COMPARE_READERS)
        return err_set(err, FAULT_INPUT, "%zu sets cannot be compared: from 2 to %d can", n,
                       COMPARE_READERS);
    assert(article || rule == COMPARE_EXACT);
    *out = (struct comparison){.n_readers = n, .article = article, .rule = rule};
    struct compare c = {.readers = readers,
                        .n_readers = n,
                        .everyone = UINT64_MAX >> (COMPARE_READERS - n),
                        .article = article,
                        .rule = rule,
                        .out = out};
    out->readers = arena_take(&out->arena, n * sizeof *out->readers);
    if (out->readers)
        memcpy(out->readers, readers, n * sizeof *out->readers);
    bool ok = out->readers && compare_gather(&c) && compare_pair(&c) && compare_items(&c) &&
              compare_links(&c);
    finish(&c);
    for (size_t i = 0; ok && i < out->n; i++)
        compare_same(out, i);
    if (ok && compare_keys(out))
        return OK;
    compare_release(out);
    return err_set(err, FAULT_MEMORY, "out of memory");
}

void compare_release(struct comparison *comparison)
{
    arena_release(&comparison->arena);
    *comparison = (struct comparison){0};
}
