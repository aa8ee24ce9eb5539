#include "brat.h"
bool brat_looks_labels(const char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    return false;
}
enum fault brat_write_labels(const struct labelset *l, struct buf *out, struct err *e)
{
    (void)l;
    (void)out;
    (void)e;
    return OK;
}
enum fault brat_read_labels(const char *bytes, size_t n, struct buf *json, struct err *e)
{
    (void)bytes;
    (void)n;
    (void)json;
    (void)e;
    return OK;
}
