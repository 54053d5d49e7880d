package twofold.container.fs.cgroup;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.mm.MemoryCounts.Event.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import twofold.container.kernel.Cgroup.Controller;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.CgroupNews;
import twofold.container.mm.Account;
import twofold.container.mm.MemoryCounts;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** The files of the controller memory. */
final class MemoryFiles {
    /** Rows of memory.stat that count what is not here: huge pages, nodes, compressed swap space. */
    private static final String[] NOTHING = {"thp_fault_alloc", "thp_collapse_alloc", "thp_swpout", "thp_swpout_fallback", "numa_pages_migrated", "numa_pte_updates",
        "numa_hint_faults"};

    private MemoryFiles() {
    }

    /** Sets a limit in pages. */
    private interface Limit {
        void set(Account account, long pages);
    }

    static List<Control> rows() {
        List<Control> rows = new ArrayList<>(List.of(
                limit("memory.min", account -> account.limits().min(), (account, pages) -> account.limits().setMin(pages)),
                limit("memory.low", account -> account.limits().low(), (account, pages) -> account.limits().setLow(pages)),
                limit("memory.high", account -> account.limits().high(), (account, pages) -> account.limits().setHigh(pages)),
                limit("memory.max", account -> account.limits().max(), (account, pages) -> account.limits().setMax(pages)),
                limit("memory.swap.high", account -> account.swap().high(), (account, pages) -> account.swap().setHigh(pages)),
                limit("memory.swap.max", account -> account.swap().limit(), (account, pages) -> account.swap().setLimit(pages)),
                size("memory.current", Account::used),
                size("memory.swap.current", account -> account.swap().used()),
                shown("memory.stat", MemoryFiles::statistics),
                shown("memory.events", account -> events(account, false)).telling(CgroupNews.Of.MEMORY),
                shown("memory.events.local", account -> events(account, true)).telling(CgroupNews.Of.MEMORY_HERE),
                shown("memory.swap.events", account -> "high " + account.counts().all(SWAP_HIGH) + "\nmax " + account.counts().all(SWAP_MAX) + "\nfail "
                        + account.counts().all(SWAP_FAIL) + "\n").telling(CgroupNews.Of.SWAP)));
        rows.add(Control.set("memory.peak", Controller.MEMORY, group -> (group.account().peak() << Frames.SHIFT) + "\n",
                (group, text) -> group.account().forgetPeak()));
        rows.add(Control.set("memory.swap.peak", Controller.MEMORY, group -> (group.account().swap().peak() << Frames.SHIFT) + "\n",
                (group, text) -> group.account().swap().forgetPeak()));
        rows.add(Control.set("memory.oom.group", Controller.MEMORY, group -> (group.account().limits().killsGroup() ? 1 : 0) + "\n", (group, text) -> {
            if (!text.equals("0") && !text.equals("1")) {
                throw FileError.of(EINVAL);
            }
            group.account().limits().setKillsGroup(text.equals("1"));
        }));
        rows.add(Control.set("memory.reclaim", Controller.MEMORY, null, (group, text) -> {
            long pages = Control.bytes(text) >>> Frames.SHIFT;
            if (group.account().reclaim(pages) < pages) {
                throw FileError.of(EAGAIN);
            }
        }));
        return rows;
    }

    private static Control shown(String name, Function<Account, String> text) {
        return Control.shown(name, Controller.MEMORY, group -> text.apply(group.account()));
    }

    private static Control size(String name, ToLongFunction<Account> pages) {
        return shown(name, account -> (pages.applyAsLong(account) << Frames.SHIFT) + "\n");
    }

    private static Control limit(String name, ToLongFunction<Account> pages, Limit limit) {
        return Control.set(name, Controller.MEMORY, group -> {
            long now = pages.applyAsLong(group.account());
            return Control.orMax(now == Account.UNLIMITED ? now : now << Frames.SHIFT);
        }, (group, text) -> {
            long bytes = text.equals("max") ? Cgroup.UNLIMITED : Control.bytes(text);
            limit.set(group.account(), bytes == Cgroup.UNLIMITED ? Account.UNLIMITED : bytes >>> Frames.SHIFT);
        });
    }

    private static String events(Account account, boolean here) {
        StringBuilder text = new StringBuilder();
        for (MemoryCounts.Event each : List.of(LOW, HIGH, MAX, OOM, OOM_KILL, OOM_GROUP_KILL)) {
            text.append(each.name().toLowerCase(Locale.ROOT)).append(' ').append(here ? account.counts().own(each) : account.counts().all(each)).append('\n');
        }
        return text.toString();
    }

    private static String statistics(Account account) {
        StringBuilder text = new StringBuilder();
        long anonymous = account.anonymous() << Frames.SHIFT;
        long shared = account.shared() << Frames.SHIFT;
        long files = account.files() << Frames.SHIFT;
        row(text, "anon", anonymous, "file", files + shared, "kernel", account.kernelBytes(), "kernel_stack", 0, "pagetables", 0, "sec_pagetables", 0, "percpu", 0,
                "sock", 0, "vmalloc", 0, "shmem", shared, "zswap", 0, "zswapped", 0, "file_mapped", files, "file_dirty", 0, "file_writeback", 0, "swapcached", 0,
                "anon_thp", 0, "file_thp", 0, "shmem_thp", 0, "inactive_anon", 0, "active_anon", anonymous + shared, "inactive_file", files, "active_file", 0,
                "unevictable", 0, "slab_reclaimable", 0, "slab_unreclaimable", account.kernelBytes(), "slab", account.kernelBytes());
        row(text, "workingset_refault_anon", account.counts().all(REFAULTS_ANON), "workingset_refault_file", account.counts().all(REFAULTS_FILE), "workingset_activate_anon", 0,
                "workingset_activate_file", 0, "workingset_restore_anon", 0, "workingset_restore_file", 0, "workingset_nodereclaim", 0, "pgdemote_kswapd", 0,
                "pgdemote_direct", 0, "pgdemote_khugepaged", 0, "pgpromote_success", 0, "pswpin", account.counts().all(SWAPPED_IN), "pswpout",
                account.counts().all(SWAPPED_OUT), "pgscan", account.counts().all(SCANNED), "pgsteal", account.counts().all(STOLEN), "pgscan_kswapd", 0, "pgscan_direct",
                account.counts().all(SCANNED), "pgscan_khugepaged", 0, "pgsteal_kswapd", 0, "pgsteal_direct", account.counts().all(STOLEN), "pgsteal_khugepaged", 0,
                "pgfault", account.counts().faults(), "pgmajfault", account.counts().all(MAJOR_FAULTS), "pgrefill", account.counts().all(DEACTIVATED), "pgactivate",
                account.counts().all(ACTIVATED), "pgdeactivate", account.counts().all(DEACTIVATED), "pglazyfree", 0, "pglazyfreed", 0, "swpin_zero", 0, "swpout_zero", 0,
                "zswpin", 0, "zswpout", 0, "zswpwb", 0);
        for (String name : NOTHING) {
            row(text, name, 0);
        }
        return text.toString();
    }

    private static void row(StringBuilder text, Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(pairs[i]).append(' ').append(pairs[i + 1]).append('\n');
        }
    }
}
