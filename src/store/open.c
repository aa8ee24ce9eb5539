/* Making, opening and closing a project. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "embed.h"
#include "host.h"
#include "internal.h"

/* What each format added to the one before; a file of an older one is taken through the rest. */
static const struct {
    int format;
    const char *sql;
} upgrades[] = {
    {1, embed_sql_tables},
};

/* Locks and pages as manicule(5) promises; 1 MB of pages at most, taken as needed. */
static const char settings[] =
    "PRAGMA synchronous = FULL; PRAGMA journal_mode = TRUNCATE;"
    "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -1000";
static const char settings_read_only[] = "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
                                         "PRAGMA cache_size = -2000; PRAGMA query_only = ON";

/* Larger pages read a text no faster, and make the project of one article large. */
static const char settings_new[] = "PRAGMA page_size = 4096";

/* The last one is no defence: with it a plan does not look at what is bound, so that a statement is
 * prepared once and not for each new value. */
static const struct {
    int option, value;
} defences[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},     {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_ENABLE_QPSG, 1},
};

bool store_person_valid(const char *name)
{
    size_t n = strlen(name);
    if (n == 0 || n > PERSON_MAX || name[0] < 'a' || name[0] > 'z')
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == n;
}

static struct store *allocate(const char *path, const struct store_options *options)
{
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return NULL;
    store->path = strdup(path);
    if (!store->path) {
        free(store);
        return NULL;
    }
    store->sql.path = store->path;
    store->read_only = options->read_only;
    store->gate = options->gate;
    store->role = ROLE_LEAD; /* until rights_refresh() looks */
    store->env = options->env;
    memcpy(store->person, options->person, strlen(options->person) + 1);
    return store;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->depth && store->sql.db)
        sqlite3_exec(store->sql.db, "ROLLBACK", NULL, NULL, NULL);
    sql_close(&store->sql);
    buf_release(&store->body);
    free(store->path);
    free(store);
}

/* The program has one thread and asks SQLite for no count of its memory: a lock and a sum less at
 * each of its allocations. SQLite takes this before its first use only, and has the last word. */
static void configure(void)
{
    static bool done;
    if (!done) {
        sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }
    done = true;
}

/* A relative path gets "./" in front: SQLite gives some names a meaning of their own (":memory:").
 */
static int open_database(const char *path, int flags, sqlite3 **out)
{
    configure();
    if (path[0] == '/')
        return sqlite3_open_v2(path, out, flags, NULL);
    struct buf plain = {0};
    buf_printf(&plain, "./%s", path);
    int code = plain.failed ? SQLITE_NOMEM : sqlite3_open_v2(plain.data, out, flags, NULL);
    buf_release(&plain);
    return code;
}

static enum fault connect(struct store *store, struct err *err)
{
    int flags = (store->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
    int code = open_database(store->path, flags, &store->sql.db);
    if (code != SQLITE_OK)
        return sql_fault(&store->sql, code, err);
    for (size_t i = 0; i < sizeof defences / sizeof *defences; i++) {
        code = sqlite3_db_config(store->sql.db, defences[i].option, defences[i].value, NULL);
        if (code != SQLITE_OK)
            return sql_fault(&store->sql, code, err);
    }
    sqlite3_busy_handler(store->sql.db, tx_wait, store);
    return OK;
}

static enum fault check_file(const char *path, bool read_only, struct err *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return host_fault(path, errno, err);
    if (!S_ISREG(st.st_mode))
        return err_set(err, FAULT_NOT_PROJECT, "%s: not a project: not a plain file", path);
    enum fault fault = host_local(path, err);
    if (fault)
        return fault;
    if (faccessat(AT_FDCWD, path, read_only ? R_OK : R_OK | W_OK, AT_EACCESS) != 0)
        return host_fault(path, errno, err);
    if (read_only)
        return OK;
    /* The rollback journal is made beside the file. */
    char folder[4096];
    host_folder(path, folder, sizeof folder);
    if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0)
        return err_set(err, FAULT_DENIED, "%s: its folder cannot be written to: %s", path,
                       strerror(errno));
    return OK;
}

static enum fault not_project(const char *path, struct err *err)
{
    return err_set(err, FAULT_NOT_PROJECT, "%s: not a project", path);
}

