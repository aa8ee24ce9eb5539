/* Open addressing with linear probing, never fuller than three quarters. The slot comes from the
 * hash's upper bits: ids made in one millisecond differ in their last bytes only. Dropping moves
 * the rest of the run back, so there are no tombstones and no slow decay. */
#include "manicule/marks/idtable.h"

#include <stdlib.h>

enum { FIRST_BITS = 4, MOST_BITS = 40 };

static size_t slots(const struct idtable *table)
{
    return table->bits ? (size_t)1 << table->bits : 0;
}

static size_t home(const struct idtable *table, struct uuid id)
{
    return (size_t)(uuid_hash(id) >> (64 - table->bits));
}

static void put(struct idtable *table, struct uuid *id)
{
    size_t mask = slots(table) - 1;
    size_t i = home(table, *id);
    while (table->slot[i])
        i = (i + 1) & mask;
    table->slot[i] = id;
}

bool idtable_reserve(struct idtable *table, size_t more)
{
    unsigned bits = table->bits ? table->bits : FIRST_BITS;
    while (table->n + more > ((size_t)1 << bits) / 4 * 3)
        if (++bits > MOST_BITS)
            return false;
    if (bits == table->bits)
        return true;
    struct idtable grown = {.bits = bits, .n = table->n};
    grown.slot = calloc((size_t)1 << bits, sizeof(struct uuid *));
    if (!grown.slot)
        return false;
    for (size_t i = 0; i < slots(table); i++)
        if (table->slot[i])
            put(&grown, table->slot[i]);
    free(table->slot);
    *table = grown;
    return true;
}

/* The slot where the id stands, or the empty one where the search for it ends. */
static size_t seek(const struct idtable *table, struct uuid id)
{
    size_t mask = slots(table) - 1;
    size_t i = home(table, id);
    while (table->slot[i] && !uuid_equal(*table->slot[i], id))
        i = (i + 1) & mask;
    return i;
}

struct uuid *idtable_find(const struct idtable *table, struct uuid id)
{
    return table->n ? table->slot[seek(table, id)] : NULL;
}

void idtable_put(struct idtable *table, struct uuid *id)
{
    put(table, id);
    table->n++;
}

void idtable_drop(struct idtable *table, struct uuid id)
{
    size_t mask = slots(table) - 1;
    size_t hole = seek(table, id);
    for (size_t i = (hole + 1) & mask; table->slot[i]; i = (i + 1) & mask) {
        /* What stands at i may fill the hole unless its home lies between the two. */
        size_t from_home = (i - home(table, *table->slot[i])) & mask;
        if (from_home >= ((i - hole) & mask)) {
            table->slot[hole] = table->slot[i];
            hole = i;
        }
    }
    table->slot[hole] = NULL;
    table->n--;
}

size_t idtable_memory(const struct idtable *table)
{
    return slots(table) * sizeof *table->slot;
}

void idtable_free(struct idtable *table)
{
    free(table->slot);
    *table = (struct idtable){0};
}
