package twofold.image.overlay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/**
 * The names in a directory, with cookies that only grow: an entry keeps its cookie while it lives, so a reader who continues behind a
 * cookie neither misses nor repeats an entry that was there all along.
 */
final class Directory {
    private final HashMap<String, Slot> byName = new HashMap<>();
    private Slot[] order = new Slot[4];
    private int used;
    private int dead;
    private long next = 1;

    /** One name. */
    static final class Slot {
        final String name;
        final long cookie;
        Inode inode;

        Slot(String name, long cookie, Inode inode) {
            this.name = name;
            this.cookie = cookie;
            this.inode = inode;
        }
    }

    int size() {
        return byName.size();
    }

    Inode get(String name) {
        Slot slot = byName.get(name);
        return slot == null ? null : slot.inode;
    }

    /** Sets what a name stands for; a name that is there keeps its place. */
    void put(String name, Inode inode) {
        Slot slot = byName.get(name);
        if (slot != null) {
            slot.inode = inode;
            return;
        }
        slot = new Slot(name, next++, inode);
        byName.put(name, slot);
        if (used == order.length) {
            order = Arrays.copyOf(order, used * 2);
        }
        order[used++] = slot;
    }

    void remove(String name) {
        Slot slot = byName.remove(name);
        if (slot == null) {
            return;
        }
        slot.inode = null;
        dead++;
        if (dead > 16 && dead > used / 2) {
            squeeze();
        }
    }

    void clear() {
        byName.clear();
        Arrays.fill(order, null);
        used = 0;
        dead = 0;
    }

    List<Node.Entry> after(long cookie, int limit) {
        List<Node.Entry> found = new ArrayList<>();
        for (int i = firstAfter(cookie); i < used && found.size() < limit; i++) {
            Slot slot = order[i];
            if (slot.inode != null) {
                found.add(new Node.Entry(slot.name, slot.inode, slot.cookie));
            }
        }
        return found;
    }

    /** The live entries in order. */
    List<Slot> slots() {
        List<Slot> live = new ArrayList<>(byName.size());
        for (int i = 0; i < used; i++) {
            if (order[i].inode != null) {
                live.add(order[i]);
            }
        }
        return live;
    }

    Collection<String> names() {
        return byName.keySet();
    }

    private int firstAfter(long cookie) {
        int low = 0;
        int high = used;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order[middle].cookie <= cookie) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void squeeze() {
        int live = 0;
        for (int i = 0; i < used; i++) {
            if (order[i].inode != null) {
                order[live++] = order[i];
            }
        }
        Arrays.fill(order, live, used, null);
        used = live;
        dead = 0;
    }
}
