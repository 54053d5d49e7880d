/**
 * The way in from the host: ports of containers that are the host's, too ({@code run -p}). This is the only place where sockets of the host and
 * of containers meet. A connection that the host takes becomes one from the gateway of the container's network, and bytes are carried between the
 * two by a pair of host threads, which hand them to the kernel's thread and back; each direction holds a few buffers at most. Invariant: all
 * of a container's sockets are touched on the kernel's thread only.
 */
package twofold.container.publish;
