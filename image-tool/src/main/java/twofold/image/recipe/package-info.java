/**
 * The recipe language (the Dockerfile format, reference of version 1): {@link twofold.image.recipe.RecipeParser} turns text into
 * {@link twofold.image.recipe.Instruction}s, each knowing its place in the text. Nothing is expanded here but the form is checked:
 * an error names file, line and column and shows the line. A new instruction is a record in {@code Instruction}, a case in
 * {@code InstructionParser}, and then whatever no longer compiles.
 */
package twofold.image.recipe;
