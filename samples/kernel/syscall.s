# System calls: the table, and those that are too small for a file of their own.
#
# Numbers and meanings are Linux's for RISC-V. Arguments are in a0 to a5, the number in a7; the answer, or a negative error, in a0.

        .include "kernel.inc"

        .text

# The current process made a system call. pc moves behind the ecall only when the call is done.
        .globl  system_call
system_call:
        ld      t0, P_A7(tp)
        la      t1, table
1:      lw      t2, 0(t1)
        bltz    t2, 2f
        beq     t2, t0, 3f
        addi    t1, t1, 16
        j       1b
2:      li      a0, ENOSYS
        j       4f
3:      ld      t2, 8(t1)
        ld      a0, 80(tp)
        ld      a1, 88(tp)
        ld      a2, 96(tp)
        ld      a3, 104(tp)
        ld      a4, 112(tp)
        ld      a5, 120(tp)
        jalr    t2
4:      sd      a0, P_A0(tp)
        ld      t0, P_PC(tp)
        addi    t0, t0, 4
        sd      t0, P_PC(tp)
        call    take_signal
        j       return_to_user

        .macro  row number, handler
        .word   \number, 0
        .dword  \handler
        .endm

        .section .rodata
        .balign 8
table:
        row     17, sys_getcwd
        row     23, sys_dup
        row     24, sys_dup3
        row     25, sys_fcntl
        row     29, sys_not_a_terminal          # ioctl
        row     48, sys_faccessat
        row     49, sys_chdir
        row     56, sys_openat
        row     57, sys_close
        row     59, sys_pipe2
        row     61, sys_getdents64
        row     62, sys_lseek
        row     63, sys_read
        row     64, sys_write
        row     65, sys_readv
        row     66, sys_writev
        row     67, sys_pread64
        row     78, sys_readlinkat
        row     79, sys_newfstatat
        row     80, sys_fstat
        row     93, sys_exit
        row     94, sys_exit                    # exit_group: there are no threads
        row     96, sys_getpid                  # set_tid_address
        row     99, sys_done                    # set_robust_list
        row     101, sys_nanosleep
        row     113, sys_clock_gettime
        row     115, sys_clock_nanosleep
        row     124, sys_yield
        row     129, sys_kill
        row     134, sys_rt_sigaction
        row     135, sys_done                   # rt_sigprocmask: without handlers nothing is blocked
        row     158, sys_getgroups
        row     160, sys_uname
        row     169, sys_gettimeofday
        row     172, sys_getpid
        row     173, sys_getppid
        row     174, sys_getuid
        row     175, sys_getuid
        row     176, sys_getgid
        row     177, sys_getgid
        row     178, sys_getpid                 # gettid
        row     214, sys_brk
        row     215, sys_munmap
        row     220, sys_clone
        row     221, sys_execve
        row     222, sys_mmap
        row     226, sys_mprotect
        row     260, sys_wait4
        row     278, sys_getrandom
        row     1000, sys_copied_pages          # ours: pages copied on write so far
        .word   -1

        .text
sys_done:
        li      a0, 0
        ret
sys_not_a_terminal:
        li      a0, ENOTTY
        ret
sys_getpid:
        lw      a0, P_PID(tp)
        ret
sys_getppid:
        ld      t0, P_PARENT(tp)
        li      a0, 0
        beqz    t0, 1f
        lw      a0, P_PID(t0)
1:      ret
sys_getuid:
        lwu     a0, user_id
        ret
sys_getgid:
        lwu     a0, user_id + 4
        ret
# getgroups(size, list): the plan's
sys_getgroups:
        enter
        ld      t0, plan
        lwu     s0, 16(t0)
        beqz    a0, 1f
        mv      t1, a0
        li      a0, EINVAL
        bltu    t1, s0, 2f
        mv      a0, a1
        addi    a1, t0, 32
        slli    a2, s0, 2
        call    copy_out
        bnez    a0, 2f
1:      mv      a0, s0
2:      leave
sys_copied_pages:
        ld      a0, pages_copied
        ret

# sched_yield: the next process has its turn
sys_yield:
        sd      zero, P_A0(tp)
        ld      t0, P_PC(tp)
        addi    t0, t0, 4
        sd      t0, P_PC(tp)
        j       schedule

sys_nanosleep:
        li      a1, 0
        j       sleep_until

# clock_nanosleep(clock, flags, request, left)
sys_clock_nanosleep:
        andi    t0, a1, 1                       # TIMER_ABSTIME
        li      a1, 0
        beqz    t0, 1f
        li      a1, 1                           # from the start
        bnez    a0, 1f
        li      a1, 2                           # from 1970
