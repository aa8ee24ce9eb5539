/* Any bytes become an article's rows and cells: the rows partition it, each fits, and nothing that
 * a terminal would act on is ever in a cell. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "manicule/base/buf.h"
#include "manicule/text/units.h"
#include "manicule/text/wrap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cell(const struct glyph_cell *cell, const struct widths *widths)
{
    assert(cell->width == 1 || cell->width == 2);
    assert(cell->c[0] >= 0x20);
    for (unsigned i = 0; i < GLYPH_CHARS && cell->c[i]; i++) {
        uint32_t c = cell->c[i];
        assert(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c <= 0x9f) && c != 0x2028 && c != 0x2029);
        assert(!(c >= 0x200b && c <= 0x200f) && !(c >= 0x202a && c <= 0x202e));
        assert(!(c >= 0x2066 && c <= 0x2069) && c != 0xfeff && c != 0x61c);
        assert(glyph_char_width(c, widths) == (i ? 0 : cell->width));
    }
}

static void check_row(struct wrap *wrap, const struct article *a, struct range row,
                      const struct widths *widths)
{
    unsigned column = 0, clusters = 0;
    for (struct pos p = row.start; p.byte < row.end.byte; clusters++) {
        struct pos next = article_next(a, p);
        struct glyph glyph;
        unsigned width = 0;
        assert(next.byte > p.byte && next.byte <= row.end.byte);
        assert(article_prev(a, next).byte == p.byte);
        glyph_plan(article_bytes(a) + p.byte, next.byte - p.byte, column, widths, &glyph);
        for (unsigned i = 0; i < glyph.n; i++) {
            check_cell(&glyph.cell[i], widths);
            width += glyph.cell[i].width;
        }
        assert(width == glyph.width);
        column += width;
        p = next;
    }
    (void)wrap;
}

/* The columns that a terminal gives to text as it stands. Not plain_width(), which would plan it
 * anew: a jamo that has got a dotted circle would get another. */
static unsigned sent_width(const struct buf *plain, const struct widths *widths)
{
    unsigned columns = 0;
    ucs4_t c;
    for (size_t i = 0; i < plain->size;) {
        i += (size_t)u8_mbtouc(&c, (const uint8_t *)plain->data + i, plain->size - i);
        columns += (unsigned)glyph_char_width(c, widths);
    }
    return columns;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t bad;
    struct buf plain = {0};
    if (size < 2)
        return 0;
    struct widths widths = {.ambiguous = data[0] & 1 ? 2 : 1, .new_emoji = data[0] & 2};
    unsigned columns = 8 + data[1] % 120;
    data += 2;
    size -= 2;
    plain_text(data, size, columns, &widths, &plain);
    assert(text_check((const uint8_t *)buf_text(&plain), plain.size, &bad));
    assert(sent_width(&plain, &widths) <= columns);
    buf_release(&plain);
    if (!text_check(data, size, &bad))
        return 0;
    struct article *a = article_copy(data, size);
    struct wrap *wrap = wrap_new(a, columns, &widths);
    struct range row = wrap_row(wrap, pos_at(0)), next;
    assert(row.start.byte == 0);
    for (;;) {
        check_row(wrap, a, row, &widths);
        if (!wrap_row_next(wrap, row, &next))
            break;
        assert(next.start.byte == row.end.byte);
        row = next;
    }
    assert(row.end.byte == size);
    assert(article_codepoints(a) == article_codepoint(a, pos_at((uint32_t)size)));
    wrap_free(wrap);
    article_free(a);
    return 0;
}
