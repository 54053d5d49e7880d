package twofold.vm.guest;

import java.util.List;
import twofold.vm.hypervisor.GuestProgram;
import twofold.vm.virtio.console.Console;
import twofold.vm.virtio.console.Port;

/** The console ports between the agent and the host. */
public final class AgentLink {
    private final Port input = new Port("stdin", false, (bytes, length) -> { });
    private final Port control;
    private final Console console;
    private final byte[] message = new byte[5];
    private int have;

    /** What the run's clock and instruction count are when the entry point starts. */
    @FunctionalInterface
    public interface Started {
        /** The entry point is about to run. */
        void now();
    }

    /** Ports that carry a program's streams. */
    public AgentLink(GuestProgram program, Input source, Started started) {
        Port output = new Port("stdout", false, (bytes, length) -> program.write(1, bytes, length));
        Port error = new Port("stderr", false, (bytes, length) -> program.write(2, bytes, length));
        control = new Port("control", false, (bytes, length) -> receive(program, started, bytes, length));
        console = new Console(List.of(input, output, error, control));
        console.feed(input, source::fill);
    }

    /** The device to plug in. It must be the machine's first virtio device. */
    public Console console() {
        return console;
    }

    /** There is input that the guest may have room for. */
    public void inputArrived() {
        console.deliver(input);
    }

    /** Sends the entry point a signal. */
    public void signal(int number) {
        console.send(control, new byte[] {'S', (byte) number});
    }

    /** Nobody reads a stream of the guest any more. */
    public void unread(int stream) {
        console.send(control, new byte[] {'P', (byte) stream});
    }

    /** The host's terminal has a new size. */
    public void resize(int rows, int columns) {
        console.send(control, new byte[] {'W', 0, (byte) rows, (byte) (rows >>> 8), (byte) columns, (byte) (columns >>> 8)});
    }

    private void receive(GuestProgram program, Started started, byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            message[have++] = bytes[i];
            switch (message[0]) {
                case 'E' -> {
                    started.now();
                    have = 0;
                }
                case 'F' -> {
                    if (have == 2) {
                        program.notExecuted(message[1] & 0xff);
                        have = 0;
                    }
                }
                case 'X' -> {
                    if (have == 5) {
                        program.exited(message[1] & 0xff | (message[2] & 0xff) << 8 | (message[3] & 0xff) << 16 | message[4] << 24);
                        have = 0;
                    }
                }
                default -> have = 0;
            }
        }
    }
}
