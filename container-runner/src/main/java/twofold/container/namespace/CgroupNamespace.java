package twofold.container.namespace;

import twofold.container.abi.Clone;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;

/** What is seen as the root of the control groups, cgroup_namespaces(7): a container has one group, which is everybody's root. */
public final class CgroupNamespace extends Namespace {
    private final UserNamespace owner;

    /** Another view of the container's group. */
    public CgroupNamespace(UserNamespace owner) {
        this.owner = owner;
    }

    @Override
    public UserNamespace owner() {
        return owner;
    }

    @Override
    public long kind() {
        return Clone.CLONE_NEWCGROUP;
    }
}
