#include "manicule/view/theme.h"

#include <string.h>

/* Labels go round twelve hues that stay apart for the colour-blind, the first four (speaker,
 * quote, location, amount of the built-in set) furthest. */
static const struct theme themes[] = {
    {
        .name = "dark",
        .colours = true,
        .look =
            {
                [ROLE_TEXT] = {-1, -1, -1, -1, 0},
                [ROLE_STATUS] = {252, 236, 7, 4, 0},
                [ROLE_HINT] = {250, -1, -1, -1, 0},
                [ROLE_NOTE] = {248, -1, -1, -1, 0},
                [ROLE_FRAME] = {240, -1, -1, -1, 0},
                [ROLE_WARN] = {208, -1, 3, -1, FACE_BOLD},
                [ROLE_SEARCH] = {16, 227, 0, 3, 0},
                [ROLE_GHOST] = {245, -1, -1, -1, FACE_DIM},
                [ROLE_PLACEHOLDER] = {244, -1, -1, -1, FACE_DIM},
                [ROLE_HEADING] = {-1, -1, -1, -1, FACE_BOLD},
                [ROLE_LABEL + 0] = {214, -1, 3, -1, 0},  /* orange */
                [ROLE_LABEL + 1] = {75, -1, 6, -1, 0},   /* sky */
                [ROLE_LABEL + 2] = {36, -1, 2, -1, 0},   /* bluish green */
                [ROLE_LABEL + 3] = {175, -1, 5, -1, 0},  /* purple */
                [ROLE_LABEL + 4] = {227, -1, 3, -1, 0},  /* yellow */
                [ROLE_LABEL + 5] = {33, -1, 4, -1, 0},   /* blue */
                [ROLE_LABEL + 6] = {202, -1, 1, -1, 0},  /* vermillion */
                [ROLE_LABEL + 7] = {152, -1, 6, -1, 0},  /* pale blue */
                [ROLE_LABEL + 8] = {149, -1, 2, -1, 0},  /* lime */
                [ROLE_LABEL + 9] = {180, -1, 3, -1, 0},  /* sand */
                [ROLE_LABEL + 10] = {141, -1, 5, -1, 0}, /* violet */
                [ROLE_LABEL + 11] = {217, -1, 1, -1, 0}, /* rose */
            },
    },
    {
        .name = "light",
        .colours = true,
        .look =
            {
                [ROLE_TEXT] = {-1, -1, -1, -1, 0},
                [ROLE_STATUS] = {235, 253, 0, 7, 0},
                [ROLE_HINT] = {238, -1, -1, -1, 0},
                [ROLE_NOTE] = {240, -1, -1, -1, 0},
                [ROLE_FRAME] = {250, -1, -1, -1, 0},
                [ROLE_WARN] = {130, -1, 1, -1, FACE_BOLD},
                [ROLE_SEARCH] = {16, 220, 0, 3, 0},
                [ROLE_GHOST] = {244, -1, -1, -1, FACE_DIM},
                [ROLE_PLACEHOLDER] = {245, -1, -1, -1, FACE_DIM},
                [ROLE_HEADING] = {-1, -1, -1, -1, FACE_BOLD},
                [ROLE_LABEL + 0] = {130, -1, 1, -1, 0},
                [ROLE_LABEL + 1] = {25, -1, 4, -1, 0},
                [ROLE_LABEL + 2] = {29, -1, 2, -1, 0},
                [ROLE_LABEL + 3] = {126, -1, 5, -1, 0},
                [ROLE_LABEL + 4] = {94, -1, 3, -1, 0},
                [ROLE_LABEL + 5] = {19, -1, 4, -1, 0},
                [ROLE_LABEL + 6] = {160, -1, 1, -1, 0},
                [ROLE_LABEL + 7] = {31, -1, 6, -1, 0},
                [ROLE_LABEL + 8] = {64, -1, 2, -1, 0},
                [ROLE_LABEL + 9] = {136, -1, 3, -1, 0},
                [ROLE_LABEL + 10] = {55, -1, 5, -1, 0},
                [ROLE_LABEL + 11] = {132, -1, 6, -1, 0},
            },
    },
    {
        .name = "mono",
        .colours = false,
        .look =
            {
                [ROLE_STATUS] = {-1, -1, -1, -1, FACE_BOLD},
                [ROLE_WARN] = {-1, -1, -1, -1, FACE_BOLD},
                [ROLE_SEARCH] = {-1, -1, -1, -1, FACE_BOLD | FACE_UNDERLINE},
                [ROLE_GHOST] = {-1, -1, -1, -1, FACE_DIM},
                [ROLE_PLACEHOLDER] = {-1, -1, -1, -1, FACE_DIM},
                [ROLE_HEADING] = {-1, -1, -1, -1, FACE_BOLD},
            },
    },
};
enum { THEMES = sizeof themes / sizeof themes[0] };

const struct theme *theme_find(const char *name)
{
    for (size_t i = 0; i < THEMES; i++)
        if (!strcmp(themes[i].name, name))
            return &themes[i];
    return NULL;
}

const struct theme *theme_at(size_t i)
{
    return i < THEMES ? &themes[i] : NULL;
}

uint32_t theme_rgb(int16_t colour, bool dark, bool foreground)
{
    static const uint32_t basic[16] = {
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
    };
    if (colour < 0 || colour > 255)
        return foreground == dark ? 0xe4e4e4 : 0x1c1c1c;
    if (colour < 16)
        return basic[colour];
    if (colour >= 232)
        return (uint32_t)(8 + 10 * (colour - 232)) * 0x010101u;
    static const uint32_t step[6] = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    unsigned cube = (unsigned)colour - 16;
    return step[cube / 36] << 16 | step[cube / 6 % 6] << 8 | step[cube % 6];
}
