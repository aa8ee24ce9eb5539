#!/bin/sh
# unpack.sh FOLDER: an sshd and an ssh for the tests, without installing anything. Prints
# shell assignments: SSHD, SSH, KEYGEN (paths) and SSH_LIBS (for LD_LIBRARY_PATH). What the
# machine has is used; what it lacks is downloaded from its own package source and unpacked in
# FOLDER. Fails with a reason on stderr.
#
# Test programs run side by side and each comes here first, so one at a time does it, and
# FOLDER/root is whole from the moment it is there.
folder=$1
find_program() {
    for path in "/usr/sbin/$1" "/usr/bin/$1" "$folder/root/usr/sbin/$1" "$folder/root/usr/bin/$1"; do
        [ -x "$path" ] && echo "$path" && return
    done
    return 1
}
unpack() {
    command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || {
        echo "there is no sshd, and no apt to fetch one with" >&2
        return 1
    }
    rm -rf "$folder/packages" "$folder/unpacking"
    mkdir -p "$folder/packages" "$folder/unpacking"
    # What installing would bring, as apt reckons without doing it; of that, the programs and libraries.
    wanted=$(LC_ALL=C apt-get -s install --no-install-recommends openssh-server 2>/dev/null |
        awk '$1 == "Inst" && $2 ~ /^(openssh-|lib)/ { print $2 }')
    [ -n "$wanted" ] || wanted=openssh-server
    (
        cd "$folder/packages" || exit 1
        apt-get -q download $wanted >download.log 2>&1 || {
            echo "openssh-server could not be downloaded: $(tail -n 1 download.log)" >&2
            exit 1
        }
        for package in *.deb; do
            dpkg-deb -x "$package" ../unpacking || exit 1
        done
        mv ../unpacking ../root
    )
}
mkdir -p "$folder" && exec 9>"$folder/lock" && flock 9 || exit 1
find_program sshd >/dev/null && find_program ssh >/dev/null || unpack || exit 1
sshd=$(find_program sshd) && ssh=$(find_program ssh) && keygen=$(find_program ssh-keygen) || {
    echo "the unpacked packages hold no sshd" >&2
    exit 1
}
libs=$(find "$folder/root" -type d -path '*/lib/*-linux-gnu*' -prune 2>/dev/null | tr '\n' ':')
echo "SSHD='$sshd' SSH='$ssh' KEYGEN='$keygen' SSH_LIBS='${libs%:}'"
