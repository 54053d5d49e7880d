package twofold.container.mm;

import static twofold.container.abi.Errno.EINVAL;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import twofold.image.overlay.FileError;

/** What programs say of areas beforehand, madvise(2): it divides them. */
public final class Advising {
    private Advising() {
    }

    /** Says what a child gets of a range, madvise(2). False if some of the range is not mapped; EINVAL for what is not private and
     * anonymous, if the child is to get it empty, and for what may be forgotten, if the child is to keep it. */
    public static boolean inherit(Mm mm, long address, long length, Vma.Inheritance inheritance, boolean keeps) {
        return change(mm, address, length, area -> {
            if (inheritance == Vma.Inheritance.EMPTY && (area.shared || area.source != null) || inheritance == Vma.Inheritance.COPIED && keeps && area.droppable) {
                throw FileError.of(EINVAL);
            }
            area.inheritance = inheritance;
        });
    }

    /** Says that the pages of a range of private memory may be forgotten. */
    public static void makeDroppable(Mm mm, long address, long length) {
        change(mm, address, length, area -> {
            area.droppable = true;
            area.inheritance = Vma.Inheritance.EMPTY;
        });
    }

    /** Changes what is known of the use of a range; false if some of it is not mapped. */
    public static boolean hint(Mm mm, long address, long length, UnaryOperator<Hints> change) {
        return change(mm, address, length, area -> area.hints = change.apply(area.hints));
    }

    private static boolean change(Mm mm, long address, long length, Consumer<Vma> how) {
        long expected = address;
        boolean whole = true;
        for (Vma area : Mapper.cut(mm, address, address + Mapper.pages(length))) {
            how.accept(area);
            whole &= area.start == expected;
            expected = area.end;
            Mapper.join(mm, area);
        }
        return whole && expected == address + Mapper.pages(length);
    }
}
