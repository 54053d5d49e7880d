# Forks until the kernel refuses; each child takes 2 MiB and waits. Then lets them all go. Prints the error and whether all were reaped.
        .globl  _start
_start:
        .include "guest.inc"
        .equ    AMOUNT, 2097152
        .equ    MOST, 1000

start:  la      a0, ends
        li      a1, 0
        li      a7, SYS_pipe2
        ecall
        li      s0, 0
1:      fork
        beqz    a0, child
        bltz    a0, 2f
        addi    s0, s0, 1
        la      a0, moment              # lets the child take its memory
        li      a1, 0
        li      a7, SYS_nanosleep
        ecall
        li      t0, MOST
        bltu    s0, t0, 1b
2:      say     "refused with"
        lw      a0, ends + 4
        li      a7, SYS_close
        ecall
3:      li      a0, -1
        li      a1, 0
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        bltz    a0, 4f
        addi    s0, s0, -1
        j       3b
4:      mv      a0, s0
        say     "left"
        call_kernel SYS_exit

child:  la      t0, room
        li      t1, AMOUNT
        add     t1, t1, t0
        li      t2, 4096
5:      sd      t0, (t0)
        add     t0, t0, t2
        bltu    t0, t1, 5b
        lw      a0, ends + 4
        li      a7, SYS_close
        ecall
        lw      a0, ends                # until the pipe has no writer any more
        la      a1, room
        li      a2, 1
        li      a7, SYS_read
        ecall
        call_kernel SYS_exit
        .data
        .balign 8
moment: .dword  0, 1000000
        .bss
        .balign 4096
room:   .zero   AMOUNT
ends:   .zero   8
