# /proc/net: netstat, snmp6 and protocols
sed -n '/^MPTcpExt/!s/ [0-9][0-9]*/ 0/gp' /proc/net/netstat
cat /proc/net/snmp6
for each in protocol PACKET PINGv6 RAWv6 UDPLITEv6 UDPv6 TCPv6 UNIX-STREAM UNIX UDP-Lite PING RAW UDP TCP; do
    grep "^$each " /proc/net/protocols
done
ls -l /proc/net/netstat /proc/net/protocols /proc/net/snmp6 | cut -c 1-45
nc -l -p 4000 -s 127.0.0.1 > /dev/null &
sleep 1
grep '^TCP ' /proc/net/protocols
kill $!
wait 2> /dev/null
