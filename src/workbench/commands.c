/* commands.c: the `:` line. Every action can be written by its name; a few commands take a word. */
#include "internal.h"

#include <stdio.h>

enum { DOCUMENTS_LOOKED_AT = 2048, PAGE = 64 };

static const char *const themes[] = {"dark", "light", "mono"};
enum { THEMES = sizeof themes / sizeof themes[0] };

static bool number(const char *text, uint32_t *out)
{
    uint64_t value = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || value > UINT32_MAX)
            return false;
        value = value * 10 + (uint64_t)(*text - '0');
    }
    *out = value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
    return true;
}

static void open_document(struct workbench *wb, const char *name)
{
    struct document document = {0};
    struct err err = {0};
    uint32_t n;
    enum fault fault = store_document_named(wb->store, name, &document, &err);
    if (fault == FAULT_MISSING && number(name, &n))
        fault = store_document_placed(wb->store, n, &document, &err);
    if (fault == FAULT_MISSING)
        wb_warn(wb, "no document is called %s · Tab completes", name);
    else if (fault != OK)
        wb_warn(wb, "%s", err.text);
    else if (wb_document_open(wb, document.key, NULL))
        wb_queue_load(wb);
    document_release(&document);
}

static void go_to_line(struct workbench *wb, const char *text)
{
    uint32_t line;
    struct pos at;
    if (!wb->article)
        return;
    if (!number(text, &line) || line == 0) {
        wb_warn(wb, "line wants a number, from 1 to %u", article_lines(wb->article));
        return;
    }
    if (!article_line_start(wb->article, line - 1, &at)) {
        wb_warn(wb, "there are %u lines", article_lines(wb->article));
        return;
    }
    wb->has_goal = false;
    wb_go(wb, at);
}

static void theme(struct workbench *wb, const char *name)
{
    for (size_t i = 0; i < THEMES; i++) {
        if (strcmp(themes[i], name) != 0)
            continue;
        char *copy = strdup(name);
        if (!copy)
            break;
        free(wb->theme);
        wb->theme = copy;
        wb->wants |= WANT_THEME;
        wb_say(wb, "theme %s", name);
        return;
    }
    wb_warn(wb, "no theme is called %s: dark, light or mono", name);
}

/* Without a name it is what was given; to a lead who was given nothing, the first marks that wait. */
static bool find_waiting(struct workbench *wb, struct desk *desk)
{
    const struct set_filter filter = {.kind = SET_PERSON, .status = STATUS_DONE};
    const char *self = store_person(wb->store);
    struct set_cursor cursor = {0};
    struct set_info info;
    struct tally tally;
    bool more = true;
    if (wb_was_given(wb, TASK_REVIEW, &tally))
        return true;
    while (store_next_set(wb->store, &cursor, &filter, &info, &more, NULL) == OK && more)
        if (strcmp(info.owner, self) != 0) {
            snprintf(desk->whose, sizeof desk->whose, "%s", info.owner);
            return true;
        }
    return false;
}

static void review(struct workbench *wb, const char *whose)
{
    struct desk desk = {.task = TASK_REVIEW};
    if (*whose && !store_person_valid(whose)) {
        wb_warn(wb, "no person's name: %s", whose);
        return;
    }
    snprintf(desk.whose, sizeof desk.whose, "%s", whose);
    if (!*whose && !find_waiting(wb, &desk)) {
        wb_say(wb, "nobody's marks wait for a review");
        return;
    }
    wb_sit(wb, &desk);
}

static void adjudicate(struct workbench *wb, const char *rest)
{
    (void)rest;
    wb_sit(wb, &(struct desk){.task = TASK_ADJUDICATE});
}

static void mark(struct workbench *wb, const char *rest)
{
    (void)rest;
    wb_sit(wb, &(struct desk){.task = TASK_MARK});
}

static void quit(struct workbench *wb, const char *rest)
{
    (void)rest;
    wb_do(wb, ACT_QUIT, 0);
}

/* Each appends the i-th word that begins with what is typed; false: there are not so many. */
typedef bool completer(struct workbench *, const char *typed, size_t i, struct buf *out);

static bool complete_theme(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    (void)wb;
    for (size_t t = 0; t < THEMES; t++)
        if (!strncmp(themes[t], typed, strlen(typed)) && i-- == 0) {
            buf_add_string(out, themes[t]);
            return true;
        }
    return false;
}

/* A queue row holds the start of a long name only: the whole one is asked for. */
static void add_name(struct workbench *wb, const struct queue_row *row, struct buf *out)
{
    struct document document = {0};
    if (strlen(row->name) + 4 < sizeof row->name ||
        store_document(wb->store, row->document, &document, NULL) != OK)
        buf_add_string(out, row->name);
    else
        buf_add_string(out, document.name);
    document_release(&document);
}

/* In the order of the queue, but of a large project only what is not far from the open document. */
static bool complete_document(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    struct queue_row rows[PAGE];
    uint32_t here = wb->article ? wb->document.place : 1;
    uint32_t first = here > DOCUMENTS_LOOKED_AT / 2 ? here - DOCUMENTS_LOOKED_AT / 2 : 1;
    uint32_t end = first + DOCUMENTS_LOOKED_AT;
    size_t got = 0, n = strlen(typed);
    for (; first < end; first += PAGE) {
        if (store_queue(wb->store, first, PAGE, rows, &got, NULL) != OK)
            return false;
        for (size_t r = 0; r < got; r++)
            if (!strncmp(rows[r].name, typed, n < sizeof rows[r].name ? n : sizeof rows[r].name - 1) &&
                i-- == 0) {
                add_name(wb, &rows[r], out);
                return true;
            }
        if (got < PAGE)
            return false;
    }
    return false;
}

