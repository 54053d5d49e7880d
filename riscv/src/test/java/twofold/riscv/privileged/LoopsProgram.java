package twofold.riscv.privileged;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import twofold.riscv.isa.Decoder;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;

/**
 * A bare program with a loop of random instructions in U-mode, any of which may raise an exception: accesses near the edges of pages with various rights and of
 * pages that are missing, CSRs, reserved words, reserved rounding modes. Machine mode notes each exception and goes on behind it; after each round it notes
 * all registers, gives some of them addresses again, replaces the loop's first instruction, and maps other pages of code where the loop calls functions: one
 * of them begins in one page and goes on in the next, with an instruction in both.
 */
final class LoopsProgram {
    static final int RECORD = 520;
    static final int TRAP = 24;
    static final int LOG = 0x10_0000;
    static final int TRAPS = 0x40_0000;
    static final int PAGES = 0x2_0000;
    static final int PAGE_COUNT = 8;
    static final int STATE = 0x2000;
    static final int TRAP_POINTER = 0;
    private static final int LOG_POINTER = 8;
    private static final int ROUNDS = 16;
    private static final int SAVED_29 = 24;
    private static final int SAVED_30 = 32;
    private static final int TABLE = 40;
    /** Three table entries that take turns, and four instructions that do. */
    private static final int TURNS = 1024;
    private static final int WORDS = 1056;
    private static final int TABLES = 0x1_0000;
    private static final int FUNCTIONS = 0x3_0000;
    private static final int FUNCTION_PAGE = 16;
    private static final int BEFORE = 42;
    private static final int BODY = 0x8f80;
    private static final long ADDRESS = 5L << 30;
    /** Always a place to write to; nothing in the loop changes it. */
    private static final int SAFE = 9;
    private static final int RETURN = 1;
    private static final int FUNCTION = 24;
    private static final int OTHER_FUNCTION = 25;
    private static final int[] POINTERS = {2, 8, SAFE, FUNCTION, OTHER_FUNCTION, 16, 17, 18, 19, 20, 21, 22, 23};
    private static final Op[] ACCESSES = {Op.LB, Op.LBU, Op.LH, Op.LHU, Op.LW, Op.LWU, Op.LD, Op.LD, Op.SB, Op.SH, Op.SW, Op.SD, Op.SD, Op.FLD, Op.FSD, Op.FLW, Op.FSW};
    private static final int[] RIGHTS = {Bench.R | Bench.W, Bench.R | Bench.W, Bench.R, Bench.X, 0, Bench.R | Bench.W, Bench.R | Bench.W | Bench.X, 0};
    /** The page's place in memory: no two neighbours lie side by side. */
    private static final int[] PLACES = {3, 0, 6, 2, 7, 1, 4, 5};

    private final SplittableRandom random;
    private final Set<Extension> extensions;
    private final ByteBuffer all = ByteBuffer.allocate(LOG).order(ByteOrder.LITTLE_ENDIAN);
    private final List<String> listing = new ArrayList<>();
    private int body = BODY;

    LoopsProgram(long seed, Set<Extension> extensions) {
        random = new SplittableRandom(seed);
        this.extensions = extensions;
    }

    /** The loop's instructions, for the message of a failure. */
    String listing() {
        return String.join("\n", listing);
    }

    /** The word at an address of the program. */
    int wordAt(long address) {
        int at = (int) (address - Bench.RAM);
        return at >= 0 && at < LOG - 4 ? all.getInt(at) : 0;
    }

