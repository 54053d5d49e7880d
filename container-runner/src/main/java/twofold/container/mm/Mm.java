package twofold.container.mm;

import static twofold.container.abi.Errno.ENOMEM;
import static twofold.container.abi.Mman.PROT_WRITE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.container.abi.Limits;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * The address space of one process (or of several tasks that share it): its areas and its page table, the answer to page faults, and
 * copy-on-write copies for fork. Changes of the areas are in {@link Mapper}.
 */
public final class Mm extends UserMemory {
    /** A file that cannot be written while it runs. */
    public interface Program {
        /** One more address space runs it (ETXTBSY if it is being written), or one less. */
        void runs(int more);
    }

    /** The address behind the last a process can use: half of Sv39's range. */
    public static final long TASK_SIZE = 1L << 38;
    private static final int FETCH_FAULT = 12;
    private static final int LOAD_FAULT = 13;
    private static final int STORE_FAULT = 15;
    private static final long PAGES = TASK_SIZE >>> Frames.SHIFT;
    /** Bytes that stay free between the stack and the area below it. */
    private static final int STACK_GUARD = 256 * Frames.SIZE;

    final TreeMap<Long, Vma> areas = new TreeMap<>();
    final PageTable table = new PageTable();
    private final Runs runs = new Runs();
    final IdlePages idle = new IdlePages();
    private Account account;
    /** Those that this one was copied from and that were copied from it, itself among them: who may have its frames at the same place. Null if it is alone. */
    private List<Mm> family;
    private int users = 1;
    private long resident;
    private long swapped;
    private long majorFaults;
    private long minorFaults;
    private long hand;
    private long peakResident;
    private boolean outOfMemory;
    private Program program;
    /** What mlockall(2) said of areas to come: MCL_FUTURE, and MCL_ONFAULT. */
    public int lockFuture;
    /** Contexts of io_setup(2), by the address that names them. */
    public final Map<Long, Object> ioContexts = new HashMap<>(0);
    /** Whether an area was sealed. */
    boolean sealed;
    private boolean tableGrew;
    private long charged;

    /** The limit of the stack in bytes. */
    public long stackLimit = 8L << 20;
    /** Start and current end of the heap. */
    public long heapStart;
    /** Current end of the heap. */
    public long heapEnd;
    /** Bounds of the program's image, argument and environment strings, and the auxiliary vector, for /proc. */
    public long argStart;
    /** Behind the last argument string. */
    public long argEnd;
    /** Behind the last environment string. */
    public long envEnd;
    /** Where the stack began. */
    public long stackStart;
    /** First address of the program's text. */
    public long codeStart;
    /** Behind the program's text. */
    public long codeEnd;
    /** The auxiliary vector as it was put on the stack. */
    public byte[] auxiliary = {};
    /** The address of the signal return trampoline. */
    public long sigreturn;

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

    private long dataBytes() {
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
            return -cause(access);
        }
        int entry = table.get(address >>> Frames.SHIFT);
        if ((entry & access) != 0) {
            return Frames.offset(PageTable.frame(entry)) + (address & Frames.SIZE - 1);
        }
        return faultSlow(address, access, entry);
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

    private long faultSlow(long address, int access, int entry) {
        account.countFault(access);
        Vma area = find(address);
        if (area == null) {
            area = grow(address);
        }
        if (area == null || (granted(area.prot) & access) == 0) {
            return -cause(access);
        }
        long page = address >>> Frames.SHIFT;
        int answer = entry == 0 ? bringIn(area, page, access) : PageTable.isSwapped(entry) ? bringBack(area, page, access, entry)
                : upgrade(area, page, access, entry);
        if (answer >= 0) {
            minorFaults++;
            return Frames.offset(answer) + (address & Frames.SIZE - 1);
        }
        if (answer == -2) {
            outOfMemory = true;
        }
        return answer == -1 ? -(cause(access) == STORE_FAULT ? 7 : access == FETCH ? 1 : 5) : -cause(access);
    }

