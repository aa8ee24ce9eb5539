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

/* How much of the path stands before its extension and the dot. */
static size_t stem_of(const char *path)
{
    const char *extension = extension_of(path);
    return (size_t)(*extension ? extension - 1 - path : (ptrdiff_t)strlen(path));
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

static enum fault add_found(struct sources *sources, struct found found, struct err *err)
{
    return vec_push(&sources->all, found) && !sources->paths.failed ? OK : no_memory(err);
}

static enum fault add_file(struct sources *sources, const char *path, size_t folder,
                           struct err *err)
{
    const char *slash = strrchr(path, '/');
    size_t n = strlen(path), at = sources->paths.size;
    if (n + 1 > SOURCES_PIPE - 1 - at)
        return err_set(err, FAULT_INPUT, "more files than can be read at once");
    if (!folder && slash)
        folder = (size_t)(slash - path) + 1;
    buf_add(&sources->paths, path, n + 1);
    return add_found(sources, (struct found){(uint32_t)at, (uint32_t)folder}, err);
}

/* ---- a folder ---- */

/* What stands in one folder: the names behind each other, and where each begins. */
struct entries {
    struct buf names;
    VEC(uint32_t) at;
};

static void entries_release(struct entries *entries)
{
    buf_release(&entries->names);
    vec_free(&entries->at);
}

/* Files whose names are not wanted are passed over here already: they may be the half of them. */
static bool may_count(const struct dirent *entry, const char *extensions)
{
    bool file = entry->d_type == DT_REG || entry->d_type == DT_LNK;
    return entry->d_name[0] != '.' && (!file || wanted(entry->d_name, extensions));
}

static int by_name(const void *a, const void *b, void *names)
{
    const char *all = names;
    return strcmp(all + *(const uint32_t *)a, all + *(const uint32_t *)b);
}

static enum fault list(const char *path, const char *extensions, struct entries *out,
                       struct err *err)
{
    DIR *folder = opendir(path);
    if (!folder)
        return cannot(path, err);
    enum fault fault = OK;
    errno = 0;
    for (struct dirent *entry; !fault && (entry = readdir(folder)); errno = 0) {
        if (!may_count(entry, extensions))
            continue;
        bool room = out->names.size < UINT32_MAX - sizeof entry->d_name &&
                    vec_push(&out->at, (uint32_t)out->names.size);
        buf_add(&out->names, entry->d_name, strlen(entry->d_name) + 1);
        fault = room && !out->names.failed ? OK : no_memory(err);
    }
    if (!fault && errno)
        fault = cannot(path, err);
    closedir(folder);
    if (!fault && out->at.n)
        qsort_r(out->at.at, out->at.n, sizeof *out->at.at, by_name, out->names.data);
    return fault;
}

static enum fault walk(struct sources *, const char *path, size_t folder, const char *extensions,
                       unsigned depth, struct err *);

/* One entry: a file is kept, a folder is gone through. */
static enum fault enter(struct sources *sources, const char *path, size_t folder,
                        const char *extensions, unsigned depth, struct err *err)
{
    struct stat st, target;
    if (lstat(path, &st) < 0)
        return OK; /* it is gone */
    bool linked = S_ISLNK(st.st_mode) && stat(path, &target) == 0;
    if (S_ISDIR(st.st_mode) && depth < DEPTH_MOST)
        return walk(sources, path, folder, extensions, depth + 1, err);
    if ((S_ISREG(st.st_mode) || (linked && S_ISREG(target.st_mode))) && wanted(path, extensions))
        return add_file(sources, path, folder, err);
    return OK;
}

/* folder: how much of a path is the folder that the user named, with its slash. */
static enum fault walk(struct sources *sources, const char *path, size_t folder,
                       const char *extensions, unsigned depth, struct err *err)
{
    struct entries entries = {0};
    struct buf below = {0};
    enum fault fault = list(path, extensions, &entries, err);
    for (size_t i = 0; !fault && i < entries.at.n; i++) {
        buf_clear(&below);
        buf_printf(&below, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
                   entries.names.data + entries.at.at[i]);
        fault = below.failed ? no_memory(err)
                             : enter(sources, below.data, folder, extensions, depth, err);
    }
    buf_release(&below);
    entries_release(&entries);
    return fault;
}

enum fault sources_add(struct sources *sources, const char *path, const char *extensions,
                       struct err *err)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return add_found(sources, (struct found){.path = SOURCES_PIPE}, err);
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

static void put_back(struct source *source)
{
    free(source->name);
    free(source->beside);
    *source = (struct source){0};
}

const char *sources_path(const struct sources *sources, size_t i)
{
    uint32_t path = sources->all.at[i].path;
    return path == SOURCES_PIPE ? NULL : sources->paths.data + path;
}

enum fault sources_take(struct sources *sources, size_t i, const struct source **out,
                        struct err *err)
{
    const struct found *found = &sources->all.at[i];
    const char *path = sources_path(sources, i);
    struct source *source = &sources->at_hand;
    put_back(source);
    size_t stem = path ? stem_of(path) : 0;
    if (path)
        *source = (struct source){.path = path,
                                  .name = strndup(path + found->folder, stem - found->folder),
                                  .beside = strndup(path, stem)};
    else
        source->name = strdup("standard-input");
    *out = source;
    return source->name && (!path || source->beside) ? OK : no_memory(err);
}

void sources_release(struct sources *sources)
{
    put_back(&sources->at_hand);
    buf_release(&sources->paths);
    vec_free(&sources->all);
}
