/* prompt.c: one line of text being typed: a search, a command, a doubt, a name, a value. */
#include "internal.h"

#include <stdio.h>

enum { TYPING_MAX = 16 * 1024 }; /* bytes: what is pasted beyond it is left out */

/* The names stand in the project file with half-typed text: they stay what they are. */
static const char *const kinds[] = {
    [PROMPT_SEARCH] = "search", [PROMPT_COMMAND] = "command",     [PROMPT_DOUBT] = "doubt",
    [PROMPT_NAME] = "name",     [PROMPT_ATTRIBUTE] = "attribute", [PROMPT_REASON] = "reason",
    [PROMPT_DISPUTE] = "dispute",
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static void changed(struct workbench *wb)
{
    wb->version++;
    wb->place_changed = true;
}

static void stop_completing(struct workbench *wb)
{
    wb->completion = 0;
    buf_clear(&wb->completion_stem);
}

void wb_prompt(struct workbench *wb, enum prompt kind, const char *start)
{
    wb->prompt = kind;
    buf_clear(&wb->typing);
    if (start)
        buf_add_string(&wb->typing, start);
    wb->typing_at = wb->typing.size;
    wb->typing_fresh = wb->typing.size && (kind == PROMPT_NAME || kind == PROMPT_ATTRIBUTE);
    wb_unsay(wb);
    stop_completing(wb);
    changed(wb);
}

static void close_prompt(struct workbench *wb)
{
    wb->prompt = PROMPT_NONE;
    buf_clear(&wb->typing);
    wb->typing_at = 0;
    stop_completing(wb);
    changed(wb);
}

/* The end of the cluster before the place (-1), or of the one at it (1), as the article would cut it. */
static size_t step(const struct workbench *wb, int way)
{
    size_t at = wb->typing_at;
    if (way < 0 ? at == 0 : at >= wb->typing.size)
        return at;
    struct article *line = article_copy(wb->typing.data, wb->typing.size);
    if (!line)
        return at;
    struct pos from = pos_at((uint32_t)at);
    at = (way < 0 ? article_prev(line, from) : article_next(line, from)).byte;
    article_free(line);
    return at;
}

static size_t word_back(const struct workbench *wb)
{
    const char *text = buf_text(&wb->typing);
    size_t at = wb->typing_at;
    while (at > 0 && text[at - 1] == ' ')
        at--;
    while (at > 0 && text[at - 1] != ' ')
        at--;
    return at;
}

static void erase(struct workbench *wb, size_t from, size_t to)
{
    struct buf *typing = &wb->typing;
    if (from >= to)
        return;
    memmove(typing->data + from, typing->data + to, typing->size - to + 1);
    typing->size -= to - from;
    wb->typing_at = from;
}

static void insert(struct workbench *wb, const char *bytes, size_t n)
{
    struct buf *typing = &wb->typing;
    size_t at = wb->typing_at;
    if (typing->size + n > TYPING_MAX) {
        wb->wants |= WANT_BELL;
        return;
    }
    size_t tail = typing->size - at;
    buf_add(typing, bytes, n);
    if (typing->failed || !n)
        return;
    memmove(typing->data + at + n, typing->data + at, tail);
    memcpy(typing->data + at, bytes, n);
    wb->typing_at = at + n;
}

static void answer(struct workbench *wb)
{
    static void (*const answers[KINDS])(struct workbench *, const char *) = {
        [PROMPT_SEARCH] = wb_search_text, [PROMPT_COMMAND] = wb_command,
        [PROMPT_DOUBT] = wb_doubt_text,   [PROMPT_NAME] = wb_who_text,
        [PROMPT_ATTRIBUTE] = wb_attribute_text, [PROMPT_REASON] = wb_reason_text,
        [PROMPT_DISPUTE] = wb_dispute_text,
    };
    enum prompt kind = wb->prompt;
    char *text = strdup(buf_text(&wb->typing)); /* an answer may open the next prompt */
    if (!text) {
        wb_warn(wb, "out of memory");
        return;
    }
    close_prompt(wb);
    answers[kind](wb, text);
    free(text);
}

static bool completion(struct workbench *wb, size_t i, struct buf *out)
{
    const char *stem = buf_text(&wb->completion_stem);
    switch (wb->prompt) {
    case PROMPT_COMMAND:
        return wb_complete(wb, stem, i, out);
    case PROMPT_NAME:
        return wb_who_complete(wb, stem, i, out);
    case PROMPT_ATTRIBUTE:
        return wb_attribute_complete(wb, stem, i, out);
    default:
        return false;
    }
}

/* Tab shows one completion of what was typed after the other, and then what was typed again. */
static void complete(struct workbench *wb)
{
    struct buf line = {0};
    if (wb->completion == 0) {
        buf_clear(&wb->completion_stem);
        buf_add(&wb->completion_stem, buf_text(&wb->typing), wb->typing.size);
    }
    if (completion(wb, wb->completion, &line)) {
        wb->completion++;
    } else {
        if (wb->completion == 0)
            wb->wants |= WANT_BELL;
        wb->completion = 0;
        buf_clear(&line);
        buf_add(&line, buf_text(&wb->completion_stem), wb->completion_stem.size);
    }
    if (!line.failed) {
        buf_clear(&wb->typing);
        buf_add(&wb->typing, buf_text(&line), line.size);
        wb->typing_at = wb->typing.size;
    }
    buf_release(&line);
}

static bool control(struct workbench *wb, uint32_t letter)
{
    switch (letter) {
    case 'a':
        wb->typing_at = 0;
        return true;
    case 'e':
        wb->typing_at = wb->typing.size;
        return true;
    case 'b':
        wb->typing_at = step(wb, -1);
        return true;
    case 'f':
        wb->typing_at = step(wb, 1);
        return true;
    case 'h':
        erase(wb, step(wb, -1), wb->typing_at);
        return true;
    case 'd':
        erase(wb, wb->typing_at, step(wb, 1));
        return true;
    case 'u':
        erase(wb, 0, wb->typing_at);
        return true;
    case 'k':
        erase(wb, wb->typing_at, wb->typing.size);
        return true;
    case 'w':
        erase(wb, word_back(wb), wb->typing_at);
        return true;
    default:
        return false;
    }
}

static void cancel(struct workbench *wb)
{
    close_prompt(wb);
    wb_save_place(wb); /* what was dropped must not come back after a broken line */
    wb_say(wb, "%s", "");
}

static void edit(struct workbench *wb, const struct key *key)
{
    char bytes[4];
    if (wb->typing_fresh && (key_types(*key) || key->code == KEY_NAME_BACKSPACE))
        erase(wb, 0, wb->typing.size);
    switch (key->code) {
    case KEY_NAME_LEFT:
        wb->typing_at = key->mods & MOD_CTRL ? word_back(wb) : step(wb, -1);
        break;
    case KEY_NAME_RIGHT:
        wb->typing_at = step(wb, 1);
        break;
    case KEY_NAME_HOME:
        wb->typing_at = 0;
        break;
    case KEY_NAME_END:
        wb->typing_at = wb->typing.size;
        break;
    case KEY_NAME_BACKSPACE:
        erase(wb, key->mods & MOD_ALT ? word_back(wb) : step(wb, -1), wb->typing_at);
        break;
    case KEY_NAME_DELETE:
        erase(wb, wb->typing_at, step(wb, 1));
        break;
    case KEY_NAME_SPACE:
        insert(wb, " ", 1);
        break;
    default:
        if (key_types(*key))
            insert(wb, bytes, utf8_put(key->code, bytes));
        break;
    }
}

void wb_prompt_key(struct workbench *wb, const struct key *key)
{
    bool ctrl = key->mods == MOD_CTRL && key->code < KEY_NAME_FIRST;
    if (key->code == KEY_NAME_ESC || (ctrl && key->code == 'g')) {
        cancel(wb);
        return;
    }
    if (key->code == KEY_NAME_ENTER) {
        answer(wb);
        return;
    }
    if (key->code == KEY_NAME_TAB && !key->mods) {
        complete(wb);
    } else {
        stop_completing(wb);
        /* Backspace on an empty line leaves it, as in other programs with such a line. */
        if (key->code == KEY_NAME_BACKSPACE && wb->typing.size == 0) {
            cancel(wb);
            return;
        }
        if (!ctrl || !control(wb, key->code))
            edit(wb, key);
    }
    wb->typing_fresh = false;
    changed(wb);
}

/* Line ends and tabs become spaces, other control characters are left out: the line is one line. */
void wb_prompt_paste(struct workbench *wb, const char *text, size_t n)
{
    struct buf clean = {0};
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\r' && i + 1 < n && text[i + 1] == '\n')
            continue;
        if (c == '\n' || c == '\r' || c == '\t')
            buf_add_char(&clean, ' ');
        else if (c >= 0x20 && c != 0x7f)
            buf_add_char(&clean, (char)c);
    }
    size_t room = wb->typing.size < TYPING_MAX ? TYPING_MAX - wb->typing.size : 0;
    size_t fits = clean.size < room ? clean.size : room;
    while (fits > 0 && fits < clean.size && (clean.data[fits] & 0xc0) == 0x80)
        fits--; /* whole characters */
    if (wb->typing_fresh)
        erase(wb, 0, wb->typing.size);
    wb->typing_fresh = false;
    if (!clean.failed)
        insert(wb, buf_text(&clean), fits);
    if (clean.failed || fits < clean.size)
        wb->wants |= WANT_BELL;
    buf_release(&clean);
    stop_completing(wb);
    changed(wb);
}

