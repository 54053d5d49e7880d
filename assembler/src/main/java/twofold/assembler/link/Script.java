package twofold.assembler.link;

import java.util.List;
import java.util.Map;
import twofold.toolkit.diagnostic.Span;

/**
 * A linker script.
 *
 * @param entry    the symbol where the program starts, or null
 * @param regions  memories by name
 * @param commands what SECTIONS says, in order
 * @param headers  whether the ELF headers are part of the first segment
 */
record Script(String entry, Map<String, Region> regions, List<Command> commands, boolean headers) {
    /** A memory: where it starts and how many bytes it has. */
    record Region(String name, long origin, long length) { }

    /** What an expression may ask. */
    interface Scope {
        /** The location counter. */
        long dot();

        /** The value of a symbol. */
        long symbol(String name, Span span);

        /** Whether a symbol has a definition. */
        boolean isDefined(String name);

        /** An output section. */
        OutputSection section(String name, Span span);

        /** Bytes of the ELF headers. */
        long headerBytes();
    }

    /** An expression. */
    interface Expression {
        long value(Scope scope);
    }

    /** A step of the layout. */
    sealed interface Command { }

    /**
     * {@code symbol = value}; the symbol may be {@code .}
     *
     * @param provide only if something uses it and nothing defines it
     */
    record Assign(String symbol, Expression value, boolean provide, Span span) implements Command { }

    /** An error unless the value is not zero. */
    record Assert(Expression value, String message, Span span) implements Command { }

    /** Bytes in a section. */
    record Data(int size, Expression value) implements Command { }

    /**
     * Input sections by file and name.
     *
     * @param file     glob for the file
     * @param excluded globs of files that do not count
     * @param sections globs for the section's name, in order; a section goes where one matches first
     * @param sorted   whether they are sorted by name
     */
    record Pattern(String file, List<String> excluded, List<String> sections, boolean sorted) implements Command { }

    /**
     * An output section.
     *
     * @param address    where it starts, or null
     * @param load       its load address, or null
     * @param alignment  its alignment, or null
     * @param noLoad     whether it takes no space in the file
     * @param contents   what is in it
     * @param fill       four bytes for gaps
     * @param region     the memory it is in, or null
     * @param loadRegion the memory it is loaded from, or null
     */
    record Rule(String name, Expression address, Expression load, Expression alignment, boolean noLoad, List<Command> contents, int fill,
            String region, String loadRegion, Span span) implements Command {
        boolean isDiscard() {
            return name.equals("/DISCARD/");
        }
    }

    /** The default layout, which follows GNU ld's for static programs but keeps code, constants and data in segments of their own. */
    static String standard(long textStart, boolean headers) {
        return """
            ENTRY(_start)
            SECTIONS {
              . = 0x%x;
              PROVIDE(__executable_start = .); PROVIDE(__ehdr_start = .);
              . = .%s;
              .init : { KEEP(*(.init)) }
              .text : { *(.text.init) *(.text .text.* .stub) }
              .fini : { KEEP(*(.fini)) }
              PROVIDE(__etext = .); PROVIDE(_etext = .); PROVIDE(etext = .);
              . = ALIGN(CONSTANT(MAXPAGESIZE));
              .rodata : { *(.rodata .rodata.* .srodata .srodata.*) }
              .eh_frame : { KEEP(*(.eh_frame .eh_frame.*)) }
              .gcc_except_table : { *(.gcc_except_table .gcc_except_table.*) }
              . = ALIGN(CONSTANT(MAXPAGESIZE));
              .tdata : { *(.tdata .tdata.*) }
              .tbss : { *(.tbss .tbss.*) }
              .preinit_array : { PROVIDE(__preinit_array_start = .); KEEP(*(.preinit_array)) PROVIDE(__preinit_array_end = .); }
              .init_array : { PROVIDE(__init_array_start = .); KEEP(*(SORT(.init_array.*) .init_array)) PROVIDE(__init_array_end = .); }
              .fini_array : { PROVIDE(__fini_array_start = .); KEEP(*(SORT(.fini_array.*) .fini_array)) PROVIDE(__fini_array_end = .); }
              .data.rel.ro : { *(.data.rel.ro .data.rel.ro.*) }
              .got : { *(.got) }
              PROVIDE(__rela_iplt_start = .); PROVIDE(__rela_iplt_end = .);
              .data : { __DATA_BEGIN__ = .; *(.data .data.*) }
              .sdata : { __SDATA_BEGIN__ = .; *(.sdata .sdata.*) }
              PROVIDE(_edata = .); PROVIDE(edata = .);
              PROVIDE(__bss_start = .);
              .sbss : { *(.sbss .sbss.*) }
              .bss : { *(.bss .bss.* COMMON) }
              . = ALIGN(8);
              __BSS_END__ = .;
              PROVIDE(__global_pointer$ = MIN(__SDATA_BEGIN__ + 0x800, MAX(__DATA_BEGIN__ + 0x800, __BSS_END__ - 0x800)));
              PROVIDE(_end = .); PROVIDE(end = .);
            }
            """.formatted(textStart, headers ? " + SIZEOF_HEADERS" : "");
    }
}
