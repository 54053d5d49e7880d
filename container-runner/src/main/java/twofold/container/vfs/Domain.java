package twofold.container.vfs;

/** The layers of rules that a task has put itself under, landlock(7); those it starts inherit them. Of two tasks one is in the other's domain if that is among its own. */
public final class Domain {
    /** The most layers. */
    public static final int DEEPEST = 16;
    /** LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and LANDLOCK_SCOPE_SIGNAL. */
    public static final int SOCKETS = 1;
    public static final int SIGNALS = 2;
    private final Domain around;
    private final Rules[] layers;
    private final boolean handlesFiles;
    private final boolean handlesPorts;

    /** One more layer inside a domain, or inside none. */
    public Domain(Domain around, Rules rules) {
        this.around = around;
        int outer = around == null ? 0 : around.layers.length;
        layers = new Rules[outer + 1];
        if (around != null) {
            System.arraycopy(around.layers, 0, layers, 0, outer);
        }
        layers[outer] = rules;
        handlesFiles = around != null && around.handlesFiles || rules.files() != 0;
        handlesPorts = around != null && around.handlesPorts || rules.ports() != 0;
    }

    /** How many layers there are. */
    public int depth() {
        return layers.length;
    }

    /** The layers, the outermost first. */
    Rules[] layers() {
        return layers;
    }

    /** Whether any layer has to do with files. */
    public boolean handlesFiles() {
        return handlesFiles;
    }

    /** Whether every layer allows a right to a port. */
    public boolean allows(int port, int right) {
        for (int i = 0; handlesPorts && i < layers.length; i++) {
            if ((layers[i].ports() & right & ~layers[i].allowed(port)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a task in one domain may look into a task in another: only if that is inside. Null is none. */
    public static boolean mayTrace(Domain tracer, Domain tracee) {
        Domain at = tracee;
        while (at != null && at != tracer) {
            at = at.around;
        }
        return at == tracer;
    }

    /** Whether what a task in one domain does may reach a task in another, as far as a scope goes. */
    public static boolean reaches(Domain from, Domain to, int scope) {
        Domain here = from;
        Domain there = to;
        while (here != null && (there == null || here.layers.length > there.layers.length)) {
            if (here.scopes(scope)) {
                return false;
            }
            here = here.around;
        }
        while (there != null && here != null && there.layers.length > here.layers.length) {
            there = there.around;
        }
        while (here != null) {
            if (here.scopes(scope)) {
                return here == there;
            }
            here = here.around;
            there = there.around;
        }
        return true;
    }

    private boolean scopes(int scope) {
        return (layers[layers.length - 1].scopes() & scope) != 0;
    }
}
