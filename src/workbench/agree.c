/* agree.c: how far two people agree, and where they do not: figures, the matrix of labels, and
 * every lost point, from which Enter goes to the text. Counted in slices between keys; kept while
 * the project is open, so that one comes back from the text to where one was. */
#include "internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "manicule/flow/agree_words.h"
#include "manicule/marks/agreement_results.h"

enum {
    SLICE = 4,         /* documents between two looks for a key */
    LOST_MOST = 20000, /* points that are kept: who has more reads them elsewhere */
    WIDE = 74,         /* columns from which a point is one line, else three */
    QUOTE_LEAST = 10,
    FIGURE = 17, /* columns of a figure's name, */
    VALUE = 10,  /* and of its values: "undefined" */
    LABEL = 9,
    BAR = 20,
};

enum { TEXT_WHERE, TEXT_WHAT, TEXT_SIDE, TEXTS = TEXT_SIDE + 2 };

struct lost {
    int64_t document;
    struct range range;
    size_t text; /* its texts stand one after another in the pool, each with its end */
    size_t reader[2];
    bool has[2]; /* a span there */
};

struct agree_screen {
    struct agree_options how; /* once there are two, they are the ones */
    struct agree_options all; /* from whom to choose */
    struct agreeing *run;     /* NULL: nothing is being counted */
    struct agreement *agreement;
    struct agree_counts counts;
    VEC(struct lost) lost;
    struct buf pool;
    uint64_t more;     /* points that are not kept */
    uint64_t done, of; /* documents */
    unsigned columns;  /* that the texts were made for */
    bool stale;        /* something was changed since */
    bool failed;
    size_t at, top; /* where the list was left */
};

static struct agree_screen *screen_of(struct workbench *wb)
{
    if (!wb->agree && !(wb->agree = calloc(1, sizeof *wb->agree)))
        wb_warn(wb, "out of memory");
    return wb->agree;
}

/* What was counted goes; who is compared stays. */
static void forget(struct agree_screen *s)
{
    agree_free(s->run);
    agreement_free(s->agreement);
    s->run = NULL;
    s->agreement = NULL;
    vec_free(&s->lost);
    buf_release(&s->pool);
    s->more = s->done = s->of = 0;
    s->stale = s->failed = false;
}

void wb_agree_release(struct workbench *wb)
{
    if (wb->agree)
        forget(wb->agree);
    free(wb->agree);
    wb->agree = NULL;
}

void wb_agree_changed(struct workbench *wb)
{
    if (wb->agree)
        wb->agree->stale = true;
}

/* ---- counting ---- */
static void put_text(struct agree_screen *s, const struct buf *text)
{
    buf_add(&s->pool, buf_text(text), text->size);
    buf_add_char(&s->pool, '\0');
    s->failed = s->failed || text->failed;
}

/* Who stands first on each line that tells of one side. */
static unsigned names_width(const struct agree_screen *s, const struct agreement_point *point)
{
    const char *a = agree_name(&s->how, point->reader[0]),
               *b = agree_name(&s->how, point->reader[1]);
    return (unsigned)(strlen(a) > strlen(b) ? strlen(a) : strlen(b)) + 3;
}

/* How many columns each quotation of the text may have. */
static unsigned room(const struct agree_screen *s, const struct agreement_point *point,
                     const struct buf *where, const struct agree_words *bare)
{
    unsigned width = plain_width(buf_text(where), where->size, NULL), left, n = bare->pieces;
    width += plain_width(buf_text(&bare->what), bare->what.size, NULL) + 1;
    if (s->columns < WIDE) { /* the second side has two at most */
        left = s->columns - names_width(s, point);
        return n > 2 ? (left - 6) / 2 : left - 2;
    }
    for (int side = 0; side < 2; side++)
        width += plain_width(buf_text(&bare->side[side]), bare->side[side].size, NULL) + 3 +
                 (unsigned)strlen(agree_name(&s->how, point->reader[side]));
    return n && width < s->columns ? (s->columns - width) / n : 0;
}

static void texts_of(const struct agree_screen *s, const struct lost *lost, const char *out[TEXTS])
{
    const char *at = s->pool.data + lost->text;
    for (int i = 0; i < TEXTS; i++, at += strlen(at) + 1)
        out[i] = at;
}

