/* internal.h: the workbench from inside: what its files share. view/ reads it through
 * include/manicule/workbench/state.h only.
 *
 * Invariants
 *   - wb->set is what the file held at wb->info.revision, once wb->load.done; before that it
 *     holds at least every span that overlaps the rows on screen.
 *   - Memory follows the file: a step is applied to wb->set only after store_apply() said OK.
 *   - wb->cursor is a cluster boundary; wb->rows[] are the rows on screen, the cursor on one.
 */
#ifndef MANICULE_WORKBENCH_INTERNAL_H
#define MANICULE_WORKBENCH_INTERNAL_H

#include "manicule/base/vec.h"
#include "manicule/marks/edit.h"
#include "manicule/store.h"
#include "manicule/text/units.h"
#include "manicule/workbench/state.h"

/* ---- workbench.c: events in, actions done ---- */
/* Does an action as a key would: refuses edits on what may not be edited, loads what it needs. */
void wb_do(struct workbench *, enum action, unsigned argument);

/* ---- meanwhile.c: what others did ---- */
void wb_meanwhile(struct workbench *); /* a tick: shows it, and says so */
/* Who made the last step of the set in hand: "by rita meanwhile", "in another session of yours". */
void wb_changed_by(struct workbench *, char *out, size_t n);
/* Was the person sent off? Then that is said, and there is nothing else to say. */
bool wb_gone(struct workbench *);

