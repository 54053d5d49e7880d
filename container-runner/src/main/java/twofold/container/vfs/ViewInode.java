package twofold.container.vfs;

import static twofold.container.abi.Errno.EINVAL;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import twofold.image.overlay.FileError;

/** An inode that shows something of the kernel as a directory, a text or a link; made at each lookup. */
public abstract class ViewInode extends InMemoryInode {
    private static final long NUMBERED = 1 << 16;
    private final long time;

    /** An inode with fixed attributes. */
    protected ViewInode(FileSystem fileSystem, long number, int mode, int uid, int gid, long time) {
        super(fileSystem, number, mode, uid, gid);
        this.time = time;
    }

    /** Whether splice(2) takes from its files and goes into them. */
    protected boolean isSpliced() {
        return true;
    }

    @Override
    public final boolean takesDirect() {
        return false;
    }

    @Override
    public int links() {
        return isDirectory() ? 2 : 1;
    }

    @Override
    public final long accessed() {
        return time;
    }

    @Override
    public final long modified() {
        return time;
    }

    @Override
    public final long changed() {
        return time;
    }

    @Override
    public void setTimes(long access, long modification) {
        // What is made at each lookup keeps no times
    }

    @Override
    public File open(Caller who, int flags) {
        return isDirectory() ? new RegularFile(this, flags) : SpecialFiles.open(this, who, flags);
    }

    /**
     * Some names as directory entries behind a cookie. A name that is a number has a place of its own, so that a reader who makes some of
     * them go away meanwhile (closing what /proc/self/fd lists) misses none; numbers come last and ascend.
     */
    protected static List<Entry> list(List<String> names, int type, long cookie, int limit) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < names.size() && entries.size() < limit; i++) {
            String name = names.get(i);
            long place = Character.isDigit(name.charAt(0)) ? NUMBERED + number(name) : i;
            if (place >= cookie) {
                entries.add(new Entry(name, 1 + (name.hashCode() & 0xffffffffL), type, place + 1));
            }
        }
        return entries;
    }

    private static long number(String name) {
        long number = 0;
        for (int i = 0; i < name.length() && Character.isDigit(name.charAt(i)); i++) {
            number = number * 10 + name.charAt(i) - '0';
        }
        return number;
    }

    /** An open text: what it was when it was opened. */
    public static class TextFile extends SeekableFile {
        private final Supplier<byte[]> source;
        private byte[] text;

        @Override
        public boolean isSpliced() {
            return !(inode() instanceof ViewInode view) || view.isSpliced();
        }

        @Override
        public boolean takesSpliced() {
            return isSpliced();
        }

        @Override
        public boolean hasEnd() {
            return false;
        }

        /** A text made at the first read, and again at each read from the start. */
        public TextFile(Inode inode, int flags, Supplier<byte[]> source) {
            super(inode, flags);
            this.source = source;
        }

        @Override
        public int readAt(Caller who, long offset, ByteBuffer to) {
            if (offset < 0) {
                throw FileError.of(EINVAL);
            }
            if (text == null || offset == 0) {
                text = source.get();
            }
            int count = (int) Math.max(0, Math.min(to.remaining(), text.length - offset));
            if (count > 0) {
                to.put(text, (int) offset, count);
            }
            return count;
        }
    }
}
