/* No id may stand twice in the whole input, and the input may be larger than memory. So the ids
 * are put aside in a file of their own; at the end they are looked through in as many rounds as
 * their number asks for, each round holding only the ids of its share of the hash. */
#include <stdlib.h>
#include <string.h>

#include "import.h"

enum { SHARE_LEAST = 1 << 16, SHARE_MOST = 1 << 22, ROUNDS = 16 };

struct entry {
    struct uuid id;
    uint64_t line;
};

struct import_ids {
    struct spool *spool;
    uint64_t n;
};

enum fault import_ids_new(const char *beside, struct import_ids **out, struct err *err)
{
    struct import_ids *ids = calloc(1, sizeof *ids);
    if (!ids)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = spool_open(beside, &ids->spool, err);
    if (fault)
        free(ids);
    else
        *out = ids;
    return fault;
}

void import_ids_free(struct import_ids *ids)
{
    if (ids)
        spool_close(ids->spool);
    free(ids);
}

void import_ids_add(struct import_ids *ids, struct uuid id, size_t line)
{
    spool_put(ids->spool, &(struct entry){id, line}, sizeof(struct entry));
    ids->n++;
}

/* A round's table: open addressing over the ids of one share. */
struct table {
    struct entry *at;
    uint64_t mask, used;
};

/* The hash's upper bits chose the round; ids that were counted up differ in few of the others, so
 * they are mixed once more. */
static uint64_t home(const struct table *table, struct uuid id)
{
    uint64_t hash = uuid_hash(id);
    return (hash ^ hash >> 32) * 0x94d049bb133111ebu >> 32 & table->mask;
}

static enum fault put(struct table *table, struct entry entry, struct err *err)
{
    if (table->used * 4 >= (table->mask + 1) * 3)
        return err_set(err, FAULT_MEMORY, "too many ids share a hash");
    uint64_t i = home(table, entry.id);
    for (; table->at[i].line; i = (i + 1) & table->mask) {
        if (!uuid_equal(table->at[i].id, entry.id))
            continue;
        char text[UUID_TEXT];
        uuid_format(entry.id, text);
        return err_set(err, FAULT_INPUT, "%llu: the id %s stands also in line %llu",
                       (unsigned long long)entry.line, text, (unsigned long long)table->at[i].line);
    }
    table->at[i] = entry;
    table->used++;
    return OK;
}

static enum fault round_of(struct import_ids *ids, struct table *table, uint64_t round,
                           uint64_t rounds, struct err *err)
{
    enum fault fault = spool_rewind(ids->spool, err);
    memset(table->at, 0, (size_t)(table->mask + 1) * sizeof *table->at);
    table->used = 0;
    struct entry entry;
    while (!fault && spool_get(ids->spool, &entry, sizeof entry))
        if (((uuid_hash(entry.id) >> 32) * rounds) >> 32 == round)
            fault = put(table, entry, err);
    return fault ? fault : spool_check(ids->spool, err);
}

enum fault import_ids_check(struct import_ids *ids, struct err *err)
{
    uint64_t share = ids->n / ROUNDS;
    share = share < SHARE_LEAST ? SHARE_LEAST : share > SHARE_MOST ? SHARE_MOST : share;
    uint64_t rounds = ids->n / share + 1, slots = 1024;
    uint64_t most = rounds == 1 ? ids->n : share;
    while (slots < most * 2)
        slots *= 2;
    if (!ids->n)
        return OK;
    struct table table = {.at = malloc((size_t)slots * sizeof *table.at), .mask = slots - 1};
    if (!table.at)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = OK;
    for (uint64_t round = 0; round < rounds && !fault; round++)
        fault = round_of(ids, &table, round, rounds, err);
    free(table.at);
    return fault;
}