static void take_lost(void *ctx, const struct agree_place *place,
                      const struct agreement_point *point)
{
    struct agree_screen *s = ctx;
    struct agree_words words = {.pieces = 0};
    struct buf text = {0};
    struct lost lost = {.document = place->document->key,
                        .range = point->range,
                        .text = s->pool.size,
                        .reader = {point->reader[0], point->reader[1]},
                        .has = {point->span[0], point->span[1]}};
    if (s->lost.n >= LOST_MOST) {
        s->more++;
        return;
    }
    agree_words_of(&s->how, place, point, 0, &words);
    plain_text(place->document->name, strlen(place->document->name), 0, NULL, &text);
    buf_printf(&text, ":%" PRIu32, article_line_number(place->article, point->range.start) + 1);
    put_text(s, &text);
    unsigned columns = room(s, point, &text, &words);
    agree_words_of(&s->how, place, point, columns > QUOTE_LEAST ? columns : QUOTE_LEAST, &words);
    buf_add_string(&words.what, point->follows ? ", an end has no pair" : "");
    put_text(s, &words.what);
    for (int i = 0; i < 2; i++) {
        buf_clear(&text);
        buf_printf(&text, "%s %s", agree_name(&s->how, point->reader[i]), buf_text(&words.side[i]));
        put_text(s, &text);
        s->failed = s->failed || words.side[i].failed;
    }
    s->failed = s->failed || s->pool.failed || !vec_push(&s->lost, lost);
    agree_words_release(&words);
    buf_release(&text);
}

static void take_progress(void *ctx, uint64_t done, uint64_t of)
{
    struct agree_screen *s = ctx;
    s->done = done;
    s->of = of;
}

static bool begin(struct workbench *wb, struct agree_screen *s)
{
    struct err err = {0};
    forget(s);
    s->columns = wb_panel_width(wb);
    s->how.labels = wb->labels;
    s->how.lost = take_lost;
    s->how.progress = take_progress;
    s->how.ctx = s;
    if (agree_begin(wb->store, &s->how, &s->run, &err) == OK)
        return true;
    wb_warn(wb, "%s", err.text);
    return false;
}

static void end(struct workbench *wb, enum fault fault, const struct err *err)
{
    struct agree_screen *s = wb->agree;
    if (!fault && s->failed)
        fault = FAULT_MEMORY;
    if (fault) {
        forget(s);
        wb_panel(wb, PANEL_NONE);
        wb_warn(wb, "%s", err->text[0] ? err->text : "out of memory");
        return;
    }
    s->counts = *agree_counts(s->run);
    s->agreement = agree_take(s->run);
    agree_free(s->run);
    s->run = NULL;
    wb->panel_at = s->at;
    wb->panel_top = s->top;
    wb_panel_again(wb);
}

static unsigned percent(const struct agree_screen *s)
{
    return s->of && s->done < s->of ? (unsigned)(s->done * 100 / s->of) : 0;
}

bool wb_agree_idle(struct workbench *wb)
{
    struct agree_screen *s = wb->agree;
    struct err err = {0};
    bool more = true;
    if (wb->panel != PANEL_AGREE || !s || !s->run)
        return false;
    unsigned before = percent(s);
    enum fault fault = agree_more(s->run, SLICE, &more, &err);
    if (fault || s->failed || !more) {
        end(wb, fault, &err);
        return false;
    }
    if (percent(s) != before)
        wb_panel_again(wb);
    return true;
}

/* ---- the lines ---- */
static void line(struct workbench *wb, bool heading, const char *text, size_t n)
{
    struct panel_line *l = wb_panel_line(wb);
    if (!l)
        return;
    l->heading = heading;
    buf_add(&l->text, text, n);
}

static void line_of(struct workbench *wb, bool heading, struct buf *text)
{
    line(wb, heading, buf_text(text), text->size);
    buf_clear(text);
}

/* Words over as many lines as they need. */
static void wrapped(struct workbench *wb, bool heading, const char *text)
{
    for (size_t n; *text; text += n + strspn(text + n, " ")) {
        n = wb_row_of(wb, text, wb_panel_width(wb));
        line(wb, heading, text, n);
    }
}

