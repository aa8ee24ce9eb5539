#include "paint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vterm.h>

enum { CELLS = SCREEN_ROWS * SCREEN_COLS, ENOUGH = CELLS * 98 / 100 };

struct cells {
    VTermScreenCell at[CELLS];
};

struct player {
    VTerm *vt;
    VTermScreen *screen;
};

static struct player player_new(void)
{
    struct player player = {.vt = vterm_new(SCREEN_ROWS, SCREEN_COLS)};
    vterm_set_utf8(player.vt, 1);
    player.screen = vterm_obtain_screen(player.vt);
    vterm_screen_enable_altscreen(player.screen, 1);
    vterm_screen_reset(player.screen, 1);
    return player;
}

/* libvterm 0.1.4 loses a character that is cut between two of its inputs. */
static size_t whole(const char *bytes, size_t n)
{
    size_t back = 0;
    while (back < 3 && back < n && ((unsigned char)bytes[n - back - 1] & 0xc0) == 0x80)
        back++;
    return back < n && (unsigned char)bytes[n - back - 1] >= 0xc0 ? n - back - 1 : n;
}

static void play(struct player *player, const char *bytes, size_t *done, size_t end)
{
    size_t to = whole(bytes, end);
    if (to <= *done)
        return;
    vterm_input_write(player->vt, bytes + *done, to - *done);
    vterm_screen_flush_damage(player->screen);
    *done = to;
}

static void look(const struct player *player, struct cells *out)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i < CELLS; i++) {
        VTermScreenCell *cell = &out->at[i];
        vterm_screen_get_cell(player->screen, (VTermPos){i / SCREEN_COLS, i % SCREEN_COLS}, cell);
        /* What stands behind the terminator is left over from other cells. */
        for (int c = 0, ended = 0; c < VTERM_MAX_CHARS_PER_CELL; c++) {
            ended = ended || !cell->chars[c];
            if (ended)
                cell->chars[c] = 0;
        }
    }
}

static bool same(const VTermScreenCell *a, const VTermScreenCell *b)
{
    return memcmp(a->chars, b->chars, sizeof a->chars) == 0 && a->attrs.bold == b->attrs.bold &&
           a->attrs.underline == b->attrs.underline && a->attrs.reverse == b->attrs.reverse &&
           vterm_color_is_equal(&a->fg, &b->fg) && vterm_color_is_equal(&a->bg, &b->bg);
}

static int alike(const struct cells *a, const struct cells *b)
{
    int n = 0;
    for (int i = 0; i < CELLS; i++)
        n += same(&a->at[i], &b->at[i]);
    return n;
}

static struct player play_all(const struct program *p)
{
    struct player player = player_new();
    size_t done = 0;
    play(&player, p->out.data, &done, p->out.size);
    return player;
}

double paint_time(const struct program *p)
{
    struct cells *settled = calloc(2, sizeof *settled), *now = settled + 1;
    if (!settled)
        abort();
    struct player player = play_all(p);
    look(&player, settled);
    vterm_free(player.vt);

    player = player_new();
    double at = 0;
    size_t done = 0;
    for (size_t i = 0; i < p->chunks.n; i++) {
        play(&player, p->out.data, &done, p->chunks.at[i].end);
        look(&player, now);
        at = p->chunks.at[i].at;
        if (alike(settled, now) >= ENOUGH)
            break;
    }
    vterm_free(player.vt);
    free(settled);
    return at;
}

void paint_show(const struct program *p)
{
    struct player player = play_all(p);
    for (int row = 0; row < SCREEN_ROWS; row++) {
        char text[SCREEN_COLS * 8 + 1];
        VTermRect line = {row, row + 1, 0, SCREEN_COLS};
        size_t n = vterm_screen_get_text(player.screen, text, sizeof text - 1, line);
        fprintf(stderr, "%.*s\n", (int)n, text);
    }
    vterm_free(player.vt);
}
