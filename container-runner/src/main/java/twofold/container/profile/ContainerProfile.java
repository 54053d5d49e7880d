package twofold.container.profile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.mm.Vma;
import twofold.image.overlay.Node;
import twofold.riscv.hart.Hart;
import twofold.toolkit.profile.Profile;

/** Collects samples of a kernel's tasks. */
public final class ContainerProfile implements Consumer<Hart> {
    private final Kernel kernel;
    private final Map<Place, long[]> samples = new HashMap<>();

    /** A byte of a mapped file, or of memory that maps none, as a process ran it. */
    private record Place(String process, String file, long offset) {
    }

    /** Nothing collected yet. */
    public ContainerProfile(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void accept(Hart hart) {
        Task task = kernel.current();
        Vma area = task.mm.find(hart.pc);
        Place place = area == null ? new Place(task.name, "[unmapped]", hart.pc) : new Place(task.name, area.label(), area.sourceOffset(hart.pc));
        samples.computeIfAbsent(place, _ -> new long[1])[0]++;
    }

    /** All samples so far; functions are named by the files below a root directory. */
    public Profile profile(Node root) {
        Map<String, Module> modules = new HashMap<>();
        Profile profile = new Profile();
        samples.forEach((place, count) -> {
            Module module = modules.computeIfAbsent(place.file, path -> Module.read(root, path));
            profile.add(List.of(place.process, module.name(), module.function(place.offset)), count[0]);
        });
        return profile;
    }
}
