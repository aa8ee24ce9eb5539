/* workbench.c: opening and closing, and the way of an event: what is typed goes to a prompt, else
 * to the offer that stands, else through the keymap to an action. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 9999, MESSAGE_ROOM = 2048 }; /* repetitions; bytes */

/* Where the person left off. What came back from a review goes before it, unless that came back,
 * too, or a line was being typed there. */
static bool left_off(struct workbench *wb, int64_t *key)
{
    struct place place = {0};
    struct set_info info;
    int64_t back = 0;
    if (wb->desk.task != TASK_MARK || store_last_document(wb->store, key, NULL) != OK ||
        !wb_may_mark(wb, *key)) /* it was another task's, or was taken away since */
        return false;
    back = wb_next_returned(wb, 0);
    if (!back || back == *key ||
        store_set(wb->store, *key, SET_PERSON, store_person(wb->store), &info, NULL) != OK ||
        info.status == STATUS_RETURNED)
        return true;
    bool typing = store_place(wb->store, *key, &place, NULL) == OK && place.pending;
    place_release(&place);
    return typing;
}

/* The document that was asked for, else where the person left off, else the first to do. */
static enum fault open_first(struct workbench *wb, struct err *err)
{
    struct document document = {0};
    char whose[PERSON_MAX + 1] = "";
    int64_t key = 0;
    if (wb->options.document) {
        enum fault fault = store_document_named(wb->store, wb->options.document, &document, err);
        key = document.key;
        document_release(&document);
        if (fault != OK)
            return fault;
    } else if (!left_off(wb, &key)) {
        key = wb_first_to_do(wb, whose);
    }
    if (key)
        return wb_document_try(wb, key, *whose ? whose : NULL, err);
    wb_tally(wb);
    wb_say_empty(wb);
    return OK;
}

/* All that the first screen shows is read in one transaction: it is one state of the project, and
 * its lock is taken once. */
static enum fault read_first(struct workbench *wb, struct err *err)
{
    enum fault fault = store_read_begin(wb->store, err);
    if (fault)
        return fault;
    if (wb->options.desk) {
        wb->desk = *wb->options.desk;
        fault = store_sit(wb->store, &wb->desk, err);
    }
    wb_geometry(wb); /* it loads the queue, which is the desk's */
    if (!fault)
        fault = open_first(wb, err);
    if (!fault)
        wb_queue_load(wb);
    store_read_end(wb->store);
    return fault;
}

enum fault workbench_open(struct store *store, const struct labelset *labels,
                          const struct workbench_options *options, unsigned rows, unsigned cols,
                          struct workbench **out, struct err *err)
{
    *out = NULL;
    struct workbench *wb = calloc(1, sizeof *wb);
    if (!wb)
        return err_set(err, FAULT_MEMORY, "out of memory");
    wb->store = store;
    wb->labels = labels;
    wb->options = *options;
    wb->saved = true;
    wb->gold.rule = options->trimmed ? COMPARE_TRIMMED : COMPARE_EXACT;
    wb->at.rows = rows;
    wb->at.cols = cols;
    wb->theme = strdup(options->theme ? options->theme : "dark");
    enum fault fault = keymap_new(labels, options->keys, &wb->keymap, err);
    if (fault == FAULT_INPUT && options->keys && options->keys_path)
        err_prefix(err, "%s", options->keys_path);
    /* Taken now: to say that there is no memory must not need any. */
    if (!fault && (!wb->theme || !buf_reserve(&wb->message, MESSAGE_ROOM)))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (fault != OK)
        goto refused;
    fault = read_first(wb, err);
    if (fault)
        goto refused;
    *out = wb;
    return OK;

refused:
    workbench_close(wb);
    return fault;
}

