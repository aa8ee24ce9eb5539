/* overview.h: what a lead looks at: how far everyone is, what was done each day, who is stuck.
 *
 * Counts of documents are kept in the project and cost a look a person. What was done each day is
 * counted from the journal, the newest rows first, in slices; a later look reads the new rows only.
 */
#ifndef MANICULE_FLOW_OVERVIEW_H
#define MANICULE_FLOW_OVERVIEW_H

#include "manicule/base/vec.h"
#include "manicule/store.h"

enum { OVERVIEW_DAYS = 14 };

struct overview_days { /* the last is today */
    uint32_t finished[OVERVIEW_DAYS]; /* documents, */
    uint32_t steps[OVERVIEW_DAYS];    /* and steps of any kind */
};
struct overview_person {
    struct person person;
    bool listed; /* one of the project's people; else only marks are there */
    struct tally tally;
    int64_t last; /* when the last of their edits that stand was made; 0: none */
    uint32_t doubts;
    uint32_t disputes; /* in their marks: with a reviewer, for the second time; a lead decides them */
    struct tally review, adjudicate; /* what they were given; documents 0: nothing */
};
struct overview_deeds {
    char name[PERSON_MAX + 1];
    struct overview_days days;
};
/* Zeroed at the start; then overview_read() and overview_more() as often as wanted. */
struct overview {
    VEC(struct overview_person) people; /* the project's by name, then the others */
    VEC(struct overview_deeds) deeds;   /* of whoever did something */
    struct overview_days days;          /* of all of them */
    uint32_t documents;                 /* in the project */
    int64_t now, today;                 /* when it was read; when today began, in local time */
    int64_t newest, oldest;             /* journal rows counted so far; 0: none */
    bool whole;                         /* all of the days are counted */
    struct tally gold;                  /* of the project, by the status of gold */
    uint32_t stale;                     /* finished gold whose readers changed their marks later: */
    bool stale_known;                   /* when it was counted last */
    int64_t stale_behind;               /* the count at hand: as far as this document, */
    uint32_t stale_so_far;
    bool out_of_memory;
};
/* Everyone's state, and what was done since it was read last. */
enum fault overview_read(struct store *, int64_t now, struct overview *, struct err *);
/* Counts at most n further rows, going back; whole: there are no further ones. */
enum fault overview_more(struct store *, size_t n, struct overview *, struct err *);
/* Looks at one further document whose gold may be stale; *more false: at all of them. */
enum fault overview_stale(struct store *, struct overview *, bool *more, struct err *);
void overview_release(struct overview *);

/* What the person did each day; zeros for nothing. */
struct overview_days overview_days_of(const struct overview *, const char *name);
/* Is the person stuck? In words of a line: "3 open, untouched for 2 days"; false: they are not. */
bool overview_stuck(const struct overview *, const struct overview_person *, struct buf *out);

/* Has the person anything to mark? A lead, who may mark all, only if it was given to them or begun. */
bool overview_marks(const struct overview_person *);
/* How far they are with reviews: "12 of 30 accepted, 3 returned, 5 to review"; with gold: "4 of 12
 * done, 1 open"; and what a bar of it shows. False: nothing was given to them. */
bool overview_review(const struct overview_person *, struct tally *bar, struct buf *out);
bool overview_adjudicate(const struct overview_person *, struct tally *bar, struct buf *out);
/* The same of all gold: "4 of 12 done, 1 stale"; false: nobody has made any, or is to. */
bool overview_gold(const struct overview *, struct tally *bar, struct buf *out);

/* A column for each day, the highest for `most`; a day without anything is a dot. */
void overview_chart(const uint32_t days[OVERVIEW_DAYS], uint32_t most, bool utf8, struct buf *out);
uint32_t overview_most(const uint32_t days[OVERVIEW_DAYS]);
uint32_t overview_most_steps(const struct overview *); /* of one person on one day */
/* Finished, under way, untouched: "██████▒▒░░░░"; without UTF-8 "######++....". */
void overview_bar(const struct tally *, unsigned columns, bool utf8, struct buf *out);

#endif
