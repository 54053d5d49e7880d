package twofold.container.oci;

import static twofold.container.abi.Fcntl.*;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import twofold.container.fs.cgroup.CgroupFileSystem;
import twofold.container.fs.dev.Devices;
import twofold.container.fs.dev.HostInput;
import twofold.container.fs.dev.HostOutput;
import twofold.container.fs.image.ImageFileSystem;
import twofold.container.fs.mqueue.QueueFileSystem;
import twofold.container.fs.proc.ProcFileSystem;
import twofold.container.fs.sys.SysFileSystem;
import twofold.container.fs.tmpfs.TmpFileSystem;
import twofold.container.fs.tty.PtsFileSystem;
import twofold.container.fs.tty.Terminals;
import twofold.container.fs.tty.Tty;
import twofold.container.kernel.Container;
import twofold.container.kernel.Execution;
import twofold.container.kernel.IoGroup;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.namespace.UtsNamespace;
import twofold.container.vfs.Attributes;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.FdTable;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.FsContext;
import twofold.container.vfs.Inode;
import twofold.container.vfs.KernelCaller;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Mounts;
import twofold.container.vfs.Naming;
import twofold.container.vfs.Opening;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.host.HostTree;
import twofold.image.overlay.FileError;
import twofold.image.overlay.FileTree;
import twofold.image.run.ProcessPlan;
import twofold.image.run.Quantity;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** Puts a container together and starts its first process. */
public final class Launch {
    private static final int STICKY_ALL = 01777;
    private final Kernel kernel;
    private final Container container;
    private final Terminals terminals;
    private final ProcessPlan plan;
    /** Acts as root in the new tree while it is set up. */
    private final KernelCaller setup;
    private Tty console;

    /**
     * A process's standard streams.
     *
     * @param in  null for an end of file at once
     * @param out where standard output goes
     * @param err where standard error goes
     */
    public record Streams(InputStream in, HostOutput.Sink out, HostOutput.Sink err) {
    }

    /** Makes the container with its mounts, without volumes; nothing runs yet. */
    public Launch(Kernel kernel, FileTree root, ProcessPlan plan, Limits limits) {
        this(kernel, root, plan, limits, Volumes.NONE, NetworkPlan.SHARED);
    }

    /** Makes the container with its mounts; nothing runs yet. */
    public Launch(Kernel kernel, FileTree root, ProcessPlan plan, Limits limits, Volumes volumes, NetworkPlan network) {
        this.kernel = kernel;
        this.plan = plan;
        Account account = new Account(Account.UNLIMITED);
        Mounts mounts = new Mounts(new ImageFileSystem(root, account, kernel.clock.virtual(), kernel.newFileSystem(), kernel.layers), plan.readOnly(), "overlay");
        container = new Container(kernel, account, new UtsNamespace(plan.hostname()), mounts, limits.taskLimit());
        limits.apply(container);
        terminals = new Terminals(container);
        container.devices = new Devices(terminals);
        setup = KernelCaller.root(new FsContext(mounts, mounts.root()), account, container.devices);
        setup.context().umask = 0;
        network.join(kernel, container);
        mountAll(volumes);
        if (network.resolves()) {
            nameFiles();
        }
        mountVolumes(volumes);
        limits.devices().forEach(this::limit);
        kernel.add(container);
        capabilities = limits.capabilities();
    }

    private final long capabilities;

    /** The container. */
    public Container container() {
        return container;
    }

    /** Gives the container a terminal of its own, shown on {@code screen}. */
    public Tty terminal(Tty.Screen screen) {
        console = terminals.makeConsole(screen, plan.uid());
        node("/dev/console", S_IFCHR | 0600, Devices.number(5, 1));
        return console;
    }

    /** Starts the first process with these streams; with a terminal they are not used. Returns it. */
    public Task start(Streams streams) {
        return begin(plan, streams, console, (creds, files, context, program) ->
                Execution.start(container, creds, files, context, program, plan.argv(), plan.env()));
    }

    /** A terminal for one more process that {@link #join} starts, shown on {@code screen}. */
    public Tty anotherTerminal(Tty.Screen screen, ProcessPlan of) {
        return terminals.make(screen, of.uid());
    }

    /** Takes a terminal away that {@link #anotherTerminal} made. */
    public void remove(Tty terminal) {
        terminals.remove(terminal);
    }

    /**
     * Starts one more process in the container, which must be running.
     *
     * @param of       what to run and as whom; only words, environment, directory and identity are used
     * @param streams  its streams, not used with a terminal
     * @param terminal its terminal, or null
     * @param atEnd    called on the kernel's thread when it has ended
     */
    public Task join(ProcessPlan of, Streams streams, Tty terminal, Runnable atEnd) {
        return begin(of, streams, terminal, (creds, files, context, program) ->
                Execution.join(container, creds, files, context, program, of.argv(), of.env(), atEnd));
    }

