package twofold.container.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.container.abi.Errno;
import twofold.container.abi.Fcntl;
import twofold.container.abi.Limits;
import twofold.container.mm.AreaUsage;
import twofold.container.mm.Vma;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Naming;
import twofold.container.vfs.Opening;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/**
 * What a process leaves behind that a signal ended, core(5): an ELF file {@code core} in its working directory, with its threads' registers as notes and
 * what its memory held. RLIMIT_CORE cuts it off; a process that is not dumpable leaves none. Pages that were never touched are holes. As all else waits
 * while it is written, it holds 256 MiB of pages at most; the rest are holes, too.
 */
final class CoreDump {
    private static final int LEAST = 4096;
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int NT_PRSTATUS = 1;
    private static final int NT_PRFPREG = 2;
    private static final int NT_PRPSINFO = 3;
    private static final int NT_AUXV = 6;
    private static final int NT_SIGINFO = 0x53494749;
    private static final int NT_FILE = 0x46494c45;
    private static final int PRSTATUS_BYTES = 376;
    private static final int PRSTATUS_REGISTERS = 112;
    private static final int PRPSINFO_BYTES = 136;
    private static final int ARGUMENTS = 79;
    /** So many pages are looked at, and so many written at most. */
    private static final long MOST_PAGES = 1 << 20;
    private static final int MOST_WRITTEN = 1 << 16;
    /** The most that is said of the files that are mapped, the kernel's {@code core_file_note_size_limit}. */
    private static final int MOST_OF_FILES = 4 << 20;
    private static final int PRIVATE_MEMORY = 1;
    private static final int SHARED_MEMORY = 2;
    private static final int PRIVATE_FILES = 4;
    private static final int SHARED_FILES = 8;
    private static final int FIRST_PAGES = 16;
    private final Task task;
    private final SignalInfo info;
    private final long limit;
    private final List<Vma> areas;
    private final List<byte[]> notes = new ArrayList<>();

    private CoreDump(Task task, SignalInfo info) {
        this.task = task;
        this.info = info;
        limit = task.process.softLimits[Limits.RLIMIT_CORE] < 0 ? Long.MAX_VALUE : task.process.softLimits[Limits.RLIMIT_CORE];
        areas = task.mm.areas();
    }

    /** Writes it if it may be; whether there is one. */
    static boolean write(Task task, SignalInfo info) {
        CoreDump dump = new CoreDump(task, info);
        if (task.process.dumpable != 1 || dump.limit < LEAST) {
            return false;
        }
        try {
            dump.write(dump.create());
            return true;
        } catch (FileError refused) {
            return false;
        }
    }

    private File create() {
        String name = name();
        try {
            Naming.unlink(task, Walk.walk(task, task.fs.cwd, task.fs.root, name, Walk.PARENT));
        } catch (FileError absent) {
            // What stands in the way shows when the file is made
        }
        return Opening.open(task, task.fs.cwd, name, Fcntl.O_CREAT | Fcntl.O_WRONLY | Fcntl.O_NOFOLLOW | Fcntl.O_EXCL, 0600);
    }

    /** The name that kernel.core_pattern says, core(5); EINVAL if it is to go to a program, which is none of the container's. */
    private String name() {
        String pattern = task.container().settings.text("kernel/core_pattern");
        if (pattern.startsWith("|")) {
            throw FileError.of(Errno.EINVAL);
        }
        StringBuilder name = new StringBuilder();
        boolean numbered = false;
        for (int i = 0; i < pattern.length(); i++) {
            char each = pattern.charAt(i);
            if (each != '%') {
                name.append(each);
            } else if (++i < pattern.length()) {
                numbered |= pattern.charAt(i) == 'p';
                name.append(part(pattern.charAt(i)));
            }
        }
        if (!numbered && task.container().settings.number("kernel/core_uses_pid") != 0) {
            name.append('.').append(part('p'));
        }
        return name.isEmpty() ? "core" : name.toString();
    }

