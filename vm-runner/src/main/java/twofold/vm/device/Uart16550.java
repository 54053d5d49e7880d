package twofold.vm.device;

import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import twofold.riscv.memory.Device;

/** A 16550A UART with one-byte registers (National Semiconductor PC16550D). What is sent leaves at once. */
public final class Uart16550 implements Device {
    private static final int RX_READY = 1;
    private static final int TX_EMPTY = 0x60;
    private static final int NOTHING = -1;

    private final InterruptLine line;
    private final IntConsumer transmit;
    private IntSupplier input = () -> NOTHING;
    /** The byte to be read next, or {@link #NOTHING}. */
    private int received = NOTHING;
    private int enable;
    private int fifoControl;
    private int lineControl;
    private int modemControl;
    private int scratch;
    private int divisor = 12;
    private boolean emptyPending;

    /**
     * @param line     its interrupt
     * @param transmit takes each byte sent
     */
    public Uart16550(InterruptLine line, IntConsumer transmit) {
        this.line = line;
        this.transmit = transmit;
    }

    /**
     * Receives from somebody from now on.
     *
     * @param from the next byte, or -1 if there is none now; asked whenever the guest looks
     */
    public void receive(IntSupplier from) {
        input = from;
    }

    /** There may be bytes to receive that nobody has asked for. */
    public void arrived() {
        update();
    }

    @Override
    public long load(long offset, int size) {
        boolean latch = (lineControl & 0x80) != 0;
        int value = switch ((int) offset) {
            case 0 -> latch ? divisor & 0xff : receiveRegister();
            case 1 -> latch ? divisor >>> 8 : enable;
            case 2 -> identify();
            case 3 -> lineControl;
            case 4 -> modemControl;
            case 5 -> TX_EMPTY | (isReady() ? RX_READY : 0);
            case 6 -> 0xb0;
            case 7 -> scratch;
            default -> 0;
        };
        update();
        return value;
    }

    @Override
    public void store(long offset, int size, long value) {
        int low = (int) value & 0xff;
        boolean latch = (lineControl & 0x80) != 0;
        switch ((int) offset) {
            case 0 -> {
                if (latch) {
                    divisor = divisor & 0xff00 | low;
                } else {
                    transmit.accept(low);
                    emptyPending = true;
                }
            }
            case 1 -> {
                if (latch) {
                    divisor = divisor & 0xff | low << 8;
                } else {
                    emptyPending |= (low & 2) != 0 && (enable & 2) == 0;
                    enable = low & 15;
                }
            }
            case 2 -> {
                fifoControl = low;
                if ((low & 2) != 0) {
                    received = NOTHING;
                }
            }
            case 3 -> lineControl = low;
            case 4 -> modemControl = low;
            case 7 -> scratch = low;
            default -> { }
        }
        update();
    }

    private boolean isReady() {
        if (received == NOTHING) {
            received = input.getAsInt();
        }
        return received != NOTHING;
    }

    private int receiveRegister() {
        int value = isReady() ? received : 0;
        received = NOTHING;
        return value;
    }

    private int identify() {
        int fifos = (fifoControl & 1) != 0 ? 0xc0 : 0;
        if ((enable & 1) != 0 && isReady()) {
            return fifos | 4;
        }
        if ((enable & 2) != 0 && emptyPending) {
            emptyPending = false;
            return fifos | 2;
        }
        return fifos | 1;
    }

    private void update() {
        line.set((enable & 1) != 0 && isReady() || (enable & 2) != 0 && emptyPending);
    }
}
