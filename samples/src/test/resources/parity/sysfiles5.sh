# Settings and files of /sys that tests and tools look for, and what the kernel takes for them
mount -t sysfs none /sys 2>/dev/null
cd /sys
for file in kernel/fscaps kernel/cpu_byteorder kernel/address_bits kernel/kexec_loaded kernel/kexec_crash_loaded kernel/cgroup/delegate \
    devices/system/cpu/smt/active devices/system/cpu/smt/control devices/system/clocksource/clocksource0/available_clocksource \
    devices/system/clocksource/clocksource0/current_clocksource; do
    echo "$file: $(cat $file)"
done
grep -c . devices/system/cpu/vulnerabilities/* | sort
for name in nsdelegate memory_localevents memory_recursiveprot; do
    grep $name kernel/cgroup/features
done
cd /proc/sys
for setting in crypto/fips_enabled debug/exception-trace dev/tty/ldisc_autoload kernel/bpf_stats_enabled kernel/io_uring_group kernel/max_lock_depth \
    kernel/modprobe kernel/perf_cpu_time_max_percent kernel/poweroff_cmd kernel/print-fatal-signals kernel/sched_deadline_period_max_us \
    kernel/sched_deadline_period_min_us net/core/busy_poll vm/compaction_proactiveness vm/hugetlb_shm_group vm/legacy_va_layout vm/numa_stat \
    vm/percpu_pagelist_high_fraction vm/watermark_scale_factor; do
    echo "$setting $(stat -c %a $setting): $(cat $setting)"
    (cat $setting > $setting) 2>/dev/null && echo taken || echo refused
    (echo nonsense > $setting) 2>/dev/null && echo taken || echo refused
done
for order in vm/drop_caches vm/compact_memory; do
    stat -c %a $order
    cat $order 2>/dev/null && echo read || echo not read
    (echo 1 > $order) 2>/dev/null && echo done || echo refused
    (echo 7 > $order) 2>/dev/null && echo done || echo refused
done