/* ---- say.c: the one line for words ---- */
void wb_say(struct workbench *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void wb_say_empty(struct workbench *); /* there is no document */
void wb_warn(struct workbench *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A message with the keys that answer it, parted by " · ": they are never cut off. */
void wb_ask(struct workbench *, const char *keys, const char *format, ...) __attribute__((format(printf, 3, 4)));
void wb_unsay(struct workbench *);
/* The text of a range for messages: safe, newlines as ⏎, at most `columns` wide with …, appended. */
void wb_quote(const struct workbench *, struct range, unsigned columns, struct buf *out);
/* A span's words: of one in pieces the pieces alone. */
void wb_words(const struct workbench *, const struct span *, unsigned columns, struct buf *out);
/* 'quote "It takes at least …"', appended. */
void wb_name_span(const struct workbench *, const struct span *, unsigned columns, struct buf *out);
const struct label *wb_label(const struct workbench *, uint16_t label);
/* "yesterday 12:41", "12:41", "3 May 12:41", appended. */
void wb_time(const struct workbench *, int64_t at, struct buf *out);

/* ---- document.c: the open document ---- */
/* The document with the set that the desk is about. `whose` is of a review: NULL as it was given.
 * False: said why, the old one stays. */
bool wb_document_open(struct workbench *, int64_t key, const char *whose);
/* The same, told to the caller instead of the person. */
enum fault wb_document_try(struct workbench *, int64_t key, const char *whose, struct err *);
void wb_document_close(struct workbench *);             /* saves the place */
void wb_save_place(struct workbench *);
/* The place as it is now; its strings are in the two buffers. */
struct place wb_place(struct workbench *, struct buf *coverage, struct buf *pending);
bool wb_text_revised(struct workbench *); /* nothing can be written into the one at hand */
bool wb_follow_text(struct workbench *); /* opens the revised one; false: there is none */
void wb_reload(struct workbench *);   /* the set anew, after someone else changed it */
void wb_need_all(struct workbench *); /* finish loading the set */
void wb_tally(struct workbench *);    /* the queue's counts anew */

/* ---- desk.c: what is being done, to whose set, and what lies beside it ---- */
/* Another task: its first document that is to do is opened. False: said why, all is as it was. */
bool wb_sit(struct workbench *, const struct desk *);
bool wb_sit_at(struct workbench *, const struct desk *, int64_t document);
/* The first document of the desk's queue that is to do; when none is, the first; 0: there is none.
 * *whose (of a review, PERSON_MAX + 1 bytes) says whose marks. */
int64_t wb_first_to_do(struct workbench *, char *whose);
/* False: the person sees only what was given to them, and that was not, to be marked. */
bool wb_may_mark(struct workbench *, int64_t document);
/* The first document behind `after` that came back from a review and may be marked; 0: none. */
int64_t wb_next_returned(struct workbench *, int64_t after);
/* What the acting person was given of a task, whatever the desk at hand; false: nothing. */
bool wb_was_given(struct workbench *, enum task, struct tally *);
void wb_say_waiting(struct workbench *); /* nothing was given for this desk: what is there at others */
enum fault wb_find_subject(struct workbench *, int64_t document, const char *whose,
                           struct subject *, struct err *);
enum fault wb_subject_info(struct workbench *, int64_t document, const struct subject *,
                           struct set_info *, struct err *);
/* Of the open document: what lies beside its set, read anew. */
enum fault wb_load_others(struct workbench *, struct err *);
void wb_drop_others(struct workbench *);
/* Did somebody change one of them, or add one? Asked when the file changed. */
bool wb_others_changed(struct workbench *);

/* ---- items.c: what Tab takes up, and the keys that decide it ---- */
void wb_item(struct workbench *, bool forward);
/* A key while an item is at hand, before it means anything else; false: it is let go of. */
bool wb_item_key(struct workbench *, const struct key *, const struct binding *);
bool wb_item_yes(struct workbench *); /* false: no item at hand, and none at the cursor */
bool wb_item_no(struct workbench *);
void wb_item_let_go(struct workbench *);
/* The item at hand, appended, and the keys that decide it; nothing and "" without one. */
const char *wb_item_describe(struct workbench *, struct buf *out);

/* The i-th hint of the item at hand, appended; false: there are not so many. */
bool wb_item_hint(struct workbench *, size_t i, struct buf *out);
/* A label key while an item is at hand: no, this label. False: the item has no use for it. */
bool wb_item_label(struct workbench *, unsigned label);

/* ---- desk.c, too: new ids for what is merged ---- */
struct merge_ids wb_merge_ids(struct workbench *);

/* ---- adjudicate.c: gold beside the sets of its readers ---- */
/* Compared and matched as they are now; false: not at that desk, fewer than two readers, or said why. */
bool wb_gold(struct workbench *);
void wb_gold_forget(struct workbench *); /* the readers' sets go or went */
void wb_gold_changed(struct workbench *); /* gold did */
/* The document was opened, or a reader's set changed: what all agree on goes in. */
void wb_gold_begin(struct workbench *);
bool wb_gold_wants(const struct workbench *, size_t item); /* is it open, and not filtered out? */
size_t wb_gold_open(const struct workbench *);             /* how many are, filtered out or not */
void wb_gold_none(struct workbench *); /* says that nothing is left to decide, or why */
/* F: what is still missing, as a message; false: nothing. */
bool wb_gold_missing(struct workbench *);
void wb_gold_agree(struct workbench *, const char *rule);
void wb_gold_only(struct workbench *, const char *words);
bool wb_gold_only_complete(struct workbench *, const char *typed, size_t i, struct buf *out);
void wb_gold_names(struct workbench *);
void wb_gold_finish_agreed(struct workbench *);
bool wb_gold_idle(struct workbench *); /* goes on with it; true: call again */
bool wb_gold_stop(struct workbench *); /* a key was pressed; false: nothing was going on */

/* ---- difference.c: one of them at hand ---- */
bool wb_difference_step(struct workbench *, bool forward);
void wb_difference_arrive(struct workbench *, size_t item, const char *after);
void wb_difference_yes(struct workbench *);
void wb_difference_no(struct workbench *);
bool wb_difference_key(struct workbench *, const struct key *, const struct binding *);
bool wb_difference_label(struct workbench *, unsigned label);
const char *wb_difference_describe(struct workbench *, struct buf *out);
bool wb_difference_hint(struct workbench *, size_t i, struct buf *out);
void wb_difference_lines(struct workbench *); /* of the panel that lists its readings */
void wb_difference_take(struct workbench *, size_t reader);
/* The item with that key, when it waits for a decision again; after an undo. */
bool wb_difference_again(struct workbench *, uint64_t key);
size_t wb_difference_at(struct workbench *); /* its index; COMPARE_NONE */
/* The sets were read anew: what someone else has settled is let go of. */
void wb_difference_recheck(struct workbench *);

/* ---- readings.c: a difference in words ---- */
void wb_reading_name(const struct workbench *, size_t reader, struct buf *out); /* "A", or who it is */
void wb_difference_title(const struct workbench *, size_t item, struct buf *out); /* "missing quote" */
void wb_difference_dispute(struct workbench *, size_t item); /* fills gold.disputed */

/* ---- settle.c: many differences at once ---- */
void wb_settle(struct workbench *, const char *rule);
bool wb_settle_complete(struct workbench *, const char *typed, size_t i, struct buf *out);

/* ---- layout.c: which rows are on screen ---- */
void wb_layout(struct workbench *);             /* after anything that may move: rows[], coverage */
void wb_geometry(struct workbench *);           /* after a new size, queue opened or closed */
void wb_show(struct workbench *, struct pos);   /* bring a place on screen without moving the cursor: middle when far */
void wb_scroll(struct workbench *, int rows);   /* rows up or down, the cursor stays on screen */

/* ---- motion.c ---- */
bool wb_motion(struct workbench *, enum action, unsigned count); /* false: not a motion */
void wb_go(struct workbench *, struct pos);    /* the cursor there; lets go of everything that moving drops */
bool wb_motion_target(struct workbench *, enum action, unsigned count, struct pos from, struct pos *to);

/* ---- select.c ---- */
void wb_select(struct workbench *, struct range, enum selection);
void wb_unselect(struct workbench *);
bool wb_select_action(struct workbench *, enum action, unsigned count);

/* ---- current.c: the innermost own span under the cursor ---- */
const struct span *wb_current(struct workbench *);
void wb_focus(struct workbench *, struct uuid); /* this one is current until the cursor moves */

/* ---- commit.c: steps ---- */
/* Commits the edits (released in any case) as a step; "mark quote" is what undo will say. With
 * WB_CONTINUE it continues the step before. False: refused or conflicting, and said. */
enum { WB_CONTINUE = 1 };
bool wb_commit(struct workbench *, const char *what, struct edits *, unsigned flags);
/* The same with the span named, with its words, behind `what`. */
bool wb_commit_on(struct workbench *, const char *what, const struct span *, struct edits *, unsigned flags);
bool wb_may_edit(struct workbench *); /* false: said why */
/* The edits behind the draft of a review: shallow copies, whose list alone is to be freed. False: no
 * memory. */
bool wb_behind_draft(const struct workbench *, const struct edits *, struct edits *out);

/* ---- marking.c ---- */
void wb_mark(struct workbench *, unsigned label);
void wb_relabel(struct workbench *, unsigned label);
void wb_delete(struct workbench *);
void wb_join(struct workbench *);
void wb_repeat(struct workbench *);
/* A new span's edit with its derived attributes: an amount's value and unit, a known name. */
void wb_new_span(struct workbench *, uint16_t label, struct range, struct span *out); /* span_release() it */
/* The attributes an amount's words give, as attrs; caller frees. */
char *wb_derived(const struct workbench *, uint16_t label, struct range);

/* ---- travel.c ---- */
void wb_travel(struct workbench *, unsigned label);
bool wb_span_step(struct workbench *, bool forward, unsigned count);

/* ---- edges.c ---- */
void wb_grab(struct workbench *, bool end);
bool wb_grabbed_key(struct workbench *, enum action, unsigned count); /* false: let go; do the action */

/* ---- links.c ---- */
void wb_link(struct workbench *, bool more);
void wb_link_same(struct workbench *);
bool wb_link_offer(struct workbench *, const struct key *, enum action);

/* ---- who.c, markall.c, attributes.c, finish.c, undo.c: the other offers ---- */
void wb_who(struct workbench *);
bool wb_who_offer(struct workbench *, const struct key *, enum action);
void wb_mark_all(struct workbench *);
void wb_mark_all_back(struct workbench *); /* from the places looked at */
bool wb_mark_all_offer(struct workbench *, const struct key *, enum action);
void wb_attributes(struct workbench *);
void wb_attributes_again(struct workbench *); /* for the new size */
bool wb_attributes_offer(struct workbench *, const struct key *, enum action);
void wb_attribute_text(struct workbench *, const char *text); /* the prompt's answer */
void wb_who_text(struct workbench *, const char *text);
/* The i-th name or value in use that begins with what is typed, appended; false: not so many. */
bool wb_who_complete(struct workbench *, const char *typed, size_t i, struct buf *out);
bool wb_attribute_complete(struct workbench *, const char *typed, size_t i, struct buf *out);
void wb_finish(struct workbench *);
bool wb_finish_offer(struct workbench *, const struct key *, enum action);
/* "lines 103–126 never on screen", behind what stands in the text; false: there are none. */
bool wb_tell_gaps(const struct workbench *, const struct coverage *, const char *never,
                  struct buf *text);
void wb_take_back(struct workbench *);
void wb_undo(struct workbench *, enum undo_way);
bool wb_undo_offer(struct workbench *, const struct key *, enum action);

/* ---- review_*.c: another's marks looked through ---- */
/* Of a review that is not begun, or not gone on with: what it begins with, in memory only. */
void wb_review_prepare(struct workbench *);
void wb_review_greet(struct workbench *); /* what the annotator disputes is told at once */
bool wb_review_may(struct workbench *); /* false: said why nothing is decided here */
/* The sets are about to change, or have: the comparisons are made anew when they are asked for. */
void wb_review_forget(struct workbench *);
/* The set in hand has the edits now: what stays the same is kept. */
void wb_review_follow(struct workbench *, const struct edits *);
bool wb_review_step(struct workbench *, bool forward);
const struct comment *wb_review_doubt(struct workbench *); /* the annotator's on the mark at hand, or NULL */
void wb_review_yes(struct workbench *);
void wb_review_no(struct workbench *);
/* With no item at hand: of the mark at the cursor. False: no review, or no mark there. */
bool wb_review_yes_here(struct workbench *);
bool wb_review_no_here(struct workbench *);
bool wb_review_key(struct workbench *, const struct key *, const struct binding *);
const char *wb_review_describe(struct workbench *, struct buf *out);
bool wb_reason_offer(struct workbench *, const struct key *, enum action);
void wb_reason_text(struct workbench *, const char *text);
void wb_accept_rest(struct workbench *);
void wb_review_finish(struct workbench *);
bool wb_review_offer(struct workbench *, const struct key *, enum action);
/* Takes the step back, or brings it again, in all sets that it touched. */
bool wb_undo_everywhere(struct workbench *, const struct undo *, enum undo_way);

/* ---- returned.c: what came back from a review ---- */
bool wb_returned_step(struct workbench *, bool forward);
void wb_returned_yes(struct workbench *);
void wb_returned_no(struct workbench *);
const char *wb_returned_describe(struct workbench *, struct buf *out);
void wb_dispute_text(struct workbench *, const char *text);
void wb_returned_greet(struct workbench *); /* a document that came back was opened: says so */
/* Was one's own set, of that status before, returned or accepted meanwhile? Then it is said. */
bool wb_returned_told(struct workbench *, enum status before);
/* What a finished document is again when it is taken back. */
enum status wb_returned_or_open(struct workbench *);
/* Is a change that was proposed still open? Then it is said, and the document is not finished. */
bool wb_returned_open(struct workbench *);

/* ---- doubts.c: questions for the lead, one kind of item ---- */
void wb_doubt(struct workbench *);
void wb_doubt_text(struct workbench *, const char *text);
bool wb_doubt_step(struct workbench *, bool forward); /* false: there is none */
void wb_doubt_yes(struct workbench *);
void wb_doubt_no(struct workbench *);
const char *wb_doubt_describe(struct workbench *, struct buf *out);

/* ---- search.c ---- */
void wb_search_text(struct workbench *, const char *text);
void wb_search_step(struct workbench *, bool forward);
/* Hits that overlap the range, at most max; for the rows on screen. */
size_t wb_search_hits(const struct workbench *, struct range, struct range *out, size_t max);
/* Esc: the hits are no longer shown. False: none were. */
bool wb_search_clear(struct workbench *);

/* ---- prompt.c: one line of text being typed ---- */
void wb_prompt(struct workbench *, enum prompt, const char *start);
void wb_prompt_key(struct workbench *, const struct key *);
void wb_prompt_paste(struct workbench *, const char *text, size_t n);

/* Half-typed text, kept with the place: appended; and taken up again. */
void wb_pending_write(const struct workbench *, struct buf *out);
void wb_pending_read(struct workbench *, const char *text);

/* ---- people.c: the lead's screen ---- */
void wb_people(struct workbench *);
void wb_people_lines(struct workbench *);
bool wb_people_idle(struct workbench *);    /* counts on; true: call again */
void wb_people_tick(struct workbench *, bool changed); /* by others */
void wb_people_command(struct workbench *, const char *rest); /* "add NAME ROLE" */
void wb_assign_command(struct workbench *, const char *rest); /* "DOCUMENT NAME" */

/* ---- agree.c: how far two people agree ---- */
void wb_agree(struct workbench *);
void wb_agree_command(struct workbench *, const char *rest); /* "NAME NAME", "exact" */
bool wb_agree_complete(struct workbench *, const char *typed, size_t i, struct buf *out);
void wb_agree_lines(struct workbench *);
void wb_agree_fill(struct workbench *, struct panel_line *); /* a line that comes on screen */
void wb_agree_yes(struct workbench *);                       /* Enter on the line at hand */
void wb_agree_step(struct workbench *, bool forward);        /* to the next line that Enter takes */
bool wb_agree_idle(struct workbench *);    /* counts on; true: call again */
void wb_agree_changed(struct workbench *); /* marks are others than were counted */
void wb_agree_left(struct workbench *);    /* its panel is about to close */
void wb_agree_release(struct workbench *);

/* ---- commands.c: the `:` line ---- */
void wb_command(struct workbench *, const char *line);
/* The i-th completion of the line appended to out; false: there are not so many. */
bool wb_complete(struct workbench *, const char *line, size_t i, struct buf *out);

/* ---- panels.c: help, guideline, span list, as lines of text ---- */
void wb_panel(struct workbench *, enum panel);
bool wb_panel_action(struct workbench *, enum action, unsigned count); /* false: not the panel's */
void wb_panel_choose(struct workbench *, size_t line); /* that line is at hand, as by a click */
unsigned wb_panel_width(const struct workbench *);           /* columns of its text */
struct panel_line *wb_panel_line(struct workbench *); /* a new empty line, or NULL without memory */
void wb_panel_again(struct workbench *); /* lays the open panel's lines out for the new size */

/* ---- queue.c ---- */
void wb_queue_toggle(struct workbench *);
bool wb_queue_action(struct workbench *, enum action, unsigned count);
void wb_queue_load(struct workbench *); /* the rows that fit the pane */
unsigned wb_queue_rows(const struct workbench *); /* of documents: under the heading, over tally and bar */
void wb_document_step(struct workbench *, bool forward, unsigned count);
/* "Ctrl-n next document · ", where there is one, appended. */
void wb_next_words(const struct workbench *, struct buf *out);

/* ---- mouse.c ---- */
void wb_mouse(struct workbench *, const struct event *);

/* ---- coverage.c: what was on screen ---- */
void coverage_add(struct coverage *, struct range);
void coverage_read(struct coverage *, const char *text, const struct article *);
void coverage_write(const struct coverage *, const struct article *, struct buf *out);
unsigned coverage_permille(const struct coverage *, uint32_t size);
/* The first gap at or after `from`; false: none. */
bool coverage_gap(const struct coverage *, struct pos from, uint32_t size, struct range *out);

#endif
