#!/bin/sh
# Installs Parlor: picks the archive for this machine, checks its sum, and puts the program where the shell finds it.
# As root into /usr/local, else into ~/.local; nothing is ever asked of sudo.
#
#   sh install.sh                      the newest that this script was made for
#   PREFIX=/opt/parlor sh install.sh   elsewhere
set -eu

releases=${RELEASES:-@RELEASES@}
version=${VERSION:-@VERSION@}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

[ "$(uname -s)" = Linux ] || fail "this machine is no Linux; see README.md for what else there is."
case $(uname -m) in
x86_64 | amd64) target=x86_64-unknown-linux-musl ;;
aarch64 | arm64)
    # A 64-bit kernel may carry a 32-bit system, as on many a Raspberry Pi; the static program runs there as well.
    target=aarch64-unknown-linux-musl
    ;;
armv7l | armv8l) target=armv7-unknown-linux-gnueabihf ;;
*) fail "there is no archive for $(uname -m); build it from the source, as README.md says." ;;
esac

if command -v curl >/dev/null 2>&1; then
    fetch() { curl -fsSL --retry 3 -o "$2" "$1"; }
elif command -v wget >/dev/null 2>&1; then
    fetch() { wget -q -O "$2" "$1"; }
else
    fail "install curl or wget first."
fi
command -v sha256sum >/dev/null 2>&1 || fail "install coreutils (sha256sum) first."

if [ -z "${PREFIX:-}" ]; then
    if [ "$(id -u)" -eq 0 ]; then PREFIX=/usr/local; else PREFIX=${HOME:?}/.local; fi
fi
name=parlor-$version-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

echo "Fetching $name …"
fetch "$releases/$name.tar.gz" "$work/$name.tar.gz" || fail "$releases/$name.tar.gz cannot be fetched; try again later."
fetch "$releases/SHA256SUMS" "$work/SHA256SUMS" || fail "$releases/SHA256SUMS cannot be fetched; try again later."
(cd "$work" && grep " $name.tar.gz\$" SHA256SUMS | sha256sum -c - >/dev/null 2>&1) ||
    fail "the sum of $name.tar.gz is wrong: it was damaged or changed on its way, so nothing was installed; try again."
tar -xzf "$work/$name.tar.gz" -C "$work" || fail "the archive cannot be unpacked."
"$work/$name/parlor" --version >/dev/null || fail "the program does not run on this machine."

put() { mkdir -p "$2" && cp "$work/$name/$1" "$2/.parlor-new" && chmod "$3" "$2/.parlor-new" && mv -f "$2/.parlor-new" "$2/$4"; }
# In its place at once, so that one that runs keeps its own until it is started again.
put parlor "$PREFIX/bin" 755 parlor || fail "$PREFIX/bin cannot be written to; set PREFIX to a directory that can."
for page in "$work/$name"/man/*; do put "man/${page##*/}" "$PREFIX/share/man/man1" 644 "${page##*/}"; done
put completions/parlor.bash "$PREFIX/share/bash-completion/completions" 644 parlor
put completions/parlor.zsh "$PREFIX/share/zsh/site-functions" 644 _parlor
put completions/parlor.fish "$PREFIX/share/fish/vendor_completions.d" 644 parlor.fish

echo "Parlor $version is in $PREFIX/bin/parlor."
case ":$PATH:" in
*":$PREFIX/bin:"*) echo "Start it: parlor" ;;
*) echo "Start it: $PREFIX/bin/parlor" ;;
esac
