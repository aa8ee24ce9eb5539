/* Any text with any .ann beside it; and any bytes as an annotation.conf, of which a label set comes that is
 * written as another with the same labels. */
#include "standoff.h"

static void configuration(const char *bytes, size_t n)
{
    const struct format *brat = format_find("brat");
    struct buf json = {0}, conf = {0}, again = {0}, second = {0};
    struct labelset set = {0}, back = {0};
    struct err err = {0};
    enum fault fault = brat->read_labels(bytes, n, &json, &err);
    assert(fault == OK || err.text[0]);
    if (fault == OK && labelset_read(buf_text(&json), json.size, &set, &err) == OK) {
        assert(brat->write_labels(&set, &conf, &err) == OK);
        if (brat->read_labels(conf.data, conf.size, &again, &err) == OK &&
            labelset_read(buf_text(&again), again.size, &back, &err) == OK)
            assert(brat->write_labels(&back, &second, &err) == OK);
    }
    labelset_free(&set);
    labelset_free(&back);
    buf_release(&json);
    buf_release(&conf);
    buf_release(&again);
    buf_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size && data[0] == '[')
        configuration((const char *)data, size);
    else
        standoff("brat", data, size);
    return 0;
}
