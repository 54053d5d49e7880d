package twofold.image.recipe;

import twofold.toolkit.cli.UserError;

/**
 * A place in a recipe.
 *
 * @param file   the recipe's name
 * @param line   from 1
 * @param column from 1, in characters
 * @param text   the line's text
 */
public record Place(String file, int line, int column, String text) {
    /** The failure with a sentence about this place: file, line and column, the sentence, the line and a caret below it. */
    public UserError error(String sentence) {
        String number = Integer.toString(line);
        String margin = " ".repeat(number.length());
        String shown = text.replace('\t', ' ');
        return new UserError(file + ":" + line + ":" + column + ": " + sentence + "\n  " + number + " | " + shown + "\n  " + margin + " | "
                + " ".repeat(Math.max(0, Math.min(column - 1, shown.length()))) + "^");
    }
}
