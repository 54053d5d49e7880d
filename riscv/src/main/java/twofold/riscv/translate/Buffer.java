package twofold.riscv.translate;

import java.util.Arrays;

/** Bytes that are written one after the other, big-endian as class files have them. */
final class Buffer {
    private byte[] bytes;
    private int size;

    Buffer(int expected) {
        bytes = new byte[expected];
    }

    int size() {
        return size;
    }

    Buffer u1(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    Buffer u2(int value) {
        room(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    Buffer u4(int value) {
        return u2(value >> 16).u2(value);
    }

    Buffer u8(long value) {
        return u4((int) (value >> 32)).u4((int) value);
    }

    Buffer add(Buffer other) {
        room(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
        return this;
    }

    /** Overwrites two bytes. */
    void u2At(int place, int value) {
        bytes[place] = (byte) (value >> 8);
        bytes[place + 1] = (byte) value;
    }

    /** Overwrites four bytes. */
    void u4At(int place, int value) {
        u2At(place, value >> 16);
        u2At(place + 2, value);
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
