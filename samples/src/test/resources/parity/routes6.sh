cat /proc/net/ipv6_route
ip -6 addr add fd00::1/64 dev lo
cat /proc/net/ipv6_route
ip -6 addr del fd00::1/64 dev lo
cat /proc/net/ipv6_route
