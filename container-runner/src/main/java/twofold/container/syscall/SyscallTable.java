package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.util.ArrayList;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.RestartableSequences;
import twofold.container.kernel.Seccomp;
import twofold.container.kernel.Task;
import twofold.container.vfs.Decision;
import twofold.image.overlay.FileError;

/** Every system call we answer: number (asm-generic), name, arguments as a trace shows them, handler. Anything else is ENOSYS. */
public final class SyscallTable implements Kernel.Calls {
    /** Answers a call. */
    public interface Handler {
        /** The result, a negative errno, or {@link Task#BLOCKED}. */
        long call(Task task);
    }

    /**
     * A row.
     *
     * @param signature one letter an argument: d int, x hex, p pointer, s string, f descriptor, o octal, l long
     */
    public record Row(int number, String name, String signature, Handler handler) {
    }

    private static final int SIZE = 512;
    private static final Row[] ROWS = rows();
    private final Trace trace;

    /** @param trace told of each call, or null */
    public SyscallTable(Trace trace) {
        this.trace = trace;
    }

    /** The rows in order of number. */
    public static List<Row> all() {
        List<Row> all = new ArrayList<>();
        for (Row row : ROWS) {
            if (row != null) {
                all.add(row);
            }
        }
        return all;
    }

    /** A call's name, or {@code syscall_N}. */
    public static String name(int number) {
        return number >= 0 && number < SIZE && ROWS[number] != null ? ROWS[number].name : "syscall_" + number;
    }

    @Override
    public String name(Task task) {
        long number = task.hart.x[17];
        return number >= 0 && number < SIZE ? name((int) number) : "system call " + number;
    }

    @Override
    public long call(Task task) {
        long number = task.hart.x[17];
        Row row = number >= 0 && number < SIZE ? ROWS[(int) number] : null;
        long result;
        try {
            result = task.seccomp == null ? Seccomp.ALLOWED : task.seccomp.check(task, (int) number);
            if (result == Seccomp.ALLOWED) {
                boolean told = task.tracee != null && task.tracee.calls;
                result = row != null ? row.handler.call(task) : told ? task.hart.x[10] : -ENOSYS;
            }
        } catch (FileError failed) {
            result = -failed.errno();
        } catch (Decision awaited) {
            task.uninterruptible = true;
            result = task.waitOn(awaited.queue);
        }
        if (result == -EFAULT && task.awaitsPage(true)) {
            result = Task.BLOCKED;
        }
        if (result != Task.BLOCKED) {
            task.container().callCounts[number >= 0 && number < SIZE ? (int) number : SIZE - 1]++;
        }
        if (trace != null) {
            trace.call(task, row, number, result);
        }
        return result;
    }

