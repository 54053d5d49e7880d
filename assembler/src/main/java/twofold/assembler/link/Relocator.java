package twofold.assembler.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.toolkit.diagnostic.Diagnostics;

/** Patches addresses into code and data (RISC-V ELF psABI, chapter "Relocations"). What does not fit is an error with its place. */
final class Relocator {
    /** The value of an upper-part relocation, which the lower part shares. */
    private record High(long value) { }

    private final Got got;
    private final long threadPointer;
    private final Diagnostics diagnostics;
    private final Map<InputSection, Map<Long, High>> highs = new HashMap<>();

    Relocator(Got got, long threadPointer, Diagnostics diagnostics) {
        this.got = got;
        this.threadPointer = threadPointer;
        this.diagnostics = diagnostics;
    }

    /** Patches all sections: upper parts first, as lower parts refer to them. */
    void run(List<InputSection> sections) {
        for (boolean low : new boolean[] {false, true}) {
            for (InputSection section : sections) {
                for (Relocation relocation : section.relocations) {
                    if (isLow(relocation) == low) {
                        one(section, relocation);
                    }
                }
            }
        }
    }

    private static boolean isLow(Relocation relocation) {
        return relocation.type() == RelocationType.PCREL_LO12_I.number() || relocation.type() == RelocationType.PCREL_LO12_S.number();
    }

    private void one(InputSection section, Relocation relocation) {
        RelocationType type = RelocationType.of(relocation.type());
        try {
            if (type == null) {
                throw new LinkException("relocation type " + relocation.type() + " is unknown");
            }
            if (isAboutDuplicate(section, relocation)) {
                return;
            }
            new Patch(section, relocation, type).apply();
        } catch (LinkException problem) {
            diagnostics.error(null, section.place(relocation.offset()) + ": " + problem.getMessage());
        }
    }

    /** What is said of code that another object's stands for, in tables about it, stays 0, which makes unwinders and debuggers pass over it. */
    private static boolean isAboutDuplicate(InputSection section, Relocation relocation) {
        InputSymbol symbol = section.symbol(relocation);
        if (symbol.global != null || symbol.section() == null || !symbol.section().isDuplicate) {
            return false;
        }
        if (section.isAllocated() && !section.name().startsWith(".eh_frame") && !section.name().startsWith(".gcc_except_table")) {
            throw new LinkException("it refers to section " + symbol.section().name() + " of a group that is linked from another object");
        }
        return true;
    }

    /** One relocation being applied. */
    private final class Patch {
        private final InputSection section;
        private final Relocation relocation;
        private final RelocationType type;
        private final InputSymbol symbol;
        private final ByteBuffer bytes;
        private final int at;
        private final long place;
        private final long value;

        Patch(InputSection section, Relocation relocation, RelocationType type) {
            this.section = section;
            this.relocation = relocation;
            this.type = type;
            this.symbol = section.symbol(relocation);
            this.bytes = ByteBuffer.wrap(section.bytes).order(ByteOrder.LITTLE_ENDIAN);
            int size = size(type);
            if (relocation.offset() < 0 || relocation.offset() > section.bytes.length - size) {
                throw new LinkException(type.elfName() + " is outside its section");
            }
            this.at = (int) relocation.offset();
            this.place = section.address() + at;
            this.value = Addresses.resolve(symbol) + relocation.addend();
        }

        private static int size(RelocationType type) {
            return switch (type) {
                case NONE, RELAX, ALIGN, TPREL_ADD -> 0;
                case ADD8, SUB8, SET8, SUB6, SET6, SET_ULEB128, SUB_ULEB128 -> 1;
                case ADD16, SUB16, SET16, RVC_BRANCH, RVC_JUMP -> 2;
                case ABS64, TLS_DTPREL64, ADD64, SUB64, CALL, CALL_PLT -> 8;
                default -> 4;
            };
        }

        void apply() {
            switch (type) {
                case NONE, RELAX, ALIGN, TPREL_ADD -> { }
                case ABS32 -> number(4, value);
                case ABS64 -> bytes.putLong(at, value);
                case PCREL_32, PLT32 -> number(4, value - place);
                case BRANCH -> immediate(Op.BEQ, value - place);
                case JAL -> immediate(Op.JAL, value - place);
                case RVC_BRANCH -> immediate(Op.C_BEQZ, value - place);
                case RVC_JUMP -> immediate(Op.C_J, value - place);
                case CALL, CALL_PLT -> call();
                case HI20, TPREL_HI20 -> high(type == RelocationType.HI20 ? value : value - threadPointer);
                case LO12_I -> low(Op.ADDI, value);
                case LO12_S -> low(Op.SW, value);
                case TLS_DTPREL32 -> number(4, value - threadPointer - Got.BLOCK_BIAS);
                case TLS_DTPREL64 -> bytes.putLong(at, value - threadPointer - Got.BLOCK_BIAS);
                case TPREL_LO12_I -> low(Op.ADDI, value - threadPointer);
                case TPREL_LO12_S -> low(Op.SW, value - threadPointer);
                case PCREL_HI20 -> highPart(value - place);
                case GOT_HI20, TLS_GOT_HI20, TLS_GD_HI20 -> highPart(got.address(symbol, relocation) + relocation.addend() - place);
                case PCREL_LO12_I -> low(Op.ADDI, matchingHigh());
                case PCREL_LO12_S -> low(Op.SW, matchingHigh());
                default -> arithmetic();
            }
        }

