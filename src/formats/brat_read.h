/* brat_read.h: brat's .ann as its reader sees it: lines, words of a line, ids.
 *
 * brat_lines.c       lines, words, what ids stand for, what is said of a line that is wrong
 * brat_read.c        the file: spans, events, relations
 * brat_read_attrs.c  attributes and notes
 *
 * What reads a line is false where the line was left out; `fault` says whether that ends the
 * reading. */
#ifndef MANICULE_SRC_FORMATS_BRAT_READ_H
#define MANICULE_SRC_FORMATS_BRAT_READ_H

#include "brat.h"
#include "draft.h"

#define BRAT_NOTHING SIZE_MAX

enum { BRAT_TOLD_MOST = 8 };

/* Bytes that lie in the portion or the draft: nothing is copied, and no NUL need be behind them. */
struct brat_slice {
    const char *at;
    size_t n;
};

struct brat_line {
    const char *start;
    size_t number;                    /* from 1 */
    struct brat_slice id, data, tail; /* parted by tabs; has_tail: the second is there */
    bool has_tail;
};

/* What an id stands for: first the lines that say so, then what became of them. */
struct brat_named {
    struct brat_slice id;
    size_t line;
    size_t of; /* T: its span; E: its trigger; R: its link. BRAT_NOTHING: it was left out */
};

/* The reader's state: one file after the other. */
struct brat_reading {
    struct draft draft; /* it owns what is kept of the file */
    struct intake *intake;
    const struct portion *portion;
    struct err *err;
    enum fault fault;
    VEC(struct brat_named) spans, events, links;
    size_t equivalences;              /* so far */
    const char *told[BRAT_TOLD_MOST]; /* of this file: each only once */
    struct buf text;                  /* scratch */
};

/* ---- brat_lines.c ---- */

/* The first three are always false, to be returned. */
bool brat_no_memory(struct brat_reading *);
/* A line is left out, or ends the reading. at: where in it it goes wrong. */
bool brat_refuse(struct brat_reading *, const struct brat_line *, const char *at, const char *what);
/* The same, said of the line's id instead of a byte. */
bool brat_refuse_id(struct brat_reading *, const struct brat_line *, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Tells it of the first line of each file that it is true of. what: it is known by its address. */
void brat_tell_once(struct brat_reading *, const struct brat_line *, const char *what);
/* Something that is known and not taken. */
void brat_pass_over(struct brat_reading *, const struct brat_line *, const char *what);

struct brat_scan {
    const char *at, *end;
    size_t number; /* of the line before */
};

struct brat_scan brat_scan_of(const struct portion *);
/* The next line that is not blank, in its three parts. False: there is none. */
bool brat_next_line(struct brat_scan *, struct brat_line *out);
/* Is the line of one of our kinds, and of that kind its id? Else it is refused. */
bool brat_check_line(struct brat_reading *, const struct brat_line *);

/* What stands before the mark or the end; *rest is then behind the mark. found: may be NULL. */
struct brat_slice brat_until(struct brat_slice *rest, char mark, bool *found);
/* Words parted by spaces; several spaces part as one does. False: there is no more. */
bool brat_next_word(struct brat_slice *rest, struct brat_slice *out);
/* "Role:T1"; false: it is none. */
bool brat_split_role(struct brat_slice word, struct brat_slice *role, struct brat_slice *id);
bool brat_is(struct brat_slice, const char *text);
int brat_slice_order(struct brat_slice, struct brat_slice);

/* When all lines with ids are known: from now on they are found. */
void brat_sort_ids(struct brat_reading *);
/* The first line of that id, a T, E or R; NULL: there is none. */
struct brat_named *brat_find(struct brat_reading *, struct brat_slice id);

/* What a line names: a span, itself or as the trigger of an event. */
struct brat_target {
    size_t span;
    struct brat_slice event; /* n 0: none */
};

/* False: the id names none that was taken, for which the line is refused. */
bool brat_find_target(struct brat_reading *, const struct brat_line *, struct brat_slice id,
                      struct brat_target *out);

/* ---- brat_read_attrs.c: a line each, after spans, events and relations ---- */
bool brat_read_attribute(struct brat_reading *, const struct brat_line *); /* A, M */
bool brat_read_norm(struct brat_reading *, const struct brat_line *);      /* N */
bool brat_read_note(struct brat_reading *, const struct brat_line *);      /* # */

#endif
