#include "manicule/tui/sync.h"

#include <stdio.h>
#include <stdlib.h>

#include "manicule/tui/input.h"
#include "manicule/tui/tty.h"

#include <curses.h> /* after ours: it makes a macro of OK */

void sync_start(struct sync *sync, struct input *input)
{
    input->sync_enabled = getenv("MANICULE_TEST_SYNC") != NULL;
    *sync = (struct sync){.cells = input->sync_enabled ? getenv("MANICULE_TEST_CELLS") : NULL};
}

bool sync_due(const struct sync *sync, const struct input *input)
{
    return input->syncs != sync->answered;
}

static struct sync_cell believed(int row, int col)
{
    cchar_t at = {0};
    wchar_t text[CCHARW_MAX + 1] = {0};
    attr_t attr = 0;
    short pair = 0, fg = -1, bg = -1;
    mvwin_wch(curscr, row, col, &at);
    getcchar(&at, text, &attr, &pair, NULL);
    if (pair)
        pair_content(pair, &fg, &bg);
    struct sync_cell cell = {.fg = fg, .bg = bg};
    for (int i = 0; i < CCHARW_MAX && text[i]; i++)
        cell.c[i] = (uint32_t)text[i];
    cell.bits =
        (uint16_t)((attr & A_BOLD ? SYNC_BOLD : 0) | (attr & A_UNDERLINE ? SYNC_UNDERLINE : 0) |
                   (attr & A_REVERSE ? SYNC_REVERSE : 0) | (attr & A_DIM ? SYNC_DIM : 0));
    /* ncurses numbers the columns of a wide character in the bits of the character. */
    cell.right = (at.attr & A_CHARTEXT) > 1;
    return cell;
}

static void write_cells(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return;
    struct sync_size size = {(uint32_t)getmaxy(curscr), (uint32_t)getmaxx(curscr)};
    fwrite(&size, sizeof size, 1, file);
    for (unsigned row = 0; row < size.rows; row++)
        for (unsigned col = 0; col < size.cols; col++) {
            struct sync_cell cell = believed((int)row, (int)col);
            fwrite(&cell, sizeof cell, 1, file);
        }
    fclose(file);
}

void sync_answer(struct sync *sync, const struct input *input, struct tty *tty)
{
    if (sync->cells)
        write_cells(sync->cells);
    char answer[48];
    snprintf(answer, sizeof answer, "\033]777;sync;%u\a", input->syncs);
    tty_extra(tty, answer);
    tty_flush(tty);
    sync->answered = input->syncs;
}