static void lines_running(struct workbench *wb, const struct agree_screen *s)
{
    struct buf text = {0};
    buf_printf(&text, "%s and %s", agree_name(&s->how, 0), agree_name(&s->how, 1));
    line_of(wb, true, &text);
    buf_add_string(&text, "comparing ");
    for (unsigned i = 0; s->of && i < BAR; i++)
        buf_add_string(&text, i < percent(s) * BAR / 100 ? (wb->options.utf8 ? "█" : "#")
                              : wb->options.utf8         ? "░"
                                                         : ".");
    if (s->of)
        buf_printf(&text, " %3u %%", percent(s));
    line_of(wb, false, &text);
    buf_release(&text);
}

static void lines_counts(struct workbench *wb, const struct agree_screen *s)
{
    const struct agree_counts *c = &s->counts;
    struct buf text = {0};
    buf_printf(&text, "%s and %s: %" PRIu64 " document%s read by both", agree_name(&s->how, 0),
               agree_name(&s->how, 1), c->compared, c->compared == 1 ? "" : "s");
    wrapped(wb, true, buf_text(&text));
    buf_clear(&text);
    if (c->alone)
        buf_printf(&text, "%" PRIu64 " left out: read by one of them alone", c->alone);
    if (c->open)
        buf_printf(&text, "%s%" PRIu64 " of the sets %s still open", text.size ? "; " : "", c->open,
                   c->open == 1 ? "is" : "are");
    wrapped(wb, false, buf_text(&text));
    buf_release(&text);
}

static void add_measure(struct measure measure, struct buf *out)
{
    if (measure.defined)
        buf_printf(out, "%*.3f", VALUE, measure.value);
    else
        buf_printf(out, "%*s", VALUE, "undefined");
}

static const char *label_name(const struct workbench *wb, uint16_t label)
{
    return label == LABEL_NONE ? "overall" : wb->labels->labels[label].name;
}

/* Figures as rows, labels as columns, as many as fit, then the next of them below. */
static void lines_figures(struct workbench *wb, const struct agree_screen *s)
{
    uint16_t labels[LABELS_MAX + 1];
    size_t n = agree_labels(&s->how, s->agreement, labels), fit = (s->columns - FIGURE) / VALUE;
    struct buf text = {0};
    fit = fit ? fit : 1;
    for (size_t from = 0; from < n; from += fit) {
        size_t to = from + fit < n ? from + fit : n;
        wb_panel_line(wb);
        agree_column("agreement", FIGURE, false, &text);
        for (size_t i = from; i < to; i++) {
            buf_add_char(&text, ' ');
            agree_column(label_name(wb, labels[i]), VALUE - 1, true, &text);
        }
        line_of(wb, true, &text);
        for (unsigned i = 0; i < AGREEMENT_FIGURE_COUNT; i++) {
            enum agreement_figure f = (enum agreement_figure)i;
            bool whole = f == FIGURE_RELATIONS || f == FIGURE_RELATIONS_OVERLAP; /* of no label */
            if (whole && from)
                continue;
            agree_column(agreement_figure_name(f), FIGURE, false, &text);
            for (size_t k = from; k < (whole ? 1 : to); k++)
                add_measure(agreement_figure(s->agreement, f, labels[k]), &text);
            line_of(wb, false, &text);
        }
    }
    buf_release(&text);
}

/* What the figures are of: how many each has, how many are the same, and overlap. */
static void lines_spans(struct workbench *wb, const struct agree_screen *s)
{
    uint16_t labels[LABELS_MAX + 1];
    size_t n = agree_labels(&s->how, s->agreement, labels);
    const char *const heads[] = {agree_name(&s->how, 0), agree_name(&s->how, 1), "same", "overlap"};
    static const unsigned widths[] = {7, 7, 6, 8};
    struct buf text = {0};
    wb_panel_line(wb);
    agree_column("spans", LABEL, false, &text);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        buf_add_char(&text, ' ');
        agree_column(heads[i], widths[i] - 1, true, &text);
    }
    line_of(wb, true, &text);
    for (size_t i = 0; i < n; i++) {
        struct agreement_score same = agreement_spans(s->agreement, 0, 1, labels[i], MATCH_EXACT);
        struct agreement_score over = agreement_spans(s->agreement, 0, 1, labels[i], MATCH_OVERLAP);
        const uint64_t counts[] = {same.a, same.b, same.matched, over.matched};
        agree_column(label_name(wb, labels[i]), LABEL, false, &text);
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
            buf_printf(&text, " %*" PRIu64, (int)widths[k] - 1, counts[k]);
        line_of(wb, false, &text);
    }
    buf_release(&text);
}