void workbench_close(struct workbench *wb)
{
    if (!wb)
        return;
    wb_document_close(wb);
    wrap_free(wb->wrap);
    set_free(wb->set);
    wb_drop_others(wb);
    vec_free(&wb->others);
    edits_release(&wb->draft);
    vec_free(&wb->gold.disputed);
    article_free(wb->article);
    document_release(&wb->document);
    keymap_free(wb->keymap);
    for (size_t i = 0; i < OFFERS_MAX; i++)
        free(wb->offer_names[i]);
    for (size_t i = 0; i < wb->lines.n; i++)
        buf_release(&wb->lines.at[i].text);
    vec_free(&wb->lines);
    overview_release(&wb->overview);
    wb_agree_release(wb);
    vec_free(&wb->places);
    vec_free(&wb->touched);
    free(wb->coverage.at);
    free(wb->queue);
    free(wb->theme);
    free(wb->needle);
    buf_release(&wb->message);
    buf_release(&wb->message_keys);
    buf_release(&wb->typing);
    buf_release(&wb->completion_stem);
    free(wb);
}

unsigned workbench_wants(struct workbench *wb)
{
    unsigned wants = wb->wants;
    wb->wants = 0;
    return wants;
}

const char *workbench_theme(const struct workbench *wb)
{
    return wb->theme ? wb->theme : "mono";
}

bool workbench_clean(const struct workbench *wb)
{
    return wb->drawn == wb->version;
}

/* ---- actions ---- */

static void toggle_mouse(struct workbench *wb)
{
    wb->mouse_off = !wb->mouse_off;
    wb->wants |= wb->mouse_off ? WANT_MOUSE_OFF : WANT_MOUSE_ON;
    wb_say(wb, wb->mouse_off ? "the mouse is the terminal's now: select and copy as usual"
                             : "the mouse marks again");
}

static void next_theme(struct workbench *wb)
{
    static const char *const themes[] = {"dark", "light", "mono"};
    size_t at = 0;
    for (size_t i = 0; i < 3; i++)
        if (wb->theme && strcmp(wb->theme, themes[i]) == 0)
            at = (i + 1) % 3;
    free(wb->theme);
    wb->theme = strdup(themes[at]);
    wb->wants |= WANT_THEME;
    wb_say(wb, "theme %s", themes[at]);
}

static void drop_offer(struct workbench *wb)
{
    if (wb->offer == OFFER_MARK_ALL)
        wb_mark_all_back(wb);
    wb->offer = OFFER_NONE;
    wb->version++;
}

static void cancel(struct workbench *wb)
{
    if (wb->panel != PANEL_NONE)
        wb_panel(wb, PANEL_NONE);
    else if (wb->queue_focus)
        wb_queue_action(wb, ACT_CANCEL, 0);
    else if (wb->selection != SELECTION_NONE)
        wb_unselect(wb);
    else
        wb_search_clear(wb);
    wb->gold.editing = false;
    wb_item_let_go(wb);
    wb->cycle_span = (struct uuid){{0}};
    wb->version++;
}

static void outward(struct workbench *wb)
{
    const struct span *under[SAME_ROW_SPANS], *current = wb_current(wb);
    size_t n = wb_under(wb, under, SAME_ROW_SPANS), at = 0;
    if (n == 0) {
        wb_say(wb, "no span under the cursor");
        return;
    }
    while (at < n && under[at] != current)
        at++;
    wb->outward = (unsigned)((at + 1) % n);
    wb_focus(wb, under[wb->outward]->id);
}

