package twofold.vm.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.riscv.elf.FunctionTable;

/**
 * The symbols that a Linux kernel carries for its own messages (kallsyms, Linux 6.4 and later), found in a flat Image by their form: names are
 * strings of tokens, of which a table of 256 and an index of that table follow; then come each symbol's offset from a base, and the base.
 */
final class KernelSymbols {
    private static final int TOKENS = 256;
    private static final int MOST_TABLE = 1 << 14;
    private static final int MOST_SYMBOLS = 1 << 20;
    private static final int MOST_CANDIDATES = 64;
    private static final byte[] DIGITS = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0".getBytes(StandardCharsets.ISO_8859_1);

    private final ByteBuffer image;
    private int tokens;
    private int index;

    private KernelSymbols(byte[] image) {
        this.image = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The functions of an Image; an empty table if none are found. */
    static FunctionTable of(byte[] bytes) {
        KernelSymbols symbols = new KernelSymbols(bytes);
        int candidates = 0;
        for (int at = 0; at + DIGITS.length < bytes.length && candidates < MOST_CANDIDATES; at++) {
            if (bytes[at] == '0' && symbols.digits(at)) {
                candidates++;
                try {
                    FunctionTable found = symbols.tokenTable(at) ? symbols.read() : FunctionTable.EMPTY;
                    if (!found.isEmpty()) {
                        return found;
                    }
                } catch (IndexOutOfBoundsException another) {
                    // Not what it looked like: it would go beyond the end
                }
            }
        }
        return FunctionTable.EMPTY;
    }

    private boolean digits(int at) {
        for (int i = 0; i < DIGITS.length; i++) {
            if (image.get(at + i) != DIGITS[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the token for the digit 0 is at an address: finds the table's start and its index. */
    private boolean tokenTable(int zero) {
        int end = zero;
        for (int token = '0'; token < TOKENS; token++) {
            while (image.get(end++) != 0) {
                if (end - zero > MOST_TABLE) {
                    return false;
                }
            }
        }
        index = end + 7 & -8;
        tokens = zero - index('0');
        for (int token = 1; token < TOKENS; token++) {
            if (index(token) <= index(token - 1) || image.get(tokens + index(token) - 1) != 0) {
                return false;
            }
        }
        return index(0) == 0;
    }

    private int index(int token) {
        return image.getShort(index + 2 * token) & 0xffff;
    }

    private FunctionTable read() {
        int offsets = index + 2 * TOKENS;
        int count = 0;
        long last = 0;
        for (long next = 0; next >= last && next < 1L << 31 && count < MOST_SYMBOLS; count++) {
            last = next;
            next = image.getInt(offsets + 4 * count + 4) & 0xffff_ffffL;
        }
        long base = image.getLong(offsets + 4 * count + 7 & -8);
        int names = names(count);
        if (names < 0 || base >= 0) {
            return FunctionTable.EMPTY;
        }
        SortedMap<Long, String> functions = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int first = image.get(names++) & 0xff;
            int length = first < 0x80 ? first : first & 0x7f | (image.get(names++) & 0xff) << 7;
            String name = expanded(names, length);
            if (isFunction(name)) {
                functions.put(base + (image.getInt(offsets + 4 * i) & 0xffff_ffffL), name.substring(1));
            }
            names += length;
        }
        return names <= tokens ? FunctionTable.ofLabels(functions) : FunctionTable.EMPTY;
    }

    /** Whether a symbol, whose type is its first letter, is a function's: no local label, and no mapping symbol such as $x, which may have a prefix. */
    private static boolean isFunction(String symbol) {
        return !symbol.isEmpty() && "tTwW".indexOf(symbol.charAt(0)) >= 0 && !symbol.startsWith(".", 1) && symbol.indexOf('$') < 0;
    }

    /** Where the names start: behind their number, which stands eight bytes before them. */
    private int names(int count) {
        for (int at = (tokens & -8) - 8; at >= 0; at -= 8) {
            if (image.getInt(at) == count) {
                return at + 8;
            }
        }
        return -1;
    }

    private String expanded(int at, int length) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            for (int from = tokens + index(image.get(at + i) & 0xff); image.get(from) != 0; from++) {
                name.append((char) (image.get(from) & 0xff));
            }
        }
        return name.toString();
    }
}
