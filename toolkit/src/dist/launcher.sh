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
# Help and version have a cache of their own, which loads less; only guests are worth the optimising compiler.
case ${1:-} in
    --help | --version | '') flags="@SHORT@" cache=@TOOL@-help ;;
    run | batch | kernel | shim) flags="@LONG@" cache=@TOOL@ ;;
    *) flags="@SHORT@" cache=@TOOL@ ;;
esac
# shellcheck disable=SC2086
exec "$java" $flags -Dtwofold.bin="$bin" -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:AOTCache="$lib/$cache.aot" \
    -Xlog:disable -Xlog:all=off -cp "@CLASSPATH@" @MAIN@ "$@"