    /** Fills an empty entry; returns the frame, -1 behind the end of the object, -2 without memory. */
    private int bringIn(Vma area, long page, int access) {
        int rights = granted(area.prot);
        if (area.source == null) {
            int frame = account.allocate(runs, page, likelyEnd(area));
            if (frame < 0) {
                return -2;
            }
            enter(page, frame, rights);
            return frame;
        }
        long index = area.sourcePage + page - (area.start >>> Frames.SHIFT);
        int frame = area.source.frame(index);
        if (frame < 0) {
            return frame;
        }
        if (tableGrew) {
            tableGrew = false;
            if (!account.hasRoom()) {
                return -2;
            }
        }
        if (area.shared) {
            Frames.retain(frame);
            if (access == WRITE) {
                area.source.dirty(index);
                enter(page, frame, rights);
            } else {
                enter(page, frame, rights & ~WRITE);
            }
            return frame;
        }
        if (access == WRITE) {
            return privateCopy(area, page, frame, rights);
        }
        Frames.retain(frame);
        enter(page, frame, rights & ~WRITE);
        return frame;
    }

    /** Gives an entry a right its area grants: copy-on-write, the first write to a shared page, or a protection that was widened. */
    private int upgrade(Vma area, long page, int access, int entry) {
        int frame = PageTable.frame(entry);
        int rights = granted(area.prot);
        if (access != WRITE) {
            setRights(page, entry, rights & ~WRITE);
            return frame;
        }
        if (area.shared) {
            area.source.dirty(area.sourcePage + page - (area.start >>> Frames.SHIFT));
            setRights(page, entry, rights);
            return frame;
        }
        if (Frames.references(frame) == 1) {
            setRights(page, entry, rights);
            return frame;
        }
        int copy = privateCopy(area, page, frame, rights);
        if (copy >= 0) {
            resident--;
            account.release(frame);
            flush(page << Frames.SHIFT, 1);
        }
        return copy;
    }

    private int privateCopy(Vma area, long page, int frame, int rights) {
        Frames.retain(frame); // lest the room for the copy is made of it
        int copy = account.allocate(runs, page, likelyEnd(area));
        if (copy >= 0) {
            Frames.copy(frame, copy);
        }
        account.release(frame);
        if (copy < 0) {
            return -2;
        }
        account.countCopy();
        enter(page, copy, rights);
        return copy;
    }

    /** The page up to which those of an area are likely to be touched in order: a heap is about to double, a stack goes the other way. */
    private static long likelyEnd(Vma area) {
        long end = area.end >>> Frames.SHIFT;
        return area.growsDown ? 0 : Vma.HEAP.equals(area.name) ? end + (area.end - area.start >>> Frames.SHIFT) : end;
    }

    /** A page comes back from the swap space, to all who had it in common. */
    private int bringBack(Vma area, long page, int access, int entry) {
        int slot = PageTable.slot(entry);
        int frame = account.allocate(runs, page, likelyEnd(area));
        if (frame < 0) {
            return -2;
        }
        if (!account.swapIn(slot, frame)) {
            account.release(frame);
            return -1;
        }
        account.count(Account.Count.MAJOR_FAULTS);
        majorFaults++;
        minorFaults--;
        for (Mm each : family == null ? List.of(this) : family) {
            if (each.table.get(page) == entry) {
                each.table.set(page, PageTable.entry(frame, 0));
                each.resident++;
                each.peakResident = Math.max(each.peakResident, each.resident);
                each.swapped--;
                Frames.retain(frame);
                account.releaseSlot(slot);
            }
        }
        Frames.release(frame);
        return upgrade(area, page, access, table.get(page));
    }

    /** Takes the rights of up to {@code count} pages away and puts them among the idle ones; pages of code too, if so. */
    void age(int count, boolean code) {
        boolean swaps = account.canSwap();
        boolean wrapped = false;
        int left = count;
        long page = hand;
        Vma area = null;
        while (left > 0 && !(wrapped && page >= hand)) {
            page = table.next(page, PAGES);
            if (page >= PAGES) {
                if (wrapped) {
                    break;
                }
                wrapped = true;
                page = 0;
                continue;
            }
            if (area == null || page << Frames.SHIFT >= area.end || page << Frames.SHIFT < area.start) {
                area = find(page << Frames.SHIFT);
            }
            if (area == null || area.locked || !code && (area.prot & FETCH) != 0 || area.source == null && !swaps) {
                page = area == null ? page + 1 : area.end >>> Frames.SHIFT;
                continue;
            }
            int entry = table.get(page);
            if (PageTable.isPresent(entry)) {
                account.count(Account.Count.DEACTIVATED);
                table.set(page, entry & ~PageTable.RIGHTS);
                idle.add(page);
                left--;
            }
            page++;
        }
        hand = page;
        flush();
    }