    /** What a letter behind % stands for. */
    private String part(char letter) {
        return switch (letter) {
            case '%' -> "%";
            case 'p' -> Integer.toString(task.process.pids.shown(task.process.pid));
            case 'P' -> Integer.toString(task.process.pid);
            case 'i' -> Integer.toString(task.number);
            case 'I' -> Integer.toString(task.tid);
            case 'u' -> Integer.toUnsignedString(task.creds.user.shownUid(task.creds.uid));
            case 'g' -> Integer.toUnsignedString(task.creds.user.shownGid(task.creds.gid));
            case 'd' -> Integer.toString(task.process.dumpable);
            case 's' -> Integer.toString(info.signal());
            case 't' -> Long.toString(task.kernel.clock.realtimeNanos() / 1_000_000_000L);
            case 'h' -> task.uts.hostname.replace('/', '!');
            case 'e', 'f' -> task.name.replace('/', '!');
            case 'c' -> Long.toString(limit);
            default -> "";
        };
    }

    private void write(File file) {
        try {
            contents(file.inode());
        } catch (FileError full) {
            // As much as there is room for
        } finally {
            file.release();
        }
    }

    private void contents(Inode file) {
        note(NT_PRSTATUS, status(task));
        note(NT_PRPSINFO, names());
        note(NT_SIGINFO, info.bytes().array());
        note(NT_AUXV, task.mm.layout.auxiliary);
        byte[] files = files();
        if (files != null) {
            note(NT_FILE, files);
        }
        note(NT_PRFPREG, Registers.floating(task));
        for (Task thread : task.process.threads) {
            if (thread != task) {
                note(NT_PRSTATUS, status(thread));
                note(NT_PRFPREG, Registers.floating(thread));
            }
        }
        int noted = notes.stream().mapToInt(each -> each.length).sum();
        int count = Math.min(areas.size(), 0xfffe - 1);
        long at = HEADER + (long) PROGRAM_HEADER * (count + 1);
        ByteBuffer head = buffer((int) at + noted);
        head.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(16, (short) 4).putShort(18, (short) 243).putInt(20, 1).putLong(32, HEADER).putInt(48, 5)
                .putShort(52, (short) HEADER).putShort(54, (short) PROGRAM_HEADER).putShort(56, (short) (count + 1));
        head.position(HEADER).putInt(4).putInt(0).putLong(at).putLong(0).putLong(0).putLong(noted).putLong(0).putLong(4);
        long place = at + noted + Frames.SIZE - 1 & -Frames.SIZE;
        long first = place;
        for (Vma area : areas.subList(0, count)) {
            long size = dumped(area);
            int prot = area.prot();
            head.putInt(1).putInt((prot & 1) << 2 | prot & 2 | prot >> 2 & 1).putLong(place).putLong(area.start()).putLong(0).putLong(size)
                    .putLong(area.end() - area.start()).putLong(Frames.SIZE);
            place += size;
        }
        notes.forEach(head::put);
        put(file, 0, head.array());
        memory(file, first, count);
        if (file.size() < Math.min(limit, place)) {
            file.truncate(Math.min(limit, place));
        }
    }

    private void memory(Inode file, long first, int count) {
        long place = first;
        long looked = 0;
        int written = 0;
        for (Vma area : areas.subList(0, count)) {
            long size = dumped(area);
            for (long offset = 0; offset < size && place + offset < limit && looked++ < MOST_PAGES && written < MOST_WRITTEN; offset += Frames.SIZE) {
                byte[] page = page(area, area.start() + offset);
                if (page != null) {
                    put(file, place + offset, page);
                    written++;
                }
            }
            place += size;
        }
    }

    private byte[] page(Vma area, long address) {
        if ((area.prot() & 1) == 0 || !task.mm.isResident(area, address >>> Frames.SHIFT)) {
            return null;
        }
        try {
            return task.mm.read(address, Frames.SIZE);
        } catch (FileError gone) {
            return null;
        }
    }

