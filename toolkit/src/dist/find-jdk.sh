#!/bin/sh
# Prints the home of a JDK 25 or newer: JAVA_HOME, then the usual places, then what is first on the PATH. Starts no Java.
# Exit status 1, with one line that says how to get one, if there is none.

least=25

newer() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [ -n "$version" ] && [ "$version" -ge "$least" ]
}

onpath=$(command -v javac 2>/dev/null)
[ -n "$onpath" ] && onpath=$(readlink -f "$onpath") && onpath=${onpath%/bin/javac}

for home in "${JAVA_HOME:-}" "$onpath" /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/local/jdk* "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$home" ] && newer "$home"; then
        echo "$home"
        exit 0
    fi
done
echo "A JDK $least or newer is needed: install one (Debian: temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to it." >&2
exit 1
