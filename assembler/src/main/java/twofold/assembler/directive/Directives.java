package twofold.assembler.directive;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** All directives but those that steer reading ({@link Conditionals}, {@link Macros}). */
final class Directives {
    private static final Map<String, Directive> TABLE = new TreeMap<>();

    static {
        DataDirectives.addTo(TABLE);
        BlockDirectives.addTo(TABLE);
        LayoutDirectives.addTo(TABLE);
        SectionDirectives.addTo(TABLE);
        SymbolDirectives.addTo(TABLE);
        OptionDirectives.addTo(TABLE);
        FileDirectives.addTo(TABLE);
        FrameDirectives.addTo(TABLE);
        Macros.addTo(TABLE);
        TABLE.put(".insn", InsnDirective::run);
    }

    private Directives() { }

    /** The directive of a name, or null. */
    static Directive find(String name) {
        return TABLE.get(name);
    }

    static Collection<String> names() {
        return TABLE.keySet();
    }
}
