/* Any bytes from a terminal: the same events however they are split, mouse within the screen,
 * pastes valid, and the decoder comes back to its ground. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/text/article.h"
#include "manicule/tui/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROWS = 24, COLS = 80 };

static void take(struct input *in, int64_t now, struct buf *log)
{
    struct event event;
    while (input_next(in, now, &event)) {
        size_t bad;
        switch (event.kind) {
        case EVENT_KEY:
            buf_printf(log, "k%x.%x ", event.key.code, event.key.mods);
            break;
        case EVENT_MOUSE:
            assert(event.mouse.row < ROWS && event.mouse.col < COLS);
            buf_printf(log, "m%d.%u.%u ", (int)event.mouse.what, event.mouse.row, event.mouse.col);
            break;
        case EVENT_PASTE:
            assert(event.paste.n <= INPUT_PASTE_MAX);
            assert(text_check((const uint8_t *)event.paste.text, event.paste.n, &bad));
            buf_printf(log, "p%zu ", event.paste.n);
            break;
        default:
            assert(0);
        }
    }
}

static void run(const uint8_t *data, size_t size, size_t step, struct buf *log)
{
    struct input in = {.rows = ROWS, .cols = COLS};
    for (size_t at = 0; at < size; at += step) {
        size_t n = size - at < step ? size - at : step;
        input_feed(&in, data + at, n, 1000);
        take(&in, 1000, log);
    }
    take(&in, 1000 + INPUT_PASTE_GIVE_UP + INPUT_GIVE_UP, log);
    assert(input_wait(&in, 1000 + 2 * (INPUT_PASTE_GIVE_UP + INPUT_GIVE_UP)) == -1);
    input_release(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf whole = {0}, split = {0};
    run(data, size, size ? size : 1, &whole);
    run(data, size, 1, &split);
    assert(strcmp(buf_text(&whole), buf_text(&split)) == 0);
    buf_clear(&split);
    run(data, size, 3, &split);
    assert(strcmp(buf_text(&whole), buf_text(&split)) == 0);
    buf_release(&whole);
    buf_release(&split);
    return 0;
}
