package twofold.container.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Numbers for tasks, from 1; a number is used again only after all others were. */
public final class PidNamespace<T> {
    private static final int LARGEST = 4_194_304;
    private final TreeMap<Integer, T> tasks = new TreeMap<>();
    private int last;

    /** Gives an object the next free number. */
    public int add(T task) {
        do {
            last = last >= LARGEST ? 300 : last + 1;
        } while (tasks.containsKey(last));
        tasks.put(last, task);
        return last;
    }

    /** What a number stands for, or null. */
    public T get(int number) {
        return tasks.get(number);
    }

    /** Puts another object in a number's place, or frees it with null. */
    public void put(int number, T task) {
        if (task == null) {
            tasks.remove(number);
        } else {
            tasks.put(number, task);
        }
    }

    /** All objects in order of number. */
    public List<T> all() {
        return new ArrayList<>(tasks.values());
    }

    /** How many numbers are in use. */
    public int size() {
        return tasks.size();
    }

    /** The number given last. */
    public int last() {
        return last;
    }
}
