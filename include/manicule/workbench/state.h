/* state.h: what of the workbench view/ draws. Read it, never write it: only src/workbench does. */
#ifndef MANICULE_WORKBENCH_STATE_H
#define MANICULE_WORKBENCH_STATE_H

#include "manicule/base/buf.h"
#include "manicule/base/vec.h"
#include "manicule/flow/adjudicate.h"
#include "manicule/flow/overview.h"
#include "manicule/marks/merge.h"
#include "manicule/marks/set.h"
#include "manicule/store.h"
#include "manicule/text/wrap.h"
#include "manicule/workbench/keymap.h"
#include "manicule/workbench/workbench.h"

enum {
    SCREEN_ROWS_MIN = 10,
    SCREEN_COLS_MIN = 40,
    MARGIN_FROM = 100,  /* columns from which there is a margin; below: the strip */
    QUEUE_STAYS = 140,  /* columns from which the queue stands open */
    NARROW = 60,              /* columns: below, messages are brief */
    ROWS_MAX = 512,
    OFFERS_MAX = 64,
    LINKS_MAX = 16,           /* speakers of one quote that links tell of */
    SAME_ROW_SPANS = 256,
    BACK_MAX = 8,             /* returned documents on top of the queue */
};

enum selection { SELECTION_NONE, SELECTION_ANCHOR, SELECTION_SHIFT, SELECTION_MOUSE, SELECTION_SEARCH, SELECTION_GROWN };

enum prompt {
    PROMPT_NONE, PROMPT_SEARCH, PROMPT_COMMAND, PROMPT_DOUBT, PROMPT_NAME, PROMPT_ATTRIBUTE,
    PROMPT_REASON, PROMPT_DISPUTE
};

enum panel {
    PANEL_NONE, PANEL_HELP, PANEL_GUIDELINE, PANEL_SPANS, PANEL_PEOPLE, PANEL_AGREE, PANEL_READINGS
};

enum offer {
    OFFER_NONE, OFFER_LINK, OFFER_WHO, OFFER_MARK_ALL, OFFER_MARK_ALL_LABEL, OFFER_ATTRIBUTE,
    OFFER_FINISH, OFFER_UNDO, OFFER_REASON, OFFER_REVIEW
};

/* Whose set is in hand: one's own, a review of one's own, or gold. */
struct subject {
    enum set_kind kind;
    char owner[PERSON_MAX + 1];  /* empty of gold */
    char source[PERSON_MAX + 1]; /* of a review: whose marks */
};

struct agree_screen; /* agree.c */
struct look; /* one's marks and a review of them, compared */

/* A set that lies beside the one in hand, wholly in memory: of a review the annotator's; of gold the
 * readers'; of one's own that came back, the reviews. Only read. */
struct other {
    struct set_info info;
    struct set *set;
};

/* What Tab arrived at, to be decided by one key. */
enum item_kind {
    ITEM_NONE,
    ITEM_REVIEWED, /* item: the annotator's span; of what they missed, the review's */
    ITEM_RETURNED, /* the same */
    ITEM_DIFFERENCE, /* between readers: gold.item */
    ITEM_DOUBT,      /* item: the comment */
};

/* Gold beside its readers: compared and matched when it is asked for (adjudicate.c), and anew after
 * a change. A reader's number is the letter it goes by. */
struct adjudication {
    size_t order[COMPARE_READERS]; /* of reader r the index into others, shuffled by document */
    size_t n_readers;
    struct comparison comparison;
    struct merge *merge; /* NULL: not matched */
    bool compared;
    bool outdated; /* some decisions are on what no reader has any more */
    bool older;    /* gold is older than the last change of a reader's set */
    enum compare_rule rule;
    bool names;           /* readers are shown by name */
    unsigned only_types;  /* 1u << type: what Tab takes up; 0: everything */
    uint64_t only_labels; /* 1 << label */
    uint64_t item;        /* of the difference at hand the key */
    bool editing;         /* its span is being edited by ordinary keys */
    struct uuid edited;
    uint64_t edited_reading; /* whose it was at first, by key */
    bool finishing;         /* all documents on which readers agree, one after another: */
    uint32_t finish_place;  /* where the queue goes on */
    struct agreed agreed;   /* what came of it so far */
    VEC(struct range) disputed; /* words of the item at hand that not all readers have, or all */
};

struct coverage { /* ranges in order, apart */
    struct range *at;
    size_t n, room;
};

