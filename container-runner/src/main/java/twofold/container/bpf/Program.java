package twofold.container.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A program: pairs of words, of which the first has the operation in its low half, how far a jump leads if its condition holds in bits 16 to 23 and
 * if not above that; the second is the operand {@code k}.
 */
public final class Program {
    /** The most instructions, BPF_MAXINSNS. */
    public static final int MOST = 4096;
    /** The bytes of an instruction, struct sock_filter. */
    public static final int INSTRUCTION = 8;
    private static final int WORDS = 16;
    private static final int CLASS = 7;
    private static final int FROM_X = 8;
    private static final int MODE = 0xe0;
    private static final int SIZE = 0x18;
    private static final int ABSOLUTE = 0x20;
    private static final int INDIRECT = 0x40;
    private static final int MEMORY = 0x60;
    private static final int LENGTH = 0x80;
    private static final int HEADER_LENGTH = 0xa0;
    private static final int DIVIDE = 0x30;
    private static final int REMAINDER = 0x90;
    private final int[] words;

    private Program(int[] words) {
        this.words = words;
    }

    /** What a program looks at. */
    public interface Input {
        /** No such bytes: the program ends with 0. */
        long NONE = -1;

        /** {@code size} bytes (1, 2 or 4) at a signed offset, as an unsigned number; {@link #NONE} if they are not there. */
        long load(int at, int size);

        /** How much there is to look at, bytes. */
        int length();
    }

