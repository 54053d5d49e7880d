package twofold.container.background;

import java.io.IOException;
import twofold.container.fs.tty.Tty;

/** A terminal whose screen is with whoever is attached. */
record TerminalScreen(Outlet out) implements Tty.Screen {
    @Override
    public boolean show(byte[] bytes, int length) {
        try {
            return out.take(bytes, 0, length);
        } catch (IOException closed) {
            return true;
        }
    }
}
