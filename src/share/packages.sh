#!/bin/sh
# packages.sh [--hint] PACKAGE...: are these Debian packages here? What is missing is installed;
# with --hint it is only named. Where there is no dpkg, nothing is said: the names would be wrong.
#
# None of the packages that the Makefile names has a service, so nothing is started or enabled;
# recommended packages, which might have, stay out.
hint=
if [ "$1" = --hint ]; then
    hint=1
    shift
fi
command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 || exit 0

here=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    sed -n 's/ installed$//p')
missing=
for package in "$@"; do
    case "
$here
" in
    *"
$package
"*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -z "$missing" ] && exit 0
if [ -n "$hint" ]; then
    echo "make: not installed:$missing"
    echo "make: 'make demo' fetches them before it builds; the rest is tried without."
    exit 0
fi

# What to become root with: nothing, a sudo that asks nothing, or one that may ask a person.
if [ "$(id -u)" = 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    root='sudo -n'
elif command -v sudo >/dev/null 2>&1 && [ -t 0 ] && [ -t 2 ]; then
    root=sudo
else
    echo "These packages are missing, and installing them needs root. Once, as root:" >&2
    echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi

echo "Fetching packages:$missing"
quiet='env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8'
apt="apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300"
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
$root $quiet $apt update >"$log" 2>&1 </dev/null ||
    echo "apt-get update failed; going on with the lists that are here."
if ! $root $quiet $apt install -y --no-install-recommends $missing >>"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    echo "The packages could not be installed:$missing" >&2
    exit 1
fi
