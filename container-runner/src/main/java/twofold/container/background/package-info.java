/**
 * The shared kernel as a background process, and how commands talk to it.
 *
 * <p>One kernel process at most serves a root directory: {@link twofold.container.background.Place} says where its socket and locks are. A
 * command connects with {@link twofold.container.background.Connection}, which starts the kernel if that is wanted; each connection carries
 * one order as JSON and, for a program with streams, frames of bytes ({@link twofold.container.background.Wire}). On the other side
 * {@link twofold.container.background.Server} takes connections, a {@code Session} serves each, and a {@code Supervisor} sees one container
 * through its life: start, health, restarts, end.
 *
 * <p>Threads: all state of the kernel and of a supervisor is touched on the kernel's thread only; sessions hand work over with
 * {@code Server.call} and never hold a lock while they wait for it. Files of the store are read and written on session and worker threads,
 * so that one container's disk does not hold up the others.
 */
package twofold.container.background;