    /** Makes the process once everything it needs is there. */
    private interface Beginning {
        Task begin(Credentials creds, FdTable files, FsContext context, String program);
    }

    private Task begin(ProcessPlan of, Streams streams, Tty terminal, Beginning beginning) {
        int[] groups = of.groups().stream().mapToInt(Integer::intValue).toArray();
        Credentials creds = new Credentials(of.uid(), of.gid(), groups, capabilities);
        FsContext context = new FsContext(container.mounts, container.mounts.root());
        FdTable files = new FdTable(container.account);
        String program = resolve(of, context, creds);
        try {
            context.cwd = Walk.to(setup, setup.context().root, of.cwd(), true);
        } catch (FileError missing) {
            throw new UserError(ExitStatus.CANNOT, "the working directory \"" + of.cwd() + "\" cannot be entered");
        }
        if (terminal == null) {
            streams(files, streams);
        }
        try {
            Task task = beginning.begin(creds, files, context, program);
            if (terminal != null) {
                terminal.control(task);
                File file = Opening.open(task, context.root, "/dev/pts/" + (terminal.number() & 0xff), O_RDWR | O_NOCTTY, 0);
                files.replace(0, file, false);
                files.replace(1, file.retain(), false);
                files.replace(2, file.retain(), false);
            }
            return task;
        } catch (FileError refused) {
            throw Refusal.explain(setup, container.mounts.root(), program, of.argv().getFirst(), refused);
        }
    }

    private void streams(FdTable files, Streams streams) {
        File input = streams.in == null ? Opening.open(setup, setup.context().root, "/dev/null", O_RDONLY, 0)
                : new HostInput(kernel, streams.in);
        files.replace(0, input, false);
        files.replace(1, new HostOutput(streams.out, 1), false);
        files.replace(2, new HostOutput(streams.err, 2), false);
    }

    /** Looks the program up in PATH as execvp(3) does. */
    private String resolve(ProcessPlan of, FsContext context, Credentials creds) {
        String name = of.argv().getFirst();
        if (name.contains("/")) {
            return name;
        }
        String path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        for (String variable : of.env()) {
            path = variable.startsWith("PATH=") ? variable.substring(5) : path;
        }
        KernelCaller as = new KernelCaller(context, creds, container.account, container.devices);
        boolean denied = false;
        for (String directory : path.split(":")) {
            String candidate = (directory.isEmpty() ? "." : directory) + "/" + name;
            try {
                Inode inode = Walk.to(as, context.root, candidate, true).inode();
                if (inode.isRegular() && creds.may(inode, 1)) {
                    return candidate;
                }
                denied = true;
            } catch (FileError absent) {
                // Next directory
            }
        }
        if (denied) {
            throw new UserError(ExitStatus.NOT_EXECUTABLE, "\"" + name + "\" is in the image but is not executable; use chmod in its recipe");
        }
        throw new UserError(ExitStatus.NOT_FOUND, "\"" + name + "\" was not found in the image's PATH (" + path + ")");
    }

    private void mountAll(Volumes volumes) {
        int harmless = Mount.NO_SUID | Mount.NO_DEVICES | Mount.NO_EXEC;
        mount("/proc", "proc", new ProcFileSystem(container, container.tasks, kernel.newFileSystem()), 0755).setOptions(harmless);
        TmpFileSystem dev = tmpfs("tmpfs", 65536L << 10, 0755);
        mount("/dev", "tmpfs", dev, 0755).setOptions(Mount.NO_SUID | Mount.STRICT_ACCESS_TIMES);
        int[][] memory = {{3}, {5}, {7}, {8}, {9}};
        String[] names = {"null", "zero", "full", "random", "urandom"};
        for (int i = 0; i < names.length; i++) {
            node("/dev/" + names[i], S_IFCHR | 0666, Devices.number(1, memory[i][0]));
        }
        node("/dev/tty", S_IFCHR | 0666, Devices.number(5, 0));
        node("/dev/userfaultfd", S_IFCHR | 0600, Devices.number(Devices.MISC, Devices.USER_FAULTS));
        directory("/dev/net", 0755);
        node("/dev/net/tun", S_IFCHR | 0666, Devices.number(Devices.MISC, Devices.TUNNELS));
        link("/dev/fd", "/proc/self/fd");
        link("/dev/core", "/proc/kcore");
        link("/dev/stdin", "/proc/self/fd/0");
        link("/dev/stdout", "/proc/self/fd/1");
        link("/dev/stderr", "/proc/self/fd/2");
        link("/dev/ptmx", "pts/ptmx");
        mount("/dev/pts", "devpts", new PtsFileSystem(terminals, PtsFileSystem.Modes.USUAL, kernel.clock.realtimeNanos(), kernel.newFileSystem()), 0755)
                .setOptions(Mount.NO_SUID | Mount.NO_EXEC);
        mount("/sys", "sysfs", new SysFileSystem(kernel.clock.realtimeNanos(), kernel.newFileSystem()), 0755).setOptions(harmless | Mount.READ_ONLY);
        mount("/sys/fs/cgroup", "cgroup", new CgroupFileSystem(container, kernel.newFileSystem()), 0755).setOptions(harmless);
        mount("/dev/mqueue", "mqueue", QueueFileSystem.of(container, container.ipc), 0755).setOptions(harmless);
        mount("/dev/shm", "shm", tmpfs("tmpfs", 64L << 20, STICKY_ALL), STICKY_ALL).setOptions(harmless);
        plan.tmpfs().stream().filter(each -> !below(each, volumes)).forEach(this::mountTemporary);
    }