static void lines_heat(struct workbench *wb, const struct agree_screen *s)
{
    struct buf text = {0};
    wb_panel_line(wb);
    agree_heat(&s->how, s->agreement, s->columns, wb->options.utf8, &text);
    const char *at = buf_text(&text);
    for (bool first = true; *at; first = false) {
        size_t n = strcspn(at, "\n");
        line(wb, first, at, n);
        at += n + (at[n] == '\n');
    }
    buf_release(&text);
}

static void lines_lost(struct workbench *wb, const struct agree_screen *s)
{
    struct buf text = {0};
    wb_panel_line(wb);
    if (s->lost.n)
        buf_printf(&text, "%zu lost point%s", s->lost.n, s->lost.n == 1 ? "" : "s");
    else
        buf_add_string(&text, s->counts.compared ? "no point is lost" : "");
    line_of(wb, true, &text);
    for (size_t i = 0; i < s->lost.n; i++)
        for (uint8_t part = 0; part < (s->columns < WIDE ? 3 : 1); part++) {
            struct panel_line *l = wb_panel_line(wb);
            if (!l)
                break;
            l->target = (uint32_t)i + 1;
            l->part = part;
        }
    if (s->more) {
        buf_printf(&text, "%" PRIu64 " more: `agree --lost` outside lists all", s->more);
        line_of(wb, false, &text);
    }
    buf_release(&text);
}

static bool chosen(const struct agree_screen *s, size_t i)
{
    for (size_t k = 0; k < s->how.n_readers; k++)
        if (s->how.readers[k].kind == s->all.readers[i].kind &&
            strcmp(s->how.readers[k].name, s->all.readers[i].name) == 0)
            return true;
    return false;
}

static void lines_choice(struct workbench *wb, const struct agree_screen *s)
{
    line(wb, true, "whose marks? Enter chooses two", strlen("whose marks? Enter chooses two"));
    for (size_t i = 0; i < s->all.n_readers; i++) {
        struct panel_line *l = wb_panel_line(wb);
        if (!l)
            return;
        l->target = (uint32_t)i + 1;
        buf_printf(&l->text, "%s %s", chosen(s, i) ? "*" : " ", agree_name(&s->all, i));
    }
}

void wb_agree_lines(struct workbench *wb)
{
    struct agree_screen *s = wb->agree;
    if (!s)
        return;
    if (s->how.n_readers < 2) {
        lines_choice(wb, s);
        return;
    }
    bool fits = s->columns == wb_panel_width(wb);
    if (!fits || (!s->run && !s->agreement))
        begin(wb, s);
    if (!s->agreement) {
        lines_running(wb, s);
        return;
    }
    lines_counts(wb, s);
    if (s->counts.compared) {
        lines_figures(wb, s);
        lines_spans(wb, s);
        lines_heat(wb, s);
    }
    lines_lost(wb, s);
}

void wb_agree_fill(struct workbench *wb, struct panel_line *l)
{
    const struct agree_screen *s = wb->agree;
    if (!s || !s->agreement || !l->target || l->text.size)
        return;
    const char *texts[TEXTS];
    struct buf text = {0};
    texts_of(s, &s->lost.at[l->target - 1], texts);
    if (s->columns >= WIDE)
        buf_printf(&text, "%s %s: %s, %s", texts[TEXT_WHERE], texts[TEXT_WHAT], texts[TEXT_SIDE],
                   texts[TEXT_SIDE + 1]);
    else if (l->part)
        buf_printf(&text, "  %s", texts[TEXT_SIDE + l->part - 1]);
    else
        buf_printf(&text, "%s %s", texts[TEXT_WHERE], texts[TEXT_WHAT]);
    agree_column(buf_text(&text), s->columns, false, &l->text);
    while (l->text.size && l->text.data[l->text.size - 1] == ' ')
        l->text.data[--l->text.size] = '\0';
    buf_release(&text);
}

/* ---- opening ---- */
static bool may(struct workbench *wb)
{
    if (store_role(wb->store) >= ROLE_REVIEWER)
        return true;
    wb_warn(wb, "only a reviewer or a lead sees how far people agree");
    return false;
}

static void open_panel(struct workbench *wb)
{
    struct agree_screen *s = wb->agree;
    size_t at = s->at, top = s->top;
    wb_panel(wb, PANEL_AGREE);
    if (wb->panel != PANEL_AGREE)
        return;
    if (s->how.n_readers == 2 && !s->run && !s->agreement) { /* begin() said why */
        wb_panel(wb, PANEL_NONE);
        return;
    }
    wb->panel_top = top;
    wb_panel_choose(wb, at);
}

