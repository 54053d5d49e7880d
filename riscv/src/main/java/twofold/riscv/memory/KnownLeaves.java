package twofold.riscv.memory;

/**
 * Where the translations lie that cover more than a page (superpages, and the 64 KiB of Svnapot), for one kind of access, since all were last
 * forgotten. One that does not lie in one range of the host's memory is known without an answer, as its pages have answers of their own.
 */
final class KnownLeaves {
    private static final long[] SPANS = {1L << 21, 1L << 16, 1L << 30, 1L << 39, 1L << 48};

    private final KnownPages[] bySpan = new KnownPages[SPANS.length];
    private long found;

    /** The host offset of the byte at an address that lies in a known leaf, or 0. */
    long find(long address) {
        for (KnownPages each : bySpan) {
            long first = each == null ? 0 : each.find(address);
            if (first != 0) {
                found = each.span();
                return first + (address & found - 1);
            }
        }
        return 0;
    }

    /** The size in bytes of the leaf that the last {@link #find} was successful in. */
    long found() {
        return found;
    }

    /** Whether an address lies in a leaf that was added. */
    boolean contains(long address) {
        for (KnownPages each : bySpan) {
            if (each != null && each.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether another leaf of a size would be one too many. */
    boolean full(long span) {
        KnownPages same = bySpan[index(span)];
        return same != null && same.full();
    }

    /** Adds the leaf of {@code span} bytes that an address lies in, with the host offset of its first byte or 0. */
    void add(long address, long span, long first) {
        int at = index(span);
        if (bySpan[at] == null) {
            bySpan[at] = new KnownPages(span);
        }
        bySpan[at].add(address, first);
    }

    void clear() {
        for (KnownPages each : bySpan) {
            if (each != null) {
                each.clear();
            }
        }
    }

    private static int index(long span) {
        for (int i = 0; i < SPANS.length; i++) {
            if (SPANS[i] == span) {
                return i;
            }
        }
        throw new IllegalArgumentException("no leaf has " + span + " bytes");
    }
}