struct geometry {
    unsigned rows, cols;       /* of the screen */
    bool too_small;
    unsigned queue_cols;       /* 0: closed */
    unsigned text_row, text_rows; /* article rows */
    unsigned gutter_col, text_col, text_cols;
    unsigned margin_col, margin_cols; /* 0: no margin */
    unsigned strip_row, strip_rows;   /* 0: no strip */
    unsigned status_row, hint_row;
    unsigned panel_row, panel_col, panel_rows, panel_cols; /* where the open panel stands */
};

struct panel_line {
    struct buf text;
    struct uuid span;  /* zero: none */
    bool heading;
    uint16_t label;    /* LABEL_NONE: none */
    uint32_t target;   /* what Enter takes, counted by the panel; 0: nothing */
    uint8_t part;      /* of several lines for one: which */
};

struct workbench {
    struct store *store;
    const struct labelset *labels;
    struct workbench_options options;
    struct keymap *keymap;
    char *theme;
    struct geometry at;
    unsigned wants;

    /* the open document; article is NULL only when the project is empty */
    struct document document;
    struct article *article;
    struct wrap *wrap;
    struct desk desk;                 /* what is being done */
    struct subject subject;
    struct set *set;                  /* the subject's */
    struct set_info info;
    VEC(struct other) others;
    struct edits draft; /* of a review, what its first decision brings along; set has it already */
    struct look *looks; /* the set in hand laid beside the others: made when asked for */
    size_t n_looks;
    bool looked;
    int64_t returned_seen; /* a document that came back and was gone to */
    struct load load;
    struct tally tally;
    struct coverage coverage;
    struct range covered;      /* rows added last, so that a key that scrolls nothing adds nothing */
    bool saved;                /* the last edit is on disk */
    bool revised;              /* the text is another one by now: the next tick opens that */
    bool gone;                 /* the person was sent off, and was told */
    bool came;                 /* something changed while nothing was open and a line was typed */
    bool place_changed;
    int64_t moved_at;          /* when the cursor last moved, for the idle save */

    /* place */
    struct pos cursor;
    unsigned goal;             /* column that up and down aim at */
    bool has_goal;
    struct range rows[ROWS_MAX]; /* on screen, from the top */
    unsigned n_rows;
    unsigned cursor_row;       /* index into rows */

    /* selection: from anchor to cursor, or as given */
    enum selection selection;
    struct pos anchor;
    struct range selected;     /* of search and grown: fixed */

    /* the span under the cursor */
    struct uuid focus;         /* chosen by marking, o, Tab ...; zero: the innermost */
    unsigned outward;          /* how far o went */
    struct uuid last_current;  /* for + */

    /* marking: a label key pressed again goes on to the next boundary */
    struct uuid cycle_span;    /* zero: none */
    unsigned cycle_label, cycle_at, cycle_count;
    struct range cycle_was;    /* the reading it has now */
    struct uuid step;          /* the id of the last step, to continue it */
    unsigned travelled;        /* the last action went to the next place of this label + 1; 0: it did not */

    /* an edge in the hand */
    bool grabbing, grab_end, grab_moved;
    struct uuid grab_span;

    /* offers */
    enum offer offer;
    struct uuid offer_span;
    struct uuid offers[OFFERS_MAX];   /* of a link: the speakers */
    char *offer_names[OFFERS_MAX];    /* of who is who */
    size_t n_offers, offer_at;
    bool offer_more, offer_started;
    struct uuid offer_was[LINKS_MAX]; /* of a link: the speakers that the quote had before */
    size_t n_was;
    VEC(struct range) places;         /* of mark all */
    size_t places_inside;             /* left out: inside longer names */
    unsigned offer_label;
    struct pos offer_back, offer_top; /* where Esc returns to, and the first row then */
    struct key offer_typed[SEQUENCE_MAX]; /* a label's keys so far */
    size_t n_offer_typed;
    struct undo offer_undo;
    enum undo_way offer_way;
    bool undoing;                     /* the step being committed takes offer_undo back, or brings it again */

    /* the item at hand */
    enum item_kind item_kind;
    struct uuid item;                 /* a doubt: the comment; zero: none */
    struct adjudication gold;         /* of the desk of adjudication */

    /* keys typed so far, a count before them */
    struct key typed[SEQUENCE_MAX];
    size_t n_typed;
    unsigned count;
    enum action repeat;
    unsigned repeat_label;
    enum origin origin;               /* of spans being made */