    /** The program of struct sock_filter records, or null if it is none that ends. */
    public static Program of(byte[] records) {
        ByteBuffer b = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN);
        int[] words = new int[records.length / INSTRUCTION * 2];
        for (int i = 0; i < words.length; i++) {
            words[i] = b.getInt(4 * i);
        }
        return words.length > 0 && words.length <= 2 * MOST && valid(words) ? new Program(words) : null;
    }

    /** Its instructions, two words each. */
    public int[] words() {
        return words.clone();
    }

    private static boolean valid(int[] words) {
        int count = words.length / 2;
        for (int i = 0; i < count; i++) {
            if (!valid(words[2 * i], words[2 * i + 1], count - i - 1)) {
                return false;
            }
        }
        return (words[words.length - 2] & CLASS) == 6 && initialises(words);
    }

    /** Whether an instruction is one; behind it are {@code left} more. */
    private static boolean valid(int word, int k, int left) {
        int code = word & 0xffff;
        int yes = word >>> 16 & 0xff;
        int no = word >>> 24;
        boolean sized = (code & SIZE) != SIZE;
        return switch (code & CLASS) {
            case 0 -> switch (code & ~(CLASS | SIZE)) {
                case ABSOLUTE, INDIRECT -> sized;
                case 0, LENGTH -> (code & SIZE) == 0;
                case MEMORY -> (code & SIZE) == 0 && k >= 0 && k < WORDS;
                default -> false;
            };
            case 1 -> switch (code & ~CLASS) {
                case 0, LENGTH, HEADER_LENGTH | 0x10 -> true;
                case MEMORY -> k >= 0 && k < WORDS;
                default -> false;
            };
            case 2, 3 -> (code & ~CLASS) == 0 && k >= 0 && k < WORDS;
            case 4 -> (code & ~0xff) == 0 && (code & 0xf0) <= 0xa0 && !((code & FROM_X) == 0 && k == 0 && isDivision(code))
                    && !((code & FROM_X) == 0 && isShift(code) && (k < 0 || k > 31)) && ((code & 0xf0) != 0x80 || (code & FROM_X) == 0);
            case 5 -> (code & 0xf0) == 0 ? (code & FROM_X) == 0 && (code & ~0xff) == 0 && k >= 0 && k < left
                    : (code & ~0xff) == 0 && (code & 0xf0) <= 0x40 && Math.max(yes, no) < left;
            case 6 -> (code & ~0x1f) == 0 && ((code & SIZE) == 0 || (code & SIZE) == 0x10);
            default -> (code & ~CLASS) == 0 || (code & ~CLASS) == 0x80;
        };
    }

    private static boolean isDivision(int code) {
        return (code & 0xf0) == DIVIDE || (code & 0xf0) == REMAINDER;
    }

    private static boolean isShift(int code) {
        return (code & 0xf0) == 0x60 || (code & 0xf0) == 0x70;
    }

    /** Whether no word of its memory is read on any way before it was written. */
    private static boolean initialises(int[] words) {
        int count = words.length / 2;
        int[] known = new int[count];
        Arrays.fill(known, -1);
        int now = 0;
        for (int i = 0; i < count; i++) {
            now &= known[i];
            int code = words[2 * i] & 0xffff;
            int k = words[2 * i + 1];
            switch (code & CLASS) {
                case 0, 1 -> {
                    if ((code & MODE) == MEMORY && (now >>> k & 1) == 0) {
                        return false;
                    }
                }
                case 2, 3 -> now |= 1 << k;
                case 5 -> {
                    if ((code & 0xf0) == 0) {
                        known[i + 1 + k] &= now;
                    } else {
                        known[i + 1 + (words[2 * i] >>> 16 & 0xff)] &= now;
                        known[i + 1 + (words[2 * i] >>> 24)] &= now;
                    }
                    now = -1;
                }
                default -> {
                    // Leaves its memory as it is
                }
            }
        }
        return true;
    }

    /** How many instructions there are. */
    public int instructions() {
        return words.length / 2;
    }

    /** How many instructions it is in the form in which Linux keeps it, by which it counts what a task may have of them. */
    public int kept() {
        int count = 3;
        for (int i = 0; i < words.length; i += 2) {
            count += kept(words[i], words[i + 1]);
        }
        return count;
    }

    private static int kept(int word, int k) {
        boolean fromX = (word & FROM_X) != 0;
        int condition = word & 0xf0;
        return switch (word & CLASS) {
            case 4 -> fromX && isDivision(word) ? 5 : 1;
            case 5 -> {
                boolean one = condition == 0 || word >>> 24 == 0 || (word >>> 16 & 0xff) == 0 && condition != 0x40;
                yield (one ? 1 : 2) + (condition != 0 && !fromX && k < 0 ? 1 : 0);
            }
            case 6 -> (word & SIZE) == 0 ? 2 : 1;
            default -> 1;
        };
    }

    /** The operation of an instruction, BPF_ bits. */
    public int operation(int instruction) {
        return words[2 * instruction] & 0xffff;
    }

    /** The operand of an instruction. */
    public int operand(int instruction) {
        return words[2 * instruction + 1];
    }

    /** The struct sock_filter records. */
    public byte[] records() {
        ByteBuffer b = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            b.putInt(word);
        }
        return b.array();
    }

    /** What it says of something. */
    public int run(Input input) {
        int a = 0;
        int x = 0;
        int[] memory = null;
        for (int pc = 0;; pc++) {
            int code = words[2 * pc] & 0xffff;
            int k = words[2 * pc + 1];
            switch (code & CLASS) {
                case 0 -> {
                    long loaded = switch (code & MODE) {
                        case ABSOLUTE -> input.load(k, size(code));
                        case INDIRECT -> x + (long) k != x + k ? Input.NONE : input.load(x + k, size(code));
                        case MEMORY -> memory == null ? 0 : memory[k] & 0xffffffffL;
                        case LENGTH -> input.length();
                        default -> k & 0xffffffffL;
                    };
                    if (loaded == Input.NONE) {
                        return 0;
                    }
                    a = (int) loaded;
                }
                case 1 -> {
                    long loaded = switch (code & MODE) {
                        case MEMORY -> memory == null ? 0 : memory[k] & 0xffffffffL;
                        case LENGTH -> input.length();
                        case HEADER_LENGTH -> input.load(k, 1);
                        default -> k & 0xffffffffL;
                    };
                    if (loaded == Input.NONE) {
                        return 0;
                    }
                    x = (code & MODE) == HEADER_LENGTH ? (int) (loaded & 15) << 2 : (int) loaded;
                }
                case 2, 3 -> {
                    memory = memory == null ? new int[WORDS] : memory;
                    memory[k] = (code & CLASS) == 2 ? a : x;
                }
                case 4 -> {
                    int operand = (code & FROM_X) != 0 ? x : k;
                    if (operand == 0 && isDivision(code)) {
                        return 0;
                    }
                    a = arithmetic(code & 0xf0, a, operand);
                }
                case 5 -> pc += jump(code, a, (code & FROM_X) != 0 ? x : k, k, words[2 * pc]);
                case 6 -> {
                    return (code & SIZE) == 0x10 ? a : k;
                }
                default -> {
                    if ((code & 0xf8) == 0) {
                        x = a;
                    } else {
                        a = x;
                    }
                }
            }
        }
    }

    private static int size(int code) {
        return switch (code & SIZE) {
            case 0 -> 4;
            case 8 -> 2;
            default -> 1;
        };
    }

    private static int jump(int code, int a, int operand, int k, int word) {
        boolean taken = switch (code & 0xf0) {
            case 0x10 -> a == operand;
            case 0x20 -> Integer.compareUnsigned(a, operand) > 0;
            case 0x30 -> Integer.compareUnsigned(a, operand) >= 0;
            case 0x40 -> (a & operand) != 0;
            default -> false;
        };
        return (code & 0xf0) == 0 ? k : taken ? word >>> 16 & 0xff : word >>> 24;
    }

    private static int arithmetic(int operation, int a, int b) {
        return switch (operation) {
            case 0x00 -> a + b;
            case 0x10 -> a - b;
            case 0x20 -> a * b;
            case DIVIDE -> Integer.divideUnsigned(a, b);
            case 0x40 -> a | b;
            case 0x50 -> a & b;
            case 0x60 -> a << b;
            case 0x70 -> a >>> b;
            case 0x80 -> -a;
            case REMAINDER -> Integer.remainderUnsigned(a, b);
            default -> a ^ b;
        };
    }
}
