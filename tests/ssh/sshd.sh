#!/bin/sh
# sshd.sh start FOLDER [NAME...]: an sshd of one's own on loopback, configured as manicule(1) tells
# a lead to, with one key for each NAME. It runs without privileges: as root it drops to `nobody`
# and believes preload_sshd.c ($PRELOAD_SSHD). Prints PORT, USER_NAME, SSH and
# SSHD_PID as shell assignments once it listens. FOLDER must be empty; it gets
#   bin/manicule    a copy of $MANICULE, where the unprivileged user can run it
#   work/           where the project goes
#   key-NAME        private keys;  config: for ssh -F
# sshd.sh stop FOLDER: ends it.
# $COMMAND is the forced command, with %NAME% for the name. $BLOCK is a file with the block that
# `manicule keys` printed, to stand instead of the one in sshd_config; $MORE lines before it.
here=$(dirname "$0")

stop() {
    [ -s "$folder/sshd.pid" ] && kill "$(cat "$folder/sshd.pid")" 2>/dev/null
    return 0
}

# The line in sshd's log that says where it listens, waited for; fails when sshd ends first.
await_listening() {
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$folder/sshd.log"
        case $line in
        'Server listening on '*) return 0 ;;
        esac
    done
    return 1
}

start() {
    # 77: there is none to be had here, which is no fault of the program.
    unpacked=$(sh "$here/unpack.sh" "$(dirname "$O")/ssh" 2>&1) || { echo "$unpacked"; exit 77; }
    eval "$(printf '%s\n' "$unpacked" | grep '^SSHD=')"
    mkdir -p "$folder/bin" "$folder/work" "$folder/sshd" || exit 1
    cp "$MANICULE" "$folder/bin/manicule" || exit 1
    # A copy, so that the unprivileged user can run it wherever the sources lie.
    cp "$SSHD" "$folder/sshd/sshd"
    cp "$PRELOAD_SSHD" "$folder/sshd/preload.so" || exit 1
    [ -n "$SSH_LIBS" ] && mkdir -p "$folder/sshd/lib" && for lib in $(echo "$SSH_LIBS" | tr ':' ' '); do
        cp -P "$lib"/*.so* "$folder/sshd/lib/"
    done
    "$KEYGEN" -q -t ed25519 -N '' -f "$folder/host-key" || exit 1
    for name in "$@"; do
        "$KEYGEN" -q -t ed25519 -N '' -C "$name" -f "$folder/key-$name" || exit 1
        command=$(printf '%s' "$COMMAND" | sed "s/%NAME%/$name/g")
        echo "restrict,pty,command=\"$command\" $(cat "$folder/key-$name.pub")" >>"$folder/keys"
    done
    user=$(id -un)
    run=
    if [ "$(id -u)" = 0 ]; then
        user=nobody
        chown -R nobody "$folder"
        # The clients, run by root, own their keys.
        for name in "$@"; do chown 0 "$folder/key-$name"; done
        run="setpriv --reuid=nobody --regid=nogroup --clear-groups"
    fi
    # Ports are tried until one is free.
    tries=0
    while :; do
        tries=$((tries + 1))
        [ $tries -gt 20 ] && { echo "sshd does not start: $(tail -n 3 "$folder/sshd.log")" >&2; exit 1; }
        port=$(od -An -N2 -tu2 /dev/urandom | awk '{ print 20000 + $1 % 40000 }')
        {
            sed '/^PermitUserEnvironment/,$d' "$here/sshd_config"
            printf '%s\n' "$MORE"
            if [ -n "$BLOCK" ]; then
                sed -e 's|^Match User .*|Match User %USER%|' -e 's|AuthorizedKeysFile .*|AuthorizedKeysFile %FOLDER%/keys|' "$BLOCK"
            else
                sed -n '/^PermitUserEnvironment/,$p' "$here/sshd_config"
            fi
        } | sed -e "s|%FOLDER%|$folder|g" -e "s|%USER%|$user|g" -e "s|%PORT%|$port|g" >"$folder/sshd_config"
        : >"$folder/sshd.log"
        mkfifo "$folder/says"
        env ${SSH_LIBS:+LD_LIBRARY_PATH="$folder/sshd/lib"} \
            LD_PRELOAD="$folder/sshd/preload.so" SSH_TEST_HOME="$folder/work" \
            $run "$folder/sshd/sshd" -D -e -f "$folder/sshd_config" >"$folder/says" 2>&1 </dev/null &
        pid=$!
        exec 3<"$folder/says"
        rm "$folder/says"
        if await_listening <&3; then
            break
        fi
        wait $pid
    done
    # What sshd says from now on is kept for the day something fails.
    cat <&3 >>"$folder/sshd.log" 2>/dev/null &
    exec 3<&-
    echo $pid >"$folder/sshd.pid"
    # Whoever made the pipe `live` holds it open while it lives; sshd ends with it, however it ends.
    [ -p "$folder/live" ] && (
        read -r _ <"$folder/live"
        kill $pid
    ) >/dev/null 2>&1 &
    cat >"$folder/config" <<CONFIG
Host annotate
    HostName 127.0.0.1
    Port $port
    User $user
    IdentitiesOnly yes
    UserKnownHostsFile $folder/known
    StrictHostKeyChecking accept-new
    LogLevel ERROR
    EscapeChar none
CONFIG
    echo "PORT=$port USER_NAME=$user SSHD_PID=$pid SSH='$SSH' SSH_LIBS='$SSH_LIBS'"
}

verb=$1 folder=$2
shift 2
case $verb in
start) start "$@" ;;
stop) stop ;;
esac
