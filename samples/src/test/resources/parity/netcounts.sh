# /proc/net: netstat, snmp, snmp6 and protocols
sed -n '/^MPTcpExt/!s/ [0-9][0-9]*/ 0/gp' /proc/net/netstat
sed '/^Icmp6[InOut]*Type/d; s/\t.*/\t0/' /proc/net/snmp6
for each in protocol PACKET PINGv6 RAWv6 UDPLITEv6 UDPv6 TCPv6 UNIX-STREAM UNIX UDP-Lite PING RAW UDP TCP; do
    sed -n "s/^\($each  *[a-z0-9]*\)  *[0-9][0-9]*/\1/p" /proc/net/protocols
done
ls -l /proc/net/netstat /proc/net/protocols /proc/net/snmp6 | cut -c 1-45
grep -v ^IcmpMsg /proc/net/snmp | awk '{ n = NF; getline; print $1, n, NF }'
awk '{ n = NF; getline } n < 2 || n != NF { print "wrong", $1, n, NF }' /proc/net/netstat /proc/net/snmp
