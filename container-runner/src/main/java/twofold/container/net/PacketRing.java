package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOMEM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Net;
import twofold.container.mm.Mappable;
import twofold.container.vfs.Facilities;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * Memory that a packet socket and its program share, in which frames are found without a call each: PACKET_RX_RING of packet(7) and the kernel's
 * networking/packet_mmap documentation, in its three versions. A place or block is the program's while its status has bit 0, else the kernel's.
 */
public final class PacketRing {
    private static final int V1 = 0;
    static final int V3 = 2;
    private static final int USER = 1;
    private static final int LOSING = 4;
    private static final int TIMED_OUT = 0x20;
    private static final int CHECKED = 0x80;
    private static final int ALIGNMENT = 16;
    private static final int ADDRESS = 20;
    private static final int LINK_ROOM = 16;
    private static final int BLOCK_HEADER = 48;
    private static final int BLOCK_ALIGNMENT = 8;
    private static final long MILLISECOND = 1_000_000;
    private static final int USUAL_TIMEOUT = 8;
    private static final long MOST_BYTES = 1L << 30;
    private final Facilities facilities;
    private final Shape shape;
    private final Runnable wake;
    private final File holder;
    private int head;
    // Version 3: the block being filled
    private boolean open;
    private int filled;
    private int packets;
    private int last;
    private long sequence;
    private boolean frozen;
    private int freezes;
    private Runnable retirement;

    /**
     * How a ring is divided.
     *
     * @param timeout after how many milliseconds a block goes to the program that is not full
     * @param apart   the program's own bytes in each block
     */
    record Shape(int version, int blockBytes, int blocks, int frameBytes, int reserve, int type, int timeout, int apart) {
        /** What a struct tpacket_req or tpacket_req3 says; EINVAL. */
        static Shape of(byte[] value, int version, int reserve, int type) {
            if (value.length < (version == V3 ? 28 : 16)) {
                throw FileError.of(EINVAL);
            }
            ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
            int blockBytes = b.getInt(0);
            int blocks = b.getInt(4);
            int frameBytes = b.getInt(8);
            int frames = b.getInt(12);
            Shape shape = new Shape(version, blockBytes, blocks, frameBytes, reserve, type, version == V3 ? b.getInt(16) : 0, version == V3 ? b.getInt(20) : 0);
            if (blocks == 0 ? frames != 0 : !shape.fits(frames)) {
                throw FileError.of(EINVAL);
            }
            return shape;
        }

        private boolean fits(int frames) {
            long least = align(headerLength(version)) + ADDRESS + (long) reserve;
            boolean room = version != V3 || apart >= 0 && blockBytes >= start() + least;
            return blockBytes > 0 && (blockBytes & Frames.SIZE - 1) == 0 && room && Integer.toUnsignedLong(frameBytes) >= least && (frameBytes & ALIGNMENT - 1) == 0
                    && Integer.toUnsignedLong(frameBytes) <= blockBytes && Integer.compareUnsigned(blocks, (int) (0xffffffffL / blockBytes)) <= 0
                    && blockBytes / frameBytes * Integer.toUnsignedLong(blocks) == Integer.toUnsignedLong(frames);
        }

        /** Where the first packet of a block begins. */
        private long start() {
            return BLOCK_HEADER + ((long) apart + BLOCK_ALIGNMENT - 1 & -BLOCK_ALIGNMENT);
        }

        private int perBlock() {
            return blockBytes / frameBytes;
        }
    }

    /** @param wake told when a block's time has come */
    PacketRing(Facilities facilities, Shape shape, Runnable wake) {
        this.facilities = facilities;
        this.shape = shape;
        this.wake = wake;
        if (bytes() > MOST_BYTES) {
            throw FileError.of(ENOMEM);
        }
        holder = facilities.memory(bytes());
        for (long page = 0; page << Frames.SHIFT < bytes(); page++) {
            if (memory().frame(page) < 0) {
                holder.release();
                throw FileError.of(ENOMEM);
            }
        }
        if (shape.version == V3) {
            open(0);
        }
    }

    /** The size of a version's header, PACKET_HDRLEN; EINVAL if there is no such version. */
    public static int headerLength(int version) {
        return switch (version) {
            case V1, V1 + 1 -> 32;
            case V3 -> 48;
            default -> throw FileError.of(EINVAL);
        };
    }

