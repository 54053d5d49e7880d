#!/bin/sh
# The speed of the processor: our own kernels and Debian's programs, by us and by QEMU's translator (qemu-riscv64 -cpu rv64) in one run, and
# natively where the host can. What they print is compared. A ratio is our speed over QEMU's: above 1 we are faster.
#
#   ONLY="sort xz"               only these (default: all)
#   LENGTH="short medium long"   how long each runs by QEMU: about 0.1 s, 1 s and more than 10 s (default: all three)
#   RUNS=3                       the best of so many
#
# Short and medium runs are also made in a kernel that runs already (a container sleeps in it), as scripts do that run many commands: what the
# first of them translates is there for the next, so that the best of three is one that finds its code translated.
#
# How often something is to be repeated for a length is measured once, by QEMU, and kept in samples/build/bench/counts.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
here=$top/samples/bench
bin=$top/dist/bin
work=$top/samples/build/bench
mkdir -p "$work/native"
touch "$work/counts"
export TWOFOLD_HOME="$work/store" LC_ALL=C
. "$here/measure.sh"
lengths=${LENGTH:-short medium long}
kernels="sort sieve matrix hash search machine chase nbody"
programs="7zr openssl-sha256 openssl-aes openssl-ecdsa xz gzip python perl lua sqlite"
root=$work/root
status=0
for each in $lengths; do
    case $each in short|medium|long) ;; *) echo "LENGTH: \"$each\" is not short, medium or long" >&2; exit 2 ;; esac
done
for each in ${ONLY:-}; do
    case " $kernels $programs " in *" $each "*) ;; *) echo "ONLY: there is no \"$each\" among $kernels $programs" >&2; exit 2 ;; esac
done

wanted() { case " ${ONLY:-$1} " in *" $1 "*) ;; *) return 1 ;; esac; }

# Preparation

prepare_kernels() {
    for each in $kernels; do
        source=$here/cpu/$each.c
        if [ ! "$root/bench/$each" -nt "$source" ]; then
            riscv64-linux-gnu-gcc -O2 -static -o "$root/bench/$each" "$source" -lm
            if command -v gcc >/dev/null; then gcc -O2 -o "$work/native/$each" "$source" -lm; fi
        fi
    done
}

# Something to compress: the text and machine code of the root directory itself.
prepare_data() {
    [ -f "$work/data" ] || (cd "$root" && find usr/lib -type f \( -name '*.py' -o -name '*.so.*' -o -name '*.pm' \) | sort | xargs cat) > "$work/data"
}

prepare_image() {
    if [ -z "$(find "$work/image" -newer "$root/bench" 2>/dev/null)" ] || ! "$bin/image-tool" inspect bench-cpu >/dev/null 2>&1; then
        tar -C "$root" --sort=name --owner=0 --group=0 --numeric-owner -cf "$work/root.tar" .
        "$bin/image-tool" import -q "$work/root.tar" bench-cpu > "$work/image"
        rm "$work/root.tar"
    fi
}

# A benchmark: sets command (words, for a guest), input (a host file), host (the native command, or nothing) and score (a pattern for awk
# that finds the figure in what it prints, higher being better; nothing where it is time that counts). $2 says how much is to be done.
define() {
    input=
    score=
    unit=s
    host=
    case $1 in
        7zr) command="/usr/lib/7zip/7zr b -mmt1 1 -md18 -mtime=$(( $2 - 1 ))" score='/^Tot:/ { print $NF }' unit=MIPS host=7zr ;;
        openssl-sha256) speed "$2" "-evp sha256" ;;
        openssl-aes) speed "$2" "-evp aes-128-cbc" ;;
        openssl-ecdsa) speed "$2" ecdsap256; score='/^\+F4:/ { split($0, f, ":"); print f[4] }' unit=signs/s ;;
        xz) command="/usr/bin/xz -6 -T1 -c"; data "$2" ;;
        gzip) command="/usr/bin/gzip -9 -n -c"; data "$2" ;;
        python) command="/usr/bin/python3.13 /bench/work.py $2" host="python3 $here/programs/work.py $2" ;;
        perl) command="/usr/bin/perl /bench/work.pl $2" host="perl $here/programs/work.pl $2" ;;
        lua) command="/usr/bin/lua5.4 /bench/work.lua $2" host="lua5.4 $here/programs/work.lua $2" ;;
        sqlite) command="/usr/bin/sqlite3 :memory:" host="sqlite3 :memory:"; statements "$2" ;;
        *) command="/bench/$1 $2" host="$work/native/$1 $2" ;;
    esac
    if [ -z "$host" ]; then host=$(echo "$command" | sed 's|^[^ ]*/||'); fi
}

