/**
 * What assembling builds: sections of fragments, symbols, expressions, fixups; and what becomes of them.
 *
 * <p>A section is a list of {@link twofold.assembler.model.Fragment}s: bytes whose number is known, then at most one
 * {@link twofold.assembler.model.Tail} whose number of bytes is not (a branch that may be short or long, an alignment). Labels are
 * places in fragments. {@link twofold.assembler.model.Layout} finds the sizes of tails, {@link twofold.assembler.model.ObjectFile} then
 * turns fixups into bytes and relocations and writes the ELF file.
 */
package twofold.assembler.model;
