package twofold.vm.profile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import twofold.riscv.elf.FunctionTable;
import twofold.riscv.hart.Hart;
import twofold.riscv.privileged.Mode;
import twofold.toolkit.profile.Profile;
import twofold.vm.hypervisor.Machine;

/**
 * Collects samples of a machine's harts: {@code machine}, {@code kernel} or {@code user}, and the function; the page's address in place of a
 * function whose name is not known, and for programs, of which the hypervisor knows nothing.
 */
public final class MachineProfile implements Consumer<Hart> {
    private static final long PAGE = -4096;

    private final Machine machine;
    private final FunctionTable functions;
    private final boolean bare;
    private final Map<Place, long[]> samples = new HashMap<>();

    private record Place(int mode, long pc) {
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
    public void accept(Hart hart) {
        int mode = machine.mode(hart);
        boolean named = bare || mode != Mode.USER;
        samples.computeIfAbsent(new Place(mode, named && !functions.isEmpty() ? hart.pc : hart.pc & PAGE), _ -> new long[1])[0]++;
    }

    /** All samples so far. */
    public Profile profile() {
        Profile profile = new Profile();
        samples.forEach((place, count) -> {
            String name = bare || place.mode != Mode.USER ? functions.name(place.pc) : null;
            profile.add(List.of(mode(place.mode), name != null ? name : "0x" + Long.toHexString(place.pc & PAGE)), count[0]);
        });
        return profile;
    }

    private static String mode(int mode) {
        return switch (mode) {
            case Mode.USER -> "user";
            case Mode.SUPERVISOR -> "kernel";
            default -> "machine";
        };
    }
}
