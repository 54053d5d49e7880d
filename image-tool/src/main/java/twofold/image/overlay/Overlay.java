package twofold.image.overlay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import twofold.image.model.Digest;
import twofold.image.store.Image;
import twofold.image.store.Layer;
import twofold.image.store.Store;
import twofold.toolkit.time.Clock;

/** The tree of an image's layers and an upper directory. One process has an upper open at a time: its instance's lock sees to that. */
public final class Overlay implements FileTree {
    private static final long COMPACT_FROM = 16 << 20;
    private static final long MOST_INLINE = 128L << 20;
    private static final int COMPACT_FRAMES = 4096;
    private static final long UPPER_NUMBERS = 1L << 32;

    private final Clock clock;
    private final Path directory;
    private final List<Layer> layers;
    private final Inode root;
    private final Lower lower;
    /** The layers' inodes that were asked for, by number. */
    private final Inode[] made;
    private final Upper upper;
    private final Journal journal;
    private final Frame frame = new Frame();
    private final Set<Inode> due = new HashSet<>();
    private Map<Long, Inode> replayed;
    private static final long MOST_KEPT = Runtime.getRuntime().maxMemory() / 4;
    /** About what an inode and its name take of the heap. */
    private static final long INODE = 1024;
    private long nextNumber = UPPER_NUMBERS;
    private long kept;
    private long compactAt = COMPACT_FROM;
    private boolean closed;
    private boolean passing;
    private long inlineBytes;
    private FileStore fileStore;

    private Overlay(List<Layer> layers, Path directory, Clock clock) throws IOException {
        this.layers = layers;
        this.directory = directory;
        this.clock = clock;
        lower = Lower.of(layers);
        made = new Inode[lower.count()];
        root = of(lower.root());
        if (directory == null) {
            upper = null;
            journal = null;
            return;
        }
        upper = new Upper(directory);
        journal = new Journal(directory.resolve("journal"), identity(layers));
        replay();
    }

    /** An image's tree with a writable upper, which is made if it is not there. */
    public static Overlay open(Store store, Image image, Path upper, Clock clock) throws IOException {
        return new Overlay(store.layers(image), upper, clock);
    }

    /** The tree of some layers, lowest first, perhaps none, with a writable upper. */
    public static Overlay open(List<Layer> layers, Path upper, Clock clock) throws IOException {
        return new Overlay(List.copyOf(layers), upper, clock);
    }

    /** An image's tree without an upper: every change is EROFS. */
    public static Overlay readOnly(Store store, Image image) throws IOException {
        return new Overlay(store.layers(image), null, null);
    }

    /** The tree of some layers, lowest first, without an upper. */
    public static Overlay readOnly(List<Layer> layers) throws IOException {
        return new Overlay(List.copyOf(layers), null, null);
    }

    /** The layers' tree without this upper, as it was before any change; inode numbers are the same. */
    public Overlay lower() throws IOException {
        return new Overlay(layers, null, null);
    }

    /** The layers, lowest first. */
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public Node root() {
        return root;
    }

