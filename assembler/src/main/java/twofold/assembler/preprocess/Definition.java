package twofold.assembler.preprocess;

import java.util.List;

/**
 * A macro.
 *
 * @param parameters null for one without parentheses
 * @param variadic   whether the last parameter takes the rest, as {@code __VA_ARGS__}
 * @param body       what it stands for
 */
record Definition(List<String> parameters, boolean variadic, String body) {
    static Definition of(String body) {
        return new Definition(null, false, body);
    }
}
