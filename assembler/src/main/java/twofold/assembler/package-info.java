/**
 * The assembler as a library: {@link twofold.assembler.Assembler} turns one source into a relocatable object,
 * {@link twofold.assembler.link.Linker} turns objects into a program. What a user types is in {@code cli}.
 *
 * <p>The way of a source: {@code preprocess} (only {@code .S}), {@code source} (statements, tokens), {@code directive} (what each statement
 * says), {@code instruction}, {@code model} (sections, layout, object file).
 */
package twofold.assembler;
