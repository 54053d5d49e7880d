package twofold.container.fs.proc;

import java.util.LinkedHashMap;
import java.util.Map;

/** Files of /proc/sys that say the same to everybody, proc_sys(5), by their path below it, in order: what Debian's kernel says, or what is so here. */
final class FixedSettings {
    /** Each file's text. */
    static final Map<String, String> ALL = read("""
            fs/aio-max-nr 65536
            fs/aio-nr 0
            fs/dentry-state 0\t0\t45\t0\t0\t0
            fs/epoll/max_user_watches 1048576
            fs/file-max 9223372036854775807
            fs/file-nr 0\t0\t9223372036854775807
            fs/inode-nr 0\t0
            fs/inotify/max_queued_events 16384
            fs/inotify/max_user_instances 128
            fs/inotify/max_user_watches 65536
            fs/lease-break-time 45
            fs/leases-enable 1
            fs/mount-max 100000
            fs/mqueue/msg_default 10
            fs/mqueue/msg_max 10
            fs/mqueue/msgsize_default 8192
            fs/mqueue/msgsize_max 8192
            fs/mqueue/queues_max 256
            fs/nr_open 1048576
            fs/overflowgid 65534
            fs/overflowuid 65534
            fs/pipe-max-size 1048576
            fs/pipe-user-pages-hard 0
            fs/pipe-user-pages-soft 16384
            fs/protected_fifos 0
            fs/protected_hardlinks 0
            fs/protected_regular 0
            fs/protected_symlinks 0
            fs/suid_dumpable 0
            kernel/arch riscv64
            kernel/auto_msgmni 0
            kernel/cap_last_cap 40
            kernel/core_pattern core
            kernel/core_uses_pid 0
            kernel/dmesg_restrict 1
            kernel/io_uring_disabled 2
            kernel/keys/maxkeys 200
            kernel/kptr_restrict 0
            kernel/modules_disabled 1
            kernel/msgmax 8192
            kernel/msgmnb 16384
            kernel/msgmni 32000
            kernel/ngroups_max 65536
            kernel/numa_balancing 0
            kernel/ostype Linux
            kernel/overflowgid 65534
            kernel/overflowuid 65534
            kernel/panic 0
            kernel/panic_on_oops 0
            kernel/perf_event_paranoid 3
            kernel/pid_max 4194304
            kernel/printk 7\t4\t1\t7
            kernel/pty/max 4096
            kernel/pty/reserve 1024
            kernel/random/boot_id 00000000-0000-4000-8000-000000000000
            kernel/random/entropy_avail 256
            kernel/random/poolsize 256
            kernel/random/urandom_min_reseed_secs 60
            kernel/random/write_wakeup_threshold 256
            kernel/randomize_va_space 0
            kernel/sched_autogroup_enabled 0
            kernel/sched_rr_timeslice_ms 100
            kernel/sched_rt_period_us 1000000
            kernel/sched_rt_runtime_us 950000
            kernel/seccomp/actions_avail kill_process kill_thread trap errno user_notif trace log allow
            kernel/sem 32000\t1024000000\t500\t32000
            kernel/shm_rmid_forced 0
            kernel/shmall 18446744073692774399
            kernel/shmmax 18446744073692774399
            kernel/shmmni 4096
            kernel/sysrq 0
            kernel/tainted 0
            kernel/threads-max 127000
            kernel/unprivileged_bpf_disabled 2
            kernel/unprivileged_userns_clone 1
            kernel/yama/ptrace_scope 0
            net/core/default_qdisc pfifo_fast
            net/core/netdev_max_backlog 1000
            net/core/optmem_max 131072
            net/core/rmem_default 212992
            net/core/rmem_max 212992
            net/core/somaxconn 4096
            net/core/wmem_default 212992
            net/core/wmem_max 212992
            net/ipv4/conf/all/forwarding 0
            net/ipv4/conf/all/rp_filter 0
            net/ipv4/ip_default_ttl 64
            net/ipv4/ip_forward 0
            net/ipv4/ip_local_port_range 32768\t60999
            net/ipv4/ip_nonlocal_bind 0
            net/ipv4/tcp_available_congestion_control reno cubic
            net/ipv4/tcp_congestion_control cubic
            net/ipv4/tcp_ecn 2
            net/ipv4/tcp_fastopen 0
            net/ipv4/tcp_fin_timeout 60
            net/ipv4/tcp_keepalive_intvl 75
            net/ipv4/tcp_keepalive_probes 9
            net/ipv4/tcp_keepalive_time 7200
            net/ipv4/tcp_max_syn_backlog 128
            net/ipv4/tcp_max_tw_buckets 16384
            net/ipv4/tcp_retries2 15
            net/ipv4/tcp_rmem 4096\t131072\t6291456
            net/ipv4/tcp_sack 1
            net/ipv4/tcp_syn_retries 6
            net/ipv4/tcp_syncookies 1
            net/ipv4/tcp_timestamps 1
            net/ipv4/tcp_tw_reuse 2
            net/ipv4/tcp_window_scaling 1
            net/ipv4/tcp_wmem 4096\t16384\t4194304
            net/ipv6/bindv6only 0
            net/ipv6/conf/all/disable_ipv6 0
            net/ipv6/conf/all/forwarding 0
            net/ipv6/conf/default/disable_ipv6 0
            net/ipv6/conf/lo/disable_ipv6 0
            net/unix/max_dgram_qlen 10
            user/max_cgroup_namespaces 63500
            user/max_inotify_instances 128
            user/max_inotify_watches 65536
            user/max_ipc_namespaces 63500
            user/max_mnt_namespaces 63500
            user/max_net_namespaces 63500
            user/max_pid_namespaces 63500
            user/max_time_namespaces 63500
            user/max_user_namespaces 63500
            user/max_uts_namespaces 63500
            vm/admin_reserve_kbytes 8192
            vm/dirty_background_bytes 0
            vm/dirty_background_ratio 10
            vm/dirty_bytes 0
            vm/dirty_expire_centisecs 3000
            vm/dirty_ratio 20
            vm/dirty_writeback_centisecs 500
            vm/drop_caches 0
            vm/laptop_mode 0
            vm/max_map_count 65530
            vm/memfd_noexec 0
            vm/min_free_kbytes 2672
            vm/mmap_min_addr 65536
            vm/nr_hugepages 0
            vm/nr_overcommit_hugepages 0
            vm/oom_dump_tasks 1
            vm/oom_kill_allocating_task 0
            vm/overcommit_kbytes 0
            vm/overcommit_memory 0
            vm/overcommit_ratio 50
            vm/page-cluster 3
            vm/panic_on_oom 0
            vm/stat_interval 1
            vm/swappiness 60
            vm/unprivileged_userfaultfd 0
            vm/user_reserve_kbytes 131072
            vm/vfs_cache_pressure 100
            vm/zone_reclaim_mode 0
            """);

    private FixedSettings() {
    }

    private static Map<String, String> read(String rows) {
        Map<String, String> texts = new LinkedHashMap<>();
        rows.lines().forEach(row -> texts.put(row.substring(0, row.indexOf(' ')), row.substring(row.indexOf(' ') + 1) + "\n"));
        return texts;
    }
}
