package twofold.riscv.hart;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;
import twofold.riscv.semantics.Rounding;

/**
 * What a region is to be made of: the blocks that a hart ran often after a hot one, found along branches and jumps, and behind calls. A callee
 * of one block is a part of the region for each call, so that its return is a branch; others leave the region, and come back to an entry.
 */
public final class RegionPlan {
    /**
     * The most instructions of a plan that is the first for its code. Larger regions take C1 longer than they save: what it does with registers grows
     * faster than they do.
     */
    private static final int LIMIT = Block.LIMIT;
    /** The most instructions of a plan for code that has run long. */
    private static final int LARGE = 384;
    /** The instructions of a region that others, which take as long to compile, are not to repeat: together they would run no faster, from more code. */
    private static final int WHOLE = 288;

    private static final int RARE = 16;
    /** An indirect jump with more targets than these is an interpreter's of bytecode. */
    private static final int FEW = 3;
    private static final int SMALL = 16;
    /** From the region's start in bytes; an exit, which may be a jump of 1 MiB further, tells its place in 23 bits. */
    private static final int FARTHEST = 1 << 22;
    private static final int FFLAGS = 1;
    private static final int TIME = 0xc01;

    /** A place in the code; in an inlined callee also the offset that it returns to. */
    private record Key(int offset, int back) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key(int place, int to) && place == offset && to == back;
        }

        @Override
        public int hashCode() {
            return 31 * offset + back;
        }
    }

    /**
     * Where an indirect jump may go.
     *
     * @param offset in bytes from the region's start
     * @param part   the part there
     */
    public record Target(int offset, int part) {
    }

    /**
     * Instructions in a row.
     *
     * @param offset the first one's place in bytes from the region's start
     * @param code   expanded; the last may be a branch or jump
     * @param end    the offset behind the last one
     * @param taken  the part a branch, jump or expected return leads to, or -1: it leaves the region
     * @param next   the part that follows otherwise, or -1
     * @param back   the offset an expected return leads to
     * @param behind the part behind a call or an instruction that is not translated, which is where the region is entered again, or -1
     * @param targets where an indirect jump went so far
     * @param isSteady whether it ends with an indirect jump, no return, that was seen to go to few places; jumps that are not counted (calls and stubs of
     *                 shared libraries) are taken for such
     * @param isStraddling whether it is one instruction that lies in two pages
     */
    public record Part(int offset, List<Instruction> code, int end, int taken, int next, int back, int behind, List<Target> targets, boolean isSteady,
            boolean isStraddling, boolean takenOften, boolean nextOften) {
        /** No return is expected here. */
        public static final int NO_RETURN = Integer.MIN_VALUE;
    }

    /** A block that may become a part; "stops" says that an instruction follows which is not translated. */
    private record Candidate(Key key, Block block, List<Instruction> code, int end, boolean stops, boolean straddling) {
    }

    private final Hart hart;
    private final long head;
    private final Block first;
    private final Region.Entry known;
    private final Claim claim = new Claim();
    private final Region replaced;
    private final boolean large;
    private final Set<Integer> restless;
    private final List<CodePage> pages = new ArrayList<>();
    private final List<Long> distances = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Plans a region that begins with a block.
     *
     * @param head     the block's address
     * @param replaced the region that it takes the place of because that declined too often or ran long, or null
     * @param large    whether it is worth much time to translate more at once
     */
    RegionPlan(Hart hart, Block first, long head, Region replaced, boolean large) {
        this.hart = hart;
        this.first = first;
        this.head = head;
        this.replaced = replaced;
        this.large = large;
        known = first.entry;
        restless = replaced == null ? new HashSet<>() : replaced.restless();
        List<Candidate> chosen = choose();
        Map<Key, Integer> numbers = new HashMap<>();
        for (Candidate each : chosen) {
            numbers.put(each.key, numbers.size());
        }
        for (Candidate each : chosen) {
            parts.add(part(each, numbers));
            blocks.add(each.block);
            noteRestless(each);
        }
    }

    private void noteRestless(Candidate candidate) {
        Accesses accesses = candidate.straddling ? null : candidate.block.accesses;
        for (long rest = accesses == null ? 0 : accesses.restless(); rest != 0; rest &= rest - 1) {
            restless.add(candidate.key.offset + candidate.block.offsets[Long.numberOfTrailingZeros(rest)]);
        }
    }

    /** The offsets of instructions whose accesses are known to go to many places: these look in the TLB, the others in windows. */
    public Set<Integer> restless() {
        return restless;
    }

    /** How many regions this one takes the place of, one after the other. */
    int turn() {
        return replaced == null ? 0 : replaced.turn() + 1;
    }

    /** Whether it is for code that has run long, which will be replaced only when this is compiled as well as it can be. */
    public boolean isLarge() {
        return large;
    }

    /** Whether it jumps about as an interpreter of bytecode does: the more of that there is in a region, the worse its registers are allocated. */
    boolean jumpsAbout() {
        for (Part each : parts) {
            if (each.targets.size() > FEW) {
                return true;
            }
        }
        return false;
    }

    /** How many instructions there are in all parts. */
    int size() {
        int size = 0;
        for (Part each : parts) {
            size += each.code.size();
        }
        return size;
    }

    /** How much it is worth to have it soon: how often its first block ran by now, or more if it takes the place of a region that costs too much. */
    public int heat() {
        return replaced != null ? Integer.MAX_VALUE : first.runs;
    }

    /** Whether its first block meanwhile belongs to a region that was not there when it was made, or the one to be replaced has been. */
    public boolean isOutdated() {
        return first.entry != known || replaced != null && replaced.isRetired();
    }

    /** The parts, the one to begin with first, then by how often they ran. */
    public List<Part> parts() {
        return parts;
    }

    /**
     * Makes the code known: from now on harts run it.
     *
     * @param sites   where it looks for windows
     * @param entries the parts it can be entered at, in the order of their numbers
     */
    public void install(Region region, Sites sites, int longest, List<Integer> entries) {
        region.describe(this, sites, longest);
        if (replaced != null) {
            replaced.retire();
        }
        VarHandle.storeStoreFence();
        for (int i = 0; i < entries.size(); i++) {
            int part = entries.get(i);
            if (parts.get(part).isStraddling()) {
                continue; // which belongs to no page's blocks
            }
            blocks.get(part).entry = new Region.Entry(region, i, parts.get(part).offset);
        }
        settle();
    }

    /** It was installed, or never will be. */
    public void settle() {
        claim.settled = true;
    }

    /** Its blocks get hot about when the first one does: they are not to ask for translations of their own until it is settled. */
    void claim() {
        for (Block each : blocks) {
            each.claim = each == first ? null : claim;
            if (each.entry != null) {
                each.entry.region().absorbed(claim);
            }
        }
    }

    CodePage[] pages() {
        return pages.toArray(CodePage[]::new);
    }

    long[] distances() {
        long[] all = new long[distances.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = distances.get(i);
        }
        return all;
    }

    /** Takes the block that ran most often among those reached, until there is no frequent one or the plan is full. */
    private List<Candidate> choose() {
        List<Candidate> chosen = new ArrayList<>();
        Map<Key, Candidate> seen = new HashMap<>();
        List<Candidate> reached = new ArrayList<>();
        reach(new Key(0, Part.NO_RETURN), 0, seen, reached);
        int rare = first.runs / RARE;
        int instructions = 0;
        while (!reached.isEmpty()) {
            int most = 0;
            for (int i = 1; i < reached.size(); i++) {
                most = reached.get(i).block.runs > reached.get(most).block.runs ? i : most;
            }
            Candidate best = reached.remove(most);
            instructions += best.code.size();
            if (instructions > (large ? LARGE : LIMIT)) {
                break;
            }
            chosen.add(best);
            for (Key next : successors(best)) {
                reach(next, rare, seen, reached);
            }
        }
        return chosen;
    }

    private void reach(Key key, int rare, Map<Key, Candidate> seen, List<Candidate> reached) {
        if (seen.containsKey(key) || Math.abs(key.offset) > FARTHEST) {
            return;
        }
        Candidate candidate = candidate(key);
        seen.put(key, candidate);
        boolean fits = candidate != null && (candidate.straddling || candidate.block == first || !isDone(candidate.block));
        if (fits && candidate.block.runs >= rare) {
            reached.add(candidate);
        }
    }

    /**
     * Whether a block begins a translation already that is too large to be made again as a part of this one. (One that takes another's place because
     * that declined is made of the same again.)
     */
    private boolean isDone(Block block) {
        if (block.entry == null || replaced != null && !large) {
            return false;
        }
        Region region = block.entry.region();
        return large ? region != replaced && region.isLarge() && !region.isRetired() && region.longest() > WHOLE : region.longest() > SMALL;
    }

    /** The block at a place, if a hart has run it and it has something to translate. */
    private Candidate candidate(Key key) {
        long address = head + key.offset;
        CodePage page = hart.knownPage(address);
        Block block = page == null ? null : page.known((int) address & Frames.SIZE - 1);
        if (block == null) {
            return null;
        }
        List<Instruction> code = block == CodePage.STRADDLES ? straddling(page, address) : decode(page, (int) address & Frames.SIZE - 1, block);
        if (code.isEmpty()) {
            return null;
        }
        note(page, address);
        if (block == CodePage.STRADDLES) {
            note(hart.knownPage(address + 2), address + 2);
            return new Candidate(key, first, code, key.offset + 4, false, true);
        }
        int end = key.offset;
        for (Instruction each : code) {
            end += each.length();
        }
        return new Candidate(key, block, code, end, code.size() < block.count, false);
    }

    private List<Instruction> decode(CodePage page, int start, Block block) {
        List<Instruction> code = new ArrayList<>();
        for (int i = 0; i < block.count; i++) {
            int at = start + block.offsets[i];
            int bits = page.halfAt(at);
            Instruction instruction = hart.isa.decode((bits & 3) == 3 ? bits | page.halfAt(at + 2) << 16 : bits);
            if (instruction == null || !translatable(instruction)) {
                break;
            }
            code.add(instruction.expanded());
        }
        return code;
    }

    private List<Instruction> straddling(CodePage page, long address) {
        CodePage next = hart.knownPage(address + 2);
        Instruction instruction = next == null ? null : hart.isa.decode(page.halfAt(Frames.SIZE - 2) | next.halfAt(0) << 16);
        return instruction == null || !translatable(instruction) ? List.of() : List.of(instruction);
    }

    private boolean translatable(Instruction instruction) {
        return accessesFlags(instruction) || readsTime(instruction) && hart.privilege.readsTimeFreely() || Lowering.isOrdinary(instruction.op().base()) && instruction.op().extension() != Extension.ZFHMIN
                && (instruction.rm() <= Rounding.RMM || instruction.rm() == Rounding.DYN);
    }

    /** Whether it is one of the CSR instructions that compilers and libraries use on fflags: a read, or a write of all of it. */
    private static boolean accessesFlags(Instruction instruction) {
        return switch (instruction.op()) {
            case CSRRW, CSRRWI -> instruction.imm() == FFLAGS;
            case CSRRS -> instruction.imm() == FFLAGS && instruction.rs1() == 0;
            default -> false;
        };
    }

    /** Whether it reads the time CSR, and no more. */
    public static boolean readsTime(Instruction instruction) {
        return instruction.op() == Op.CSRRS && instruction.imm() == TIME && instruction.rs1() == 0;
    }

    private void note(CodePage page, long address) {
        long distance = (address & -Frames.SIZE) - (head & -Frames.SIZE);
        if (!distances.contains(distance)) {
            pages.add(page);
            distances.add(distance);
        }
    }

    private Key taken(Candidate from) {
        Instruction last = from.code.getLast();
        int at = from.end - last.length();
        return switch (last.op()) {
            case BEQ, BNE, BLT, BGE, BLTU, BGEU -> new Key(at + last.imm(), from.key.back);
            case JAL -> last.rd() == 0 ? new Key(at + last.imm(), from.key.back)
                    : last.rd() == 1 && from.key.back == Part.NO_RETURN && isLeaf(at + last.imm()) ? new Key(at + last.imm(), from.end)
                    : null;
            case JALR -> isReturn(last) && from.key.back != Part.NO_RETURN ? new Key(from.key.back, Part.NO_RETURN) : null;
            default -> null;
        };
    }

    private static Key next(Candidate from) {
        Op op = from.code.getLast().op();
        return op == Op.JAL || op == Op.JALR || from.stops ? null : new Key(from.end, from.key.back);
    }

    /** Where control comes back to after a call that leaves the region, or after an instruction that is not translated. */
    private Key behind(Candidate from) {
        Instruction last = from.code.getLast();
        if (from.key.back != Part.NO_RETURN) {
            return null;
        }
        if (from.stops) {
            return new Key(from.end + 4, Part.NO_RETURN);
        }
        boolean call = (last.op() == Op.JAL || last.op() == Op.JALR) && last.rd() != 0;
        return call && taken(from) == null ? new Key(from.end, Part.NO_RETURN) : null;
    }

    /** Whether the code at a place returns within its first block. */
    private boolean isLeaf(int offset) {
        Candidate callee = candidate(new Key(offset, Part.NO_RETURN));
        return callee != null && callee.code.getLast().op() == Op.JALR && isReturn(callee.code.getLast());
    }

    private static boolean isReturn(Instruction last) {
        return last.rd() == 0 && last.rs1() == 1 && last.imm() == 0;
    }

    /** Where the jump at the end of a block went so far, unless that is inlined code. */
    private static List<Key> targets(Candidate from) {
        List<Key> targets = new ArrayList<>();
        int[] seen = from.block.targets;
        if (seen != null && !from.straddling && !from.stops && from.key.back == Part.NO_RETURN && from.code.getLast().op() == Op.JALR) {
            for (int each : seen) {
                targets.add(new Key(from.key.offset + each, Part.NO_RETURN));
            }
        }
        return targets;
    }

    private List<Key> successors(Candidate from) {
        List<Key> successors = new ArrayList<>();
        if (taken(from) != null) {
            successors.add(taken(from));
        }
        if (next(from) != null) {
            successors.add(next(from));
        }
        if (behind(from) != null) {
            successors.add(behind(from));
        }
        successors.addAll(targets(from));
        return successors;
    }

    private Part part(Candidate from, Map<Key, Integer> numbers) {
        Key taken = taken(from);
        List<Target> targets = new ArrayList<>();
        for (Key each : targets(from)) {
            if (numbers.containsKey(each)) {
                targets.add(new Target(each.offset, numbers.get(each)));
            }
        }
        int[] seen = from.block.targets;
        boolean steady = !from.straddling && !isReturn(from.code.getLast()) && (seen == null || seen.length <= FEW);
        int back = from.code.getLast().op() == Op.JALR && taken != null ? taken.offset : Part.NO_RETURN;
        return new Part(from.key.offset, from.code, from.end, number(taken, numbers), number(next(from), numbers), back, number(behind(from), numbers),
                targets, steady,
                from.straddling, isFrequent(taken), isFrequent(next(from)));
    }

    /** Whether the block at a place runs about as often as the first one. */
    private boolean isFrequent(Key key) {
        Candidate there = key == null ? null : candidate(key);
        return there != null && (there.block.entry != null || there.block.runs >= first.runs / RARE);
    }

    private static int number(Key key, Map<Key, Integer> numbers) {
        return key == null ? -1 : numbers.getOrDefault(key, -1);
    }
}