    @Override
    public long totalBytes() {
        try {
            return directory == null ? lower.bytes() : fileStore().getTotalSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }

    @Override
    public long freeBytes() {
        try {
            return directory == null ? 0 : fileStore().getUsableSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** What is written need not outlive this process: it goes when it is closed. */
    public void isPassing() {
        passing = true;
    }

    @Override
    public void sync() throws IOException {
        if (upper != null && !passing) {
            recordDue();
            upper.sync();
            journal.sync();
        }
    }

    @Override
    public void close() throws IOException {
        if (upper != null && !closed) {
            closed = true;
            recordDue();
            upper.close();
            journal.close();
        }
    }

    /** Whether a regular file's bytes differ from the layers' (they were written since). */
    public static boolean rewritten(Node file) {
        Inode.Data data = ((Inode) file).data;
        return data == Inode.Data.UPPER || data == Inode.Data.INLINE;
    }

    /** This tree's inode for one of the layers'. */
    synchronized Inode of(LowerInode from) {
        Inode inode = made[from.number];
        if (inode == null) {
            inode = new Inode(this, from);
            made[from.number] = inode;
            inode.parent = from.parent == null ? null : of(from.parent);
        }
        return inode;
    }

    /** The names that one of the layers' directories has there. */
    synchronized Directory names(LowerInode directory) {
        Directory names = new Directory();
        directory.names.forEach((name, each) -> names.put(name, of(each)));
        return names;
    }

    Upper upper() {
        return upper;
    }

    long now() {
        return clock.realtimeNanos();
    }

    long nextNumber() {
        keep(INODE);
        return nextNumber++;
    }

    /** Takes of this process's own memory for what no layer has; ENOSPC if that would be too much. Negative gives back. */
    void keep(long bytes) {
        if (bytes > 0 && kept + bytes > MOST_KEPT) {
            throw FileError.of(Errno.ENOSPC);
        }
        kept += bytes;
    }

    void requireWritable() {
        if (upper == null) {
            throw FileError.of(Errno.EROFS);
        }
    }

    /** A node of this very tree; EXDEV for another's. */
    Inode own(Node node) {
        if (node instanceof Inode inode && inode.tree == this) {
            return inode;
        }
        throw FileError.of(Errno.EXDEV);
    }

    /** Appends facts as one frame. */
    void journal(Consumer<Frame> facts) {
        frame.reset();
        facts.accept(frame);
        journal.append(frame);
        if (journal.length() > compactAt) {
            compact();
        }
    }

    /** Records an inode as it is now. */
    void record(Inode inode) {
        if (inode.links > 0) {
            journal(facts -> facts.inode(inode));
        }
    }

    /** Has an inode recorded when it is released or at the next sync. */
    void recordLater(Inode inode) {
        if (!inode.due && inode.links > 0) {
            inode.due = true;
            due.add(inode);
        }
    }

    /** An inode has lost a name: without any left it goes when nobody has it open. */
    void unlinked(Inode inode) {
        if (inode.directory()) {
            inode.links = 0;
            forget(inode);
        } else if (inode.links == 0 && inode.openers == 0) {
            forget(inode);
        }
    }

    /** Drops the data of an inode that has neither names nor openers. */
    void forget(Inode inode) {
        keep(-inode.kept() - (inode.number >= UPPER_NUMBERS ? INODE : 0));
        due.remove(inode);
        dropInline(inode);
        if (inode.data == Inode.Data.UPPER) {
            upper.delete(inode);
        }
    }

    /** Whether that many more bytes may be inline. */
    boolean roomInline(long bytes) {
        return bytes <= 0 || inlineBytes + bytes <= MOST_INLINE;
    }

    void inlined(long bytes) {
        inlineBytes += bytes;
    }

    void dropInline(Inode inode) {
        if (inode.inline != null) {
            inlineBytes -= inode.inline.length;
            inode.inline = null;
            inode.data = Inode.Data.NONE;
            inode.size = 0;
        }
    }

    private void recordDue() {
        for (Inode each : due) {
            if (each.due && each.links > 0) {
                record(each);
            }
        }
        due.clear();
    }

    private void replay() throws IOException {
        replayed = new HashMap<>();
        long frames = journal.replay(facts -> Frame.apply(facts, this));
        upper.sweep(number -> {
            Inode inode = number < UPPER_NUMBERS ? number < made.length ? made[(int) number] : null : replayed.get(number);
            return inode != null && inode.links > 0 && inode.data == Inode.Data.UPPER;
        });
        int live = replayed.size();
        kept = live * INODE;
        replayed = null;
        if (frames > COMPACT_FRAMES && frames > 2 * (changedLower() + live)) {
            compact();
        }
    }

    private long changedLower() {
        return Arrays.stream(made).filter(inode -> inode != null && inode.journaled).count();
    }

    /** Replaces the journal by the facts that still matter. */
    private void compact() {
        try {
            journal.rewrite(fresh -> {
                Set<Inode> seen = new HashSet<>();
                facts(fresh, root, seen);
            });
            compactAt = Math.max(COMPACT_FROM, journal.length() * 4);
        } catch (IOException failed) {
            throw Upper.error(failed);
        }
    }

    /** Writes what the journal must say of a directory and of everything below it. */
    private void facts(Journal fresh, Inode top, Set<Inode> seen) {
        ArrayDeque<Inode> waiting = new ArrayDeque<>(List.of(top));
        while (!waiting.isEmpty()) {
            Inode each = waiting.removeFirst();
            for (Directory.Slot slot : each.entries().slots()) {
                if (slot.inode.directory()) {
                    waiting.addLast(slot.inode);
                }
                if (seen.add(slot.inode) && (slot.inode.journaled || slot.inode.number >= UPPER_NUMBERS)) {
                    one(fresh, facts -> whole(facts, slot.inode));
                }
            }
        }
        waiting.add(top);
        while (!waiting.isEmpty()) {
            Inode each = waiting.removeFirst();
            if (each == top && each.journaled) {
                one(fresh, facts -> facts.inode(each));
            }
            List<Directory.Slot> slots = each.entries().slots();
            if (each.renamed || each.number >= UPPER_NUMBERS) {
                one(fresh, facts -> facts.clear(each));
                slots.forEach(slot -> one(fresh, facts -> facts.entry(each, slot.name, slot.inode)));
            }
            slots.stream().filter(slot -> slot.inode.directory()).forEach(slot -> waiting.addLast(slot.inode));
        }
    }

    private static void whole(Frame facts, Inode inode) {
        facts.inode(inode);
        if (inode.data == Inode.Data.INLINE) {
            facts.data(inode, 0, inode.inline, inode.inline.length);
        }
    }

    private void one(Journal fresh, Consumer<Frame> facts) {
        frame.reset();
        facts.accept(frame);
        fresh.append(frame);
    }

    Inode numbered(long number) {
        Inode inode = number >= UPPER_NUMBERS ? replayed.get(number) : number > 0 && number < made.length ? of(lower.get((int) number)) : null;
        if (inode == null) {
            throw new IllegalStateException("the journal speaks of inode " + number + ", which there is not");
        }
        return inode;
    }

    Inode numberedOrNew(long number, int mode) {
        if (number < UPPER_NUMBERS) {
            return numbered(number);
        }
        nextNumber = Math.max(nextNumber, number + 1);
        return replayed.computeIfAbsent(number, n -> new Inode(this, n, mode));
    }

    void replayEntry(Inode into, String name, Inode inode) {
        replayGone(into, name);
        Names.insert(into, name, inode);
    }

    void replayGone(Inode from, String name) {
        Inode there = from.entries().get(name);
        if (there != null) {
            Names.remove(from, name, there);
        }
        from.renamed = true;
    }

    private FileStore fileStore() throws IOException {
        if (fileStore == null) {
            fileStore = Files.getFileStore(directory);
        }
        return fileStore;
    }

    private static Digest identity(List<Layer> layers) {
        StringBuilder ids = new StringBuilder();
        layers.forEach(layer -> ids.append(layer.diffId()).append('\n'));
        return Digest.of(ids.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
