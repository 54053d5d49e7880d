/**
 * A small C preprocessor for {@code .S} files: {@code #include}, {@code #define} with and without parameters, {@code #undef}, the
 * {@code #if} family, {@code #error}, comments, continued lines. {@link twofold.assembler.preprocess.Preprocessor} gives text that has for
 * every line the file and line it came from. As GNU cpp does for assembly, lines with an unknown {@code #} word are comments.
 */
package twofold.assembler.preprocess;
