package twofold.container.mm;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Which address spaces map an object, and how often: what a cut of the object must be taken away from. */
public final class Mappers {
    private final Map<Mm, Integer> spaces = new IdentityHashMap<>();
    private int total;

    /** Nobody. */
    public Mappers() {
    }

    /** One more area of an address space; true if it is the first of all. */
    public boolean add(Mm mm) {
        spaces.merge(mm, 1, Integer::sum);
        return total++ == 0;
    }

    /** One area less; true if it was the last of all. */
    public boolean remove(Mm mm) {
        spaces.computeIfPresent(mm, (space, count) -> count == 1 ? null : count - 1);
        return --total == 0;
    }

    /** Whether anybody maps it. */
    public boolean any() {
        return total > 0;
    }

    /** Whether anybody may write to an object through a shared mapping of it. */
    public boolean anyWrites(Mappable source) {
        return spaces.keySet().stream().anyMatch(mm -> mm.areas().stream().anyMatch(area -> area.source == source && area.shared && area.mayWrite));
    }

    /** Takes the object's pages from {@code first} up to {@code end} away from all who map it, and private copies of them if {@code copies}. */
    public void cut(Mappable source, long first, long end, boolean copies) {
        if (total > 0) {
            for (Mm mm : List.copyOf(spaces.keySet())) {
                mm.cut(source, first, end, copies);
            }
        }
    }
}
