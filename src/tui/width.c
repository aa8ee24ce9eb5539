#include "manicule/tui/width.h"

#include <curses.h>
#include <wchar.h>

/* wcwidth() can be told nothing, so what it goes by stands here. */
static struct widths current;

void width_use(const struct widths *widths)
{
    current = *widths;
}

/* Interposed: found before libc's by every library of the process. */
__attribute__((visibility("default"))) int wcwidth(wchar_t c)
{
    if (c >= 0x20 && c < 0x7f)
        return 1;
    return glyph_char_width((uint32_t)c, &current);
}

bool width_reaches_curses(void)
{
    struct widths kept = current;
    current.ambiguous = 2;
    int column = 0;
    WINDOW *pad = newpad(1, 4);
    if (pad) {
        static const wchar_t reference_mark[] = {0x203b, 0};
        cchar_t cell;
        if (setcchar(&cell, reference_mark, 0, 0, NULL) == OK && wadd_wch(pad, &cell) == OK)
            column = getcurx(pad);
        delwin(pad);
    }
    current = kept;
    return column == 2;
}
