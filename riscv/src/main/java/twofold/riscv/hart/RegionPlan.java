package twofold.riscv.hart;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;
import twofold.riscv.semantics.Rounding;

/**
 * What a region is to be made of: the blocks that a hart ran often after a hot one, found along branches, jumps, and calls with their
 * returns. A callee is a part of the region for each call, so that its return is a branch.
 */
public final class RegionPlan {
    /** The most instructions of a plan. */
    public static final int LIMIT = 120;

    private static final int DEEPEST = 3;
    private static final int RARE = 16;
    private static final int FARTHEST = 1 << 23;

    /** A return address on the way into inlined calls: an offset from the region's start. */
    private record Calls(int offset, Calls outer, int depth) {
        /** Whether one more call may be a part of the region: not too deep, and none that comes back to itself. */
        static boolean mayNest(Calls calls, int offset) {
            if (calls != null && calls.depth >= DEEPEST) {
                return false;
            }
            for (Calls each = calls; each != null; each = each.outer) {
                if (each.offset == offset) {
                    return false;
                }
            }
            return true;
        }

        static Calls nest(Calls calls, int offset) {
            return new Calls(offset, calls, calls == null ? 1 : calls.depth + 1);
        }
    }

    private record Key(int offset, Calls calls) {
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
     */
    public record Part(int offset, List<Instruction> code, int end, int taken, int next, int back) {
        /** No return is expected here. */
        public static final int NO_RETURN = Integer.MIN_VALUE;
    }

    private record Candidate(Key key, Block block, List<Instruction> code, int end) {
    }

    private final Hart hart;
    private final long head;
    private final Block first;
    private final List<CodePage> pages = new ArrayList<>();
    private final List<Long> distances = new ArrayList<>();
    private final int[] versions;
    private final List<Part> parts = new ArrayList<>();

    /** Plans a region that begins with a block at the hart's pc. */
    RegionPlan(Hart hart, Block first) {
        this.hart = hart;
        this.first = first;
        head = hart.pc;
        List<Candidate> chosen = choose();
        Map<Key, Integer> numbers = new HashMap<>();
        for (Candidate each : chosen) {
            numbers.put(each.key, numbers.size());
        }
        for (Candidate each : chosen) {
            parts.add(part(each, numbers));
        }
        versions = new int[pages.size()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = pages.get(i).version();
        }
    }

    /** The parts, the one to begin with first, then by how often they ran. */
    public List<Part> parts() {
        return parts;
    }

    /** Makes the code known: from now on harts run it. */
    public void install(Region region, int longest, boolean floating) {
        region.describe(this, longest, floating);
        VarHandle.storeStoreFence();
        first.region = region;
    }

    CodePage[] pages() {
        return pages.toArray(CodePage[]::new);
    }

    int[] versions() {
        return versions.clone();
    }

    long[] distances() {
        return distances.stream().mapToLong(Long::longValue).toArray();
    }

    /** Takes the block that ran most often among those reached, until there is no frequent one or the plan is full. */
    private List<Candidate> choose() {
        List<Candidate> chosen = new ArrayList<>();
        Map<Key, Candidate> seen = new HashMap<>();
        List<Candidate> reached = new ArrayList<>();
        reach(new Key(0, null), 0, seen, reached);
        int rare = first.runs / RARE;
        int instructions = 0;
        while (!reached.isEmpty()) {
            Candidate best = reached.getFirst();
            for (Candidate each : reached) {
                if (each.block.runs > best.block.runs) {
                    best = each;
                }
            }
            reached.remove(best);
            instructions += best.code.size();
            if (instructions > LIMIT) {
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
        if (candidate != null && candidate.block.runs >= rare) {
            reached.add(candidate);
        }
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
            return new Candidate(key, first, code, key.offset + 4);
        }
        int end = key.offset;
        for (Instruction each : code) {
            end += each.length();
        }
        return new Candidate(key, block, code, end);
    }

    private List<Instruction> decode(CodePage page, int start, Block block) {
        List<Instruction> code = new ArrayList<>();
        for (int i = 0; i < block.length(); i++) {
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

    private static boolean translatable(Instruction instruction) {
        return !Lowering.isSystem(instruction.op().base()) && instruction.op().extension() != Extension.ZFHMIN
                && (instruction.rm() <= Rounding.RMM || instruction.rm() == Rounding.DYN);
    }

    private void note(CodePage page, long address) {
        long distance = (address & -Frames.SIZE) - (head & -Frames.SIZE);
        if (!distances.contains(distance)) {
            pages.add(page);
            distances.add(distance);
        }
    }

    private static Key taken(Candidate from) {
        Instruction last = from.code.getLast();
        int at = from.end - last.length();
        Calls calls = from.key.calls;
        return switch (last.op()) {
            case BEQ, BNE, BLT, BGE, BLTU, BGEU -> new Key(at + last.imm(), calls);
            case JAL -> last.rd() == 0 ? new Key(at + last.imm(), calls)
                    : last.rd() == 1 && Calls.mayNest(calls, from.end) ? new Key(at + last.imm(), Calls.nest(calls, from.end))
                    : null;
            case JALR -> isReturn(last) && calls != null ? new Key(calls.offset, calls.outer) : null;
            default -> null;
        };
    }

    private static Key next(Candidate from) {
        Op op = from.code.getLast().op();
        return op == Op.JAL || op == Op.JALR ? null : new Key(from.end, from.key.calls);
    }

    private static boolean isReturn(Instruction last) {
        return last.rd() == 0 && last.rs1() == 1 && last.imm() == 0;
    }

    private static List<Key> successors(Candidate from) {
        List<Key> successors = new ArrayList<>();
        if (taken(from) != null) {
            successors.add(taken(from));
        }
        if (next(from) != null) {
            successors.add(next(from));
        }
        return successors;
    }

    private static Part part(Candidate from, Map<Key, Integer> numbers) {
        Key taken = taken(from);
        int back = from.code.getLast().op() == Op.JALR && taken != null ? taken.offset : Part.NO_RETURN;
        return new Part(from.key.offset, from.code, from.end, taken == null ? -1 : numbers.getOrDefault(taken, -1),
                next(from) == null ? -1 : numbers.getOrDefault(next(from), -1), back);
    }
}
