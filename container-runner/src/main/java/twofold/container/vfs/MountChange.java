package twofold.container.vfs;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;

import java.util.List;
import java.util.function.Predicate;
import twofold.container.abi.Cap;
import twofold.image.overlay.FileError;

/**
 * What is to become of mounts, mount_setattr(2).
 *
 * @param by          who changes them
 * @param set         options that they get
 * @param taken       options that they lose before
 * @param mapping     whose ids they show owners by from now on, null for as they do
 * @param propagation how they propagate from now on, null for as they do
 */
public record MountChange(Credentials by, int set, int taken, UserNamespace mapping, Propagation propagation) {
    /** Changes them, all or none; EBUSY if one that becomes read-only or is mapped is {@code written}. */
    void make(List<Mount> all, Predicate<Mount> written) {
        for (Mount each : all) {
            each.requireUnlocked(each.options() & ~taken | set);
            if (mapping != null) {
                requireMappable(each);
            }
            if ((mapping != null || (set & Mount.READ_ONLY) != 0 && !each.has(Mount.READ_ONLY)) && written.test(each)) {
                throw FileError.of(EBUSY);
            }
        }
        for (Mount each : all) {
            each.setOptions(each.options() & ~taken | set);
            if (mapping != null) {
                each.map(new IdMapping(mapping, each.fileSystem().owner()));
            }
        }
    }

    /** Once mapped a mount stays so (EPERM); what has been seen in the tree cannot be, and of the file systems here a tmpfs only (EINVAL). */
    private void requireMappable(Mount mount) {
        FileSystem of = mount.fileSystem();
        if (mapping == of.owner()) {
            throw FileError.of(EINVAL);
        }
        if (mount.mapping() != null) {
            throw FileError.of(EPERM);
        }
        if (!of.type().equals("tmpfs")) {
            throw FileError.of(EINVAL);
        }
        if (!by.has(Cap.CAP_SYS_ADMIN, of.owner())) {
            throw FileError.of(EPERM);
        }
        if (!mount.namespace().anonymous()) {
            throw FileError.of(EINVAL);
        }
    }
}
