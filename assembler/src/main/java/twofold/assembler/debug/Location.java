package twofold.assembler.debug;

/**
 * What {@code .loc} says (GNU as manual, section "Loc"; DWARF, section "Line Number Information").
 *
 * @param file          the number of the source file
 * @param line          the line, from 1 on, or 0 if the code comes from none
 * @param column        the column, from 1 on, or 0
 * @param isStatement   whether it is a good place for a breakpoint
 * @param basicBlock    whether a basic block begins
 * @param prologueEnd   whether a breakpoint at the start of a function goes here
 * @param epilogueBegin whether one at its end goes here
 * @param isa           the instruction set, by a number of its own
 * @param discriminator which of the blocks of its line it is
 */
public record Location(int file, int line, int column, boolean isStatement, boolean basicBlock, boolean prologueEnd, boolean epilogueBegin,
        long isa, long discriminator) {
    /** A line and no more. */
    static Location of(int file, int line) {
        return new Location(file, line, 0, true, false, false, false, 0, 0);
    }
}
