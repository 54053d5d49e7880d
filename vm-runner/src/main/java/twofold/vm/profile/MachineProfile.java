package twofold.vm.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.elf.FunctionTable;
import twofold.riscv.hart.Hart;
import twofold.riscv.observe.Profiler;
import twofold.riscv.privileged.Mode;
import twofold.toolkit.profile.Profile;
import twofold.vm.hypervisor.Machine;

/**
 * Collects samples of a machine's harts: {@code machine}, {@code kernel} or {@code user}, and the functions from the outermost call to where the hart is;
 * the page's address in place of a function whose name is not known, and for programs, of which the hypervisor knows nothing. The kernel's functions
 * end in {@code _[k]}, by which flame graphs give them a colour of their own.
 */
public final class MachineProfile implements Profiler {
    private static final long PAGE = -4096;
    private static final int SP = 2;
    /** A kernel's stacks lie in blocks of 16 KiB (Linux: THREAD_SIZE). */
    private static final int KERNEL_STACK_SHIFT = 14;

    private final Machine machine;
    private final FunctionTable functions;
    private final boolean bare;
    private final Map<Place, long[]> samples = new HashMap<>();

    /** Where a hart was, behind the calls that led there. */
    private record Place(int mode, List<Long> addresses) {
    }

    /**
     * @param functions the kernel's, or of the one program that runs bare
     * @param bare      whether that program has all modes
     */
    public MachineProfile(Machine machine, FunctionTable functions, boolean bare) {
        this.machine = machine;
        this.functions = functions;
        this.bare = bare;
    }

    @Override
    public Object stack(Hart hart) {
        int mode = machine.mode(hart);
        if (bare) {
            return mode;
        }
        return mode == Mode.USER ? null : (Long) (hart.x[SP] >>> KERNEL_STACK_SHIFT);
    }

    @Override
    public void sample(Hart hart, long[] callers) {
        int mode = machine.mode(hart);
        List<Long> addresses = new ArrayList<>();
        for (long each : callers) {
            addresses.add(place(mode, each));
        }
        addresses.add(place(mode, hart.pc));
        samples.computeIfAbsent(new Place(mode, addresses), _ -> new long[1])[0]++;
    }

    private boolean isNamed(int mode) {
        return bare || mode != Mode.USER;
    }

    private long place(int mode, long address) {
        return isNamed(mode) && !functions.isEmpty() ? address : address & PAGE;
    }

    /** All samples so far. */
    public Profile profile() {
        Profile profile = new Profile();
        samples.forEach((place, count) -> {
            List<String> names = new ArrayList<>(List.of(mode(place.mode)));
            for (long each : place.addresses) {
                names.add(name(place.mode, each));
            }
            profile.add(names, count[0]);
        });
        return profile;
    }

    private String name(int mode, long address) {
        String function = isNamed(mode) ? functions.name(address) : null;
        String name = function != null ? function : "0x" + Long.toHexString(address & PAGE);
        return mode == Mode.SUPERVISOR && !bare ? name + "_[k]" : name;
    }

    private static String mode(int mode) {
        return switch (mode) {
            case Mode.USER -> "user";
            case Mode.SUPERVISOR -> "kernel";
            default -> "machine";
        };
    }
}
