/**
 * From ELF files back to text: {@link twofold.assembler.disassemble.Disassembly} for code, {@link twofold.assembler.disassemble.Inspection}
 * for the rest.
 */
package twofold.assembler.disassemble;
