/* Every wrong way to call the program: the exit code of the manual, one line that says what is
 * wrong, and nothing left behind. */
#include "program.h"

/* What most rows begin with. */
#define PROJECT                                                                                    \
    "$M init p.manicule --as lead >/dev/null && printf 'Mara Voss spoke.\\n' >a.txt && $M add "    \
    "p.manicule a.txt --as lead >/dev/null && "
#define LARGE                                                                                      \
    PROJECT "yes 'One line of many.' | head -c 400000 >big.txt && $M add p.manicule big.txt --as " \
            "lead >/dev/null && "
/* Another program turns the project to WAL mode and does something while it has it open. */
#define WAL(meanwhile)                                                                             \
    "python3 -c \"import os, sqlite3, sys; code = 0; c = sqlite3.connect('p.manicule'); "          \
    "c.execute('PRAGMA journal_mode = WAL'); c.execute('SELECT * FROM documents').fetchall(); "    \
    meanwhile "c.close(); sys.exit(os.waitstatus_to_exitcode(code))\" ; "

static const struct row {
    const char *what, *script;
    int code;
    const char *says; /* in the one line on standard error; NULL: none is printed */
    const char *gone; /* a file that must not be there afterwards */
    bool ordinary;
} rows[] = {
    /* the command line */
    {"nothing given", "$M", 2, "manicule: no file and no verb is given", NULL, false},
    {"an unknown verb", "$M frobnicate", 4, "frobnicate: there is no such file", NULL, false},
    {"nearly a verb", "$M exprot p", 2, "did you mean `export`?", NULL, false},
    {"an unknown option first", "$M --frob", 2, "no option --frob", NULL, false},
    {"an unknown option", "$M list p --frob", 2,
     "list: there is no option --frob; `manicule list --help`", NULL, false},
    {"a value that is missing", "$M export p --status", 2, "--status needs a value", NULL, false},
    {"a value too many", "$M list p --json=yes", 2, "--json takes no value", NULL, false},
    {"no project", "$M list", 2, "list: no project is named", NULL, false},
    {"an operand too many", "$M verify p q", 2, "q is one argument too many", NULL, false},
    {"an operand too few", "$M import p", 2, "import: something is missing", NULL, false},
    {"no such status", PROJECT "$M export p.manicule --status half", 2, "it is new, open, done",
     NULL, false},
    {"no such kind", PROJECT "$M export p.manicule --set some", 2, "it is person, gold", NULL,
     false},
    {"no such unit", PROJECT "$M export p.manicule --offsets words", 2,
     "it is codepoint, utf8 or utf16", NULL, false},
    {"a bad map", PROJECT "$M import p.manicule a.txt --map-person X", 2, "it is FROM=TO", NULL,
     false},
    {"no person's name", PROJECT "$M list p.manicule --as 'Not A Name'", 2, "--as Not A Name", NULL,
     false},
    {"hostile words", "$M \"$(printf 'x\\033]0;y\\007')\"", 4, "x^[]0;y^G: there is no such file",
     NULL, false},
    {"help for no verb", "$M help frob", 2, "there is no verb frob", NULL, false},
    {"a theme", PROJECT "$M p.manicule --theme pink", 2, "it is dark, light or mono", NULL, false},
    /* projects */
    {"a project that is not there", "$M list none.manicule", 4, "none.manicule", "none.manicule",
     false},
    {"an article instead of a project", "echo words >a.txt; $M list a.txt", 6, "not a project",
     NULL, false},
    {"a folder instead of a project", "mkdir f; $M list f", 6, "not a project", NULL, false},
    {"an empty file", ": >e; $M verify e", 6, "not a project", NULL, false},
    {"a database of someone else", "printf 'SQLite format 3\\000%0200d' 0 >db; $M list db", 6,
     "not a project", NULL, false},
    {"a project in the way", PROJECT "$M init p.manicule", 5, "is there already", NULL, false},
    {"a file in the way", "echo mine >x; $M init x; c=$?; [ \"$(cat x)\" = mine ] && exit $c", 5,
     "is there already", NULL, false},
    {"no folder for a project", "$M init nowhere/p.manicule", 4, "nowhere/p.manicule", NULL, false},
    {"no label set", "$M init q.manicule --labels none.json", 4, "none.json", "q.manicule", false},
    {"a broken label set", "echo '{' >l.json; $M init q.manicule --labels l.json", 3,
     "l.json: ", "q.manicule", false},
    {"half a project", PROJECT "head -c 9000 p.manicule >h.manicule; $M list h.manicule", 11,
     "h.manicule", NULL, false},
    {"an unreadable project", PROJECT "chmod 000 p.manicule; $M list p.manicule", 7, "p.manicule",
     NULL, true},
    {"a read-only project", PROJECT "chmod 400 p.manicule; $M add p.manicule a.txt", 7,
     "p.manicule", NULL, true},
    {"a folder that cannot be written",
     PROJECT "chmod 555 .; $M add p.manicule a.txt; c=$?; chmod 755 .; exit $c", 7, "p.manicule",
     NULL, true},
    {"a project of a newer program",
     PROJECT
     "printf '\\143' | dd of=p.manicule bs=1 seek=63 conv=notrunc 2>/dev/null; $M list p.manicule",
     6, "newer program", NULL, false},
    {"a WAL file that nobody uses",
     PROJECT WAL("") "$M list p.manicule >/dev/null && $M verify p.manicule",
     0, NULL, "p.manicule-wal", false},
    {"a WAL file in use",
     PROJECT "export M; " WAL("code = os.system('$M add p.manicule a.txt'); ")
     "c=$?; $M verify p.manicule >/dev/null && exit $c",
     8, "in WAL mode and open in process ", NULL, false},
    {"a read-only project that is only read",
     PROJECT
     "chmod 400 p.manicule; $M list p.manicule && $M export p.manicule && $M verify p.manicule",
     0, NULL, NULL, true},
    /* articles */
    {"not UTF-8", PROJECT "printf 'ab\\377' >b.txt; $M add p.manicule b.txt", 3,
     "b.txt: byte 2: not UTF-8", NULL, false},
    {"a NUL", PROJECT "printf 'ab\\000c' >b.txt; $M add p.manicule b.txt", 3,
     "b.txt: byte 2: a NUL", NULL, false},
    {"a missing article", PROJECT "$M add p.manicule none.txt", 4, "none.txt", NULL, false},
    {"an unreadable article", PROJECT "chmod 000 a.txt; $M add p.manicule a.txt", 7, "a.txt", NULL,
     true},
    {"one of several refused",
     PROJECT "printf 'ab\\377' >b.txt; echo c >c.txt; $M add p.manicule b.txt c.txt 2>e; c=$?; "
             "[ \"$($M list p.manicule | wc -l)\" = 2 ] && tail -n 1 e >&2; exit $c",
     3, "1 file was not added", NULL, false},
    {"no such encoding", PROJECT "$M add p.manicule a.txt --encoding KLINGON", 2,
     "no encoding KLINGON", NULL, false},
    {"a project as an article", PROJECT "$M add p.manicule p.manicule", 3,
     "is a project, not an article", NULL, false},
    {"a document that is not there", PROJECT "$M show p.manicule none", 4,
     "there is no document none", NULL, false},
    {"a number that is not there", PROJECT "$M show p.manicule '#7'", 4, "there is no document #7",
     NULL, false},
    {"nobody to ask", PROJECT "$M remove p.manicule a", 2, "--yes removes without asking", NULL,
     false},
    /* opening */
    {"no terminal", PROJECT "$M p.manicule", 13, "terminal", NULL, false},
    {"no terminal for an article", "echo words >n.txt; $M n.txt", 13, "terminal", "n.txt.manicule",
     false},
    {"a folder opened", "mkdir f; $M f", 3, "is a folder", NULL, false},
    {"something in the way of its project",
     "echo words >n.txt; echo mine >n.txt.manicule; $M n.txt", 5,
     "n.txt.manicule is there and is no project", NULL, false},
    {"no project by that name's ending", "echo words >n.manicule; $M n.manicule", 6,
     "not a project", "n.manicule.manicule", false},
    {"a missing key file", PROJECT "$M p.manicule --keys none", 4, "none", NULL, false},
    /* import */
    {"a missing file to import", PROJECT "$M import p.manicule none.jsonl", 4, "none.jsonl", NULL,
     false},
    {"no JSON", PROJECT "echo hello >x.jsonl; $M import p.manicule x.jsonl", 3,
     "x.jsonl:1:0: ", NULL, false},
    {"an empty folder to import", PROJECT "mkdir f; $M import p.manicule f", 3, "no such file in this folder", NULL,
     false},
    {"closed standard input", PROJECT "$M import p.manicule - <&-", 10, "standard input", NULL,
     false},
    /* where results go */
    {"closed standard output", PROJECT "$M list p.manicule >&-", 10,
     "standard output cannot be written", NULL, false},
    {"a full disk", PROJECT "$M list p.manicule >/dev/full", 9,
     "standard output cannot be written: No space left", NULL, false},
    {"help on a full disk", "$M help >/dev/full", 9, "standard output", NULL, false},
    {"closed standard error", "$M frobnicate 2>&-", 4, NULL, NULL, false},
    {"a reader that went away",
     LARGE "{ $M export p.manicule; echo $? >code; } | true; exit $(cat code)", 10, NULL, NULL,
     false},
    {"no folder for an export", PROJECT "$M export p.manicule -o nowhere/x", 4, "nowhere/x", NULL,
     false},
    {"an export through a link",
     PROJECT
     "echo mine >t; ln -s t l; $M export p.manicule -o l; c=$?; [ \"$(cat t)\" = mine ] && exit $c",
     5, "l is a symbolic link", NULL, false},
    {"an export over a project", PROJECT "$M export p.manicule -o p.manicule", 5,
     "is a project: nothing is written over it", NULL, false},
    {"an export to no name", PROJECT "$M export p.manicule -o ''", 2, "-o needs the name of a file",
     NULL, false},
    {"labels to no name", PROJECT "$M labels p.manicule export --output=", 2,
     "-o needs the name of a file", NULL, false},
    {"an export to a folder's path", PROJECT "mkdir f; $M export p.manicule -o f/", 5,
     "f/ is a folder, not a file", NULL, false},
    {"an export over a journal",
     PROJECT
     "$M export p.manicule -o p.manicule-journal; c=$?; [ -s p.manicule-journal ] || exit $c",
     5, "belongs to the project beside it", NULL, false},
    {"an export to where a journal would be",
     PROJECT "rm -f p.manicule-journal; $M export p.manicule -o ./p.manicule-journal", 5,
     "belongs to the project beside it", "p.manicule-journal", false},
    {"a label set over a write-ahead log", PROJECT "$M labels p.manicule export -o p.manicule-wal",
     5, "belongs to the project beside it", "p.manicule-wal", false},
    {"a label set over shared memory", PROJECT "$M labels p.manicule export -o p.manicule-shm", 5,
     "belongs to the project beside it", "p.manicule-shm", false},
    {"a name like a journal's and no project",
     PROJECT "$M export p.manicule -o notes-journal && [ -s notes-journal ]", 0, NULL, NULL, false},
    {"a backup to where a journal would be",
     PROJECT "rm -f p.manicule-journal; $M backup p.manicule p.manicule-journal", 7,
     "a part of the project beside it", "p.manicule-journal", false},
    {"a project where a journal would be",
     PROJECT "rm -f p.manicule-journal; $M init p.manicule-journal", 7,
     "a part of the project beside it", "p.manicule-journal", false},
    {"an export into a folder", PROJECT "mkdir f; $M export p.manicule -o f", 5, "f is a folder",
     NULL, false},
    {"an export to a device", PROJECT "$M export p.manicule -o /dev/null", 5, "is a device", NULL,
     false},
    {"a limit on files", LARGE "ulimit -f 8; $M export p.manicule -o x", 9, "x: File too large",
     "x", false},
    {"a backup over a file", PROJECT "$M backup p.manicule a.txt", 5, "a.txt", NULL, false},
    {"a backup into no folder", PROJECT "$M backup p.manicule nowhere/b", 4, "nowhere/b", NULL,
     false},
    {"no such sub-word", PROJECT "$M labels p.manicule frob", 2, "neither `export` nor `set`", NULL,
     false},
    {"labels from nowhere", PROJECT "$M labels p.manicule set", 2, "set needs the label set's FILE",
     NULL, false},
};