        private void arithmetic() {
            switch (type) {
                case ADD8 -> bytes.put(at, (byte) (bytes.get(at) + value));
                case ADD16 -> bytes.putShort(at, (short) (bytes.getShort(at) + value));
                case ADD32 -> bytes.putInt(at, (int) (bytes.getInt(at) + value));
                case ADD64 -> bytes.putLong(at, bytes.getLong(at) + value);
                case SUB8 -> bytes.put(at, (byte) (bytes.get(at) - value));
                case SUB16 -> bytes.putShort(at, (short) (bytes.getShort(at) - value));
                case SUB32 -> bytes.putInt(at, (int) (bytes.getInt(at) - value));
                case SUB64 -> bytes.putLong(at, bytes.getLong(at) - value);
                case SUB6 -> bytes.put(at, (byte) (bytes.get(at) & 0xc0 | bytes.get(at) - value & 0x3f));
                case SET6 -> bytes.put(at, (byte) (bytes.get(at) & 0xc0 | value & 0x3f));
                case SET8 -> bytes.put(at, (byte) value);
                case SET16 -> bytes.putShort(at, (short) value);
                case SET32 -> bytes.putInt(at, (int) value);
                case SET_ULEB128 -> uleb128(value);
                case SUB_ULEB128 -> uleb128(readUleb128() - value);
                default -> throw new LinkException(type.elfName() + " is not supported in a static program");
            }
        }

        private LinkException overflow(String why) {
            String name = symbol.name().isEmpty() && symbol.section() != null ? symbol.section().name() : symbol.name();
            return new LinkException(type.elfName() + " against '" + name + "' " + why);
        }

        private void number(int size, long number) {
            if (size == 4 && number != (int) number && number >>> 32 != 0) {
                throw overflow("does not fit in 32 bits (0x" + Long.toHexString(number) + ")");
            }
            bytes.putInt(at, (int) number);
        }

        private void immediate(Op op, long distance) {
            if (!op.immediateFits(distance)) {
                if (Addresses.isUndefinedWeak(symbol)) {
                    return;
                }
                throw overflow(distance % 2 != 0 ? "is at an odd address" : "is too far away: " + distance + " bytes, at most "
                    + op.immediateMaximum());
            }
            if (op.length() == 2) {
                bytes.putShort(at, (short) Encoder.withImmediate(op, bytes.getShort(at) & 0xffff, (int) distance));
            } else {
                bytes.putInt(at, Encoder.withImmediate(op, bytes.getInt(at), (int) distance));
            }
        }

        /** The value of a lui or auipc whose low part is added sign-extended. */
        private long high(long number) {
            long rounded = number + 0x800;
            if (rounded != (int) rounded) {
                throw overflow(type == RelocationType.HI20 ? "is beyond what lui reaches (0x" + Long.toHexString(number) + ")"
                    : "is too far away (0x" + Long.toHexString(number) + ")");
            }
            bytes.putInt(at, Encoder.withImmediate(Op.LUI, bytes.getInt(at), (int) rounded & ~0xfff));
            return number;
        }

        private void highPart(long distance) {
            long number = isNearZero(distance) ? absolute() : high(distance);
            highs.computeIfAbsent(section, key -> new HashMap<>()).put(relocation.offset(), new High(number));
        }

        /** An undefined weak symbol is 0, which may be too far from code at high addresses: load the number itself. */
        private boolean isNearZero(long distance) {
            return Addresses.isUndefinedWeak(symbol) && distance + 0x800 != (int) (distance + 0x800);
        }

        private long absolute() {
            bytes.putInt(at, bytes.getInt(at) & ~0x7f | Op.LUI.match());
            return high(value);
        }

        private void low(Op op, long number) {
            bytes.putInt(at, Encoder.withImmediate(op, bytes.getInt(at), (int) number << 20 >> 20));
        }

        private void call() {
            long distance = value - place;
            long number = isNearZero(distance) ? absolute() : high(distance);
            bytes.putInt(at + 4, Encoder.withImmediate(Op.JALR, bytes.getInt(at + 4), (int) number << 20 >> 20));
        }

        private long matchingHigh() {
            InputSymbol label = symbol.global != null && symbol.global.definition != null ? symbol.global.definition : symbol;
            Map<Long, High> known = label.section() == null ? null : highs.get(label.section());
            High high = known == null ? null : known.get(label.value());
            if (high == null) {
                throw new LinkException("%pcrel_lo names '" + label.name() + "', where there is no %pcrel_hi");
            }
            return high.value;
        }

        private long readUleb128() {
            long number = 0;
            for (int i = at, shift = 0; i < bytes.limit() && shift < 64; i++, shift += 7) {
                number |= (bytes.get(i) & 0x7fL) << shift;
                if (bytes.get(i) >= 0) {
                    break;
                }
            }
            return number;
        }

        private void uleb128(long number) {
            long rest = number;
            int i = at;
            boolean more = true;
            while (more && i < bytes.limit()) {
                more = bytes.get(i) < 0;
                bytes.put(i++, (byte) (rest & 0x7f | (more ? 0x80 : 0)));
                rest >>>= 7;
            }
            if (rest != 0) {
                throw overflow("does not fit in its bytes");
            }
        }
    }
}
