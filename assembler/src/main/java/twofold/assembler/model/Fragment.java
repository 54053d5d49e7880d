package twofold.assembler.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes in a section, then possibly a tail. */
public final class Fragment {
    private final AsmSection section;
    private byte[] bytes = new byte[32];
    private int length;
    private final List<Fixup> fixups = new ArrayList<>(2);
    private Tail tail;
    private int tailSize;
    private long address;
    private int round = -1;

    Fragment(AsmSection section) {
        this.section = section;
    }

    /** The section it is in. */
    public AsmSection section() {
        return section;
    }

    /** How many bytes it has before its tail. */
    public int length() {
        return length;
    }

    /** The offset in the section of its first byte; final once the layout is. */
    public long address() {
        return address;
    }

    /** The bytes before its tail. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    List<Fixup> fixups() {
        return fixups;
    }

    Tail tail() {
        return tail;
    }

    int tailSize() {
        return tailSize;
    }

    /** Bytes of it all. */
    int size() {
        return length + tailSize;
    }

    void place(long newAddress) {
        address = newAddress;
    }

    /** The same in a round of the layout. */
    void place(long newAddress, int newRound) {
        address = newAddress;
        round = newRound;
    }

    /** The last round that it was placed in. */
    int round() {
        return round;
    }

    void close(Tail end, int initialSize) {
        tail = end;
        tailSize = initialSize;
    }

    void tailSize(int size) {
        tailSize = size;
    }

    void add(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void add(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void fill(int count, int value) {
        room(count);
        Arrays.fill(bytes, length, length + count, (byte) value);
        length += count;
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
        }
    }
}
