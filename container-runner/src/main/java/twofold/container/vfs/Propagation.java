package twofold.container.vfs;

/** How mounts propagate: MS_SHARED, MS_SLAVE, MS_PRIVATE and MS_UNBINDABLE. */
public enum Propagation { SHARED, SLAVE, PRIVATE, UNBINDABLE }
