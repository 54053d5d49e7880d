package twofold.container.fs.tty;

import static twofold.container.abi.Tty.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A terminal's settings: struct termios of the kernel, 36 bytes; struct termios2, 44, with speeds; and struct termio, 18, of old. */
final class Termios {
    static final int BYTES = 36;
    static final int BYTES_WITH_SPEEDS = 44;
    static final int OLD_BYTES = 18;
    private static final int OLD_CHARS = 8;
    private static final int B38400_CS8_CREAD = 0277;
    private static final int[] DEFAULT_CHARS = {3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0};
    private static final int[] SPEEDS = {0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400};
    private static final int[] HIGH_SPEEDS = {0, 57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000,
        2500000, 3000000, 3500000, 4000000};
    int input = ICRNL | IXON;
    int output = OPOST | ONLCR;
    int control = B38400_CS8_CREAD;
    int local = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
    private byte discipline;
    final byte[] chars = new byte[NCCS];
    private int inputSpeed = SPEEDS[15];
    private int outputSpeed = SPEEDS[15];
    /** What may not be changed, TIOCSLCKTRMIOS. */
    private byte[] locked = new byte[BYTES];

    Termios() {
        for (int i = 0; i < NCCS; i++) {
            chars[i] = (byte) DEFAULT_CHARS[i];
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] bytes() {
        return put(buffer(BYTES)).array();
    }

    byte[] bytesWithSpeeds() {
        return put(buffer(BYTES_WITH_SPEEDS)).putInt(inputSpeed).putInt(outputSpeed).array();
    }

    private ByteBuffer put(ByteBuffer b) {
        return b.putInt(input).putInt(output).putInt(control).putInt(local).put(discipline).put(chars);
    }

    byte[] oldBytes() {
        return buffer(OLD_BYTES).putShort((short) input).putShort((short) output).putShort((short) control).putShort((short) local)
                .put(discipline).put(chars, 0, OLD_CHARS).array();
    }

    /** The settings as they would be with the lower halves and the first characters of a struct termio. */
    byte[] withOld(byte[] old) {
        ByteBuffer from = ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN);
        byte[] all = bytes();
        ByteBuffer to = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) {
            to.putShort(4 * i, from.getShort(2 * i));
        }
        System.arraycopy(old, 8, all, 16, 1 + OLD_CHARS);
        return all;
    }

    byte[] locked() {
        return locked.clone();
    }

    void lock(byte[] bits) {
        locked = bits;
    }

    /** Sets them from a struct termios, or termios2 if there are as many bytes. */
    void set(byte[] wanted) {
        byte[] now = bytes();
        byte[] bytes = wanted.clone();
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (now[i] & locked[i] | bytes[i] & ~locked[i]);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        input = b.getInt();
        output = b.getInt();
        control = b.getInt() & ~(CSIZE | PARENB) | CS8 | CREAD;
        local = b.getInt();
        discipline = b.get();
        b.get(chars);
        outputSpeed = speed(control & CBAUD, bytes.length > BYTES ? b.getInt(BYTES + 4) : outputSpeed);
        int in = control >>> IBSHIFT & CBAUD;
        inputSpeed = in == 0 ? outputSpeed : speed(in, bytes.length > BYTES ? b.getInt(BYTES) : inputSpeed);
    }

    private static int speed(int code, int other) {
        return code == BOTHER ? other : (code & BOTHER) != 0 ? HIGH_SPEEDS[code & 15] : SPEEDS[code & 15];
    }

    /** Whether ^S and ^Q stop and start output. */
    boolean flowControlled() {
        return (input & IXON) != 0 && chars[VSTOP] == 19 && chars[VSTART] == 17;
    }

    boolean local(int flag) {
        return (local & flag) != 0;
    }

    boolean input(int flag) {
        return (input & flag) != 0;
    }

    boolean is(int which, int c) {
        return chars[which] != 0 && (chars[which] & 0xff) == c;
    }

    /** Whether lines are edited here, and not by who is at the other side. */
    boolean canonical() {
        return (local & (ICANON | EXTPROC)) == ICANON;
    }

    /** Whether a byte goes on with a character of several. */
    boolean continues(int c) {
        return (input & IUTF8) != 0 && (c & 0xc0) == 0x80;
    }

    /** Whether the kernel's tables (Latin-1) say a byte is a control character. */
    static boolean control(int c) {
        return c < 32 || c == 127;
    }

    static boolean wordCharacter(int c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0xc0 && c != 0xd7 && c != 0xf7;
    }

    static int upper(int c) {
        return c >= 'a' && c <= 'z' || c >= 0xe0 && c < 0xff && c != 0xf7 ? c - 32 : c;
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' || c >= 0xc0 && c < 0xdf && c != 0xd7 ? c + 32 : c;
    }
}
