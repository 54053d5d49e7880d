/**
 * The command line of an OCI runtime (runtime-spec, "Runtime and Lifecycle"; the flags are runc's), so that podman, containerd and others
 * can run containers with this kernel. Each container has a host process of its own, the shim, which is the kernel and stands for the
 * container: its number goes into the pid file, it has the container's streams, and it ends with the container's status. {@code create}
 * starts the shim, which loads the program and keeps it frozen; the other commands talk to it over a socket in the container's directory
 * under {@code --root}. Start reading at {@link twofold.container.runtime.OciMain}.
 */
package twofold.container.runtime;
