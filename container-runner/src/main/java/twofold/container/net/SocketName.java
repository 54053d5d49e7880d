package twofold.container.net;

import static twofold.container.abi.Errno.EAFNOSUPPORT;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Net.AF_INET;
import static twofold.container.abi.Net.AF_INET6;
import static twofold.container.abi.Net.AF_NETLINK;
import static twofold.container.abi.Net.AF_PACKET;
import static twofold.container.abi.Net.AF_UNIX;
import static twofold.container.abi.Net.AF_UNSPEC;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import twofold.image.overlay.FileError;

/** What a struct sockaddr says. */
public sealed interface SocketName {
    /** The longest struct sockaddr, sockaddr_storage's size. */
    int MOST = 128;

    /** The record as user space sees it. */
    byte[] bytes();

    /** AF_UNSPEC: ends an association. */
    record None() implements SocketName {
        @Override
        public byte[] bytes() {
            return new byte[2];
        }
    }

    /**
     * unix(7).
     *
     * @param text one char a byte; a path, or a name that begins with a zero byte, or nothing for a socket without a name
     */
    record Unix(String text) implements SocketName {
        /** A socket that was not bound. */
        public static final Unix UNNAMED = new Unix("");

        /** Whether it is no path. */
        public boolean isAbstract() {
            return !text.isEmpty() && text.charAt(0) == 0;
        }

        @Override
        public byte[] bytes() {
            boolean path = !text.isEmpty() && !isAbstract();
            byte[] all = new byte[2 + text.length() + (path ? 1 : 0)];
            all[0] = AF_UNIX;
            System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, all, 2, text.length());
            return all;
        }
    }

    /**
     * ip(7) and ipv6(7).
     *
     * @param address where
     * @param port    0 to 65535
     * @param six     written as a struct sockaddr_in6
     * @param scope   sin6_scope_id
     */
    record Inet(IpAddress address, int port, boolean six, int scope) implements SocketName {
        /** The same place for a socket of the other family. */
        public Inet as(boolean v6) {
            return v6 == six ? this : new Inet(v6 && address.isAny() && address.isFour() ? IpAddress.ANY6 : address, port, v6, scope);
        }

        /** The same address with another port. */
        public Inet port(int other) {
            return new Inet(address, other, six, scope);
        }

        @Override
        public byte[] bytes() {
            ByteBuffer b = ByteBuffer.allocate(six ? 28 : 16).order(ByteOrder.LITTLE_ENDIAN).putShort((short) (six ? AF_INET6 : AF_INET));
            b.order(ByteOrder.BIG_ENDIAN).putShort((short) port);
            if (six) {
                b.putInt(0).putLong(address.high()).putLong(address.low());
                b.order(ByteOrder.LITTLE_ENDIAN).putInt(scope);
            } else {
                b.putInt((int) address.low());
            }
            return b.array();
        }
    }

    /** netlink(7). */
    record Netlink(int port, int groups) implements SocketName {
        @Override
        public byte[] bytes() {
            return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putShort((short) AF_NETLINK).putShort((short) 0).putInt(port)
                    .putInt(groups).array();
        }
    }

    /**
     * packet(7).
     *
     * @param protocol ETH_P_ number
     * @param index    an interface's number, 0 for any
     * @param hardware its ARPHRD_ number
     * @param kind     whom a frame is for
     * @param address  an address of the link, at most eight bytes
     * @param brief    it ends with the address and not with the record
     */
    record Link(int protocol, int index, int hardware, int kind, byte[] address, boolean brief) implements SocketName {
        private static final int START = 12;
        private static final int SIZE = 20;

        @Override
        public byte[] bytes() {
            ByteBuffer b = ByteBuffer.allocate(brief ? START + address.length : SIZE).order(ByteOrder.LITTLE_ENDIAN).putShort((short) AF_PACKET);
            b.putShort(Short.reverseBytes((short) protocol)).putInt(index).putShort((short) hardware).put((byte) kind).put((byte) address.length).put(address);
            return b.array();
        }

        private static Link of(byte[] bytes) {
            ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int length = bytes.length < SIZE ? SIZE : b.get(START - 1) & 0xff;
            if (bytes.length < SIZE || bytes.length < START + length) {
                throw FileError.of(EINVAL);
            }
            byte[] address = Arrays.copyOfRange(bytes, START, START + Math.min(length, SIZE - START));
            return new Link(Short.reverseBytes(b.getShort(2)) & 0xffff, b.getInt(4), b.getShort(8) & 0xffff, b.get(10) & 0xff, address, false);
        }
    }

    /** Reads a record for a socket of a family; EINVAL if it is too short, EAFNOSUPPORT if it is another family's. */
    static SocketName of(byte[] bytes, int family) {
        if (bytes.length < 2) {
            throw FileError.of(EINVAL);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int said = b.getShort(0) & 0xffff;
        if (family == AF_PACKET) {
            if (said != AF_PACKET) {
                throw FileError.of(EINVAL);
            }
            return Link.of(bytes);
        }
        if (said == AF_UNSPEC && family != AF_NETLINK) {
            return new None();
        }
        if (family == AF_INET && said == AF_INET6) {
            throw FileError.of(EAFNOSUPPORT);
        }
        boolean inet = (family == AF_INET || family == AF_INET6) && (said == AF_INET || said == AF_INET6);
        if (said != family && !inet) {
            throw FileError.of(family == AF_UNIX || family == AF_NETLINK ? EINVAL : EAFNOSUPPORT);
        }
        return switch (said) {
            case AF_UNIX -> unix(bytes);
            case AF_NETLINK -> {
                if (bytes.length < 12) {
                    throw FileError.of(EINVAL);
                }
                yield new Netlink(b.getInt(4), b.getInt(8));
            }
            default -> inet(b, said == AF_INET6, family);
        };
    }

    private static SocketName unix(byte[] bytes) {
        if (bytes.length > 110) {
            throw FileError.of(EINVAL);
        }
        String text = new String(bytes, 2, bytes.length - 2, StandardCharsets.ISO_8859_1);
        if (!text.isEmpty() && text.charAt(0) != 0) {
            int end = text.indexOf(0);
            text = end < 0 ? text : text.substring(0, end);
        }
        return new Unix(text);
    }

    private static SocketName inet(ByteBuffer b, boolean six, int family) {
        if (b.limit() < (six ? 24 : 16)) {
            throw FileError.of(EINVAL);
        }
        if (six && family == AF_INET) {
            throw FileError.of(EAFNOSUPPORT);
        }
        int port = Short.reverseBytes(b.getShort(2)) & 0xffff;
        if (!six) {
            return new Inet(IpAddress.four(Integer.reverseBytes(b.getInt(4))), port, false, 0);
        }
        int scope = b.limit() >= 28 ? b.getInt(24) : 0;
        return new Inet(new IpAddress(Long.reverseBytes(b.getLong(8)), Long.reverseBytes(b.getLong(16))), port, true, scope);
    }
}