static void act(struct workbench *wb, enum action action, unsigned argument, unsigned count)
{
    switch (action) {
    case ACT_SEARCH: wb_prompt(wb, PROMPT_SEARCH, ""); break;
    case ACT_SEARCH_NEXT: wb_search_step(wb, true); break;
    case ACT_SEARCH_PREV: wb_search_step(wb, false); break;
    case ACT_SPAN_PREV: wb_span_step(wb, false, count); break;
    case ACT_SPAN_NEXT: wb_span_step(wb, true, count); break;
    case ACT_DOCUMENT_PREV: wb_document_step(wb, false, count); break;
    case ACT_DOCUMENT_NEXT: wb_document_step(wb, true, count); break;
    case ACT_OUTWARD: outward(wb); break;
    case ACT_DELETE: wb_delete(wb); break;
    case ACT_EDGE_START: wb_grab(wb, false); break;
    case ACT_EDGE_END: wb_grab(wb, true); break;
    case ACT_JOIN: wb_join(wb); break;
    case ACT_ATTRIBUTES: wb_attributes(wb); break;
    case ACT_DOUBT: wb_doubt(wb); break;
    case ACT_LINK: wb_link(wb, false); break;
    case ACT_LINK_MORE: wb_link(wb, true); break;
    case ACT_LINK_SAME: wb_link_same(wb); break;
    case ACT_WHO: wb_who(wb); break;
    case ACT_MARK_ALL: wb_mark_all(wb); break;
    case ACT_ITEM_NEXT: wb_item(wb, true); break;
    case ACT_ITEM_PREV: wb_item(wb, false); break;
    case ACT_YES: wb_item_yes(wb); break;
    case ACT_NO:
        if (!wb_item_no(wb))
            wb_say(wb, "x says no to the item at hand; Tab takes one up");
        break;
    case ACT_ACCEPT_REST: wb_accept_rest(wb); break;
    case ACT_FINISH: wb_finish(wb); break;
    case ACT_UNDO: wb_undo(wb, WAY_UNDO); break;
    case ACT_REDO: wb_undo(wb, WAY_REDO); break;
    case ACT_REPEAT: wb_repeat(wb); break;
    case ACT_COMMAND: wb_prompt(wb, PROMPT_COMMAND, ""); break;
    case ACT_HELP: wb_panel(wb, PANEL_HELP); break;
    case ACT_GUIDELINE: wb_panel(wb, PANEL_GUIDELINE); break;
    case ACT_SPANS: wb_panel(wb, PANEL_SPANS); break;
    case ACT_PEOPLE: wb_people(wb); break;
    case ACT_AGREE: wb_agree(wb); break;
    case ACT_QUEUE: wb_queue_toggle(wb); break;
    case ACT_MOUSE: toggle_mouse(wb); break;
    case ACT_CANCEL: cancel(wb); break;
    case ACT_REDRAW: wb->wants |= WANT_REDRAW; wb->version++; break;
    case ACT_SUSPEND: wb_save_place(wb); wb->wants |= WANT_SUSPEND; break;
    case ACT_QUIT: wb_save_place(wb); wb->wants |= WANT_QUIT; break;
    case ACT_TAKE_BACK: wb_take_back(wb); break;
    case ACT_NAMES: wb_gold_names(wb); break;
    case ACT_FINISH_AGREED: wb_gold_finish_agreed(wb); break;
    case ACT_THEME: next_theme(wb); break;
    case ACT_LABEL: wb_mark(wb, argument); break;
    case ACT_RELABEL: wb_relabel(wb, argument); break;
    case ACT_TRAVEL: wb_travel(wb, argument); break;
    default: break;
    }
}

void wb_do(struct workbench *wb, enum action action, unsigned argument)
{
    const struct action_row *row = action_row(action);
    unsigned count = wb->count;
    wb->count = 0;
    if (wb->panel != PANEL_NONE && wb_panel_action(wb, action, count))
        return;
    if (wb->queue_focus && wb_queue_action(wb, action, count))
        return;
    bool anywhere = row->group == GROUP_ELSE || action == ACT_DOCUMENT_NEXT ||
                    action == ACT_DOCUMENT_PREV || action == ACT_UNDO || action == ACT_REDO;
    if (!wb->article && !anywhere) {
        wb_say_empty(wb);
        return;
    }
    if ((row->flags & ACTION_EDIT) && !wb_may_edit(wb))
        return;
    if (wb->article && (row->flags & ACTION_WHOLE))
        wb_need_all(wb);
    if (action != ACT_LABEL)
        wb->cycle_span = (struct uuid){{0}};
    if (action != ACT_TRAVEL)
        wb->travelled = 0;
    if (wb->article && (wb_select_action(wb, action, count) || wb_motion(wb, action, count)))
        return;
    act(wb, action, argument, count);
}

