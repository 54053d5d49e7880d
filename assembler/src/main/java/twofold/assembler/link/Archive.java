package twofold.assembler.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@code .a} archives in the GNU format (ar(5)). */
final class Archive {
    private static final String MAGIC = "!<arch>\n";
    private static final int HEADER = 60;

    /** A file in an archive. */
    record Member(String name, byte[] bytes) { }

    private Archive() { }

    static boolean isArchive(byte[] bytes) {
        return bytes.length >= 8 && new String(bytes, 0, 8, StandardCharsets.ISO_8859_1).equals(MAGIC);
    }

    static List<Member> members(String file, byte[] bytes) {
        List<Member> members = new ArrayList<>();
        byte[] longNames = {};
        int at = MAGIC.length();
        while (at < bytes.length) {
            if (bytes.length - at < HEADER) {
                throw new LinkException(file + " is a truncated archive");
            }
            String name = text(bytes, at, 16);
            int size = size(file, text(bytes, at + 48, 10));
            int start = at + HEADER;
            if (size > bytes.length - start) {
                throw new LinkException(file + " is a truncated archive: member '" + name + "' should have " + size + " bytes");
            }
            byte[] contents = Arrays.copyOfRange(bytes, start, start + size);
            if (name.equals("//")) {
                longNames = contents;
            } else if (!name.equals("/") && !name.equals("/SYM64/")) {
                members.add(new Member(file + "(" + memberName(name, longNames) + ")", contents));
            }
            at = start + size + (size & 1);
        }
        return members;
    }

    private static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1).strip();
    }

    private static int size(String file, String digits) {
        try {
            int size = Integer.parseInt(digits);
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // falls to the error
        }
        throw new LinkException(file + " is a malformed archive");
    }

    private static String memberName(String field, byte[] longNames) {
        if (field.matches("/\\d{1,9}")) {
            int from = Integer.parseInt(field.substring(1));
            int end = from;
            while (end < longNames.length && longNames[end] != '/' && longNames[end] != '\n') {
                end++;
            }
            return from < longNames.length ? new String(longNames, from, end - from, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?")
                : field;
        }
        return field.endsWith("/") ? field.substring(0, field.length() - 1) : field;
    }
}
