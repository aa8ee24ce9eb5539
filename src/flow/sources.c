#include "sources.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "manicule/flow/shown.h"

enum { DEPTH_MOST = 64 };

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault cannot(const char *path, struct err *err)
{
    enum fault fault = errno == ENOTDIR ? FAULT_MISSING : fault_of_errno(errno);
    return err_set(err, fault, "%s: %s", shown(path).text, strerror(errno));
}

/* The extension without its dot, or "" where there is none. */
static const char *extension_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    return dot && dot != base ? dot + 1 : "";
}

static bool wanted(const char *path, const char *extensions)
{
    const char *extension = extension_of(path);
    size_t n = strlen(extension);
    if (!extensions)
        return true;
    for (const char *at = extensions; *at && n; at += *at == ' ') {
        size_t some = strcspn(at, " ");
        if (some == n && memcmp(at, extension, n) == 0)
            return true;
        at += some;
    }
    return false;
}

static enum fault add_file(struct sources *sources, const char *path, size_t folder,
                           struct err *err)
{
    const char *extension = extension_of(path);
    size_t n = strlen(path) - (*extension ? strlen(extension) + 1 : 0);
    const char *slash = strrchr(path, '/');
    if (!folder && slash)
        folder = (size_t)(slash - path) + 1;
    struct source source = {.path = strdup(path),
                            .name = strndup(path + folder, n - folder),
                            .beside = strndup(path, n)};
    if (source.path && source.name && source.beside && vec_push(&sources->all, source))
        return OK;
    free(source.path);
    free(source.name);
    free(source.beside);
    return no_memory(err);
}

static int shown_entry(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* folder: how much of a path is the folder that the user named, with its slash. */
static enum fault walk(struct sources *sources, const char *path, size_t folder,
                       const char *extensions, unsigned depth, struct err *err)
{
    struct dirent **entries;
    int n = scandir(path, &entries, shown_entry, by_name);
    if (n < 0)
        return cannot(path, err);
    enum fault fault = OK;
    for (int i = 0; i < n; i++) {
        struct stat st, target;
        char *below = NULL;
        bool slash = path[strlen(path) - 1] == '/';
        if (!fault && asprintf(&below, "%s%s%s", path, slash ? "" : "/", entries[i]->d_name) < 0) {
            below = NULL;
            fault = no_memory(err);
        }
        if (!fault && lstat(below, &st) == 0) {
            bool linked = S_ISLNK(st.st_mode) && stat(below, &target) == 0;
            if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST)
                fault = walk(sources, below, folder, extensions, depth + 1, err);
            else if ((S_ISREG(st.st_mode) || (linked && S_ISREG(target.st_mode))) &&
                     wanted(below, extensions))
                fault = add_file(sources, below, folder, err);
        }
        free(below);
        free(entries[i]);
    }
    free(entries);
    return fault;
}

enum fault sources_add(struct sources *sources, const char *path, const char *extensions,
                       struct err *err)
{
    struct stat st;
    if (strcmp(path, "-") == 0) {
        struct source pipe = {.name = strdup("standard-input")};
        if (pipe.name && vec_push(&sources->all, pipe))
            return OK;
        free(pipe.name);
        return no_memory(err);
    }
    if (stat(path, &st) < 0)
        return cannot(path, err);
    if (!S_ISDIR(st.st_mode))
        return add_file(sources, path, 0, err);
    size_t before = sources->all.n, folder = strlen(path) + (path[strlen(path) - 1] != '/');
    enum fault fault = walk(sources, path, folder, extensions, 0, err);
    if (!fault && sources->all.n == before)
        fault = err_set(err, FAULT_INPUT, "%s: there is no such file in this folder%s%s",
                        shown(path).text, extensions ? ": ." : "", extensions ? extensions : "");
    return fault;
}

void sources_release(struct sources *sources)
{
    for (size_t i = 0; i < sources->all.n; i++) {
        free(sources->all.at[i].path);
        free(sources->all.at[i].name);
        free(sources->all.at[i].beside);
    }
    vec_free(&sources->all);
}