static bool complete_person(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    struct buf names = {0};
    bool found = false;
    if (store_owners(wb->store, &names, NULL) == OK)
        for (const char *line = buf_text(&names); *line && !found; line += strcspn(line, "\n") + 1)
            if (!strncmp(line, typed, strlen(typed)) && i-- == 0) {
                buf_add(out, line, strcspn(line, "\n"));
                found = true;
            }
    buf_release(&names);
    return found;
}

static bool complete_people(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    static const char *const words[] = {"add ", "remove "};
    (void)wb;
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (!strncmp(words[w], typed, strlen(typed)) && i-- == 0) {
            buf_add_string(out, words[w]);
            return true;
        }
    return false;
}

static const struct command {
    const char *name;
    const char *wants; /* what its word is, or NULL: it takes none */
    void (*run)(struct workbench *, const char *rest);
    completer *complete;
} commands[] = {
    {"open", "the name of a document", open_document, complete_document},
    {"line", "a number", go_to_line, NULL},
    {"theme", "dark, light or mono", theme, complete_theme},
    {"review", "a person: whose marks", review, complete_person},
    {"adjudicate", NULL, adjudicate, NULL},
    {"mark", NULL, mark, NULL},
    {"people", "add NAME ROLE, or remove NAME", wb_people_command, complete_people},
    {"assign", "a document and a person", wb_assign_command, complete_document},
    {"agree", "two names; or exact, trimmed", wb_agree_command, wb_agree_complete},
    {"only", "kinds of differences, labels", wb_gold_only, wb_gold_only_complete},
    {"settle", "a rule: majority, longest, shortest, union", wb_settle, wb_settle_complete},
    {"q", NULL, quit, NULL},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const struct command *find(const char *word, size_t n)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strlen(commands[i].name) == n && !memcmp(commands[i].name, word, n))
            return &commands[i];
    return NULL;
}

static void run(struct workbench *wb, const char *word, size_t n, const char *rest)
{
    const struct command *command = find(word, n);
    bool bare = command && (command->run == wb_gold_only || command->run == review); /* may stand alone */
    unsigned argument;
    enum action action = action_find(word, n, &argument);
    uint32_t line;
    if (command && command->wants && !bare && !*rest && action == ACTION_NONE) {
        wb_warn(wb, "%s wants %s", command->name, command->wants);
    } else if (command && (*rest || action == ACTION_NONE)) {
        if (*rest && !command->wants)
            wb_warn(wb, "%s takes nothing after it", command->name);
        else
            command->run(wb, rest);
    } else if (action != ACTION_NONE) {
        if (*rest)
            wb_warn(wb, "%.*s takes nothing after it", (int)n, word);
        else if (action >= ACT_LABEL && argument >= wb->labels->n_labels)
            wb_warn(wb, "there are %zu labels", wb->labels->n_labels);
        else
            wb_do(wb, action, argument);
    } else if (!*rest && number(word, &line)) {
        go_to_line(wb, word);
    } else {
        wb_warn(wb, "no command is called %.*s · Tab completes · ? shows all", (int)(n < 40 ? n : 40),
                word);
    }
}

void wb_command(struct workbench *wb, const char *text)
{
    const char *word = text + strspn(text, " :");
    size_t n = strcspn(word, " ");
    const char *from = word + n + strspn(word + n, " ");
    size_t end = strlen(from);
    while (end > 0 && from[end - 1] == ' ')
        end--;
    char *name = strndup(word, n), *rest = strndup(from, end);
    if (!name || !rest)
        wb_warn(wb, "out of memory");
    else if (n)
        run(wb, name, n, rest);
    free(name);
    free(rest);
}

static bool complete_word(struct workbench *wb, const char *typed, size_t i, struct buf *out)
{
    size_t n = strlen(typed);
    for (size_t c = 0; c < COMMANDS; c++) {
        unsigned none;
        bool twice = action_find(commands[c].name, strlen(commands[c].name), &none) != ACTION_NONE;
        if (!twice && !strncmp(commands[c].name, typed, n) && i-- == 0) {
            buf_printf(out, "%s%s", commands[c].name, commands[c].wants ? " " : "");
            return true;
        }
    }
    for (enum action a = ACTION_NONE + 1; a < ACT_LABEL; a++)
        if (!strncmp(action_row(a)->name, typed, n) && i-- == 0) {
            buf_add_string(out, action_row(a)->name);
            return true;
        }
    for (enum action a = ACT_LABEL; a < ACTIONS; a++)
        for (unsigned label = 0; label < wb->labels->n_labels; label++) {
            char name[32];
            const char *stem = action_row(a)->name;
            snprintf(name, sizeof name, "%.*s%u", (int)strlen(stem) - 1, stem, label + 1);
            if (!strncmp(name, typed, n) && i-- == 0) {
                buf_add_string(out, name);
                return true;
            }
        }
    return false;
}

bool wb_complete(struct workbench *wb, const char *line, size_t i, struct buf *out)
{
    const char *word = line + strspn(line, " ");
    size_t n = strcspn(word, " ");
    if (!word[n])
        return complete_word(wb, word, i, out);
    const struct command *command = find(word, n);
    const char *rest = word + n + strspn(word + n, " ");
    if (!command || !command->complete)
        return false;
    size_t before = out->size;
    buf_add(out, line, (size_t)(rest - line));
    if (command->complete(wb, rest, i, out))
        return true;
    out->size = before;
    return false;
}
