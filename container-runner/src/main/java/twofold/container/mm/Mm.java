package twofold.container.mm;

import static twofold.container.abi.Errno.ENOMEM;
import static twofold.container.abi.Mman.PROT_WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import twofold.container.abi.Limits;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * The address space of one process (or of several tasks that share it): its areas and its page table, and copy-on-write
 * copies for fork. Changes of the areas are in {@link Mapper}, the answer to page faults in {@link PageFaults}, how pages leave it in {@link Eviction}.
 */
public final class Mm extends UserMemory {
    /** A file that cannot be written while it runs. */
    public interface Program {
        /** One more address space runs it (ETXTBSY if it is being written), or one less. */
        void runs(int more);
    }

    /** The address behind the last a process can use: half of Sv39's range. */
    public static final long TASK_SIZE = 1L << 38;

    final TreeMap<Long, Vma> areas = new TreeMap<>();
    final Gaps gaps = new Gaps();
    final PageTable table = new PageTable();
    final PageFaults faults = new PageFaults(this);
    final Eviction eviction = new Eviction(this);
    /** Where the parts of the program lie. */
    public final ProgramLayout layout = new ProgramLayout();
    private Account account;
    /** Those that this one was copied from and that were copied from it, itself among them: who may have its frames at the same place. Null if it is alone. */
    private List<Mm> family;
    private int users = 1;
    private long resident;
    private long swapped;
    private long peakResident;
    private Program program;
    /** What mlockall(2) said of areas to come: MCL_FUTURE, and MCL_ONFAULT. */
    public int lockFuture;
    /** The access that was refused last because a handler has to supply the page, or null. */
    FaultHandler.Fault handedOver;
    /** Whether there was ever a handler for pages of it. */
    boolean handled;
    /** Pages whose access is SIGBUS, null for none. */
    TreeSet<Long> poisoned;
    /** The most areas it may have, vm.max_map_count. */
    public int mostAreas = 65530;
    public final IoContexts asynchronous = new IoContexts();
    /** What it refuses of memory that is to be executed. */
    public final ExecutionRefusal refusal = new ExecutionRefusal();
    /** Whether an area was sealed. */
    boolean sealed;
    private boolean tableGrew;
    private long charged;

    /** The limit of the stack in bytes. */
    public long stackLimit = 8L << 20;
    /** The soft limits of the process that uses it, by RLIMIT_ number; null while there is none. */
    public long[] limits;

    /** ENOMEM unless so many more bytes may be mapped: RLIMIT_AS, and RLIMIT_DATA for what is private and can be written. */
    void requireSpace(long more, boolean data) {
        if (limits == null) {
            return;
        }
        long space = limits[Limits.RLIMIT_AS];
        long most = data ? limits[Limits.RLIMIT_DATA] : -1;
        if (space >= 0 && virtualBytes() + more > space || most >= 0 && dataBytes() + more > most) {
            throw FileError.of(ENOMEM);
        }
    }

    /** Bytes of private memory that can be written. */
    public long dataBytes() {
        long sum = 0;
        for (Vma area : areas.values()) {
            sum += !area.shared && !area.growsDown && (area.prot & PROT_WRITE) != 0 ? area.end - area.start : 0;
        }
        return sum;
    }

    /** An empty address space whose frames are charged to {@code account}. */
    public Mm(Account account) {
        this.account = account;
        if (account != null) {
            account.spaces.add(this);
        }
    }

    /** Another account pays for its tables and for what it takes from now on. */
    public void moveTo(Account to) {
        if (to != account) {
            account.spaces.remove(this);
            account.refund(charged);
            account = to;
            account.carry(charged);
            account.spaces.add(this);
        }
    }

    /** Runs a program, ETXTBSY if that is being written. */
    public void run(Program what) {
        what.runs(1);
        program = what;
    }

    /** Bytes that are locked, mlock(2). */
    public long locked() {
        long sum = 0;
        for (Vma area : areas.values()) {
            sum += area.locked ? area.end - area.start : 0;
        }
        return sum;
    }

    /** A page as /proc/PID/pagemap tells of it: bit 63 present, 62 swapped, 61 of a file or shared. */
    public long pageState(long page) {
        int entry = table.get(page);
        if (entry == 0) {
            return 0;
        }
        Vma area = find(page << Frames.SHIFT);
        long file = area != null && !area.owns(page, entry) ? 1L << 61 : 0;
        return PageTable.isPresent(entry) ? 1L << 63 | file : PageTable.isSwapped(entry) ? 1L << 62 | file : 0;
    }

    /** Whether a page is in memory: mapped, or its object has it. */
    public boolean isResident(Vma area, long page) {
        return PageTable.isPresent(table.get(page)) || area.source != null && area.source.resident(area.sourcePage + page - (area.start >>> Frames.SHIFT));
    }

    /** Who pays for the frames. */
    public Account account() {
        return account;
    }