    /** The program with so many rounds of so many instructions. */
    byte[] picture(int rounds, int length) {
        all.put(0, machineCode());
        all.putLong(STATE + TRAP_POINTER, Bench.RAM + TRAPS).putLong(STATE + LOG_POINTER, Bench.RAM + LOG).putLong(STATE + ROUNDS, rounds);
        for (int i = 0; i < 32; i++) {
            all.putLong(STATE + TABLE + 8 * i, switch (i) {
                case SAFE -> ADDRESS + 0x100;
                case FUNCTION -> ADDRESS + 0x1000 * (FUNCTION_PAGE + 1) - BEFORE;
                case OTHER_FUNCTION -> ADDRESS + 0x1000 * (FUNCTION_PAGE + 1) + 2;
                default -> pointer();
            });
            all.putLong(STATE + TABLE + 256 + 8 * i, random.nextBoolean() ? random.nextLong() : random.nextLong() | -1L << 32);
        }
        all.putLong(TABLES + 8 * 2, Bench.RAM >>> 2 | Bench.V | Bench.R | Bench.X | Bench.U | Bench.A); // no store changes code unseen
        all.putLong(TABLES + 8 * 5, Bench.RAM + TABLES + 0x1000 >>> 2 | Bench.V);
        all.putLong(TABLES + 0x1000, Bench.RAM + TABLES + 0x2000 >>> 2 | Bench.V);
        for (int i = 0; i < PAGE_COUNT; i++) {
            int flags = RIGHTS[i] == 0 ? 0 : RIGHTS[i] | Bench.V | (i == 5 ? 0 : Bench.U);
            all.putLong(TABLES + 0x2000 + 8 * i, Bench.RAM + PAGES + PLACES[i] * 0x1000 >>> 2 | flags);
        }
        for (int i = 0; i < PAGE_COUNT * 0x1000; i += 8) {
            all.putLong(PAGES + i, random.nextInt(4) == 0 ? pointer() : random.nextLong() >> random.nextInt(64));
        }
        for (int i = 0; i < 3; i++) {
            putFunctions(i);
        }
        for (int i = 0; i < 4; i++) {
            all.putInt(STATE + WORDS + 4 * i, Bench.i(Op.ADDI, 5 + i % 2, 5, 100 * i));
        }
        put(Bench.i(Op.ADDI, 0, 0, 0), "replaced");
        while (length > 0) {
            length -= putRandom();
            if (length % 19 == 0) {
                put(Bench.i(Op.JALR, RETURN, length % 2 == 0 ? FUNCTION : OTHER_FUNCTION, 0), "call");
            }
        }
        put(Bench.plain(Op.ECALL), "ecall");
        return all.array();
    }

    /** A page of code: the end of one function, whose last instruction ends in the next page, and the rest of any such. */
    private void putFunctions(int number) {
        int page = FUNCTIONS + 0x1000 * number;
        all.putLong(STATE + TURNS + 8 * number, Bench.RAM + page >>> 2 | Bench.V | Bench.X | Bench.U | Bench.A);
        all.putShort(page, (short) (random.nextInt() << 4));
        for (int i = 0; i < 20; i++) {
            all.putInt(page + 2 + 4 * i, computation());
        }
        all.putInt(page + 82, Bench.i(Op.JALR, 0, RETURN, 0));
        for (int i = 0; i < 10; i++) {
            all.putInt(page + 4096 - BEFORE + 4 * i, computation());
        }
        all.putShort(page + 4094, (short) Bench.i(Op.XORI, 26 + number, 0, 0));
    }

    /** Four bytes that compute something in integer registers. */
    private int computation() {
        while (true) {
            Instruction in = instruction();
            int rd = in.rd();
            boolean plain = in.length() == 4 && in.op().operands().contains(Operand.RD) && !in.op().operands().contains(Operand.OFFSET)
                    && !in.op().operands().contains(Operand.ADDRESS) && !in.op().operands().contains(Operand.FRS1);
            if (plain && rd != RETURN && rd != FUNCTION && rd != OTHER_FUNCTION) {
                return in.bits();
            }
        }
    }

    private long pointer() {
        long page = ADDRESS + 0x1000 * random.nextInt(PAGE_COUNT);
        return random.nextInt(3) == 0 ? page + random.nextInt(-16, 17) : page + random.nextInt(0, 4096) / 8 * 8;
    }

    // The loop

    private void put(int word, String text) {
        listing.add(Integer.toHexString(body) + " " + text);
        all.putShort(body, (short) word);
        if ((word & 3) == 3) {
            all.putShort(body + 2, (short) (word >>> 16));
        }
        body += (word & 3) == 3 ? 4 : 2;
    }

    private void put(Instruction in) {
        put(in.bits(), in.toString());
    }

