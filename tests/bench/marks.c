#include "marks.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "manicule/marks/digest.h"

/* What is marked, in turns: the labels and lengths found in the project's examples. */
static const struct {
    const char *label;
    unsigned length;
} kinds[] = {
    {"location", 7}, {"amount", 12},  {"quote", 50},  {"speaker", 12}, {"amount", 8},
    {"quote", 80},   {"speaker", 10}, {"amount", 16}, {"location", 9},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Letters between which every Unicode version sees a boundary: ASCII, kana and ideographs. */
static bool letter(const char *text, size_t at, size_t n)
{
    unsigned char a = (unsigned char)text[at];
    if (a < 0x80)
        return (a >= '0' && a <= '9') || (a >= 'A' && a <= 'Z') || (a >= 'a' && a <= 'z');
    return at + 2 < n &&
           ((a == 0xe3 && (unsigned char)text[at + 1] == 0x82) || (a >= 0xe5 && a <= 0xe8));
}

/* Does a word begin there? Japanese has no gaps: anywhere. */
static bool word_begins(const char *text, size_t at, size_t n)
{
    return letter(text, at, n) &&
           ((unsigned char)text[at] >= 0x80 || at == 0 || !letter(text, at - 1, n));
}

static size_t length_of(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static void write_text(FILE *out, const char *text, size_t n)
{
    fputc('"', out);
    for (size_t i = 0, from = 0; i <= n; i++) {
        unsigned char c = i < n ? (unsigned char)text[i] : 0;
        if (i < n && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        fwrite(text + from, 1, i - from, out);
        if (i < n)
            fprintf(out, "\\u%04x", c);
        from = i + 1;
    }
    fputc('"', out);
}

/* A UUID of version 7: a time that grows, the rest a mix of the count. */
static void write_id(FILE *out, uint64_t count)
{
    uint64_t time = UINT64_C(1767603600000) + count / 1000;
    uint64_t mixed = (count + 1) * UINT64_C(0x9e3779b97f4a7c15);
    fprintf(out, "%08" PRIx64 "-%04" PRIx64 "-7%03" PRIx64 "-8%03" PRIx64 "-%012" PRIx64,
            time >> 16, time & 0xffff, count % 1000, mixed >> 52, mixed & 0xffffffffffff);
}

struct mark {
    size_t start, end;    /* bytes */
    uint64_t first, last; /* code points */
};

static void write_mark(FILE *out, const char *text, const struct mark *mark, const char *label,
                       bool first, uint64_t id)
{
    fputs(first ? "{\"id\":\"" : ",{\"id\":\"", out);
    write_id(out, id);
    fprintf(out, "\",\"label\":\"%s\",\"start\":%" PRIu64 ",\"end\":%" PRIu64 ",\"text\":", label,
            mark->first, mark->last);
    write_text(out, text + mark->start, mark->end - mark->start);
    fputs(",\"origin\":\"manual\"}", out);
}

/* Ends a mark at the last letter before i, not at the space or newline behind it. */
static void trim(const char *text, size_t n, size_t i, struct mark *mark)
{
    mark->end = i;
    do {
        do
            mark->end--;
        while (((unsigned char)text[mark->end] & 0xc0) == 0x80);
        mark->last--;
    } while (!letter(text, mark->end, n));
    mark->end += length_of((unsigned char)text[mark->end]);
    mark->last++;
}

/* What a second reader does otherwise, with three marks of ten. */
enum { OF = 10, LONGER = 2, CALLED_ELSE = 5, MISSED = 8 };

/* Walks once: a mark opens at the first word after each `every` characters, and closes at the end
 * of a word when it is long enough. */
static size_t write_marks(FILE *out, const char *text, size_t n, unsigned every, bool second,
                          uint64_t *ids)
{
    struct mark mark = {0};
    bool open = false;
    size_t marks = 0, written = 0;
    uint64_t at = 0, length = 0;
    for (size_t i = 0; i < n && every; i += length_of((unsigned char)text[i]), at++) {
        if (!open && at >= marks * every && word_begins(text, i, n)) {
            mark.start = i;
            mark.first = at;
            length = kinds[marks % KINDS].length;
            if (length > every / 2 + every / 4)
                length = every / 2;
            if (second && marks % OF == LONGER)
                length++;
            open = true;
        } else if (open && at >= mark.first + length && word_begins(text, i, n)) {
            mark.last = at;
            trim(text, n, i, &mark);
            size_t kind = second && marks % OF == CALLED_ELSE ? marks + 1 : marks;
            if (!second || marks % OF != MISSED)
                write_mark(out, text, &mark, kinds[kind % KINDS].label, !written++, (*ids)++);
            marks++;
            open = false;
        }
    }
    return written;
}

size_t marks_write(FILE *out, const char *name, const char *text, size_t n, unsigned every,
                   uint64_t *ids)
{
    static const struct author bench = {"bench", "open", false};
    return marks_write_by(out, &bench, name, text, n, every, ids);
}

size_t marks_write_by(FILE *out, const struct author *author, const char *name, const char *text,
                      size_t n, unsigned every, uint64_t *ids)
{
    char sha256[DIGEST_TEXT];
    struct digest digest = digest_of(text, n);
    digest_format(digest.b, sha256);
    fprintf(out,
            "{\"manicule\":1,\"document\":\"%s\",\"sha256\":\"%s\",\"offset_unit\":\"codepoint\","
            "\"text\":",
            name, sha256);
    write_text(out, text, n);
    fprintf(out, ",\"set\":\"person\",\"annotator\":\"%s\",\"status\":\"%s\",\"spans\":[",
            author->name, author->status);
    size_t marks = write_marks(out, text, n, every, author->second, ids);
    fputs("],\"relations\":[]}\n", out);
    return marks;
}
