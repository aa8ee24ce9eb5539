# queries.awk: named statements as an X-macro. awk -f queries.awk queries.sql prints a header with
#   #define QUERIES(X) X(Q_SPAN_INSERT, "span_insert", "INSERT ...", "") ...
# A statement is named by `-- name: span_insert`; `-- walks: why` beside it says that it looks at more
# rows than it gives, and is the macro's last field. Other comments are for readers. The closing
# semicolon and the layout are dropped.
function flush() {
    if (name == "") return
    sub(/; *$/, "", sql); gsub(/\\/, "\\\\", sql); gsub(/"/, "\\\"", sql); gsub(/\?/, "\\?", sql); gsub(/"/, "\\\"", walks)
    printf " \\\n    X(Q_%s, \"%s\", \"%s\", \"%s\")", toupper(name), name, sql, walks
    name = sql = walks = ""
}
BEGIN { printf "/* made by schemas/queries.awk */\n#define QUERIES(X)" }
/^-- name: / { flush(); name = $3; next }
/^-- walks: / { walks = substr($0, 11); next }
/^ *--/ || /^ *$/ { next }
{ gsub(/^ +| +$/, ""); sql = sql (sql == "" ? "" : " ") $0 }
END { flush(); print "" }
