package twofold.container.net;

import java.util.List;
import twofold.container.vfs.File;

/** Bytes on their way to a reader, with what travels beside them. */
final class Packet {
    final byte[] data;
    int from;
    int to;
    /** Where it came from, or null. */
    final SocketName source;
    /** Where it was sent to, for IP_PKTINFO, or null. */
    final SocketName target;
    /** Files under way, each with a reference of its own; null for none. */
    List<File> files;
    /** When it arrived, nanoseconds since 1970, or 0 if that was not noted. */
    long stamp;
    /** How it travelled, or null. */
    Traffic traffic;
    /** What packet sockets tell beside it, struct tpacket_auxdata; or null. */
    byte[] auxiliary;
    /** Who sent it, or null. */
    final Peer sender;

    Packet(byte[] data, int length, SocketName source, SocketName target, List<File> files, Peer sender) {
        this.data = data;
        this.to = length;
        this.source = source;
        this.target = target;
        this.files = files;
        if (files != null) {
            files.forEach(UnderWay::departs);
        }
        this.sender = sender;
    }

    int length() {
        return to - from;
    }

    /** The files, which are under way no more; null for none. */
    List<File> takeFiles() {
        List<File> taken = files;
        files = null;
        if (taken != null) {
            taken.forEach(UnderWay::arrives);
        }
        return taken;
    }

    void discard() {
        List<File> taken = takeFiles();
        if (taken != null) {
            taken.forEach(File::release);
        }
    }
}