    /** Mounts the volumes, and each tmpfs that is in one of them, the outer before the inner. */
    private void mountVolumes(Volumes volumes) {
        List<Volumes.Opened> waiting = new ArrayList<>(volumes.all());
        for (String each : plan.tmpfs().stream().filter(each -> below(each, volumes)).sorted().toList()) {
            while (!waiting.isEmpty() && waiting.getFirst().guest().compareTo(directory(each)) <= 0) {
                mount(waiting.removeFirst());
            }
            mountTemporary(each);
        }
        waiting.forEach(this::mount);
    }

    private static boolean below(String tmpfs, Volumes volumes) {
        return volumes.all().stream().anyMatch(volume -> directory(tmpfs).startsWith(volume.guest() + "/"));
    }

    /** The directory of {@code DIR[:OPTIONS]}. */
    private static String directory(String tmpfs) {
        int colon = tmpfs.indexOf(':');
        return colon < 0 ? tmpfs : tmpfs.substring(0, colon);
    }

    private void mountTemporary(String tmpfs) {
        String directory = directory(tmpfs);
        String options = tmpfs.substring(Math.min(directory.length() + 1, tmpfs.length()));
        mount(directory, "tmpfs", sized(options, tmpfs), STICKY_ALL).setOptions(flags(options));
    }

    private TmpFileSystem sized(String text, String whole) {
        long size = Long.MAX_VALUE >>> 1;
        int mode = STICKY_ALL;
        for (String option : text.split(",")) {
            if (option.startsWith("size=")) {
                size = Quantity.bytes("--tmpfs", option.substring(5));
            } else if (option.matches("mode=[0-7]{1,4}")) {
                mode = Integer.parseInt(option.substring(5), 8);
            } else if (!List.of("", "rw", "ro", "nosuid", "suid", "nodev", "dev", "noexec", "exec").contains(option)) {
                throw new UserError(ExitStatus.CANNOT, "--tmpfs " + whole + ": \"" + option + "\" is not an option; use size=, mode=, exec, suid, dev or ro");
            }
        }
        return tmpfs("tmpfs", size, mode);
    }

    /** Options of the mount: nosuid, nodev and noexec unless they say otherwise, as docker has it. */
    private static int flags(String text) {
        int flags = Mount.NO_SUID | Mount.NO_DEVICES | Mount.NO_EXEC;
        for (String option : text.split(",")) {
            flags = switch (option) {
                case "suid" -> flags & ~Mount.NO_SUID;
                case "nosuid" -> flags | Mount.NO_SUID;
                case "dev" -> flags & ~Mount.NO_DEVICES;
                case "nodev" -> flags | Mount.NO_DEVICES;
                case "exec" -> flags & ~Mount.NO_EXEC;
                case "noexec" -> flags | Mount.NO_EXEC;
                case "ro" -> flags | Mount.READ_ONLY;
                case "rw" -> flags & ~Mount.READ_ONLY;
                default -> flags;
            };
        }
        return flags;
    }

    private TmpFileSystem tmpfs(String type, long size, int mode) {
        return new TmpFileSystem(type, container.account, kernel.fileClock, size, mode, kernel.newFileSystem());
    }

