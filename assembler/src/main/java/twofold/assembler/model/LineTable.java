package twofold.assembler.model;

import java.util.ArrayList;
import java.util.List;
import twofold.toolkit.diagnostic.Span;

/** Which statement each byte comes from. */
public final class LineTable {
    /** One statement that may have made bytes, from a place on; the next entry of the section ends it. */
    public record Entry(Span span, boolean isCode, AsmSection section, Fragment fragment, int offset) {
        /** Its offset in the section, once the layout is final. */
        public long address() {
            return fragment.address() + offset;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** An instruction follows. */
    public void add(Span span, AsmSection section) {
        entries.add(new Entry(span, true, section, section.current(), section.current().length()));
    }

    /** A directive follows, which may have data. */
    public void addData(Span span, AsmSection section) {
        entries.add(new Entry(span, false, section, section.current(), section.current().length()));
    }

    /** The statements in the order they were read. */
    public List<Entry> entries() {
        return entries;
    }
}
