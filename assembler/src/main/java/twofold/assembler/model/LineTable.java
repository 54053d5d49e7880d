package twofold.assembler.model;

import java.util.ArrayList;
import java.util.List;
import twofold.toolkit.diagnostic.Span;

/** Which statement each byte comes from. */
public final class LineTable {
    /** One statement that may have made bytes, from a place on; the next entry of the section ends it. */
    public record Entry(Span span, AsmSection section, Fragment fragment, int offset) {
        /** Its offset in the section, once the layout is final. */
        public long address() {
            return fragment.address() + offset;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /** A statement follows that may make bytes. */
    public void add(Span span, AsmSection section) {
        entries.add(new Entry(span, section, section.current(), section.current().length()));
    }

    /** The statements in the order they were read. */
    public List<Entry> entries() {
        return entries;
    }
}
