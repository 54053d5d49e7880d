package twofold.container.namespace;

import twofold.container.abi.Clone;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.UserNamespace;

/** What is seen as the root of the control groups, cgroup_namespaces(7). */
public final class CgroupNamespace<G> extends Namespace {
    /** The group that is the root. */
    public final G root;

    /** A view of a group and those below it. */
    public CgroupNamespace(UserNamespace owner, G root) {
        super(owner, Clone.CLONE_NEWCGROUP);
        this.root = root;
    }
}