speed() { # SECONDS ALGORITHM
    command="/usr/bin/openssl speed -mr -seconds $1 -bytes 16384 $2"
    score='/^\+F:/ { split($0, f, ":"); print f[4] / 1e6 }'
    unit=MB/s
}

data() { # KIBIBYTES of it, over and over
    input=$work/input
    size=$(( $1 * 1024 ))
    while cat "$work/data" 2>/dev/null; do :; done | head -c "$size" > "$input"
}

statements() { # THOUSANDS of rows; beyond 200,000 rows it is done again
    input=$work/input
    left=$1
    : > "$input"
    while [ "$left" -gt 0 ]; do
        rows=$(( left < 200 ? left : 200 ))
        sed "s/@LAST@/$(( rows * 1000 - 1 ))/" "$here/programs/work.sql" >> "$input"
        left=$(( left - rows ))
    done
}

# result ENGINE: runs what is defined; prints seconds, or the score
result() {
    case $1 in
        # shellcheck disable=SC2086 # one word for each argument
        qemu) took=$(seconds qemu-riscv64 -cpu rv64 -L "$root" "$root"${command%% *} ${command#* }) || return 1 ;;
        ours) took=$(seconds "$bin/container-runner" run --rm ${input:+-i} bench-cpu $command) || return 1 ;;
        native) took=$(seconds $host) || return 1 ;;
        joined) took=$(joined $command) || return 1 ;;
    esac
    if [ -n "$score" ]; then awk "$score" "$work/out"; else echo "$took"; fi
}

# joined COMMAND...: the same as a container of ours in a kernel that another one keeps alive
joined() {
    "$bin/container-runner" rm -f bench-sleeper >/dev/null 2>&1 || : # one that an interrupted run left
    "$bin/container-runner" run -d --name bench-sleeper bench-cpu /usr/bin/perl -e sleep >/dev/null || return 1
    ended=0
    seconds "$bin/container-runner" run --rm ${input:+-i} bench-cpu "$@" || ended=1
    "$bin/container-runner" rm -f bench-sleeper >/dev/null
    return $ended
}

# How much to do

target() { case $1 in short) echo 0.1 ;; medium) echo 1 ;; long) echo 13 ;; esac; }

# Where the amount is not to be measured: a fixed one for each length; 0 where a program cannot run so short.
fixed() {
    case $1-$2 in
        7zr-short|openssl-*-short) echo 0 ;;
        7zr-medium) echo 1 ;;
        7zr-long) echo 5 ;;
        openssl-*-medium) echo 1 ;;
        openssl-*-long) echo 10 ;;
    esac
}

timed() { # NAME AMOUNT
    define "$1" "$2"
    runs=2 result qemu
}

remember() { # NAME LENGTH AMOUNT
    awk -v n="$1" -v l="$2" '$1 != n || $2 != l' "$work/counts" > "$work/counts.part"
    echo "$1 $2 $3" >> "$work/counts.part"
    mv "$work/counts.part" "$work/counts"
}

# expected NAME LENGTH AMOUNT: sets qemu to QEMU's result and count to the amount it is for; where the machine was busy when the amount was
# measured, so that the run is far too short or too long, it is corrected.
expected() {
    count=$3
    for try in 1 2 3; do
        define "$1" "$count"
        qemu=$(result qemu) || return 1
        [ -z "$score" ] && [ $try -lt 3 ] || return 0
        better=$(awk "BEGIN { t = $(target "$2"); n = int($count * t / $qemu + 0.5); if (n < 1) n = 1
            print ($qemu < 0.8 * t || $qemu > 2 * t) ? n : $count }")
        [ "$better" != "$count" ] || return 0
        count=$better
        remember "$1" "$2" "$count"
    done
}

