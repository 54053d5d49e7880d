# The loopback interface is up from the start
ip addr show dev lo
cat /sys/class/net/lo/flags /sys/class/net/lo/operstate
grep ' lo$' /proc/net/if_inet6
(echo from the other side | nc -l -p 4567 & sleep 1; nc 127.0.0.1 4567 < /dev/null)
ping -c 1 127.0.0.1 | sed -n 's/time=.*//p'
