/* event.h: what reaches the workbench from outside: keys, the mouse, a paste, a new size. */
#ifndef MANICULE_WORKBENCH_EVENT_H
#define MANICULE_WORKBENCH_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Named keys stand above Unicode. Name in key files and help, as in <Up> and <C-Left>. */
#define NAMED_KEYS(X)                                                                             \
    X(KEY_NAME_UP, "Up") X(KEY_NAME_DOWN, "Down") X(KEY_NAME_LEFT, "Left")                        \
    X(KEY_NAME_RIGHT, "Right") X(KEY_NAME_HOME, "Home") X(KEY_NAME_END, "End")                    \
    X(KEY_NAME_PAGE_UP, "PgUp") X(KEY_NAME_PAGE_DOWN, "PgDn") X(KEY_NAME_INSERT, "Insert")        \
    X(KEY_NAME_DELETE, "Delete") X(KEY_NAME_BACKSPACE, "BS") X(KEY_NAME_TAB, "Tab")               \
    X(KEY_NAME_ENTER, "Enter") X(KEY_NAME_ESC, "Esc") X(KEY_NAME_SPACE, "Space")                  \
    X(KEY_NAME_F1, "F1") X(KEY_NAME_F2, "F2") X(KEY_NAME_F3, "F3") X(KEY_NAME_F4, "F4")           \
    X(KEY_NAME_F5, "F5") X(KEY_NAME_F6, "F6") X(KEY_NAME_F7, "F7") X(KEY_NAME_F8, "F8")           \
    X(KEY_NAME_F9, "F9") X(KEY_NAME_F10, "F10") X(KEY_NAME_F11, "F11") X(KEY_NAME_F12, "F12")

enum named_key {
    KEY_NAME_FIRST = 0x110000,
#define X(id, name) id,
    NAMED_KEYS(X)
#undef X
    KEY_NAME_END_OF_NAMES
};

enum key_mods { MOD_SHIFT = 1, MOD_CTRL = 2, MOD_ALT = 4 };

/* code is a code point or a named key. A control character arrives as its letter with MOD_CTRL
 * (Ctrl-a is 'a'), except Tab, Enter, Esc, Backspace and Space, which are named keys. MOD_SHIFT
 * goes with named keys only: a shifted letter is another letter. */
struct key {
    uint32_t code;
    uint8_t mods;
};

enum mouse_what { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

enum event_kind { EVENT_KEY, EVENT_MOUSE, EVENT_PASTE, EVENT_RESIZE, EVENT_TICK, EVENT_HANGUP };

struct event {
    enum event_kind kind;
    struct key key;
    struct {
        enum mouse_what what;
        unsigned row, col; /* cells from the top left, 0-based, within the screen */
    } mouse;
    struct {
        const char *text; /* UTF-8, checked */
        size_t n;
    } paste;
    struct {
        unsigned rows, cols;
    } size;
};

/* "a", "C-a", "<Up>", "<S-Left>", "<C-Left>": as written in key files and shown in help. */
void key_format(struct key key, struct buf *out);
/* The same as people say it: "Ctrl-a", "Up", "Shift-Left". For hints, help and messages. */
void key_words(struct key key, struct buf *out);
/* Reads one key from the start of text: how many bytes it took, 0 if it is none. */
size_t key_parse(const char *text, struct key *out);
bool key_equal(struct key a, struct key b);
bool key_types(struct key); /* would it put a character into a line of text? */

#endif