1:      mv      a0, a2
        j       sleep_until

# Reads the machine's clock, if it has one, while translation is still off.
        .globl  read_clock
read_clock:
        ld      t0, clock_address
        beqz    t0, 1f
        lwu     t1, 0(t0)                       # TIME_LOW keeps TIME_HIGH for us; nanoseconds since 1970
        lwu     t2, 4(t0)
        slli    t2, t2, 32
        or      t1, t1, t2
        rdtime  t2
        li      t3, 100
        mul     t2, t2, t3
        sub     t1, t1, t2
        la      t0, start_time
        sd      t1, (t0)
1:      ret

# The time of clock a0 in nanoseconds: clocks 0 and 5 tell the time of day, the others time since the start.
now:
        rdtime  t0
        li      t1, 100
        mul     t0, t0, t1
        beqz    a0, 1f
        li      t1, 5
        bne     a0, t1, 2f
1:      ld      t1, start_time
        add     t0, t0, t1
2:      mv      a0, t0
        ret

# clock_gettime(clock, time)
sys_clock_gettime:
        enter
        mv      s0, a1
        mv      t0, a0
        li      t1, 11
        li      a0, EINVAL
        bgtu    t0, t1, 9f
        mv      a0, t0
        call    now
        li      t1, 1000000000
        divu    t2, a0, t1
        remu    t3, a0, t1
        la      a1, moment
        sd      t2, 0(a1)
        sd      t3, 8(a1)
        mv      a0, s0
        li      a2, 16
        call    copy_out
9:      leave

# gettimeofday(time, zone)
sys_gettimeofday:
        enter
        mv      s0, a0
        li      a0, 0
        call    now
        li      t1, 1000000000
        divu    t2, a0, t1
        remu    t3, a0, t1
        li      t1, 1000
        divu    t3, t3, t1
        la      a1, moment
        sd      t2, 0(a1)
        sd      t3, 8(a1)
        mv      a0, s0
        li      a2, 16
        call    copy_out
        leave

# uname(buffer): six strings in 65 bytes each
sys_uname:
        enter
        mv      s0, a0
        la      a0, names
        la      a1, names_of_this
        li      a2, 65 * 6
        call    copy
        ld      s1, host_name
        mv      a0, s1
        call    string_length
        addi    a2, a0, 1
        li      t0, 65
        bgtu    a2, t0, 1f
        la      a0, names + 65
        mv      a1, s1
        call    copy
1:      mv      a0, s0
        la      a1, names
        li      a2, 65 * 6
        call    copy_out
        leave

# getrandom(buffer, length, flags)
sys_getrandom:
        enter
        mv      s0, a0
        mv      s1, a1
        li      t0, 256
        bleu    s1, t0, 1f
        mv      s1, t0
1:      la      a0, random_room
        mv      a1, s1
        call    random_bytes
        mv      a0, s0
        la      a1, random_room
        mv      a2, s1
        call    copy_out
        bnez    a0, 2f
        mv      a0, s1
2:      leave

# brk(end): where the heap ends now
sys_brk:
        enter
        ld      t0, P_BRK_START(tp)
        ld      s0, P_BRK(tp)
        bltu    a0, t0, 2f
        ld      t0, P_MAP_LOW(tp)
        bgtu    a0, t0, 2f
        mv      s1, a0
        sd      s1, P_BRK(tp)
        bgeu    s1, s0, 1f
        li      t0, PAGE - 1                    # given back: from the next whole page on
        add     a0, s1, t0
        add     a1, s0, t0
        not     t0, t0
        and     a0, a0, t0
        and     a1, a1, t0
        call    remove_pages
1:      mv      s0, s1
2:      mv      a0, s0
        leave

# mmap(address, length, protection, flags, descriptor, offset): private anonymous memory, where the kernel chooses
sys_mmap:
        enter
        andi    t0, a3, 0x32                    # MAP_ANONYMOUS, MAP_PRIVATE, MAP_FIXED
        li      t1, 0x22
        mv      t2, a1
        li      a0, ENODEV
        bne     t0, t1, 9f
        li      a0, EINVAL
        beqz    t2, 9f
        li      t0, MAP_TOP
        bgtu    t2, t0, 8f
        li      t0, PAGE - 1
        add     t2, t2, t0
        not     t0, t0
        and     t2, t2, t0
        ld      t1, P_MAP_LOW(tp)
        bgtu    t2, t1, 8f
        sub     t3, t1, t2
        ld      t4, P_BRK(tp)
        bltu    t3, t4, 8f
        addi    t5, tp, P_MAPS                  # a free place in the list
        li      t6, MAPS