    /**
     * Takes up to {@code wanted} pages that stayed idle away; returns how many.
     *
     * @param of  who is to have less
     * @param all false: private pages alone
     */
    int evictIdle(int wanted, Account of, boolean all) {
        int went = 0;
        for (int tries = idle.size(); tries > 0 && went < wanted; tries--) {
            long page = idle.take();
            int entry = table.get(page);
            if (!PageTable.isPresent(entry)) {
                continue;
            }
            account.count(Account.Count.SCANNED);
            if ((entry & PageTable.RIGHTS) != 0) {
                account.count(Account.Count.ACTIVATED);
            } else if (evict(page, entry, of, all)) {
                account.count(Account.Count.STOLEN);
                went++;
            } else {
                idle.add(page);
            }
        }
        return went;
    }

    private boolean evict(long page, int entry, Account of, boolean all) {
        Vma area = find(page << Frames.SHIFT);
        int frame = PageTable.frame(entry);
        if (area == null || area.locked || !of.pays(frame)) {
            return false;
        }
        if (area.source != null && (area.shared || area.source.holds(area.sourcePage + page - (area.start >>> Frames.SHIFT), frame))) {
            if (all) {
                leaveAll(page, 0, frame);
            }
            return all;
        }
        int holders = Frames.references(frame);
        if (holders > 1 && holders != sharers(page, frame)) {
            return false;
        }
        int slot = account.swapOut(frame, holders);
        if (slot < 0) {
            return false;
        }
        leaveAll(page, PageTable.swapped(slot), frame);
        return true;
    }

    /** A frame goes from the same place of all who have it in common, and their entries become another. */
    private void leaveAll(long page, int entry, int frame) {
        for (Mm each : family == null ? List.of(this) : family) {
            int theirs = each.table.get(page);
            if (PageTable.isPresent(theirs) && PageTable.frame(theirs) == frame) {
                each.leave(page, entry, frame);
                each.swapped += entry == 0 ? 0 : 1;
            }
        }
    }

    private int sharers(long page, int frame) {
        int count = 0;
        for (Mm each : family == null ? List.of(this) : family) {
            int theirs = each.table.get(page);
            count += PageTable.isPresent(theirs) && PageTable.frame(theirs) == frame ? 1 : 0;
        }
        return count;
    }

    /** A frame goes, and its entry becomes another. */
    private void leave(long page, int entry, int frame) {
        table.set(page, entry);
        flush(page << Frames.SHIFT, 1);
        account.release(frame);
        resident--;
    }