    @Override
    public long translate(long address, int access) {
        if (address >>> 38 != 0) {
            return -PageFaults.cause(access);
        }
        int entry = table.get(address >>> Frames.SHIFT);
        if ((entry & access) != 0) {
            return Frames.offset(PageTable.frame(entry)) + (address & Frames.SIZE - 1);
        }
        return faults.serve(address, access, entry);
    }

    @Override
    protected long neighbours(long address, int access, int step, long most) {
        long page = address >>> Frames.SHIFT;
        int frame = PageTable.frame(table.get(page));
        long count = 0;
        while (count < most) {
            long next = page + step * (count + 1);
            int entry = next < 0 || next >>> 38 - Frames.SHIFT != 0 ? 0 : table.get(next);
            if ((entry & access) == 0 || PageTable.frame(entry) != frame + step * (count + 1)) {
                break;
            }
            count++;
        }
        return count;
    }

    /** Whether a page was poisoned. */
    boolean isPoisoned(long page) {
        return poisoned != null && poisoned.contains(page);
    }

    /** The access that was just refused because a handler has to supply the page, or null; asking clears it. */
    public FaultHandler.Fault takeHandedOver() {
        FaultHandler.Fault took = handedOver;
        handedOver = null;
        return took;
    }

    /** Those who may have its frames at the same place, itself among them. */
    List<Mm> family() {
        return family == null ? List.of(this) : family;
    }

    /** A frame goes, and its entry becomes another: nothing, or its slot in the swap space. */
    void leave(long page, int entry, int frame) {
        table.set(page, entry);
        flush(page << Frames.SHIFT, 1);
        account.release(frame);
        resident--;
        swapped += entry == 0 ? 0 : 1;
    }

    /** A page has got another frame, of its own, instead of {@code frame}. */
    void replaced(long page, int frame) {
        resident--;
        account.release(frame);
        flush(page << Frames.SHIFT, 1);
    }

    /** A frame is what was in the swap space. Its rights come with the fault that is under way, or the next. */
    void enterSwapped(long page, int frame) {
        table.set(page, PageTable.entry(frame, 0));
        resident++;
        peakResident = Math.max(peakResident, resident);
        swapped--;
    }

    void enter(long page, int frame, int rights) {
        long before = table.bytes();
        table.set(page, PageTable.entry(frame, rights));
        if (table.bytes() != before) {
            settle();
        }
        resident++;
        peakResident = Math.max(peakResident, resident);
    }

    void setRights(long page, int entry, int rights) {
        table.set(page, PageTable.entry(PageTable.frame(entry), rights));
        flush(page << Frames.SHIFT, 1);
    }

    /** The area that holds an address, or null. */
    public Vma find(long address) {
        Map.Entry<Long, Vma> below = areas.floorEntry(address);
        return below != null && address < below.getValue().end ? below.getValue() : null;
    }

    private final long identity = nextIdentity++;
    private static long nextIdentity = 1;

    /**
     * What a futex word is known by: in shared memory its place in host memory, in private memory this address space and its address.
     */
    public long futexKey(long address) {
        Vma area = find(address);
        if (area != null && area.shared) {
            return host(address, READ);
        }
        return Long.MIN_VALUE | identity << 39 | address;
    }

    /** Unmaps the pages of a range; the areas are the caller's business. */
    void drop(long start, long end) {
        long last = end >>> Frames.SHIFT;
        if (poisoned != null) {
            SortedSet<Long> gone = poisoned.subSet(start >>> Frames.SHIFT, last);
            SuppliedPages.cleared(this, gone.size());
            gone.clear();
        }
        long page = table.next(start >>> Frames.SHIFT, last);
        if (page >= last) {
            return;
        }
        flush(start, end - start);
        while (page < last) {
            int entry = table.get(page);
            if (PageTable.isSwapped(entry)) {
                account.swap().release(PageTable.slot(entry));
                swapped--;
            } else {
                account.release(PageTable.frame(entry));
                resident--;
            }
            table.set(page, 0);
            page = table.next(page + 1, last);
        }
    }

    /** Takes an object's pages from {@code first} up to {@code end} away, and private copies of them if {@code copies}: the object has them no more. */
    void cut(Mappable source, long first, long end, boolean copies) {
        for (Vma area : areas.values()) {
            if (area.source != source) {
                continue;
            }
            long pages = area.end - area.start >>> Frames.SHIFT;
            long skipped = Math.max(0, first - area.sourcePage);
            long last = Math.min(pages, end - area.sourcePage);
            if (skipped < last) {
                dropShared(area, area.start + (skipped << Frames.SHIFT), area.start + (last << Frames.SHIFT) >>> Frames.SHIFT, copies);
            }
        }
    }

    private void dropShared(Vma area, long start, long last, boolean copies) {
        for (long page = table.next(start >>> Frames.SHIFT, last); page < last; page = table.next(page + 1, last)) {
            int entry = table.get(page);
            int frame = PageTable.frame(entry);
            long index = area.sourcePage + page - (area.start >>> Frames.SHIFT);
            if (PageTable.isSwapped(entry)) {
                if (copies) {
                    table.set(page, 0);
                    account.swap().release(PageTable.slot(entry));
                    swapped--;
                }
            } else if (copies || area.shared || area.source.holds(index, frame)) {
                flush(page << Frames.SHIFT, 1);
                table.set(page, 0);
                account.release(frame);
                resident--;
            }
        }
    }

