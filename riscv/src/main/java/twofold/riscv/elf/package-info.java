/**
 * ELF64 files for RISC-V: a reader for loaders, linkers and inspection, and a writer.
 *
 * <p>Start at {@link twofold.riscv.elf.ElfFile}. The reader trusts nothing: each count, offset and string is checked against the
 * file's size before it is used, and what is wrong is an {@link twofold.riscv.elf.ElfException} of one sentence. Headers and program
 * headers are checked when the file is read; sections and symbols only when asked for, as a loader does not need them. The writer gives the
 * same bytes for the same input.
 *
 * <p>Sources: System V ABI, chapter "Object Files" (gABI); RISC-V ELF psABI.
 */
package twofold.riscv.elf;
