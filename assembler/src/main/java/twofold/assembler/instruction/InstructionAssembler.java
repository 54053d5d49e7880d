package twofold.assembler.instruction;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import twofold.assembler.model.Unit;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.toolkit.diagnostic.Span;

/** Assembles one instruction or pseudo-instruction. */
public final class InstructionAssembler {
    private InstructionAssembler() { }

    /** Whether there is such an instruction. */
    public static boolean isMnemonic(String word) {
        return Mnemonics.forms(word.toLowerCase(Locale.ROOT)) != null;
    }

    /** All mnemonics, for suggestions. */
    public static Collection<String> mnemonics() {
        return Mnemonics.all();
    }

    /** Assembles; the cursor is after the mnemonic. */
    public static void assemble(Unit unit, Token mnemonic, Cursor cursor) {
        List<Form> forms = Mnemonics.forms(mnemonic.text().toLowerCase(Locale.ROOT));
        Span span = cursor.all();
        List<Cursor> given = cursor.operands();
        for (Form form : forms) {
            if (form.fits(given)) {
                form.emission().emit(new Operands(form, given, unit, span), new Emitter(unit, span));
                return;
            }
        }
        throw misuse(cursor.span(mnemonic), forms, given);
    }

    private static SyntaxError misuse(Span mnemonic, List<Form> forms, List<Cursor> given) {
        List<Form> sameCount = forms.stream().filter(form -> form.operands().size() == given.size()).toList();
        if (sameCount.size() == 1) {
            for (int i = 0; i < given.size(); i++) {
                if (!Shape.of(given.get(i)).suits(sameCount.getFirst().operands().get(i))) {
                    return new SyntaxError(given.get(i).rest(), "operand " + (i + 1) + " of " + sameCount.getFirst().mnemonic()
                        + " must be " + Shape.expected(sameCount.getFirst().operands().get(i)));
                }
            }
        }
        List<String> usages = forms.stream().map(Form::usage).distinct().toList();
        return new SyntaxError(mnemonic, "these operands do not suit; expected '" + String.join("' or '", usages) + "'");
    }
}
