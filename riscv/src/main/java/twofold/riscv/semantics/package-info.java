/**
 * What instructions compute: pure static functions of values, one for each operation, called by every engine. Nothing here knows a
 * hart. Floating-point operations take the accrued flags as their last argument and only ever add to them.
 *
 * <p>{@link twofold.riscv.semantics.Float32} and {@link twofold.riscv.semantics.Float64} use the host's arithmetic where it gives the
 * same bits and the flags can be told from an exact error term, and {@link twofold.riscv.semantics.SoftFloat} everywhere else.
 */
package twofold.riscv.semantics;
