/* bench: one table, each figure beside a peer or a limit measured in the same sitting; nothing is
 * asserted. BENCH_FULL=1 in the environment: ten times the spans;
 * BENCH_ONLY=article,1mb: these parts (article japanese 1mb 10mb 100mb projects formats agreement). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "articles.h"
#include "projects.h"
#include "table.h"

int main(void)
{
    const char *manicule = getenv("MANICULE"), *folder = getenv("BENCH_FOLDER");
    if (!manicule || !folder) {
        fprintf(stderr, "bench: `make bench` says where things are\n");
        return 2;
    }
    struct work work = {folder, manicule, data_shared() ? "article" : "examples"};
    mkdir(folder, 0700);
    table_begin();
    const char *only = getenv("BENCH_ONLY"), *full = getenv("BENCH_FULL");
    struct projects projects;
    bool done = articles_measure(&work);
    if (done && (!only || strstr(only, "projects")))
        done = projects_make(&work, full && *full == '1', &projects) &&
               projects_measure(&work, &projects) && exchange_measure(&work, &projects);
    if (done && (!only || strstr(only, "formats")))
        done = projects_make(&work, full && *full == '1', &projects) &&
               formats_measure(&work, &projects);
    if (done && (!only || strstr(only, "agreement")))
        done = agreement_measure(&work);
    table_end();
    return !done;
}
