/* frames.h: what is kept from the frame before is what a fresh one would draw, cell for cell. */
#ifndef MANICULE_TESTS_FRAMES_H
#define MANICULE_TESTS_FRAMES_H

#include "../workbench/sitting.h"

#include "manicule/view/view.h"

static inline void assert_same_screen(const struct screen *a, const struct screen *b)
{
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->cols, b->cols);
    for (unsigned row = 0; row < a->rows; row++)
        for (unsigned col = 0; col < a->cols; col++) {
            const struct cell *x = screen_at(a, row, col), *y = screen_at(b, row, col);
            if (x->face != y->face || memcmp(x->c, y->c, sizeof x->c) != 0)
                fail_msg("row %u col %u: kept U+%04X face %x, fresh U+%04X face %x", row, col,
                         x->c[0], x->face, y->c[0], y->face);
        }
    assert_int_equal(a->cursor_row, b->cursor_row);
    assert_int_equal(a->cursor_col, b->cursor_col);
}

struct frames {
    const char *const *keys;
    size_t n;
    int rounds;
    uint64_t seed;
    unsigned resize_every, rows_min, rows, cols_min, cols; /* sizes: so many from the least on */
};

/* Random keys of those, and now and then another size of the window. */
static inline void frames_stay_fresh(struct sitting *s, const struct frames *f)
{
    uint64_t seed = f->seed;
    struct view *kept = view_new();
    for (int i = 0; i < f->rounds; i++) {
        uint64_t r = test_random(&seed);
        if (r % f->resize_every == 0) {
            struct event size = {.kind = EVENT_RESIZE};
            size.size.rows = f->rows_min + (unsigned)(r >> 8) % f->rows;
            size.size.cols = f->cols_min + (unsigned)(r >> 16) % f->cols;
            workbench_event(s->wb, &size);
        } else {
            sitting_keys(s, f->keys[(r >> 8) % f->n]);
        }
        struct view *fresh = view_new();
        const struct screen *a = view_draw(kept, s->wb), *b = view_draw(fresh, s->wb);
        assert_same_screen(a, b);
        assert_true(workbench_clean(s->wb));
        view_free(fresh);
    }
    view_free(kept);
}

#endif
