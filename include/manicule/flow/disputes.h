/* disputes.h: what annotator and reviewer cannot settle between them. */
#ifndef MANICULE_FLOW_DISPUTES_H
#define MANICULE_FLOW_DISPUTES_H

#include "manicule/store.h"

/* Calls for each set with disputes that wait for a lead: whose it is, and how many. For a lead. */
enum fault disputes_each(struct store *, void (*each)(void *ctx, const char *person, uint32_t n),
                         void *ctx, struct err *);

#endif