static enum fault pragma_number(struct sql *sql, const char *text, int64_t *out, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(sql->db, text, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? OK : sql_fault(sql, code, err);
}

/* Takes a file of format `from` (0: nothing there yet) to ours, in the open transaction. */
static enum fault upgrade(struct store *store, int64_t from, struct err *err)
{
    enum fault fault = OK;
    for (size_t i = 0; !fault && i < sizeof upgrades / sizeof *upgrades; i++)
        if (upgrades[i].format > from)
            fault = sql_exec(&store->sql, upgrades[i].sql, err);
    char text[64];
    snprintf(text, sizeof text, "PRAGMA user_version = %d", STORE_FORMAT);
    return fault ? fault : sql_exec(&store->sql, text, err);
}

/* An older file is copied beside itself before it is touched. */
static enum fault upgrade_with_backup(struct store *store, int64_t from, struct err *err)
{
    if (store->read_only)
        return err_set(err, FAULT_NOT_PROJECT,
                       "%s: of an older program (format %d); open it once for writing", store->path,
                       (int)from);
    struct buf copy = {0};
    buf_printf(&copy, "%s.format-%d", store->path, (int)from);
    enum fault fault = copy.failed ? err_set(err, FAULT_MEMORY, "out of memory")
                                   : store_backup(store, copy.data, true, err);
    buf_release(&copy);
    if (fault)
        return fault;
    fault = tx_write(store, err);
    if (fault)
        return fault;
    int64_t now = 0;
    store->dirty = true;
    fault = pragma_number(&store->sql, "PRAGMA user_version", &now, err);
    if (!fault && now < STORE_FORMAT) /* else someone was quicker */
        fault = upgrade(store, now, err);
    return tx_end(store, fault, err);
}

/* Who says it is a project, and of which format? The first read takes back what a crash left half
 * done. */
static enum fault check_format(struct store *store, struct err *err)
{
    int64_t id = 0, format = 0;
    enum fault fault = tx_read(store, err);
    if (fault)
        return fault;
    fault = pragma_number(&store->sql, "PRAGMA application_id", &id, err);
    if (!fault)
        fault = pragma_number(&store->sql, "PRAGMA user_version", &format, err);
    fault = tx_end(store, fault, err);
    if (fault)
        return fault;
    if (id != APPLICATION_ID)
        return not_project(store->path, err);
    if (format > STORE_FORMAT)
        return err_set(err, FAULT_NOT_PROJECT,
                       "%s: of a newer program: format %d, this one knows %d", store->path,
                       (int)format, STORE_FORMAT);
    return format < STORE_FORMAT ? upgrade_with_backup(store, format, err) : OK;
}

static enum fault open_checked(struct store *store, struct err *err)
{
    enum fault fault = connect(store, err);
    if (fault)
        return fault;
    struct header header;
    if (!header_read(&store->sql, &header) || !header.sqlite ||
        header.application_id != APPLICATION_ID)
        return not_project(store->path, err);
    if (header.wal)
        fault = mode_leave_wal(store, err);
    if (!fault)
        fault = sql_exec(&store->sql, store->read_only ? settings_read_only : settings, err);
    if (!fault)
        fault = check_format(store, err);
    if (!fault)
        store_changed(store); /* from here on, others' changes are news */
    if (!fault)
        fault = rights_refresh(store, err);
    return fault;
}

enum fault store_open(const char *path, const struct store_options *options, struct store **out,
                      struct err *err)
{
    *out = NULL;
    if (!store_person_valid(options->person))
        return err_set(err, FAULT_USAGE,
                       "not a person's name: a small letter, then up to 31 of a-z 0-9 . _ -");
    enum fault fault = check_file(path, options->read_only, err);
    if (fault)
        return fault;
    struct store *store = allocate(path, options);
    if (!store)
        return err_set(err, FAULT_MEMORY, "out of memory");
    fault = open_checked(store, err);
    if (fault) {
        store_close(store);
        return fault;
    }
    *out = store;
    return OK;
}

bool store_is_project(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    /* Through SQLite, which knows which locks this process holds on the file; it reads nothing yet.
     */
    struct sql sql = {.path = path};
    struct header header;
    bool is = open_database(path, SQLITE_OPEN_READONLY, &sql.db) == SQLITE_OK &&
              header_read(&sql, &header) && header.sqlite &&
              header.application_id == APPLICATION_ID;
    sqlite3_close_v2(sql.db);
    return is;
}

bool store_is_part(const char *path)
{
    static const char *const endings[] = {"-journal", "-wal", "-shm"};
    size_t n = strlen(path);
    bool is = false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings && !is; i++) {
        size_t ending = strlen(endings[i]);
        if (n <= ending || strcmp(path + n - ending, endings[i]) != 0)
            continue;
        char *project = strndup(path, n - ending);
        is = !project || store_is_project(project); /* no memory: the safe answer */
        free(project);
    }
    return is;
}

