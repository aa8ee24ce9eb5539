#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "keyline.h"
#include "manicule/cmd/output.h"
#include "manicule/cmd/session.h"
#include "manicule/flow/shown.h"
#include "verbs.h"

static const struct option options[] = {
    {"key", 0, "NAME=FILE", "NAME's public key, as ssh-keygen wrote it; once for each key"},
    {"keys", 0, "FILE", "read lines `NAME ssh-ed25519 AAAA...`"},
    {"account", 0, "NAME", "the service account; else annotate"},
    {"only", 0, "PART", "sshd: the block for sshd_config; lines: those of authorized_keys"},
    {"check", 0, "FILE", "look through an authorized_keys file that is in use"},
    {0},
};

enum { LINES_MAX_BYTES = 4 << 20 };

/* Measured configuration: tests/ssh/test_gate.c runs behind it. */
static const char block[] =
    "PermitUserEnvironment no\n"
    "Match User %s\n"
    "    AuthenticationMethods publickey\n"
    "    AuthorizedKeysFile /etc/manicule/keys/%%u\n"
    "    DisableForwarding yes\n"
    "    AllowStreamLocalForwarding no\n"
    "    PermitTunnel no\n"
    "    PermitUserRC no\n"
    "    PermitTTY yes\n"
    "    MaxSessions 1\n"
    "    ClientAliveInterval 15\n"
    "    ClientAliveCountMax 4\n";

/* ---- the keys at hand ---- */
struct owned {
    char name[PERSON_MAX + 1];
    char *key; /* "ssh-ed25519 AAAA..." */
    size_t line; /* of a file that is checked */
};

struct keys {
    const struct session *session;
    VEC(struct owned) list;
};

static void release(struct keys *keys)
{
    for (size_t i = 0; i < keys->list.n; i++)
        free(keys->list.at[i].key);
    vec_free(&keys->list);
}

static const struct owned *known(const struct keys *keys, const char *key)
{
    for (size_t i = 0; i < keys->list.n; i++)
        if (strcmp(keys->list.at[i].key, key) == 0)
            return &keys->list.at[i];
    return NULL;
}

/* FAULT_USAGE, FAULT_MISSING: nobody of that name may come in. */
static enum fault check_person(const struct session *session, const char *name, struct err *err)
{
    struct person person;
    bool found;
    enum fault fault = session_check_name(name, "", err);
    if (!fault)
        fault = store_find_person(session->store, name, &person, &found, err);
    if (!fault && !found)
        return err_set(err, FAULT_MISSING, "%s is not one of this project's people", name);
    if (!fault && person.gone)
        return err_set(err, FAULT_MISSING, "%s may not come in any more", name);
    return fault;
}

