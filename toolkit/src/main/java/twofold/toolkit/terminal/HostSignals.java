package twofold.toolkit.terminal;

import java.lang.reflect.Proxy;

/** Signals sent to this process, handed to us in place of what the host would do. */
public final class HostSignals {
    private HostSignals() {
    }

    /**
     * Has {@code action} called, on a thread of its own, for each signal of a name such as "INT". Where the platform does not let us,
     * nothing changes: the signal then does what it did before. The class behind it has no supported name, so it is found by reflection.
     */
    public static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                switch (method.getName()) {
                    case "handle" -> action.run();
                    case "hashCode" -> {
                        return System.identityHashCode(self);
                    }
                    case "equals" -> {
                        return self == arguments[0];
                    }
                    default -> {
                    }
                }
                return null;
            });
            Object number = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, number, proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException unsupported) {
            // No such signal here, or the virtual machine keeps it for itself
        }
    }
}
