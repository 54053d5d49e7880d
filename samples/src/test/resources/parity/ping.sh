# Echo requests to oneself
quiet() { sed 's/time=[0-9.]* ms/time/; s|[0-9.]*/[0-9.]*/[0-9.]* ms|times|'; }
ping -c 2 -i 0.1 127.0.0.1 | quiet
ping -c 1 -s 1000 -q 127.0.0.9 | quiet
ping -c 1 -W 1 ::1 | quiet
ping -c 1 nosuch.invalid
echo 600 > /proc/sys/net/ipv4/ip_unprivileged_port_start
cat /proc/sys/net/ipv4/ip_unprivileged_port_start
echo 1024 > /proc/sys/net/ipv4/ip_unprivileged_port_start
unshare -u sh -c 'echo other > /proc/sys/kernel/hostname; hostname; cat /proc/sys/kernel/hostname; echo dom > /proc/sys/kernel/domainname; cat /proc/sys/kernel/domainname'
