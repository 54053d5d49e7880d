/**
 * Line numbers for debuggers. {@link twofold.assembler.debug.LineRows} collects which source line each instruction comes from, either the
 * lines of the assembly itself ({@code -g}) or those that a compiler states with {@code .loc}; {@link
 * twofold.assembler.debug.DebugSections}
 * writes them as DWARF 4 ({@code .debug_line}, and for {@code -g} a minimal {@code .debug_info}).
 */
package twofold.assembler.debug;
