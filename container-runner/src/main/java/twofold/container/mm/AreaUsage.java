package twofold.container.mm;

import twofold.riscv.memory.Frames;

/**
 * What of an area is in memory, in pages, as proc_pid_smaps(5) counts.
 *
 * @param resident all that is mapped
 * @param own      what is memory of the process, or its own copy of what a file has
 * @param dirty    what is not as the file has it on its medium
 */
public record AreaUsage(long resident, long own, long dirty) {
    /** Nothing. */
    public static final AreaUsage NONE = new AreaUsage(0, 0, 0);

    /** What an address space has of an area. */
    public static AreaUsage of(Mm mm, Vma area) {
        long resident = 0;
        long own = 0;
        long dirty = 0;
        long last = area.end >>> Frames.SHIFT;
        for (long page = mm.table.next(area.start >>> Frames.SHIFT, last); page < last; page = mm.table.next(page + 1, last)) {
            int entry = mm.table.get(page);
            if (PageTable.isPresent(entry)) {
                boolean copied = area.owns(page, entry);
                resident++;
                own += copied ? 1 : 0;
                dirty += copied || area.shared && (area.source.isMemory() || (entry & UserMemory.WRITE) != 0) ? 1 : 0;
            }
        }
        return new AreaUsage(resident, own, dirty);
    }

    /** Whether an address space has anything of its own in an area, in memory or in the swap space. */
    public static boolean anyOwn(Mm mm, Vma area) {
        long last = area.end >>> Frames.SHIFT;
        for (long page = mm.table.next(area.start >>> Frames.SHIFT, last); page < last; page = mm.table.next(page + 1, last)) {
            if (area.owns(page, mm.table.get(page))) {
                return true;
            }
        }
        return false;
    }

    /** This and another area's. */
    public AreaUsage plus(AreaUsage other) {
        return new AreaUsage(resident + other.resident, own + other.own, dirty + other.dirty);
    }
}
