/**
 * From text to statements and tokens. {@link twofold.assembler.source.Input} is a stack of texts (files, includes, macro expansions) that
 * hands out one statement at a time; {@link twofold.assembler.source.Lexer} cuts a statement into tokens. Every token knows its place.
 */
package twofold.assembler.source;
