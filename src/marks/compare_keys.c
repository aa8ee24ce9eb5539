/* Keys: digests of what readings say, the same whoever says it and whenever it is compared. */
#include <string.h>

#include "compare_parts.h"
#include "manicule/base/buf.h"
#include "manicule/marks/digest.h"

enum { FIRST_KEY = 2 }; /* merge.h gives 0 and 1 meanings of their own */

static void put_number(struct buf *out, uint64_t n)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(n >> (56 - 8 * i));
    buf_add(out, bytes, sizeof bytes);
}

static void put_text(struct buf *out, const char *text)
{
    put_number(out, text ? strlen(text) : 0);
    buf_add_string(out, text ? text : "");
}

static void put_place(struct buf *out, const struct span *span)
{
    put_number(out, span->label);
    put_number(out, span->n_fragments);
    for (size_t i = 0; i < span->n_fragments; i++) {
        put_number(out, span_fragment(span, i).start.byte);
        put_number(out, span_fragment(span, i).end.byte);
    }
}

static uint64_t take_digest(const void *bytes, size_t n)
{
    struct digest digest = digest_of(bytes, n);
    uint64_t key = 0;
    for (int i = 0; i < 8; i++)
        key = key << 8 | digest.b[i];
    return key < FIRST_KEY ? key + FIRST_KEY : key;
}

/* The key of what was put, which is gone then. */
static uint64_t take_key(struct buf *content)
{
    uint64_t key = take_digest(content->data, content->size);
    buf_clear(content);
    return key;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void put_sorted(struct buf *out, uint64_t *numbers, size_t n)
{
    if (n)
        qsort(numbers, n, sizeof *numbers, by_number);
    put_number(out, n);
    for (size_t i = 0; i < n; i++)
        put_number(out, numbers[i]);
}

static uint64_t link_key(struct buf *work, const struct relation *relation, const struct span *from,
                         const struct span *to)
{
    put_number(work, relation->type);
    put_text(work, relation->attrs);
    put_place(work, from);
    put_place(work, to);
    return take_key(work);
}

struct keys {
    struct buf work, content;
    VEC(uint64_t) list;
    VEC(struct compare_item *) run; /* that begin at one place */
};

static bool reading_key(struct keys *keys, struct reading *reading)
{
    keys->list.n = 0;
    if (!vec_reserve(&keys->list, reading->n_links + 1))
        return false;
    for (size_t i = 0; i < reading->n_links; i++)
        keys->list.at[keys->list.n++] = link_key(&keys->work, reading->links[i].relation,
                                                 reading->links[i].from, reading->links[i].to);
    for (size_t i = 0; i < reading->n; i++) {
        put_place(&keys->content, reading->spans[i]);
        put_text(&keys->content, reading->spans[i]->attrs);
    }
    put_sorted(&keys->content, keys->list.at, keys->list.n);
    reading->key = take_key(&keys->content);
    return true;
}

static bool item_key(struct keys *keys, const struct comparison *c, struct compare_item *item)
{
    const struct reading *first = &item->readings[0];
    for (size_t r = 0; r < c->n_readers; r++) {
        struct reading *reading = &item->readings[r];
        if (r && item->type == COMPARE_AGREED && c->rule == COMPARE_EXACT)
            reading->key = first->key;
        else if (!reading_key(keys, reading))
            return false;
    }
    keys->list.n = 0;
    if (!vec_reserve(&keys->list, c->n_readers))
        return false;
    for (size_t r = 0; r < c->n_readers; r++)
        keys->list.at[keys->list.n++] = item->readings[r].key;
    put_text(&keys->content, compare_type_name(item->type));
    put_sorted(&keys->content, keys->list.at, keys->list.n);
    item->key = take_key(&keys->content);
    return true;
}

static int by_key(const void *a, const void *b)
{
    const struct compare_item *x = *(struct compare_item *const *)a,
                              *y = *(struct compare_item *const *)b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x > y) - (x < y);
}

/* Items of one content (copies): the second one's key says that it is the second. */
static bool part_run(struct keys *keys, struct compare_item *items, size_t n)
{
    keys->run.n = 0;
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&keys->run, &items[i]))
            return false;
    qsort(keys->run.at, n, sizeof *keys->run.at, by_key);
    uint64_t key = 0, nth = 0;
    for (size_t i = 0; i < n; i++) {
        struct compare_item *item = keys->run.at[i];
        nth = i && item->key == key ? nth + 1 : 0;
        key = item->key;
        if (nth == 0)
            continue;
        put_number(&keys->content, key);
        put_number(&keys->content, nth);
        item->key = take_key(&keys->content);
    }
    return true;
}

/* Copies begin at one place, and so stand near each other. */
static bool part_copies(struct keys *keys, struct comparison *c)
{
    for (size_t at = 0, end; at < c->n; at = end) {
        end = at + 1;
        while (end < c->n && c->items[end].range.start.byte == c->items[at].range.start.byte)
            end++;
        if (end - at > 1 && !part_run(keys, &c->items[at], end - at))
            return false;
    }
    return true;
}

bool compare_keys(struct comparison *c)
{
    struct keys keys = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < c->n; i++)
        ok = item_key(&keys, c, &c->items[i]);
    ok = ok && part_copies(&keys, c) && !keys.work.failed && !keys.content.failed;
    buf_release(&keys.work);
    buf_release(&keys.content);
    vec_free(&keys.list);
    vec_free(&keys.run);
    return ok;
}

bool compare_link_keys(const struct set *set, const struct span *span, uint64_t **out, size_t *n)
{
    size_t n_out = set_links(set, span, true, NULL, 0);
    *n = n_out + set_links(set, span, false, NULL, 0);
    *out = NULL;
    if (*n == 0)
        return true;
    const struct relation **relations = malloc(*n * sizeof *relations);
    uint64_t *list = malloc(*n * sizeof *list);
    struct buf work = {0};
    bool ok = relations && list;
    if (ok) {
        set_links(set, span, true, relations, n_out);
        set_links(set, span, false, relations + n_out, *n - n_out);
    }
    for (size_t i = 0; ok && i < *n; i++) {
        put_number(&work, i < n_out);
        list[i] = link_key(&work, relations[i], set_find(set, relations[i]->from),
                           set_find(set, relations[i]->to));
    }
    ok = ok && !work.failed;
    if (ok)
        qsort(list, *n, sizeof *list, by_number);
    else
        free(list);
    buf_release(&work);
    free(relations);
    *out = ok ? list : NULL;
    return ok;
}

bool compare_links_digest(const struct compare *c, struct member *member)
{
    uint64_t *list;
    size_t n;
    if (!compare_link_keys(c->readers[member->reader], member->span, &list, &n))
        return false;
    if (n)
        member->links = take_digest(list, n * sizeof *list);
    free(list);
    return true;
}
