# Processes: who runs next, fork, exit, wait, signals, time.

        .include "kernel.inc"

        .text

# A fresh process in a0, with the next pid and the root as its directory; 0 if there are too many.
        .globl  new_process
new_process:
        la      a0, processes
        la      t0, processes_end
1:      lw      t1, P_STATE(a0)
        beqz    t1, 2f
        li      t1, P_SIZE
        add     a0, a0, t1
        bltu    a0, t0, 1b
        li      a0, 0
        ret
2:      li      t1, P_SIZE
        add     t1, t1, a0
        mv      t2, a0
3:      sd      zero, (t2)
        addi    t2, t2, 8
        bltu    t2, t1, 3b
        la      t0, last_pid
        lw      t1, (t0)
        addi    t1, t1, 1
        sw      t1, (t0)
        sw      t1, P_PID(a0)
        li      t1, MAP_TOP
        sd      t1, P_MAP_LOW(a0)
        li      t1, RUNNABLE
        sw      t1, P_STATE(a0)
        ret

# Runs the next process that can run, from the one behind the current one on; waits for the timer if there is none.
        .globl  schedule
schedule:
        la      sp, kernel_stack_top
        ld      s0, current
        li      s1, PROCESSES
1:      li      t0, P_SIZE
        add     s0, s0, t0
        la      t0, processes_end
        bltu    s0, t0, 2f
        la      s0, processes
2:      lw      t0, P_STATE(s0)
        li      t1, RUNNABLE
        beq     t0, t1, 4f
        addi    s1, s1, -1
        bnez    s1, 1b
        call    anybody_may_wake
        la      a1, all_asleep
        beqz    a0, panic
3:      wfi
        csrr    t0, sip
        andi    t0, t0, 1 << 5
        beqz    t0, 3b
        call    tick
        j       schedule
4:      la      t0, current
        sd      s0, (t0)
        mv      tp, s0
        call    take_signal
        lw      t0, P_STATE(tp)
        li      t1, RUNNABLE
        bne     t0, t1, schedule
        j       return_to_user

# Whether time or input can wake somebody: 1 in a0.
anybody_may_wake:
        la      t0, processes
        la      t1, processes_end
        la      t2, time_channel
        la      t3, input_channel
1:      lw      t4, P_STATE(t0)
        li      t5, SLEEPING
        bne     t4, t5, 2f
        ld      t4, P_CHANNEL(t0)
        beq     t4, t2, 3f
        beq     t4, t3, 3f
2:      li      t4, P_SIZE
        add     t0, t0, t4
        bltu    t0, t1, 1b
        li      a0, 0
        ret
3:      li      a0, 1
        ret

# The timer fired: sets it anew, wakes who waits for time or input, and asks for a signal from outside for process 1.
        .globl  tick
tick:
        enter
        call    set_timer
        la      a0, time_channel
        call    wake
        la      a0, input_channel
        call    wake
        li      a7, GUEST_SIGNAL
        call    sbi_guest
        bnez    a0, 1f
        li      t0, SIGKILL
        bne     a1, t0, 1f                      # process 1 handles no signals, so it gets no other
        li      a0, SIGKILL
        j       guest_ended
1:      leave

# The current process sleeps for channel a0 and makes its system call again when it is woken. Does not return.
        .globl  sleep
sleep:
        sd      a0, P_CHANNEL(tp)
        li      t0, SLEEPING
        sw      t0, P_STATE(tp)
        j       schedule

# Wakes everybody that sleeps for channel a0.
        .globl  wake
wake:
        la      t0, processes
        la      t1, processes_end
1:      lw      t2, P_STATE(t0)
        li      t3, SLEEPING
        bne     t2, t3, 2f
        ld      t2, P_CHANNEL(t0)
        bne     t2, a0, 2f
        li      t2, RUNNABLE
        sw      t2, P_STATE(t0)
2:      li      t2, P_SIZE
        add     t0, t0, t2
        bltu    t0, t1, 1b
        ret

# clone: a copy of the process. Threads, and memory shared any other way than vfork's, are not there.
        .globl  sys_clone
sys_clone:
        enter
        li      t0, 0x4100                      # CLONE_VM | CLONE_VFORK, and a signal: vfork, which fork may stand for
        li      t1, ~0xff
        and     t1, t1, a0
        li      t2, 0x01200000                  # CLONE_CHILD_SETTID, CLONE_CHILD_CLEARTID: libc's fork
        not     t2, t2
        and     t1, t1, t2
        beqz    t1, 1f
        beq     t1, t0, 1f
        li      a0, ENOSYS
        leave
