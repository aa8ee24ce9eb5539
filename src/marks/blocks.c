#include "blocks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/base/vec.h"

bool blocks_prepare(struct blocks *blocks)
{
    if (!vec_reserve(blocks, 1))
        return false;
    if (!blocks->spare)
        blocks->spare = malloc(BLOCK_SPANS * sizeof *blocks->spare);
    return blocks->spare;
}

/* The last block whose first span does not come after `span`; 0 when all do. */
static size_t block_of(const struct blocks *blocks, const struct span *span)
{
    size_t low = 0, high = blocks->n;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (span_order(blocks->at[middle].at[0], span) <= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* How many spans of the block come before `span`. */
static uint32_t rank(const struct block *block, const struct span *span)
{
    uint32_t low = 0, high = block->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (span_order(block->at[middle], span) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void measure(struct block *block)
{
    block->reach = 0;
    for (uint32_t i = 0; i < block->n; i++)
        if (block->at[i]->at.end.byte > block->reach)
            block->reach = block->at[i]->at.end.byte;
}

/* After a change from the block b on; those up to `last` may be wrong. */
static void measure_far(struct blocks *blocks, size_t b, size_t last)
{
    uint32_t far = b ? blocks->at[b - 1].far : 0;
    for (; b < blocks->n; b++) {
        struct block *block = &blocks->at[b];
        far = block->reach > far ? block->reach : far;
        if (b > last && block->far == far)
            return; /* and so are all behind it */
        block->far = far;
    }
}

size_t blocks_reaching(const struct blocks *blocks, uint32_t byte)
{
    size_t low = 0, high = blocks->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (blocks->at[middle].far <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct block *new_block(struct blocks *blocks, size_t i)
{
    assert(blocks->n < blocks->room && blocks->spare);
    memmove(blocks->at + i + 1, blocks->at + i, (blocks->n - i) * sizeof *blocks->at);
    blocks->n++;
    blocks->at[i] = (struct block){.at = blocks->spare};
    blocks->spare = NULL;
    return &blocks->at[i];
}

/* Moves the upper half of a full block into a new one behind it. */
static void split(struct blocks *blocks, size_t b)
{
    struct block *upper = new_block(blocks, b + 1);
    struct block *lower = &blocks->at[b];
    lower->n = BLOCK_SPANS / 2;
    upper->n = BLOCK_SPANS - lower->n;
    memcpy(upper->at, lower->at + lower->n, upper->n * sizeof *upper->at);
    measure(lower);
    measure(upper);
}

static void insert_at(struct block *block, uint32_t i, struct span *span)
{
    memmove(block->at + i + 1, block->at + i, (block->n - i) * sizeof *block->at);
    block->at[i] = span;
    block->n++;
    if (span->at.end.byte > block->reach)
        block->reach = span->at.end.byte;
}

/* Returns the last block that was changed. */
static size_t insert(struct blocks *blocks, struct span *span)
{
    if (blocks->n == 0) {
        insert_at(new_block(blocks, 0), 0, span);
        return 0;
    }
    size_t b = block_of(blocks, span);
    uint32_t i = rank(&blocks->at[b], span);
    if (blocks->at[b].n == BLOCK_SPANS) {
        /* Spans read in order fill each block whole: a split would leave all of them half empty. */
        if (i == BLOCK_SPANS && b + 1 == blocks->n) {
            insert_at(new_block(blocks, b + 1), 0, span);
            return b + 1;
        }
        split(blocks, b);
        if (i > blocks->at[b].n) {
            i -= blocks->at[b].n;
            b++;
        }
    }
    insert_at(&blocks->at[b], i, span);
    return b;
}

void blocks_insert(struct blocks *blocks, struct span *span)
{
    size_t changed = insert(blocks, span);
    /* A split has changed the block before it or the one behind it too. */
    measure_far(blocks, changed ? changed - 1 : 0, changed + 1);
}

void blocks_remove(struct blocks *blocks, const struct span *span)
{
    struct spot spot = blocks_spot(blocks, span);
    struct block *block = &blocks->at[spot.block];
    memmove(block->at + spot.i, block->at + spot.i + 1,
            (block->n - spot.i - 1) * sizeof *block->at);
    block->n--;
    if (block->n) {
        if (block->reach == span->at.end.byte) {
            measure(block);
            measure_far(blocks, spot.block, spot.block);
        }
        return;
    }
    if (blocks->spare)
        free(block->at);
    else
        blocks->spare = block->at;
    memmove(block, block + 1, (blocks->n - spot.block - 1) * sizeof *block);
    blocks->n--;
    measure_far(blocks, spot.block, spot.block);
}

struct span *blocks_at(const struct blocks *blocks, struct spot spot)
{
    return spot.block < blocks->n ? blocks->at[spot.block].at[spot.i] : NULL;
}

struct spot blocks_spot(const struct blocks *blocks, const struct span *span)
{
    struct spot spot = {.block = block_of(blocks, span)};
    assert(spot.block < blocks->n);
    spot.i = rank(&blocks->at[spot.block], span);
    assert(spot.i < blocks->at[spot.block].n && blocks_at(blocks, spot) == span);
    return spot;
}

struct spot blocks_from(const struct blocks *blocks, struct pos pos)
{
    /* Nothing sorts before a span of the largest length with an id of zeros. */
    const struct span least = {.at = {pos, {UINT32_MAX}}};
    struct spot spot = {0};
    if (blocks->n == 0)
        return spot;
    spot.block = block_of(blocks, &least);
    spot.i = rank(&blocks->at[spot.block], &least);
    if (spot.i == blocks->at[spot.block].n)
        spot = (struct spot){spot.block + 1, 0};
    return spot;
}

bool blocks_back(const struct blocks *blocks, struct spot *spot)
{
    if (spot->i) {
        spot->i--;
        return true;
    }
    if (spot->block == 0)
        return false;
    spot->block--;
    spot->i = blocks->at[spot->block].n - 1;
    return true;
}

struct spot blocks_forth(const struct blocks *blocks, struct spot spot)
{
    if (++spot.i == blocks->at[spot.block].n)
        spot = (struct spot){spot.block + 1, 0};
    return spot;
}

size_t blocks_memory(const struct blocks *blocks)
{
    size_t arrays = blocks->n + (blocks->spare ? 1 : 0);
    return blocks->room * sizeof *blocks->at + arrays * BLOCK_SPANS * sizeof(struct span *);
}

void blocks_free(struct blocks *blocks)
{
    for (size_t b = 0; b < blocks->n; b++)
        free(blocks->at[b].at);
    free(blocks->at);
    free(blocks->spare);
    *blocks = (struct blocks){0};
}