/* ---- keys ---- */

/* An input method that was left on sends full-width letters: they mean their plain ones. */
static struct key folded(struct key key)
{
    if (key.code >= 0xff01 && key.code <= 0xff5e)
        key.code -= 0xff01 - '!';
    else if (key.code == 0x3000)
        key.code = KEY_NAME_SPACE;
    return key;
}

static bool is_kana(struct key key)
{
    return key.mods == 0 && ((key.code >= 0x3040 && key.code <= 0x30ff) ||
                             (key.code >= 0xff66 && key.code <= 0xff9f) ||
                             (key.code >= 0x4e00 && key.code <= 0x9fff));
}

typedef bool offer_taker(struct workbench *, const struct key *, enum action);

static offer_taker *taker(enum offer offer)
{
    static offer_taker *const takers[] = {
        [OFFER_NONE] = NULL,
        [OFFER_LINK] = wb_link_offer,
        [OFFER_WHO] = wb_who_offer,
        [OFFER_MARK_ALL] = wb_mark_all_offer,
        [OFFER_MARK_ALL_LABEL] = wb_mark_all_offer,
        [OFFER_ATTRIBUTE] = wb_attributes_offer,
        [OFFER_FINISH] = wb_finish_offer,
        [OFFER_UNDO] = wb_undo_offer,
        [OFFER_REASON] = wb_reason_offer,
        [OFFER_REVIEW] = wb_review_offer,
    };
    return takers[offer];
}

/* What the keys typed so far say; forgets them when they are complete or say nothing. */
static enum match typed(struct workbench *wb, struct key key, struct binding *found)
{
    if (wb->n_typed == SEQUENCE_MAX)
        wb->n_typed = 0;
    wb->typed[wb->n_typed++] = key;
    enum match match = keymap_match(wb->keymap, wb->typed, wb->n_typed, found);
    wb->version++;
    return match;
}

static void unknown_keys(struct workbench *wb)
{
    struct buf keys = {0};
    for (size_t i = 0; i < wb->n_typed; i++)
        key_words(wb->typed[i], &keys);
    if (is_kana(wb->typed[0]))
        wb_say(wb, "IME is on: switch it off, keys are plain letters here");
    else
        wb_say(wb, "%s does nothing · ? shows all keys", buf_text(&keys));
    buf_release(&keys);
}

static bool counts(struct workbench *wb, struct key key)
{
    if (wb->n_typed || key.mods || key.code > '9' || key.code < '0' ||
        (key.code == '0' && !wb->count))
        return false;
    wb->count = wb->count * 10 + (key.code - '0');
    if (wb->count > COUNT_MAX)
        wb->count = COUNT_MAX;
    wb->version++;
    return true;
}

/* The offer that stands takes the key, or is dropped and the key acts. */
static bool offered(struct workbench *wb, struct key key)
{
    struct binding binding = {.action = ACTION_NONE};
    if (wb->offer == OFFER_NONE || wb->n_typed)
        return false;
    if (keymap_match(wb->keymap, &key, 1, &binding) != MATCH_WHOLE)
        binding.action = ACTION_NONE;
    if (taker(wb->offer)(wb, &key, binding.action)) {
        wb->version++;
        return true;
    }
    if (binding.action == ACT_CANCEL) {
        drop_offer(wb);
        return true;
    }
    wb->offer = OFFER_NONE;
    return false;
}

/* The item at hand takes the key. */
static bool decided(struct workbench *wb, struct key key)
{
    struct binding binding = {.action = ACTION_NONE};
    if (wb->item_kind == ITEM_NONE || wb->n_typed)
        return false;
    if (keymap_match(wb->keymap, &key, 1, &binding) != MATCH_WHOLE)
        binding.action = ACTION_NONE;
    if (!wb_item_key(wb, &key, &binding))
        return false;
    wb->version++;
    return true;
}

