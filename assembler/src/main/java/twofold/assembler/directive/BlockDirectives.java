package twofold.assembler.directive;

import java.util.Map;
import twofold.assembler.source.Statement;
import twofold.toolkit.diagnostic.Span;

/** Directives that put a value many times, or room for it: {@code .dcb} and {@code .ds} with their sizes (GNU as manual). */
final class BlockDirectives {
    private static final long MOST_BYTES = 1 << 28;

    private BlockDirectives() { }

    static void addTo(Map<String, Directive> table) {
        sized(table, "", 2);
        sized(table, ".b", 1);
        sized(table, ".w", 2);
        sized(table, ".l", 4);
        table.put(".dcb.s", call -> floats(call, 4));
        table.put(".dcb.d", call -> floats(call, 8));
        table.put(".ds.s", call -> reserve(call, 4));
        table.put(".ds.d", call -> reserve(call, 8));
        table.put(".ds.p", call -> reserve(call, 12));
        table.put(".ds.x", call -> reserve(call, 12));
    }

    private static void sized(Map<String, Directive> table, String suffix, int size) {
        table.put(".dcb" + suffix, call -> repeat(call, size));
        table.put(".ds" + suffix, call -> reserve(call, size));
    }

    private static long count(Call call, int size) {
        long count = call.number("the count");
        if (count < 0 || count > MOST_BYTES / size) {
            throw call.error("the count must be from 0 to " + MOST_BYTES / size);
        }
        return count;
    }

    private static void repeat(Call call, int size) {
        long count = count(call, size);
        call.cursor().expect(",");
        long value = call.number("the value");
        call.cursor().expectEnd();
        for (long i = 0; i < count; i++) {
            call.unit().current().add(value, size, call.span());
        }
    }

    /** The count is an expression, the value is none. */
    private static void floats(Call call, int size) {
        Statement raw = call.raw();
        int comma = raw.clean().indexOf(',', raw.start());
        if (comma < 0 || comma > raw.end()) {
            throw call.error(call.name() + " needs a count and a value");
        }
        Statement first = new Statement(raw.source(), raw.clean(), raw.start(), comma);
        long count = count(new Call(call.processor(), call.name(), call.span(), first), size);
        Span span = raw.from(comma + 1).span();
        long bits = DataDirectives.floatBits(span.text(), size, span);
        for (long i = 0; i < count; i++) {
            call.unit().current().add(bits, size, span);
        }
    }

    private static void reserve(Call call, int size) {
        long count = count(call, size);
        long fill = call.optionalNumber("the fill", 0);
        call.cursor().expectEnd();
        if (fill == 0) {
            call.unit().current().fill(count * size, 0, call.span());
            return;
        }
        for (long i = 0; i < count; i++) {
            call.unit().current().add(fill, Math.min(size, Long.BYTES), call.span());
            call.unit().current().fill(Math.max(0, size - Long.BYTES), 0, call.span());
        }
    }
}