    /** Puts one or a few instructions; returns how many. */
    private int putRandom() {
        switch (random.nextInt(24)) {
            case 0 -> {
                int op = random.nextInt(2);
                put(Decoder.decode(Encoder.encode(op == 0 ? Op.LR_W : Op.LR_D, destination(), SAFE, 0, 0, 0, 0)));
                put(Decoder.decode(Encoder.encode(op == 0 ? Op.SC_W : Op.SC_D, destination(), SAFE, random.nextInt(32), 0, 0, 0)));
                return 2;
            }
            case 1 -> {
                Instruction over = instruction();
                Op branch = new Op[] {Op.BEQ, Op.BNE, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU, Op.JAL}[random.nextInt(7)];
                put(Decoder.decode(Encoder.encode(branch, destination(), random.nextInt(32), random.nextInt(32), 0, 0, 4 + over.length())));
                put(over);
                return 2;
            }
            case 2 -> {
                Op op = new Op[] {Op.CSRRW, Op.CSRRS, Op.CSRRC, Op.CSRRWI, Op.CSRRSI, Op.CSRRCI}[random.nextInt(6)];
                put(Decoder.decode(Bench.i(op, destination(), random.nextInt(32), random.nextInt(4) > 0 ? random.nextInt(1, 4) : random.nextInt(4096))));
                return 1;
            }
            case 3 -> {
                int word = random.nextInt();
                word = (word & 3) == 3 ? word : word & 0xffff;
                if (Decoder.decode(word) == null && ((word & 3) != 3 || (word & 0x5f) != 0x43 && (word & 0x70) != 0x60)) {
                    put(word, "reserved");
                    return 1;
                }
                return 0;
            }
            case 4, 5 -> {
                return putBurst();
            }
            default -> {
                put(instruction());
                return 1;
            }
        }
    }

    /** Loads and stores by one base, some of which may lose it. */
    private int putBurst() {
        int base = POINTERS[random.nextInt(POINTERS.length)];
        int count = random.nextInt(2, 7);
        for (int i = 0; i < count; i++) {
            Op op = ACCESSES[random.nextInt(ACCESSES.length)];
            int offset = random.nextInt(6) == 0 ? random.nextInt(-2048, 2048) : random.nextInt(-8, 8) * 8 + (random.nextInt(5) == 0 ? random.nextInt(8) : 0);
            put(Decoder.decode(Encoder.encode(op, destination(), base, random.nextInt(32), 0, 0, offset)));
        }
        return count;
    }

    private int destination() {
        int register = random.nextInt(32);
        return register == SAFE || register == FUNCTION || register == OTHER_FUNCTION ? 0 : register;
    }

    private Instruction instruction() {
        while (true) {
            Op op = Op.values()[random.nextInt(Op.values().length)];
            Instruction in = Decoder.decode(random.nextInt() & ~op.mask() | op.match());
            if (in != null && in.op() == op && extensions.contains(op.extension()) && staysHere(in) && likely(in.expanded())) {
                return in;
            }
        }
    }

    private static boolean staysHere(Instruction in) {
        Instruction plain = in.expanded();
        boolean toSafe = (plain.rd() == SAFE || plain.rd() == FUNCTION || plain.rd() == OTHER_FUNCTION) && !plain.op().operands().contains(Operand.FRD);
        return !toSafe && switch (plain.op()) {
            case JAL, JALR, BEQ, BNE, BLT, BGE, BLTU, BGEU, ECALL, LR_W, LR_D, SC_W, SC_D, CTZW, CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI,
                    SFENCE_W_INVAL, SFENCE_INVAL_IR -> false; // the last two U-mode may execute under QEMU 7.2
            default -> true;
        };
    }

    /** Most accesses go through a pointer with a small offset. */
    private boolean likely(Instruction in) {
        boolean memory = in.op().operands().contains(Operand.OFFSET) || in.op().operands().contains(Operand.ADDRESS);
        if (!memory || random.nextInt(12) == 0) {
            return true;
        }
        for (int each : POINTERS) {
            if (in.rs1() == each) {
                return in.op().extension() == Extension.A || Math.abs(in.imm()) < 64;
            }
        }
        return false;
    }

