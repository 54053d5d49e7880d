package twofold.container.fs.sys;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.ViewInode;
import twofold.image.overlay.FileError;

/** The tree of /sys: directories as on Linux, most of them empty, and texts about the one processor. */
public final class SysFileSystem extends FileSystem {
    private static final long SYSFS_MAGIC = 0x62656572;
    private static final List<String> DIRECTORIES = List.of("block", "bus", "class", "dev", "devices", "firmware", "fs", "kernel", "module", "power");
    private static final String PROCESSORS = "devices/system/cpu/";
    private static final String HUGE_PAGES = "kernel/mm/hugepages/hugepages-2048kB/";
    private static final List<String> VULNERABILITIES = List.of("gather_data_sampling", "indirect_target_selection", "itlb_multihit", "l1tf", "mds", "meltdown",
            "mmio_stale_data", "reg_file_data_sampling", "retbleed", "spec_rstack_overflow", "spec_store_bypass", "spectre_v1", "spectre_v2", "srbds", "tsa",
            "tsx_async_abort", "vmscape");
    private static final byte[] NONE = {'0', '\n'};
    private final TreeMap<String, Inode> nodes = new TreeMap<>();
    private final long time;
    private final Inode root;

    /** @param time what every node was changed at, nanoseconds since the epoch */
    public SysFileSystem(long time, int number) {
        super("sysfs", number);
        this.time = time;
        root = new Directory(1);
        DIRECTORIES.forEach(this::directory);
        List.of("class/block", "class/tty", "dev/block", "dev/char", "fs/cgroup", "devices/system", "devices/system/cpu",
                "devices/system/cpu/cpu0", "devices/system/cpu/cpu0/topology", "devices/system/node", "devices/system/node/node0",
                "devices/system/cpu/smt", "devices/system/cpu/vulnerabilities", "devices/system/clocksource", "devices/system/clocksource/clocksource0",
                "devices/virtual", "kernel/cgroup", "kernel/mm", "kernel/mm/hugepages", HUGE_PAGES.substring(0, HUGE_PAGES.length() - 1),
                "kernel/mm/transparent_hugepage").forEach(this::directory);
        nodes.put("class/net", new LinkClass(this, nodes.size() + 2, true, time));
        nodes.put("devices/virtual/net", new LinkClass(this, nodes.size() + 2, false, time));
        for (String name : new String[] {"online", "possible", "present", "cpu0/online:1", "isolated:", "kernel_max:63", "offline:"}) {
            text(PROCESSORS, name);
        }
        for (String name : new String[] {"core_id", "physical_package_id", "cluster_id:-1", "thread_siblings:1", "thread_siblings_list", "core_siblings:1",
            "core_siblings_list", "core_cpus:1", "core_cpus_list", "package_cpus:1", "package_cpus_list"}) {
            text(PROCESSORS + "cpu0/topology/", name);
        }
        for (String name : new String[] {"online", "possible", "has_cpu", "has_memory", "has_normal_memory", "node0/cpulist", "node0/cpumap:1",
            "node0/distance:10"}) {
            text("devices/system/node/", name);
        }
        for (String name : new String[] {"enabled:always madvise [never]", "defrag:always defer defer+madvise madvise [never]", "hpage_pmd_size:2097152",
            "shmem_enabled:always within_size advise [never] deny force", "use_zero_page:1"}) {
            text("kernel/mm/transparent_hugepage/", name);
        }
        for (String name : new String[] {"free_hugepages", "resv_hugepages", "surplus_hugepages"}) {
            text(HUGE_PAGES, name);
        }
        for (String name : new String[] {"nr_hugepages", "nr_hugepages_mempolicy", "nr_overcommit_hugepages"}) {
            nodes.put(HUGE_PAGES + name, new Wish(nodes.size() + 2));
        }
        for (String name : VULNERABILITIES) {
            text(PROCESSORS + "vulnerabilities/", name + ":Not affected");
        }
        for (String name : new String[] {"fscaps:1", "cpu_byteorder:little", "address_bits:64", "kexec_loaded", "kexec_crash_loaded",
            "cgroup/features:nsdelegate\nmemory_localevents\nmemory_recursiveprot",
            "cgroup/delegate:cgroup.procs\ncgroup.threads\ncgroup.subtree_control\nmemory.oom.group\nmemory.reclaim"}) {
            text("kernel/", name);
        }
        text(PROCESSORS, "smt/active");
        text(PROCESSORS, "smt/control:notimplemented");
        text("devices/system/clocksource/clocksource0/", "available_clocksource:riscv_clocksource ");
        text("devices/system/clocksource/clocksource0/", "current_clocksource:riscv_clocksource");
    }

    /** A file by a name and, behind a colon, its text, which is 0 if nothing is said. */
    private void text(String directory, String named) {
        int colon = named.indexOf(':');
        nodes.put(directory + (colon < 0 ? named : named.substring(0, colon)), new Text(nodes.size() + 2, (colon < 0 ? "0" : named.substring(colon + 1)) + "\n"));
    }

    private void directory(String path) {
        Directory made = new Directory(nodes.size() + 2);
        made.path = path + "/";
        nodes.put(path, made);
    }

    @Override
    public Inode root() {
        return root;
    }

    @Override
    public long magic() {
        return SYSFS_MAGIC;
    }

    private final class Directory extends ViewInode {
        private String path = "";

        Directory(long number) {
            super(SysFileSystem.this, number, S_IFDIR | (number == 1 ? 0555 : 0755), 0, 0, time);
        }

        @Override
        public Inode lookup(Caller who, String name) {
            return nodes.get(path + name);
        }

        @Override
        public List<Entry> entries(Caller who, long cookie, int limit) {
            List<Entry> entries = new ArrayList<>();
            long index = 0;
            for (String key : nodes.tailMap(path).keySet()) {
                String name = key.startsWith(path) ? key.substring(path.length()) : "";
                if (!name.isEmpty() && name.indexOf('/') < 0 && index++ >= cookie && entries.size() < limit) {
                    Inode inode = nodes.get(key);
                    entries.add(new Entry(name, inode.number(), inode.mode() >> 12, index));
                }
            }
            return entries;
        }
    }

    /** How much is asked for of what there is none: the file takes any number and stays at 0, as where memory has no room for it. */
    private final class Wish extends ViewInode {
        Wish(long number) {
            super(SysFileSystem.this, number, S_IFREG | 0644, 0, 0, time);
        }

        @Override
        public File open(Caller who, int flags) {
            return new TextFile(this, flags, () -> NONE) {
                @Override
                public int write(Caller writer, ByteBuffer from) {
                    byte[] bytes = new byte[from.remaining()];
                    from.get(bytes);
                    if (!new String(bytes, StandardCharsets.ISO_8859_1).strip().matches("[0-9]{1,19}")) {
                        throw FileError.of(EINVAL);
                    }
                    return bytes.length;
                }
            };
        }

        @Override
        public void truncate(long size) {
            // open(2) with O_TRUNC, as a shell's redirection does
        }
    }

    private final class Text extends ViewInode {
        private final byte[] bytes;

        Text(long number, String text) {
            super(SysFileSystem.this, number, S_IFREG | 0444, 0, 0, time);
            bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public File open(Caller who, int flags) {
            return new TextFile(this, flags, () -> bytes);
        }
    }
}
