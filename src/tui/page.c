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

enum {
    TERM_NAME_MAX = 64,
    /* Curses clears the screen and knows its rows, but draws nothing: three pictures of it as wide
     * as it is would be memory for nothing. */
    COLUMNS_TOLD = 2,
};

struct page {
    SCREEN *screen;
    FILE *file;
    int fd; /* of file: the terminal at first, then memory */
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

/* ---- terminfo ---- */

const char *page_says(const char *name)
{
    const char *said = tigetstr(name);
    return said == (const char *)-1 ? NULL : said;
}

static struct buf *put_into; /* tputs() gives its function nothing but the byte */

static int put_byte(int c)
{
    if (c) /* NULs are the time that terminals of 1980 took */
        buf_add_char(put_into, (char)c);
    return c;
}

void page_string(const char *said, struct buf *into)
{
    put_into = into;
    tputs(said, 1, put_byte);
}

void page_capability(const char *name, struct buf *into)
{
    const char *said = page_says(name);
    if (said)
        page_string(said, into);
}

void page_numbers(const char *said, int first, int second, struct buf *into)
{
    page_string(tiparm(said, first, second), into);
}

bool page_flag(const char *name)
{
    return tigetflag(name) > 0;
}

int page_number(const char *name)
{
    int number = tigetnum(name);
    return number > 0 ? number : 0;
}

/* ---- begin and end ---- */

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
    bool able = page_says("cup") && page_says("clear") && !page_flag("hc");
    del_curterm(cur_term);
    if (able)
        return OK;
    return err_set(err, FAULT_TERMINAL,
                   "the terminal named by TERM cannot place its cursor; try TERM=xterm-256color");
}

/* newterm() asks the environment first. */
static void say_size(unsigned rows)
{
    char number[16];
    snprintf(number, sizeof number, "%u", rows);
    setenv("LINES", number, 1);
    snprintf(number, sizeof number, "%d", COLUMNS_TOLD);
    setenv("COLUMNS", number, 1);
}

/* newterm() sees the real terminal, from which it learns speed and modes; then memory takes the
 * descriptor's place. */
static enum fault start(struct page *page, int out, unsigned rows, struct err *err)
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
    say_size(rows);
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

enum fault page_new(int out, unsigned rows, struct page **made, struct err *err)
{
    *made = NULL;
    struct page *page = calloc(1, sizeof *page);
    if (!page)
        return err_set(err, FAULT_MEMORY, "out of memory");
    enum fault fault = start(page, out, rows, err);
    if (fault) {
        page_free(page);
        return fault;
    }
    set_term(page->screen);
    nonl();
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
    free(page);
}

bool page_resize(struct page *page, unsigned rows)
{
    (void)page;
    return resize_term((int)rows, COLUMNS_TOLD) == OK;
}

/* What curses wrote since the last call. */
static void take(struct page *page, struct buf *into)
{
    off_t n = lseek(page->fd, 0, SEEK_CUR);
    if (n > 0 && buf_reserve(into, (size_t)n)) {
        ssize_t got = pread(page->fd, into->data + into->size, (size_t)n, 0);
        if (got > 0)
            into->size += (size_t)got;
    }
    lseek(page->fd, 0, SEEK_SET);
}

void page_clear(struct page *page, struct buf *into)
{
    page_capability("sgr0", into); /* who clears trusts nothing, least of all the colour */
    clearok(curscr, TRUE);
    refresh();
    take(page, into);
}

void page_leave(struct page *page, struct buf *into)
{
    page_capability("sgr0", into);
    endwin();
    take(page, into);
}
