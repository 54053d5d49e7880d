package twofold.vm.device;

import twofold.riscv.memory.Device;
import twofold.toolkit.time.Clock;

/** The Goldfish real-time clock: nanoseconds since the epoch, the low word read first. Its alarm is not there. */
public final class GoldfishRtc implements Device {
    private final Clock clock;
    private long latched;

    /** A clock that reads the run's real time. */
    public GoldfishRtc(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long load(long offset, int size) {
        return switch ((int) offset) {
            case 0x00 -> {
                latched = clock.realtimeNanos();
                yield latched & 0xffff_ffffL;
            }
            case 0x04 -> latched >>> 32;
            default -> 0;
        };
    }

    @Override
    public void store(long offset, int size, long value) {
    }
}