    // Machine mode

    private byte[] machineCode() {
        BareCode code = new BareCode();
        code.address(31, STATE);
        code.emit(Bench.csr(Op.CSRRW, 0, "mscratch", 31));
        code.emit(Bench.i(Op.ADDI, 30, 0, -1));
        code.emit(Bench.csr(Op.CSRRW, 0, "pmpaddr0", 30));
        code.emit(Bench.i(Op.ADDI, 30, 0, 0x1f));
        code.emit(Bench.csr(Op.CSRRW, 0, "pmpcfg0", 30));
        code.address(30, TABLES);
        code.emit(Bench.i(Op.SRLI, 30, 30, 12));
        code.emit(Bench.i(Op.ADDI, 29, 0, 8));
        code.emit(Bench.i(Op.SLLI, 29, 29, 60));
        code.emit(Bench.r(Op.OR, 30, 30, 29));
        code.emit(Bench.csr(Op.CSRRW, 0, "satp", 30));
        code.emit(Bench.r(Op.SFENCE_VMA, 0, 0, 0));
        code.emit(Encoder.encode(Op.LUI, 30, 0, 0, 0, 0, 0x2000));
        code.emit(Bench.csr(Op.CSRRW, 0, "mstatus", 30));
        for (int i = 0; i < 32; i++) {
            code.emit(Bench.i(Op.FLD, i, 31, TABLE + 256 + 8 * i));
        }
        for (int i = 1; i < 29; i++) {
            code.emit(Bench.i(Op.LD, i, 31, TABLE + 8 * i));
        }
        int vector = code.here();
        code.address(30, vector);
        code.emit(Bench.csr(Op.CSRRW, 0, "mtvec", 30));
        int toRound = code.here();
        code.emit(0);
        code.patch(vector + 4, Bench.i(Op.ADDI, 30, 30, code.here() - vector));
        int fromTrap = trap(code);
        code.patch(fromTrap, Encoder.encode(Op.BEQ, 0, 30, 29, 0, 0, code.here() - fromTrap));
        int toEnd = round(code);
        code.patch(toRound, Bench.i(Op.JAL, 0, 0, toEnd + 4 - toRound));
        code.address(30, BODY);
        code.emit(Bench.csr(Op.CSRRW, 0, "mepc", 30));
        leave(code);
        code.patch(toEnd, Encoder.encode(Op.BEQ, 0, 29, 0, 0, 0, code.here() - toEnd));
        code.end();
        return code.bytes();
    }

    private static void leave(BareCode code) {
        code.emit(Bench.i(Op.LD, 29, 31, SAVED_29));
        code.emit(Bench.i(Op.LD, 30, 31, SAVED_30));
        code.emit(Bench.csr(Op.CSRRW, 31, "mscratch", 31));
        code.emit(Bench.plain(Op.MRET));
    }

    /** The handler; returns where the branch for an ecall goes. */
    private static int trap(BareCode code) {
        code.emit(Bench.csr(Op.CSRRW, 31, "mscratch", 31));
        code.emit(Bench.s(Op.SD, 29, 31, SAVED_29));
        code.emit(Bench.s(Op.SD, 30, 31, SAVED_30));
        code.emit(Bench.csr(Op.CSRRS, 30, "mcause", 0));
        code.emit(Bench.i(Op.ADDI, 29, 0, 8));
        int branch = code.here();
        code.emit(0);
        code.emit(Bench.i(Op.LD, 29, 31, TRAP_POINTER));
        code.emit(Bench.s(Op.SD, 30, 29, 0));
        code.storeCsr("mtval", 29, 8);
        code.storeCsr("mepc", 29, 16);
        code.emit(Bench.i(Op.ADDI, 29, 29, TRAP));
        code.emit(Bench.s(Op.SD, 29, 31, TRAP_POINTER));
        code.emit(Bench.i(Op.LHU, 29, 30, 0));
        code.emit(Bench.i(Op.ANDI, 29, 29, 3));
        code.emit(Bench.i(Op.ADDI, 29, 29, -3));
        code.emit(Bench.i(Op.ADDI, 30, 30, 2));
        code.emit(Encoder.encode(Op.BNE, 0, 29, 0, 0, 0, 8));
        code.emit(Bench.i(Op.ADDI, 30, 30, 2));
        code.emit(Bench.csr(Op.CSRRW, 0, "mepc", 30));
        leave(code);
        return branch;
    }

