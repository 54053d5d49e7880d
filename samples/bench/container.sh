#!/bin/sh
# Containers beside their peers: how long a command takes from cold and into a running kernel (crun, podman, runsc: with the host's own busybox,
# since riscv64 programs cannot run there), what system calls cost against qemu-riscv64 running the same program, and what a thousand idle
# containers take. A ratio is theirs over ours: above 1 we are faster. ONLY="start calls python idle" chooses; RUNS=10, COUNT=1000.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
run=$top/dist/bin/container-runner
work=$top/samples/build/bench
mkdir -p "$work"
export TWOFOLD_HOME="$work/store" LC_ALL=C
RUNS=${RUNS:-10}
. "$top/samples/bench/measure.sh"
only=${ONLY:-start calls python idle}
count=${COUNT:-1000}

if ! make --no-print-directory -C samples/debian BUILD=../build/bench/debian BIN="$top/dist/bin" >"$work/debian.log" 2>&1; then
    echo "missing: Debian's busybox ($(tail -n 1 "$work/debian.log"))"
    exit 1
fi
line() { printf '%-28s %14s %14s %8s\n' "$@"; }
wanted() { case " $only " in *" $1 "*) ;; *) return 1 ;; esac; }
milli() { awk "BEGIN { printf \"%.0f ms\", $1 * 1000 }"; }
# with_kernel COMMAND...: while a container sleeps in a shared kernel
with_kernel() {
    "$run" rm -f bench-sleeper >/dev/null 2>&1 || : # one that an interrupted run left
    "$run" run -d --name bench-sleeper busybox sleep 1000000 >/dev/null
    "$@" || { "$run" rm -f bench-sleeper >/dev/null; return 1; }
    "$run" rm -f bench-sleeper >/dev/null
}

ours() { # name seconds
    if [ -n "${peer:-}" ]; then line "$1" "$(milli "$2")" "$(milli "$peer")" "$(ratio "$peer" "$2")"; else line "$1" "$(milli "$2")" - ""; fi
}

into_running() {
    ours "run --rm, kernel runs" "$(seconds "$run" run --rm busybox true)"
    ours "exec" "$(seconds "$run" exec bench-sleeper true)"
}

# A bundle and a root file system for the peers: the host's own static busybox.
peer_root() {
    mkdir -p "$work/peer/rootfs/bin" "$work/peer/rootfs/proc" "$work/peer/rootfs/dev" "$work/peer/rootfs/sys"
    cp "$1" "$work/peer/rootfs/bin/busybox"
    ln -sf busybox "$work/peer/rootfs/bin/true"
}

# A runtime's own config.json, made to run 'true' without a terminal.
bundle_for() {
    (cd "$work/peer" && rm -f config.json && "$1" spec >/dev/null 2>&1 &&
        sed -i 's/"terminal": true/"terminal": false/; s/"sh"$/"\/bin\/true"/; s/"sh",*/"\/bin\/true"/' config.json)
}

# first NAME OPTIONS...: the time of the first of the option sets with which NAME runs on this host (some refuse its cgroups or limits)
first() {
    name=$1
    shift
    for options in "$@"; do
        # the options are words
        # shellcheck disable=SC2086
        if took=$(cd "$work/peer" && seconds $name $options 2>"$work/peer.err"); then
            line "$name run" - "$(milli "$took")" ""
            return
        fi
    done
    echo "$name does not run here: $(tail -n 1 "$work/peer.err")"
    return 1
}

peers() {
    busybox=$(command -v busybox || true)
    if [ -z "$busybox" ] || ldd "$busybox" >/dev/null 2>&1; then
        echo "missing: a static busybox of the host's (Debian package busybox-static), for the peers"
        return
    fi
    peer_root "$busybox"
    for name in crun runc; do
        if has $name $name && bundle_for $name; then first $name "run bench" "--cgroup-manager=disabled run bench" || true; fi
    done
    if has runsc runsc && bundle_for runsc; then first runsc "--network=none run bench" "--network=none --ignore-cgroups run bench" || true; fi
    if has podman podman; then
        limits="--network none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --rootfs $work/peer/rootfs /bin/true"
        if first podman "run --rm $limits" "run --runtime runc --rm $limits"; then peer=$took; fi
    fi
}

