#!/bin/sh
# install.sh: `make install` puts everything in its place, and `make uninstall` takes it all away.
MAKE=${MAKE:-make}
dest=$PWD/build/check/dest
rm -rf "$dest"
$MAKE --no-print-directory O=build/check WERROR=1 DESTDIR="$dest" PREFIX=/usr install >build/check/install.log 2>&1 || {
    tail -n 20 build/check/install.log
    exit 1
}
status=0
for file in bin/manicule share/man/man1/manicule.1 share/man/man5/manicule.5 share/man/man7/manicule.7 \
    share/bash-completion/completions/manicule share/zsh/vendor-completions/_manicule \
    share/fish/vendor_completions.d/manicule.fish share/manicule/labels/news.json \
    share/manicule/keys/vi.keys share/manicule/examples/marks.jsonl share/doc/manicule/LICENSE; do
    [ -s "$dest/usr/$file" ] || {
        echo "not installed: $file"
        status=1
    }
done
"$dest/usr/bin/manicule" --version | grep -q "^manicule [0-9]" || {
    echo "the installed program does not say its version"
    status=1
}
$MAKE --no-print-directory O=build/check WERROR=1 DESTDIR="$dest" PREFIX=/usr uninstall >build/check/install.log 2>&1
left=$(find "$dest" -type f)
[ -z "$left" ] || {
    echo "left behind: $left"
    status=1
}
exit $status
