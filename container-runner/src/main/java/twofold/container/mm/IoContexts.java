package twofold.container.mm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** The contexts of io_setup(2) of an address space, by where their rings lie, which is what programs name them by. */
public final class IoContexts {
    /** One of them. */
    public interface Context {
        /** The number of events that it was asked to have room for. */
        int limit();

        /** Its ring lies there now. */
        void moved(long ring);

        /** Nobody can name it any more: what it waits for is called off. */
        void end();
    }

    private final Map<Long, Context> contexts = new LinkedHashMap<>(0);
    private long events;

    /** The one whose ring begins there, or null. */
    public Context at(long ring) {
        return contexts.get(ring);
    }

    /** Adds one. */
    public void add(long ring, Context context) {
        contexts.put(ring, context);
        events += context.limit();
    }

    /** Ends the one whose ring begins there. */
    public void remove(long ring) {
        Context context = contexts.remove(ring);
        events -= context.limit();
        context.end();
    }

    /** The events that all of them have room for. */
    public long events() {
        return events;
    }

    /** What was mapped at one address is at another, mremap(2). */
    void moved(long from, long to) {
        Context context = contexts.isEmpty() ? null : contexts.remove(from);
        if (context != null) {
            contexts.put(to, context);
            context.moved(to);
        }
    }

    /** The address space is gone. */
    void end() {
        new ArrayList<>(contexts.keySet()).forEach(this::remove);
    }
}
