package twofold.image.run;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The exact bytes of this process's arguments and environment. The virtual machine decodes them with the locale's charset, which loses
 * what is not valid in it; {@code /proc/self/cmdline} and {@code /proc/self/environ} have them as they were. Elsewhere, or when what is
 * there does not match, the decoded words are encoded again.
 */
final class RawWords {
    private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

    private final List<String> words;

    /** The words of this process. */
    RawWords() {
        this(read("/proc/self/cmdline"));
    }

    /** Words given as bytes, one byte to a char. */
    RawWords(List<String> words) {
        this.words = words;
    }

    /** The bytes of the last {@code decoded.size()} words, which the virtual machine decoded to these. */
    List<String> tail(List<String> decoded) {
        List<String> raw = words.size() < decoded.size() ? List.of() : words.subList(words.size() - decoded.size(), words.size());
        boolean match = raw.size() == decoded.size();
        for (int i = 0; match && i < decoded.size(); i++) {
            match = decodesTo(raw.get(i), decoded.get(i));
        }
        return match ? List.copyOf(raw) : decoded.stream().map(RawWords::encode).toList();
    }

    /** The bytes of an option's value: a word of its own, or the end of one. */
    String value(String decoded) {
        if (ascii(decoded)) {
            return decoded;
        }
        for (String raw : words) {
            String word = decode(raw);
            if (word.equals(decoded)) {
                return raw;
            }
            for (int cut = 1; word.endsWith(decoded) && cut < raw.length(); cut++) {
                if (decode(raw.substring(cut)).equals(decoded)) {
                    return raw.substring(cut);
                }
            }
        }
        return encode(decoded);
    }

    /** The environment's variables as bytes. */
    static Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        List<String> raw = read("/proc/self/environ");
        for (String each : raw) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                variables.putIfAbsent(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        if (raw.isEmpty()) {
            System.getenv().forEach((name, value) -> variables.put(encode(name), encode(value)));
        }
        return variables;
    }

    /** A string as UTF-8 bytes held one to a char. */
    static String encode(String text) {
        return ascii(text) ? text : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean decodesTo(String raw, String decoded) {
        return raw.equals(decoded) || !ascii(raw) && (decode(raw).equals(decoded) || sameAscii(raw, decoded));
    }

    /** Whether the ASCII parts agree: the virtual machine's own decoder marks a broken sequence in more than one way. */
    private static boolean sameAscii(String raw, String decoded) {
        return raw.chars().filter(c -> c < 128).boxed().toList().equals(decoded.chars().filter(c -> c < 128).boxed().toList());
    }

    private static String decode(String raw) {
        return new String(raw.getBytes(StandardCharsets.ISO_8859_1), NATIVE);
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static List<String> read(String file) {
        try {
            String all = new String(Files.readAllBytes(Path.of(file)), StandardCharsets.ISO_8859_1);
            List<String> words = new ArrayList<>();
            for (int start = 0; start < all.length();) {
                int end = all.indexOf('\0', start);
                end = end < 0 ? all.length() : end;
                words.add(all.substring(start, end));
                start = end + 1;
            }
            return words;
        } catch (IOException noProc) {
            return List.of();
        }
    }
}
