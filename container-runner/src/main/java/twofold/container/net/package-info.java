/**
 * Sockets: UNIX, TCP and UDP over loopback and between the containers of a kernel, and netlink to ask with. No host socket is used here
 * (published ports are {@code twofold.container.publish}'s):
 * a connection is two objects, each of which puts what it sends into the other's inbox. Invariants: a socket whose name or port is in a
 * table of its {@link twofold.container.net.NetNamespace} is open; closing takes it out; whoever changes what {@code poll} says wakes the
 * queue. Sources: socket(7), unix(7), ip(7), ipv6(7), tcp(7), udp(7), netlink(7), rtnetlink(7), netdevice(7). Start reading at
 * {@link twofold.container.net.Socket}.
 */
package twofold.container.net;
