# embed.awk: files as C strings. awk -f embed.awk -v header=NAME FILE... prints one C file that
# defines, for schemas/sql/tables.sql, `const char embed_sql_tables[]`; and the same name with
# _size. For the embedded files of a folder see the Makefile's rule for embed.h.
function symbol(path)
{
    sub(/^.*schemas\//, "", path); sub(/^.*src\/share\//, "share/", path); sub(/\.[a-z]+$/, "", path); gsub(/[^A-Za-z0-9]/, "_", path)
    return "embed_" path
}
FNR == 1 {
    if (open) print "    ;\n"
    if (mode == "header") { print "extern const char " symbol(FILENAME) "[];"; nextfile }
    print "const char " symbol(FILENAME) "[] ="; open = 1
}
{
    gsub(/\\/, "&&"); gsub(/"/, "\\\""); gsub(/\?/, "\\?"); gsub(/\t/, "\\t")
    print "    \"" $0 "\\n\""
}
END { if (open) print "    ;" }
