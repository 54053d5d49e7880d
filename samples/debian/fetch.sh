#!/bin/sh
# Fetches Debian 13 (trixie) riscv64 packages through the host's own apt and prints the path of each .deb, one a line.
# Usage: fetch.sh [--closure] PACKAGE...
# With --closure everything that the packages depend on comes too, as apt would install it on an empty system, without recommended packages.
# What is already in the cache folder is never asked for again, so a second run needs no network. The cache folder is
# $TWOFOLD_CACHE, else ${XDG_CACHE_HOME:-$HOME/.cache}/twofold/debian. Exit status 3: this host cannot fetch them.
set -eu

suite=trixie
arch=riscv64
cache=${TWOFOLD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/twofold/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() {
    echo "fetch.sh: $*" >&2
    exit 3
}

closure=
if [ "${1-}" = --closure ]; then
    closure=yes
    shift
fi
[ $# -gt 0 ] || { echo "usage: fetch.sh [--closure] PACKAGE..." >&2; exit 2; }

# The newest cached file of a package, or nothing.
cached() {
    for file in "$cache/debs/$1"_*_"$arch".deb "$cache/debs/$1"_*_all.deb; do
        if [ -f "$file" ]; then
            echo "$file"
            return
        fi
    done
}

# A private apt: own lists, status and cache, so that nothing of the host's changes.
apt_private() {
    tool=$1
    shift
    "$tool" -q -q -o Dir::State="$cache/state" -o Dir::State::status="$cache/state/status" \
        -o Dir::Cache="$cache/cache" -o Dir::Etc::SourceList="$cache/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o APT::Sandbox::User=root \
        -o Acquire::Languages=none -o Debug::NoLocking=1 "$@"
}

prepare() {
    command -v apt-get >/dev/null 2>&1 || fail "this host has no apt-get"
    [ -f "$keyring" ] || fail "this host has no $keyring (package debian-archive-keyring)"
    mkdir -p "$cache/state/lists/partial" "$cache/cache/archives/partial" "$cache/debs"
    : > "$cache/state/status"
    # The host's own mirror of Debian's main archive: the repository whose label is Debian and that is not a security or updates one.
    uri=$(apt-get indextargets --format '$(REPO_URI) $(LABEL) $(SUITE)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 == "Debian" && $3 !~ /security|updates|backports/ { print $1; exit }')
    [ -n "$uri" ] || uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep '/debian/*$' | head -n 1)
    [ -n "$uri" ] || fail "no Debian archive among this host's apt sources"
    echo "deb [signed-by=$keyring] $uri $suite main" > "$cache/sources.list"
    if [ ! -f "$cache/state/fresh" ]; then
        apt_private apt-get update >&2 || fail "cannot read the package lists of $suite for $arch"
        touch "$cache/state/fresh"
    fi
}

# The names of what apt would install on an empty system, in apt's order; kept in the cache, so that a second run needs no network.
closure_of() {
    list=$cache/closures/$(echo "$*" | sha256sum | cut -c 1-16)
    if [ ! -s "$list" ]; then
        prepare
        mkdir -p "$cache/closures"
        apt_private apt-get -s install --no-install-recommends "$@" > "$list.part" || fail "cannot resolve $*"
        sed -n 's/^Inst \([^ ]*\) .*/\1/p' "$list.part" > "$list"
        rm "$list.part"
        [ -s "$list" ] || fail "nothing to install for $*"
    fi
    cat "$list"
}

if [ -n "$closure" ]; then
    names=$(closure_of "$@")
    # shellcheck disable=SC2086 # one word for each package
    set -- $names
fi
missing=
for package in "$@"; do
    [ -n "$(cached "$package")" ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    prepare
    # shellcheck disable=SC2086 # one word for each package
    (cd "$cache/debs" && apt_private apt-get download $missing >&2) || fail "cannot download$missing"
fi
for package in "$@"; do
    file=$(cached "$package")
    [ -n "$file" ] || fail "no package $package for $arch in $suite"
    echo "$file"
done
