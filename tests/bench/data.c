#include "data.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "manicule/base/buf.h"
#include "marks.h"
#include "program.h"
#include "words.h"

static const char article_file[] = "article/000_3cc6656b1ccfc32d.txt";
/* What is newer than these need not be made again. */
static const char *const makers[] = {
    "schemas/sql/tables.sql",
    "tests/bench/data.c",
    "tests/bench/marks.c",
    "tests/bench/words.c",
};
static const char *const examples[] = {
    "src/share/examples/ferry.txt",
    "src/share/examples/glass-eels.txt",
    "src/share/examples/lighthouse.txt",
};
static const char japanese_file[] = "src/share/examples/lighthouse.txt";

enum { ARTICLE_SIZE = 16 * 1024, SMALL_TEXT = 1000, DENSE = 10, COPY = 1 << 20 };

const char *data_path(const struct work *work, char out[PATH_ROOM], const char *format, ...)
{
    va_list args;
    int n = snprintf(out, PATH_ROOM, "%s/", work->folder);
    va_start(args, format);
    vsnprintf(out + n, PATH_ROOM - (size_t)n, format, args);
    va_end(args);
    return out;
}

/* ---- texts ---- */

static bool add_file(struct buf *text, const char *path)
{
    FILE *file = fopen(path, "rb");
    char piece[4096];
    if (!file)
        return false;
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        buf_add(text, piece, n);
    fclose(file);
    return true;
}

static char *repeated(struct buf *text, size_t size, size_t *n)
{
    size_t one = text->size;
    while (one && text->size < size && buf_reserve(text, one))
        buf_add(text, text->data, one);
    *n = text->size;
    return one ? buf_take(text) : NULL;
}

static bool add_shared(struct buf *text)
{
    char path[PATH_ROOM];
    const char *shared = getenv("MANICULE_TESTDATA");
    snprintf(path, sizeof path, "%s/%s", shared ? shared : "", article_file);
    return shared && add_file(text, path);
}

bool data_shared(void)
{
    struct buf text = {0};
    bool there = add_shared(&text);
    buf_release(&text);
    return there;
}

char *data_article(size_t *n)
{
    struct buf text = {0};
    if (add_shared(&text))
        return repeated(&text, 0, n);
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        add_file(&text, examples[i]);
        buf_add_char(&text, '\n');
    }
    return repeated(&text, ARTICLE_SIZE, n);
}

char *data_japanese(size_t *n)
{
    struct buf text = {0};
    add_file(&text, japanese_file);
    return repeated(&text, ARTICLE_SIZE, n);
}

/* ---- files ---- */

bool data_fresh(const char *path)
{
    struct stat made, maker;
    bool fresh = stat(path, &made) == 0;
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++)
        fresh = fresh && stat(makers[i], &maker) == 0 && made.st_mtime >= maker.st_mtime;
    return fresh;
}

/* What is cut off while it is made must not be found whole: it gets its name last. */
static const char *unfinished(char out[PATH_ROOM], const char *path)
{
    snprintf(out, PATH_ROOM, "%.500s.new", path);
    return out;
}

static bool write_text(const char *path, const char *text, size_t n, size_t size, size_t *bytes)
{
    FILE *file = fopen(path, "wb");
    *bytes = 0;
    if (!file)
        return false;
    do
        *bytes += fwrite(text, 1, n, file);
    while (*bytes < size && !ferror(file));
    return fclose(file) == 0;
}

bool data_copy(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t n = in < 0 || out < 0 ? -1 : 1;
    while (n > 0)
        n = copy_file_range(in, NULL, out, NULL, COPY, 0);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return n == 0;
}

/* ---- programs ---- */

bool data_run(const char *const *argv)
{
    pid_t pid = fork();
    if (pid == 0) {
        dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    if (status != 0)
        fprintf(stderr, "bench: %s %s failed\n", argv[0], argv[1] ? argv[1] : "");
    return status == 0;
}

/* A new project, filled by one verb. */
static bool make_project(const struct work *work, const char *path, const char *verb,
                         const char *file)
{
    char new[PATH_ROOM];
    const char *init[] = {work->manicule, "init", unfinished(new, path), "--as", "bench", NULL};
    const char *fill[] = {work->manicule, verb, new, file, "--as", "bench", NULL};
    unlink(new);
    return data_run(init) && data_run(fill) && rename(new, path) == 0;
}

bool data_import(const struct work *work, const char *project, const char *lines)
{
    return make_project(work, project, "import", lines);
}

/* ---- projects ---- */

static bool write_lines(const char *lines, const char *text_path, unsigned every)
{
    struct buf text = {0};
    uint64_t ids = 0;
    FILE *file = fopen(lines, "wb");
    bool read = file && add_file(&text, text_path);
    if (read)
        marks_write(file, "article", text.data, text.size, every, &ids);
    buf_release(&text);
    return file && fclose(file) == 0 && read;
}

/* How often a word stands in a file. */
static size_t count(const char *path, const char *word)
{
    struct buf text = {0};
    size_t n = 0, length = strlen(word);
    if (add_file(&text, path))
        for (const char *at = text.data; at && (at = strstr(at, word)); at += length)
            n++;
    buf_release(&text);
    return n;
}

bool data_subject(const struct work *work, const char *name, const char *text, size_t n,
                  size_t size, unsigned every, struct subject *out)
{
    char lines[PATH_ROOM];
    data_path(work, out->project, "%s-%s-%u.manicule", work->texts, name, every);
    data_path(work, out->text, "%s-%s.txt", work->texts, name);
    data_path(work, lines, "%s-%s-%u.jsonl", work->texts, name, every);
    if (!write_text(out->text, text, n, size, &out->bytes))
        return false;
    out->lines = (unsigned)count(out->text, "\n");
    out->spans = 0;
    if (!every)
        return data_fresh(out->project) || make_project(work, out->project, "add", out->text);
    bool made = data_fresh(out->project) ||
                (write_lines(lines, out->text, every) && data_import(work, out->project, lines));
    out->spans = count(lines, "\"origin\"");
    return made;
}

bool data_lines(const char *path, unsigned documents, unsigned spans)
{
    return data_lines_of(path, documents, spans, 1);
}

bool data_lines_of(const char *path, unsigned documents, unsigned spans, unsigned readers)
{
    static const struct author one[] = {{"bench", "open", false}};
    static const struct author two[] = {{"bench", "done", false}, {"other", "done", true}};
    const struct author *authors = readers == 1 ? one : two;
    char new[PATH_ROOM];
    if (data_fresh(path))
        return true;
    FILE *file = fopen(unfinished(new, path), "wb");
    if (!file)
        return false;
    struct buf text = {0};
    uint64_t ids = 0;
    size_t size = (size_t)(spans > DENSE ? EVERY_DENSE / 3 : EVERY_DENSE) * spans;
    for (unsigned i = 0; i < documents; i++) {
        char name[32];
        snprintf(name, sizeof name, "article-%06u", i + 1);
        buf_clear(&text);
        words_fill(&text, size > SMALL_TEXT ? size : SMALL_TEXT, i);
        for (unsigned r = 0; r < readers; r++)
            marks_write_by(file, &authors[r], name, text.data, text.size,
                           (unsigned)(text.size / spans), &ids);
    }
    buf_release(&text);
    return fclose(file) == 0 && rename(new, path) == 0;
}
