package twofold.assembler.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.DwarfWriter;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Leb128;
import twofold.assembler.model.Tail;
import twofold.assembler.model.Unit;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.elf.Section;

/**
 * Writes {@code .eh_frame} or {@code .debug_frame}: what procedures have in common is written once, as GNU as does it. All of it is relocated,
 * as the linker may still cut alignment padding out of the code.
 */
final class FrameSection extends DwarfWriter {
    private static final int VERSION = 3;
    private static final int DEBUG_COMMON = -1;
    private static final long EXCEPTIONS_ALIGNMENT = 8;
    private static final long EXCEPTIONS_ENTRY_ALIGNMENT = 4;
    private static final long DEBUG_ALIGNMENT = 8;

    /** What some procedures have in common; what is about exceptions counts only where the section is. */
    private record Common(ByteBuffer prefix, int returnColumn, boolean isSignal, int personality, Object handler, int lsda) { }

    private final boolean exceptions;
    /** Where each is. */
    private final Map<Common, AsmSymbol> commons = new HashMap<>();

    private FrameSection(AsmSection section, boolean exceptions) {
        super(section);
        this.exceptions = exceptions;
    }

    /** Writes one of them. */
    static void add(Unit unit, List<CallFrame> frames, boolean exceptions) {
        AsmSection section = unit.section(exceptions ? ".eh_frame" : ".debug_frame", Section.PROGBITS, exceptions ? Section.ALLOC : 0, 0);
        section.align(exceptions ? EXCEPTIONS_ALIGNMENT : DEBUG_ALIGNMENT);
        FrameSection writer = new FrameSection(section, exceptions);
        for (CallFrame frame : frames) {
            writer.frame(frame, frame == frames.getLast());
        }
    }

    private void end(AsmSymbol end, long alignment) {
        section.addTail(new Tail.Align(alignment, 0, 1, false, 0, null), 0);
        place(end);
    }

    /** Where there is what a procedure has in common with others; it is written for the first of them. */
    private AsmSymbol common(CallFrame frame) {
        byte[] prefix = prefix(frame);
        Encoded personality = frame.personality();
        Common common = new Common(ByteBuffer.wrap(prefix), frame.returnColumn(), frame.isSignal(), exceptions ? personality.encoding() : 0,
            exceptions ? personality.target() : null, exceptions ? frame.lsda().encoding() : 0);
        AsmSymbol known = commons.get(common);
        if (known != null) {
            return known;
        }
        AsmSymbol made = later();
        place(made);
        write(frame, prefix);
        commons.put(common, made);
        return made;
    }

    private static int prefixLength(CallFrame frame) {
        int count = 0;
        for (Step step : frame.steps()) {
            if (!(step instanceof Step.Bytes(byte[] bytes, boolean common)) || !common) {
                break;
            }
            count++;
        }
        return count;
    }

    private static byte[] prefix(CallFrame frame) {
        ByteArrayOutputStream prefix = new ByteArrayOutputStream();
        for (Step step : frame.steps().subList(0, prefixLength(frame))) {
            prefix.writeBytes(((Step.Bytes) step).bytes());
        }
        return prefix.toByteArray();
    }

    private void write(CallFrame frame, byte[] prefix) {
        AsmSymbol end = length();
        number(exceptions ? 0 : DEBUG_COMMON, 4);
        number(VERSION, 1);
        String letters = (exceptions ? "z" + (frame.personality().isOmitted() ? "" : "P") + (frame.lsda().isOmitted() ? "" : "L") + "R" : "")
            + (frame.isSignal() ? "S" : "");
        bytes((letters + "\0").getBytes(StandardCharsets.US_ASCII));
        unsigned(1);
        bytes(Leb128.encode(CallFrame.DATA_ALIGNMENT, true));
        unsigned(frame.returnColumn());
        if (exceptions) {
            Encoded personality = frame.personality();
            unsigned((personality.isOmitted() ? 0 : 1 + personality.size()) + (frame.lsda().isOmitted() ? 0 : 1) + 1);
            if (!personality.isOmitted()) {
                number(personality.encoding(), 1);
                personality.write(section);
            }
            if (!frame.lsda().isOmitted()) {
                number(frame.lsda().encoding(), 1);
            }
            number(Encoded.RELATIVE, 1);
        }
        bytes(prefix);
        end(end, exceptions ? EXCEPTIONS_ENTRY_ALIGNMENT : DEBUG_ALIGNMENT);
    }

    private void frame(CallFrame frame, boolean last) {
        AsmSymbol common = common(frame);
        AsmSymbol end = length();
        if (exceptions) {
            AsmSymbol here = later();
            place(here);
            distance(common, here, 4);
            section.relocateNext(RelocationType.PCREL_32, Expression.of(frame.start(), null), false, null);
            number(0, 4);
            distance(frame.start(), frame.end(), 4);
            unsigned(frame.lsda().size());
            frame.lsda().write(section);
        } else {
            data(common, 4);
            data(frame.start(), 8);
            distance(frame.start(), frame.end(), 8);
        }
        List<Step> steps = frame.steps();
        steps.subList(prefixLength(frame), steps.size()).forEach(this::step);
        end(end, !exceptions || last ? DEBUG_ALIGNMENT : EXCEPTIONS_ENTRY_ALIGNMENT);
    }

    private void step(Step step) {
        switch (step) {
            case Step.Advance(AsmSymbol from, AsmSymbol to) -> section.addTail(new Tail.Advance(from, to), 0);
            case Step.Bytes(byte[] bytes, boolean common) -> bytes(bytes);
            case Step.Address(byte[] bytes, Encoded address) -> {
                bytes(bytes);
                address.write(section);
            }
            case Step.Label(AsmSymbol symbol) -> place(symbol);
        }
    }
}
