#include "manicule/tui/page.h"

#include <ctype.h>
#include <curses.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>

#include "manicule/tui/looks.h"

enum { TERM_NAME_MAX = 64 };

struct page {
    SCREEN *screen;
    FILE *file;
    int fd; /* of file: the terminal at first, then memory */
    struct looks looks;
    struct buf normal; /* "sgr0" */
    struct buf raw;    /* what curses wrote */
};

static bool plain_name(const char *name)
{
    size_t n = strlen(name);
    if (n < 1 || n > TERM_NAME_MAX || !isalnum((unsigned char)name[0]))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("+._-", name[i]))
            return false;
    return true;
}

static const char *capability(const char *name)
{
    const char *sequence = tigetstr(name);
    return sequence == (const char *)-1 ? NULL : sequence;
}

/* TERM is never shown: it comes from outside. */
enum fault page_check(int in, int out, struct err *err)
{
    if (!isatty(in) || !isatty(out))
        return err_set(err, FAULT_TERMINAL, "the workbench needs a terminal (over SSH: ssh -t)");
    const char *name = getenv("TERM");
    if (!name || !*name)
        return err_set(err, FAULT_TERMINAL,
                       "TERM is not set; for most terminals it is xterm-256color");
    /* newterm() would notice as well, but has changed modes and lost memory by then. */
    int found = 0;
    if (!plain_name(name) || setupterm(NULL, out, &found) != OK)
        return err_set(err, FAULT_TERMINAL,
                       "the terminal named by TERM is not known here; try TERM=xterm-256color");
    bool able = capability("cup") && capability("clear") && tigetflag("hc") <= 0;
    del_curterm(cur_term);
    if (able)
        return OK;
    return err_set(err, FAULT_TERMINAL,
                   "the terminal named by TERM cannot place its cursor; try TERM=xterm-256color");
}

/* newterm() asks the environment first. */
static void say_size(unsigned rows, unsigned cols)
{
    char number[16];
    snprintf(number, sizeof number, "%u", rows);
    setenv("LINES", number, 1);
    snprintf(number, sizeof number, "%u", cols);
    setenv("COLUMNS", number, 1);
}

/* newterm() sees the real terminal, from which it learns speed and modes; then memory takes the
 * descriptor's place. */
static enum fault start(struct page *page, int out, unsigned rows, unsigned cols, struct err *err)
{
    page->fd = dup(out);
    page->file = page->fd < 0 ? NULL : fdopen(page->fd, "w");
    int memory = memfd_create("page", MFD_CLOEXEC);
    enum fault fault = OK;
    if (!page->file || memory < 0) {
        if (!page->file && page->fd >= 0)
            close(page->fd);
        fault = err_set(err, FAULT_TERMINAL, "no descriptor is left for the screen");
        goto end;
    }
    say_size(rows, cols);
    page->screen = newterm(NULL, page->file, stdin);
    unsetenv("LINES");
    unsetenv("COLUMNS");
    if (!page->screen)
        fault = err_set(err, FAULT_TERMINAL, "curses does not start on this terminal");
    if (dup3(memory, page->fd, O_CLOEXEC) < 0 && !fault)
        fault = err_set(err, FAULT_TERMINAL, "no descriptor is left for the screen");
end:
    if (memory >= 0)
        close(memory);
    return fault;
}

enum fault page_new(int out, unsigned rows, unsigned cols, struct page **made, struct err *err)
{
    *made = NULL;
    struct page *page = calloc(1, sizeof *page);
    if (!page)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = start(page, out, rows, cols, err);
    if (fault) {
        page_free(page);
        return fault;
    }
    set_term(page->screen);
    typeahead(-1); /* else a refresh stops half-way when a key waits */
    nonl();
    /* Until it has been through endwin(), ncurses 6.4 flushes after each move of the cursor. */
    endwin();
    page_take(page, NULL);
    page_capability("sgr0", &page->normal);
    page->looks.normal = buf_text(&page->normal);
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    *made = page;
    return OK;
}

void page_free(struct page *page)
{
    if (!page)
        return;
    if (page->screen) {
        if (!isendwin())
            endwin();
        delscreen(page->screen);
    }
    if (page->file)
        fclose(page->file);
    buf_release(&page->normal);
    buf_release(&page->raw);
    free(page);
}

bool page_resize(struct page *page, unsigned rows, unsigned cols)
{
    (void)page;
    return resize_term((int)rows, (int)cols) == OK;
}

void page_take(struct page *page, struct buf *into)
{
    off_t n = lseek(page->fd, 0, SEEK_CUR);
    buf_clear(&page->raw);
    if (n > 0 && into && buf_reserve(&page->raw, (size_t)n)) {
        ssize_t got = pread(page->fd, page->raw.data, (size_t)n, 0);
        if (got > 0)
            looks_shorten(&page->looks, page->raw.data, (size_t)got, into);
    }
    if (page->raw.failed) { /* the page is lost, and so is what it would be sent with */
        into->failed = true;
        buf_release(&page->raw);
    }
    if (isendwin())
        looks_forget(&page->looks);
    lseek(page->fd, 0, SEEK_SET);
}

static struct buf *put_into; /* tputs() gives its function nothing but the byte */

static int put_byte(int c)
{
    buf_add_char(put_into, (char)c);
    return c;
}

void page_capability(const char *name, struct buf *into)
{
    const char *sequence = capability(name);
    put_into = into;
    if (sequence)
        tputs(sequence, 1, put_byte);
}
