/**
 * Call frame information, by which exceptions and debuggers find their way up the stack. {@link twofold.assembler.frame.CallFrames} collects what the
 * {@code .cfi_*} directives say of each procedure; {@link twofold.assembler.frame.FrameSection} writes it as {@code .eh_frame} (Linux Standard
 * Base, "Exception Frames") or {@code .debug_frame} (DWARF, "Call Frame Information").
 */
package twofold.assembler.frame;
