package twofold.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.Section;
import twofold.riscv.isa.Decoder;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Printer;

class EveryInstructionTest {
    @TempDir
    Path folder;

    /** Encodings of a row that have a spelling: fields that assembly does not show are as it makes them. */
    private static List<Instruction> samples(Op op) {
        Random random = new Random(op.ordinal());
        List<Instruction> samples = new ArrayList<>();
        for (int round = 0; round < 40; round++) {
            Instruction instruction = Decoder.decode(op.match() | random.nextInt() & ~op.mask());
            if (instruction != null && instruction.op() == op && canBeWritten(instruction)) {
                samples.add(instruction);
            }
        }
        return samples;
    }

    private static boolean canBeWritten(Instruction i) {
        return switch (i.op()) {
            case FENCE, FENCE_I -> i.rd() == 0 && i.rs1() == 0 && i.imm() >>> 8 == 0
                && ((i.imm() & 15) != 0 && i.imm() >> 4 != 0 || i.op() == Op.FENCE_I && i.imm() == 0);
            case FCVT_D_S, FCVT_D_W, FCVT_D_WU, FCVT_S_H, FCVT_D_H -> i.rm() == 0;
            case C_NOP -> i.imm() == 0;
            case C_LI, C_LUI, C_MV, C_ADD -> i.rd() != 0;
            case C_ADDI, C_SLLI, C_SRLI, C_SRAI -> i.rd() != 0 && i.imm() != 0;
            default -> true;
        };
    }

    private static String source(List<Instruction> samples, Printer printer) {
        StringBuilder text = new StringBuilder(".option norelax\n");
        for (Instruction instruction : samples) {
            text.append(instruction.length() == 4 ? ".option norvc\n" : ".option rvc\n");
            text.append(printer.print(instruction, 0, target -> ". + " + target)).append('\n');
        }
        return text.toString();
    }

    private static byte[] code(byte[] object) throws Exception {
        ElfFile file = ElfFile.read(object);
        Section text = file.section(".text").orElseThrow();
        ByteBuffer bytes = file.contents(text);
        byte[] code = new byte[bytes.remaining()];
        bytes.get(code);
        return code;
    }

    private static String expected(List<Instruction> samples) {
        StringBuilder hex = new StringBuilder();
        for (Instruction instruction : samples) {
            ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, instruction.bits());
            hex.append(HexFormat.of().formatHex(bytes.array(), 0, instruction.length()));
        }
        return hex.toString();
    }

    @ParameterizedTest
    @EnumSource(Op.class)
    void whatIsPrintedIsAssembledBack(Op op) throws Exception {
        List<Instruction> samples = samples(op);
        assertEquals(expected(samples), HexFormat.of().formatHex(code(Work.objectOfAllExtensions("t.s", source(samples, Printer.PLAIN)))));
        if (!op.isCompressed()) {
            assertEquals(expected(samples), HexFormat.of().formatHex(code(Work.objectOfAllExtensions("t.s", source(samples, Printer.ALIASED)))));
        }
    }

    @Test
    void shortFormsDependOnWhatThereIs() throws Exception {
        String text = "sext.b a0,a1\nsext.h a0,a1\nzext.h a0,a1\nzext.w a0,a1\nror a0,a1,3\nbset a0,a1,63\n";
        assertEquals("1395456013955560" + "3bc50508" + "3b850508" + "13d53560" + "1395f52b",
            HexFormat.of().formatHex(code(Work.objectOfAllExtensions("t.s", text))));
        assertTrue(Work.messages("sh1add a0,a1,a2\n").contains("sh1add needs the extension 'zba', which is not enabled"));
    }

    @Test
    void gnuAsReadsItTheSameWay() throws Exception {
        Gnu.need("riscv64-linux-gnu-as");
        StringBuilder text = new StringBuilder();
        for (Op op : Op.values()) {
            if (op.extension() == Extension.ZICOND) {
                continue; // newer than binutils 2.40
            }
            text.append(source(samples(op), Printer.PLAIN)).append(op.isCompressed() ? "" : source(samples(op), Printer.ALIASED));
        }
        Files.writeString(folder.resolve("t.s"), text);
        Gnu.must("riscv64-linux-gnu-as", "-march=rv64gc_zba_zbb_zbs_zicbom_zicbop_zicboz_zihintpause_zfhmin_svinval", folder.resolve("t.s").toString(), "-o", folder.resolve("t.o").toString());
        String theirs = HexFormat.of().formatHex(code(Files.readAllBytes(folder.resolve("t.o"))));
        assertEquals(theirs.replaceAll("(0000|0100|13000000)*$", ""), HexFormat.of().formatHex(code(Work.objectOfAllExtensions("t.s", text.toString())))
            .replaceAll("(0000|0100|13000000)*$", ""));
    }
}