    private void enter(long page, int frame, int rights) {
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

    /** Reads for a debugger, whatever the protection is; returns how many bytes there were before a page that cannot be had. */
    public int peek(long address, byte[] to, int start, int length) {
        int done = 0;
        while (done < length) {
            long host = force(address + done, READ);
            if (host <= 0) {
                break;
            }
            int part = Math.min(length - done, Frames.SIZE - (int) (address + done & Frames.SIZE - 1));
            Frames.read(host, to, start + done, part);
            done += part;
        }
        return done;
    }

    /** Writes for a debugger: to a copy of its own where the process may not write; returns as {@link #peek}. Code wants a fence.i. */
    public int poke(long address, byte[] from, int start, int length) {
        int done = 0;
        while (done < length) {
            long host = force(address + done, WRITE);
            if (host <= 0) {
                break;
            }
            int part = Math.min(length - done, Frames.SIZE - (int) (address + done & Frames.SIZE - 1));
            Frames.write(host, from, start + done, part);
            done += part;
        }
        return done;
    }

    /** The host offset of a byte, brought in if it was not there; 0 or less if that cannot be. */
    private long force(long address, int access) {
        Vma area = address >>> 38 != 0 ? null : find(address);
        if (area == null || area.prot == 0 && area.source != null && area.shared) {
            return 0;
        }
        if ((granted(area.prot) & access) != 0) {
            return translate(address, access);
        }
        if (access == WRITE && area.shared) {
            return 0;
        }
        long page = address >>> Frames.SHIFT;
        int entry = table.get(page);
        if (PageTable.isSwapped(entry)) {
            if (bringBack(area, page, READ, entry) < 0) {
                return 0;
            }
            entry = table.get(page);
        }
        int frame = entry == 0 ? bringIn(area, page, access) : PageTable.frame(entry);
        if (access == WRITE && entry != 0 && Frames.references(frame) > 1) {
            frame = privateCopy(area, page, frame, granted(area.prot));
            if (frame >= 0) {
                resident--;
                account.release(PageTable.frame(entry));
                flush(page << Frames.SHIFT, 1);
            }
        }
        return frame < 0 ? 0 : Frames.offset(frame) + (address & Frames.SIZE - 1);
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

    private Vma grow(long address) {
        Map.Entry<Long, Vma> above = areas.higherEntry(address);
        if (above == null || !above.getValue().growsDown) {
            return null;
        }
        Vma stack = above.getValue();
        long start = address & -Frames.SIZE;
        Map.Entry<Long, Vma> below = areas.lowerEntry(stack.start);
        boolean room = below == null || start - below.getValue().end >= STACK_GUARD;
        if (Long.compareUnsigned(stack.end - start, stackLimit) > 0 || !room) {
            return null;
        }
        areas.remove(stack.start);
        stack.start = start;
        areas.put(start, stack);
        return stack;
    }

    /** Unmaps the pages of a range; the areas are the caller's business. */
    void drop(long start, long end) {
        long last = end >>> Frames.SHIFT;
        long page = table.next(start >>> Frames.SHIFT, last);
        if (page >= last) {
            return;
        }
        flush(start, end - start);
        while (page < last) {
            int entry = table.get(page);
            if (PageTable.isSwapped(entry)) {
                account.releaseSlot(PageTable.slot(entry));
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
                    account.releaseSlot(PageTable.slot(entry));
                    swapped--;
                }
            } else if (copies || area.shared || area.source.holds(index, frame)) {
                flush(page << Frames.SHIFT, 1);
                table.set(page, 0);
                account.release(frame);
                resident--;
            } else if (copies && PageTable.isSwapped(entry)) {
                table.set(page, 0);
                account.releaseSlot(PageTable.slot(entry));
                swapped--;
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

    /** A copy for a child: every private page is shared until one of the two writes to it. */
    public Mm fork() {
        Mm child = new Mm(account);
        if (program != null) {
            child.run(program);
        }
        child.stackLimit = stackLimit;
        child.sealed = sealed;
        child.heapStart = heapStart;
        child.heapEnd = heapEnd;
        child.argStart = argStart;
        child.argEnd = argEnd;
        child.envEnd = envEnd;
        child.stackStart = stackStart;
        child.codeStart = codeStart;
        child.codeEnd = codeEnd;
        child.auxiliary = auxiliary;
        child.sigreturn = sigreturn;
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
                account.retainSlot(PageTable.slot(entry));
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
        runs.giveBack();
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

    /** Page faults that read nothing, and those that did. */
    public long minorFaults() {
        return minorFaults;
    }

    /** Page faults that had to read from the swap space. */
    public long majorFaults() {
        return majorFaults;
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
        boolean took = outOfMemory;
        outOfMemory = false;
        return took;
    }

    /** The rights a protection gives; writing implies reading, as in a RISC-V page table. */
    static int granted(int prot) {
        return prot & PageTable.RIGHTS | ((prot & PROT_WRITE) != 0 ? READ : 0);
    }

    private static int cause(int access) {
        return access == READ ? LOAD_FAULT : access == WRITE ? STORE_FAULT : FETCH_FAULT;
    }
}
