/* Any text with any annotations of SLATE beside it. */
#include "standoff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    standoff("slate", data, size);
    return 0;
}
