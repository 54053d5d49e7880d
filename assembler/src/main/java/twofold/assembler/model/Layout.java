package twofold.assembler.model;

import java.util.Collection;
import java.util.OptionalLong;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.Symbol;
import twofold.riscv.isa.Op;
import twofold.toolkit.diagnostic.Diagnostics;

/** Finds the sizes of tails and with them the addresses of fragments. Branches start short and only grow, so it ends. */
public final class Layout {
    /** Sizes other than branches' can in theory swing for ever; nothing sensible needs a tenth of this. Each branch may take a round of its own to grow. */
    private static final int MAX_ROUNDS = 10_000;
    private static final int MAX_TAIL = 1 << 30;

    private final Diagnostics diagnostics;
    private boolean failed;

    private Layout(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Settles all sections; errors go to {@code diagnostics}. Says whether there were none. */
    public static boolean settle(Collection<AsmSection> sections, Diagnostics diagnostics) {
        Layout layout = new Layout(diagnostics);
        layout.settle(sections);
        return !layout.failed;
    }

    private void settle(Collection<AsmSection> sections) {
        sections.forEach(Layout::place);
        long branches = sections.stream().flatMap(section -> section.fragments().stream()).filter(each -> each.tail() instanceof Tail.Branch).count();
        boolean changed = true;
        for (int round = 0; changed && round < MAX_ROUNDS + branches; round++) {
            changed = false;
            for (AsmSection section : sections) {
                changed |= resize(section, round);
                place(section);
            }
        }
        if (changed) {
            failed = true;
            diagnostics.error(null, "the sizes of .org, .skip and alignments depend on each other without end");
        }
    }

    private static void place(AsmSection section) {
        long address = 0;
        for (Fragment fragment : section.fragments()) {
            fragment.place(address);
            address += fragment.size();
        }
    }

    /**
     * One pass; fragments move along at once, so that later tails of the section see it. What comes behind a branch will move as far as the branch
     * itself did, and is taken to have done so.
     */
    private boolean resize(AsmSection section, int round) {
        boolean changed = false;
        long address = 0;
        for (Fragment fragment : section.fragments()) {
            long moved = address - fragment.address();
            fragment.place(address, round);
            if (fragment.tail() != null) {
                int size;
                try {
                    size = size(fragment, fragment.tail(), moved);
                } catch (SyntaxError error) {
                    failed = true;
                    diagnostics.error(error.span(), error.getMessage());
                    size = fragment.tailSize();
                }
                changed |= size != fragment.tailSize();
                fragment.tailSize(size);
            }
            address += fragment.size();
        }
        return changed;
    }

    private static int size(Fragment fragment, Tail tail, long moved) {
        long at = fragment.address() + fragment.length();
        return switch (tail) {
            case Tail.Branch branch -> Math.max(fragment.tailSize(), branchSize(fragment, branch, at, moved));
            case Tail.Align align -> alignSize(align, at);
            case Tail.Space space -> spaceSize(space);
            case Tail.Org org -> orgSize(fragment, org, at);
            case Tail.Advance advance -> advanceSize(advance.to().address() - advance.from().address());
            case Tail.Leb128 leb -> Leb128.encode(Evaluator.FINAL.number(leb.value(), leb.span(), "the operand"), leb.signed()).length;
        };
    }

    private static int branchSize(Fragment fragment, Tail.Branch branch, long at, long moved) {
        boolean jump = branch.op() == Op.JAL;
        Value target = Evaluator.FINAL.evaluate(branch.target());
        AsmSymbol symbol = target.add();
        if (target.sub() != null) {
            throw new SyntaxError(branch.span(), "a branch target must be a label, possibly plus a number");
        }
        if (symbol == null || symbol.section() != fragment.section() || symbol.binding == Symbol.WEAK) {
            return jump ? 4 : 8;
        }
        long distance = symbol.address() + (symbol.fragment().round() == fragment.round() ? 0 : moved) + target.number() - at;
        if (branch.shortOp() != null && branch.shortOp().immediateFits(distance)) {
            return 2;
        }
        return jump || branch.op().immediateFits(distance) ? 4 : branch.shortOp() != null ? 6 : 8;
    }

    static int alignSize(Tail.Align align, long at) {
        long padding = -at & align.alignment() - 1;
        return align.maximum() != 0 && padding > align.maximum() ? 0 : (int) padding;
    }

    /** One byte holds six bits of the distance; farther ones come in 1, 2 or 4 bytes of their own. */
    private static int advanceSize(long distance) {
        return distance == 0 ? 0 : distance < 0x40 ? 1 : distance < 0x100 ? 2 : distance < 0x1_0000 ? 3 : 5;
    }

    private static int spaceSize(Tail.Space space) {
        long size = Evaluator.FINAL.number(space.size(), space.span(), "the size");
        if (size < 0 || size > MAX_TAIL) {
            throw new SyntaxError(space.span(), "cannot reserve " + size + " bytes");
        }
        return (int) size;
    }

    private static int orgSize(Fragment fragment, Tail.Org org, long at) {
        Value target = Evaluator.FINAL.evaluate(org.target());
        OptionalLong offset = target.isNumber() ? OptionalLong.of(target.number())
            : target.sub() == null && target.add().section() == fragment.section()
                ? OptionalLong.of(target.add().address() + target.number()) : OptionalLong.empty();
        long size = offset.orElseThrow(() -> new SyntaxError(org.span(), ".org needs a number or a label of this section")) - at;
        if (size < 0) {
            throw new SyntaxError(org.span(), ".org cannot move backwards (from " + at + " to " + (at + size) + ")");
        }
        if (size > MAX_TAIL) {
            throw new SyntaxError(org.span(), ".org cannot skip " + size + " bytes");
        }
        return (int) size;
    }
}
