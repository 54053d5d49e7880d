# Control groups made, limited, filled, frozen, killed and removed, with what is refused
exec 2>&1
mkdir -p /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null
cd /sys/fs/cgroup || exit
mkdir init
for p in $(cat cgroup.procs); do echo $p > init/cgroup.procs; done 2>/dev/null
cat /proc/self/cgroup
echo "+cpuset +cpu +io +memory +pids" > cgroup.subtree_control; cat cgroup.subtree_control
mkdir a && cd a || exit
for f in cgroup.controllers cgroup.events cgroup.freeze cgroup.max.depth cgroup.max.descendants cgroup.procs cgroup.subtree_control cgroup.threads cgroup.type cpu.idle \
    cpu.max cpu.max.burst cpu.stat.local cpu.weight cpu.weight.nice cpuset.cpus cpuset.cpus.effective cpuset.mems cpuset.mems.effective io.max io.stat memory.current \
    memory.events memory.events.local memory.high memory.low memory.max memory.min memory.oom.group memory.peak memory.swap.current memory.swap.events \
    memory.swap.high memory.swap.max memory.swap.peak pids.current pids.events pids.events.local pids.max pids.peak; do
    echo "$(ls -l $f | cut -c1-10) $f: $(cat $f | tr '\n' ' ')"
done
ls -l cgroup.kill memory.reclaim | cut -c1-10
cat cgroup.kill
grep -c . cpu.stat
grep '^anon ' memory.stat
echo 1 > cgroup.controllers
touch x; ln -s a b; ln cgroup.type y; rm cgroup.type; mv ../a ../b; mknod z p
echo +foo > cgroup.subtree_control; echo cpu > cgroup.subtree_control
for v in 5 x ""; do echo "$v" > cgroup.freeze; echo "$v" > cgroup.kill; echo "$v" > cgroup.max.depth; done
for v in x 99999 -1; do echo $v > cgroup.procs; done
echo domain > cgroup.type
for v in 0 10001 x 50; do echo $v > cpu.weight; cat cpu.weight cpu.weight.nice; done
for v in 20 -21 5 -20; do echo $v > cpu.weight.nice; cat cpu.weight cpu.weight.nice; done
echo 1 > cpu.idle; cat cpu.weight; echo 7 > cpu.weight; echo 0 > cpu.idle
for v in 5 "50000 100000" max 20000 "1000 999" "10000 2000000" "x y"; do echo $v > cpu.max; cat cpu.max; done
for v in 10000 999999 -1; do echo $v > cpu.max.burst; cat cpu.max.burst; done
for v in 1m -1 4097 max 10% 3g; do echo $v > memory.max; cat memory.max; echo $v > memory.high; cat memory.high; echo $v > memory.low; cat memory.low; done
for v in 1 2 x 0; do echo $v > memory.oom.group; cat memory.oom.group; done
for v in 0 -1 max 7; do echo $v > pids.max; cat pids.max; done
echo max > pids.max
for v in 0-3 0 "" x; do echo "$v" > cpuset.cpus; cat cpuset.cpus cpuset.cpus.effective; done
echo "0:99999 rbps=1" > io.max; echo x > io.max
echo 1 > cgroup.max.depth; mkdir -p b/c; echo 0 > cgroup.max.descendants; mkdir d; echo max > cgroup.max.depth; echo max > cgroup.max.descendants
mkdir -p b/c
echo +memory > b/cgroup.subtree_control
echo +memory > cgroup.subtree_control; echo +memory > b/cgroup.subtree_control; echo -memory > cgroup.subtree_control
cat b/c/cgroup.controllers; ls b/c | grep memory.max; ls b/c | grep pids
grep nr_descendants cgroup.stat
rmdir b; rmdir b/c/cgroup.procs
sleep 100 &
echo $! > b/cgroup.procs
echo -memory > b/cgroup.subtree_control
echo $! > b/cgroup.procs; wc -l < b/cgroup.procs; cat /proc/$!/cgroup
cat cgroup.events b/cgroup.events
echo 1 > b/cgroup.freeze; sleep 0.2; cat b/cgroup.events b/cgroup.freeze cgroup.freeze; echo 0 > b/cgroup.freeze; sleep 0.2; cat b/cgroup.events
rmdir b/c b; echo +memory > b/cgroup.subtree_control
echo 1 > b/cgroup.kill; wait $! 2>/dev/null; echo "killed $?"; cat b/cgroup.events
echo 1 > b/cgroup.freeze; sleep 100 & echo $! > b/cgroup.procs; sleep 0.1; kill -9 $!; wait $! 2>/dev/null; echo "killed frozen $?"
rmdir b; ls -d b; grep nr_descendants cgroup.stat
# Processes of the second and third generation count
mkdir p; echo "+pids" > cgroup.subtree_control; echo 3 > p/pids.max
sh -c 'echo $$ > p/cgroup.procs; cat p/pids.current; (sleep 5 & sleep 5 & sleep 5 & wait) 2>/dev/null; cat p/pids.events | sed "s/[1-9][0-9]*/some/"; cat p/pids.max'
echo 1 > p/cgroup.kill; sleep 0.1; rmdir p
cd ..; rmdir a; ls -d a
echo "-cpuset -cpu -io -memory -pids" > cgroup.subtree_control
for p in $(cat init/cgroup.procs); do echo $p > cgroup.procs; done 2>/dev/null
rmdir init; cat /proc/self/cgroup
