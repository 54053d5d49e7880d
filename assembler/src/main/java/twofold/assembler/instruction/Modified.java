package twofold.assembler.instruction;

import java.util.Map;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Names;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.assembler.syntax.ExpressionParser;
import twofold.toolkit.diagnostic.Span;

/**
 * An immediate: an expression, possibly with a relocation modifier such as {@code %lo(…)}.
 *
 * @param modifier   what was written before it, or null
 * @param expression the value
 * @param span       where
 */
record Modified(Modifier modifier, Expression expression, Span span) {
    /** Relocation modifiers (RISC-V assembly manual, section "Assembler Relocation Functions"). */
    enum Modifier { HI, LO, PCREL_HI, PCREL_LO, GOT_PCREL_HI, TPREL_HI, TPREL_LO, TPREL_ADD, TLS_IE_PCREL_HI, TLS_GD_PCREL_HI }

    private static final Map<String, Modifier> BY_NAME = Map.of("hi", Modifier.HI, "lo", Modifier.LO, "pcrel_hi", Modifier.PCREL_HI,
        "pcrel_lo", Modifier.PCREL_LO, "got_pcrel_hi", Modifier.GOT_PCREL_HI, "tprel_hi", Modifier.TPREL_HI, "tprel_lo", Modifier.TPREL_LO,
        "tprel_add", Modifier.TPREL_ADD, "tls_ie_pcrel_hi", Modifier.TLS_IE_PCREL_HI, "tls_gd_pcrel_hi", Modifier.TLS_GD_PCREL_HI);

    static Modified parse(Cursor cursor, Names names) {
        Span whole = cursor.rest();
        if (!cursor.peek().is("%")) {
            return new Modified(null, ExpressionParser.parse(cursor, names), whole);
        }
        cursor.next();
        Token name = cursor.next();
        Modifier modifier = BY_NAME.get(name.text());
        if (modifier == null) {
            throw cursor.error(name, "unknown relocation modifier '%" + name.text() + "'");
        }
        cursor.expect("(");
        Expression expression = ExpressionParser.parse(cursor, names);
        cursor.expect(")");
        return new Modified(modifier, expression, whole);
    }
}
