# Traps: of signals, of the end, in functions and subshells.
trap 'echo exit trap $?' EXIT
(trap 'echo inner exit' EXIT; echo in sub); (echo no trap in sub)
trap 'echo usr1' USR1; kill -USR1 $$; echo after; trap '' USR1; kill -USR1 $$; echo ignored; trap - USR1; (kill -USR1 $(sh -c 'echo $PPID')); echo "sub $?"
trap 'echo int; n=1' INT; kill -INT $$; echo "n=$n"; trap | sort; trap - INT; f() { trap 'echo f exit' EXIT; }; sh -c 'f() { trap "echo set in f" EXIT; }; f; echo body'
sh -c 'trap "echo term; exit 3" TERM; kill -TERM $$; echo not reached'; echo $?
sh -c 'trap "echo bye" EXIT; exit 4'; echo $?; sh -c 'trap "exit 9" EXIT; exit 4'; echo $?; sh -c 'trap "echo hup" HUP; kill -HUP $$; kill -HUP $$; echo end'; echo $?
sh -c 'trap "" TERM; sh -c "kill -TERM \$\$; echo survived"'; echo $?; sh -c 'trap "echo x" TERM; sh -c "kill -TERM \$\$; echo survived"'; echo $?
sh -c 'trap "echo alrm" ALRM; (sleep 0.1; kill -ALRM $$) & wait $!; echo "wait $?"; wait; echo end'
sh -c 'sleep 5 & p=$!; kill $p; wait $p; echo $?'; sh -c 'sleep 5 & kill -9 $!; wait $!; echo $?'; sh -c 'false & wait $!; echo $?; wait 99999; echo $?'
set -e; (set +e; false; echo still); if false; then :; else echo else; fi; false || echo or; ! true || echo not; set +e; sh -ec 'false; echo no'; echo $?; sh -uc 'echo $unset; echo no' 2>/dev/null; echo $?
kill -l 9; kill -l 15; kill -0 $$; echo $?; kill -0 99999 2>/dev/null; echo $?; echo bottom; exit 6
