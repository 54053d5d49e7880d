#!/bin/sh
# Unpacks Debian packages and all they depend on into a folder, with the package database that dpkg expects to find.
# Usage: rootfs.sh FOLDER PACKAGE... [-- PACKAGE...]
# What the packages behind -- bring along is in the image below already: it is in the database, its files are not in the folder.
# No maintainer script runs; what the scripts of the base packages do that programs need is done at the end, by hand.
set -eu

here=$(dirname "$0")
folder=$1
shift
above=
below=
target=above
for package in "$@"; do
    if [ "$package" = -- ]; then
        target=below
    elif [ "$target" = above ]; then
        above="$above $package"
    else
        below="$below $package"
    fi
done

rm -rf "$folder.part"
mkdir -p "$folder.part/var/lib/dpkg/info" "$folder.part/var/lib/dpkg/updates" "$folder.part/var/lib/dpkg/triggers"
base=$folder.part.base
: > "$base"
: > "$base.scripts"
# shellcheck disable=SC2086 # one word for each package
if [ -n "$below" ]; then
    sh "$here/fetch.sh" --closure $below | sort > "$base"
fi
# shellcheck disable=SC2086
sh "$here/fetch.sh" --closure $below $above | sort > "$base.all"
while read -r deb; do
    name=$(dpkg-deb -f "$deb" Package)
    {
        dpkg-deb -f "$deb" | sed '1a\
Status: install ok installed'
        echo
    } >> "$folder.part/var/lib/dpkg/status"
    if ! grep -qxF "$deb" "$base"; then
        case $(dpkg-deb -f "$deb" Multi-Arch) in same) full=$name:riscv64 ;; *) full=$name ;; esac
        dpkg-deb -x "$deb" "$folder.part"
        dpkg-deb -I "$deb" postinst 2>/dev/null | sed ':a;/\\$/{N;s/\\\n//;ba}' >> "$base.scripts" || true
        { echo /.; dpkg-deb --fsys-tarfile "$deb" | tar -t | sed -n 's,^\./\(.*[^/]\)/*$,/\1,p'; } > "$folder.part/var/lib/dpkg/info/$full.list"
    fi
done < "$base.all"
# update-alternatives, as far as scripts name both files
sed -n 's,.*update-alternatives .*--install  *\(/[^ $]*\)  *[^ ]*  *\(/[^ $]*\) .*,\1 \2,p' "$base.scripts" | sed 's,\(^\| \)/bin/,\1/usr/bin/,g' | while read -r link file; do
    if [ -e "$folder.part$file" ] && [ ! -e "$folder.part$link" ] && [ ! -L "$folder.part$link" ]; then
        mkdir -p "$folder.part${link%/*}"
        ln -s "$file" "$folder.part$link"
    fi
done
for file in "$folder.part"/usr/bin/php[0-9]*; do
    [ ! -f "$file" ] || ln -sf "${file##*/}" "$folder.part/usr/bin/php"
done
for file in "$folder.part"/usr/lib/jvm/*/bin/*; do
    [ ! -f "$file" ] || ln -sf "${file#"$folder.part"}" "$folder.part/usr/bin/${file##*/}"
done
rm -f "$base" "$base.all" "$base.scripts"
sed '/^Status: /d' "$folder.part/var/lib/dpkg/status" > "$folder.part/var/lib/dpkg/available"

if [ -z "$below" ]; then
    # base-files, base-passwd, libc-bin, mawk, apt: what their scripts leave behind
    cp "$folder.part/usr/share/base-passwd/passwd.master" "$folder.part/etc/passwd"
    cp "$folder.part/usr/share/base-passwd/group.master" "$folder.part/etc/group"
    sed -i 's,^\([^:]*\):[^:]*:,\1:x:,' "$folder.part/etc/passwd"
    sed 's,^\([^:]*\):.*,\1:*:20000:0:99999:7:::,' "$folder.part/etc/passwd" > "$folder.part/etc/shadow"
    chmod 640 "$folder.part/etc/shadow"
    [ ! -e "$folder.part/usr/bin/mawk" ] || ln -sf mawk "$folder.part/usr/bin/awk"
    printf 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n' > "$folder.part/etc/nsswitch.conf"
    printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' > "$folder.part/etc/hosts"
    echo riscv64 > "$folder.part/var/lib/dpkg/arch"
    # libpam-runtime: what pam-auth-update writes
    for kind in account auth password session session-noninteractive; do
        case $kind in auth) module='pam_unix.so nullok' ;; password) module='pam_unix.so obscure yescrypt' ;; *) module=pam_unix.so ;; esac
        echo "${kind%-*} required $module" > "$folder.part/etc/pam.d/common-$kind"
    done
    mkdir -p "$folder.part/tmp" "$folder.part/root" "$folder.part/run/lock"
    ln -sfn /run "$folder.part/var/run"
    ln -sfn /run/lock "$folder.part/var/lock"
    chmod 1777 "$folder.part/tmp" "$folder.part/var/tmp"
    cp -n "$folder.part/usr/share/base-files/dot.bashrc" "$folder.part/root/.bashrc" 2>/dev/null || true
fi
# nginx-common: the site that its script enables
if [ -f "$folder.part/etc/nginx/sites-available/default" ]; then
    ln -sf /etc/nginx/sites-available/default "$folder.part/etc/nginx/sites-enabled/default"
    mkdir -p "$folder.part/var/www/html"
    cp "$folder.part/usr/share/nginx/html/index.html" "$folder.part/var/www/html/index.nginx-debian.html"
fi
# COPY gives directories 0755 and files 0755 or 0644: what has another mode is said in a script, which the recipe runs.
(cd "$folder.part" && find . -mindepth 1 \( -type d ! -perm 0755 -o -type f ! -perm 0755 ! -perm 0644 \) -printf "chmod %m '/%P'\n") | LC_ALL=C sort > "$folder.part.modes"
mv "$folder.part.modes" "$folder.part/.modes"
rm -rf "$folder"
mv "$folder.part" "$folder"
