package twofold.container.kernel;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EOPNOTSUPP;

import java.util.EnumSet;
import java.util.Set;
import twofold.container.kernel.Cgroup.Controller;
import twofold.image.overlay.FileError;

/**
 * Whether a control group is a domain, in which processes are with all their threads, or threaded, so that it divides the processes of the domain that it belongs to
 * (Linux admin guide, cgroup-v2, "Threads"), and what that forbids. A container's own group stands for the root of a system.
 */
public final class CgroupDomain {
    /** The controllers that can tell the threads of a process from each other. */
    private static final Set<Controller> BY_THREAD = EnumSet.of(Controller.CPUSET, Controller.CPU, Controller.PIDS);
    private final Cgroup group;
    private boolean threaded;

    CgroupDomain(Cgroup group) {
        this.group = group;
    }

    /** The group's kind, cgroup.type. */
    public String type() {
        return threaded ? "threaded" : !isValid() ? "domain invalid" : isThreadRoot() ? "domain threaded" : "domain";
    }

    /** Whether it divides processes by threads. */
    public boolean isThreaded() {
        return threaded;
    }

    /** The group whose processes its threads belong to. */
    public Cgroup of() {
        Cgroup at = group;
        while (at.domain.threaded) {
            at = at.parent;
        }
        return at;
    }

    /** Whether a controller can be at work in it. */
    boolean has(Controller controller) {
        return !threaded || BY_THREAD.contains(controller);
    }

    /** Makes it threaded. EOPNOTSUPP if there are tasks in it or below, or if it or the domain around has controllers to do with that know no threads. */
    public void makeThreaded() {
        if (threaded) {
            return;
        }
        if (group.parent == null || group.populated() || !BY_THREAD.containsAll(group.passed())) {
            throw FileError.of(EOPNOTSUPP);
        }
        CgroupDomain around = group.parent.domain.of().domain;
        if (!around.isValid() || !around.canBeThreadRoot()) {
            throw FileError.of(EOPNOTSUPP);
        }
        for (Controller each : group.controllers()) {
            if (!BY_THREAD.contains(each)) {
                group.end(each);
            }
        }
        threaded = true;
    }

    private boolean canBeThreadRoot() {
        if (group.parent == null) {
            return true;
        }
        boolean inhabited = group.children().stream().anyMatch(child -> !child.domain.threaded && child.populated());
        return !threaded && !inhabited && BY_THREAD.containsAll(group.passed());
    }

    private boolean isThreadRoot() {
        boolean divided = group.children().stream().anyMatch(child -> child.domain.threaded);
        return !threaded && (divided || !group.threads.all().isEmpty() && group.passed().stream().anyMatch(BY_THREAD::contains));
    }

    private boolean isValid() {
        boolean valid = !threaded;
        for (Cgroup at = group.parent; at != null && valid; at = at.parent) {
            valid = !at.domain.threaded && (at.parent == null || !at.domain.isThreadRoot());
        }
        return valid;
    }

    /** Whether tasks may come here: EOPNOTSUPP where there is no domain for them; EBUSY if it passes controllers on and cannot divide processes by threads. */
    void requireHost() {
        if (!of().domain.isValid()) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (!canBeThreadRoot() && !threaded && !group.passed().isEmpty()) {
            throw FileError.of(EBUSY);
        }
    }

    /** Whether it may pass on controllers that it did not before; EBUSY if there are tasks in it with which those below would compete. */
    void requireMayPass(Set<Controller> more) {
        if (more.isEmpty()) {
            return;
        }
        if (!of().domain.isValid()) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (group.parent == null) {
            return;
        }
        boolean byThread = BY_THREAD.containsAll(more);
        if (!byThread && (threaded || isThreadRoot())) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (!(byThread && (threaded || canBeThreadRoot())) && !group.threads.all().isEmpty()) {
            throw FileError.of(EBUSY);
        }
    }
}
