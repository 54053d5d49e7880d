exec 3>/tmp/r1 4>&1; echo to3 >&3; echo to4 >&4; exec 3>&-; cat /tmp/r1; echo x >&3; echo $?
cat <<A; cat <<'B'
sum $((1+2))
A
$not expanded
B
echo err >&2; { echo a; echo b >&2; } 2>&1 | sort; : > /tmp/r2; echo app >> /tmp/r2; echo end >> /tmp/r2; cat < /tmp/r2; cat /nonexistent; echo $?
set -C; echo no > /tmp/r2; echo $?; echo yes >| /tmp/r2; cat /tmp/r2