static enum fault keep(struct keys *keys, const char *name, const struct keyline *line, size_t at,
                       struct err *err)
{
    struct owned owned = {.line = at};
    snprintf(owned.name, sizeof owned.name, "%s", name);
    owned.key = strdup(line->key);
    if (owned.key && vec_push(&keys->list, owned))
        return OK;
    free(owned.key);
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault add(struct keys *keys, const char *name, char *text, struct err *err)
{
    struct keyline line;
    enum fault fault = check_person(keys->session, name, err);
    const char *wrong = fault ? NULL : keyline_read(text, &line);
    if (fault)
        return fault;
    if (wrong || line.options)
        return err_set(err, FAULT_INPUT, "%s's key: %s", name,
                       wrong ? wrong : "it begins with options, which belong to the lead");
    const struct owned *other = known(keys, line.key);
    if (!other)
        return keep(keys, name, &line, 0, err);
    if (strcmp(other->name, name) == 0)
        return err_set(err, FAULT_INPUT, "%s's key is given twice", name);
    return err_set(err, FAULT_INPUT,
                   "%s and %s have the same key: sshd would let both in as %s", other->name, name,
                   other->name);
}

/* The next line that says something, cut off and without blanks around; NULL: there is none. */
static char *next_line(char **text, size_t *number)
{
    while (**text) {
        char *line = *text, *end = line + strcspn(line, "\n");
        *text = end + (*end != '\0');
        *end = '\0';
        ++*number;
        line += strspn(line, " \t\r");
        size_t n = strlen(line);
        while (n && strchr(" \t\r", line[n - 1]))
            line[--n] = '\0';
        if (n && *line != '#')
            return line;
    }
    return NULL;
}

/* A file's text; one with a NUL within is no text. */
static enum fault read_text(const char *path, char **text, struct err *err)
{
    size_t n;
    enum fault fault = session_read_file(path, LINES_MAX_BYTES, text, &n, err);
    if (fault || strlen(*text) == n)
        return fault;
    free(*text);
    return err_set(err, FAULT_INPUT, "%s: holds a NUL byte", shown(path).text);
}

/* --key NAME=FILE */
static enum fault add_file(struct keys *keys, const char *given, struct err *err)
{
    char name[PERSON_MAX + 1] = "", *text, *rest;
    size_t n = strcspn(given, "="), number = 0;
    if (!given[n] || n > PERSON_MAX)
        return err_set(err, FAULT_USAGE, "--key %s: it is NAME=FILE", shown(given).text);
    memcpy(name, given, n);
    name[n] = '\0';
    const char *path = given + n + 1;
    enum fault fault = read_text(path, &text, err);
    if (fault)
        return fault;
    rest = text;
    char *line = next_line(&rest, &number);
    if (!line || strstr(line, "PRIVATE KEY"))
        fault = err_set(err, FAULT_INPUT, "%s: %s", shown(path).text,
                        line ? "that is a private key; the public one ends in .pub"
                             : "there is no key in it");
    else
        fault = add(keys, name, line, err);
    if (!fault && next_line(&rest, &number))
        fault = err_set(err, FAULT_INPUT, "%s: more than one key; --keys reads a list",
                        shown(path).text);
    free(text);
    return fault;
}

/* --keys FILE */
static enum fault add_list(struct keys *keys, const char *path, struct err *err)
{
    char *text, *rest, *line;
    size_t number = 0;
    enum fault fault = read_text(path, &text, err);
    if (fault)
        return fault;
    rest = text;
    while (!fault && (line = next_line(&rest, &number))) {
        size_t n = strcspn(line, " \t");
        char *key = line + n + strspn(line + n, " \t");
        line[n] = '\0';
        fault = add(keys, line, key, err);
        if (fault)
            err_prefix(err, "%s:%zu", shown(path).text, number);
    }
    free(text);
    return fault;
}

/* ---- printing ---- */
static bool plain_account(const char *name)
{
    enum { LONGEST = 32 };
    size_t n = strlen(name);
    return n >= 1 && n <= LONGEST && ((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_') &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == n;
}

static void print_one(const struct keys *keys, const struct person *person, const char *path,
                      struct output *out)
{
    bool some = false;
    for (size_t i = 0; i < keys->list.n; i++) {
        const struct owned *at = &keys->list.at[i];
        if (strcmp(at->name, person->name) != 0)
            continue;
        output_printf(out, "restrict,pty,command=\"exec manicule gate --as %s %s\" %s %s\n",
                      at->name, path, at->key, at->name);
        some = true;
    }
    if (!some)
        output_printf(out, "# %s (%s): no key was given\n", person->name, role_name(person->role));
}

static enum fault print_lines(const struct keys *keys, const char *path, struct output *out,
                              struct err *err)
{
    struct person person = {.name = ""};
    bool found;
    enum fault fault;
    while (!(fault = store_next_person(keys->session->store, person.name, &person, &found, err)) &&
           found)
        if (!person.gone)
            print_one(keys, &person, path, out);
    return fault;
}

static enum fault print(struct keys *keys, const struct args *args, const char *path,
                        struct output *out, struct err *err)
{
    const char *only = args_value(args, "only"), *account = args_value(args, "account");
    bool sshd = only && strcmp(only, "sshd") == 0, lines = only && strcmp(only, "lines") == 0;
    account = account ? account : "annotate";
    enum fault fault = OK;
    if (only && !sshd && !lines)
        return err_set(err, FAULT_USAGE, "--only %s: it is sshd or lines", shown(only).text);
    if (!plain_account(account))
        return err_set(err, FAULT_USAGE, "--account %s: that is no account's name",
                       shown(account).text);
    for (size_t i = 0; args_nth(args, "key", i) && !fault; i++)
        fault = add_file(keys, args_nth(args, "key", i), err);
    for (size_t i = 0; args_nth(args, "keys", i) && !fault; i++)
        fault = add_list(keys, args_nth(args, "keys", i), err);
    if (fault)
        return fault;
    if (!only)
        output_printf(out, "# /etc/ssh/sshd_config.d/manicule.conf\n");
    if (!lines)
        output_printf(out, block, account);
    if (!only)
        output_printf(out, "\n# /etc/manicule/keys/%s: owned by root, mode 0644\n", account);
    return sshd ? OK : print_lines(keys, path, out, err);
}

/* ---- checking ---- */
struct check {
    struct keys keys;
    const char *path; /* of the project */
    const char *file;
    struct output *out;
    size_t findings;
};

static void find(struct check *check, size_t line, const char *what)
{
    if (line)
        output_printf(check->out, "%s:%zu: %s\n", shown(check->file).text, line, what);
    else
        output_printf(check->out, "%s: %s\n", shown(check->file).text, what);
    check->findings++;
}

/* "exec manicule gate --as NAME PATH...", where a path is the project or a folder it is in. */
static bool read_command(const char *command, const char *path, char name[PERSON_MAX + 1])
{
    static const char *const starts[] = {"exec manicule gate --as ", "manicule gate --as "};
    const char *at = NULL;
    for (size_t i = 0; i < sizeof starts / sizeof *starts && !at; i++)
        if (strncmp(command, starts[i], strlen(starts[i])) == 0)
            at = command + strlen(starts[i]);
    size_t n = at ? strcspn(at, " ") : 0;
    if (!n || n > PERSON_MAX)
        return false;
    memcpy(name, at, n);
    name[n] = '\0';
    bool here = false;
    for (at += n; *(at += strspn(at, " ")); at += n) {
        n = strcspn(at, " ");
        if (!keyline_plain_path(at, n))
            return false;
        size_t end = n > 1 && at[n - 1] == '/' ? n - 1 : n;
        bool begins = strncmp(path, at, end) == 0;
        here = here || (begins && (!path[end] || (path[end] == '/' && !strchr(path + end + 1, '/'))));
    }
    return here;
}

static enum fault check_line(struct check *check, char *text, size_t number, struct err *err)
{
    struct keyline line;
    char name[PERSON_MAX + 1] = "";
    const char *wrong = keyline_read(text, &line);
    if (wrong) {
        find(check, number, wrong);
        return OK;
    }
    if (!line.restricted)
        find(check, number, "restrict is missing: forwarding and agents get through");
    if (line.unwanted)
        find(check, number, "an option that opens what restrict closed, or is not known here");
    if (!line.command)
        find(check, number, "there is no forced command: that is a shell");
    else if (!read_command(line.command, check->path, name))
        find(check, number, "another command than `exec manicule gate --as NAME` on this project");
    const struct owned *other = known(&check->keys, line.key);
    if (other) {
        char what[80];
        snprintf(what, sizeof what, "the same key as in line %zu, which sshd takes", other->line);
        find(check, number, what);
    }
    struct err why;
    enum fault fault = name[0] ? check_person(check->keys.session, name, &why) : OK;
    if (fault == FAULT_MISSING || fault == FAULT_USAGE)
        find(check, number, why.text);
    else if (fault)
        return err_set(err, fault, "%s", why.text);
    return other ? OK : keep(&check->keys, name, &line, number, err);
}

/* Those who have no line are told, and are no fault. */
static enum fault tell_missing(struct check *check, struct err *err)
{
    struct person person = {.name = ""};
    const struct keys *keys = &check->keys;
    bool found;
    enum fault fault;
    while (!(fault = store_next_person(keys->session->store, person.name, &person, &found, err)) &&
           found) {
        bool some = person.gone;
        for (size_t i = 0; i < keys->list.n && !some; i++)
            some = strcmp(keys->list.at[i].name, person.name) == 0;
        if (!some)
            output_printf(check->out, "# %s (%s) has no line\n", person.name,
                          role_name(person.role));
    }
    return fault;
}

static enum fault check_file(struct check *check, struct err *err)
{
    char *text, *rest, *line;
    struct stat st;
    size_t number = 0;
    enum fault fault = read_text(check->file, &text, err);
    if (fault)
        return fault;
    if (stat(check->file, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 022))
        find(check, 0, "others than its owner may write to it");
    rest = text;
    while (!fault && (line = next_line(&rest, &number)))
        fault = check_line(check, line, number, err);
    if (!fault)
        fault = tell_missing(check, err);
    free(text);
    if (fault || check->findings)
        return fault ? fault
                     : err_set(err, FAULT_FOUND, "%s: %zu finding%s", shown(check->file).text,
                               check->findings, output_s(check->findings));
    output_printf(check->out, "%s: %zu key%s, all well\n", shown(check->file).text,
                  check->keys.list.n, output_s(check->keys.list.n));
    return OK;
}

static enum fault run(const struct env *env, const struct args *args, struct err *err)
{
    struct session session;
    struct output out;
    const char *file = args_value(args, "check");
    if (file && (args_has(args, "key") || args_has(args, "keys") || args_has(args, "only")))
        return err_set(err, FAULT_USAGE, "keys: --check goes without keys and --only");
    enum fault fault = session_open(env, args, SESSION_READ, &session, err);
    if (fault)
        return fault;
    struct check check = {.keys = {.session = &session}, .file = file, .out = &out};
    char *path = realpath(args->project, NULL);
    output_open(&out, NULL, NULL);
    if (!path)
        fault = session_file_fault(args->project, err);
    else if (!keyline_plain_path(path, strlen(path)))
        fault = err_set(err, FAULT_INPUT,
                        "%s: the path goes through a shell, so it may hold letters, digits and "
                        "/ . _ - + only; move the project",
                        shown(path).text);
    check.path = path;
    if (!fault)
        fault = file ? check_file(&check, err) : print(&check.keys, args, path, &out, err);
    /* Lines of which one is wrong would be put to use. */
    if (fault && fault != FAULT_FOUND)
        output_drop(&out);
    else
        fault = output_close(&out, fault, err);
    release(&check.keys);
    free(path);
    session_close(&session);
    return fault;
}

const struct verb cmd_keys = {
    .name = "keys",
    .usage = "PROJECT [--key NAME=FILE]... [--only PART] | --check FILE",
    .summary = "print, or check, what sshd needs to let a project's people in",
    .help = "Prints the block for sshd's configuration and a line of authorized_keys for each\n"
            "key, which lets its owner in through `gate` and nowhere else; people without a\n"
            "key are named in comments. Keys come from --key, once for each, or from a file\n"
            "of lines with the name in front. A name that is not among the people, a key\n"
            "that is not whole and a key given twice are refused, and nothing is printed.\n"
            "--check looks through a file in use, and names line by line what lets someone\n"
            "in who should not be, or as more than they are; it exits with 1 then.",
    .options = options,
    .role = ROLE_LEAD,
    .project = true,
    .run = run,
};