1:      ld      t0, 8(t5)
        beqz    t0, 2f
        addi    t5, t5, 16
        addi    t6, t6, -1
        bnez    t6, 1b
8:      li      a0, ENOMEM
        leave
2:      sd      t3, 0(t5)
        sd      t1, 8(t5)
        sd      t3, P_MAP_LOW(tp)
        mv      a0, t3
9:      leave

# munmap(address, length): a mapping, its start or its end; not a hole in one
sys_munmap:
        enter
        mv      s0, a0
        li      t0, PAGE - 1
        and     t1, s0, t0
        li      a0, EINVAL
        bnez    t1, 9f
        beqz    a1, 9f
        add     s1, s0, a1
        add     s1, s1, t0
        not     t0, t0
        and     s1, s1, t0
        bleu    s1, s0, 9f
        addi    s2, tp, P_MAPS
        li      s3, MAPS
1:      ld      t0, 0(s2)
        ld      t1, 8(s2)
        beqz    t1, 4f
        bgeu    s0, t1, 4f                      # apart
        bleu    s1, t0, 4f
        bgtu    s0, t0, 2f
        bgeu    s1, t1, 3f
        sd      s1, 0(s2)                       # the start goes
        j       4f
2:      li      a0, ENOMEM
        bltu    s1, t1, 9f
        sd      s0, 8(s2)                       # the end goes
        j       4f
3:      sd      zero, 0(s2)
        sd      zero, 8(s2)
4:      addi    s2, s2, 16
        addi    s3, s3, -1
        bnez    s3, 1b
        li      t0, USER_TOP
        bleu    s1, t0, 5f
        mv      s1, t0
5:      mv      a0, s0
        mv      a1, s1
        call    remove_pages
        li      t0, MAP_TOP                     # what is below the lowest mapping is free again
        addi    t1, tp, P_MAPS
        li      t2, MAPS
6:      ld      t3, 8(t1)
        beqz    t3, 7f
        ld      t3, 0(t1)
        bgeu    t3, t0, 7f
        mv      t0, t3
7:      addi    t1, t1, 16
        addi    t2, t2, -1
        bnez    t2, 6b
        sd      t0, P_MAP_LOW(tp)
        li      a0, 0
9:      leave

# mprotect(address, length, protection): for the pages that are there
sys_mprotect:
        enter
        mv      s0, a0
        add     s1, a0, a1
        mv      s2, a2
        li      t0, PAGE - 1
        and     t1, s0, t0
        li      a0, EINVAL
        bnez    t1, 9f
        li      t0, USER_TOP
        li      a0, ENOMEM
        bgtu    s1, t0, 9f
1:      bgeu    s0, s1, 5f
        ld      a0, P_ROOT(tp)
        mv      a1, s0
        li      a2, 0
        call    walk
        beqz    a0, 4f
        ld      t0, (a0)
        andi    t1, t0, PTE_V
        beqz    t1, 4f
        andi    t0, t0, ~(PTE_R | PTE_X | PTE_W | PTE_COW | PTE_U)
        beqz    s2, 3f
        ori     t0, t0, PTE_R | PTE_U
        andi    t1, s2, 4                       # PROT_EXEC
        slli    t1, t1, 1
        or      t0, t0, t1
        andi    t1, s2, 2                       # PROT_WRITE: copied first, in case somebody shares it
        slli    t1, t1, 7
        or      t0, t0, t1
        j       2f
3:      ori     t0, t0, PTE_R                   # nothing at all: the kernel's, not the user's
2:      sd      t0, (a0)
4:      li      t0, PAGE
        add     s0, s0, t0
        j       1b
5:      sfence.vma
        li      a0, 0
9:      leave

        .section .rodata
names_of_this:
        .asciz  "Linux"
        .zero   59
        .asciz  "twofold"
        .zero   57
        .asciz  "0.1.0-sample"
        .zero   52
        .asciz  "#1 sample kernel"
        .zero   48
        .asciz  "riscv64"
        .zero   57
        .asciz  "(none)"
        .zero   58

        .bss
        .balign 8
moment:         .zero   16
                .globl  start_time
start_time:     .zero   8                       # nanoseconds from 1970 to the start
names:          .zero   400
random_room:    .zero   256
