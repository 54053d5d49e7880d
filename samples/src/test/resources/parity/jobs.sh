sleep 0.1 & echo started; wait $!; echo $?
(exit 4) & wait $!; echo $?
sh -c 'kill -9 $$'; echo $?
(trap 'echo term; exit 5' TERM; kill -TERM $(sh -c 'echo $PPID'); sleep 1); echo $?
for i in 1 2 3; do (sleep 0.0$i; echo $i) & done; wait; echo all
