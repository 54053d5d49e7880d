#!/bin/sh
# Makes the root directory that bench-cpu's programs run in, by QEMU as it is and by us as an image. Usage: root.sh DIR
# Debian 13 riscv64 packages come through the host's apt (see ../debian/fetch.sh; status 3 where that is impossible).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$1
packages="7zip openssl xz-utils gzip python3.13-minimal libpython3.13-minimal libpython3.13-stdlib perl-base lua5.4 sqlite3
libc6 libstdc++6 libgcc-s1 libreadline8t64 libcrypt1 libtinfo6 zlib1g libssl3t64 libsqlite3-0 libzstd1 liblzma5 libexpat1"

# shellcheck disable=SC2086 # one word for each package
files=$(sh "$here/../debian/fetch.sh" $packages)
rm -rf "$root.part"
for folder in bin lib sbin; do
    mkdir -p "$root.part/usr/$folder"
    ln -s "usr/$folder" "$root.part/$folder"
done
mkdir -p "$root.part/tmp" "$root.part/bench"
for file in $files; do
    dpkg-deb -x "$file" "$root.part"
done
cp "$here"/programs/* "$root.part/bench/"
rm -rf "$root.part/usr/share/doc" "$root.part/usr/share/man" "$root"
mv "$root.part" "$root"
