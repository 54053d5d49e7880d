#!/bin/sh
# Sets us and the peers side by side in one run and prints ratios (ours divided by theirs: below 1 we are faster).
# Peers come from Debian packages: qemu-user (qemu-riscv64) and qemu-system-misc (qemu-system-riscv64). What is missing is said.
set -eu
cd "$(dirname "$0")/../.."
bin=$PWD/dist/bin
work=$PWD/samples/build/bench
mkdir -p "$work"
export TWOFOLD_HOME="$work/store"

. "$PWD/samples/bench/measure.sh"

line() { printf '%-44s %10s %10s %8s\n' "$@"; }
compare() { # NAME OURS THEIRS
    line "$1" "$2 s" "$3 s" "$(ratio "$2" "$3")"
}

echo "Start of the tools against an empty Java main (limit 3)"
java=$(sed -n 's/^java=${TWOFOLD_JAVA:-\(.*\)}$/\1/p' "$bin/compare")
mkdir -p "$work/empty"
printf 'public class Empty { public static void main(String[] a) { } }\n' > "$work/empty/Empty.java"
"${java%java}javac" -d "$work/empty" "$work/empty/Empty.java"
line "" ours empty ratio
empty=$(RUNS=10 seconds "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$work/empty" Empty)
for tool in assembler image-tool vm-runner container-runner compare; do
    for option in --version --help; do
        compare "$tool $option" "$(seconds "$bin/$tool" $option)" "$empty"
    done
done

make --no-print-directory -C samples images >/dev/null
if command -v qemu-riscv64 >/dev/null; then
    echo
    echo "The same static programs: container-runner against qemu-riscv64 -cpu rv64 (whole commands, start included)"
    line "" ours qemu ratio
    for program in hello primes nbody cow pipeline; do
        compare "$program" "$(seconds "$bin/container-runner" run --rm "samples/$program")" \
            "$(seconds qemu-riscv64 -cpu rv64 "samples/build/bin/$program")"
    done
else
    echo "skipped: static programs against qemu-riscv64 (package qemu-user)"
fi

if make --no-print-directory -C samples/debian BUILD=../build/bench/debian >"$work/debian.log" 2>&1; then
    busybox=samples/build/bench/debian/busybox/usr/bin/busybox
    if command -v qemu-riscv64 >/dev/null; then
        echo
        echo "Debian's busybox: container-runner against qemu-riscv64 -cpu rv64"
        line "" ours qemu ratio
        compare "busybox true" "$(seconds "$bin/container-runner" run --rm busybox true)" "$(seconds qemu-riscv64 -cpu rv64 $busybox true)"
        for script in 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done' 'seq 1 200000 | md5sum' \
                'dd if=/dev/zero bs=64k count=200 2>/dev/null | gzip -9 | gunzip | md5sum'; do
            compare "sh -c '$(printf %.32s "$script")…'" "$(seconds "$bin/container-runner" run --rm busybox sh -c "$script")" \
                "$(seconds qemu-riscv64 -cpu rv64 $busybox sh -c "$script")"
        done
    fi
    if command -v qemu-system-riscv64 >/dev/null && command -v cpio >/dev/null; then
        echo
        sh samples/bench/boot.sh
    else
        echo "skipped: kernel boot against qemu-system-riscv64 (packages qemu-system-misc, cpio)"
    fi
else
    echo "skipped: everything with Debian's packages ($(tail -n 1 "$work/debian.log"))"
fi
