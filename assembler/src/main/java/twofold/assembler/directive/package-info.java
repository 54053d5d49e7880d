/**
 * Statements and directives. {@link twofold.assembler.directive.Processor} reads statement after statement: labels, assignments, macro
 * calls, instructions, directives. A directive is a row in one of the tables ({@code DataDirectives}, {@code SectionDirectives}, …): its
 * name and the method that does it.
 *
 * <p>{@code .extern} is accepted and has no effect: what is not defined is external. Of {@code .attribute} only the architecture counts.
 */
package twofold.assembler.directive;
