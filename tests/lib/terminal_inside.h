/* terminal_inside.h: what terminal.c and terminal_cells.c share. */
#ifndef MANICULE_TESTS_TERMINAL_INSIDE_H
#define MANICULE_TESTS_TERMINAL_INSIDE_H

#include <sys/types.h>
#include <vterm.h>

#include "terminal.h"

struct terminal {
    pid_t pid;
    int master; /* -1: hung up */
    bool ended, mute;
    int status;
    unsigned rows, cols;
    VTerm *vt;
    VTermScreen *screen;
    VTermPos cursor;
    bool cursor_shown;
    struct terminal_modes modes;
    struct buf output;       /* all that was written */
    size_t drawn;            /* of it, by libvterm */
    size_t marked;           /* of it, at the last mark */
    size_t answers;          /* bytes of sentinel answers since the mark */
    size_t looked;           /* output searched for answers up to here */
    unsigned sent, answered; /* sentinels */
    char cells[4096];        /* the file in which the program says what it believes */
    struct buf text, row;    /* for terminal_text(), terminal_row() */
};

#endif
