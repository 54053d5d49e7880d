package twofold.container.fs.pipe;

/** Bytes of one or several writes, or a packet, at their place in a page. What is sealed takes no more of a later write. */
final class PipeBuffer {
    byte[] bytes = new byte[0];
    int from;
    int to;
    boolean packet;
    boolean sealed;

    int length() {
        return to - from;
    }

    /** The first bytes of it, at the same place in a page of their own. */
    PipeBuffer part(int count) {
        PipeBuffer part = new PipeBuffer();
        part.bytes = bytes.clone();
        part.from = from;
        part.to = from + count;
        part.packet = packet;
        part.sealed = true;
        return part;
    }
}
