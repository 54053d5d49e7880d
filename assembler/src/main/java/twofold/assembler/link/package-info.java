/**
 * The static linker: {@link twofold.assembler.link.Linker} takes objects and archives and gives a program.
 *
 * <p>In order: {@link twofold.assembler.link.InputObject}s are read (and code alignments settled), archives give the members that
 * symbols ask for, a {@link twofold.assembler.link.Script} (the user's or the default one) says which input section goes where,
 * {@link twofold.assembler.link.Placement} carries it out, {@link twofold.assembler.link.Relocator} patches, and
 * {@link twofold.assembler.link.ProgramWriter} writes. Order of input decides order of output everywhere; nothing depends on hashing.
 *
 * <p>Sources: RISC-V ELF psABI; GNU ld manual, chapter "Linker Scripts". Code is not shortened (no linker relaxation) except that
 * alignment padding, which GNU as leaves too large on purpose, is cut to size.
 */
package twofold.assembler.link;