    private static int align(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    long bytes() {
        return (long) shape.blockBytes * shape.blocks;
    }

    Mappable memory() {
        return holder.mappable();
    }

    /** Whether a program has it in its memory. */
    boolean isMapped() {
        return memory().isMapped();
    }

    void close() {
        if (retirement != null) {
            retirement.run();
            retirement = null;
        }
        holder.release();
    }

    /** How often it had no block for the kernel, since this was last asked. */
    int takeFreezes() {
        int taken = freezes;
        freezes = 0;
        return taken;
    }

    /** Adds a frame's bytes from {@code start} on, {@code kept} of them; false if there is no place. @param loses whether others were lost of late */
    boolean put(LinkFrame frame, int start, int kept, boolean loses, long now) {
        int header = align(headerLength(shape.version)) + ADDRESS;
        int net = shape.type == Net.SOCK_DGRAM ? align(header) + LINK_ROOM + shape.reserve : align(header + LINK_ROOM) + shape.reserve;
        int mac = shape.type == Net.SOCK_DGRAM ? net : net - LinkFrame.HEADER;
        return shape.version == V3 ? inBlock(frame, start, kept, now, mac, net) : inPlace(frame, start, kept, loses, now, mac, net);
    }

    private boolean inPlace(LinkFrame frame, int start, int kept, boolean loses, long now, int mac, int net) {
        long at = place(head);
        int size = Math.max(0, Math.min(kept, shape.frameBytes - mac));
        if ((word(at) & USER) != 0 || word(at) != 0 || mac > shape.frameBytes) {
            return false;
        }
        boolean first = shape.version == V1;
        ByteBuffer b = ByteBuffer.allocate(align(headerLength(shape.version)) + ADDRESS).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(first ? 8 : 4, frame.bytes().length - start).putInt(first ? 12 : 8, size).putShort(first ? 16 : 12, (short) mac).putShort(first ? 18 : 14, (short) net);
        b.putInt(first ? 20 : 16, (int) (now / 1_000_000_000L)).putInt(first ? 24 : 20, (int) (now % 1_000_000_000L / (first ? 1000 : 1)));
        b.put(align(headerLength(shape.version)), PacketSocket.source(frame).bytes());
        write(at, b.array(), 0, b.capacity());
        write(at + mac, frame.bytes(), start, size);
        putWord(at, USER | CHECKED | (loses ? LOSING : 0));
        head = (head + 1) % (shape.perBlock() * shape.blocks);
        return true;
    }

    private long place(int number) {
        return (long) (number / shape.perBlock()) * shape.blockBytes + (long) (number % shape.perBlock()) * shape.frameBytes;
    }

    private boolean inBlock(LinkFrame frame, int start, int kept, long now, int mac, int net) {
        if (mac > shape.blockBytes - shape.start() || !open && !reopen()) {
            return false;
        }
        int size = (int) Math.min(kept, shape.blockBytes - shape.start() - mac);
        int total = mac + size + BLOCK_ALIGNMENT - 1 & -BLOCK_ALIGNMENT;
        if (filled + total > shape.blockBytes) {
            retire(0, now);
            if (!reopen()) {
                return false;
            }
        }
        long block = (long) head * shape.blockBytes;
        if (packets > 0) {
            putWord(block + last, filled - last);
        } else {
            time(block + 32, now);
            appoint();
        }
        ByteBuffer b = ByteBuffer.allocate(headerLength(V3) + ADDRESS).order(ByteOrder.LITTLE_ENDIAN).putInt(0).putInt((int) (now / 1_000_000_000L))
                .putInt((int) (now % 1_000_000_000L)).putInt(size).putInt(frame.bytes().length - start).putInt(USER | CHECKED).putShort((short) mac).putShort((short) net);
        b.put(headerLength(V3), PacketSocket.source(frame).bytes());
        write(block + filled, b.array(), 0, b.capacity());
        write(block + filled + mac, frame.bytes(), start, size);
        last = filled;
        filled += total;
        packets++;
        return true;
    }

    private void time(long at, long now) {
        putWord(at, (int) (now / 1_000_000_000L));
        putWord(at + 4, (int) (now % 1_000_000_000L));
    }

    /** The block goes to the program when its time has come, and not only when it is full. */
    private void appoint() {
        if (retirement != null) {
            retirement.run();
        }
        long wait = (shape.timeout > 0 ? shape.timeout : USUAL_TIMEOUT) * MILLISECOND;
        retirement = facilities.after(wait, () -> {
            retirement = null;
            if (open && packets > 0) {
                retire(TIMED_OUT, facilities.realtimeNanos());
                reopen();
                wake.run();
            }
        });
    }

    private void open(int block) {
        head = block;
        long at = (long) block * shape.blockBytes;
        filled = (int) shape.start();
        packets = 0;
        open = true;
        frozen = false;
        putWord(at, V3);
        putWord(at + 4, BLOCK_HEADER);
        putWord(at + 8, 0);
        putWord(at + 12, 0);
        putWord(at + 16, filled);
        putWord(at + 20, filled);
        sequence++;
        putWord(at + 24, (int) sequence);
        putWord(at + 28, (int) (sequence >>> 32));
    }

    /** Begins the next block if it is the kernel's. */
    private boolean reopen() {
        int next = (head + 1) % shape.blocks;
        if ((word((long) next * shape.blockBytes + 8) & USER) != 0) {
            freezes += frozen ? 0 : 1;
            frozen = true;
            return false;
        }
        open(next);
        return true;
    }

    private void retire(int why, long now) {
        long at = (long) head * shape.blockBytes;
        putWord(at + 12, packets);
        putWord(at + 20, filled);
        time(at + 40, now);
        putWord(at + 8, USER | why);
        open = false;
        if (retirement != null) {
            retirement.run();
            retirement = null;
        }
    }

    /** Whether the program has something to look at: what was filled last is its. */
    boolean isReady() {
        if (shape.version == V3) {
            int before = open ? (head + shape.blocks - 1) % shape.blocks : head;
            return (word((long) before * shape.blockBytes + 8) & USER) != 0;
        }
        int places = shape.perBlock() * shape.blocks;
        return word(place((head + places - 1) % places)) != 0;
    }

    private long host(long at) {
        int frame = memory().frame(at >>> Frames.SHIFT);
        return frame < 0 ? -1 : Frames.offset(frame) + (at & Frames.SIZE - 1);
    }

    private int word(long at) {
        long host = host(at);
        return host < 0 ? USER : Frames.buffer(host, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    }

    private void putWord(long at, int value) {
        long host = host(at);
        if (host >= 0) {
            Frames.buffer(host, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
        }
    }

    private void write(long at, byte[] bytes, int start, int length) {
        for (int done = 0; done < length;) {
            int part = (int) Math.min(length - done, Frames.SIZE - (at + done & Frames.SIZE - 1));
            long host = host(at + done);
            if (host >= 0) {
                Frames.buffer(host, part).put(bytes, start + done, part);
            }
            done += part;
        }
    }
}
