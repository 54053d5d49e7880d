package twofold.assembler.directive;

import java.util.Map;
import java.util.OptionalLong;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.Tail;
import twofold.assembler.model.Unit;
import twofold.assembler.model.Value;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Token;
import twofold.riscv.elf.RelocationType;
import twofold.toolkit.diagnostic.Span;

/** Directives that move the place: alignment, space, origin. */
final class LayoutDirectives {
    private static final int MAX_POWER = 30;

    private LayoutDirectives() { }

    static void addTo(Map<String, Directive> table) {
        for (String name : new String[] {".align", ".p2align", ".p2alignw", ".p2alignl"}) {
            table.put(name, call -> align(call, true));
        }
        for (String name : new String[] {".balign", ".balignw", ".balignl"}) {
            table.put(name, call -> align(call, false));
        }
        for (String name : new String[] {".skip", ".space", ".zero"}) {
            table.put(name, LayoutDirectives::space);
        }
        table.put(".fill", LayoutDirectives::fill);
        table.put(".nop", LayoutDirectives::nop);
        table.put(".reloc", LayoutDirectives::relocation);
        table.put(".org", LayoutDirectives::org);
    }

    private static void align(Call call, boolean isPower) {
        long given = call.number("the alignment");
        boolean hasFill = call.cursor().peek().is(",") && !call.cursor().peek(1).is(",") && call.cursor().remaining() > 1;
        long fill = call.optionalNumber("the fill", 0);
        long maximum = call.optionalNumber("the maximum", 0);
        call.cursor().expectEnd();
        if (isPower && (given < 0 || given > MAX_POWER)) {
            throw call.error("the alignment must be a power of two from 2^0 to 2^" + MAX_POWER);
        }
        long alignment = isPower ? 1L << given : Math.max(1, given);
        if (Long.bitCount(alignment) != 1 || alignment > 1L << MAX_POWER) {
            throw call.error(given + " is not a power of two of at most 2^" + MAX_POWER);
        }
        int fillSize = call.name().endsWith("w") ? 2 : call.name().endsWith("l") ? 4 : 1;
        align(call.unit(), new Tail.Align(alignment, fill, fillSize, call.unit().current().isCode() && !hasFill, maximum, call.span()));
    }

    private static void align(Unit unit, Tail.Align align) {
        AsmSection section = unit.current();
        section.align(align.alignment());
        int instruction = unit.options().compressed() ? 2 : 4;
        if (align.nops() && align.alignment() <= instruction || align.alignment() == 1) {
            return;
        }
        if (align.nops() && unit.options().relax()) {
            relaxable(section, (int) Math.min(align.alignment() - instruction, Integer.MAX_VALUE), align.span());
        } else {
            section.addTail(align, 0);
        }
    }

    /** As many no-operations as may be needed: the linker, which knows the address, takes away what is too much. */
    private static void relaxable(AsmSection section, int bytes, Span span) {
        section.relocateNext(RelocationType.ALIGN, Expression.of(bytes), false, span);
        int rest = bytes;
        if (rest % 4 != 0) {
            section.addInstruction(1, 2, span);
            rest -= 2;
        }
        for (; rest > 0; rest -= 4) {
            section.addInstruction(0x13, 4, span);
        }
    }

    private static void space(Call call) {
        Span span = call.cursor().rest();
        Expression size = call.expression();
        int fill = (int) call.optionalNumber("the fill", 0);
        call.cursor().expectEnd();
        OptionalLong number = Evaluator.NOW.number(size);
        if (number.isPresent() && number.getAsLong() >= 0) {
            call.unit().current().fill(number.getAsLong(), fill & 0xff, span);
        } else {
            call.unit().current().addTail(new Tail.Space(size, fill & 0xff, span), 0);
        }
    }

    /** The value has 32 bits; what a size of more needs is zero, as in GNU as. */
    private static void fill(Call call) {
        Span span = call.cursor().rest();
        Expression count = call.expression();
        long size = call.optionalNumber("the size", 1);
        long value = call.optionalNumber("the value", 0);
        call.cursor().expectEnd();
        OptionalLong known = Evaluator.NOW.number(count);
        if (known.isEmpty()) {
            fillLater(call, new Expression.Binary("*", count, Expression.of(size), span), size, value, span);
            return;
        }
        long repeat = known.getAsLong();
        if (repeat < 0 || size < 0 || size > 8) {
            throw call.error(".fill needs a count of at least 0 and a size of 0 to 8");
        }
        long kept = size > 4 ? value & 0xffff_ffffL : value;
        if (repeat * Math.max(1, size) > 1 << 28) {
            throw call.error(".fill of " + repeat + " times " + size + " bytes is too large");
        }
        if (kept == 0) {
            call.unit().current().fill(repeat * size, 0, call.span());
            return;
        }
        for (long i = 0; i < repeat; i++) {
            call.unit().current().add(kept, (int) size, call.span());
        }
    }

    /** A count that depends on the layout can repeat one byte. */
    private static void fillLater(Call call, Expression bytes, long size, long value, Span span) {
        if (size != 1 && value != 0) {
            throw new SyntaxError(span, "the count must be a number that is known here, unless the size is 1 or the value 0");
        }
        call.unit().current().addTail(new Tail.Space(bytes, (int) value & 0xff, span), 0);
    }

    private static void nop(Call call) {
        if (!call.cursor().atEnd()) {
            call.number("the longest instruction");
            call.cursor().expectEnd();
        }
        if (call.unit().options().compressed()) {
            call.unit().current().addInstruction(1, 2, call.span());
        } else {
            call.unit().current().addInstruction(0x13, 4, call.span());
        }
    }

    /** {@code .reloc place, type[, expression]}; the place is a label or counts from the section's start. */
    private static void relocation(Call call) {
        Span at = call.cursor().rest();
        Value place = Evaluator.NOW.evaluate(call.expression());
        call.cursor().expect(",");
        Token name = call.cursor().expectName("a relocation type");
        RelocationType type = RelocationType.named(name.text());
        if (type == null) {
            throw call.cursor().error(name, "unknown relocation type '" + name.text() + "'");
        }
        Expression expression = call.cursor().accept(",") ? call.expression() : Expression.of(0);
        call.cursor().expectEnd();
        boolean isLabel = place.add() != null && place.add().isLabel() && place.add().section() == call.unit().current();
        if (place.sub() != null || !place.isNumber() && !isLabel || place.number() != (int) place.number()) {
            throw new SyntaxError(at, "a relocation's place is a label of this section or a number");
        }
        call.unit().current().relocate(place.add(), (int) place.number(), type, expression, at);
    }

    private static void org(Call call) {
        Span span = call.cursor().rest();
        Expression target = call.expression();
        int fill = (int) call.optionalNumber("the fill", 0);
        call.cursor().expectEnd();
        call.unit().current().addTail(new Tail.Org(target, fill & 0xff, span), 0);
    }
}
