/**
 * Translates hot guest code to JVM bytecode, which HotSpot compiles. A {@link twofold.riscv.hart.RegionPlan} becomes one hidden class with one method.
 *
 * <p>Promises: a region completes exactly the instructions that the interpreter would, calls the same functions of
 * {@code twofold.riscv.semantics}, and leaves registers, pc and counts precise at every exit and trap. Where code lies is no part of it: the
 * base address is a parameter.
 *
 * <p>A program's first second waits for translations, so that what they cost counts as much as how fast they are. {@link twofold.riscv.translate.Bytecode}
 * and {@link twofold.riscv.translate.TranslatedClass} write class files as far as that is needed here: a general library would have to be compiled itself before it is quick. The tools have HotSpot
 * compile a region before any guest runs it.
 *
 * <p>Records that are keys of maps say themselves when they are equal: what the JDK makes of a record for that is put together when it is first asked
 * for, in 10 ms a record, and a short program's first regions wait for it.
 */
package twofold.riscv.translate;