    /* words */
    struct buf message, message_keys; /* the keys that answer it, parted by " · " */
    bool warning;
    enum prompt prompt;
    struct buf typing;
    bool typing_fresh;                /* what stands there was proposed: typing replaces it */
    size_t typing_at;                 /* byte in typing */
    struct buf completion_stem;
    size_t completion;                /* 0: not completing; else the number of the one shown */
    char *needle;                     /* what is searched for, or NULL */
    bool needle_exact;                /* it has a capital: case counts */
    bool needle_hidden;               /* Esc: its hits are shown no more; n still goes on */
    struct uuid prompt_span;
    char prompt_attribute[64];

    /* panels and the queue */
    enum panel panel;
    VEC(struct panel_line) lines;
    size_t panel_top, panel_at;
    struct overview overview;         /* of the people: kept while the project is open */
    int64_t overview_at;              /* when it was read */
    bool overview_stale;              /* others did something since */
    bool overview_gold;               /* which gold is stale is known */
    struct agree_screen *agree;       /* NULL: not asked for yet */
    bool queue_open, queue_focus;
    struct queue_row *queue;
    size_t n_queue, queue_room;
    uint32_t queue_first, queue_at;   /* document numbers */
    struct queue_row back[BACK_MAX];  /* some that came back: they stand before the others, too */
    unsigned n_back, back_at;         /* the one chosen among them, from 1; 0: it is queue_at */
    bool mouse_off, dragging;
    unsigned label_at_hand;           /* whose guideline K shows */

    /* counters that tell view/ what to draw anew */
    uint64_t version;                 /* grows with every change that can show */
    uint64_t marks_version;           /* ... of the set, search or labels shown on rows */
    VEC(struct range) touched;        /* where marks changed since view/ drew: only rows there are stale */
    uint64_t drawn;                   /* the version that view/ drew last */
};

/* For view/: the spans under the cursor's cluster, innermost first. */
size_t wb_under(struct workbench *, const struct span **out, size_t max);
bool wb_selected(const struct workbench *, struct range *out);
/* What is searched for, where it overlaps the range: at most max hits. Cost follows the range. */
size_t wb_hits(const struct workbench *, struct range, struct range *out, size_t max);
unsigned wb_read_permille(const struct workbench *);
/* What a span's note says, after its label letter: "said by Yoo⏎Dong-yeol", "≥20 year", appended. */
void wb_note(const struct workbench *, const struct span *, unsigned columns, struct buf *out);
/* The same without the span's own words, which stand beside it. */
void wb_note_beside(const struct workbench *, const struct span *, unsigned columns, struct buf *out);
/* The question at hand, or NULL. */
const char *wb_question(struct workbench *);
/* The open doubt on a span of the set in hand; in a review also the annotator's on the same words. */
const struct comment *wb_doubt_on(const struct workbench *, const struct span *);
/* How many bytes of the text make a row of so many columns: whole words where it can be. */
size_t wb_row_of(const struct workbench *, const char *text, unsigned columns);
/* What is not agreed with a review, where it starts in the range: the i-th such line, appended.
 * False: there are not so many. */
bool wb_remark(struct workbench *, struct range, size_t i, unsigned columns, struct buf *out);
/* "review of bob", appended; nothing over one's own marks. */
void wb_subject(const struct workbench *, struct buf *out);
/* The status of the marks on screen: in a review as it is for the annotator; not "done" while it is
 * the reviewer's turn. */
enum status wb_closed(const struct workbench *);
/* Rows that returned documents take on top of the queue, with the one that parts them. */
unsigned wb_queue_top(const struct workbench *);
/* The status line's words about the current span or the selection, appended. */
void wb_describe(struct workbench *, unsigned columns, struct buf *out);
/* What the status line says, appended, and where that does not fit what stands in the hint line. */
void wb_status(struct workbench *, unsigned columns, struct buf *status, struct buf *more);
/* The hint line's words for what can be done now, appended. */
void wb_hints(struct workbench *, unsigned columns, struct buf *out);
/* The difference at hand: from the first to the last word of all readings. False: none is. */
bool wb_difference_range(struct workbench *, struct range *out);
/* Its i-th line, appended: what a reader has there, or several alike. `brief`: one line a reading,
 * else one a span. *majority: it is what most have. False: there are not so many. */
bool wb_difference_line(struct workbench *, size_t i, unsigned columns, bool brief, struct buf *out,
                        bool *majority);
/* Has the open panel a line at hand, which Enter takes? */
bool wb_panel_is_list(const struct workbench *);
/* What the header says at the desk of adjudication, appended; nothing at another. */
void wb_gold_header(struct workbench *, unsigned columns, struct buf *out);
/* The label's letter, upper case where it has one, as UTF-8. */
enum { LETTER = 8 };
void wb_letter(const struct workbench *, uint16_t label, char out[LETTER]);

#endif
