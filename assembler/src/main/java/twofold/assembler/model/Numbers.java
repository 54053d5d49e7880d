package twofold.assembler.model;

import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.elf.Section;
import twofold.toolkit.diagnostic.Span;

/**
 * What {@code .struct} fills instead of a section: labels stand for numbers, zeros and room count them up, and nothing is written (GNU as manual, section
 * "Struct").
 */
public final class Numbers extends AsmSection {
    private long at;

    Numbers() {
        super("*ABS*", Section.NOBITS, 0, 0, SectionBonds.NONE);
    }

    /** The number that a label here stands for. */
    long at() {
        return at;
    }

    /** Goes to a number. */
    void go(long number) {
        at = number;
    }

    @Override
    public void add(byte[] bytes, Span span) {
        for (byte each : bytes) {
            checkZero(each, span);
        }
        at += bytes.length;
    }

    @Override
    public void addInstruction(long bits, int length, Span span) {
        throw refused(span);
    }

    @Override
    public void add(long value, int size, Span span) {
        checkZero(value, span);
        at += size;
    }

    @Override
    public void fill(long count, int value, Span span) {
        checkZero(value, span);
        at += count;
    }

    @Override
    public void addData(Expression expression, int size, Span span) {
        throw refused(span);
    }

    @Override
    public void relocateNext(RelocationType type, Expression expression, boolean relax, Span span) {
        throw refused(span);
    }

    @Override
    public void relocate(AsmSymbol label, int bytes, RelocationType type, Expression expression, Span span) {
        throw refused(span);
    }

    @Override
    public void addTail(Tail tail, int initialSize) {
        at = switch (tail) {
            case Tail.Align align -> at + Layout.alignSize(align, at);
            case Tail.Space space -> at + Evaluator.NOW.number(space.size(), space.span(), "the size");
            case Tail.Org org -> Evaluator.NOW.number(org.target(), org.span(), "the place");
            default -> throw refused(tail.span());
        };
    }

    private static SyntaxError refused(Span span) {
        return new SyntaxError(span, "this can only be written in a section");
    }
}
