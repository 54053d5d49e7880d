package twofold.image.recipe;

import java.util.List;

/**
 * An instruction's text with its continuation lines joined; remembers where each character was.
 *
 * @param text    the joined text
 * @param places  for each character its line (from 0) times 2^16 plus its column (from 0)
 * @param file    the recipe's name
 * @param lines   the recipe's lines
 * @param next    the number (from 0) of the line behind it
 */
record LogicalLine(String text, int[] places, String file, List<String> lines, int next) {
    Place place(int index) {
        int packed = places[Math.min(Math.max(0, index), places.length - 1)];
        int line = packed >>> 16;
        return new Place(file, line + 1, (packed & 0xffff) + 1, lines.get(line));
    }
}
