package twofold.container.namespace;

import twofold.container.abi.Clone;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;

/** What is seen as the root of the control groups, cgroup_namespaces(7): a container has one group, which is everybody's root. */
public final class CgroupNamespace extends Namespace {
    /** Another view of the container's group. */
    public CgroupNamespace(UserNamespace owner) {
        super(owner, Clone.CLONE_NEWCGROUP);
    }
}
