package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Region;

/**
 * The ways out of a region that have no link. All exits that store the same have one in common; each says in the exit local where it is. Behind the
 * ways the next pc and the budget are in their locals.
 */
final class Ways {
    private static final Member DECLINED = Member.field(Hart.class, "declined", boolean.class);
    private static final Member DECLINER = Member.field(Hart.class, "decliner", Region.class);
    private static final Member DECLINED_AT = Member.field(Hart.class, "declinedAt", long.class);

    /**
     * One of them.
     *
     * @param stale    what the hart lacks
     * @param declined whether the next instruction needs the interpreter
     */
    private record Way(Registers.Stale stale, boolean declined) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Way(Registers.Stale lacks, boolean needs) && lacks.equals(stale) && needs == declined;
        }

        @Override
        public int hashCode() {
            return 31 * stale.hashCode() + Boolean.hashCode(declined);
        }
    }

    private static final Comparator<Way> BY_STORES = Comparator.comparingInt((Way way) -> Long.bitCount(way.stale.registers())).reversed();

    /** In the exit local the instructions completed that the budget does not know of are below, and half the next instruction's offset above. */
    private static final int PENDING_BITS = 9;

    private final Bytecode code;
    private final Registers registers;
    private final Map<Way, Label> labels = new LinkedHashMap<>();

    Ways(Bytecode code, Registers registers) {
        this.code = code;
        this.registers = registers;
    }

    /**
     * Where to jump to leave the region, with what is stale now; notes for that in the exit local where it is.
     *
     * @param offset    the next instruction's
     * @param completed the instructions completed that the budget does not know of
     * @param declined  whether the next instruction needs the interpreter
     */
    Label exit(int offset, int completed, boolean declined) {
        code.constant(offset >> 1 << PENDING_BITS | completed).istore(Registers.EXIT);
        return labels.computeIfAbsent(new Way(registers.stale(), declined), key -> new Label());
    }

    /** Writes them: each stores what another does not, and goes on there. */
    void finish() {
        if (labels.isEmpty()) {
            return;
        }
        Label byExit = new Label();
        Label declining = new Label();
        write(false, byExit);
        if (write(true, declining)) {
            code.bind(declining);
            code.aload(Registers.HART).constant(1).putField(DECLINED);
            code.aload(Registers.HART).aload(Registers.REGION).putField(DECLINER);
            code.aload(Registers.HART).lload(Registers.BASE).putField(DECLINED_AT);
        }
        code.bind(byExit);
        code.iload(Registers.BUDGET).iload(Registers.EXIT).constant((1 << PENDING_BITS) - 1).iand().isub().istore(Registers.BUDGET);
        code.lload(Registers.BASE).iload(Registers.EXIT).constant(PENDING_BITS).ishr().constant(1).ishl().i2l().ladd().lstore(Registers.NEXT);
    }

    /** Those of one kind, the ones that store most first, and where they lead in the end, which comes next if they decline. Says whether there are any. */
    private boolean write(boolean declined, Label end) {
        List<Way> ordered = new ArrayList<>();
        for (Way each : labels.keySet()) {
            if (each.declined == declined) {
                ordered.add(each);
            }
        }
        ordered.sort(BY_STORES);
        for (int i = 0; i < ordered.size(); i++) {
            Way way = ordered.get(i);
            int rest = i + 1;
            while (rest < ordered.size() && !way.stale.contains(ordered.get(rest).stale)) {
                rest++;
            }
            boolean last = rest == ordered.size();
            code.bind(labels.get(way));
            registers.store(code, last ? way.stale : way.stale.without(ordered.get(rest).stale));
            if (rest > i + 1 || last && !declined) {
                code.jump(last ? end : labels.get(ordered.get(rest)));
            }
        }
        return !ordered.isEmpty();
    }
}