    /** More than what an address space takes of the host's heap beside its tables: with its process's files, its TLB's tables and what is kept of its tasks. */
    private static final long BYTES = 128 << 10;
    private static final long AREA = 160;

    /** What it takes of the kernel's memory, and what a copy will. */
    public long bytes() {
        return BYTES + table.bytes() + areas.size() * AREA;
    }

    /** Its tables have changed: what is paid for them does, too. */
    void settle() {
        long now = bytes();
        tableGrew |= now > charged;
        if (account != null) {
            account.carry(now - charged);
        }
        charged = now;
    }

    /** Whether the tables have grown since this was asked last. */
    boolean tookTableGrowth() {
        boolean took = tableGrew;
        tableGrew = false;
        return took;
    }

    /** A copy for a child: every private page is shared until one of the two writes to it. */
    public Mm fork() {
        Mm child = new Mm(account);
        if (program != null) {
            child.run(program);
        }
        child.stackLimit = stackLimit;
        child.mostAreas = mostAreas;
        child.sealed = sealed;
        child.refusal.inherit(refusal);
        child.layout.copy(layout);
        if (family == null) {
            family = new ArrayList<>(List.of(this));
        }
        family.add(child);
        child.family = family;
        long kept = 0;
        for (Vma area : areas.values()) {
            kept += area.inheritance == Vma.Inheritance.COPIED ? 0 : resident(area);
            if (area.inheritance == Vma.Inheritance.ABSENT) {
                continue;
            }
            Vma part = area.part(area.start, area.end);
            part.locked = false;
            part.handler = null;
            part.handled = 0;
            child.areas.put(area.start, part);
            if (area.source != null) {
                area.source.mapped(child);
            }
            if (area.inheritance == Vma.Inheritance.COPIED) {
                share(area, child);
            }
        }
        child.resident = resident - kept;
        child.peakResident = child.resident;
        child.settle();
        flush();
        return child;
    }

    private void share(Vma area, Mm child) {
        long last = area.end >>> Frames.SHIFT;
        for (long page = table.next(area.start >>> Frames.SHIFT, last); page < last; page = table.next(page + 1, last)) {
            int entry = table.get(page);
            if (PageTable.isSwapped(entry)) {
                account.swap().retain(PageTable.slot(entry));
                child.swapped++;
                child.table.set(page, entry);
                continue;
            }
            Frames.retain(PageTable.frame(entry));
            if (!area.shared && (entry & WRITE) != 0) {
                entry &= ~WRITE;
                table.set(page, entry);
            }
            child.table.set(page, entry);
        }
    }

    /** One more task uses this address space. */
    public void retain() {
        users++;
    }

    /** The number of tasks that use this address space. */
    public int users() {
        return users;
    }

    /** One task less uses it; the last one gives everything back. */
    public void release() {
        if (--users > 0) {
            return;
        }
        asynchronous.end();
        tlb().end();
        for (Vma area : areas.values()) {
            drop(area.start, area.end);
            if (area.source != null) {
                area.source.unmapped(this);
            }
        }
        areas.clear();
        if (program != null) {
            program.runs(-1);
            program = null;
        }
        faults.giveBack();
        if (family != null) {
            family.remove(this);
        }
        if (account != null) {
            account.spaces.remove(this);
            account.refund(charged);
            charged = 0;
        }
    }

    /** The areas in order of address. */
    public List<Vma> areas() {
        return new ArrayList<>(areas.values());
    }

    /** Those of them that have something of a range. */
    public List<Vma> areas(long start, long end) {
        Vma first = find(start);
        long from = first == null ? start : first.start;
        return from >= end ? List.of() : new ArrayList<>(areas.subMap(from, end).values());
    }

    /** Pages mapped now in one area. */
    public long resident(Vma area) {
        long count = 0;
        long last = area.end >>> Frames.SHIFT;
        for (long page = table.next(area.start >>> Frames.SHIFT, last); page < last; page = table.next(page + 1, last)) {
            count += PageTable.isPresent(table.get(page)) ? 1 : 0;
        }
        return count;
    }

    /** Pages in the swap space. */
    public long swapped() {
        return swapped;
    }

    /** Pages mapped now. */
    public long resident() {
        return resident;
    }

    /** The most pages ever mapped at once. */
    public long peakResident() {
        return peakResident;
    }

    /** Bytes of all areas. */
    public long virtualBytes() {
        long sum = 0;
        for (Vma area : areas.values()) {
            sum += area.end - area.start;
        }
        return sum;
    }

    /** Whether a fault was refused because there was no memory; asking clears it. */
    public boolean tookOutOfMemory() {
        return faults.tookOutOfMemory();
    }

    /** The rights a protection gives; writing implies reading, as in a RISC-V page table. */
    static int granted(int prot) {
        return prot & PageTable.RIGHTS | ((prot & PROT_WRITE) != 0 ? READ : 0);
    }
}
