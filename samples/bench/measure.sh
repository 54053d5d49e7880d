# Times and tables, for the scripts beside it: to be sourced by sh, with $work set to a folder that exists.

runs=${RUNS:-3}

now() { date +%s%N; }

# seconds COMMAND...: the best of $runs runs. What it printed is in $work/out and $work/err; $input is its standard input.
seconds() {
    best=
    for _ in $(seq "$runs"); do
        start=$(now)
        "$@" >"$work/out" 2>"$work/err" <"${input:-/dev/null}" || { echo "failed: $*" >&2; tail -n 3 "$work/err" >&2; return 1; }
        took=$(( $(now) - start ))
        if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
    done
    awk "BEGIN { printf \"%.3f\", $best / 1e9 }"
}

# ratio A B: A divided by B, with two places
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }

# has COMMAND PACKAGE: whether a command is there; says which package has it if it is not
has() {
    command -v "$1" >/dev/null && return
    echo "missing: $1 (Debian package $2)"
    return 1
}