if wanted start; then
    echo "Start of 'busybox true', best of $runs (the ratio is podman's time over ours)"
    line "" ours peer ratio
    peer=
    peers
    ours "run --rm, cold" "$(seconds "$run" run --rm busybox true)"
    with_kernel into_running
fi

if wanted calls && has riscv64-linux-gnu-gcc gcc-riscv64-linux-gnu && has qemu-riscv64 qemu-user; then
    riscv64-linux-gnu-gcc -O2 -static -o "$work/calls" samples/bench/container/calls.c
    "$run" run --rm -v "$work/calls:/calls:ro" busybox /calls > "$work/calls.ours"
    "$run" run --rm --tmpfs /tmp -v "$work/calls:/calls:ro" busybox /calls > "$work/calls.tmpfs"
    qemu-riscv64 -cpu rv64 "$work/calls" > "$work/calls.qemu"
    echo
    echo "System calls, nanoseconds each (the same program under qemu-riscv64; its files are the host's /tmp, ours the container's root and a tmpfs)"
    printf '%-18s %12s %12s %12s %8s\n' "" "root" "tmpfs" qemu "ratio"
    while read -r name time; do
        tmpfs=$(awk -v n="$name" '$1 == n { print $2 }' "$work/calls.tmpfs")
        theirs=$(awk -v n="$name" '$1 == n { print $2 }' "$work/calls.qemu")
        printf '%-18s %12s %12s %12s %8s\n' "$name" "$time" "$tmpfs" "${theirs:--}" "$([ -z "$theirs" ] || ratio "$theirs" "$time")"
    done < "$work/calls.ours"
fi

if wanted python && ! "$run" run --rm debian python3 -c 'print(1)' >/dev/null 2>&1; then
    echo "missing: the image debian with python3 in the same store (TWOFOLD_HOME=$TWOFOLD_HOME make -C samples/debian systems)"
elif wanted python; then
    echo
    echo "Python in a running kernel, best of $runs, the same files for both (a kernel gets faster with the first runs)"
    peer=
    if has qemu-riscv64 qemu-user; then
        rm -rf "$work/python.root"
        mkdir -p "$work/python.root"
        "$top/dist/bin/image-tool" export debian | tar -x -C "$work/python.root" --exclude=./dev --exclude=dev
        peer=$(seconds qemu-riscv64 -cpu rv64 -L "$work/python.root" "$work/python.root/usr/bin/python3" -c 'print(1)')
        rm -rf "$work/python.root"
    fi
    with_python() {
        ours "run --rm python3 -c" "$(seconds "$run" run --rm debian python3 -c 'print(1)')"
        "$run" rm -f bench-python >/dev/null 2>&1 || :
        "$run" run -d --name bench-python debian sleep 1000000 >/dev/null
        ours "exec python3 -c" "$(seconds "$run" exec bench-python python3 -c 'print(1)')"
        "$run" rm -f bench-python >/dev/null
    }
    with_kernel with_python
fi

idle() {
    kernel=$("$run" inspect bench-sleeper | sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' | head -n 1)
    resident() { awk '/^VmRSS/ { print $2 * 1024 }' "/proc/$kernel/status"; }
    before=$(resident)
    start=$(now)
    for i in $(seq "$count"); do echo "bench-idle-$i"; done > "$work/names"
    xargs -P 2 -I {} "$run" run -d --name {} busybox sleep 1000000 < "$work/names" >/dev/null
    took=$(( $(now) - start ))
    after=$(resident)
    echo "$count idle containers in one kernel: $(awk "BEGIN { printf \"%.0f ms and %.0f KiB each, %.0f MiB in all\", $took / 1e6 / $count, ($after - $before) / 1024 / $count, $after / 1048576 }")"
    start=$(now)
    xargs -n 100 "$run" rm -f < "$work/names" >/dev/null
    echo "removing one: $(awk "BEGIN { printf \"%.0f ms\", ($(now) - $start) / 1e6 / $count }")"
}
if wanted idle; then
    echo
    with_kernel idle
fi
