package twofold.assembler.debug;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.Unit;
import twofold.toolkit.diagnostic.Span;

/** Source lines of instructions, section by section. */
public final class LineRows {
    /** From {@code place} on the code comes from this line. */
    record Row(AsmSymbol place, Location location) { }

    private final Map<AsmSection, List<Row>> rows = new LinkedHashMap<>();
    private final TreeMap<Integer, String> files = new TreeMap<>();
    private final boolean ownLines;
    private boolean stated;
    private Location pending;
    private Location last = Location.of(1, 1);

    /** @param ownLines whether the assembly's own lines count when nothing states others */
    public LineRows(boolean ownLines) {
        this.ownLines = ownLines;
    }

    /** A compiler names a file. */
    public void file(int number, String name) {
        files.put(number, name);
        stated = true;
    }

    /** A compiler states the line of the next instruction. If it stated another just before that, that is a row all the same. */
    public void state(Unit unit, Location location) {
        if (!stated) {
            rows.clear();
            stated = true;
        }
        if (pending != null) {
            add(unit, pending);
        }
        pending = location;
        last = location;
    }

    /** What was stated last. */
    public Location last() {
        return last;
    }

    /** An instruction follows in the unit's section; {@code span} is its statement. */
    public void instruction(Unit unit, Span span) {
        if (pending != null) {
            add(unit, pending);
            pending = null;
        } else if (ownLines && !stated) {
            Span outermost = outermost(span);
            add(unit, Location.of(number(outermost.source().file(outermost.start())), outermost.source().line(outermost.start())));
        }
    }

    /** An instruction of a macro belongs to the line that calls the macro, where a user can follow it; one of an include to its own. */
    private static Span outermost(Span span) {
        Span at = span;
        while (at.source().parent() != null && !"included".equals(at.source().reason())) {
            at = at.source().parent();
        }
        return at;
    }

    private int number(String file) {
        for (Map.Entry<Integer, String> entry : files.entrySet()) {
            if (entry.getValue().equals(file)) {
                return entry.getKey();
            }
        }
        int number = files.size() + 1;
        files.put(number, file);
        return number;
    }

    private void add(Unit unit, Location location) {
        rows.computeIfAbsent(unit.current(), section -> new ArrayList<>()).add(new Row(unit.here(), location));
    }

    /** Whether a compiler stated lines, so that it also describes the rest itself. */
    boolean stated() {
        return stated;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    Map<AsmSection, List<Row>> rows() {
        return rows;
    }

    /** File names by number; numbers without a file are left out. */
    TreeMap<Integer, String> files() {
        return files;
    }
}
