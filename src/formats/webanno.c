/* WebAnno TSV 3, the format of WebAnno and INCEpTION: the row of the table, layers and escapes. */
#include "webanno.h"

#include <stdio.h>
#include <string.h>

#include "formats.h"

bool webanno_looks(const char *name, const char *bytes, size_t n)
{
    static const char mark[] = "#FORMAT=WebAnno TSV 3";
    (void)name;
    if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    return n >= sizeof mark - 1 && memcmp(bytes, mark, sizeof mark - 1) == 0;
}

/* ---- layers ---- */

const char *webanno_short(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot[1] ? dot + 1 : name;
}

char *webanno_slot(struct arena *arena, const char *role)
{
    const char *colon = strchr(role, ':'), *start = colon ? colon + 1 : role;
    const char *under = colon ? strchr(start, '_') : NULL;
    size_t n = under ? (size_t)(under - start) : strlen(start);
    return n ? arena_copy(arena, start, n) : arena_string(arena, "slot");
}

static bool begins(const char *text, size_t n, const char *with)
{
    size_t some = strlen(with);
    return n >= some && memcmp(text, with, some) == 0;
}

/* Is it "webanno.custom.Link", "webanno.custom.Link_2" ...? */
static bool is_own_link(const char *name)
{
    size_t n = sizeof WEBANNO_LINK - 1;
    if (strncmp(name, WEBANNO_LINK, n) != 0)
        return false;
    return !name[n] || (name[n] == '_' && name[n + 1] &&
                        strspn(name + n + 1, "0123456789") == strlen(name + n + 1));
}

static enum webanno_cell cell_of(const struct webanno_layer *layer, const char *name)
{
    bool first = layer->n == 0;
    if (layer->kind == WEBANNO_CHAINS)
        return first ? CELL_ARROW : CELL_FEATURE;
    if (layer->kind == WEBANNO_RELATIONS && strncmp(name, "BT_", 3) == 0)
        return CELL_BASE;
    if (!first && layer->columns[layer->n - 1].cell == CELL_ROLE)
        return CELL_TARGET;
    if (layer->kind == WEBANNO_SPANS && !layer->own && strncmp(name, "ROLE_", 5) == 0)
        return CELL_ROLE;
    return *name ? CELL_FEATURE : CELL_EMPTY;
}

static void choose_label(struct webanno_layer *layer)
{
    layer->label = SIZE_MAX;
    for (size_t i = layer->n; i--;)
        if (layer->columns[i].cell == CELL_FEATURE)
            layer->label = i;
    for (size_t i = 0; i < layer->n && !layer->own; i++)
        if (layer->columns[i].cell == CELL_FEATURE && strcmp(layer->columns[i].name, "value") == 0)
            layer->label = i;
}

static enum fault check_layer(const struct webanno_layer *layer, struct err *err)
{
    if (!*layer->name)
        return err_set(err, FAULT_INPUT, "the layer has no name");
    if (layer->kind == WEBANNO_CHAINS && layer->n != 2)
        return err_set(err, FAULT_INPUT, "a chain layer has two features");
    if (layer->kind == WEBANNO_RELATIONS &&
        (!layer->n || layer->columns[layer->n - 1].cell != CELL_BASE))
        return err_set(err, FAULT_INPUT, "a relation layer ends in BT_ and the layer it ties");
    for (size_t i = 0; i < layer->n; i++) {
        if (layer->columns[i].cell == CELL_ROLE &&
            (i + 1 == layer->n || layer->columns[i + 1].cell != CELL_TARGET))
            return err_set(err, FAULT_INPUT, "the layer that fills the slot is missing");
        if (layer->columns[i].cell == CELL_BASE && i + 1 < layer->n)
            return err_set(err, FAULT_INPUT, "BT_ is not the last of the relation layer");
    }
    return OK;
}

