package twofold.riscv.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GnuAgreementTest {
    private static final String OBJDUMP = "riscv64-linux-gnu-objdump";
    private static final String ASSEMBLER = "riscv64-linux-gnu-as";
    private static final String ISA = "rv64gc_zba_zbb_zbs_zicbom_zicbop_zicboz_zihintpause_zfhmin_svinval";
    @TempDir
    Path folder;

    @BeforeAll
    static void hasObjdump() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", OBJDUMP)), "needs " + OBJDUMP);
    }

    @Test
    void wideInstructionsPrintAsObjdumpPrintsThem() throws Exception {
        for (String mode : List.of("", "no-aliases")) {
            compare(wideSamples(), mode);
        }
    }

    @Test
    void everyCompressedEncodingPrintsAsObjdumpPrintsIt() throws Exception {
        List<Integer> all = new ArrayList<>();
        for (int bits = 0; bits < 0x10000; bits++) {
            Instruction instruction = (bits & 3) == 3 ? null : Decoder.decode(bits);
            if (instruction != null && !isHint(instruction)) {
                all.add(bits);
            }
        }
        compare(all, "");
        compare(all, "no-aliases");
    }

    /** objdump knows hints by names that depend on its version. */
    private static boolean isHint(Instruction i) {
        return i.op() == Op.C_NOP
            || i.rd() == 0 && List.of(Op.C_LI, Op.C_LUI, Op.C_MV, Op.C_ADD, Op.C_SLLI).contains(i.op())
            || i.imm() == 0 && List.of(Op.C_ADDI, Op.C_SLLI, Op.C_SRLI, Op.C_SRAI).contains(i.op());
    }

    private static List<Integer> wideSamples() {
        Random random = new Random(1);
        List<Integer> samples = new ArrayList<>();
        for (Op op : Op.values()) {
            for (int round = 0; round < 60 && op.length() == 4; round++) {
                int bits = op.match() | random.nextInt() & ~op.mask();
                if (round % 3 == 1) {
                    bits &= ~0xf80 | op.mask();
                } else if (round % 3 == 2) {
                    bits &= ~0xf8000 | op.mask();
                }
                Instruction instruction = Decoder.decode(bits);
                if (instruction != null && instruction.op() == op && standard(instruction)) {
                    samples.add(bits);
                }
            }
        }
        return samples;
    }

    /** Whether the fields that have one standard value have it: objdump takes others for unknown. */
    private static boolean standard(Instruction i) {
        return switch (i.op()) {
            case FENCE -> i.rd() == 0 && i.rs1() == 0 && i.imm() >>> 8 == 0 && (i.imm() & 15) != 0 && (i.imm() >> 4) != 0;
            case FENCE_I -> i.rd() == 0 && i.rs1() == 0 && i.imm() == 0;
            case FCVT_D_S, FCVT_D_W, FCVT_D_WU, FCVT_S_H, FCVT_D_H -> i.rm() == 0;
            case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI -> Csr.name(i.imm()) != null;
            case CZERO_EQZ, CZERO_NEZ -> false; // binutils 2.40 has no Zicond: OpTest
            default -> true;
        };
    }

    /** An object that holds the encodings, and in its attributes the extensions that objdump is to know. */
    private Path object(List<Integer> encodings) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (int bits : encodings) {
            text.append((bits & 3) == 3 ? ".insn 4, 0x" : ".insn 2, 0x").append(Integer.toHexString(bits)).append('\n');
        }
        Path source = folder.resolve("code.s");
        Path file = folder.resolve("code.o");
        Files.writeString(source, text);
        Process process = new ProcessBuilder(ASSEMBLER, "-march=" + ISA, source.toString(), "-o", file.toString()).inheritIO().start();
        assertEquals(0, process.waitFor());
        return file;
    }

    private void compare(List<Integer> encodings, String mode) throws IOException, InterruptedException {
        Path file = object(encodings);
        List<String> command = new ArrayList<>(List.of(OBJDUMP, "-d", "-z"));
        if (!mode.isEmpty()) {
            command.addAll(List.of("-M", mode));
        }
        command.add(file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Printer printer = mode.isEmpty() ? Printer.ALIASED : Printer.PLAIN;
        List<String> theirs = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        int index = 0;
        for (String line : text.split("\n")) {
            String[] columns = line.split("\t", 3);
            if (columns.length < 3 || !columns[0].endsWith(":")) {
                continue;
            }
            long pc = Long.parseLong(columns[0].strip().replace(":", ""), 16);
            int bits = encodings.get(index++);
            theirs.add(Integer.toHexString(bits) + " " + asOldObjdump(columns[2].replaceAll("\\s*[#<].*", "").strip(), mode));
            ours.add(Integer.toHexString(bits) + " " + asOldObjdump(printer.print(Decoder.decode(bits), pc, Long::toHexString), mode));
        }
        assertEquals(encodings.size(), index);
        report(theirs, ours);
    }

    /** Binutils before 2.42 write immediate forms without their i. */
    private static String asOldObjdump(String text, String mode) {
        return mode.isEmpty() ? text.replaceAll("^(add|slt|xor|or|and|sll|srl|sra|ror|bset|bclr|bext|binv|csr[a-z]+)i(w?)(u?)\t", "$1$2$3\t") : text;
    }

    private static void report(List<String> theirs, List<String> ours) {
        StringBuilder differences = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).equals(theirs.get(i)) && shown++ < 40) {
                differences.append(theirs.get(i)).append("   ours: ").append(ours.get(i)).append('\n');
            }
        }
        assertEquals("", differences.toString(), shown + " differ");
    }
}
