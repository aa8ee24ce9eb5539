#include "manicule/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 16 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t used, room;
    alignas(max_align_t) unsigned char bytes[];
};

void *arena_take(struct arena *arena, size_t bytes)
{
    size_t align = alignof(max_align_t);
    if (bytes > (size_t)-1 / 2)
        return NULL;
    bytes = (bytes + align - 1) / align * align;
    struct arena_block *block = arena->head;
    if (!block || block->room - block->used < bytes) {
        size_t room = bytes > BLOCK ? bytes : BLOCK;
        block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        *block = (struct arena_block){.older = arena->head, .room = room};
        arena->head = block;
    }
    void *taken = block->bytes + block->used;
    block->used += bytes;
    memset(taken, 0, bytes);
    return taken;
}

char *arena_copy(struct arena *arena, const char *text, size_t n)
{
    char *copy = arena_take(arena, n + 1);
    if (copy && n)
        memcpy(copy, text, n);
    return copy;
}

char *arena_string(struct arena *arena, const char *text)
{
    return arena_copy(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n < 0 ? NULL : arena_take(arena, (size_t)n + 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text;
}

void arena_clear(struct arena *arena)
{
    while (arena->head && arena->head->older) {
        struct arena_block *older = arena->head->older;
        free(arena->head);
        arena->head = older;
    }
    if (arena->head)
        arena->head->used = 0;
}

void arena_release(struct arena *arena)
{
    arena_clear(arena);
    free(arena->head);
    arena->head = NULL;
}
