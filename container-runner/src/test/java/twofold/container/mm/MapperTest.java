package twofold.container.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import twofold.container.mm.Mapper.Content;
import twofold.riscv.memory.Frames;

/** Where areas come to lie. */
final class MapperTest {
    private static final int READ = 1;
    private static final int WRITE = 2;

    /** An area that may be anywhere lies as high as it can, whatever was mapped and unmapped before. */
    @Test
    void roomIsAsHighAsItCanBe() {
        long seed = Long.getLong("twofold.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Mm mm = new Mm(new Account(Account.UNLIMITED));
        long top = 0;
        for (int i = 0; i < 4000; i++) {
            long size = (1 + random.nextInt(8)) * (long) Frames.SIZE;
            List<Vma> areas = mm.areas();
            if (areas.size() > 60 || random.nextInt(3) == 0 && !areas.isEmpty()) {
                Vma some = areas.get(random.nextInt(areas.size()));
                Mapper.unmap(mm, some.start() + random.nextInt(2) * (long) Frames.SIZE, size);
                continue;
            }
            long expected = i == 0 ? 0 : highest(areas, top, size);
            // protections that alternate keep areas from becoming one
            long address = Mapper.map(mm, 0, size, Content.anonymous(random.nextBoolean() ? READ : READ | WRITE, null));
            if (i == 0) {
                top = address + size;
            } else {
                assertEquals(expected, address, "step " + i);
            }
        }
        mm.release();
    }

    private static long highest(List<Vma> areas, long top, long size) {
        long end = top;
        for (Vma area : areas.reversed()) {
            if (end - area.end() >= size) {
                break;
            }
            end = area.start();
        }
        return end - size;
    }
}
