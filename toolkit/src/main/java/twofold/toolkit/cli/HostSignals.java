package twofold.toolkit.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals that reach this process. The JDK's only interface for them is unsupported and may go, so it is reached by reflection, and
 * where it is not there a signal does what it does by default.
 */
public final class HostSignals {
    private HostSignals() {
    }

    /** Runs something, on a thread of its own, whenever a signal arrives; {@code name} is without SIG, as in {@code INT}. */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> name;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException notThere) {
            // The signal keeps its default action.
        }
    }
}
