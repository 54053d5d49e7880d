# How often a route is in use is left out.
routes() {
    awk '{ print $1, $2, $3, $4, $5, $6, $9, $10 }' /proc/net/ipv6_route
    echo
}
routes
ip -6 addr add fd00::1/64 dev lo
routes
ip -6 addr del fd00::1/64 dev lo
routes
