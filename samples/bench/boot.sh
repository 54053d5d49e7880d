#!/bin/sh
# The stock Debian kernel's cold boot to a busybox command and power off: vm-runner, its root by virtio-fs, against qemu-system-riscv64 (TCG)
# with the same kernel, the same busybox and the smallest initial file system that serves. A ratio is theirs over ours: above 1 we are faster.
# RUNS=3: the best of so many.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
bin=$top/dist/bin
work=$top/samples/build/bench
mkdir -p "$work"
export TWOFOLD_HOME="$work/store" LC_ALL=C
. "$top/samples/bench/measure.sh"

if ! make --no-print-directory -C samples/debian BUILD=../build/bench/debian BIN="$bin" >"$work/debian.log" 2>&1; then
    echo "missing: Debian's kernel and busybox ($(tail -n 1 "$work/debian.log"))"
    exit 1
fi
line() { printf '%-32s %14s %14s %8s\n' "$@"; }
mega() { awk "BEGIN { printf \"%.0f MiB\", $1 / 1048576 }"; }
figure() { sed -n 's/.*"'"$1"'" *: *\([0-9]*\).*/\1/p' "$work/metrics" | head -n 1; }

echo "Cold boot of the Debian kernel to a busybox command, best of $runs (ratio: theirs over ours)"
ours=$(seconds "$bin/vm-runner" run --rm --timeout 5m --metrics "$work/metrics" --kernel debian-kernel busybox echo hello)
grep -qx hello "$work/out" || { echo "the guest did not say hello" >&2; exit 1; }
rss=$(figure host_rss_bytes)
instructions=$(tr -d '\n ' < "$work/metrics" | sed -n 's/.*"instructions":{"total":\([0-9]*\).*/\1/p')

theirs=-
their_rss=-
if has qemu-system-riscv64 qemu-system-misc && has cpio cpio; then
    initial=$work/initial
    mkdir -p "$initial/bin"
    cp samples/build/bench/debian/busybox/usr/bin/busybox "$initial/bin/busybox"
    printf '#!/bin/busybox sh\n/bin/busybox echo hello\n/bin/busybox poweroff -f\n' > "$initial/init"
    chmod 755 "$initial/init"
    (cd "$initial" && find . | sort | cpio -o -H newc --quiet) > "$work/initrd"
    kernel=$(ls samples/build/bench/debian/kernel/boot/vmlinu* | head -n 1)
    set -- qemu-system-riscv64 -M virt -cpu rv64 -m 512 -nographic -no-reboot -kernel "$kernel" -initrd "$work/initrd" \
        -append "console=ttyS0 quiet panic=-1"
    theirs=$(seconds "$@")
    grep -q '^hello' "$work/out" || { echo "QEMU's guest did not say hello" >&2; exit 1; }
    if [ -x /usr/bin/time ]; then
        /usr/bin/time -o "$work/time" -f %M "$@" >/dev/null 2>&1 </dev/null && their_rss=$(tail -n 1 "$work/time")
    else
        echo "missing: /usr/bin/time (Debian package time), for QEMU's resident memory"
    fi
    qemu-system-riscv64 --version | head -n 1 | sed 's/^/peer: /; s/$/, -M virt -cpu rv64 -m 512/'
fi
line "" ours qemu ratio
if [ "$theirs" = - ]; then line "wall time" "$ours s" - ""; else line "wall time" "$ours s" "$theirs s" "$(ratio "$theirs" "$ours")"; fi
line "instructions retired" "$instructions" "not measured" ""
if [ "$their_rss" = - ]; then line "resident memory, at most" "$(mega "$rss")" - ""
else line "resident memory, at most" "$(mega "$rss")" "$(mega "$their_rss*1024")" "$(ratio "$their_rss*1024" "$rss")"; fi
