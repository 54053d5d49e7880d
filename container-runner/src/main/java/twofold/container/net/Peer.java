package twofold.container.net;

/** Who is at the other end, struct ucred. */
public record Peer(int pid, int uid, int gid) {
    /** Nobody in particular. */
    public static final Peer NOBODY = new Peer(0, 65534, 65534);
}
