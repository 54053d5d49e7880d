package twofold.vm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import twofold.image.instance.Instance;
import twofold.image.run.RunOptions;
import twofold.image.run.RunRequest;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.riscv.isa.Isa;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.CommonOptions;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.Tool;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;
import twofold.vm.boot.KernelImage;
import twofold.vm.boot.KernelSource;

/** {@code vm-runner run}. */
final class RunCommand extends Command implements Tool.RunsGuest {
    private static final long MOST_INITRD = 512L << 20;

    private final CommonOptions common;
    private final RunOptions options;
    private final OptionSpec kernel;
    private final OptionSpec initrd;
    private final OptionSpec append;
    private final OptionSpec firmware;
    private final OptionSpec bare;
    private final OptionSpec isa;
    private final OptionSpec signature;

    RunCommand() {
        super("run", "Runs an image's entry point in a new virtual machine.");
        common = CommonOptions.withoutShortVerbose(spec());
        kernel = value("FILE|IMAGE", "the kernel: a file, or an image with one in /boot or beside its modules (default: $TWOFOLD_KERNEL, else the sample kernel)",
                "--kernel");
        initrd = value("FILE", "an initial file system for the kernel", "--initrd");
        append = value("ARGS", "more words for the kernel's command line", "--append");
        firmware = value("FILE.elf", "what runs in machine mode in the hypervisor's place, such as OpenSBI", "--firmware");
        bare = value("FILE.elf", "run a machine-mode program until it writes to its tohost word or powers off; no image, but a --kernel that it may start",
                "--bare");
        signature = value("FILE", "with --bare: write what lies between begin_signature and end_signature there, a line of hexadecimal for each four bytes", "--signature");
        isa = value("ISA", "the instructions there are, at least rv64gc (default: all extensions but svade and svadu)", "--isa");
        options = new RunOptions(spec(), false);
    }

    @Override
    protected int run() throws IOException {
        RunRequest request = options.parse();
        if (text(bare) != null) {
            refuseBesideBare(request);
            Path words = text(signature) == null ? null : Path.of(text(signature));
            return new BareRun(request, isa(text(isa)), System.out).run(Path.of(text(bare)), payload(), words);
        }
        if (text(signature) != null) {
            throw new UserError(ExitStatus.USAGE, "--signature goes with --bare");
        }
        if (request.image() == null) {
            throw new UserError(ExitStatus.USAGE, "run needs an image; see 'vm-runner run --help'");
        }
        refuse(request);
        Isa harts = isa(text(isa));
        Store store = Store.open(common.root());
        Image image = store.resolve(request.image()).requireRunnable();
        try (Instance instance = Instance.create(store, image, "vm", request.name(), request.command(), Clock.host(), Entropy.host())) {
            int status = ExitStatus.CANNOT;
            try {
                instance.started(ThisProcess.pid());
                status = new VirtualMachineRun(store, instance, request, harts, common.verbose())
                        .run(text(firmware), text(kernel), initrd(), arguments());
                return status;
            } finally {
                if (request.remove()) {
                    instance.remove();
                } else {
                    instance.exited(status);
                }
            }
        }
    }

    /** What a bare program is given to start. */
    private BareRun.Payload payload() throws IOException {
        KernelImage image = text(kernel) == null ? null : KernelSource.find(Store.open(common.root()), text(kernel));
        return new BareRun.Payload(image, initrd(), arguments());
    }

    /** The initial file system's bytes, or null. */
    private byte[] initrd() throws IOException {
        if (text(initrd) == null) {
            return null;
        }
        Path file = Path.of(text(initrd));
        if (!Files.isRegularFile(file)) {
            throw new UserError(ExitStatus.CANNOT, "there is no initial file system \"" + file + "\"");
        }
        if (Files.size(file) > MOST_INITRD) {
            throw new UserError(ExitStatus.CANNOT, "\"" + file + "\" is larger than " + (MOST_INITRD >> 20) + " MiB, the most that an initial file system may have");
        }
        return Files.readAllBytes(file);
    }

    private String arguments() {
        return text(append) == null ? "" : text(append);
    }

    /** A bare program has no image, and its machine no terminal. */
    private void refuseBesideBare(RunRequest request) {
        refuseBesideBare(request.image() != null, "an image");
        refuseBesideBare(text(firmware) != null, "--firmware");
        refuseBesideBare(request.terminal(), "-t");
        refuseBesideBare(request.name() != null, "--name");
        refuseBesideBare(!request.env().isEmpty(), "-e and --env-file");
        refuseBesideBare(request.workdir() != null, "-w");
        refuseBesideBare(request.user() != null, "-u");
        refuseBesideBare(request.hostname() != null, "--hostname");
        refuseBesideBare(request.entrypoint() != null, "--entrypoint");
        refuseBesideBare(request.readOnly(), "--read-only");
        refuseBesideBare(!request.tmpfs().isEmpty(), "--tmpfs");
        refuse(request);
    }

    private static void refuseBesideBare(boolean asked, String what) {
        if (asked) {
            throw new UserError(ExitStatus.USAGE, "--bare does not go with " + what);
        }
    }

    /** The instruction set that {@code --isa} names; everything without it. */
    static Isa isa(String text) {
        try {
            return text == null ? Isa.ALL : Isa.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new UserError(ExitStatus.USAGE, "--isa: " + wrong.getMessage());
        }
    }

    private static void refuse(RunRequest request) {
        refuse(request.detach(), "-d");
        refuse(!request.volumes().isEmpty(), "-v");
        refuse(!request.ports().isEmpty(), "-p");
        refuse(request.network() != null && !List.of("none").contains(request.network()), "--network " + request.network());
        refuse(request.restart() != null && !request.restart().equals("no"), "--restart " + request.restart());
    }

    private static void refuse(boolean asked, String option) {
        if (asked) {
            throw new UserError(ExitStatus.CANNOT, "vm-runner cannot do " + option + " yet: leave it out");
        }
    }
}
