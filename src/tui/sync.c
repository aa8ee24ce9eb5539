#include "manicule/tui/sync.h"

#include <stdio.h>
#include <stdlib.h>

#include <string.h>

#include "manicule/tui/blit.h"
#include "manicule/tui/input.h"
#include "manicule/tui/tty.h"

void sync_start(struct sync *sync, struct input *input)
{
    input->sync_enabled = getenv("MANICULE_TEST_SYNC") != NULL;
    *sync = (struct sync){.cells = input->sync_enabled ? getenv("MANICULE_TEST_CELLS") : NULL};
}

bool sync_due(const struct sync *sync, const struct input *input)
{
    return input->syncs != sync->answered;
}

static int16_t colour(uint32_t said)
{
    return said < SGR_RGB ? (int16_t)((int)said - 1) : INT16_MAX;
}

static struct sync_cell believed(struct blit *blit, unsigned row, unsigned col)
{
    struct blit_shown shown = blit_shown(blit, row, col);
    struct sync_cell cell = {
        .fg = colour(shown.sgr.fg),
        .bg = colour(shown.sgr.bg),
        .bits = shown.sgr.bits,
        .right = shown.right,
    };
    memcpy(cell.c, shown.c, sizeof cell.c);
    return cell;
}

static void write_cells(struct blit *blit, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return;
    struct sync_size size;
    blit_size(blit, &size.rows, &size.cols);
    fwrite(&size, sizeof size, 1, file);
    for (unsigned row = 0; row < size.rows; row++)
        for (unsigned col = 0; col < size.cols; col++) {
            struct sync_cell cell = believed(blit, row, col);
            fwrite(&cell, sizeof cell, 1, file);
        }
    fclose(file);
}

void sync_answer(struct sync *sync, const struct input *input, struct tty *tty)
{
    if (sync->cells)
        write_cells(tty_blit(tty), sync->cells);
    char answer[48];
    snprintf(answer, sizeof answer, "\033]777;sync;%u\a", input->syncs);
    tty_extra(tty, answer);
    tty_flush(tty);
    sync->answered = input->syncs;
}
