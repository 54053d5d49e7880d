package twofold.toolkit.diagnostic;

import java.util.Arrays;

/** A text with a name that messages can point into. Offsets count UTF-16 units from 0, lines and columns from 1. */
public final class Source {
    private final String name;
    private final String text;
    private final LineMap map;
    private final Span parent;
    private final String reason;
    private int[] lineStarts;

    /** Where the lines of a text come from; indices count from 0. */
    public interface LineMap {
        /** The line number in its file. */
        int line(int index);

        /** The file, or null for the source's own name. */
        default String file(int index) {
            return null;
        }
    }

    private Source(String name, String text, LineMap map, Span parent, String reason) {
        this.name = name;
        this.text = text;
        this.map = map;
        this.parent = parent;
        this.reason = reason;
    }

    /** A file. */
    public Source(String name, String text) {
        this(name, text, index -> index + 1, null, null);
    }

    /**
     * Text made from other text.
     *
     * @param name   the file its lines come from
     * @param map    the lines they come from
     * @param parent what caused it, or null
     * @param reason how, such as "in expansion of macro 'push'"
     */
    public static Source derived(String name, String text, LineMap map, Span parent, String reason) {
        return new Source(name, text, map, parent, reason);
    }

    /** The file's name as the user wrote it. */
    public String name() {
        return name;
    }

    /** All of it. */
    public String text() {
        return text;
    }

    /** What caused this text, or null for a file given by the user. */
    public Span parent() {
        return parent;
    }

    /** How {@link #parent()} caused it, or null. */
    public String reason() {
        return reason;
    }

    /** The line of an offset. */
    public int line(int offset) {
        return map.line(index(offset));
    }

    /** The file of an offset. */
    public String file(int offset) {
        String file = map.file(index(offset));
        return file == null ? name : file;
    }

    /** The column of an offset. */
    public int column(int offset) {
        return offset - starts()[index(offset)] + 1;
    }

    /** The line that holds an offset, without its end. */
    public String lineText(int offset) {
        int start = starts()[index(offset)];
        int end = text.indexOf('\n', start);
        return text.substring(start, end < 0 ? text.length() : end).stripTrailing();
    }

    private int index(int offset) {
        int found = Arrays.binarySearch(starts(), offset);
        return found >= 0 ? found : -found - 2;
    }

    private int[] starts() {
        if (lineStarts == null) {
            int[] starts = new int[16];
            int count = 1;
            for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
            lineStarts = Arrays.copyOf(starts, count);
        }
        return lineStarts;
    }
}
