package twofold.assembler.instruction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Op;

/** All mnemonics and their forms. */
final class Mnemonics {
    private static final Map<String, List<Form>> FORMS = new HashMap<>();
    private static final String[] ORDERINGS = {"", ".rl", ".aq", ".aqrl"};

    static {
        for (Op op : Op.values()) {
            if (!Sequences.NARROWING.contains(op)) {
                machine(op);
            }
        }
        Aliases.addTo(Mnemonics::add);
        Sequences.addTo(Mnemonics::add);
    }

    private Mnemonics() { }

    private static void machine(Op op) {
        if (op.extension() != Extension.A) {
            add(new Form(op.mnemonic(), op.operands(), Machine.of(op)));
            return;
        }
        for (int ordering = 0; ordering < ORDERINGS.length; ordering++) {
            add(new Form(op.mnemonic() + ORDERINGS[ordering], op.operands(), new Machine(op, 0, 0, 0, ordering, false, false)));
        }
    }

    private static void add(Form form) {
        FORMS.computeIfAbsent(form.mnemonic(), name -> new ArrayList<>()).add(form);
    }

    /** The forms of a mnemonic, or null. */
    static List<Form> forms(String mnemonic) {
        return FORMS.get(mnemonic);
    }

    /** All of them, sorted. */
    static Collection<String> all() {
        return FORMS.keySet().stream().sorted().toList();
    }
}
