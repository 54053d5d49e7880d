package twofold.container.syscall;

import static twofold.container.abi.Errno.ENOMEM;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import twofold.container.abi.Mman;
import twofold.container.kernel.Task;
import twofold.container.mm.Mapper;
import twofold.container.mm.Mm;
import twofold.container.vfs.Settings;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** How much memory may be promised, {@code vm.overcommit_memory} of proc_sys_vm(5). */
final class Overcommit {
    private static final int MAP_NORESERVE = 0x4000;
    private static final int ALWAYS = 1;
    private static final int NEVER = 2;

    private Overcommit() {
    }

    /** ENOMEM if so many bytes more that a program may write are not to be promised. @param flags of mmap(2) */
    static void require(Task t, long length, int prot, int flags, boolean counts) {
        Settings settings = t.container().settings;
        long mode = settings.number("vm/overcommit_memory");
        boolean reserves = (flags & MAP_NORESERVE) == 0 || mode == NEVER;
        if (mode == ALWAYS || !counts || (prot & Mman.PROT_WRITE) == 0 || !reserves) {
            return;
        }
        long pages = Mapper.pages(length) >>> Frames.SHIFT;
        long all = t.kernel.memoryFrames();
        long swap = t.account().swap().total();
        if (mode == NEVER ? promised(t) + pages > limit(settings, all, swap) : pages > all + swap) {
            throw FileError.of(ENOMEM);
        }
    }

    private static long limit(Settings settings, long all, long swap) {
        long bytes = settings.number("vm/overcommit_kbytes");
        return (bytes != 0 ? bytes / 4 : all * settings.number("vm/overcommit_ratio") / 100) + swap;
    }

    /** Pages that all programs of the container have been promised. */
    private static long promised(Task t) {
        Set<Mm> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        long bytes = 0;
        for (Task each : t.container().tasks.all()) {
            if (each.mm != null && counted.add(each.mm)) {
                bytes += each.mm.dataBytes();
            }
        }
        return (bytes >>> Frames.SHIFT) + t.container().account.shared();
    }
}
