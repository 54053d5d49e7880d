package twofold.container.vfs;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.vfs.Settings.Kind;
import twofold.container.vfs.Settings.Row;

/**
 * The files of /proc/sys, proc_sys(5), in order: what Debian's kernel says, or what is so here. Behind a path stands what is taken, with the range if there is one: {@code -}
 * nothing, {@code i} integers, {@code u} one unsigned integer, whatever comes after it, {@code n} a number that
 * changes nothing, as what it asks for is not to be had, {@code l} unsigned longs, {@code s} a text, {@code p} the size of a pipe, {@code x} an order. What is
 * taken and concerns devices, the machine's own memory or how TCP goes about is kept and of no effect.
 */
public final class SettingRows {
    /** What {@code *} in a path stands for: all interfaces, those to come, and the one that there always is. */
    private static final List<String> INTERFACES = List.of("all", "default", "lo");
    /** The rows by their paths. */
    public static final Map<String, Row> ALL = read("""
            crypto/fips_enabled - 0
            debug/exception-trace i 1
            dev/tty/ldisc_autoload i0..1 1
            dev/tty/legacy_tiocsti i 0
            fs/aio-max-nr l 65536
            fs/aio-nr - 0
            fs/dentry-state - 0\t0\t45\t0\t0\t0
            fs/dir-notify-enable i 1
            fs/epoll/max_user_watches l0..9223372036854775807 1048576
            fs/fanotify/max_queued_events i0.. 16384
            fs/fanotify/max_user_groups i0.. 128
            fs/fanotify/max_user_marks i0.. 8192
            fs/file-max l0..9223372036854775807 9223372036854775807
            fs/inode-nr - 0\t0
            fs/inode-state - 0\t0\t0\t0\t0\t0\t0
            fs/inotify/max_queued_events i0.. 16384
            fs/inotify/max_user_instances i0.. 128
            fs/inotify/max_user_watches i0.. 65536
            fs/lease-break-time i 45
            fs/leases-enable i 1
            fs/mount-max - 100000
            fs/mqueue/msg_default i1..65536 10
            fs/mqueue/msg_max i1..65536 10
            fs/mqueue/msgsize_default i128..16777216 8192
            fs/mqueue/msgsize_max i128..16777216 8192
            fs/mqueue/queues_max i 256
            fs/nr_open i64..2147483584 1048576
            fs/overflowgid i0..65535 65534
            fs/overflowuid i0..65535 65534
            fs/pipe-max-size p 1048576
            fs/pipe-user-pages-hard l 0
            fs/pipe-user-pages-soft l 16384
            fs/protected_fifos i0..2 0
            fs/protected_hardlinks i0..1 1
            fs/protected_regular i0..2 0
            fs/protected_symlinks i0..1 1
            fs/suid_dumpable i0..2 0
            kernel/arch - riscv64
            kernel/auto_msgmni n0..1 0
            kernel/bpf_stats_enabled i0..1 0
            kernel/cap_last_cap - 40
            kernel/core_pattern s127 core
            kernel/core_pipe_limit i 0
            kernel/core_uses_pid i 0
            kernel/ctrl-alt-del i 1
            kernel/dmesg_restrict i0..1 1
            kernel/hung_task_timeout_secs l 120
            kernel/io_uring_disabled n0..2 2
            kernel/io_uring_group i -1
            kernel/keys/gc_delay i0.. 300
            kernel/keys/maxbytes i1.. 20000
            kernel/keys/maxkeys i1.. 200
            kernel/keys/persistent_keyring_expiry i0.. 259200
            kernel/keys/root_maxbytes i1.. 25000000
            kernel/keys/root_maxkeys i1.. 1000000
            kernel/kptr_restrict i0..2 0
            kernel/max_lock_depth i 1024
            kernel/modprobe s255 /sbin/modprobe
            kernel/modules_disabled i1..1 1
            kernel/msg_next_id i0.. -1
            kernel/msgmax i0.. 8192
            kernel/msgmnb i0.. 16384
            kernel/msgmni i0..32768 32000
            kernel/ngroups_max - 65536
            kernel/nmi_watchdog i0..1 0
            kernel/numa_balancing i0..4 0
            kernel/ostype - Linux
            kernel/overflowgid i0..65535 65534
            kernel/overflowuid i0..65535 65534
            kernel/panic i 0
            kernel/panic_on_oops i 0
            kernel/panic_on_warn i 0
            kernel/perf_cpu_time_max_percent i0..100 25
            kernel/perf_event_max_sample_rate i1.. 100000
            kernel/perf_event_paranoid i 3
            kernel/pid_max i301..4194304 4194304
            kernel/poweroff_cmd s255 /sbin/poweroff
            kernel/print-fatal-signals i 0
            kernel/printk i 7\t4\t1\t7
            kernel/pty/max i0..1048576 4096
            kernel/pty/reserve i0.. 1024
            kernel/random/boot_id - 00000000-0000-4000-8000-000000000000
            kernel/random/entropy_avail - 256
            kernel/random/poolsize - 256
            kernel/random/urandom_min_reseed_secs i 60
            kernel/random/write_wakeup_threshold i 256
            kernel/randomize_va_space n 0
            kernel/sched_autogroup_enabled i0..1 0
            kernel/sched_cfs_bandwidth_slice_us i1.. 5000
            kernel/sched_deadline_period_max_us l 4194304
            kernel/sched_deadline_period_min_us l 100
            kernel/sched_rr_timeslice_ms i 100
            kernel/sched_rt_period_us i1.. 1000000
            kernel/sched_rt_runtime_us i-1.. 950000
            kernel/sched_schedstats i0..1 0
            kernel/seccomp/actions_avail - kill_process kill_thread trap errno user_notif trace log allow
            kernel/seccomp/actions_logged - kill_process kill_thread trap errno user_notif trace log
            kernel/sem i 32000\t1024000000\t500\t32000
            kernel/sem_next_id i0.. -1
            kernel/shm_next_id i0.. -1
            kernel/shm_rmid_forced - 0
            kernel/shmall l 18446744073692774399
            kernel/shmmax l 18446744073692774399
            kernel/shmmni i0..32768 4096
            kernel/softlockup_panic i0..1 0
            kernel/sysctl_writes_strict i-1..1 1
            kernel/sysrq i 438
            kernel/tainted l 0
            kernel/threads-max i1..1073741823 127000
            kernel/timer_migration i0..1 1
            kernel/unprivileged_bpf_disabled n0..2 2
            kernel/unprivileged_userns_clone i 1
            kernel/watchdog i0..1 0
            kernel/yama/ptrace_scope i0..3 0
            net/core/bpf_jit_enable i0..2 0
            net/core/busy_poll i0.. 0
            net/core/busy_read i0.. 0
            net/core/default_qdisc s15 pfifo_fast
            net/core/netdev_max_backlog i 1000
            net/core/optmem_max i0.. 131072
            net/core/rmem_default i2304.. 212992
            net/core/rmem_max i2304.. 212992
            net/core/somaxconn i0.. 4096
            net/core/wmem_default i4608.. 212992
            net/core/wmem_max i4608.. 212992
            net/ipv4/conf/*/accept_local i 0
            net/ipv4/conf/*/accept_redirects i 1
            net/ipv4/conf/*/accept_source_route i 1
            net/ipv4/conf/*/arp_accept i 0
            net/ipv4/conf/*/arp_announce i 0
            net/ipv4/conf/*/arp_evict_nocarrier i 1
            net/ipv4/conf/*/arp_filter i 0
            net/ipv4/conf/*/arp_ignore i 0
            net/ipv4/conf/*/arp_notify i 0
            net/ipv4/conf/*/bc_forwarding i 0
            net/ipv4/conf/*/bootp_relay i 0
            net/ipv4/conf/*/disable_policy i 0
            net/ipv4/conf/*/disable_xfrm i 0
            net/ipv4/conf/*/drop_gratuitous_arp i 0
            net/ipv4/conf/*/drop_unicast_in_l2_multicast i 0
            net/ipv4/conf/*/force_igmp_version i 0
            net/ipv4/conf/*/forwarding i 0
            net/ipv4/conf/*/igmpv2_unsolicited_report_interval i 10000
            net/ipv4/conf/*/igmpv3_unsolicited_report_interval i 1000
            net/ipv4/conf/*/ignore_routes_with_linkdown i 0
            net/ipv4/conf/*/log_martians i 0
            net/ipv4/conf/*/medium_id i 0
            net/ipv4/conf/*/promote_secondaries i 0
            net/ipv4/conf/*/proxy_arp i 0
            net/ipv4/conf/*/proxy_arp_pvlan i 0
            net/ipv4/conf/*/route_localnet i 0
            net/ipv4/conf/*/rp_filter i 0
            net/ipv4/conf/*/secure_redirects i 1
            net/ipv4/conf/*/send_redirects i 1
            net/ipv4/conf/*/shared_media i 1
            net/ipv4/conf/*/src_valid_mark i 0
            net/ipv4/conf/*/tag i 0
            net/ipv4/icmp_echo_enable_probe u0..1 0
            net/ipv4/icmp_echo_ignore_all u0..1 0
            net/ipv4/icmp_echo_ignore_broadcasts u0..1 1
            net/ipv4/icmp_errors_use_inbound_ifaddr u0..1 0
            net/ipv4/icmp_ignore_bogus_error_responses u0..1 1
            net/ipv4/icmp_msgs_burst i0.. 50
            net/ipv4/icmp_msgs_per_sec i0.. 1000
            net/ipv4/icmp_ratelimit i0.. 1000
            net/ipv4/icmp_ratemask i 6168
            net/ipv4/igmp_link_local_mcast_reports u0..255 1
            net/ipv4/igmp_max_memberships i 20
            net/ipv4/igmp_max_msf i 10
            net/ipv4/igmp_qrv i1.. 2
            net/ipv4/ip_default_ttl u1..255 64
            net/ipv4/ip_dynaddr u0..255 0
            net/ipv4/ip_forward i 0
            net/ipv4/ip_forward_update_priority i 1
            net/ipv4/ip_forward_use_pmtu i 0
            net/ipv4/ip_local_port_range i1024..65535 32768\t60999
            net/ipv4/ip_local_reserved_ports s1023\s
            net/ipv4/ip_no_pmtu_disc u0..255 0
            net/ipv4/ip_nonlocal_bind u0..255 0
            net/ipv4/ipfrag_high_thresh i 4194304
            net/ipv4/ipfrag_low_thresh i0.. 3145728
            net/ipv4/ipfrag_max_dist i0.. 64
            net/ipv4/ipfrag_secret_interval i 0
            net/ipv4/ipfrag_time i 30
            net/ipv4/nexthop_compat_mode u0..1 1
            net/ipv4/tcp_abort_on_overflow u0..255 0
            net/ipv4/tcp_adv_win_scale i 1
            net/ipv4/tcp_allowed_congestion_control s127 reno cubic
            net/ipv4/tcp_app_win u0..31 31
            net/ipv4/tcp_available_congestion_control - reno cubic
            net/ipv4/tcp_available_ulp - mptcp
            net/ipv4/tcp_base_mss i 1024
            net/ipv4/tcp_congestion_control s15 cubic
            net/ipv4/tcp_dsack u0..255 1
            net/ipv4/tcp_early_retrans u0..4 3
            net/ipv4/tcp_ecn u0..2 2
            net/ipv4/tcp_ecn_fallback u0..1 1
            net/ipv4/tcp_fack u0..255 0
            net/ipv4/tcp_fastopen i 1
            net/ipv4/tcp_fin_timeout i 60
            net/ipv4/tcp_frto u0..255 2
            net/ipv4/tcp_keepalive_intvl i 75
            net/ipv4/tcp_keepalive_probes u0..255 9
            net/ipv4/tcp_keepalive_time i 7200
            net/ipv4/tcp_limit_output_bytes i 1048576
            net/ipv4/tcp_low_latency i 0
            net/ipv4/tcp_max_orphans i 2048
            net/ipv4/tcp_max_reordering i0.. 300
            net/ipv4/tcp_max_syn_backlog i 128
            net/ipv4/tcp_max_tw_buckets i 16384
            net/ipv4/tcp_migrate_req u0..1 0
            net/ipv4/tcp_min_snd_mss i48..65535 48
            net/ipv4/tcp_moderate_rcvbuf u0..255 1
            net/ipv4/tcp_mtu_probing u0..255 0
            net/ipv4/tcp_no_metrics_save u0..255 0
            net/ipv4/tcp_no_ssthresh_metrics_save u0..1 1
            net/ipv4/tcp_notsent_lowat u0..4294967295 4294967295
            net/ipv4/tcp_orphan_retries u0..255 0
            net/ipv4/tcp_pingpong_thresh u1..255 1
            net/ipv4/tcp_recovery u0..255 1
            net/ipv4/tcp_reflect_tos u0..1 0
            net/ipv4/tcp_reordering i0.. 3
            net/ipv4/tcp_retrans_collapse u0..255 1
            net/ipv4/tcp_retries1 u0..255 3
            net/ipv4/tcp_retries2 u0..255 15
            net/ipv4/tcp_rmem i1.. 4096\t131072\t6291456
            net/ipv4/tcp_rto_min_us i1.. 200000
            net/ipv4/tcp_sack u0..255 1
            net/ipv4/tcp_shrink_window u0..1 0
            net/ipv4/tcp_slow_start_after_idle u0..255 1
            net/ipv4/tcp_stdurg u0..255 0
            net/ipv4/tcp_syn_linear_timeouts u0..127 4
            net/ipv4/tcp_syn_retries u1..127 6
            net/ipv4/tcp_synack_retries u0..255 5
            net/ipv4/tcp_syncookies u0..255 1
            net/ipv4/tcp_thin_linear_timeouts u0..255 0
            net/ipv4/tcp_timestamps u0..255 1
            net/ipv4/tcp_tw_reuse u0..2 2
            net/ipv4/tcp_window_scaling u0..255 1
            net/ipv4/tcp_wmem i1.. 4096\t16384\t4194304
            net/ipv4/tcp_workaround_signed_windows u0..255 0
            net/ipv4/udp_rmem_min i1.. 4096
            net/ipv4/udp_wmem_min i1.. 4096
            net/ipv6/bindv6only u0..255 0
            net/ipv6/conf/*/accept_dad i 1
            net/ipv6/conf/*/accept_ra i 1
            net/ipv6/conf/*/accept_ra_defrtr i 1
            net/ipv6/conf/*/accept_ra_from_local i 0
            net/ipv6/conf/*/accept_ra_min_hop_limit i 1
            net/ipv6/conf/*/accept_ra_min_lft i 0
            net/ipv6/conf/*/accept_ra_mtu i 1
            net/ipv6/conf/*/accept_ra_pinfo i 1
            net/ipv6/conf/*/accept_ra_rt_info_max_plen i 0
            net/ipv6/conf/*/accept_ra_rt_info_min_plen i 0
            net/ipv6/conf/*/accept_ra_rtr_pref i 1
            net/ipv6/conf/*/accept_redirects i 1
            net/ipv6/conf/*/accept_source_route i 0
            net/ipv6/conf/*/accept_untracked_na i0..2 0
            net/ipv6/conf/*/addr_gen_mode u0..3 0
            net/ipv6/conf/*/autoconf i 1
            net/ipv6/conf/*/dad_transmits i 1
            net/ipv6/conf/*/disable_ipv6 i 0
            net/ipv6/conf/*/disable_policy i 0
            net/ipv6/conf/*/drop_unicast_in_l2_multicast i 0
            net/ipv6/conf/*/drop_unsolicited_na i 0
            net/ipv6/conf/*/enhanced_dad i 1
            net/ipv6/conf/*/force_mld_version i 0
            net/ipv6/conf/*/force_tllao i 0
            net/ipv6/conf/*/forwarding i 0
            net/ipv6/conf/*/hop_limit i1..255 64
            net/ipv6/conf/*/ignore_routes_with_linkdown i 0
            net/ipv6/conf/*/ioam6_enabled u0..1 0
            net/ipv6/conf/*/ioam6_id u0..65535 65535
            net/ipv6/conf/*/ioam6_id_wide u0..4294967295 4294967295
            net/ipv6/conf/*/keep_addr_on_down i 0
            net/ipv6/conf/*/max_addresses i 16
            net/ipv6/conf/*/max_desync_factor i 600
            net/ipv6/conf/*/mldv1_unsolicited_report_interval i0.. 10000
            net/ipv6/conf/*/mldv2_unsolicited_report_interval i0.. 1000
            net/ipv6/conf/*/mtu i1280.. 1280
            net/ipv6/conf/*/ndisc_evict_nocarrier u0..1 1
            net/ipv6/conf/*/ndisc_notify i 0
            net/ipv6/conf/*/ndisc_tclass i0..255 0
            net/ipv6/conf/*/optimistic_dad i 0
            net/ipv6/conf/*/proxy_ndp i 0
            net/ipv6/conf/*/ra_defrtr_metric u1..4294967295 1024
            net/ipv6/conf/*/ra_honor_pio_life u0..1 0
            net/ipv6/conf/*/ra_honor_pio_pflag u0..1 0
            net/ipv6/conf/*/regen_max_retry i 3
            net/ipv6/conf/*/regen_min_advance i 2
            net/ipv6/conf/*/router_probe_interval i 60
            net/ipv6/conf/*/router_solicitation_delay i 1
            net/ipv6/conf/*/router_solicitation_interval i 4
            net/ipv6/conf/*/router_solicitation_max_interval i 3600
            net/ipv6/conf/*/router_solicitations i -1
            net/ipv6/conf/*/rpl_seg_enabled i0..1 0
            net/ipv6/conf/*/seg6_enabled i 0
            net/ipv6/conf/*/seg6_require_hmac i 0
            net/ipv6/conf/*/suppress_frag_ndisc i 1
            net/ipv6/conf/*/temp_prefered_lft i 86400
            net/ipv6/conf/*/temp_valid_lft i 604800
            net/ipv6/conf/*/use_oif_addrs_only i 0
            net/ipv6/conf/*/use_optimistic i 0
            net/ipv6/conf/*/use_tempaddr i 0
            net/ipv6/ip_nonlocal_bind u0..255 0
            net/ipv6/max_dst_opts_length i 2147483647
            net/ipv6/max_dst_opts_number i 8
            net/ipv6/max_hbh_length i 2147483647
            net/ipv6/max_hbh_opts_number i 8
            net/unix/max_dgram_qlen i 10
            user/max_cgroup_namespaces i0.. 63500
            user/max_fanotify_groups i0.. 128
            user/max_fanotify_marks i0.. 8192
            user/max_inotify_instances i0.. 128
            user/max_inotify_watches i0.. 65536
            user/max_ipc_namespaces i0.. 63500
            user/max_mnt_namespaces i0.. 63500
            user/max_net_namespaces i0.. 63500
            user/max_pid_namespaces i0.. 63500
            user/max_time_namespaces i0.. 63500
            user/max_user_namespaces i0.. 63500
            user/max_uts_namespaces i0.. 63500
            vm/admin_reserve_kbytes l 8192
            vm/compact_memory x1..1 0
            vm/compaction_proactiveness i0..100 20
            vm/dirty_background_bytes l 0
            vm/dirty_background_ratio i0..100 10
            vm/dirty_bytes l 0
            vm/dirty_expire_centisecs i0.. 3000
            vm/dirty_ratio i0..100 20
            vm/dirty_writeback_centisecs i 500
            vm/drop_caches x1..4 0
            vm/extfrag_threshold i0..1000 500
            vm/hugetlb_shm_group i 0
            vm/laptop_mode i 0
            vm/legacy_va_layout i0.. 0
            vm/lowmem_reserve_ratio i0.. 256\t32
            vm/max_map_count i0.. 65530
            vm/memory_failure_early_kill i0..1 0
            vm/memory_failure_recovery i0..1 1
            vm/min_free_kbytes i0.. 2672
            vm/mmap_min_addr - 65536
            vm/nr_hugepages n0.. 0
            vm/nr_hugepages_mempolicy i 0
            vm/nr_overcommit_hugepages n0.. 0
            vm/numa_stat i0..1 1
            vm/oom_dump_tasks i 1
            vm/oom_kill_allocating_task i 0
            vm/overcommit_kbytes l 0
            vm/overcommit_memory i0..2 0
            vm/overcommit_ratio i 50
            vm/page-cluster i0..31 3
            vm/panic_on_oom i0..2 0
            vm/percpu_pagelist_high_fraction i0.. 0
            vm/stat_interval i 1
            vm/swappiness i0..200 60
            vm/unprivileged_userfaultfd i0..1 0
            vm/user_reserve_kbytes l 131072
            vm/vfs_cache_pressure i0.. 100
            vm/watermark_boost_factor i0.. 15000
            vm/watermark_scale_factor i1..3000 10
            vm/zone_reclaim_mode i0.. 0
            """);

