package twofold.assembler.directive;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import twofold.assembler.frame.CallFrame;
import twofold.assembler.frame.CallFrames;
import twofold.assembler.frame.Encoded;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.riscv.isa.Csr;
import twofold.riscv.isa.Register;
import twofold.toolkit.diagnostic.Span;

/** Directives about call frames (GNU as manual, section "CFI directives"). */
final class FrameDirectives {
    private static final int MOST_REGISTERS = 8192;
    // The numbers that DWARF has for registers (RISC-V DWARF specification, section "DWARF Register Numbers")
    private static final int FIRST_FLOAT = 32;
    private static final int FIRST_CSR = 4096;

    private FrameDirectives() { }

    static void addTo(Map<String, Directive> table) {
        table.put(".cfi_sections", FrameDirectives::sections);
        table.put(".cfi_startproc", call -> {
            boolean simple = call.cursor().peek().text().equals("simple");
            if (simple) {
                call.cursor().next();
            }
            call.cursor().expectEnd();
            frames(call).begin(call.unit(), simple, call.span());
        });
        table.put(".cfi_endproc", call -> {
            call.cursor().expectEnd();
            frames(call).end(call.unit(), call.span());
        });
        table.put(".cfi_personality", call -> pointer(call, CallFrame::personality));
        table.put(".cfi_lsda", call -> pointer(call, CallFrame::lsda));
        table.put(".cfi_return_column", call -> {
            frames(call).frame(call.unit(), call.span()).returnColumn(register(call));
            call.cursor().expectEnd();
        });
        table.put(".cfi_signal_frame", call -> {
            call.cursor().expectEnd();
            frames(call).frame(call.unit(), call.span()).signal();
        });
        registerAndNumber(table, ".cfi_def_cfa", CallFrame::define);
        registerAndNumber(table, ".cfi_offset", CallFrame::save);
        registerAndNumber(table, ".cfi_rel_offset", CallFrame::saveRelative);
        registerAndNumber(table, ".cfi_val_offset", CallFrame::value);
        number(table, ".cfi_def_cfa_offset", CallFrame::defineOffset);
        number(table, ".cfi_adjust_cfa_offset", CallFrame::adjustOffset);
        registers(table, ".cfi_def_cfa_register", CallFrame::defineRegister);
        registers(table, ".cfi_restore", CallFrame::restore);
        registers(table, ".cfi_undefined", CallFrame::undefine);
        registers(table, ".cfi_same_value", CallFrame::keep);
        table.put(".cfi_register", call -> {
            int register = register(call);
            call.cursor().expect(",");
            here(call).move(register, register(call));
            call.cursor().expectEnd();
        });
        table.put(".cfi_remember_state", call -> here(call).remember());
        table.put(".cfi_restore_state", call -> here(call).recall(call.span()));
        table.put(".cfi_escape", FrameDirectives::escape);
        table.put(".cfi_val_encoded_addr", FrameDirectives::encodedAddress);
        table.put(".cfi_label", call -> {
            Token name = call.cursor().expectName("a symbol");
            AsmSymbol symbol = call.unit().symbols().get(name.text());
            call.cursor().expectEnd();
            if (symbol.isDefined()) {
                throw call.error("'" + symbol.name() + "' is defined twice");
            }
            here(call).label(symbol);
        });
    }

    private static CallFrames frames(Call call) {
        return call.processor().frames();
    }

    /** The frame here, for what holds from here on. */
    private static CallFrame here(Call call) {
        return frames(call).from(call.unit(), call.span());
    }

    private static void sections(Call call) {
        List<String> names = new ArrayList<>();
        if (!call.cursor().atEnd()) {
            call.names().forEach(token -> names.add(token.text()));
        }
        for (String name : names) {
            if (!name.equals(".eh_frame") && !name.equals(".debug_frame")) {
                throw call.error("call frames are written to .eh_frame or .debug_frame, not to " + name);
            }
        }
        frames(call).sections(names.contains(".eh_frame"), names.contains(".debug_frame"));
    }

    /** A frame's change by a register and a number. */
    private interface Change {
        void apply(CallFrame frame, int register, long number);
    }

    private static void registerAndNumber(Map<String, Directive> table, String name, Change change) {
        table.put(name, call -> {
            int register = register(call);
            call.cursor().expect(",");
            long number = call.number("the offset");
            call.cursor().expectEnd();
            change.apply(here(call), register, number);
        });
    }

    private static void number(Map<String, Directive> table, String name, BiConsumer<CallFrame, Long> change) {
        table.put(name, call -> {
            long number = call.number("the offset");
            call.cursor().expectEnd();
            change.accept(here(call), number);
        });
    }

    private static void registers(Map<String, Directive> table, String name, ObjIntConsumer<CallFrame> change) {
        table.put(name, call -> {
            do {
                change.accept(here(call), register(call));
            } while (call.cursor().accept(","));
            call.cursor().expectEnd();
        });
    }

    /** A register by its name or its number in DWARF. */
    private static int register(Call call) {
        Cursor cursor = call.cursor();
        Token token = cursor.peek();
        if (token.kind() == Token.Kind.NAME) {
            int integer = Register.integerNumber(token.text());
            int floating = Register.floatNumber(token.text());
            int csr = Csr.number(token.text());
            int number = integer >= 0 ? integer : floating >= 0 ? FIRST_FLOAT + floating : csr >= 0 ? FIRST_CSR + csr : -1;
            if (number < 0) {
                throw cursor.error(token, "'" + token.text() + "' is not a register");
            }
            cursor.next();
            return number;
        }
        long number = call.number("the register");
        if (number < 0 || number >= MOST_REGISTERS) {
            throw cursor.error(token, "there is no register " + number);
        }
        return (int) number;
    }

    /** An encoding, then what it says how to write, unless it says that there is nothing. */
    private static void pointer(Call call, BiConsumer<CallFrame, Encoded> change) {
        CallFrame frame = frames(call).frame(call.unit(), call.span());
        int encoding = encoding(call);
        if (encoding == Encoded.OMITTED) {
            call.cursor().expectEnd();
            change.accept(frame, Encoded.NONE);
            return;
        }
        call.cursor().expect(",");
        change.accept(frame, encoded(call, encoding));
    }

    private static int encoding(Call call) {
        Span span = call.cursor().rest();
        long encoding = call.number("the encoding");
        if (encoding != Encoded.OMITTED && (encoding < 0 || encoding > Encoded.OMITTED || Encoded.size((int) encoding) == 0)) {
            throw call.cursor().error("pointers cannot be written in the encoding " + span.text().split(",")[0].strip());
        }
        return (int) encoding;
    }

    private static Encoded encoded(Call call, int encoding) {
        Span span = call.cursor().rest();
        Encoded encoded = new Encoded(encoding, call.expression(), span);
        call.cursor().expectEnd();
        return encoded;
    }

    private static void escape(Call call) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        do {
            bytes.write((int) call.number("the byte"));
        } while (call.cursor().accept(","));
        call.cursor().expectEnd();
        here(call).escape(bytes.toByteArray());
    }

    private static void encodedAddress(Call call) {
        int register = register(call);
        call.cursor().expect(",");
        int encoding = encoding(call);
        call.cursor().expect(",");
        Encoded address = encoded(call, encoding);
        here(call).value(register, encoding, address);
    }
}