1:      mv      s3, a0
        mv      s4, a1
        ld      s5, 112(tp)                     # a4: where the child's id goes
        call    new_process
        mv      s0, a0
        li      a0, EAGAIN
        beqz    s0, 9f
        lw      s1, P_PID(s0)
        call    new_root
        mv      s2, a0
        beqz    s2, 7f
        ld      a0, P_ROOT(tp)
        mv      a1, s2
        call    share_pages
        bnez    a0, 6f
        mv      a0, s0
        mv      a1, tp
        li      a2, P_SIZE
        call    copy
        sw      s1, P_PID(s0)
        sd      tp, P_PARENT(s0)
        sd      s2, P_ROOT(s0)
        sd      zero, P_PENDING(s0)
        sd      zero, P_A0(s0)
        beqz    s4, 2f
        sd      s4, P_SP(s0)
2:      ld      t0, P_PC(s0)
        addi    t0, t0, 4
        sd      t0, P_PC(s0)
        li      s6, 0
3:      slli    t0, s6, 4                       # the files are now open once more
        add     t0, t0, s0
        ld      t0, P_FILES(t0)
        beqz    t0, 4f
        ld      t1, F_COUNT(t0)
        addi    t1, t1, 1
        sd      t1, F_COUNT(t0)
4:      addi    s6, s6, 1
        li      t0, FILES
        bltu    s6, t0, 3b
        li      t0, 0x01000000                  # CLONE_CHILD_SETTID
        and     t0, t0, s3
        beqz    t0, 5f
        mv      s7, tp
        mv      tp, s0
        la      a1, pid_word
        sw      s1, (a1)
        mv      a0, s5
        li      a2, 4
        call    copy_out
        mv      tp, s7
5:      mv      a0, s1
        leave
6:      mv      a0, s2
        call    free_root
7:      sw      zero, P_STATE(s0)
        li      a0, ENOMEM
9:      leave

        .globl  sys_exit
sys_exit:
        andi    a0, a0, 255
        slli    a0, a0, 8
        j       end_current

# The current process dies by signal a0: a wait status is the signal's number.
        .globl  kill_current
kill_current:
# The current process ends with wait status a0: its memory and files go, its children become process 1's, its parent may wait.
end_current:
        sw      a0, P_STATUS(tp)
        lw      t0, P_PID(tp)
        li      t1, 1
        beq     t0, t1, guest_ended
        li      s0, 0
1:      slli    t0, s0, 4
        add     t0, t0, tp
        ld      a0, P_FILES(t0)
        sd      zero, P_FILES(t0)
        beqz    a0, 2f
        call    close_file
2:      addi    s0, s0, 1
        li      t0, FILES
        bltu    s0, t0, 1b
        ld      a0, kernel_root
        call    use_root
        ld      a0, P_ROOT(tp)
        call    free_root
        li      t0, ZOMBIE
        sw      t0, P_STATE(tp)
        la      t0, processes
        la      t1, processes_end
3:      ld      t2, P_PARENT(t0)
        bne     t2, tp, 4f
        la      t2, processes                   # process 1 is the first of them
        sd      t2, P_PARENT(t0)
4:      li      t2, P_SIZE
        add     t0, t0, t2
        bltu    t0, t1, 3b
        la      a0, processes
        call    wake
        ld      a0, P_PARENT(tp)
        call    wake
        j       schedule

# wait4(pid, status, options, usage)
        .globl  sys_wait4
sys_wait4:
        enter
        sext.w  s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s3, a3
        li      s4, 0                           # whether there is such a child at all
        la      s5, processes
1:      ld      t0, P_PARENT(s5)
        bne     t0, tp, 3f
        lw      t0, P_STATE(s5)
        beqz    t0, 3f
        blez    s0, 2f
        lw      t1, P_PID(s5)
        bne     t1, s0, 3f
2:      li      s4, 1
        li      t1, ZOMBIE
        beq     t0, t1, 5f
3:      li      t0, P_SIZE
        add     s5, s5, t0
        la      t0, processes_end
        bltu    s5, t0, 1b
        li      a0, ECHILD
        beqz    s4, 9f
        andi    t0, s2, 1                       # WNOHANG
        li      a0, 0
        bnez    t0, 9f
        mv      a0, tp
        j       sleep
5:      lw      s6, P_PID(s5)
        beqz    s1, 6f
        mv      a0, s1
        addi    a1, s5, P_STATUS
        li      a2, 4
        call    copy_out
        bnez    a0, 9f
6:      beqz    s3, 7f
        mv      a0, s3                          # usage is not measured
        la      a1, no_usage
        li      a2, 144
        call    copy_out
        bnez    a0, 9f
7:      sw      zero, P_STATE(s5)
        sd      zero, P_PARENT(s5)
        mv      a0, s6
9:      leave

# kill(pid, signal): one process, or with pid -1 all but process 1. There are no groups.
        .globl  sys_kill
sys_kill:
        enter
        sext.w  s0, a0
        mv      s1, a1
        li      a0, EINVAL
        li      t0, 63
        bgtu    s1, t0, 9f
        li      a0, ESRCH
        la      s2, processes
