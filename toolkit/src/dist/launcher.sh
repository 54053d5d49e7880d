#!/bin/sh
# Starts a tool of Twofold. The build fills in the words between @ signs.
self=$0
while [ -h "$self" ]; do
    link=$(readlink "$self")
    case $link in
        /*) self=$link ;;
        *) self=${self%/*}/$link ;;
    esac
done
case $self in
    */*) bin=${self%/*} ;;
    *) bin=. ;;
esac
lib=$bin/../@LIB@
java=${TWOFOLD_JAVA:-@JAVA@}
if [ ! -x "$java" ]; then
    home=$("$lib/find-jdk.sh") || exit 125
    java=$home/bin/java
fi
# joins WORDS...: whether 'run' finds a kernel to talk to, as far as can be told here. If it turns out otherwise, the tool starts anew with TWOFOLD_ALONE set.
joins() {
    [ -f "$lib/@TOOL@-client.aot" ] && [ -z "${TWOFOLD_ALONE:-}" ] || return
    root=${TWOFOLD_HOME:-${XDG_DATA_HOME:-${HOME:-}/.local/share}/twofold} before=
    for word; do
        case $before$word in
            --root=*) root=${word#--root=} before= ;;
            --root) before=--root= ;;
            --clock* | --seed* | --metrics* | --trace* | --profile* | --isa* | --engine* | --cpu-policy*) return 1 ;;
        esac
    done
    [ "${2:-}" = -d ] || [ -e "$root/kernel/address" ]
}

# Each kind of command has a cache of what it loads, and no more; only guests are worth the optimising compiler.
case ${1:-} in
    --help | --version | '') flags="@SHORT@" cache=@TOOL@-help ;;
    batch | kernel | shim) flags="@LONG@" cache=@TOOL@ ;;
    run)
        if joins "$@"; then
            flags="@CLIENT@ -Dtwofold.client=true" cache=@TOOL@-client
        else
            flags="@LONG@" cache=@TOOL@
        fi ;;
    diff | commit) flags="@SHORT@" cache=@TOOL@ ;;
    *)
        flags="@SHORT@" cache=@TOOL@
        [ ! -f "$lib/@TOOL@-client.aot" ] || flags="@CLIENT@" cache=@TOOL@-client ;;
esac
# shellcheck disable=SC2086
exec "$java" -XX:+UnlockDiagnosticVMOptions $flags -Dtwofold.bin="$bin" -XX:ArchiveRelocationMode=0 -XX:AOTCache="$lib/$cache.aot" \
    -XX:-DisplayVMOutput -XX:CompilerDirectivesFile="$lib/translated.json" \
    -Xlog:disable -Xlog:all=off -cp "@CLASSPATH@" @MAIN@ "$@"
