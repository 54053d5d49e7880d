package twofold.container.fs.tmpfs;

import static twofold.container.abi.Fcntl.S_IFMT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.container.vfs.Inode;

/** Names in the order they came, so that reading a directory goes on where it was while entries come and go. */
final class TmpNames {
    private record Slot(long cookie, String name, TmpInode inode) {
    }

    private final Map<String, Slot> names = new HashMap<>();
    private final TreeMap<Long, Slot> order = new TreeMap<>();
    private long next = 1;

    TmpInode get(String name) {
        Slot slot = names.get(name);
        return slot == null ? null : slot.inode;
    }

    void put(String name, TmpInode inode) {
        Slot slot = new Slot(next++, name, inode);
        names.put(name, slot);
        order.put(slot.cookie, slot);
    }

    void remove(String name) {
        Slot slot = names.remove(name);
        if (slot != null) {
            order.remove(slot.cookie);
        }
    }

    int size() {
        return names.size();
    }

    List<Inode.Entry> entries(long cookie, int limit) {
        List<Inode.Entry> entries = new ArrayList<>();
        for (Slot slot : order.tailMap(cookie, false).values()) {
            if (entries.size() == limit) {
                break;
            }
            entries.add(new Inode.Entry(slot.name, slot.inode.number(), (slot.inode.mode() & S_IFMT) >> 12, slot.cookie));
        }
        return entries;
    }
}
