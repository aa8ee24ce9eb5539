#include "manicule/flow/shown.h"

#include <string.h>

#include "manicule/base/buf.h"
#include "manicule/text/glyph.h"

static const char ellipsis[] = "\xe2\x80\xa6";

struct shown shown_bytes(const void *bytes, size_t n, unsigned columns)
{
    struct shown out = {{0}};
    struct buf plain = {0};
    bool cut = plain_text(bytes, n, columns, &(struct widths){0}, &plain) < n;
    size_t room = sizeof out.text - sizeof ellipsis, size = plain.size;
    if (size > room) {
        cut = true;
        size = room;
        while (size && (plain.data[size] & 0xc0) == 0x80)
            size--;
    }
    if (size)
        memcpy(out.text, plain.data, size);
    if (cut)
        memcpy(out.text + size, ellipsis, sizeof ellipsis);
    buf_release(&plain);
    return out;
}

struct shown shown(const char *text)
{
    if (!text)
        text = "nobody";
    return shown_bytes(text, strlen(text), SHOWN_COLUMNS);
}
