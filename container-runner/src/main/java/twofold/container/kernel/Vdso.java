package twofold.container.kernel;

import static twofold.container.abi.Errno.ENOMEM;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import twofold.container.mm.Account;
import twofold.container.mm.Label;
import twofold.container.mm.Mapper;
import twofold.container.mm.Mm;
import twofold.container.mm.Vma;
import twofold.container.namespace.TimeNamespace;
import twofold.image.overlay.FileError;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.Frames;

/**
 * The shared object that every program finds in its address space, vdso(7), and the pages below it from which that reads the clocks: {@code [vdso]} and
 * {@code [vvar]}. Its source, src/main/riscv/vdso.s, says what is in both. All processes have the same frames, but for what is ahead in a time namespace.
 */
final class Vdso {
    private static final String IMAGE = "/twofold/container/kernel/vdso.elf";
    /** The bytes of the pages below the image. */
    private static final long DATA = 2L << Frames.SHIFT;
    private static int[] image;
    private static long sigreturn;
    /** Where on the first of them the processor's properties begin. */
    private static final int PROPERTIES = 64;
    /** The page of the real time and of the processor's properties. */
    private int clock = -1;
    /** The page of a time namespace without offsets. */
    private int plain = -1;
    private long ahead;

    /** What the real time is ahead of the time CSR from now on, nanoseconds. */
    void setRealTime(long nanos) {
        ahead = nanos;
        if (clock >= 0) {
            Frames.putLong(Frames.offset(clock), nanos);
        }
    }

    /**
     * Maps it for a program whose clocks are those of a time namespace, and keeps in the layout where it is. ENOMEM if there is no room.
     *
     * @param isa the kernel's
     */
    void map(Mm mm, TimeNamespace time, Isa isa) {
        load(isa);
        long code = (long) image.length << Frames.SHIFT;
        long data = Mapper.map(mm, 0, DATA + code, Mapper.Content.anonymous(0, null));
        Mapper.mapFixed(mm, data, DATA, new Mapper.Content(1, false, false, new Clocks(this, time), 0, Label.of(Vma.VVAR), false), true);
        Mapper.mapFixed(mm, data + DATA, code, new Mapper.Content(5, false, false, new KernelPages(image), 0, Label.of(Vma.VDSO), true), true);
        mm.layout.vdso = data + DATA;
        mm.layout.sigreturn = mm.layout.vdso + sigreturn;
    }

    /** A process has come to another time namespace than that of the memory it has, or has a copy of. */
    void join(Mm mm, TimeNamespace time) {
        for (Vma area : mm.areas()) {
            if (area.source() instanceof Clocks) {
                Mapper.exchange(mm, area, new Clocks(this, time));
            }
        }
    }

    private void load(Isa isa) {
        image();
        if (clock < 0) {
            clock = frame();
            plain = frame();
            Frames.putLong(Frames.offset(clock), ahead);
            for (int key = 0; key < ProcessorProperties.KEYS; key++) {
                Frames.putLong(Frames.offset(clock) + PROPERTIES + 8 * key, ProcessorProperties.value(isa, key));
            }
        }
    }

    private static int frame() {
        int frame = Account.allocateForAll();
        if (frame < 0) {
            throw FileError.of(ENOMEM);
        }
        return frame;
    }

    /** Brings the image into memory, once for all kernels of the machine. */
    private static synchronized void image() {
        if (image != null) {
            return;
        }
        try (var stream = Vdso.class.getResourceAsStream(IMAGE)) {
            ElfFile file = ElfFile.read(stream.readAllBytes());
            ProgramHeader code = file.programHeaders().stream().filter(ProgramHeader::isLoad).filter(each -> (each.flags() & ProgramHeader.X) != 0)
                    .findFirst().orElseThrow(() -> new IllegalStateException(IMAGE + " has no code"));
            ByteBuffer bytes = file.segment(code);
            int[] frames = new int[(int) (Mapper.pages(bytes.remaining()) >>> Frames.SHIFT)];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = frame();
                byte[] page = new byte[Math.min(bytes.remaining(), Frames.SIZE)];
                bytes.get(page);
                Frames.write(Frames.offset(frames[i]), page, 0, page.length);
            }
            sigreturn = file.entry() - code.virtualAddress();
            image = frames;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (ElfException wrong) {
            throw new IllegalStateException(IMAGE + " " + wrong.getMessage(), wrong);
        }
    }

    /** The pages that tell the clocks of one time namespace. */
    private static final class Clocks extends KernelPages {
        private final Vdso vdso;
        private final TimeNamespace time;
        private int own = -1;
        private int areas;

        Clocks(Vdso vdso, TimeNamespace time) {
            super(vdso.clock, vdso.plain);
            this.vdso = vdso;
            this.time = time;
        }

        @Override
        public int frame(long page) {
            if (page != 1 || time.monotonic == 0 && time.bootTime == 0) {
                return super.frame(page);
            }
            if (own < 0) {
                own = Account.allocateForAll();
                if (own < 0) {
                    return -2;
                }
                Frames.putLong(Frames.offset(own), time.monotonic);
                Frames.putLong(Frames.offset(own) + 8, time.bootTime);
            }
            return own;
        }

        @Override
        public boolean holds(long page, int frame) {
            return super.holds(page, frame) || page == 1 && frame == own;
        }

        @Override
        public void mapped(Mm mm) {
            areas++;
        }

        @Override
        public void unmapped(Mm mm) {
            if (--areas == 0 && own >= 0) {
                Account.releaseForAll(own);
                own = -1;
            }
        }
    }
}
