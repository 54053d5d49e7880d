package twofold.container.net;

/** What is left of a connection whose end here closed it first, RFC 9293 section 3.6: it keeps its port for a while from those that do not share it. */
final class TimeWait implements Ports.Bound {
    /** How long it stays after the other end has closed, too, nanoseconds. */
    static final long STAYS = 60_000_000_000L;
    private final Ports ports;
    final int port;
    private final IpAddress address;
    private final int families;
    private final int device;
    private final int shares;
    private final int user;
    /** When it is over, nanoseconds since 1970. */
    private long end;

    TimeWait(Ports ports, Ports.Bound closed, int port, long end) {
        this.ports = ports;
        this.port = port;
        address = closed.address();
        families = closed.families();
        device = closed.device();
        shares = closed.shares();
        user = closed.user();
        this.end = end;
    }

    boolean isOver(long now) {
        return now >= end;
    }

    /** It is over. */
    void drop() {
        ports.drop(this);
    }

    /** It stays until then. */
    void until(long time) {
        end = time;
    }

    @Override
    public IpAddress address() {
        return address;
    }

    @Override
    public int families() {
        return families;
    }

    @Override
    public int device() {
        return device;
    }

    @Override
    public int shares() {
        return shares;
    }

    @Override
    public int user() {
        return user;
    }
}
