# Tools and the shell together: tar, od, dd, sort, awk, find, here-documents, job control, traps.
mkdir /dev/shm/shm1; cd /dev/shm/shm1
for i in 3 1 2; do echo "line $i" > f$i; done; ls; cat f*; sort -r f* | od -c | head -5
tar cf t.tar f1 f2 f3; tar tf t.tar; mkdir o; tar xf t.tar -C o; ls o; cmp f1 o/f1 && echo same
dd if=/dev/zero of=z bs=1000 count=3 2>/dev/null; wc -c z; dd if=z bs=512 skip=2 2>/dev/null | wc -c; echo abc | dd of=z bs=1 seek=10 conv=notrunc 2>/dev/null; od -A d -t x1 z | head -3
awk 'BEGIN { for (i = 1; i < 6; i++) s += i * i; print s; printf "%05.2f|%-5s|%x\n", 3.14159, "ab", 255 }'; echo "a:b:c" | awk -F: '{ print $3, NF; $2 = "X"; print }'
sed -n '2p;s/line \(.\)/<\1>/p' f1 f2; echo hello | sed 's/l/L/2;y/eo/EO/'; printf 'a\nb\nc\n' | sed '1!G;h;$!d'
find . -type f -name 'f*' | sort; find . -size -1k -type f | wc -l; find . -type d -exec echo dir {} \; | sort; find . -name z -delete; ls
cat <<-E | tr a-z A-Z
	here $((2 + 3)) `echo x`
	E
cat <<'E'
raw $x `y`
E
f() { local a=1; return 7; }; f; echo $?; (exit 4) || echo "status $?"; ! true; echo $?
set -- a "b c" d; echo $# "$2"; for x in "$@"; do echo "[$x]"; done; shift 2; echo "$*"; x=abcdef; echo ${x#ab} ${x%ef} ${x:-q} ${y:-q} ${#x} ${x:2:2}
sleep 1 & p=$!; kill $p; wait $p; echo $?; (trap 'echo got' USR1; kill -USR1 $$ 2>/dev/null; sh -c 'kill -USR1 $PPID'; echo after); trap 'echo bye' EXIT
echo a b c | while read p q; do echo "$q"; done; i=0; while [ $i -lt 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo $i; done; case abc in a*) echo yes;; *) echo no;; esac
yes | head -3; seq 5 | tail -2; seq 3 | xargs echo; printf '%s\n' b a b | sort | uniq -c; echo x > r; echo y >> r; cat < r; { echo o; echo e >&2; } 2>&1 | sort; ls nothere 2>/dev/null || echo failed; umask; umask 077; touch q; stat -c %a q; ln -s q w; readlink w; mkfifo ff; (echo through > ff &); cat ff; test -p ff && echo fifo; expr 3 \* 4; basename /a/b.c .c; dirname /a/b; echo $((0x10 + 010)); command -v cat | wc -l; exit 6