enum fault webanno_layer(struct arena *arena, const char *line, size_t n, struct webanno_layer *out,
                         struct err *err)
{
    static const char *const kinds[] = {
        [WEBANNO_SPANS] = "T_SP=", [WEBANNO_CHAINS] = "T_CH=", [WEBANNO_RELATIONS] = "T_RL="};
    size_t kind = 0;
    *out = (struct webanno_layer){0};
    while (kind < sizeof kinds / sizeof *kinds && !begins(line, n, kinds[kind]))
        kind++;
    if (kind == sizeof kinds / sizeof *kinds)
        return err_set(err, FAULT_INPUT, "no layer that is known here");
    out->kind = (enum webanno_kind)kind;
    out->text = arena_copy(arena, line, n);
    if (!out->text)
        return err_set(err, FAULT_MEMORY, "out of memory");
    char *names = arena_copy(arena, out->text + 5, n - 5);
    size_t parts = 1;
    for (const char *bar = names; bar && (bar = strchr(bar, '|')); bar++)
        parts++;
    out->columns = arena_take(arena, parts * sizeof *out->columns);
    if (!names || !out->columns)
        return err_set(err, FAULT_MEMORY, "out of memory");
    out->name = strsep(&names, "|");
    out->own = (out->kind == WEBANNO_SPANS && strcmp(out->name, WEBANNO_MARK) == 0) ||
               (out->kind == WEBANNO_RELATIONS && is_own_link(out->name));
    for (const char *part; (part = strsep(&names, "|"));) {
        enum webanno_cell cell = cell_of(out, part);
        out->columns[out->n++] = (struct webanno_column){cell, part + (cell == CELL_BASE ? 3 : 0)};
    }
    choose_label(out);
    return check_layer(out, err);
}

/* ---- escapes ---- */

/* A control character as text has it: \1 to \7, \e, \10 to \1f. */
static size_t unescape_control(const char *at, size_t n, char *out)
{
    char low = n > 1 ? at[1] : '\0';
    if (*at == '1' && ((low >= '0' && low <= '9') || (low >= 'a' && low <= 'f'))) {
        *out = (char)(16 + (low <= '9' ? low - '0' : low - 'a' + 10));
        return 2;
    }
    *out = *at == 'e' ? 14 : (char)(*at - '0');
    return *at == 'e' || (*at >= '1' && *at <= '7');
}

/* What a backslash and these bytes stand for; how many of them it took, 0: nothing. */
static size_t unescape_one(const char *at, size_t n, char *out)
{
    static const char letters[] = "\\[]|_;*btnvfr", as[] = "\\[]|_;*\b\t\n\v\f\r";
    const char *letter = n ? memchr(letters, *at, sizeof letters - 1) : NULL;
    if (!letter)
        return n ? unescape_control(at, n, out) : 0;
    *out = as[letter - letters];
    return 1;
}

void webanno_unescape(const char *text, size_t n, struct buf *out)
{
    while (n) {
        const char *slash = memchr(text, '\\', n);
        size_t plain = slash ? (size_t)(slash - text) : n, took;
        char c;
        buf_add(out, text, plain);
        text += plain;
        n -= plain;
        if (!n)
            return;
        if (n > 2 && text[1] == '-' && text[2] == '>') {
            buf_add_string(out, "->");
            took = 2;
        } else if ((took = unescape_one(text + 1, n - 1, &c))) {
            buf_add_char(out, c);
        } else {
            buf_add_char(out, '\\');
        }
        text += took + 1;
        n -= took + 1;
    }
}

/* Each character of `what` becomes a backslash and the one in its place in `as`. */
static void escape(const char *text, size_t n, const char *what, const char *as, struct buf *out)
{
    size_t some = strlen(what);
    while (n) {
        size_t plain = 0;
        const char *found = NULL;
        while (plain < n && !(found = memchr(what, text[plain], some)))
            plain++;
        buf_add(out, text, plain);
        if (plain == n)
            return;
        buf_add_char(out, '\\');
        buf_add_char(out, as[found - what]);
        text += plain + 1;
        n -= plain + 1;
    }
}

void webanno_escape_text(const char *text, size_t n, struct buf *out)
{
    escape(text, n, "\\\b\t\n\v\f\r", "\\btnvfr", out);
}

/* An arrow has one backslash before both. \b and the like are no escapes of values. */
void webanno_escape_value(const char *value, size_t n, struct buf *out)
{
    while (n) {
        const char *arrow = memmem(value, n, "->", 2);
        size_t some = arrow ? (size_t)(arrow - value) : n;
        escape(value, some, "\\[]|_;\t\n\r*", "\\[]|_;tnr*", out);
        if (arrow)
            buf_add_string(out, "\\->");
        some += arrow ? 2 : 0;
        value += some;
        n -= some;
    }
}

/* ---- the row ---- */

const struct format format_webanno = {
    .name = "webanno",
    .summary = "WebAnno TSV 3, of WebAnno and INCEpTION",
    .extensions = "tsv",
    .unit = UNIT_UTF16,
    .carries = CARRY_OVERLAP | CARRY_RELATIONS | CARRY_ATTRIBUTES | CARRY_LINK_ATTRIBUTES,
    .folder = true,
    .feed = FEED_FILES,
    .looks = webanno_looks,
    .read = &webanno_reader,
    .write = &webanno_writer,
};