1:      lw      t0, P_STATE(s2)
        beqz    t0, 4f
        lw      t1, P_PID(s2)
        beq     t1, s0, 2f
        li      t2, -1
        bne     s0, t2, 4f
        li      t2, 1
        beq     t1, t2, 4f
2:      li      a0, 0
        li      t2, ZOMBIE
        beq     t0, t2, 4f
        beqz    s1, 4f
        li      t2, 1
        sll     t2, t2, s1
        ld      t3, P_PENDING(s2)
        or      t3, t3, t2
        sd      t3, P_PENDING(s2)
        li      t2, SLEEPING
        bne     t0, t2, 4f
        li      t2, RUNNABLE
        sw      t2, P_STATE(s2)
4:      li      t0, P_SIZE
        add     s2, s2, t0
        la      t0, processes_end
        bltu    s2, t0, 1b
9:      leave

# Carries out what is pending for the current process, which may end it.
        .globl  take_signal
take_signal:
        ld      t0, P_PENDING(tp)
        beqz    t0, 2f
        sd      zero, P_PENDING(tp)
        ld      t1, P_IGNORED(tp)
        not     t1, t1
        and     t0, t0, t1
        li      t1, 0x10860000                  # SIGCHLD, SIGCONT, SIGURG, SIGWINCH: nothing by default
        not     t1, t1
        and     t0, t0, t1
        lw      t1, P_PID(tp)
        li      t2, 1
        beq     t1, t2, 2f                      # process 1 is not killed by others
        beqz    t0, 2f
        li      a0, 0
1:      andi    t1, t0, 1
        bnez    t1, kill_current
        srli    t0, t0, 1
        addi    a0, a0, 1
        j       1b
2:      ret

# rt_sigaction(signal, new, old, size): the default and ignoring are there, handlers are not.
        .globl  sys_rt_sigaction
sys_rt_sigaction:
        enter
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        li      t0, 1
        sll     s3, t0, s0
        li      a0, EINVAL
        beqz    s0, 9f
        li      t0, 63
        bgtu    s0, t0, 9f
        beqz    s2, 1f
        la      a1, action
        ld      t0, P_IGNORED(tp)
        and     t0, t0, s3
        snez    t0, t0
        sd      t0, (a1)
        mv      a0, s2
        li      a2, 24
        call    copy_out
        bnez    a0, 9f
1:      li      a0, 0
        beqz    s1, 9f
        la      a0, new_action
        mv      a1, s1
        li      a2, 8
        call    copy_in
        bnez    a0, 9f
        ld      t0, new_action
        li      t1, 1
        li      a0, ENOSYS
        bgtu    t0, t1, 9f
        ld      t2, P_IGNORED(tp)
        not     t3, s3
        and     t2, t2, t3
        beqz    t0, 2f
        or      t2, t2, s3
2:      sd      t2, P_IGNORED(tp)
        li      a0, 0
9:      leave

# Sleeps for the seconds and nanoseconds at user address a0 (a1 is 0), or until then since the start (1) or since 1970 (2).
        .globl  sleep_until
sleep_until:
        enter
        mv      s0, a0
        mv      s1, a1
        ld      s2, P_WAKE(tp)
        bnez    s2, 1f
        la      a0, timespec
        mv      a1, s0
        li      a2, 16
        call    copy_in
        bnez    a0, 9f
        ld      t0, timespec
        ld      t1, timespec + 8
        li      a0, EINVAL
        bltz    t0, 9f
        li      t2, 1000000000
        bgeu    t1, t2, 9f
        li      t2, 10000000
        mul     t0, t0, t2
        addi    t1, t1, 99
        li      t2, 100
        divu    t1, t1, t2
        add     s2, t0, t1
        li      t0, 1
        beq     s1, t0, 1f
        rdtime  t0
        beqz    s1, 3f
        ld      t0, start_time                  # less the ticks from 1970 to the start
        li      t1, -100
        div     t0, t0, t1
3:      add     s2, s2, t0
1:      rdtime  t0
        bge     t0, s2, 2f
        sd      s2, P_WAKE(tp)
        la      a0, time_channel
        j       sleep
2:      sd      zero, P_WAKE(tp)
        li      a0, 0
9:      leave

        .section .rodata
all_asleep:     .asciz  "every process sleeps for ever"

        .bss
        .balign 16
        .globl  processes, current
processes:      .zero   P_SIZE * PROCESSES
processes_end:
current:        .zero   8
last_pid:       .zero   8
pid_word:       .zero   8
action:         .zero   24
new_action:     .zero   8
timespec:       .zero   16
no_usage:       .zero   144
        .globl  input_channel
time_channel:   .zero   8
input_channel:  .zero   8