/* What works whatever is on screen: quit, suspend, redraw. False: the key is none of them. */
static bool press_anywhere(struct workbench *wb, struct key key)
{
    struct binding binding;
    if (keymap_match(wb->keymap, &key, 1, &binding) != MATCH_WHOLE ||
        (binding.action != ACT_QUIT && binding.action != ACT_SUSPEND && binding.action != ACT_REDRAW))
        return false;
    act(wb, binding.action, 0, 0);
    return true;
}

static void press(struct workbench *wb, struct key raw)
{
    struct binding binding;
    if (wb->at.too_small) { /* nothing is done that cannot be seen */
        press_anywhere(wb, folded(raw));
        return;
    }
    if (wb_gold_stop(wb)) {
        press_anywhere(wb, folded(raw));
        return;
    }
    if (wb->prompt != PROMPT_NONE) { /* half-typed text is kept with the place */
        if (!(raw.mods & MOD_CTRL) || !press_anywhere(wb, raw))
            wb_prompt_key(wb, &raw);
        return;
    }
    struct key key = folded(raw);
    if (wb->message.size) {
        wb_unsay(wb);
        wb->version++;
    }
    wb->warning = false;
    if (offered(wb, key) || decided(wb, key) || counts(wb, key))
        return;
    switch (typed(wb, key, &binding)) {
    case MATCH_PREFIX:
        return;
    case MATCH_NONE:
        unknown_keys(wb);
        wb->n_typed = 0;
        wb->count = 0;
        return;
    case MATCH_WHOLE:
        wb->n_typed = 0;
        break;
    }
    if (wb->grabbing && wb_grabbed_key(wb, binding.action, wb->count)) {
        wb->count = 0;
        return;
    }
    wb_do(wb, binding.action, binding.argument);
}

/* A terminal sends Alt-x as Esc and x: so does who types both quickly, and means them one by one
 * unless Alt-x has a meaning of its own. */
static bool esc_before(const struct workbench *wb, struct key key)
{
    struct key keys[SEQUENCE_MAX];
    struct binding binding;
    size_t n = wb->n_typed < SEQUENCE_MAX ? wb->n_typed : 0;
    if (!(key.mods & MOD_ALT))
        return false;
    if (wb->prompt != PROMPT_NONE)
        return key.code != KEY_NAME_BACKSPACE;
    memcpy(keys, wb->typed, n * sizeof *keys);
    keys[n] = key;
    return keymap_match(wb->keymap, keys, n + 1, &binding) == MATCH_NONE;
}

static void press_parted(struct workbench *wb, struct key key)
{
    if (esc_before(wb, key)) {
        press(wb, (struct key){.code = KEY_NAME_ESC});
        key.mods &= (uint8_t)~MOD_ALT;
    }
    press(wb, key);
}

void workbench_event(struct workbench *wb, const struct event *event)
{
    if (event->kind == EVENT_KEY || event->kind == EVENT_MOUSE)
        wb->moved_at = wb->options.env.now(wb->options.env.ctx);
    switch (event->kind) {
    case EVENT_KEY:
        press_parted(wb, event->key);
        break;
    case EVENT_MOUSE:
        wb_mouse(wb, event);
        break;
    case EVENT_PASTE:
        if (wb->prompt != PROMPT_NONE)
            wb_prompt_paste(wb, event->paste.text, event->paste.n);
        else
            wb_say(wb, "a paste marks nothing: it goes into text fields only");
        break;
    case EVENT_RESIZE:
        wb->at.rows = event->size.rows;
        wb->at.cols = event->size.cols;
        wb_geometry(wb);
        if (wb->panel != PANEL_NONE)
            wb_panel_again(wb);
        wb_attributes_again(wb);
        break;
    case EVENT_TICK:
        wb_meanwhile(wb);
        break;
    case EVENT_HANGUP:
        wb_save_place(wb);
        wb->wants |= WANT_QUIT;
        break;
    }
}
