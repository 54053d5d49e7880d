package twofold.riscv.hart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import twofold.riscv.isa.Extension;

/** The host's {@code qemu-riscv64}, with whatever extensions its version has: their names in {@code -cpu} changed over time. */
public final class QemuUser {
    private static final String PROGRAM = "/usr/bin/qemu-riscv64";
    private static final Set<Extension> BEYOND = EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS, Extension.ZFHMIN, Extension.ZICOND,
            Extension.ZICBOZ);

    private final Set<Extension> extensions = EnumSet.range(Extension.I, Extension.C);
    private String processor = "rv64";

    /** Skips the test if there is none. */
    public QemuUser() throws IOException, InterruptedException {
        assumeTrue(new File(PROGRAM).canExecute(), "needs qemu-riscv64 (package qemu-user)");
        extensions.addAll(List.of(Extension.ZICSR, Extension.ZCD, Extension.ZICBOP));
        for (Extension each : BEYOND) {
            String name = each.isaName();
            for (String property : new String[] {name, Character.toUpperCase(name.charAt(0)) + name.substring(1)}) {
                if (knows(property)) {
                    processor += "," + property + "=true";
                    extensions.add(each);
                    break;
                }
            }
        }
    }

    private static boolean knows(String property) throws IOException, InterruptedException {
        Process probe = new ProcessBuilder(PROGRAM, "-cpu", "rv64," + property + "=true", "/dev/null").redirectErrorStream(true).start();
        String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        probe.waitFor();
        return !said.contains("'" + property + "'") && !said.contains("." + property + "=");
    }

    /** What it can execute of the extensions that a program may use. */
    public Set<Extension> extensions() {
        return extensions;
    }

    /** What to pass to {@code -cpu}. */
    public String processor() {
        return processor;
    }

    /** Runs a program; its standard output goes to a file. Returns the exit status. */
    public int run(Path program, Path out) throws IOException, InterruptedException {
        return new ProcessBuilder(new ArrayList<>(List.of(PROGRAM, "-cpu", processor, program.toString()))).redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor();
    }
}
