/* The code points of a cluster and their names, for the status line. */
#include <uniname.h>
#include <unistr.h>

#include "manicule/base/buf.h"
#include "manicule/text/glyph.h"

enum { NAMED = 8 }; /* the others of a cluster are counted */

/* Control characters have no names of their own in the standard; these are their aliases. */
static const char *const controls[] = {
    "NULL", "START OF HEADING", "START OF TEXT", "END OF TEXT", "END OF TRANSMISSION", "ENQUIRY",
    "ACKNOWLEDGE", "ALERT", "BACKSPACE", "CHARACTER TABULATION", "LINE FEED", "LINE TABULATION",
    "FORM FEED", "CARRIAGE RETURN", "SHIFT OUT", "SHIFT IN", "DATA LINK ESCAPE",
    "DEVICE CONTROL ONE", "DEVICE CONTROL TWO", "DEVICE CONTROL THREE", "DEVICE CONTROL FOUR",
    "NEGATIVE ACKNOWLEDGE", "SYNCHRONOUS IDLE", "END OF TRANSMISSION BLOCK", "CANCEL",
    "END OF MEDIUM", "SUBSTITUTE", "ESCAPE", "INFORMATION SEPARATOR FOUR",
    "INFORMATION SEPARATOR THREE", "INFORMATION SEPARATOR TWO", "INFORMATION SEPARATOR ONE",
};

static void add_name(uint32_t c, struct buf *out)
{
    char name[UNINAME_MAX];
    buf_printf(out, "U+%04X ", (unsigned)c);
    if (c < sizeof controls / sizeof *controls)
        buf_add_string(out, controls[c]);
    else if (c == 0x7f)
        buf_add_string(out, "DELETE");
    else if (c < 0xa0 && c >= 0x80)
        buf_add_string(out, "CONTROL");
    else if (unicode_character_name(c, name))
        buf_add_string(out, name);
    else
        buf_add_string(out, "WITHOUT A NAME");
}

void glyph_name(const uint8_t *bytes, size_t n, struct buf *out)
{
    size_t i = 0, left = 0;
    for (unsigned named = 0; i < n && named < NAMED; named++) {
        ucs4_t c;
        i += (size_t)u8_mbtouc(&c, bytes + i, n - i);
        if (named > 0)
            buf_add_string(out, ", ");
        add_name(c, out);
    }
    for (; i < n; i++)
        left += (bytes[i] & 0xc0) != 0x80;
    if (left > 0)
        buf_printf(out, " and %zu more", left);
}
