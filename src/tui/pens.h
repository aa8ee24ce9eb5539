/* pens.h: how the roles of a theme look on this terminal, and what is said to write in them. */
#ifndef MANICULE_TUI_PENS_H
#define MANICULE_TUI_PENS_H

#include "manicule/base/buf.h"
#include "manicule/tui/sgr.h"
#include "manicule/view/theme.h"

enum { PENS = ROLES << 4 }; /* a role with any of the face's four bits */

/* How a face looks. */
struct pen {
    bool made;
    struct sgr sgr;
    char *raw; /* said from nothing special, where not all of it is SGR; NULL else */
};

struct pens {
    int colours;           /* how many the terminal has; 0: it cannot say them */
    bool moves_in_looks;   /* terminfo's msgr */
    unsigned not_coloured; /* face bits that this terminal cannot show together with a colour */
    const char *bit[4];    /* terminfo's, from FACE_UNDERLINE on */
    const char *foreground, *background;
    struct buf normal; /* nothing special, and the plain character set */

    const struct theme *theme;
    struct pen pen[PENS];
    const struct pen *held; /* the one in force; NULL: none is known to be */
};

/* Asks terminfo, which must have been set up. pens_theme() must follow. */
void pens_start(struct pens *);
void pens_release(struct pens *);

void pens_theme(struct pens *, const struct theme *);
const struct pen *pens_of(struct pens *, uint16_t face);
bool pens_plain(const struct pen *); /* nothing special */

/* Appends what makes the face the one in force. */
void pens_take(struct pens *, uint16_t face, struct buf *out);
void pens_take_plain(struct pens *, struct buf *out);
/* Before the cursor moves: some terminals carry their looks along. */
void pens_lift(struct pens *, struct buf *out);
void pens_drop(struct pens *); /* any may be in force */

#endif
