# A pipe that is full, empty, without writers, without readers.
        .globl  _start
_start:
        .include "guest.inc"
        .equ    AMOUNT, 200000

        .macro  make_pipe
        la      a0, ends
        li      a1, 0
        li      a7, SYS_pipe2
        ecall
        lw      s0, ends
        lw      s1, ends + 4
        .endm
        .macro  close descriptor
        mv      a0, \descriptor
        li      a7, SYS_close
        ecall
        .endm

start:  make_pipe
        fork
        beqz    a0, writer
        close   s1
        li      s2, 0                   # sum of all bytes
        li      s3, 0                   # how many
1:      mv      a0, s0
        la      a1, bytes
        li      a2, 777
        li      a7, SYS_read
        ecall
        blez    a0, 3f
        add     s3, s3, a0
        la      t0, bytes
        add     t1, t0, a0
2:      lbu     t2, (t0)
        add     s2, s2, t2
        addi    t0, t0, 1
        bltu    t0, t1, 2b
        j       1b
3:      say     "end of the pipe"
        mv      a0, s3
        say     "bytes"
        mv      a0, s2
        say     "sum"
        close   s0
        call    reap
        say     "writer"

        make_pipe
        close   s0
        fork
        beqz    a0, orphan
        close   s1
        call    reap
        say     "without readers"
        call_kernel SYS_exit

# One write of much more than a pipe holds.
writer: close   s0
        la      t0, bytes
        li      t1, 0
        li      t2, AMOUNT
1:      sb      t1, (t0)
        addi    t0, t0, 1
        addi    t1, t1, 1
        bltu    t1, t2, 1b
        mv      a0, s1
        la      a1, bytes
        li      a2, AMOUNT
        li      a7, SYS_write
        ecall
        li      t0, AMOUNT
        sub     a0, a0, t0
        snez    a0, a0
        li      a7, SYS_exit
        ecall

orphan: mv      a0, s1
        la      a1, bytes
        li      a2, 1
        li      a7, SYS_write
        ecall                           # does not come back: SIGPIPE
        call_kernel SYS_exit, 1

# Waits for a child: its wait status.
reap:   li      a0, -1
        la      a1, status
        li      a2, 0
        li      a3, 0
        li      a7, SYS_wait4
        ecall
        lw      a0, status
        ret
        .bss
        .balign 8
ends:   .zero   8
status: .zero   8
bytes:  .zero   AMOUNT
