/* vec.h: typed growable arrays.
 *
 * VEC(struct span) spans = {0};  then vec_push(&spans, value), spans.at[i], spans.n, vec_free().
 * vec_push() is false when memory runs out; the array is then as it was.
 */
#ifndef MANICULE_BASE_VEC_H
#define MANICULE_BASE_VEC_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define VEC(type)                                                                                 \
    struct {                                                                                      \
        type *at;                                                                                 \
        size_t n, room;                                                                           \
    }

/* Makes room for `more` elements of `each` bytes. */
static inline bool vec_grow_(void **at, size_t *room, size_t n, size_t more, size_t each)
{
    if (n + more <= *room)
        return true;
    size_t want = *room ? *room * 2 : 16;
    if (want < n + more)
        want = n + more;
    if (want > (size_t)-1 / each)
        return false;
    void *grown = realloc(*at, want * each);
    if (!grown)
        return false;
    *at = grown;
    *room = want;
    return true;
}

#define vec_reserve(v, more)                                                                      \
    vec_grow_((void **)&(v)->at, &(v)->room, (v)->n, (more), sizeof *(v)->at)
#define vec_push(v, value) (vec_reserve(v, 1) ? ((v)->at[(v)->n++] = (value), true) : false)
#define vec_insert(v, i, value)                                                                   \
    (vec_reserve(v, 1)                                                                            \
         ? (memmove((v)->at + (i) + 1, (v)->at + (i), ((v)->n - (i)) * sizeof *(v)->at),          \
            (v)->at[i] = (value), (v)->n++, true)                                                 \
         : false)
#define vec_remove(v, i)                                                                          \
    (memmove((v)->at + (i), (v)->at + (i) + 1, ((v)->n - (i) - 1) * sizeof *(v)->at), (v)->n--)
#define vec_free(v) (free((v)->at), (v)->at = NULL, (v)->n = (v)->room = 0)

#endif