static void check(void **state)
{
    const struct row *row = *state;
    const char *folder = fresh_folder();
    char gone[8400];
    struct result r = program_run(folder, row->script, row->ordinary || geteuid() == 0);
    if (r.code != row->code)
        fail_msg("%s: exit %d, not %d\n%s%s", row->what, r.code, row->code, r.out, r.err);
    if (row->says &&
        (!one_line(r.err) || strncmp(r.err, "manicule: ", 10) != 0 || !strstr(r.err, row->says)))
        fail_msg("%s: it says\n%s", row->what, r.err);
    if (!row->says && *r.err)
        fail_msg("%s: it says\n%s", row->what, r.err);
    for (const char *p = r.err; *p; p++)
        if ((unsigned char)*p < 0x20 && *p != '\n')
            fail_msg("%s: byte %02x in its message", row->what, (unsigned char)*p);
    snprintf(gone, sizeof gone, "%s/%s", folder, row->gone ? row->gone : "");
    if (row->gone && access(gone, F_OK) == 0)
        fail_msg("%s: %s was left behind", row->what, row->gone);
    result_free(&r);
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof *rows };
    static struct row copies[ROWS]; /* cmocka wants a state that could be written */
    static struct CMUnitTest tests[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        copies[i] = rows[i];
        tests[i] = (struct CMUnitTest){
            .name = rows[i].what, .test_func = check, .initial_state = &copies[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