    /** The end of a round; returns where the branch for the last one goes. */
    private static int round(BareCode code) {
        code.emit(Bench.i(Op.LD, 29, 31, SAVED_29));
        code.emit(Bench.i(Op.LD, 30, 31, LOG_POINTER));
        for (int i = 1; i < 30; i++) {
            code.emit(Bench.s(Op.SD, i, 30, 8 * i));
        }
        code.emit(Bench.i(Op.LD, 29, 31, SAVED_30));
        code.emit(Bench.s(Op.SD, 29, 30, 8 * 30));
        code.emit(Bench.csr(Op.CSRRS, 29, "mscratch", 0));
        code.emit(Bench.s(Op.SD, 29, 30, 8 * 31));
        for (int i = 0; i < 32; i++) {
            code.emit(Bench.s(Op.FSD, i, 30, 256 + 8 * i));
        }
        code.emit(Bench.csr(Op.CSRRS, 29, "fcsr", 0));
        code.emit(Bench.s(Op.SD, 29, 30, 512));
        code.emit(Bench.i(Op.ADDI, 30, 30, RECORD));
        code.emit(Bench.s(Op.SD, 30, 31, LOG_POINTER));
        code.emit(Bench.i(Op.LD, 29, 31, ROUNDS));
        code.emit(Bench.i(Op.ADDI, 29, 29, -1));
        code.emit(Bench.s(Op.SD, 29, 31, ROUNDS));
        int branch = code.here();
        code.emit(0);
        turn(code);
        for (int each : POINTERS) {
            code.emit(Bench.i(Op.LD, each, 31, TABLE + 8 * each));
        }
        return branch;
    }

    /** Moves the three table entries on by one, and sometimes puts the next instruction in its place. The number of rounds left is in x29. */
    private static void turn(BareCode code) {
        code.address(30, TABLES + 0x2000 + 8 * FUNCTION_PAGE);
        code.emit(Bench.i(Op.LD, 28, 31, TURNS));
        code.emit(Bench.i(Op.LD, 27, 31, TURNS + 8));
        code.emit(Bench.i(Op.LD, 26, 31, TURNS + 16));
        code.emit(Bench.s(Op.SD, 27, 31, TURNS));
        code.emit(Bench.s(Op.SD, 26, 31, TURNS + 8));
        code.emit(Bench.s(Op.SD, 28, 31, TURNS + 16));
        code.emit(Bench.s(Op.SD, 27, 30, 0));
        code.emit(Bench.s(Op.SD, 26, 30, 8));
        code.emit(Bench.i(Op.LD, 28, 31, TABLE + 8 * FUNCTION));
        code.emit(Bench.r(Op.SFENCE_VMA, 0, 28, 0));
        code.emit(Bench.i(Op.LD, 28, 31, TABLE + 8 * OTHER_FUNCTION));
        code.emit(Bench.r(Op.SFENCE_VMA, 0, 28, 0));
        code.emit(Bench.i(Op.ANDI, 28, 29, 3));
        int skip = code.here();
        code.emit(0);
        code.emit(Bench.i(Op.ANDI, 28, 29, 12));
        code.emit(Bench.r(Op.ADD, 28, 28, 31));
        code.emit(Bench.i(Op.LW, 28, 28, WORDS));
        code.address(30, BODY);
        code.emit(Bench.s(Op.SW, 28, 30, 0));
        code.emit(Bench.plain(Op.FENCE_I));
        code.patch(skip, Encoder.encode(Op.BNE, 0, 28, 0, 0, 0, code.here() - skip));
        for (int i = 26; i < 29; i++) {
            code.emit(Bench.i(Op.LD, i, 31, TABLE + 8 * i));
        }
    }
}
