package twofold.container.net;

import twofold.container.bpf.Program;

/**
 * A frame as a filter sees it: the bytes that the socket would be given, and at negative offsets what the kernel knows beside them (SKF_AD_OFF), the
 * network header (SKF_NET_OFF) and the link header (SKF_LL_OFF).
 *
 * @param start where the socket's bytes begin in the frame
 * @param bytes all of it, from the link header on if there is one
 * @param network where the network header begins
 * @param frame the frame, null if there is no link
 */
record FrameInput(byte[] bytes, int start, int network, LinkFrame frame) implements Program.Input {
    private static final int BESIDE = -0x1000;
    private static final int NETWORK = -0x100000;
    private static final int LINK = -0x200000;

    /** Bytes that came without a link. */
    static FrameInput of(byte[] bytes) {
        return new FrameInput(bytes, 0, 0, null);
    }

    @Override
    public int length() {
        return bytes.length - start;
    }

    @Override
    public long load(int at, int size) {
        if (at >= 0) {
            return bytes((long) start + at, size);
        }
        if (at >= BESIDE) {
            return beside(at - BESIDE);
        }
        return at >= NETWORK ? bytes((long) network + at - NETWORK, size) : at >= LINK ? bytes((long) at - LINK, size) : NONE;
    }

    private long bytes(long at, int size) {
        if (at + size > bytes.length) {
            return NONE;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | bytes[(int) at + i] & 0xff;
        }
        return value;
    }

    /** SKF_AD_ numbers: protocol, kind, interface, its hardware; marks, queues, tags and hashes there are none. */
    private long beside(int what) {
        return switch (what) {
            case 0 -> frame == null ? 0 : frame.protocol();
            case 4 -> frame == null ? 0 : frame.kind();
            case 8 -> frame == null ? NONE : frame.index();
            case 28 -> frame == null ? NONE : frame.hardware();
            default -> 0;
        };
    }
}