    private static Row[] rows() {
        Row[] r = new Row[SIZE];
        row(r, 0, "io_setup", "dp", AsynchronousIo::setup);
        row(r, 1, "io_destroy", "p", AsynchronousIo::destroy);
        row(r, 2, "io_submit", "plp", AsynchronousIo::submit);
        row(r, 3, "io_cancel", "ppp", AsynchronousIo::cancel);
        row(r, 4, "io_getevents", "pllpp", AsynchronousIo::getevents);
        row(r, 292, "io_pgetevents", "pllppp", AsynchronousIo::pgetevents);
        row(r, 60, "quotactl", "xsdp", Refused::quotactl);
        row(r, 443, "quotactl_fd", "fxdp", Refused::quotactlFd);
        row(r, 100, "get_robust_list", "dpp", Inspection::robustList);
        row(r, 128, "restart_syscall", "", t -> t.goesOnWith == 0 ? -EINTR : ROWS[t.goesOnWith].handler.call(t));
        row(r, 234, "remap_file_pages", "xlxlx", Memory::remapFilePages);
        row(r, 235, "mbind", "xldplx", Nodes::mbind);
        row(r, 236, "get_mempolicy", "pplxx", Nodes::getMempolicy);
        row(r, 237, "set_mempolicy", "dpl", Nodes::setMempolicy);
        row(r, 238, "migrate_pages", "dlpp", Nodes::migratePages);
        row(r, 239, "move_pages", "dlpppx", Nodes::movePages);
        row(r, 440, "process_madvise", "fpldx", MemoryAdvice::processMadvise);
        row(r, 282, "userfaultfd", "x", Memory::userfaultfd);
        row(r, 447, "memfd_secret", "x", Memory::memfdSecret);
        row(r, 448, "process_mrelease", "fx", Descriptors::processMrelease);
        row(r, 449, "futex_waitv", "pdxpd", Futexes2::waitv);
        row(r, 450, "set_mempolicy_home_node", "xllx", Nodes::setHomeNode);
        row(r, 451, "cachestat", "fppx", MemoryAdvice::cachestat);
        row(r, 454, "futex_wake", "pxdx", Futexes2::wake);
        row(r, 455, "futex_wait", "pxxxpd", Futexes2::wait);
        row(r, 456, "futex_requeue", "pxdd", Futexes2::requeue);
        row(r, 459, "lsm_get_self_attr", "dppx", SecurityModules::get);
        row(r, 460, "lsm_set_self_attr", "dpdx", SecurityModules::set);
        row(r, 461, "lsm_list_modules", "ppx", SecurityModules::list);
        row(r, 462, "mseal", "xlx", Memory::mseal);
        row(r, 5, "setxattr", "sspldd", t -> Paths.setxattr(t, 0));
        row(r, 6, "lsetxattr", "sspld", t -> Paths.setxattr(t, 1));
        row(r, 7, "fsetxattr", "fspld", t -> Paths.setxattr(t, 2));
        row(r, 8, "getxattr", "sspl", t -> Paths.getxattr(t, 0));
        row(r, 9, "lgetxattr", "sspl", t -> Paths.getxattr(t, 1));
        row(r, 10, "fgetxattr", "fspl", t -> Paths.getxattr(t, 2));
        row(r, 11, "listxattr", "spl", t -> Paths.listxattr(t, 0));
        row(r, 12, "llistxattr", "spl", t -> Paths.listxattr(t, 1));
        row(r, 13, "flistxattr", "fpl", t -> Paths.listxattr(t, 2));
        row(r, 14, "removexattr", "ss", t -> Paths.removexattr(t, 0));
        row(r, 15, "lremovexattr", "ss", t -> Paths.removexattr(t, 1));
        row(r, 16, "fremovexattr", "fs", t -> Paths.removexattr(t, 2));
        row(r, 17, "getcwd", "pl", Paths::getcwd);
        row(r, 262, "fanotify_init", "xx", FanotifyCalls::init);
        row(r, 263, "fanotify_mark", "fxxds", FanotifyCalls::mark);
        row(r, 19, "eventfd2", "dx", Events::eventfd2);
        row(r, 20, "epoll_create1", "x", Events::epollCreate1);
        row(r, 21, "epoll_ctl", "fdfp", Events::epollCtl);
        row(r, 22, "epoll_pwait", "fpddp", Events::epollPwait);
        row(r, 23, "dup", "f", Files::dup);
        row(r, 24, "dup3", "fdx", Files::dup3);
        row(r, 25, "fcntl", "fdx", Files::fcntl);
        row(r, 26, "inotify_init1", "x", Descriptors::inotifyInit1);
        row(r, 27, "inotify_add_watch", "fsx", Descriptors::inotifyAddWatch);
        row(r, 28, "inotify_rm_watch", "fd", Descriptors::inotifyRmWatch);
        row(r, 30, "ioprio_set", "ddd", Scheduling::ioprioSet);
        row(r, 31, "ioprio_get", "dd", Scheduling::ioprioGet);
        row(r, 29, "ioctl", "fxp", FileControl::ioctl);
        row(r, 32, "flock", "fd", FileLocking::flock);
        row(r, 33, "mknodat", "dsox", Paths::mknodat);
        row(r, 34, "mkdirat", "dso", Paths::mkdirat);
        row(r, 35, "unlinkat", "dsx", Paths::unlinkat);
        row(r, 36, "symlinkat", "sds", Paths::symlinkat);
        row(r, 37, "linkat", "dsdsx", Paths::linkat);
        row(r, 39, "umount2", "sx", Mounting::umount2);
        row(r, 40, "mount", "sssxp", Mounting::mount);
        row(r, 41, "pivot_root", "ss", Mounting::pivotRoot);
        row(r, 43, "statfs", "sp", Stat::statfs);
        row(r, 44, "fstatfs", "fp", Stat::fstatfs);
        row(r, 45, "truncate", "sl", Paths::truncate);
        row(r, 46, "ftruncate", "fl", Paths::ftruncate);
        row(r, 47, "fallocate", "fxll", Paths::fallocate);
        row(r, 48, "faccessat", "dsd", Paths::faccessat);
        row(r, 49, "chdir", "s", Paths::chdir);
        row(r, 50, "fchdir", "f", Paths::fchdir);
        row(r, 51, "chroot", "s", Paths::chroot);
        row(r, 52, "fchmod", "fo", Paths::fchmod);
        row(r, 53, "fchmodat", "dso", Paths::fchmodat);
        row(r, 54, "fchownat", "dsddx", Paths::fchownat);
        row(r, 55, "fchown", "fdd", Paths::fchown);
        row(r, 56, "openat", "dsxo", Files::openat);
        row(r, 57, "close", "f", Files::close);
        row(r, 59, "pipe2", "px", Files::pipe2);
        row(r, 61, "getdents64", "fpl", Files::getdents64);
        row(r, 62, "lseek", "fld", ReadWrite::lseek);
        row(r, 63, "read", "fpl", ReadWrite::read);
        row(r, 64, "write", "fbl", ReadWrite::write);
        row(r, 65, "readv", "fpd", ReadWrite::readv);
        row(r, 66, "writev", "fpd", ReadWrite::writev);
        row(r, 67, "pread64", "fpll", ReadWrite::pread64);
        row(r, 68, "pwrite64", "fbll", ReadWrite::pwrite64);
        row(r, 69, "preadv", "fpdl", ReadWrite::preadv);
        row(r, 70, "pwritev", "fpdl", ReadWrite::pwritev);
        row(r, 71, "sendfile", "ffpl", Transfers::sendfile);
        row(r, 72, "pselect6", "dppppp", Waits::pselect6);
        row(r, 73, "ppoll", "pdpp", Waits::ppoll);
        row(r, 74, "signalfd4", "fplx", Descriptors::signalfd4);
        row(r, 75, "vmsplice", "fpdx", Splicing::vmsplice);
        row(r, 76, "splice", "fpfplx", Splicing::splice);
        row(r, 77, "tee", "fflx", Splicing::tee);
        row(r, 84, "sync_file_range", "fllx", Files::syncFileRange);
        row(r, 89, "acct", "s", Processes::acct);
        row(r, 92, "personality", "x", Refused::personality);
        row(r, 58, "vhangup", "", Processes::vhangup);
        row(r, 78, "readlinkat", "dspl", Paths::readlinkat);
        row(r, 79, "newfstatat", "dspx", Stat::newfstatat);
        row(r, 80, "fstat", "fp", Stat::fstat);
        row(r, 81, "sync", "", Files::sync);
        row(r, 82, "fsync", "f", Files::fsync);
        row(r, 83, "fdatasync", "f", Files::fsync);
        row(r, 85, "timerfd_create", "dx", Descriptors::timerfdCreate);
        row(r, 86, "timerfd_settime", "fxpp", Descriptors::timerfdSettime);
        row(r, 87, "timerfd_gettime", "fp", Descriptors::timerfdGettime);
        row(r, 88, "utimensat", "dspx", Paths::utimensat);
        row(r, 90, "capget", "pp", Identity::capget);
        row(r, 91, "capset", "pp", Identity::capset);
        row(r, 93, "exit", "d", Processes::exit);
        row(r, 94, "exit_group", "d", Processes::exitGroup);
        row(r, 95, "waitid", "ddpxp", Processes::waitid);
        row(r, 96, "set_tid_address", "p", t -> {
            t.clearTid = t.arg(0);
            return t.number;
        });
        row(r, 97, "unshare", "x", Namespaces::unshare);
        row(r, 98, "futex", "pxdppx", Waits::futex);
        row(r, 99, "set_robust_list", "pl", t -> {
            t.robustList = t.arg(0);
            return t.arg(1) == 24 ? 0 : -EINVAL;
        });
        row(r, 101, "nanosleep", "pp", Time::nanosleep);
        row(r, 102, "getitimer", "dp", Time::getitimer);
        row(r, 103, "setitimer", "dpp", Time::setitimer);
        row(r, 107, "timer_create", "dpp", Time::timerCreate);
        row(r, 108, "timer_gettime", "dp", Time::timerGettime);
        row(r, 109, "timer_getoverrun", "d", Time::timerGetoverrun);
        row(r, 110, "timer_settime", "dxpp", Time::timerSettime);
        row(r, 111, "timer_delete", "d", Time::timerDelete);
        row(r, 112, "clock_settime", "dp", ClockSetting::clockSettime);
        row(r, 113, "clock_gettime", "dp", Time::clockGettime);
        row(r, 114, "clock_getres", "dp", Time::clockGetres);
        row(r, 115, "clock_nanosleep", "dxpp", Time::clockNanosleep);
        row(r, 117, "ptrace", "ddpx", Tracing::ptrace);
        row(r, 118, "sched_setparam", "dp", Scheduling::setparam);
        row(r, 119, "sched_setscheduler", "ddp", Scheduling::setscheduler);
        row(r, 120, "sched_getscheduler", "d", Scheduling::getscheduler);
        row(r, 121, "sched_getparam", "dp", Scheduling::getparam);
        row(r, 122, "sched_setaffinity", "dlp", Scheduling::setaffinity);
        row(r, 123, "sched_getaffinity", "dlp", Scheduling::getaffinity);
        row(r, 124, "sched_yield", "", t -> {
            t.kernel.yieldTurn();
            return 0;
        });
        row(r, 125, "sched_get_priority_max", "d", t -> Scheduling.range(t, 99));
        row(r, 126, "sched_get_priority_min", "d", t -> Scheduling.range(t, 1));
        row(r, 127, "sched_rr_get_interval", "dp", Scheduling::rrGetInterval);
        row(r, 129, "kill", "dd", SignalCalls::kill);
        row(r, 130, "tkill", "dd", SignalCalls::tkill);
        row(r, 131, "tgkill", "ddd", SignalCalls::tgkill);
        row(r, 132, "sigaltstack", "pp", SignalCalls::sigaltstack);
        row(r, 133, "rt_sigsuspend", "pl", SignalCalls::sigsuspend);
        row(r, 134, "rt_sigaction", "dppl", SignalCalls::sigaction);
        row(r, 135, "rt_sigprocmask", "dppl", SignalCalls::sigprocmask);
        row(r, 136, "rt_sigpending", "pl", SignalCalls::sigpending);
        row(r, 137, "rt_sigtimedwait", "pppl", SignalCalls::sigtimedwait);
        row(r, 138, "rt_sigqueueinfo", "ddp", SignalCalls::sigqueueinfo);
        row(r, 139, "rt_sigreturn", "", SignalCalls::sigreturn);
        row(r, 140, "setpriority", "ddd", Scheduling::setpriority);
        row(r, 141, "getpriority", "dd", Scheduling::getpriority);
        row(r, 142, "reboot", "xxxp", Processes::reboot);
        row(r, 143, "setregid", "dd", Identity.guarded(Identity::setregid));
        row(r, 144, "setgid", "d", Identity.guarded(Identity::setgid));
        row(r, 145, "setreuid", "dd", Identity.guarded(Identity::setreuid));
        row(r, 146, "setuid", "d", Identity.guarded(Identity::setuid));
        row(r, 147, "setresuid", "ddd", Identity.guarded(Identity::setresuid));
        row(r, 148, "getresuid", "ppp", t -> Identity.threeUsers(t, t.creds.uid, t.creds.euid, t.creds.suid));
        row(r, 149, "setresgid", "ddd", Identity.guarded(Identity::setresgid));
        row(r, 150, "getresgid", "ppp", t -> Identity.threeGroups(t, t.creds.gid, t.creds.egid, t.creds.sgid));
        row(r, 151, "setfsuid", "d", Identity.guarded(Identity::setfsuid));
        row(r, 152, "setfsgid", "d", Identity.guarded(Identity::setfsgid));
        row(r, 153, "times", "p", Time::times);
        row(r, 154, "setpgid", "dd", Processes::setpgid);
        row(r, 155, "getpgid", "d", t -> t.shown(Processes.process(t, t.argInt(0)).group));
        row(r, 156, "getsid", "d", t -> t.shown(Processes.process(t, t.argInt(0)).session));
        row(r, 157, "setsid", "", Processes::setsid);
        row(r, 158, "getgroups", "dp", Identity::getgroups);
        row(r, 159, "setgroups", "dp", Identity::setgroups);
        row(r, 160, "uname", "p", Identity::uname);
        row(r, 161, "sethostname", "bl", Identity::sethostname);
        row(r, 162, "setdomainname", "bl", Identity::setdomainname);
        row(r, 164, "setrlimit", "dp", Processes::setrlimit);
        row(r, 163, "getrlimit", "dp", Processes::getrlimit);
        row(r, 165, "getrusage", "dp", Processes::getrusage);
        row(r, 166, "umask", "o", Paths::umask);
        row(r, 167, "prctl", "dxxxx", Control::prctl);
        row(r, 168, "getcpu", "pp", Identity::getcpu);
        row(r, 169, "gettimeofday", "pp", Time::gettimeofday);
        row(r, 170, "settimeofday", "pp", ClockSetting::settimeofday);
        row(r, 171, "adjtimex", "p", ClockSetting::adjtimex);
        row(r, 266, "clock_adjtime", "dp", ClockSetting::clockAdjtime);
        row(r, 116, "syslog", "dpd", Refused::syslog);
        row(r, 104, "kexec_load", "xlpx", Refused.without(Cap.CAP_SYS_BOOT));
        row(r, 105, "init_module", "pls", Modules::init);
        row(r, 106, "delete_module", "sx", Modules::delete);
        row(r, 273, "finit_module", "fsx", Modules::initFrom);
        row(r, 224, "swapon", "sx", t -> Refused.swap(t, true));
        row(r, 225, "swapoff", "s", t -> Refused.swap(t, false));
        row(r, 241, "perf_event_open", "pddfx", Refused::perfEventOpen);
        row(r, 280, "bpf", "dpl", Refused.without(Cap.CAP_BPF));
        row(r, 264, "name_to_handle_at", "dsppx", Handles::nameToHandle);
        row(r, 265, "open_by_handle_at", "dpx", Handles::open);
        row(r, 213, "readahead", "fll", Files::readahead);
        row(r, 267, "syncfs", "f", Files::syncfs);
        row(r, 240, "rt_tgsigqueueinfo", "dddp", SignalCalls::tgsigqueueinfo);
        row(r, 274, "sched_setattr", "dpx", Scheduling::setattr);
        row(r, 275, "sched_getattr", "dpdx", Scheduling::getattr);
        row(r, 293, "rseq", "pdxx", t -> RestartableSequences.register(t, t.arg(0), t.argInt(1), t.argInt(2), t.argInt(3)));
        row(r, 172, "getpid", "", t -> t.process.number);
        row(r, 173, "getppid", "", t -> t.process.parent == null ? 0 : t.shown(t.process.parent.pid));
        row(r, 174, "getuid", "", t -> t.creds.user.shownUid(t.creds.uid) & 0xffffffffL);
        row(r, 175, "geteuid", "", t -> t.creds.user.shownUid(t.creds.euid) & 0xffffffffL);
        row(r, 176, "getgid", "", t -> t.creds.user.shownGid(t.creds.gid) & 0xffffffffL);
        row(r, 177, "getegid", "", t -> t.creds.user.shownGid(t.creds.egid) & 0xffffffffL);
        row(r, 178, "gettid", "", t -> t.number);
        row(r, 179, "sysinfo", "p", Identity::sysinfo);
        row(r, 180, "mq_open", "sxop", PosixQueues::open);
        row(r, 181, "mq_unlink", "s", PosixQueues::unlink);
        row(r, 182, "mq_timedsend", "fbldp", PosixQueues::send);
        row(r, 183, "mq_timedreceive", "fplpp", PosixQueues::receive);
        row(r, 184, "mq_notify", "fp", PosixQueues::notify);
        row(r, 185, "mq_getsetattr", "fpp", PosixQueues::getsetattr);
        row(r, 186, "msgget", "xo", MessageQueueCalls::msgget);
        row(r, 187, "msgctl", "ddp", MessageQueueCalls::msgctl);
        row(r, 188, "msgrcv", "dpldx", MessageQueueCalls::msgrcv);
        row(r, 189, "msgsnd", "dplx", MessageQueueCalls::msgsnd);
        row(r, 190, "semget", "xdo", SemaphoreCalls::semget);
        row(r, 191, "semctl", "dddx", SemaphoreCalls::semctl);
        row(r, 192, "semtimedop", "dpdp", SemaphoreCalls::semtimedop);
        row(r, 193, "semop", "dpd", SemaphoreCalls::semop);
        row(r, 194, "shmget", "xlo", SharedMemoryCalls::shmget);
        row(r, 195, "shmctl", "ddp", SharedMemoryCalls::shmctl);
        row(r, 196, "shmat", "dpx", SharedMemoryCalls::shmat);
        row(r, 197, "shmdt", "p", SharedMemoryCalls::shmdt);
        row(r, 198, "socket", "dxd", Sockets::socket);
        row(r, 199, "socketpair", "dxdp", Sockets::socketpair);
        row(r, 200, "bind", "fpd", Sockets::bind);
        row(r, 201, "listen", "fd", Sockets::listen);
        row(r, 202, "accept", "fpp", Sockets::accept);
        row(r, 203, "connect", "fpd", Sockets::connect);
        row(r, 204, "getsockname", "fpp", Sockets::getsockname);
        row(r, 205, "getpeername", "fpp", Sockets::getpeername);
        row(r, 206, "sendto", "fblxpd", Messages::sendto);
        row(r, 207, "recvfrom", "fplxpp", Messages::recvfrom);
        row(r, 208, "setsockopt", "fddpd", Sockets::setsockopt);
        row(r, 209, "getsockopt", "fddpp", Sockets::getsockopt);
        row(r, 210, "shutdown", "fd", Sockets::shutdown);
        row(r, 211, "sendmsg", "fpx", Messages::sendmsg);
        row(r, 212, "recvmsg", "fpx", Messages::recvmsg);
        row(r, 214, "brk", "x", Memory::brk);
        row(r, 215, "munmap", "xl", Memory::munmap);
        row(r, 216, "mremap", "xllxx", Memory::mremap);
        row(r, 217, "add_key", "sspld", KeyCalls::addKey);
        row(r, 218, "request_key", "sssd", KeyCalls::requestKey);
        row(r, 219, "keyctl", "dxxxx", KeyCalls::keyctl);
        row(r, 220, "clone", "xpppp", Processes::clone);
        row(r, 221, "execve", "spp", Processes::execve);
        row(r, 222, "mmap", "xlxxdx", Memory::mmap);
        row(r, 223, "fadvise64", "flld", Files::fadvise64);
        row(r, 226, "mprotect", "xlx", Memory::mprotect);
        row(r, 227, "msync", "xlx", MemoryAdvice::msync);
        row(r, 228, "mlock", "xl", t -> MemoryLocks.mlock(t, false));
        row(r, 229, "munlock", "xl", MemoryLocks::munlock);
        row(r, 230, "mlockall", "x", MemoryLocks::mlockall);
        row(r, 231, "munlockall", "", MemoryLocks::munlockall);
        row(r, 232, "mincore", "xlp", MemoryAdvice::mincore);
        row(r, 233, "madvise", "xld", MemoryAdvice::madvise);
        row(r, 242, "accept4", "fppx", Sockets::accept4);
        row(r, 243, "recvmmsg", "fpdxp", Messages::recvmmsg);
        row(r, 258, "riscv_hwprobe", "pllpx", HardwareProbe::probe);
        row(r, 259, "riscv_flush_icache", "xxx", Memory::flushIcache);
        row(r, 260, "wait4", "dpxp", Processes::wait4);
        row(r, 261, "prlimit64", "ddpp", Processes::prlimit64);
        row(r, 268, "setns", "fx", Namespaces::setns);
        row(r, 269, "sendmmsg", "fpdx", Messages::sendmmsg);
        row(r, 270, "process_vm_readv", "dpdpdx", Inspection::readv);
        row(r, 271, "process_vm_writev", "dpdpdx", Inspection::writev);
        row(r, 272, "kcmp", "dddll", Inspection::kcmp);
        row(r, 276, "renameat2", "dsdsx", Paths::renameat2);
        row(r, 277, "seccomp", "dxp", SeccompCalls::seccomp);
        row(r, 278, "getrandom", "plx", Identity::getrandom);
        row(r, 279, "memfd_create", "sx", Memory::memfdCreate);
        row(r, 281, "execveat", "dsppx", Processes::execveat);
        row(r, 283, "membarrier", "dxd", Memory::membarrier);
        row(r, 284, "mlock2", "xlx", MemoryLocks::mlock2);
        row(r, 285, "copy_file_range", "fpfplx", Transfers::copyFileRange);
        row(r, 286, "preadv2", "fpdlx", ReadWrite::preadv2);
        row(r, 287, "pwritev2", "fpdlx", ReadWrite::pwritev2);
        row(r, 291, "statx", "dsxxp", Stat::statx);
        row(r, 424, "pidfd_send_signal", "fdpx", Descriptors::pidfdSendSignal);
        row(r, 428, "open_tree", "dsx", DetachedMounts::openTree);
        row(r, 429, "move_mount", "dsdsx", DetachedMounts::moveMount);
        row(r, 430, "fsopen", "sx", DetachedMounts::fsopen);
        row(r, 431, "fsconfig", "fdssd", DetachedMounts::fsconfig);
        row(r, 432, "fsmount", "fxx", DetachedMounts::fsmount);
        row(r, 433, "fspick", "dsx", DetachedMounts::fspick);
        row(r, 442, "mount_setattr", "dsxpl", DetachedMounts::mountSetattr);
        row(r, 457, "statmount", "pplx", MountList::statmount);
        row(r, 458, "listmount", "pplx", MountList::listmount);
        row(r, 434, "pidfd_open", "dx", Descriptors::pidfdOpen);
        row(r, 435, "clone3", "pl", Processes::clone3);
        row(r, 436, "close_range", "ddx", Files::closeRange);
        row(r, 437, "openat2", "dspl", Files::openat2);
        row(r, 438, "pidfd_getfd", "ffx", Descriptors::pidfdGetfd);
        row(r, 439, "faccessat2", "dsdx", Paths::faccessat2);
        row(r, 441, "epoll_pwait2", "fpdpp", Events::epollPwait2);
        row(r, 444, "landlock_create_ruleset", "plx", LandlockCalls::createRuleset);
        row(r, 445, "landlock_add_rule", "fdpx", LandlockCalls::addRule);
        row(r, 446, "landlock_restrict_self", "fx", LandlockCalls::restrictSelf);
        row(r, 452, "fchmodat2", "dsox", Paths::fchmodat2);
        return r;
    }

    private static void row(Row[] rows, int number, String name, String signature, Handler handler) {
        rows[number] = new Row(number, name, signature, handler);
    }
}
