package twofold.container.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.mm.Vma;
import twofold.image.overlay.Node;
import twofold.riscv.hart.Hart;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.observe.Profiler;
import twofold.toolkit.profile.Profile;

/**
 * Collects samples of a kernel's tasks: the process, the file, and the functions from the outermost call to where the task is; where these lie in several
 * files, each file stands before its functions.
 */
public final class ContainerProfile implements Profiler {
    private final Kernel kernel;
    private final Map<Sample, long[]> samples = new HashMap<>();

    /** Where a process was, behind the calls that led there. */
    private record Sample(String process, List<Place> places) {
    }

    /** A byte of a mapped file, or of memory that maps none. */
    private record Place(String file, long offset) {
    }

    /** A task's stack, until it executes another program. */
    private record Stack(Hart hart, AddressSpace space) {
    }

    /** Nothing collected yet. */
    public ContainerProfile(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public Object stack(Hart hart) {
        return new Stack(hart, hart.space());
    }

    @Override
    public void sample(Hart hart, long[] callers) {
        Task task = kernel.current();
        List<Place> places = new ArrayList<>();
        for (long each : callers) {
            places.add(place(task, each));
        }
        places.add(place(task, hart.pc));
        samples.computeIfAbsent(new Sample(task.name, places), _ -> new long[1])[0]++;
    }

    private static Place place(Task task, long address) {
        Vma area = task.mm.find(address);
        return area == null ? new Place("[unmapped]", address) : new Place(area.label(), area.sourceOffset(address));
    }

    /** All samples so far; functions are named by the files below a root directory. */
    public Profile profile(Node root) {
        Map<String, Module> modules = new HashMap<>();
        Profile profile = new Profile();
        samples.forEach((sample, count) -> {
            List<String> names = new ArrayList<>(List.of(sample.process));
            String file = null;
            for (Place each : sample.places) {
                Module module = modules.computeIfAbsent(each.file, path -> Module.read(root, path));
                if (!each.file.equals(file)) {
                    names.add(module.name());
                    file = each.file;
                }
                names.add(module.function(each.offset));
            }
            profile.add(names, count[0]);
        });
        return profile;
    }
}
