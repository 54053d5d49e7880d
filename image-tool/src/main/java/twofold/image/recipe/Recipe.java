package twofold.image.recipe;

import java.util.List;

/**
 * A parsed recipe.
 *
 * @param file         its name in messages
 * @param escape       the escape character, a backslash or a backtick
 * @param instructions in order
 * @param texts        each instruction as written, continuation lines joined, for the history
 */
public record Recipe(String file, char escape, List<Instruction> instructions, List<String> texts) {
}
