/* The verdicts of a set: an array in order of items. */
#include <stdlib.h>
#include <string.h>

#include "set_parts.h"

static const char *const names[] = {
    [VERDICT_ACCEPTED] = "accepted",
    [VERDICT_REJECTED] = "rejected",
    [VERDICT_DISPUTED] = "disputed",
    [VERDICT_DECIDED] = "decided",
};

const char *verdict_name(enum verdict_kind kind)
{
    return names[kind];
}

bool verdict_parse(const char *word, size_t n, enum verdict_kind *out)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) != n || memcmp(names[i], word, n) != 0)
            continue;
        *out = (enum verdict_kind)i;
        return true;
    }
    return false;
}

/* Where it is, or belongs. */
static size_t place_of(const struct set *set, uint64_t item)
{
    size_t low = 0, high = set->verdicts.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set->verdicts.at[middle].item < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct verdict *set_verdict(const struct set *set, uint64_t item)
{
    size_t i = place_of(set, item);
    return i < set->verdicts.n && set->verdicts.at[i].item == item ? &set->verdicts.at[i] : NULL;
}

const struct verdict *set_verdict_at(const struct set *set, size_t i)
{
    return i < set->verdicts.n ? &set->verdicts.at[i] : NULL;
}

size_t set_verdicts(const struct set *set)
{
    return set->verdicts.n;
}

bool set_judge(struct set *set, const struct verdict *verdict)
{
    struct verdict copy = *verdict;
    bool reason = verdict->reason && *verdict->reason;
    copy.reason = reason ? strdup(verdict->reason) : NULL;
    if (reason && !copy.reason)
        return false;
    size_t i = place_of(set, verdict->item);
    if (i < set->verdicts.n && set->verdicts.at[i].item == verdict->item) {
        free(set->verdicts.at[i].reason);
        set->verdicts.at[i] = copy;
        return true;
    }
    if (vec_insert(&set->verdicts, i, copy))
        return true;
    free(copy.reason);
    return false;
}

bool set_unjudge(struct set *set, uint64_t item)
{
    size_t i = place_of(set, item);
    if (i == set->verdicts.n || set->verdicts.at[i].item != item)
        return false;
    free(set->verdicts.at[i].reason);
    vec_remove(&set->verdicts, i);
    return true;
}

void set_clear_verdicts(struct set *set)
{
    for (size_t i = 0; i < set->verdicts.n; i++)
        free(set->verdicts.at[i].reason);
    vec_free(&set->verdicts);
}

size_t set_verdicts_memory(const struct set *set)
{
    size_t bytes = set->verdicts.room * sizeof(struct verdict);
    for (size_t i = 0; i < set->verdicts.n; i++)
        bytes += set->verdicts.at[i].reason ? strlen(set->verdicts.at[i].reason) + 1 : 0;
    return bytes;
}
