#!/bin/sh
# The page for people, made by the program: judged by Python, and as Chromium reads it, where these are
# installed.
. tests/lib/tap.sh
here=$PWD
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
python3 -c pass 2>/dev/null || { skip "a page" "no python3"; finish; }

project() {
    printf 'Mill <fire> & "smoke"\r\nThe mayor said: "Two <b>tons</b>."\n\n</div><script>document.title = "run"</script>\033[31m\342\200\256 end\r\n' \
        >"$work/mill.txt" &&
    printf '</style><img src=x onerror=alert(1)>\nA\314\201 \360\237\221\250\342\200\215\360\237\221\251 \327\251\327\234\327\225\327\235 said.\n' \
        >"$work/<i>.txt" &&
    "$MANICULE" init "$work/p" --as alice &&
    "$MANICULE" add "$work/p" "$work/mill.txt" "$work/<i>.txt" --as alice &&
    "$MANICULE" import "$work/p" src/share/examples/marks.jsonl --as alice &&
    "$MANICULE" export "$work/p" --format html -o "$work/page.html" --as alice &&
    "$MANICULE" export "$work/p" -o "$work/records.jsonl" --as alice
}

judged() {
    python3 -X utf8 tests/formats/judge_html.py "$work/page.html" "$work/records.jsonl"
}

again() {
    "$MANICULE" export "$work/p" --format html --as alice | cmp - "$work/page.html"
}

chromium_() {
    "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --enable-logging=stderr --user-data-dir="$work/profile" "$@" \
        "file://$work/page.html"
}

# Its policy lets the style in and nothing else; the text of each article is what it was.
in_browser() {
    cp "$here/tests/formats/judge_html.py" "$work" && cd "$work" || return 1
    HOME=$work chromium_ --dump-dom >dom.html 2>said || { cat said; return 1; }
    ! grep -i 'CONSOLE\|refused' said && grep -q '<title>Marked articles</title>' dom.html &&
        python3 -X utf8 judge_html.py dom.html records.jsonl dom
}

# A policy of another hash shuts the style out: that would be seen.
wrong_hash() {
    cd "$work" && sed "s/sha256-./sha256-_/" page.html >other && mv other page.html &&
        HOME=$work chromium_ --dump-dom 2>&1 >/dev/null | grep -i -q 'CONSOLE.*style'
}

it "a page is made of a project" project
it "Python reads the articles and every span from it" judged
it "the same data are the same page" again
if [ -n "$browser" ]; then
    it "a browser reads the same, and runs nothing" in_browser
    it "a browser would say when the style is shut out" wrong_hash
else
    skip "a browser reads the same, and runs nothing" "no Chromium"
fi
finish
