package twofold.vm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.image.run.RunRequest;
import twofold.riscv.elf.ElfFile;
import twofold.riscv.elf.ProgramHeader;
import twofold.riscv.isa.Isa;
import twofold.toolkit.cli.UserError;
import twofold.vm.GuestPrograms;
import twofold.vm.boot.KernelImage;
import twofold.vm.hypervisor.Board;

/** Machine-mode programs in the manner of the RISC-V test suites, each of which checks itself and says how it went through tohost. */
class BareProgramsTest {
    @TempDir
    Path folder;
    private Path signature;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String name, boolean virtual, String isa) throws IOException {
        return run(GuestPrograms.assembled(BareProgramsTest.class, "environment.s", name + ".s"), BareRun.Payload.NONE, virtual, isa);
    }

    private int run(byte[] program, BareRun.Payload payload, boolean virtual, String isa) throws IOException {
        RunRequest request = new RunRequest(null, List.of(), false, false, false, true, null, List.of(), List.of(), null, null, null, null, null,
            null, null, List.of(), false, List.of(), null, 20_000_000_000L, virtual, null, null, !virtual, null, null);
        Path file = folder.resolve("program.elf");
        Files.write(file, program);
        PrintStream stream = new PrintStream(out, true, StandardCharsets.ISO_8859_1);
        return new BareRun(request, isa == null ? Isa.ALL : Isa.parse(isa), stream).run(file, payload, signature);
    }

    private static byte[] firmware() throws IOException {
        return GuestPrograms.assembled(BareProgramsTest.class, "firmware.s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csr", "illegal", "fetch", "paging", "timer"})
    void programsPassWithEitherClock(String name) throws IOException {
        assertEquals(0, run(name, false, null));
        assertEquals(0, run(name, true, null));
    }

    @Test
    void aProgramPrintsAndFailsWithTheNumberOfTheCheck() throws IOException {
        signature = folder.resolve("signature");
        assertEquals(5, run("console", true, null));
        assertEquals(List.of("00000005", "00000000", "00000001"), Files.readAllLines(signature));
        assertEquals("hello\n", out.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aProgramEndsByACallAndItsStatusIsOneByte() throws IOException {
        assertEquals(255, run("exit", true, null));
    }

    @Test
    void anExtensionThatIsNotOfferedIsMissed() throws IOException {
        assertEquals(10, run("paging", true, "rv64gc"), "the handler of check 10 does not expect an illegal cbo.zero");
    }

    @Test
    void withoutATohostWordThePowerSwitchEndsIt() throws IOException {
        assertEquals(3, run(firmware(), BareRun.Payload.NONE, true, null));
    }

    @Test
    void aPositionIndependentProgramGoesWhereMemoryIs() throws IOException {
        ByteBuffer program = ByteBuffer.wrap(firmware()).order(ByteOrder.LITTLE_ENDIAN);
        program.putShort(16, (short) ElfFile.SHARED).putLong(24, program.getLong(24) - Board.RAM);
        int headers = (int) program.getLong(32);
        for (int i = 0; i < program.getShort(56); i++) {
            int header = headers + i * program.getShort(54);
            if (program.getInt(header) == 1) {
                program.putLong(header + 16, program.getLong(header + 16) - Board.RAM).putLong(header + 24, program.getLong(header + 24) - Board.RAM);
            }
        }
        assertEquals(3, run(program.array(), BareRun.Payload.NONE, true, null));
    }

    @Test
    void aPackedProgramRunsWithItsSymbols() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(GuestPrograms.assembled(BareProgramsTest.class, "environment.s", "console.s"));
        }
        assertEquals(5, run(packed.toByteArray(), BareRun.Payload.NONE, true, null));
    }

    @Test
    void firmwareStartsAKernel() throws Exception {
        byte[] program = GuestPrograms.assembled(BareProgramsTest.class, "payload.s");
        ElfFile elf = ElfFile.read(program);
        ProgramHeader code = elf.programHeaders().stream().filter(ProgramHeader::isLoad).findFirst().orElseThrow();
        int entry = (int) (elf.entry() - code.virtualAddress() + code.offset());
        byte[] image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x0400006f).putLong(8, 2 << 20).putLong(16, 4096)
            .putInt(56, 0x05435352).put(64, program, entry, (int) (code.offset() + code.fileSize()) - entry).array();
        KernelImage kernel = KernelImage.of("payload", image, Board.RAM);
        assertEquals(0, run(firmware(), new BareRun.Payload(kernel, null, ""), true, null));
        KernelImage firmware = KernelImage.of("firmware", firmware(), Board.RAM);
        UserError error = assertThrows(UserError.class, () -> run(firmware(), new BareRun.Payload(firmware, null, ""), true, null));
        assertTrue(error.getMessage().contains("do not fit into memory together"), error.getMessage());
    }
}