/* ---- making one ---- */
static enum fault put_fact(struct store *store, const char *name, const char *value,
                           struct err *err)
{
    return sql_run(&store->sql, Q_PROJECT_PUT, VALUES(V_STRING(name), V_STRING(value)), err);
}

static enum fault first_rows(struct store *store, const char *labels_json, size_t n,
                             struct err *err)
{
    char id[UUID_TEXT], made[24];
    int64_t now = store->env.now(store->env.ctx);
    uuid_format(uuid_new(&store->env), id);
    snprintf(made, sizeof made, "%lld", (long long)now);
    struct digest digest = digest_of(labels_json, n);
    enum fault fault = put_fact(store, "id", id, err);
    if (!fault)
        fault = put_fact(store, "made", made, err);
    if (!fault)
        fault = put_fact(store, "unicode", text_unicode_version(), err);
    if (!fault)
        fault = sql_run(
            &store->sql, Q_LABELS_ADD,
            VALUES(V_INT(1), V_BLOB(digest.b, sizeof digest.b), V_TEXT(labels_json, n), V_INT(now)),
            err);
    struct buf body = {0};
    labels_body(1, digest.b, &body);
    if (!fault)
        fault = journal_project(store, "make the project", &body, err);
    buf_release(&body);
    return fault;
}

static enum fault make_tables(struct store *store, const char *labels_json, size_t n,
                              struct err *err)
{
    enum fault fault = connect(store, err);
    if (!fault)
        fault = sql_exec(&store->sql, settings_new, err);
    if (!fault)
        fault = sql_exec(&store->sql, settings, err);
    if (!fault)
        fault = tx_write(store, err);
    if (fault)
        return fault;
    store->dirty = true;
    char text[64];
    snprintf(text, sizeof text, "PRAGMA application_id = %d", APPLICATION_ID);
    fault = upgrade(store, 0, err);
    if (!fault)
        fault = sql_exec(&store->sql, text, err);
    if (!fault)
        fault = first_rows(store, labels_json, n, err);
    return tx_end(store, fault, err);
}

enum fault store_create(const char *path, const char *labels_json, size_t n,
                        const struct store_options *options, struct store **out, struct err *err)
{
    *out = NULL;
    if (!store_person_valid(options->person))
        return err_set(err, FAULT_USAGE,
                       "not a person's name: a small letter, then up to 31 of a-z 0-9 . _ -");
    enum fault fault = mode_new_file(path, err);
    if (fault)
        return fault;
    struct store *store = allocate(path, options);
    fault = store ? OK : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault) {
        store->read_only = false;
        fault = make_tables(store, labels_json, n, err);
    }
    if (fault) {
        store_close(store);
        store_discard(path);
        return fault;
    }
    store_changed(store);
    *out = store;
    return OK;
}

void store_discard(const char *path)
{
    struct buf journal = {0};
    buf_printf(&journal, "%s-journal", path);
    unlink(path);
    if (!journal.failed)
        unlink(journal.data);
    buf_release(&journal);
}

const char *store_person(const struct store *store)
{
    return store->person;
}

enum role store_role(const struct store *store)
{
    return store->role;
}

bool store_gone(const struct store *store)
{
    return store->gone;
}

bool store_gated(const struct store *store)
{
    return store->gate;
}

const char *store_path(const struct store *store)
{
    return store->path;
}

bool store_read_only(const struct store *store)
{
    return store->read_only;
}
