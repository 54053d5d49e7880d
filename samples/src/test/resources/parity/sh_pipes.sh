# Pipelines: statuses, order of ends, subshells, large data, broken pipes.
true | false; echo $?; false | true; echo $?; (exit 3) | (exit 4); echo $?; ! true; echo $?; ! false | true; echo $?
set -o pipefail; false | true; echo $?; (exit 5) | (exit 0) | true; echo $?; set +o pipefail
echo a b c | tr ' ' '\n' | sort -r | tr '\n' ' '; echo
seq 1 1000 | while read n; do :; done; echo "n=$n"; seq 1 5 | { while read n; do last=$n; done; echo "last=$last"; }
seq 1 100000 | tail -n 1; seq 1 100000 | head -n 1; yes | head -n 3; yes 2>/dev/null | head -c 5000 | wc -c; seq 1 20000 | md5sum
cat /dev/zero | head -c 1000000 | wc -c; dd if=/dev/zero bs=1k count=100 2>/dev/null | cksum
echo x | cat - /dev/null | cat; echo one | (read a; echo "got $a"); echo "two words" | { read a b; echo "$b $a"; }
(echo out; echo err >&2) 2>&1 | sort; (echo out; echo err >&2) 2>/dev/null | cat; { echo 1; echo 2 >&2; } 2>&1 >/dev/null | cat
sh -c 'kill -PIPE $$'; echo $?; sh -c 'exit 300' ; echo $?; sh -c 'kill -9 $$' ; echo $?; (sh -c 'kill -TERM $$') | cat; echo $?
a=$(echo sub; exit 7); echo "$a $?"; b=$(false); echo $?; echo "$(echo "$(echo nested)")"; echo `echo back\`echo ticks\``
mkfifo /tmp/sp; (echo through > /tmp/sp) & cat /tmp/sp; wait; rm /tmp/sp; seq 3 | xargs -n 1 echo item; seq 3 | xargs; echo 'a b' c | xargs -n 1
printf 'z\na\nm\n' | sort | tee /tmp/tee1 | head -n 1; cat /tmp/tee1; rm /tmp/tee1; : | wc -c; echo -n | wc -l; echo done