/* Everyone whose marks one may see, and gold. */
static bool look_for_readers(struct workbench *wb, struct agree_screen *s)
{
    struct err err = {0};
    s->all = (struct agree_options){.n_readers = 0};
    enum fault fault = agree_everyone(wb->store, &s->all, &err);
    if (!fault && s->all.n_readers == 2)
        s->how = s->all;
    if (!fault && s->all.n_readers < AGREEMENT_READERS_MAX)
        fault = agree_reader(&s->all, SET_GOLD, "", &err);
    if (!fault && s->all.n_readers < 2)
        fault = err_set(&err, FAULT_MISSING, "nobody has marked anything yet");
    if (fault)
        wb_warn(wb, "%s", err.text);
    return !fault;
}

void wb_agree(struct workbench *wb)
{
    struct agree_screen *s;
    if (wb->panel == PANEL_AGREE) {
        wb_panel(wb, PANEL_NONE);
        return;
    }
    if (!may(wb) || !(s = screen_of(wb)))
        return;
    if (s->stale)
        forget(s);
    if (s->how.n_readers < 2) {
        s->how = (struct agree_options){.n_readers = 0};
        s->at = s->top = 0;
        if (!look_for_readers(wb, s))
            return;
        s->at = s->how.n_readers < 2 ? 1 : 0;
    }
    open_panel(wb);
}

static bool has_marks(struct workbench *wb, const char *name)
{
    struct buf owners = {0};
    size_t n = strlen(name);
    bool found = false;
    if (store_owners(wb->store, &owners, NULL) == OK)
        for (const char *at = buf_text(&owners); *at && !found;
             at += strcspn(at, "\n"), at += *at == '\n')
            found = strcspn(at, "\n") == n && memcmp(at, name, n) == 0;
    buf_release(&owners);
    return found;
}

static bool add_reader(struct workbench *wb, struct agree_options *how, const char *name, size_t n)
{
    char copy[PERSON_MAX + 1] = "";
    struct err err = {0};
    if (n <= PERSON_MAX)
        memcpy(copy, name, n);
    bool gold = strcmp(copy, "gold") == 0;
    if (!gold && !has_marks(wb, copy)) {
        wb_warn(wb, "nobody called %.*s has marked anything", (int)(n < 40 ? n : 40), name);
        return false;
    }
    if (agree_reader(how, gold ? SET_GOLD : SET_PERSON, gold ? "" : copy, &err) == OK)
        return true;
    wb_warn(wb, "%s", err.text);
    return false;
}

void wb_agree_command(struct workbench *wb, const char *rest)
{
    struct agree_options how = {.n_readers = 0};
    size_t n = strcspn(rest, " ");
    const char *second = rest + n + strspn(rest + n, " ");
    if (!*second && (strcmp(rest, "exact") == 0 || strcmp(rest, "trimmed") == 0)) {
        wb_gold_agree(wb, rest);
        return;
    }
    if (!*second || strchr(second, ' ')) {
        wb_warn(wb, "agree takes two names; or, when adjudicating, exact or trimmed");
        return;
    }
    if (!may(wb) || !add_reader(wb, &how, rest, n) ||
        !add_reader(wb, &how, second, strlen(second)) || !screen_of(wb))
        return;
    forget(wb->agree);
    wb->agree->how = how;
    wb->agree->at = wb->agree->top = 0;
    open_panel(wb);
}

void wb_agree_left(struct workbench *wb)
{
    struct agree_screen *s = wb->agree;
    if (!s)
        return;
    if (s->agreement) {
        s->at = wb->panel_at;
        s->top = wb->panel_top;
    }
    agree_free(s->run); /* half of it is of no use */
    s->run = NULL;
}

/* ---- Enter, Tab ---- */
static void choose(struct workbench *wb, struct agree_screen *s, size_t i)
{
    struct err err = {0};
    if (chosen(s, i))
        s->how.n_readers = 0;
    else if (agree_reader(&s->how, s->all.readers[i].kind, s->all.readers[i].name, &err) != OK)
        wb_warn(wb, "%s", err.text);
    if (s->how.n_readers == 2)
        wb->panel_at = wb->panel_top = 0;
    wb_panel_again(wb);
}

