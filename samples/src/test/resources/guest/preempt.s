# Two processes that never give up the processor: both get on. The child tells that it runs and then spins; the parent spins, hears of the
# child, and kills it.
        .globl  _start
_start:
        .include "guest.inc"

start:  la      a0, ends
        li      a1, 0
        li      a7, SYS_pipe2
        ecall
        fork
        beqz    a0, child
        mv      s0, a0
        li      t0, 300000
1:      addi    t0, t0, -1
        bnez    t0, 1b
        lw      a0, ends
        la      a1, ends
        li      a2, 1
        li      a7, SYS_read
        ecall
        say     "heard"
        mv      a0, s0
        li      a1, 9
        li      a7, SYS_kill
        ecall
        mv      a0, s0
        la      a1, ends
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        lw      a0, ends
        say     "ended by"
        call_kernel SYS_exit
child:  lw      a0, ends + 4
        la      a1, ends
        li      a2, 1
        li      a7, SYS_write
        ecall
2:      j       2b
        .bss
        .balign 8
ends:   .zero   8
