package twofold.container.fs.tty;

import static twofold.container.abi.Tty.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A terminal's settings: struct termios of the kernel, 36 bytes. */
final class Termios {
    static final int BYTES = 36;
    private static final int B38400_CS8_CREAD = 0277;
    private static final int[] DEFAULT_CHARS = {3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0};
    int input = ICRNL | IXON;
    int output = OPOST | ONLCR;
    int control = B38400_CS8_CREAD;
    int local = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
    final byte[] chars = new byte[NCCS];

    Termios() {
        for (int i = 0; i < NCCS; i++) {
            chars[i] = (byte) DEFAULT_CHARS[i];
        }
    }

    byte[] bytes() {
        ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(input).putInt(output).putInt(control).putInt(local).put((byte) 0).put(chars);
        return b.array();
    }

    void set(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        input = b.getInt();
        output = b.getInt();
        control = b.getInt();
        local = b.getInt();
        b.get();
        b.get(chars);
    }

    /** Whether ^S and ^Q stop and start output. */
    boolean flowControlled() {
        return (input & IXON) != 0 && chars[VSTOP] == 19 && chars[VSTART] == 17;
    }

    boolean local(int flag) {
        return (local & flag) != 0;
    }

    boolean is(int which, int c) {
        return chars[which] != 0 && (chars[which] & 0xff) == c;
    }
}
