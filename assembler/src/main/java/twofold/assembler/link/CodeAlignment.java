package twofold.assembler.link;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.RelocationType;

/**
 * Cuts alignment padding in code to size. An assembler leaves as much padding as could be needed and says so with R_RISCV_ALIGN; as
 * sections are at least as aligned as what they hold, the offset in the section decides how much stays.
 */
final class CodeAlignment {
    /** How many bytes are taken away in all before what was at an offset and after. */
    private record Cut(long at, long total) { }

    private CodeAlignment() { }

    static void settle(InputSection section, List<InputSymbol> symbols) {
        List<Relocation> alignments = section.relocations.stream()
            .filter(relocation -> relocation.type() == RelocationType.ALIGN.number())
            .sorted(Comparator.comparingLong(Relocation::offset)).toList();
        if (alignments.isEmpty()) {
            return;
        }
        List<Cut> cuts = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream(section.bytes.length);
        int copied = 0;
        for (Relocation alignment : alignments) {
            check(section, alignment, copied);
            int at = (int) alignment.offset();
            out.write(section.bytes, copied, at - copied);
            long boundary = Long.highestOneBit(alignment.addend()) * 2;
            int keep = (int) (-out.size() & boundary - 1);
            if (keep > alignment.addend()) {
                throw new LinkException(section.place(at) + ": there is too little padding for an alignment of " + boundary);
            }
            nops(out, keep);
            copied = at + (int) alignment.addend();
            long before = cuts.isEmpty() ? 0 : cuts.getLast().total;
            cuts.add(new Cut(copied, before + alignment.addend() - keep));
        }
        out.write(section.bytes, copied, section.bytes.length - copied);
        section.bytes = out.toByteArray();
        section.size = section.bytes.length;
        move(section, symbols, cuts);
    }

    private static void check(InputSection section, Relocation alignment, int copied) {
        long end = alignment.offset() + alignment.addend();
        if (alignment.addend() <= 0 || alignment.offset() < copied || end < alignment.offset() || end > section.bytes.length) {
            throw new LinkException(section.place(alignment.offset()) + ": a malformed R_RISCV_ALIGN");
        }
    }

    private static void nops(ByteArrayOutputStream out, int count) {
        int rest = count;
        if (rest % 2 != 0) {
            out.write(0);
            rest--;
        }
        for (; rest % 4 != 0; rest -= 2) {
            out.write(1);
            out.write(0);
        }
        for (; rest > 0; rest -= 4) {
            out.writeBytes(new byte[] {0x13, 0, 0, 0});
        }
    }

    private static void move(InputSection section, List<InputSymbol> symbols, List<Cut> cuts) {
        List<Relocation> moved = new ArrayList<>();
        for (Relocation relocation : section.relocations) {
            if (relocation.type() != RelocationType.ALIGN.number()) {
                moved.add(new Relocation(shift(relocation.offset(), cuts), relocation.type(), relocation.symbol(), relocation.addend()));
            }
        }
        section.relocations = moved;
        for (InputSymbol symbol : symbols) {
            if (symbol.section() == section) {
                long start = shift(symbol.value(), cuts);
                symbol.move(start, shift(symbol.value() + symbol.size(), cuts) - start);
            }
        }
    }

    private static long shift(long offset, List<Cut> cuts) {
        int low = 0;
        int high = cuts.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (cuts.get(middle).at <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? offset : offset - cuts.get(low - 1).total;
    }
}