    private void limit(Limits.DeviceLimit limit) {
        try {
            Inode inode = Walk.to(setup, setup.context().root, limit.path(), true).inode();
            boolean node = (inode.mode() & S_IFMT) == S_IFBLK;
            if (!node && !inode.fileSystem().isStorage()) {
                throw new UserError(ExitStatus.CANNOT, "\"" + limit.path() + "\" is on no device: name a directory of the root or of a volume, such as /");
            }
            container.group.io().limit(node ? inode.device() : inode.fileSystem().device(), IoGroup.Kind.valueOf(limit.kind().toUpperCase(Locale.ROOT)),
                    limit.perSecond());
        } catch (FileError missing) {
            throw new UserError(ExitStatus.CANNOT, "there is no \"" + limit.path() + "\" in the container whose device could be limited; / is its root");
        }
    }

    private void mount(Volumes.Opened volume) {
        boolean host = volume.tree() instanceof HostTree;
        String source = host ? "host" : "overlay";
        ImageFileSystem fileSystem = host ? ImageFileSystem.ofHost(volume.tree(), container.account, kernel.newFileSystem())
                : new ImageFileSystem(volume.tree(), container.account, kernel.clock.virtual(), kernel.newFileSystem(), kernel.layers);
        int slash = volume.guest().lastIndexOf('/');
        if (fileSystem.root().isDirectory()) {
            Mount made = mount(volume.guest(), source, fileSystem, 0755);
            made.setReadOnly(volume.readOnly());
            made.lock();
            return;
        }
        VfsPath in = directory(volume.guest().substring(0, Math.max(0, slash)), 0755);
        String name = volume.guest().substring(slash + 1);
        try {
            Walk.Found found = Walk.parent(setup, in, name, true);
            if (found.path() == null) {
                in.inode().create(name, S_IFREG | 0644, 0, 0, 0);
            }
            container.mounts.mount(fileSystem, Walk.to(setup, in, name, true), volume.readOnly(), source).lock();
        } catch (FileError refused) {
            throw new UserError(ExitStatus.CANNOT, "cannot make the file " + volume.guest() + " in the image's root to mount on");
        }
    }

    /** The files by which resolver(5) finds the network's name service, and hosts(5) this container. */
    private void nameFiles() {
        int bytes = container.net.address().fourBytes();
        String address = "%d.%d.%d.%d".formatted(bytes >>> 24, bytes >>> 16 & 255, bytes >>> 8 & 255, bytes & 255);
        TmpFileSystem texts = tmpfs("tmpfs", 1L << 20, 0755);
        text(texts, "resolv.conf", "nameserver 127.0.0.11\noptions ndots:0\n");
        text(texts, "hostname", plan.hostname() + "\n");
        text(texts, "hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n" + address + "\t" + plan.hostname() + "\n");
    }

    private void text(TmpFileSystem in, String name, String text) {
        VfsPath etc = directory("/etc", 0755);
        try {
            Inode made = in.root().create(name, S_IFREG | 0644, 0, 0, 0);
            File file = made.open(setup, O_WRONLY);
            file.write(setup, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            file.release();
            Walk.Found found = Walk.parent(setup, etc, name, true);
            if (found.path() == null) {
                etc.inode().create(name, S_IFREG | 0644, 0, 0, 0);
            }
            container.mounts.mount(in, new Dentry(made), Walk.to(setup, etc, name, true), false, "tmpfs");
        } catch (FileError refused) {
            throw new UserError(ExitStatus.CANNOT, "cannot make /etc/" + name + " in the image's root, which --network needs");
        }
    }

    /** Mounts on a directory, made if it is missing. */
    private Mount mount(String path, String source, FileSystem fileSystem, int mode) {
        return container.mounts.mount(fileSystem, directory(path, mode), false, source);
    }

    /** A directory, made if it is missing, and those above it too. */
    private VfsPath directory(String path, int mode) {
        VfsPath at = setup.context().root;
        for (String name : path.split("/")) {
            if (name.isEmpty()) {
                continue;
            }
            try {
                Walk.Found found = Walk.parent(setup, at, name, true);
                if (found.path() == null) {
                    at.inode().create(name, S_IFDIR | mode, 0, 0, 0);
                }
                at = Walk.to(setup, at, name, true);
            } catch (FileError refused) {
                throw new UserError(ExitStatus.CANNOT, "cannot make the directory " + path + " in the image's root to mount on");
            }
        }
        return at;
    }

    private void node(String path, int mode, long device) {
        Naming.create(setup, Walk.parent(setup, setup.context().root, path, false), mode, device);
        Attributes.setMode(setup, Walk.to(setup, setup.context().root, path, false), mode & 07777);
    }

    private void link(String path, String target) {
        Naming.symlink(setup, Walk.parent(setup, setup.context().root, path, false), target);
    }
}
