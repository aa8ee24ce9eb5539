/* picture.c: the README's pictures, man/screen.svg and man/adjudicate.svg: the real program in a terminal of the tests, on the
 * sample articles, at a place where there is something to see. `make picture` runs it; the
 * picture is kept in the repository, since a reader of the README has not built anything.
 *
 *   picture PROGRAM VERB PROJECT PERSON DOCUMENT KEYS TITLE > FILE
 */
#include "testlib.h"

#include "terminal.h"

int main(int argc, char **argv)
{
    if (argc != 8) {
        fprintf(stderr, "usage: picture PROGRAM VERB PROJECT PERSON DOCUMENT KEYS TITLE\n");
        return 2;
    }
    const char *command[] = {argv[1], argv[2], argv[3], "--as", argv[4], "--document", argv[5], NULL};
    struct terminal *terminal = terminal_start(&(struct terminal_options){.rows = 26, .cols = 116, .argv = command});
    struct buf svg = {0};
    terminal_sync(terminal);
    terminal_press(terminal, argv[6]);
    terminal_svg(terminal, true, argv[7], &svg);
    fwrite(svg.data, 1, svg.size, stdout);
    buf_release(&svg);
    terminal_end(terminal);
    return fflush(stdout) ? 1 : 0;
}
