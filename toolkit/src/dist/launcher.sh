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
exec "$java" @FLAGS@ -Dtwofold.bin="$bin" -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:AOTCache="$lib/@TOOL@.aot" -Xlog:disable -Xlog:all=off -cp "@CLASSPATH@" @MAIN@ "$@"