# amount NAME LENGTH: doubles the work until QEMU takes a quarter of a second beyond its start, and goes on in proportion
amount() {
    known=$(fixed "$1" "$2")
    [ -n "$known" ] || known=$(awk -v n="$1" -v l="$2" '$1 == n && $2 == l { print $3 }' "$work/counts")
    if [ -z "$known" ]; then
        start=$(timed "$1" 1)
        n=1
        while :; do
            n=$(( n * 2 ))
            took=$(timed "$1" "$n")
            awk "BEGIN { exit !($took - $start > 0.25) }" && break
        done
        for each in short medium long; do
            awk "BEGIN { n = int(($(target $each) - $start) / ($took - $start) * ($n - 1) + 1.5); print \"$1\", \"$each\", n < 1 ? 1 : n }"
        done >> "$work/counts"
        known=$(awk -v n="$1" -v l="$2" '$1 == n && $2 == l { print $3 }' "$work/counts")
    fi
    echo "$known"
}

# Measuring

line() { printf '%-22s %10s %10s %10s %8s %10s %8s  %s\n' "$@"; }
# faster OURS QEMU: our speed over QEMU's
faster() { if [ -n "$score" ]; then ratio "$1" "$2"; else ratio "$2" "$1"; fi; }
# same NAME: whether we print what QEMU printed
same() {
    if [ -z "$score" ] && ! cmp -s "$work/out" "$work/expected"; then
        echo "$1: what we print differs from what QEMU prints" >&2
        status=1
    fi
}

one() { # GROUP NAME LENGTH
    count=$(amount "$2" "$3")
    if [ "$count" = 0 ]; then
        echo "$2: no run of this length"
        return
    fi
    expected "$2" "$3" "$count" || { status=1; return; }
    cp "$work/out" "$work/expected"
    ours=$(result ours) || { status=1; line "$2" "" "$qemu" failed "" "" "" "$unit"; return; }
    same "$2"
    joined=- gain=-
    if [ "$3" != long ]; then
        joined=$(result joined) || { status=1; line "$2" "" "$qemu" "$ours" "" failed "" "$unit"; return; }
        same "$2"
        gain=$(faster "$joined" "$qemu")
    fi
    native=-
    if command -v "${host%% *}" >/dev/null; then native=$(result native 2>/dev/null) || native=-; fi
    echo "$(faster "$ours" "$qemu") $gain" >> "$work/ratios"
    line "$2" "$native" "$qemu" "$ours" "$(faster "$ours" "$qemu")" "$joined" "$gain" "$unit"
}

group() { # TITLE LENGTH NAME...
    title=$1
    length=$2
    shift 2
    : > "$work/ratios"
    any=no
    for name in "$@"; do
        if wanted "$name"; then any=yes; fi
    done
    [ $any = yes ] || return 0
    echo
    echo "$title, $length"
    line "" native qemu ours ratio joining ratio ""
    for name in "$@"; do
        if wanted "$name"; then one "$title" "$name" "$length"; fi
    done
    awk '{ sum += log($1); n++; if ($2 != "-") { joined += log($2); m++ } }
        END { if (n) printf "%-22s %41.2f %19s  geometric mean of %d\n", "", exp(sum / n), m == n ? sprintf("%.2f", exp(joined / m)) : "", n }' "$work/ratios"
}

all=yes
has qemu-riscv64 qemu-user || exit 1
has riscv64-linux-gnu-gcc gcc-riscv64-linux-gnu || all=no
has gcc gcc || echo "(no native column for the kernels)"
if [ "$all" = yes ]; then has_kernels=yes; else has_kernels=no; fi
has_programs=yes
if [ ! -d "$root/usr" ] || [ "$here/root.sh" -nt "$root" ]; then
    if ! sh "$here/root.sh" "$root" > "$work/root.log" 2>&1; then
        echo "missing: Debian's programs ($(tail -n 1 "$work/root.log"))"
        has_programs=no
    fi
fi
mkdir -p "$root/bench"
cp -u "$here"/programs/* "$root/bench/"
if [ $has_kernels = yes ]; then prepare_kernels; fi
if [ $has_programs = yes ]; then prepare_data; fi
prepare_image
echo "peer: $(qemu-riscv64 --version | head -n 1), -cpu rv64; best of $runs"
for length in $lengths; do
    # shellcheck disable=SC2086 # one word for each name
    if [ $has_kernels = yes ]; then group "Kernels" "$length" $kernels; fi
    # shellcheck disable=SC2086
    if [ $has_programs = yes ]; then group "Debian's programs" "$length" $programs; fi
done
exit $status