/* At the desk of adjudication all readings are seen; else in a review of one whose mark it is,
 * which leaves nothing behind when one only looks. */
static bool sit_down(struct workbench *wb, const struct agree_screen *s, const struct lost *lost)
{
    struct desk desk = {.task = TASK_MARK};
    if ((wb->article && wb->document.key == lost->document) || wb->desk.task == TASK_ADJUDICATE)
        return wb_document_open(wb, lost->document,
                                wb->subject.kind == SET_REVIEW ? wb->subject.source : NULL);
    for (int pass = 0; pass < 2 && !desk.whose[0]; pass++)
        for (int side = 0; side < 2 && !desk.whose[0]; side++) {
            const struct agree_reader *reader = &s->how.readers[lost->reader[side]];
            if (reader->kind == SET_PERSON && (lost->has[side] || pass) &&
                strcmp(reader->name, store_person(wb->store)) != 0)
                memcpy(desk.whose, reader->name, sizeof desk.whose);
        }
    if (desk.whose[0])
        desk.task = TASK_REVIEW;
    return wb_sit_at(wb, &desk, lost->document);
}

static void go_there(struct workbench *wb, const struct agree_screen *s, const struct lost *lost)
{
    const char *texts[TEXTS];
    texts_of(s, lost, texts);
    wb_panel(wb, PANEL_NONE);
    if (!sit_down(wb, s, lost))
        return;
    wb->has_goal = false;
    wb_unselect(wb);
    wb_item_let_go(wb);
    if (lost->range.end.byte > article_size(wb->article)) {
        wb_say(wb, "the text is another by now · :agree counts anew");
        return;
    }
    wb_go(wb, article_snap(wb->article, lost->range.start)); /* it may have been revised meanwhile */
    bool narrow = wb->at.cols < NARROW; /* there the words have both rows */
    wb_ask(wb, narrow ? "" : ":agree goes back", "%s: %s, %s", texts[TEXT_WHAT], texts[TEXT_SIDE],
           texts[TEXT_SIDE + 1]);
}

void wb_agree_yes(struct workbench *wb)
{
    const struct agree_screen *s = wb->agree;
    uint32_t target = wb->panel_at < wb->lines.n ? wb->lines.at[wb->panel_at].target : 0;
    if (!s || s->run)
        return;
    if (!target)
        wb_say(wb, s->agreement && s->lost.n
                       ? "Tab goes to the lost points, Enter from one to the text"
                       : "nothing to go to");
    else if (s->how.n_readers < 2)
        choose(wb, wb->agree, target - 1);
    else
        go_there(wb, s, &s->lost.at[target - 1]);
}

void wb_agree_step(struct workbench *wb, bool forward)
{
    size_t at = wb->panel_at, n = wb->lines.n;
    uint32_t here = at < n ? wb->lines.at[at].target : 0;
    while (forward ? ++at < n : at-- > 0)
        if (wb->lines.at[at].target && wb->lines.at[at].target != here && !wb->lines.at[at].part) {
            size_t last = at;
            while (last + 1 < n && wb->lines.at[last + 1].target == wb->lines.at[at].target)
                last++;
            wb_panel_choose(wb, last); /* all of it is to be seen */
            wb_panel_choose(wb, at);
            return;
        }
}

bool wb_agree_complete(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    static const char *const words[] = {"exact", "trimmed", "gold"};
    const char *last = strrchr(typed, ' ');
    struct buf names = {0};
    bool found = false;
    last = last ? last + 1 : typed;
    size_t n = strlen(last), at_desk = last == typed ? 0 : 2; /* the first two stand alone */
    if (store_owners(wb->store, &names, NULL) == OK)
        for (const char *name = buf_text(&names); *name && !found;
             name += strcspn(name, "\n"), name += *name == '\n')
            if (!strncmp(name, last, n) && i-- == 0) {
                buf_printf(out, "%.*s%.*s", (int)(last - typed), typed, (int)strcspn(name, "\n"),
                           name);
                found = true;
            }
    for (size_t w = at_desk; w < sizeof words / sizeof *words && !found; w++)
        if (!strncmp(words[w], last, n) && i-- == 0) {
            buf_printf(out, "%.*s%s", (int)(last - typed), typed, words[w]);
            found = true;
        }
    buf_release(&names);
    return found;
}
