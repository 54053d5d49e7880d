package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import twofold.riscv.isa.Extension;

/**
 * The host's {@code qemu-system-riscv64} as a bare machine: a program is a picture of memory from {@link Bench#RAM} on, begins there in machine mode, and
 * ends with a store to {@link #END}; what memory holds then is the answer.
 */
final class QemuMachine {
    /** Where the program's last word goes: the "sifive,test" device, which this value makes power off. */
    static final long END = 0x10_0000L;
    static final int FINISH = 0x5555;
    /** Memory of the machine in bytes. */
    static final int MEMORY = 16 << 20;

    private static final String PROGRAM = "/usr/bin/qemu-system-riscv64";
    private static final List<String> WANTED = List.of("zba", "zbb", "zbs", "svnapot", "svpbmt", "svinval");
    private static final List<String> UNWANTED = List.of("h", "v", "zbc", "zawrs", "sstc", "zfa", "zicond", "zimop", "zcmop");

    private final Set<Extension> extensions = EnumSet.range(Extension.I, Extension.C);
    private String processor = "rv64";

    /** Skips the test if there is none. */
    QemuMachine() throws IOException, InterruptedException {
        assumeTrue(new File(PROGRAM).canExecute(), "needs qemu-system-riscv64 (package qemu-system-misc)");
        extensions.addAll(List.of(Extension.ZICSR, Extension.ZIFENCEI, Extension.ZCD, Extension.ZICBOP));
        for (String each : WANTED) {
            if (takes(each + "=true")) {
                extensions.add(Extension.valueOf(each.toUpperCase(Locale.ROOT)));
            }
        }
        if (takes("Zfhmin=true") || takes("zfhmin=true")) {
            extensions.add(Extension.ZFHMIN);
        }
        for (String each : UNWANTED) {
            if (!takes(each + "=false")) {
                takes(Character.toUpperCase(each.charAt(0)) + each.substring(1) + "=false");
            }
        }
    }

    private boolean takes(String property) throws IOException, InterruptedException {
        Process probe = new ProcessBuilder(PROGRAM, "-M", "virt", "-cpu", processor + "," + property, "-bios", "/nonexistent", "-display", "none")
                .redirectErrorStream(true).start();
        String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        probe.waitFor();
        boolean known = !said.contains("not found") || !said.contains(property.substring(0, property.indexOf('=')) + "' not found");
        if (known) {
            processor += "," + property;
        }
        return known;
    }

    Set<Extension> extensions() {
        return extensions;
    }

    String processor() {
        return processor;
    }

    /** Runs a program and returns memory as it left it. */
    byte[] run(byte[] picture, Path folder, String name) throws IOException, InterruptedException {
        Path memory = folder.resolve("memory");
        byte[] all = new byte[MEMORY];
        System.arraycopy(picture, 0, all, 0, picture.length);
        Files.write(memory, all);
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(PROGRAM, "-machine", "virt,memory-backend=m", "-cpu", processor, "-m", MEMORY / 1048576 + "M", "-object",
                "memory-backend-file,id=m,share=on,size=" + MEMORY / 1048576 + "M,mem-path=" + memory, "-bios", "none", "-display", "none", "-serial", "none",
                "-monitor", "none", "-net", "none").redirectErrorStream(true).redirectOutput(said.toFile()).start();
        boolean ended = process.waitFor(600, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertTrue(ended, "qemu ran to the end, " + name);
        assertEquals(0, process.exitValue(), () -> read(said));
        return Files.readAllBytes(memory);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return gone.toString();
        }
    }
}
