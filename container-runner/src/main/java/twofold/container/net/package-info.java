/** Sockets. So far only connected pairs of UNIX stream sockets, unix(7); every other family is EAFNOSUPPORT. */
package twofold.container.net;
