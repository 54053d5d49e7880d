/**
 * Reading tokens: {@link twofold.assembler.syntax.Cursor} walks through a statement, {@link twofold.assembler.syntax.ExpressionParser}
 * reads expressions.
 */
package twofold.assembler.syntax;