    private SettingRows() {
    }

    /** The row of a path that has one. */
    static Row get(String path) {
        return ALL.get(path);
    }

    private static Map<String, Row> read(String rows) {
        Map<String, Row> all = new LinkedHashMap<>();
        rows.lines().forEach(line -> {
            String[] words = line.split(" ", 3);
            Kind kind = switch (words[1].charAt(0)) {
                case 'i' -> Kind.INTEGERS;
                case 'u' -> Kind.SINGLE;
                case 'n' -> Kind.UNMOVED;
                case 'l' -> Kind.UNSIGNED;
                case 's' -> Kind.TEXT;
                case 'p' -> Kind.PIPE_SIZE;
                case 'x' -> Kind.ORDER;
                default -> Kind.FIXED;
            };
            String range = words[1].substring(1);
            int dots = range.indexOf("..");
            String least = dots < 0 ? "" : range.substring(0, dots);
            String most = dots < 0 ? range : range.substring(dots + 2);
            long lowest = kind == Kind.INTEGERS || kind == Kind.UNMOVED ? Integer.MIN_VALUE : 0;
            long highest = kind == Kind.UNSIGNED ? -1 : Integer.MAX_VALUE;
            for (String name : words[0].contains("*") ? INTERFACES : List.of("")) {
                String path = words[0].replace("*", name);
                all.put(path, new Row(path, kind, least.isEmpty() ? lowest : Long.parseLong(least), most.isEmpty() ? highest : Long.parseLong(most), words[2]));
            }
        });
        return Collections.unmodifiableMap(all);
    }
}
