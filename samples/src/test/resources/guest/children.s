# 128 children end before anybody waits for one; then a child for each way to die by a signal; then nobody is left.
        .globl  _start
_start:
        .include "guest.inc"
        .equ    CHILDREN, 128

start:  li      s0, 0
1:      fork
        beqz    a0, 2f
        bltz    a0, failed
        addi    s0, s0, 1
        li      t0, CHILDREN
        bltu    s0, t0, 1b
        la      a0, moment
        li      a1, 0
        li      a7, SYS_nanosleep
        ecall
        li      s1, 0                   # sum of statuses
        li      s2, 0                   # how many
3:      call    reap
        bltz    a0, 4f
        lw      t0, status
        srli    t0, t0, 8
        add     s1, s1, t0
        addi    s2, s2, 1
        j       3b
2:      mv      a0, s0
        li      a7, SYS_exit
        ecall
4:      say     "when none is left"
        mv      a0, s2
        say     "children"
        mv      a0, s1
        say     "sum of statuses"

        fork
        beqz    a0, segmentation
        call    reap_signal
        say     "store to null"
        fork
        beqz    a0, code
        call    reap_signal
        say     "store to code"
        fork
        beqz    a0, jump
        call    reap_signal
        say     "jump to data"
        fork
        beqz    a0, kernel
        call    reap_signal
        say     "jump to the kernel"
        fork
        beqz    a0, illegal
        call    reap_signal
        say     "illegal instruction"
        fork
        beqz    a0, breakpoint
        call    reap_signal
        say     "breakpoint"
        fork
        beqz    a0, privileged
        call    reap_signal
        say     "privileged instruction"
        fork
        beqz    a0, spin
        li      a1, 9
        li      a7, SYS_kill
        ecall
        call    reap_signal
        say     "killed while spinning"
        call_kernel SYS_exit
failed: say     "fork"
        call_kernel SYS_exit, 1

segmentation:
        sd      zero, (zero)
code:   la      t0, start
        sd      zero, (t0)
jump:   la      t0, moment
        jr      t0
kernel: li      t0, 0x80200000
        jr      t0
illegal:
        .word   0
breakpoint:
        ebreak
privileged:
        csrr    t0, satp
spin:   j       spin

# Waits for a child: the signal that ended it.
reap_signal:
        mv      s10, ra
        call    reap
        lw      a0, status
        jr      s10
reap:   li      a0, -1
        la      a1, status
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        ret
        .data
        .balign 8
moment: .dword  0, 30000000
status: .dword  0