/* "doubt 12 0192… name\ntext": kind, place in the text, span, attribute ("-": none). */
void wb_pending_write(const struct workbench *wb, struct buf *out)
{
    char id[UUID_TEXT];
    if (wb->prompt == PROMPT_NONE)
        return;
    uuid_format(wb->prompt_span, id);
    buf_printf(out, "%s %zu %s %s\n", kinds[wb->prompt], wb->typing_at, id,
               wb->prompt_attribute[0] ? wb->prompt_attribute : "-");
    buf_add(out, buf_text(&wb->typing), wb->typing.size);
}

void wb_pending_read(struct workbench *wb, const char *text)
{
    char kind[16], id[UUID_TEXT], attribute[sizeof wb->prompt_attribute];
    size_t at, bad;
    struct uuid span;
    int head = 0;
    if (sscanf(text, "%15s %zu %36s %63s%n", kind, &at, id, attribute, &head) != 4 ||
        text[head] != '\n' || !uuid_parse(id, strlen(id), &span))
        return;
    const char *typed = text + head + 1;
    size_t n = strlen(typed);
    if (n > TYPING_MAX || at > n || !text_check((const uint8_t *)typed, n, &bad) ||
        (typed[at] & 0xc0) == 0x80)
        return;
    for (size_t i = PROMPT_SEARCH; i < KINDS; i++) {
        if (strcmp(kinds[i], kind) != 0)
            continue;
        wb_prompt(wb, (enum prompt)i, typed);
        wb->typing_at = at;
        wb->prompt_span = span;
        if (!strcmp(attribute, "-"))
            attribute[0] = '\0';
        memcpy(wb->prompt_attribute, attribute, sizeof attribute);
    }
}
