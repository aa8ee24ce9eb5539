/* arena.h: memory for what lives as long as a frame, a command or a query's result.
 *
 * A zeroed struct arena is empty and ready. Nothing taken from it is freed alone.
 */
#ifndef MANICULE_BASE_ARENA_H
#define MANICULE_BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
    struct arena_block *head;
};

void *arena_take(struct arena *arena, size_t bytes);              /* aligned, zeroed; NULL: no memory */
char *arena_copy(struct arena *arena, const char *text, size_t n); /* with a closing NUL */
char *arena_string(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void arena_clear(struct arena *arena);   /* empty; the first block is kept for the next round */
void arena_release(struct arena *arena); /* all memory given back */

#endif