    /** How much of an area is written, as the process's filter says: mostly all that is its own, and the first page of a file. */
    private long dumped(Vma area) {
        long all = area.end() - area.start();
        if (area.hints().undumped()) {
            return 0;
        }
        if (area.label().equals(Vma.VDSO) || area.label().equals(Vma.VVAR)) {
            return area.label().equals(Vma.VDSO) ? all : 0;
        }
        boolean file = area.source() != null && !area.source().path().isEmpty();
        if (area.shared()) {
            return wants(file ? SHARED_FILES : SHARED_MEMORY) ? all : 0;
        }
        if (area.source() == null || AreaUsage.anyOwn(task.mm, area)) {
            return wants(PRIVATE_MEMORY) ? all : 0;
        }
        return wants(PRIVATE_FILES) ? all : wants(FIRST_PAGES) && area.sourceOffset(area.start()) == 0 && (area.prot() & 1) != 0 ? Frames.SIZE : 0;
    }

    private boolean wants(int kind) {
        return (task.process.dumpedAreas & kind) != 0;
    }

    private void put(Inode file, long offset, byte[] bytes) {
        int length = (int) Math.min(bytes.length, limit - offset);
        if (length > 0) {
            file.write(offset, ByteBuffer.wrap(bytes, 0, length));
        }
    }

    private void note(int type, byte[] content) {
        byte[] note = new byte[20 + (content.length + 3 & ~3)];
        ByteBuffer.wrap(note).order(ByteOrder.LITTLE_ENDIAN).putInt(5).putInt(content.length).putInt(type).put("CORE".getBytes(StandardCharsets.ISO_8859_1))
                .put(20, content);
        notes.add(note);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** struct elf_prstatus. */
    private byte[] status(Task thread) {
        Process process = thread.process;
        ByteBuffer b = buffer(PRSTATUS_BYTES).putInt(0, info.signal()).putInt(4, info.code()).putShort(12, (short) info.signal()).putLong(24, thread.mask)
                .putInt(32, thread.number).putInt(36, process.parent == null ? 0 : thread.shown(process.parent.pid)).putInt(40, thread.shown(process.group))
                .putInt(44, thread.shown(process.session));
        long micros = thread.cpuNanos / 1000;
        return b.putLong(48, micros / 1_000_000).putLong(56, micros % 1_000_000).put(PRSTATUS_REGISTERS, Registers.general(thread)).putInt(368, 1).array();
    }

    /** struct elf_prpsinfo. */
    private byte[] names() {
        Process process = task.process;
        byte[] name = task.name.getBytes(StandardCharsets.ISO_8859_1);
        return buffer(PRPSINFO_BYTES).put(1, (byte) 'R').putInt(16, task.creds.uid).putInt(20, task.creds.gid).putInt(24, process.number)
                .putInt(28, process.parent == null ? 0 : task.shown(process.parent.pid)).putInt(32, task.shown(process.group)).putInt(36, task.shown(process.session))
                .put(40, name, 0, Math.min(name.length, 15)).put(56, arguments()).array();
    }

    private byte[] arguments() {
        try {
            byte[] text = task.mm.read(task.mm.layout.argStart, (int) Math.min(ARGUMENTS, task.mm.layout.argEnd - task.mm.layout.argStart));
            for (int i = 0; i < text.length - 1; i++) {
                text[i] = text[i] == 0 ? (byte) ' ' : text[i];
            }
            return text;
        } catch (FileError unmapped) {
            return new byte[0];
        }
    }

    /** NT_FILE: the files that are mapped, where, and from which page on; null if that is too much, as Linux leaves it out then. */
    private byte[] files() {
        List<Vma> mapped = areas.stream().filter(each -> each.source() != null && !each.source().path().isEmpty()).toList();
        ByteBuffer places = buffer(16 + 24 * mapped.size()).putLong(mapped.size()).putLong(Frames.SIZE);
        StringBuilder names = new StringBuilder();
        for (Vma area : mapped) {
            if (places.position() + names.length() > MOST_OF_FILES) {
                return null;
            }
            places.putLong(area.start()).putLong(area.end()).putLong(area.sourceOffset(area.start()) >>> Frames.SHIFT);
            names.append(area.source().path()).append('\0');
        }
        byte[] text = names.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(places.array(), places.capacity() + text.length);
        System.arraycopy(text, 0, all, places.capacity(), text.length);
        return all;
    }
}
