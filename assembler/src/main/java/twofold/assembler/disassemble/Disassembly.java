package twofold.assembler.disassemble;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.Section;
import twofold.riscv.elf.Symbol;
import twofold.riscv.isa.Decoder;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Printer;

/** Prints the code of an ELF file in the form of {@code objdump -d -r}. */
public final class Disassembly {
    private final ElfFile file;
    private final Printer printer;
    private final PrintStream out;
    private final List<Symbol> symbols;
    private int addressWidth;

    /** Prints to {@code out}, with {@code printer} deciding about pseudo-instructions. */
    public Disassembly(ElfFile file, Printer printer, PrintStream out) throws ElfException {
        this.file = file;
        this.printer = printer;
        this.out = out;
        this.symbols = file.symbols();
    }

    /** Prints all sections that hold code; a file without sections by its executable segments. */
    public void print(String name) throws ElfException {
        out.print("\n" + name + ":     file format elf64-littleriscv\n\n");
        List<Section> sections = file.sections();
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            if (section.has(Section.EXEC) && section.type() != Section.NOBITS && section.size() > 0) {
                code(section.name(), section.address(), file.contents(section),
                    new SymbolIndex(symbols, i, SymbolIndex.isRelocatable(file)),
                    relocations(i));
            }
        }
        if (sections.isEmpty()) {
            for (var header : file.programHeaders()) {
                if (header.isLoad() && (header.flags() & 1) != 0) {
                    code("a segment", header.virtualAddress(), file.segment(header), new SymbolIndex(symbols, 0, false),
                        new ArrayDeque<>());
                }
            }
        }
    }

    private Deque<Relocation> relocations(int section) throws ElfException {
        List<Relocation> all = new ArrayList<>();
        for (Section table : file.sections()) {
            if (table.type() == Section.RELA && table.info() == section && SymbolIndex.isRelocatable(file)) {
                all.addAll(file.relocations(table));
            }
        }
        all.sort(Comparator.comparingLong(Relocation::offset));
        return new ArrayDeque<>(all);
    }

    private void code(String name, long start, ByteBuffer bytes, SymbolIndex index, Deque<Relocation> relocations) {
        out.print("\nDisassembly of section " + name + ":\n");
        addressWidth = (Long.toHexString(start + bytes.limit()).length() / 4 + 1) * 4;
        int at = 0;
        while (at < bytes.limit()) {
            long address = start + at;
            Symbol label = index.at(address);
            if (label != null) {
                out.print("\n%016x <%s>:\n".formatted(address, SymbolIndex.printable(label.name())));
            } else if (at == 0) {
                out.print("\n%016x <%s>:\n".formatted(address, name));
            }
            at += line(address, bytes, at, index);
            while (!relocations.isEmpty() && relocations.peek().offset() < at) {
                relocation(relocations.pop());
            }
        }
    }

    /** Prints one instruction, or data, or the bits that are neither; returns its bytes. */
    private int line(long address, ByteBuffer bytes, int at, SymbolIndex index) {
        int left = bytes.limit() - at;
        int data = index.dataBytes(address, left);
        if (data > 0 || left < 2) {
            return data(address, bytes, at, Math.max(1, data));
        }
        int low = bytes.getShort(at) & 0xffff;
        int length = (low & 3) == 3 && left >= 4 ? 4 : 2;
        int bits = length == 4 ? bytes.getInt(at) : low;
        Instruction instruction = length == 2 && (low & 3) == 3 ? null : Decoder.decode(bits);
        String text = instruction != null ? printer.print(instruction, address, index::describe)
            : length == 2 ? ".2byte\t0x" + Integer.toHexString(low) : Printer.printUnknown(bits);
        row(address, length, bits, text);
        return length;
    }

    private int data(long address, ByteBuffer bytes, int at, int count) {
        int length = count >= 4 ? 4 : count >= 2 ? 2 : 1;
        int value = length == 4 ? bytes.getInt(at) : length == 2 ? bytes.getShort(at) & 0xffff : bytes.get(at) & 0xff;
        String directive = length == 4 ? ".word\t0x%08x" : length == 2 ? ".short\t0x%04x" : ".byte\t0x%02x";
        row(address, length, value, directive.formatted(value));
        return length;
    }

    private void row(long address, int length, int bits, String text) {
        String hex = length == 4 ? "%08x          ".formatted(bits) : length == 2 ? "%04x                ".formatted(bits)
            : "%02x                  ".formatted(bits);
        out.print(column(address) + ":\t" + hex + "\t" + text + "\n");
    }

    private String column(long address) {
        String digits = Long.toHexString(address);
        return " ".repeat(Math.max(0, addressWidth - digits.length())) + digits;
    }

    private void relocation(Relocation relocation) {
        String target = relocation.symbol() > 0 && relocation.symbol() < symbols.size() ? symbolName(symbols.get(relocation.symbol()))
            : "*ABS*";
        String addend = relocation.addend() == 0 ? "" : relocation.addend() < 0 ? "-0x" + Long.toHexString(-relocation.addend())
            : "+0x" + Long.toHexString(relocation.addend());
        out.print("\t\t\t%x: %s\t%s%s\n".formatted(relocation.offset(), relocation.typeName(), target, addend));
    }

    private String symbolName(Symbol symbol) {
        return SymbolIndex.printable(symbol.name());
    }
}
