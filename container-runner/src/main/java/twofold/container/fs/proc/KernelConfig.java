package twofold.container.fs.proc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import twofold.container.namespace.UtsNamespace;

/**
 * /proc/config.gz: how a Linux kernel would have been configured that can do what this one can, for programs that ask before they use something. An option
 * that is neither here nor said not to be set is not set, either.
 */
final class KernelConfig {
    private static final String SET = """
            RISCV 64BIT MMU FPU ARCH_RV64I RISCV_ISA_C MULTIUSER SYSVIPC SYSVIPC_SYSCTL POSIX_MQUEUE POSIX_MQUEUE_SYSCTL CROSS_MEMORY_ATTACH
            HIGH_RES_TIMERS POSIX_TIMERS HZ_250 TASK_IO_ACCOUNTING CGROUPS MEMCG BLK_CGROUP CGROUP_SCHED FAIR_GROUP_SCHED CFS_BANDWIDTH CGROUP_PIDS
            CPUSETS KCMP CGROUP_FREEZER NAMESPACES UTS_NS TIME_NS IPC_NS USER_NS PID_NS NET_NS FUTEX FUTEX_PI EPOLL SIGNALFD TIMERFD EVENTFD SHMEM AIO
            ADVISE_SYSCALLS MEMBARRIER RSEQ SECCOMP SECCOMP_FILTER BINFMT_ELF BINFMT_SCRIPT ELFCORE ELF_CORE COREDUMP SWAP MEMFD_CREATE NET UNIX INET IPV6
            TTY UNIX98_PTYS FILE_LOCKING
            DNOTIFY INOTIFY_USER FANOTIFY FANOTIFY_ACCESS_PERMISSIONS BSD_PROCESS_ACCT BSD_PROCESS_ACCT_V3 FHANDLE USERFAULTFD HAVE_ARCH_USERFAULTFD_MINOR PROC_FS PROC_SYSCTL PROC_PAGE_MONITOR PROC_CHILDREN
            SYSFS TMPFS TMPFS_XATTR KEYS PERSISTENT_KEYRINGS SECURITY SECURITY_LANDLOCK SECURITY_YAMA PACKET TUN CHECKPOINT_RESTORE""";
    private static final String NOT_SET = """
            MODULES KALLSYMS IO_URING BPF_SYSCALL PERF_EVENTS NUMA HUGETLBFS TRANSPARENT_HUGEPAGE KSM QUOTA
            TASKSTATS AUDIT BINFMT_MISC BLK_DEV_LOOP EXT4_FS BTRFS_FS XFS_FS OVERLAY_FS FUSE_FS VETH LEGACY_PTYS SMP KEXEC SUSPEND
            CGROUP_HUGETLB CGROUP_DEVICE RT_GROUP_SCHED SCHED_AUTOGROUP""";

    private KernelConfig() {
    }

    /** The file's bytes, one to a character. */
    static String compressed() {
        StringBuilder text = new StringBuilder("#\n# Linux/riscv ").append(UtsNamespace.RELEASE).append(" Kernel Configuration\n#\n");
        for (String each : SET.split("\\s+")) {
            text.append("CONFIG_").append(each).append("=y\n");
        }
        text.append("CONFIG_HZ=250\nCONFIG_PGTABLE_LEVELS=3\n");
        for (String each : NOT_SET.split("\\s+")) {
            text.append("# CONFIG_").append(each).append(" is not set\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
